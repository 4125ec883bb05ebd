//! The words of stoves, devices and users of gas.

use super::Label;
use crate::tr;
use domain::programmes::{
    campaign::slots::Slot,
    device::{DeviceAction, DeviceEventKind, DeviceKind, DeviceStatus},
    due::{DueWhat, DueWhy, Urgency},
    gas::{LpgStanding, Measure, MoveOff, Trade},
    gear::Fuel,
    stove::{Appliance, GoneReason, HoseKind, NonSafe, StoveAction, StoveEventKind, StoveStatus},
    views::GasSaveKind,
};

labels! { gear:
    StoveStatus as stove_status {
        Surveyed = surveyed, Safe = safe, NonSafe = non_safe, Planned = planned, Replaced = replaced,
        Accepted = accepted, Gone = gone,
    }
    StoveAction as stove_action {
        Survey = survey, Plan = plan, Replace = replace, Accept = accept, SendBack = send_back,
        Attempt = attempt, ReplaceHose = replace_hose, Remove = remove, AddNote = add_note,
    }
    StoveEventKind as stove_event {
        Surveyed = surveyed, Planned = planned, Replaced = replaced, Accepted = accepted,
        SentBack = sent_back, Attempted = attempted, HoseReplaced = hose_replaced, Removed = removed,
        Noted = noted,
    }
    NonSafe as non_safe {
        NoFlameFailure = no_flame_failure, PastLife = past_life, WrongGas = wrong_gas, HoseKind = hose_kind,
        HosePastLife = hose_past_life, HoseTooLong = hose_too_long, HoseJoint = hose_joint,
        HoseThroughWall = hose_through_wall,
    }
    Appliance as appliance { Stove = stove, WaterHeater = water_heater }
    HoseKind as hose_kind {
        Metal = metal, Composite = composite, Rubber = rubber, Other = other, Pipe = pipe,
    }
    GoneReason as gone_reason {
        ReplacedByHousehold = replaced_by_household, GasGivenUp = gas_given_up, Demolished = demolished,
        Duplicate = duplicate, Mistake = mistake,
    }
    Fuel as fuel { NaturalGas = natural_gas, TownGas = town_gas, Lpg = lpg, Electricity = electricity }
    DeviceKind as device_kind {
        GasAlarm = gas_alarm, SmokeDetector = smoke_detector, CarCharger = car_charger,
    }
    DeviceStatus as device_status {
        Planned = planned, Installed = installed, Accepted = accepted, Faulty = faulty, Replaced = replaced,
        Retired = retired,
    }
    DeviceAction as device_action {
        Install = install, Accept = accept, SendBack = send_back, ReportFault = report_fault, Repair = repair,
        Replace = replace, Retire = retire, Attempt = attempt, AddNote = add_note,
    }
    DeviceEventKind as device_event {
        Planned = planned, Installed = installed, Accepted = accepted, SentBack = sent_back,
        FaultReported = fault_reported, Repaired = repaired, Replaced = replaced, Retired = retired,
        Attempted = attempted, Noted = noted,
    }
    Trade as trade {
        Shop = shop, Restaurant = restaurant, Hotel = hotel, Entertainment = entertainment, Leisure = leisure,
        InternetCafe = internet_cafe, School = school, Clinic = clinic, Workshop = workshop, Other = other,
    }
    Measure as measure { FloorArea = floor_area, Seats = seats, Beds = beds }
    MoveOff as move_off { PipedGas = piped_gas, Electricity = electricity, GivenUp = given_up }
    LpgStanding as lpg_standing { Using = using, Clearing = clearing, Cleared = cleared }
    GasSaveKind as gas_save_kind { Unit = unit, Lpg = lpg }
    Urgency as urgency { Now = now, Late = late, Soon = soon, Routine = routine }
    DueWhat as due_what {
        Hazard = hazard, Stove = stove, Hose = hose, GasAlarm = gas_alarm, SmokeDetector = smoke_detector,
        CarCharger = car_charger, Lpg = lpg, GasUnit = gas_unit, Campaign = campaign, Task = task,
    }
    DueWhy as due_why {
        Alarming = alarming, HazardOverdue = hazard_overdue, HazardToReview = hazard_to_review,
        HazardToRectify = hazard_to_rectify, NeverSurveyed = never_surveyed, SurveyOld = survey_old,
        FactsMissing = facts_missing, NonSafe = non_safe, ReplacementPlanned = replacement_planned,
        ReceiptMissing = receipt_missing, Expired = expired, Expiring = expiring, HoseWrong = hose_wrong,
        ToInstall = to_install, Faulty = faulty, NotReporting = not_reporting,
        CylinderTestOverdue = cylinder_test_overdue, CylinderTestSoon = cylinder_test_soon,
        CylindersToHandBack = cylinders_to_hand_back, OnCylinders = on_cylinders,
        CampaignTarget = campaign_target, CampaignRefused = campaign_refused, TaskDue = task_due,
    }
    Slot as slot {
        WeekdayEvening = weekday_evening, WeekendMorning = weekend_morning, WeekendEvening = weekend_evening,
        WeekdayNoon = weekday_noon, WeekendNoon = weekend_noon, WeekdayMorning = weekday_morning,
    }
}
