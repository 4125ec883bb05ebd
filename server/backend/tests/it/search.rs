//! The search index: doors are found by their numbers, on both databases, also in an index that an older program has made.

use backend::{
    ctx::State,
    db::Db,
    entities::{hazard, search_renewal, site},
    hazards, inspections,
    search::renewal,
    sites,
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    area::AreaCode,
    hazards::HazardCommand,
    ids::{HazardId, SiteId},
    listing::{Common, HazardFilter, InspectionFilter, SiteFilter},
    search::words,
    sites::SiteKind,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, Statement};

use crate::support::world::{COMMITTEE, HERE, World, at, noon, site as new_site};

const NOW: &str = "2023-07-01";

/// The change of the schema that asks for the words to be made anew.
const RENEWS: &str = "m20261128_000200_renew_search_words";

fn common(typed: &str) -> Common {
    Common { q: Some(typed.to_owned()), ..Common::default() }
}

/// What finds the sites of a subdistrict and of the city: the words of a subdistrict stand apart on SQLite.
async fn doors(world: &World, typed: &str) -> Vec<SiteId> {
    let filter = SiteFilter { common: common(typed), ..SiteFilter::default() };
    let mut answers = Vec::new();
    for who in [&world.office, &world.admin] {
        let page = sites::query::list(&world.ctx(who, noon(NOW)), &filter, 500).await.unwrap();
        assert_eq!(page.total.n, page.rows.len() as u64, "{typed}");
        answers.push(page.rows.iter().map(|row| row.id).collect::<Vec<_>>());
    }
    assert_eq!(answers[0], answers[1], "{typed}");
    answers.swap_remove(0)
}

async fn findings(world: &World, typed: &str) -> Vec<HazardId> {
    let filter = HazardFilter { common: common(typed), ..HazardFilter::default() };
    let page = hazards::query::list(&world.ctx(&world.office, noon(NOW)), &filter, 500).await.unwrap();
    assert_eq!(page.total.n, page.rows.len() as u64, "{typed}");
    page.rows.iter().map(|row| row.id).collect()
}

/// Homes behind these doors, later ones first.
async fn homes(world: &World, addresses: &[&str]) -> Vec<SiteId> {
    let mut all = Vec::new();
    for (minutes, address) in (0..).zip(addresses) {
        let ctx = world.ctx(&world.office, noon("2023-02-01") + TimeDelta::minutes(minutes));
        let new = new_site(SiteKind::Household, "住户", address, COMMITTEE, at(HERE.0, HERE.1));
        all.push(sites::service::add(&ctx, new).await.unwrap());
    }
    all.reverse();
    all
}

db_test!(a_number_finds_its_door, |db| async {
    let world = World::new(&db).await;
    let addresses = ["水城路5弄12号101室", "水城路5弄 12 号102室", "水城路5弄123号1011室", "水城路12弄3号"];
    let all = homes(&world, &addresses).await;
    let [other_lane, other_door, blanks, door] = all[..] else { panic!("{all:?}") };
    for (typed, expected) in [
        ("水城路", vec![other_lane, other_door, blanks, door]),
        ("12号", vec![blanks, door]),
        ("１２号", vec![blanks, door]),
        ("12号101室", vec![door]),
        ("水城路12", vec![other_lane, other_door, blanks, door]),
        ("水城路12弄", vec![other_lane]),
        // apart they may stand anywhere
        ("12 号", vec![other_lane, other_door, blanks, door]),
        ("1011室", vec![other_door]),
        ("2号102室", vec![]),
    ] {
        assert_eq!(doors(&world, typed).await, expected, "{typed}");
    }
    let found = world.find(noon("2023-06-01"), |c| c.location = "12 号楼 3层".into()).await;
    assert_eq!(findings(&world, "12号楼").await, [found]);
    assert_eq!(findings(&world, "1号楼").await, []);
    // the name and the address of its site, 仙霞路700弄2号, are words of it too
    assert_eq!(findings(&world, "700弄2号").await, [found]);
});

/// What an index of before would say: no word of a number and the character behind it.
fn old_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = texts.into_iter().flat_map(words).collect();
    all.retain(|word| word.is_ascii() || word.chars().all(|c| !c.is_ascii()));
    all.sort_unstable();
    all.dedup();
    all
}

/// Gives a record the words of before.
async fn grow_old(db: &Db, index: &'static str, key: i64, area: &str, words: Vec<String>) {
    let area: AreaCode = area.parse().unwrap();
    let subdistrict = area.as_str().get(..9).unwrap().to_owned();
    let mut all: Vec<String> = words.clone();
    all.extend(area.lineage().map(|area| format!("§{area}")));
    let (delete, insert, text);
    if db.is_sqlite() {
        all.extend(words.iter().map(|word| format!("§{subdistrict}§{word}")));
        delete = format!("DELETE FROM {index}_fts WHERE rowid = ?");
        insert = format!("INSERT INTO {index}_fts (rowid, tokens) VALUES (?, ?)");
        text = all.join(" ");
    } else {
        delete = format!("DELETE FROM {index}_search WHERE sort_key = $1");
        insert = format!("INSERT INTO {index}_search (sort_key, tokens) VALUES ($1, $2::tsvector)");
        text = all.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    }
    db.write(move |tx| {
        Box::pin(async move {
            let backend = tx.get_database_backend();
            tx.execute_raw(Statement::from_sql_and_values(backend, delete, [key.into()])).await?;
            tx.execute_raw(Statement::from_sql_and_values(backend, insert, [key.into(), text.into()]))
                .await
                .map(drop)
        })
    })
    .await
    .map_err(|error: DbErr| error.to_string())
    .unwrap();
}

/// All records as an older program has indexed them, before the schema was changed.
async fn as_before(db: &Db) {
    let changes = db.migrations().await.unwrap();
    let at = changes.iter().position(|(name, _)| name == RENEWS).expect("the change");
    db.migrate_down(Some(u32::try_from(changes.len() - at).unwrap())).await.unwrap();
    let sites = site::Entity::find().all(db.read()).await.unwrap();
    for row in &sites {
        let words = old_words([row.name.as_str(), &row.address, &row.pinyin]);
        grow_old(db, "site", row.sort_key, &row.area_code, words).await;
    }
    for row in hazard::Entity::find().all(db.read()).await.unwrap() {
        let mut words = old_words([row.number.as_str(), &row.description, &row.location]);
        let place = sites.iter().find(|site| Some(site.id) == row.site_id);
        words.extend(place.into_iter().flat_map(|place| old_words([place.name.as_str(), &place.address])));
        grow_old(db, "hazard", row.sort_key, &row.area_code, words).await;
    }
    db.migrate_up(None).await.unwrap();
}

/// Makes all words anew. Answers in how many steps.
async fn renewed(state: &State) -> usize {
    let mut steps = 0;
    while renewal::work(state).await.unwrap() {
        steps += 1;
        assert!(steps < 100, "it ends");
    }
    steps
}

async fn left(db: &Db) -> u64 {
    search_renewal::Entity::find().count(db.read()).await.unwrap()
}

db_test!(words_of_an_older_program_are_made_anew, |db| async {
    let world = World::new(&db).await;
    let addresses: Vec<String> = (1..=300).map(|n| format!("水城路5弄{n}号101室")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let all = homes(&world, &addresses).await;
    let door = all[all.len() - 12];
    let found = world.find(noon("2023-06-01"), |c| c.location = "3号楼2层".into()).await;
    let answers = async || {
        let doors = [doors(&world, "12号").await, doors(&world, "水城路5弄").await];
        (doors, [findings(&world, "3号楼").await, findings(&world, "2层").await])
    };
    let right = ([vec![door], all.clone()], [vec![found], vec![found]]);
    assert_eq!(answers().await, right);
    assert_eq!(renewed(&world.state).await, 0, "nothing asks for it");

    as_before(&db).await;
    assert_eq!(left(&db).await, 2, "hazards and sites");
    assert_eq!(answers().await.0[0], [], "the old words do not hold a door");

    // a server that starts knows, and asks in the old way until it is done: nothing is missing
    renewal::look(&world.state).await.unwrap();
    let [doors_12, lane] = answers().await.0;
    assert!(doors_12.contains(&door) && lane == all, "{doors_12:?}");
    assert!(renewal::work(&world.state).await.unwrap());
    let [doors_12, lane] = answers().await.0;
    assert!(doors_12.contains(&door) && lane == all, "{doors_12:?}");

    // what is saved and corrected meanwhile stays as it is, also when it is gone through later
    let late = homes(&world, &["水城路9弄12号"]).await[0];
    let correct = HazardCommand::Correct {
        description: "楼道堆物".into(),
        location: "4号楼".into(),
        clause: None,
        reason: "看错".into(),
    };
    world.step(&world.office, noon("2023-06-02"), found, correct).await;

    // another server on the same database goes on where this one was interrupted
    let other =
        World { state: State::new(db.clone(), world.state.storage.clone(), world.state.limits), ..world };
    renewal::look(&other.state).await.unwrap();
    assert!(renewed(&other.state).await >= 3, "sites in two steps, and the end of each index");
    assert_eq!(left(&db).await, 0);
    assert_eq!(doors(&other, "12号").await, [door, late]);
    assert_eq!(doors(&other, "水城路5弄").await, all);
    assert_eq!(findings(&other, "4号楼").await, [found]);
    assert_eq!(findings(&other, "3号楼").await, []);
    assert_eq!(renewed(&other.state).await, 0, "once");
});

db_test!(a_database_without_records_has_nothing_to_renew, |db| async {
    assert_eq!(left(&db).await, 0);
    as_before(&db).await;
    assert_eq!(left(&db).await, 0);
});

/// A shop with a contact, and a home.
async fn places(world: &World) -> [SiteId; 2] {
    let ctx = world.ctx(&world.office, noon("2023-02-01"));
    let mut shop = new_site(
        SiteKind::SmallUnit,
        "大众包子铺（水城店）",
        "茅台路500-12-302",
        COMMITTEE,
        at(HERE.0, HERE.1),
    );
    (shop.contact_name, shop.contact_phone) = (Some("钱多多".into()), Some("137 1234 8765".into()));
    let mut home =
        new_site(SiteKind::Household, "司马青云", "茅台路600弄43号605室", COMMITTEE, at(HERE.0, HERE.1));
    (home.room, home.contact_phone) = (Some("605".into()), Some("13612344321".into()));
    let later = world.ctx(&world.office, noon("2023-02-02"));
    [sites::service::add(&ctx, shop).await.unwrap(), sites::service::add(&later, home).await.unwrap()]
}

/// What somebody finds among sites.
async fn found_by(world: &World, who: &Actor, typed: &str) -> Vec<SiteId> {
    let filter = SiteFilter { common: common(typed), ..SiteFilter::default() };
    let page = sites::query::list(&world.ctx(who, noon(NOW)), &filter, 500).await.unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

db_test!(sites_are_found_by_initials_doors_and_phones, |db| async {
    let world = World::new(&db).await;
    let [shop, home] = places(&world).await;
    for (typed, expected) in [
        ("dzbzp", vec![shop]),
        ("scd", vec![shop]),
        ("DZBZPSC", vec![shop]),
        ("mtl", vec![home, shop]),
        ("茅台路500弄12号302室", vec![shop]),
        ("12栋302房", vec![shop]),
        ("600-43-605", vec![home]),
        ("605室", vec![home]),
        ("司马青云", vec![home]),
        ("smqy", vec![home]),
        ("钱多多", vec![shop]),
        ("qdd", vec![shop]),
        ("8765", vec![shop]),
        ("12348765", vec![shop]),
        ("13712348765", vec![shop]),
        ("137 1234 8765", vec![shop]),
        ("包子 8765", vec![shop]),
        ("包子 4321", vec![]),
        ("4321", vec![home]),
        ("765", vec![]),
        ("13512348765", vec![]),
    ] {
        assert_eq!(found_by(&world, &world.office, typed).await, expected, "{typed}");
    }
    // visits are found by their site
    let visited = world.visit(shop, noon("2023-03-01"), |_| ()).await;
    for (typed, expected) in [("dzbzp", 1), ("8765", 1), ("茅台路500弄12号", 1), ("4321", 0)] {
        let filter = InspectionFilter { common: common(typed), ..InspectionFilter::default() };
        let ctx = world.ctx(&world.office, noon(NOW));
        let page = inspections::query::list(&ctx, &filter, 500).await.unwrap();
        assert_eq!(page.rows.iter().filter(|row| row.id == visited).count(), expected, "{typed}");
    }
});

db_test!(who_may_not_see_people_does_not_find_them, |db| async {
    let world = World::new(&db).await;
    let [shop, home] = places(&world).await;
    for who in [&world.leader, &world.admin] {
        // what their lists show finds it
        for (typed, expected) in [
            ("茅台路600弄43号", vec![home]),
            ("司", vec![home]),
            ("dzbzp", vec![shop]),
            ("500弄12号", vec![shop]),
        ] {
            assert_eq!(found_by(&world, who, typed).await, expected, "{}: {typed}", who.role);
        }
        // what they mask finds nothing, whichever way it is tried
        for typed in [
            "司马青云",
            "马青",
            "smqy",
            "605",
            "605室",
            "8765",
            "4321",
            "13712348765",
            "137 1234 8765",
            "钱多多",
            "qdd",
            "600-43-605",
        ] {
            assert_eq!(found_by(&world, who, typed).await, [], "{}: {typed}", who.role);
        }
    }
    // of another area nobody finds them
    assert_eq!(found_by(&world, &world.stranger, "8765").await, []);
});

db_test!(hazards_are_found_by_number_party_and_phone, |db| async {
    let world = World::new(&db).await;
    let found = world
        .find(noon("2023-06-01"), |c| {
            c.party_name = Some("赵铁柱".into());
            c.party_phone = Some("13987651234".into());
        })
        .await;
    let row = hazard::Entity::find_by_id(found.0).one(db.read()).await.unwrap().unwrap();
    let (year, seq) = (row.year, row.seq);
    for typed in [
        row.number.clone(),
        format!("{year}-{seq}"),
        format!("〔{year}〕{seq}号"),
        format!("（{year}）第{seq}号"),
        format!("隐患[{year}]{seq:06}"),
        format!("第{seq}号"),
        format!("{seq:06}"),
        format!("{seq:03}"),
        format!("{seq}号"),
        "赵铁柱".into(),
        "ztz".into(),
        "1234".into(),
        "13987651234".into(),
    ] {
        assert!(findings(&world, &typed).await.contains(&found), "{typed}");
    }
    assert_eq!(findings(&world, &format!("〔{}〕{seq}号", year + 1)).await, []);
    assert_eq!(findings(&world, "13887651234").await, []);
    let as_leader = async |typed: &str| {
        let filter = HazardFilter { common: common(typed), ..HazardFilter::default() };
        let page = hazards::query::list(&world.ctx(&world.leader, noon(NOW)), &filter, 500).await.unwrap();
        page.rows.len()
    };
    assert_eq!(as_leader(&format!("{seq:06}")).await, 1);
    for typed in ["赵铁柱", "ztz", "1234", "13987651234"] {
        assert_eq!(as_leader(typed).await, 0, "{typed}");
    }
});
