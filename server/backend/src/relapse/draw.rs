//! Drawing the sample of a month, once. The office begins with it; from then on the server draws each month by itself.

use crate::{
    audit::{self, Author},
    changes,
    ctx::{Ctx, State},
    db::WriteTx,
    entities::{recurring_plan, relapse_pick, relapse_sample},
    error::{Error, Result},
    listing::{Scope, Sql},
    plans::task_row,
    transfer::rows::{insert, inserts, pieces},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    fault::{Code, Fault, FieldCode},
    hazards::Category,
    ids::{HazardId, SiteId},
    period::Month,
    programmes::plan::{Rhythm, Task, TaskKey},
    relapse::{self, Closed},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// Most rows of one statement.
const ROWS: usize = 256;

/// What the plan of the re-visits is called.
const TITLE: &str = "回潮抽查";

/// A day that no calendar reaches again: the plan has no days of its own, its tasks are drawn.
const NEVER: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");

/// Draws the sample of a subdistrict's closings of a month that is over. Drawn already, it stays as it is: answers how many
/// hazards are in it.
pub async fn draw(ctx: &Ctx, subdistrict: &AreaCode, month: Month) -> Result<u64> {
    ctx.require(Right::Steer)?;
    let area = ctx.scope(Some(subdistrict))?;
    if area.level() != AreaLevel::Subdistrict {
        return Err(Fault::field("area", FieldCode::OutOfRange).into());
    }
    if month >= Month::of(ctx.now) {
        return Err(Fault::field("month", FieldCode::InFuture).into());
    }
    let author = Author { at: ctx.now, id: Some(ctx.actor.user), login: ctx.actor.login.clone() };
    once(&ctx.state, area, month, author).await
}

/// Draws last month's samples where the office has begun with it. Answers how many hazards were drawn.
pub async fn make(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let mut codes = Sql::new("SELECT DISTINCT r.subdistrict_code FROM relapse_sample r");
    codes.push(" ORDER BY 1");
    let month = Month::of(now).previous();
    let mut drawn = 0;
    for row in codes.all(state.db.read()).await? {
        let area: AreaCode = row.try_get_by_index::<String>(0)?.parse()?;
        let there = relapse_sample::Entity::find_by_id((String::from(area.clone()), month.number()));
        if there.one(state.db.read()).await?.is_none() {
            drawn += once(state, area, month, Author::itself(now)).await?;
        }
    }
    Ok(drawn)
}

async fn once(state: &State, area: AreaCode, month: Month, author: Author) -> Result<u64> {
    let seed = Uuid::now_v7();
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                // two who draw at once: the later one finds the sample of the first
                tx.claim(relapse::plan_of(&area).0).await?;
                let key = (String::from(area.clone()), month.number());
                if let Some(there) = relapse_sample::Entity::find_by_id(key).one(tx).await? {
                    return Ok(u64::try_from(there.size).unwrap_or(0));
                }
                let (closed, places) = population(tx, &area, month).await?;
                let population = closed.len();
                let sample = relapse::draw(closed, seed);
                plan(tx, &area, &author).await?;
                let tasks = revisit(tx, &area, &sample, &places, author.at).await?;
                let row = relapse_sample::Model {
                    subdistrict_code: area.to_string(),
                    month: month.number(),
                    seed,
                    population: i32::try_from(population).map_err(Error::broken)?,
                    size: i32::try_from(sample.len()).map_err(Error::broken)?,
                    drawn_at: author.at,
                    drawn_by: author.id.map(|id| id.0),
                };
                row.into_active_model().reset_all().insert(tx).await?;
                let picks = picks(&sample, &places, &tasks, month)?;
                insert(tx, &picks).await?;
                let line = audit::Entry {
                    action: "relapse.draw".into(),
                    subject_type: "relapse_sample",
                    subject: format!("{area}:{month}"),
                    area: Some(area),
                    detail: serde_json::json!({
                        "seed": seed, "population": population, "size": sample.len(),
                    }),
                };
                audit::write_as(tx, &author, [line]);
                Ok::<_, Error>(sample.len() as u64)
            })
        })
        .await
}

/// Where a hazard is visited again.
struct Place {
    site: SiteId,
    /// Of the site.
    area: AreaCode,
}

/// What was closed in the month, is closed still, and lies at a site that is in use. The closings stand in the index of the
/// subdistrict.
async fn population(
    tx: &WriteTx,
    area: &AreaCode,
    month: Month,
) -> Result<(Vec<Closed>, HashMap<HazardId, Place>)> {
    let sqlite = tx.get_database_backend() == sea_orm::DbBackend::Sqlite;
    let index = if sqlite { " INDEXED BY ix_hazard_subdistrict" } else { "" };
    let mut sql = Sql::new(format!(
        "SELECT h.id, h.category, h.committee_code, s.id, s.area_code FROM hazard h{index} \
         JOIN site s ON s.id = h.site_id"
    ));
    let mut those = Scope::from(area.clone()).by_subdistrict("h");
    let period = month.period();
    those.add("h.closed_at >= ? AND h.closed_at < ?", [period.start().into(), period.end().into()]);
    those.add("s.status = 'active'", []);
    sql.filter(&those);
    let (mut closed, mut places) = (Vec::new(), HashMap::new());
    let read = |row: &QueryResult| {
        let id = HazardId(row.try_get_by_index(0)?);
        let category: Category = row.try_get_by_index::<String>(1)?.parse()?;
        let committee: AreaCode = row.try_get_by_index::<String>(2)?.parse()?;
        let site = SiteId(row.try_get_by_index(3)?);
        let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
        Ok::<_, Error>((Closed { id, category, committee }, Place { site, area }))
    };
    for row in sql.all(tx).await? {
        let (one, place) = read(&row)?;
        places.insert(one.id, place);
        closed.push(one);
    }
    Ok((closed, places))
}

/// The plan of the subdistrict's re-visits, made with the first sample.
async fn plan(tx: &WriteTx, area: &AreaCode, author: &Author) -> Result<()> {
    let id = relapse::plan_of(area).0;
    if recurring_plan::Entity::find_by_id(id).one(tx).await?.is_some() {
        return Ok(());
    }
    // samples that the server draws by itself come after one that somebody has drawn, which has made the plan
    let by = author.id.ok_or_else(|| Error::broken("a sample before the first"))?;
    let row = recurring_plan::Model {
        id,
        area_code: area.to_string(),
        committee_code: None,
        subdistrict_code: Some(area.to_string()),
        district_code: area.at(AreaLevel::District).map(String::from),
        title: TITLE.into(),
        rhythm: Rhythm::Monthly.as_str().into(),
        first_day: NEVER,
        last_day: Some(NEVER),
        kinds: serde_json::json!([]),
        checklist_id: None,
        on_working_days: false,
        version: 1,
        save_id: id,
        content_sha256: String::new(),
        created_by: by.0,
        created_at: author.at,
        updated_at: author.at,
    };
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// A task for each site of the sample; answers them by site.
async fn revisit(
    tx: &WriteTx,
    area: &AreaCode,
    sample: &[Closed],
    places: &HashMap<HazardId, Place>,
    now: DateTime<Utc>,
) -> Result<HashMap<SiteId, Uuid>> {
    let today = local_date(now);
    let mut tasks: HashMap<SiteId, Uuid> = HashMap::new();
    let mut rows = Vec::new();
    for place in sample.iter().filter_map(|one| places.get(&one.id)) {
        if tasks.contains_key(&place.site) {
            continue;
        }
        let key = TaskKey { plan: relapse::plan_of(area), nominal: today, site: place.site };
        let task = Task { id: key.id(), key, due: relapse::due(today), area: place.area.clone() };
        tasks.insert(place.site, task.id.0);
        rows.push(task_row(task, now)?);
    }
    let mut seqs = changes::draw(tx, rows.iter().map(|row| row.subdistrict_code.as_str())).await?;
    for row in &mut rows {
        row.change_seq = seqs.next(&row.subdistrict_code)?;
    }
    for piece in pieces(&rows, ROWS) {
        for mut statement in inserts(tx.get_database_backend(), piece) {
            // samples of two months that are drawn on one day meet at the same door
            statement.sql.push_str(" ON CONFLICT DO NOTHING");
            tx.execute_raw(statement).await?;
        }
    }
    Ok(tasks)
}

fn picks(
    sample: &[Closed],
    places: &HashMap<HazardId, Place>,
    tasks: &HashMap<SiteId, Uuid>,
    month: Month,
) -> Result<Vec<relapse_pick::Model>> {
    let part = |area: &AreaCode, level| {
        area.at(level).map(String::from).ok_or_else(|| Error::broken("hazard above a committee"))
    };
    sample
        .iter()
        .map(|one| {
            let task = places.get(&one.id).and_then(|place| tasks.get(&place.site));
            Ok(relapse_pick::Model {
                hazard_id: one.id.0,
                month: month.number(),
                area_code: one.committee.to_string(),
                committee_code: one.committee.to_string(),
                subdistrict_code: part(&one.committee, AreaLevel::Subdistrict)?,
                district_code: part(&one.committee, AreaLevel::District)?,
                task_id: *task.ok_or_else(|| Error::code(Code::NotFound))?,
                outcome: None,
                said_by: None,
                said_at: None,
            })
        })
        .collect()
}
