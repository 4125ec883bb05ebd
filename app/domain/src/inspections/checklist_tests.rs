use super::*;

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

fn when(mut item: Item, other: &str, any_of: &[&str]) -> Item {
    item.show_when =
        Some(Condition { item: other.into(), any_of: any_of.iter().map(ToString::to_string).collect() });
    item
}

fn grouped(mut item: Item, group: &str) -> Item {
    item.group = Some(group.into());
    item
}

fn list() -> Checklist {
    let mut exits = item("exits", ItemKind::Check);
    exits.photo_on_fail = true;
    Checklist {
        sections: vec![],
        groups: vec![Group { key: "stoves".into(), label: Label::default(), min: 1, max: 3 }],
        items: vec![
            exits,
            item(
                "gas",
                ItemKind::Choice {
                    options: vec![("none".into(), Label::default()), ("piped".into(), Label::default())],
                },
            ),
            when(item("hose", ItemKind::Value { unit: "m".into(), min: 0.0, max: 10.0 }), "gas", &["piped"]),
            when(item("hose_ok", ItemKind::Check), "hose", &["2"]),
            grouped(item("flame", ItemKind::Check), "stoves"),
            grouped(when(item("why", ItemKind::Text), "flame", &["fail"]), "stoves"),
        ],
    }
}

fn answers(of: &[(&str, AnswerValue)]) -> Answers {
    let answer = |v: &AnswerValue| Answer { value: v.clone(), note: None, photos: vec![] };
    of.iter().map(|(k, v)| (k.parse().expect("key"), answer(v))).collect()
}

fn faults(of: &[(&str, AnswerValue)]) -> Vec<String> {
    list().check(&answers(of)).iter().map(|f| format!("{} {}", f.field, f.code)).collect()
}

use AnswerValue::{Choice, Fail, NotApplicable, Number, Pass, Text};

#[test]
fn hidden_items_neither_count_nor_block() {
    let none = [("exits", Pass), ("gas", Choice("none".into())), ("flame#1", Pass)];
    assert_eq!(faults(&none), Vec::<String>::new());
    let piped = [("exits", Pass), ("gas", Choice("piped".into())), ("flame#1", Pass)];
    assert_eq!(faults(&piped), ["answers.hose required"]);
    // an answer left over from before the item was hidden counts nothing and shows nothing that depends on it
    let left_over = [
        ("exits", Pass),
        ("gas", Choice("none".into())),
        ("hose", Number(2.0)),
        ("hose_ok", Fail),
        ("flame#1", Pass),
    ];
    assert_eq!(faults(&left_over), Vec::<String>::new());
    assert_eq!(list().failed(&answers(&left_over)).len(), 0);
    assert_eq!(list().relevant(&answers(&left_over)).len(), 3);
}

#[test]
fn repeat_groups_have_their_own_conditions() {
    let two = [("exits", Pass), ("gas", Choice("none".into())), ("flame#1", Pass), ("flame#2", Fail)];
    assert_eq!(faults(&two), ["answers.why#2 required"]);
    let four = [("exits", Pass), ("gas", Choice("none".into())), ("flame#4", Pass)];
    assert!(faults(&four).contains(&"answers.stoves too_many".to_owned()));
    assert_eq!(
        faults(&[("exits", Pass), ("gas", Choice("none".into()))]),
        ["answers.flame#1 required"],
        "at least one"
    );
}

#[test]
fn wrong_answers_are_named() {
    for (answer, fault) in [
        (("exits", Fail), "answers.exits photo_needed"),
        (("exits", Text("?".into())), "answers.exits not_allowed"),
        (("gas", Choice("coal".into())), "answers.gas not_allowed"),
        (("nothing", Pass), "answers.nothing unknown"),
        (("flame#1", NotApplicable), ""),
    ] {
        let mut all = vec![("exits", Pass), ("gas", Choice("none".into())), ("flame#1", Pass)];
        all.retain(|(k, _)| *k != answer.0);
        all.push(answer.clone());
        let found = faults(&all);
        assert_eq!(found.first().map_or("", String::as_str), fault, "{answer:?}");
    }
    let long = [("exits", Pass), ("gas", Choice("piped".into())), ("hose", Number(11.0)), ("flame#1", Pass)];
    assert_eq!(faults(&long), ["answers.hose out_of_range"]);
    let nan =
        [("exits", Pass), ("gas", Choice("piped".into())), ("hose", Number(f64::NAN)), ("flame#1", Pass)];
    assert_eq!(faults(&nan), ["answers.hose out_of_range"]);
}

#[test]
fn keys_as_text() {
    assert_eq!("a#2".parse::<AnswerKey>().map(|k| k.to_string()).as_deref(), Ok("a#2"));
    for bad in ["", "#1", "a#0", "a#x", "a#"] {
        assert!(bad.parse::<AnswerKey>().is_err(), "{bad}");
    }
    let json = serde_json::to_string(&answers(&[("a#2", Pass)])).expect("json");
    assert_eq!(json, r#"{"a#2":{"value":"pass"}}"#);
    assert_eq!(serde_json::from_str::<Answers>(&json).expect("answers"), answers(&[("a#2", Pass)]));
}

#[test]
fn what_is_shown_stands_under_its_section_and_no_section_is_empty() {
    let section = |key: &str| Section { key: key.into(), label: Label::default() };
    let under = |item: Item, section: &str| Item { section: Some(section.into()), ..item };
    let list = Checklist {
        sections: vec![section("gas"), section("exits"), section("none")],
        groups: vec![],
        items: vec![
            item("first", ItemKind::Check),
            under(item("valve", ItemKind::Check), "gas"),
            under(item("hose", ItemKind::Check), "gas"),
            under(when(item("door", ItemKind::Check), "valve", &["fail"]), "exits"),
        ],
    };
    let told = |answers: &Answers| -> Vec<(Option<String>, usize)> {
        let parts = list.under_headings(answers).into_iter();
        parts.map(|(section, items)| (section.map(|s| s.key.clone()), items.len())).collect()
    };
    assert_eq!(told(&Answers::new()), [(None, 1), (Some("gas".into()), 2)]);
    let failed = answers(&[("valve", Fail)]);
    assert_eq!(told(&failed), [(None, 1), (Some("gas".into()), 2), (Some("exits".into()), 1)]);
}
