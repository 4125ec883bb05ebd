use super::{commands::BeginDraft, *};
use crate::{
    fault::{Code, Fault},
    hazards::{Category, Severity},
    ids::{EventId, StandardId},
    inspections::{Condition, ItemKind},
};
use uuid::Uuid;

fn day() -> NaiveDate {
    "2026-06-01".parse().expect("day")
}

fn library() -> Vec<Standard> {
    let entry = |code: &str, to: Option<&str>| Standard {
        id: StandardId(Uuid::from_u128(1)),
        code: code.into(),
        rise: None,
        category: Category::Gas,
        subcategory: None,
        severity: Severity::Major,
        text_zh: "软管老化".into(),
        text_en: "Hose worn".into(),
        clause: "第三条".into(),
        document: "标准".into(),
        count: None,
        valid_from: "2020-01-01".parse().expect("day"),
        valid_to: to.map(|to| to.parse().expect("day")),
    };
    vec![entry("GAS-01", None), entry("GAS-02", Some("2025-12-31"))]
}

fn label(text: &str) -> Label {
    Label { zh: text.into(), en: text.into() }
}

fn item(key: &str, kind: ItemKind) -> Item {
    Item {
        key: key.into(),
        label: label(key),
        hint: None,
        kind,
        required: true,
        photo_on_fail: true,
        show_when: None,
        section: None,
        group: None,
        on_fail: None,
    }
}

fn when(mut item: Item, other: &str, word: &str) -> Item {
    item.show_when = Some(Condition { item: other.into(), any_of: vec![word.into()] });
    item
}

fn add(item: Item) -> Edit {
    Edit::Item { new: true, item: Box::new(item), standard: Some("GAS-01".into()) }
}

fn change(item: Item) -> Edit {
    Edit::Item { new: false, item: Box::new(item), standard: None }
}

fn step(part: Part, key: &str, up: bool) -> Edit {
    Edit::Move { part, key: key.into(), up }
}

fn drop_part(part: Part, key: &str) -> Edit {
    Edit::Remove { part, key: key.into() }
}

fn edit(draft: &ChecklistDraft, n: u128, edit: &Edit) -> Result<ChecklistDraft, Fault> {
    let standards = library();
    let library = Library { standards: &standards, day: day() };
    draft.edited(EventId(Uuid::from_u128(n)), edit, library)
}

/// A draft after these edits, each of which fits.
fn made(edits: &[Edit]) -> ChecklistDraft {
    let mut draft = ChecklistDraft { title: label("燃气检查"), ..ChecklistDraft::default() };
    for (n, one) in edits.iter().enumerate() {
        draft = edit(&draft, n as u128 + 1, one).expect("fits");
    }
    draft
}

fn keys(draft: &ChecklistDraft) -> Vec<&str> {
    draft.checklist.items.iter().map(|item| item.key.as_str()).collect()
}

fn faults(draft: &ChecklistDraft) -> Vec<String> {
    let standards = library();
    let told = draft.faults(Library { standards: &standards, day: day() });
    told.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

fn refused(answer: Result<ChecklistDraft, Fault>) -> Vec<String> {
    let fault = answer.expect_err("refused");
    if fault.fields.is_empty() {
        return vec![fault.code.to_string()];
    }
    fault.fields.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

/// Two sections, a group of two items in the second one, and one item without a section.
fn draft() -> ChecklistDraft {
    let section = |text: &str| Edit::Section { key: None, label: label(text) };
    let mut draft =
        made(&[section("一"), section("二"), Edit::Group { key: None, label: label("灶"), min: 1, max: 3 }]);
    let (first, second) = (Some("s00000001".to_owned()), Some("s00000002".to_owned()));
    let group = Some("g00000003".to_owned());
    let flame = Item { section: second.clone(), group: group.clone(), ..item("flame", ItemKind::Check) };
    let hose = Item { section: second.clone(), group, ..item("hose", ItemKind::Check) };
    let gas = Item { section: first, ..item("gas", ItemKind::Check) };
    let last = Item { section: second, ..item("last", ItemKind::Text) };
    for (n, one) in [flame, last, hose, gas, item("free", ItemKind::Photo)].into_iter().enumerate() {
        draft = edit(&draft, 10 + n as u128, &add(one)).expect("fits");
    }
    draft
}

#[test]
fn items_stand_in_the_order_of_their_sections_and_groups_together() {
    let draft = draft();
    assert_eq!(keys(&draft), ["free", "gas", "flame", "hose", "last"]);
    assert_eq!(faults(&draft), Vec::<String>::new());
    let turned = edit(&draft, 20, &step(Part::Section, "s00000002", true)).expect("fits");
    assert_eq!(keys(&turned), ["free", "flame", "hose", "last", "gas"]);
    // a section that goes leaves its items
    let gone = edit(&turned, 21, &drop_part(Part::Section, "s00000002")).expect("fits");
    assert_eq!(keys(&gone), ["free", "flame", "hose", "last", "gas"]);
    assert_eq!(faults(&gone), Vec::<String>::new());
}

#[test]
fn an_item_passes_a_group_as_a_whole_and_stays_in_its_section() {
    let draft = draft();
    let moved = |key: &str, up| edit(&draft, 20, &step(Part::Item, key, up));
    assert_eq!(keys(&moved("last", true).expect("fits")), ["free", "gas", "last", "flame", "hose"]);
    assert_eq!(keys(&moved("hose", true).expect("fits")), ["free", "gas", "hose", "flame", "last"]);
    // the last of a group takes it along
    assert_eq!(keys(&moved("hose", false).expect("fits")), ["free", "gas", "last", "flame", "hose"]);
    assert_eq!(refused(moved("gas", false)), ["nothing_to_do"]);
    assert_eq!(refused(moved("free", true)), ["nothing_to_do"]);
    assert_eq!(refused(moved("none", true)), ["not_found"]);
}

#[test]
fn a_condition_names_an_item_that_is_asked_before_and_can_be_answered_so() {
    let draft = made(&[add(item("gas", ItemKind::Check)), add(item("hose", ItemKind::Check))]);
    let asked = |key: &str, other: &str, word: &str| {
        edit(&draft, 9, &change(when(item(key, ItemKind::Check), other, word)))
    };
    assert_eq!(refused(asked("gas", "hose", "pass")), ["when_item comes_later"]);
    assert_eq!(refused(asked("gas", "gas", "pass")), ["when_item comes_later"]);
    assert_eq!(refused(asked("hose", "nobody", "pass")), ["when_item unknown"]);
    assert_eq!(refused(asked("hose", "gas", "piped")), ["when_any not_allowed"]);
    let fits = asked("hose", "gas", "pass").expect("fits");
    assert_eq!(faults(&fits), Vec::<String>::new());
    // moving and taking away are told at the item that depends on it
    let moved = edit(&fits, 10, &step(Part::Item, "hose", true)).expect("may be unfinished");
    assert_eq!(faults(&moved), ["items[hose].when_item comes_later"]);
    let gone = edit(&fits, 11, &drop_part(Part::Item, "gas")).expect("may be unfinished");
    assert_eq!(faults(&gone), ["items[hose].when_item unknown"]);
}

#[test]
fn what_is_asked_outside_a_group_depends_on_nothing_inside_it() {
    let draft = draft();
    let outside =
        Item { section: Some("s00000002".into()), ..when(item("last", ItemKind::Text), "flame", "fail") };
    assert_eq!(refused(edit(&draft, 20, &change(outside))), ["when_item not_allowed"]);
    let inside = Item {
        section: Some("s00000002".into()),
        group: Some("g00000003".into()),
        ..when(item("hose", ItemKind::Check), "flame", "fail")
    };
    assert!(edit(&draft, 20, &change(inside)).is_ok());
    let elsewhere = Item { group: Some("g00000003".into()), ..item("gas", ItemKind::Check) };
    assert_eq!(refused(edit(&draft, 20, &change(elsewhere))), ["group not_allowed"]);
}

#[test]
fn texts_keys_and_options_are_checked_at_their_fields() {
    let draft = made(&[add(item("gas", ItemKind::Check))]);
    let added = |item: Item| edit(&draft, 9, &add(item));
    assert_eq!(refused(added(item("gas", ItemKind::Check))), ["key duplicate"]);
    assert_eq!(refused(added(item("Gas 1", ItemKind::Check))), ["key malformed"]);
    let silent = Item { label: Label::default(), ..item("hose", ItemKind::Check) };
    assert_eq!(refused(added(silent)), ["label_zh required", "label_en required"]);
    let half = Item {
        hint: Some(Label { zh: "看接口".into(), en: " ".into() }),
        ..item("hose", ItemKind::Check)
    };
    assert_eq!(refused(added(half)), ["hint_en required"]);
    let choice = |keys: &[&str]| ItemKind::Choice {
        options: keys.iter().map(|key| ((*key).to_owned(), label("x"))).collect(),
    };
    assert_eq!(refused(added(item("fuel", choice(&["none"])))), ["options required"]);
    assert_eq!(refused(added(item("fuel", choice(&["none", "none"])))), ["options duplicate"]);
    assert_eq!(refused(added(item("fuel", choice(&["none", "Piped"])))), ["options malformed"]);
    let range = ItemKind::Value { unit: "m".into(), min: 5.0, max: 1.0 };
    assert_eq!(refused(added(item("length", range))), ["max malformed"]);
    let group = |min, max| edit(&draft, 9, &Edit::Group { key: None, label: label("灶"), min, max });
    assert_eq!(refused(group(3, 2)), ["min out_of_range"]);
    assert_eq!(refused(group(0, 0)), ["max out_of_range"]);
}

#[test]
fn a_failed_check_cites_an_entry_that_is_in_force() {
    let cite = |code: &str, kind| Edit::Item {
        new: true,
        item: Box::new(item("hose", kind)),
        standard: Some(code.into()),
    };
    let empty = made(&[]);
    assert_eq!(refused(edit(&empty, 9, &cite("GAS-02", ItemKind::Check))), ["standard unknown"]);
    let draft = edit(&empty, 9, &cite("GAS-01", ItemKind::Check)).expect("fits");
    let cited = draft.checklist.items[0].on_fail.clone().expect("cited");
    assert_eq!((cited.category, cited.severity), (Category::Gas, Severity::Major), "as the library has it");
    // what cannot fail opens nothing
    let text = edit(&empty, 9, &cite("GAS-01", ItemKind::Text)).expect("fits").checklist.items.remove(0);
    assert_eq!((text.on_fail, text.photo_on_fail), (None, false));
    // an entry that ended while the draft lay there
    let later = Library { standards: &[], day: day() };
    let told = draft.faults(later);
    assert_eq!(told[0].field, "items[hose].standard");
}

#[test]
fn a_key_that_nobody_gave_is_like_no_other() {
    let unnamed = || add(Item { label: label("软管完好"), ..item("", ItemKind::Check) });
    let draft = made(&[unnamed(), unnamed()]);
    assert_eq!(keys(&draft), ["q00000001", "q00000002"]);
    assert!(keys(&draft).into_iter().all(is_key));
}

#[test]
fn an_empty_checklist_is_not_published_and_a_new_one_has_a_code() {
    assert_eq!(faults(&made(&[])), ["items required"]);
    let begin = |code: &str, title: Option<Label>| {
        BeginDraft { id: EventId(Uuid::nil()), code: code.into(), title }.validate().err()
    };
    assert_eq!(begin("bike_shed_2", Some(label("车棚"))), None);
    assert_eq!(begin("nine_small", None), None);
    let long = "a".repeat(41);
    for code in ["", "Bike", "2nd", "a/b", long.as_str()] {
        let fault = begin(code, Some(label("车棚"))).expect("refused");
        assert_eq!((fault.code, fault.fields[0].field.as_str()), (Code::Invalid, "code"), "{code}");
    }
}
