//! What is typed into the forms of the programmes and registers, as values. A day that cannot be read and one that is not known
//! are two things.

use chrono::{DateTime, Utc};
use domain::{
    calendar::local_moment,
    fault::{Code, Fault, FieldCode, FieldFault},
    text::narrow,
};
use std::str::FromStr;

/// A day, number, amount or serial number; `None` when nothing was typed, and a fault when it is none of these.
pub fn value<T: FromStr>(text: &str, field: &str, faults: &mut Vec<FieldFault>) -> Option<T> {
    read(text, field, faults, |plain| plain.parse().ok())
}

/// The same of a local day and time.
pub fn moment(text: &str, field: &str, faults: &mut Vec<FieldFault>) -> Option<DateTime<Utc>> {
    read(text, field, faults, local_moment)
}

fn read<T>(
    text: &str,
    field: &str,
    faults: &mut Vec<FieldFault>,
    as_value: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    // a Chinese keyboard types full-width digits
    let plain: String = text.chars().map(narrow).collect();
    let plain = plain.trim();
    if plain.is_empty() {
        return None;
    }
    let value = as_value(plain);
    if value.is_none() {
        faults.push(FieldFault::new(field, FieldCode::Malformed));
    }
    value
}

/// Notes that something is missing, unless it is known already what is wrong with it.
pub fn required<T>(value: Option<T>, field: &str, faults: &mut Vec<FieldFault>) -> Option<T> {
    if value.is_none() && faults.iter().all(|fault| fault.field != field) {
        faults.push(FieldFault::new(field, FieldCode::Required));
    }
    value
}

/// Nothing when a command passes: else our own faults, and those of the others that we do not know better.
pub fn checked(mut faults: Vec<FieldFault>, passes: Result<(), Fault>) -> Result<(), Vec<FieldFault>> {
    if let Err(Fault { code: Code::Invalid, fields, .. }) = passes {
        let ours: Vec<String> = faults.iter().map(|fault| fault.field.clone()).collect();
        faults.extend(fields.into_iter().filter(|fault| !ours.contains(&fault.field)));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// A value as it was typed.
pub fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::{money::Fen, programmes::device::Serial};

    #[test]
    fn what_is_typed_is_a_value_nothing_or_wrong() {
        let mut faults = Vec::new();
        assert_eq!(value::<NaiveDate>("2023-06-01", "a", &mut faults), "2023-06-01".parse().ok());
        assert_eq!(value::<u16>(" １２０ ", "b", &mut faults), Some(120));
        assert_eq!(value::<Fen>("￥1,280.5", "c", &mut faults), Some(Fen(128_050)));
        assert_eq!(
            value::<Serial>("sn:a-2301", "d", &mut faults).map(String::from).as_deref(),
            Some("A2301")
        );
        assert_eq!(value::<u16>("", "e", &mut faults), None);
        let noon = moment("2023-06-01T12:00", "i", &mut faults).map(|at| at.to_rfc3339());
        assert_eq!(noon.as_deref(), Some("2023-06-01T04:00:00+00:00"));
        assert_eq!(moment("", "j", &mut faults), None);
        assert_eq!(faults, []);
        assert_eq!(value::<u16>("很长", "f", &mut faults), None);
        assert_eq!(moment("昨天", "k", &mut faults), None);
        required(value::<u16>("", "g", &mut faults), "g", &mut faults);
        required(value::<u16>("x", "h", &mut faults), "h", &mut faults);
        let told: Vec<String> =
            faults.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect();
        assert_eq!(told, ["f malformed", "k malformed", "g required", "h malformed"], "each field once");
    }
}
