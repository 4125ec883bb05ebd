//! What the programmes of the year are made with, and the lives of stoves and devices: each step is carried out by the rules,
//! so that states and chains are what the services would have written.

use super::super::{dice::Dice, people::Staff, pictures::Album, visits};
use crate::{
    content::sha256,
    ctx::{Ctx, State},
    entities::{device, inspection, site, stove},
    error::Result,
    files::service::Owner,
    programmes::{
        chained::{Chained, Said, append},
        devices,
        life::Doing,
        stoves,
    },
    reference::Reference,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::WorkCalendar,
    hazards::Category,
    ids::{DetectorId, EventId, FileId, InspectionId, SiteId, StoveId, named, sort_key},
    inspections::{Answers, InspectionKind, Nature, Outcome, Signature},
    photos::PhotoKind,
    programmes::{
        device::{
            DeviceChange, DeviceCommand, DeviceEventKind, DeviceKind, PlanDevice, lifecycle as device_life,
        },
        gear::{LifeRules, Usage},
        stove::{
            SaveStoveSurvey, StoveChange, StoveCommand, StoveEventKind, StoveSurvey, lifecycle as stove_life,
        },
    },
    sites::SiteKind,
};
use std::sync::Arc;

/// What everything is made with.
pub(in crate::demo) struct Desk {
    pub state: State,
    pub reference: Arc<Reference>,
    pub staff: Staff,
    /// Where photos are made.
    pub album: Option<Album>,
}

impl Desk {
    /// A request of that person at that time.
    pub fn ctx(&self, who: &Actor, at: DateTime<Utc>) -> Ctx {
        Ctx::at(self.state.clone(), who.clone(), at)
    }

    /// Working days.
    pub fn calendar(&self) -> &WorkCalendar {
        &self.reference.rules.calendar
    }

    fn lives(&self) -> &LifeRules {
        &self.reference.gear.lives
    }

    /// Somebody who visits the site.
    pub fn inspector(&self, dice: &mut Dice, site: &site::Model) -> Result<Actor> {
        visits::inspector(dice, &self.staff, site)
    }

    /// Somebody of the office.
    pub fn office(&self, dice: &mut Dice) -> Actor {
        dice.pick(&self.staff.office).clone()
    }

    /// A photo of a record; its id alone where none are drawn.
    pub fn photo(
        &mut self,
        dice: &mut Dice,
        (owner, kind, category): (Owner, PhotoKind, Category),
        site: &site::Model,
        by: &Actor,
        at: DateTime<Utc>,
    ) -> FileId {
        match &mut self.album {
            Some(album) => album.take(dice, kind, category, owner, &site.area_code, by, at),
            None => FileId(dice.id(at)),
        }
    }
}

/// A record with what has happened to it.
pub(in crate::demo) struct Lived<R: Chained> {
    pub row: R,
    pub events: Vec<R::Event>,
    /// The visits at which nobody was let in.
    pub attempts: Vec<inspection::Model>,
    /// What decides its next steps.
    pub state: R::State,
}

/// A stove or water heater.
pub(in crate::demo) type Stove = Lived<stove::Model>;
/// A gas alarm, detector or charger.
pub(in crate::demo) type Device = Lived<device::Model>;

fn doing<'a>(id: EventId, ctx: &'a Ctx, photos: &'a [FileId], content: Option<String>) -> Doing<'a> {
    Doing { id, ctx, device_at: None, visit: None, photos, position: None, content_sha256: content }
}

/// The visit that an attempt is, at the home of a stove or device.
macro_rules! attempted {
    ($row:expr, $event:expr, $outcome:expr, $by:expr, $at:expr) => {{
        let (row, outcome, by, at) = (&$row, $outcome, $by, $at);
        let id = InspectionId(named(&format!("attempt|{}", $event)));
        inspection::Model {
            id: id.0,
            sort_key: sort_key(at, id.0),
            site_id: row.site_id,
            area_code: row.area_code.clone(),
            committee_code: row.committee_code.clone(),
            subdistrict_code: row.subdistrict_code.clone(),
            district_code: row.district_code.clone(),
            kind: InspectionKind::Routine.as_str().into(),
            nature: Nature::usual(SiteKind::Household).as_str().into(),
            outcome: outcome.as_str().into(),
            campaign: None,
            campaign_id: None,
            checklist_version_id: None,
            answers: serde_json::to_value(Answers::new())?,
            check_code: None,
            inspector_id: by.user.0,
            started_at: at,
            finished_at: at,
            device_at: None,
            lon: None,
            lat: None,
            accuracy_m: None,
            point_source: None,
            note: None,
            signature: None,
            time_doubt: None,
            hazard_count: 0,
            content_sha256: sha256(&(id, at))?,
            created_at: at,
        }
    }};
}

impl<R: Chained> Lived<R> {
    /// A new record with its first event.
    fn begin(dice: &mut Dice, ctx: &Ctx, mut row: R, state: R::State, said: &Said<'_>) -> Result<Self> {
        let id = EventId(dice.id(ctx.now));
        let event = append(&mut row, &state, said, &doing(id, ctx, &[], None))?;
        Ok(Self { row, events: vec![event], attempts: Vec::new(), state })
    }

    fn follow(&mut self, state: R::State, said: &Said<'_>, doing: &Doing<'_>) -> Result<()> {
        self.events.push(append(&mut self.row, &state, said, doing)?);
        self.state = state;
        Ok(())
    }
}

fn usage(site: &site::Model) -> Result<Usage> {
    Ok(Usage::at(site.kind.parse::<SiteKind>()?))
}

impl Stove {
    /// Surveys an appliance.
    pub fn survey(
        desk: &Desk,
        dice: &mut Dice,
        site: &site::Model,
        seen: StoveSurvey,
        by: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Self> {
        let command = SaveStoveSurvey {
            id: StoveId(dice.id(at)),
            site: SiteId(site.id),
            visit: None,
            survey: seen,
            surveyed_at: at,
            position: None,
            note: None,
            photos: Vec::new(),
        };
        command.validate(at)?;
        let step = stove_life::survey(&command, site.area_code.parse()?, usage(site)?, by, desk.lives());
        let row = stoves::store::fresh(at, &step.state, &sha256(&command)?)?;
        let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
        Self::begin(dice, &desk.ctx(by, at), row, step.state, &said)
    }

    /// Carries out a step. Answers the appliance that takes its place, once that is accepted.
    pub fn act(
        &mut self,
        desk: &Desk,
        dice: &mut Dice,
        command: StoveCommand,
        by: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let change = StoveChange {
            id: EventId(dice.id(at)),
            stove: self.state.id,
            visit: None,
            base_version: Some(self.state.version),
            device_at: None,
            position: None,
            command,
        };
        change.validate(at)?;
        let step = self.state.step(&change.command, by, at, desk.lives())?;
        let (ctx, content, photos) = (desk.ctx(by, at), sha256(&change)?, change.command.photos());
        let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
        let mut doing = doing(change.id, &ctx, &photos, Some(content.clone()));
        if let StoveCommand::Attempt { outcome, .. } = &change.command {
            let visit = attempted!(self.row, change.id, outcome, by, at);
            doing.visit = Some(InspectionId(visit.id));
            self.attempts.push(visit);
        }
        self.follow(step.state, &said, &doing)?;
        let Some(new) = step.successor else { return Ok(None) };
        let data = serde_json::json!({"status": new.status, "replaces": new.replaces});
        let said = Said { kind: StoveEventKind::Surveyed.as_str(), note: None, data: &data };
        let row = stoves::store::fresh(at, &new, &content)?;
        Self::begin(dice, &ctx, row, *new, &said).map(Some)
    }
}

impl Device {
    /// Puts a device on its list.
    pub fn plan(
        desk: &Desk,
        dice: &mut Dice,
        (site, kind): (&site::Model, DeviceKind),
        by: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Self> {
        let command = PlanDevice { id: DetectorId(dice.id(at)), kind, site: SiteId(site.id), note: None };
        command.validate()?;
        let step = device_life::plan(&command, site.area_code.parse()?, usage(site)?, by, at);
        let row = devices::store::fresh(at, &step.state, &sha256(&command)?)?;
        let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
        Self::begin(dice, &desk.ctx(by, at), row, step.state, &said)
    }

    /// Carries out a step. Answers the device that takes its place. Serial numbers in use are the caller's to keep apart.
    pub fn act(
        &mut self,
        desk: &Desk,
        dice: &mut Dice,
        command: DeviceCommand,
        by: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let change = DeviceChange {
            id: EventId(dice.id(at)),
            device: self.state.id,
            visit: None,
            base_version: Some(self.state.version),
            device_at: None,
            position: None,
            command,
        };
        change.validate(at)?;
        let step = self.state.step(&change.command, by, at, desk.lives(), None)?;
        let (ctx, content) = (desk.ctx(by, at), sha256(&change)?);
        let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
        let mut doing = doing(change.id, &ctx, change.command.photos(), Some(content.clone()));
        if let DeviceCommand::Attempt { outcome, .. } = &change.command {
            let visit = attempted!(self.row, change.id, outcome, by, at);
            doing.visit = Some(InspectionId(visit.id));
            self.attempts.push(visit);
        }
        self.follow(step.state, &said, &doing)?;
        let Some(new) = step.successor else { return Ok(None) };
        let data = serde_json::json!({
            "replaces": new.replaces, "serial": new.installation.as_ref().map(|it| &it.serial),
        });
        let said = Said { kind: DeviceEventKind::Installed.as_str(), note: None, data: &data };
        let row = devices::store::fresh(at, &new, &content)?;
        Self::begin(dice, &ctx, row, *new, &said).map(Some)
    }
}

/// A receipt, signed by whoever lives there or, rarely, refused before a witness.
pub(in crate::demo) fn receipt(dice: &mut Dice, site: &site::Model) -> Signature {
    if dice.chance(4) {
        return Signature::Refused { witness: "居委会干部".into(), reason: Some("不愿签字".into()) };
    }
    let mut line = vec![(dice.between(80, 160) as u16, dice.between(300, 700) as u16)];
    for x in 2..9 {
        line.push((x * 100, dice.between(200, 800) as u16));
    }
    let name = site.contact_name.clone().unwrap_or_else(|| "住户".into());
    Signature::Signed { name, shape: 2_800, strokes: vec![line] }
}

/// When somebody came to a shut door on that day, and what came of it: mornings, afternoons and evenings, so that there is
/// something to learn about when people are at home.
pub(super) fn attempt(
    dice: &mut Dice,
    day: NaiveDate,
    refused: bool,
) -> (DateTime<Utc>, Outcome, &'static str) {
    let (from, to) = [(540, 650), (810, 990), (1_080, 1_170)][dice.weighted(&[40, 35, 25])];
    let at = super::super::clock::at(day, dice.between(from, to)) + TimeDelta::seconds(dice.between(0, 59));
    let (outcome, notes): (_, &[&'static str]) = if refused {
        (Outcome::Refused, &["称目前不需要", "子女不同意，改日再谈", "担心影响装修", "不愿开门"])
    } else {
        match dice.weighted(&[80, 12, 8]) {
            0 => (Outcome::NotAtHome, &["敲门无人应答", "邻居称外出买菜", "白天在子女家", "已留联系卡"]),
            1 => (Outcome::Vacant, &["长期空关，已联系家属"]),
            _ => (Outcome::Tenant, &["租客在家，需联系产权人"]),
        }
    };
    (at, outcome, *dice.pick(notes))
}
