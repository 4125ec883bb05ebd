//! Outlines: what is read and put right, which sites follow, and that all of it is one change.

use backend::{
    audit::verify::verify,
    ctx::Ctx,
    db::Db,
    entities::{area, audit_entry, boundary_import, gas_user, hazard, inspection, site, stove, task},
    plans,
    sites::query::list,
    storage::Key,
    sync,
    transfer::boundaries::{
        purge, query,
        service::{self, Confirmed, Upload},
    },
};
use chrono::TimeDelta;
use domain::{
    boundaries::{BoundaryImport, BoundaryResult, BoundarySetup, FeatureFault, MoveList},
    fault::Code,
    geo::{Datum, Point, Repair, Wgs84},
    ids::{ImportId, SiteId},
    listing::SiteFilter,
    sites::SiteKind,
    sync::Gone,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::support::{
    books, gear,
    world::{
        COMMITTEE, FAR_COMMITTEE, HERE, OTHER_COMMITTEE, SUBDISTRICT, World, at, noon, refused, site as place,
    },
};

const NOW: &str = "2023-07-01";

/// The corners of a square, in degrees, against the clock and closed.
fn square(west: f64, south: f64, side: f64) -> Vec<(f64, f64)> {
    let (east, north) = (west + side, south + side);
    vec![(west, south), (east, south), (east, north), (west, north), (west, south)]
}

/// A square that holds the shop and the flat.
fn around() -> Vec<(f64, f64)> {
    square(HERE.0 - 0.004, HERE.1 - 0.004, 0.01)
}

fn feature(name: &str, value: &str, ring: &[(f64, f64)]) -> String {
    let corners: Vec<String> = ring.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
    format!(
        r#"{{"type":"Feature","properties":{{"{name}":"{value}","id":7}},
            "geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
        corners.join(",")
    )
}

fn collection(features: &[String]) -> Vec<u8> {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",")).into_bytes()
}

/// The first committee goes away from where its sites are, the second comes there.
fn exchanged() -> Vec<u8> {
    collection(&[
        feature("code", COMMITTEE, &square(121.40, 31.20, 0.005)),
        feature("code", OTHER_COMMITTEE, &around()),
    ])
}

fn admin(world: &World) -> Ctx {
    world.ctx(&world.admin, noon(NOW))
}

async fn begin(ctx: &Ctx, bytes: Vec<u8>, setup: BoundarySetup) -> backend::error::Result<ImportId> {
    let id = ImportId(Uuid::now_v7());
    service::begin(ctx, Upload { id, file_name: "居委.geojson".into(), bytes: bytes.into(), setup }).await
}

fn plain() -> BoundarySetup {
    BoundarySetup::new(Datum::Wgs84)
}

async fn job(ctx: &Ctx, id: ImportId) -> BoundaryImport {
    *query::page(ctx, Some(id), MoveList::Moving, 1).await.unwrap().job.unwrap()
}

async fn confirm(ctx: &Ctx, id: ImportId) -> backend::error::Result<BoundaryResult> {
    let seen = job(ctx, id).await;
    let confirmed = Confirmed { version: seen.version, moving: seen.moves.moving };
    service::carry_out(ctx, id, confirmed).await
}

async fn committee_of(db: &Db, id: SiteId) -> String {
    let row = site::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    assert!(row.area_code.starts_with(&row.committee_code));
    row.committee_code
}

db_test!(sites_follow_the_outlines_with_all_that_is_behind_their_doors, |db| async {
    let world = World::new(&db).await;
    let day = noon("2023-06-05");
    let hazard = world.find(day, |_| ()).await;
    let visit = world.visit(world.flat, day, |_| ()).await;
    let stove = world.stove(world.shop, day, gear::unsafe_stove("2010-01-01")).await;
    world.gas_unit(world.shop, day).await;
    let office = world.ctx(&world.office, day);
    plans::service::save(&office, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    plans::make(&world.state, noon("2023-06-01")).await.unwrap();
    let before = sync::query::changes(&world.ctx(&world.inspector, day), 0).await.unwrap().seq;

    let ctx = admin(&world);
    let id = begin(&ctx, exchanged(), plain()).await.unwrap();
    let seen = job(&ctx, id).await;
    assert_eq!(seen.report.property.as_deref(), Some("code"));
    assert_eq!((seen.report.changes.len(), seen.report.bad, seen.moves.moving), (2, 0, 2), "{seen:?}");
    let listed: Vec<SiteId> = seen.sites.iter().map(|row| row.site).collect();
    assert!(listed.contains(&world.shop) && listed.contains(&world.flat), "{listed:?}");
    let flat = seen.sites.iter().find(|row| row.site == world.flat).unwrap();
    assert!(flat.name.contains('*') && !flat.address.contains("502"), "a home is masked: {flat:?}");
    assert_eq!(flat.to.as_ref().unwrap().code.as_str(), OTHER_COMMITTEE);
    // nothing has changed yet
    assert_eq!(committee_of(&db, world.shop).await, COMMITTEE);
    let map = query::map(&ctx, id).await.unwrap();
    assert!(map.contains(r#""layer":"before""#) && map.contains(r#""layer":"committee""#), "{map}");

    let result = confirm(&ctx, id).await.unwrap();
    assert_eq!(result, BoundaryResult { outlines: 2, moved: 2, bad: 0 });
    assert_eq!(committee_of(&db, world.shop).await, OTHER_COMMITTEE);
    assert_eq!(committee_of(&db, world.flat).await, OTHER_COMMITTEE);
    let row = area::Entity::find_by_id(COMMITTEE).one(db.read()).await.unwrap().unwrap();
    assert!(!row.approximate && row.lon.unwrap() > 121.40);
    // the copy of this server knows it at once
    let areas = world.state.reference().await.unwrap();
    let here: Point<Wgs84> = Point::new(HERE.0, HERE.1).unwrap();
    let other = areas.areas.get(&OTHER_COMMITTEE.parse().unwrap()).unwrap();
    assert!(other.boundary.as_ref().unwrap().contains(here) && !other.approximate);

    let behind = stove::Entity::find_by_id(stove.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((behind.committee_code.as_str(), behind.event_count), (OTHER_COMMITTEE, 2));
    let users = gas_user::Entity::find().filter(gas_user::Column::SiteId.eq(world.shop.0));
    assert_eq!(users.one(db.read()).await.unwrap().unwrap().committee_code, OTHER_COMMITTEE);
    let tasks =
        task::Entity::find().filter(task::Column::SiteId.eq(world.shop.0)).all(db.read()).await.unwrap();
    assert!(!tasks.is_empty() && tasks.iter().all(|task| task.committee_code == OTHER_COMMITTEE));
    // what was recorded stays where it was recorded
    let found = hazard::Entity::find_by_id(hazard.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(found.committee_code, COMMITTEE);
    let visited = inspection::Entity::find_by_id(visit.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(visited.committee_code, COMMITTEE);

    // tablets: it leaves the one and comes to the other
    let left = sync::query::changes(&world.ctx(&world.inspector, noon(NOW)), before).await.unwrap();
    assert!(left.gone.contains(&Gone::Site { id: world.shop, into: None }), "{:?}", left.gone);
    let came = sync::query::changes(&world.ctx(&world.neighbour, noon(NOW)), before).await.unwrap();
    assert!(came.sites.iter().any(|site| site.id == world.shop), "{:?}", came.sites);
    // the search words of the area follow
    let mut filter = SiteFilter::default();
    filter.common.q = Some("老王面馆".into());
    let by = async |who| list(&world.ctx(who, noon(NOW)), &filter, 50).await.unwrap().rows.len();
    assert_eq!((by(&world.inspector).await, by(&world.neighbour).await), (0, 1));

    let lines = audit_entry::Entity::find().all(db.read()).await.unwrap();
    let n = |action: &str| lines.iter().filter(|line| line.action == action).count();
    assert_eq!((n("import.boundaries"), n("area.outline"), n("site.move")), (1, 2, 2));
    let outline = lines.iter().find(|line| line.action == "area.outline").unwrap();
    assert!(outline.detail["before"].is_object(), "what it was is kept: {}", outline.detail);
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![]);

    // sent again it answers the same, and the file is gone
    let again = service::carry_out(&ctx, id, Confirmed { version: 1, moving: 2 }).await.unwrap();
    assert_eq!(again, result);
    assert!(!world.state.storage.exists(&Key::import(id.0)).await.unwrap());
    assert_eq!(refused(service::discard(&ctx, id).await), Code::Stale);
});

db_test!(sites_may_be_left_where_they_are, |db| async {
    let world = World::new(&db).await;
    let ctx = admin(&world);
    let id = begin(&ctx, exchanged(), BoundarySetup { move_sites: false, ..plain() }).await.unwrap();
    assert_eq!(job(&ctx, id).await.moves.moving, 2, "they are counted all the same");
    let result = confirm(&ctx, id).await.unwrap();
    assert_eq!(result, BoundaryResult { outlines: 2, moved: 0, bad: 0 });
    assert_eq!(committee_of(&db, world.shop).await, COMMITTEE);
});

db_test!(sites_in_no_outline_or_in_another_street_stay_and_are_listed, |db| async {
    let world = World::new(&db).await;
    let ctx = admin(&world);
    // the shop's committee leaves it behind; the other street's comes around the flat only
    let east = square(HERE.0 + 0.0005, HERE.1 - 0.004, 0.008);
    let away = square(110.0, 30.0, 0.005);
    let mut features = vec![feature("code", FAR_COMMITTEE, &east)];
    // no outline of the subdistrict is left around here
    let all = world.state.reference().await.unwrap();
    for committee in all.areas.subtree(&SUBDISTRICT.parse().unwrap()) {
        if committee.code.as_str().len() == 12 {
            features.push(feature("code", committee.code.as_str(), &away));
        }
    }
    let id = begin(&ctx, collection(&features), plain()).await.unwrap();
    let staying = query::page(&ctx, Some(id), MoveList::Staying, 1).await.unwrap().job.unwrap();
    // the other street's own shop is left behind too
    assert_eq!((staying.moves.moving, staying.moves.staying), (0, 3), "{:?}", staying.moves);
    let lies: Vec<(SiteId, Option<String>)> =
        staying.sites.iter().map(|row| (row.site, row.to.as_ref().map(|to| to.code.to_string()))).collect();
    assert!(lies.contains(&(world.shop, None)), "{lies:?}");
    assert!(lies.contains(&(world.flat, Some(FAR_COMMITTEE.into()))), "{lies:?}");
    assert_eq!(staying.moves.unplaced, 1, "the tower has no position");
    assert!(!staying.report.overlaps.is_empty(), "all committees at one place");
    confirm(&ctx, id).await.unwrap();
    assert_eq!(committee_of(&db, world.flat).await, COMMITTEE);
});

db_test!(what_was_looked_at_is_what_happens, |db| async {
    let world = World::new(&db).await;
    let ctx = admin(&world);
    let id = begin(&ctx, exchanged(), plain()).await.unwrap();
    let seen = job(&ctx, id).await;
    let old = Confirmed { version: seen.version, moving: seen.moves.moving };
    // another site has come meanwhile
    let late = place(SiteKind::SmallUnit, "新店", "仙霞路9号", COMMITTEE, at(HERE.0, HERE.1));
    backend::sites::service::add(&world.ctx(&world.office, noon(NOW)), late).await.unwrap();
    assert_eq!(refused(service::carry_out(&ctx, id, old).await), Code::Stale);
    // the file was read in another way meanwhile
    service::read_as(&ctx, id, BoundarySetup { approximate: true, ..plain() }).await.unwrap();
    let stale = Confirmed { version: seen.version, moving: 3 };
    assert_eq!(refused(service::carry_out(&ctx, id, stale).await), Code::Stale);
    assert_eq!(confirm(&ctx, id).await.unwrap().moved, 3);
    let row = area::Entity::find_by_id(COMMITTEE).one(db.read()).await.unwrap().unwrap();
    assert!(row.approximate);
    // the same file once more changes nothing
    let id = begin(&ctx, exchanged(), BoundarySetup { approximate: true, ..plain() }).await.unwrap();
    let seen = job(&ctx, id).await;
    assert_eq!((seen.report.changes.len(), seen.report.unchanged), (0, 2));
    let nothing = confirm(&ctx, id).await.unwrap_err();
    assert_eq!(nothing.as_fault().unwrap().fields[0].field, "property");
});

db_test!(features_are_put_right_or_left_out_with_the_reason, |db| async {
    let world = World::new(&db).await;
    let ctx = admin(&world);
    let bow = [(121.40, 31.20), (121.41, 31.21), (121.41, 31.20), (121.40, 31.21), (121.40, 31.20)];
    let swapped: Vec<_> = around().into_iter().map(|(x, y)| (y, x)).collect();
    let bytes = collection(&[
        feature("JWMC", "天山五村第一居委", &bow),
        feature("JWMC", "没有这个", &around()),
        feature("JWMC", "天山五村第三居民委员会", &swapped),
        feature("JWMC", "", &around()),
    ]);
    let id = begin(&ctx, bytes, plain()).await.unwrap();
    let seen = job(&ctx, id).await;
    assert_eq!(seen.report.property.as_deref(), Some("JWMC"));
    let change = &seen.report.changes[0];
    assert_eq!((change.area.code.as_str(), change.parts, seen.report.changes.len()), (COMMITTEE, 2, 1));
    assert!(change.repairs.contains_key(&Repair::Crossing) && change.before_m2.is_some(), "{change:?}");
    let bad: Vec<_> = seen.report.shown.iter().map(|bad| (bad.feature, bad.fault)).collect();
    assert_eq!(bad, [(2, FeatureFault::UnknownArea), (3, FeatureFault::Swapped), (4, FeatureFault::Unnamed)]);
    // one of them keeps all out until somebody says otherwise
    let kept_out = confirm(&ctx, id).await.unwrap_err();
    assert_eq!(kept_out.as_fault().unwrap().fields[0].field, "skip_bad");
    service::read_as(&ctx, id, BoundarySetup { skip_bad: true, ..plain() }).await.unwrap();
    assert_eq!(confirm(&ctx, id).await.unwrap().bad, 3);
});

db_test!(a_wrong_datum_is_doubted, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    // many sites in a small square, whose outline comes from a map of Amap
    for n in 0..25_i32 {
        let (east, north) = (f64::from(n % 5) / 2e3, f64::from(n / 5) / 2e3);
        let command = place(
            SiteKind::SmallUnit,
            &format!("店{n}"),
            &format!("某路{n}号"),
            COMMITTEE,
            at(121.400 + east, 31.200 + north),
        );
        backend::sites::service::add(&office, command).await.unwrap();
    }
    let amap: Vec<(f64, f64)> = square(121.3998, 31.1998, 0.0024)
        .into_iter()
        .map(|(x, y)| Point::<Wgs84>::new(x, y).unwrap().to_gcj02())
        .map(|p| (p.lon(), p.lat()))
        .collect();
    let bytes = collection(&[feature("code", COMMITTEE, &amap)]);
    let ctx = admin(&world);
    let id = begin(&ctx, bytes, plain()).await.unwrap();
    assert_eq!(job(&ctx, id).await.report.datum_doubt, Some(Datum::Gcj02));
    service::read_as(&ctx, id, BoundarySetup::new(Datum::Gcj02)).await.unwrap();
    assert_eq!(job(&ctx, id).await.report.datum_doubt, None);
});

db_test!(only_administrators_import_and_only_their_own, |db| async {
    let world = World::new(&db).await;
    for who in [&world.office, &world.inspector, &world.leader] {
        let ctx = world.ctx(who, noon(NOW));
        assert_eq!(refused(begin(&ctx, exchanged(), plain()).await), Code::Forbidden);
        assert_eq!(refused(query::page(&ctx, None, MoveList::Moving, 1).await), Code::Forbidden);
    }
    let ctx = admin(&world);
    assert_eq!(refused(begin(&ctx, vec![], plain()).await), Code::FileEmpty);
    assert_eq!(refused(begin(&ctx, b"not json".to_vec(), plain()).await), Code::UnreadableTable);
    let id = begin(&ctx, exchanged(), plain()).await.unwrap();
    let mut other = world.admin.clone();
    other.user = world.office.user;
    let other = world.ctx(&other, noon(NOW));
    assert_eq!(refused(query::page(&other, Some(id), MoveList::Moving, 1).await), Code::NotFound);
    assert_eq!(refused(query::map(&other, id).await), Code::NotFound);
    assert_eq!(refused(service::discard(&other, id).await), Code::NotFound);
    // an administrator of another street finds no area of its own in the file
    let mut far = world.admin.clone();
    far.area = FAR_COMMITTEE.parse().unwrap();
    let far = world.ctx(&far, noon(NOW));
    let elsewhere = begin(&far, exchanged(), plain()).await.unwrap();
    assert_eq!(job(&far, elsewhere).await.report.bad, 2);
    assert_eq!(query::page(&ctx, None, MoveList::Moving, 1).await.unwrap().open.len(), 2);
    service::discard(&ctx, id).await.unwrap();
    assert_eq!(refused(query::map(&ctx, id).await), Code::NotFound);
});

db_test!(what_nobody_finishes_goes_after_a_week_with_its_file, |db| async {
    let world = World::new(&db).await;
    let ctx = admin(&world);
    let id = begin(&ctx, exchanged(), plain()).await.unwrap();
    assert_eq!(purge(&world.state, ctx.now + TimeDelta::days(6)).await.unwrap(), 0);
    assert_eq!(purge(&world.state, ctx.now + TimeDelta::days(8)).await.unwrap(), 1);
    assert!(!world.state.storage.exists(&Key::import(id.0)).await.unwrap());
    assert!(boundary_import::Entity::find_by_id(id.0).one(db.read()).await.unwrap().is_none());
});
