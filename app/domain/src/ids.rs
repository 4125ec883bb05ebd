//! Identifiers. They are UUIDv7 made by the caller (tablet, form, import), so a repeated send is
//! recognised as the same record; nothing here makes one but what follows from words ([`named`]).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

id! {
    /// A hazard 隐患.
    HazardId,
    /// One event in the life of a hazard; also the id of the command that caused it.
    EventId,
    /// A site 场所/对象.
    SiteId,
    /// A visit 排查.
    InspectionId,
    /// A person who signs in.
    UserId,
    /// A stored file (photo).
    FileId,
    /// A checklist 检查表.
    ChecklistId,
    /// One version of a checklist; a visit follows exactly one.
    ChecklistVersionId,
    /// An entry of the standard hazard library 标准隐患库.
    StandardId,
    /// A stove or water heater 灶具/热水器. Each appliance has one, so the one that replaces another has its own.
    StoveId,
    /// A gas alarm, networked smoke detector or charger 报警器/探测器/充电桩. (A tablet is a
    /// [`DeviceId`](crate::sync::DeviceId).)
    DetectorId,
    /// A user of gas 燃气使用单位: a small unit on piped gas, or a user of cylinders.
    GasUserId,
    /// A campaign 专项行动.
    CampaignId,
    /// A recurring plan 计划.
    PlanId,
    /// One task of a recurring plan; follows from plan, day and site.
    TaskId,
    /// A target of a year 年度目标.
    TargetId,
    /// A penalty 行政处罚.
    PenaltyId,
    /// A hotline order 12345 工单.
    HotlineOrderId,
    /// A fire incident 火情.
    FireId,
    /// A rule of assignment 派单规则.
    AssignmentRuleId,
    /// Somebody's absence 请假/外出.
    AbsenceId,
    /// A roll-call 防台防汛点名.
    RollCallId,
    /// An import of a register 台账导入, from the upload of its table to its result.
    ImportId,
    /// A saved view 保存的视图 of the list of hazards.
    SavedViewId,
    /// Something done to many hazards at once.
    BulkId,
    /// A reminder in somebody's inbox 提醒; follows from hazard, deadline, step and person.
    ReminderId,
    /// A note about a hotline order in somebody's inbox; follows from order, deadline, step and person.
    OrderNoteId,
    /// A message that tells a person of reminders by mail or robot.
    DeliveryId,
    /// A piece of work that waits in the database.
    JobId,
    /// A paper 文书 that was issued.
    PaperId,
    /// A link by which a responsible party sees its notice without an account. The link's own secret is its token.
    PartyLinkId,
    /// What a responsible party sent by its link.
    SubmissionId,
    /// A safety summary 安全工作小结, or the correction 更正说明 of one.
    SummaryId,
    /// A link by which leaders read an issued summary without an account. Its own secret is its token.
    SummaryLinkId,
}

/// An id that follows from what it is the id of: the same for the same words, always (a UUID of version 8 from their SHA-256).
/// So it is made twice without making two records.
pub fn named(words: &str) -> Uuid {
    let hash = Sha256::digest(words.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The paging key of a list ordered by time: milliseconds since 1970 in the upper 41 bits, 22 bits of the
/// record's id below. It is unique per table (the store refuses the rare twin and the caller adds one), fits
/// SQLite's row id, and one integer comparison gives "newest first".
pub fn sort_key(at: chrono::DateTime<chrono::Utc>, id: Uuid) -> i64 {
    let tie = (id.as_u128() & 0x3f_ffff) as i64;
    (at.timestamp_millis().clamp(0, (1 << 41) - 1) << 22) | tie
}

/// The smallest sort key of an instant: the lower bound of a period in an index on the sort key.
pub fn sort_key_floor(at: chrono::DateTime<chrono::Utc>) -> i64 {
    at.timestamp_millis().clamp(0, (1 << 41) - 1) << 22
}

/// Whether two sort keys are of the same instant.
pub fn same_instant(key: i64, other: i64) -> bool {
    key >> 22 == other >> 22
}

/// The paging key of a record whose id follows from words ([`named`]): 62 bits of its hash. It says nothing of time; it only
/// keeps the records apart that something else has put in order.
pub fn named_key(id: Uuid) -> i64 {
    (id.as_u128() & 0x3fff_ffff_ffff_ffff) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    #[test]
    fn sort_keys_order_by_time_then_id() {
        let at = |ms| Utc.timestamp_millis_opt(ms).single().expect("valid");
        let a = Uuid::from_u128(u128::MAX);
        let b = Uuid::from_u128(1);
        assert!(sort_key(at(1_700_000_000_000), a) < sort_key(at(1_700_000_000_001), b));
        assert!(sort_key(at(1_700_000_000_000), b) < sort_key(at(1_700_000_000_000), a));
        assert!(sort_key_floor(at(1_700_000_000_000)) <= sort_key(at(1_700_000_000_000), b));
        assert!(same_instant(sort_key(at(1_700_000_000_000), a), sort_key(at(1_700_000_000_000), b)));
        assert!(!same_instant(sort_key(at(1_700_000_000_000), b), sort_key(at(1_700_000_000_001), b)));
    }
}
