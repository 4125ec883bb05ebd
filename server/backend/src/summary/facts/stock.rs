//! What was open at the end of a period or at T, whichever is first: overdue, major, supervised, and how old it is.
//!
//! Of all periods that are compared it is looked for in one pass: to find what is open among everything that was ever found is most of
//! the work, and an index tells for each of the ends.

use super::Reader;
use crate::{
    error::{Error, Result},
    figures::query::of_area,
    hazards::query::figure_set::open_before,
    listing::{Conditions, Sql, cap, rows, rows_of},
};
use chrono::Days;
use domain::{
    area::AreaCode,
    calendar::{day_end, day_start, local_date},
    figures::AGES,
    hazards::Category,
    ids::sort_key_floor,
    period::Period,
    summary::AgeLine,
};
use sea_orm::Value;
use std::collections::BTreeMap;

/// The stock of a period, counted.
#[derive(Default)]
pub(super) struct Stock {
    pub open: i64,
    pub overdue: i64,
    pub major: i64,
    pub supervised: i64,
    /// Overdue.
    pub by_category: BTreeMap<Category, i64>,
    /// Overdue.
    pub by_part: BTreeMap<AreaCode, i64>,
    pub open_by_part: BTreeMap<AreaCode, i64>,
}

/// The stocks of some periods, and more of the first.
pub(super) struct Stocks {
    pub each: Vec<Stock>,
    /// How old what is open at the end of the first is, in local days since the finding.
    pub ages: Vec<AgeLine>,
    /// The sort keys of what is overdue at its end: those that are latest, in no order, and no more than are listed.
    pub overdue: Vec<i64>,
}

/// Category, part; open, and of these overdue, major, supervised.
type Counts = (Category, AreaCode, i64, i64, i64, i64);

/// The numbers of the ages: open and overdue of each step.
const NUMBERS: usize = 2 * AGES.len();

impl Reader<'_> {
    /// Counts those of these periods.
    pub(super) async fn stocks(&self, periods: &[Period]) -> Result<Stocks> {
        let mut questions = Sql::default();
        for (i, period) in periods.iter().enumerate() {
            questions.ask(self.counts(i, *period));
        }
        let [first, ..] = periods else { return Err(Error::broken("no period")) };
        questions.ask(self.ages(*first)).ask(self.most_overdue(*first));
        let mut sql = Sql::new("WITH open_ones AS MATERIALIZED (");
        sql.append(self.open(periods)).push(") ").append(questions);
        let answer = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let mut each = Vec::with_capacity(periods.len());
        for column in 0..periods.len() {
            each.push(Stock::of(rows::<Counts>(&answer, column)?));
        }
        let numbers = rows::<[i64; NUMBERS]>(&answer, periods.len())?.pop().unwrap_or([0; NUMBERS]);
        let line = |(i, (from, to)): (usize, (u64, Option<u64>))| AgeLine {
            from,
            to,
            open: numbers[2 * i],
            overdue: numbers[2 * i + 1],
        };
        let keys = rows::<(i64,)>(&answer, periods.len() + 1)?;
        Ok(Stocks {
            each,
            ages: AGES.into_iter().enumerate().map(line).collect(),
            overdue: keys.into_iter().map(|(key,)| key).collect(),
        })
    }

    /// The hazards of the area that were open at the end of any of the periods; `o0`, `o1` … are 1 where one was at that end. Those that
    /// were never reopened are told by the index alone, what was reopened is told by its events and is little. While no period is over,
    /// it is what is open now.
    fn open(&self, periods: &[Period]) -> Sql {
        let index = |name: &str| if self.sqlite { format!(" INDEXED BY {name}") } else { String::new() };
        let area = || of_area(self.reference, self.area);
        let ends: Vec<_> = periods.iter().filter(|it| self.is_over(**it)).map(Period::end).collect();
        let (Some(first_end), Some(last_end)) = (ends.iter().min(), ends.iter().max()) else {
            let mut now = area();
            now.extend(&open_now());
            let mut sql = self.marked(&vec![open_now(); periods.len()]);
            sql.push(&format!(" FROM hazard h{}", index("ix_hazard_open"))).filter(&now);
            return sql;
        };
        let marks = |of_ended: &dyn Fn(&Period) -> Conditions| -> Vec<Conditions> {
            let mark = |it: &Period| if self.is_over(*it) { of_ended(it) } else { open_now() };
            periods.iter().map(mark).collect()
        };
        let never = marks(&|it| {
            let end: Value = it.end().into();
            let mut open = Conditions::default();
            open.add("h.sort_key < ?", [sort_key_floor(it.end()).into()]);
            open.add("(h.closed_at IS NULL OR h.closed_at >= ?)", [end.clone()]);
            open.add("(h.voided_at IS NULL OR h.voided_at >= ?)", [end]);
            open
        });
        let again = marks(&|it| {
            let (text, values) = open_before(it.end(), self.sqlite);
            let mut open = Conditions::default();
            open.add(text, values);
            open
        });
        let mut once = area();
        if ends.len() == periods.len() {
            once.add("h.sort_key < ?", [sort_key_floor(*last_end).into()]);
        }
        // most was closed before all of it: one look
        once.add("(h.closed_at IS NULL OR h.closed_at >= ?)", [(*first_end).into()]);
        once.add("h.reopened_count = 0", []).extend(&Conditions::any(&never));
        let mut more = area();
        more.add("h.reopened_count > 0", []).extend(&Conditions::any(&again));
        let mut sql = self.marked(&never);
        sql.push(&format!(" FROM hazard h{}", index("ix_hazard_subdistrict"))).filter(&once);
        sql.push(" UNION ALL ").append(self.marked(&again));
        sql.push(&format!(" FROM hazard h{}", index("ix_hazard_reopened"))).filter(&more);
        sql
    }

    /// Begins a selection of hazards `h` that are marked where the conditions hold.
    fn marked(&self, marks: &[Conditions]) -> Sql {
        let mut sql = Sql::new(format!(
            "SELECT h.category AS category, h.{} AS part, h.severity AS severity, h.supervised AS supervised, \
             h.effective_due AS due, h.sort_key AS sort_key",
            self.part_column()
        ));
        for (i, mark) in marks.iter().enumerate() {
            sql.push(", ").append(mark.as_number()).push(&format!(" AS o{i}"));
        }
        sql
    }

    /// How much of it there is.
    fn counts(&self, i: usize, period: Period) -> Sql {
        let sum = |what: &str| format!("CAST(sum(CASE WHEN {what} THEN 1 ELSE 0 END) AS BIGINT)");
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT r.category AS category, r.part AS part, count(*) AS n, ",
            rows_of(self.sqlite, "g.category, g.part, g.n, g.overdue, g.major, g.supervised")
        ));
        sql.bind(&format!("{} AS overdue, ", sum("r.due <= ?")), [self.last_late_day(period).into()]);
        sql.push(&format!(
            "{} AS major, {} AS supervised FROM open_ones r WHERE r.o{i} = 1 GROUP BY 1, 2) g",
            sum("r.severity = 'major'"),
            sum("r.severity = 'major' AND r.supervised")
        ));
        sql
    }

    /// How old it is.
    fn ages(&self, period: Period) -> Sql {
        let day = period.to.min(local_date(self.t));
        let late = self.last_late_day(period);
        let names: Vec<String> = (0..NUMBERS).map(|i| format!("g.n{i}")).collect();
        let mut sql = Sql::new(format!("SELECT {} FROM (SELECT ", rows_of(self.sqlite, &names.join(", "))));
        for (i, (from, to)) in AGES.into_iter().enumerate() {
            let mut step = Conditions::default();
            let newest = day.checked_sub_days(Days::new(from)).unwrap_or(day);
            step.add("r.sort_key < ?", [sort_key_floor(day_end(newest)).into()]);
            if let Some(oldest) = to.and_then(|to| day.checked_sub_days(Days::new(to))) {
                step.add("r.sort_key >= ?", [sort_key_floor(day_start(oldest)).into()]);
            }
            let mut overdue = step.clone();
            overdue.add("r.due <= ?", [late.into()]);
            sql.push(if i == 0 { "" } else { ", " })
                .append(step.counted())
                .push(&format!(" AS n{}, ", 2 * i))
                .append(overdue.counted())
                .push(&format!(" AS n{}", 2 * i + 1));
        }
        sql.push(" FROM open_ones r WHERE r.o0 = 1) g");
        sql
    }

    /// Which of it is latest.
    fn most_overdue(&self, period: Period) -> Sql {
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT r.sort_key AS k FROM open_ones r WHERE r.o0 = 1",
            rows_of(self.sqlite, "g.k")
        ));
        sql.bind(
            " AND r.due <= ? ORDER BY r.due, r.sort_key LIMIT ?",
            [self.last_late_day(period).into(), cap(self.most)],
        );
        sql.push(") g");
        sql
    }
}

/// Open as of now, in the words of its index.
fn open_now() -> Conditions {
    let mut now = Conditions::default();
    now.add("h.closed_at IS NULL AND h.voided_at IS NULL", []);
    now
}

impl Stock {
    fn of(counts: Vec<Counts>) -> Self {
        let mut stock = Self::default();
        for (category, part, n, overdue, major, supervised) in counts {
            stock.open += n;
            *stock.open_by_part.entry(part.clone()).or_default() += n;
            stock.overdue += overdue;
            stock.major += major;
            stock.supervised += supervised;
            if overdue > 0 {
                *stock.by_category.entry(category).or_default() += overdue;
                *stock.by_part.entry(part).or_default() += overdue;
            }
        }
        stock
    }
}
