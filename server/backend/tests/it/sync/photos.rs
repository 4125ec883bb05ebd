//! Photos and their records, in any order.

use super::*;
use crate::support::{tablet::Shot, world::refused};
use backend::{
    entities::{awaited_photo, file, upload},
    files::parts::{self, Part},
    hazards, inspections,
    photos::PhotoLimits,
};
use domain::{
    fault::{Code, Fault},
    ids::FileId,
    photos::{Layer, Mark, PhotoKind},
    sync::{Outcome, PhotoAnswer, SentPhoto},
};
use sea_orm::{EntityTrait, PaginatorTrait};

/// Sends a piece of a shot from `offset` on.
async fn piece(
    tablet: &Tablet<'_>,
    shot: &Shot,
    offset: usize,
    content: &[u8],
) -> Result<PhotoAnswer, backend::error::Error> {
    let part = Part {
        id: shot.id,
        sha256: tablet::sha256(&shot.content).parse().unwrap(),
        bytes: shot.content.len() as u64,
        kind: shot.kind,
        offset: offset as u64,
    };
    parts::receive(&tablet.ctx(at(18)), part, content.to_vec().into(), &PhotoLimits::default()).await
}

async fn whole(tablet: &Tablet<'_>, shot: &Shot) -> PhotoAnswer {
    piece(tablet, shot, 0, &shot.content).await.unwrap()
}

fn partial(offset: usize) -> PhotoAnswer {
    PhotoAnswer::Partial { offset: offset as u64 }
}

/// A step that brings a photo, as it is sealed.
fn with_photo(hazard: HazardId, shot: &Shot, sent: SentPhoto) -> Sealed {
    let command = HazardCommand::Rectify { note: "已清理".into(), photos: vec![shot.id] };
    tablet::seal(tablet::step(hazard, None, command), at(10), vec![sent])
}

async fn assigned(world: &World) -> HazardId {
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    hazard
}

db_test!(the_record_first_and_its_photos_later, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let hazard = assigned(&world).await;
    let (shot, never) = (Shot::new(), Shot::new());
    let arrow = Layer(vec![Mark::Arrow { from: (0, 0), to: (500, 500) }]);
    let sent = SentPhoto { layer: arrow.clone(), ..shot.sent(at(9)) };
    let sealed = with_photo(hazard, &shot, sent);
    let mut on_visit = visit(world.shop, at(9));
    on_visit.photos = vec![never.id];
    let visit_id = on_visit.id;
    let visit = tablet::seal(saved(on_visit), at(10), vec![never.sent(at(9))]);
    let answers = tablet.send(at(12), vec![sealed.clone(), visit]).await;
    assert_eq!(tablet::outcomes(&answers), ["applied", "applied"]);
    assert_eq!(tablet::receipt(&answers.answers[0]).awaited, [shot.id]);
    // the pages say so
    let office = world.ctx(&world.office, at(13));
    let page = hazards::query::detail(&office, hazard).await.unwrap();
    assert_eq!(
        page.awaited.iter().map(|p| (p.id, p.kind, p.since)).collect::<Vec<_>>(),
        [(shot.id, PhotoKind::After, at(12))]
    );
    assert!(page.events.iter().all(|event| event.photos.is_empty()), "nothing is shown that is not there");
    let page = inspections::query::detail(&office, visit_id).await.unwrap();
    assert_eq!(page.awaited[0].id, never.id);

    let before = backend::sync::query::changes(&world.ctx(&world.inspector, at(13)), 0).await.unwrap().seq;
    let PhotoAnswer::Stored { receipt } = whole(&tablet, &shot).await else { panic!() };
    assert_eq!(receipt.sha256, tablet::sha256(&shot.content));
    let page = hazards::query::detail(&office, hazard).await.unwrap();
    assert_eq!((page.awaited.len(), page.photos_after.len()), (0, 1));
    let photo = &page.photos_after[0];
    assert_eq!((photo.id, &photo.layer, photo.taken_at), (shot.id, &arrow, Some(at(9))));
    assert_eq!(page.events.last().unwrap().photos, [shot.id]);
    // other tablets hear of it
    let changes = backend::sync::query::changes(&world.ctx(&world.inspector, at(20)), before).await.unwrap();
    assert_eq!(changes.hazards[0].photos_after, [shot.id]);
    // the receipt of the record, asked for again, no longer waits
    let again = tablet.send(at(19), vec![sealed]).await;
    assert_eq!(tablet::outcomes(&again), ["already"]);
    assert_eq!(tablet::receipt(&again.answers[0]).awaited, [] as [FileId; 0]);
    assert_eq!(awaited_photo::Entity::find().count(db.read()).await.unwrap(), 1, "the one that never came");
});

db_test!(the_photos_first_and_their_record_later, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let hazard = assigned(&world).await;
    let shot = Shot::new();
    assert!(matches!(whole(&tablet, &shot).await, PhotoAnswer::Stored { .. }));
    let text = Layer(vec![Mark::Text { at: (10, 10), text: "已清理".into() }]);
    let sent = SentPhoto { layer: text.clone(), ..shot.sent(at(9)) };
    let answers = tablet.send(at(19), vec![with_photo(hazard, &shot, sent)]).await;
    assert_eq!(tablet::outcomes(&answers), ["applied"]);
    assert_eq!(tablet::receipt(&answers.answers[0]).awaited, [] as [FileId; 0]);
    let page = hazards::query::detail(&world.ctx(&world.office, at(20)), hazard).await.unwrap();
    let photo = &page.photos_after[0];
    assert_eq!(
        (photo.id, photo.kind, &photo.layer, photo.taken_at),
        (shot.id, PhotoKind::After, &text, Some(at(9)))
    );
});

db_test!(a_photo_and_its_record_at_the_same_moment_find_each_other, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    for round in 0..12 {
        let hazard = assigned(&world).await;
        let shot = Shot::new();
        let sealed = with_photo(hazard, &shot, shot.sent(at(9)));
        let (answers, photo) = tokio::join!(tablet.send(at(18), vec![sealed]), whole(&tablet, &shot));
        assert_eq!(tablet::outcomes(&answers), ["applied"], "{round}");
        assert!(matches!(photo, PhotoAnswer::Stored { .. }), "{round}");
        let row = file::Entity::find_by_id(shot.id.0).one(db.read()).await.unwrap().unwrap();
        assert_eq!(row.hazard_id, Some(hazard.0), "{round}");
        assert_eq!(awaited_photo::Entity::find().count(db.read()).await.unwrap(), 0, "{round}");
    }
});

db_test!(parts_may_come_in_any_order_and_any_number_of_times, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let shot = Shot::new();
    let content = &shot.content;
    let n = content.len();
    assert!(n > 600, "{n}");
    let send =
        async |offset: usize, end: usize| piece(&tablet, &shot, offset, &content[offset..end]).await.unwrap();
    let ask = async || parts::state(&tablet.ctx(at(18)), shot.id).await.unwrap();
    assert_eq!(ask().await, partial(0));
    assert_eq!(send(300, 400).await, partial(0), "a part beyond what is there says where to go on");
    assert_eq!(send(0, 200).await, partial(200));
    assert_eq!(send(0, 200).await, partial(200), "twice");
    assert_eq!(send(0, 100).await, partial(200), "less than what is there");
    assert_eq!(send(0, 0).await, partial(200), "nothing");
    assert_eq!(send(150, 300).await, partial(300), "overlapping");
    assert_eq!(ask().await, partial(300));
    let beyond = piece(&tablet, &shot, n - 1, &[1, 2]).await;
    assert_eq!(refused(beyond), Code::Invalid);
    assert!(matches!(send(250, n).await, PhotoAnswer::Stored { .. }));
    assert!(matches!(send(250, n).await, PhotoAnswer::Stored { .. }), "again");
    assert!(matches!(ask().await, PhotoAnswer::Stored { .. }));
    assert_eq!(upload::Entity::find().count(db.read()).await.unwrap(), 0, "parts are cleared away");
});

db_test!(the_same_part_twice_at_once_is_one_part, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    for _ in 0..6 {
        let shot = Shot::new();
        let (half, n) = (shot.content.len() / 2, shot.content.len());
        let first =
            futures::future::join_all((0..4).map(|_| piece(&tablet, &shot, 0, &shot.content[..half]))).await;
        assert!(first.into_iter().all(|answer| answer.unwrap() == partial(half)));
        let rest =
            futures::future::join_all((0..4).map(|_| piece(&tablet, &shot, half, &shot.content[half..n])))
                .await;
        for answer in rest {
            // whoever comes when it was just cleared away is told to ask again
            let busy = |error: &backend::error::Error| error.as_fault().is_some_and(|f| f.code == Code::Busy);
            assert!(
                match &answer {
                    Ok(answer) => matches!(answer, PhotoAnswer::Stored { .. }),
                    Err(error) => busy(error),
                },
                "{answer:?}"
            );
        }
        assert!(matches!(whole(&tablet, &shot).await, PhotoAnswer::Stored { .. }));
        assert_eq!(upload::Entity::find().count(db.read()).await.unwrap(), 0);
    }
});

db_test!(what_is_no_photo_is_given_up_and_its_record_stays, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let hazard = assigned(&world).await;
    let text = Shot { content: "这不是照片".repeat(40).into_bytes(), ..Shot::new() };
    let answers = tablet.send(at(12), vec![with_photo(hazard, &text, text.sent(at(9)))]).await;
    assert_eq!(tablet::receipt(&answers.answers[0]).awaited, [text.id]);
    let refusal = PhotoAnswer::Refused { fault: Fault::new(Code::UnsupportedType) };
    assert_eq!(whole(&tablet, &text).await, refusal);
    assert_eq!(whole(&tablet, &text).await, refusal, "as often as it is sent");
    let page = hazards::query::detail(&world.ctx(&world.office, at(20)), hazard).await.unwrap();
    assert_eq!((page.awaited.len(), page.photos_after.len()), (0, 0));
    assert_eq!(page.state.status, domain::hazards::Status::Rectified);
    let empty = Shot { content: vec![], ..Shot::new() };
    assert_eq!(whole(&tablet, &empty).await, PhotoAnswer::Refused { fault: Fault::new(Code::FileEmpty) });
    assert_eq!(upload::Entity::find().count(db.read()).await.unwrap(), 0);
});

db_test!(a_photo_that_arrives_as_another_begins_anew_and_is_given_up_in_the_end, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let shot = Shot::new();
    let mut garbled = shot.content.clone();
    garbled[200..300].fill(0);
    let send = async |bytes: &[u8]| piece(&tablet, &shot, 0, bytes).await.unwrap();
    assert_eq!(send(&garbled).await, partial(0));
    assert_eq!(send(&shot.content[..100]).await, partial(100));
    assert_eq!(piece(&tablet, &shot, 100, &garbled[100..]).await.unwrap(), partial(0));
    // the third time it is right
    assert!(matches!(send(&shot.content).await, PhotoAnswer::Stored { .. }));
    let other = Shot::new();
    let wrong = vec![7; other.content.len()];
    for expected in [partial(0), partial(0), PhotoAnswer::Refused { fault: Fault::new(Code::DamagedFile) }] {
        assert_eq!(piece(&tablet, &other, 0, &wrong).await.unwrap(), expected);
    }
});

db_test!(another_photo_or_person_under_the_same_id_is_refused, |db| async move {
    let world = World::new(&db).await;
    let (mine, theirs) = (Tablet::of(&world, &world.inspector), Tablet::of(&world, &world.office));
    let shot = Shot::new();
    let other = Shot { id: shot.id, ..Shot::new() };
    let half = shot.content.len() / 2;
    // while it is coming
    assert_eq!(piece(&mine, &shot, 0, &shot.content[..half]).await.unwrap(), partial(half));
    assert_eq!(refused(piece(&mine, &other, 0, &other.content).await), Code::ContentConflict);
    assert_eq!(refused(piece(&theirs, &shot, half, &shot.content[half..]).await), Code::ContentConflict);
    assert_eq!(refused(parts::state(&theirs.ctx(at(18)), shot.id).await), Code::NotFound);
    // once it is there
    whole(&mine, &shot).await;
    assert_eq!(refused(piece(&mine, &other, 0, &other.content).await), Code::ContentConflict);
    assert_eq!(refused(piece(&theirs, &shot, 0, &shot.content).await), Code::ContentConflict);
    assert_eq!(refused(parts::state(&theirs.ctx(at(18)), shot.id).await), Code::NotFound);
    // while it is awaited
    let awaited = Shot::new();
    let hazard = assigned(&world).await;
    mine.send(at(12), vec![with_photo(hazard, &awaited, awaited.sent(at(9)))]).await;
    let false_one = Shot { id: awaited.id, ..Shot::new() };
    assert_eq!(refused(piece(&mine, &false_one, 0, &false_one.content).await), Code::ContentConflict);
    assert_eq!(refused(piece(&theirs, &awaited, 0, &awaited.content).await), Code::ContentConflict);
    // a record that promises another picture than the one that is there
    let command =
        with_photo(assigned(&world).await, &shot, SentPhoto { sha256: "00".repeat(32), ..shot.sent(at(9)) });
    let answers = mine.send(at(12), vec![command]).await;
    let Outcome::Refused { fault } = &answers.answers[0].outcome else { panic!("{answers:?}") };
    assert_eq!(fault.fields[0].field, "photos");
    let leader = Tablet::of(&world, &world.leader);
    assert_eq!(refused(piece(&leader, &Shot::new(), 0, &shot.content).await), Code::Forbidden);
});

db_test!(photos_that_never_come_whole_are_cleared_away, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let shot = Shot::new();
    piece(&tablet, &shot, 0, &shot.content[..300]).await.unwrap();
    let key = backend::storage::Key::part(shot.id.0, 0, 0, 300);
    assert!(world.state.storage.exists(&key).await.unwrap());
    let purge = async |days| parts::purge(&world.state, at(18) + TimeDelta::days(days)).await.unwrap();
    assert_eq!(purge(6).await, 0);
    assert_eq!(purge(8).await, 1);
    assert!(!world.state.storage.exists(&key).await.unwrap());
    // the tablet begins anew
    assert_eq!(parts::state(&tablet.ctx(at(18)), shot.id).await.unwrap(), partial(0));
    assert!(matches!(whole(&tablet, &shot).await, PhotoAnswer::Stored { .. }));
});
