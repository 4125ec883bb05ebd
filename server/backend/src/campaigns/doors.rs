//! Giving the doors of a campaign to people, and the walk along them.

use super::{
    query::{IN_USE, campaign_of, columns, find, near, read, to_visit},
    rows,
    service::lock,
};
use crate::{
    audit, changes,
    ctx::Ctx,
    db::WriteTx,
    entities::user_account,
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap, places, point},
    people::query::{Receiver, workers},
    programmes::route::{self, in_order},
    sites::query::shown,
};
use chrono::NaiveDate;
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::{CampaignId, SiteId, TaskId, UserId},
    listing::Key,
    programmes::{
        campaign::{
            Campaign, CampaignStatus, DoorWalk, GivenDoors, GivenKey, GivenPage, Standing, TargetRow,
            target_id,
        },
        filters::TargetFilter,
        plan_views::TaskRow,
        route::Stop,
    },
    sites::{SiteKind, SiteStatus},
};
use sea_orm::{EntityTrait, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Most doors that are given to somebody at once: those of a committee, and more than one person comes to in a campaign.
pub const MOST: usize = 2_000;

/// So many are written by one statement.
const AT_ONCE: usize = 500;

/// Which doors of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub enum Doors {
    /// These.
    These(Vec<SiteId>),
    /// All that a filter of its list shows and that are still to be visited.
    Filtered(TargetFilter),
}

/// Gives doors of a running campaign to a person, or takes them back. One that was let in or has closed down stays as it is. Answers
/// how many have changed hands.
pub async fn give(ctx: &Ctx, id: CampaignId, doors: Doors, person: Option<UserId>) -> Result<usize> {
    ctx.require(Right::Assign)?;
    find(ctx, id).await?;
    if let Doors::These(sites) = &doors
        && sites.is_empty()
    {
        return Err(Fault::field("site", FieldCode::Required).into());
    }
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let row = lock(tx, id).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            let campaign = rows::campaign(&row)?;
            campaign.gives(&ctx.actor)?;
            let person = Receiver::find(tx, person).await?;
            let assignee = person.id();
            let mut given: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
            let mut lines = Vec::new();
            for door in chosen(tx, &ctx, &campaign, doors).await? {
                person.takes(&door.area)?;
                if door.is_over() || door.assignee == assignee {
                    continue;
                }
                lines.push(audit::Entry {
                    action: "campaign.give".into(),
                    subject_type: "campaign",
                    subject: id.to_string(),
                    area: Some(door.area),
                    detail: serde_json::json!({"site": door.site, "from": door.assignee, "assignee": assignee}),
                });
                given.entry(door.subdistrict).or_default().push(door.site);
            }
            for (subdistrict, sites) in &given {
                for some in sites.chunks(AT_ONCE) {
                    hand(tx, &ctx, (id, subdistrict), some, assignee).await?;
                }
            }
            let count = lines.len();
            audit::write(tx, &ctx, lines);
            Ok(count)
        })
    })
    .await
}

/// A door that may change hands.
struct Door {
    site: Uuid,
    area: AreaCode,
    subdistrict: String,
    standing: Standing,
    assignee: Option<Uuid>,
    closed_down: bool,
}

impl Door {
    /// What [`Self::read`] reads, in its order.
    const COLUMNS: &str = "t.site_id, t.area_code, t.subdistrict_code, t.standing, t.assignee_id, \
         (SELECT x.status FROM site x WHERE x.id = t.site_id)";

    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            site: row.try_get_by_index(0)?,
            area: row.try_get_by_index::<String>(1)?.parse()?,
            subdistrict: row.try_get_by_index(2)?,
            standing: row.try_get_by_index::<String>(3)?.parse()?,
            assignee: row.try_get_by_index(4)?,
            closed_down: row.try_get_by_index::<String>(5)? == SiteStatus::ClosedDown.as_str(),
        })
    }

    /// Whether nobody has to go there any more.
    fn is_over(&self) -> bool {
        self.closed_down || self.standing == Standing::LetIn
    }
}

/// The doors that are meant, of those in the actor's area. Of named ones each must be there.
async fn chosen(tx: &WriteTx, ctx: &Ctx, campaign: &Campaign, doors: Doors) -> Result<Vec<Door>> {
    let (mut sql, wanted) = match doors {
        Doors::These(sites) => {
            let wanted: BTreeSet<SiteId> = sites.into_iter().collect();
            if wanted.len() > MOST {
                return Err(too_many());
            }
            let mut these = Scope::of(ctx, None)?.condition("t");
            these.add("t.campaign_id = ?", [campaign.plan.id.0.into()]);
            let ids = wanted.iter().map(|site| Value::from(site.0));
            these.add(format!("t.site_id IN ({})", places(wanted.len())), ids);
            let mut sql = Sql::new(format!("SELECT {} FROM campaign_target t", Door::COLUMNS));
            sql.filter(&these);
            (sql, Some(wanted.len()))
        }
        Doors::Filtered(filter) => (to_visit(ctx, &filter, campaign)?.rows(Door::COLUMNS), None),
    };
    sql.bind(" ORDER BY t.site_id LIMIT ?", [cap(MOST as u64 + 1)]);
    let found = sql.all(tx).await?.iter().map(Door::read).collect::<Result<Vec<_>>>()?;
    match wanted {
        Some(wanted) if found.len() != wanted => Err(Error::code(Code::NotFound)),
        None if found.len() > MOST => Err(too_many()),
        _ => Ok(found),
    }
}

fn too_many() -> Error {
    Fault::fields(vec![FieldFault::new("site", FieldCode::TooMany).with("max", MOST)]).into()
}

/// Writes who has these doors of a subdistrict. Each gets the next number of a change, by which the tablets hear of it.
async fn hand(
    tx: &WriteTx,
    ctx: &Ctx,
    (campaign, subdistrict): (CampaignId, &str),
    sites: &[Uuid],
    assignee: Option<Uuid>,
) -> Result<()> {
    let n = i64::try_from(sites.len()).map_err(Error::broken)?;
    let first = changes::several(tx, subdistrict, n).await?;
    let mut sql = Sql::new("UPDATE campaign_target SET ");
    sql.bind(
        "assignee_id = ?, updated_at = ?, change_seq = ? + given.n FROM (",
        [assignee.into(), ctx.now.into(), (first - 1).into()],
    );
    sql.push("SELECT t.site_id, row_number() OVER (ORDER BY t.site_id) AS n FROM campaign_target t WHERE ");
    sql.bind("t.campaign_id = ?", [campaign.0.into()]);
    sql.bind(
        &format!(" AND t.site_id IN ({})) AS given ", places(sites.len())),
        sites.iter().map(|site| Value::from(*site)),
    );
    sql.bind(
        "WHERE campaign_target.campaign_id = ? AND campaign_target.site_id = given.site_id",
        [campaign.0.into()],
    );
    sql.run(tx).await
}

/// The doors that the actor was given, of the campaigns that run on a day, and where nobody was let in yet: those of the campaign
/// that ends first before the others. As tasks, so that the day's walk passes them too.
pub(crate) async fn mine(
    ctx: &Ctx,
    day: NaiveDate,
    area: Option<&AreaCode>,
    in_full: bool,
) -> Result<Vec<TaskRow>> {
    let reference = ctx.state.reference().await?;
    let mut conditions = Conditions::default();
    conditions.add("t.assignee_id = ?", [ctx.actor.user.0.into()]);
    conditions.add("t.standing <> ?", [Standing::LetIn.as_str().into()]).add(IN_USE, []);
    runs_on(&mut conditions, day);
    conditions.extend(&Scope::of(ctx, area)?.condition("t"));
    let mut sql = Sql::new(
        "SELECT t.campaign_id, c.title, t.site_id, s.kind, s.name, s.address, s.room, t.area_code, c.to_day, \
         u.name, s.lon, s.lat, s.sort_key FROM campaign_target t JOIN campaign c ON c.id = t.campaign_id \
         JOIN site s ON s.id = t.site_id JOIN user_account u ON u.id = t.assignee_id",
    );
    sql.filter(&conditions).bind(" ORDER BY c.to_day, s.sort_key LIMIT ?", [cap(route::MOST + 1)]);
    let one = |row: &QueryResult| {
        let (campaign, site) = (CampaignId(row.try_get_by_index(0)?), SiteId(row.try_get_by_index(2)?));
        let kind: SiteKind = row.try_get_by_index::<String>(3)?.parse()?;
        let room: Option<String> = row.try_get_by_index(6)?;
        let named: (String, String) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
        let (name, address) = if in_full { named } else { shown(kind, named.0, named.1, room.as_deref()) };
        let area: AreaCode = row.try_get_by_index::<String>(7)?.parse()?;
        let due: NaiveDate = row.try_get_by_index(8)?;
        Ok(TaskRow {
            id: TaskId(target_id(campaign, site)),
            plan: row.try_get_by_index(1)?,
            campaign: Some(campaign),
            site,
            kind,
            name,
            address,
            area: reference.areas.named(&area),
            due,
            assignee: row.try_get_by_index(9)?,
            done_at: None,
            point: point(row.try_get_by_index(10)?, row.try_get_by_index(11)?),
            key: Key { due: Some(due), sort_key: row.try_get_by_index(12)? },
        })
    };
    sql.all(ctx.db().read()).await?.iter().map(one).collect()
}

/// Only the campaigns `c` that run on a day.
fn runs_on(conditions: &mut Conditions, day: NaiveDate) {
    conditions.add("c.status = ?", [CampaignStatus::Running.as_str().into()]);
    conditions.add("c.from_day <= ? AND c.to_day >= ?", [day.into(), day.into()]);
}

/// Who was given how many doors of the campaigns that run on a day, where nobody was let in yet: by person and campaign, behind
/// `after`.
pub(crate) async fn given(
    ctx: &Ctx,
    day: NaiveDate,
    area: Option<&AreaCode>,
    after: Option<GivenKey>,
) -> Result<GivenPage> {
    let scope = Scope::of(ctx, area)?;
    let running = running_on(ctx, day).await?;
    if running.is_empty() {
        return Ok(GivenPage::default());
    }
    let size = ctx.state.limits.page_size;
    let sqlite = ctx.db().is_sqlite();
    let mut doors = scope.by_subdistrict("t");
    doors.add(format!("t.campaign_id IN ({})", places(running.len())), running);
    // as the index says it
    doors.add(format!("t.assignee_id IS NOT NULL AND t.standing <> '{}'", Standing::LetIn.as_str()), []);
    let mut counted =
        Sql::new("SELECT t.assignee_id AS person, t.campaign_id AS campaign, count(*) AS doors ");
    counted.push("FROM campaign_target t");
    if sqlite {
        counted.push(" INDEXED BY ix_campaign_target_given");
    }
    counted.filter(&doors).push(" GROUP BY t.assignee_id, t.campaign_id");
    let join = if sqlite { "CROSS JOIN" } else { "JOIN" };
    let mut sql = Sql::new("SELECT g.person, u.name, g.campaign, c.title, c.to_day, g.doors FROM (");
    sql.append(counted).push(&format!(
        ") g {join} user_account u ON u.id = g.person {join} campaign c ON c.id = g.campaign"
    ));
    let mut behind = Conditions::default();
    if let Some(GivenKey { person, campaign }) = after
        && let Some(row) = user_account::Entity::find_by_id(person.0).one(ctx.db().read()).await?
    {
        behind.add("(u.name, u.id, c.id) > (?, ?, ?)", [row.name.into(), row.id.into(), campaign.0.into()]);
    }
    sql.filter(&behind).bind(" ORDER BY u.name, u.id, c.id LIMIT ?", [cap(size + 1)]);
    let one = |row: &QueryResult| {
        Ok(GivenDoors {
            person: UserId(row.try_get_by_index(0)?),
            name: row.try_get_by_index(1)?,
            campaign: CampaignId(row.try_get_by_index(2)?),
            title: row.try_get_by_index(3)?,
            due: row.try_get_by_index(4)?,
            doors: row.try_get_by_index(5)?,
        })
    };
    let mut rows = sql.all(ctx.db().read()).await?.iter().map(one).collect::<Result<Vec<_>>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(GivenPage { next: rows.last().filter(|_| more).map(GivenDoors::key), rows })
}

/// The campaigns that the actor sees and that run on a day.
async fn running_on(ctx: &Ctx, day: NaiveDate) -> Result<Vec<Value>> {
    let mut conditions = near(ctx);
    runs_on(&mut conditions, day);
    let mut sql = Sql::new("SELECT c.id FROM campaign c");
    sql.filter(&conditions).push(" ORDER BY c.id");
    let id = |row: &QueryResult| Ok(row.try_get_by_index::<Uuid>(0)?.into());
    sql.all(ctx.db().read()).await?.iter().map(id).collect()
}

/// What a filter of a campaign's list shows and is still to be visited, in the order of the walk.
pub async fn walk(ctx: &Ctx, filter: &TargetFilter) -> Result<DoorWalk> {
    let reference = ctx.state.reference().await?;
    let campaign = campaign_of(ctx, filter).await?;
    // whoever goes there has to find the door
    let in_full = filter.assignee == Some(ctx.actor.user) && ctx.actor.role.has(Right::RecordVisit);
    let doors = to_visit(ctx, filter, &campaign)?;
    let mut sql = doors.rows(&columns(&campaign));
    sql.bind(" ORDER BY t.area_code, s.sort_key LIMIT ?", [cap(route::MOST)]);
    let found = sql.all(ctx.db().read()).await?;
    let rows: Vec<TargetRow> =
        found.iter().map(|row| read(row, &reference.areas, in_full)).collect::<Result<_>>()?;
    let stop = |door: &TargetRow| Stop { site: door.site, point: door.point, address: door.address.clone() };
    let (walk, length) = in_order(rows, None, stop);
    let people = if campaign.gives(&ctx.actor).is_ok() { workers(ctx).await? } else { Vec::new() };
    let (campaign, title) = (campaign.plan.id, campaign.plan.title);
    Ok(DoorWalk { campaign, title, walk, length, total: doors.total(ctx).await?, people })
}
