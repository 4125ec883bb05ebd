//! The figures of the programmes and of the registers, as SQL. The definition is
//! [`programme_figures`](domain::programmes::figures::programme_figures); a test holds one against the other.

use super::sets::{AT_GAS_UNIT, Frame};
use crate::{
    ctx::Ctx,
    entities::hazard,
    error::{Error, Result},
    figures::query::hazard_facts,
    listing::{Conditions, Scope, Sql},
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    figures::Ratio,
    hazards::Category,
    ids::sort_key_floor,
    money::Fen,
    period::Period,
    programmes::figures::{DeviceSet, GasSet, ProgrammeFigures, StoveSet},
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Value};

/// The figures of an area for a period as of `t`.
pub async fn figures(
    ctx: &Ctx,
    area: Option<&AreaCode>,
    period: Period,
    t: DateTime<Utc>,
) -> Result<ProgrammeFigures> {
    figures_in(ctx.db().read(), &Scope::of(ctx, area)?, period, t).await
}

/// The same of an area that the actor sees, in a read of the caller's.
pub(crate) async fn figures_in(
    on: &impl ConnectionTrait,
    scope: &Scope,
    period: Period,
    t: DateTime<Utc>,
) -> Result<ProgrammeFigures> {
    let frame = Frame::new(period, t);
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    let mut questions = Sql::default();
    let all = stoves(scope, &frame).into_iter().chain(devices(scope, &frame)).chain(gas(scope, &frame));
    for question in all.chain(registers(scope, &frame, sqlite)) {
        questions.ask(question);
    }
    let row = questions.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
    let n = |column: usize| number(&row, column);
    Ok(ProgrammeFigures {
        households_surveyed: n(0)?,
        stoves_replaced: n(1)?,
        stoves_awaiting: n(2)?,
        stove_progress: Ratio::new(n(3)?, n(4)?),
        gas_alarm_households: n(5)?,
        gas_alarms_in_place: Ratio::new(n(6)?, n(5)?),
        estates_with_detectors: n(7)?,
        chargers: n(8)?,
        charger_estates: n(9)?,
        gas_units_surveyed: n(10)?,
        lpg_moved: n(11)?,
        lpg_cleared: Ratio::new(n(12)?, n(13)?),
        gas_hazards: gas_hazards(on, scope, &frame).await?,
        penalties: n(14)?,
        fines: Fen(n(15)?),
        orders: n(16)?,
        orders_on_time: Ratio::new(n(17)?, n(18)?),
        fires: n(19)?,
        fire_loss: Fen(n(20)?),
    })
}

fn number(row: &QueryResult, column: usize) -> Result<i64> {
    Ok(row.try_get_by_index(column)?)
}

/// A count of rows of the area that meet conditions.
fn counted(scope: &Scope, what: &str, from: &str, conditions: &Conditions) -> Sql {
    let mut sql = Sql::new(format!("SELECT {what} FROM {from}"));
    sql.filter(&scope.by_subdistrict("t").and(conditions));
    sql
}

/// Surveyed, replaced, awaiting, and the progress n/N.
fn stoves(scope: &Scope, f: &Frame) -> [Sql; 5] {
    let count = |what, set| counted(scope, what, "stove t", &f.stoves(set));
    [
        count("count(DISTINCT t.site_id)", StoveSet::Surveyed),
        count("count(*)", StoveSet::Replaced),
        count("count(*)", StoveSet::Awaiting),
        count("count(*)", StoveSet::Done),
        count("count(*)", StoveSet::NonSafe),
    ]
}

/// Households on the list of gas alarms, those with one in place, estates with detectors in a bike shed, chargers, and the
/// estates of these.
fn devices(scope: &Scope, f: &Frame) -> [Sql; 5] {
    let count = |what, from, set| counted(scope, what, from, &f.devices(set));
    let (doors, estates) = ("count(DISTINCT t.site_id)", "count(DISTINCT s.estate)");
    let at_site = "device t JOIN site s ON s.id = t.site_id";
    [
        count(doors, "device t", DeviceSet::Alarms),
        count(doors, "device t", DeviceSet::AlarmsInPlace),
        count(estates, at_site, DeviceSet::ShedDetectors),
        count("count(*)", "device t", DeviceSet::Chargers),
        count(estates, at_site, DeviceSet::EstateChargers),
    ]
}

/// Units surveyed, users who moved, users cleared, all users of cylinders.
fn gas(scope: &Scope, f: &Frame) -> [Sql; 4] {
    [GasSet::Surveyed, GasSet::Moved, GasSet::Cleared, GasSet::Lpg]
        .map(|set| counted(scope, "count(*)", "gas_user t", &f.gas(set)))
}

/// Penalties and fines, orders, those replied to by their deadline, those replied to or due, fires and loss.
fn registers(scope: &Scope, f: &Frame, sqlite: bool) -> [Sql; 7] {
    // a sum of whole numbers is numeric on PostgreSQL
    let sum = |column: &str| format!("CAST(COALESCE(sum({column}), 0) AS BIGINT)");
    let decided = f.decided();
    let (received, burnt) = (f.flow("t.received_at"), f.flow("t.at"));
    let (in_time, ripe) = (received.and(&f.in_time(sqlite)), received.and(&f.ripe()));
    [
        counted(scope, "count(*)", "penalty t", &decided),
        counted(scope, &sum("t.fine"), "penalty t", &decided),
        counted(scope, "count(*)", "hotline_order t", &received),
        counted(scope, "count(*)", "hotline_order t", &in_time),
        counted(scope, "count(*)", "hotline_order t", &ripe),
        counted(scope, "count(*)", "fire t", &burnt),
        counted(scope, &sum("t.loss"), "fire t", &burnt),
    ]
}

/// Of the hazards of gas and LPG found in the period at units on the register, those closed at T (rate A). Few: their rows
/// are looked at one by one, by the definition.
async fn gas_hazards(on: &impl ConnectionTrait, scope: &Scope, f: &Frame) -> Result<Ratio> {
    let mut conditions: Conditions = scope.by_subdistrict("h");
    let (first, end): (Value, Value) = (sort_key_floor(f.from).into(), sort_key_floor(f.end).into());
    conditions.add("h.sort_key >= ? AND h.sort_key < ?", [first, end]);
    let categories = [Category::Gas, Category::Lpg];
    conditions.any_of("h.category", &categories, Category::as_str);
    conditions.add(AT_GAS_UNIT, []);
    let mut sql = Sql::new("SELECT h.* FROM hazard h");
    sql.filter(&conditions);
    let found = sql.all(on).await?;
    let rows: Vec<hazard::Model> =
        found.iter().map(|row| hazard::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let mut ratio = Ratio::default();
    for facts in hazard_facts(on, &rows).await? {
        if facts.in_base(f.t) {
            ratio.add(facts.closed_at(f.t).is_some());
        }
    }
    Ok(ratio)
}
