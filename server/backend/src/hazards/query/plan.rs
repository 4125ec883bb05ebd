//! Which index answers a filter: at a million rows this decides between a millisecond and a second.
//!
//! | asked for | answered from |
//! |---|---|
//! | text | the search index, newest first, joined to the rows |
//! | one site, one person, one campaign, requests for a later deadline | their indexes |
//! | status, category, severity, overdue, a window inside a subdistrict | the `filter` index of the subdistrict, of all for larger areas: it holds all of these, so a row is only read when it is shown |
//! | a small window of a large area | the index of map cells |
//! | nothing, a period, a figure | the index of the area by time |
//! | how many: area, status, category | the kept counts, see [`super::totals`] |
//!
//! Several statuses or categories are several ranges of the filter index, each in the order of time; a page in
//! that order takes the first of each and merges them. SQLite is told the index by name, because its planner
//! has no statistics in a new database; PostgreSQL finds it by itself.

use super::{figure_set, number::numbered, totals::counted_as};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql, Walk, cap, map::of_streets},
    programmes::sets::AT_GAS_UNIT,
    search::{Index, Match, matching},
};
use domain::{
    calendar::local_date,
    desk::queue::soon,
    geo::{Bbox, MAX_LEVEL, cover},
    hazards::{Category, Severity, Status},
    listing::{HazardFilter, Sort},
};
use std::ops::RangeInclusive;

/// Most ranges of map cells for one window.
const RANGES: usize = 24;

/// How to find the rows of a filter.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub sqlite: bool,
    pub scope: Scope,
    /// Where the rows are found.
    pub way: Way,
    /// What must hold besides, of any way.
    pub rest: Conditions,
    /// The window, when only rows in it are wanted.
    pub window: Option<Bbox>,
    /// Status and category, as far as they are asked for.
    pub status: Vec<Status>,
    pub category: Vec<Category>,
    /// Nothing is asked for but area, status, category and a window.
    pub plain: bool,
    /// Few of the rows that a way passes will be wanted, so it is not worth keeping to an order.
    pub sparse: bool,
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

impl Counted<'_> {
    /// The condition on the column of the category.
    pub fn categories(&self, column: &str) -> Conditions {
        let mut these = Conditions::default();
        these.any_of(column, &counted_as(self.category), |word| word);
        these
    }
}

#[derive(Clone, Debug)]
pub(super) enum Way {
    /// The area's rows by time.
    Area,
    /// The filter index of the area's level.
    Filter,
    /// Ranges of map cells.
    Cells(Vec<RangeInclusive<i64>>),
    /// The search index.
    Text(Match),
    /// Rows without a position.
    Unplaced,
    /// These few, by an index of their own.
    Few(Conditions, Option<&'static str>),
}

impl Plan {
    /// The plan for a list. `window` limits the rows; the filter's own window is the caller's to pass on.
    pub fn new(ctx: &Ctx, filter: &HazardFilter, window: Option<Bbox>) -> Result<Self> {
        Self::in_squares(ctx, filter, window)
    }

    /// Whether all of its rows are passed anyway, so that one pass finds the page and counts: unless there are too many.
    pub fn in_one_pass(&self) -> bool {
        self.sparse && matches!(self.way, Way::Filter | Way::Cells(_))
    }

    /// The same for many rows: walking along the filter index in order meets them soon enough.
    pub fn of_many(&self) -> Self {
        Self { way: Way::Filter, sparse: false, ..self.clone() }
    }

    /// Whether counting has to pass all that is open in the area, and what stands in the filter index says which of it
    /// counts: then one pass counts for several filters.
    pub fn passes_open(&self) -> bool {
        self.in_one_pass() && self.status == open() && self.category.is_empty()
    }

    /// What every row of such a pass fulfils, whatever is counted of it.
    pub fn pass(&self) -> Conditions {
        let mut conditions = self.way();
        conditions.any_of("h.status", &self.status, Status::as_str);
        conditions
    }

    /// Nothing is asked for but where the rows are found.
    pub fn is_bare(&self) -> bool {
        self.rest.is_empty() && self.status.is_empty() && self.category.is_empty()
    }

    /// The plan for a map, whose points need no order: a small window of a large area is always looked for by its
    /// squares.
    pub fn for_map(ctx: &Ctx, filter: &HazardFilter, window: Bbox) -> Result<Self> {
        let mut plan = Self::in_squares(ctx, filter, Some(window))?;
        let in_subdistrict = plan.scope.column == Some("subdistrict_code");
        // so few squares that they are looked up instead of passing all of the subdistrict
        if of_streets(window) && in_subdistrict && matches!(plan.way, Way::Filter) {
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
        if filter.due_soon {
            narrow(&mut status, &open(), &mut rest);
            let (first, last) = soon(today);
            rest.add("h.effective_due BETWEEN ? AND ?", [first.into(), last.into()]);
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
        if let Some(month) = filter.month {
            rest.days("h.sort_key", Some(month.first_day()), Some(month.last_day()));
        }
        if let Some(found) = filter.found {
            rest.days("h.sort_key", found.from, found.to);
        }
        if let Some(severity) = filter.severity {
            rest.add("h.severity = ?", [severity.as_str().into()]);
        }
        if let Some(source) = filter.source {
            rest.add("h.source = ?", [source.as_str().into()]);
        }
        if filter.three_kinds {
            rest.add(figure_set::three_kinds(), []);
        }
        if filter.at_gas_unit {
            rest.add(AT_GAS_UNIT, []);
            sparse = true;
        }
        if let Some(campaign) = filter.campaign {
            rest.add(of_campaign(sqlite), [campaign.0.into()]);
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
        };
        plan.way = plan.choose(ctx, filter);
        Ok(plan)
    }

    fn choose(&mut self, ctx: &Ctx, filter: &HazardFilter) -> Way {
        if filter.common.no_position {
            self.rest.add("h.lon IS NULL", []);
        }
        if let Some(text) = &filter.common.q {
            self.person(filter);
            self.site(filter);
            if let Some(numbers) = numbered(text, self.sqlite) {
                return Way::Few(numbers, None);
            }
            return match matching(ctx, Index::Hazard, text, &self.scope.area) {
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
        if filter.campaign.is_some() {
            return Way::Few(Conditions::default(), Some("ix_hazard_inspection"));
        }
        if filter.extension_pending {
            // few at any time, and only their index knows which
            return Way::Few(self.scope.by_subdistrict("h"), Some("ix_hazard_extension"));
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
    pub fn from(&self) -> Sql {
        // a committee is picked out of its subdistrict; a district is a range of subdistricts in the index of all, and
        // where all of its rows are passed anyway it is one range of the index of the subdistricts
        let (by_time, filter) = match self.scope.column {
            None => ("", "ix_hazard_filter"),
            Some("district_code") if self.sparse => ("ix_hazard_district", "ix_hazard_subdistrict_filter"),
            Some("district_code") => ("ix_hazard_district", "ix_hazard_filter"),
            Some(_) => ("ix_hazard_subdistrict", "ix_hazard_subdistrict_filter"),
        };
        let index = match &self.way {
            Way::Text(found) => {
                let join = if self.sqlite { "CROSS JOIN" } else { "JOIN" };
                return Sql::new(format!(
                    " FROM {} f {join} hazard h ON h.sort_key = f.{}",
                    found.table, found.key
                ));
            }
            // each range by itself, from the index alone: of a long OR the database would fetch every row
            Way::Cells(ranges) => {
                let mut sql = Sql::new(" FROM ");
                sql.ranges("r", ranges, RANGES);
                sql.push(if self.sqlite {
                    " CROSS JOIN hazard h INDEXED BY ix_hazard_cell"
                } else {
                    " JOIN hazard h ON TRUE"
                });
                return sql;
            }
            Way::Few(_, index) => index.map(str::to_owned),
            // the index behind a UNIQUE constraint cannot be called by its name, and is taken without
            Way::Area if self.scope.column.is_none() => None,
            Way::Area => Some(by_time.into()),
            Way::Filter => Some(filter.into()),
            Way::Unplaced => Some("ix_hazard_unplaced".into()),
        };
        match index {
            Some(index) if self.sqlite => Sql::new(format!(" FROM hazard h INDEXED BY {index}")),
            _ => Sql::new(" FROM hazard h"),
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
            Way::Area if self.scope.column == Some("district_code") => conditions = self.scope.condition("h"),
            Way::Area | Way::Filter => conditions = self.scope.by_subdistrict("h"),
            Way::Cells(_) => {
                conditions.add("h.cell BETWEEN r.column1 AND r.column2", []);
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
    pub fn together(&self) -> Conditions {
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
            let mut sql = Sql::new(format!("SELECT {columns}"));
            sql.append(self.from()).filter(&conditions.and(&begin));
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
        let mut sql = Sql::new(format!("SELECT {} AS k, h.lon AS lon, h.lat AS lat", plan.key()));
        sql.append(plan.from()).filter(&plan.together());
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
            let mut sql = Sql::new("SELECT h.sort_key");
            sql.append(area.from()).filter(&area.way());
            sql.bind(" ORDER BY h.sort_key DESC LIMIT 1 OFFSET ?", [cap(most)]);
            let oldest = sql.number(ctx.db().read()).await?;
            plan.way = Way::Filter;
            plan.sparse = false;
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
}

/// Found by the visits of a campaign. Those are found by it: SQLite would pass the visits of all campaigns, because the index of
/// these holds all that is asked.
fn of_campaign(sqlite: bool) -> String {
    let index = if sqlite { " INDEXED BY ix_inspection_campaign" } else { "" };
    format!("h.inspection_id IN (SELECT i.id FROM inspection i{index} WHERE i.campaign_id = ?)")
}

/// The squares of the deepest level in a window, as ranges.
fn squares(window: Bbox) -> Vec<RangeInclusive<i64>> {
    cover(MAX_LEVEL, window, RANGES)
}

/// The statuses of what is neither closed nor void.
pub(super) fn open() -> Vec<Status> {
    Status::open().collect()
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

impl Conditions {
    /// Nothing fulfils it.
    fn none() -> Self {
        let mut conditions = Self::default();
        conditions.add("1 = 0", []);
        conditions
    }
}
