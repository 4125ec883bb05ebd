use super::*;
use crate::{
    capture::{keeping::Kept, photos::PhotoState, signature::Signing},
    field::gear::{
        attempt::Tried,
        fixtures,
        gas_draft::CylinderDraft,
        redraft,
        stove_draft::{DayDraft, ReplaceDraft},
    },
};
use domain::{
    area::AreaRef,
    fault::{Code, Fault},
    photos::Layer,
    programmes::{
        device::Telemetry,
        gear::{LifeRules, Usage},
        stove::{NonSafe, StoveStatus},
    },
    sites::SiteHit,
    sync::{
        Body, SentPhoto,
        plan::{Described, seal},
    },
};
use std::cell::Cell;

fn known() -> Door {
    Door {
        stoves: vec![fixtures::stove(1, Some(false))],
        devices: vec![(fixtures::device(3), Telemetry::default())],
        ..Door::default()
    }
}

fn at() -> At {
    At {
        site: fixtures::site(),
        name: "仙霞路 7 号 301".into(),
        kind: SiteKind::Household,
        visit: InspectionId(Uuid::from_u128(50)),
        now: fixtures::now(),
    }
}

/// A new form; ids are counted from 500.
fn begin(doing: Doing, record: Option<u128>) -> GearDraft {
    let next = Cell::new(500);
    let new_id = || Uuid::from_u128(next.replace(next.get() + 1));
    let record = record.map(Uuid::from_u128);
    GearDraft::begin(Uuid::from_u128(60), doing, record, at(), &known(), &new_id).expect("a form")
}

fn photo(n: u128, slot: Slot) -> PhotoDraft {
    PhotoDraft { state: PhotoState::Stored, ..PhotoDraft::new(FileId(Uuid::from_u128(n)), slot) }
}

fn fields(draft: &GearDraft, photos: &[PhotoDraft]) -> Vec<String> {
    let form = draft.form(photos, fixtures::now());
    form.map_or_else(|faults| faults.into_iter().map(|fault| fault.field).collect(), |_| Vec::new())
}

fn replaced() -> (GearDraft, Vec<PhotoDraft>) {
    let mut draft = begin_replacement();
    let Sheet::Replace(it) = &mut draft.sheet else { panic!("the sheet of a replacement") };
    it.model = "JZT-A2".into();
    it.serial = "S77".into();
    it.flame_failure = Some(true);
    it.sold_on = "2023-05-30".into();
    it.installer = "安装公司 钱师傅".into();
    it.cost = "680".into();
    it.signature.signing = Signing::Refused;
    it.signature.witness = "李居委".into();
    (draft, vec![photo(80, old_photos()), photo(81, new_photos())])
}

fn begin_replacement() -> GearDraft {
    // a replacement is reported of one that is planned
    let mut door = known();
    door.stoves[0].status = StoveStatus::Planned;
    let doing = Doing::Stove(StoveAction::Replace);
    let record = Some(Uuid::from_u128(1));
    GearDraft::begin(Uuid::from_u128(60), doing, record, at(), &door, &|| Uuid::from_u128(500))
        .expect("a form")
}

#[test]
fn what_is_missing_stands_at_its_field_once() {
    for (doing, record, expected) in [
        (Doing::NewStove, None, vec![]),
        (Doing::NewDevice, None, vec!["kind"]),
        (Doing::Stove(StoveAction::Plan), Some(1), vec!["on"]),
        (Doing::Stove(StoveAction::ReplaceHose), Some(1), vec!["hose.kind", "photos"]),
        (Doing::Stove(StoveAction::Remove), Some(1), vec!["reason", "note"]),
        (Doing::Stove(StoveAction::AddNote), Some(1), vec!["note"]),
        (
            Doing::Device(DeviceAction::Install),
            Some(3),
            vec![
                "installation.gas",
                "installation.serial",
                "installation.test_passed",
                "installation.place",
                "installation.installer",
                "installation.photos",
            ],
        ),
        (Doing::GasUnit, None, vec!["trade", "fuel"]),
        (Doing::LpgUser, None, vec![]),
    ] {
        assert_eq!(fields(&begin(doing, record), &[]), expected, "{doing}");
    }
    let empty = fields(&begin_replacement(), &[]);
    let asked = [
        "replacement.flame_failure",
        "replacement.sold_on",
        "replacement.model",
        "replacement.serial",
        "replacement.installer",
        "replacement.photos_before",
        "replacement.photos_after",
    ];
    assert_eq!(empty, asked);
}

#[test]
fn a_form_tells_of_its_visit_and_waits_for_nothing() {
    let mut draft = begin(Doing::Stove(StoveAction::Plan), Some(1));
    draft.sheet = Sheet::Day(DayDraft { on: "2023-06-09".into() });
    let commands = draft.commands(&[], fixtures::now()).expect("complete");
    let [Command::Programme(form)] = commands.as_slice() else { panic!("{commands:?}") };
    assert_eq!((form.kind(), form.tells_of()), ("change_stove", Some(at().visit)));
    assert_eq!(needs(&commands[0]), [Uuid::from_u128(1)], "the appliance, not the visit");
}

/// What a command waits for once it is sealed.
fn needs(command: &Command) -> Vec<Uuid> {
    let command = serde_json::to_string(command).expect("json");
    let sealed = seal(&command, "2023-06-01T09:00:00Z", "[]").expect("sealed");
    Described::of(&sealed).expect("a command").needs
}

#[test]
fn what_came_to_nothing_is_a_visit_and_a_step_of_what_somebody_came_for() {
    let mut draft = begin(Doing::Attempt, None);
    let Sheet::Attempt(attempt) = &mut draft.sheet else { panic!("an attempt") };
    let ids: Vec<u128> = attempt.tried.iter().map(|Tried { id, .. }| id.0.as_u128()).collect();
    assert_eq!(ids, [500, 60], "the last step is the form's own");
    assert_eq!(
        draft.commands(&[], fixtures::now()).map_err(|faults| faults[0].field.clone()),
        Err("outcome".to_owned())
    );
    let Sheet::Attempt(attempt) = &mut draft.sheet else { panic!("an attempt") };
    attempt.outcome = Some(Outcome::Refused);
    let commands = draft.commands(&[], fixtures::now()).expect("complete");
    let kinds: Vec<&str> = commands.iter().map(Command::kind).collect();
    assert_eq!(kinds, ["save_visit", "change_stove", "change_device"]);
    assert!(
        commands[1..].iter().all(|step| needs(step)[1..] == [commands[0].id()]),
        "they wait for the visit"
    );
    let Command::SaveVisit(visit) = &commands[0] else { panic!("a visit") };
    assert_eq!((visit.outcome, visit.validate(fixtures::now())), (Outcome::Refused, Ok(())));
    // nothing was to be done there: the visit is all there is, under the form's id
    let door = Door::default();
    let alone =
        GearDraft::begin(Uuid::from_u128(60), Doing::Attempt, None, at(), &door, &Uuid::nil).expect("a form");
    assert_eq!(alone.visit.0, alone.id);
}

#[test]
fn a_replacement_and_its_draft_say_the_same() {
    let (draft, photos) = replaced();
    let form = draft.form(&photos, fixtures::now()).expect("complete");
    let ProgrammeCommand::ChangeStove(change) = &form else { panic!("a step of a stove") };
    let mut planned = fixtures::stove(1, Some(false));
    planned.status = StoveStatus::Planned;
    assert_eq!(planned.non_safe, [NonSafe::NoFlameFailure]);
    let step = planned.step(&change.command, &fixtures::me(), fixtures::now(), &LifeRules::defaults());
    assert!(step.is_ok_and(|step| step.state.signature.is_some()), "the refusal of the receipt is one");
    let again = again(&form, &photos, None);
    let Sheet::Replace(it) = &again.draft.sheet else { panic!("the sheet of a replacement") };
    assert_eq!(**it, ReplaceDraft { cost: "680.00".into(), ..replacement(&draft) });
    assert_eq!(again.photos, photos);
    assert_eq!(again.draft.form(&again.photos, fixtures::now()), Ok(form));
}

fn replacement(draft: &GearDraft) -> ReplaceDraft {
    match &draft.sheet {
        Sheet::Replace(it) => (**it).clone(),
        other => panic!("another sheet: {other:?}"),
    }
}

/// The draft of a form that was saved and not accepted.
fn again(form: &ProgrammeCommand, photos: &[PhotoDraft], fault: Option<&Fault>) -> Kept<GearDraft> {
    let sent = |photo: &PhotoDraft| SentPhoto {
        id: photo.id,
        sha256: String::new(),
        bytes: 1,
        kind: photo.slot.kind(),
        taken_at: fixtures::now(),
        layer: Layer::default(),
    };
    let body = Body {
        command: Command::Programme(Box::new(form.clone())),
        device_at: fixtures::now(),
        photos: photos.iter().map(sent).collect(),
    };
    let site = |id: SiteId| {
        Some(SiteHit {
            id,
            kind: SiteKind::Household,
            name: at().name,
            address: String::new(),
            area: AreaRef { code: "310105008001".parse().expect("code"), name: String::new() },
            point: None,
            distance_m: None,
        })
    };
    let stove = |_: StoveId| Some(fixtures::site());
    let device = |_: DetectorId| Some((fixtures::site(), DeviceKind::GasAlarm));
    let next = Cell::new(900);
    let new_id = || Uuid::from_u128(next.replace(next.get() + 1));
    let now = fixtures::now();
    let known = redraft::Known { now, site: &site, stove: &stove, device: &device, new_id: &new_id };
    redraft::of(&body, form, fault, &known).expect("a draft")
}

#[test]
fn a_serial_number_that_is_taken_stays_editable_at_its_field() {
    let mut draft = begin(Doing::Device(DeviceAction::Install), Some(3));
    let Sheet::Install(it) = &mut draft.sheet else { panic!("the sheet of an installation") };
    it.serial = "sn:A-2301".into();
    it.place = "厨房".into();
    it.installer = "钱师傅".into();
    it.gas = Some(Fuel::NaturalGas);
    it.test_passed = Some(true);
    let photos = [photo(82, new_photos())];
    let form = draft.form(&photos, fixtures::now()).expect("complete");
    let fault = Fault::new(Code::SerialInUse).with("serial", "A2301");
    let again = again(&form, &photos, Some(&fault));
    assert_eq!(again.draft.id, draft.id);
    let told: Vec<String> = again.faults.iter().map(|f| format!("{} {}", f.field, f.code)).collect();
    assert_eq!(told, ["installation.serial duplicate"]);
    let Sheet::Install(it) = &again.draft.sheet else { panic!("the sheet of an installation") };
    assert_eq!(it.serial, "A2301");
    assert_eq!(Usage::at(again.draft.kind), Usage::Household);
}

#[test]
fn a_proof_of_an_earlier_save_is_no_photo_of_this_one() {
    let mut draft = begin(Doing::LpgUser, None);
    let Sheet::Lpg(user) = &mut draft.sheet else { panic!("the sheet of cylinders") };
    let mut cylinder = CylinderDraft::new(Uuid::from_u128(70));
    cylinder.number = "SH20230001".into();
    cylinder.kilograms = "15".into();
    cylinder.returned_on = "2023-05-20".into();
    cylinder.known_proof = vec![FileId(Uuid::from_u128(83))];
    let slot = cylinder.slot();
    user.cylinders.push(cylinder);
    let photos = [photo(84, slot)];
    let form = draft.form(&photos, fixtures::now()).expect("complete");
    let ids: Vec<u128> = form.photos().iter().map(|id| id.0.as_u128()).collect();
    assert_eq!(ids, [83, 84]);
    let again = again(&form, &photos, None);
    let Sheet::Lpg(user) = &again.draft.sheet else { panic!("the sheet of cylinders") };
    assert_eq!(user.cylinders[0].known_proof, [FileId(Uuid::from_u128(83))]);
    assert_eq!(again.photos.iter().map(|photo| photo.id.0.as_u128()).collect::<Vec<_>>(), [84]);
    // a cylinder without its number keeps the save here
    let Sheet::Lpg(user) = &mut draft.sheet else { panic!("the sheet of cylinders") };
    user.cylinders[0].number = String::new();
    assert_eq!(fields(&draft, &photos), ["cylinders[0].number"]);
}
