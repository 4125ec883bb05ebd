//! Who has a case, and which records are one: a case is taken over with a word to whoever had it, and what was merged is split off
//! again with its own history.

use backend::{audit::verify::verify, entities::hazard, figures, hazards, reminders::inbox};
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, FieldCode},
    geo::Point,
    hazards::{
        Category, Change, EventKind, HazardCommand, HazardDetail, RegisterHazard, Status, VoidReason,
        alike::{alike, near},
        lifecycle::{SPLIT_FROM, TAKEN_OVER},
    },
    ids::{EventId, HazardId},
    listing::{Filter, HazardFilter},
    period::Period,
    reminders::Stage,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use crate::support::{
    explain::{by_indexes, found_by_indexes},
    world::{SUBDISTRICT, World, at, date, noon, refused},
};

const NOW: &str = "2023-06-10";

async fn detail(world: &World, id: HazardId) -> HazardDetail {
    hazards::query::detail(&world.ctx(&world.office, noon(NOW)), id).await.unwrap()
}

fn change(hazard: HazardId, command: HazardCommand) -> Change {
    Change {
        id: EventId(Uuid::now_v7()),
        hazard,
        base_version: None,
        device_at: None,
        position: None,
        command,
    }
}

/// Found in the year, declared void in it, and open at its end.
async fn counted(world: &World, now: DateTime<Utc>) -> (i64, i64, i64) {
    let year = Period::new(date("2023-01-01"), date("2023-12-31")).unwrap();
    let ctx = world.ctx(&world.office, now);
    let all = figures::query::figures(&ctx, &SUBDISTRICT.parse().unwrap(), year).await.unwrap();
    (all.rate_found.of, all.balance.voided, all.balance.open_at_end)
}

db_test!(a_finding_without_a_site_is_offered_what_is_open_close_by, |db| async {
    let world = World::new(&db).await;
    let street = async |lon: f64, lat: f64, category, what: &str| {
        let edit = |c: &mut RegisterHazard| {
            (c.site, c.position, c.category, c.description) = (None, at(lon, lat), category, what.into());
        };
        world.find(noon("2023-06-01"), edit).await
    };
    let (lon, lat) = (121.3917, 31.213);
    let here = street(lon, lat, Category::Ebike, "飞线充电").await;
    let beside = street(lon + 0.0003, lat, Category::Ebike, "楼道停放电动车").await;
    // of another category, of the next lane, of yesterday's work
    street(lon, lat, Category::Fire, "飞线充电").await;
    street(lon + 0.001, lat, Category::Ebike, "飞线充电").await;
    let void = street(lon, lat, Category::Ebike, "飞线充电").await;
    world.void(noon("2023-06-02"), void, VoidReason::FalseAlarm, None).await;

    let ctx = world.ctx(&world.inspector, noon(NOW));
    let offered = async |lon: f64, text: &str| {
        let filter = near(Point::new(lon, lat).unwrap(), Category::Ebike).unwrap();
        // as it goes over the line
        let pairs = filter.to_pairs();
        let filter = HazardFilter::from_pairs(pairs.iter().map(|(key, value)| (*key, value.as_str())));
        let rows = hazards::query::list(&ctx, &filter, 50).await.unwrap().rows;
        alike(&rows, Category::Ebike, text).iter().map(|hazard| hazard.id).collect::<Vec<_>>()
    };
    assert_eq!(offered(lon, "电动车停在楼道").await, [beside, here], "what is told alike first");
    assert_eq!(offered(lon, "有人飞线充电").await, [here, beside]);
    assert_eq!(offered(lon + 0.005, "飞线充电").await, []);
    // who does not see the area is offered nothing of it
    let stranger = world.ctx(&world.stranger, noon(NOW));
    let filter = near(Point::new(lon, lat).unwrap(), Category::Ebike).unwrap();
    assert!(hazards::query::list(&stranger, &filter, 50).await.unwrap().rows.is_empty());
});

db_test!(a_case_is_taken_over_and_whoever_had_it_is_told, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), id).await;
    let had = world.ctx(&world.inspector, noon(NOW));
    let take = HazardCommand::TakeOver { reason: "小王休假，由我跟进".into() };
    let taken = change(id, take.clone());
    let ctx = world.ctx(&world.colleague, noon("2023-06-03"));
    for _ in 0..2 {
        // sent twice, told once
        let state = hazards::service::change(&ctx, taken.clone()).await.unwrap();
        assert_eq!((state.status, state.assignee), (Status::Assigned, Some(world.colleague.user)));
    }
    let rows = inbox::list(&had, true, None).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| (row.hazard, row.stage)).collect::<Vec<_>>(), [(id, Stage::Taken)]);
    let event = detail(&world, id).await.events.pop().unwrap();
    assert_eq!((event.kind, event.note.as_deref()), (EventKind::Assigned, Some("小王休假，由我跟进")));
    assert_eq!(event.data[TAKEN_OVER], true);
    let names: Vec<_> = event.names.iter().map(|(user, _)| *user).collect();
    assert_eq!(names, [world.colleague.user, world.inspector.user], "to whom and from whom");

    assert_eq!(refused(hazards::service::change(&ctx, change(id, take.clone())).await), Code::NothingToDo);
    for (who, code) in [
        (&world.leader, Code::Forbidden),
        (&world.admin, Code::Forbidden),
        // of the other committee, and of the other subdistrict
        (&world.neighbour, Code::NotFound),
        (&world.stranger, Code::NotFound),
    ] {
        let ctx = world.ctx(who, noon(NOW));
        assert_eq!(refused(hazards::service::change(&ctx, change(id, take.clone())).await), code);
    }
    // whoever takes it back is told of by name too, and unread once more
    inbox::mark_all(&had).await.unwrap();
    hazards::service::change(&had, change(id, take)).await.unwrap();
    let told = inbox::list(&world.ctx(&world.colleague, noon(NOW)), true, None).await.unwrap().rows;
    assert_eq!(told.len(), 1);
});

db_test!(the_office_moves_a_case_with_a_reason, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), id).await;
    let ctx = world.ctx(&world.office, noon("2023-06-03"));
    let moved = |note: Option<&str>| {
        let assignee = world.colleague.user;
        change(id, HazardCommand::Assign { assignee, note: note.map(str::to_owned) })
    };
    let silent = hazards::service::change(&ctx, moved(None)).await.unwrap_err();
    let fault = silent.as_fault().unwrap();
    assert_eq!((fault.fields[0].field.as_str(), fault.fields[0].code), ("note", FieldCode::Required));
    let had = world.ctx(&world.inspector, noon(NOW));
    assert_eq!(inbox::unread(&had).await.unwrap(), 0, "nothing was taken");
    hazards::service::change(&ctx, moved(Some("调整分工"))).await.unwrap();
    assert_eq!(inbox::unread(&had).await.unwrap(), 1);
    // who gives away what they have themselves need not be told
    let given = world.ctx(&world.colleague, noon("2023-06-04"));
    let assignee = world.inspector.user;
    let back = HazardCommand::Assign { assignee, note: Some("仍由您跟进".into()) };
    hazards::service::change(&given, change(id, back)).await.unwrap();
    assert_eq!(inbox::unread(&given).await.unwrap(), 0);
});

db_test!(what_was_merged_is_split_off_with_its_own_history, |db| async {
    let world = World::new(&db).await;
    let first = world.find(noon("2023-06-01"), |_| ()).await;
    let second = world.find(noon("2023-06-02"), |command| command.description = "三楼堆物".into()).await;
    world.assign(noon("2023-06-03"), second).await;
    world.rectify(noon("2023-06-04"), second).await;
    let apart = counted(&world, noon("2023-06-30")).await;
    assert_eq!(apart, (2, 0, 2));
    let alike: Vec<_> = detail(&world, second).await.alike.into_iter().map(|other| other.id).collect();
    assert_eq!(alike, [first], "the office is offered what it may repeat");

    world.void(noon("2023-06-05"), second, VoidReason::Duplicate, Some(first)).await;
    assert_eq!(
        counted(&world, noon("2023-06-30")).await,
        (1, 1, 1),
        "a duplicate is in no base, and leaves the stock"
    );
    let kept = detail(&world, first).await;
    assert_eq!(kept.merged.iter().map(|other| other.id).collect::<Vec<_>>(), [second]);
    let merged = detail(&world, second).await;
    assert_eq!(merged.duplicate_of.map(|(id, _)| id), Some(first));
    assert_eq!(merged.events.len(), 4, "found, assigned, reported, merged");

    let split = HazardCommand::Split { reason: "是另一处楼道".into() };
    let office = world.ctx(&world.office, noon("2023-06-06"));
    let inspector = world.ctx(&world.inspector, noon("2023-06-06"));
    let by_inspector = hazards::service::change(&inspector, change(second, split.clone())).await;
    assert_eq!(refused(by_inspector), Code::Forbidden);
    let state = hazards::service::change(&office, change(second, split.clone())).await.unwrap();
    assert_eq!((state.status, state.duplicate_of), (Status::Rectified, None), "where it stood");
    assert_eq!(counted(&world, noon("2023-06-30")).await, apart, "it counts from when it was found");
    assert!(detail(&world, first).await.merged.is_empty());
    let back = detail(&world, second).await;
    let last = back.events.last().unwrap();
    assert_eq!(
        (last.kind, last.from, last.to),
        (EventKind::Corrected, Some(Status::Void), Status::Rectified)
    );
    assert_eq!(last.data[SPLIT_FROM], serde_json::json!(first));
    assert_eq!(back.events.len(), 5, "nothing of its history is gone");
    assert_eq!(refused(hazards::service::change(&office, change(second, split)).await), Code::WrongState);
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![]);
});

db_test!(a_hazard_is_named_by_number_or_link, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    let number = detail(&world, id).await.summary.number;
    let ctx = world.ctx(&world.office, noon(NOW));
    for text in [
        number.clone(),
        format!(" {number} "),
        id.to_string(),
        format!("https://xunan.example.cn/hazards/{id}"),
        format!("/hazards/{id}/?from=list#event-2"),
    ] {
        assert_eq!(hazards::query::named(&ctx, &text).await.unwrap(), Some(id), "{text}");
    }
    for text in ["", "310105008-2023-999999", "楼道"] {
        assert_eq!(hazards::query::named(&ctx, text).await.unwrap(), None, "{text}");
    }
    let stranger = world.ctx(&world.stranger, noon(NOW));
    assert_eq!(hazards::query::named(&stranger, &number).await.unwrap(), None);
});

db_test!(what_was_merged_is_found_by_an_index, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    let merged = hazard::Entity::find().filter(hazard::Column::DuplicateOf.eq(id.0));
    let asked = merged.build(db.read().get_database_backend());
    found_by_indexes(&db, &[asked], by_indexes).await;
});
