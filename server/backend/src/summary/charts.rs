//! The charts of a summary: its trends, how old is what is open, and its map.

use super::map;
use crate::{
    charts::{Bar, Trends, bars},
    error::Result,
};
use domain::{
    figures::Charts,
    summary::{AgeLine, SafetySummary},
};

/// Over its months.
pub(super) fn trends(summary: &SafetySummary) -> Trends {
    Trends::over(summary.months.iter().map(|line| (line.month, line.figures)))
}

/// The steps of age of what is open, with its overdue part; none when nothing is open.
pub(super) fn ages(summary: &SafetySummary) -> Vec<Bar> {
    if summary.ages.iter().all(|line| line.open == 0) {
        return Vec::new();
    }
    let bar = |line: &AgeLine| Bar { label: line.days(), all: line.open, part: line.overdue };
    summary.ages.iter().map(bar).collect()
}

/// Its trends, for its page.
pub fn of(summary: &SafetySummary) -> Result<Charts> {
    trends(summary).svg()
}

/// The ages, for its page; empty when nothing is open.
pub fn of_ages(summary: &SafetySummary) -> Result<String> {
    let ages = ages(summary);
    if ages.is_empty() { Ok(String::new()) } else { bars(&ages) }
}

/// The map, for its page; empty when nothing found has a position.
pub fn of_map(summary: &SafetySummary) -> String {
    map::svg(&summary.map)
}
