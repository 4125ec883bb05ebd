//! Which entry of the library a hazard cites, however its clause came to be: written down, imported, corrected, classified anew. What
//! cites one that has ended is listed, and nothing else.

use backend::{
    db::Db,
    entities::{hazard, site},
    hazards::service::change,
    rules::{query, service},
};
use domain::{
    calendar::{DayCount, DayKind},
    hazards::{Category, Change, HazardCommand},
    ids::{EventId, HazardId, StandardId},
    rules::{Base, KeepRule, Rule, RuleBook, Standard},
    sites::SiteKind,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::support::world::{COMMITTEE, World, date, noon, site as new_site};

/// Of a clause that no other entry cites.
const CODE: &str = "FIRE-05";
pub const NEW: &str = "《新条例》第一条";
pub const FOUND: &str = "2023-06-01";
/// The clause before has ended the day before.
pub const LATER: &str = "2023-07-01";

async fn keep(world: &World, standard: Standard, base: Option<Base>) -> Uuid {
    let id = standard.id.0;
    let rule = Rule::Standard(standard);
    let command = KeepRule { id: EventId(id), base, rule, reason: "修订".into() };
    service::keep(&world.ctx(&world.office, noon("2023-06-10")), command).await.unwrap();
    id
}

/// The entry before its change of clause, and the version after.
pub async fn revised(world: &World) -> (Standard, Uuid) {
    let ctx = world.ctx(&world.office, noon("2023-06-01"));
    let seen = query::detail(&ctx, RuleBook::Standards, CODE, None).await.unwrap();
    let Rule::Standard(old) = seen.versions[0].rule.clone() else { panic!("no entry") };
    let new = Standard {
        id: StandardId(Uuid::now_v7()),
        clause: NEW.into(),
        valid_from: date(LATER),
        valid_to: None,
        ..old.clone()
    };
    (old, keep(world, new, Some(seen.base)).await)
}

async fn row(db: &Db, id: HazardId) -> hazard::Model {
    hazard::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap()
}

pub async fn listed(world: &World) -> Vec<HazardId> {
    let ctx = world.ctx(&world.office, noon(LATER));
    let mut listed: Vec<_> = query::citing(&ctx, None).await.unwrap().hazards.iter().map(|h| h.id).collect();
    let counted = query::list(&ctx, RuleBook::Standards, None).await.unwrap().citing;
    assert_eq!(counted as usize, listed.len());
    listed.sort();
    listed
}

async fn step(world: &World, hazard: HazardId, command: HazardCommand) {
    let id = EventId(Uuid::now_v7());
    let step = Change { id, hazard, base_version: None, device_at: None, position: None, command };
    change(&world.ctx(&world.office, noon(LATER)), step).await.unwrap();
}

async fn reword(world: &World, hazard: HazardId, clause: Option<&str>) {
    let command = HazardCommand::Correct {
        description: "楼道堆物".into(),
        location: "二楼".into(),
        clause: clause.map(Into::into),
        reason: "条款有误".into(),
    };
    step(world, hazard, command).await;
}

fn of_entry(id: StandardId) -> impl FnOnce(&mut domain::hazards::RegisterHazard) {
    move |c| (c.standard, c.clause) = (Some(id), None)
}

fn in_words(clause: &str) -> impl FnOnce(&mut domain::hazards::RegisterHazard) {
    move |c| (c.standard, c.clause) = (None, Some(clause.to_owned()))
}

db_test!(a_corrected_clause_is_the_entry_that_it_names, |db| async {
    let world = World::new(&db).await;
    let (old, new) = revised(&world).await;
    let cites = world.find(noon(FOUND), of_entry(old.id)).await;
    let other = world.find(noon(FOUND), in_words("内部规定第三条")).await;
    assert_eq!(listed(&world).await, [cites]);
    // to the clause of now: it is in order
    reword(&world, cites, Some(NEW)).await;
    assert_eq!((row(&db, cites).await.standard_id, listed(&world).await), (Some(new), vec![]));
    // to one that has ended: it is not
    reword(&world, other, Some(&format!(" {} ", old.clause))).await;
    assert_eq!((row(&db, other).await.standard_id, listed(&world).await), (Some(old.id.0), vec![other]));
    // what is said again stays; words of no entry, and none, cite nothing
    reword(&world, other, Some(&old.clause)).await;
    assert_eq!(listed(&world).await, [other]);
    for clause in [Some("内部规定第三条"), None] {
        reword(&world, other, Some(&old.clause)).await;
        reword(&world, other, clause).await;
        assert_eq!((row(&db, other).await.standard_id, listed(&world).await), (None, vec![]));
    }
    // the deadline goes on by the entry that the finding was made from, whatever it cites
    let quick = Standard {
        id: StandardId(Uuid::now_v7()),
        code: "ZZ-02".into(),
        clause: "《新条例》第二条".into(),
        count: Some(DayCount { days: 2, kind: DayKind::Calendar }),
        valid_from: date("2020-01-01"),
        valid_to: None,
        ..old
    };
    let quick = keep(&world, quick, None).await;
    let own = world
        .find(noon(FOUND), |c| {
            of_entry(StandardId(quick))(c);
            c.due = None;
        })
        .await;
    assert_eq!(row(&db, own).await.original_due, date("2023-06-03"));
    reword(&world, own, None).await;
    let category = Some(Category::Building);
    let command = HazardCommand::Reclassify {
        category,
        severity: None,
        site: None,
        position: None,
        reason: "看错了".into(),
    };
    step(&world, own, command).await;
    let now = row(&db, own).await;
    assert!(
        now.effective_due > now.original_due,
        "by the table, as the first one was: {}",
        now.effective_due
    );
});

db_test!(a_clause_in_words_cites_the_entry_of_the_day_found, |db| async {
    let world = World::new(&db).await;
    let (old, new) = revised(&world).await;
    let before = world.find(noon(FOUND), in_words(&old.clause)).await;
    let after = world.find(noon(LATER), in_words(NEW)).await;
    let own = world.find(noon(FOUND), in_words("内部规定第三条")).await;
    let cited = async |id| row(&db, id).await.standard_id;
    assert_eq!(
        (cited(before).await, cited(after).await, cited(own).await),
        (Some(old.id.0), Some(new), None)
    );
    assert_eq!(listed(&world).await, [before]);
});

db_test!(a_hazard_classified_anew_cites_what_holds_there, |db| async {
    let world = World::new(&db).await;
    // the clause stands in the library of another category, too, and there it goes on
    let ctx = world.ctx(&world.office, noon(FOUND));
    let seen = query::detail(&ctx, RuleBook::Standards, CODE, None).await.unwrap();
    let Rule::Standard(now) = seen.versions[0].rule.clone() else { panic!("no entry") };
    let twin = Standard {
        id: StandardId(Uuid::now_v7()),
        code: "ZZ-01".into(),
        category: Category::Building,
        valid_from: date(LATER),
        valid_to: None,
        ..now
    };
    let twin = keep(&world, twin, None).await;
    let (old, _) = revised(&world).await;
    let id = world.find(noon(FOUND), of_entry(old.id)).await;
    let reclassify = |category, site| HazardCommand::Reclassify {
        category,
        severity: None,
        site,
        position: None,
        reason: "看错了".into(),
    };
    assert_eq!(listed(&world).await, [id]);
    // the entry that was in force on the day found goes before one of the category that came later
    step(&world, id, reclassify(Some(Category::Gas), None)).await;
    assert_eq!((row(&db, id).await.standard_id, listed(&world).await), (Some(old.id.0), vec![id]));
    let later = world
        .find(noon(LATER), |c| {
            of_entry(StandardId(twin))(c);
            c.category = Category::Gas;
        })
        .await;
    step(&world, later, reclassify(Some(Category::Building), None)).await;
    assert_eq!(row(&db, later).await.standard_id, Some(twin));

    // of a high building another clause holds: a hazard that goes to its site goes to that clause
    let entry = async |key: &str| {
        let detail = query::detail(&ctx, RuleBook::Standards, key, None).await.unwrap();
        let Rule::Standard(entry) = detail.versions[0].rule.clone() else { panic!("no entry") };
        entry
    };
    let (low, high) = (entry("EBIKE-01/low").await, entry("EBIKE-01/high").await);
    let parked = world.find(noon(FOUND), of_entry(low.id)).await;
    assert_eq!(row(&db, parked).await.standard_id, Some(low.id.0));
    let tower = new_site(SiteKind::SmallUnit, "塔楼小店", "天山路1号", COMMITTEE, None);
    let tower = backend::sites::service::add(&ctx, tower).await.unwrap();
    let found = site::Entity::find_by_id(tower.0).one(db.read()).await.unwrap().unwrap();
    let mut found = found.into_active_model();
    found.facts = sea_orm::Set(serde_json::json!({"height_m": 80.0}));
    db.write(move |tx| Box::pin(async move { found.update(tx).await })).await.unwrap();
    step(&world, parked, reclassify(None, Some(tower))).await;
    let now = row(&db, parked).await;
    assert_eq!((now.standard_id, now.clause.as_deref()), (Some(high.id.0), Some(high.clause.as_str())));
    // words of its own stay
    let own = world.find(noon(FOUND), |c| (c.standard, c.clause) = (Some(low.id), Some("自拟".into()))).await;
    step(&world, own, reclassify(None, Some(tower))).await;
    assert_eq!(row(&db, own).await.clause.as_deref(), Some("自拟"));
});
