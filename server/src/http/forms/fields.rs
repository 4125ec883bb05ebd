//! Reading the values of a form and collecting what is wrong with them.

use super::Input;
use backend::import_text::parse_moment;
use chrono::{DateTime, Utc};
use domain::{
    fault::{Fault, FieldCode, FieldFault},
    ids::UserId,
    text::tidy,
};
use std::str::FromStr;

/// Reads values by name. A value that is missing or malformed is noted as a fault of its field; [`Fields::check`]
/// tells all of them at once.
pub struct Fields<'a> {
    input: &'a Input,
    faults: Vec<FieldFault>,
}

impl<'a> Fields<'a> {
    /// Reads from `input`.
    pub fn new(input: &'a Input) -> Self {
        Self { input, faults: Vec::new() }
    }

    /// A text; empty when missing. Whether it may be empty is the command's business.
    pub fn text(&self, name: &str) -> String {
        self.input.text(name).unwrap_or_default().to_owned()
    }

    /// A text that may be left empty.
    pub fn optional_text(&self, name: &str) -> Option<String> {
        self.input.text(name).and_then(tidy)
    }

    /// A value that must be there.
    pub fn value<T: FromStr>(&mut self, name: &str) -> Option<T> {
        if self.input.text(name).is_none_or(|text| text.trim().is_empty()) {
            self.faults.push(FieldFault::new(name, FieldCode::Required));
        }
        self.optional(name)
    }

    /// A value that may be left empty.
    pub fn optional<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.input.text(name).map(str::trim).filter(|text| !text.is_empty())?;
        let value = text.parse().ok();
        if value.is_none() {
            self.faults.push(FieldFault::new(name, FieldCode::Malformed));
        }
        value
    }

    /// Whom ticked work is given to; nobody when it is taken back, which is a button of its own and no field left empty.
    pub fn receiver(&mut self) -> Option<UserId> {
        if self.input.text("take_back").is_some() { None } else { self.value("assignee") }
    }

    /// All values of a name, each once; empty ones count as missing.
    pub fn many<T: FromStr + PartialEq>(&mut self, name: &str) -> Vec<T> {
        let mut values = Vec::new();
        for text in self.input.all(name).map(str::trim).filter(|text| !text.is_empty()) {
            match text.parse() {
                Ok(value) if values.contains(&value) => {}
                Ok(value) => values.push(value),
                Err(_) => self.faults.push(FieldFault::new(name, FieldCode::Malformed)),
            }
        }
        values
    }

    /// A local day and time that may be left empty.
    pub fn moment(&mut self, name: &str) -> Option<DateTime<Utc>> {
        let text = self.input.text(name).map(str::trim).filter(|text| !text.is_empty())?;
        let at = parse_moment(text);
        if at.is_none() {
            self.faults.push(FieldFault::new(name, FieldCode::Malformed));
        }
        at
    }

    /// Yes (`1`) or no (`0`), which must be said.
    pub fn yes_or_no(&mut self, name: &str) -> Option<bool> {
        self.value::<u8>(name).map(|value| value != 0)
    }

    /// Yes (`1`), no (`0`), or nothing: not known.
    pub fn known(&mut self, name: &str) -> Option<bool> {
        self.optional::<u8>(name).map(|value| value != 0)
    }

    /// A local day and time that must be there.
    pub fn time(&mut self, name: &str) -> Option<DateTime<Utc>> {
        if self.input.text(name).is_none_or(|text| text.trim().is_empty()) {
            self.refuse(name, FieldCode::Required);
        }
        self.moment(name)
    }

    /// Notes a fault.
    pub fn refuse(&mut self, field: impl Into<String>, code: FieldCode) {
        self.faults.push(FieldFault::new(field, code));
    }

    /// Everything could be read.
    pub fn check(self) -> Result<(), Fault> {
        Fault::check(self.faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_at_once() {
        let pairs = [("until", "soon"), ("note", " \u{3000}"), ("grant", "1"), ("empty", "")];
        let input = Input::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
        let mut fields = Fields::new(&input);
        assert_eq!(fields.value::<chrono::NaiveDate>("until"), None);
        assert_eq!(fields.value::<u32>("missing"), None);
        assert_eq!(fields.optional::<u32>("empty"), None);
        assert_eq!(fields.yes_or_no("grant"), Some(true));
        assert_eq!(fields.optional_text("note"), None);
        assert_eq!(fields.many::<u8>("grant"), [1]);
        assert_eq!(fields.many::<u8>("empty"), [0_u8; 0]);
        assert_eq!(fields.moment("empty"), None);
        assert_eq!((fields.known("grant"), fields.known("empty")), (Some(true), None));
        let fault = fields.check().unwrap_err();
        let told: Vec<_> = fault.fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(told, [("until", FieldCode::Malformed), ("missing", FieldCode::Required)]);
    }
}
