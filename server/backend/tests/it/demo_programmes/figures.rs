//! Every figure of the programmes and registers, and of the visits and hazards that targets are measured by: one statement for each
//! table, written from the definitions, with all areas and periods in it.

use std::collections::BTreeMap;

use backend::{ctx::Ctx, db::Db, programmes::figures::figures};
use domain::{area::AreaCode, figures::Ratio, money::Fen, programmes::figures::ProgrammeFigures};

use super::cells::{
    Cells, Recount, amount, by_end, day_by_end, day_in_p, different, in_p, not_by_end, within,
};
use crate::support::plain_sql::{day, moment, sum};

/// The figures by area and place of the period.
pub type Figures = BTreeMap<(AreaCode, usize), ProgrammeFigures>;

/// What the rows say.
pub async fn counted(recount: &Recount<'_>) -> Figures {
    let (stoves, hoses, devices) = (stoves(recount).await, hoses(recount).await, devices(recount).await);
    let (units, hazards, lpg) =
        (units(recount).await, gas_hazards(recount).await, users_of_cylinders(recount).await);
    let (penalties, orders, fires) = (penalties(recount).await, orders(recount).await, fires(recount).await);
    let mut all = Figures::new();
    for (area, i, _) in recount.each() {
        let [surveyed, replaced, awaiting, done, known] = stoves.of(area, i);
        let [listed, served, fitted, sheds, chargers, charged] = devices.of(area, i);
        let ([eliminated, found], [moved, cleared, users]) = (hazards.of(area, i), lpg.of(area, i));
        let [received, in_time, ripe] = orders.of(area, i);
        let ([decided, fines], [burnt, loss]) = (penalties.of(area, i), fires.of(area, i));
        let figures = ProgrammeFigures {
            households_surveyed: surveyed,
            stoves_replaced: replaced,
            stoves_awaiting: awaiting,
            hoses_replaced: hoses.of(area, i)[0],
            stove_progress: Ratio::new(done, known),
            gas_alarm_households: listed,
            gas_alarms_in_place: Ratio::new(served, listed),
            gas_alarms_installed: fitted,
            gas_units_surveyed: units.of(area, i)[0],
            gas_hazards: Ratio::new(eliminated, found),
            lpg_cleared: Ratio::new(cleared, users),
            lpg_moved: moved,
            penalties: decided,
            fines: Fen(fines),
            orders_on_time: Ratio::new(in_time, ripe),
            orders: received,
            fires: burnt,
            fire_loss: Fen(loss),
            estates_with_detectors: sheds,
            chargers,
            charger_estates: charged,
        };
        all.insert((area.clone(), i), figures);
    }
    all
}

/// Holds what the service says of each area and period against that; and each figure is about something somewhere.
pub async fn agree(ctx: &Ctx, recount: &Recount<'_>, counted: &Figures) {
    let mut seen: BTreeMap<String, i64> = BTreeMap::new();
    for (area, i, span) in recount.each() {
        let told = figures(ctx, Some(area), span.period, span.t).await.unwrap();
        let counted = counted[&(area.clone(), i)];
        assert_eq!(told, counted, "the service and plain SQL: {area}, {span:?}");
        let serde_json::Value::Object(figures) = serde_json::to_value(counted).unwrap() else {
            panic!("no figures")
        };
        for (name, value) in figures {
            *seen.entry(name).or_default() += value.get("n").unwrap_or(&value).as_i64().unwrap();
        }
    }
    let nothing: Vec<_> = seen.iter().filter(|(_, sum)| **sum == 0).collect();
    assert_eq!(nothing, Vec::<(&String, &i64)>::new(), "what is nothing everywhere says nothing");
}

/// Households surveyed; stoves replaced, awaiting acceptance, done and known as non-safe. A replacement counts when it is accepted by
/// `t`, whenever that was.
async fn stoves(recount: &Recount<'_>) -> Cells<5> {
    let at = |column| moment(recount.db, column);
    let x = format!(
        "SELECT a.code AS area, s.site_id, s.appliance, {} AS surveyed, {} AS known, {} AS replaced, {} AS accepted, {} AS gone
         FROM stove s {}",
        at("s.first_surveyed_at"),
        at("s.non_safe_since"),
        at("s.replaced_at"),
        at("s.accepted_at"),
        at("s.gone_at"),
        within("s"),
    );
    let stove = "x.appliance = 'stove'";
    let replaced = format!("{stove} AND {}", in_p("x.replaced"));
    let non_safe = format!("{stove} AND {} AND {}", by_end("x.known"), not_by_end("x.gone"));
    let columns = [
        different("x.site_id", &in_p("x.surveyed")),
        sum(&format!("{replaced} AND x.accepted <= p.t")),
        sum(&format!("{replaced} AND (x.accepted IS NULL OR x.accepted > p.t)")),
        sum(&format!("{non_safe} AND {} AND x.accepted <= p.t", by_end("x.replaced"))),
        sum(&non_safe),
    ];
    recount.cells(&x, columns).await
}

/// Appliances that got a new hose and stayed.
async fn hoses(recount: &Recount<'_>) -> Cells<1> {
    let x = format!(
        "SELECT a.code AS area, s.id, {} AS at FROM stove_event e JOIN stove s ON s.id = e.stove_id {}
         WHERE e.kind = 'hose_replaced'",
        moment(recount.db, "e.server_at"),
        within("s"),
    );
    recount.cells(&x, [different("x.id", &in_p("x.at"))]).await
}

/// Households on the list of gas alarms, those with one in place and those in which one was installed; estates with a detector in a bike shed; chargers and their estates.
async fn devices(recount: &Recount<'_>) -> Cells<6> {
    let at = |column| moment(recount.db, column);
    let x = format!(
        "SELECT a.code AS area, d.site_id, d.kind, s.kind AS place, s.estate, {} AS planned, {} AS installed, {} AS accepted, {} AS ended
         FROM device d JOIN site s ON s.id = d.site_id {}",
        at("d.planned_at"),
        at("d.installed_at"),
        at("d.accepted_at"),
        at("d.ended_at"),
        within("d"),
    );
    let of =
        |kind: &str| format!("x.kind = '{kind}' AND {} AND {}", by_end("x.planned"), not_by_end("x.ended"));
    let in_place = |kind: &str| format!("{} AND {}", of(kind), by_end("x.accepted"));
    let in_sheds = format!("{} AND x.place = 'bike_shed'", in_place("smoke_detector"));
    let columns = [
        different("x.site_id", &of("gas_alarm")),
        different("x.site_id", &in_place("gas_alarm")),
        different(
            "x.site_id",
            &format!("x.kind = 'gas_alarm' AND {} AND x.accepted <= p.t", in_p("x.installed")),
        ),
        different("x.estate", &in_sheds),
        sum(&in_place("car_charger")),
        different("x.estate", &in_place("car_charger")),
    ];
    recount.cells(&x, columns).await
}

/// Small units surveyed.
async fn units(recount: &Recount<'_>) -> Cells<1> {
    let x = format!(
        "SELECT a.code AS area, u.id, {} AS at FROM gas_survey g JOIN gas_user u ON u.id = g.gas_user_id {}",
        moment(recount.db, "g.at"),
        within("u"),
    );
    recount.cells(&x, [different("x.id", &in_p("x.at"))]).await
}

/// Hazards that meet a condition, with what the two columns below ask for.
fn hazards_where(db: &Db, condition: &str) -> String {
    format!(
        "SELECT a.code AS area, h.id, h.void_reason, {} AS found, {} AS voided FROM hazard h {} WHERE {condition}",
        moment(db, "h.found_at"),
        moment(db, "h.voided_at"),
        within("h"),
    )
}

/// Of those found in the period, closed; and all of them. A false alarm or duplicate counts until it is declared one.
fn closed_of_found(db: &Db) -> [String; 2] {
    let found = format!(
        "{} AND (x.void_reason IS NULL OR x.void_reason = 'site_gone' OR x.voided > p.t)",
        in_p("x.found")
    );
    // the last that happened by then tells; nothing of what is asked for came closed from an older list
    let last = format!(
        "(SELECT e.kind FROM hazard_event e WHERE e.hazard_id = x.id AND e.kind IN ('closed', 'reopened')
          AND {} <= p.t ORDER BY e.seq DESC LIMIT 1)",
        moment(db, "e.server_at")
    );
    [sum(&format!("{found} AND {last} = 'closed'")), sum(&found)]
}

/// Hazards of gas and cylinders at units on the register.
async fn gas_hazards(recount: &Recount<'_>) -> Cells<2> {
    let at_units =
        "h.category IN ('gas', 'lpg') AND h.site_id IN (SELECT site_id FROM gas_user WHERE is_unit)";
    recount.cells(&hazards_where(recount.db, at_units), closed_of_found(recount.db)).await
}

/// All hazards.
pub async fn hazards(recount: &Recount<'_>) -> Cells<2> {
    recount.cells(&hazards_where(recount.db, "1 = 1"), closed_of_found(recount.db)).await
}

/// Visits that were carried out, and the special ones among them: a door that stayed shut is no inspection.
pub async fn inspections(recount: &Recount<'_>) -> Cells<2> {
    let x = format!(
        "SELECT a.code AS area, i.kind, {} AS at FROM inspection i {} WHERE i.outcome = 'done'",
        moment(recount.db, "i.started_at"),
        within("i"),
    );
    let columns = [sum(&in_p("x.at")), sum(&format!("x.kind = 'special' AND {}", in_p("x.at")))];
    recount.cells(&x, columns).await
}

/// Users of cylinders, as rows `u` with the days on which they moved and on which the last cylinder was gone: handed back, with proof.
/// There is no such day without cylinders, and none ever while one is there.
pub fn lpg_users(db: &Db) -> String {
    format!(
        "SELECT u.id, u.area_code, {} AS moved,
                (SELECT MAX(CASE WHEN CAST(c.proof AS text) = '[]' OR c.returned_on IS NULL THEN '9999-12-31' ELSE {} END)
                 FROM cylinder c WHERE c.gas_user_id = u.id) AS gone
         FROM gas_user u WHERE u.is_lpg",
        day(db, "u.moved_on"),
        day(db, "c.returned_on"),
    )
}

/// Users of cylinders that moved, those cleared, and all.
async fn users_of_cylinders(recount: &Recount<'_>) -> Cells<3> {
    let x =
        format!("SELECT a.code AS area, u.moved, u.gone FROM ({}) u {}", lpg_users(recount.db), within("u"));
    let cleared = format!("{} AND (x.gone IS NULL OR {})", day_by_end("x.moved"), day_by_end("x.gone"));
    let columns = [sum(&day_in_p("x.moved")), sum(&cleared), "COUNT(*)".to_owned()];
    recount.cells(&x, columns).await
}

/// Penalties and fines.
async fn penalties(recount: &Recount<'_>) -> Cells<2> {
    let x = format!(
        "SELECT a.code AS area, r.fine, {} AS day FROM penalty r {}",
        day(recount.db, "r.decided_on"),
        within("r"),
    );
    let decided = day_in_p("x.day");
    recount.cells(&x, [sum(&decided), amount("x.fine", &decided)]).await
}

/// Hotline orders; of those replied to or past their last day, those replied to by the end of it.
async fn orders(recount: &Recount<'_>) -> Cells<3> {
    let x = format!(
        "SELECT a.code AS area, {} AS received, {} AS replied, {} AS due FROM hotline_order r {}",
        moment(recount.db, "r.received_at"),
        moment(recount.db, "r.replied_at"),
        day(recount.db, "r.due"),
        within("r"),
    );
    let received = in_p("x.received");
    let columns = [
        sum(&received),
        sum(&format!("{received} AND x.replied <= p.t AND substr(x.replied, 1, 10) <= x.due")),
        sum(&format!("{received} AND (x.replied <= p.t OR x.due < substr(p.t, 1, 10))")),
    ];
    recount.cells(&x, columns).await
}

/// Fires and loss.
async fn fires(recount: &Recount<'_>) -> Cells<2> {
    let x = format!(
        "SELECT a.code AS area, r.loss, {} AS at FROM fire r {}",
        moment(recount.db, "r.at"),
        within("r")
    );
    let burnt = in_p("x.at");
    recount.cells(&x, [sum(&burnt), amount("x.loss", &burnt)]).await
}
