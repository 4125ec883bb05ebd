//! The words of a hazard and the part of it that decides what may happen next.

use super::commands::FiveElements;
use crate::{
    area::AreaCode,
    calendar::day_end,
    ids::{HazardId, UserId},
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where a hazard stands.
    Status {
        /// 登记: waits to be assigned.
        Registered = "registered",
        /// 整改中: somebody is to see it rectified.
        Assigned = "assigned",
        /// 待复查: reported as rectified, waits for review.
        Rectified = "rectified",
        /// 销号: reviewed and closed.
        Closed = "closed",
        /// 移交: with another body; stays in every base until it answers.
        Transferred = "transferred",
        /// 作废.
        Void = "void",
    }
}

impl Status {
    /// Neither closed nor void.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Void)
    }

    /// All that are open.
    pub fn open() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|status| status.is_open())
    }

    /// All that are over: closed or void.
    pub fn past() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|status| !status.is_open())
    }
}

text_enum! {
    /// Severity.
    Severity {
        /// 一般.
        General = "general",
        /// 重大: supervised, five elements before assignment, two people's word to close.
        Major = "major",
    }
}

text_enum! {
    /// Where the finding came from.
    Source {
        /// 检查.
        Inspection = "inspection",
        /// 12345 热线.
        Hotline = "hotline",
        /// 网格.
        Grid = "grid",
        /// 居民反映.
        Resident = "resident",
        /// 自查.
        SelfCheck = "self_check",
    }
}

text_enum! {
    /// The first level of categories, fixed for statistics.
    Category {
        /// 消防.
        Fire = "fire",
        /// 燃气.
        Gas = "gas",
        /// 用电.
        Electricity = "electricity",
        /// 电动自行车.
        Ebike = "ebike",
        /// 房屋结构.
        Building = "building",
        /// 高空坠物.
        Falling = "falling",
        /// 违法建筑.
        IllegalStructure = "illegal_structure",
        /// 群租.
        GroupRental = "group_rental",
        /// 棋牌室.
        ChessRoom = "chess_room",
        /// 安全生产.
        WorkSafety = "work_safety",
        /// 食品安全.
        Food = "food",
        /// 液化气瓶.
        Lpg = "lpg",
        /// 防台防汛.
        Flood = "flood",
        /// 其他.
        Other = "other",
    }
}

text_enum! {
    /// Why a hazard was declared void.
    VoidReason {
        /// 误报: left out of every base.
        FalseAlarm = "false_alarm",
        /// 重复: left out of every base; names the first record.
        Duplicate = "duplicate",
        /// 灭失: the site is gone; stays in the bases of what was found.
        SiteGone = "site_gone",
    }
}

impl VoidReason {
    /// Whether such a hazard is left out of every base (domain description, "Figures").
    pub const fn leaves_the_base(self) -> bool {
        matches!(self, Self::FalseAlarm | Self::Duplicate)
    }
}

text_enum! {
    /// How a point was got.
    PointSource {
        /// The device's position.
        Gps = "gps",
        /// Set on the map.
        Pin = "pin",
        /// From an address or the site.
        Address = "address",
        /// Came with an import.
        Import = "import",
    }
}

text_enum! {
    /// What happened to a hazard.
    EventKind {
        /// Registered.
        Registered = "registered",
        /// Assigned or assigned to somebody else.
        Assigned = "assigned",
        /// Reported as rectified.
        Rectified = "rectified",
        /// The first of two people found it rectified (major hazards).
        ReviewPassed = "review_passed",
        /// Reviewed and closed.
        Closed = "closed",
        /// 退回: not or only partly rectified.
        Returned = "returned",
        /// A later deadline was asked for.
        ExtensionAsked = "extension_asked",
        /// … and granted.
        ExtensionGranted = "extension_granted",
        /// … and refused.
        ExtensionRefused = "extension_refused",
        /// Handed to another body.
        Transferred = "transferred",
        /// The other body answered.
        TransferAnswered = "transfer_answered",
        /// Declared void.
        Voided = "voided",
        /// Reopened after closing.
        Reopened = "reopened",
        /// A note.
        Noted = "noted",
        /// Description or place corrected.
        Corrected = "corrected",
        /// The five elements of a major hazard written down.
        FiveElementsSet = "five_elements_set",
    }
}

/// A request for a later deadline that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingExtension {
    /// The day asked for.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: UserId,
}

/// What decides which steps are possible, and what they change. Times are server times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardState {
    /// Which hazard.
    pub id: HazardId,
    /// Where it is; committee or grid.
    pub area: AreaCode,
    /// Where it stands.
    pub status: Status,
    /// General or major.
    pub severity: Severity,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// The first deadline; never changes.
    pub original_due: NaiveDate,
    /// The deadline in force: the original one, or later by a granted extension, a reopening or a
    /// correction of what it counts as.
    pub effective_due: NaiveDate,
    /// 立查立改: rectified before the inspector left.
    pub on_the_spot: bool,
    /// Who registered it.
    pub reporter: UserId,
    /// Who is to see it rectified.
    pub assignee: Option<UserId>,
    /// Who reported the rectification that waits for review or led to closing.
    pub rectified_by: Option<UserId>,
    /// When that was.
    pub rectified_at: Option<DateTime<Utc>>,
    /// Of a major hazard: who gave the first of the two words.
    pub first_reviewer: Option<UserId>,
    /// Whether the very first review passed; `None` before it.
    pub first_review_passed: Option<bool>,
    /// Who closed it.
    pub closed_by: Option<UserId>,
    /// When it was closed; empty again after a reopening.
    pub closed_at: Option<DateTime<Utc>>,
    /// When it was declared void.
    pub voided_at: Option<DateTime<Utc>>,
    /// Why.
    pub void_reason: Option<VoidReason>,
    /// The first record of the same thing, for a duplicate.
    pub duplicate_of: Option<HazardId>,
    /// How often a review sent it back.
    pub returned_count: u32,
    /// How often it was reopened.
    pub reopened_count: u32,
    /// How often a later deadline was granted.
    pub extension_count: u32,
    /// The request that waits, if any.
    pub extension: Option<PendingExtension>,
    /// The body it was handed to.
    pub transferred_to: Option<String>,
    /// The five elements of a major hazard.
    pub five_elements: Option<FiveElements>,
    /// 挂牌督办.
    pub supervised: bool,
    /// Counts the changes; a command names the one it was based on.
    pub version: u32,
}

impl HazardState {
    /// Overdue 逾期: open at `at` and its effective deadline before it (the deadline's day has ended).
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.status.is_open() && day_end(self.effective_due) <= at
    }
}
