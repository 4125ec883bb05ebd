//! New entries of the registers from tablets: penalties, hotline orders, fire incidents.

use super::{
    tablets::{Tablet, seal},
    *,
};
use crate::support::{
    books, tablet,
    world::{OTHER_COMMITTEE, date, refused},
};
use backend::{
    entities::{audit_entry, fire, hotline_order, penalty, sync_receipt},
    registers::{fires, orders, penalties},
    sync::{devices, service},
};
use chrono::TimeDelta;
use domain::{
    fault::{Code, FieldCode},
    ids::EventId,
    programmes::{
        Keep, ProgrammeCommand,
        register::{FireIncident, HotlineOrder, Penalty},
    },
    sync::{Answers, Command, Outcome, Sealed},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// So many hours after noon.
fn at(hours: i64) -> DateTime<Utc> {
    day() + TimeDelta::hours(hours)
}

fn of_penalty(keep: Keep<Penalty>) -> Sealed {
    seal(ProgrammeCommand::EnterPenalty(Box::new(keep)), day(), &[])
}

fn of_order(keep: Keep<HotlineOrder>) -> Sealed {
    seal(ProgrammeCommand::EnterOrder(Box::new(keep)), day(), &[])
}

fn of_fire(keep: Keep<FireIncident>) -> Sealed {
    seal(ProgrammeCommand::EnterFire(Box::new(keep)), day(), &[])
}

/// What is wrong with the only command, by its fields.
fn at_fields(answers: &Answers) -> Vec<(String, FieldCode)> {
    match &answers.answers[0].outcome {
        Outcome::Refused { fault } => fault.fields.iter().map(|f| (f.field.clone(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

db_test!(an_inspector_enters_each_once_and_a_receipt_proves_it, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut fire = books::fire(world.shop);
    fire.hazard = Some(world.find(noon("2023-06-01"), |_| ()).await);
    let (penalty, order, fire) =
        (books::new(books::penalty(world.shop)), books::new(books::order("1", world.shop)), books::new(fire));
    let sealed = vec![of_penalty(penalty.clone()), of_order(order.clone()), of_fire(fire.clone())];
    let first = tablet.send(at(1), sealed.clone()).await;
    assert_eq!(tablet::outcomes(&first), ["applied"; 3]);
    let again = tablet.send(at(2), sealed).await;
    assert_eq!(tablet::outcomes(&again), ["already"; 3]);

    let ctx = world.ctx(&world.inspector, at(3));
    let page = penalties::page(&ctx, penalty.record.id).await.unwrap();
    assert_eq!(
        (page.version, page.may_keep, page.entry.record.party.as_str()),
        (1, false, "甲乙贸易有限公司")
    );
    assert_eq!(page.entry.area.code, world.inspector.area);
    let page = orders::page(&ctx, order.record.id).await.unwrap();
    assert_eq!((page.version, page.entry.record.order.caller_phone.as_deref()), (1, Some("137****1234")));
    let page = fires::page(&ctx, fire.record.id).await.unwrap();
    assert_eq!((page.version, page.entry.record.hazard), (1, fire.record.hazard));
    let row = fire::Entity::find_by_id(fire.record.id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.created_by, world.inspector.user.0);

    let receipts = sync_receipt::Entity::find().order_by_asc(sync_receipt::Column::Kind).all(db.read()).await;
    let kinds: Vec<String> = receipts.unwrap().into_iter().map(|row| row.kind).collect();
    assert_eq!(kinds, ["enter_fire", "enter_order", "enter_penalty"]);
    let lines = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.is_in(["fire.save", "order.save", "penalty.save"]))
        .all(db.read())
        .await
        .unwrap();
    assert_eq!(lines.len(), 3, "sent twice, written down once");
    assert!(lines.iter().all(|line| line.actor_login == world.inspector.login));
});

db_test!(other_content_under_an_id_that_is_taken_is_refused, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let keep = books::new(books::fire(world.shop));
    assert_eq!(tablet::outcomes(&tablet.send(at(1), vec![of_fire(keep.clone())]).await), ["applied"]);
    let mut other = keep.clone();
    other.record.injured = 2;
    // under the same save, and under another one
    let another = Keep { id: EventId(Uuid::now_v7()), ..other.clone() };
    for keep in [other, another] {
        let answers = tablet.send(at(2), vec![of_fire(keep)]).await;
        assert_eq!(tablet::outcomes(&answers), ["refused content_conflict"]);
    }
    let row = fire::Entity::find_by_id(keep.record.id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((row.injured, row.version), (0, 1));
});

db_test!(an_entry_outside_the_area_is_refused_and_leaves_nothing, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut elsewhere = books::order("1", world.shop);
    (elsewhere.site, elsewhere.area) = (None, OTHER_COMMITTEE.parse().ok());
    let mut unknown = books::fire(world.shop);
    unknown.hazard = Some(world.find(noon("2023-06-01"), |hazard| hazard.site = Some(world.tower)).await);
    let answers = tablet
        .send(
            at(1),
            vec![
                of_penalty(books::new(books::penalty(world.tower))),
                of_order(books::new(elsewhere)),
                of_fire(books::new(unknown)),
            ],
        )
        .await;
    let expected = ["refused outside_area", "refused outside_area", "refused invalid"];
    assert_eq!(tablet::outcomes(&answers), expected, "of a hazard out of reach nothing is said but that");
    let read = db.read();
    let counted = (
        penalty::Entity::find().count(read).await.unwrap(),
        hotline_order::Entity::find().count(read).await.unwrap(),
        fire::Entity::find().count(read).await.unwrap(),
        sync_receipt::Entity::find().count(read).await.unwrap(),
    );
    assert_eq!(counted, (0, 0, 0, 0));
});

db_test!(what_is_wrong_comes_back_at_its_field_and_is_sent_again_corrected, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let office = world.ctx(&world.office, day());
    orders::save(&office, books::new(books::order("1", world.tower))).await.unwrap();
    let mut keep = books::new(books::order("1", world.shop));
    let answers = tablet.send(at(1), vec![of_order(keep.clone())]).await;
    assert_eq!(at_fields(&answers), [("number".to_owned(), FieldCode::Duplicate)]);
    keep.record.number = "2".into();
    assert_eq!(tablet::outcomes(&tablet.send(at(2), vec![of_order(keep)]).await), ["applied"]);

    let mut blank = books::new(books::penalty(world.shop));
    blank.record.party = " ".into();
    blank.record.decided_on = date("2023-06-16");
    let answers = tablet.send(at(3), vec![of_penalty(blank)]).await;
    let expected =
        [("party".to_owned(), FieldCode::Required), ("decided_on".to_owned(), FieldCode::InFuture)];
    assert_eq!(at_fields(&answers), expected);
});

db_test!(a_tablet_changes_no_entry, |db| async move {
    let world = World::new(&db).await;
    let (inspector, office) = (Tablet::of(&world, &world.inspector), Tablet::of(&world, &world.office));
    let keep = books::new(books::fire(world.shop));
    assert_eq!(tablet::outcomes(&inspector.send(at(1), vec![of_fire(keep.clone())]).await), ["applied"]);
    let mut changed = keep.record.clone();
    changed.dead = 1;
    let change = || of_fire(books::change(1, changed.clone()));
    let answers = inspector.send(at(2), vec![change()]).await;
    assert_eq!(tablet::outcomes(&answers), ["refused forbidden"]);
    let answers = office.send(at(3), vec![change()]).await;
    assert_eq!(at_fields(&answers), [("base_version".to_owned(), FieldCode::NotAllowed)]);

    // at the desk: whoever entered it may send the same again, and changes nothing; the office does
    let ctx = world.ctx(&world.inspector, at(4));
    let straight = books::new(books::fire(world.shop));
    for _ in 0..2 {
        assert_eq!(fires::save(&ctx, straight.clone()).await.unwrap(), straight.record.id);
    }
    let by_inspector = fires::save(&ctx, books::change(1, straight.record.clone())).await;
    assert_eq!(refused(by_inspector), Code::Forbidden);
    let ctx = world.ctx(&world.office, at(5));
    fires::save(&ctx, books::change(1, changed.clone())).await.unwrap();
    assert_eq!(fires::page(&ctx, changed.id).await.unwrap().version, 2);
    // what the tablet sent first is still what it was answered for
    let answers = inspector.send(at(6), vec![of_fire(keep)]).await;
    assert_eq!(tablet::outcomes(&answers), ["already"]);
    assert_eq!(fires::page(&ctx, changed.id).await.unwrap().entry.record.dead, 1);
});

db_test!(an_entry_waits_for_the_hazard_that_was_found_on_the_same_tablet, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut hazard = world.finding(day());
    let mut fire = books::fire(world.shop);
    fire.hazard = Some(hazard.id);
    let fire = of_fire(books::new(fire));
    hazard.description = String::new();
    let found = |hazard| tablet::seal(Command::RegisterHazard(Box::new(hazard)), day(), vec![]);
    let answers = tablet.send(at(1), vec![found(hazard.clone()), fire.clone()]).await;
    assert_eq!(tablet::outcomes(&answers), ["refused invalid", "later"]);
    hazard.description = "车棚飞线".into();
    let answers = tablet.send(at(2), vec![found(hazard), fire]).await;
    assert_eq!(tablet::outcomes(&answers), ["applied", "applied"]);
});

db_test!(a_wrong_clock_is_taken_off_what_was_written, |db| async move {
    let world = World::new(&db).await;
    let (device, ahead) = (tablet::new(), TimeDelta::hours(3));
    let ctx = world.ctx(&world.inspector, day());
    devices::register(&ctx, tablet::ready(device, day() + ahead)).await.unwrap();
    // two weeks before the tablet was made ready
    let mut keep = books::new(books::fire(world.shop));
    let burnt = keep.record.at;
    keep.record.at = burnt + ahead;
    let batch = tablet::batch(device, at(1) + ahead, vec![of_fire(keep.clone())]);
    let answers = service::carry_out(&world.ctx(&world.inspector, at(1)), batch).await.unwrap();
    assert_eq!(tablet::outcomes(&answers), ["applied"]);
    let row = fire::Entity::find_by_id(keep.record.id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.at, burnt);
});
