//! Rows of hazards as lists and pages show them.

use crate::{
    areas::Areas,
    ctx::Ctx,
    entities::hazard,
    error::Result,
    hazards::rows::number,
    listing::{Conditions, Sql, Walk, point},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaCode,
    calendar::day_end,
    hazards::{HazardSummary, Status},
    ids::HazardId,
    listing::Key,
    sites::SiteKind,
};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::plan::Plan;

/// What [`Row::read`] reads, in its order.
pub(super) const COLUMNS: &str = "h.id, h.number, h.description, h.location, h.category, h.severity, h.status, h.found_at, \
     h.effective_due, h.closed_at, h.on_the_spot, h.returned_count, h.extension_until, h.area_code, h.lon, h.lat, h.sort_key, \
     s.kind, s.name, s.address, s.room, u.name";

/// The tables besides `hazard h` that [`COLUMNS`] come from.
pub(super) const JOINS: &str =
    " LEFT JOIN site s ON s.id = h.site_id LEFT JOIN user_account u ON u.id = h.assignee_id";

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
#[derive(Clone, Debug)]
pub(super) struct Row {
    id: Uuid,
    number: String,
    description: String,
    location: String,
    category: String,
    severity: String,
    status: String,
    found_at: DateTime<Utc>,
    effective_due: NaiveDate,
    closed_at: Option<DateTime<Utc>>,
    on_the_spot: bool,
    returned_count: i32,
    extension_until: Option<NaiveDate>,
    area_code: String,
    lon: Option<f64>,
    lat: Option<f64>,
    sort_key: i64,
    site: Option<SiteText>,
    assignee: Option<String>,
}

impl Row {
    fn read(row: &QueryResult) -> Result<Self> {
        let kind: Option<String> = row.try_get_by_index(17)?;
        let site = match kind {
            Some(kind) => Some(SiteText {
                kind: kind.parse()?,
                name: row.try_get_by_index(18)?,
                address: row.try_get_by_index(19)?,
                room: row.try_get_by_index(20)?,
            }),
            None => None,
        };
        Ok(Self {
            id: row.try_get_by_index(0)?,
            number: row.try_get_by_index(1)?,
            description: row.try_get_by_index(2)?,
            location: row.try_get_by_index(3)?,
            category: row.try_get_by_index(4)?,
            severity: row.try_get_by_index(5)?,
            status: row.try_get_by_index(6)?,
            found_at: row.try_get_by_index(7)?,
            effective_due: row.try_get_by_index(8)?,
            closed_at: row.try_get_by_index(9)?,
            on_the_spot: row.try_get_by_index(10)?,
            returned_count: row.try_get_by_index(11)?,
            extension_until: row.try_get_by_index(12)?,
            area_code: row.try_get_by_index(13)?,
            lon: row.try_get_by_index(14)?,
            lat: row.try_get_by_index(15)?,
            sort_key: row.try_get_by_index(16)?,
            site,
            assignee: row.try_get_by_index(21)?,
        })
    }

    /// From a whole row of the table, with what belongs to it.
    pub fn of(row: &hazard::Model, site: Option<SiteText>, assignee: Option<String>) -> Self {
        Self {
            id: row.id,
            number: row.number.clone(),
            description: row.description.clone(),
            location: row.location.clone(),
            category: row.category.clone(),
            severity: row.severity.clone(),
            status: row.status.clone(),
            found_at: row.found_at,
            effective_due: row.effective_due,
            closed_at: row.closed_at,
            on_the_spot: row.on_the_spot,
            returned_count: row.returned_count,
            extension_until: row.extension_until,
            area_code: row.area_code.clone(),
            lon: row.lon,
            lat: row.lat,
            sort_key: row.sort_key,
            site,
            assignee,
        }
    }

    /// The row as it is shown at `now`. `by_due`: its place is that in a list by deadline.
    pub fn into_summary(self, areas: &Areas, now: DateTime<Utc>, by_due: bool) -> Result<HazardSummary> {
        let status: Status = self.status.parse()?;
        let area: AreaCode = self.area_code.parse()?;
        let (site_name, address) = self.site.map(SiteText::shown).unzip();
        Ok(HazardSummary {
            id: HazardId(self.id),
            number: self.number,
            description: self.description,
            location: self.location,
            category: self.category.parse()?,
            severity: self.severity.parse()?,
            status,
            overdue: status.is_open() && day_end(self.effective_due) <= now,
            found_at: self.found_at,
            effective_due: self.effective_due,
            closed_at: self.closed_at,
            on_the_spot: self.on_the_spot,
            returned_count: number(self.returned_count)?,
            extension_pending: self.extension_until.is_some(),
            site_name,
            address,
            area: areas.named(&area),
            assignee: self.assignee,
            point: point(self.lon, self.lat),
            key: Key { due: by_due.then_some(self.effective_due), sort_key: self.sort_key },
        })
    }
}

/// The rows of a walk: keys first, from an index that holds all that is asked for, then the rows that are shown.
pub(super) async fn walk(ctx: &Ctx, areas: &Areas, plan: &Plan, walk: Walk) -> Result<Vec<HazardSummary>> {
    let columns = format!("{} AS k, h.effective_due AS d", plan.key());
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM ("));
    sql.append(plan.select(&columns, walk));
    sql.push(if ctx.db().is_sqlite() { ") p CROSS JOIN" } else { ") p JOIN" });
    sql.push(" hazard h ON h.sort_key = p.k").push(JOINS).push(&walk.order_by("p.k", "p.d"));
    let by_due = walk.order == domain::listing::Sort::Due;
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter().map(|row| Row::read(row)?.into_summary(areas, ctx.now, by_due)).collect()
}

/// The rows that fulfil the conditions.
pub(super) async fn matching(
    ctx: &Ctx,
    areas: &Areas,
    conditions: &Conditions,
    order: &str,
) -> Result<Vec<HazardSummary>> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM hazard h{JOINS}"));
    sql.filter(conditions).push(order);
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter().map(|row| Row::read(row)?.into_summary(areas, ctx.now, false)).collect()
}
