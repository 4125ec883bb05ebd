use super::*;
use crate::{
    fault::FieldCode,
    hazards::Category,
    ids::{DetectorId, EventId, FireId, GasUserId, HazardId, HotlineOrderId, PenaltyId, SiteId, StoveId},
    inspections::Outcome,
    photos::{Layer, PhotoKind},
    programmes::{
        Keep,
        device::{DeviceCommand, DeviceKind, Installation, Serial},
        entry_changed,
        gas::{Trade, UnitNumbers},
        gear::{Dates, Fuel},
        register::{FireCause, OrderKind},
        stove::{Appliance, StoveCommand, StoveSurvey},
    },
    sync::{
        Body, Command, SentPhoto,
        plan::{
            Choosing, Decided, Decision, Described, Entry, Plan, Session, Snapshot, Standing, decide, plan,
            repointed,
        },
    },
};
use chrono::{TimeDelta, TimeZone};

fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, day, hour, 0, 0).single().expect("valid")
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn all() -> Vec<ProgrammeCommand> {
    let survey = StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(Fuel::NaturalGas),
        supply: None,
        flame_failure: None,
        dates: Dates::default(),
        maker: None,
        model: None,
        hose: None,
        regulator_ok: None,
        ventilation_ok: None,
    };
    let installation = Installation {
        serial: Serial::read("A2301").expect("serial"),
        maker: None,
        model: None,
        place: "厨房".into(),
        installer: "钱".into(),
        made_on: None,
        gas: Some(Fuel::NaturalGas),
        linked_valve: None,
        network_id: None,
        test_passed: true,
        photos: vec![FileId(id(90))],
    };
    let visit = Some(InspectionId(id(80)));
    vec![
        ProgrammeCommand::SurveyStove(Box::new(SaveStoveSurvey {
            id: StoveId(id(1)),
            site: SiteId(id(7)),
            visit,
            survey,
            surveyed_at: at(1, 10),
            position: None,
            note: None,
            photos: vec![],
        })),
        ProgrammeCommand::ChangeStove(Box::new(StoveChange {
            id: EventId(id(2)),
            stove: StoveId(id(1)),
            visit,
            base_version: Some(1),
            device_at: None,
            position: None,
            command: StoveCommand::Attempt { outcome: Outcome::NotAtHome, note: None },
        })),
        ProgrammeCommand::PlanDevice(Box::new(PlanDevice {
            id: DetectorId(id(3)),
            kind: DeviceKind::GasAlarm,
            site: SiteId(id(7)),
            note: None,
        })),
        ProgrammeCommand::ChangeDevice(Box::new(DeviceChange {
            id: EventId(id(4)),
            device: DetectorId(id(3)),
            visit: None,
            base_version: Some(1),
            device_at: None,
            position: None,
            command: DeviceCommand::Replace {
                successor: DetectorId(id(5)),
                installation: Box::new(installation),
                signature: None,
            },
        })),
        ProgrammeCommand::SaveGasUnit(Box::new(SaveGasUnit {
            id: EventId(id(6)),
            unit: GasUserId(id(60)),
            site: SiteId(id(7)),
            visit,
            base_version: None,
            trade: Trade::Restaurant,
            numbers: UnitNumbers::default(),
            fuel: Fuel::NaturalGas,
            alarm: Some(true),
            cut_off: None,
            surveyed_at: at(1, 10),
            note: None,
            photos: vec![],
        })),
        ProgrammeCommand::SaveLpgUser(Box::new(SaveLpgUser {
            id: EventId(id(8)),
            user: GasUserId(id(61)),
            site: SiteId(id(7)),
            visit: None,
            base_version: None,
            supplier: None,
            cylinders: vec![],
            moved: None,
            note: None,
        })),
        ProgrammeCommand::EnterPenalty(Box::new(entry(9, penalty()))),
        ProgrammeCommand::EnterOrder(Box::new(entry(10, order()))),
        ProgrammeCommand::EnterFire(Box::new(entry(11, fire()))),
    ]
}

fn entry<T>(save: u128, record: T) -> Keep<T> {
    Keep { id: EventId(id(save)), base_version: None, record }
}

fn penalty() -> Penalty {
    Penalty {
        id: PenaltyId(id(62)),
        number: None,
        decided_on: "2026-06-01".parse().expect("day"),
        body: "城管执法队".into(),
        category: Category::IllegalStructure,
        party: "某公司".into(),
        reason: "占用消防车通道".into(),
        fine: None,
        site: Some(SiteId(id(7))),
        hazard: None,
        area: None,
    }
}

fn order() -> HotlineOrder {
    HotlineOrder {
        id: HotlineOrderId(id(63)),
        number: "SH20260601001".into(),
        kind: OrderKind::Complaint,
        urgent: false,
        category: None,
        received_at: at(1, 9),
        reply_due: None,
        replied_at: Some(at(1, 10)),
        reply: Some("已清理".into()),
        text: "楼道堆物".into(),
        caller_name: None,
        caller_phone: None,
        site: Some(SiteId(id(7))),
        hazard: None,
        area: None,
    }
}

fn fire() -> FireIncident {
    FireIncident {
        id: FireId(id(64)),
        at: at(1, 10),
        place: "车棚".into(),
        site: Some(SiteId(id(7))),
        position: None,
        area: None,
        cause: FireCause::Ebike,
        text: None,
        loss: None,
        injured: 0,
        dead: 0,
        hazard: Some(HazardId(id(70))),
    }
}

#[test]
fn the_wire_form_names_the_form_and_survives() {
    for command in all() {
        let text = serde_json::to_string(&command).expect("json");
        assert!(text.starts_with(&format!("{{\"form\":\"{}\"", command.kind())), "{text}");
        assert_eq!(serde_json::from_str::<ProgrammeCommand>(&text).expect("command"), command);
        assert_eq!(command.validate(at(1, 18)), Ok(()), "{}", command.kind());
        assert_eq!(described(&command).makes.first(), Some(&command.id()));
    }
}

#[test]
fn what_a_command_makes_and_needs() {
    let told: Vec<(Vec<u128>, Vec<u128>, usize)> = all()
        .iter()
        .map(|command| {
            let numbers = |ids: Vec<Uuid>| ids.iter().map(Uuid::as_u128).collect();
            let Described { makes, needs, chain, .. } = described(command);
            assert_eq!(chain, command.step_of(), "{}", command.kind());
            (numbers(makes), numbers(needs), command.photos().len())
        })
        .collect();
    assert_eq!(
        told,
        [
            (vec![1], vec![7], 0),
            (vec![2], vec![1, 80], 0),
            (vec![3], vec![7], 0),
            (vec![4, 5], vec![3], 1),
            (vec![6, 60], vec![7], 0),
            (vec![8, 61], vec![7], 0),
            (vec![9, 62], vec![7], 0),
            (vec![10, 63], vec![7], 0),
            (vec![11, 64], vec![7, 70], 0),
        ]
    );
}

#[test]
fn a_form_tells_of_its_visit_unless_nobody_was_let_in() {
    let told: Vec<(&str, bool, bool)> = all()
        .iter()
        .map(|form| (form.kind(), form.visit().is_some(), form.tells_of() == form.visit()))
        .collect();
    assert_eq!(
        told,
        [
            ("survey_stove", true, true),
            ("change_stove", true, false),
            ("plan_device", false, true),
            ("change_device", false, true),
            ("save_gas_unit", true, true),
            ("save_lpg_user", false, true),
            ("enter_penalty", false, true),
            ("enter_order", false, true),
            ("enter_fire", false, true),
        ]
    );
}

#[test]
fn what_was_seen_moves_with_the_clock() {
    let behind = TimeDelta::days(-2600);
    for mut command in all() {
        let clock = Clock::new(at(1, 18) + behind, at(1, 18), Some(at(1, 8)));
        match &mut command {
            ProgrammeCommand::SurveyStove(survey) => survey.surveyed_at += behind,
            ProgrammeCommand::SaveGasUnit(unit) => unit.surveyed_at += behind,
            ProgrammeCommand::EnterFire(fire) => fire.record.at += behind,
            ProgrammeCommand::EnterOrder(order) => {
                order.record.received_at += behind;
                order.record.replied_at = order.record.replied_at.map(|at| at + behind);
            }
            _ => {}
        }
        assert_eq!(command.date(&clock, at(1, 10) + behind), Doubt::Corrected, "{}", command.kind());
        match command {
            ProgrammeCommand::SurveyStove(survey) => assert_eq!(survey.surveyed_at, at(1, 10)),
            ProgrammeCommand::SaveGasUnit(unit) => assert_eq!(unit.surveyed_at, at(1, 10)),
            ProgrammeCommand::ChangeStove(change) => assert_eq!(change.device_at, Some(at(1, 10) + behind)),
            ProgrammeCommand::ChangeDevice(change) => assert_eq!(change.device_at, Some(at(1, 10) + behind)),
            ProgrammeCommand::EnterFire(entry) => assert_eq!(entry.record, fire()),
            ProgrammeCommand::EnterOrder(entry) => assert_eq!(entry.record, order()),
            // a day stays as it was read
            ProgrammeCommand::EnterPenalty(entry) => assert_eq!(entry.record, penalty()),
            ProgrammeCommand::PlanDevice(_) | ProgrammeCommand::SaveLpgUser(_) => {}
        }
    }
}

#[test]
fn only_new_entries_are_entered_in_the_field() {
    let changed = |mut form: ProgrammeCommand| {
        let base = match &mut form {
            ProgrammeCommand::EnterPenalty(keep) => &mut keep.base_version,
            ProgrammeCommand::EnterOrder(keep) => &mut keep.base_version,
            ProgrammeCommand::EnterFire(keep) => &mut keep.base_version,
            _ => return None,
        };
        *base = Some(1);
        Some(form)
    };
    let changes: Vec<ProgrammeCommand> = all().into_iter().filter_map(changed).collect();
    assert_eq!(changes.iter().filter_map(ProgrammeCommand::register).collect::<Vec<_>>(), RegisterKind::ALL);
    for form in changes {
        let fault = form.validate(at(1, 18)).expect_err("a change");
        let at_field = (fault.fields[0].field.as_str(), fault.fields[0].code);
        assert_eq!(at_field, ("base_version", FieldCode::NotAllowed), "{}", form.kind());
        assert_eq!(form.right(), Right::KeepRegister, "{}", form.kind());
    }
    assert_eq!(all().iter().filter(|form| form.right() == Right::EnterRegister).count(), 3);
}

#[test]
fn a_form_of_an_unknown_kind_is_none() {
    for text in [r#"{"form":"enter_flood","content":{}}"#, r#"{"form":"enter_fire","content":{"id":1}}"#] {
        assert!(serde_json::from_str::<ProgrammeCommand>(text).is_err(), "{text}");
    }
}

#[test]
fn an_entry_waits_for_the_site_and_the_hazard_that_were_made_on_the_same_tablet() {
    let maker = |made: u128, order| Entry {
        makes: vec![id(made)],
        ..Entry::new(described(&all()[2]), "ab".repeat(32), 1000, order, Vec::new())
    };
    let fire = ProgrammeCommand::EnterFire(Box::new(entry(11, fire())));
    let waiting = || Entry::new(described(&fire), "cd".repeat(32), 1000, 9, Vec::new());
    let sent = |before: Vec<Entry>| {
        let entries = before.into_iter().chain([waiting()]).collect();
        match plan(&Snapshot { session: Session::Own, entries, ..Snapshot::default() }) {
            Plan::Commands { ids } => ids.contains(&fire.id()),
            _ => false,
        }
    };
    for (what, made) in [("site", 7), ("hazard", 70)] {
        assert!(!sent(vec![maker(made, 1)]), "its {what} is not on the server");
        let there = Entry { standing: Standing::Stored, ..maker(made, 1) };
        assert!(sent(vec![there]), "its {what} is");
    }
    assert!(sent(vec![]) && sent(vec![maker(5, 1)]));
}

#[test]
fn a_survey_of_tomorrow_is_refused() {
    let Some(ProgrammeCommand::SurveyStove(survey)) = all().into_iter().next() else { panic!("a survey") };
    let fault = survey.validate(at(1, 9)).expect_err("an hour ahead");
    assert_eq!((fault.fields[0].field.as_str(), fault.fields[0].code), ("surveyed_at", FieldCode::InFuture));
}

#[test]
fn an_entry_that_somebody_else_has_saved() {
    assert!(!entry_changed(None, None) && !entry_changed(Some(3), Some(3)));
    assert!(entry_changed(None, Some(1)), "somebody made it first");
    assert!(entry_changed(Some(2), Some(3)) && entry_changed(Some(2), None));
    let kept = Keep { id: EventId(id(1)), base_version: None, record: "x".to_owned() };
    let back: Keep<String> =
        serde_json::from_str(&serde_json::to_string(&kept).expect("json")).expect("entry");
    assert_eq!(back, kept);
}

#[test]
fn in_the_envelope_of_a_tablet_it_says_the_same() {
    for form in all() {
        let command = Command::Programme(Box::new(form.clone()));
        assert_eq!((command.id(), command.kind()), (form.id(), form.kind()));
        assert_eq!(command.photos(), form.photos());
        let text = serde_json::to_string(&command).expect("json");
        assert_eq!(serde_json::from_str::<Command>(&text).expect("command"), command);
    }
}

/// The form as it is sealed, with its photos.
fn sealed(form: &ProgrammeCommand) -> String {
    let photos = form.photos().into_iter().map(|id| SentPhoto {
        id,
        sha256: "ab".repeat(32),
        bytes: 300_000,
        kind: PhotoKind::Visit,
        taken_at: at(1, 10),
        layer: Layer::default(),
    });
    let command = Command::Programme(Box::new(form.clone()));
    let body = Body { command, device_at: at(1, 10), photos: photos.collect() };
    serde_json::to_string(&body).expect("json")
}

fn opened(body: &str) -> ProgrammeCommand {
    match serde_json::from_str::<Body>(body).expect("a body").command {
        Command::Programme(form) => *form,
        other => panic!("a form, not {}", other.kind()),
    }
}

fn described(form: &ProgrammeCommand) -> Described {
    Described::of(&sealed(form)).expect("a command")
}

/// What is sealed in its place once a person has decided.
fn decided(form: &ProgrammeCommand, decision: Decision) -> Option<ProgrammeCommand> {
    let new = Entry::new(described(form), "ab".repeat(32), 1000, 1, Vec::new());
    let entry = Entry { standing: Standing::Conflict, ..new };
    let with =
        Choosing {
            fresh: id(90), version: Some(9), note: "已与住户说明".into(), ..Choosing::default()
        };
    match decide(&entry, &sealed(form), decision, &with) {
        Ok(Decided::Replaced { body }) => Some(opened(&body)),
        _ => None,
    }
}

#[test]
fn what_a_person_decides_after_a_conflict() {
    for form in all() {
        let again = decided(&form, Decision::Again);
        // what is made new meets none
        let meets_conflicts = form.step_of().is_some()
            || matches!(form, ProgrammeCommand::SaveGasUnit(_) | ProgrammeCommand::SaveLpgUser(_));
        assert_eq!(again.is_some(), meets_conflicts, "{}", form.kind());
        assert!(again.is_none_or(|again| again.id() == id(90) && again.photos() == form.photos()));
        let note = decided(&form, Decision::AsNote);
        assert_eq!(note.is_some(), form.step_of().is_some(), "{}", form.kind());
        let Some(note) = note else { continue };
        assert_eq!(note.validate(at(1, 18)), Ok(()));
        assert_eq!((note.id(), note.step_of(), note.photos()), (id(90), form.step_of(), form.photos()));
    }
}

#[test]
fn only_what_names_a_site_follows_it() {
    let merged = [(SiteId(id(7)), SiteId(id(70)))].into();
    for mut form in all() {
        let needs = described(&form).needs;
        let named = form.site().map(|site| site.0);
        assert_eq!(named, form.site_mut().map(|site| site.0));
        assert_eq!(named.is_some(), named == Some(needs[0]), "{}", form.kind());
        let moved = repointed(&sealed(&form), &merged).expect("it can be read");
        assert_eq!(moved.is_some(), named.is_some(), "{}", form.kind());
        if let Some(site) = form.site_mut() {
            *site = SiteId(id(70));
        }
        assert!(moved.is_none_or(|body| opened(&body) == form));
    }
}
