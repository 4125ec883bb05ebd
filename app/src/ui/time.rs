//! Times and days, always those of Asia/Shanghai. The browser shows what the server wrote: while the page is
//! being taken over its clock stands at the server's, so nothing flickers and a tablet's wrong clock does no harm.

use super::{Icon, Tone, badge::Badge};
use crate::{facts::with_facts, tr};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use domain::calendar::{SHANGHAI, local_date};
use leptos::prelude::*;

/// Milliseconds by which the server's clock is ahead of the browser's; [`UNKNOWN`] at first.
#[cfg(feature = "hydrate")]
static AHEAD: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(UNKNOWN);
#[cfg(feature = "hydrate")]
const UNKNOWN: i64 = i64::MIN;

/// The page says what time it is at the server.
#[cfg(feature = "hydrate")]
pub(crate) fn set_server_clock(server: DateTime<Utc>) {
    set_clock_ahead(server.timestamp_millis() - device_now().timestamp_millis());
}

/// The server's clock is so many milliseconds ahead of this device's.
#[cfg(feature = "hydrate")]
pub(crate) fn set_clock_ahead(ms: i64) {
    AHEAD.store(ms, std::sync::atomic::Ordering::Relaxed);
}

/// This device's own clock, right or wrong.
#[cfg(feature = "hydrate")]
pub(crate) fn device_now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// The present, by the server's clock.
pub fn now() -> DateTime<Utc> {
    #[cfg(feature = "hydrate")]
    {
        let hydrating = Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
        let ahead = AHEAD.load(std::sync::atomic::Ordering::Relaxed);
        if !hydrating && ahead != UNKNOWN {
            return device_now() + TimeDelta::milliseconds(ahead);
        }
    }
    with_facts(|facts| facts.now)
}

/// Today in Shanghai.
pub fn today() -> NaiveDate {
    local_date(now())
}

/// `2023-06-01 14:05`
pub fn minute_text(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&SHANGHAI);
    format!("{} {:02}:{:02}", day_text(at.date_naive()), at.hour(), at.minute())
}

/// `2023-06-01`
pub fn day_text(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// `2023-06-01T14:05`, the form of `<input type="datetime-local">`.
pub fn input_minute(at: DateTime<Utc>) -> String {
    minute_text(at).replace(' ', "T")
}

/// `3 小时前`; the day itself when it is more than a month away.
pub fn ago_text(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let past = now - at;
    let ahead = past < TimeDelta::zero();
    let (minutes, hours, days) = (past.num_minutes().abs(), past.num_hours().abs(), past.num_days().abs());
    match (days, hours, minutes) {
        (0, 0, 0) => tr!(ui.just_now).to_owned(),
        (0, 0, n) => {
            if ahead {
                tr!(ui.in_minutes, n = n)
            } else {
                tr!(ui.minutes_ago, n = n)
            }
        }
        (0, n, _) => {
            if ahead {
                tr!(ui.in_hours, n = n)
            } else {
                tr!(ui.hours_ago, n = n)
            }
        }
        (n, ..) if n <= 31 => {
            if ahead {
                tr!(ui.in_days, n = n)
            } else {
                tr!(ui.days_ago, n = n)
            }
        }
        _ => day_text(local_date(at)),
    }
}

/// How long a span is, whichever way it goes, in the unit that says enough.
pub fn span_text(span: TimeDelta) -> String {
    match span.abs().num_minutes() {
        n if n < 120 => tr!(field.minutes, n = n),
        n if n < 2 * 24 * 60 => tr!(field.hours, n = n / 60),
        n => tr!(field.days, n = n / (24 * 60)),
    }
}

/// A moment, to the minute.
#[component]
pub fn At(
    /// When.
    time: DateTime<Utc>,
) -> impl IntoView {
    let text = minute_text(time);
    view! { <time datetime=machine(time)>{text}</time> }
}

/// How long ago; the moment itself as a tooltip.
#[component]
pub fn Ago(
    /// When.
    time: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <time datetime=machine(time) title=minute_text(time)>
            {ago_text(time, now())}
        </time>
    }
}

/// A day.
#[component]
pub fn Day(
    /// Which.
    day: NaiveDate,
) -> impl IntoView {
    view! { <time class="day" datetime=day_text(day)>{day_text(day)}</time> }
}

/// A deadline: the day, and while it matters how many days are left or gone.
#[component]
pub fn Due(
    /// The last day.
    day: NaiveDate,
    /// Whether it is still waited for.
    open: bool,
) -> impl IntoView {
    let left = (day - today()).num_days();
    let word = open.then(|| match left {
        0 => view! { <Badge tone=Tone::Warn shape=Icon::Clock text=tr!(ui.due_today) /> },
        n if n < 0 => view! { <Badge tone=Tone::Bad shape=Icon::Clock text=tr!(ui.overdue_by, n = -n) /> },
        n => view! { <Badge tone=if n <= 3 { Tone::Warn } else { Tone::Neutral } text=tr!(ui.due_in, n = n) /> },
    });
    view! { <span class="due"><Day day /> {word}</span> }
}

/// The form for machines, in UTC to the second.
fn machine(at: DateTime<Utc>) -> String {
    let (day, time) = (at.date_naive(), at.time());
    format!("{}T{:02}:{:02}:{:02}Z", day_text(day), time.hour(), time.minute(), time.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> DateTime<Utc> {
        s.parse().expect(s)
    }

    #[test]
    fn times_are_those_of_shanghai() {
        assert_eq!(minute_text(at("2023-12-31T16:00:30Z")), "2024-01-01 00:00");
        assert_eq!(input_minute(at("2023-06-01T06:05:00Z")), "2023-06-01T14:05");
        assert_eq!(machine(at("2023-06-01T06:05:09Z")), "2023-06-01T06:05:09Z");
    }

    #[test]
    fn how_long_ago() {
        let now = at("2023-06-10T12:00:00Z");
        for (time, text) in [
            ("2023-06-10T11:59:40Z", "刚刚"),
            ("2023-06-10T11:15:00Z", "45 分钟前"),
            ("2023-06-10T06:00:00Z", "6 小时前"),
            ("2023-06-07T06:00:00Z", "3 天前"),
            ("2023-06-12T13:00:00Z", "2 天后"),
            ("2023-03-31T17:00:00Z", "2023-04-01"),
        ] {
            assert_eq!(ago_text(at(time), now), text, "{time}");
        }
    }
}
