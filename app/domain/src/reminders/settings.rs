//! What each person may choose: by which ways, and when not.

use super::Way;
use crate::{
    calendar::{SHANGHAI, day_start, local_date},
    fault::{Fault, FieldCode, FieldFault},
    ids::EventId,
    text::{Texts, tidy},
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A time of the day in Shanghai, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(u16);

/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl Clock {
    /// The time so many minutes after midnight; `None` from 24:00 on.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes < DAY { Some(Self(minutes)) } else { None }
    }

    /// Minutes after midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// That time of a local day.
    pub fn on(self, day: NaiveDate) -> DateTime<Utc> {
        let after = TimeDelta::minutes(self.0.into());
        day_start(day).checked_add_signed(after).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The time of the day of an instant.
    fn of(at: DateTime<Utc>) -> Self {
        let local = at.with_timezone(&SHANGHAI);
        Self((local.hour() * 60 + local.minute()) as u16)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A text that is no time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of the day is written as 08:30")]
pub struct NotAClock;

impl FromStr for Clock {
    type Err = NotAClock;

    fn from_str(text: &str) -> Result<Self, NotAClock> {
        let (hours, minutes) = text.split_once(':').ok_or(NotAClock)?;
        let number = |part: &str, most: u16| {
            let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|n| digits && *n <= most).ok_or(NotAClock)
        };
        Ok(Self(number(hours, 23)? * 60 + number(minutes, 59)?))
    }
}

impl Serialize for Clock {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Quiet hours 免打扰, in Shanghai; `from` after `to` goes over midnight, and the same time twice is none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first quiet minute.
    pub from: Clock,
    /// The first minute that is not quiet any more.
    pub to: Clock,
}

impl Default for Quiet {
    /// From nine in the evening to eight in the morning.
    fn default() -> Self {
        Self { from: Clock(21 * 60), to: Clock(8 * 60) }
    }
}

impl Quiet {
    /// Whether it is quiet at that instant.
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        let now = Clock::of(at);
        if self.from <= self.to {
            self.from <= now && now < self.to
        } else {
            self.from <= now || now < self.to
        }
    }

    /// The first instant from `at` on when something may be said.
    pub fn after(self, at: DateTime<Utc>) -> DateTime<Utc> {
        if !self.holds(at) {
            return at;
        }
        let today = local_date(at);
        let end = self.to.on(today);
        let tomorrow = || today.checked_add_days(Days::new(1)).unwrap_or(today);
        if end > at { end } else { self.to.on(tomorrow()) }
    }
}

/// What a person has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderSettings {
    /// The address for mail.
    pub mail: Option<String>,
    /// Whether reminders come by mail too.
    pub by_mail: bool,
    /// Whether they are told by the robot in the office's group too.
    pub by_robot: bool,
    /// When neither is to come.
    pub quiet: Quiet,
}

impl ReminderSettings {
    /// Whether messages come by that way.
    pub fn wants(&self, way: Way) -> bool {
        match way {
            Way::Mail => self.by_mail && self.mail.is_some(),
            Way::Robot => self.by_robot,
        }
    }
}

/// A person's choice, sent by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveSettings {
    /// Made by the caller: the same save is accepted again.
    pub id: EventId,
    /// The choice.
    pub settings: ReminderSettings,
}

/// Longest mail address that SMTP carries (RFC 5321, 4.5.3.1.3: a path of 256 with its brackets).
const LONGEST_MAIL: usize = 254;

impl SaveSettings {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// What is wrong, by field: an address that is none, or that is missing where mail was chosen.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        let mail = self.settings.mail.as_deref();
        Texts::new(&mut faults).optional_line("mail", mail);
        match mail.and_then(tidy) {
            Some(mail) if !is_mail(&mail) => faults.push(FieldFault::new("mail", FieldCode::Malformed)),
            None if self.settings.by_mail => faults.push(FieldFault::new("mail", FieldCode::Required)),
            _ => {}
        }
        Fault::check(faults)
    }
}

/// Whether a text has the form of a mail address. Whether there is such a box only a mail can tell.
pub fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let of_name = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        let inside = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        inside && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= LONGEST_MAIL
        && (1..=64).contains(&name.len())
        && name.chars().all(of_name)
        && name.split('.').all(|part| !part.is_empty())
        && host.contains('.')
        && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> Clock {
        text.parse().expect(text)
    }

    fn at(day: &str, time: &str) -> DateTime<Utc> {
        clock(time).on(day.parse().expect(day))
    }

    #[test]
    fn times_of_the_day() {
        for (text, minutes) in [("00:00", 0), ("8:05", 485), ("08:30", 510), ("23:59", 1439)] {
            assert_eq!(clock(text).minutes(), minutes);
        }
        assert_eq!(clock("8:05").to_string(), "08:05");
        for text in ["", "8", "24:00", "08:60", "+8:00", "008:00", "08:3x", "08:30:00", " 8:00"] {
            assert_eq!(text.parse::<Clock>(), Err(NotAClock), "{text}");
        }
        assert_eq!(Clock::from_minutes(1440), None);
        assert_eq!(at("2023-06-01", "08:30").to_rfc3339(), "2023-06-01T00:30:00+00:00");
    }

    #[test]
    fn nothing_is_said_in_quiet_hours() {
        let (night, noon) = (("21:00", "08:00"), ("12:00", "13:30"));
        for ((from, to), asked, said) in [
            (night, ("2023-06-01", "20:59"), ("2023-06-01", "20:59")),
            (night, ("2023-06-01", "21:00"), ("2023-06-02", "08:00")),
            (night, ("2023-06-01", "23:59"), ("2023-06-02", "08:00")),
            (night, ("2023-06-02", "00:00"), ("2023-06-02", "08:00")),
            (night, ("2023-06-02", "07:59"), ("2023-06-02", "08:00")),
            (night, ("2023-06-02", "08:00"), ("2023-06-02", "08:00")),
            (noon, ("2023-06-02", "11:59"), ("2023-06-02", "11:59")),
            (noon, ("2023-06-02", "12:00"), ("2023-06-02", "13:30")),
            (noon, ("2023-06-02", "13:30"), ("2023-06-02", "13:30")),
            (("09:00", "09:00"), ("2023-06-02", "09:00"), ("2023-06-02", "09:00")),
        ] {
            let quiet = Quiet { from: clock(from), to: clock(to) };
            let (asked, said) = (at(asked.0, asked.1), at(said.0, said.1));
            assert_eq!(quiet.after(asked), said, "{quiet:?} {asked}");
            assert!(!quiet.holds(said));
        }
    }

    #[test]
    fn addresses_of_mail() {
        for good in ["a@b.cn", "li.office@xianxia.sh.gov.cn", "o'neil+x@a-b.example"] {
            assert!(is_mail(good), "{good}");
        }
        let long = format!("{}@b.cn", "a".repeat(65));
        for bad in [
            "", "a", "a@b", "@b.cn", "a@", "a b@c.cn", "a@b..cn", ".a@b.cn", "a@-b.cn", "李@b.cn",
            "a@b.cn\n", &long,
        ] {
            assert!(!is_mail(bad), "{bad}");
        }
    }

    #[test]
    fn mail_needs_an_address() {
        let save = |mail: Option<&str>, by_mail| {
            let settings = ReminderSettings { mail: mail.map(Into::into), by_mail, ..Default::default() };
            let save = SaveSettings { id: EventId(uuid::Uuid::nil()), settings };
            save.validate().err().map(|fault| fault.fields[0].code)
        };
        assert_eq!(save(None, false), None);
        assert_eq!(save(None, true), Some(FieldCode::Required));
        assert_eq!(save(Some("  "), true), Some(FieldCode::Required));
        assert_eq!(save(Some("a@b.cn"), true), None);
        assert_eq!(save(Some("a@b"), false), Some(FieldCode::Malformed));
    }
}
