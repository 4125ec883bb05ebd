//! What the tests of these modules stand on: a home with a stove and an alarm on the list.

use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role},
    ids::{DetectorId, SiteId, StoveId, UserId},
    programmes::{
        device::{self, DeviceKind, DeviceState, PlanDevice},
        gear::{Dates, Fuel, LifeRules, Usage},
        stove::{Appliance, SaveStoveSurvey, StoveState, StoveSurvey, lifecycle},
    },
};
use uuid::Uuid;

/// The first of June 2023, ten in the morning in Shanghai.
pub fn now() -> DateTime<Utc> {
    "2023-06-01T02:00:00Z".parse().expect("time")
}

/// The home.
pub fn site() -> SiteId {
    SiteId(Uuid::from_u128(100))
}

/// An inspector.
pub fn me() -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(200)),
        login: "wang.min".into(),
        name: "王敏".into(),
        role: Role::Inspector,
        area: "310105008".parse().expect("code"),
    }
}

/// The survey of a stove of 2020, whose flame-failure device is there or not.
pub fn survey(n: u128, flame_failure: Option<bool>) -> SaveStoveSurvey {
    SaveStoveSurvey {
        id: StoveId(Uuid::from_u128(n)),
        site: site(),
        visit: None,
        survey: StoveSurvey {
            appliance: Appliance::Stove,
            fuel: Some(Fuel::NaturalGas),
            supply: Some(Fuel::NaturalGas),
            flame_failure,
            dates: Dates { sold_on: "2020-01-01".parse().ok(), ..Dates::default() },
            maker: None,
            model: None,
            hose: None,
            regulator_ok: None,
            ventilation_ok: None,
        },
        surveyed_at: now(),
        position: None,
        note: None,
        photos: Vec::new(),
    }
}

/// The stove as the server has it.
pub fn stove(n: u128, flame_failure: Option<bool>) -> StoveState {
    let area = "310105008001".parse().expect("code");
    let survey = survey(n, flame_failure);
    lifecycle::survey(&survey, area, Usage::Household, &me(), &LifeRules::defaults()).state
}

/// A gas alarm on the list.
pub fn device(n: u128) -> DeviceState {
    let plan = PlanDevice {
        id: DetectorId(Uuid::from_u128(n)),
        kind: DeviceKind::GasAlarm,
        site: site(),
        note: None,
    };
    let area = "310105008001".parse().expect("code");
    device::plan(&plan, area, Usage::Household, &me(), now()).state
}
