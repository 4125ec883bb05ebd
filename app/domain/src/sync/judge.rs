//! Whether a step that was decided away from the server may still be carried out.
//!
//! A step names the version of the hazard that the person was looking at. What has happened since stands in its way
//! when the person would have decided otherwise had they known of it:
//!
//! | step | in its way |
//! |---|---|
//! | a note | nothing |
//! | any other | another status: rectified, returned, closed, transferred, answered, void, reopened |
//! | report of rectification, request for an extension | also that it was given to somebody else meanwhile. The work may well be done, but the office has sent a colleague: the person decides whether to report it all the same |
//! | review | also the first of two words, when this reviewer did not find it in order: two people disagree about what they saw. Two that agree close it, which is what the rule asks for |
//! | any other | also a correction after which the step is not possible: it turned out to be major, and was taken from whoever had it |
//! | correction | another correction: both are shown field by field. Of the statuses only closed and void |
//! | request or decision of an extension | anything about an extension |
//! | assignment | another assignment, also to the same person |
//! | five elements | other five elements |
//!
//! Notes, corrections and what else is said beside the case stand in nobody's way.

use crate::{
    actor::Actor,
    fault::{Code, Fault},
    hazards::{Action, Change, EventKind, HazardCommand, HazardState},
};

/// What becomes of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Carry it out on the hazard as it is now.
    Apply,
    /// Show the person what has happened and let them decide.
    Conflict,
    /// It was not allowed, whatever happened since.
    Refuse(Fault),
}

/// Judges a step. `since` are the events after the version that the step was based on, oldest first; none when it
/// names no version.
pub fn judge(change: &Change, now: &HazardState, since: &[EventKind], actor: &Actor) -> Verdict {
    let action = change.command.action();
    // what the person may not do at all is no conflict: it would only show them more
    if !actor.area.contains(&now.area) {
        return Verdict::Refuse(Fault::new(Code::NotFound));
    }
    if !actor.role.has(action.right()) {
        return Verdict::Refuse(Fault::new(Code::Forbidden).with("role", actor.role));
    }
    // a version that the server never had: it was set back to a backup
    let unknown = change.base_version.is_some_and(|base| base > now.version);
    if unknown && action != Action::AddNote {
        return Verdict::Conflict;
    }
    if since.iter().any(|event| stands_in_the_way(&change.command, *event, now, actor)) {
        return Verdict::Conflict;
    }
    match now.permits(action, actor) {
        Ok(()) => Verdict::Apply,
        Err(fault) => Verdict::Refuse(fault),
    }
}

fn stands_in_the_way(command: &HazardCommand, event: EventKind, now: &HazardState, actor: &Actor) -> bool {
    let action = command.action();
    match event {
        EventKind::Noted => false,
        _ if action == Action::AddNote => false,
        // what turned out to be major may have been taken from whoever had it
        EventKind::Corrected => {
            matches!(action, Action::Correct | Action::Reclassify) || !action.states().contains(&now.status)
        }
        EventKind::FiveElementsSet => action == Action::SetFiveElements,
        EventKind::ExtensionAsked | EventKind::ExtensionGranted | EventKind::ExtensionRefused => {
            matches!(action, Action::AskExtension | Action::DecideExtension)
        }
        EventKind::Assigned => match action {
            Action::Rectify | Action::AskExtension => now.assignee != Some(actor.user),
            Action::Correct | Action::Reclassify | Action::SetFiveElements | Action::DecideExtension => false,
            _ => true,
        },
        EventKind::ReviewPassed => match command {
            HazardCommand::Review { items, .. } => items.iter().any(|item| !item.passed),
            HazardCommand::Correct { .. } => false,
            _ => true,
        },
        EventKind::Closed | EventKind::Voided => true,
        EventKind::Registered
        | EventKind::Rectified
        | EventKind::Returned
        | EventKind::Transferred
        | EventKind::TransferAnswered
        | EventKind::Reopened => action != Action::Correct,
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
