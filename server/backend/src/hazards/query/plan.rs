//! Which index answers a filter: at a million rows this decides between a millisecond and a second.
//!
//! | asked for | answered from |
//! |---|---|
//! | text | the search index, newest first, joined to the rows |
//! | one site, one person | their indexes |
//! | status, category, severity, overdue, a window inside a subdistrict | the `filter` index of the area's level: it holds all of these, so a row is only read when it is shown |
//! | a small window of a large area | the index of map cells |
//! | nothing, a period, a figure | the index of the area by time |
//!
//! Several statuses or categories are several ranges of the filter index, each in the order of time; a page in
//! that order takes the first of each and merges them. SQLite is told the index by name, because its planner
//! has no statistics in a new database; PostgreSQL finds it by itself.

use super::figure_set;
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql, Walk, cap, map::count},
    search::{Index, Match, matching},
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::local_date,
    geo::{Bbox, MAX_LEVEL, cover},
    hazards::{Category, HazardNumber, Severity, Status},
    listing::{HazardFilter, Sort, Total},
};
use sea_orm::{DbBackend, Value};

/// Most ranges of map cells for one window.
const RANGES: usize = 24;

/// A map no wider and no higher than this, degrees, shows some streets of a subdistrict: so little that its squares
/// are looked up instead of passing all of the subdistrict.
const STREET: f64 = 0.01;

/// Counting of a text's matches stops here.
const TEXT_CAP: u64 = 1_000;

/// How to find the rows of a filter.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    sqlite: bool,
    scope: Scope,
    /// Where the rows are found.
    way: Way,
    /// What must hold besides, of any way.
    rest: Conditions,
    /// The window, when only rows in it are wanted.
    window: Option<Bbox>,
    /// Status and category, as far as they are asked for.
    status: Vec<Status>,
    category: Vec<Category>,
    /// Nothing is asked for but area, status, category and a window.
    plain: bool,
    /// Few of the rows that a way passes will be wanted, so it is not worth keeping to an order.
    sparse: bool,
    /// How many rows there are as far as counted, and to what cap, when choosing the way told it.
    known: Option<(u64, Total)>,
}

/// A filter that the counts of the grid's squares can answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted<'a> {
    pub scope: &'a Scope,
    /// Any when empty.
    pub status: &'a [Status],
    /// Any when empty.
    pub category: &'a [Category],
}

#[derive(Clone, Debug)]
enum Way {
    /// The area's rows by time.
    Area,
    /// The filter index of the area's level.
    Filter,
    /// Ranges of map cells.
    Cells(Vec<(i64, i64)>),
    /// The search index.
    Text(Match),
    /// Rows without a position.
    Unplaced,
    /// These few, by an index of their own.
    Few(Conditions, Option<&'static str>),
}

impl Plan {
    /// The plan for a list. `window` limits the rows; the filter's own window is the caller's to pass on.
    pub async fn new(ctx: &Ctx, filter: &HazardFilter, window: Option<Bbox>) -> Result<Self> {
        let mut plan = Self::in_squares(ctx, filter, window)?;
        if matches!(plan.way, Way::Cells(_)) {
            let most = ctx.state.limits.total_cap;
            let inside = plan.count(ctx, most).await?;
            if inside.more {
                // many rows in it: walking along the filter index meets them soon enough
                plan.sparse = false;
                plan.way = Way::Filter;
            }
            plan.known = Some((most, inside));
        }
        Ok(plan)
    }

    /// The plan for a map, whose points need no order: a small window of a large area is always looked for by its
    /// squares.
    pub fn for_map(ctx: &Ctx, filter: &HazardFilter, window: Bbox) -> Result<Self> {
        let mut plan = Self::in_squares(ctx, filter, Some(window))?;
        let of_street = window.east() - window.west() < STREET && window.north() - window.south() < STREET;
        if of_street && plan.scope.column == Some("subdistrict_code") && matches!(plan.way, Way::Filter) {
            plan.way = Way::Cells(squares(window));
        }
        Ok(plan)
    }

    fn in_squares(ctx: &Ctx, filter: &HazardFilter, window: Option<Bbox>) -> Result<Self> {
        let sqlite = ctx.db().is_sqlite();
        let scope = Scope::of(ctx, filter.common.area.as_ref())?;
        let today = local_date(ctx.now);
        let mut rest = Conditions::default();
        let mut status = filter.status.clone();
        let mut sparse = window.is_some() || filter.severity == Some(Severity::Major);
        if filter.overdue {
            narrow(&mut status, &open(), &mut rest);
            rest.add("h.effective_due < ?", [today.into()]);
            sparse = true;
        }
        if filter.extension_pending {
            rest.add("h.extension_until IS NOT NULL", []);
            sparse = true;
        }
        match (filter.figure, filter.common.period()) {
            (Some(set), Some(period)) => {
                let wanted = figure_set::conditions(set, period, ctx.now, sqlite, &mut rest);
                narrow(&mut status, wanted, &mut rest);
            }
            _ => {
                rest.days("h.sort_key", filter.common.from, filter.common.to);
            }
        }
        if let Some(severity) = filter.severity {
            rest.add("h.severity = ?", [severity.as_str().into()]);
        }
        let plain = rest.is_empty() && !filter.common.no_position;
        if let Some(window) = window {
            rest.window("h.lon", "h.lat", window);
        }
        let mut plan = Self {
            sqlite,
            way: Way::Area,
            rest,
            window,
            status,
            category: filter.category.clone(),
            plain,
            sparse,
            scope,
            known: None,
        };
        plan.way = plan.choose(filter);
        Ok(plan)
    }

    fn choose(&mut self, filter: &HazardFilter) -> Way {
        if filter.common.no_position {
            self.rest.add("h.lon IS NULL", []);
        }
        let backend = if self.sqlite { DbBackend::Sqlite } else { DbBackend::Postgres };
        if let Some(text) = &filter.common.q {
            self.person(filter);
            self.site(filter);
            if let Some(numbers) = numbered(text, self.sqlite) {
                return Way::Few(numbers, None);
            }
            return match matching(backend, Index::Hazard, text, &self.scope.area) {
                Some(found) => Way::Text(found),
                // signs only: there is nothing that could be found
                None => Way::Few(Conditions::none(), None),
            };
        }
        if filter.site.is_some() {
            self.person(filter);
            self.site(filter);
            return Way::Few(Conditions::default(), Some("ix_hazard_site"));
        }
        if filter.assignee.is_some() {
            self.person(filter);
            return Way::Few(Conditions::default(), Some("ix_hazard_assignee"));
        }
        if filter.common.no_position {
            return Way::Unplaced;
        }
        if let Some(window) = self.window.filter(|_| self.is_wide()) {
            return Way::Cells(squares(window));
        }
        let filtered = !self.status.is_empty() || !self.category.is_empty() || self.sparse;
        if filtered || filter.common.sort == Some(Sort::Due) { Way::Filter } else { Way::Area }
    }

    fn is_wide(&self) -> bool {
        matches!(self.scope.column, None | Some("district_code"))
    }

    fn person(&mut self, filter: &HazardFilter) {
        if let Some(person) = filter.assignee {
            self.rest.add("h.assignee_id = ?", [person.0.into()]);
        }
    }

    fn site(&mut self, filter: &HazardFilter) {
        if let Some(site) = filter.site {
            self.rest.add("h.site_id = ?", [site.0.into()]);
        }
    }

    /// `FROM …`, on SQLite with the index.
    fn from(&self) -> String {
        let level = match self.scope.column {
            None => "",
            Some("district_code") => "_district",
            Some("subdistrict_code") => "_subdistrict",
            Some(_) => "_committee",
        };
        let index = match &self.way {
            Way::Text(found) => {
                let join = if self.sqlite { "CROSS JOIN" } else { "JOIN" };
                return format!(" FROM {} f {join} hazard h ON h.sort_key = f.{}", found.table, found.key);
            }
            Way::Few(_, index) => index.map(str::to_owned),
            // the index behind a UNIQUE constraint cannot be called by its name, and is taken without
            Way::Area if self.scope.column.is_none() => None,
            Way::Area => Some(format!("ix_hazard{level}")),
            Way::Filter => Some(format!("ix_hazard{level}_filter")),
            Way::Cells(_) => Some("ix_hazard_cell".into()),
            Way::Unplaced => Some("ix_hazard_unplaced".into()),
        };
        match index {
            Some(index) if self.sqlite => format!(" FROM hazard h INDEXED BY {index}"),
            _ => " FROM hazard h".into(),
        }
    }

    /// The column that orders by time.
    pub fn key(&self) -> String {
        match &self.way {
            Way::Text(found) => format!("f.{}", found.key),
            _ => "h.sort_key".into(),
        }
    }

    /// The conditions of the way, without status and category.
    fn way(&self) -> Conditions {
        let mut conditions = Conditions::default();
        match &self.way {
            Way::Area | Way::Filter => conditions = self.scope.condition("h"),
            Way::Cells(ranges) => {
                let one = "h.cell BETWEEN ? AND ?";
                let any = vec![one; ranges.len()].join(" OR ");
                conditions.add(
                    format!("({any})"),
                    ranges.iter().flat_map(|r| [Value::from(r.0), Value::from(r.1)]),
                );
                conditions.extend(&self.scope.by_subdistrict("h"));
            }
            Way::Unplaced => {
                conditions = self.scope.by_subdistrict("h");
                conditions.add("h.lon IS NULL", []);
            }
            Way::Text(found) => {
                conditions.add(format!("f.{}", found.condition), [found.value.clone().into()]);
            }
            Way::Few(own, _) => {
                conditions = own.clone();
                conditions.extend(&self.scope.condition("h"));
            }
        }
        conditions
    }

    /// All conditions, status and category in one piece.
    fn together(&self) -> Conditions {
        let mut conditions = self.way();
        conditions.any_of("h.status", &self.status, Status::as_str);
        conditions.any_of("h.category", &self.category, Category::as_str);
        conditions.extend(&self.rest);
        conditions
    }

    /// The ranges of the filter index, each of which is in the order of time.
    fn ranges(&self) -> Vec<Conditions> {
        let all = |words: &[Status]| if words.is_empty() { Status::ALL.to_vec() } else { words.to_vec() };
        let categories = if self.category.is_empty() { Category::ALL } else { &self.category };
        let mut ranges = Vec::new();
        for status in all(&self.status) {
            for category in categories {
                let mut range = self.way();
                range.add("h.status = ?", [status.as_str().into()]);
                range.add("h.category = ?", [category.as_str().into()]);
                range.extend(&self.rest);
                ranges.push(range);
            }
        }
        ranges
    }

    /// Selects `columns` of the rows of a walk, in its order.
    pub fn select(&self, columns: &str, walk: Walk) -> Sql {
        let key = self.key();
        let (begin, order) =
            (walk.condition(&key, "h.effective_due"), walk.order_by(&key, "h.effective_due"));
        let one = |conditions: Conditions| {
            let mut sql = Sql::new(format!("SELECT {columns}{}", self.from()));
            sql.filter(&conditions.and(&begin));
            sql.bind(&format!("{order} LIMIT ?"), [cap(walk.limit)]);
            sql
        };
        let merge = matches!(self.way, Way::Filter) && walk.order != Sort::Due && !self.sparse;
        if !merge {
            return one(self.together());
        }
        let mut ranges = self.ranges();
        if ranges.len() == 1 {
            return one(ranges.remove(0));
        }
        let mut sql = Sql::new("SELECT * FROM (");
        for (i, range) in ranges.into_iter().enumerate() {
            let between = if i == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" };
            sql.push(between).append(one(range)).push(&format!(") r{i}"));
        }
        sql.bind(&format!(") m{} LIMIT ?", walk.order_by("k", "d")), [cap(walk.limit)]);
        sql
    }

    /// Selects `k`, `lon` and `lat` for the map, in no order, of at most so many rows.
    pub fn points(&self, most: u64) -> Sql {
        let plan =
            if matches!(self.way, Way::Area) { &Self { way: Way::Filter, ..self.clone() } } else { self };
        let mut sql =
            Sql::new(format!("SELECT {} AS k, h.lon AS lon, h.lat AS lat{}", plan.key(), plan.from()));
        sql.filter(&plan.together());
        sql.bind(" LIMIT ?", [cap(most)]);
        sql
    }

    /// What the counts of the grid's squares need to know, when they can answer: they hold no period, no person, no
    /// committee.
    pub fn counted(&self) -> Option<Counted<'_>> {
        let whole = matches!(self.scope.column, None | Some("district_code" | "subdistrict_code"));
        let way = matches!(self.way, Way::Area | Way::Filter | Way::Cells(_));
        (self.plain && whole && way).then_some(Counted {
            scope: &self.scope,
            status: &self.status,
            category: &self.category,
        })
    }

    /// The same filter among the newest rows of the area only, when it can pass more than `most`; found by their
    /// place in time, so that older ones are not even looked at.
    pub async fn newest(&self, ctx: &Ctx, most: u64) -> Result<Self> {
        let mut plan = self.clone();
        if matches!(plan.way, Way::Area | Way::Filter | Way::Cells(_)) {
            let area = Self { way: Way::Area, ..self.clone() };
            let mut sql = Sql::new(format!("SELECT h.sort_key{}", area.from()));
            sql.filter(&self.scope.condition("h"));
            sql.bind(" ORDER BY h.sort_key DESC LIMIT 1 OFFSET ?", [cap(most)]);
            let oldest = sql.number(ctx.db().read()).await?;
            plan.way = Way::Filter;
            plan.rest.add("h.sort_key > ?", [oldest.into()]);
            // every status and category by name: each is a range of the index that begins with the newest
            if plan.status.is_empty() {
                plan.status = Status::ALL.to_vec();
            }
            if plan.category.is_empty() {
                plan.category = Category::ALL.to_vec();
            }
        }
        Ok(plan)
    }

    /// Where counting stops: earlier for a text, whose rows have to be fetched one by one.
    pub fn cap(&self, ctx: &Ctx) -> u64 {
        let cap = ctx.state.limits.total_cap;
        if matches!(self.way, Way::Text(_)) { cap.min(TEXT_CAP) } else { cap }
    }

    /// How many there are, counted up to `most`.
    pub async fn count(&self, ctx: &Ctx, most: u64) -> Result<Total> {
        if let Some((_, total)) = self.known.filter(|(cap, _)| *cap == most) {
            return Ok(total);
        }
        let from = match &self.way {
            // the search index alone answers, when nothing else is asked for
            Way::Text(found)
                if self.rest.is_empty() && self.status.is_empty() && self.category.is_empty() =>
            {
                format!(" FROM {} f", found.table)
            }
            _ => self.from(),
        };
        let mut sql = Sql::new(format!("SELECT 1{from}"));
        sql.filter(&self.together());
        count(ctx.db(), most, sql).await
    }

    /// How many of them have no position, as far as `most` rows tell.
    pub async fn count_unplaced(&self, ctx: &Ctx, most: u64) -> Result<Total> {
        if matches!(self.way, Way::Area | Way::Filter | Way::Cells(_) | Way::Unplaced) {
            let plan = Self { way: Way::Unplaced, known: None, ..self.clone() };
            return plan.count(ctx, most).await;
        }
        if let Way::Text(found) = &self.way {
            let plan = Self { way: Way::Text(found.unplaced()), known: None, ..self.clone() };
            return plan.count(ctx, most).await;
        }
        let mut sql =
            Sql::new(format!("SELECT count(*), count(lon) FROM (SELECT h.lon AS lon{}", self.from()));
        sql.filter(&self.together());
        sql.bind(" LIMIT ?) c", [cap(most.saturating_add(1))]);
        let Some(row) = sql.one(ctx.db().read()).await? else { return Ok(Total::default()) };
        let (looked_at, placed): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let n = u64::try_from(looked_at - placed).unwrap_or(0);
        Ok(Total { n, more: u64::try_from(looked_at).is_ok_and(|l| l > most) })
    }
}

/// The squares of the deepest level in a window, as ranges.
fn squares(window: Bbox) -> Vec<(i64, i64)> {
    cover(MAX_LEVEL, window, RANGES).into_iter().map(|r| (*r.start(), *r.end())).collect()
}

/// The statuses of what is neither closed nor void.
pub(super) fn open() -> Vec<Status> {
    Status::ALL.iter().copied().filter(|s| s.is_open()).collect()
}

/// Leaves of `asked` (any when empty) what is also in `allowed`; nothing can be found when that is nothing.
fn narrow(asked: &mut Vec<Status>, allowed: &[Status], rest: &mut Conditions) {
    if allowed.is_empty() {
        return;
    }
    if asked.is_empty() {
        asked.extend_from_slice(allowed);
        return;
    }
    asked.retain(|s| allowed.contains(s));
    if asked.is_empty() {
        rest.add("1 = 0", []);
    }
}

/// The row of a full hazard number, or those that a year and sequence (2023-000123) name.
fn numbered(text: &str, sqlite: bool) -> Option<Conditions> {
    let text = text.trim();
    let mut conditions = Conditions::default();
    if let Ok(number) = text.parse::<HazardNumber>() {
        conditions.add("h.number = ?", [number.to_string().into()]);
        return Some(conditions);
    }
    let (year, sequence) = text.split_once('-')?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !(1..=7).contains(&sequence.len()) || !digits(year) || !digits(sequence) {
        return None;
    }
    let (year, sequence): (i32, i32) = (year.parse().ok()?, sequence.parse().ok()?);
    // by the counters: one look-up for each subdistrict
    let join = if sqlite { "CROSS JOIN" } else { "JOIN" };
    let rows = format!(
        "SELECT x.sort_key FROM hazard_counter c {join} hazard x \
         ON x.subdistrict_code = c.subdistrict_code AND x.year = c.year AND x.seq = ? WHERE c.year = ?"
    );
    conditions.add(format!("h.sort_key IN ({rows})"), [sequence.into(), year.into()]);
    Some(conditions)
}

impl Conditions {
    /// Nothing fulfils it.
    fn none() -> Self {
        let mut conditions = Self::default();
        conditions.add("1 = 0", []);
        conditions
    }
}

/// An instant as it is compared with a stored one.
pub(super) fn instant(at: DateTime<Utc>) -> Value {
    at.into()
}
