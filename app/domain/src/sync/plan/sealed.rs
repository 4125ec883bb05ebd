//! A sealed text as planning reads it: the ids that stand in it, and the few that a decision replaces. Everything else is
//! carried as it stands. The browser's own scripts do this with a module that is part of every first load, so it shall not
//! contain all that a command can say.

use super::Choosing;
use crate::{
    ids::SiteId,
    json,
    programmes::command::kinds::{
        CHANGE_DEVICE, CHANGE_STOVE, ENTER_FIRE, ENTER_ORDER, ENTER_PENALTY, PLAN_DEVICE, SAVE_GAS_UNIT,
        SAVE_LPG_USER, SURVEY_STOVE,
    },
    sync::command::kinds::{ADD_SITE, CHANGE_HAZARD, PROGRAMME, REGISTER_HAZARD, SAVE_VISIT},
};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{
    Error,
    value::{RawValue, to_raw_value},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What planning needs to know of a sealed command, taken from it when it is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Described {
    /// The command's id.
    pub id: Uuid,
    /// The word of its kind, as [`Command::kind`](crate::sync::Command::kind).
    pub kind: String,
    /// Records that are there once it is carried out.
    pub makes: Vec<Uuid>,
    /// Records that must be there before: the site of a visit or finding, the record of a step, the visit of an attempt, site
    /// and hazard of an entry of a register.
    pub needs: Vec<Uuid>,
    /// Steps of one hazard, appliance or device go in the order in which they were taken: its id.
    pub chain: Option<Uuid>,
}

impl Described {
    /// Of this text, the JSON of a [`Body`](crate::sync::Body).
    ///
    /// # Errors
    /// When it is no command that this version of the program knows.
    pub fn of(body: &str) -> Result<Self, Error> {
        let Opened { kind, command, .. } = Opened::read(body)?;
        let id: Uuid = command.get("id")?;
        let mut described = Self { id, kind, makes: vec![id], needs: Vec::new(), chain: None };
        match described.kind.as_str() {
            SAVE_VISIT => {
                for hazard in command.get::<Option<Vec<Fields>>>("hazards")?.into_iter().flatten() {
                    described.makes.push(hazard.get("id")?);
                }
                let site: Fields = command.get("site")?;
                described.needs.extend(site.get::<Option<Uuid>>("known")?);
                if let Some(new) = site.get::<Option<Fields>>("new")? {
                    described.makes.push(new.get("id")?);
                }
            }
            REGISTER_HAZARD => described.needs.extend(command.get::<Option<Uuid>>("site")?),
            CHANGE_HAZARD => described.steps_on(command.get("hazard")?),
            CHANGE_STOVE | CHANGE_DEVICE => {
                let on = if described.kind == CHANGE_STOVE { "stove" } else { "device" };
                described.steps_on(command.get(on)?);
                let step: Fields = command.get("command")?;
                // how an attempt ended only its visit says; any other form tells of its visit by itself
                if step.get::<String>("do")? == "attempt" {
                    described.needs.extend(command.get::<Option<Uuid>>("visit")?);
                }
                // the appliance that takes another's place gets its record with the acceptance only
                described.makes.extend(step.get::<Option<Uuid>>("successor")?);
            }
            SURVEY_STOVE | PLAN_DEVICE => described.needs.push(command.get("site")?),
            SAVE_GAS_UNIT => {
                described.makes.push(command.get("unit")?);
                described.needs.push(command.get("site")?);
            }
            SAVE_LPG_USER => {
                described.makes.push(command.get("user")?);
                described.needs.push(command.get("site")?);
            }
            ENTER_PENALTY | ENTER_ORDER | ENTER_FIRE => {
                let record: Fields = command.get("record")?;
                described.makes.push(record.get("id")?);
                for linked in ["site", "hazard"] {
                    described.needs.extend(record.get::<Option<Uuid>>(linked)?);
                }
            }
            ADD_SITE => {}
            _ => return Err(Error::custom("a command of an unknown kind")),
        }
        Ok(described)
    }

    fn steps_on(&mut self, record: Uuid) {
        self.needs.push(record);
        self.chain = Some(record);
    }
}

/// The text to seal of a command (the JSON of a [`Command`](crate::sync::Command)) saved at `device_at` with its photos
/// (the JSON of [`SentPhoto`](crate::sync::SentPhoto)s).
///
/// # Errors
/// When one of them is no JSON.
pub fn seal(command: &str, device_at: &str, photos: &str) -> Result<String, Error> {
    let mut body: Fields = json::read(command)?;
    body.set("device_at", device_at)?;
    body.set("photos", &json::read::<Box<RawValue>>(photos)?)?;
    serde_json::to_string(&body)
}

/// The text with the sites that take the place of merged ones; `None` when it names none of those. Only for what was
/// never sent, or was refused: the server finds the way by itself for the rest.
///
/// # Errors
/// When the text cannot be read.
pub fn repointed(body: &str, merged: &BTreeMap<SiteId, SiteId>) -> Result<Option<String>, Error> {
    let mut opened = Opened::read(body)?;
    let command = &mut opened.command;
    let changed = match opened.kind.as_str() {
        SAVE_VISIT => {
            let mut site: Fields = command.get("site")?;
            let visited = site.follow("known", merged)?;
            command.set("site", &site)?;
            let mut hazards: Vec<Fields> = command.get::<Option<_>>("hazards")?.unwrap_or_default();
            let mut found = false;
            for hazard in &mut hazards {
                found |= hazard.follow("site", merged)?;
            }
            command.set("hazards", &hazards)?;
            visited || found
        }
        REGISTER_HAZARD | SURVEY_STOVE | PLAN_DEVICE | SAVE_GAS_UNIT | SAVE_LPG_USER => {
            command.follow("site", merged)?
        }
        ENTER_PENALTY | ENTER_ORDER | ENTER_FIRE => {
            let mut record: Fields = command.get("record")?;
            let followed = record.follow("site", merged)?;
            command.set("record", &record)?;
            followed
        }
        _ => false,
    };
    changed.then(|| opened.sealed()).transpose()
}

/// The same on the record as the server has it; `None` for what meets no conflict.
pub(super) fn on_theirs(body: &str, with: &Choosing) -> Result<Option<String>, Error> {
    let mut opened = Opened::read(body)?;
    if !opened.is_step() && !matches!(opened.kind.as_str(), SAVE_GAS_UNIT | SAVE_LPG_USER) {
        return Ok(None);
    }
    opened.command.set("id", &with.fresh)?;
    opened.command.set("base_version", &with.version)?;
    opened.sealed().map(Some)
}

/// A note in place of the step, with its photos; `None` when it is no step.
pub(super) fn as_note(body: &str, with: &Choosing) -> Result<Option<String>, Error> {
    let mut opened = Opened::read(body)?;
    if !opened.is_step() {
        return Ok(None);
    }
    let photos = photos_of(&opened.command.get("command")?)?;
    let mut note = Fields::default();
    note.set("do", "add_note")?;
    note.set("note", &with.note)?;
    note.set("photos", &photos)?;
    opened.command.set("command", &note)?;
    opened.command.set("id", &with.fresh)?;
    // a note fits whatever is there
    opened.command.set("base_version", &None::<u32>)?;
    opened.sealed().map(Some)
}

/// The photos that a step brings, also those of what was put up or replaced, each once.
fn photos_of(step: &Fields) -> Result<Vec<Uuid>, Error> {
    let mut photos: Vec<Uuid> = step.get::<Option<_>>("photos")?.unwrap_or_default();
    for part in ["installation", "replacement"] {
        let part: Fields = step.get::<Option<_>>(part)?.unwrap_or_default();
        for of in ["photos", "photos_before", "photos_after"] {
            photos.extend(part.get::<Option<Vec<Uuid>>>(of)?.into_iter().flatten());
        }
    }
    let mut seen = BTreeSet::new();
    photos.retain(|photo| seen.insert(*photo));
    Ok(photos)
}

/// A sealed text, its command laid open.
struct Opened {
    kind: String,
    /// A form of the programmes: it lies one deeper than the other commands.
    form: bool,
    command: Fields,
    body: Fields,
}

impl Opened {
    fn read(body: &str) -> Result<Self, Error> {
        let body: Fields = json::read(body)?;
        let (kind, command): (String, Fields) = (body.get("kind")?, body.get("command")?);
        if kind == PROGRAMME {
            let (kind, command) = (command.get("form")?, command.get("content")?);
            return Ok(Self { kind, form: true, command, body });
        }
        Ok(Self { kind, form: false, command, body })
    }

    fn is_step(&self) -> bool {
        matches!(self.kind.as_str(), CHANGE_HAZARD | CHANGE_STOVE | CHANGE_DEVICE)
    }

    /// The text to seal in its place.
    fn sealed(mut self) -> Result<String, Error> {
        if self.form {
            let mut form = Fields::default();
            form.set("form", &self.kind)?;
            form.set("content", &self.command)?;
            self.body.set("command", &form)?;
        } else {
            self.body.set("command", &self.command)?;
        }
        serde_json::to_string(&self.body)
    }
}

/// A JSON object, whose values are looked into only when they are asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Fields(BTreeMap<String, Box<RawValue>>);

impl Fields {
    /// A value; what is not there reads like `null`.
    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        json::read(self.0.get(name).map_or("null", |value| value.get()))
    }

    fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        self.0.insert(name.to_owned(), to_raw_value(value)?);
        Ok(())
    }

    /// Puts the site that a merged one went into in its place; says whether it did.
    fn follow(&mut self, name: &str, merged: &BTreeMap<SiteId, SiteId>) -> Result<bool, Error> {
        let Some(named) = self.get::<Option<SiteId>>(name)? else { return Ok(false) };
        let mut site = named;
        // as many steps as there are merges: a circle ends too
        for _ in 0..merged.len() {
            let Some(into) = merged.get(&site) else { break };
            site = *into;
        }
        if merged.contains_key(&named) {
            self.set(name, &site)?;
        }
        Ok(merged.contains_key(&named))
    }
}
