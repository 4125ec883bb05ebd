//! Nobody let us in: the attempt as a visit and a step of each record that somebody came for, the slots in which the
//! door was tried, and the one to try next.

use super::door::Door;
use chrono::{DateTime, Utc};
use domain::{
    calendar::{WorkCalendar, local_date},
    ids::{DetectorId, EventId, InspectionId, StoveId},
    inspections::Outcome,
    programmes::{
        ProgrammeCommand,
        campaign::{Slot, slots_of, suggest},
        device::{DeviceChange, DeviceCommand, DeviceStatus},
        stove::{StoveChange, StoveCommand},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody came for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// An appliance to be replaced.
    Stove(StoveId),
    /// A device to be hung up.
    Device(DetectorId),
}

/// The future step of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The step.
    pub id: EventId,
    /// The record.
    pub about: About,
}

/// An attempt while it is noted down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttemptDraft {
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What somebody came for.
    pub tried: Vec<Tried>,
}

impl AttemptDraft {
    /// The steps. They name no version: an attempt fits whatever is there.
    pub fn steps(&self, outcome: Outcome, visit: InspectionId, now: DateTime<Utc>) -> Vec<ProgrammeCommand> {
        let step = |tried: &Tried| {
            let (id, visit, device_at) = (tried.id, Some(visit), Some(now));
            match tried.about {
                About::Stove(stove) => ProgrammeCommand::ChangeStove(Box::new(StoveChange {
                    id,
                    stove,
                    visit,
                    base_version: None,
                    device_at,
                    position: None,
                    command: StoveCommand::Attempt { outcome, note: None },
                })),
                About::Device(device) => ProgrammeCommand::ChangeDevice(Box::new(DeviceChange {
                    id,
                    device,
                    visit,
                    base_version: None,
                    device_at,
                    position: None,
                    command: DeviceCommand::Attempt { outcome, note: None },
                })),
            }
        };
        self.tried.iter().map(step).collect()
    }
}

impl Door {
    /// An attempt at what is to be done here. `id` is that of the form: its last step has it.
    pub fn to_be_tried(&self, id: Uuid, new_id: &dyn Fn() -> Uuid, now: DateTime<Utc>) -> AttemptDraft {
        let today = local_date(now);
        let stoves = self.stoves.iter().filter(|stove| stove.needs_replacing(today));
        let devices = self.devices.iter().filter(|(device, _)| device.status == DeviceStatus::Planned);
        let about: Vec<About> = stoves
            .map(|stove| About::Stove(stove.id))
            .chain(devices.map(|(device, _)| About::Device(device.id)))
            .collect();
        let last = about.len().saturating_sub(1);
        let tried = about
            .into_iter()
            .enumerate()
            .map(|(i, about)| Tried { id: EventId(if i == last { id } else { new_id() }), about });
        AttemptDraft { outcome: None, tried: tried.collect() }
    }

    /// When somebody last came for what is here and it came to nothing. Those were visits of the site, which tells of them
    /// itself unless it was loaded from a server that did not.
    pub fn attempts(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let stoves = self.stoves.iter().filter_map(|stove| stove.last_attempt);
        let devices = self.devices.iter().filter_map(|(device, _)| device.last_attempt);
        stoves.chain(devices).map(|(at, _)| at)
    }
}

/// The slots of a week in which a door was tried, each once, and the one to try next, as the office says them; nothing for a
/// door that was not.
pub fn slots(
    attempts: impl IntoIterator<Item = DateTime<Utc>>,
    calendar: &WorkCalendar,
) -> Option<(Vec<Slot>, Slot)> {
    let tried = slots_of(attempts, calendar);
    let next = suggest(&tried);
    let seen: Vec<Slot> = Slot::ALL.iter().copied().filter(|slot| tried.contains(slot)).collect();
    (!seen.is_empty()).then_some((seen, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::gear::fixtures;
    use domain::{calendar::SpecialDay, programmes::device::Telemetry};

    #[test]
    fn an_attempt_is_a_step_of_each_record_that_somebody_came_for() {
        let door = Door {
            stoves: vec![fixtures::stove(1, Some(false)), fixtures::stove(2, Some(true))],
            devices: vec![(fixtures::device(3), Telemetry::default())],
            ..Door::default()
        };
        let attempt = door.to_be_tried(Uuid::from_u128(9), &|| Uuid::from_u128(8), fixtures::now());
        let visit = InspectionId(Uuid::from_u128(7));
        let steps = attempt.steps(Outcome::NotAtHome, visit, fixtures::now());
        let told: Vec<_> =
            steps.iter().map(|step| (step.id().as_u128(), step.step_of(), step.visit())).collect();
        let expected = [(8_u128, 1), (9, 3)].map(|(id, of)| (id, Some(Uuid::from_u128(of)), Some(visit)));
        assert_eq!(told, expected, "the safe one is left alone");
        assert!(steps.iter().all(|step| step.validate(fixtures::now()).is_ok()));
        assert_eq!(Door::default().to_be_tried(Uuid::nil(), &Uuid::nil, fixtures::now()).tried, []);
    }

    #[test]
    fn the_slot_to_try_next_was_not_tried() {
        let plain = WorkCalendar::default();
        assert_eq!(slots([], &plain), None);
        // a Thursday: 9:00 and 18:00 in Shanghai
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("time");
        let tried = [at("2023-06-01T01:00:00Z"), at("2023-06-01T10:00:00Z"), at("2023-06-08T01:00:00Z")];
        let (seen, next) = slots(tried, &plain).expect("tried");
        assert_eq!(seen, [Slot::WeekdayEvening, Slot::WeekdayMorning]);
        assert_eq!(next, Slot::WeekendMorning);
        let holiday = WorkCalendar::new([("2023-06-01".parse().expect("day"), SpecialDay::Holiday)]);
        let (seen, next) = slots([tried[1]], &holiday).expect("tried");
        assert_eq!(
            (seen, next),
            (vec![Slot::WeekendEvening], Slot::WeekdayEvening),
            "a holiday is a free day"
        );
    }
}
