//! The figures of the programmes, as definitions over facts, in the manner of [`crate::figures`].
//!
//! A figure has a period P (local days in Asia/Shanghai), an instant T as of which it is asked, and an area (whose rows the
//! caller brings). What happens at the very instant P ends belongs to the next period; "by T" includes T. Flows count what
//! happened in P by T; stocks count what is so at the end of P or at T, whichever is first. **Done is what was accepted**: a
//! replacement or installation that was reported and awaits acceptance stands beside the figure, never inside. An attempt, a
//! refusal, a plan are in no figure of what was done.

pub mod facts;
mod sets;
pub mod wave;

pub use facts::{DeviceFacts, FireFacts, GasUnitFacts, HoseFacts, OrderFacts, PenaltyFacts, StoveFacts};
pub use sets::{DeviceSet, GasSet, StoveSet};
pub use wave::{UnitCosts, UnitPrice, Wave, WaveCell, WaveRow, wave};

use crate::{
    figures::Ratio,
    ids::{SiteId, StoveId},
    money::Fen,
    period::Period,
    programmes::{device::DeviceKind, gas::LpgUser, stove::Appliance},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The facts of one area.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProgrammeFacts<'a> {
    /// Every appliance on the register.
    pub stoves: &'a [StoveFacts],
    /// Every hose that was replaced by itself.
    pub hoses: &'a [HoseFacts],
    /// Every device on the register.
    pub devices: &'a [DeviceFacts],
    /// Every unit on the register of gas users.
    pub gas_units: &'a [GasUnitFacts],
    /// Every user of cylinders.
    pub lpg: &'a [LpgUser],
    /// Penalties.
    pub penalties: &'a [PenaltyFacts],
    /// Hotline orders.
    pub orders: &'a [OrderFacts],
    /// Fire incidents.
    pub fires: &'a [FireFacts],
}

/// The figures of one period and one area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeFigures {
    /// 排摸户数: sites of which an appliance was surveyed in P.
    pub households_surveyed: i64,
    /// 更换非安全型灶具: stoves replaced in P and accepted by T.
    pub stoves_replaced: i64,
    /// 待验收: replaced in P, and not accepted by T. Never inside.
    pub stoves_awaiting: i64,
    /// 更换燃气软管: appliances that got a new hose in P and stayed.
    pub hoses_replaced: i64,
    /// 更换进度 (stock): of the stoves that were known as non-safe and are not gone without replacement, replaced and accepted.
    pub stove_progress: Ratio,
    /// 列入燃气报警器加装的户数 (stock): sites on the list.
    pub gas_alarm_households: i64,
    /// 已装 (stock): of these, with an accepted alarm in place.
    pub gas_alarms_in_place: Ratio,
    /// 装成报警器的户数: sites in which an alarm was installed in P that was accepted by T, whatever became of it since.
    pub gas_alarms_installed: i64,
    /// 排摸九小用气场所: units surveyed in P.
    pub gas_units_surveyed: i64,
    /// 九小用气隐患整改: of the hazards found in P at units on the register, closed at T.
    pub gas_hazards: Ratio,
    /// 液化气用户改管/改电 (stock): of the users, cleared: moved, and every cylinder handed back with proof.
    pub lpg_cleared: Ratio,
    /// 改管/改电: users who moved in P.
    pub lpg_moved: i64,
    /// 行政处罚: decided in P.
    pub penalties: i64,
    /// 罚款金额.
    pub fines: Fen,
    /// 12345 按期回复: of the orders received in P and due or replied to by T, replied to by their deadline.
    pub orders_on_time: Ratio,
    /// 12345 工单: received in P.
    pub orders: i64,
    /// 火情: in P.
    pub fires: i64,
    /// 直接财产损失.
    pub fire_loss: Fen,
    /// 联网烟感进车棚的小区 (stock): estates with an accepted smoke detector in a bike shed.
    pub estates_with_detectors: i64,
    /// 汽车充电桩 (stock): accepted chargers.
    pub chargers: i64,
    /// … and in how many estates.
    pub charger_estates: i64,
}

/// P and T.
#[derive(Clone, Copy)]
struct Frame {
    p: Period,
    t: DateTime<Utc>,
}

impl Frame {
    /// In P, by T.
    fn flow(self, at: DateTime<Utc>) -> bool {
        self.p.contains(at) && at <= self.t
    }

    /// Before the end of P, by T.
    fn stock(self, at: DateTime<Utc>) -> bool {
        at < self.p.end() && at <= self.t
    }

    fn has(self, at: Option<DateTime<Utc>>) -> bool {
        at.is_some_and(|at| self.stock(at))
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The definition: figures of the facts for the period `p` as of `t`. Facts of after `t` are ignored.
pub fn programme_figures(facts: ProgrammeFacts<'_>, p: Period, t: DateTime<Utc>) -> ProgrammeFigures {
    let frame = Frame { p, t };
    let mut f = ProgrammeFigures::default();
    f.stoves(facts.stoves, frame);
    f.hoses(facts.hoses, frame);
    f.devices(facts.devices, frame);
    for unit in facts.gas_units {
        f.gas_units_surveyed += i64::from(unit.surveyed.iter().any(|at| frame.flow(*at)));
        let found = unit.hazards.iter().filter(|h| frame.flow(h.found_at) && h.in_base(t));
        found.for_each(|h| f.gas_hazards.add(h.closed_at(t).is_some()));
    }
    f.lpg(facts.lpg, frame);
    for penalty in facts.penalties.iter().filter(|penalty| frame.flow(penalty.decided_at())) {
        f.penalties += 1;
        f.fines += penalty.fine;
    }
    for order in facts.orders.iter().filter(|order| frame.flow(order.received_at)) {
        f.orders += 1;
        if let Some(on_time) = order.on_time(t) {
            f.orders_on_time.add(on_time);
        }
    }
    for fire in facts.fires.iter().filter(|fire| frame.flow(fire.at)) {
        f.fires += 1;
        f.fire_loss += fire.loss;
    }
    f
}

impl ProgrammeFigures {
    fn stoves(&mut self, stoves: &[StoveFacts], frame: Frame) {
        let mut surveyed: BTreeSet<SiteId> = BTreeSet::new();
        for stove in stoves {
            if frame.flow(stove.surveyed_at) {
                surveyed.insert(stove.site);
            }
            if stove.appliance != Appliance::Stove {
                continue;
            }
            let accepted = stove.accepted_at.is_some_and(|at| at <= frame.t);
            let replaced_in_p = stove.replaced_at.is_some_and(|at| frame.flow(at));
            self.stoves_replaced += i64::from(replaced_in_p && accepted);
            self.stoves_awaiting += i64::from(replaced_in_p && !accepted);
            if frame.has(stove.non_safe_since) && !frame.has(stove.gone_at) {
                self.stove_progress.add(frame.has(stove.replaced_at) && accepted);
            }
        }
        self.households_surveyed = count(surveyed.len());
    }

    fn hoses(&mut self, hoses: &[HoseFacts], frame: Frame) {
        let renewed: BTreeSet<StoveId> =
            hoses.iter().filter(|hose| frame.flow(hose.at)).map(|hose| hose.stove).collect();
        self.hoses_replaced = count(renewed.len());
    }

    fn devices(&mut self, devices: &[DeviceFacts], frame: Frame) {
        let here = |device: &&DeviceFacts| frame.stock(device.planned_at) && !frame.has(device.ended_at);
        let in_place = |device: &&DeviceFacts| here(device) && frame.has(device.accepted_at);
        let of_kind = |kind: DeviceKind| devices.iter().filter(move |device| device.kind == kind);
        let listed: BTreeSet<SiteId> = of_kind(DeviceKind::GasAlarm).filter(here).map(|d| d.site).collect();
        let served: BTreeSet<SiteId> =
            of_kind(DeviceKind::GasAlarm).filter(in_place).map(|d| d.site).collect();
        self.gas_alarm_households = count(listed.len());
        self.gas_alarms_in_place = Ratio::new(count(served.len()), count(listed.len()));
        let hung = |device: &&DeviceFacts| {
            device.installed_at.is_some_and(|at| frame.flow(at))
                && device.accepted_at.is_some_and(|at| at <= frame.t)
        };
        let fitted: BTreeSet<SiteId> = of_kind(DeviceKind::GasAlarm).filter(hung).map(|d| d.site).collect();
        self.gas_alarms_installed = count(fitted.len());
        let sheds: BTreeSet<&str> = of_kind(DeviceKind::SmokeDetector)
            .filter(|device| device.in_bike_shed)
            .filter(in_place)
            .filter_map(|device| device.estate.as_deref())
            .collect();
        self.estates_with_detectors = count(sheds.len());
        let chargers: Vec<&DeviceFacts> = of_kind(DeviceKind::CarCharger).filter(in_place).collect();
        let estates: BTreeSet<&str> = chargers.iter().filter_map(|device| device.estate.as_deref()).collect();
        self.chargers = count(chargers.len());
        self.charger_estates = count(estates.len());
    }

    fn lpg(&mut self, users: &[LpgUser], frame: Frame) {
        use crate::{
            calendar::{day_start, local_date},
            programmes::gas::LpgStanding,
        };
        // moves and handings back are days: a day is over by T when T lies in a later one, and the day of T counts
        let day = frame.p.to.min(local_date(frame.t));
        for user in users {
            self.lpg_cleared.add(user.standing(day) == LpgStanding::Cleared);
            let moved = user.moved.is_some_and(|moved| frame.flow(day_start(moved.on)));
            self.lpg_moved += i64::from(moved);
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
