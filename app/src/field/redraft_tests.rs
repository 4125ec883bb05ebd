use super::*;
use crate::capture::{material::Material, signature::Signing};
use domain::{
    area::AreaRef,
    fault::FieldCode,
    hazards::{Category, Severity},
    ids::ChecklistVersionId,
    inspections::{Checklist, ChecklistChoice, Item, ItemKind, checklist::Label},
    photos::{Mark, PhotoKind},
    sites::SiteKind,
    sync::SentPhoto,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("time")
}

fn key(text: &str) -> AnswerKey {
    text.parse().expect("key")
}

fn shop() -> SiteHit {
    SiteHit {
        id: SiteId(Uuid::from_u128(5)),
        kind: SiteKind::SmallUnit,
        name: "兰州拉面".into(),
        address: "仙霞路 475 号".into(),
        area: AreaRef { code: "310105008001".parse().expect("code"), name: "居委".into() },
        point: None,
        distance_m: None,
    }
}

fn material() -> Material {
    let item = |key: &str, kind: ItemKind| Item {
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
    };
    let years = ItemKind::Value { unit: "年".into(), min: 0.0, max: 99.0 };
    let items = vec![
        item("exits", ItemKind::Check),
        item("wires", ItemKind::Check),
        item("age", years),
        item("overview", ItemKind::Photo),
    ];
    let choice = ChecklistChoice {
        id: ChecklistVersionId(Uuid::from_u128(6)),
        version: 1,
        superseded: false,
        title: "九小".into(),
        title_en: "Small premises".into(),
        site_kinds: vec![SiteKind::SmallUnit],
        checklist: Checklist { sections: vec![], groups: vec![], items },
    };
    Material { checklists: vec![choice].into(), ..Material::default() }
}

/// A visit with two failed items, of which one is left out, one finding by hand, and a photo of everything.
fn visit() -> (VisitDraft, Vec<PhotoDraft>) {
    let mut draft = VisitDraft::new(InspectionId(Uuid::from_u128(1)), at("2026-06-01T02:00:00Z"));
    draft.choose(ChosenSite::Known(shop()), &material(), at("2026-06-01T02:00:00Z"));
    for (item, typed) in [("exits", "fail"), ("wires", "fail"), ("age", "2.5")] {
        draft.answers.given.insert(key(item), Given { typed: typed.into(), note: format!("{item}备注") });
    }
    draft.answers.given.insert(key("overview"), Given::default());
    let finding = |id: u128, item: Option<&str>| {
        let blank =
            Finding::blank(HazardId(Uuid::from_u128(id)), &OfSite::default(), at("2026-06-01T02:05:00Z"));
        Finding { item: item.map(key), category: Some(Category::Fire), description: "堆物".into(), ..blank }
    };
    let left_out = Finding {
        dropped: true,
        category: None,
        description: String::new(),
        found_at: at("2026-06-01T02:00:00Z"),
        ..finding(77, Some("wires"))
    };
    let spot = Finding { on_the_spot: true, severity: Severity::Major, ..finding(12, None) };
    draft.findings = Findings(vec![finding(11, Some("exits")), spot, left_out]);
    draft.note = "老板在场".into();
    draft.signature = SignatureDraft {
        signing: Signing::Refused,
        witness: "张居委".into(),
        reason: "不识字".into(),
        ..SignatureDraft::default()
    };
    draft.step = Step::Save;
    let photo = |id: u128, slot: Slot| PhotoDraft {
        state: PhotoState::Stored,
        ..PhotoDraft::new(FileId(Uuid::from_u128(id)), slot)
    };
    let by_hand = HazardId(Uuid::from_u128(12));
    let photos = vec![
        PhotoDraft { layer: arrow(), ..photo(21, Slot::Visit) },
        photo(22, Slot::Item(key("exits"))),
        photo(23, Slot::Item(key("overview"))),
        photo(24, Slot::Before(by_hand)),
        photo(25, Slot::After(by_hand)),
    ];
    (draft, photos)
}

/// What was drawn over the first photo of the visit.
fn arrow() -> Layer {
    Layer(vec![Mark::Arrow { from: (100, 100), to: (500, 500) }])
}

fn again(command: &Command, fault: Option<&Fault>) -> Option<Redraft> {
    let sent = |id: FileId| SentPhoto {
        id,
        sha256: String::new(),
        bytes: 1,
        kind: PhotoKind::Visit,
        taken_at: at("2026-06-01T02:00:00Z"),
        layer: if id.0 == Uuid::from_u128(21) { arrow() } else { Layer::default() },
    };
    let body = Body {
        command: command.clone(),
        device_at: at("2026-06-01T02:30:00Z"),
        photos: command.photos().into_iter().map(sent).collect(),
    };
    let known = Known {
        now: at("2026-06-01T09:00:00Z"),
        site: &|id| (id == shop().id).then(shop),
        number: &|_| "仙霞-2026-0007".into(),
        new_id: &|| Uuid::from_u128(77),
    };
    Redraft::of(&body, fault, &known)
}

#[test]
fn a_visit_comes_back_as_it_was_entered_with_what_is_wrong() {
    let (draft, photos) = visit();
    let saved = draft.command(&material(), &photos, at("2026-06-01T02:30:00Z")).expect("complete");
    let fault = Fault::field("hazards[1].description", FieldCode::TooLong);
    let Some(Redraft::Visit(kept)) = again(&Command::SaveVisit(Box::new(saved.clone())), Some(&fault)) else {
        panic!("no visit");
    };
    assert_eq!(kept.faults, fault.fields);
    assert_eq!(kept.draft, draft);
    let mut back = kept.photos.clone();
    back.sort_by_key(|photo| photo.id);
    assert_eq!(back, photos);
    // and saying the same again makes the same command
    let command =
        kept.draft.command(&material(), &kept.photos, at("2026-06-01T02:30:00Z")).expect("complete");
    assert_eq!(command, saved);
}

#[test]
fn what_the_server_has_otherwise_becomes_a_record_of_its_own() {
    let (draft, photos) = visit();
    let saved = draft.command(&material(), &photos, at("2026-06-01T02:30:00Z")).expect("complete");
    let taken = Fault::new(Code::ContentConflict);
    let Some(Redraft::Visit(kept)) = again(&Command::SaveVisit(Box::new(saved)), Some(&taken)) else {
        panic!("no visit");
    };
    assert_eq!(kept.draft.id.0, Uuid::from_u128(77));
    // forms of the door still tell of the visit that the server has: the form joins it, and the visit stays its own
    let joined = VisitDraft { at_door: Some(InspectionId(Uuid::from_u128(5))), ..kept.draft.clone() };
    assert_eq!(joined.visit().0, Uuid::from_u128(77));
    assert!(kept.draft.findings.0.iter().all(|finding| finding.id.0 == Uuid::from_u128(77)));
}

#[test]
fn a_report_comes_back_and_one_of_a_site_that_is_gone_does_not() {
    let mut report = ReportDraft::new(HazardId(Uuid::from_u128(3)), at("2026-06-01T02:00:00Z"));
    report.finding.description = "楼道堆放纸箱".into();
    report.finding.category = Some(Category::Fire);
    report.classified = true;
    report.site = Some(shop());
    let slot = Slot::Before(report.finding.id);
    let photo = PhotoDraft::new(FileId(Uuid::from_u128(4)), slot);
    let photos = vec![PhotoDraft { state: PhotoState::Stored, ..photo }];
    let mut hazard = report.command(&photos, at("2026-06-01T02:10:00Z")).expect("complete");
    let command = Command::RegisterHazard(Box::new(hazard.clone()));
    let kept = Kept::new(at("2026-06-01T09:00:00Z"), report, photos);
    assert_eq!(again(&command, None), Some(Redraft::Report(kept)));
    hazard.site = Some(SiteId(Uuid::from_u128(404)));
    assert_eq!(again(&Command::RegisterHazard(Box::new(hazard)), None), None);
}
