//! What a tablet still holds of a person's work, as it tells the server.

use super::{Answer, Batch};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is on a tablet and not on the server: records that it has not confirmed, with their photos, and photos that it does
/// not take. Photos that it awaits are not among them: those it counts itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Records.
    pub records: u32,
    /// Photos.
    pub photos: u32,
    /// When the oldest of them was saved; `None`: there is nothing.
    #[serde(default)]
    pub oldest: Option<DateTime<Utc>>,
}

impl Held {
    /// Whether everything is on the server.
    pub const fn is_nothing(&self) -> bool {
        self.records == 0 && self.photos == 0
    }
}

impl Batch {
    /// What the tablet holds once it has been given these answers, by its own clock: what it says it has besides, and
    /// whatever of this was not stored. So nobody is told that a refused record is gone, and what was stored does not
    /// count until the tablet is heard of again. `None`: its program does not say.
    pub fn held_after(&self, answers: &[Answer]) -> Option<Held> {
        let mut held = self.held?;
        let sent = self.commands.iter().zip(answers);
        for (sealed, _) in sent.filter(|(_, answer)| !answer.outcome.is_stored()) {
            // of what cannot be read it is known that it was sent
            let (saved_at, photos) =
                sealed.open().map_or((self.sent_at, 0), |body| (body.device_at, body.photos.len()));
            held.records = held.records.saturating_add(1);
            held.photos = held.photos.saturating_add(u32::try_from(photos).unwrap_or(u32::MAX));
            held.oldest = Some(held.oldest.map_or(saved_at, |oldest| oldest.min(saved_at)));
        }
        Some(held)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        API_VERSION, Body, Command, DeviceId, Outcome, Receipt, Sealed, SentPhoto,
        tests::{at, finding, id, visit},
    };
    use super::*;
    use crate::{
        fault::{Code, Fault},
        ids::FileId,
        photos::{Layer, PhotoKind},
    };

    fn sealed(command: Command, device_at: DateTime<Utc>, photos: Vec<SentPhoto>) -> Sealed {
        let body = Body { command, device_at, photos };
        let text = serde_json::to_string(&body).expect("json");
        Sealed { id: body.command.id(), sha256: String::new(), body: text }
    }

    /// A visit saved at 8, a finding saved at 9 with a photo, and what is no command; sent at 18.
    fn batch(held: Option<Held>) -> Batch {
        let photo = SentPhoto {
            id: FileId(id(1)),
            sha256: "ab".repeat(32),
            bytes: 9,
            kind: PhotoKind::Before,
            taken_at: at(1, 9),
            layer: Layer::default(),
        };
        let commands = vec![
            sealed(Command::SaveVisit(Box::new(visit())), at(1, 8), vec![]),
            sealed(Command::RegisterHazard(Box::new(finding())), at(1, 9), vec![photo]),
            Sealed { id: id(3), sha256: String::new(), body: "{}".into() },
        ];
        Batch { api: API_VERSION, device: DeviceId(id(9)), sent_at: at(1, 18), held, commands }
    }

    fn answers(batch: &Batch, outcomes: [Outcome; 3]) -> Vec<Answer> {
        let answer = |(sealed, outcome): (&Sealed, Outcome)| Answer { id: sealed.id, outcome };
        batch.commands.iter().zip(outcomes).map(answer).collect()
    }

    fn stored() -> Outcome {
        let receipt = Receipt {
            id: id(0),
            sha256: String::new(),
            received_at: at(1, 18),
            skew_ms: 0,
            hazards: vec![],
            awaited: vec![],
        };
        Outcome::Applied { receipt }
    }

    fn refused() -> Outcome {
        Outcome::Refused { fault: Fault::new(Code::Invalid) }
    }

    #[test]
    fn what_was_not_stored_stays_on_the_tablet() {
        let none = Held::default();
        let besides = Held { records: 1, photos: 2, oldest: Some(at(1, 7)) };
        let all = [stored(), stored(), stored()];
        for (what, said, outcomes, expected) in [
            ("all stored", none, all.clone(), none),
            ("all stored, and others wait", besides, all, besides),
            (
                "one refused",
                none,
                [stored(), refused(), stored()],
                Held { records: 1, photos: 1, oldest: Some(at(1, 9)) },
            ),
            (
                "two put off, the older one counts",
                none,
                [Outcome::Later, Outcome::Later, stored()],
                Held { records: 2, photos: 1, oldest: Some(at(1, 8)) },
            ),
            (
                "what cannot be read was there when it was sent",
                none,
                [stored(), stored(), refused()],
                Held { records: 1, photos: 0, oldest: Some(at(1, 18)) },
            ),
            (
                "one refused, and others wait for longer",
                besides,
                [stored(), refused(), stored()],
                Held { records: 2, photos: 3, oldest: Some(at(1, 7)) },
            ),
        ] {
            let batch = batch(Some(said));
            let after = batch.held_after(&answers(&batch, outcomes)).expect("it was said");
            assert_eq!(after, expected, "{what}");
            assert_eq!(after.is_nothing(), after == none, "{what}");
        }
    }

    #[test]
    fn a_program_that_does_not_say_is_not_guessed_at() {
        let batch = batch(None);
        assert_eq!(batch.held_after(&answers(&batch, [stored(), refused(), stored()])), None);
        let mut json = serde_json::to_value(&batch).expect("json");
        json.as_object_mut().expect("an object").remove("held");
        assert_eq!(serde_json::from_value::<Batch>(json).expect("an older program's batch"), batch);
    }
}
