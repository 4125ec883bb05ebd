//! The trends of a summary.

use crate::{charts::Trends, error::Result};
use domain::{figures::Charts, summary::SafetySummary};

/// Over its months.
pub(super) fn trends(summary: &SafetySummary) -> Trends {
    Trends::over(summary.months.iter().map(|line| (line.month, line.figures)))
}

/// For its page.
pub fn of(summary: &SafetySummary) -> Result<Charts> {
    trends(summary).svg()
}
