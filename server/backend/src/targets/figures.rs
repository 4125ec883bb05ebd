//! The figures that targets can be measured by, for one area and year, as of now.

use crate::{
    ctx::Ctx,
    error::Result,
    figures::query::figures,
    listing::{Scope, Sql},
    programmes,
};
use domain::{
    area::AreaCode,
    ids::sort_key_floor,
    inspections::{InspectionKind, Outcome},
    period::Period,
    programmes::{figures::ProgrammeFigures, target::Measured},
};
use std::collections::BTreeMap;

/// The figures of areas in one period, each asked for once.
pub(super) struct Reached<'a> {
    ctx: &'a Ctx,
    period: Period,
    programmes: BTreeMap<AreaCode, ProgrammeFigures>,
}

impl<'a> Reached<'a> {
    /// Nothing has been asked for yet.
    pub fn new(ctx: &'a Ctx, period: Period) -> Self {
        Self { ctx, period, programmes: BTreeMap::new() }
    }

    /// The figure of an area, as of now.
    pub async fn value(&mut self, area: &AreaCode, measured_by: Measured) -> Result<i64> {
        let (ctx, period) = (self.ctx, self.period);
        Ok(match measured_by {
            Measured::Inspections => inspections(ctx, area, None, period).await?,
            Measured::SpecialInspections => {
                inspections(ctx, area, Some(InspectionKind::Special), period).await?
            }
            Measured::HazardsFound => figures(ctx, area, period).await?.rate_found.of,
            Measured::HazardsClosed => figures(ctx, area, period).await?.rate_found.n,
            other => other.of_programmes(&self.programmes(area).await?).unwrap_or_default(),
        })
    }

    async fn programmes(&mut self, area: &AreaCode) -> Result<ProgrammeFigures> {
        if let Some(known) = self.programmes.get(area) {
            return Ok(*known);
        }
        let found = programmes::figures::figures(self.ctx, Some(area), self.period, self.ctx.now).await?;
        self.programmes.insert(area.clone(), found);
        Ok(found)
    }
}

/// Visits that were carried out: a door that stayed shut is no inspection.
async fn inspections(
    ctx: &Ctx,
    area: &AreaCode,
    kind: Option<InspectionKind>,
    period: Period,
) -> Result<i64> {
    let mut conditions = Scope::of(ctx, Some(area))?.in_subdistrict("i");
    let (from, to) = (sort_key_floor(period.start()), sort_key_floor(period.end()));
    conditions.add("i.sort_key >= ? AND i.sort_key < ?", [from.into(), to.into()]);
    conditions.add("i.outcome = ?", [Outcome::Done.as_str().into()]);
    if let Some(kind) = kind {
        conditions.add("i.kind = ?", [kind.as_str().into()]);
    }
    let mut sql = Sql::new("SELECT count(*) FROM inspection i");
    sql.filter(&conditions);
    sql.number(ctx.db().read()).await
}
