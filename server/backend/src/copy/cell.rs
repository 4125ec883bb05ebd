//! What stands in one column of a row, and the one text that it has whichever database it was read from.

use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sea_orm::{ColumnType, DbErr, QueryResult, Value};
use serde_json::{Number, Value as Json};
use std::fmt::Write;
use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Text,
    Bool,
    Small,
    Int,
    Big,
    Float,
    Day,
    Time,
    Json,
}

/// What stands in a column; `None` is NULL.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Bool(Option<bool>),
    Small(Option<i16>),
    Int(Option<i32>),
    Big(Option<i64>),
    Float(Option<f64>),
    Day(Option<NaiveDate>),
    Time(Option<DateTime<Utc>>),
    Json(Option<Json>),
}

impl Kind {
    /// That of a column of an entity; `None` for a type that the migrations do not use.
    pub fn of(kind: &ColumnType) -> Option<Self> {
        Some(match kind {
            ColumnType::Uuid => Self::Uuid,
            ColumnType::String(_) | ColumnType::Text => Self::Text,
            ColumnType::Boolean => Self::Bool,
            ColumnType::SmallInteger => Self::Small,
            ColumnType::Integer => Self::Int,
            ColumnType::BigInteger => Self::Big,
            ColumnType::Double => Self::Float,
            ColumnType::Date => Self::Day,
            ColumnType::TimestampWithTimeZone => Self::Time,
            ColumnType::JsonBinary => Self::Json,
            _ => return None,
        })
    }

    /// What stands in that column of an answer.
    pub fn read(self, row: &QueryResult, column: usize) -> Result<Cell, DbErr> {
        Ok(match self {
            Self::Uuid => Cell::Uuid(row.try_get_by_index(column)?),
            Self::Text => Cell::Text(row.try_get_by_index(column)?),
            Self::Bool => Cell::Bool(row.try_get_by_index(column)?),
            Self::Small => Cell::Small(row.try_get_by_index(column)?),
            Self::Int => Cell::Int(row.try_get_by_index(column)?),
            Self::Big => Cell::Big(row.try_get_by_index(column)?),
            Self::Float => Cell::Float(row.try_get_by_index(column)?),
            Self::Day => Cell::Day(row.try_get_by_index(column)?),
            Self::Time => Cell::Time(row.try_get_by_index(column)?),
            Self::Json => Cell::Json(row.try_get_by_index(column)?),
        })
    }

    /// What has that text; see [`Cell::text`].
    pub fn parse(self, text: &str) -> Result<Cell> {
        let broken = || Error::broken(format!("{text:?} is no value of {self:?}"));
        Ok(match self {
            Self::Uuid => Cell::Uuid(Some(text.parse().map_err(|_| broken())?)),
            Self::Text => Cell::Text(Some(text.to_owned())),
            Self::Bool => Cell::Bool(Some(text.parse().map_err(|_| broken())?)),
            Self::Small => Cell::Small(Some(text.parse().map_err(|_| broken())?)),
            Self::Int => Cell::Int(Some(text.parse().map_err(|_| broken())?)),
            Self::Big => Cell::Big(Some(text.parse().map_err(|_| broken())?)),
            Self::Float => Cell::Float(Some(text.parse().map_err(|_| broken())?)),
            Self::Day => Cell::Day(Some(text.parse().map_err(|_| broken())?)),
            Self::Time => Cell::Time(Some(text.parse().map_err(|_| broken())?)),
            Self::Json => Cell::Json(Some(serde_json::from_str(text)?)),
        })
    }
}

impl Cell {
    /// Its canonical text: equal for equal values, whichever database they come from. A time is that of UTC with microseconds,
    /// which is what PostgreSQL keeps; members of JSON are in the order of their names, because `jsonb` forgets the order in
    /// which they came.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Uuid(value) => value.map(|v| v.to_string()),
            Self::Text(value) => value.clone(),
            Self::Bool(value) => value.map(|v| v.to_string()),
            Self::Small(value) => value.map(|v| v.to_string()),
            Self::Int(value) => value.map(|v| v.to_string()),
            Self::Big(value) => value.map(|v| v.to_string()),
            Self::Float(value) => value.map(|v| v.to_string()),
            Self::Day(value) => value.map(|v| v.to_string()),
            Self::Time(value) => value.map(|v| v.to_rfc3339_opts(SecondsFormat::Micros, true)),
            Self::Json(value) => value.as_ref().map(|value| {
                let mut text = String::new();
                write_json(&mut text, value);
                text
            }),
        }
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Uuid(value) => value.into(),
            Cell::Text(value) => value.into(),
            Cell::Bool(value) => value.into(),
            Cell::Small(value) => value.into(),
            Cell::Int(value) => value.into(),
            Cell::Big(value) => value.into(),
            Cell::Float(value) => value.into(),
            Cell::Day(value) => value.into(),
            Cell::Time(value) => value.into(),
            Cell::Json(value) => value.into(),
        }
    }
}

fn write_json(out: &mut String, value: &Json) {
    match value {
        Json::Number(number) => out.push_str(&plain(number)),
        Json::Array(all) => {
            out.push('[');
            for (i, one) in all.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_json(out, one);
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<(&String, &Json)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (i, (name, one)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                push(out, &Json::String(name.clone()));
                out.push(':');
                write_json(out, one);
            }
            out.push('}');
        }
        Json::Null | Json::Bool(_) | Json::String(_) => push(out, value),
    }
}

fn push(out: &mut String, value: &Json) {
    // writing to a text cannot fail
    let _ = write!(out, "{value}");
}

/// A number as digits: `jsonb` writes out what SQLite's text has as a power of ten, and knows no zero below zero.
fn plain(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() => {
            if value == 0.0 {
                "0".to_owned()
            } else {
                // never with an exponent, and a whole number without a point
                value.to_string()
            }
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_leads_back_to_the_value() {
        let id = Uuid::from_u128(7);
        let at: DateTime<Utc> = "2023-05-01T01:02:03.004Z".parse().expect("a time");
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
        for (kind, cell) in [
            (Kind::Uuid, Cell::Uuid(Some(id))),
            (Kind::Text, Cell::Text(Some("a\u{1f}\"b".to_owned()))),
            (Kind::Bool, Cell::Bool(Some(true))),
            (Kind::Small, Cell::Small(Some(-3))),
            (Kind::Int, Cell::Int(Some(i32::MIN))),
            (Kind::Big, Cell::Big(Some(i64::MAX))),
            (Kind::Float, Cell::Float(Some(121.389_012_345))),
            (Kind::Day, Cell::Day(Some(day))),
            (Kind::Time, Cell::Time(Some(at))),
            (Kind::Json, Cell::Json(Some(json!({"b": [1, null], "a": "店"})))),
        ] {
            let text = cell.text().expect("not NULL");
            assert_eq!(kind.parse(&text).expect("its own text"), cell, "{text}");
        }
        assert_eq!(Cell::Text(None).text(), None);
        assert!(Kind::Int.parse("1.5").is_err());
    }

    #[test]
    fn json_has_one_text_however_it_was_kept() {
        let text = |json: &str| Kind::Json.parse(json).expect("JSON").text().expect("not NULL");
        assert_eq!(text(r#"{"b": 1, "aa": {"d":2,"c":1.50}}"#), r#"{"aa":{"c":1.5,"d":2},"b":1}"#);
        assert_eq!(text("1e20"), text("100000000000000000000"));
        assert_eq!(text("[1.0, -0.0]"), text("[1, 0]"));
        assert_eq!(text("1e-7"), text("0.0000001"));
        assert_ne!(text("[1]"), text("[\"1\"]"));
        assert_ne!(text("121.3890"), text("121.3891"));
        for digits in
            ["121.38901234567891", "0.30000000000000004", "31.209499999999998", "0.9007199254740993"]
        {
            assert_eq!(text(&text(digits)), text(digits));
            let kept: f64 = digits.parse().expect("a number");
            assert_eq!(text(digits), kept.to_string());
        }
    }
}
