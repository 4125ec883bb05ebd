use super::*;
use crate::{calendar::day_start, programmes::stove::HoseKind};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    day_start("2023-06-01".parse().expect("day"))
}

fn photo(n: u128) -> FileId {
    FileId(Uuid::from_u128(n))
}

fn replacement() -> Replacement {
    Replacement {
        successor: StoveId(Uuid::from_u128(2)),
        maker: None,
        model: "JZT-7B15".into(),
        serial: "A2301".into(),
        fuel: Fuel::NaturalGas,
        flame_failure: true,
        sold_on: "2023-05-20".parse().expect("day"),
        installer: "燃气公司 赵".into(),
        hose: None,
        cost: Some(Fen(120_000)),
        subsidy: Some(Fen(60_000)),
        photos_before: vec![photo(1)],
        photos_after: vec![photo(2)],
    }
}

fn told(command: StoveCommand) -> Vec<String> {
    let change = StoveChange {
        id: EventId(Uuid::from_u128(9)),
        stove: StoveId(Uuid::from_u128(1)),
        visit: None,
        base_version: None,
        device_at: None,
        position: None,
        command,
    };
    let faults = change.validate(now()).err().map(|fault| fault.fields).unwrap_or_default();
    faults.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

fn replace(change: fn(&mut Replacement)) -> Vec<String> {
    let mut it = replacement();
    change(&mut it);
    told(StoveCommand::Replace { replacement: Box::new(it), signature: None, note: None })
}

#[test]
fn a_replacement_names_model_serial_installer_and_shows_before_and_after() {
    assert_eq!(replace(|_| {}), [""; 0]);
    let rows: [(fn(&mut Replacement), &str); 10] = [
        (|r| r.model = " ".into(), "replacement.model required"),
        (|r| r.serial = String::new(), "replacement.serial required"),
        (|r| r.installer = String::new(), "replacement.installer required"),
        (|r| r.photos_before.clear(), "replacement.photos_before photo_needed"),
        (|r| r.photos_after.clear(), "replacement.photos_after photo_needed"),
        (|r| r.photos_after = r.photos_before.clone(), "replacement.photos_after duplicate"),
        (|r| r.flame_failure = false, "replacement.flame_failure not_allowed"),
        (|r| r.sold_on = "2023-06-02".parse().expect("day"), "replacement.sold_on in_future"),
        (|r| r.cost = Some(Fen(-1)), "replacement.cost out_of_range"),
        (|r| r.subsidy = Some(Fen(120_001)), "replacement.subsidy out_of_range"),
    ];
    for (change, fault) in rows {
        let told = replace(change);
        assert!(told.iter().any(|t| t == fault), "{told:?} lacks {fault}");
    }
    let electric = replace(|r| {
        r.fuel = Fuel::Electricity;
        r.flame_failure = false;
    });
    assert_eq!(electric, [""; 0], "nothing burns in an electric hob");
}

#[test]
fn an_attempt_is_never_done() {
    let attempt = |outcome| told(StoveCommand::Attempt { outcome, note: None });
    assert_eq!(attempt(Outcome::Done), ["outcome not_allowed"]);
    for outcome in Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Done) {
        assert_eq!(attempt(*outcome), [""; 0], "{outcome}");
    }
}

#[test]
fn a_new_hose_is_a_right_one_and_is_shown() {
    let hose =
        |kind| Hose { kind, length_cm: Some(150), dates: Dates::default(), joint: None, through_wall: None };
    let told = |kind, photos| told(StoveCommand::ReplaceHose { hose: hose(kind), note: None, photos });
    assert_eq!(told(HoseKind::Metal, vec![photo(1)]), [""; 0]);
    assert_eq!(told(HoseKind::Rubber, vec![]), ["hose.kind not_allowed", "photos photo_needed"]);
}

#[test]
fn the_wire_form_is_stable() {
    let command = StoveCommand::SendBack { reason: "照片不清".into() };
    let text = serde_json::to_string(&command).expect("json");
    assert_eq!(text, r#"{"do":"send_back","reason":"照片不清"}"#);
    let again = StoveCommand::LookAgain { reason: "看错了".into() };
    let text = serde_json::to_string(&again).expect("json");
    assert_eq!(text, r#"{"do":"look_again","reason":"看错了"}"#);
    assert_eq!(told(StoveCommand::LookAgain { reason: " ".into() }), ["reason required"]);
    let accept: StoveCommand = serde_json::from_str(r#"{"do":"accept"}"#).expect("what is left out is none");
    assert_eq!(accept, StoveCommand::Accept { signature: None, note: None });
}
