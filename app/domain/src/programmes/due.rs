//! One visit per door 进一次门: everything that is due at a site, with why, the most urgent first. So that one visit can do
//! it all.

use super::{
    campaign::Standing,
    device::{DeviceKind, DeviceState, DeviceStatus, Reporting, Telemetry, intake::SILENT_HOURS, reporting},
    gas::{GasUnit, LpgStanding, LpgUser},
    gear::{EXPIRING_MONTHS, Fuel, Life},
    stove::{StoveState, StoveStatus},
};
use crate::{
    calendar::local_date,
    hazards::Status,
    ids::{CampaignId, HazardId, TaskId},
    order,
    sites::SiteKind,
    text_enum,
};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// How much it matters; the more, the earlier.
    Urgency {
        /// Danger, or a promise broken: before anything else.
        Now = "now",
        /// Past its time, or not safe.
        Late = "late",
        /// Within days, or waiting for this visit.
        Soon = "soon",
        /// When somebody is there anyway.
        Routine = "routine",
    }
}

text_enum! {
    /// What is due.
    DueWhat {
        /// An open hazard.
        Hazard = "hazard",
        /// A stove or water heater.
        Stove = "stove",
        /// A hose.
        Hose = "hose",
        /// A gas alarm.
        GasAlarm = "gas_alarm",
        /// A networked smoke detector.
        SmokeDetector = "smoke_detector",
        /// A charger.
        CarCharger = "car_charger",
        /// LPG cylinders.
        Lpg = "lpg",
        /// The survey of a small unit's gas.
        GasUnit = "gas_unit",
        /// A target of a campaign.
        Campaign = "campaign",
        /// A task of a recurring plan.
        Task = "task",
    }
}

text_enum! {
    /// Why.
    DueWhy {
        /// It is alarming now.
        Alarming = "alarming",
        /// The deadline has passed.
        HazardOverdue = "hazard_overdue",
        /// Reported as rectified; to be reviewed.
        HazardToReview = "hazard_to_review",
        /// To be rectified.
        HazardToRectify = "hazard_to_rectify",
        /// Never surveyed.
        NeverSurveyed = "never_surveyed",
        /// Surveyed more than a year ago.
        SurveyOld = "survey_old",
        /// Surveyed, but not all could be seen.
        FactsMissing = "facts_missing",
        /// Known as non-safe, and no day agreed on.
        NonSafe = "non_safe",
        /// A day for the replacement was agreed on.
        ReplacementPlanned = "replacement_planned",
        /// Replaced, and the receipt is missing.
        ReceiptMissing = "receipt_missing",
        /// May serve no longer.
        Expired = "expired",
        /// Soon may serve no longer.
        Expiring = "expiring",
        /// The hose is a wrong one.
        HoseWrong = "hose_wrong",
        /// To be installed.
        ToInstall = "to_install",
        /// Out of order.
        Faulty = "faulty",
        /// Not heard of.
        NotReporting = "not_reporting",
        /// It asks for a battery.
        LowBattery = "low_battery",
        /// A cylinder's test is overdue.
        CylinderTestOverdue = "cylinder_test_overdue",
        /// A cylinder's test comes up.
        CylinderTestSoon = "cylinder_test_soon",
        /// Moved off cylinders, and some are still there.
        CylindersToHandBack = "cylinders_to_hand_back",
        /// Still on cylinders.
        OnCylinders = "on_cylinders",
        /// On the list of a campaign, not let in yet.
        CampaignTarget = "campaign_target",
        /// On the list of a campaign; refused the last time.
        CampaignRefused = "campaign_refused",
        /// A recurring task.
        TaskDue = "task_due",
    }
}

/// Something that is due at a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueItem {
    /// How much it matters.
    pub urgency: Urgency,
    /// What.
    pub what: DueWhat,
    /// Why.
    pub why: DueWhy,
    /// The day that it has, if it has one: deadline, end of life, the day agreed on.
    pub by: Option<NaiveDate>,
    /// The record that it is about; none for what was never recorded.
    pub record: Option<Uuid>,
}

/// An open hazard of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHazard {
    /// Which.
    pub id: HazardId,
    /// Where it stands.
    pub status: Status,
    /// The deadline in force.
    pub due: NaiveDate,
}

/// A running campaign on whose list the site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTarget {
    /// Which.
    pub id: CampaignId,
    /// Its last day.
    pub ends: NaiveDate,
    /// What came of the door so far.
    pub standing: Standing,
}

/// A task of a recurring plan that was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTask {
    /// Which.
    pub id: TaskId,
    /// When it is due.
    pub due: NaiveDate,
}

/// Everything known of a site.
#[derive(Clone, Copy, Debug)]
pub struct KnownDoor<'a> {
    /// Kind.
    pub kind: SiteKind,
    /// It is on the register of units that use gas; a home always is, unless `all_electric`.
    pub gas_user: bool,
    /// Surveyed, and nothing in it burns gas.
    pub all_electric: bool,
    /// When its gas was last surveyed, for a unit.
    pub gas_surveyed_on: Option<NaiveDate>,
    /// A unit burns gas without an alarm, and none is on the list for it.
    pub alarm_missing: bool,
    /// Its appliances, also those of the past.
    pub stoves: &'a [StoveState],
    /// Its devices, also those of the past, with what they told.
    pub devices: &'a [(DeviceState, Telemetry)],
    /// Its cylinders.
    pub lpg: Option<&'a LpgUser>,
    /// Its open hazards.
    pub hazards: &'a [OpenHazard],
    /// Running campaigns that want it.
    pub campaigns: &'a [OpenTarget],
    /// Open tasks.
    pub tasks: &'a [OpenTask],
}

impl<'a> KnownDoor<'a> {
    /// A site of that kind with the gear behind its door: whether gas burns there, and when it was looked at, follow from
    /// it. Hazards, campaigns and tasks are for the caller to add.
    pub fn of(
        kind: SiteKind,
        stoves: &'a [StoveState],
        devices: &'a [(DeviceState, Telemetry)],
        unit: Option<&GasUnit>,
        lpg: Option<&'a LpgUser>,
    ) -> Self {
        let in_use = || stoves.iter().filter(|stove| stove.status.is_in_use());
        // one that hangs there or is on the list says by itself what is due
        let alarm = devices.iter().any(|(device, _)| {
            let there = device.status.is_live() || device.status == DeviceStatus::Planned;
            device.kind == DeviceKind::GasAlarm && there
        });
        let without = |unit: &GasUnit| unit.fuel != Fuel::Electricity && unit.alarm == Some(false);
        let electric = |stove: &StoveState| stove.survey.fuel == Some(Fuel::Electricity);
        Self {
            kind,
            gas_user: unit.is_some(),
            all_electric: unit.is_none() && in_use().next().is_some() && in_use().all(electric),
            gas_surveyed_on: unit.map(|unit| local_date(unit.surveyed_at)),
            alarm_missing: unit.is_some_and(without) && !alarm,
            stoves,
            devices,
            lpg,
            hazards: &[],
            campaigns: &[],
            tasks: &[],
        }
    }
}

/// So many days ahead count as soon.
pub const SOON_DAYS: u64 = 7;

/// What the office may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSettings {
    /// Gear counts as expiring so many months before its end.
    pub expiring_months: u32,
    /// A networked device is silent after so many hours.
    pub silent_hours: u32,
}

impl Default for DueSettings {
    fn default() -> Self {
        Self { expiring_months: EXPIRING_MONTHS, silent_hours: SILENT_HOURS }
    }
}

/// What is due at a site at `now`: by urgency, then by day (those without a day last), then by kind and record.
pub fn due(door: KnownDoor<'_>, now: DateTime<Utc>, settings: DueSettings) -> Vec<DueItem> {
    let mut list = List { today: local_date(now), now, settings, items: Vec::new() };
    list.hazards(door.hazards);
    list.gas(&door);
    for stove in door.stoves {
        list.stove(stove);
    }
    for (device, told) in door.devices {
        list.device(device, told);
    }
    if let Some(user) = door.lpg {
        list.lpg(user);
    }
    for target in door.campaigns.iter().filter(|target| target.standing != Standing::LetIn) {
        let refused = target.standing == Standing::Refused;
        let why = if refused { DueWhy::CampaignRefused } else { DueWhy::CampaignTarget };
        list.push(list.nearing(target.ends), DueWhat::Campaign, why, Some(target.ends), Some(target.id.0));
    }
    for task in door.tasks {
        let urgency = if task.due < list.today { Urgency::Late } else { list.nearing(task.due) };
        list.push(urgency, DueWhat::Task, DueWhy::TaskDue, Some(task.due), Some(task.id.0));
    }
    let mut items = list.items;
    order::by_key(&mut items, |item| {
        (item.urgency, item.by.is_none(), item.by, item.what, item.why, item.record)
    });
    items
}

struct List {
    today: NaiveDate,
    now: DateTime<Utc>,
    settings: DueSettings,
    items: Vec<DueItem>,
}

impl List {
    fn push(
        &mut self,
        urgency: Urgency,
        what: DueWhat,
        why: DueWhy,
        by: Option<NaiveDate>,
        record: Option<Uuid>,
    ) {
        self.items.push(DueItem { urgency, what, why, by, record });
    }

    /// Soon within days, else routine.
    fn nearing(&self, day: NaiveDate) -> Urgency {
        let horizon = self.today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(NaiveDate::MAX);
        if day <= horizon { Urgency::Soon } else { Urgency::Routine }
    }

    fn life(&self, on: Option<NaiveDate>) -> Life {
        Life::of(on, self.today, self.settings.expiring_months)
    }

    fn hazards(&mut self, hazards: &[OpenHazard]) {
        for hazard in hazards.iter().filter(|hazard| hazard.status.is_open()) {
            let (urgency, why) = match hazard.status {
                Status::Rectified => (Urgency::Soon, DueWhy::HazardToReview),
                // another body has it
                Status::Transferred => continue,
                _ if hazard.due < self.today => (Urgency::Now, DueWhy::HazardOverdue),
                _ => (self.nearing(hazard.due), DueWhy::HazardToRectify),
            };
            self.push(urgency, DueWhat::Hazard, why, Some(hazard.due), Some(hazard.id.0));
        }
    }

    /// What was never looked at.
    fn gas(&mut self, door: &KnownDoor<'_>) {
        let home = door.kind == SiteKind::Household;
        let seen = door.stoves.iter().any(|stove| stove.status != StoveStatus::Gone);
        if home && !door.all_electric && !seen {
            self.push(Urgency::Routine, DueWhat::Stove, DueWhy::NeverSurveyed, None, None);
        }
        if door.alarm_missing {
            self.push(Urgency::Late, DueWhat::GasAlarm, DueWhy::ToInstall, None, None);
        }
        if home || !door.gas_user {
            return;
        }
        let Some(on) = door.gas_surveyed_on else {
            return self.push(Urgency::Soon, DueWhat::GasUnit, DueWhy::NeverSurveyed, None, None);
        };
        let again = on.checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX);
        if again <= self.today {
            self.push(Urgency::Routine, DueWhat::GasUnit, DueWhy::SurveyOld, Some(again), None);
        }
    }

    fn stove(&mut self, stove: &StoveState) {
        let end = stove.expiry.map(|expiry| expiry.on);
        let found = match stove.status {
            StoveStatus::Gone | StoveStatus::Accepted => None,
            StoveStatus::Replaced if stove.signature.is_none() => {
                Some((Urgency::Soon, DueWhy::ReceiptMissing, None))
            }
            StoveStatus::Replaced => None,
            StoveStatus::Planned => {
                let passed = stove.planned_for.is_some_and(|day| day < self.today);
                let urgency = if passed { Urgency::Late } else { Urgency::Soon };
                Some((urgency, DueWhy::ReplacementPlanned, stove.planned_for))
            }
            StoveStatus::NonSafe => Some((Urgency::Late, DueWhy::NonSafe, None)),
            StoveStatus::Surveyed | StoveStatus::Safe => match self.life(end) {
                Life::Expired => Some((Urgency::Late, DueWhy::Expired, end)),
                _ if stove.status == StoveStatus::Surveyed => {
                    Some((Urgency::Routine, DueWhy::FactsMissing, None))
                }
                Life::Expiring => Some((Urgency::Soon, DueWhy::Expiring, end)),
                Life::Unknown | Life::Good => None,
            },
        };
        if let Some((urgency, why, by)) = found {
            self.push(urgency, DueWhat::Stove, why, by, Some(stove.id.0));
        }
        if stove.needs_hose(self.today) {
            let end = stove.hose_expiry.map(|expiry| expiry.on).filter(|on| *on <= self.today);
            let why = if end.is_some() { DueWhy::Expired } else { DueWhy::HoseWrong };
            self.push(Urgency::Late, DueWhat::Hose, why, end, Some(stove.id.0));
        }
    }

    fn device(&mut self, device: &DeviceState, told: &Telemetry) {
        let what = match device.kind {
            DeviceKind::GasAlarm => DueWhat::GasAlarm,
            DeviceKind::SmokeDetector => DueWhat::SmokeDetector,
            DeviceKind::CarCharger => DueWhat::CarCharger,
        };
        let record = Some(device.id.0);
        if device.status == DeviceStatus::Planned {
            return self.push(Urgency::Soon, what, DueWhy::ToInstall, None, record);
        }
        if !device.status.is_live() {
            return;
        }
        if told.is_alarming() {
            self.push(Urgency::Now, what, DueWhy::Alarming, None, record);
        }
        if device.status == DeviceStatus::Faulty || told.is_faulty() {
            self.push(Urgency::Late, what, DueWhy::Faulty, None, record);
        }
        let networked = told.is_networked(device.kind);
        if let Some(installed) = device.installed_at.filter(|_| networked) {
            let hours = self.settings.silent_hours;
            if reporting(told.last_heard, installed, self.now, hours) == Reporting::Silent {
                self.push(Urgency::Late, what, DueWhy::NotReporting, None, record);
            }
        }
        if told.low_battery.is_some() {
            self.push(Urgency::Soon, what, DueWhy::LowBattery, None, record);
        }
        let end = device.expiry.map(|expiry| expiry.on);
        match self.life(end) {
            Life::Expired => self.push(Urgency::Late, what, DueWhy::Expired, end, record),
            Life::Expiring => self.push(Urgency::Soon, what, DueWhy::Expiring, end, record),
            Life::Unknown | Life::Good => {}
        }
    }

    fn lpg(&mut self, user: &LpgUser) {
        let record = Some(user.id.0);
        match user.standing(self.today) {
            LpgStanding::Cleared => {}
            LpgStanding::Clearing => {
                let by = user.moved.map(|moved| moved.on);
                self.push(Urgency::Late, DueWhat::Lpg, DueWhy::CylindersToHandBack, by, record);
            }
            LpgStanding::Using => {
                self.push(Urgency::Routine, DueWhat::Lpg, DueWhy::OnCylinders, None, record);
            }
        }
        let next = user.next_test(self.today);
        if user.cylinders.iter().any(|cylinder| cylinder.needs_test(self.today)) {
            let by = next.filter(|on| *on <= self.today);
            self.push(Urgency::Late, DueWhat::Lpg, DueWhy::CylinderTestOverdue, by, record);
        } else if self.life(next) == Life::Expiring {
            self.push(Urgency::Soon, DueWhat::Lpg, DueWhy::CylinderTestSoon, next, record);
        }
    }
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
