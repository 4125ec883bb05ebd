//! The life cycle: which step is possible for whom in which state, and what it changes. Pure: the caller brings the time
//! and the table of service lives, and stores what comes out.

use super::{
    NonSafe, SaveStoveSurvey, StoveChange, StoveCommand, StoveEventKind, StoveState, StoveStatus, StoveSurvey,
};
use crate::{
    actor::{Actor, Right},
    area::AreaCode,
    calendar::local_date,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::{SiteId, StoveId, UserId},
    order,
    programmes::{
        gear::{LifeRules, Usage},
        seen, wrong_state,
    },
    sync::Verdict,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};

text_enum! {
    /// The kinds of step, as the buttons of an appliance's page.
    StoveAction {
        /// 排摸.
        Survey = "survey",
        /// 排期.
        Plan = "plan",
        /// 上报更换.
        Replace = "replace",
        /// 验收.
        Accept = "accept",
        /// 退回.
        SendBack = "send_back",
        /// 退回重新排摸.
        LookAgain = "look_again",
        /// 到访未果.
        Attempt = "attempt",
        /// 更换软管.
        ReplaceHose = "replace_hose",
        /// 注销.
        Remove = "remove",
        /// 备注.
        AddNote = "add_note",
    }
}

impl StoveAction {
    /// The right it takes.
    pub const fn right(self) -> Right {
        match self {
            Self::Survey | Self::Attempt | Self::Remove => Right::Survey,
            Self::Plan => Right::PlanWork,
            Self::Replace | Self::ReplaceHose => Right::ReportWork,
            Self::Accept | Self::SendBack | Self::LookAgain => Right::AcceptWork,
            Self::AddNote => Right::AddNote,
        }
    }

    /// The states in which it is possible at all. A safe one is planned only once its life has ended
    /// ([`StoveState::needs_replacing`]).
    pub const fn states(self) -> &'static [StoveStatus] {
        use StoveStatus::{Accepted, NonSafe, Planned, Replaced, Safe, Surveyed};
        match self {
            Self::Survey => &[Surveyed, Safe, NonSafe],
            Self::Plan | Self::Attempt | Self::Remove => &[Surveyed, Safe, NonSafe, Planned],
            Self::Replace | Self::LookAgain => &[Planned],
            Self::Accept | Self::SendBack => &[Replaced],
            Self::ReplaceHose => &[Surveyed, Safe, NonSafe, Planned, Replaced, Accepted],
            Self::AddNote => StoveStatus::ALL,
        }
    }
}

impl StoveCommand {
    /// The kind of step.
    pub const fn action(&self) -> StoveAction {
        match self {
            Self::Survey { .. } => StoveAction::Survey,
            Self::Plan { .. } => StoveAction::Plan,
            Self::Replace { .. } => StoveAction::Replace,
            Self::Accept { .. } => StoveAction::Accept,
            Self::SendBack { .. } => StoveAction::SendBack,
            Self::LookAgain { .. } => StoveAction::LookAgain,
            Self::Attempt { .. } => StoveAction::Attempt,
            Self::ReplaceHose { .. } => StoveAction::ReplaceHose,
            Self::Remove { .. } => StoveAction::Remove,
            Self::AddNote { .. } => StoveAction::AddNote,
        }
    }
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub struct StoveStep {
    /// What happened.
    pub kind: StoveEventKind,
    /// Remark.
    pub note: Option<String>,
    /// What the kind adds.
    pub data: serde_json::Value,
    /// The state afterwards, version counted up.
    pub state: StoveState,
    /// The record of the appliance that took its place; comes with the acceptance.
    pub successor: Option<Box<StoveState>>,
}

impl StoveState {
    fn possible(&self, action: StoveAction, today: NaiveDate) -> bool {
        action.states().contains(&self.status) && (action != StoveAction::Plan || self.needs_replacing(today))
    }

    /// Whether this person may press this button on the local day `today`; otherwise why not. The same answer guards the
    /// command and explains the greyed button.
    ///
    /// # Errors
    /// Not found (outside the area), wrong state, forbidden (the role), own work (who reported it does not accept it).
    pub fn permits(&self, action: StoveAction, actor: &Actor, today: NaiveDate) -> Result<(), Fault> {
        seen(actor, &self.area)?;
        if !self.possible(action, today) {
            let others =
                StoveAction::ALL.iter().filter(|a| **a != StoveAction::AddNote && actor.role.has(a.right()));
            let allowed = others.filter(|a| self.possible(**a, today)).map(|a| a.as_str());
            return Err(wrong_state("stove", self.status.as_str(), allowed));
        }
        if !actor.role.has(action.right()) {
            return Err(Fault::new(Code::Forbidden).with("role", actor.role));
        }
        let accepts = matches!(action, StoveAction::Accept | StoveAction::SendBack);
        if accepts && self.reported_by == Some(actor.user) {
            return Err(Fault::new(Code::OwnWork));
        }
        Ok(())
    }

    /// Carries out a command at server time `now`: permission, guards, then the state afterwards.
    /// `command` must have passed [`StoveChange::validate`].
    ///
    /// # Errors
    /// Those of [`StoveState::permits`], and invalid with the fields: a day that has passed, a replacement that is not safe
    /// itself, an acceptance without receipt.
    pub fn step(
        &self,
        command: &StoveCommand,
        actor: &Actor,
        now: DateTime<Utc>,
        rules: &LifeRules,
    ) -> Result<StoveStep, Fault> {
        let today = local_date(now);
        self.permits(command.action(), actor, today)?;
        let mut next = self.clone();
        next.version += 1;
        let mut successor = None;
        let (kind, note, data) = match command {
            StoveCommand::Survey { survey, note, .. } => {
                next.take_in(survey, rules, today, now);
                next.surveyed_at = now;
                next.surveyed_by = actor.user;
                (StoveEventKind::Surveyed, note.clone(), surveyed(&next))
            }
            StoveCommand::Plan { on, note } => {
                if *on < today {
                    let fault = FieldFault::new("on", FieldCode::NotLater);
                    return Err(Fault::fields(vec![fault.with("than", today)]));
                }
                let data = serde_json::json!({"on": on, "before": self.planned_for});
                next.plan(*on, now);
                (StoveEventKind::Planned, note.clone(), data)
            }
            StoveCommand::Replace { replacement, signature, note } => {
                let new = replacement.as_survey(self.survey.appliance, &self.survey, today);
                check_safe(&new, self.usage, rules, today)?;
                if replacement.successor == self.id {
                    return Err(Fault::field("replacement.successor", FieldCode::Duplicate));
                }
                let data = serde_json::json!({
                    "model": replacement.model, "serial": replacement.serial, "installer": replacement.installer,
                    "cost": replacement.cost, "subsidy": replacement.subsidy, "signed": signature.is_some(),
                });
                next.status = StoveStatus::Replaced;
                next.replacement = Some((**replacement).clone());
                next.replaced_at = Some(now);
                next.reported_by = Some(actor.user);
                next.signature.clone_from(signature);
                (StoveEventKind::Replaced, note.clone(), data)
            }
            StoveCommand::Accept { signature, note } => {
                if next.signature.is_none() {
                    next.signature.clone_from(signature);
                }
                if next.signature.is_none() {
                    return Err(Fault::field("signature", FieldCode::Required));
                }
                next.status = StoveStatus::Accepted;
                next.accepted_at = Some(now);
                next.accepted_by = Some(actor.user);
                successor = next.successor(rules).map(Box::new);
                let data = serde_json::json!({"successor": successor.as_ref().map(|s| s.id)});
                (StoveEventKind::Accepted, note.clone(), data)
            }
            StoveCommand::SendBack { reason } => {
                let data = serde_json::json!({"replacement": self.replacement});
                next.status = StoveStatus::Planned;
                next.replacement = None;
                next.replaced_at = None;
                next.reported_by = None;
                next.signature = None;
                next.sent_back_count += 1;
                (StoveEventKind::SentBack, Some(reason.clone()), data)
            }
            StoveCommand::LookAgain { reason } => {
                let data = serde_json::json!({"planned_for": self.planned_for, "non_safe": self.non_safe});
                // a doubt takes it out of no figure: the next survey says whether it ever was non-safe
                next.status = StoveStatus::Surveyed;
                next.planned_for = None;
                (StoveEventKind::SentBack, Some(reason.clone()), data)
            }
            StoveCommand::Attempt { outcome, note } => {
                next.attempts += 1;
                next.last_attempt = Some((now, *outcome));
                (StoveEventKind::Attempted, note.clone(), serde_json::json!({"outcome": outcome}))
            }
            StoveCommand::ReplaceHose { hose, note, .. } => {
                let data = serde_json::json!({"hose": hose, "before": self.survey.hose});
                next.survey.hose = Some(*hose);
                let found = next.survey.findings(self.usage, rules, today);
                next.non_safe.retain(|fact| !fact.is_hose());
                next.non_safe.extend(found.non_safe.into_iter().filter(|fact| fact.is_hose()));
                next.hose_expiry = found.hose_expiry;
                (StoveEventKind::HoseReplaced, note.clone(), data)
            }
            StoveCommand::Remove { reason, note } => {
                next.status = StoveStatus::Gone;
                next.gone_at = Some(now);
                next.gone_reason = Some(*reason);
                next.planned_for = None;
                (StoveEventKind::Removed, Some(note.clone()), serde_json::json!({"reason": reason}))
            }
            StoveCommand::AddNote { note, .. } => {
                (StoveEventKind::Noted, Some(note.clone()), serde_json::Value::Null)
            }
        };
        Ok(StoveStep { kind, note, data, state: next, successor })
    }

    /// Takes in a survey: what is not safe, and the status that follows.
    fn take_in(&mut self, survey: &StoveSurvey, rules: &LifeRules, today: NaiveDate, at: DateTime<Utc>) {
        let found = survey.findings(self.usage, rules, today);
        self.survey = survey.clone();
        self.status = found.status();
        self.non_safe = found.non_safe;
        self.expiry = found.expiry;
        self.hose_expiry = found.hose_expiry;
        if self.status == StoveStatus::NonSafe {
            self.non_safe_since.get_or_insert(at);
        } else {
            // somebody looked again and it is safe after all: it never was non-safe
            self.non_safe_since = None;
        }
    }

    fn plan(&mut self, on: NaiveDate, now: DateTime<Utc>) {
        self.status = StoveStatus::Planned;
        self.planned_for = Some(on);
        if self.non_safe_since.is_none() {
            // its life has ended since it was looked at
            self.non_safe_since = Some(now);
            if !self.non_safe.contains(&NonSafe::PastLife) {
                self.non_safe.push(NonSafe::PastLife);
                order::by(&mut self.non_safe, Ord::cmp);
            }
        }
    }

    /// The record of the appliance that took its place.
    fn successor(&self, rules: &LifeRules) -> Option<StoveState> {
        let (replacement, at) = (self.replacement.as_ref()?, self.replaced_at?);
        let day = local_date(at);
        let survey = replacement.as_survey(self.survey.appliance, &self.survey, day);
        let place = Place { site: self.site, area: self.area.clone(), usage: self.usage };
        let by = self.reported_by.unwrap_or(self.surveyed_by);
        let mut new = fresh(replacement.successor, place, &survey, at, by, rules);
        new.replaces = Some(self.id);
        Some(new)
    }
}

/// Where an appliance stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The site.
    pub site: SiteId,
    /// Its area; committee or grid.
    pub area: AreaCode,
    /// In a home or in a business.
    pub usage: Usage,
}

/// The first step of an appliance: surveyed. `command` must have passed [`SaveStoveSurvey::validate`]; `area` and `usage`
/// are those of its site.
pub fn survey(
    command: &SaveStoveSurvey,
    area: AreaCode,
    usage: Usage,
    actor: &Actor,
    rules: &LifeRules,
) -> StoveStep {
    let place = Place { site: command.site, area, usage };
    let state = fresh(command.id, place, &command.survey, command.surveyed_at, actor.user, rules);
    StoveStep {
        kind: StoveEventKind::Surveyed,
        note: command.note.clone(),
        data: surveyed(&state),
        state,
        successor: None,
    }
}

fn fresh(
    id: StoveId,
    place: Place,
    survey: &StoveSurvey,
    at: DateTime<Utc>,
    by: UserId,
    rules: &LifeRules,
) -> StoveState {
    let mut state = StoveState {
        id,
        site: place.site,
        area: place.area,
        usage: place.usage,
        status: StoveStatus::Surveyed,
        survey: survey.clone(),
        surveyed_at: at,
        surveyed_by: by,
        non_safe: Vec::new(),
        non_safe_since: None,
        expiry: None,
        hose_expiry: None,
        planned_for: None,
        replacement: None,
        replaced_at: None,
        reported_by: None,
        signature: None,
        accepted_at: None,
        accepted_by: None,
        gone_at: None,
        gone_reason: None,
        replaces: None,
        attempts: 0,
        last_attempt: None,
        sent_back_count: 0,
        version: 1,
    };
    state.take_in(survey, rules, local_date(at), at);
    state
}

fn surveyed(state: &StoveState) -> serde_json::Value {
    serde_json::json!({"status": state.status, "non_safe": state.non_safe, "expiry": state.expiry})
}

/// A replacement that is not safe itself replaces nothing.
fn check_safe(new: &StoveSurvey, usage: Usage, rules: &LifeRules, today: NaiveDate) -> Result<(), Fault> {
    let field = |fact: &NonSafe| match fact {
        NonSafe::NoFlameFailure => Some("replacement.flame_failure"),
        NonSafe::PastLife => Some("replacement.sold_on"),
        NonSafe::WrongGas => Some("replacement.fuel"),
        // the hose is a matter of its own
        _ => None,
    };
    let found = new.findings(usage, rules, today);
    let fields = found.non_safe.iter().filter_map(field);
    Fault::check(fields.map(|field| FieldFault::new(field, FieldCode::NotAllowed)).collect())
}

/// Judges a step that was decided away from the server. `since` are the events after the version it was based on, oldest
/// first; none when it names no version.
///
/// A note and an attempt stand in nobody's way, and nothing stands in theirs. A new hose stands only in the way of what
/// describes the hose too. Anything else changes what the other person saw: they decide.
pub fn judge(
    change: &StoveChange,
    now: &StoveState,
    since: &[StoveEventKind],
    actor: &Actor,
    today: NaiveDate,
) -> Verdict {
    let action = change.command.action();
    if let Err(fault) = seen(actor, &now.area) {
        return Verdict::Refuse(fault);
    }
    if !actor.role.has(action.right()) {
        return Verdict::Refuse(Fault::new(Code::Forbidden).with("role", actor.role));
    }
    let adds_only = matches!(action, StoveAction::AddNote | StoveAction::Attempt);
    // a version that the server never had: it was set back to a backup
    let unknown = change.base_version.is_some_and(|base| base > now.version);
    let disturbed = since.iter().any(|event| match event {
        StoveEventKind::Noted | StoveEventKind::Attempted => false,
        StoveEventKind::HoseReplaced => matches!(action, StoveAction::Survey | StoveAction::ReplaceHose),
        _ => action != StoveAction::ReplaceHose || *event == StoveEventKind::Surveyed,
    });
    if !adds_only && (unknown || disturbed) {
        return Verdict::Conflict;
    }
    match now.permits(action, actor, today) {
        Ok(()) => Verdict::Apply,
        Err(fault) => Verdict::Refuse(fault),
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
