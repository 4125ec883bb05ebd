use super::*;
use domain::{
    ids::FileId,
    inspections::{Condition, Group, OnFail, Section, checklist::Label},
};
use uuid::Uuid;

fn item(key: &str, kind: ItemKind, required: bool) -> Item {
    Item {
        key: key.into(),
        label: Label::default(),
        hint: None,
        kind,
        required,
        photo_on_fail: false,
        show_when: None,
        section: None,
        group: None,
        on_fail: None::<OnFail>,
    }
}

fn in_group(item: Item, group: &str) -> Item {
    Item { group: Some(group.into()), ..item }
}

fn when(item: Item, other: &str, word: &str) -> Item {
    Item { show_when: Some(Condition { item: other.into(), any_of: vec![word.into()] }), ..item }
}

/// A gas check: one question before, two per stove, one behind.
fn list() -> Checklist {
    let options = ["none", "piped"].map(|key| (key.to_owned(), Label::default())).to_vec();
    let stoves = Group { key: "stove".into(), label: Label::default(), min: 1, max: 3 };
    let mut exits = item("exits", ItemKind::Check, true);
    exits.photo_on_fail = true;
    Checklist {
        sections: vec![],
        groups: vec![stoves],
        items: vec![
            item("gas", ItemKind::Choice { options }, true),
            when(in_group(item("flame", ItemKind::Check, true), "stove"), "gas", "piped"),
            when(
                in_group(
                    item("age", ItemKind::Value { unit: "年".into(), min: 0.0, max: 40.0 }, false),
                    "stove",
                ),
                "gas",
                "piped",
            ),
            exits,
            item("overview", ItemKind::Photo, false),
            item("remark", ItemKind::Text, false),
        ],
    }
}

fn key(text: &str) -> AnswerKey {
    text.parse().expect("key")
}

fn given(of: &[(&str, &str)]) -> AnswerSheet {
    let given = of
        .iter()
        .map(|(k, typed)| (key(k), Given { typed: (*typed).to_owned(), note: String::new() }))
        .collect();
    AnswerSheet { given, wanted: BTreeMap::new() }
}

fn photo(n: u128, item: &str) -> PhotoDraft {
    PhotoDraft::new(FileId(Uuid::from_u128(n)), Slot::Item(key(item)))
}

fn lines(sheet: &Sheet) -> Vec<String> {
    let line = |row: &Row| match row {
        Row::Section { section } => format!("<{section}>"),
        Row::Head { group, n } => format!("[{group} {n}]"),
        Row::Item(key) => key.to_string(),
        Row::Add { group } => format!("+{group}"),
    };
    sheet.rows.iter().map(line).collect()
}

fn faults(sheet: &Sheet) -> Vec<String> {
    sheet.faults.iter().map(|f| format!("{} {}", f.field, f.code)).collect()
}

#[test]
fn what_belongs_to_one_stove_stands_together() {
    let nothing = given(&[]).sheet(&list(), &[]);
    assert_eq!(lines(&nothing), ["gas", "exits", "overview", "remark"], "no gas, no stoves to ask about");
    let two = given(&[("gas", "piped"), ("flame#1", "pass"), ("flame#2", "fail")]).sheet(&list(), &[]);
    assert_eq!(
        lines(&two),
        [
            "gas",
            "[stove 1]",
            "flame#1",
            "age#1",
            "[stove 2]",
            "flame#2",
            "age#2",
            "+stove",
            "exits",
            "overview",
            "remark"
        ]
    );
    assert_eq!(two.failed, [key("flame#2")]);
}

#[test]
fn progress_counts_what_is_shown_and_required() {
    let sheet = given(&[("gas", "piped")]).sheet(&list(), &[]);
    assert_eq!((sheet.answered, sheet.required), (1, 3));
    assert_eq!(
        sheet.open.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["flame#1", "exits", "age#1", "overview", "remark"]
    );
    let without_gas =
        given(&[("gas", "none"), ("flame#1", "fail"), ("exits", "not_applicable")]).sheet(&list(), &[]);
    assert_eq!((without_gas.answered, without_gas.required), (2, 2));
    assert_eq!(
        faults(&without_gas),
        [""; 0],
        "what was answered before the gas was corrected neither counts nor blocks"
    );
    assert_eq!(without_gas.failed, []);
    assert_eq!(without_gas.answers.len(), 2);
}

#[test]
fn another_stove_is_asked_for_before_it_is_answered() {
    let mut sheet = given(&[("gas", "piped"), ("flame#1", "pass"), ("exits", "pass")]);
    assert_eq!(sheet.add_to(&list(), "stove", &[]), Some(2));
    let two = sheet.sheet(&list(), &[]);
    assert!(lines(&two).contains(&"flame#2".to_owned()));
    assert_eq!(faults(&two), ["answers.flame#2 required"]);
    assert_eq!(sheet.add_to(&list(), "stove", &[]), Some(3));
    assert_eq!(sheet.add_to(&list(), "stove", &[]), None, "three at most");
    assert!(!lines(&sheet.sheet(&list(), &[])).contains(&"+stove".to_owned()));
}

#[test]
fn those_behind_a_removed_stove_move_up() {
    let mut sheet =
        given(&[("gas", "piped"), ("flame#1", "pass"), ("flame#2", "fail"), ("flame#3", "not_applicable")]);
    let moved = sheet.take_from(&list(), "stove", 2);
    assert_eq!(moved(&key("flame#1")), Some(key("flame#1")));
    assert_eq!(moved(&key("flame#2")), None);
    assert_eq!(moved(&key("flame#3")), Some(key("flame#2")));
    assert_eq!(moved(&key("exits")), Some(key("exits")));
    assert_eq!(sheet.given[&key("flame#2")].typed, "not_applicable");
    assert!(!sheet.given.contains_key(&key("flame#3")));
}

#[test]
fn typed_numbers_are_read_as_people_type_them() {
    for (typed, expected) in [
        ("8", Ok(Some(AnswerValue::Number(8.0)))),
        (" ８．５ ", Ok(Some(AnswerValue::Number(8.5)))),
        ("", Ok(None)),
        ("八", Err(FieldCode::Malformed)),
        ("inf", Err(FieldCode::Malformed)),
    ] {
        assert_eq!(value(&list().items[2], typed, false), expected, "{typed}");
    }
    let sheet = given(&[("gas", "piped"), ("flame#1", "pass"), ("age#1", "八年"), ("exits", "pass")])
        .sheet(&list(), &[]);
    assert_eq!(faults(&sheet), ["answers.age#1 malformed"]);
    let old = given(&[("gas", "piped"), ("flame#1", "pass"), ("age#1", "400"), ("exits", "pass")])
        .sheet(&list(), &[]);
    assert_eq!(faults(&old), ["answers.age#1 out_of_range"]);
}

#[test]
fn photos_count_where_they_are_needed_and_are_never_lost() {
    let failed = given(&[("gas", "none"), ("exits", "fail")]);
    assert_eq!(faults(&failed.sheet(&list(), &[])), ["answers.exits photo_needed"]);
    let with_photo = failed.sheet(&list(), &[photo(1, "exits")]);
    assert_eq!(faults(&with_photo), [""; 0]);
    assert_eq!(with_photo.answers[&key("exits")].photos.len(), 1);

    // a photo alone answers an item that asks for photos, but not a check
    let answered = given(&[("gas", "none"), ("exits", "pass")]).sheet(&list(), &[photo(1, "overview")]);
    assert_eq!(answered.answers[&key("overview")].value, AnswerValue::Photo);
    let open = given(&[("gas", "none"), ("exits", "pass")]).sheet(&list(), &[photo(1, "remark")]);
    assert_eq!(faults(&open), ["answers.remark required"]);
}

#[test]
fn a_section_has_its_heading_where_something_of_it_is_asked() {
    let mut list = list();
    let section = |key: &str| Section { key: key.into(), label: Label::default() };
    list.sections = vec![section("fuel"), section("ways")];
    for item in &mut list.items {
        item.section = match item.key.as_str() {
            "flame" | "age" => Some("fuel".into()),
            "exits" | "overview" => Some("ways".into()),
            _ => None,
        };
    }
    let nothing = given(&[]).sheet(&list, &[]);
    assert_eq!(lines(&nothing), ["gas", "<ways>", "exits", "overview", "remark"]);
    let one = given(&[("gas", "piped")]).sheet(&list, &[]);
    assert_eq!(lines(&one)[..4], ["gas", "<fuel>", "[stove 1]", "flame#1"]);
}

#[test]
fn what_was_put_into_a_repetition_is_known() {
    let given = |typed: &str, note: &str| Given { typed: typed.into(), note: note.into() };
    let mut sheet = AnswerSheet::default();
    for (key, typed, note) in
        [("flame#1", "pass", ""), ("flame#2", " ", ""), ("hose#3", "", "接口松"), ("gas", "piped", "")]
    {
        sheet.given.insert(key.parse().expect("key"), given(typed, note));
    }
    let says = |n: u16| sheet.says_something(|key| key.repetition == n && key.item != "gas");
    assert_eq!([says(1), says(2), says(3), says(4)], [true, false, true, false]);
}
