//! The visits of an area: of a period, and by month and part.
//!
//! A site never leaves its subdistrict, so that not only visits but also the sites that were visited are the sum over the
//! subdistricts. Of each of them they are kept ([`crate::figures::kept`]).

use super::Reader;
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    figures::{
        kept::{KeptSums, OfPeriod, Parts, Pieces, Shelf},
        query::{found_month, in_subdistricts, part_of},
    },
    listing::{Conditions, Sql, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    inspections::{InspectionKind, Outcome},
    period::{Month, Period},
    summary::Visits,
};
use sea_orm::QueryResult;
use std::collections::BTreeMap;

/// 排查次数 by month, and by part in one period.
#[derive(Default)]
pub(super) struct VisitCounts {
    pub by_month: BTreeMap<i32, i64>,
    pub by_part: BTreeMap<AreaCode, i64>,
}

/// The visits of a subdistrict: inspections, special ones, premises.
type Row = (AreaCode, i64, i64, i64);

impl Reader<'_> {
    pub(super) async fn visits(&self, period: Period) -> Result<Visits> {
        if let Some(pieces) = self.kept_visits(&[period]).await? {
            let mut sum = Visits::default();
            for (_, _, piece) in pieces {
                sum.inspections += piece.of.inspections;
                sum.special += piece.of.special;
                sum.premises += piece.of.premises;
            }
            return Ok(sum);
        }
        let those = in_subdistricts(self.reference, self.area, "i");
        let row = counted(self.sqlite, "", those, period).one(self.on).await?;
        let row = row.ok_or_else(|| Error::broken("no answer"))?;
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
        let inside = Month::of_day(period.from).number()..=Month::of_day(period.to).number();
        let mut counts = VisitCounts::default();
        let mut add = |month: i32, part: AreaCode, n: i64| {
            *counts.by_month.entry(month).or_default() += n;
            if inside.contains(&month) {
                *counts.by_part.entry(part).or_default() += n;
            }
        };
        let periods: Vec<Period> = months.iter().map(|month| month.period()).collect();
        if let Some(pieces) = self.kept_visits(&periods).await? {
            for (code, month, piece) in pieces {
                add(Month::of_day(month.from).number(), part_of(self.area, &code), piece.of.inspections);
            }
            return Ok(counts);
        }
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
            index(self.sqlite)
        ));
        sql.filter(&those).push(" GROUP BY 1, 2) v");
        let answer = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        for (month, part, n) in rows::<(i32, AreaCode, i64)>(&answer, 0)? {
            add(month, part, n);
        }
        Ok(counts)
    }

    /// From what is kept, where that may be taken.
    async fn kept_visits(&self, periods: &[Period]) -> Result<Option<Pieces<Period, Visits>>> {
        if !self.from_kept {
            return Ok(None);
        }
        match Parts::of(self.ctx, self.reference, self.area, periods) {
            Some(parts) => Ok(Some(parts.pieces(self.on).await?)),
            None => Ok(None),
        }
    }
}

/// Reads what is not kept of these periods ahead of a snapshot, where that is much: on several connections beside each other.
pub(super) async fn ahead(
    ctx: &Ctx,
    reference: &Reference,
    area: &AreaCode,
    periods: &[Period],
) -> Result<()> {
    match Parts::of(ctx, reference, area, periods) {
        Some(parts) => parts.ahead::<Visits>().await,
        None => Ok(()),
    }
}

impl OfPeriod for Visits {
    fn shelf(kept: &KeptSums) -> &Shelf<Period, Self> {
        &kept.visits
    }

    fn question(sqlite: bool, codes: &[AreaCode], period: Period) -> Sql {
        by_subdistrict(sqlite, codes, period)
    }

    fn read(answer: &QueryResult, column: usize) -> Result<BTreeMap<AreaCode, Self>> {
        let visits =
            |(code, inspections, special, premises): Row| (code, Self { inspections, special, premises });
        Ok(rows::<Row>(answer, column)?.into_iter().map(visits).collect())
    }
}

/// The visits of a period by subdistrict.
fn by_subdistrict(sqlite: bool, codes: &[AreaCode], period: Period) -> Sql {
    let mut those = Conditions::default();
    those.any_area("i.subdistrict_code", codes);
    let columns = rows_of(sqlite, "v.place, v.n, v.special, v.premises");
    let mut sql = Sql::new(format!("SELECT {columns} FROM ("));
    sql.append(counted(sqlite, "i.subdistrict_code AS place, ", those, period)).push(" GROUP BY 1) v");
    sql
}

/// Counts those visits `i` that were made in the period; `first` are the columns in front.
fn counted(sqlite: bool, first: &str, mut those: Conditions, period: Period) -> Sql {
    let mut sql = Sql::default();
    sql.bind(
        &format!(
            "SELECT {first}count(*) AS n, \
             CAST(COALESCE(sum(CASE WHEN i.kind = ? THEN 1 ELSE 0 END), 0) AS BIGINT) AS special, \
             count(DISTINCT i.site_id) AS premises FROM inspection i{}",
            index(sqlite)
        ),
        [InspectionKind::Special.as_str().into()],
    );
    those.days("i.sort_key", Some(period.from), Some(period.to));
    those.add("i.outcome = ?", [Outcome::Done.as_str().into()]);
    sql.filter(&those);
    sql
}

/// The index that visits are counted from.
fn index(sqlite: bool) -> &'static str {
    if sqlite { " INDEXED BY ix_inspection_subdistrict" } else { "" }
}
