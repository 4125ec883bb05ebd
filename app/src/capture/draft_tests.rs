use super::*;
use crate::capture::photos::{PhotoState, arrived};
use domain::{
    area::AreaRef,
    geo::Point,
    hazards::{Category, Severity},
    inspections::{ChecklistChoice, Item, ItemKind, OnFail, checklist::Label},
};
use std::sync::Arc;
use uuid::Uuid;

/// The photos that a visit names.
fn named(visit: &SaveVisit) -> Vec<domain::ids::FileId> {
    domain::sync::Command::SaveVisit(Box::new(visit.clone())).photos()
}

fn at(time: &str) -> DateTime<Utc> {
    time.parse().expect("time")
}

fn key(text: &str) -> AnswerKey {
    text.parse().expect("key")
}

fn shop(point: bool) -> SiteHit {
    SiteHit {
        id: SiteId(Uuid::from_u128(5)),
        kind: SiteKind::SmallUnit,
        name: "兰州拉面".into(),
        address: "仙霞路 475 号".into(),
        area: AreaRef { code: "310105008001".parse().expect("code"), name: "居委".into() },
        point: point.then(|| Point::new(121.39, 31.21).expect("point")),
        distance_m: None,
    }
}

fn material() -> Material {
    let exits = Item {
        key: "exits".into(),
        label: Label::default(),
        hint: None,
        kind: ItemKind::Check,
        required: true,
        photo_on_fail: true,
        show_when: None,
        section: None,
        group: None,
        on_fail: Some(OnFail {
            standard: "FIRE-02".into(),
            category: Category::Fire,
            severity: Severity::General,
        }),
    };
    let choice = ChecklistChoice {
        id: ChecklistVersionId(Uuid::from_u128(6)),
        version: 1,
        superseded: false,
        title: "九小".into(),
        title_en: "Small premises".into(),
        site_kinds: vec![SiteKind::SmallUnit],
        checklist: Checklist { sections: vec![], groups: vec![], items: vec![exits] },
    };
    Material { checklists: vec![choice].into(), ..Material::default() }
}

fn zh(label: &Label) -> &str {
    &label.zh
}

/// A visit to the shop with one failed item, one photo and a description.
fn visit(point: bool) -> (VisitDraft, Vec<PhotoDraft>) {
    let mut draft = VisitDraft::new(InspectionId(Uuid::from_u128(1)), at("2023-06-01T02:00:00Z"));
    draft.choose(ChosenSite::Known(shop(point)), &material(), at("2023-06-01T02:05:00Z"));
    draft.answers.given.entry(key("exits")).or_default().typed = "fail".into();
    let failed = draft.sheet(&material(), &[]).failed;
    draft
        .open_findings(&failed, &material(), at("2023-06-01T02:06:00Z"), zh, || HazardId(Uuid::from_u128(2)));
    draft.findings.change(HazardId(Uuid::from_u128(2)), |f| f.description = "安全出口堆物".into());
    let mut photo = PhotoDraft::new(domain::ids::FileId(Uuid::from_u128(3)), Slot::Item(key("exits")));
    photo.state = PhotoState::Stored;
    (draft, vec![photo])
}

fn fields(faults: &[FieldFault]) -> Vec<String> {
    faults.iter().map(|f| format!("{} {}", f.field, f.code)).collect()
}

#[test]
fn choosing_a_site_proposes_the_rest() {
    let (draft, _) = visit(true);
    assert_eq!(draft.started_at, at("2023-06-01T02:05:00Z"), "the visit begins with its first entry");
    assert_eq!(draft.checklist, Some(ChecklistVersionId(Uuid::from_u128(6))));
    assert_eq!(draft.nature, Nature::Guidance);
    assert!(natures(SiteKind::SmallUnit).contains(&Nature::AdministrativeCheck));
    assert_eq!(natures(SiteKind::Household)[0], Nature::Household);
    assert!(!natures(SiteKind::Estate).contains(&Nature::AdministrativeCheck));
}

#[test]
fn a_visit_keeps_the_version_that_it_was_begun_by() {
    let (draft, photos) = visit(true);
    let begun_by = draft.checklist;
    // the pack has a newer version meanwhile, which asks something else
    let mut later = material();
    let checklists = Arc::make_mut(&mut later.checklists);
    checklists[0].superseded = true;
    let mut newer = checklists[0].clone();
    (newer.id, newer.version) = (ChecklistVersionId(Uuid::from_u128(7)), 2);
    newer.superseded = false;
    newer.checklist.items[0].key = "exits_and_stairs".into();
    checklists.insert(0, newer);

    assert_eq!(draft.checklist, begun_by);
    assert_eq!(draft.sheet(&later, &photos).failed, [key("exits")]);
    let command = draft.command(&later, &photos, at("2023-06-01T02:20:00Z")).expect("complete");
    assert_eq!(command.checklist, begun_by);
    let offered = |followed| later.offered(followed).map(|choice| choice.version).collect::<Vec<_>>();
    assert_eq!(offered(begun_by), [2, 1], "it can be seen which one it is");
    assert_eq!(offered(None), [2]);

    // one that begins now goes by the newer one
    let mut next = VisitDraft::new(InspectionId(Uuid::from_u128(9)), at("2023-06-02T02:00:00Z"));
    next.choose(ChosenSite::Known(shop(true)), &later, at("2023-06-02T02:00:00Z"));
    assert_eq!(next.checklist, Some(ChecklistVersionId(Uuid::from_u128(7))));
}

#[test]
fn the_whole_visit_is_one_command() {
    let (draft, photos) = visit(true);
    let now = at("2023-06-01T02:20:00Z");
    let command = draft.command(&material(), &photos, now).expect("complete");
    assert_eq!(command.hazards.len(), 1);
    assert_eq!(command.hazards[0].item.as_deref(), Some("exits"));
    assert_eq!(command.hazards[0].photos_before, [photos[0].id], "the photo of the item shows the finding");
    assert_eq!(command.answers[&key("exits")].photos, [photos[0].id]);
    assert_eq!((command.started_at, command.finished_at), (at("2023-06-01T02:05:00Z"), now));
    assert_eq!(named(&command).len(), 1);
    assert_eq!(arrived(&photos, named(&command).iter()), Ok(true));
}

#[test]
fn faults_of_all_parts_come_at_once_and_once_each() {
    let (mut draft, photos) = visit(true);
    draft.kind = InspectionKind::Special;
    draft.nature = Nature::AdministrativeCheck;
    let id = HazardId(Uuid::from_u128(2));
    draft.findings.change(id, |f| {
        f.category = None;
        f.description.clear();
        f.on_the_spot = true;
    });
    draft.answers.given.clear();
    let now = at("2023-06-01T02:20:00Z");
    let faults = draft.command(&material(), &photos, now).expect_err("much is missing");
    assert_eq!(fields(&faults), ["answers.exits required", "campaign required", "check_code required"]);

    draft.answers.given.entry(key("exits")).or_default().typed = "fail".into();
    draft.kind = InspectionKind::Routine;
    draft.nature = Nature::Guidance;
    let faults = draft.command(&material(), &[], now).expect_err("much is missing");
    assert_eq!(
        fields(&faults),
        [
            "answers.exits photo_needed",
            "hazards[0].category required",
            "hazards[0].description required",
            "hazards[0].photos_after photo_needed",
        ]
    );
}

#[test]
fn a_failed_attempt_carries_no_answers_and_no_findings_but_keeps_them_in_the_draft() {
    let (mut draft, photos) = visit(true);
    draft.outcome = Outcome::NotAtHome;
    let command = draft.command(&material(), &photos, at("2023-06-01T02:20:00Z")).expect("complete");
    assert!(command.answers.is_empty() && command.hazards.is_empty() && command.checklist.is_none());
    assert_eq!(draft.findings.0.len(), 1);
}

#[test]
fn a_site_without_a_position_lends_the_visits_to_its_hazards() {
    let (mut draft, photos) = visit(false);
    let point = Point::new(121.4, 31.2).expect("point");
    draft.position = Some(Position { point, accuracy_m: Some(5.0), source: PointSource::Gps });
    let command = draft.command(&material(), &photos, at("2023-06-01T02:20:00Z")).expect("complete");
    assert_eq!(command.hazards[0].position, draft.position);
    let (mut draft, photos) = visit(true);
    draft.position = Some(Position { point, accuracy_m: None, source: PointSource::Gps });
    let command = draft.command(&material(), &photos, at("2023-06-01T02:20:00Z")).expect("complete");
    assert_eq!(command.hazards[0].position, None, "the server takes the site's");
}

#[test]
fn a_new_site_is_checked_with_the_visit() {
    let mut draft = VisitDraft::new(InspectionId(Uuid::from_u128(1)), at("2023-06-01T02:00:00Z"));
    assert_eq!(
        fields(&draft.command(&material(), &[], draft.started_at).expect_err("no site")),
        ["site required"]
    );
    draft.choose(
        ChosenSite::New(Box::new(NewSite::new(SiteId(Uuid::from_u128(7))))),
        &material(),
        draft.started_at,
    );
    let faults = draft.command(&material(), &[], draft.started_at).expect_err("an empty site");
    assert_eq!(
        fields(&faults),
        ["site.kind required", "site.name required", "site.address required", "site.area required"]
    );
}

#[test]
fn a_draft_survives_being_kept_as_text() {
    let (draft, photos) = visit(true);
    let text = serde_json::to_string(&(&draft, &photos)).expect("JSON");
    let back: (VisitDraft, Vec<PhotoDraft>) = serde_json::from_str(&text).expect("the same shape");
    assert_eq!(back, (draft, photos));
}

#[test]
fn photos_that_need_a_person_are_counted() {
    let (draft, mut photos) = visit(true);
    let command = draft.command(&material(), &photos, at("2023-06-01T02:20:00Z")).expect("complete");
    photos[0].state = PhotoState::Uploading;
    assert_eq!(arrived(&photos, named(&command).iter()), Ok(false));
    photos[0].state = PhotoState::Lost;
    assert_eq!(arrived(&photos, named(&command).iter()), Err(1));
}

#[test]
fn a_visit_of_which_only_the_site_was_chosen_is_only_begun() {
    let begun = || {
        let mut draft = VisitDraft::new(InspectionId(Uuid::from_u128(1)), at("2023-06-01T02:00:00Z"));
        draft.choose(ChosenSite::Known(shop(true)), &material(), at("2023-06-01T02:05:00Z"));
        draft
    };
    assert!(begun().is_only_begun() && !begun().is_untouched());
    assert!(VisitDraft { step: Step::Save, ..begun() }.is_only_begun(), "looking around enters nothing");
    for (what, draft) in [
        ("a remark", VisitDraft { note: "后门".into(), ..begun() }),
        ("a failed attempt", VisitDraft { outcome: Outcome::NotAtHome, ..begun() }),
        ("another capacity", VisitDraft { nature: Nature::GridPatrol, ..begun() }),
        ("a check code", VisitDraft { check_code: "7".into(), ..begun() }),
        ("a position", VisitDraft { position: ChosenSite::Known(shop(true)).position(), ..begun() }),
        (
            "a new site",
            VisitDraft {
                site: Some(ChosenSite::New(Box::new(NewSite::new(SiteId(Uuid::from_u128(9)))))),
                ..begun()
            },
        ),
    ] {
        assert!(!draft.is_only_begun(), "{what}");
    }
    let door = Some(InspectionId(Uuid::from_u128(2)));
    let joined = VisitDraft { at_door: door, ..begun() };
    assert!(joined.is_only_begun(), "its forms are not in it");
    assert_eq!((Some(joined.visit()), begun().visit().0), (door, Uuid::from_u128(1)));
    let shut = VisitDraft { outcome: Outcome::NotAtHome, ..joined };
    assert_eq!(shut.visit(), shut.id, "nobody was let in: it is none of the door's");
    let mut answered = begun();
    answered.answers.given.entry(key("exits")).or_default();
    assert!(!answered.is_only_begun(), "an answer");
}

#[test]
fn an_attempt_that_came_to_nothing_has_no_findings_to_go_through() {
    for (done, on) in [(true, Step::ALL.to_vec()), (false, vec![Step::Site, Step::Check, Step::Save])] {
        let walk = |from: Step, next: fn(Step, bool) -> Option<Step>| {
            std::iter::successors(Some(from), |step| next(*step, done)).collect::<Vec<_>>()
        };
        assert_eq!(walk(Step::Site, Step::next), on, "done: {done}");
        let back: Vec<Step> = on.into_iter().rev().collect();
        assert_eq!(walk(Step::Save, Step::previous), back, "done: {done}");
    }
    // whoever had findings open when the outcome was changed goes on from there
    assert_eq!(Step::Findings.next(false), Some(Step::Save));
    assert_eq!(Step::Findings.previous(false), Some(Step::Check));
}
