//! Many tablets at once.

use super::*;
use crate::support::world::SUBDISTRICT;
use backend::entities::{hazard, site as sites};
use futures::future::join_all;
use sea_orm::EntityTrait;
use std::collections::BTreeSet;

db_test!(eight_tablets_at_once_leave_no_gap_and_no_double, |db| async move {
    const TABLETS: usize = 8;
    const VISITS: usize = 6;
    let world = World::new(&db).await;
    let people = [&world.inspector, &world.office];
    let work = |n: usize| {
        let world = &world;
        async move {
            let tablet = Tablet::of(world, people[n % 2]);
            let make = |v: usize| {
                let mut found = visit(world.shop, at(9) + TimeDelta::minutes(v as i64));
                found.hazards = vec![world.finding(at(9)), world.finding(at(9))];
                if v % 3 == 2 {
                    found.kind = InspectionKind::Special; // refused: no campaign
                }
                tablet::seal(saved(found), at(10), vec![])
            };
            let sealed: Vec<Sealed> = (0..VISITS).map(make).collect();
            // the answer to the first try is lost, both tries run at once
            let (a, b) = tokio::join!(tablet.send(at(12), sealed.clone()), tablet.send(at(12), sealed));
            for (one, other) in a.answers.iter().zip(&b.answers) {
                assert_eq!(one.id, other.id);
                let words = (tablet::outcomes(&a), tablet::outcomes(&b));
                if !matches!(one.outcome, domain::sync::Outcome::Refused { .. }) {
                    assert_eq!(tablet::receipt(one), tablet::receipt(other), "{words:?}");
                }
            }
            a.answers
                .iter()
                .filter(|answer| !matches!(answer.outcome, domain::sync::Outcome::Refused { .. }))
                .flat_map(|answer| tablet::receipt(answer).hazards.clone())
                .map(|(_, number)| number)
                .collect::<Vec<_>>()
        }
    };
    let numbers: Vec<String> = join_all((0..TABLETS).map(work)).await.into_iter().flatten().collect();
    let total = TABLETS * VISITS / 3 * 2 * 2;
    let expected: BTreeSet<String> = (1..=total).map(|n| format!("{SUBDISTRICT}-2023-{n:06}")).collect();
    assert_eq!(numbers.len(), total);
    assert_eq!(numbers.into_iter().collect::<BTreeSet<_>>(), expected);
    // each record has its own place in the feed
    let mut seqs: Vec<i64> =
        hazard::Entity::find().all(db.read()).await.unwrap().iter().map(|h| h.change_seq).collect();
    seqs.extend(sites::Entity::find().all(db.read()).await.unwrap().iter().map(|s| s.change_seq));
    let count = seqs.len();
    // the far subdistrict counts by itself
    assert!(seqs.iter().collect::<BTreeSet<_>>().len() >= count - 1);
    assert!(seqs.iter().all(|seq| *seq > 0));
});
