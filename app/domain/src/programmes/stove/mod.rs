//! Stove replacement 非安全型灶具更换: every household's stoves surveyed, non-safe ones replaced.
//!
//! ```text
//! surveyed 已排摸 ─┬─► safe 安全 ─(its life ends)─┐
//!        ▲         └─► non_safe 非安全型 ─────────┴─► planned 已排期 ─► replaced 已更换 ─► accepted 已验收
//!        └─ facts missing                              ▲                  │
//!                                                      └──── sent back ◄──┘
//! ```
//!
//! The office sends a planned one whose survey it doubts back to surveyed 已排摸, with a reason: somebody looks again, and then it is safe,
//! non-safe or still in doubt.
//!
//! Each appliance is one record. The one that takes an accepted one's place is a record of its own, which names the one
//! before; so a kitchen's history is a chain. An attempt that came to nothing (not at home, refused …) is an event and
//! changes no state: a household that refuses never counts as done.

pub mod commands;
pub mod lifecycle;
pub mod survey;
mod told;

pub use commands::{Replacement, SaveStoveSurvey, StoveChange, StoveCommand};
pub use lifecycle::{StoveAction, StoveStep, judge};
pub use survey::{Appliance, Findings, Hose, HoseKind, NonSafe, StoveSurvey};

use crate::{
    area::AreaCode,
    ids::{SiteId, StoveId, UserId},
    inspections::{Outcome, Signature},
    programmes::gear::{Expiry, Usage},
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where an appliance stands.
    StoveStatus {
        /// 已排摸: seen, but not enough of it to say more.
        Surveyed = "surveyed",
        /// 安全型.
        Safe = "safe",
        /// 非安全型: to be replaced.
        NonSafe = "non_safe",
        /// 已排期: a day was agreed on.
        Planned = "planned",
        /// 已更换: reported, waits for acceptance.
        Replaced = "replaced",
        /// 已验收.
        Accepted = "accepted",
        /// 已拆除/不再使用: not there any more, and not replaced by the programme.
        Gone = "gone",
    }
}

impl StoveStatus {
    /// The appliance stands in the kitchen.
    pub const fn is_in_use(self) -> bool {
        matches!(self, Self::Surveyed | Self::Safe | Self::NonSafe | Self::Planned)
    }
}

text_enum! {
    /// What happened to an appliance.
    StoveEventKind {
        /// Surveyed, for the first time or again.
        Surveyed = "surveyed",
        /// A day for the replacement was agreed on.
        Planned = "planned",
        /// Reported as replaced.
        Replaced = "replaced",
        /// The replacement was accepted.
        Accepted = "accepted",
        /// The replacement was not accepted, or a planned one is to be surveyed anew.
        SentBack = "sent_back",
        /// Somebody came, and it came to nothing.
        Attempted = "attempted",
        /// Its hose was replaced.
        HoseReplaced = "hose_replaced",
        /// Found to be there no longer.
        Removed = "removed",
        /// A note.
        Noted = "noted",
    }
}

text_enum! {
    /// Why an appliance is not there any more.
    GoneReason {
        /// 自行更换: the household put in another one by itself.
        ReplacedByHousehold = "replaced_by_household",
        /// 停用燃气.
        GasGivenUp = "gas_given_up",
        /// 房屋拆除.
        Demolished = "demolished",
        /// 重复登记.
        Duplicate = "duplicate",
        /// 登记错误.
        Mistake = "mistake",
    }
}

/// What decides which steps are possible, and what they change. Times are server times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoveState {
    /// Which appliance.
    pub id: StoveId,
    /// Where it stands.
    pub site: SiteId,
    /// The site's area; committee or grid.
    pub area: AreaCode,
    /// In a home or in a business.
    pub usage: Usage,
    /// Its status.
    pub status: StoveStatus,
    /// What was seen of it last.
    pub survey: StoveSurvey,
    /// When.
    pub surveyed_at: DateTime<Utc>,
    /// By whom.
    pub surveyed_by: UserId,
    /// What is not safe, by that survey and the table of service lives of that day.
    pub non_safe: Vec<NonSafe>,
    /// Since when it has been known as non-safe, if it ever was.
    pub non_safe_since: Option<DateTime<Utc>>,
    /// Its end of life.
    pub expiry: Option<Expiry>,
    /// Its hose's end of life.
    pub hose_expiry: Option<Expiry>,
    /// The day agreed on.
    pub planned_for: Option<NaiveDate>,
    /// What took its place.
    pub replacement: Option<Replacement>,
    /// When that was reported.
    pub replaced_at: Option<DateTime<Utc>>,
    /// By whom.
    pub reported_by: Option<UserId>,
    /// The receipt 安装回执, signed or refused before a witness. Personal data: see [`Signature::shown`].
    pub signature: Option<Signature>,
    /// When the replacement was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub accepted_by: Option<UserId>,
    /// When it was found to be there no longer.
    pub gone_at: Option<DateTime<Utc>>,
    /// Why.
    pub gone_reason: Option<GoneReason>,
    /// The appliance whose place it took.
    pub replaces: Option<StoveId>,
    /// How often somebody came to nothing.
    pub attempts: u32,
    /// The last time, and how it ended.
    pub last_attempt: Option<(DateTime<Utc>, Outcome)>,
    /// How often its replacement was sent back.
    pub sent_back_count: u32,
    /// Counts the changes; a command names the one it was based on.
    pub version: u32,
}

impl StoveState {
    /// Whether the programme is to replace it: known as non-safe, or its life has ended since it was looked at.
    pub fn needs_replacing(&self, today: NaiveDate) -> bool {
        match self.status {
            StoveStatus::NonSafe | StoveStatus::Planned => true,
            StoveStatus::Surveyed | StoveStatus::Safe => self.expiry.is_some_and(|expiry| expiry.on <= today),
            StoveStatus::Replaced | StoveStatus::Accepted | StoveStatus::Gone => false,
        }
    }

    /// As a page shows it: the receipt's name is masked in a home, and its lines are for those who work on cases.
    pub fn shown(mut self, may_see_lines: bool) -> Self {
        let home = self.usage == Usage::Household;
        self.signature = self.signature.map(|signature| signature.shown(home, may_see_lines));
        self
    }

    /// Whether its hose is to be replaced: known as wrong, or its life has ended since it was looked at.
    pub fn needs_hose(&self, today: NaiveDate) -> bool {
        self.status.is_in_use()
            && (self.non_safe.iter().any(|fact| fact.is_hose())
                || self.hose_expiry.is_some_and(|expiry| expiry.on <= today))
    }
}
