//! The holiday calendar 节假日: which days differ from the plain week, as the yearly notice says.

use crate::{
    calendar::SpecialDay,
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::commands::check_day,
    ids::EventId,
    text::Texts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most days that are set at once: the longest holiday, with room.
pub const MOST_DAYS: i64 = 15;

/// What a day is instead of a plain one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayIs {
    /// Free or worked. A holiday that was noted by mistake becomes a worked day when it is a weekday, and the other way
    /// round: nothing has to be taken away.
    pub kind: SpecialDay,
    /// The holiday that it belongs to.
    pub name: String,
}

/// Sets the days from `from` to `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepDays {
    /// This change, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// What they are to be.
    pub is: DayIs,
    /// What the person saw the day as, when one that is set already is changed; `None` sets plain days only.
    #[serde(default)]
    pub before: Option<DayIs>,
    /// The notice.
    pub reason: String,
}

impl KeepDays {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`] with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        check_day("from", self.from, &mut faults);
        check_day("to", self.to, &mut faults);
        let days = (self.to - self.from).num_days() + 1;
        if days < 1 {
            faults.push(FieldFault::new("to", FieldCode::NotLater).with("than", self.from));
        } else if days > MOST_DAYS {
            faults.push(FieldFault::new("to", FieldCode::TooMany).with("max", MOST_DAYS));
        } else if days > 1 && self.before.is_some() {
            // what was seen is one day
            faults.push(FieldFault::new("to", FieldCode::NotAllowed));
        }
        Texts::new(&mut faults).line("name", &self.is.name).paragraph("reason", &self.reason);
        Fault::check(faults)
    }

    /// The days.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let to = self.to;
        self.from.iter_days().take_while(move |day| *day <= to)
    }

    /// Whether the days may be set, with those that are set already.
    ///
    /// # Errors
    /// [`Code::Stale`] when the day is no longer what the person saw, a fault of `from` when a day to be set is set already.
    pub fn fits(&self, there: &BTreeMap<NaiveDate, DayIs>) -> Result<(), Fault> {
        match &self.before {
            Some(seen) if there.get(&self.from) == Some(seen) => Ok(()),
            Some(_) => Err(Fault::new(Code::Stale)),
            None if self.days().any(|day| there.contains_key(&day)) => {
                Err(Fault::field("from", FieldCode::Duplicate))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    fn is(kind: SpecialDay) -> DayIs {
        DayIs { kind, name: "国庆节".into() }
    }

    fn keep(from: &str, to: &str, before: Option<DayIs>) -> KeepDays {
        KeepDays {
            id: EventId(Uuid::nil()),
            from: day(from),
            to: day(to),
            is: is(SpecialDay::Holiday),
            before,
            reason: "国办发明电〔2024〕12号".into(),
        }
    }

    #[test]
    fn days_are_set_together_and_changed_one_by_one() {
        let holiday = Some(is(SpecialDay::Holiday));
        for (from, to, before, expected) in [
            ("2025-10-01", "2025-10-08", None, None),
            ("2025-10-01", "2025-10-01", holiday.clone(), None),
            ("2025-10-01", "2025-10-02", holiday, Some(FieldCode::NotAllowed)),
            ("2025-10-01", "2025-09-30", None, Some(FieldCode::NotLater)),
            ("2025-10-01", "2025-10-16", None, Some(FieldCode::TooMany)),
        ] {
            let told = keep(from, to, before).validate().err().map(|fault| fault.fields[0].code);
            assert_eq!(told, expected, "{from} {to}");
        }
        assert_eq!(keep("2025-10-01", "2025-10-08", None).days().count(), 8);
    }

    #[test]
    fn a_day_is_set_once_and_changed_by_whoever_saw_it() {
        let there = BTreeMap::from([(day("2025-10-03"), is(SpecialDay::Holiday))]);
        assert_eq!(keep("2025-10-04", "2025-10-08", None).fits(&there), Ok(()));
        let twice = keep("2025-10-01", "2025-10-08", None).fits(&there).unwrap_err();
        assert_eq!(twice.fields[0].code, FieldCode::Duplicate);
        let seen = |kind| keep("2025-10-03", "2025-10-03", Some(is(kind))).fits(&there);
        assert_eq!(seen(SpecialDay::Holiday), Ok(()));
        assert_eq!(seen(SpecialDay::Workday).unwrap_err().code, Code::Stale);
    }
}
