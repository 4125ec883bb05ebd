//! A conflict, field by field: what this tablet wanted beside what the record says now.

use crate::{hazards::review_item, labels::Label, tr, ui::time::day_text};
use domain::hazards::{Change, EventView, HazardCommand, HazardDetail, ReviewItem};

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// As this tablet wanted it; empty: it wanted nothing of it.
    pub mine: String,
    /// As it is now.
    pub theirs: String,
}

impl Field {
    /// A field.
    pub fn new(name: &'static str, mine: impl Into<String>, theirs: impl Into<String>) -> Self {
        Self { name, mine: mine.into(), theirs: theirs.into() }
    }

    /// Whether either side says anything.
    pub fn is_told(&self) -> bool {
        !(self.mine.is_empty() && self.theirs.is_empty())
    }

    /// Whether the two say something different.
    pub fn differs(&self) -> bool {
        !self.mine.is_empty() && self.mine != self.theirs
    }
}

/// The events that the tablet did not know when it saved, the oldest first; at least the last one.
pub fn since(change: &Change, now: &HazardDetail) -> Vec<EventView> {
    let known = change.base_version.unwrap_or_default();
    // every event counts the version up by one
    let behind = (now.state.version.saturating_sub(known) as usize).clamp(1, now.events.len().max(1));
    now.events[now.events.len().saturating_sub(behind)..].to_vec()
}

/// The fields of a step and of the record now.
pub fn fields(change: &Change, now: &HazardDetail) -> Vec<Field> {
    let state = &now.state;
    let last = now.events.last();
    let last_note = last.and_then(|event| event.note.clone()).unwrap_or_default();
    let status = state.status.label();
    let step = |mine: &str| {
        let theirs = last.map(|event| event.kind.label()).unwrap_or_default();
        Field::new(tr!(field.step), mine, theirs)
    };
    let mut fields = vec![step(change.command.action().label()), Field::new(tr!(lists.status), "", status)];
    match &change.command {
        HazardCommand::Rectify { note, .. } => {
            fields.push(Field::new(tr!(hazards.what_was_done), note, &last_note));
            fields.push(Field::new(
                tr!(hazards.rectified_by),
                "",
                now.rectified_by.clone().unwrap_or_default(),
            ));
        }
        HazardCommand::Review { items, note, .. } => {
            fields.extend(reviews(items, last));
            fields.push(Field::new(tr!(hazards.note), note.clone().unwrap_or_default(), &last_note));
        }
        HazardCommand::AskExtension { until, reason } => {
            let asked = state.extension.as_ref();
            let theirs = asked.map_or(state.effective_due, |asked| asked.until);
            fields.push(Field::new(tr!(hazards.until_day), day_text(*until), day_text(theirs)));
            fields.push(Field::new(
                tr!(hazards.reason),
                reason,
                asked.map(|a| a.reason.clone()).unwrap_or_default(),
            ));
        }
        HazardCommand::Correct { description, location, clause, .. } => {
            let summary = &now.summary;
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            fields.push(Field::new(tr!(hazards.description), description, &summary.description));
            fields.push(Field::new(tr!(hazards.location), location, &summary.location));
            fields.push(Field::new(tr!(hazards.clause), text(clause), text(&now.clause)));
        }
        other => fields.push(Field::new(tr!(hazards.note), note_of(other), &last_note)),
    }
    fields.extend(photos(&change.command, last));
    fields.push(Field::new(tr!(hazards.effective_due), "", day_text(state.effective_due)));
    fields
}

/// What was found of each point of a review, beside what the last step found of it, if that was a review.
fn reviews(mine: &[ReviewItem], last: Option<&EventView>) -> Vec<Field> {
    let items = last.and_then(|event| event.data.get("items")).cloned();
    let theirs: Vec<ReviewItem> =
        items.and_then(|items| serde_json::from_value(items).ok()).unwrap_or_default();
    let one = |item: &ReviewItem| {
        let other = theirs.iter().find(|other| other.item == item.item);
        Field::new(tr!(hazards.review_items), item_text(item), other.map(item_text).unwrap_or_default())
    };
    mine.iter().map(one).collect()
}

/// How many photos each brings; nothing where neither does.
fn photos(mine: &HazardCommand, last: Option<&EventView>) -> Option<Field> {
    let count = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    let (mine, theirs) = (mine.photos().len(), last.map_or(0, |event| event.photos.len()));
    (mine + theirs > 0).then(|| Field::new(tr!(hazards.photos), count(mine), count(theirs)))
}

fn item_text(item: &ReviewItem) -> String {
    let passed = if item.passed { tr!(hazards.passed) } else { tr!(hazards.failed) };
    let note = item.note.as_deref().map(|note| format!(" — {note}")).unwrap_or_default();
    format!("{}：{passed}{note}", review_item(&item.item))
}

/// What was written with a step, in one text: kept as a note when the step itself is given up.
pub fn note_of(command: &HazardCommand) -> String {
    match command {
        HazardCommand::Rectify { note, .. }
        | HazardCommand::AddNote { note, .. }
        | HazardCommand::AnswerTransfer { note, .. }
        | HazardCommand::Void { note, .. } => note.clone(),
        HazardCommand::Assign { note, .. } | HazardCommand::DecideExtension { note, .. } => {
            note.clone().unwrap_or_default()
        }
        HazardCommand::Review { items, note, .. } => {
            items.iter().map(item_text).chain(note.clone()).collect::<Vec<_>>().join("\n")
        }
        HazardCommand::AskExtension { until, reason } => {
            format!("{}：{}\n{reason}", tr!(hazards.until_day), day_text(*until))
        }
        HazardCommand::Transfer { reason, .. }
        | HazardCommand::TakeOver { reason }
        | HazardCommand::Split { reason }
        | HazardCommand::Reopen { reason, .. }
        | HazardCommand::Correct { reason, .. }
        | HazardCommand::Reclassify { reason, .. } => reason.clone(),
        HazardCommand::SetFiveElements { .. } => String::new(),
    }
}

/// The note to propose when mine is kept as one.
pub fn as_note(change: &Change) -> String {
    let text = note_of(&change.command);
    let head = tr!(field.note_head, step = change.command.action().label());
    [head, text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        actor::Role,
        hazards::{EventKind, Status},
        ids::{EventId, FileId, HazardId},
    };
    use uuid::Uuid;

    fn change(command: HazardCommand) -> Change {
        Change {
            id: EventId(Uuid::from_u128(1)),
            hazard: HazardId(Uuid::from_u128(2)),
            base_version: Some(3),
            device_at: None,
            position: None,
            command,
        }
    }

    fn item(item: &str, passed: bool, note: Option<&str>) -> ReviewItem {
        ReviewItem { item: item.into(), passed, note: note.map(str::to_owned) }
    }

    fn event(kind: EventKind, data: serde_json::Value, photos: usize) -> EventView {
        EventView {
            seq: 4,
            kind,
            actor: "周宁".into(),
            role: Role::Office,
            server_at: DateTime::UNIX_EPOCH,
            device_at: None,
            from: Some(Status::Rectified),
            to: Status::Closed,
            note: None,
            data,
            names: Vec::new(),
            photos: (0..photos).map(|n| FileId(Uuid::from_u128(9 + n as u128))).collect(),
        }
    }

    #[test]
    fn two_reviews_stand_side_by_side_point_by_point() {
        let mine = [item("eliminated", false, Some("仍有杂物")), item("no_new_hazard", true, None)];
        let theirs = [item("no_new_hazard", true, None), item("eliminated", true, None)];
        let texts = |last: Option<&EventView>| -> Vec<(String, String)> {
            reviews(&mine, last).into_iter().map(|field| (field.mine, field.theirs)).collect()
        };
        let pair = |mine: &str, theirs: &str| (mine.to_owned(), theirs.to_owned());
        let reviewed = event(EventKind::ReviewPassed, serde_json::json!({ "items": theirs }), 0);
        assert_eq!(
            texts(Some(&reviewed)),
            [
                pair("隐患已消除：不符合 — 仍有杂物", "隐患已消除：符合"),
                pair("没有产生新的隐患：符合", "没有产生新的隐患：符合"),
            ]
        );
        // another step than a review says nothing of these
        for other in
            [None, Some(event(EventKind::Voided, serde_json::json!({ "reason": "false_report" }), 0))]
        {
            assert!(texts(other.as_ref()).iter().all(|(_, theirs)| theirs.is_empty()));
        }
    }

    #[test]
    fn photos_are_counted_on_both_sides() {
        let rectify = |n: usize| HazardCommand::Rectify {
            note: "已清理".into(),
            photos: (0..n).map(|n| FileId(Uuid::from_u128(n as u128))).collect(),
        };
        let theirs = event(EventKind::Rectified, serde_json::Value::Null, 2);
        let counted = |mine: usize, last: Option<&EventView>| {
            photos(&rectify(mine), last).map(|it| (it.mine, it.theirs))
        };
        assert_eq!(counted(0, None), None);
        assert_eq!(counted(1, Some(&theirs)), Some(("1".into(), "2".into())));
        assert_eq!(counted(0, Some(&theirs)), Some((String::new(), "2".into())));
    }

    #[test]
    fn a_step_that_is_given_up_keeps_its_words() {
        let rectify = change(HazardCommand::Rectify { note: "已清理".into(), photos: Vec::new() });
        assert_eq!(as_note(&rectify), "离线时填写的“上报整改”：\n已清理");
        let review = change(HazardCommand::Review {
            items: vec![item("eliminated", false, Some("仍有杂物")), item("no_new_hazard", true, None)],
            note: Some("限期再改".into()),
            photos: Vec::new(),
        });
        assert_eq!(
            as_note(&review),
            "离线时填写的“复查”：\n隐患已消除：不符合 — 仍有杂物\n没有产生新的隐患：符合\n限期再改"
        );
    }

    #[test]
    fn only_what_mine_says_otherwise_differs() {
        assert!(Field::new("x", "a", "b").differs());
        assert!(!Field::new("x", "a", "a").differs());
        assert!(!Field::new("x", "", "b").differs(), "mine wanted nothing of it");
        assert!(Field::new("x", "", "b").is_told() && Field::new("x", "a", "").is_told());
        assert!(!Field::new("x", "", "").is_told());
    }
}
