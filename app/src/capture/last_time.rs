//! "As last time": what the site's last visit answered, as it would be typed into this one. Only values are taken
//! over; notes and photos stay with the visit that they belong to, and a failed item's finding is looked at anew.

use super::{
    answers::{AnswerSheet, value},
    photos::PhotoDraft,
};
use domain::{
    inspections::{AnswerKey, AnswerValue, Checklist, Item},
    sync::LastAnswers,
};

/// What would be typed into an item to answer the same; `None` when the item does not take that answer (any more),
/// or takes photos only.
pub fn typed(item: &Item, last: &AnswerValue) -> Option<String> {
    if *last == AnswerValue::Photo {
        return None;
    }
    let typed = last.word();
    (value(item, &typed, false).ok()?.as_ref() == Some(last)).then_some(typed)
}

/// Answers that would be taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// What would be typed, in the order of the keys.
    pub typed: Vec<(AnswerKey, String)>,
    /// How many of them failed: each opens a finding again.
    pub failed: usize,
}

impl AnswerSheet {
    /// The unanswered items that last time has an answer for. Items that only those answers bring up (the stoves of
    /// a shop that cooks with gas) are among them.
    pub fn as_last_time(&self, list: &Checklist, photos: &[PhotoDraft], last: &LastAnswers) -> TakenOver {
        let mut all = self.clone();
        let mut offered = Vec::new();
        for (key, value) in &last.values {
            let Some(item) = list.items.iter().find(|item| item.key == key.item) else { continue };
            let open = self.given.get(key).is_none_or(|given| given.typed.trim().is_empty());
            let group = item.group.as_ref().and_then(|group| list.groups.iter().find(|g| g.key == *group));
            let fits = key.repetition <= group.map_or(0, |group| group.max);
            if let Some(typed) = typed(item, value).filter(|_| open && fits) {
                all.given.entry(key.clone()).or_default().typed.clone_from(&typed);
                offered.push((key.clone(), typed));
            }
        }
        // what stays hidden is not taken over
        let sheet = all.sheet(list, photos);
        let failed = offered.iter().filter(|(key, _)| sheet.failed.contains(key)).count();
        offered.retain(|(key, _)| sheet.answers.contains_key(key));
        TakenOver { typed: offered, failed }
    }

    /// Takes them over.
    pub fn take_over(&mut self, answers: TakenOver) {
        for (key, typed) in answers.typed {
            self.given.entry(key).or_default().typed = typed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::answers::Given;
    use chrono::DateTime;
    use domain::{
        ids::ChecklistVersionId,
        inspections::{Condition, Group, ItemKind, checklist::Label},
    };
    use uuid::Uuid;

    fn item(key: &str, kind: ItemKind) -> Item {
        Item {
            key: key.into(),
            label: Label::default(),
            hint: None,
            kind,
            required: true,
            photo_on_fail: false,
            show_when: None,
            section: None,
            group: None,
            on_fail: None,
        }
    }

    /// A gas check: a question before, one for each stove, two behind.
    fn list() -> Checklist {
        let options = ["none", "piped"].map(|key| (key.to_owned(), Label::default())).to_vec();
        let mut flame = item("flame", ItemKind::Check);
        flame.group = Some("stove".into());
        flame.show_when = Some(Condition { item: "gas".into(), any_of: vec!["piped".into()] });
        Checklist {
            sections: vec![],
            groups: vec![Group { key: "stove".into(), label: Label::default(), min: 1, max: 2 }],
            items: vec![
                item("gas", ItemKind::Choice { options }),
                flame,
                item("exits", ItemKind::Check),
                item("overview", ItemKind::Photo),
            ],
        }
    }

    fn key(text: &str) -> AnswerKey {
        text.parse().expect("key")
    }

    fn last(values: &[(&str, AnswerValue)]) -> LastAnswers {
        LastAnswers {
            at: DateTime::default(),
            checklist: ChecklistVersionId(Uuid::nil()),
            values: values.iter().map(|(k, value)| (key(k), value.clone())).collect(),
        }
    }

    fn keys(taken: &TakenOver) -> Vec<String> {
        taken.typed.iter().map(|(key, typed)| format!("{key}={typed}")).collect()
    }

    #[test]
    fn an_item_takes_only_what_it_knows() {
        let options = vec![("a".to_owned(), Label::default())];
        let choice = item("c", ItemKind::Choice { options });
        let number = item("n", ItemKind::Value { unit: "年".into(), min: 0.0, max: 9.0 });
        let check = item("k", ItemKind::Check);
        for (item, value, expected) in [
            (&choice, AnswerValue::Choice("a".into()), Some("a")),
            (&choice, AnswerValue::Choice("gone".into()), None),
            (&number, AnswerValue::Number(2.5), Some("2.5")),
            (&number, AnswerValue::Text("2.5".into()), None),
            (&check, AnswerValue::Fail, Some("fail")),
            (&check, AnswerValue::Choice("pass".into()), None),
            (&item("p", ItemKind::Photo), AnswerValue::Photo, None),
            (&item("t", ItemKind::Text), AnswerValue::Text("见上".into()), Some("见上")),
        ] {
            assert_eq!(typed(item, &value).as_deref(), expected, "{value:?}");
        }
    }

    #[test]
    fn all_unanswered_items_with_what_they_bring_up() {
        let last = last(&[
            ("exits", AnswerValue::Fail),
            ("flame#1", AnswerValue::Pass),
            ("flame#2", AnswerValue::Fail),
            ("flame#3", AnswerValue::Pass),
            ("gas", AnswerValue::Choice("piped".into())),
            ("gone", AnswerValue::Pass),
            ("overview", AnswerValue::Photo),
        ]);
        let mut sheet = AnswerSheet::default();
        let all = sheet.as_last_time(&list(), &[], &last);
        assert_eq!(keys(&all), ["exits=fail", "flame#1=pass", "flame#2=fail", "gas=piped"]);
        assert_eq!(all.failed, 2);
        sheet.take_over(all);
        assert_eq!(sheet.sheet(&list(), &[]).open.len(), 1, "only the photo is left");
        assert_eq!(keys(&sheet.as_last_time(&list(), &[], &last)), [""; 0]);
    }

    #[test]
    fn what_is_answered_stays_and_decides_what_is_shown() {
        let last = last(&[("exits", AnswerValue::Fail), ("flame#1", AnswerValue::Pass)]);
        let mut sheet = AnswerSheet::default();
        sheet.given.insert(key("exits"), Given { typed: "pass".into(), note: String::new() });
        sheet.given.insert(key("gas"), Given { typed: "none".into(), note: String::new() });
        assert_eq!(keys(&sheet.as_last_time(&list(), &[], &last)), [""; 0], "no gas now: no stove");
        sheet.given.insert(key("gas"), Given { typed: "piped".into(), note: "刚装".into() });
        let all = sheet.as_last_time(&list(), &[], &last);
        assert_eq!((keys(&all), all.failed), (vec!["flame#1=pass".into()], 0));
    }
}
