//! Rows of hazards as lists and pages show them.

use crate::{
    areas::Areas,
    ctx::Ctx,
    entities::hazard,
    error::{Error, Result},
    hazards::rows::number,
    listing::{Conditions, Day, Moment, Scope, Sql, Walk, cap, flag, id, places, point, rows, rows_of},
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::day_end,
    hazards::{Category, HazardSummary, Severity, Status},
    ids::{HazardId, InspectionId},
    listing::{Key, Sort, Total},
    sites::SiteKind,
};
use sea_orm::{QueryResult, Value};
use serde::Deserialize;
use uuid::Uuid;

use super::{plan::Plan, totals::Read};

/// The columns of [`Row`], in its order.
fn columns(sqlite: bool) -> String {
    format!(
        "{}, h.number, h.description, h.location, h.category, h.severity, h.status, h.found_at, h.effective_due, \
         h.closed_at, h.on_the_spot, h.returned_count, h.extension_until, h.area_code, h.lon, h.lat, h.sort_key, \
         s.kind, s.name, s.address, s.room, u.name",
        id(sqlite, "h.id")
    )
}

/// The tables besides `hazard h` that [`columns`] come from.
const JOINS: &str = " LEFT JOIN site s ON s.id = h.site_id LEFT JOIN user_account u ON u.id = h.assignee_id";

/// A site as a row shows it.
#[derive(Clone, Debug)]
pub(super) struct SiteText {
    pub kind: SiteKind,
    pub name: String,
    pub address: String,
    pub room: Option<String>,
}

impl SiteText {
    /// Name and address, masked for households.
    pub fn shown(self) -> (String, String) {
        crate::sites::query::shown(self.kind, self.name, self.address, self.room.as_deref())
    }
}

/// A row before it is given its names.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Row {
    id: Uuid,
    number: String,
    description: String,
    location: String,
    category: Category,
    severity: Severity,
    status: Status,
    found_at: Moment,
    effective_due: Day,
    closed_at: Option<Moment>,
    #[serde(deserialize_with = "flag")]
    on_the_spot: bool,
    returned_count: u32,
    extension_until: Option<Day>,
    area_code: AreaCode,
    lon: Option<f64>,
    lat: Option<f64>,
    sort_key: i64,
    site_kind: Option<SiteKind>,
    site_name: Option<String>,
    site_address: Option<String>,
    site_room: Option<String>,
    assignee: Option<String>,
}

impl Row {
    /// From a whole row of the table, with what belongs to it.
    pub fn of(row: &hazard::Model, site: Option<SiteText>, assignee: Option<String>) -> Result<Self> {
        let (site_kind, site_name, site_address, site_room) = match site {
            Some(site) => (Some(site.kind), Some(site.name), Some(site.address), site.room),
            None => (None, None, None, None),
        };
        Ok(Self {
            id: row.id,
            number: row.number.clone(),
            description: row.description.clone(),
            location: row.location.clone(),
            category: row.category.parse()?,
            severity: row.severity.parse()?,
            status: row.status.parse()?,
            found_at: Moment(row.found_at),
            effective_due: Day(row.effective_due),
            closed_at: row.closed_at.map(Moment),
            on_the_spot: row.on_the_spot,
            returned_count: number(row.returned_count)?,
            extension_until: row.extension_until.map(Day),
            area_code: row.area_code.parse()?,
            lon: row.lon,
            lat: row.lat,
            sort_key: row.sort_key,
            site_kind,
            site_name,
            site_address,
            site_room,
            assignee,
        })
    }

    /// The row as it is shown at `now`. `by_due`: its place is that in a list by deadline.
    pub fn into_summary(self, areas: &Areas, now: DateTime<Utc>, by_due: bool) -> HazardSummary {
        let site = match (self.site_kind, self.site_name, self.site_address) {
            (Some(kind), Some(name), Some(address)) => {
                Some(SiteText { kind, name, address, room: self.site_room })
            }
            _ => None,
        };
        let (site_name, address) = site.map(SiteText::shown).unzip();
        HazardSummary {
            id: HazardId(self.id),
            number: self.number,
            description: self.description,
            location: self.location,
            category: self.category,
            severity: self.severity,
            status: self.status,
            overdue: self.status.is_open() && day_end(self.effective_due.0) <= now,
            found_at: self.found_at.0,
            effective_due: self.effective_due.0,
            closed_at: self.closed_at.map(|at| at.0),
            on_the_spot: self.on_the_spot,
            returned_count: self.returned_count,
            extension_pending: self.extension_until.is_some(),
            site_name,
            address,
            area: areas.named(&self.area_code),
            assignee: self.assignee,
            point: point(self.lon, self.lat),
            key: Key { due: by_due.then_some(self.effective_due.0), sort_key: self.sort_key },
        }
    }
}

/// The rows that a selection of [`key_columns`] names.
fn of_keys(sqlite: bool, keys: Sql) -> Sql {
    let join = if sqlite {
        "CROSS JOIN hazard h ON h.rowid = p.at_row"
    } else {
        "JOIN hazard h ON h.sort_key = p.k"
    };
    let mut sql = Sql::new(format!("SELECT {} FROM (", rows_of(sqlite, &columns(sqlite))));
    sql.append(keys).push(&format!(") p {join}{JOINS}"));
    sql
}

/// What an answer holds, in the order of the walk.
fn read(answer: &QueryResult, areas: &Areas, now: DateTime<Utc>, walk: Walk) -> Result<Vec<HazardSummary>> {
    let rows: Vec<Row> = rows(answer, 0)?;
    let by_due = walk.order == Sort::Due;
    let mut rows: Vec<HazardSummary> =
        rows.into_iter().map(|row| row.into_summary(areas, now, by_due)).collect();
    rows.sort_unstable_by_key(|row| (row.key.due, row.key.sort_key));
    if !walk.rising() {
        rows.reverse();
    }
    Ok(rows)
}

/// The columns by which keys are selected. SQLite has the place of a row in each of its indexes: by that the row is found
/// without asking the index of keys for it.
fn key_columns(plan: &Plan) -> String {
    let place = if plan.sqlite { ", h.rowid AS at_row" } else { "" };
    format!("{} AS k, h.effective_due AS d{place}", plan.key())
}

/// The rows of a walk: keys first, from an index that holds all that is asked for, then the rows that are shown.
pub(super) async fn walk(ctx: &Ctx, areas: &Areas, plan: &Plan, walk: Walk) -> Result<Vec<HazardSummary>> {
    let keys = plan.select(&key_columns(plan), walk);
    let answer = of_keys(ctx.db().is_sqlite(), keys).one(ctx.db().read()).await?;
    answer.map_or_else(|| Ok(Vec::new()), |answer| read(&answer, areas, ctx.now, walk))
}

/// The first answer for a page.
pub(super) struct First {
    /// Its rows; some of them only when there are more than are counted and a plan passes them in no order.
    pub rows: Vec<HazardSummary>,
    pub total: Total,
    pub without_position: Total,
}

/// The rows of a walk with the totals, in one statement. The second plan is that of all windows.
pub(super) async fn first(
    ctx: &Ctx,
    areas: &Areas,
    (plan, everywhere): (&Plan, &Plan),
    walk: Walk,
) -> Result<First> {
    let sqlite = ctx.db().is_sqlite();
    let mut questions = Sql::default();
    let (mut all, total);
    if plan.in_one_pass() {
        let most = plan.cap(ctx);
        all = Sql::new("WITH w AS MATERIALIZED (");
        all.append(plan.matches(&key_columns(plan), most)).push(") ");
        let mut keys = Sql::new("SELECT * FROM w");
        keys.filter(&walk.condition("w.k", "w.d"));
        keys.bind(&format!("{} LIMIT ?", walk.order_by("w.k", "w.d")), [cap(walk.limit)]);
        questions.ask(of_keys(sqlite, keys)).ask(Sql::new("SELECT count(*) FROM w"));
        total = Read::UpTo(most);
    } else {
        all = Sql::default();
        questions.ask(of_keys(sqlite, plan.select(&key_columns(plan), walk)));
        total = plan.total(ctx).ask(&mut questions);
    }
    let without_position = everywhere.unplaced(ctx).ask(&mut questions);
    all.append(questions);
    let answer = all.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    Ok(First {
        rows: read(&answer, areas, ctx.now, walk)?,
        total: total.of(&answer, 1)?,
        without_position: without_position.of(&answer, 2)?,
    })
}

/// What a visit found, in the order of its numbers.
pub(super) async fn of_inspection(ctx: &Ctx, areas: &Areas, id: InspectionId) -> Result<Vec<HazardSummary>> {
    let mut of_visit = Conditions::default();
    of_visit.add("h.inspection_id = ?", [id.0.into()]);
    by_number(ctx, areas, &of_visit).await
}

/// Those of these hazards that this person may see, in the order of their numbers.
pub(super) async fn of_ids(ctx: &Ctx, areas: &Areas, ids: &[HazardId]) -> Result<Vec<HazardSummary>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut these = Scope::of(ctx, None)?.condition("h");
    these.add(format!("h.id IN ({})", places(ids.len())), ids.iter().map(|id| Value::from(id.0)));
    by_number(ctx, areas, &these).await
}

/// The few rows that fulfil the conditions, in the order of their numbers.
async fn by_number(ctx: &Ctx, areas: &Areas, conditions: &Conditions) -> Result<Vec<HazardSummary>> {
    let sqlite = ctx.db().is_sqlite();
    let mut sql = Sql::new(format!("SELECT {} FROM hazard h{JOINS}", rows_of(sqlite, &columns(sqlite))));
    sql.filter(conditions);
    let Some(answer) = sql.one(ctx.db().read()).await? else { return Ok(Vec::new()) };
    let mut rows: Vec<HazardSummary> =
        rows::<Row>(&answer, 0)?.into_iter().map(|row| row.into_summary(areas, ctx.now, false)).collect();
    // subdistrict, year, sequence
    rows.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(rows)
}
