//! An entry that the server did not accept, as the draft that it was made from.

use super::{
    draft::{EntryDraft, When},
    sheets::{FireSheet, OrderSheet, PenaltySheet, Sheet},
};
use crate::{
    capture::keeping::Kept,
    field::typed::shown,
    ui::time::{day_text, input_minute},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    area::AreaCode,
    fault::{Code, Fault},
    hazards::Position,
    ids::{HazardId, SiteId},
    programmes::{
        ProgrammeCommand,
        register::{FireIncident, HotlineOrder, Penalty},
    },
    sites::SiteHit,
};
use uuid::Uuid;

/// What the tablet knows besides the command.
pub struct Known<'a> {
    /// When the draft is made.
    pub when: When,
    /// Sites.
    pub site: &'a dyn Fn(SiteId) -> Option<SiteHit>,
    /// Makes ids.
    pub new_id: &'a dyn Fn() -> Uuid,
}

/// What an entry says of itself and its place.
struct Parts {
    record: Uuid,
    site: Option<SiteId>,
    hazard: Option<HazardId>,
    area: Option<AreaCode>,
    position: Option<Position>,
    sheet: Sheet,
}

/// The draft of an entry. `None`: the command is none, or its site is gone.
pub fn of(form: &ProgrammeCommand, fault: Option<&Fault>, known: &Known<'_>) -> Option<Kept<EntryDraft>> {
    let ahead = known.when.ahead;
    let parts = match form {
        ProgrammeCommand::EnterPenalty(keep) => of_penalty(&keep.record),
        ProgrammeCommand::EnterOrder(keep) => of_order(&keep.record, ahead),
        ProgrammeCommand::EnterFire(keep) => of_fire(&keep.record, ahead),
        _ => return None,
    };
    let site = match parts.site {
        Some(id) => Some((known.site)(id)?),
        None => None,
    };
    // the server has something else under these ids: this is an entry of its own
    let fresh = fault.is_some_and(|fault| fault.code == Code::ContentConflict);
    let id = |mine: Uuid| if fresh { (known.new_id)() } else { mine };
    let draft = EntryDraft {
        id: id(form.id()),
        record: id(parts.record),
        site,
        hazard: parts.hazard,
        area: parts.area,
        position: parts.position,
        ahead_ms: ahead.num_milliseconds(),
        sheet: parts.sheet,
        touched: true,
    };
    let faults = fault.map(|fault| fault.fields.clone()).unwrap_or_default();
    Some(Kept { faults, ..Kept::new(known.when.now, draft, Vec::new()) })
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn minute(at: Option<DateTime<Utc>>, ahead: TimeDelta) -> String {
    at.map(|at| input_minute(at - ahead)).unwrap_or_default()
}

fn of_penalty(record: &Penalty) -> Parts {
    Parts {
        record: record.id.0,
        site: record.site,
        hazard: record.hazard,
        area: record.area.clone(),
        position: None,
        sheet: Sheet::Penalty(PenaltySheet {
            decided_on: day_text(record.decided_on),
            number: text(record.number.as_ref()),
            body: record.body.clone(),
            category: Some(record.category),
            party: record.party.clone(),
            reason: record.reason.clone(),
            fine: shown(record.fine),
        }),
    }
}

fn of_order(record: &HotlineOrder, ahead: TimeDelta) -> Parts {
    Parts {
        record: record.id.0,
        site: record.site,
        hazard: record.hazard,
        area: record.area.clone(),
        position: None,
        sheet: Sheet::Order(OrderSheet {
            number: record.number.clone(),
            kind: Some(record.kind),
            urgent: record.urgent,
            received_at: minute(Some(record.received_at), ahead),
            reply_due: record.reply_due.map(day_text).unwrap_or_default(),
            category: record.category,
            text: record.text.clone(),
            caller_name: text(record.caller_name.as_ref()),
            caller_phone: text(record.caller_phone.as_ref()),
            replied_at: minute(record.replied_at, ahead),
            reply: text(record.reply.as_ref()),
        }),
    }
}

fn of_fire(record: &FireIncident, ahead: TimeDelta) -> Parts {
    let people = |n: u32| shown(Some(n).filter(|n| *n > 0));
    Parts {
        record: record.id.0,
        site: record.site,
        hazard: record.hazard,
        area: record.area.clone(),
        position: record.position,
        sheet: Sheet::Fire(FireSheet {
            at: minute(Some(record.at), ahead),
            cause: Some(record.cause),
            place: record.place.clone(),
            text: text(record.text.as_ref()),
            loss: shown(record.loss),
            injured: people(record.injured),
            dead: people(record.dead),
        }),
    }
}
