//! The life cycle: which step is possible for whom in which state, and what it changes (domain description,
//! "Hazards and rectification"). Pure: the caller brings the time and stores what comes out.

use super::{
    commands::{FiveElements, HazardCommand, RegisterHazard},
    state::{EventKind, HazardState, PendingExtension, Severity, Status, VoidReason},
};
use crate::{
    actor::{Actor, Right},
    area::AreaCode,
    calendar::local_date,
    fault::{Code, Fault, FieldCode, FieldFault},
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};

/// In the data of an assignment: the person took the case themselves 接手, from whoever had it before.
pub const TAKEN_OVER: &str = "taken_over";

/// In the data of a note: it asks whoever has the hazard to get on with it, and tells of no progress.
pub const REMINDED: &str = "reminded";

/// In the data of a correction: the record of which it was no duplicate 拆分.
pub const SPLIT_FROM: &str = "split_from";

text_enum! {
    /// The kinds of step, as the buttons of the hazard page.
    Action {
        /// 派单.
        Assign = "assign",
        /// 接手.
        TakeOver = "take_over",
        /// 上报整改.
        Rectify = "rectify",
        /// 复查.
        Review = "review",
        /// 申请延期.
        AskExtension = "ask_extension",
        /// 审批延期.
        DecideExtension = "decide_extension",
        /// 移交.
        Transfer = "transfer",
        /// 移交答复.
        AnswerTransfer = "answer_transfer",
        /// 作废.
        Void = "void",
        /// 拆分: what was merged with another record stands by itself again.
        Split = "split",
        /// 重开.
        Reopen = "reopen",
        /// 五落实.
        SetFiveElements = "set_five_elements",
        /// 备注.
        AddNote = "add_note",
        /// 更正.
        Correct = "correct",
        /// 更正分类: category, severity, site, position.
        Reclassify = "reclassify",
    }
}

impl Action {
    /// The right it takes.
    pub const fn right(self) -> Right {
        match self {
            Self::Assign => Right::Assign,
            Self::TakeOver => Right::TakeOver,
            Self::Rectify => Right::Rectify,
            Self::Review => Right::Review,
            Self::AskExtension => Right::AskExtension,
            Self::DecideExtension => Right::DecideExtension,
            Self::Transfer | Self::AnswerTransfer => Right::Transfer,
            // whoever merges may take it back
            Self::Void | Self::Split => Right::Void,
            Self::Reopen => Right::Reopen,
            Self::SetFiveElements => Right::KeepFiveElements,
            Self::AddNote => Right::AddNote,
            Self::Correct => Right::Correct,
            Self::Reclassify => Right::Reclassify,
        }
    }

    /// The states in which it is possible at all.
    pub const fn states(self) -> &'static [Status] {
        use Status::{Assigned, Closed, Rectified, Registered, Transferred, Void};
        match self {
            Self::Assign | Self::Transfer | Self::SetFiveElements => &[Registered, Assigned],
            Self::TakeOver | Self::Rectify | Self::AskExtension | Self::DecideExtension => &[Assigned],
            Self::Review => &[Rectified],
            Self::AnswerTransfer => &[Transferred],
            Self::Void | Self::Correct | Self::Reclassify => &[Registered, Assigned, Rectified, Transferred],
            Self::Split => &[Void],
            Self::Reopen => &[Closed],
            Self::AddNote => Status::ALL,
        }
    }
}

impl HazardCommand {
    /// The kind of step.
    pub const fn action(&self) -> Action {
        match self {
            Self::Assign { .. } => Action::Assign,
            Self::TakeOver { .. } => Action::TakeOver,
            Self::Rectify { .. } => Action::Rectify,
            Self::Review { .. } => Action::Review,
            Self::AskExtension { .. } => Action::AskExtension,
            Self::DecideExtension { .. } => Action::DecideExtension,
            Self::Transfer { .. } => Action::Transfer,
            Self::AnswerTransfer { .. } => Action::AnswerTransfer,
            Self::Void { .. } => Action::Void,
            Self::Split { .. } => Action::Split,
            Self::Reopen { .. } => Action::Reopen,
            Self::SetFiveElements { .. } => Action::SetFiveElements,
            Self::AddNote { .. } => Action::AddNote,
            Self::Correct { .. } => Action::Correct,
            Self::Reclassify { .. } => Action::Reclassify,
        }
    }
}

/// What a step came to: the event's kind and what it adds, and the state afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What happened.
    pub kind: EventKind,
    /// Remark.
    pub note: Option<String>,
    /// What the kind adds.
    pub data: serde_json::Value,
    /// The state afterwards, version counted up.
    pub state: HazardState,
}

impl HazardState {
    /// Whether this person may press this button now; otherwise why not. The same answer guards the command
    /// and explains the greyed button.
    pub fn permits(&self, action: Action, actor: &Actor) -> Result<(), Fault> {
        if !actor.area.contains(&self.area) {
            return Err(Fault::new(Code::NotFound)); // who may not see it learns nothing of it
        }
        if !action.states().contains(&self.status) {
            // what this person cannot do in any state is no advice
            let open = |a: &Action| a.states().contains(&self.status) && actor.role.has(a.right());
            let allowed: Vec<&str> = Action::ALL
                .iter()
                .filter(|a| **a != Action::AddNote && open(a))
                .map(|a| a.as_str())
                .collect();
            return Err(Fault::new(Code::WrongState)
                .with("state", self.status)
                .with("allowed", allowed.join(",")));
        }
        if !actor.role.has(action.right()) {
            return Err(Fault::new(Code::Forbidden).with("role", actor.role));
        }
        match action {
            // one that a review sent back may be assigned to nobody yet, and so may be taken without them otherwise
            Action::Assign | Action::TakeOver
                if self.severity == Severity::Major && self.five_elements.is_none() =>
            {
                Err(Fault::new(Code::FiveElementsMissing))
            }
            Action::TakeOver if self.assignee == Some(actor.user) => Err(Fault::new(Code::NothingToDo)),
            Action::Split if self.void_reason != Some(VoidReason::Duplicate) => {
                Err(Fault::new(Code::NotDuplicate))
            }
            Action::SetFiveElements if self.severity != Severity::Major => Err(Fault::new(Code::NotMajor)),
            Action::Review if self.rectified_by == Some(actor.user) => {
                Err(Fault::new(Code::OwnRectification))
            }
            Action::Review if self.first_reviewer == Some(actor.user) => {
                Err(Fault::new(Code::SecondPersonNeeded))
            }
            Action::AskExtension if self.extension.is_some() => Err(Fault::new(Code::ExtensionPending)),
            Action::DecideExtension if self.extension.is_none() => Err(Fault::new(Code::NoExtensionPending)),
            _ => Ok(()),
        }
    }

    /// Carries out a command at server time `now`: permission, guards, then the state afterwards.
    /// `command` must have passed [`HazardCommand::validate`].
    pub fn step(&self, command: &HazardCommand, actor: &Actor, now: DateTime<Utc>) -> Result<Step, Fault> {
        self.permits(command.action(), actor)?;
        let mut next = self.clone();
        next.version += 1;
        let (kind, note, data) = match command {
            HazardCommand::Assign { assignee, note } => {
                let data = serde_json::json!({"assignee": assignee, "before": self.assignee});
                next.status = Status::Assigned;
                next.assignee = Some(*assignee);
                (EventKind::Assigned, note.clone(), data)
            }
            HazardCommand::TakeOver { reason } => {
                let data = serde_json::json!({
                    "assignee": actor.user, "before": self.assignee, TAKEN_OVER: true,
                });
                next.assignee = Some(actor.user);
                (EventKind::Assigned, Some(reason.clone()), data)
            }
            HazardCommand::Rectify { note, .. } => {
                next.report_rectified(actor, now);
                (EventKind::Rectified, Some(note.clone()), serde_json::Value::Null)
            }
            HazardCommand::Review { items, note, .. } => {
                let passed = items.iter().all(|i| i.passed);
                (next.review(passed, actor, now), note.clone(), serde_json::json!({"items": items}))
            }
            HazardCommand::AskExtension { until, reason } => {
                self.later_deadline(*until, now)?;
                next.extension =
                    Some(PendingExtension { until: *until, reason: reason.clone(), asked_by: actor.user });
                (
                    EventKind::ExtensionAsked,
                    Some(reason.clone()),
                    serde_json::json!({"until": until, "due": self.effective_due}),
                )
            }
            HazardCommand::DecideExtension { grant, note } => {
                let asked = next.extension.take().ok_or_else(|| Fault::new(Code::NoExtensionPending))?;
                let data = serde_json::json!({
                    "until": asked.until, "due": self.effective_due, "original_due": self.original_due, "asked_by": asked.asked_by,
                });
                if *grant {
                    next.effective_due = asked.until;
                    next.extension_count += 1;
                }
                (
                    if *grant { EventKind::ExtensionGranted } else { EventKind::ExtensionRefused },
                    note.clone(),
                    data,
                )
            }
            HazardCommand::Transfer { to, reason } => {
                next.status = Status::Transferred;
                next.transferred_to = Some(to.clone());
                next.extension = None;
                (EventKind::Transferred, Some(reason.clone()), serde_json::json!({"to": to}))
            }
            HazardCommand::AnswerTransfer { rectified, note, .. } => {
                let data = serde_json::json!({"rectified": rectified, "from": self.transferred_to});
                if *rectified {
                    next.report_rectified(actor, now);
                } else {
                    // back to where it can go on: to the person it was with, else to be assigned
                    next.status = if self.assignee.is_some() { Status::Assigned } else { Status::Registered };
                    next.transferred_to = None;
                }
                (EventKind::TransferAnswered, Some(note.clone()), data)
            }
            HazardCommand::Void { reason, duplicate_of, note } => {
                if *duplicate_of == Some(self.id) {
                    return Err(Fault::field("duplicate_of", FieldCode::NotAllowed));
                }
                next.status = Status::Void;
                next.voided_at = Some(now);
                next.void_reason = Some(*reason);
                next.duplicate_of = *duplicate_of;
                next.extension = None;
                (
                    EventKind::Voided,
                    Some(note.clone()),
                    serde_json::json!({"reason": reason, "duplicate_of": duplicate_of}),
                )
            }
            HazardCommand::Split { reason } => {
                next.split();
                // what is taken back is a statement about the record, and a correction is a new event
                (
                    EventKind::Corrected,
                    Some(reason.clone()),
                    serde_json::json!({SPLIT_FROM: self.duplicate_of}),
                )
            }
            HazardCommand::Reopen { reason, due } => {
                if *due < local_date(now) {
                    return Err(Fault::fields(vec![
                        FieldFault::new("due", FieldCode::NotLater).with("than", local_date(now)),
                    ]));
                }
                let data = serde_json::json!({"closed_at": self.closed_at, "due": due, "due_before": self.effective_due});
                next.reopen(*due);
                (EventKind::Reopened, Some(reason.clone()), data)
            }
            HazardCommand::SetFiveElements { elements } => {
                let data = five_elements_data(elements);
                next.five_elements = Some(elements.clone());
                next.supervised = true;
                (EventKind::FiveElementsSet, None, data)
            }
            HazardCommand::AddNote { note, .. } => {
                (EventKind::Noted, Some(note.clone()), serde_json::Value::Null)
            }
            HazardCommand::Correct { description, location, clause, reason } => {
                let data =
                    serde_json::json!({"description": description, "location": location, "clause": clause});
                (EventKind::Corrected, Some(reason.clone()), data)
            }
            // what it was and what it is now is known to whoever has the record, who adds it
            HazardCommand::Reclassify { severity, reason, .. } => {
                next.grade(severity.unwrap_or(self.severity));
                (EventKind::Corrected, Some(reason.clone()), serde_json::Value::Null)
            }
        };
        Ok(Step { kind, note, data, state: next })
    }

    /// A hazard is taken from whoever has it only with a reason, also when the office moves it: they are told of it. Looked at
    /// when the step is taken, not when it is foreseen, because the texts come with the form.
    pub fn reason_given(&self, command: &HazardCommand) -> Result<(), Fault> {
        match command {
            HazardCommand::Assign { assignee, note }
                if self.assignee.is_some_and(|before| before != *assignee)
                    && note.as_deref().is_none_or(|note| note.trim().is_empty()) =>
            {
                Err(Fault::field("note", FieldCode::Required))
            }
            _ => Ok(()),
        }
    }

    /// Whether a deadline may be moved to that day: later than the one in force and than today.
    pub fn later_deadline(&self, until: NaiveDate, now: DateTime<Utc>) -> Result<(), Fault> {
        let than = self.effective_due.max(local_date(now));
        if until > than {
            return Ok(());
        }
        Err(Fault::fields(vec![FieldFault::new("until", FieldCode::NotLater).with("than", than)]))
    }

    fn report_rectified(&mut self, actor: &Actor, now: DateTime<Utc>) {
        self.status = Status::Rectified;
        self.rectified_by = Some(actor.user);
        self.rectified_at = Some(now);
        self.first_reviewer = None;
        self.extension = None;
    }

    /// Closes, waits for the second word, or sends back.
    fn review(&mut self, passed: bool, actor: &Actor, now: DateTime<Utc>) -> EventKind {
        self.first_review_passed.get_or_insert(passed);
        if !passed {
            self.status = Status::Assigned;
            self.returned_count += 1;
            self.first_reviewer = None;
            self.rectified_by = None;
            self.rectified_at = None;
            return EventKind::Returned;
        }
        if self.severity == Severity::Major && self.first_reviewer.is_none() {
            self.first_reviewer = Some(actor.user);
            return EventKind::ReviewPassed;
        }
        self.status = Status::Closed;
        self.closed_by = Some(actor.user);
        self.closed_at = Some(now);
        EventKind::Closed
    }

    /// Goes on where it stood when it was merged with another record. What had been handed to another body comes back: that
    /// body was told of one record only.
    fn split(&mut self) {
        self.status = if self.rectified_at.is_some() {
            Status::Rectified
        } else if self.assignee.is_some() {
            Status::Assigned
        } else {
            Status::Registered
        };
        if self.status != Status::Rectified {
            self.transferred_to = None;
        }
        self.voided_at = None;
        self.void_reason = None;
        self.duplicate_of = None;
    }

    fn reopen(&mut self, due: NaiveDate) {
        // a hazard closed on the spot or after a transfer has nobody to go back to: it waits for assignment
        self.status = if self.assignee.is_some() { Status::Assigned } else { Status::Registered };
        self.effective_due = due.max(self.original_due);
        self.closed_at = None;
        self.closed_by = None;
        self.rectified_by = None;
        self.rectified_at = None;
        self.first_reviewer = None;
        self.on_the_spot = false;
        self.transferred_to = None;
        self.reopened_count += 1;
    }
}

fn five_elements_data(elements: &FiveElements) -> serde_json::Value {
    serde_json::json!({"elements": elements})
}

/// The first steps of a new hazard: registered, and for one rectified on the spot also rectified and, when it is
/// general, closed at once. `due` is the original deadline, from the rules or by hand.
pub fn register(
    command: &RegisterHazard,
    area: AreaCode,
    due: NaiveDate,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Vec<Step> {
    let mut state = HazardState {
        id: command.id,
        area,
        status: Status::Registered,
        severity: command.severity,
        found_at: command.found_at,
        original_due: due,
        effective_due: due,
        on_the_spot: command.on_the_spot,
        reporter: actor.user,
        assignee: None,
        rectified_by: None,
        rectified_at: None,
        first_reviewer: None,
        first_review_passed: None,
        closed_by: None,
        closed_at: None,
        voided_at: None,
        void_reason: None,
        duplicate_of: None,
        returned_count: 0,
        reopened_count: 0,
        extension_count: 0,
        extension: None,
        transferred_to: None,
        five_elements: None,
        supervised: command.severity == Severity::Major,
        version: 1,
    };
    let step = |kind, data, state: &HazardState| Step { kind, note: None, data, state: state.clone() };
    let registered = serde_json::json!({
        "source": command.source, "category": command.category, "severity": command.severity,
        "description": command.description, "due": due, "item": command.item,
        "standard": command.standard,
    });
    let mut steps = vec![step(EventKind::Registered, registered, &state)];
    if command.on_the_spot {
        state.report_rectified(actor, now);
        steps.push(step(EventKind::Rectified, serde_json::json!({"on_the_spot": true}), &state));
        if command.severity == Severity::General {
            state.status = Status::Closed;
            state.closed_by = Some(actor.user);
            state.closed_at = Some(now.max(command.found_at));
            steps.push(step(EventKind::Closed, serde_json::json!({"on_the_spot": true}), &state));
        }
    }
    steps
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
