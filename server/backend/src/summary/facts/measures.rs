//! The measures of one period.

use super::{
    Reader,
    stock::{Stock, Stocks},
};
use crate::{
    error::{Error, Result},
    figures::query::{Asked, By, Grouped, found_month, in_subdistricts},
    listing::{Sql, rows, rows_of},
    programmes::{figures::figures_in, gas::query::cleared_committees},
    relapse,
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    figures::{DashboardFigures, Figures, Ratio},
    hazards::Severity,
    inspections::{InspectionKind, Outcome},
    period::{Month, Period},
    programmes::figures::ProgrammeFigures,
    summary::{AgeLine, MOST_LISTED, Major, Measures, Visits},
};
use std::collections::BTreeMap;

/// What is asked of the period itself.
const WHOLE: Asked<'static> = Asked {
    by: &[By::Category, By::Campaign, By::Source, By::Severity, By::ThreeKinds],
    due: true,
    repeated: MOST_LISTED as u64,
};

/// What is asked of the periods that it is compared with.
const PARTS: Asked<'static> =
    Asked { by: &[By::Category, By::Source, By::Severity, By::ThreeKinds], due: false, repeated: 0 };

/// The measures of the period and of those that it is compared with, each once, and what the annexes need besides of the period itself.
pub(super) struct Measured {
    /// In the order in which they were asked for, the period itself first.
    pub each: Vec<Measures>,
    pub grouped: Grouped,
    pub stock: Stock,
    pub ages: Vec<AgeLine>,
    /// The sort keys of what is overdue, as far as it is listed.
    pub overdue: Vec<i64>,
}

/// 排查次数 by month, and by part in one period.
#[derive(Default)]
pub(super) struct VisitCounts {
    pub by_month: BTreeMap<i32, i64>,
    pub by_part: BTreeMap<AreaCode, i64>,
}

impl Reader<'_> {
    /// Everything that is measured of these periods, of which the first is the summary's own; with each comes what the counters know of
    /// it. What has to be looked for among everything is looked for once for all of them.
    pub(super) async fn measured(&self, periods: &[(Period, Figures)]) -> Result<Measured> {
        let spans: Vec<Period> = periods.iter().map(|(period, _)| *period).collect();
        let Stocks { each: stocks, ages, overdue } = self.stocks(&spans).await?;
        let programmes = figures_in(self.on, &self.scope, &spans, self.t).await?;
        let (mut each, mut own) = (Vec::with_capacity(periods.len()), None);
        for (((period, hazards), stock), programmes) in periods.iter().zip(stocks).zip(programmes) {
            let asked = if own.is_none() { WHOLE } else { PARTS };
            let grouped = Grouped::of(self.ctx, self.on, self.reference, self.area, *period, asked).await?;
            each.push(self.measures(*period, *hazards, (&grouped, &stock, programmes)).await?);
            if own.is_none() {
                own = Some((grouped, stock));
            }
        }
        let (grouped, stock) = own.ok_or_else(|| Error::broken("no period"))?;
        Ok(Measured { each, grouped, stock, ages, overdue })
    }

    /// Puts together what is known of a period; `hazards` is what the counters know. What is open at the end is counted row by row:
    /// counters alone would balance whatever they say.
    async fn measures(
        &self,
        period: Period,
        mut hazards: Figures,
        (grouped, stock, programmes): (&Grouped, &Stock, ProgrammeFigures),
    ) -> Result<Measures> {
        hazards.balance.open_at_end = stock.open;
        let a = |figures: Option<&DashboardFigures>| figures.map(|it| it.rate_found).unwrap_or_default();
        let something = |rate: &Ratio| rate.of > 0;
        let categories = grouped.categories.iter().map(|(key, it)| (*key, it.rate_found));
        let sources = grouped.sources.iter().map(|(key, it)| (*key, it.rate_found));
        Ok(Measures {
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
            programmes,
            zero_cylinder: cleared_committees(self.on, &self.scope, period.to.min(local_date(self.t)))
                .await?,
        })
    }

    async fn visits(&self, period: Period) -> Result<Visits> {
        let mut sql = Sql::default();
        sql.bind(
            &format!(
                "SELECT count(*), CAST(COALESCE(sum(CASE WHEN i.kind = ? THEN 1 ELSE 0 END), 0) AS BIGINT), \
                 count(DISTINCT i.site_id) FROM inspection i{}",
                self.visits_index()
            ),
            [InspectionKind::Special.as_str().into()],
        );
        let mut those = in_subdistricts(self.reference, self.area, "i");
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

    /// The index that visits are counted from.
    fn visits_index(&self) -> &'static str {
        if self.sqlite { " INDEXED BY ix_inspection_subdistrict" } else { "" }
    }

    /// Visits of these months by month, and those of the period by part.
    pub(super) async fn visits_by_month(&self, months: &[Month], period: Period) -> Result<VisitCounts> {
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Ok(VisitCounts::default());
        };
        let from = first.first_day().min(period.from);
        let mut those = in_subdistricts(self.reference, self.area, "h");
        those.days("h.sort_key", Some(from), Some(last.last_day()));
        those.add("h.outcome = ?", [Outcome::Done.as_str().into()]);
        let part = match self.area.level() {
            // what the index holds: the code of a district begins those of its subdistricts
            AreaLevel::City => "substr(h.subdistrict_code, 1, 6)".to_owned(),
            _ => format!("h.{}", self.part_column()),
        };
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT {} AS month, {part} AS part, count(*) AS n FROM inspection h{}",
            rows_of(self.sqlite, "v.month, v.part, v.n"),
            found_month(self.sqlite),
            self.visits_index()
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
            sql.filter(&self.scope.in_subdistrict("x"));
            let row = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
            let key: Option<i64> = row.try_get_by_index(0)?;
            first = [first, key].into_iter().flatten().min();
        }
        // a sort key holds the time in its upper bits
        Ok(first.and_then(|key| DateTime::from_timestamp_millis(key >> 22)))
    }
}
