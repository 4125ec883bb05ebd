//! Roll-call 防台防汛点名: while a typhoon or heavy rain lasts, everybody on certain registers is called every two hours, and a
//! board shows who answered. The lists are frozen when it begins, so that every round is of the same doors.

use crate::{
    area::AreaRef,
    fault::Fault,
    ids::{RollCallId, SiteId},
    text::Texts,
    text_enum,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

text_enum! {
    /// The registers that are called. What belongs to each is asked of what the program knows of a site.
    Register {
        /// 地下空间: sites of that kind.
        Basements = "basements",
        /// 车棚: sites of that kind.
        Sheds = "sheds",
        /// 老旧房屋: sites with an open hazard of the building's structure.
        OldHouses = "old_houses",
        /// 高空悬挂物: sites with an open hazard of falling objects.
        Hanging = "hanging",
        /// 独居老人: households on the list of gas alarms, which is that of elderly people living alone.
        ElderlyAlone = "elderly_alone",
    }
}

text_enum! {
    /// What a call came to.
    Answer {
        /// 平安.
        Safe = "safe",
        /// 需要帮助.
        NeedsHelp = "needs_help",
        /// 无人接听: nobody answered, so somebody has to go there.
        NoAnswer = "no_answer",
    }
}

text_enum! {
    /// Which doors of a list are looked at, by what the calls of the last round came to.
    Among {
        /// 待点名: nobody has called yet.
        Waiting = "waiting",
        /// Those that need help.
        NeedsHelp = "needs_help",
        /// Those that did not answer.
        NoAnswer = "no_answer",
        /// Those that said they are safe.
        Safe = "safe",
    }
}

impl Among {
    /// What they answered; nothing of those that wait.
    pub const fn answer(self) -> Option<Answer> {
        match self {
            Self::Waiting => None,
            Self::NeedsHelp => Some(Answer::NeedsHelp),
            Self::NoAnswer => Some(Answer::NoAnswer),
            Self::Safe => Some(Answer::Safe),
        }
    }
}

/// How long a round lasts; this project's decision.
pub const ROUND: TimeDelta = TimeDelta::hours(2);

/// A roll-call that is forgotten ends with its last round by itself: five days, longer than any typhoon has stayed over
/// Shanghai.
pub const MOST_ROUNDS: i64 = 60;

/// Which round an instant lies in, from 0; `None` before the beginning and after the last round.
pub fn round_at(started: DateTime<Utc>, at: DateTime<Utc>) -> Option<i64> {
    let passed = at.signed_duration_since(started);
    let round = passed.num_milliseconds().div_euclid(ROUND.num_milliseconds());
    (0..MOST_ROUNDS).contains(&round).then_some(round)
}

/// When a round begins and ends; the end belongs to the next one.
pub fn bounds(started: DateTime<Utc>, round: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    let n = i32::try_from(round.clamp(0, MOST_ROUNDS)).unwrap_or(0);
    (started + ROUND * n, started + ROUND * (n + 1))
}

/// Checks why a roll-call is begun.
///
/// # Errors
/// [`Code::Invalid`](crate::fault::Code::Invalid) with the field `reason`.
pub fn check_reason(reason: &str) -> Result<(), Fault> {
    let mut faults = Vec::new();
    Texts::new(&mut faults).line("reason", reason);
    Fault::check(faults)
}

/// The place of a door in its list: as they were added to the register of sites. As text its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorKey {
    /// [`crate::ids::sort_key`] of the site.
    pub sort_key: i64,
}

impl fmt::Display for DoorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sort_key.fmt(f)
    }
}

impl FromStr for DoorKey {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|sort_key| Self { sort_key })
    }
}

/// One door on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Its place.
    pub key: DoorKey,
    /// The site.
    pub site: SiteId,
    /// Its name: in full for whoever calls while the roll-call runs, because the task needs it; else masked for households.
    pub name: String,
    /// Its address, likewise.
    pub address: String,
    /// Whom to call, for whoever calls while the roll-call runs.
    pub contact: Option<String>,
    /// The number to call, likewise.
    pub phone: Option<String>,
    /// The committee.
    pub area: AreaRef,
    /// What this round's call came to.
    pub answer: Option<Answer>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

/// One register in one round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Doors on the list.
    pub doors: i64,
    /// … that said they are safe.
    pub safe: i64,
    /// … that need help.
    pub needs_help: i64,
    /// … that did not answer.
    pub no_answer: i64,
}

impl Standing {
    /// Not called yet.
    pub const fn waiting(&self) -> i64 {
        self.doors - self.safe - self.needs_help - self.no_answer
    }

    /// How many of the doors are among these.
    pub const fn among(&self, these: Among) -> i64 {
        match these {
            Among::Waiting => self.waiting(),
            Among::NeedsHelp => self.needs_help,
            Among::NoAnswer => self.no_answer,
            Among::Safe => self.safe,
        }
    }
}

/// One round on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Which, from 0.
    pub round: i64,
    /// When it began.
    pub from: DateTime<Utc>,
    /// By register, in the order of [`Register::ALL`].
    pub standings: Vec<Standing>,
}

/// A roll-call that runs, or the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Which.
    pub id: RollCallId,
    /// Where.
    pub area: AreaRef,
    /// Why it was begun.
    pub reason: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it was ended, or ended by itself.
    pub ended_at: Option<DateTime<Utc>>,
}

/// The page of the roll-call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The latest one of the person's subdistrict.
    pub called: Option<Called>,
    /// Its rounds, the latest first; at most 12, a day.
    pub rounds: Vec<Round>,
    /// Which list is shown.
    pub register: Register,
    /// Which of its doors; nothing for all.
    pub among: Option<Among>,
    /// A page of it, with what this round's calls came to.
    pub doors: Vec<Door>,
    /// Where the next page begins: behind this one.
    pub next: Option<DoorKey>,
    /// How many doors each list would have, in the order of [`Register::ALL`], for whoever may begin one now; else nothing.
    pub would_have: Vec<i64>,
    /// This person may begin and end one.
    pub may_steer: bool,
    /// This person may say what a call came to, now.
    pub may_answer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start() -> DateTime<Utc> {
        "2023-07-15T02:30:00Z".parse().expect("an instant")
    }

    #[test]
    fn rounds_of_two_hours() {
        for (minutes, round) in [
            (-1, None),
            (0, Some(0)),
            (119, Some(0)),
            (120, Some(1)),
            (24 * 60, Some(12)),
            (5 * 24 * 60 - 1, Some(59)),
            (5 * 24 * 60, None),
        ] {
            assert_eq!(round_at(start(), start() + TimeDelta::minutes(minutes)), round, "{minutes}");
        }
        assert!(check_reason(" ").is_err() && check_reason("台风“梅花”").is_ok());
    }

    proptest! {
        /// Every instant lies in exactly the round whose bounds hold it.
        #[test]
        fn an_instant_lies_inside_its_round(seconds in 0i64..5 * 24 * 3600) {
            let at = start() + TimeDelta::seconds(seconds);
            let round = round_at(start(), at).expect("a round");
            let (from, to) = bounds(start(), round);
            prop_assert!(from <= at && at < to);
        }
    }

    #[test]
    fn who_was_not_called_waits() {
        let standing = Standing { doors: 10, safe: 5, needs_help: 1, no_answer: 2 };
        assert_eq!(standing.waiting(), 2);
    }
}
