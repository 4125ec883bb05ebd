//! Visits 排查 and their checklists.

pub mod checklist;
pub mod commands;
pub mod door;
mod nearness;
pub mod signature;
pub mod views;

pub use checklist::{
    Answer, AnswerKey, AnswerValue, Answers, Checklist, Condition, Group, Item, ItemKind, OnFail, Section,
};
pub use commands::SaveVisit;
pub use nearness::far_from_site;
pub use signature::Signature;
pub use views::{ChecklistChoice, InspectionDetail, InspectionSummary, SavedVisit, VisitForm};

use crate::{sites::SiteKind, text_enum};

text_enum! {
    /// What kind of visit.
    InspectionKind {
        /// 日常检查.
        Routine = "routine",
        /// 专项检查, belongs to a campaign.
        Special = "special",
        /// 复查.
        Recheck = "recheck",
    }
}

text_enum! {
    /// In which capacity the visit is made.
    Nature {
        /// 行政检查 of a business: needs a check code 检查码 or a filed plan's number (Shanghai, since 2025).
        AdministrativeCheck = "administrative_check",
        /// 指导服务.
        Guidance = "guidance",
        /// 网格巡查.
        GridPatrol = "grid_patrol",
        /// 入户.
        Household = "household",
        /// 联合.
        Joint = "joint",
    }
}

impl Nature {
    /// The usual one for a kind of site.
    pub const fn usual(kind: SiteKind) -> Self {
        match kind {
            SiteKind::Household => Self::Household,
            kind if kind.is_business() => Self::Guidance,
            _ => Self::GridPatrol,
        }
    }
}

text_enum! {
    /// How the visit ended. Only `done` counts as done; the others are failed attempts.
    Outcome {
        /// Carried out.
        Done = "done",
        /// 到访不遇.
        NotAtHome = "not_at_home",
        /// 拒绝.
        Refused = "refused",
        /// 空关.
        Vacant = "vacant",
        /// 租客.
        Tenant = "tenant",
        /// 已迁.
        Moved = "moved",
    }
}

impl Outcome {
    /// Whether somebody should go there again: what was to be checked is still there and was not checked.
    pub const fn calls_again(self) -> bool {
        !matches!(self, Self::Done | Self::Moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_calls_for_another_one_unless_it_was_carried_out_or_nobody_is_left() {
        let again: Vec<Outcome> =
            Outcome::ALL.iter().copied().filter(|outcome| outcome.calls_again()).collect();
        assert_eq!(again, [Outcome::NotAtHome, Outcome::Refused, Outcome::Vacant, Outcome::Tenant]);
    }
}
