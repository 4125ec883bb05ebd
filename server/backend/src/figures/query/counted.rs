//! Figures from the counters per area and month.

use crate::{
    ctx::Ctx,
    error::Result,
    figures::{query::places::subdistricts, store::CARRIED},
    listing::{Conditions, Scope, Sql, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    figures::{Counters, Figures, LateOpen, from_months},
    period::Month,
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;

/// The local month (yyyymm) of the finding, from the sort key: milliseconds in its upper bits.
const FOUND_MONTH_SQLITE: &str =
    "CAST(strftime('%Y%m', (h.sort_key >> 22) / 1000 + 28800, 'unixepoch') AS INTEGER)";
const FOUND_MONTH_POSTGRES: &str =
    "CAST(to_char(to_timestamp((h.sort_key >> 22) / 1000 + 28800) AT TIME ZONE 'UTC', 'YYYYMM') AS integer)";

/// The local month (yyyymm) of the finding.
pub(crate) const fn found_month(sqlite: bool) -> &'static str {
    if sqlite { FOUND_MONTH_SQLITE } else { FOUND_MONTH_POSTGRES }
}

/// The counters of some areas for some months.
pub(crate) struct Counted {
    months: Vec<Month>,
    rows: BTreeMap<AreaCode, Counts>,
}

/// The counters of one area: of each month, and of all time before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    before: Counters,
    months: Vec<Counters>,
    late: Vec<LateOpen>,
}

/// A month's counters as they come: area, month, counters.
type MonthRow = (AreaCode, i64, [i64; Counters::NAMES.len()]);
/// What was carried over: area, counters of all earlier months.
type BeforeRow = (AreaCode, [i64; CARRIED.len()]);
/// What time alone has made late: part of the area, month of the finding, by the original deadline, by the one in
/// force.
type LateRow = (AreaCode, i64, i64, i64);

impl Counted {
    /// So many columns of an answer.
    pub const COLUMNS: usize = 3;

    /// Asks for those of the area and, when `parts` are wanted, of its parts: [`Counted::COLUMNS`] of an answer.
    pub fn ask(
        questions: &mut Sql,
        ctx: &Ctx,
        reference: &Reference,
        (area, parts): (&AreaCode, bool),
        (first, last): (Month, Month),
    ) {
        let sqlite = ctx.db().is_sqlite();
        let mut codes = sources(reference, area);
        if parts && area.level() == AreaLevel::Subdistrict {
            codes.extend(reference.areas.children(area).map(|a| a.code.clone()));
        }
        let mut these = Conditions::default();
        these.any_area("f.area_code", &codes);
        questions.ask(inside(sqlite, &these, first, last));
        questions.ask(before(sqlite, &these, first));
        questions.ask(late(sqlite, ctx, area, first, last));
    }

    /// What was answered, from that column on.
    pub fn read(answer: &QueryResult, column: usize, area: &AreaCode, months: &[Month]) -> Result<Self> {
        let mut counted = Self { months: months.to_vec(), rows: BTreeMap::new() };
        for (code, month, values) in rows::<MonthRow>(answer, column)? {
            if let Some(i) = counted.at(month) {
                counted.row(code).months[i] = Counters::from_values(values);
            }
        }
        for (code, [carry, carry_closed, flow_found, flow_closed, flow_reopened, flow_voided]) in
            rows::<BeforeRow>(answer, column + 1)?
        {
            counted.row(code).before = Counters {
                carry,
                carry_closed,
                flow_found,
                flow_closed,
                flow_reopened,
                flow_voided,
                ..Counters::default()
            };
        }
        for (part, found, original, effective) in rows::<LateRow>(answer, column + 2)? {
            let Some(i) = counted.at(found) else { continue };
            // a subdistrict has counters of its own, so it needs a sum of its own
            let of_area = (area.level() == AreaLevel::Subdistrict).then(|| area.clone());
            for code in of_area.into_iter().chain([part]) {
                let late = &mut counted.row(code).late[i];
                late.original += original;
                late.effective += effective;
            }
        }
        Ok(counted)
    }

    fn at(&self, month: i64) -> Option<usize> {
        self.months.iter().position(|m| i64::from(m.number()) == month)
    }

    fn row(&mut self, code: AreaCode) -> &mut Counts {
        let n = self.months.len();
        let empty = || Counts {
            before: Counters::default(),
            months: vec![Counters::default(); n],
            late: vec![LateOpen::default(); n],
        };
        self.rows.entry(code).or_insert_with(empty)
    }

    /// The counters of an area: its own, or above the subdistrict the sum of what it holds.
    pub fn of(&self, area: &AreaCode) -> Counts {
        let n = self.months.len();
        let mut sum = Counts {
            before: Counters::default(),
            months: vec![Counters::default(); n],
            late: vec![LateOpen::default(); n],
        };
        let large = area.level() < AreaLevel::Subdistrict;
        for (_, counts) in
            self.rows.iter().filter(|(code, _)| *code == area || (large && area.contains(code)))
        {
            sum.before += counts.before;
            for i in 0..n {
                sum.months[i] += counts.months[i];
                sum.late[i].original += counts.late[i].original;
                sum.late[i].effective += counts.late[i].effective;
            }
        }
        sum
    }
}

impl Counts {
    /// Over all the months.
    pub fn over(&self) -> Figures {
        let mut late = LateOpen::default();
        for l in &self.late {
            late.original += l.original;
            late.effective += l.effective;
        }
        from_months(self.before, &self.months, late)
    }

    /// Over the months `first` to `last`, which are among those asked for.
    pub fn over_some(&self, all: &[Month], first: Month, last: Month) -> Figures {
        let (mut before, mut late) = (self.before, LateOpen::default());
        let mut inside = Vec::new();
        for ((month, counters), open) in all.iter().zip(&self.months).zip(&self.late) {
            if *month < first {
                before += *counters;
            } else if *month <= last {
                inside.push(*counters);
                late.original += open.original;
                late.effective += open.effective;
            }
        }
        from_months(before, &inside, late)
    }

    /// Month by month.
    pub fn by_month(&self) -> Vec<Figures> {
        let mut before = self.before;
        let one = |(month, late): (&Counters, &LateOpen)| {
            let figures = from_months(before, std::slice::from_ref(month), *late);
            before += *month;
            figures
        };
        self.months.iter().zip(&self.late).map(one).collect()
    }
}

/// The areas whose counters make up an area: itself, or the subdistricts in it.
fn sources(reference: &Reference, area: &AreaCode) -> Vec<AreaCode> {
    if area.level() >= AreaLevel::Subdistrict { vec![area.clone()] } else { subdistricts(reference, area) }
}

/// The counters of each month.
fn inside(sqlite: bool, these: &Conditions, first: Month, last: Month) -> Sql {
    let names = Counters::NAMES.map(|name| format!("f.{name}")).join(", ");
    let values = if sqlite { format!("json_array({names})") } else { format!("json_build_array({names})") };
    let columns = format!("f.area_code, f.month, {values}");
    let mut sql = Sql::new(format!("SELECT {} FROM month_figure f", rows_of(sqlite, &columns)));
    let mut these = these.clone();
    these.add("f.month BETWEEN ? AND ?", [first.number().into(), last.number().into()]);
    sql.filter(&these);
    sql
}

/// The sums over all earlier months: those of earlier years are kept.
fn before(sqlite: bool, these: &Conditions, first: Month) -> Sql {
    let sums = CARRIED.map(|name| format!("CAST(sum(a.{name}) AS BIGINT) AS {name}")).join(", ");
    let own = CARRIED.map(|name| format!("f.{name}")).join(", ");
    let names = CARRIED.map(|name| format!("b.{name}")).join(", ");
    let values = if sqlite { format!("json_array({names})") } else { format!("json_build_array({names})") };
    let (mut years, mut months) = (these.clone(), these.clone());
    years.add("f.year < ?", [first.year().into()]);
    let january = first.year() * 100 + 1;
    months.add("f.month >= ? AND f.month < ?", [january.into(), first.number().into()]);
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT a.area_code, {sums} FROM (SELECT f.area_code, {own} FROM year_figure f",
        rows_of(sqlite, &format!("b.area_code, {values}"))
    ));
    sql.filter(&years);
    sql.push(&format!(" UNION ALL SELECT f.area_code, {own} FROM month_figure f")).filter(&months);
    sql.push(") a GROUP BY a.area_code) b");
    sql
}

/// Open hazards whose deadline has passed: time alone makes them late, so no counter holds them.
fn late(sqlite: bool, ctx: &Ctx, area: &AreaCode, first: Month, last: Month) -> Sql {
    let scope = Scope::from(area.clone());
    let column = if area.level() < AreaLevel::Subdistrict { "subdistrict_code" } else { "committee_code" };
    let index = if sqlite { " INDEXED BY ix_hazard_open" } else { "" };
    let month = found_month(sqlite);
    let today: Value = local_date(ctx.now).into();
    let mut sql = Sql::default();
    sql.bind(
        &format!(
            "SELECT {} FROM (SELECT h.{column} AS part, {month} AS found, count(*) AS original, \
             CAST(sum(CASE WHEN h.effective_due < ? THEN 1 ELSE 0 END) AS BIGINT) AS effective FROM hazard h{index}",
            rows_of(sqlite, "l.part, l.found, l.original, l.effective")
        ),
        [today.clone()],
    );
    let mut late = scope.by_subdistrict("h");
    late.add("h.closed_at IS NULL", []);
    late.add("(h.void_reason IS NULL OR h.void_reason = 'site_gone')", []);
    late.add("h.original_due < ?", [today]);
    late.days("h.sort_key", Some(first.first_day()), Some(last.last_day()));
    sql.filter(&late).push(" GROUP BY 1, 2) l");
    sql
}
