//! How the rows of a filter are found: by which index, in which order, joined to their sites where that is needed.

use super::{NEVER, Read, Source, day, whole_columns};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql, Walk, cap, rows_of},
    programmes::sets::Frame,
    reference::Reference,
    search::{Index, matching},
};
use chrono::{Months, NaiveDate};
use domain::{
    area::AreaCode,
    calendar::{day_end, day_start, local_date},
    geo::Bbox,
    ids::SiteId,
    listing::{Common, Sort},
    period::Month,
    programmes::{device::Serial, gear::Life},
    sites::SiteStatus,
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;

/// Days, both included.
#[derive(Clone, Copy, Debug, Default)]
struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Days {
    /// Only those from a day on.
    fn since(&mut self, day: NaiveDate) {
        self.from = Some(self.from.map_or(day, |from| from.max(day)));
    }

    /// Only those up to a day.
    fn until(&mut self, day: NaiveDate) {
        self.to = Some(self.to.map_or(day, |to| to.min(day)));
    }
}

/// The day after one.
fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// The rows behind a figure for the days of a filter, as of now; nothing for an ordinary list.
pub(in crate::programmes) fn behind<S>(
    ctx: &Ctx,
    common: &Common,
    set: Option<S>,
    rows: fn(&Frame, S) -> Conditions,
) -> Option<Conditions> {
    Some(rows(&Frame::new(common.period()?, ctx.now), set?))
}

/// The rows of a filter.
#[derive(Clone)]
pub(in crate::programmes) struct Plan {
    sqlite: bool,
    pub(super) source: Source,
    scope: Scope,
    /// The end of life, as an expression of which there is an index.
    due: String,
    /// The days in which it has to lie, besides what the conditions say.
    ends: Days,
    /// Only what is in use: a condition says so as the index does.
    in_use: bool,
    /// The conditions name kind and status, or status, as the index begins with them.
    by_status: bool,
    /// Few, and found by something else than these indexes: by a text, a site, a condition of their own.
    picked: bool,
    /// What must hold besides, of `t` and of the joined tables.
    pub conditions: Conditions,
    sites: bool,
    /// Only rows of sites without a position.
    unplaced: bool,
}

impl Plan {
    /// What every filter asks for: area, days, words, window. The rows behind a figure take the place of the days.
    pub fn new(
        ctx: &Ctx,
        source: Source,
        common: &Common,
        window: Option<Bbox>,
        figure: Option<Conditions>,
    ) -> Result<Self> {
        let sqlite = ctx.db().is_sqlite();
        let scope = Scope::of(ctx, common.area.as_ref())?;
        let due = if source.by_due {
            format!("COALESCE(t.expires_on, {})", day(sqlite, NEVER))
        } else {
            String::new()
        };
        let mut plan = Self {
            sqlite,
            due,
            ends: Days::default(),
            in_use: false,
            by_status: false,
            picked: false,
            conditions: Conditions::default(),
            sites: false,
            unplaced: common.no_position,
            source,
            scope,
        };
        match figure {
            Some(rows) => {
                plan.conditions.extend(&rows);
            }
            None => plan.days(common),
        }
        if let Some(text) = &common.q {
            plan.words(ctx, text);
        }
        if let Some(window) = window {
            plan.conditions.window("s.lon", "s.lat", window);
            plan.sites = true;
        }
        Ok(plan)
    }

    fn days(&mut self, common: &Common) {
        let days = self.source.days;
        if let Some(from) = common.from {
            self.conditions.add(format!("{days} >= ?"), [day_start(from).into()]);
        }
        if let Some(to) = common.to {
            self.conditions.add(format!("{days} < ?"), [day_end(to).into()]);
        }
    }

    /// A record is found by the words of its site, a device by its numbers too.
    fn words(&mut self, ctx: &Ctx, text: &str) {
        self.picked = true;
        let (mut any, mut values): (Vec<String>, Vec<Value>) = Default::default();
        if let Some(found) = matching(ctx, Index::Site, text, &self.scope.area) {
            any.push(format!(
                "t.site_id IN (SELECT x.id FROM {0} f JOIN site x ON x.sort_key = f.{1} WHERE f.{2})",
                found.table, found.key, found.condition
            ));
            values.push(found.value.into());
        }
        if let Some(number) = Serial::read(text).ok().filter(|_| self.source.numbered) {
            any.push("t.serial = ? OR t.network_id = ?".into());
            values.extend([number.as_str().into(), number.as_str().into()]);
        }
        if any.is_empty() {
            any.push("1 = 0".into());
        }
        self.conditions.add(format!("({})", any.join(" OR ")), values);
    }

    /// Only the rows of one site.
    pub fn of_site(&mut self, site: Option<SiteId>) {
        if let Some(site) = site {
            self.picked = true;
            self.conditions.add("t.site_id = ?", [site.0.into()]);
        }
    }

    /// Only the rows that a condition finds by itself, of which there are few.
    pub fn pick(&mut self, condition: String) {
        self.picked = true;
        self.conditions.add(condition, []);
    }

    /// The area is larger than a subdistrict.
    pub fn is_wide(&self) -> bool {
        matches!(self.scope.column, None | Some("district_code"))
    }

    /// Only rows of these kinds and statuses, any where there is none. Both are named where an index begins with them: the rows of each
    /// pair are in the order of time there.
    pub fn of_kind_and_status<K: Copy, S: Copy>(
        &mut self,
        (kinds, all_kinds, kind): (&[K], &[K], fn(K) -> &'static str),
        (statuses, all_statuses, status): (&[S], &[S], fn(S) -> &'static str),
    ) {
        if kinds.is_empty() && statuses.is_empty() {
            return;
        }
        self.by_status = true;
        self.conditions.any_of("t.kind", if kinds.is_empty() { all_kinds } else { kinds }, kind);
        let named = statuses.is_empty() && self.is_wide() && !self.in_use;
        self.conditions.any_of("t.status", if named { all_statuses } else { statuses }, status);
    }

    /// Only rows of these statuses, any where there is none; `also` says that the filter asks for something that the index of the
    /// statuses holds.
    pub fn of_status<S: Copy>(
        &mut self,
        (statuses, all, status): (&[S], &[S], fn(S) -> &'static str),
        also: bool,
    ) {
        self.by_status = also || !statuses.is_empty();
        let named = statuses.is_empty() && also && self.is_wide() && !self.in_use;
        self.conditions.any_of("t.status", if named { all } else { statuses }, status);
    }

    fn only_in_use(&mut self, in_use: &str) {
        self.in_use = true;
        self.conditions.add(in_use, []);
    }

    /// Without those whose end is not known. Only where their place behind all others is not outside already.
    fn known(&mut self) {
        let never = day(self.sqlite, NEVER);
        self.conditions.add(format!("({} < {never} OR t.expires_on IS NOT NULL)", self.due), []);
    }

    /// Only those in use whose life ends in a month, or before one. `in_use` is the condition of the partial index.
    pub fn ends(&mut self, in_use: &str, ends: Option<Month>, before: Option<Month>) {
        if ends.is_some() || before.is_some() {
            self.only_in_use(in_use);
            self.known();
        }
        if let Some(month) = ends {
            self.ends.since(month.first_day());
            self.ends.until(month.last_day());
        }
        if let Some(month) = before {
            self.ends.until(month.first_day().pred_opt().unwrap_or(NaiveDate::MIN));
        }
    }

    /// Only those in use whose life has gone so far.
    pub fn life(&mut self, ctx: &Ctx, in_use: &str, life: Option<Life>) {
        let Some(life) = life else { return };
        self.only_in_use(in_use);
        let today = local_date(ctx.now);
        let months = Months::new(ctx.state.limits.expiring_months);
        let horizon = today.checked_add_months(months).unwrap_or(NaiveDate::MAX);
        match life {
            Life::Expired => self.ends.until(today),
            Life::Expiring => {
                self.ends.since(next_day(today));
                self.ends.until(horizon);
            }
            Life::Unknown => {
                self.ends.since(NEVER);
                self.conditions.add("t.expires_on IS NULL", []);
            }
            Life::Good => {
                self.ends.since(next_day(horizon));
                self.known();
            }
        }
    }

    /// The index that the rows are found by, in an order or, to be counted, in any.
    fn index(&self, order: Option<Sort>) -> Option<&'static str> {
        let indexes = self.source.indexes?;
        if self.sites || self.unplaced || self.picked {
            return None;
        }
        let by_due = order == Some(Sort::Due);
        // in an area up to a subdistrict a range of its own index
        let due = if self.is_wide() { indexes.due } else { indexes.near_due };
        if self.in_use {
            // between two days there are few of them; of all others of a large area some are met soon in the order of time
            let few = self.ends.from.is_some() && self.ends.to.is_some();
            return (by_due || order.is_none() || few || !self.is_wide()).then_some(due);
        }
        if by_due {
            return Some(due);
        }
        (self.by_status && self.is_wide()).then_some(indexes.status)
    }

    /// `FROM …` with the conditions of the way.
    fn from(&self, index: Option<&'static str>) -> (String, Conditions) {
        let Source { table, joins, indexes, .. } = &self.source;
        let told = |index: Option<&str>| match index {
            Some(index) if self.sqlite => format!(" INDEXED BY {index}"),
            _ => String::new(),
        };
        if self.unplaced {
            // few sites have no position: each is asked for its rows
            let (of_sites, join) =
                if self.sqlite { (" INDEXED BY ix_site_unplaced", "CROSS JOIN") } else { ("", "JOIN") };
            let of_site = told(indexes.map(|indexes| indexes.site));
            let mut conditions = self.scope.condition("t");
            conditions.add("s.lon IS NULL", []);
            let from = format!(" FROM site s{of_sites} {join} {table} t{of_site} ON t.site_id = s.id{joins}");
            return (from, conditions);
        }
        let join = if self.sites { " JOIN site s ON s.id = t.site_id" } else { "" };
        // a district is a range of subdistricts, which these indexes hold
        let conditions =
            if index.is_some() { self.scope.by_subdistrict("t") } else { self.scope.condition("t") };
        (format!(" FROM {table} t{}{join}{joins}", told(index)), conditions)
    }

    /// The selection by an index, joined to the sites only where a condition needs them.
    fn by(&self, index: Option<&'static str>, columns: &str) -> Sql {
        let (from, mut conditions) = self.from(index);
        if let Some(day) = self.ends.from {
            conditions.add(format!("{} >= ?", self.due), [day.into()]);
        }
        if let Some(day) = self.ends.to {
            conditions.add(format!("{} <= ?", self.due), [day.into()]);
        }
        conditions.extend(&self.conditions);
        let mut sql = Sql::new(format!("SELECT {columns}{from}"));
        sql.filter(&conditions);
        sql
    }

    pub(super) fn select(&self, columns: &str) -> Sql {
        self.by(self.index(None), columns)
    }

    /// The keys of the rows of a walk, from an index that holds what is asked for.
    pub(super) fn keys(&self, walk: Walk) -> Sql {
        let mut those = self.clone();
        those.conditions.extend(&walk.condition("t.sort_key", &self.due));
        // SQLite does not find the place of a pair in an index of an expression, but that of its day
        match walk.from.and_then(|key| key.due).filter(|_| walk.order == Sort::Due) {
            Some(day) if walk.rising() => those.ends.since(day),
            Some(day) => those.ends.until(day),
            None => {}
        }
        let order = walk.order_by("t.sort_key", &self.due);
        let mut keys = those.by(self.index(Some(walk.order)), "t.sort_key AS k");
        keys.bind(&format!("{order} LIMIT ?"), [cap(walk.limit)]);
        keys
    }

    /// The rows of a walk, in no order: keys first, then what is shown of each with its site.
    fn found(&self, columns: &str, walk: Walk) -> Sql {
        let Source { table, joins, .. } = &self.source;
        let join = if self.sqlite { "CROSS JOIN" } else { "JOIN" };
        let mut sql = Sql::new(format!("SELECT {columns} FROM ("));
        sql.append(self.keys(walk)).push(&format!(
            ") p {join} {table} t ON t.sort_key = p.k JOIN site s ON s.id = t.site_id{joins}"
        ));
        sql
    }

    /// The rows of a walk as one text.
    pub(super) fn text(&self, columns: &str, walk: Walk) -> Sql {
        self.found(&rows_of(self.sqlite, columns), walk)
    }

    pub(super) async fn walk<T>(
        &self,
        ctx: &Ctx,
        reference: &Reference,
        walk: Walk,
        read: Read<T>,
    ) -> Result<Vec<T>> {
        let mut rows = self.found(&whole_columns(&self.source), walk);
        rows.push(&walk.order_by("t.sort_key", &self.due));
        let found = rows.all(ctx.db().read()).await?;
        found.iter().map(|row| read(ctx, reference, row, walk.order == Sort::Due)).collect()
    }

    /// The sites of the rows, each once, with their areas; without those that are closed down.
    pub async fn sites(mut self, ctx: &Ctx) -> Result<BTreeMap<SiteId, AreaCode>> {
        self.sites = true;
        self.conditions.add("s.status = ?", [SiteStatus::Active.as_str().into()]);
        self.conditions.add("s.merged_into IS NULL", []);
        let found = self.select("DISTINCT t.site_id, s.area_code").all(ctx.db().read()).await?;
        let site = |row: &QueryResult| {
            Ok((SiteId(row.try_get_by_index(0)?), row.try_get_by_index::<String>(1)?.parse::<AreaCode>()?))
        };
        found.iter().map(site).collect()
    }

    /// Those without a position.
    pub(super) fn without_position(&self) -> Sql {
        Self { unplaced: true, ..self.clone() }.select("1")
    }
}
