//! How often and after which time work that failed is tried again.

use chrono::TimeDelta;

/// Most attempts of one piece of work: with [`wait`] they take about a day.
pub const MOST_ATTEMPTS: u32 = 9;

/// The first wait, in seconds.
const FIRST: i64 = 30;

/// The longest wait, in seconds: four hours.
const LONGEST: i64 = 4 * 3600;

/// How long to wait after the attempt of that number (the first is 1): half a minute, then four times longer each time, at
/// most four hours.
pub fn wait(attempt: u32) -> TimeDelta {
    let times = 4_i64.saturating_pow(attempt.saturating_sub(1));
    TimeDelta::seconds(FIRST.saturating_mul(times).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_four_hours() {
        let seconds: Vec<i64> = (0..=7).map(|attempt| wait(attempt).num_seconds()).collect();
        assert_eq!(seconds, [30, 30, 120, 480, 1_920, 7_680, 14_400, 14_400]);
        assert_eq!(wait(u32::MAX), TimeDelta::hours(4));
        let all: TimeDelta = (1..MOST_ATTEMPTS).map(wait).sum();
        assert!(all > TimeDelta::hours(12) && all < TimeDelta::hours(24), "{all}");
    }
}
