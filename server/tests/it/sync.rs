//! What tablets send and take along, over HTTP.

use crate::{
    stage::{Answer, JSON, Stage, Visitor, play, play_with},
    support::{
        tablet::{self, Shot},
        world::{World, noon},
    },
};
use backend::{
    ctx::{Limits, State},
    entities::{awaited_photo, inspection, sync_receipt},
};
use chrono::{TimeDelta, Utc};
use domain::{
    fault::{Code, FieldCode},
    hazards::{HazardCommand, HazardDetail, Status},
    ids::{FileId, HazardId, InspectionId},
    inspections::{
        InspectionDetail, InspectionKind, Nature, Outcome as Visited, SaveVisit, commands::VisitedSite,
    },
    photos::PhotoReceipt,
    sync::{
        API_HEADER, Answers, Changes, Command, DeviceId, FieldHazard, FieldReference, FieldSite, Outcome,
        PERSON_HEADER, Page, PhotoAnswer, Registered, Sealed,
    },
};
use futures::future::join_all;
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, ETAG, IF_NONE_MATCH},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

/// A browser with its tablet.
struct Tablet {
    visitor: Visitor,
    device: DeviceId,
}

impl Tablet {
    fn of(visitor: &Visitor) -> Self {
        Self { visitor: visitor.clone(), device: tablet::new() }
    }

    async fn send(&self, commands: Vec<Sealed>) -> Answers {
        self.visitor.post("/api/v1/sync", &tablet::batch(self.device, Utc::now(), commands)).await.data()
    }

    async fn piece(&self, shot: &Shot, offset: usize, content: &[u8]) -> Answer {
        let request = self.visitor.request(Method::POST, &shot.path(offset)).header(ACCEPT, JSON);
        Answer::of(request.body(content.to_vec())).await
    }

    /// Sends a photo in parts of that size, asking first how far it has come.
    async fn photo(&self, shot: &Shot, part: usize) -> PhotoReceipt {
        let path = format!("/api/v1/photos/{}", shot.id);
        let mut answer: PhotoAnswer = self.visitor.get(&path).await.data();
        loop {
            match answer {
                PhotoAnswer::Stored { receipt } => return receipt,
                PhotoAnswer::Partial { offset } => {
                    let offset = usize::try_from(offset).unwrap();
                    let end = (offset + part).min(shot.content.len());
                    answer = self.piece(shot, offset, &shot.content[offset..end]).await.data();
                }
                refused @ PhotoAnswer::Refused { .. } => panic!("{refused:?}"),
            }
        }
    }
}

fn visit(world: &World) -> SaveVisit {
    let now = Utc::now();
    SaveVisit {
        id: InspectionId(Uuid::now_v7()),
        site: VisitedSite::Known(world.shop),
        kind: InspectionKind::Routine,
        nature: Nature::GridPatrol,
        outcome: Visited::Done,
        campaign: None,
        campaign_id: None,
        check_code: None,
        checklist: None,
        answers: std::collections::BTreeMap::default(),
        started_at: now - TimeDelta::hours(2),
        finished_at: now - TimeDelta::hours(1),
        device_at: None,
        position: None,
        note: None,
        photos: vec![],
        hazards: vec![],
        signature: None,
    }
}

/// A visit that found something, with a photo of it, sealed.
fn found(world: &World, shot: &Shot) -> (InspectionId, Sealed) {
    let mut visit = visit(world);
    let mut hazard = world.finding(visit.started_at);
    hazard.photos_before = vec![shot.id];
    visit.hazards = vec![hazard];
    (visit.id, sealed(visit, shot))
}

fn sealed(visit: SaveVisit, shot: &Shot) -> Sealed {
    tablet::seal(Command::SaveVisit(Box::new(visit)), Utc::now(), vec![shot.sent(Utc::now())])
}

async fn detail(visitor: &Visitor, hazard: HazardId) -> HazardDetail {
    visitor.get(&format!("/api/v1/hazards/{hazard}")).await.data()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_in_the_field() {
    play(async |stage| {
        let world = &stage.world;
        let inspector = stage.enter(&world.inspector).await;
        let tablet = Tablet::of(&inspector);
        let old = world.find(noon("2023-06-01"), |_| ()).await;
        world.assign(noon("2023-06-02"), old).await;
        // get ready
        let ready = tablet::ready(tablet.device, Utc::now());
        let me: Registered = inspector.post("/api/v1/field/device", &ready).await.data();
        assert_eq!((me.me.actor.user, me.device), (world.inspector.user, tablet.device));
        let sites: Page<FieldSite> = inspector.get("/api/v1/field/sites").await.data();
        assert!(sites.items.iter().any(|site| site.id == world.shop));
        let hazards: Page<FieldHazard> = inspector.get("/api/v1/field/hazards").await.data();
        let known = hazards.items.iter().find(|hazard| hazard.summary.id == old).unwrap();
        let fields = inspector.get("/api/v1/field/reference").await;
        assert!(!fields.data::<FieldReference>().checklists.is_empty());
        let again = inspector.request(Method::GET, "/api/v1/field/reference");
        let again = Answer::of(again.header(IF_NONE_MATCH, fields.header(ETAG))).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        // away: a visit with a finding, a rectification
        let (shot, after) = (Shot::new(), Shot::new());
        let (id, visit) = found(world, &shot);
        let command = HazardCommand::Rectify { note: "已清理".into(), photos: vec![after.id] };
        let step = tablet::step(old, Some(known.state.version), command);
        let step = tablet::seal(step, Utc::now(), vec![after.sent(Utc::now())]);
        // back: one batch, the answer to which is lost, then again
        let (lost, answers) =
            tokio::join!(tablet.send(vec![visit.clone(), step.clone()]), tablet.send(vec![visit, step]));
        for (one, other) in lost.answers.iter().zip(&answers.answers) {
            assert_eq!(tablet::receipt(one), tablet::receipt(other));
        }
        let mut words: Vec<String> = [tablet::outcomes(&lost), tablet::outcomes(&answers)].concat();
        words.sort();
        assert_eq!(words, ["already", "already", "applied", "applied"]);
        assert_eq!(tablet::receipt(&answers.answers[0]).awaited, [shot.id]);
        // the photos by another way, in their own time
        for shot in [&shot, &after] {
            let receipt = tablet.photo(shot, 500).await;
            assert_eq!(receipt.sha256, tablet::sha256(&shot.content));
        }
        let db = world.state.db.read();
        assert_eq!(inspection::Entity::find().count(db).await.unwrap(), 1);
        assert_eq!(awaited_photo::Entity::find().count(db).await.unwrap(), 0);
        let visit: InspectionDetail = inspector.get(&format!("/api/v1/inspections/{id}")).await.data();
        let new = detail(&inspector, visit.hazards[0].id).await;
        assert_eq!(new.photos_before.iter().map(|p| p.id).collect::<Vec<_>>(), [shot.id]);
        let rectified = detail(&inspector, old).await;
        assert_eq!((rectified.state.status, rectified.photos_after.len()), (Status::Rectified, 1));
        // and what the tablet is told of it
        let changes: Changes = inspector.get(&format!("/api/v1/field/changes?since={}", me.seq)).await.data();
        let told: Vec<HazardId> = changes.hazards.iter().map(|h| h.summary.id).collect();
        assert_eq!(told, [old, visit.hazards[0].id]);
        assert_eq!((changes.more, changes.area.code), (false, world.inspector.area.clone()));
        assert_eq!(fields.header(ETAG), format!("\"{}\"", changes.reference_tag));
        let none: Changes =
            inspector.get(&format!("/api/v1/field/changes?since={}", changes.seq)).await.data();
        assert_eq!((none.hazards.len(), none.sites.len(), none.gone.len(), none.seq), (0, 0, 0, changes.seq));
    })
    .await;
}

db_test!(the_same_batch_many_times_at_once_is_stored_once, |db| async {
    let stage = Stage::open(&db, &[]).await;
    let inspector = stage.enter(&stage.world.inspector).await;
    let tablet = Tablet::of(&inspector);
    let commands: Vec<Sealed> = (0..5).map(|_| found(&stage.world, &Shot::new()).1).collect();
    let all = join_all((0..6).map(|_| tablet.send(commands.clone()))).await;
    for n in 0..commands.len() {
        let receipts: Vec<_> = all.iter().map(|answers| tablet::receipt(&answers.answers[n])).collect();
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
        let applied = |answers: &&Answers| matches!(answers.answers[n].outcome, Outcome::Applied { .. });
        assert_eq!(all.iter().filter(applied).count(), 1);
    }
    assert_eq!(sync_receipt::Entity::find().count(db.read()).await.unwrap(), 5);
    assert_eq!(inspection::Entity::find().count(db.read()).await.unwrap(), 5);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_and_refusals_are_answered_one_by_one() {
    play(async |stage| {
        let world = &stage.world;
        let (inspector, office) = (stage.enter(&world.inspector).await, stage.enter(&world.office).await);
        let hazard = world.find(noon("2023-06-01"), |_| ()).await;
        world.assign(noon("2023-06-02"), hazard).await;
        world.rectify(noon("2023-06-03"), hazard).await;
        let rectify = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
        let late = tablet::seal(tablet::step(hazard, Some(2), rectify), Utc::now(), vec![]);
        let fine = tablet::seal(Command::SaveVisit(Box::new(visit(world))), Utc::now(), vec![]);
        let mut bad = visit(world);
        bad.nature = Nature::AdministrativeCheck;
        bad.photos = vec![FileId(Uuid::now_v7())];
        let undescribed = tablet::seal(Command::SaveVisit(Box::new(bad.clone())), Utc::now(), vec![]);
        bad.id = InspectionId(Uuid::now_v7());
        bad.photos = vec![];
        let incomplete = tablet::seal(Command::SaveVisit(Box::new(bad)), Utc::now(), vec![]);
        let other = Sealed { id: fine.id, ..tablet::reseal(&fine.body.replace("grid_patrol", "joint")) };
        let tablet = Tablet::of(&inspector);
        let answers = tablet.send(vec![late, undescribed, incomplete, fine, other]).await;
        let expected =
            ["conflict", "refused invalid", "refused invalid", "applied", "refused content_conflict"];
        assert_eq!(tablet::outcomes(&answers), expected);
        let Outcome::Conflict { theirs } = &answers.answers[0].outcome else { panic!() };
        let now = theirs.hazard().unwrap();
        assert_eq!((now.summary.id, now.state.status), (hazard, Status::Rectified));
        let fields = |n: usize| match &answers.answers[n].outcome {
            Outcome::Refused { fault } => fault.fields.iter().map(|f| f.code).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!((fields(1), fields(2)), (vec![FieldCode::Unknown], vec![FieldCode::Required]));
        // the office looks at it and nothing was changed
        assert_eq!(detail(&office, hazard).await.state.version, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_without_its_photo_says_so_on_its_page() {
    play(async |stage| {
        let world = &stage.world;
        let inspector = stage.enter(&world.inspector).await;
        let tablet = Tablet::of(&inspector);
        let (shot, on_visit) = (Shot::new(), Shot::new());
        let mut told = visit(world);
        told.hazards = vec![world.finding(told.started_at)];
        told.hazards[0].photos_before = vec![shot.id];
        told.photos = vec![on_visit.id];
        let hazard = told.hazards[0].id;
        let visit_page = format!("/inspections/{}", told.id);
        let photos = vec![shot.sent(Utc::now()), on_visit.sent(Utc::now())];
        let sealed = tablet::seal(Command::SaveVisit(Box::new(told)), Utc::now(), photos);
        assert_eq!(tablet::outcomes(&tablet.send(vec![sealed]).await), ["applied"]);
        let hazard_page = format!("/hazards/{hazard}");
        for page in [&hazard_page, &visit_page] {
            let shown = inspector.page(page).await;
            assert!(shown.body.contains("还有 1 张照片在平板上"), "{page}");
        }
        tablet.photo(&shot, 100_000).await;
        tablet.photo(&on_visit, 100_000).await;
        for page in [&hazard_page, &visit_page] {
            let shown = inspector.page(page).await;
            assert!(!shown.body.contains("照片在平板上"), "{page}");
            assert!(shown.body.contains("/thumb"), "{page}");
        }
    })
    .await;
}

db_test!(a_photo_goes_on_at_another_server, |db| async {
    let stage = Stage::open(&db, &[]).await;
    let inspector = stage.enter(&stage.world.inspector).await;
    // another process with the same database and the same store of photos
    let state = State::new(db.clone(), stage.world.state.storage.clone(), Limits::default());
    let other = stage.another(state).await;
    let (here, there) = (Tablet::of(&inspector), Tablet::of(&other.reached_by(&inspector)));
    let shot = Shot::new();
    let part = shot.content.len() / 7 + 1;
    let mut sent = 0;
    for n in 0.. {
        let tablet = if n % 2 == 0 { &here } else { &there };
        let end = (sent + part).min(shot.content.len());
        match tablet.piece(&shot, sent, &shot.content[sent..end]).await.data() {
            PhotoAnswer::Partial { offset } => {
                assert_eq!(offset, end as u64);
                // both know how far it is
                for tablet in [&here, &there] {
                    let state: PhotoAnswer =
                        tablet.visitor.get(&format!("/api/v1/photos/{}", shot.id)).await.data();
                    assert_eq!(state, PhotoAnswer::Partial { offset });
                }
                sent = end;
            }
            PhotoAnswer::Stored { receipt } => {
                assert_eq!((receipt.sha256, end), (tablet::sha256(&shot.content), shot.content.len()));
                break;
            }
            refused @ PhotoAnswer::Refused { .. } => panic!("{refused:?}"),
        }
    }
    assert_eq!(here.photo(&shot, 1).await, there.photo(&shot, 1).await);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_photo_is_said() {
    play_with(&[("photos.max_bytes", "20000")], async |stage| {
        let inspector = stage.enter(&stage.world.inspector).await;
        let tablet = Tablet::of(&inspector);
        let refused = |answer: &Answer| match answer.data() {
            PhotoAnswer::Refused { fault } => fault.code,
            other => panic!("{other:?}"),
        };
        let shot = Shot::new();
        let empty = Shot { content: vec![], ..Shot::new() };
        assert_eq!(refused(&tablet.piece(&empty, 0, &[]).await), Code::FileEmpty);
        let large = Shot { content: vec![1; 20_001], ..Shot::new() };
        assert_eq!(refused(&tablet.piece(&large, 0, &large.content[..100]).await), Code::TooLarge);
        assert_eq!(tablet.piece(&large, 0, &large.content).await.code(), Code::TooLarge, "in one request");
        let cut = Shot { content: shot.content[..shot.content.len() / 2].to_vec(), ..Shot::new() };
        assert_eq!(refused(&tablet.piece(&cut, 0, &cut.content).await), Code::DamagedFile);
        // the hash is of something else: from the beginning
        let mut garbled = shot.content.clone();
        garbled[100] ^= 1;
        let answer: PhotoAnswer = tablet.piece(&shot, 0, &garbled).await.data();
        assert_eq!(answer, PhotoAnswer::Partial { offset: 0 });
        tablet.photo(&shot, 300).await;
        let other = Shot { id: shot.id, ..Shot::new() };
        assert_eq!(tablet.piece(&other, 0, &other.content).await.code(), Code::ContentConflict);
        let id = Uuid::now_v7();
        for (query, field) in [
            ("", "sha256: required"),
            ("?sha256=zz&bytes=1&kind=before", "sha256: malformed"),
            (&format!("?sha256={}&bytes=-1&kind=before", "0".repeat(64)), "bytes: malformed"),
            (&format!("?sha256={}&bytes=9&kind=face", "0".repeat(64)), "kind: malformed"),
            (&format!("?sha256={}&bytes=9&kind=before&offset=9", "0".repeat(64)), "offset: out_of_range"),
        ] {
            let path = format!("/api/v1/photos/{id}{query}");
            let answer = Answer::of(inspector.request(Method::POST, &path).body("x")).await;
            assert_eq!(answer.fields(), [field], "{query}");
        }
        assert_eq!(inspector.get("/api/v1/photos/x").await.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_program_is_told_to_update_and_a_stranger_to_sign_in() {
    play(async |stage| {
        let inspector = stage.enter(&stage.world.inspector).await;
        let gets = ["field/reference", "field/sites", "field/hazards", "field/changes?since=0", "photos/x"];
        for path in gets {
            let path = format!("/api/v1/{path}");
            let ask = |version: &str| {
                inspector.request(Method::GET, &path).header(ACCEPT, JSON).header(API_HEADER, version)
            };
            let old = Answer::of(ask("0")).await;
            assert_eq!((old.status.as_u16(), old.code()), (426, Code::UpdateFirst), "{path}");
            assert_eq!(Answer::of(ask("one")).await.code(), Code::Invalid, "{path}");
            assert!(Answer::of(ask("1")).await.status != StatusCode::UPGRADE_REQUIRED, "{path}");
            assert_eq!(stage.stranger().get(&path).await.code(), Code::Unauthenticated, "{path}");
        }
        let mut batch = tablet::batch(tablet::new(), Utc::now(), vec![]);
        batch.api = 0;
        let old = inspector.post("/api/v1/sync", &batch).await;
        assert_eq!((old.status.as_u16(), old.code()), (426, Code::UpdateFirst));
        let mut ready = tablet::ready(tablet::new(), Utc::now());
        ready.api = 0;
        assert_eq!(inspector.post("/api/v1/field/device", &ready).await.code(), Code::UpdateFirst);
        assert_eq!(inspector.get("/api/v1/field/changes").await.fields(), ["since: required"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_taken_in_another_persons_session() {
    play(async |stage| {
        let inspector = stage.enter(&stage.world.inspector).await;
        let device = tablet::new();
        let ready = inspector.post("/api/v1/field/device", &tablet::ready(device, Utc::now())).await;
        assert_eq!(ready.status, StatusCode::OK, "{}", ready.body);
        let batch = tablet::batch(device, Utc::now(), vec![]);
        let send = |person: String| {
            let request = inspector.request(Method::POST, "/api/v1/sync").header(ACCEPT, JSON);
            request.header(PERSON_HEADER, person).json(&batch)
        };
        let own = Answer::of(send(stage.world.inspector.user.to_string())).await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.body);
        for person in [stage.world.office.user.to_string(), "nobody".into()] {
            assert_eq!(Answer::of(send(person)).await.code(), Code::Unauthenticated);
        }
        let photo = format!("/api/v1/photos/{}", FileId(Uuid::now_v7()));
        let ask = inspector.request(Method::GET, &photo).header(ACCEPT, JSON);
        let other = ask.header(PERSON_HEADER, stage.world.office.user.to_string());
        assert_eq!(Answer::of(other).await.code(), Code::Unauthenticated);
    })
    .await;
}
