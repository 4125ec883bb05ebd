//! Gear 器具 that grows old: stoves, water heaters, hoses, gas alarms, smoke detectors; how long each may serve and when
//! its service life ends.

use crate::{sites::SiteKind, text_enum};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Kinds of gear with a service life.
    Gear {
        /// 燃气灶具.
        Stove = "stove",
        /// 燃气热水器.
        WaterHeater = "water_heater",
        /// 燃气连接软管.
        Hose = "hose",
        /// 可燃气体探测器(燃气报警器).
        GasAlarm = "gas_alarm",
        /// 感烟火灾探测器(烟感).
        SmokeDetector = "smoke_detector",
    }
}

text_enum! {
    /// What an appliance burns, or a home is supplied with.
    Fuel {
        /// 天然气.
        NaturalGas = "natural_gas",
        /// 人工煤气.
        TownGas = "town_gas",
        /// 液化石油气.
        Lpg = "lpg",
        /// 电: no gas at all.
        Electricity = "electricity",
    }
}

impl Fuel {
    /// Whether there is anything to burn.
    pub const fn is_gas(self) -> bool {
        !matches!(self, Self::Electricity)
    }
}

text_enum! {
    /// Where gear serves: the life of an alarm depends on it.
    Usage {
        /// In a home.
        Household = "household",
        /// In a business.
        Commercial = "commercial",
    }
}

impl Usage {
    /// The usage at a site of that kind.
    pub const fn at(kind: SiteKind) -> Self {
        match kind {
            SiteKind::Household | SiteKind::Building | SiteKind::Estate | SiteKind::BikeShed => {
                Self::Household
            }
            _ => Self::Commercial,
        }
    }
}

/// The longest service life that a row may say, in months: fifty years.
pub const MAX_LIFE_MONTHS: u16 = 600;

/// One row of the table of service lives. Editable data; [`LifeRules::defaults`] is what an installation begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeRule {
    /// Kind.
    pub gear: Gear,
    /// `None` is any fuel; a row for the fuel itself wins.
    #[serde(default)]
    pub fuel: Option<Fuel>,
    /// `None` is anywhere; a row for the usage itself wins.
    #[serde(default)]
    pub usage: Option<Usage>,
    /// How long it may serve, in months.
    pub months: u16,
    /// The document that says so.
    pub source: String,
    /// First day on which the row is in force.
    pub valid_from: NaiveDate,
    /// Last day; `None` is until further notice.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

impl LifeRule {
    fn applies(&self, gear: Gear, fuel: Option<Fuel>, usage: Usage, day: NaiveDate) -> bool {
        self.gear == gear
            && self.fuel.is_none_or(|own| Some(own) == fuel)
            && self.usage.is_none_or(|own| own == usage)
            && self.valid_from <= day
            && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// The table of service lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeRules {
    /// The rows.
    pub rows: Vec<LifeRule>,
}

/// Defaults: kind, fuel, usage, years, source, in force since.
///
/// GB 17905-2008, 7.3.1: from the sale, eight years, water heaters on town gas six; a longer life that the maker states goes
/// first. GB 55009-2021, 6.1.7 gives a hose no life of its own, but at least its appliance's. CJJ/T 146-2011: gas detectors
/// five years in homes, three in businesses. GB 29837-2013, 6.1.1: fire detectors twelve years in general. The texts were
/// read as other sites quote them; the office compares its table with the documents in force.
const DEFAULTS: [(Gear, Option<Fuel>, Option<Usage>, u16, &str, &str); 7] = [
    (Gear::Stove, None, None, 8, "GB 17905-2008 7.3.1", "2010-01-01"),
    (Gear::WaterHeater, None, None, 8, "GB 17905-2008 7.3.1", "2010-01-01"),
    (Gear::WaterHeater, Some(Fuel::TownGas), None, 6, "GB 17905-2008 7.3.1", "2010-01-01"),
    (Gear::Hose, None, None, 8, "GB 55009-2021 6.1.7", "2010-01-01"),
    (Gear::GasAlarm, None, Some(Usage::Household), 5, "CJJ/T 146-2011", "2010-01-01"),
    (Gear::GasAlarm, None, Some(Usage::Commercial), 3, "CJJ/T 146-2011", "2010-01-01"),
    (Gear::SmokeDetector, None, None, 12, "GB 29837-2013 6.1.1", "2010-01-01"),
];

impl LifeRules {
    /// What an installation begins with (domain description, "Programmes"); the office edits it.
    pub fn defaults() -> Self {
        let rows = DEFAULTS.into_iter().map(|(gear, fuel, usage, years, source, from)| LifeRule {
            gear,
            fuel,
            usage,
            months: years * 12,
            source: source.to_owned(),
            valid_from: from.parse().expect("a day of the defaults"),
            valid_to: None,
        });
        Self { rows: rows.collect() }
    }

    /// The row in force on `day`: the one for fuel and usage before the general ones, then the one in force last.
    pub fn rule(&self, gear: Gear, fuel: Option<Fuel>, usage: Usage, day: NaiveDate) -> Option<&LifeRule> {
        let fits = self.rows.iter().filter(|row| row.applies(gear, fuel, usage, day));
        fits.max_by_key(|row| (row.fuel.is_some(), row.usage.is_some(), row.valid_from))
    }

    /// When gear reaches its end of life by the rows in force on `day`. `None` when no day is known to count from, or no
    /// row says how long.
    pub fn expiry(
        &self,
        gear: Gear,
        fuel: Option<Fuel>,
        usage: Usage,
        dates: &Dates,
        day: NaiveDate,
    ) -> Option<Expiry> {
        let age = dates.age(gear)?;
        let months = self.rule(gear, fuel, usage, day)?.months;
        let on = age.since.checked_add_months(Months::new(u32::from(months)))?;
        Some(Expiry { on, presumed: age.presumed })
    }
}

/// What is known of a piece of gear's past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// 购买日期.
    #[serde(default)]
    pub sold_on: Option<NaiveDate>,
    /// 生产日期, from its plate.
    #[serde(default)]
    pub made_on: Option<NaiveDate>,
    /// 安装日期.
    #[serde(default)]
    pub fitted_on: Option<NaiveDate>,
}

/// The day that a service life is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Age {
    /// The day.
    pub since: NaiveDate,
    /// 推定: not the day that the rule counts from, but the nearest one known.
    pub presumed: bool,
}

impl Dates {
    /// The day that the life of this kind is counted from. Appliances count from their sale (GB 17905-2008), hoses and
    /// detectors from their fitting; for want of it the day of making, then any other, and the answer is presumed.
    pub fn age(&self, gear: Gear) -> Option<Age> {
        let (counted, others) = match gear {
            Gear::Stove | Gear::WaterHeater => (self.sold_on, [self.made_on, self.fitted_on]),
            Gear::Hose | Gear::GasAlarm | Gear::SmokeDetector => {
                (self.fitted_on, [self.made_on, self.sold_on])
            }
        };
        let known = counted.map(|since| Age { since, presumed: false });
        known.or_else(|| others.into_iter().flatten().next().map(|since| Age { since, presumed: true }))
    }

    /// The days with the names of their fields.
    pub fn fields(&self) -> [(&'static str, Option<NaiveDate>); 3] {
        [("sold_on", self.sold_on), ("made_on", self.made_on), ("fitted_on", self.fitted_on)]
    }
}

/// The end of a service life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// The first day on which it may serve no longer.
    pub on: NaiveDate,
    /// Counted from a presumed day.
    pub presumed: bool,
}

text_enum! {
    /// How far a service life has gone; the louder, the earlier.
    Life {
        /// 已过期.
        Expired = "expired",
        /// 临近到期.
        Expiring = "expiring",
        /// Nothing is known of its age.
        Unknown = "unknown",
        /// 有效期内.
        Good = "good",
    }
}

/// Gear counts as expiring so many months before its end, unless the office says otherwise.
pub const EXPIRING_MONTHS: u32 = 6;

impl Life {
    /// How far the life that ends `on` has gone on `today`; expiring from `months` before its end.
    pub fn of(on: Option<NaiveDate>, today: NaiveDate, months: u32) -> Self {
        let Some(on) = on else { return Self::Unknown };
        let horizon = today.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
        if on <= today {
            Self::Expired
        } else if on <= horizon {
            Self::Expiring
        } else {
            Self::Good
        }
    }
}

#[cfg(test)]
#[path = "gear_tests.rs"]
mod tests;
