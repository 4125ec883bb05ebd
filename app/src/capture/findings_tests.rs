use super::*;
use domain::inspections::{ItemKind, OnFail};
use uuid::Uuid;

fn at() -> DateTime<Utc> {
    "2023-06-01T02:00:00Z".parse().expect("time")
}

fn key(text: &str) -> AnswerKey {
    text.parse().expect("key")
}

fn item(key: &str, standard: Option<&str>) -> Item {
    Item {
        key: key.into(),
        label: Label::default(),
        hint: None,
        kind: ItemKind::Check,
        required: true,
        photo_on_fail: false,
        show_when: None,
        section: None,
        group: None,
        on_fail: standard.map(|code| OnFail {
            standard: code.into(),
            category: Category::Gas,
            severity: Severity::Major,
        }),
    }
}

fn list() -> Checklist {
    Checklist {
        sections: vec![],
        groups: vec![],
        items: vec![item("sleeping", Some("FIRE-13")), item("hose", Some("GONE-01")), item("other", None)],
    }
}

fn library() -> Material {
    let entry = StandardEntry {
        id: StandardId(Uuid::from_u128(13)),
        rise: None,
        code: "FIRE-13".into(),
        category: Category::Fire,
        severity: Severity::Major,
        text_zh: "违规住人".into(),
        text_en: "People sleep here".into(),
        clause: "GA 703".into(),
        due: NaiveDate::default(),
    };
    Material { standards: vec![entry].into(), ..Material::default() }
}

fn zh(label: &Label) -> &str {
    &label.zh
}

fn open(findings: &mut Findings, failed: &[&str], place: &Place) {
    let failed: Vec<AnswerKey> = failed.iter().map(|k| key(k)).collect();
    let mut next = findings.0.len() as u128;
    findings.open_for(&failed, &list(), &library(), place, at(), zh, || {
        next += 1;
        HazardId(Uuid::from_u128(next))
    });
}

#[test]
fn a_failed_item_opens_a_finding_filled_in_from_the_library() {
    let mut findings = Findings::default();
    let shop =
        Place { kind: Some(SiteKind::SmallUnit), party_name: "面馆".into(), party_phone: String::new() };
    open(&mut findings, &["sleeping", "hose", "other"], &shop);
    let [sleeping, hose, other] = findings.0.as_slice() else { panic!("three findings") };
    assert_eq!((sleeping.category, sleeping.severity), (Some(Category::Fire), Severity::Major));
    assert_eq!((sleeping.description.as_str(), sleeping.clause.as_str()), ("违规住人", "GA 703"));
    assert_eq!(sleeping.party_name, "面馆");
    assert_eq!(
        (hose.category, hose.standard),
        (Some(Category::Gas), None),
        "the library has no such entry any more"
    );
    assert_eq!((other.category, other.description.as_str()), (None, ""));
}

#[test]
fn a_household_is_never_graded_major_automatically() {
    let mut findings = Findings::default();
    open(
        &mut findings,
        &["sleeping", "hose"],
        &Place { kind: Some(SiteKind::Household), ..Place::default() },
    );
    assert!(findings.0.iter().all(|f| f.severity == Severity::General));
}

#[test]
fn a_corrected_tap_costs_nothing() {
    let mut findings = Findings::default();
    open(&mut findings, &["sleeping"], &Place::default());
    let id = findings.0[0].id;
    findings.change(id, |f| f.location = "二楼".into());
    assert!(findings.active(&[]).is_empty(), "the item passes now");
    open(&mut findings, &["sleeping"], &Place::default());
    assert_eq!(findings.active(&[key("sleeping")])[0].location, "二楼");
    assert_eq!(findings.0.len(), 1);
}

#[test]
fn removing_and_bringing_back() {
    let mut findings = Findings::default();
    open(&mut findings, &["sleeping"], &Place::default());
    let by_hand = Finding::blank(HazardId(Uuid::from_u128(9)), &Place::default(), at());
    findings.0.push(by_hand.clone());
    let failed = [key("sleeping")];
    findings.remove(findings.0[0].id, false);
    findings.remove(by_hand.id, false);
    assert!(findings.active(&failed).is_empty());
    assert_eq!(findings.dropped(&failed).len(), 1, "one by hand is gone, one of an item can be brought back");
    open(&mut findings, &["sleeping"], &Place::default());
    assert_eq!(findings.0.len(), 1, "it is not opened once more");
}

#[test]
fn one_by_hand_that_somebody_has_filled_in_can_be_brought_back() {
    let blank = |n: u128| Finding::blank(HazardId(Uuid::from_u128(n)), &Place::default(), at());
    let written = Finding { description: "楼道堆物".into(), ..blank(1) };
    let graded = Finding { category: Some(Category::Fire), ..blank(2) };
    let (pictured, empty) = (blank(3), Finding { description: "  ".into(), ..blank(4) });
    let mut findings = Findings(vec![written.clone(), graded, pictured.clone(), empty]);
    for (n, has_photos) in [(1, false), (2, false), (3, true), (4, false)] {
        findings.remove(HazardId(Uuid::from_u128(n)), has_photos);
    }
    assert!(findings.active(&[]).is_empty(), "none of them becomes a hazard");
    let ids = |found: Vec<&Finding>| found.iter().map(|f| f.id.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(ids(findings.dropped(&[])), [1, 2, 3]);
    findings.change(pictured.id, |finding| finding.dropped = false);
    findings.change(written.id, |finding| finding.dropped = false);
    assert_eq!(ids(findings.active(&[])), [1, 3]);
    assert_eq!(findings.active(&[])[0].description, "楼道堆物");
}

#[test]
fn a_taken_away_stove_takes_its_findings_along() {
    let mut findings = Findings::default();
    let with = |n: u128, item: &str| Finding {
        item: Some(key(item)),
        ..Finding::blank(HazardId(Uuid::from_u128(n)), &Place::default(), at())
    };
    findings.0 = vec![with(1, "flame#1"), with(2, "flame#2"), with(3, "flame#3")];
    findings.rename(|k| match k.repetition {
        1 => Some(k.clone()),
        2 => None,
        n => Some(AnswerKey { item: k.item.clone(), repetition: n - 1 }),
    });
    let left: Vec<String> =
        findings.0.iter().filter_map(|f| f.item.as_ref().map(ToString::to_string)).collect();
    assert_eq!(left, ["flame#1", "flame#2"]);
}

#[test]
fn on_the_spot_needs_no_deadline() {
    let due = NaiveDate::from_ymd_opt(2023, 6, 10);
    let mut finding = Finding {
        due,
        category: Some(Category::Fire),
        ..Finding::blank(HazardId(Uuid::nil()), &Place::default(), at())
    };
    assert_eq!(finding.command(None, None, &[]).0.due, due);
    finding.on_the_spot = true;
    assert_eq!(finding.command(None, None, &[]).0.due, None);
}
