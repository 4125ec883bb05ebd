//! Targets of the year 年度目标, the figure that measures each, and where it should be by today.

use crate::{
    area::AreaCode,
    calendar::YEARS,
    fault::{Fault, FieldCode, FieldFault},
    ids::TargetId,
    programmes::figures::ProgrammeFigures,
    text::Texts,
    text_enum,
};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

text_enum! {
    /// The figures that a target can be measured by. Each is a count of its year, defined in [`crate::figures`] or
    /// [`super::figures`].
    Measured {
        /// 排查次数.
        Inspections = "inspections",
        /// 专项检查次数.
        SpecialInspections = "special_inspections",
        /// 查出隐患.
        HazardsFound = "hazards_found",
        /// 整改隐患(发现口径).
        HazardsClosed = "hazards_closed",
        /// 灶具排摸户数.
        HouseholdsSurveyed = "households_surveyed",
        /// 更换非安全型灶具.
        StovesReplaced = "stoves_replaced",
        /// 列入燃气报警器加装的户数.
        GasAlarmHouseholds = "gas_alarm_households",
        /// 已装燃气报警器: installed in the year, not what was in place before.
        GasAlarmsInstalled = "gas_alarms_installed",
        /// 排摸九小用气场所.
        GasUnitsSurveyed = "gas_units_surveyed",
        /// 九小用气隐患整改.
        GasHazardsEliminated = "gas_hazards_eliminated",
        /// 液化气用户改管/改电.
        LpgUsersMoved = "lpg_users_moved",
        /// 行政处罚.
        Penalties = "penalties",
        /// 已装联网烟感的小区.
        EstatesWithDetectors = "estates_with_detectors",
        /// 汽车充电桩.
        Chargers = "chargers",
    }
}

impl Measured {
    /// Its value among the figures of the programmes and registers; `None` of visits and hazards.
    pub const fn of_programmes(self, figures: &ProgrammeFigures) -> Option<i64> {
        Some(match self {
            Self::Inspections | Self::SpecialInspections | Self::HazardsFound | Self::HazardsClosed => {
                return None;
            }
            Self::HouseholdsSurveyed => figures.households_surveyed,
            Self::StovesReplaced => figures.stoves_replaced,
            Self::GasAlarmHouseholds => figures.gas_alarm_households,
            Self::GasAlarmsInstalled => figures.gas_alarms_installed,
            Self::GasUnitsSurveyed => figures.gas_units_surveyed,
            Self::GasHazardsEliminated => figures.gas_hazards.n,
            Self::LpgUsersMoved => figures.lpg_moved,
            Self::Penalties => figures.penalties,
            Self::EstatesWithDetectors => figures.estates_with_detectors,
            Self::Chargers => figures.chargers,
        })
    }
}

/// A target: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTarget {
    /// Made by the caller.
    pub id: TargetId,
    /// The area; its subtree.
    pub area: AreaCode,
    /// Which year.
    pub year: i32,
    /// Name.
    pub name: String,
    /// Unit, as papers print it (户, 家, 次).
    pub unit: String,
    /// How many; at least one.
    pub number: i64,
    /// What measures it.
    pub measured_by: Measured,
}

/// The largest number of a target.
pub const MAX_NUMBER: i64 = 1_000_000_000;

impl YearTarget {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("name", &self.name).line("unit", &self.unit);
        if !YEARS.contains(&self.year) {
            let fault = FieldFault::new("year", FieldCode::OutOfRange);
            faults.push(fault.with("min", YEARS.start).with("max", YEARS.end - 1));
        }
        if !(1..=MAX_NUMBER).contains(&self.number) {
            let fault = FieldFault::new("number", FieldCode::OutOfRange);
            faults.push(fault.with("min", 1).with("max", MAX_NUMBER));
        }
        Fault::check(faults)
    }

    /// Where it should be at the end of the local day `today`; see [`should_be`].
    pub fn should_be(&self, today: NaiveDate) -> i64 {
        should_be(self.number, self.year, today)
    }

    /// How it stands with `value` reached by the end of `today`.
    pub fn pace(&self, value: i64, today: NaiveDate) -> Pace {
        let ahead = today.checked_add_signed(TimeDelta::days(AHEAD_DAYS)).unwrap_or(NaiveDate::MAX);
        if value < self.should_be(today) {
            Pace::Behind
        } else if value > self.should_be(ahead) || (value >= self.number && today < year_end(self.year)) {
            Pace::Ahead
        } else {
            Pace::On
        }
    }
}

/// Where a year should be at the end of a day: `number` × days gone, that day included, ÷ days of the year (366 in a leap
/// year), floored. Nothing before the year, all of it from its last day on.
pub fn should_be(number: i64, year: i32, today: NaiveDate) -> i64 {
    if today.year() < year {
        return 0;
    }
    if today.year() > year {
        return number;
    }
    let days = i128::from(year_end(year).ordinal());
    let due = i128::from(number) * i128::from(today.ordinal()) / days;
    i64::try_from(due).unwrap_or(number)
}

fn year_end(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// So many days before its time is still "on".
const AHEAD_DAYS: i64 = 7;

text_enum! {
    /// How a target stands.
    Pace {
        /// 滞后: less than it should be by today.
        Behind = "behind",
        /// 正常: as much as it should be, and no more than in a week.
        On = "on",
        /// 超前: more than it should be in a week, or reached before the year's end.
        Ahead = "ahead",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    fn target(year: i32, number: i64) -> YearTarget {
        YearTarget {
            id: TargetId(Uuid::from_u128(1)),
            area: "310105008".parse().expect("code"),
            year,
            name: "更换非安全型灶具".into(),
            unit: "台".into(),
            number,
            measured_by: Measured::StovesReplaced,
        }
    }

    #[test]
    fn where_the_year_should_be() {
        for (year, number, today, due) in [
            (2023, 120, "2022-12-31", 0),
            (2023, 120, "2023-01-01", 0),
            (2023, 365, "2023-01-01", 1),
            (2024, 366, "2024-02-29", 60),
            (2024, 366, "2024-12-30", 365),
            (2024, 365, "2024-12-30", 364),
            (2023, 120, "2023-07-02", 60),
            (2023, 120, "2023-12-30", 119),
            (2023, 120, "2023-12-31", 120),
            (2023, 120, "2024-01-01", 120),
        ] {
            assert_eq!(should_be(number, year, day(today)), due, "{year} {number} {today}");
        }
    }

    #[test]
    fn behind_on_and_ahead() {
        for (value, today, pace) in [
            (59, "2023-07-02", Pace::Behind),
            (60, "2023-07-02", Pace::On),
            (62, "2023-07-02", Pace::On),
            (63, "2023-07-02", Pace::Ahead),
            (119, "2023-12-31", Pace::Behind),
            (120, "2023-12-31", Pace::On),
            (121, "2023-12-31", Pace::Ahead),
            (120, "2023-12-28", Pace::Ahead),
            (119, "2024-06-01", Pace::Behind),
            (0, "2022-06-01", Pace::On),
        ] {
            assert_eq!(target(2023, 120).pace(value, day(today)), pace, "{value} {today}");
        }
    }

    #[test]
    fn a_target_is_a_number_of_a_year() {
        assert_eq!(target(2023, 120).validate(), Ok(()));
        for bad in [target(1969, 120), target(2023, 0), target(2023, MAX_NUMBER + 1)] {
            assert!(bad.validate().is_err(), "{bad:?}");
        }
    }

    proptest! {
        /// Never backwards, never more than the number, and exactly the number on the last day.
        #[test]
        fn the_pace_only_rises(number in 1i64..MAX_NUMBER, year in 1970i32..2199, days in 0i64..800) {
            let start = NaiveDate::from_ymd_opt(year, 1, 1).expect("day") - TimeDelta::days(200);
            let today = start + TimeDelta::days(days);
            let due = should_be(number, year, today);
            prop_assert!((0..=number).contains(&due));
            prop_assert!(due <= should_be(number, year, today + TimeDelta::days(1)));
            prop_assert_eq!(should_be(number, year, year_end(year)), number);
            let it = target(year, number);
            prop_assert_ne!(it.pace(due, today), Pace::Behind);
        }
    }
}
