//! What is seen of a stove or water heater, and what of it is not safe. The facts are kept apart: an old stove, one without
//! flame-failure device and one for the wrong gas are three different things, and none of them is the hose.

use super::StoveStatus;
use crate::{
    calendar::local_date,
    fault::{FieldCode, FieldFault},
    hazards::commands::{CLOCK_TOLERANCE, check_day},
    programmes::gear::{Dates, Expiry, Fuel, Gear, LifeRules, Usage},
    text::Texts,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which appliance.
    Appliance {
        /// 灶具.
        Stove = "stove",
        /// 热水器.
        WaterHeater = "water_heater",
    }
}

impl Appliance {
    /// Its kind among gear with a service life.
    pub const fn gear(self) -> Gear {
        match self {
            Self::Stove => Gear::Stove,
            Self::WaterHeater => Gear::WaterHeater,
        }
    }
}

text_enum! {
    /// What the connection is made of.
    HoseKind {
        /// 不锈钢波纹软管: a special hose for appliances.
        Metal = "metal",
        /// 专用橡胶复合/金属包覆软管: a special hose for appliances.
        Composite = "composite",
        /// 普通橡胶软管: not allowed.
        Rubber = "rubber",
        /// 其他: not allowed.
        Other = "other",
        /// 硬管: no hose at all.
        Pipe = "pipe",
    }
}

impl HoseKind {
    /// Whether it is a special hose for appliances, or none (GB 55009-2021, 6.1.7).
    pub const fn is_right(self) -> bool {
        matches!(self, Self::Metal | Self::Composite | Self::Pipe)
    }
}

/// The longest hose allowed, in centimetres (GB 55009-2021, 6.1.7).
pub const LONGEST_HOSE_CM: u16 = 200;

/// The hose as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hose {
    /// What it is made of.
    pub kind: HoseKind,
    /// Its length in centimetres.
    #[serde(default)]
    pub length_cm: Option<u16>,
    /// What is known of its age.
    #[serde(default)]
    pub dates: Dates,
    /// It has a joint 接头.
    #[serde(default)]
    pub joint: Option<bool>,
    /// It goes through a wall, door, window, ceiling or floor.
    #[serde(default)]
    pub through_wall: Option<bool>,
}

/// What was seen of one appliance. What could not be seen is `None`, which is neither safe nor unsafe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoveSurvey {
    /// Which appliance.
    pub appliance: Appliance,
    /// What it is made for, from its plate.
    #[serde(default)]
    pub fuel: Option<Fuel>,
    /// What the home is supplied with.
    #[serde(default)]
    pub supply: Option<Fuel>,
    /// 熄火保护装置.
    #[serde(default)]
    pub flame_failure: Option<bool>,
    /// What is known of its age.
    #[serde(default)]
    pub dates: Dates,
    /// Maker.
    #[serde(default)]
    pub maker: Option<String>,
    /// Model.
    #[serde(default)]
    pub model: Option<String>,
    /// The hose.
    #[serde(default)]
    pub hose: Option<Hose>,
    /// 减压阀/调压器 in order.
    #[serde(default)]
    pub regulator_ok: Option<bool>,
    /// 通风 in order.
    #[serde(default)]
    pub ventilation_ok: Option<bool>,
}

text_enum! {
    /// What is not safe.
    NonSafe {
        /// 无熄火保护装置.
        NoFlameFailure = "no_flame_failure",
        /// 超过使用年限.
        PastLife = "past_life",
        /// 气源不匹配.
        WrongGas = "wrong_gas",
        /// Not a special hose.
        HoseKind = "hose_kind",
        /// The hose is past its service life.
        HosePastLife = "hose_past_life",
        /// The hose is longer than two metres.
        HoseTooLong = "hose_too_long",
        /// The hose has a joint.
        HoseJoint = "hose_joint",
        /// The hose goes through a wall.
        HoseThroughWall = "hose_through_wall",
    }
}

impl NonSafe {
    /// Whether a new hose puts it right. The others need another appliance.
    pub const fn is_hose(self) -> bool {
        matches!(
            self,
            Self::HoseKind | Self::HosePastLife | Self::HoseTooLong | Self::HoseJoint | Self::HoseThroughWall
        )
    }
}

/// What follows from a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What is not safe, in the order of [`NonSafe::ALL`].
    pub non_safe: Vec<NonSafe>,
    /// The appliance's end of life.
    pub expiry: Option<Expiry>,
    /// The hose's end of life.
    pub hose_expiry: Option<Expiry>,
    /// Everything that decides whether the appliance is safe was seen.
    pub complete: bool,
}

impl Findings {
    /// Non-safe as soon as one fact of the appliance is; safe only when all of them were seen; else surveyed. The hose
    /// decides nothing here: a new hose puts it right.
    pub fn status(&self) -> StoveStatus {
        if self.non_safe.iter().any(|fact| !fact.is_hose()) {
            StoveStatus::NonSafe
        } else if self.complete {
            StoveStatus::Safe
        } else {
            StoveStatus::Surveyed
        }
    }
}

impl StoveSurvey {
    /// What follows from the survey on the local day `day`, by the table of service lives.
    pub fn findings(&self, usage: Usage, rules: &LifeRules, day: NaiveDate) -> Findings {
        if self.fuel == Some(Fuel::Electricity) {
            // nothing burns, so nothing of this can be unsafe
            return Findings { complete: true, ..Findings::default() };
        }
        let expiry = rules.expiry(self.appliance.gear(), self.fuel, usage, &self.dates, day);
        let hose = self.hose.filter(|hose| hose.kind != HoseKind::Pipe);
        let hose_expiry = hose.and_then(|hose| rules.expiry(Gear::Hose, self.fuel, usage, &hose.dates, day));
        let gases = self.fuel.zip(self.supply.filter(|supply| supply.is_gas()));
        let over = |expiry: Option<Expiry>| expiry.is_some_and(|expiry| expiry.on <= day);
        let is = |fact: NonSafe| match fact {
            NonSafe::NoFlameFailure => self.flame_failure == Some(false),
            NonSafe::PastLife => over(expiry),
            NonSafe::WrongGas => gases.is_some_and(|(fuel, supply)| fuel != supply),
            NonSafe::HoseKind => hose.is_some_and(|hose| !hose.kind.is_right()),
            NonSafe::HosePastLife => over(hose_expiry),
            NonSafe::HoseTooLong => {
                hose.and_then(|hose| hose.length_cm).is_some_and(|cm| cm > LONGEST_HOSE_CM)
            }
            NonSafe::HoseJoint => hose.is_some_and(|hose| hose.joint == Some(true)),
            NonSafe::HoseThroughWall => hose.is_some_and(|hose| hose.through_wall == Some(true)),
        };
        let non_safe = NonSafe::ALL.iter().copied().filter(|fact| is(*fact)).collect();
        let complete = self.flame_failure.is_some() && expiry.is_some() && gases.is_some();
        Findings { non_safe, expiry, hose_expiry, complete }
    }

    /// What is wrong with the form, as faults of its own fields. `now` is the server's time.
    pub fn check(&self, now: DateTime<Utc>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("maker", self.maker.as_deref())
            .optional_line("model", self.model.as_deref());
        check_past_days("dates.", &self.dates, now, &mut faults);
        if let Some(hose) = &self.hose {
            faults.extend(hose.check(now).into_iter().map(|fault| fault.under("hose")));
        }
        faults
    }
}

impl Hose {
    /// What is wrong with the form, as faults of its own fields.
    pub fn check(&self, now: DateTime<Utc>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        check_past_days("dates.", &self.dates, now, &mut faults);
        if self.length_cm.is_some_and(|cm| !(1..=5_000).contains(&cm)) {
            faults
                .push(FieldFault::new("length_cm", FieldCode::OutOfRange).with("min", 1).with("max", 5_000));
        }
        faults
    }
}

/// Days of the past: kept ones, not after today. `outer` is put before the names of the fields.
pub(in crate::programmes) fn check_past_days(
    outer: &str,
    dates: &Dates,
    now: DateTime<Utc>,
    faults: &mut Vec<FieldFault>,
) {
    let today = local_date(now + CLOCK_TOLERANCE);
    for (name, day) in dates.fields() {
        let Some(day) = day else { continue };
        let field = format!("{outer}{name}");
        check_day(&field, day, faults);
        if day > today {
            faults.push(FieldFault::new(field, FieldCode::InFuture));
        }
    }
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
