//! Who acts: roles, the area they see, and what each role may do.

use crate::{area::AreaCode, ids::UserId, text_enum};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// The role of a person who signs in.
    Role {
        /// 检查员: records visits and findings, reports rectification, reviews.
        Inspector = "inspector",
        /// 安全办: assigns, chases, reviews, decides.
        Office = "office",
        /// 街道领导: sees everything of the area, changes nothing.
        Leader = "leader",
        /// 管理员: people, areas, rules, imports; takes no part in the life of a hazard.
        Admin = "admin",
    }
}

text_enum! {
    /// What somebody may do. Seeing the rows of one's area is everybody's right.
    Right {
        /// See records, lists, maps and figures of the own area.
        View = "view",
        /// Record a visit.
        RecordVisit = "record_visit",
        /// Register a hazard.
        RegisterHazard = "register_hazard",
        /// Add a site or correct one.
        EditSite = "edit_site",
        /// Assign a hazard.
        Assign = "assign",
        /// Take a hazard over that is assigned to another.
        TakeOver = "take_over",
        /// Report that a hazard is rectified.
        Rectify = "rectify",
        /// Review what is reported as rectified.
        Review = "review",
        /// Ask for a later deadline.
        AskExtension = "ask_extension",
        /// Grant or refuse a later deadline.
        DecideExtension = "decide_extension",
        /// Hand a hazard to another body, and record its answer.
        Transfer = "transfer",
        /// Declare void.
        Void = "void",
        /// Reopen a closed one.
        Reopen = "reopen",
        /// Keep the five elements of a major hazard.
        KeepFiveElements = "keep_five_elements",
        /// Add a note to a hazard.
        AddNote = "add_note",
        /// Correct the description or the place of a hazard.
        Correct = "correct",
        /// Correct what a hazard counts as and where it is: category, severity, site, position.
        Reclassify = "reclassify",
        /// Record what stands behind a door: stoves, alarms, gas, cylinders; and an attempt that came to nothing.
        Survey = "survey",
        /// Agree on a replacement or an installation with the household.
        PlanWork = "plan_work",
        /// Report that a stove was replaced or a device installed, repaired, replaced.
        ReportWork = "report_work",
        /// Accept reported work, or send it back.
        AcceptWork = "accept_work",
        /// Enter a new entry in the registers of penalties, hotline orders and fire incidents.
        EnterRegister = "enter_register",
        /// Keep these registers: change an entry, and import them.
        KeepRegister = "keep_register",
        /// Start campaigns, keep recurring plans and the targets of the year.
        Steer = "steer",
        /// Issue papers, and read those that were issued: they name people in full.
        IssuePaper = "issue_paper",
        /// Edit the templates of papers.
        EditTemplate = "edit_template",
        /// Make and revoke the links of responsible parties, and answer what they send.
        DealWithParties = "deal_with_parties",
        /// See personal data in full, with a reason that is logged.
        Reveal = "reveal",
        /// Draft a safety summary or its correction, and write in it.
        WriteSummary = "write_summary",
        /// Check what somebody else drafted, or send it back.
        CheckSummary = "check_summary",
        /// Issue a checked summary: from then on it never changes.
        IssueSummary = "issue_summary",
        /// See who works on which tablet, and what of their work has not come.
        WatchTablets = "watch_tablets",
        /// See the desk of the office: what waits for whom, saved views.
        WatchDesk = "watch_desk",
        /// See what was sent to whom by mail and robot, and have it sent again.
        WatchMessages = "watch_messages",
        /// Bring in from tables what stands where: sites, and what is behind their doors.
        ImportPlaces = "import_places",
        /// Keep the rules: library, deadlines, service lives, classes.
        KeepRules = "keep_rules",
        /// Manage people and areas, and import what has happened before.
        Administer = "administer",
    }
}

impl Role {
    /// Whether the role has the right. The table is this project's decision (domain description, "Who uses it").
    pub const fn has(self, right: Right) -> bool {
        match right {
            Right::View => true,
            Right::RecordVisit
            | Right::RegisterHazard
            | Right::EditSite
            | Right::TakeOver
            | Right::Rectify
            | Right::Review
            | Right::AskExtension
            | Right::AddNote
            | Right::Correct
            | Right::Survey
            | Right::PlanWork
            | Right::ReportWork
            | Right::EnterRegister
            | Right::IssuePaper
            | Right::Reveal => matches!(self, Self::Inspector | Self::Office),
            Right::Assign
            | Right::DecideExtension
            | Right::Transfer
            | Right::Void
            | Right::Reopen
            | Right::Reclassify
            | Right::KeepFiveElements
            | Right::AcceptWork
            | Right::KeepRegister
            | Right::EditTemplate
            | Right::DealWithParties
            | Right::Steer
            | Right::WriteSummary
            | Right::CheckSummary
            | Right::IssueSummary => matches!(self, Self::Office),
            Right::WatchDesk => matches!(self, Self::Office | Self::Leader),
            Right::WatchTablets | Right::WatchMessages | Right::ImportPlaces | Right::KeepRules => {
                matches!(self, Self::Office | Self::Admin)
            }
            Right::Administer => matches!(self, Self::Admin),
        }
    }
}

/// The person behind a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// Sign-in name, for the audit log.
    pub login: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The area whose subtree this person sees.
    pub area: AreaCode,
}

impl Actor {
    /// Whoever reads an area without an account of it: the console, which may read everything anyway, and links that were handed
    /// out. It may look and nothing else.
    pub fn reader(login: &str, area: AreaCode) -> Self {
        let (user, login) = (UserId(Uuid::nil()), login.to_owned());
        Self { user, login, name: String::new(), role: Role::Leader, area }
    }

    /// Whether the role has the right and `area` is inside the actor's own.
    pub fn may(&self, right: Right, area: &AreaCode) -> bool {
        self.role.has(right) && self.area.contains(area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_rights() {
        for right in Right::ALL {
            let who: Vec<&str> = Role::ALL.iter().filter(|r| r.has(*right)).map(|r| r.as_str()).collect();
            let expected: &[&str] = match right {
                Right::View => &["inspector", "office", "leader", "admin"],
                Right::WatchTablets | Right::WatchMessages | Right::ImportPlaces | Right::KeepRules => {
                    &["office", "admin"]
                }
                Right::WatchDesk => &["office", "leader"],
                Right::Administer => &["admin"],
                Right::Assign | Right::DecideExtension | Right::Transfer | Right::Void | Right::Reopen => {
                    &["office"]
                }
                Right::Reclassify
                | Right::KeepFiveElements
                | Right::AcceptWork
                | Right::KeepRegister
                | Right::EditTemplate
                | Right::DealWithParties
                | Right::Steer
                | Right::WriteSummary
                | Right::CheckSummary
                | Right::IssueSummary => &["office"],
                _ => &["inspector", "office"],
            };
            assert_eq!(who, expected, "{right}");
        }
    }

    #[test]
    fn a_right_ends_at_the_border_of_the_area() {
        let actor = Actor {
            user: UserId(uuid::Uuid::nil()),
            login: "li.office".into(),
            name: "李".into(),
            role: Role::Office,
            area: "310105008".parse().expect("code"),
        };
        assert!(actor.may(Right::Assign, &"310105008001".parse().expect("code")));
        assert!(!actor.may(Right::Assign, &"310105009001".parse().expect("code")));
        assert!(!actor.may(Right::Administer, &"310105008001".parse().expect("code")));
    }
}
