//! A new entry of a register while it is filled in: a penalty, a hotline order, a fire incident. Times stand in it as the clock on
//! the wall shows them; the command has them by the device's own clock, like everything that is sealed here.

use super::sheets::{FireSheet, OrderSheet, PenaltySheet, Sheet};
use crate::{
    capture::session::Draft,
    field::typed::{checked, moment, required, value},
    ui::time::{day_text, input_minute},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    fault::FieldFault,
    hazards::{Category, Position},
    ids::{EventId, FireId, HazardId, HotlineOrderId, PenaltyId},
    programmes::{
        Keep, ProgrammeCommand,
        register::{FireCause, FireIncident, HotlineOrder, OrderKind, Penalty},
        register_views::RegisterKind,
    },
    sites::{SiteHit, SiteKind},
    text::tidy,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// When a form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The device's time.
    pub now: DateTime<Utc>,
    /// By how much that is ahead of the server's, as far as it is known.
    pub ahead: TimeDelta,
}

/// The entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryDraft {
    /// The future save's id.
    pub id: Uuid,
    /// The entry's.
    pub record: Uuid,
    /// The site, should it have one.
    #[serde(default)]
    pub site: Option<SiteHit>,
    /// The hazard behind it.
    #[serde(default)]
    pub hazard: Option<HazardId>,
    /// The committee of an entry without a site.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// Where a fire was.
    #[serde(default)]
    pub position: Option<Position>,
    /// By how many milliseconds the device's clock was ahead when the form was begun.
    #[serde(default)]
    pub ahead_ms: i64,
    /// What the register asks for.
    pub sheet: Sheet,
    /// Somebody has entered something.
    #[serde(default)]
    pub touched: bool,
}

impl EntryDraft {
    /// A new one, of the present.
    pub fn begin(id: Uuid, record: Uuid, kind: RegisterKind, when: When) -> Self {
        let present = when.now - when.ahead;
        let minute = input_minute(present);
        let sheet = match kind {
            RegisterKind::Penalty => {
                let decided_on = day_text(local_date(present));
                Sheet::Penalty(PenaltySheet { decided_on, ..PenaltySheet::default() })
            }
            RegisterKind::Order => Sheet::Order(OrderSheet { received_at: minute, ..OrderSheet::default() }),
            RegisterKind::Fire => Sheet::Fire(FireSheet { at: minute, ..FireSheet::default() }),
        };
        Self {
            id,
            record,
            site: None,
            hazard: None,
            area: None,
            position: None,
            ahead_ms: when.ahead.num_milliseconds(),
            sheet,
            touched: false,
        }
    }

    /// Of which register.
    pub fn kind(&self) -> RegisterKind {
        match self.sheet {
            Sheet::Penalty(_) => RegisterKind::Penalty,
            Sheet::Order(_) => RegisterKind::Order,
            Sheet::Fire(_) => RegisterKind::Fire,
        }
    }

    /// Takes another site, or none. The place of a fire is its address until somebody says otherwise; a hazard is one of
    /// the site.
    pub fn choose(&mut self, site: Option<SiteHit>) {
        if let Sheet::Fire(fire) = &mut self.sheet {
            let before = self.site.as_ref().map(|site| site.address.as_str()).unwrap_or_default();
            if fire.place == before {
                fire.place = site.as_ref().map(|site| site.address.clone()).unwrap_or_default();
            }
        }
        self.hazard = None;
        self.site = site;
    }

    /// The command, or what keeps it from being one. `now` is the device's time.
    pub fn command(&self, now: DateTime<Utc>) -> Result<ProgrammeCommand, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut form = match &self.sheet {
            Sheet::Penalty(it) => {
                ProgrammeCommand::EnterPenalty(Box::new(self.save_of(self.penalty(it, &mut faults))))
            }
            Sheet::Order(it) => {
                ProgrammeCommand::EnterOrder(Box::new(self.save_of(self.order(it, &mut faults))))
            }
            Sheet::Fire(it) => {
                ProgrammeCommand::EnterFire(Box::new(self.save_of(self.fire(it, &mut faults))))
            }
        };
        let ahead = TimeDelta::milliseconds(self.ahead_ms);
        checked(faults, form.validate(now - ahead))?;
        by_device(&mut form, ahead);
        Ok(form)
    }

    fn save_of<T>(&self, record: T) -> Keep<T> {
        Keep { id: EventId(self.id), base_version: None, record }
    }

    fn area(&self) -> Option<AreaCode> {
        self.area.clone().filter(|_| self.site.is_none())
    }

    fn penalty(&self, it: &PenaltySheet, faults: &mut Vec<FieldFault>) -> Penalty {
        let decided_on = value(&it.decided_on, "decided_on", faults);
        Penalty {
            id: PenaltyId(self.record),
            number: tidy(&it.number),
            decided_on: required(decided_on, "decided_on", faults).unwrap_or_default(),
            body: it.body.clone(),
            category: required(it.category, "category", faults).unwrap_or(Category::Other),
            party: it.party.clone(),
            reason: it.reason.clone(),
            fine: value(&it.fine, "fine", faults),
            site: self.site.as_ref().map(|site| site.id),
            hazard: self.hazard,
            area: self.area(),
        }
    }

    fn order(&self, it: &OrderSheet, faults: &mut Vec<FieldFault>) -> HotlineOrder {
        let received_at = moment(&it.received_at, "received_at", faults);
        HotlineOrder {
            id: HotlineOrderId(self.record),
            number: it.number.clone(),
            kind: required(it.kind, "kind", faults).unwrap_or(OrderKind::Complaint),
            urgent: it.urgent,
            category: it.category,
            received_at: required(received_at, "received_at", faults).unwrap_or_default(),
            reply_due: value(&it.reply_due, "reply_due", faults),
            replied_at: moment(&it.replied_at, "replied_at", faults),
            reply: tidy(&it.reply),
            text: it.text.clone(),
            caller_name: tidy(&it.caller_name),
            caller_phone: tidy(&it.caller_phone),
            site: self.site.as_ref().map(|site| site.id),
            hazard: self.hazard,
            area: self.area(),
        }
    }

    fn fire(&self, it: &FireSheet, faults: &mut Vec<FieldFault>) -> FireIncident {
        let at = moment(&it.at, "at", faults);
        FireIncident {
            id: FireId(self.record),
            at: required(at, "at", faults).unwrap_or_default(),
            place: it.place.clone(),
            site: self.site.as_ref().map(|site| site.id),
            position: self.position,
            area: self.area(),
            cause: required(it.cause, "cause", faults).unwrap_or(FireCause::Unknown),
            text: tidy(&it.text),
            loss: value(&it.loss, "loss", faults),
            injured: value(&it.injured, "injured", faults).unwrap_or(0),
            dead: value(&it.dead, "dead", faults).unwrap_or(0),
            hazard: self.hazard,
        }
    }
}

/// Brings what was written by the clock on the wall to the device's own, which is so far ahead.
fn by_device(form: &mut ProgrammeCommand, ahead: TimeDelta) {
    match form {
        ProgrammeCommand::EnterFire(fire) => fire.record.at += ahead,
        ProgrammeCommand::EnterOrder(order) => {
            order.record.received_at += ahead;
            order.record.replied_at = order.record.replied_at.map(|at| at + ahead);
        }
        // the day of a decision stays as it was read
        _ => {}
    }
}

impl Draft for EntryDraft {
    fn is_untouched(&self) -> bool {
        !self.touched
    }

    fn title(&self) -> String {
        let site = self.site.as_ref().filter(|site| site.kind != SiteKind::Household);
        // a home is called after who lives there: the ledger and the drafts say when instead
        let about = match (site, &self.sheet) {
            (Some(site), _) => site.name.clone(),
            (None, Sheet::Penalty(it)) => it.decided_on.clone(),
            (None, Sheet::Order(it)) => it.number.trim().to_owned(),
            (None, Sheet::Fire(it)) => it.at.replace('T', " "),
        };
        let what = super::name(self.kind());
        if about.is_empty() { what.to_owned() } else { format!("{about} · {what}") }
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
