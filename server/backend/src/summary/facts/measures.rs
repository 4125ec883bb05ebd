//! The measures of one period.

use super::{
    Reader, TREND, months_back,
    stock::{Stock, Stocks},
    visits,
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    figures::query::{Asked, By, Grouped},
    listing::Sql,
    programmes::{figures::figures_in, gas::query::committees_with_users},
    reference::Reference,
    relapse,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    figures::{DashboardFigures, Figures, Ratio},
    hazards::Severity,
    period::{Month, Period},
    programmes::figures::ProgrammeFigures,
    summary::{AgeLine, MOST_LISTED, Major, Measures, SummaryPeriod},
};
use std::collections::BTreeMap;

/// What is asked of the period itself; a reader of whole lists asks for more that repeat another.
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

/// Reads what is not kept ahead of the snapshot of a summary of that period ([`Reader::of_kept`]): to read many rows takes several
/// connections, and they would be of several instants.
pub(crate) async fn ahead(
    ctx: &Ctx,
    reference: &Reference,
    area: &AreaCode,
    period: SummaryPeriod,
) -> Result<()> {
    // the longest first: the others are parts of it, mostly
    let own = period.period();
    let mut periods = vec![period.year_to_date(), own];
    periods.extend([period.previous(), period.last_year()].into_iter().flatten().map(SummaryPeriod::period));
    for it in &periods {
        Grouped::ahead(ctx, reference, area, *it, if *it == own { WHOLE } else { PARTS }).await?;
    }
    periods.extend(months_back(period.last(), TREND).into_iter().map(Month::period));
    let mut each: Vec<Period> = Vec::with_capacity(periods.len());
    for it in periods {
        if !each.contains(&it) {
            each.push(it);
        }
    }
    visits::ahead(ctx, reference, area, &each).await
}

impl Reader<'_> {
    /// Everything that is measured of these periods, of which the first is the summary's own; with each comes what the counters know of
    /// it. What has to be looked for among everything is looked for once for all of them.
    pub(super) async fn measured(&self, periods: &[(Period, Figures)]) -> Result<Measured> {
        let spans: Vec<Period> = periods.iter().map(|(period, _)| *period).collect();
        let Stocks { each: stocks, ages, overdue } = self.stocks(&spans).await?;
        let programmes = figures_in(self.on, &self.scope, &spans, self.t).await?;
        let (mut each, mut own) = (Vec::with_capacity(periods.len()), None);
        let mut zero_cylinder = BTreeMap::new();
        for (((period, hazards), stock), programmes) in periods.iter().zip(stocks).zip(programmes) {
            let asked = if own.is_none() { Asked { repeated: self.most, ..WHOLE } } else { PARTS };
            let grouped = if self.from_kept {
                Grouped::kept(self.ctx, self.on, self.reference, self.area, *period, asked).await?
            } else {
                Grouped::of(self.ctx, self.on, self.reference, self.area, *period, asked).await?
            };
            // a period and its year so far end on the same day
            let last = period.to.min(local_date(self.t));
            let without = match zero_cylinder.get(&last) {
                Some(without) => *without,
                None => self.zero_cylinder(last).await?,
            };
            zero_cylinder.insert(last, without);
            each.push(self.measures(*period, *hazards, (&grouped, &stock, programmes), without).await?);
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
        zero_cylinder: Ratio,
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
            zero_cylinder,
        })
    }

    /// The committees without cylinders at the end of a day, of those that had any user of them.
    async fn zero_cylinder(&self, on: NaiveDate) -> Result<Ratio> {
        let mut without = Ratio::default();
        for (_, holds) in committees_with_users(self.on, &self.scope, on).await? {
            without.add(holds);
        }
        Ok(without)
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
