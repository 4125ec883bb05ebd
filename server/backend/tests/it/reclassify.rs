//! What a hazard counts as and where it is, corrected while it is open: everything that follows from it follows in the same change.

use backend::{
    audit::verify::verify,
    db::Db,
    entities::{hazard, hazard_event, month_figure},
    figures::recount,
    hazards,
    reminders::inbox,
};
use chrono::{Days, NaiveDate};
use domain::{
    calendar::local_date,
    fault::{Code, FieldCode},
    hazards::{
        Category, Change, FLYING_WIRES, HazardCommand, HazardState, PointSource, Severity, Status,
        correction::{CHANGED, Reclassified},
    },
    ids::{EventId, HazardId, SiteId},
    listing::{Filter, HazardFilter},
    reminders::Stage,
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    summary::tamper,
    support::world::{COMMITTEE, HERE, OTHER_COMMITTEE, World, at, noon, refused, site as new_site},
};

const NOW: &str = "2023-06-10";
const FOUND: &str = "2023-06-01";

/// A correction of nothing yet.
struct Correction {
    category: Option<Category>,
    severity: Option<Severity>,
    site: Option<SiteId>,
    position: Option<domain::hazards::Position>,
}

const NOTHING: Correction = Correction { category: None, severity: None, site: None, position: None };

impl Correction {
    fn of(self, hazard: HazardId) -> Change {
        let Self { category, severity, site, position } = self;
        Change {
            id: EventId(Uuid::now_v7()),
            hazard,
            base_version: None,
            device_at: None,
            position: None,
            command: HazardCommand::Reclassify {
                category,
                severity,
                site,
                position,
                reason: "看错了".into(),
            },
        }
    }
}

async fn correct(world: &World, id: HazardId, correction: Correction) -> HazardState {
    hazards::service::change(&world.ctx(&world.office, noon(NOW)), correction.of(id)).await.unwrap()
}

async fn row(db: &Db, id: HazardId) -> hazard::Model {
    hazard::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap()
}

async fn last_event(db: &Db, id: HazardId) -> hazard_event::Model {
    let of = hazard_event::Entity::find().filter(hazard_event::Column::HazardId.eq(id.0));
    of.order_by_desc(hazard_event::Column::Seq).one(db.read()).await.unwrap().unwrap()
}

/// What the last event says that the correction changed.
async fn changed(db: &Db, id: HazardId) -> Reclassified {
    let event = last_event(db, id).await;
    assert_eq!((event.kind.as_str(), event.note.as_deref()), ("corrected", Some("看错了")));
    let data: serde_json::Value = serde_json::from_str(&event.data).unwrap();
    serde_json::from_value(data[CHANGED].clone()).unwrap()
}

async fn listed(world: &World, query: &str) -> Vec<HazardId> {
    let filter = HazardFilter::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')));
    let page = hazards::query::list(&world.ctx(&world.office, noon(NOW)), &filter, 50).await.unwrap();
    assert_eq!(page.total.n, page.rows.len() as u64, "{query}");
    page.rows.iter().map(|row| row.id).collect()
}

/// The counters of months as they are kept, and as they are when all is counted anew.
async fn kept_and_anew(db: &Db) -> [Vec<month_figure::Model>; 2] {
    let read = async || {
        let rows = month_figure::Entity::find()
            .order_by_asc(month_figure::Column::AreaCode)
            .order_by_asc(month_figure::Column::Month);
        let mut rows = rows.all(db.read()).await.unwrap();
        // a month to which something was added and taken from again says nothing
        rows.retain(|r| {
            [r.found, r.closed, r.on_spot, r.awaiting, r.timely, r.on_time, r.due, r.due_closed] != [0; 8]
                || [r.carry, r.carry_closed, r.flow_found, r.flow_closed, r.flow_reopened, r.flow_voided]
                    != [0; 6]
        });
        rows
    };
    let kept = read().await;
    tamper(db, "INSERT INTO year_figure (area_code, year) VALUES ('', 0)").await;
    assert!(recount::ensure(db).await.unwrap() > 0);
    [kept, read().await]
}

fn due(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

db_test!(the_deadline_follows_the_table_and_the_first_one_stays, |db| async {
    let world = World::new(&db).await;
    // by the table: a fire hazard has 7 days, one of the structure 30
    let id = world.find(noon(FOUND), |c| c.due = None).await;
    assert_eq!(row(&db, id).await.effective_due, due("2023-06-08"));
    let state = correct(&world, id, Correction { category: Some(Category::Building), ..NOTHING }).await;
    assert_eq!((state.original_due, state.effective_due), (due("2023-06-08"), due("2023-07-01")));
    let said = changed(&db, id).await;
    assert_eq!(said.category, Some((Category::Fire, Category::Building)));
    assert_eq!(said.due, Some((due("2023-06-08"), due("2023-07-01"))));
    // a shorter one does not come before what people were told
    let state = correct(&world, id, Correction { category: Some(Category::Ebike), ..NOTHING }).await;
    assert_eq!(state.effective_due, due("2023-06-08"));
    // what somebody decided stays
    let by_hand = world.find(noon(FOUND), |_| ()).await;
    let day = local_date(noon(FOUND)) + Days::new(30);
    let other = Correction { category: Some(Category::IllegalStructure), ..NOTHING };
    assert_eq!(correct(&world, by_hand, other).await.effective_due, day);
    assert_eq!(changed(&db, by_hand).await.due, None);
    let [kept, anew] = kept_and_anew(&db).await;
    assert_eq!(kept, anew, "on time is counted by the deadline in force");
});

db_test!(what_turns_out_to_be_major_is_taken_from_whoever_had_it, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon(FOUND), |_| ()).await;
    world.assign(noon("2023-06-02"), id).await;
    assert_eq!(listed(&world, "severity=major").await, []);
    let state = correct(&world, id, Correction { severity: Some(Severity::Major), ..NOTHING }).await;
    assert_eq!((state.status, state.assignee, state.supervised), (Status::Registered, None, true));
    assert_eq!(row(&db, id).await.severity, Severity::Major.as_str());
    assert_eq!(listed(&world, "severity=major").await, [id]);
    let told = inbox::list(&world.ctx(&world.inspector, noon(NOW)), true, None).await.unwrap().rows;
    assert_eq!(told.iter().map(|row| (row.hazard, row.stage)).collect::<Vec<_>>(), [(id, Stage::Taken)]);
    world.five_elements(noon(NOW), id).await;
    world.assign(noon(NOW), id).await;
    let report = verify(&db, |_, _| ()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?}", report.broken);
});

db_test!(lists_search_and_map_know_it_as_it_is_now, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let wires = |c: &mut domain::hazards::RegisterHazard| {
        (c.category, c.subcategory) = (Category::Ebike, Some(FLYING_WIRES.into()));
    };
    let id = world.find(noon(FOUND), wires).await;
    let twin = new_site(SiteKind::SmallUnit, "𠮷㐂理发店", "仙霞路700弄8号", COMMITTEE, None);
    let barber = backend::sites::service::add(&ctx, twin).await.unwrap();
    let before = row(&db, id).await;
    assert_eq!(before.point_source.as_deref(), Some(PointSource::Address.as_str()));

    correct(&world, id, Correction { category: Some(Category::Gas), site: Some(barber), ..NOTHING }).await;
    let after = row(&db, id).await;
    assert_eq!((after.category.as_str(), after.subcategory.as_deref()), ("gas", None));
    assert_eq!(
        (after.site_id, after.lon, after.cell),
        (Some(barber.0), None, None),
        "the place of the shop was not its own"
    );
    assert_eq!((&after.number, &after.area_code), (&before.number, &before.area_code));
    assert!(after.change_seq > before.change_seq, "tablets hear of it");
    let said = changed(&db, id).await;
    assert_eq!(said.site, Some((Some(world.shop), barber)));
    assert_eq!(said.subcategory.as_deref(), Some(FLYING_WIRES));
    assert!(said.position.is_some_and(|(before, now)| before.is_some() && now.is_none()));
    for (query, expected) in [
        ("category=ebike", vec![]),
        ("category=gas", vec![id]),
        ("q=面馆", vec![]),
        ("q=理发", vec![id]),
        ("no_position=1", vec![id]),
        ("no_position=1&q=理发", vec![id]),
    ] {
        assert_eq!(listed(&world, query).await, expected, "{query}");
    }
    correct(&world, id, Correction { position: at(HERE.0, HERE.1), ..NOTHING }).await;
    let placed = row(&db, id).await;
    assert_eq!((placed.lon, placed.point_source.as_deref()), (Some(HERE.0), Some("gps")));
    assert!(placed.cell.is_some());
    assert_eq!(listed(&world, "no_position=1").await, []);
    // a position of its own is not that of the site
    correct(&world, id, Correction { site: Some(world.shop), ..NOTHING }).await;
    assert_eq!(row(&db, id).await.lon, Some(HERE.0));
    assert!(changed(&db, id).await.position.is_none());
    let report = verify(&db, |_, _| ()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?}", report.broken);
    let [kept, anew] = kept_and_anew(&db).await;
    assert_eq!(kept, anew);
});

db_test!(what_may_not_be_corrected_is_refused, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon(FOUND), |_| ()).await;
    let office = world.ctx(&world.office, noon(NOW));
    let refuse = async |who: &domain::actor::Actor, correction: Correction| {
        hazards::service::change(&world.ctx(who, noon(NOW)), correction.of(id)).await.unwrap_err()
    };
    let field = |error: &backend::error::Error| {
        let fault = error.as_fault().unwrap();
        (fault.fields[0].field.clone(), fault.fields[0].code)
    };
    let gas = || Correction { category: Some(Category::Gas), ..NOTHING };
    // another committee is another record: figures of both have been told
    let there = refuse(&world.office, Correction { site: Some(world.tower), ..NOTHING }).await;
    assert_eq!(field(&there), ("site".to_owned(), FieldCode::RegisterThere));
    let far = refuse(&world.office, Correction { site: Some(world.far_shop), ..NOTHING }).await;
    assert_eq!(field(&far), ("site".to_owned(), FieldCode::Unknown));
    let none = refuse(&world.office, NOTHING).await;
    assert_eq!(field(&none), ("category".to_owned(), FieldCode::NoneChosen));
    let abroad = refuse(&world.office, Correction { position: at(2.3, 48.9), ..NOTHING }).await;
    assert_eq!(field(&abroad).1, FieldCode::OutOfRange);
    let same = Correction { category: Some(Category::Fire), severity: Some(Severity::General), ..NOTHING };
    assert_eq!(refuse(&world.office, same).await.as_fault().unwrap().code, Code::NothingToDo);
    for (who, expected) in [
        (&world.inspector, Code::Forbidden),
        (&world.leader, Code::Forbidden),
        (&world.admin, Code::Forbidden),
        (&world.stranger, Code::NotFound),
    ] {
        assert_eq!(refuse(who, gas()).await.as_fault().unwrap().code, expected);
    }
    // without a site its place says in which committee it counts
    let street = world.find(noon(FOUND), |c| (c.site, c.position) = (None, at(121.3917, 31.213))).await;
    assert_eq!(row(&db, street).await.committee_code, COMMITTEE);
    let next = Correction { position: at(121.3924, 31.2106), ..NOTHING }.of(street);
    let error = hazards::service::change(&office, next).await.unwrap_err();
    assert_eq!(field(&error), ("lon".to_owned(), FieldCode::RegisterThere), "{OTHER_COMMITTEE}");
    // sent twice it is done once; based on another version it is told
    let once = gas().of(id);
    hazards::service::change(&office, once.clone()).await.unwrap();
    hazards::service::change(&office, once).await.unwrap();
    assert_eq!(row(&db, id).await.event_count, 2);
    let old =
        Change { base_version: Some(1), ..Correction { severity: Some(Severity::Major), ..NOTHING }.of(id) };
    assert_eq!(refused(hazards::service::change(&office, old).await), Code::Stale);
    // what is closed stays as it was found
    world.close(noon(NOW), id).await;
    let closed = Correction { category: Some(Category::Food), ..NOTHING }.of(id);
    assert_eq!(refused(hazards::service::change(&office, closed).await), Code::WrongState);
});
