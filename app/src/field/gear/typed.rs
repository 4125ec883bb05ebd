//! What is typed into these forms, as values. A day that cannot be read and one that is not known are two things.

use domain::{
    fault::{FieldCode, FieldFault},
    text::narrow,
};
use std::str::FromStr;

/// A day, number, amount or serial number; `None` when nothing was typed, and a fault when it is none of these.
pub fn value<T: FromStr>(text: &str, field: &str, faults: &mut Vec<FieldFault>) -> Option<T> {
    // a Chinese keyboard types full-width digits
    let plain: String = text.chars().map(narrow).collect();
    let plain = plain.trim();
    if plain.is_empty() {
        return None;
    }
    let value = plain.parse().ok();
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
        assert_eq!(faults, []);
        assert_eq!(value::<u16>("很长", "f", &mut faults), None);
        required(value::<u16>("", "g", &mut faults), "g", &mut faults);
        required(value::<u16>("x", "h", &mut faults), "h", &mut faults);
        let told: Vec<String> =
            faults.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect();
        assert_eq!(told, ["f malformed", "g required", "h malformed"], "each field once");
    }
}
