//! Placing a site at the desk: what follows its position, and what does so only when somebody says it.

use backend::{
    audit::verify::verify,
    db::Db,
    entities::{hazard, hazard_event, site},
    hazards, sites,
};
use domain::{
    fault::{Code, FieldCode},
    geo::{Datum, Point},
    hazards::{HazardCommand, PointSource, Position, Status},
    ids::{HazardId, SiteId},
    listing::{Filter, HazardFilter},
    sites::{Belonging, ChangeSite, SiteKind, SitePlace},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::world::{COMMITTEE, OTHER_COMMITTEE, World, at, noon, refused, site as new_site};

const NOW: &str = "2023-07-01";

/// Inside of the outlines of both committees of the world.
const IN_FIRST: (f64, f64) = (121.3917, 31.213);
const IN_SECOND: (f64, f64) = (121.3924, 31.2106);

fn place(at: (f64, f64), belonging: Option<Belonging>) -> ChangeSite {
    let point = Point::new(at.0, at.1).unwrap();
    let position = Position { point, accuracy_m: None, source: PointSource::Pin };
    let raw = Some((at.0, at.1, Datum::Wgs84));
    ChangeSite { place: Some(SitePlace { position, raw, belonging }), ..ChangeSite::default() }
}

async fn row(db: &Db, id: SiteId) -> site::Model {
    site::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap()
}

async fn hazard_row(db: &Db, id: HazardId) -> hazard::Model {
    hazard::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap()
}

async fn listed(world: &World, query: &str) -> Vec<HazardId> {
    let filter = HazardFilter::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')));
    let page = hazards::query::list(&world.ctx(&world.office, noon(NOW)), &filter, 50).await.unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

/// What is wrong with which field.
fn told<T: std::fmt::Debug>(answer: Result<T, backend::error::Error>) -> Vec<(String, FieldCode)> {
    let error = answer.unwrap_err();
    let fault = error.as_fault().unwrap_or_else(|| panic!("{error:?}"));
    fault.fields.iter().map(|field| (field.field.clone(), field.code)).collect()
}

db_test!(hazards_without_a_position_of_their_own_lie_where_their_site_does, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    let tower = world.tower;
    let nowhere = world.find(noon("2023-05-01"), |c| c.site = Some(tower)).await;
    let own =
        world.find(noon("2023-05-02"), |c| (c.site, c.position) = (Some(tower), at(121.3925, 31.2107))).await;
    let closed = world.find(noon("2023-05-03"), |c| c.site = Some(tower)).await;
    let assignee = world.neighbour.user;
    let given = HazardCommand::Assign { assignee, note: None };
    world.step(&world.office, noon("2023-05-04"), closed, given).await;
    let done = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
    world.step(&world.neighbour, noon("2023-05-05"), closed, done).await;
    world.review(&world.office, noon("2023-05-06"), closed, true).await;
    let before = (hazard_row(&db, own).await, hazard_row(&db, closed).await);
    assert_eq!(listed(&world, "no_position=1").await, [closed, nowhere]);

    sites::service::change(&office, tower, place(IN_SECOND, None)).await.unwrap();
    let placed = row(&db, tower).await;
    assert_eq!((placed.lon, placed.lat), (Some(IN_SECOND.0), Some(IN_SECOND.1)));
    assert_eq!((placed.point_source.as_deref(), placed.raw_datum.as_deref()), (Some("pin"), Some("wgs84")));
    assert_eq!(placed.area_code, OTHER_COMMITTEE);
    let moved = hazard_row(&db, nowhere).await;
    assert_eq!((moved.lon, moved.lat), (placed.lon, placed.lat));
    assert_eq!(moved.point_source.as_deref(), Some(PointSource::Address.as_str()));
    assert_eq!((moved.status.as_str(), moved.version), (Status::Registered.as_str(), 2));
    assert_eq!(moved.effective_due, moved.original_due);
    // what was found at a place of its own, and what is done with, stays as it was
    assert_eq!((hazard_row(&db, own).await, hazard_row(&db, closed).await), before);
    assert_eq!(listed(&world, "no_position=1").await, [closed]);
    assert_eq!(listed(&world, "no_position=1&q=楼道").await, [closed], "the search has it too");

    // placed again it follows again; the same place again is nothing
    let again = place((IN_SECOND.0 + 0.0001, IN_SECOND.1), None);
    sites::service::change(&office, tower, again.clone()).await.unwrap();
    sites::service::change(&office, tower, again).await.unwrap();
    let events = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(nowhere.0))
        .order_by_asc(hazard_event::Column::Seq)
        .all(db.read())
        .await
        .unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["registered", "corrected", "corrected"]);
    assert!(events[1].data.contains("of_site"), "{}", events[1].data);
    let report = verify(&db, |_, _| ()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?}", report.broken);
});

db_test!(a_committee_follows_a_site_only_when_somebody_says_so, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    let (tower, before) = (world.tower, row(&db, world.tower).await);
    let found = world.find(noon("2023-05-01"), |c| c.site = Some(tower)).await;

    let refusal = sites::service::change(&office, tower, place(IN_FIRST, None)).await;
    let fault = refusal.as_ref().unwrap_err().as_fault().unwrap().clone();
    assert!(fault.fields[0].args.contains_key("area"), "{fault:?}");
    assert_eq!(told(refusal), [("belonging".to_owned(), FieldCode::OtherCommittee)]);
    assert_eq!(row(&db, tower).await, before, "nothing is changed by a question");
    let nowhere = place((121.1, 31.0), None);
    let refusal = sites::service::change(&office, tower, nowhere).await;
    assert_eq!(told(refusal), [("belonging".to_owned(), FieldCode::OutsideOutline)]);
    let slip = place((31.2106, 88.0), Some(Belonging::Stays));
    let fields: Vec<String> = told(sites::service::change(&office, tower, slip).await)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(fields, ["lon", "lat"]);

    sites::service::change(&office, tower, place(IN_FIRST, Some(Belonging::Stays))).await.unwrap();
    let stays = row(&db, tower).await;
    assert_eq!((stays.area_code.as_str(), stays.lon), (OTHER_COMMITTEE, Some(IN_FIRST.0)));

    // in the same place, but said otherwise: with it goes what is still to be done there
    sites::service::change(&office, tower, place(IN_FIRST, Some(Belonging::Follows))).await.unwrap();
    let moved = row(&db, tower).await;
    assert_eq!((moved.area_code.as_str(), moved.committee_code.as_str()), (COMMITTEE, COMMITTEE));
    assert!(moved.change_seq > stays.change_seq, "tablets of both hear of it");
    assert_eq!(hazard_row(&db, found).await.area_code, OTHER_COMMITTEE, "it was found there");
    // whoever works in one committee gives no site to the next
    let own = world.ctx(&world.inspector, noon(NOW));
    let refusal = sites::service::change(&own, world.shop, place(IN_SECOND, Some(Belonging::Follows))).await;
    assert_eq!(told(refusal), [("belonging".to_owned(), FieldCode::OutsideArea)]);
    for (who, expected) in [(&world.leader, Code::Forbidden), (&world.stranger, Code::NotFound)] {
        let ctx = world.ctx(who, noon(NOW));
        assert_eq!(refused(sites::service::change(&ctx, tower, place(IN_FIRST, None)).await), expected);
    }
});

db_test!(hazards_are_found_by_what_their_site_is_called_now, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    let open = world.find(noon("2023-05-01"), |_| ()).await;
    let closed = world.find(noon("2023-05-02"), |_| ()).await;
    world.close(noon("2023-05-03"), closed).await;
    let elsewhere = world.find(noon("2023-05-04"), |c| c.site = Some(world.flat)).await;
    assert_eq!(listed(&world, "q=面馆").await, [closed, open]);
    let name = Some("𠮷㐂小吃店".to_owned());
    let address = Some("天山支路 88 号".to_owned());
    let command = ChangeSite { name, address, ..ChangeSite::default() };
    sites::service::change(&office, world.shop, command).await.unwrap();
    assert_eq!(listed(&world, "q=面馆").await, []);
    for words in ["小吃", "天山支路", "88号", "𠮷㐂"] {
        assert_eq!(listed(&world, &format!("q={words}")).await, [closed, open], "{words}");
    }
    assert_eq!(listed(&world, "q=欧阳").await, [elsewhere]);

    // so are those that came with a merged record
    let ctx = world.ctx(&world.office, noon(NOW));
    let twin = new_site(SiteKind::SmallUnit, "吉祥点心", "天山支路88号", COMMITTEE, None);
    let twin = sites::service::add(&ctx, twin).await.unwrap();
    let came = world.find(noon("2023-05-05"), |c| c.site = Some(twin)).await;
    assert_eq!(listed(&world, "q=吉祥").await, [came]);
    sites::service::merge(&ctx, twin, world.shop).await.unwrap();
    assert_eq!(listed(&world, "q=小吃").await, [came, closed, open]);
    assert_eq!(listed(&world, "q=吉祥").await, []);
});
