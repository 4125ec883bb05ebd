//! An appliance while it is looked at, and what takes its place while it is reported.

use crate::{
    capture::signature::SignatureDraft,
    field::typed::{required, shown, value},
};
use chrono::NaiveDate;
use domain::{
    fault::{FieldCode, FieldFault},
    ids::{FileId, StoveId},
    money::Fen,
    programmes::{
        gear::{Dates, Fuel},
        stove::{Appliance, GoneReason, Hose, HoseKind, Replacement, StoveSurvey},
    },
    text::tidy,
};
use serde::{Deserialize, Serialize};

/// Days as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Days {
    /// Bought on.
    pub sold_on: String,
    /// Made on.
    pub made_on: String,
    /// Fitted on.
    pub fitted_on: String,
}

impl Days {
    /// Of days that are known.
    pub fn of(dates: &Dates) -> Self {
        Self {
            sold_on: shown(dates.sold_on),
            made_on: shown(dates.made_on),
            fitted_on: shown(dates.fitted_on),
        }
    }

    fn dates(&self, outer: &str, faults: &mut Vec<FieldFault>) -> Dates {
        let mut day = |name: &str, text: &str| value(text, &format!("{outer}.dates.{name}"), faults);
        Dates {
            sold_on: day("sold_on", &self.sold_on),
            made_on: day("made_on", &self.made_on),
            fitted_on: day("fitted_on", &self.fitted_on),
        }
    }
}

/// A hose while it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoseDraft {
    /// What it is made of.
    pub kind: Option<HoseKind>,
    /// Its length.
    pub length_cm: String,
    /// What is known of its age.
    pub days: Days,
    /// It has a joint.
    pub joint: Option<bool>,
    /// It goes through a wall.
    pub through_wall: Option<bool>,
}

impl HoseDraft {
    /// Of a hose that is known.
    pub fn of(hose: &Hose) -> Self {
        Self {
            kind: Some(hose.kind),
            length_cm: shown(hose.length_cm),
            days: Days::of(&hose.dates),
            joint: hose.joint,
            through_wall: hose.through_wall,
        }
    }

    /// The hose; `None` when nothing was said of it. `outer` is the name of its field.
    pub fn hose(&self, outer: &str, faults: &mut Vec<FieldFault>) -> Option<Hose> {
        if *self == Self::default() {
            return None;
        }
        let kind = required(self.kind, &format!("{outer}.kind"), faults);
        let length_cm = value(&self.length_cm, &format!("{outer}.length_cm"), faults);
        let dates = self.days.dates(outer, faults);
        let (joint, through_wall) = (self.joint, self.through_wall);
        kind.map(|kind| Hose { kind, length_cm, dates, joint, through_wall })
    }
}

/// What is seen of an appliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyDraft {
    /// Which appliance.
    pub appliance: Appliance,
    /// What it is made for.
    #[serde(default)]
    pub fuel: Option<Fuel>,
    /// What the home is supplied with.
    #[serde(default)]
    pub supply: Option<Fuel>,
    /// Flame-failure device.
    #[serde(default)]
    pub flame_failure: Option<bool>,
    /// What is known of its age.
    #[serde(default)]
    pub days: Days,
    /// Maker.
    #[serde(default)]
    pub maker: String,
    /// Model.
    #[serde(default)]
    pub model: String,
    /// The hose.
    #[serde(default)]
    pub hose: HoseDraft,
    /// Regulator in order.
    #[serde(default)]
    pub regulator_ok: Option<bool>,
    /// Ventilation in order.
    #[serde(default)]
    pub ventilation_ok: Option<bool>,
}

impl SurveyDraft {
    /// Nothing was seen yet. What the home is supplied with may be known from another appliance.
    pub fn new(appliance: Appliance, supply: Option<Fuel>) -> Self {
        Self {
            appliance,
            fuel: None,
            supply,
            flame_failure: None,
            days: Days::default(),
            maker: String::new(),
            model: String::new(),
            hose: HoseDraft::default(),
            regulator_ok: None,
            ventilation_ok: None,
        }
    }

    /// What was seen the last time.
    pub fn of(survey: &StoveSurvey) -> Self {
        Self {
            appliance: survey.appliance,
            fuel: survey.fuel,
            supply: survey.supply,
            flame_failure: survey.flame_failure,
            days: Days::of(&survey.dates),
            maker: survey.maker.clone().unwrap_or_default(),
            model: survey.model.clone().unwrap_or_default(),
            hose: survey.hose.as_ref().map(HoseDraft::of).unwrap_or_default(),
            regulator_ok: survey.regulator_ok,
            ventilation_ok: survey.ventilation_ok,
        }
    }

    /// The survey, as far as it can be read.
    pub fn survey(&self, faults: &mut Vec<FieldFault>) -> StoveSurvey {
        StoveSurvey {
            appliance: self.appliance,
            fuel: self.fuel,
            supply: self.supply,
            flame_failure: self.flame_failure,
            dates: self.days.dates("survey", faults),
            maker: tidy(&self.maker),
            model: tidy(&self.model),
            hose: self.hose.hose("survey.hose", faults),
            regulator_ok: self.regulator_ok,
            ventilation_ok: self.ventilation_ok,
        }
    }
}

/// What takes an appliance's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplaceDraft {
    /// The future record of the new one.
    pub successor: StoveId,
    /// Maker.
    #[serde(default)]
    pub maker: String,
    /// Model.
    #[serde(default)]
    pub model: String,
    /// Serial number.
    #[serde(default)]
    pub serial: String,
    /// What it is made for.
    #[serde(default)]
    pub fuel: Option<Fuel>,
    /// Flame-failure device.
    #[serde(default)]
    pub flame_failure: Option<bool>,
    /// Bought on.
    #[serde(default)]
    pub sold_on: String,
    /// Who installed it.
    #[serde(default)]
    pub installer: String,
    /// The new hose, when it got one.
    #[serde(default)]
    pub hose: HoseDraft,
    /// What it cost.
    #[serde(default)]
    pub cost: String,
    /// What of it was paid for.
    #[serde(default)]
    pub subsidy: String,
    /// The receipt.
    #[serde(default)]
    pub signature: SignatureDraft,
}

impl ReplaceDraft {
    /// Nothing was said yet; it burns what the old one was supplied with.
    pub fn new(successor: StoveId, fuel: Option<Fuel>) -> Self {
        Self {
            successor,
            maker: String::new(),
            model: String::new(),
            serial: String::new(),
            fuel,
            flame_failure: None,
            sold_on: String::new(),
            installer: String::new(),
            hose: HoseDraft::default(),
            cost: String::new(),
            subsidy: String::new(),
            signature: SignatureDraft::default(),
        }
    }

    /// Of a replacement that was reported before; the receipt is the caller's to add.
    pub fn of(replacement: &Replacement) -> Self {
        Self {
            maker: replacement.maker.clone().unwrap_or_default(),
            model: replacement.model.clone(),
            serial: replacement.serial.clone(),
            flame_failure: Some(replacement.flame_failure),
            sold_on: replacement.sold_on.to_string(),
            installer: replacement.installer.clone(),
            hose: replacement.hose.as_ref().map(HoseDraft::of).unwrap_or_default(),
            cost: shown(replacement.cost),
            subsidy: shown(replacement.subsidy),
            ..Self::new(replacement.successor, Some(replacement.fuel))
        }
    }

    /// The replacement with its photos. What is missing is given a stand-in: the faults keep it from being sent.
    pub fn replacement(
        &self,
        photos_before: Vec<FileId>,
        photos_after: Vec<FileId>,
        faults: &mut Vec<FieldFault>,
    ) -> Replacement {
        let fuel = required(self.fuel, "replacement.fuel", faults).unwrap_or(Fuel::NaturalGas);
        if fuel.is_gas() && self.flame_failure.is_none() {
            faults.push(FieldFault::new("replacement.flame_failure", FieldCode::Required));
        }
        let sold_on = value::<NaiveDate>(&self.sold_on, "replacement.sold_on", faults);
        Replacement {
            successor: self.successor,
            maker: tidy(&self.maker),
            model: self.model.clone(),
            serial: self.serial.clone(),
            fuel,
            flame_failure: self.flame_failure.unwrap_or(false),
            sold_on: required(sold_on, "replacement.sold_on", faults).unwrap_or_default(),
            installer: self.installer.clone(),
            hose: self.hose.hose("replacement.hose", faults),
            cost: value::<Fen>(&self.cost, "replacement.cost", faults),
            subsidy: value::<Fen>(&self.subsidy, "replacement.subsidy", faults),
            photos_before,
            photos_after,
        }
    }
}

/// The day agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayDraft {
    /// As it was typed.
    pub on: String,
}

/// Why an appliance is not there any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoneDraft {
    /// The reason.
    pub reason: Option<GoneReason>,
}
