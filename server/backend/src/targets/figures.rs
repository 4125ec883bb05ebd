//! The figures that targets can be measured by, for one area and year, as of now.

use crate::{
    ctx::Ctx,
    error::Result,
    figures::query::figures,
    listing::{Conditions, Scope, Sql},
};
use domain::{
    area::AreaCode,
    ids::sort_key_floor,
    inspections::{InspectionKind, Outcome},
    period::Period,
    programmes::target::Measured,
};

/// The figure; `None` as long as no table of the program holds what it counts.
pub(super) async fn value(
    ctx: &Ctx,
    area: &AreaCode,
    measured_by: Measured,
    period: Period,
) -> Result<Option<i64>> {
    Ok(match measured_by {
        Measured::Inspections => Some(inspections(ctx, area, None, period).await?),
        Measured::SpecialInspections => {
            Some(inspections(ctx, area, Some(InspectionKind::Special), period).await?)
        }
        Measured::HazardsFound => Some(figures(ctx, area, period).await?.rate_found.of),
        Measured::HazardsClosed => Some(figures(ctx, area, period).await?.rate_found.n),
        Measured::Penalties => Some(penalties(ctx, area, period).await?),
        // stoves, devices and users of gas are counted where their registers are
        Measured::HouseholdsSurveyed
        | Measured::StovesReplaced
        | Measured::GasAlarmHouseholds
        | Measured::GasAlarmsInstalled
        | Measured::GasUnitsSurveyed
        | Measured::GasHazardsEliminated
        | Measured::LpgUsersMoved
        | Measured::EstatesWithDetectors
        | Measured::Chargers => None,
    })
}

/// Visits that were carried out: a door that stayed shut is no inspection.
async fn inspections(
    ctx: &Ctx,
    area: &AreaCode,
    kind: Option<InspectionKind>,
    period: Period,
) -> Result<i64> {
    let mut conditions = scope(ctx, area)?.condition("i");
    let (from, to) = (sort_key_floor(period.start()), sort_key_floor(period.end()));
    conditions.add("i.sort_key >= ? AND i.sort_key < ?", [from.into(), to.into()]);
    conditions.add("i.outcome = ?", [Outcome::Done.as_str().into()]);
    if let Some(kind) = kind {
        conditions.add("i.kind = ?", [kind.as_str().into()]);
    }
    count(ctx, "inspection i", &conditions).await
}

async fn penalties(ctx: &Ctx, area: &AreaCode, period: Period) -> Result<i64> {
    let mut conditions = scope(ctx, area)?.condition("r");
    conditions.add("r.decided_on >= ? AND r.decided_on <= ?", [period.from.into(), period.to.into()]);
    count(ctx, "penalty r", &conditions).await
}

fn scope(ctx: &Ctx, area: &AreaCode) -> Result<Scope> {
    Scope::of(ctx, Some(area))
}

async fn count(ctx: &Ctx, table: &str, conditions: &Conditions) -> Result<i64> {
    let mut sql = Sql::new(format!("SELECT count(*) FROM {table}"));
    sql.filter(conditions);
    sql.number(ctx.db().read()).await
}
