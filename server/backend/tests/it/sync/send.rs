//! What commands come to.

use super::*;
use crate::support::world::{COMMITTEE, FAR_COMMITTEE, refused, site};
use backend::{
    entities::{checklist_version, hazard_event, inspection, site as sites, sync_receipt},
    inspections,
};
use domain::{
    fault::Code,
    inspections::Signature,
    sites::SiteKind,
    sync::{Doubt, Outcome, RegisterDevice},
};
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait, Set};

async fn receipts(world: &World) -> u64 {
    sync_receipt::Entity::find().count(world.state.db.read()).await.unwrap()
}

db_test!(every_kind_of_command_is_stored_once_and_proven, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut found = world.finding(at(10));
    found.site = Some(world.shop);
    found.position = crate::support::world::at(crate::support::world::HERE.0, crate::support::world::HERE.1);
    let open = world.find(noon("2023-06-01"), |_| ()).await;
    let mut with_hazard = visit(world.flat, at(9));
    with_hazard.hazards = vec![domain::hazards::RegisterHazard { site: None, ..world.finding(at(9)) }];
    with_hazard.hazards[0].site = Some(world.flat);
    with_hazard.signature = Some(Signature::Refused { witness: "李居委".into(), reason: None });
    let commands = [
        Command::AddSite(Box::new(site(SiteKind::SmallUnit, "新店", "路8号", COMMITTEE, None))),
        saved(with_hazard),
        Command::RegisterHazard(Box::new(found)),
        tablet::step(open, Some(1), note()),
    ];
    let sealed: Vec<Sealed> = commands.into_iter().map(|c| tablet::seal(c, at(10), vec![])).collect();
    let first = tablet.send(at(18), sealed.clone()).await;
    assert_eq!(tablet::outcomes(&first), ["applied"; 4]);
    let numbers: Vec<usize> = first.answers.iter().map(|a| tablet::receipt(a).hazards.len()).collect();
    assert_eq!(numbers, [0, 1, 1, 0]);
    for (answer, sealed) in first.answers.iter().zip(&sealed) {
        let receipt = tablet::receipt(answer);
        assert_eq!((answer.id, receipt.id, &receipt.sha256), (sealed.id, sealed.id, &sealed.sha256));
        assert_eq!((receipt.received_at, receipt.skew_ms), (at(18), 0));
    }
    // the same again, hours later, in another order: the same receipts
    let mut again = tablet.send(at(20), sealed.iter().rev().cloned().collect()).await;
    again.answers.reverse();
    assert_eq!(tablet::outcomes(&again), ["already"; 4]);
    for (one, other) in first.answers.iter().zip(&again.answers) {
        assert_eq!(tablet::receipt(one), tablet::receipt(other));
    }
    assert_eq!(receipts(&world).await, 4);
    assert_eq!(inspection::Entity::find().count(db.read()).await.unwrap(), 1);
    // what the page shows is what was recorded
    let kept = inspection::Entity::find().one(db.read()).await.unwrap().unwrap();
    let page =
        inspections::query::detail(&world.ctx(&world.office, at(21)), InspectionId(kept.id)).await.unwrap();
    assert_eq!(page.signature, Some(Signature::Refused { witness: "李**".into(), reason: None }));
    assert_eq!((page.time_doubt, page.device_at), (None, Some(at(10))));
});

db_test!(another_content_under_the_same_id_is_refused, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let one = visit(world.shop, at(9));
    let mut other = one.clone();
    other.note = Some("另一份".into());
    let sealed = tablet::seal(saved(one.clone()), at(10), vec![]);
    assert_eq!(tablet::outcomes(&tablet.send(at(12), vec![sealed.clone()]).await), ["applied"]);
    assert_eq!(tablet.one(at(13), saved(other)).await, "refused content_conflict");
    // the same words sealed at another moment are another command too
    let later = tablet::seal(saved(one.clone()), at(11), vec![]);
    assert_eq!(tablet::outcomes(&tablet.send(at(13), vec![later]).await), ["refused content_conflict"]);
    // nobody gets another person's receipt
    let colleague = Tablet::of(&world, &world.office);
    assert_eq!(tablet::outcomes(&colleague.send(at(13), vec![sealed]).await), ["refused content_conflict"]);
    // what was saved on a page under this id is another record than what a tablet says
    let online = visit(world.shop, at(14));
    inspections::service::save(&tablet.ctx(at(15)), online.clone()).await.unwrap();
    assert_eq!(tablet.one(at(16), saved(online)).await, "refused content_conflict");
    assert_eq!(receipts(&world).await, 1);
});

db_test!(what_does_not_arrive_whole_or_is_no_command_is_refused, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let good = tablet::seal(saved(visit(world.shop, at(9))), at(10), vec![]);
    let bad = vec![
        Sealed { body: good.body.replace("routine", "special"), ..good.clone() },
        Sealed { id: Uuid::now_v7(), ..good.clone() },
        Sealed { id: good.id, ..tablet::reseal("{}") },
        Sealed { id: good.id, ..tablet::reseal("") },
        good.clone(),
    ];
    let answers = tablet.send(at(12), bad).await;
    let expected = ["refused damaged", "refused invalid", "refused invalid", "refused invalid", "applied"];
    assert_eq!(tablet::outcomes(&answers), expected);
});

db_test!(a_refused_command_says_which_fields_and_touches_no_other, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut bad = visit(world.shop, at(9));
    bad.kind = InspectionKind::Special;
    bad.hazards = vec![world.finding(at(9))];
    bad.hazards[0].description = " ".into();
    let mut unknown = visit(SiteId(Uuid::now_v7()), at(9));
    unknown.note = Some("哪里".into());
    let fine = visit(world.shop, at(10));
    let sealed = [bad, unknown, fine].map(|v| tablet::seal(saved(v), at(11), vec![]));
    let answers = tablet.send(at(12), sealed.to_vec()).await;
    assert_eq!(tablet::outcomes(&answers), ["refused invalid", "refused invalid", "applied"]);
    let fields = |n: usize| match &answers.answers[n].outcome {
        Outcome::Refused { fault } => {
            fault.fields.iter().map(|f| format!("{}: {}", f.field, f.code)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(0), ["campaign: required", "hazards[0].description: required"]);
    assert_eq!(fields(1), ["site: unknown"]);
});

db_test!(what_needs_a_refused_command_waits, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut new = site(SiteKind::SmallUnit, "", "路8号", COMMITTEE, None);
    let there = visit(new.id, at(9));
    let refused = tablet::seal(Command::AddSite(Box::new(new.clone())), at(9), vec![]);
    let waits = tablet::seal(saved(there), at(9), vec![]);
    let answers = tablet.send(at(12), vec![refused, waits.clone()]).await;
    assert_eq!(tablet::outcomes(&answers), ["refused invalid", "later"]);
    new.name = "新店".into();
    let corrected = tablet::seal(Command::AddSite(Box::new(new)), at(13), vec![]);
    let answers = tablet.send(at(14), vec![corrected, waits]).await;
    assert_eq!(tablet::outcomes(&answers), ["applied", "applied"]);
});

db_test!(two_tablets_on_one_hazard, |db| async move {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    let seen = state(&world, hazard).await.version;
    let (one, other) = (Tablet::of(&world, &world.inspector), Tablet::of(&world, &world.office));
    // a note and a correction in between are in nobody's way
    assert_eq!(other.one(at(9), tablet::step(hazard, Some(seen), note())).await, "applied");
    let correct = |text: &str| HazardCommand::Correct {
        description: text.into(),
        location: String::new(),
        clause: None,
        reason: "写错了".into(),
    };
    assert_eq!(other.one(at(9), tablet::step(hazard, Some(seen), correct("二楼堆物"))).await, "applied");
    assert_eq!(one.one(at(10), tablet::step(hazard, Some(seen), rectify())).await, "applied");
    // the second report of the same rectification, and a second correction, are for their people to decide
    let late = tablet::seal(tablet::step(hazard, Some(seen), rectify()), at(8), vec![]);
    let answers = other.send(at(11), vec![late]).await;
    let Outcome::Conflict { theirs } = &answers.answers[0].outcome else { panic!("{answers:?}") };
    let now = theirs.hazard().unwrap();
    assert_eq!(now.state.status, domain::hazards::Status::Rectified);
    assert_eq!(now.summary.description, "二楼堆物");
    assert_eq!(one.one(at(11), tablet::step(hazard, Some(seen), correct("三楼堆物"))).await, "conflict");
    // nothing of it was kept; a person decided: as a note
    assert_eq!(receipts(&world).await, 3);
    assert_eq!(other.one(at(12), tablet::step(hazard, Some(seen), note())).await, "applied");
    world.review(&world.office, at(13), hazard, true).await;
    assert_eq!(one.one(at(14), tablet::step(hazard, Some(seen + 3), note())).await, "applied");
    let answer = one.one(at(14), tablet::step(hazard, Some(seen + 3), rectify())).await;
    assert_eq!(answer, "conflict", "closed meanwhile");
});

db_test!(a_step_keeps_the_devices_time_and_dates_from_the_server, |db| async move {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    let tablet = Tablet::of(&world, &world.inspector);
    assert_eq!(tablet.one(at(18), tablet::step(hazard, Some(2), rectify())).await, "applied");
    assert_eq!(state(&world, hazard).await.rectified_at, Some(at(18)));
    let event = hazard_event::Entity::find()
        .all(db.read())
        .await
        .unwrap()
        .into_iter()
        .find(|event| event.kind == "rectified")
        .unwrap();
    assert_eq!((event.server_at, event.device_at), (at(18), Some(at(17))));
});

db_test!(a_clock_that_is_years_off_is_corrected_and_said_so, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let years = TimeDelta::days(365 * 60);
    let ready = RegisterDevice { sent_at: at(8) - years, ..tablet::ready(tablet.device, at(8)) };
    backend::sync::devices::register(&tablet.ctx(at(8)), ready).await.unwrap();
    // in 1963, by its clock
    let mut told = visit(world.shop, at(10) - years);
    told.hazards = vec![world.finding(at(10) - years)];
    told.hazards[0].due = Some(domain::calendar::local_date(at(10) - years) + chrono::Days::new(7));
    let id = told.id;
    let sealed = tablet::seal(saved(told), at(10) - years, vec![]);
    let batch = tablet::batch(tablet.device, at(18) - years, vec![sealed]);
    let answers = service::carry_out(&tablet.ctx(at(18)), batch).await.unwrap();
    assert_eq!(tablet::outcomes(&answers), ["applied"]);
    let receipt = tablet::receipt(&answers.answers[0]);
    assert_eq!(receipt.skew_ms, -years.num_milliseconds());
    let office = world.ctx(&world.office, at(19));
    let page = inspections::query::detail(&office, id).await.unwrap();
    assert_eq!((page.summary.started_at, page.time_doubt), (at(10), Some(Doubt::Corrected)));
    assert!(page.device_at.unwrap() < noon("1971-01-01"), "{:?}", page.device_at);
    assert_eq!(page.hazards[0].found_at, at(10));
    let seventh = domain::calendar::local_date(at(10)) + chrono::Days::new(7);
    assert_eq!(page.hazards[0].effective_due, seventh);
    // put right since: what it said then is no longer to be understood, but it cannot be older than the tablet
    let mut told = visit(world.shop, at(11) - years);
    told.note = Some("补".into());
    let id = told.id;
    let batch = tablet::batch(tablet.device, at(20), vec![tablet::seal(saved(told), at(11) - years, vec![])]);
    let answers = service::carry_out(&tablet.ctx(at(20)), batch).await.unwrap();
    assert_eq!(tablet::outcomes(&answers), ["applied"]);
    let page = inspections::query::detail(&office, id).await.unwrap();
    assert_eq!(page.time_doubt, Some(Doubt::Bounded));
    assert!((at(8) - page.summary.started_at).abs() < TimeDelta::minutes(5), "{}", page.summary.started_at);
});

db_test!(a_merged_site_is_followed, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    for (from, into) in [(world.flat, world.shop)] {
        let merged =
            sites::ActiveModel { id: Set(from.0), merged_into: Set(Some(into.0)), ..Default::default() };
        db.write(move |tx| Box::pin(async move { merged.update(tx).await })).await.unwrap();
    }
    let mut at_the_old = visit(world.flat, at(9));
    at_the_old.hazards = vec![world.finding(at(9))];
    at_the_old.hazards[0].site = Some(world.flat);
    let id = at_the_old.id;
    assert_eq!(tablet.one(at(12), saved(at_the_old)).await, "applied");
    let kept = inspection::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(kept.site_id, world.shop.0);
});

db_test!(whoever_was_given_another_area_loses_nothing_and_stores_nothing, |db| async move {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    let mut moved = Tablet::of(&world, &world.inspector);
    moved.who.area = FAR_COMMITTEE.parse().unwrap();
    let new = site(SiteKind::SmallUnit, "新店", "路8号", COMMITTEE, None);
    let mut new_there = visit(new.id, at(9));
    new_there.site = VisitedSite::New(Box::new(new.clone()));
    for command in [
        saved(visit(world.shop, at(9))),
        saved(new_there),
        Command::RegisterHazard(Box::new(world.finding(at(9)))),
        Command::AddSite(Box::new(new)),
        tablet::step(hazard, Some(1), note()),
    ] {
        let kind = command.kind();
        assert_eq!(moved.one(at(12), command).await, "refused outside_area", "{kind}");
    }
    assert_eq!(receipts(&world).await, 0);
});

db_test!(a_checklist_that_was_retired_meanwhile_is_still_accepted, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let version = checklist_version::Entity::find().one(db.read()).await.unwrap().unwrap();
    let retired = checklist_version::ActiveModel {
        id: Set(version.id),
        status: Set("retired".into()),
        ..Default::default()
    };
    db.write(move |tx| Box::pin(async move { retired.update(tx).await })).await.unwrap();
    world.state.refresh_reference().await;
    let mut failed_attempt = visit(world.shop, at(9));
    failed_attempt.checklist = Some(version.id.into());
    failed_attempt.outcome = Visited::NotAtHome;
    assert_eq!(tablet.one(at(12), saved(failed_attempt)).await, "applied");
});

db_test!(rights_and_limits_of_a_batch, |db| async move {
    let world = World::new(&db).await;
    let mut batch = tablet::batch(tablet::new(), at(12), vec![]);
    let send = async |who: &Actor, batch: &domain::sync::Batch| {
        service::carry_out(&world.ctx(who, at(12)), batch.clone()).await
    };
    assert_eq!(refused(send(&world.leader, &batch).await), Code::Forbidden);
    assert_eq!(send(&world.inspector, &batch).await.unwrap().answers, []);
    let one = tablet::seal(saved(visit(world.shop, at(9))), at(10), vec![]);
    batch.commands = vec![one; domain::sync::MAX_BATCH + 1];
    assert_eq!(refused(send(&world.inspector, &batch).await), Code::TooLarge);
    batch.api = 0;
    assert_eq!(refused(send(&world.inspector, &batch).await), Code::UpdateFirst);
});
