//! The measures of one period.

use super::{Reader, stock::Stock};
use crate::{
    error::{Error, Result},
    figures::query::{By, Grouped, found_month},
    listing::{Sql, rows, rows_of},
    programmes::{figures::figures_in, gas::query::cleared_committees},
    relapse,
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    figures::{DashboardFigures, Figures, Ratio},
    hazards::Severity,
    inspections::{InspectionKind, Outcome},
    period::{Month, Period},
    summary::{Major, Measures, Visits},
};
use std::collections::BTreeMap;

/// What the period itself is grouped by.
pub(super) const WHOLE: &[By] = &[By::Category, By::Campaign, By::Source, By::Severity, By::ThreeKinds];

/// What the periods that it is compared with are.
pub(super) const PARTS: &[By] = &[By::Category, By::Source, By::Severity, By::ThreeKinds];

/// The measures of a period with what the annexes need besides.
pub(super) struct Measured {
    pub measures: Measures,
    pub grouped: Grouped,
    pub stock: Stock,
}

/// 排查次数 by month, and by part in one period.
#[derive(Default)]
pub(super) struct VisitCounts {
    pub by_month: BTreeMap<i32, i64>,
    pub by_part: BTreeMap<AreaCode, i64>,
}

impl Reader<'_> {
    /// Everything that is measured of a period; `hazards` is what the counters know of it. What is open at the end is counted row
    /// by row: counters alone would balance whatever they say.
    pub(super) async fn measured(
        &self,
        period: Period,
        mut hazards: Figures,
        keys: &[By],
    ) -> Result<Measured> {
        let grouped = Grouped::of(self.ctx, self.on, self.reference, self.area, period, keys).await?;
        let stock = self.stock(period).await?;
        hazards.balance.open_at_end = stock.open;
        let a = |figures: Option<&DashboardFigures>| figures.map(|it| it.rate_found).unwrap_or_default();
        let something = |rate: &Ratio| rate.of > 0;
        let categories = grouped.categories.iter().map(|(key, it)| (*key, it.rate_found));
        let sources = grouped.sources.iter().map(|(key, it)| (*key, it.rate_found));
        let measures = Measures {
            visits: self.visits(period).await?,
            hazards,
            quality: grouped.quality(),
            overdue: stock.overdue,
            major: Major {
                rate_found: a(grouped.severities.get(&Severity::Major)),
                open: stock.major,
                supervised: stock.supervised,
            },
            categories: categories.filter(|(_, rate)| something(rate)).collect(),
            sources: sources.filter(|(_, rate)| something(rate)).collect(),
            three_kinds: grouped.three_kinds.rate_found,
            relapse: relapse::query::rate(self.on, &self.scope, period).await?,
            programmes: figures_in(self.on, &self.scope, period, self.t).await?,
            zero_cylinder: cleared_committees(self.on, &self.scope, period.to.min(local_date(self.t)))
                .await?,
        };
        Ok(Measured { measures, grouped, stock })
    }

    async fn visits(&self, period: Period) -> Result<Visits> {
        let mut sql = Sql::default();
        sql.bind(
            "SELECT count(*), CAST(COALESCE(sum(CASE WHEN i.kind = ? THEN 1 ELSE 0 END), 0) AS BIGINT), \
             count(DISTINCT i.site_id) FROM inspection i",
            [InspectionKind::Special.as_str().into()],
        );
        let mut those = self.scope.in_subdistrict("i");
        those.days("i.sort_key", Some(period.from), Some(period.to));
        those.add("i.outcome = ?", [Outcome::Done.as_str().into()]);
        sql.filter(&those);
        let row = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        Ok(Visits {
            inspections: row.try_get_by_index(0)?,
            special: row.try_get_by_index(1)?,
            premises: row.try_get_by_index(2)?,
        })
    }

    /// Visits of these months by month, and those of the period by part.
    pub(super) async fn visits_by_month(&self, months: &[Month], period: Period) -> Result<VisitCounts> {
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Ok(VisitCounts::default());
        };
        let from = first.first_day().min(period.from);
        let mut those = self.scope.condition("h");
        those.days("h.sort_key", Some(from), Some(last.last_day()));
        those.add("h.outcome = ?", [Outcome::Done.as_str().into()]);
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT {} AS month, h.{} AS part, count(*) AS n FROM inspection h",
            rows_of(self.sqlite, "v.month, v.part, v.n"),
            found_month(self.sqlite),
            self.part_column()
        ));
        sql.filter(&those).push(" GROUP BY 1, 2) v");
        let answer = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let inside = Month::of_day(period.from).number()..=Month::of_day(period.to).number();
        let mut counts = VisitCounts::default();
        for (month, part, n) in rows::<(i32, AreaCode, i64)>(&answer, 0)? {
            *counts.by_month.entry(month).or_default() += n;
            if inside.contains(&month) {
                *counts.by_part.entry(part).or_default() += n;
            }
        }
        Ok(counts)
    }

    /// When the first thing of the area was recorded: a period that was over before has nothing to compare with.
    pub(super) async fn first_record(&self) -> Result<Option<DateTime<Utc>>> {
        let mut first: Option<i64> = None;
        for table in ["hazard", "inspection"] {
            let mut sql = Sql::new(format!("SELECT min(x.sort_key) FROM {table} x"));
            sql.filter(&self.scope.condition("x"));
            let row = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
            let key: Option<i64> = row.try_get_by_index(0)?;
            first = [first, key].into_iter().flatten().min();
        }
        // a sort key holds the time in its upper bits
        Ok(first.and_then(|key| DateTime::from_timestamp_millis(key >> 22)))
    }
}
