//! The reference data that comes with the program.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::TestDb;
use backend::{
    ctx::{Limits, State},
    db::Db,
    demo::{self, DemoOptions},
    entities::{area, checklist_version, deadline_rule, hazard, holiday, standard_hazard},
    figures,
    reference::{self, Reference},
    sites,
    storage::Storage,
    transfer::progress::silent,
};
use chrono::NaiveDate;
use domain::{
    geo::Point,
    hazards::{Category, Severity},
    inspections::{Checklist, ItemKind, checklist::Label},
    sites::SiteKind,
};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, Set};

fn state(db: &Db) -> State {
    State::new(db.clone(), Storage::in_memory(), Limits::default())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Rows of every table that `ensure` fills.
async fn counts(db: &Db) -> [u64; 5] {
    [
        area::Entity::find().count(db.read()).await.unwrap(),
        deadline_rule::Entity::find().count(db.read()).await.unwrap(),
        holiday::Entity::find().count(db.read()).await.unwrap(),
        standard_hazard::Entity::find().count(db.read()).await.unwrap(),
        checklist_version::Entity::find().count(db.read()).await.unwrap(),
    ]
}

db_test!(it_is_loaded_once_and_edits_stay, |db| async {
    reference::load::ensure(&db).await.unwrap();
    let first = counts(&db).await;
    assert_eq!(first[0], 27, "city, district, subdistrict and 24 committees");
    assert_eq!(first[4], 7);
    let rule = deadline_rule::Entity::find().one(db.read()).await.unwrap().unwrap();
    let id = rule.id;
    db.write(move |tx| {
        Box::pin(async move {
            let mut rule = rule.into_active_model();
            rule.days = Set(42);
            rule.update(tx).await?;
            let mut committee =
                area::Entity::find_by_id("310105008001").one(tx).await?.unwrap().into_active_model();
            committee.name = Set("改了名的居委会".into());
            committee.update(tx).await?;
            standard_hazard::Entity::delete_many().exec(tx).await?;
            Ok::<_, DbErr>(())
        })
    })
    .await
    .unwrap();
    reference::load::ensure(&db).await.unwrap();
    assert_eq!(counts(&db).await, first, "what was missing is back, nothing is there twice");
    let rule = deadline_rule::Entity::find_by_id(id).one(db.read()).await.unwrap().unwrap();
    assert_eq!(rule.days, 42);
    let committee = area::Entity::find_by_id("310105008001").one(db.read()).await.unwrap().unwrap();
    assert_eq!(committee.name, "改了名的居委会");
});

db_test!(areas_are_found_from_a_point, |db| async {
    reference::load::ensure(&db).await.unwrap();
    let reference = state(&db).reference().await.unwrap();
    let whole = "310105008".parse().unwrap();
    let found = reference.areas.at(&whole, Point::new(121.3815, 31.2070).unwrap()).unwrap();
    assert_eq!(found.code.as_str(), "310105008012");
    assert!(found.approximate, "the outlines are sketches and say so");
    assert_eq!(reference.areas.children(&whole).count(), 24);
});

async fn loaded() -> (crate::support::TestDb, std::sync::Arc<Reference>) {
    let db = crate::support::TestDb::sqlite().await;
    reference::load::ensure(&db).await.unwrap();
    let reference = state(&db).reference().await.unwrap();
    (db, reference)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_covers_every_category() {
    let (db, reference) = loaded().await;
    let mut per_category: BTreeMap<Category, u32> = BTreeMap::new();
    for s in &reference.standards {
        *per_category.entry(s.category).or_default() += 1;
        assert!(!s.text_zh.trim().is_empty() && !s.text_en.trim().is_empty(), "{}", s.code);
        assert!(s.text_en.is_ascii(), "{} is to be English", s.code);
        assert!(s.clause.contains('《') && !s.document.is_empty(), "{} cites nothing", s.code);
        assert!(s.clause.chars().count() <= domain::text::LINE);
        assert!(s.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    }
    assert_eq!(per_category.len(), Category::ALL.len());
    assert!(per_category.values().all(|n| *n >= 3), "{per_category:?}");
    assert!(reference.standards.iter().any(|s| s.severity == Severity::Major));
    // every category has something in force in the year of the demonstration and today
    for category in Category::ALL {
        for on in ["2023-01-01", "2026-11-24"] {
            let some = reference.standards.iter().any(|s| s.category == *category && s.in_force(day(on)));
            assert!(some, "{category} on {on}");
        }
    }
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_superseded_clause_gives_way_on_its_day() {
    let (db, reference) = loaded().await;
    let fire_doors = |on: &str| {
        let in_force =
            reference.standards.iter().filter(|s| s.text_zh.contains("防火门") && s.in_force(day(on)));
        in_force.map(|s| s.document.clone()).collect::<Vec<_>>()
    };
    assert_eq!(fire_doors("2023-05-31"), ["GB 50016-2014 建筑设计防火规范"]);
    assert_eq!(fire_doors("2023-06-01"), ["GB 55037-2022 建筑防火通用规范"]);
    assert!(reference.standards.iter().filter(|s| s.valid_to.is_some()).count() >= 2);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_deadline_table_has_a_row_for_every_severity() {
    let (db, reference) = loaded().await;
    let rules = &reference.rules;
    for severity in Severity::ALL {
        assert!(rules.rules.iter().any(|r| r.category.is_none() && r.severity == *severity), "{severity}");
    }
    let due = |category, severity, found| rules.due(category, severity, day(found), None);
    assert_eq!(due(Category::Ebike, Severity::General, "2023-06-01"), day("2023-06-04"));
    assert_eq!(due(Category::Lpg, Severity::Major, "2023-06-01"), day("2023-06-01"));
    assert_eq!(due(Category::Other, Severity::General, "2023-06-01"), day("2023-06-16"));
    // seven working days over the Dragon Boat Festival, with the worked Sunday after it
    assert_eq!(due(Category::ChessRoom, Severity::General, "2023-06-20"), day("2023-06-30"));
    let lengths: BTreeSet<u16> = rules.rules.iter().map(|r| r.count.days).collect();
    assert!([0, 3, 7, 15, 30, 90].iter().all(|d| lengths.contains(d)), "{lengths:?}");
    db.remove().await;
}

fn complete(label: &Label) -> bool {
    !label.zh.trim().is_empty() && !label.en.trim().is_empty() && label.en.is_ascii()
}

fn check(code: &str, list: &Checklist, reference: &Reference) {
    assert!((8..=16).contains(&list.items.len()), "{code}: {} items", list.items.len());
    let mut before: BTreeMap<&str, &ItemKind> = BTreeMap::new();
    for item in &list.items {
        let at = format!("{code}.{}", item.key);
        assert!(item.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{at}");
        assert!(complete(&item.label), "{at}");
        assert!(item.hint.as_ref().is_none_or(complete), "{at}");
        if let Some(condition) = &item.show_when {
            let kind = before.get(condition.item.as_str());
            let kind = kind.unwrap_or_else(|| panic!("{at} depends on what does not come before it"));
            for answer in &condition.any_of {
                let possible = match kind {
                    ItemKind::Check => ["pass", "fail", "not_applicable"].contains(&answer.as_str()),
                    ItemKind::Choice { options } => options.iter().any(|(key, _)| key == answer),
                    _ => false,
                };
                assert!(possible, "{at} waits for the answer {answer}, which nobody can give");
            }
        }
        if let Some(group) = &item.group {
            assert!(list.groups.iter().any(|g| g.key == *group), "{at}");
        }
        if let Some(on_fail) = &item.on_fail {
            let standard = reference.standards.iter().find(|s| s.code == on_fail.standard);
            let standard = standard.unwrap_or_else(|| panic!("{at}: no entry {}", on_fail.standard));
            assert_eq!((standard.category, standard.severity), (on_fail.category, on_fail.severity), "{at}");
            assert!(standard.in_force(day("2026-11-24")), "{at} opens a superseded entry");
        }
        if let ItemKind::Choice { options } = &item.kind {
            assert!(options.iter().all(|(_, label)| complete(label)), "{at}");
            let keys: BTreeSet<_> = options.iter().map(|(key, _)| key).collect();
            assert!(options.len() >= 2 && keys.len() == options.len(), "{at}");
        }
        if let ItemKind::Value { min, max, .. } = &item.kind {
            assert!(min < max, "{at}");
        }
        assert!(before.insert(&item.key, &item.kind).is_none(), "{at} twice");
    }
    for group in &list.groups {
        assert!(complete(&group.label) && group.min <= group.max, "{code}.{}", group.key);
        assert!(
            list.items.iter().any(|i| i.group.as_deref() == Some(&group.key)),
            "{code}.{} is empty",
            group.key
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checklists_are_sound() {
    let (db, reference) = loaded().await;
    let lists: Vec<_> = reference.checklists.values().collect();
    let titles: BTreeSet<&str> = lists.iter().map(|l| l.title.as_str()).collect();
    assert_eq!(titles.len(), 7);
    for list in &lists {
        assert!(list.current && list.version == 1 && !list.title_en.is_empty());
        assert!(!list.site_kinds.is_empty());
        check(&list.code, &list.checklist, &reference);
    }
    for kind in SiteKind::ALL.iter().filter(|k| **k != SiteKind::Other) {
        assert!(lists.iter().any(|l| l.site_kinds.contains(kind)), "no checklist for {kind}");
    }
    let items = || lists.iter().flat_map(|l| &l.checklist.items);
    assert!(lists.iter().any(|l| !l.checklist.groups.is_empty()));
    assert!(items().any(|i| i.photo_on_fail));
    for kind in ["check", "value", "choice", "text", "photo"] {
        let has = |k: &ItemKind| serde_json::to_value(k).unwrap()["type"] == kind;
        assert!(items().any(|i| has(&i.kind)), "{kind}");
    }
    db.remove().await;
}

/// Three servers that start at once on a database without any table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_wait_for_each_other() {
    let Some(test) = TestDb::bare_postgres().await else { return };
    test.tell(async |db: Db| {
        let start = async || {
            db.migrate_up(None).await.unwrap();
            reference::load::ensure(&db).await.unwrap();
            sites::keys::ensure(&db).await.unwrap();
            figures::recount::ensure(&db).await.unwrap();
            let options = DemoOptions { with_photos: false, ..DemoOptions::default() };
            demo::run(&state(&db), &options, &silent).await.unwrap()
        };
        let (a, b, c) = tokio::join!(start(), start(), start());
        assert_eq!(counts(&db).await[0], 27);
        let loaded = [a, b, c].iter().map(|report| report.hazards).sum::<u64>();
        assert_eq!(hazard::Entity::find().count(db.read()).await.unwrap(), loaded, "one of them has");
    })
    .await;
}
