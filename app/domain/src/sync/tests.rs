//! What crosses the wire comes back as it was; and what a command names.

use super::{
    plan::{Described, repointed, seal},
    *,
};
use crate::{
    actor::{Actor, Role},
    area::AreaRef,
    fault::{Code, Fault, FieldCode},
    hazards::{Category, Change, HazardCommand, PointSource, Position, RegisterHazard, Severity, Source},
    ids::{
        CampaignId, DetectorId, EventId, FileId, GasUserId, HazardId, InspectionId, PlanId, SiteId, StoveId,
        TaskId, UserId,
    },
    inspections::{
        Answer as ItemAnswer, AnswerValue, InspectionKind, Nature, Outcome as Visited, SaveVisit, Signature,
        commands::VisitedSite,
    },
    period::Period,
    photos::{Layer, Mark, PhotoKind, PhotoReceipt},
    programmes::campaign::{CampaignChoice, Standing, target_id},
    sites::{AddSite, SiteKind},
};
use chrono::{DateTime, TimeZone, Utc};
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use uuid::Uuid;

/// An hour of a day in June 2026, UTC.
pub(super) fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, day, hour, 0, 0).single().expect("valid")
}

pub(super) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(super) fn person(n: u128, role: Role) -> Actor {
    Actor {
        user: UserId(id(n)),
        login: format!("p{n}"),
        name: format!("P{n}"),
        role,
        area: "310105008".parse().expect("code"),
    }
}

pub(super) fn finding() -> RegisterHazard {
    RegisterHazard {
        id: HazardId(id(100)),
        source: Source::Inspection,
        category: Category::Fire,
        subcategory: None,
        severity: Severity::General,
        description: "楼道堆物 𠮷".into(),
        location: String::new(),
        clause: None,
        standard: None,
        site: Some(SiteId(id(200))),
        position: None,
        found_at: at(1, 9),
        due: None,
        on_the_spot: false,
        party_name: None,
        party_phone: None,
        photos_before: vec![FileId(id(1))],
        photos_after: vec![],
        item: Some("stairs#2".into()),
    }
}

pub(super) fn site() -> AddSite {
    AddSite {
        id: SiteId(id(201)),
        kind: SiteKind::SmallUnit,
        name: "新店".into(),
        address: "路8号".into(),
        estate: None,
        building: None,
        room: None,
        area: Some("310105008001".parse().expect("code")),
        position: None,
        contact_name: None,
        contact_phone: None,
    }
}

pub(super) fn visit() -> SaveVisit {
    let answer = ItemAnswer {
        value: AnswerValue::Number(1.5),
        note: None,
        photos: vec![FileId(id(3)), FileId(id(1))],
    };
    SaveVisit {
        id: InspectionId(id(300)),
        site: VisitedSite::Known(SiteId(id(200))),
        kind: InspectionKind::Routine,
        nature: Nature::GridPatrol,
        outcome: Visited::Done,
        campaign: None,
        campaign_id: None,
        check_code: None,
        checklist: None,
        answers: [("hose#2".parse().expect("key"), answer)].into(),
        started_at: at(1, 9),
        finished_at: at(1, 10),
        device_at: None,
        position: Some(Position {
            point: crate::geo::Point::new(121.4, 31.2).expect("point"),
            accuracy_m: Some(8.0),
            source: PointSource::Gps,
        }),
        note: None,
        photos: vec![FileId(id(2))],
        hazards: vec![],
        signature: Some(Signature::Refused { witness: "李居委".into(), reason: None }),
    }
}

pub(super) fn step(command: HazardCommand, base_version: Option<u32>) -> Change {
    Change {
        id: EventId(id(400)),
        hazard: HazardId(id(100)),
        base_version,
        device_at: None,
        position: None,
        command,
    }
}

fn with_hazard() -> SaveVisit {
    SaveVisit { hazards: vec![finding()], ..visit() }
}

fn rectify() -> Command {
    let command =
        HazardCommand::Rectify { note: "已清理".into(), photos: vec![FileId(id(5)), FileId(id(4))] };
    Command::ChangeHazard(Box::new(step(command, Some(3))))
}

fn written<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("writes")
}

/// Through JSON and back, the same; and the JSON itself, for those that have to read it elsewhere.
fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> serde_json::Value {
    let text = written(value);
    assert_eq!(&serde_json::from_str::<T>(&text).expect(&text), value);
    serde_json::from_str(&text).expect("JSON")
}

fn photo() -> SentPhoto {
    SentPhoto {
        id: FileId(id(1)),
        sha256: "ab".repeat(32),
        bytes: 300_000,
        kind: PhotoKind::Before,
        taken_at: at(1, 9),
        layer: Layer(vec![Mark::Text { at: (500, 500), text: "配电箱".into() }]),
    }
}

fn sealed(command: Command) -> Sealed {
    let body = Body { command, device_at: at(1, 9), photos: vec![photo()] };
    let id = body.command.id();
    Sealed { id, sha256: "00".repeat(32), body: written(&body) }
}

fn commands() -> [Command; 4] {
    [
        Command::SaveVisit(Box::new(with_hazard())),
        Command::RegisterHazard(Box::new(finding())),
        rectify(),
        Command::AddSite(Box::new(site())),
    ]
}

#[test]
fn a_sealed_command_opens_to_what_was_sealed() {
    for command in commands() {
        let sealed = sealed(command.clone());
        let body = sealed.open().expect("a body");
        assert_eq!(body.command, command);
        assert_eq!((body.device_at, body.photos), (at(1, 9), vec![photo()]));
        let json = there_and_back(&Body { command: command.clone(), device_at: at(1, 9), photos: vec![] });
        assert_eq!(json["kind"], command.kind());
        assert!(json["command"].is_object() && json["device_at"].is_string());
        there_and_back(&sealed);
    }
}

#[test]
fn what_is_no_command_does_not_open() {
    let good = sealed(rectify());
    for (what, bad) in [
        ("another id", Sealed { id: id(1), ..good.clone() }),
        ("half of it", Sealed { body: good.body[..good.body.len() / 2].into(), ..good.clone() }),
        ("nothing", Sealed { body: String::new(), ..good.clone() }),
        ("of the future", Sealed { body: good.body.replace("change_hazard", "close_shop"), ..good.clone() }),
    ] {
        assert!(bad.open().is_err(), "{what}");
    }
    assert_eq!(Sealed { id: id(1), ..good }.open(), Err(Unreadable::OtherId));
    // what a later program adds is not in an older one's way
    let more = sealed(rectify());
    let more = Sealed { body: more.body.replacen('{', "{\"later\":1,", 1), ..more };
    assert!(more.open().is_ok());
}

#[test]
fn a_command_says_what_it_needs_and_makes_and_which_photos_it_has() {
    let of = |command: &Command| {
        let photos: Vec<u128> = command.photos().iter().map(|p| p.0.as_u128()).collect();
        let numbers = |ids: Vec<Uuid>| ids.iter().map(Uuid::as_u128).collect::<Vec<_>>();
        let described = Described::of(&sealed(command.clone()).body).expect("a command");
        assert_eq!((described.id, described.kind.as_str()), (command.id(), command.kind()));
        let chain = described.chain.map(|id| id.as_u128());
        (command.id().as_u128(), numbers(described.needs), numbers(described.makes), chain, photos)
    };
    let [visit, hazard, change, add] = commands();
    assert_eq!(of(&visit), (300, vec![200], vec![300, 100], None, vec![1, 2, 3]));
    assert_eq!(of(&hazard), (100, vec![200], vec![100], None, vec![1]));
    assert_eq!(of(&change), (400, vec![100], vec![400], Some(100), vec![4, 5]));
    assert_eq!(of(&add), (201, vec![], vec![201], None, vec![]));
    let new = SaveVisit { site: VisitedSite::New(Box::new(site())), ..with_hazard() };
    let new = Command::SaveVisit(Box::new(new));
    assert_eq!(of(&new), (300, vec![], vec![300, 100, 201], None, vec![1, 2, 3]));
    let nowhere = Command::RegisterHazard(Box::new(RegisterHazard { site: None, ..finding() }));
    assert_eq!(of(&nowhere).1, Vec::<u128>::new());
}

#[test]
fn what_is_sealed_is_the_command_with_its_time_and_its_photos() {
    for command in commands() {
        let (text, photos) = (written(&command), written(&[photo()]));
        let body = seal(&text, "2026-06-01T09:00:00.000Z", &photos).expect("sealed");
        let opened: Body = serde_json::from_str(&body).expect("a body");
        assert_eq!(opened, Body { command, device_at: at(1, 9), photos: vec![photo()] });
    }
    for (command, photos) in [("[1]", "[]"), ("{\"kind\":", "[]"), ("{}", "[")] {
        assert!(seal(command, "2026-06-01T09:00:00.000Z", photos).is_err(), "{command} {photos}");
    }
    let future = sealed(rectify()).body.replace("change_hazard", "close_shop");
    for unknown in [future.as_str(), "{}", "half a te"] {
        assert!(Described::of(unknown).is_err(), "{unknown}");
    }
}

#[test]
fn a_visit_follows_its_merged_sites_and_keeps_all_else() {
    let elsewhere = RegisterHazard { site: Some(SiteId(id(7))), ..finding() };
    let visit = SaveVisit { hazards: vec![elsewhere.clone(), finding()], ..visit() };
    let before = sealed(Command::SaveVisit(Box::new(visit.clone())));
    let merged = [(SiteId(id(200)), SiteId(id(202)))].into();
    let after = repointed(&before.body, &merged).expect("it can be read").expect("it names that site");
    let moved = RegisterHazard { site: Some(SiteId(id(202))), ..finding() };
    let expected =
        SaveVisit { site: VisitedSite::Known(SiteId(id(202))), hazards: vec![elsewhere, moved], ..visit };
    let expected =
        Body { command: Command::SaveVisit(Box::new(expected)), device_at: at(1, 9), photos: vec![photo()] };
    assert_eq!(serde_json::from_str::<Body>(&after).expect("a body"), expected);
    for other in [rectify(), Command::AddSite(Box::new(site()))] {
        assert_eq!(repointed(&sealed(other).body, &merged).expect("it can be read"), None);
    }
}

#[test]
fn answers_cross_unchanged() {
    let receipt = Receipt {
        id: id(1),
        sha256: "cd".repeat(32),
        received_at: at(1, 18),
        skew_ms: -7_200_000,
        hazards: vec![(HazardId(id(100)), "310105008-2026-000001".into())],
        awaited: vec![FileId(id(1))],
    };
    let answers = [
        (Outcome::Applied { receipt: receipt.clone() }, "applied"),
        (Outcome::Already { receipt }, "already"),
        (Outcome::Refused { fault: Fault::field("site", FieldCode::Unknown) }, "refused"),
        (Outcome::Later, "later"),
    ];
    for (outcome, word) in answers {
        let json = there_and_back(&Answers { now: at(1, 18), answers: vec![Answer { id: id(1), outcome }] });
        assert_eq!(json["answers"][0]["outcome"], word);
        assert_eq!(json["answers"][0]["id"], id(1).to_string());
    }
    let stored = PhotoReceipt { id: FileId(id(1)), sha256: "ef".repeat(32), bytes: 9, width: 4, height: 3 };
    for (answer, word) in [
        (PhotoAnswer::Partial { offset: 131_072 }, "partial"),
        (PhotoAnswer::Stored { receipt: stored }, "stored"),
        (PhotoAnswer::Refused { fault: Fault::new(Code::DamagedFile) }, "refused"),
    ] {
        assert_eq!(there_and_back(&answer)["state"], word);
    }
    for (gone, kind) in [
        (Gone::Site { id: SiteId(id(1)), into: None }, "site"),
        (Gone::Hazard { id: HazardId(id(2)) }, "hazard"),
        (Gone::Stove { id: StoveId(id(3)) }, "stove"),
        (Gone::Detector { id: DetectorId(id(4)) }, "detector"),
        (Gone::GasUser { id: GasUserId(id(5)) }, "gas_user"),
        (Gone::Task { id: TaskId(id(6)) }, "task"),
        (Gone::Target { id: target_id(CampaignId(id(7)), SiteId(id(8))) }, "target"),
    ] {
        assert_eq!(there_and_back(&gone)["kind"], kind);
    }
    there_and_back(&Batch {
        api: API_VERSION,
        device: DeviceId(id(9)),
        sent_at: at(1, 18),
        held: Some(Held { records: 1, photos: 2, oldest: Some(at(1, 8)) }),
        commands: vec![sealed(rectify())],
    });
}

fn shop(last_visit: Option<LastVisit>) -> FieldSite {
    FieldSite {
        id: SiteId(id(200)),
        kind: SiteKind::SmallUnit,
        name: "老王面馆".into(),
        address: "仙霞路700弄2号".into(),
        pinyin: "lwmg".into(),
        area: AreaRef { code: "310105008001".parse().expect("code"), name: "一居".into() },
        point: None,
        checks: (0, 0),
        last: None,
        last_visit,
        tried: None,
        key: 7_461_184_512_345_678_901,
    }
}

#[test]
fn a_site_says_how_its_last_visit_ended_and_one_kept_before_it_did_is_still_read() {
    let id = InspectionId(id(300));
    let last = LastVisit { id, at: at(1, 9), outcome: Visited::Refused, failed: 2, told: false };
    let json = there_and_back(&shop(Some(last.clone())));
    assert_eq!(
        (&json["last_visit"]["outcome"], &json["last_visit"]["failed"]),
        (&"refused".into(), &2.into())
    );
    assert!(json["last_visit"].get("told").is_none(), "nearly every visit was sent: that needs no word");
    let told = LastVisit { outcome: Visited::Done, failed: 0, told: true, ..last };
    assert_eq!(there_and_back(&shop(Some(told)))["last_visit"]["told"], true);
    let json = there_and_back(&shop(None));
    assert!(json.get("last_visit").is_none(), "as it was kept before there was such a thing");
    assert!(json.get("tried").is_none(), "likewise");
    let tried = Some(vec![FailedVisit { id, at: at(1, 9) }]);
    assert_eq!(there_and_back(&FieldSite { tried, ..shop(None) })["tried"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_to_be_visited_comes_back_as_it_was() {
    let task = FieldTask {
        id: TaskId(id(1)),
        plan: PlanId(id(2)),
        site: SiteId(id(3)),
        due: "2026-06-15".parse().expect("day"),
        mine: true,
        key: 7,
    };
    assert_eq!(there_and_back(&task)["due"], "2026-06-15");
    let (campaign, site) = (CampaignId(id(4)), SiteId(id(3)));
    let target = target_id(campaign, site);
    let standing = Standing::Refused;
    assert_eq!(
        there_and_back(&FieldTarget { id: target, campaign, site, standing, mine: true, key: 8 })["standing"],
        "refused"
    );
    assert_ne!(target, target_id(CampaignId(id(3)), SiteId(id(4))), "of another campaign");
    let choice = CampaignChoice { id: campaign, title: "燃气百日攻坚".into(), checklist: None };
    let period = Period::new(task.due, task.due).expect("a day");
    let json = there_and_back(&FieldCampaign { choice, period });
    assert_eq!((&json["title"], &json["period"]["to"]), (&"燃气百日攻坚".into(), &"2026-06-15".into()));
    there_and_back(&FieldPlan { id: PlanId(id(2)), title: "九小场所月查".into() });
}

#[test]
fn failed_attempts_add_up_until_a_visit_is_carried_out() {
    let after = |known: &LastVisit, n: u128, day: u32, outcome| {
        LastVisit::after(Some(known.clone()), InspectionId(id(n)), at(day, 9), outcome)
    };
    let first = LastVisit::after(None, InspectionId(id(1)), at(2, 9), Visited::NotAtHome);
    assert_eq!((first.failed, first.outcome, first.at), (1, Visited::NotAtHome, at(2, 9)));
    let second = after(&first, 2, 3, Visited::Refused);
    assert_eq!((second.failed, second.id), (2, InspectionId(id(2))));
    assert_eq!(after(&second, 3, 1, Visited::Done), second, "an earlier one says nothing about the last");
    assert_eq!(after(&second, 2, 4, Visited::Refused), second, "the same one is counted once");
    let done = after(&second, 4, 4, Visited::Done);
    assert_eq!((done.failed, done.outcome), (0, Visited::Done));
    assert_eq!(after(&done, 5, 5, Visited::Vacant).failed, 1, "counted anew");
}
