//! The figures of the programmes and of the registers, as SQL. The definition is
//! [`programme_figures`](domain::programmes::figures::programme_figures); a test holds one against the other.
//!
//! A city has hundreds of thousands of stoves and alarms: the rows of a table are passed once, from an index where there is so much of
//! it, and counted for all figures and all periods that are asked for.

use super::sets::{AT_GAS_UNIT, Frame, NEW_HOSE, keyed};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards::query::figure_set::{closed_at, in_base},
    listing::{Conditions, Scope, Sql, rows, rows_of},
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::Ratio,
    hazards::Category,
    ids::sort_key_floor,
    money::Fen,
    period::Period,
    programmes::figures::{DeviceSet, GasSet, ProgrammeFigures, StoveSet},
};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult};
use std::vec::IntoIter;

/// The figures of an area for a period as of `t`.
pub async fn figures(
    ctx: &Ctx,
    area: Option<&AreaCode>,
    period: Period,
    t: DateTime<Utc>,
) -> Result<ProgrammeFigures> {
    let each = figures_in(ctx.db().read(), &Scope::of(ctx, area)?, &[period], t).await?;
    each.into_iter().next().ok_or_else(|| Error::broken("no answer"))
}

/// The same of an area that the actor sees for some periods, in a read of the caller's.
pub(crate) async fn figures_in(
    on: &impl ConnectionTrait,
    scope: &Scope,
    periods: &[Period],
    t: DateTime<Utc>,
) -> Result<Vec<ProgrammeFigures>> {
    let frames: Vec<Frame> = periods.iter().map(|period| Frame::new(*period, t)).collect();
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    let one_by_one = sqlite && scope.area.level() == AreaLevel::City && few_have_several(on).await?;
    let mut questions = Sql::default();
    questions.ask(stoves(scope, &frames, sqlite).question(sqlite));
    questions.ask(if one_by_one { alarms_of_all(&frames) } else { alarms(scope, &frames, sqlite) });
    let registers = [penalties(scope, &frames), orders(scope, &frames, sqlite), fires(scope, &frames)];
    let rest = [places(scope, &frames), gas(scope, &frames), hoses(scope, &frames, sqlite)];
    for pass in rest.into_iter().chain(registers) {
        questions.ask(pass.question(sqlite));
    }
    for frame in &frames {
        questions.ask(gas_hazards(scope, frame, sqlite).question(sqlite));
    }
    let row = questions.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
    let numbers = |column| Numbers::read(&row, column);
    let (mut stoves, mut alarms, mut places, mut gas) = (numbers(0)?, numbers(1)?, numbers(2)?, numbers(3)?);
    let (mut hoses, mut penalties, mut orders) = (numbers(4)?, numbers(5)?, numbers(6)?);
    let mut fires = numbers(7)?;
    let mut each = Vec::with_capacity(frames.len());
    for column in 8..8 + frames.len() {
        let households_on_list = alarms.take()?;
        each.push(ProgrammeFigures {
            households_surveyed: stoves.take()?,
            stoves_replaced: stoves.take()?,
            stoves_awaiting: stoves.take()?,
            hoses_replaced: hoses.take()?,
            stove_progress: stoves.ratio()?,
            gas_alarm_households: households_on_list,
            gas_alarms_in_place: Ratio::new(alarms.take()?, households_on_list),
            gas_alarms_installed: alarms.take()?,
            estates_with_detectors: places.take()?,
            chargers: places.take()?,
            charger_estates: places.take()?,
            gas_units_surveyed: gas.take()?,
            lpg_moved: gas.take()?,
            lpg_cleared: gas.ratio()?,
            gas_hazards: numbers(column)?.ratio()?,
            penalties: penalties.take()?,
            fines: Fen(penalties.take()?),
            orders: orders.take()?,
            orders_on_time: orders.ratio()?,
            fires: fires.take()?,
            fire_loss: Fen(fires.take()?),
        });
    }
    Ok(each)
}

/// One pass over the rows of a table, called `t` or as its conditions call it, in which several things are counted.
struct Pass {
    /// What stands behind `FROM`.
    from: &'static str,
    /// Which rows are passed.
    those: Conditions,
    columns: Vec<Sql>,
}

impl Pass {
    fn of(from: &'static str, those: Conditions) -> Self {
        Self { from, those, columns: Vec::new() }
    }

    /// How many meet the conditions.
    fn count(&mut self, these: Conditions) -> &mut Self {
        self.columns.push(these.counted());
        self
    }

    /// How many different values of an expression those have.
    fn different(&mut self, what: &str, these: &Conditions) -> &mut Self {
        let mut column = Sql::new("count(DISTINCT ");
        column.append(these.value(what)).push(")");
        self.columns.push(column);
        self
    }

    /// The sum of a column of those. On PostgreSQL a sum of whole numbers is numeric.
    fn sum(&mut self, what: &str, these: &Conditions) -> &mut Self {
        let mut column = Sql::new("CAST(COALESCE(sum(");
        column.append(these.value(what)).push("), 0) AS BIGINT)");
        self.columns.push(column);
        self
    }

    /// All of it as one value.
    fn question(self, sqlite: bool) -> Sql {
        let names: Vec<String> = (0..self.columns.len()).map(|i| format!("g.c{i}")).collect();
        let mut sql = Sql::new(format!("SELECT {} FROM (SELECT ", rows_of(sqlite, &names.join(", "))));
        for (i, column) in self.columns.into_iter().enumerate() {
            sql.push(if i == 0 { "" } else { ", " }).append(column).push(&format!(" AS c{i}"));
        }
        sql.push(&format!(" FROM {}", self.from)).filter(&self.those).push(") g");
        sql
    }
}

/// The numbers of a pass, in their order.
struct Numbers(IntoIter<i64>);

impl Numbers {
    fn read(row: &QueryResult, column: usize) -> Result<Self> {
        let numbers = rows::<Vec<i64>>(row, column)?.pop();
        Ok(Self(numbers.ok_or_else(|| Error::broken("no numbers"))?.into_iter()))
    }

    fn take(&mut self) -> Result<i64> {
        self.0.next().ok_or_else(|| Error::broken("too few numbers"))
    }

    /// n, then N.
    fn ratio(&mut self) -> Result<Ratio> {
        Ok(Ratio::new(self.take()?, self.take()?))
    }
}

/// Surveyed, replaced, awaiting, and the progress n/N.
fn stoves(scope: &Scope, frames: &[Frame], sqlite: bool) -> Pass {
    // SQLite would take an index that holds less of what is asked for
    let from = if sqlite { "stove t INDEXED BY ix_stove_subdistrict_status" } else { "stove t" };
    let mut pass = Pass::of(from, scope.by_subdistrict("t"));
    for f in frames {
        pass.different("t.site_id", &f.stoves(StoveSet::Surveyed));
        for set in [StoveSet::Replaced, StoveSet::Awaiting, StoveSet::Done, StoveSet::NonSafe] {
            pass.count(f.stoves(set));
        }
    }
    pass
}

/// Appliances that got a new hose.
fn hoses(scope: &Scope, frames: &[Frame], sqlite: bool) -> Pass {
    // few of all events are of a hose: they are found first, by the index that holds only them
    let from = if sqlite {
        "stove_event e INDEXED BY ix_stove_event_new_hose CROSS JOIN stove t ON t.id = e.stove_id"
    } else {
        "stove_event e JOIN stove t ON t.id = e.stove_id"
    };
    let mut those = Conditions::default();
    those.add(NEW_HOSE, []);
    let (first, end) = (frames.iter().map(|f| f.from).min(), frames.iter().map(|f| f.end).max());
    if let Some((first, end)) = first.zip(end) {
        those.add("e.server_at >= ? AND e.server_at < ?", [first.into(), end.into()]);
    }
    those.extend(&scope.by_subdistrict("t"));
    let mut pass = Pass::of(from, those);
    for f in frames {
        pass.different("e.stove_id", &f.flow("e.server_at"));
    }
    pass
}

/// The sets in which households are counted by their alarms.
fn alarm_sets(frames: &[Frame]) -> impl Iterator<Item = Conditions> {
    const SETS: [DeviceSet; 3] = [DeviceSet::Alarms, DeviceSet::AlarmsInPlace, DeviceSet::AlarmsInstalled];
    frames.iter().flat_map(|f| SETS.map(|set| f.devices(set)))
}

/// Sites with several devices, of whatever kind, told by the index of the sites alone.
const SEVERAL: &str =
    "SELECT t.site_id AS site FROM device t INDEXED BY ix_device_site GROUP BY t.site_id HAVING count(*) > 1";

/// So many of these are looked up one by one.
const FEW: i64 = 1_000;

/// Whether few sites have several devices. It decides how they are counted and not what is counted, so it need not be of the same instant.
async fn few_have_several(on: &impl ConnectionTrait) -> Result<bool> {
    let mut sql = Sql::new(format!("SELECT count(*) FROM ({SEVERAL}"));
    sql.bind(" LIMIT ?) s", [(FEW + 1).into()]);
    Ok(sql.number(on).await? <= FEW)
}

/// The same as [`alarms`] of a whole city on SQLite, where few have several: alarms are counted instead of households, and what is too many
/// is taken off again for each site with several. To put all of them together, SQLite sorts every alarm there is.
fn alarms_of_all(frames: &[Frame]) -> Sql {
    let (mut alarms, mut several) = (Sql::new("SELECT "), Sql::new("SELECT "));
    let (mut names, mut counts, mut surplus) = (Vec::new(), Vec::new(), Vec::new());
    for (i, these) in alarm_sets(frames).enumerate() {
        for counted in [&mut alarms, &mut several] {
            counted.push(if i == 0 { "" } else { ", " });
            counted.append(these.clone().counted()).push(&format!(" AS c{i}"));
        }
        surplus.push(format!("COALESCE(sum(max(d.c{i} - 1, 0)), 0) AS c{i}"));
        counts.push(format!("a.c{i} - b.c{i} AS c{i}"));
        names.push(format!("g.c{i}"));
    }
    alarms.push(" FROM device t INDEXED BY ix_device_subdistrict_kind WHERE t.kind = 'gas_alarm'");
    several.push(&format!(
        " FROM ({SEVERAL}) s CROSS JOIN device t INDEXED BY ix_device_site ON t.site_id = s.site \
         WHERE t.kind = 'gas_alarm' GROUP BY t.site_id"
    ));
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT {} FROM (",
        rows_of(true, &names.join(", ")),
        counts.join(", ")
    ));
    sql.append(alarms).push(&format!(") a CROSS JOIN (SELECT {} FROM (", surplus.join(", ")));
    sql.append(several).push(") d) b) g");
    sql
}

/// Households on the list of gas alarms, those with one in place, and those in which one was installed. Each has few alarms: what is so
/// of one of them is so of the household, and to put those of one household together once costs less than to keep apart the households
/// of every number.
fn alarms(scope: &Scope, frames: &[Frame], sqlite: bool) -> Sql {
    let (mut households, mut names, mut counts) = (Sql::new("SELECT "), Vec::new(), Vec::new());
    for (i, these) in alarm_sets(frames).enumerate() {
        households.push(if i == 0 { "max(" } else { ", max(" }).append(these.value("1"));
        households.push(&format!(") AS a{i}"));
        counts.push(format!("count(d.a{i}) AS c{i}"));
        names.push(format!("g.c{i}"));
    }
    let mut those = scope.by_subdistrict("t");
    those.add("t.kind = 'gas_alarm'", []);
    let from = if sqlite { "device t INDEXED BY ix_device_subdistrict_kind" } else { "device t" };
    households.push(&format!(" FROM {from}")).filter(&those).push(" GROUP BY t.site_id");
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT {} FROM (",
        rows_of(sqlite, &names.join(", ")),
        counts.join(", ")
    ));
    sql.append(households).push(") d) g");
    sql
}

/// Estates with detectors in a bike shed, chargers, and the estates of these.
fn places(scope: &Scope, frames: &[Frame]) -> Pass {
    let mut those = scope.by_subdistrict("t");
    those.add("t.kind IN ('smoke_detector', 'car_charger')", []);
    let mut pass = Pass::of("device t JOIN site s ON s.id = t.site_id", those);
    for f in frames {
        pass.different("s.estate", &f.devices(DeviceSet::ShedDetectors))
            .count(f.devices(DeviceSet::Chargers))
            .different("s.estate", &f.devices(DeviceSet::EstateChargers));
    }
    pass
}

/// Units surveyed, users who moved, users cleared, all users of cylinders.
fn gas(scope: &Scope, frames: &[Frame]) -> Pass {
    let mut pass = Pass::of("gas_user t", scope.by_subdistrict("t"));
    for f in frames {
        for set in [GasSet::Surveyed, GasSet::Moved, GasSet::Cleared, GasSet::Lpg] {
            pass.count(f.gas(set));
        }
    }
    pass
}

/// The rows of a register from the beginning of the first period to the end of the last.
fn entered(scope: &Scope, frames: &[Frame]) -> Conditions {
    let mut those = scope.by_subdistrict("t");
    let (first, end) = (frames.iter().map(|f| f.from).min(), frames.iter().map(|f| f.end).max());
    if let Some((first, end)) = first.zip(end) {
        those.extend(&keyed("t.sort_key", first, end));
    }
    those
}

/// Penalties and fines.
fn penalties(scope: &Scope, frames: &[Frame]) -> Pass {
    let mut pass = Pass::of("penalty t", entered(scope, frames));
    for f in frames {
        pass.count(f.decided()).sum("t.fine", &f.decided());
    }
    pass
}

/// Orders; those replied to by their deadline, of those replied to or due.
fn orders(scope: &Scope, frames: &[Frame], sqlite: bool) -> Pass {
    let mut pass = Pass::of("hotline_order t", entered(scope, frames));
    for f in frames {
        let received = f.flow("t.received_at");
        pass.count(received.clone()).count(received.and(&f.in_time(sqlite))).count(received.and(&f.ripe()));
    }
    pass
}

/// Fires and loss.
fn fires(scope: &Scope, frames: &[Frame]) -> Pass {
    let mut pass = Pass::of("fire t", entered(scope, frames));
    for f in frames {
        let burnt = f.flow("t.at");
        pass.count(burnt.clone()).sum("t.loss", &burnt);
    }
    pass
}

/// Of the hazards of gas and LPG found in the period at units on the register, those closed at T (rate A).
fn gas_hazards(scope: &Scope, f: &Frame, sqlite: bool) -> Pass {
    let mut those = scope.by_subdistrict("h");
    let (first, end) = (sort_key_floor(f.from), sort_key_floor(f.end));
    those.add("h.sort_key >= ? AND h.sort_key < ?", [first.into(), end.into()]);
    those.any_of("h.category", &[Category::Gas, Category::Lpg], Category::as_str);
    those.add(AT_GAS_UNIT, []).extend(&in_base(f.t));
    let mut pass = Pass::of("hazard h", those);
    pass.count(closed_at(f.t, sqlite)).count(Conditions::default());
    pass
}
