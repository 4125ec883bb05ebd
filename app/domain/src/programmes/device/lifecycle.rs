//! The life cycle: which step is possible for whom in which state, and what it changes. Pure: the caller brings the time,
//! the table of service lives and who holds a serial number, and stores what comes out.

use super::{
    DeviceChange, DeviceCommand, DeviceEventKind, DeviceKind, DeviceState, DeviceStatus, Installation,
    PlanDevice, Serial,
};
use crate::{
    actor::{Actor, Right},
    area::AreaCode,
    calendar::local_date,
    fault::{Code, Fault, FieldCode},
    ids::DetectorId,
    inspections::Signature,
    programmes::{
        gear::{Dates, Expiry, LifeRules, Usage},
        seen, wrong_state,
    },
    sync::Verdict,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};

text_enum! {
    /// The kinds of step, as the buttons of a device's page.
    DeviceAction {
        /// 安装.
        Install = "install",
        /// 验收.
        Accept = "accept",
        /// 退回.
        SendBack = "send_back",
        /// 报修.
        ReportFault = "report_fault",
        /// 修复.
        Repair = "repair",
        /// 更换.
        Replace = "replace",
        /// 停用.
        Retire = "retire",
        /// 到访未果.
        Attempt = "attempt",
        /// 备注.
        AddNote = "add_note",
    }
}

impl DeviceAction {
    /// The right it takes.
    pub const fn right(self) -> Right {
        match self {
            Self::Install | Self::Repair | Self::Replace => Right::ReportWork,
            Self::Accept | Self::SendBack => Right::AcceptWork,
            Self::ReportFault | Self::Attempt => Right::Survey,
            Self::Retire => Right::PlanWork,
            Self::AddNote => Right::AddNote,
        }
    }

    /// The states in which it is possible at all.
    pub const fn states(self) -> &'static [DeviceStatus] {
        use DeviceStatus::{Accepted, Faulty, Installed, Planned};
        match self {
            Self::Install | Self::Attempt => &[Planned],
            Self::Accept | Self::SendBack => &[Installed],
            Self::ReportFault => &[Installed, Accepted],
            Self::Repair => &[Faulty],
            Self::Replace => &[Installed, Accepted, Faulty],
            Self::Retire => &[Planned, Installed, Accepted, Faulty],
            Self::AddNote => DeviceStatus::ALL,
        }
    }
}

impl DeviceCommand {
    /// The kind of step.
    pub const fn action(&self) -> DeviceAction {
        match self {
            Self::Install { .. } => DeviceAction::Install,
            Self::Accept { .. } => DeviceAction::Accept,
            Self::SendBack { .. } => DeviceAction::SendBack,
            Self::ReportFault { .. } => DeviceAction::ReportFault,
            Self::Repair { .. } => DeviceAction::Repair,
            Self::Replace { .. } => DeviceAction::Replace,
            Self::Retire { .. } => DeviceAction::Retire,
            Self::Attempt { .. } => DeviceAction::Attempt,
            Self::AddNote { .. } => DeviceAction::AddNote,
        }
    }
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceStep {
    /// What happened.
    pub kind: DeviceEventKind,
    /// Remark.
    pub note: Option<String>,
    /// What the kind adds.
    pub data: serde_json::Value,
    /// The state afterwards, version counted up.
    pub state: DeviceState,
    /// The record of the device that took its place; comes with the replacement.
    pub successor: Option<Box<DeviceState>>,
}

/// The device in use that has this serial number, of those known: at most one.
pub fn in_use<'a>(
    serial: &Serial,
    known: impl IntoIterator<Item = &'a DeviceState>,
) -> Option<&'a DeviceState> {
    known.into_iter().find(|device| device.live_serial() == Some(serial))
}

impl DeviceState {
    /// Whether this person may press this button now; otherwise why not. The same answer guards the command and explains
    /// the greyed button.
    ///
    /// # Errors
    /// Not found (outside the area), wrong state, forbidden (the role), own work (who reported it does not accept it).
    pub fn permits(&self, action: DeviceAction, actor: &Actor) -> Result<(), Fault> {
        seen(actor, &self.area)?;
        if !action.states().contains(&self.status) {
            let others = DeviceAction::ALL
                .iter()
                .filter(|a| **a != DeviceAction::AddNote && actor.role.has(a.right()));
            let allowed = others.filter(|a| a.states().contains(&self.status)).map(|a| a.as_str());
            return Err(wrong_state("device", self.status.as_str(), allowed));
        }
        if !actor.role.has(action.right()) {
            return Err(Fault::new(Code::Forbidden).with("role", actor.role));
        }
        let accepts = matches!(action, DeviceAction::Accept | DeviceAction::SendBack);
        if accepts && self.reported_by == Some(actor.user) {
            return Err(Fault::new(Code::OwnWork));
        }
        Ok(())
    }

    /// Carries out a command at server time `now`: permission, guards, then the state afterwards. `holder` is the device in
    /// use that has the serial number which the command takes ([`DeviceCommand::takes`]), asked of the store in the same
    /// transaction. `command` must have passed [`DeviceChange::validate`].
    ///
    /// # Errors
    /// Those of [`DeviceState::permits`]; serial in use; invalid with the fields.
    pub fn step(
        &self,
        command: &DeviceCommand,
        actor: &Actor,
        now: DateTime<Utc>,
        rules: &LifeRules,
        holder: Option<DetectorId>,
    ) -> Result<DeviceStep, Fault> {
        self.permits(command.action(), actor)?;
        let mut next = self.clone();
        next.version += 1;
        let mut successor = None;
        let (kind, note, data) = match command {
            DeviceCommand::Install { installation, signature } => {
                free(&installation.serial, holder.filter(|id| *id != self.id))?;
                next.hang(installation, signature.as_ref(), actor, now, rules)?;
                (DeviceEventKind::Installed, None, installed(installation))
            }
            DeviceCommand::Accept { note } => {
                next.status = DeviceStatus::Accepted;
                next.accepted_at = Some(now);
                next.accepted_by = Some(actor.user);
                (DeviceEventKind::Accepted, note.clone(), serde_json::Value::Null)
            }
            DeviceCommand::SendBack { reason } => {
                let data = serde_json::json!({"installation": self.installation});
                next.take_down();
                (DeviceEventKind::SentBack, Some(reason.clone()), data)
            }
            DeviceCommand::ReportFault { note, .. } => {
                next.status = DeviceStatus::Faulty;
                next.faulty_since = Some(now);
                (DeviceEventKind::FaultReported, Some(note.clone()), serde_json::Value::Null)
            }
            DeviceCommand::Repair { note } => {
                let accepted = self.accepted_at.is_some();
                next.status = if accepted { DeviceStatus::Accepted } else { DeviceStatus::Installed };
                next.faulty_since = None;
                let data = serde_json::json!({"faulty_since": self.faulty_since});
                (DeviceEventKind::Repaired, Some(note.clone()), data)
            }
            DeviceCommand::Replace { successor: id, installation, signature } => {
                free(&installation.serial, holder)?;
                if *id == self.id {
                    return Err(Fault::field("successor", FieldCode::Duplicate));
                }
                let mut new = fresh(*id, self.kind, self, actor, now);
                new.hang(installation, signature.as_ref(), actor, now, rules)?;
                new.replaces = Some(self.id);
                next.status = DeviceStatus::Replaced;
                next.ended_at = Some(now);
                next.successor = Some(*id);
                successor = Some(Box::new(new));
                (DeviceEventKind::Replaced, None, serde_json::json!({"successor": id}))
            }
            DeviceCommand::Retire { reason } => {
                next.status = DeviceStatus::Retired;
                next.ended_at = Some(now);
                (DeviceEventKind::Retired, Some(reason.clone()), serde_json::json!({"from": self.status}))
            }
            DeviceCommand::Attempt { outcome, note } => {
                next.attempts += 1;
                next.last_attempt = Some((now, *outcome));
                (DeviceEventKind::Attempted, note.clone(), serde_json::json!({"outcome": outcome}))
            }
            DeviceCommand::AddNote { note, .. } => {
                (DeviceEventKind::Noted, Some(note.clone()), serde_json::Value::Null)
            }
        };
        Ok(DeviceStep { kind, note, data, state: next, successor })
    }

    fn hang(
        &mut self,
        installation: &Installation,
        signature: Option<&Signature>,
        actor: &Actor,
        now: DateTime<Utc>,
        rules: &LifeRules,
    ) -> Result<(), Fault> {
        // which gas it smells is a must of this kind
        let faults = installation.check(Some(self.kind), now).into_iter();
        Fault::check(faults.map(|fault| fault.under("installation")).collect())?;
        let today = local_date(now);
        let expiry = self.expiry_of(installation, today, rules);
        if expiry.is_some_and(|expiry| expiry.on <= today) {
            return Err(Fault::field("installation.made_on", FieldCode::NotAllowed));
        }
        self.status = DeviceStatus::Installed;
        self.installation = Some(installation.clone());
        self.installed_at = Some(now);
        self.reported_by = Some(actor.user);
        self.signature = signature.cloned();
        self.expiry = expiry;
        Ok(())
    }

    /// A device's life counts from its installation; one made so long before that its life would have ended by then is not
    /// hung up at all.
    pub(super) fn expiry_of(&self, it: &Installation, today: NaiveDate, rules: &LifeRules) -> Option<Expiry> {
        let gear = self.kind.gear()?;
        let ask = |dates: Dates| rules.expiry(gear, it.gas, self.usage, &dates, today);
        let by_making = ask(Dates { made_on: it.made_on, ..Dates::default() });
        by_making
            .filter(|expiry| expiry.on <= today)
            .or_else(|| ask(Dates { fitted_on: Some(today), ..Dates::default() }))
    }

    fn take_down(&mut self) {
        self.status = DeviceStatus::Planned;
        self.installation = None;
        self.installed_at = None;
        self.reported_by = None;
        self.signature = None;
        self.expiry = None;
    }
}

/// The first step of a device: on the list. `area` and `usage` are those of its site.
pub fn plan(
    command: &PlanDevice,
    area: AreaCode,
    usage: Usage,
    actor: &Actor,
    now: DateTime<Utc>,
) -> DeviceStep {
    let state = DeviceState {
        id: command.id,
        kind: command.kind,
        site: command.site,
        area,
        usage,
        status: DeviceStatus::Planned,
        planned_at: now,
        planned_by: actor.user,
        installation: None,
        installed_at: None,
        reported_by: None,
        signature: None,
        expiry: None,
        accepted_at: None,
        accepted_by: None,
        faulty_since: None,
        ended_at: None,
        replaces: None,
        successor: None,
        attempts: 0,
        last_attempt: None,
        version: 1,
    };
    let data = serde_json::json!({"device": command.kind});
    DeviceStep { kind: DeviceEventKind::Planned, note: command.note.clone(), data, state, successor: None }
}

/// The record of a device that takes another's place.
fn fresh(
    id: DetectorId,
    kind: DeviceKind,
    old: &DeviceState,
    actor: &Actor,
    now: DateTime<Utc>,
) -> DeviceState {
    let command = PlanDevice { id, kind, site: old.site, note: None };
    plan(&command, old.area.clone(), old.usage, actor, now).state
}

fn free(serial: &Serial, holder: Option<DetectorId>) -> Result<(), Fault> {
    match holder {
        Some(_) => Err(Fault::new(Code::SerialInUse).with("serial", serial)),
        None => Ok(()),
    }
}

pub(super) fn installed(it: &Installation) -> serde_json::Value {
    serde_json::json!({"serial": it.serial, "place": it.place, "installer": it.installer})
}

/// Judges a step that was decided away from the server. `since` are the events after the version it was based on, oldest
/// first; none when it names no version.
///
/// A note and an attempt stand in nobody's way, and nothing stands in theirs. Acceptance does not stand in the way of a
/// reported fault or a replacement: what hangs there is the same. Anything else changes what the other person saw.
pub fn judge(change: &DeviceChange, now: &DeviceState, since: &[DeviceEventKind], actor: &Actor) -> Verdict {
    let action = change.command.action();
    if let Err(fault) = seen(actor, &now.area) {
        return Verdict::Refuse(fault);
    }
    if !actor.role.has(action.right()) {
        return Verdict::Refuse(Fault::new(Code::Forbidden).with("role", actor.role));
    }
    let adds_only = matches!(action, DeviceAction::AddNote | DeviceAction::Attempt);
    // a version that the server never had: it was set back to a backup
    let unknown = change.base_version.is_some_and(|base| base > now.version);
    let disturbed = since.iter().any(|event| match event {
        DeviceEventKind::Noted | DeviceEventKind::Attempted => false,
        DeviceEventKind::Accepted => !matches!(action, DeviceAction::ReportFault | DeviceAction::Replace),
        _ => true,
    });
    if !adds_only && (unknown || disturbed) {
        return Verdict::Conflict;
    }
    match now.permits(action, actor) {
        Ok(()) => Verdict::Apply,
        Err(fault) => Verdict::Refuse(fault),
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
