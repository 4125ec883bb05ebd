//! Visits that are saved at the same time: each as if it had come by itself.

use std::{collections::BTreeSet, time::Duration};

use backend::{
    db::Db,
    entities::{audit_entry, change_counter, hazard, hazard_event, inspection, site, task},
    error::Error,
    hazards, inspections, plans,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    fault::Code,
    hazards::RegisterHazard,
    ids::{FileId, HazardId, SiteId},
    inspections::{SaveVisit, SavedVisit},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    db::Gate,
    support::{
        books,
        world::{SUBDISTRICT, World, noon, refused},
    },
};

const DAY: &str = "2023-06-16";

fn visit(world: &World, site: SiteId, started_at: DateTime<Utc>, findings: usize) -> SaveVisit {
    let finding = || RegisterHazard { site: Some(site), ..world.finding(started_at) };
    SaveVisit { hazards: (0..findings).map(|_| finding()).collect(), ..World::visit_of(site, started_at) }
}

/// Saves them at the same time.
async fn save(world: &World, db: &Db, visits: &[SaveVisit]) -> Vec<Result<SavedVisit, Error>> {
    let gate = Gate::shut(db).await;
    let sent: Vec<_> = visits
        .iter()
        .map(|visit| {
            let (ctx, visit) = (world.ctx(&world.office, noon(DAY)), visit.clone());
            tokio::spawn(async move { inspections::service::save(&ctx, visit).await })
        })
        .collect();
    sleep(Duration::from_millis(60)).await;
    gate.open().await;
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    answers
}

/// Checks what holds whatever was saved: numbers without gap and twin, each hazard with its first event and a number of a
/// change of its own, each visit with as many hazards as it says. Answers how many hazards there are.
async fn check(db: &Db) -> usize {
    let all = hazard::Entity::find().all(db.read()).await.unwrap();
    let numbers: BTreeSet<i32> = all.iter().map(|row| row.seq).collect();
    assert_eq!(numbers, (1..=i32::try_from(all.len()).unwrap()).collect());
    let seqs: BTreeSet<i64> = all.iter().map(|row| row.change_seq).collect();
    assert_eq!(seqs.len(), all.len());
    let last = change_counter::Entity::find_by_id(SUBDISTRICT).one(db.read()).await.unwrap();
    let last = last.map_or(0, |row| row.last_seq);
    assert!(seqs.iter().all(|seq| *seq <= last));
    let sites = site::Entity::find().all(db.read()).await.unwrap();
    assert!(sites.iter().filter(|row| row.subdistrict_code == SUBDISTRICT).all(|row| row.change_seq <= last));
    let keys: BTreeSet<i64> = all.iter().map(|row| row.sort_key).collect();
    assert_eq!(keys.len(), all.len());
    let firsts = hazard_event::Entity::find().filter(hazard_event::Column::Seq.eq(1));
    assert_eq!(usize::try_from(firsts.count(db.read()).await.unwrap()).unwrap(), all.len());
    for visit in inspection::Entity::find().all(db.read()).await.unwrap() {
        let own = all.iter().filter(|row| row.inspection_id == Some(visit.id)).count();
        assert_eq!(usize::try_from(visit.hazard_count).unwrap(), own);
        let lines = audit_entry::Entity::find()
            .filter(audit_entry::Column::SubjectId.eq(visit.id.to_string()))
            .count(db.read());
        assert_eq!(lines.await.unwrap(), 1);
    }
    all.len()
}

db_test!(each_is_whole, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-01"));
    plans::service::save(&ctx, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    assert_eq!(plans::make(&world.state, noon("2023-06-01")).await.unwrap(), 1, "the shop on 15 June");
    let before = site::Entity::find_by_id(world.shop.0).one(db.read()).await.unwrap().unwrap();
    let visits: Vec<SaveVisit> = (0..7)
        .map(|n: u32| {
            let site = if n.is_multiple_of(2) { world.shop } else { world.flat };
            visit(&world, site, noon(DAY) - TimeDelta::minutes(n.into()), (n % 3) as usize)
        })
        .collect();
    let saved = save(&world, &db, &visits).await;
    for (sent, answer) in visits.iter().zip(saved) {
        let answer = answer.unwrap();
        assert!(!answer.repeated);
        assert_eq!(answer.id, sent.id);
        let ids: Vec<HazardId> = answer.hazards.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, sent.hazards.iter().map(|hazard| hazard.id).collect::<Vec<_>>());
        for (id, number) in answer.hazards {
            let row = hazard::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
            assert_eq!(row.number, number);
            assert_eq!(row.inspection_id, Some(sent.id.0));
            assert_eq!(row.site_id, Some(sent.site.id().0));
        }
    }
    assert_eq!(check(&db).await, 6);
    let after = site::Entity::find_by_id(world.shop.0).one(db.read()).await.unwrap().unwrap();
    assert!(after.change_seq > before.change_seq, "tablets hear of it");
    // the task was carried out by one of those who were there
    let done = task::Entity::find().one(db.read()).await.unwrap().unwrap().done_by.unwrap();
    assert!(visits.iter().any(|visit| visit.id.0 == done && visit.site.id() == world.shop));
});

db_test!(twins_and_what_cannot_be_stored_harm_no_other, |db| async {
    let world = World::new(&db).await;
    let taken =
        hazards::service::register(&world.ctx(&world.office, noon(DAY)), world.finding(noon(DAY))).await;
    let taken = taken.unwrap().id;
    let mut visits: Vec<SaveVisit> = (0..4).map(|_| visit(&world, world.shop, noon(DAY), 2)).collect();
    // the same again, another one under the same id, a hazard that is there already, a photo that nobody brought
    visits.push(visits[0].clone());
    visits.push(SaveVisit { note: Some("别的".into()), ..visits[1].clone() });
    visits[2].hazards[1].id = taken;
    visits[3].photos = vec![FileId(Uuid::now_v7())];
    let mut saved = save(&world, &db, &visits).await;
    let (other, twin) = (saved.pop().unwrap(), saved.pop().unwrap().unwrap());
    let mut saved = saved.into_iter();
    let first = saved.next().unwrap().unwrap();
    assert_ne!(first.repeated, twin.repeated, "one of them was carried out");
    assert_eq!(first.hazards, twin.hazards);
    // of the two with one id either was first
    let refusals: Vec<_> = [saved.next().unwrap(), other].into_iter().filter(Result::is_err).collect();
    assert_eq!(refusals.len(), 1);
    for refusal in refusals {
        assert_eq!(refused(refusal), Code::ContentConflict);
    }
    assert!(saved.next().unwrap().is_err());
    let photo = saved.next().unwrap().unwrap_err();
    assert_eq!(photo.as_fault().unwrap().fields[0].field, "photos");
    assert_eq!(check(&db).await, 1 + 2 + 2);
});

db_test!(any_mixture_leaves_numbers_without_gaps, |db| async {
    let world = World::new(&db).await;
    let taken =
        hazards::service::register(&world.ctx(&world.office, noon(DAY)), world.finding(noon(DAY))).await;
    let taken = taken.unwrap().id;
    // any numbers, the same in each run
    let mut seed: u32 = 2023;
    let mut any = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    let mut expected = 1;
    for _ in 0..12 {
        let mut visits = Vec::new();
        for _ in 0..2 + any(9) {
            let site = [world.shop, world.flat, world.tower][any(3) as usize];
            let findings = any(4);
            let mut one =
                visit(&world, site, noon(DAY) - TimeDelta::seconds(any(3).into()), findings as usize);
            match any(6) {
                0 if findings > 0 => one.hazards[0].id = taken,
                1 => one.photos = vec![FileId(Uuid::now_v7())],
                2 => {
                    visits.push(one.clone());
                    expected += findings as usize;
                }
                _ => expected += findings as usize,
            }
            visits.push(one);
        }
        save(&world, &db, &visits).await;
        assert_eq!(check(&db).await, expected);
    }
});
