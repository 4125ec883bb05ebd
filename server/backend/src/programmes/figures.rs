//! The figures of the programmes and of the registers, as SQL. The definition is
//! [`programme_figures`](domain::programmes::figures::programme_figures); a test holds one against the other.

use crate::{
    ctx::Ctx,
    entities::hazard,
    error::{Error, Result},
    figures::query::hazard_facts,
    listing::{Conditions, Scope, Sql, local_day},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    area::AreaCode, calendar::local_date, figures::Ratio, hazards::Category, ids::sort_key_floor, money::Fen,
    period::Period, programmes::figures::ProgrammeFigures,
};
use sea_orm::{FromQueryResult, QueryResult, Value};

/// Instants and days of a question.
struct Frame {
    from: DateTime<Utc>,
    /// The end of the period, or the instant behind T, whichever is first: excluded.
    end: DateTime<Utc>,
    t: DateTime<Utc>,
    /// The first day of the period.
    first: NaiveDate,
    /// Its last day, or that of T.
    last: NaiveDate,
}

/// The figures of an area for a period as of `t`.
pub async fn figures(
    ctx: &Ctx,
    area: Option<&AreaCode>,
    period: Period,
    t: DateTime<Utc>,
) -> Result<ProgrammeFigures> {
    let scope = Scope::of(ctx, area)?;
    let frame = Frame {
        from: period.start(),
        end: period.end().min(t + TimeDelta::milliseconds(1)),
        t,
        first: period.from,
        last: period.to.min(local_date(t)),
    };
    let sqlite = ctx.db().is_sqlite();
    let mut questions = Sql::default();
    let all = stoves(&scope, &frame).into_iter().chain(devices(&scope, &frame)).chain(gas(&scope, &frame));
    for question in all.chain(registers(&scope, &frame, sqlite)) {
        questions.ask(question);
    }
    let row = questions.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
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
        gas_hazards: gas_hazards(ctx, &scope, &frame).await?,
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

/// A count of rows of the area that meet conditions, each with its values.
fn counted(scope: &Scope, what: &str, from: &str, and: Vec<(&str, Vec<Value>)>) -> Sql {
    let mut conditions = scope.by_subdistrict("t");
    for (condition, values) in and {
        conditions.add(condition, values);
    }
    let mut sql = Sql::new(format!("SELECT {what} FROM {from}"));
    sql.filter(&conditions);
    sql
}

/// Surveyed, replaced, awaiting, and the progress n/N.
fn stoves(scope: &Scope, f: &Frame) -> [Sql; 5] {
    let is_stove = || ("t.appliance = 'stove'", Vec::new());
    let replaced = || ("t.replaced_at >= ? AND t.replaced_at < ?", vec![f.from.into(), f.end.into()]);
    let known = || {
        let condition = "t.non_safe_since < ? AND (t.gone_at IS NULL OR t.gone_at >= ?)";
        (condition, vec![f.end.into(), f.end.into()])
    };
    let surveyed =
        ("t.first_surveyed_at >= ? AND t.first_surveyed_at < ?", vec![f.from.into(), f.end.into()]);
    let count = |and| counted(scope, "count(*)", "stove t", and);
    [
        counted(scope, "count(DISTINCT t.site_id)", "stove t", vec![surveyed]),
        count(vec![is_stove(), replaced(), ("t.accepted_at <= ?", vec![f.t.into()])]),
        count(vec![
            is_stove(),
            replaced(),
            ("(t.accepted_at IS NULL OR t.accepted_at > ?)", vec![f.t.into()]),
        ]),
        count(vec![
            is_stove(),
            known(),
            ("t.replaced_at < ? AND t.accepted_at <= ?", vec![f.end.into(), f.t.into()]),
        ]),
        count(vec![is_stove(), known()]),
    ]
}

/// Households on the list of gas alarms, those with one in place, estates with detectors in a bike shed, chargers, and the
/// estates of these.
fn devices(scope: &Scope, f: &Frame) -> [Sql; 5] {
    let here = || {
        let condition = "t.planned_at < ? AND (t.ended_at IS NULL OR t.ended_at >= ?)";
        (condition, vec![f.end.into(), f.end.into()])
    };
    let in_place = || ("t.accepted_at < ?", vec![f.end.into()]);
    let kind = |condition| (condition, Vec::new());
    let at_site = "device t JOIN site s ON s.id = t.site_id";
    let alarm = || kind("t.kind = 'gas_alarm'");
    let charger = || kind("t.kind = 'car_charger'");
    let shed = kind("t.kind = 'smoke_detector' AND s.kind = 'bike_shed'");
    [
        counted(scope, "count(DISTINCT t.site_id)", "device t", vec![alarm(), here()]),
        counted(scope, "count(DISTINCT t.site_id)", "device t", vec![alarm(), here(), in_place()]),
        counted(scope, "count(DISTINCT s.estate)", at_site, vec![shed, here(), in_place()]),
        counted(scope, "count(*)", "device t", vec![charger(), here(), in_place()]),
        counted(scope, "count(DISTINCT s.estate)", at_site, vec![charger(), here(), in_place()]),
    ]
}

/// Units surveyed, users who moved, users cleared, all users of cylinders.
fn gas(scope: &Scope, f: &Frame) -> [Sql; 4] {
    let lpg = || ("t.is_lpg", Vec::new());
    let surveyed = ("g.at >= ? AND g.at < ?", vec![f.from.into(), f.end.into()]);
    let cleared = "t.moved_on <= ? AND NOT EXISTS (SELECT 1 FROM cylinder c WHERE c.gas_user_id = t.id \
         AND (c.gone_on IS NULL OR c.gone_on > ?))";
    let of_survey = "gas_survey g JOIN gas_user t ON t.id = g.gas_user_id";
    let moved = ("t.moved_on >= ? AND t.moved_on <= ?", vec![f.first.into(), f.last.into()]);
    [
        counted(scope, "count(DISTINCT t.id)", of_survey, vec![surveyed]),
        counted(scope, "count(*)", "gas_user t", vec![lpg(), moved]),
        counted(scope, "count(*)", "gas_user t", vec![lpg(), (cleared, vec![f.last.into(), f.last.into()])]),
        counted(scope, "count(*)", "gas_user t", vec![lpg()]),
    ]
}

/// Penalties and fines, orders, those replied to by their deadline, those replied to or due, fires and loss.
fn registers(scope: &Scope, f: &Frame, sqlite: bool) -> [Sql; 7] {
    // a sum of whole numbers is numeric on PostgreSQL
    let sum = |column: &str| format!("CAST(COALESCE(sum({column}), 0) AS BIGINT)");
    let decided = || ("t.decided_on >= ? AND t.decided_on <= ?", vec![f.first.into(), f.last.into()]);
    let received = || ("t.received_at >= ? AND t.received_at < ?", vec![f.from.into(), f.end.into()]);
    let burnt = || ("t.at >= ? AND t.at < ?", vec![f.from.into(), f.end.into()]);
    // the day of the deadline belongs to it
    let in_time = format!("t.replied_at <= ? AND {} <= t.due", local_day(sqlite, "t.replied_at"));
    let ripe = "(t.replied_at <= ? OR t.due < ?)";
    [
        counted(scope, "count(*)", "penalty t", vec![decided()]),
        counted(scope, &sum("t.fine"), "penalty t", vec![decided()]),
        counted(scope, "count(*)", "hotline_order t", vec![received()]),
        counted(scope, "count(*)", "hotline_order t", vec![received(), (in_time.as_str(), vec![f.t.into()])]),
        counted(
            scope,
            "count(*)",
            "hotline_order t",
            vec![received(), (ripe, vec![f.t.into(), local_date(f.t).into()])],
        ),
        counted(scope, "count(*)", "fire t", vec![burnt()]),
        counted(scope, &sum("t.loss"), "fire t", vec![burnt()]),
    ]
}

/// Of the hazards of gas and LPG found in the period at units on the register, those closed at T (rate A). Few: their rows
/// are looked at one by one, by the definition.
async fn gas_hazards(ctx: &Ctx, scope: &Scope, f: &Frame) -> Result<Ratio> {
    let mut conditions: Conditions = scope.by_subdistrict("h");
    let (first, end): (Value, Value) = (sort_key_floor(f.from).into(), sort_key_floor(f.end).into());
    conditions.add("h.sort_key >= ? AND h.sort_key < ?", [first, end]);
    let categories = [Category::Gas, Category::Lpg];
    conditions.any_of("h.category", &categories, Category::as_str);
    conditions.add("h.site_id IN (SELECT u.site_id FROM gas_user u WHERE u.is_unit)", []);
    let mut sql = Sql::new("SELECT h.* FROM hazard h");
    sql.filter(&conditions);
    let found = sql.all(ctx.db().read()).await?;
    let rows: Vec<hazard::Model> =
        found.iter().map(|row| hazard::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let mut ratio = Ratio::default();
    for facts in hazard_facts(ctx, &rows).await? {
        if facts.in_base(f.t) {
            ratio.add(facts.closed_at(f.t).is_some());
        }
    }
    Ok(ratio)
}
