//! A step of an open hazard while it is written: reporting the rectification, reviewing it, a note, asking for a later
//! deadline.

use crate::{
    capture::{
        photos::{PhotoDraft, Slot, of},
        session::Draft,
    },
    labels::Label,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    fault::{FieldCode, FieldFault},
    hazards::{Action, Change, HazardCommand, HazardState, Position, ReviewItem, commands::REVIEW_ITEMS},
    ids::{EventId, HazardId},
    text::tidy,
};
use serde::{Deserialize, Serialize};

/// The steps that can be taken on a tablet, in the order of their buttons.
pub const STEPS: [Action; 4] = [Action::Rectify, Action::Review, Action::AddNote, Action::AskExtension];

/// A line of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is looked at; a key of [`REVIEW_ITEMS`].
    pub item: String,
    /// In order, or not; `None`: not looked at yet.
    #[serde(default)]
    pub passed: Option<bool>,
    /// What was seen.
    #[serde(default)]
    pub note: String,
}

/// The step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepDraft {
    /// The future event's id.
    pub id: EventId,
    /// The hazard.
    pub hazard: HazardId,
    /// Its number, for people.
    pub number: String,
    /// The version that the person looks at.
    pub base_version: u32,
    /// Which step; one of [`STEPS`].
    pub action: Action,
    /// What was done, why, or a remark.
    #[serde(default)]
    pub note: String,
    /// The lines of a review.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// The day asked for.
    #[serde(default)]
    pub until: String,
    /// Where the person stands.
    #[serde(default)]
    pub position: Option<Position>,
}

impl StepDraft {
    /// An empty one, on the state that the tablet shows.
    pub fn new(id: EventId, state: &HazardState, number: &str, action: Action) -> Self {
        let lines = if action == Action::Review {
            REVIEW_ITEMS.iter().map(|item| Line { item: (*item).to_owned(), ..Line::default() }).collect()
        } else {
            Vec::new()
        };
        Self {
            id,
            hazard: state.id,
            number: number.to_owned(),
            base_version: state.version,
            action,
            note: String::new(),
            lines,
            until: String::new(),
            position: None,
        }
    }

    /// What its photos show: a rectified state, or something else.
    pub fn slot(&self) -> Slot {
        match self.action {
            Action::Rectify | Action::Review => Slot::After(self.hazard),
            _ => Slot::Visit,
        }
    }

    /// The name of the field of its text, as in the command.
    pub fn text_field(&self) -> &'static str {
        if self.action == Action::AskExtension { "reason" } else { "note" }
    }

    /// The command, or what keeps it from being one. `now` is the device's time.
    pub fn command(&self, photos: &[PhotoDraft], now: DateTime<Utc>) -> Result<Change, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let note = self.note.clone();
        let photos = of(photos, &self.slot());
        let command = match self.action {
            Action::Rectify => HazardCommand::Rectify { note, photos },
            Action::Review => {
                HazardCommand::Review { items: self.items(&mut faults), note: tidy(&note), photos }
            }
            Action::AskExtension => {
                let until = self.until.parse::<NaiveDate>();
                if until.is_err() {
                    faults.push(FieldFault::new("until", FieldCode::Required));
                }
                HazardCommand::AskExtension { until: until.unwrap_or_default(), reason: note }
            }
            _ => HazardCommand::AddNote { note, photos },
        };
        let change = Change {
            id: self.id,
            hazard: self.hazard,
            base_version: Some(self.base_version),
            device_at: Some(now),
            position: self.position,
            command,
        };
        if let Err(fault) = change.validate() {
            let ours: Vec<String> = faults.iter().map(|fault| fault.field.clone()).collect();
            faults.extend(fault.fields.into_iter().filter(|fault| !ours.contains(&fault.field)));
        }
        if faults.is_empty() { Ok(change) } else { Err(faults) }
    }

    fn items(&self, faults: &mut Vec<FieldFault>) -> Vec<ReviewItem> {
        let item = |(i, line): (usize, &Line)| {
            if line.passed.is_none() {
                faults.push(FieldFault::new(format!("items[{i}].passed"), FieldCode::Required));
            }
            // what is not looked at is wrong in one place only
            let passed = line.passed.unwrap_or(true);
            ReviewItem { item: line.item.clone(), passed, note: tidy(&line.note) }
        };
        self.lines.iter().enumerate().map(item).collect()
    }

    /// The draft of a command that was saved before; `None` for a step that is not taken on a tablet.
    pub fn of(change: &Change, number: &str) -> Option<Self> {
        let (note, lines, until) = match &change.command {
            HazardCommand::Rectify { note, .. } | HazardCommand::AddNote { note, .. } => {
                (note.clone(), Vec::new(), String::new())
            }
            HazardCommand::Review { items, note, .. } => {
                let line = |item: &ReviewItem| Line {
                    item: item.item.clone(),
                    passed: Some(item.passed),
                    note: item.note.clone().unwrap_or_default(),
                };
                (note.clone().unwrap_or_default(), items.iter().map(line).collect(), String::new())
            }
            HazardCommand::AskExtension { until, reason } => {
                (reason.clone(), Vec::new(), crate::ui::time::day_text(*until))
            }
            _ => return None,
        };
        Some(Self {
            id: change.id,
            hazard: change.hazard,
            number: number.to_owned(),
            base_version: change.base_version.unwrap_or_default(),
            action: change.command.action(),
            note,
            lines,
            until,
            position: change.position,
        })
    }
}

impl Draft for StepDraft {
    fn is_untouched(&self) -> bool {
        let looked_at = |line: &Line| line.passed.is_some() || !line.note.is_empty();
        self.note.is_empty() && self.until.is_empty() && !self.lines.iter().any(looked_at)
    }

    fn title(&self) -> String {
        format!("{} · {}", self.number, self.action.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::photos::PhotoState;
    use domain::ids::FileId;
    use uuid::Uuid;

    fn draft(action: Action) -> StepDraft {
        let lines = if action == Action::Review {
            REVIEW_ITEMS.iter().map(|item| Line { item: (*item).into(), ..Line::default() }).collect()
        } else {
            Vec::new()
        };
        StepDraft {
            id: EventId(Uuid::from_u128(1)),
            hazard: HazardId(Uuid::from_u128(2)),
            number: "仙霞-2026-0007".into(),
            base_version: 3,
            action,
            note: String::new(),
            lines,
            until: String::new(),
            position: None,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-06-01T02:00:00Z".parse().expect("time")
    }

    fn fields(faults: Result<Change, Vec<FieldFault>>) -> Vec<String> {
        faults.map_or_else(|faults| faults.into_iter().map(|f| f.field).collect(), |_| Vec::new())
    }

    #[test]
    fn what_is_missing_stands_at_its_field_once() {
        for (action, expected) in [
            (Action::Rectify, vec!["note"]),
            (Action::AddNote, vec!["note"]),
            (Action::AskExtension, vec!["until", "reason"]),
            (Action::Review, vec!["items[0].passed", "items[1].passed", "items[2].passed"]),
        ] {
            let draft = draft(action);
            assert!(draft.is_untouched());
            assert_eq!(fields(draft.command(&[], now())), expected, "{action}");
        }
        let mut returned = draft(Action::Review);
        for line in &mut returned.lines {
            line.passed = Some(line.item != "eliminated");
        }
        assert_eq!(fields(returned.command(&[], now())), ["note"], "whoever gets it back must know why");
    }

    #[test]
    fn a_step_and_its_draft_say_the_same() {
        let id = FileId(Uuid::from_u128(9));
        for action in STEPS {
            let mut draft = draft(action);
            draft.note = "已清理楼道".into();
            for line in &mut draft.lines {
                line.passed = Some(true);
            }
            if action == Action::AskExtension {
                draft.until = "2026-07-01".into();
            }
            let photos = [PhotoDraft { state: PhotoState::Stored, ..PhotoDraft::new(id, draft.slot()) }];
            let change = draft.command(&photos, now()).expect("complete");
            let expected: &[FileId] = if action == Action::AskExtension { &[] } else { &[id] };
            assert_eq!(change.command.photos(), expected);
            assert_eq!(change.base_version, Some(3));
            assert_eq!(StepDraft::of(&change, "仙霞-2026-0007"), Some(draft), "{action}");
        }
    }
}
