//! What a summary is made from, read as of one instant.
//!
//! Everything comes from one snapshot. What the counters know (A, B, C by month and by the next smaller areas) is asked of them
//! once for all periods together, and so is what is looked for among everything there is: what was open, and the programmes. What
//! was found or done in a period is passed once for each of the four, each set by the condition that the list behind its number
//! has. No statement is asked for each part of the area: a city has two hundred subdistricts and five thousand committees.

mod annexes;
mod hazards;
mod measures;
mod stock;
mod visits;

use crate::{
    ctx::Ctx,
    error::{Error, Result},
    figures::query::Counted,
    listing::{Scope, Sql},
    reference::Reference,
};
pub(super) use annexes::year_after;
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    calendar::local_date,
    figures::Figures,
    period::{Month, Period},
    summary::{
        AreaLine, CategoryLine, MOST_IN_WORKBOOK, MOST_LISTED, MonthLine, SummaryFacts, SummaryPeriod,
    },
};
use measures::Measured;
pub(super) use measures::ahead;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeMap;

/// Months of the trends.
const TREND: usize = 12;

/// One consistent read of an area as of an instant.
pub(super) struct Reader<'a> {
    pub ctx: &'a Ctx,
    pub on: &'a DatabaseTransaction,
    pub reference: &'a Reference,
    pub area: &'a AreaCode,
    pub scope: Scope,
    /// T.
    pub t: DateTime<Utc>,
    pub sqlite: bool,
    /// Whether what is kept of the subdistricts may be taken instead of their rows.
    from_kept: bool,
    /// Most rows of a list of hazards.
    most: u64,
}

impl<'a> Reader<'a> {
    /// Of an area that the actor sees, as of the time of the request: every figure from its rows, as a summary says them that is frozen.
    pub fn new(
        ctx: &'a Ctx,
        on: &'a DatabaseTransaction,
        reference: &'a Reference,
        area: &'a AreaCode,
    ) -> Self {
        let (scope, t, sqlite) = (Scope::from(area.clone()), ctx.now, ctx.db().is_sqlite());
        Self { ctx, on, reference, area, scope, t, sqlite, from_kept: false, most: MOST_LISTED as u64 }
    }

    /// The same for a draft, which says the same and is sooner there: of a large area it takes what is kept of its subdistricts
    /// ([`crate::figures::kept`]), each where the number of its last change is that of this snapshot.
    pub fn of_kept(
        ctx: &'a Ctx,
        on: &'a DatabaseTransaction,
        reference: &'a Reference,
        area: &'a AreaCode,
    ) -> Self {
        Self { from_kept: true, ..Self::new(ctx, on, reference, area) }
    }

    /// The same with the rows of the lists that a paper has no room for.
    pub fn with_whole_lists(self) -> Self {
        Self { most: MOST_IN_WORKBOOK as u64, ..self }
    }

    /// Whether the period is over at T.
    pub fn is_over(&self, period: Period) -> bool {
        period.end() <= self.t
    }

    /// The last day whose deadline has passed at the end of the period or at T, whichever is first.
    pub fn last_late_day(&self, period: Period) -> chrono::NaiveDate {
        let today = local_date(self.t);
        if self.is_over(period) { period.to } else { today.pred_opt().unwrap_or(today) }
    }

    /// The next smaller areas.
    fn parts(&self) -> Vec<AreaRef> {
        if self.area.level() >= AreaLevel::Committee {
            return Vec::new();
        }
        self.reference.areas.children(self.area).map(crate::areas::Area::to_ref).collect()
    }

    /// The column of the next smaller areas.
    fn part_column(&self) -> &'static str {
        match self.area.level() {
            AreaLevel::City => "district_code",
            AreaLevel::District => "subdistrict_code",
            AreaLevel::Subdistrict | AreaLevel::Committee | AreaLevel::Grid => "committee_code",
        }
    }

    /// Everything that a summary of the period is made from.
    pub async fn facts(&self, period: SummaryPeriod) -> Result<SummaryFacts> {
        let p = period.period();
        let months = spanned(period);
        let counted = self.counted(&months).await?;
        let over = |first: Month, last: Month| counted.of(self.area).over_some(&months, first, last);
        let begun = self.first_record().await?;
        let has = |earlier: &SummaryPeriod| begun.is_some_and(|begun| begun < earlier.period().end());
        let span = |it: SummaryPeriod| (it.first(), it.last());
        let previous = period.previous().filter(has).map(span);
        let last_year = period.last_year().filter(has).map(span);
        let year_to_date = (Month::of_day(period.year_to_date().from), period.last());
        // a year is compared with one year, and is its own year to date
        let mut spans = vec![span(period)];
        for it in [previous, last_year, Some(year_to_date)].into_iter().flatten() {
            if !spans.contains(&it) {
                spans.push(it);
            }
        }
        let days = |(first, last): (Month, Month)| Period { from: first.first_day(), to: last.last_day() };
        let asked: Vec<(Period, Figures)> = spans.iter().map(|it| (days(*it), over(it.0, it.1))).collect();
        let mut now = self.measured(&asked).await?;
        let measures = |it: (Month, Month)| {
            let place = spans.iter().position(|span| *span == it);
            place.and_then(|place| now.each.get(place)).cloned()
        };
        let (previous, last_year) = (previous.and_then(measures), last_year.and_then(measures));
        let year_to_date = measures(year_to_date).unwrap_or_default();
        let own = measures(span(period)).unwrap_or_default();
        let trend: Vec<Month> = months_back(period.last(), TREND);
        let visits = self.visits_by_month(&trend, p).await?;
        let mut facts = SummaryFacts::empty(period, self.reference.areas.in_full(self.area), self.t);
        facts.months = trend
            .iter()
            // what nobody kept records of was not nothing; the period itself is told even so
            .filter(|month| {
                **month == period.last() || begun.is_some_and(|begun| begun < month.period().end())
            })
            .map(|month| MonthLine {
                month: *month,
                inspections: visits.by_month.get(&month.number()).copied().unwrap_or_default(),
                figures: over(*month, *month),
            })
            .collect();
        facts.areas = self
            .parts()
            .into_iter()
            .map(|area| {
                let of =
                    |counts: &BTreeMap<AreaCode, i64>| counts.get(&area.code).copied().unwrap_or_default();
                let mut figures = counted.of(&area.code).over_some(&months, period.first(), period.last());
                figures.balance.open_at_end = of(&now.stock.open_by_part);
                let (inspections, overdue) = (of(&visits.by_part), of(&now.stock.by_part));
                AreaLine { area, inspections, figures, overdue, rank: None }
            })
            .collect();
        facts.categories = now.category_lines();
        facts.ages = std::mem::take(&mut now.ages);
        facts.campaigns = self.campaigns(p, &now.grouped.campaigns).await?;
        facts.targets = self.targets(period.year(), &year_to_date).await?;
        facts.overdue = self.overdue(now.stock.overdue, &now.overdue, p).await?;
        facts.major = self.major(p).await?;
        facts.repeated = self.repeated(own.quality.repeat.n, &now.grouped.repeated, p).await?;
        facts.devices = self.devices(p).await?;
        facts.expiry = self.expiry(period.last()).await?;
        facts.penalties = self.penalties(p).await?;
        facts.orders = self.orders(p).await?;
        facts.fires = self.fires(p).await?;
        facts.map = self.map(p).await?;
        facts.now = own;
        facts.previous = previous;
        facts.last_year = last_year;
        facts.year_to_date = year_to_date;
        Ok(facts)
    }

    /// The counters of the area and of its parts for all these months.
    async fn counted(&self, months: &[Month]) -> Result<Counted> {
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Err(Error::broken("a period without months"));
        };
        let mut questions = Sql::default();
        Counted::ask(&mut questions, self.ctx, self.reference, (self.area, true), (*first, *last));
        let answer = questions.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        Counted::read(&answer, 0, self.area, months)
    }
}

impl Measured {
    /// The categories with anything found, due or overdue.
    fn category_lines(&mut self) -> Vec<CategoryLine> {
        let mut lines = std::mem::take(&mut self.grouped.categories);
        for category in self.stock.by_category.keys() {
            lines.entry(*category).or_default();
        }
        let line = |(category, figures)| CategoryLine {
            category,
            figures,
            overdue: self.stock.by_category.get(&category).copied().unwrap_or_default(),
        };
        let something = |line: &CategoryLine| {
            line.figures.rate_found.of > 0 || line.figures.rate_due.of > 0 || line.overdue > 0
        };
        lines.into_iter().map(line).filter(something).collect()
    }
}

/// `n` months that end with `last`, in order.
fn months_back(last: Month, n: usize) -> Vec<Month> {
    let mut months: Vec<Month> = std::iter::successors(Some(last), |month| {
        Some(*month).filter(|month| month.number() > 197001).map(Month::previous)
    })
    .take(n)
    .collect();
    months.reverse();
    months
}

/// All months that the period, those it is compared with, its year and its trends touch.
fn spanned(period: SummaryPeriod) -> Vec<Month> {
    let mut first = period.first();
    for earlier in [period.previous(), period.last_year()].into_iter().flatten() {
        first = first.min(earlier.first());
    }
    let trend = months_back(period.last(), TREND);
    first = trend.first().map_or(first, |month| first.min(*month));
    let mut months = vec![first];
    while months.last().is_some_and(|month| *month < period.last()) {
        let next = months.last().map_or(first, |month| month.next());
        months.push(next);
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_covers_every_period() {
        for (period, first, n) in [
            ("2023-06", "2022-06", 13),
            ("2023", "2022-01", 24),
            ("2023-Q1", "2022-01", 15),
            ("1970-01", "1970-01", 1),
        ] {
            let months = spanned(period.parse().expect(period));
            assert_eq!((months[0].to_string().as_str(), months.len()), (first, n), "{period}");
        }
    }
}
