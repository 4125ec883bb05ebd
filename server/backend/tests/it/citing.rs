//! Which entry of the library a hazard cites, however its clause came to be: written down, imported, corrected, classified anew. What
//! cites one that has ended is listed, and nothing else.

use backend::{
    db::Db,
    entities::{hazard, hazard_event, site},
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
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
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
    found.facts = Set(serde_json::json!({"height_m": 80.0}));
    db.write(move |tx| Box::pin(async move { found.update(tx).await })).await.unwrap();
    step(&world, parked, reclassify(None, Some(tower))).await;
    let now = row(&db, parked).await;
    assert_eq!((now.standard_id, now.clause.as_deref()), (Some(high.id.0), Some(high.clause.as_str())));
    // words of its own stay
    let own = world.find(noon(FOUND), |c| (c.standard, c.clause) = (Some(low.id), Some("自拟".into()))).await;
    step(&world, own, reclassify(None, Some(tower))).await;
    assert_eq!(row(&db, own).await.clause.as_deref(), Some("自拟"));
});

/// The change of the schema that brings what an older program has written to the entries that are named.
const CITES: &str = "m20261129_001721_cite_named_entries";

/// What was registered, as an older program has kept it: its first event does not say what it was made from, and the record cites
/// `entry`.
async fn as_before(db: &Db, id: HazardId, entry: Option<Uuid>) {
    let first = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(id.0))
        .filter(hazard_event::Column::Seq.eq(1));
    let first = first.one(db.read()).await.unwrap().unwrap();
    let mut data: serde_json::Value = serde_json::from_str(&first.data).unwrap();
    data.as_object_mut().unwrap().remove("standard").unwrap();
    let mut first = first.into_active_model();
    first.data = Set(data.to_string());
    let mut row = row(db, id).await.into_active_model();
    row.standard_id = Set(entry);
    db.write(move |tx| {
        Box::pin(async move {
            first.update(tx).await?;
            row.update(tx).await.map(drop)
        })
    })
    .await
    .unwrap();
}

/// The schema from before that change, and again as it is.
async fn updated(db: &Db) {
    let changes = db.migrations().await.unwrap();
    let at = changes.iter().position(|(name, _)| name == CITES).expect("the change");
    db.migrate_down(Some(u32::try_from(changes.len() - at).unwrap())).await.unwrap();
    db.migrate_up(None).await.unwrap();
}

db_test!(what_an_older_program_has_kept_cites_the_entry_that_its_words_name, |db| async {
    let world = World::new(&db).await;
    let (old, new) = revised(&world).await;
    // written in words, and corrected to those of another entry
    let in_own_words = world.find(noon(FOUND), in_words(&old.clause)).await;
    let corrected = world.find(noon(FOUND), of_entry(old.id)).await;
    reword(&world, corrected, Some(NEW)).await;
    // what names no entry, what was said beside an entry from the beginning, and what this program has registered stay
    let unknown = world.find(noon(FOUND), in_words("内部规定第三条")).await;
    let beside = world.find(noon(FOUND), |c| (c.standard, c.clause) = (Some(old.id), Some(NEW.into()))).await;
    for (id, entry) in
        [(in_own_words, None), (corrected, Some(old.id.0)), (unknown, None), (beside, Some(old.id.0))]
    {
        as_before(&db, id, entry).await;
    }
    // clauses that several entries cite, of their categories and of another one, before and after a change of the library
    let mut kept = Vec::new();
    for clause in [
        "《中华人民共和国消防法》第二十八条",
        "《城镇燃气管理条例》第二十八条",
        "《上海市住宅物业消防安全管理办法》",
        old.clause.as_str(),
    ] {
        for category in [Category::Fire, Category::Lpg, Category::Ebike, Category::IllegalStructure] {
            for day in [FOUND, LATER] {
                let found = |c: &mut domain::hazards::RegisterHazard| {
                    in_words(clause)(c);
                    c.category = category;
                };
                let id = world.find(noon(day), found).await;
                let cites = row(&db, id).await.standard_id;
                assert!(cites.is_some(), "{clause}");
                as_before(&db, id, None).await;
                kept.push((id, clause, category, day, cites));
            }
        }
    }
    updated(&db).await;
    let cited = async |id| row(&db, id).await.standard_id;
    assert_eq!((cited(in_own_words).await, cited(corrected).await), (Some(old.id.0), Some(new)));
    assert_eq!((cited(unknown).await, cited(beside).await), (None, Some(old.id.0)));
    for (id, clause, category, day, cites) in &kept {
        assert_eq!(cited(*id).await, *cites, "{clause}, {category}, {day}: as this program names it");
    }
    let listed = listed(&world).await;
    assert!(listed.contains(&in_own_words) && listed.contains(&beside) && !listed.contains(&corrected));
    // again it changes nothing
    updated(&db).await;
    assert_eq!((cited(unknown).await, cited(corrected).await), (None, Some(new)));
});

db_test!(an_entry_that_older_words_name_gives_no_deadline, |db| async {
    let world = World::new(&db).await;
    let (old, _) = revised(&world).await;
    let quick = Standard {
        id: StandardId(Uuid::now_v7()),
        code: "ZZ-03".into(),
        clause: "《新条例》第三条".into(),
        count: Some(DayCount { days: 2, kind: DayKind::Calendar }),
        valid_from: date("2020-01-01"),
        valid_to: None,
        ..old
    };
    let clause = quick.clause.clone();
    let quick = keep(&world, quick, None).await;
    let by_table = |c: &mut domain::hazards::RegisterHazard| c.due = None;
    let made_from = world
        .find(noon(FOUND), |c| {
            of_entry(StandardId(quick))(c);
            by_table(c);
        })
        .await;
    let in_its_words = world
        .find(noon(FOUND), |c| {
            in_words(&clause)(c);
            by_table(c);
        })
        .await;
    as_before(&db, made_from, Some(quick)).await;
    as_before(&db, in_its_words, None).await;
    updated(&db).await;
    assert_eq!(row(&db, in_its_words).await.standard_id, Some(quick));
    assert_eq!(row(&db, made_from).await.original_due, date("2023-06-03"));
    // classified anew each goes on by what it was made from: both by the table of now, whatever their words are
    for id in [made_from, in_its_words] {
        let command = HazardCommand::Reclassify {
            category: Some(Category::Building),
            severity: None,
            site: None,
            position: None,
            reason: "看错了".into(),
        };
        step(&world, id, command).await;
    }
    let (one, other) = (row(&db, made_from).await, row(&db, in_its_words).await);
    assert_eq!(one.effective_due, other.effective_due);
    assert!(one.effective_due > one.original_due, "{}", one.effective_due);
});
