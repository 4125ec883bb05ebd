//! What was open at the end of a period or at T, whichever is first: overdue, major, supervised, and how old it is.

use super::Reader;
use crate::{
    error::{Error, Result},
    figures::query::of_area,
    hazards::query::figure_set::open_before,
    listing::{Conditions, Sql, rows, rows_of},
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

impl Reader<'_> {
    /// The open hazards of the area as a selection of these columns of `h`. Of a period that is over those are asked for in two
    /// halves: what was never reopened is known by the index alone as far as it was closed in time, what was reopened is known
    /// by its events and is little.
    pub(super) fn open(&self, period: Period, columns: &str) -> Sql {
        let index = |name: &str| if self.sqlite { format!(" INDEXED BY {name}") } else { String::new() };
        let area = || of_area(self.reference, self.area);
        if !self.is_over(period) {
            let mut open = area();
            open.add("h.closed_at IS NULL AND h.voided_at IS NULL", []);
            let mut sql = Sql::new(format!("SELECT {columns} FROM hazard h{}", index("ix_hazard_open")));
            sql.filter(&open);
            return sql;
        }
        let end = period.end();
        let mut once = area();
        once.add("h.sort_key < ?", [sort_key_floor(end).into()]);
        once.add("(h.closed_at IS NULL OR h.closed_at >= ?)", [end.into()]);
        once.add("h.reopened_count = 0 AND (h.voided_at IS NULL OR h.voided_at >= ?)", [end.into()]);
        let mut again = area();
        again.add("h.reopened_count > 0", []);
        let (text, values) = open_before(end, self.sqlite);
        again.add(text, values);
        let mut sql = Sql::new(format!("SELECT {columns} FROM hazard h{}", index("ix_hazard_subdistrict")));
        sql.filter(&once);
        sql.push(&format!(" UNION ALL SELECT {columns} FROM hazard h{}", index("ix_hazard_reopened")));
        sql.filter(&again);
        sql
    }

    /// Counts it.
    pub(super) async fn stock(&self, period: Period) -> Result<Stock> {
        let columns = format!(
            "h.category AS category, h.{} AS part, h.severity AS severity, h.supervised AS supervised, \
             h.effective_due AS due",
            self.part_column()
        );
        let sum = |what: &str| format!("CAST(sum(CASE WHEN {what} THEN 1 ELSE 0 END) AS BIGINT)");
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT o.category AS category, o.part AS part, count(*) AS n, ",
            rows_of(self.sqlite, "g.category, g.part, g.n, g.overdue, g.major, g.supervised")
        ));
        sql.bind(&format!("{} AS overdue, ", sum("o.due <= ?")), [self.last_late_day(period).into()]);
        sql.push(&format!(
            "{} AS major, {} AS supervised FROM (",
            sum("o.severity = 'major'"),
            sum("o.severity = 'major' AND o.supervised")
        ));
        sql.append(self.open(period, &columns)).push(") o GROUP BY 1, 2) g");
        let answer = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let mut stock = Stock::default();
        for (category, part, n, overdue, major, supervised) in
            rows::<(Category, AreaCode, i64, i64, i64, i64)>(&answer, 0)?
        {
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
        Ok(stock)
    }

    /// How old it is, in local days since the finding.
    pub(super) async fn ages(&self, period: Period) -> Result<Vec<AgeLine>> {
        let day = period.to.min(local_date(self.t));
        let late = self.last_late_day(period);
        let mut sql = Sql::new("SELECT ");
        for (i, (from, to)) in AGES.into_iter().enumerate() {
            let mut step = Conditions::default();
            let newest = day.checked_sub_days(Days::new(from)).unwrap_or(day);
            step.add("o.sort_key < ?", [sort_key_floor(day_end(newest)).into()]);
            if let Some(oldest) = to.and_then(|to| day.checked_sub_days(Days::new(to))) {
                step.add("o.sort_key >= ?", [sort_key_floor(day_start(oldest)).into()]);
            }
            let mut overdue = step.clone();
            overdue.add("o.due <= ?", [late.into()]);
            sql.push(if i == 0 { "" } else { ", " })
                .append(step.counted())
                .push(", ")
                .append(overdue.counted());
        }
        sql.push(" FROM (").append(self.open(period, "h.sort_key AS sort_key, h.effective_due AS due"));
        sql.push(") o");
        let row = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let line = |(i, (from, to)): (usize, (u64, Option<u64>))| {
            Ok(AgeLine {
                from,
                to,
                open: row.try_get_by_index(2 * i)?,
                overdue: row.try_get_by_index(2 * i + 1)?,
            })
        };
        AGES.into_iter().enumerate().map(line).collect()
    }
}
