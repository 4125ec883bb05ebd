//! Hotline orders whose reply is due: told of to the office, once ahead and once late.

use super::{at, day, world};
use backend::{
    entities::{audit_entry, order_note},
    outgoing::Outgoing,
    queue,
    registers::orders,
    reminders::{inbox, purge},
};
use chrono::TimeDelta;
use domain::{
    actor::Actor, fault::Code, ids::HotlineOrderId, programmes::register::HotlineOrder,
    reminders::views::OrderNote,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::{
    books,
    world::{World, date, noon, refused},
};

/// The day on which the reply to [`books::order`] is due: a Thursday.
const REPLY_DUE: &str = "2023-06-08";

async fn kept(world: &World, edit: impl FnOnce(&mut HotlineOrder)) -> HotlineOrder {
    let mut order = books::order("1", world.shop);
    edit(&mut order);
    orders::save(&world.ctx(&world.office, noon("2023-06-02")), books::new(order.clone())).await.unwrap();
    order
}

async fn changed(world: &World, base: u32, order: &HotlineOrder, day: &str) {
    let ctx = world.ctx(&world.office, noon(day));
    orders::save(&ctx, books::change(base, order.clone())).await.unwrap();
}

async fn notes(world: &World, who: &Actor, day: &str) -> Vec<OrderNote> {
    inbox::list(&world.ctx(who, noon(day)), false, None).await.unwrap().orders
}

/// What somebody reads: of which order, and what.
async fn read(world: &World, who: &Actor, day: &str) -> Vec<(HotlineOrderId, &'static str)> {
    notes(world, who, day).await.into_iter().map(|note| (note.order, note.stage.as_str())).collect()
}

async fn made(world: &World) -> u64 {
    order_note::Entity::find().count(world.state.db.read()).await.unwrap()
}

db_test!(an_order_is_told_of_once_ahead_and_once_late, |db| async {
    let world = world(&db, Outgoing::default()).await;
    let order = kept(&world, |_| ()).await;
    day(&world, "2023-06-06").await;
    assert_eq!(made(&world).await, 0, "two working days are left");
    day(&world, "2023-06-07").await;
    for who in [&world.office, &world.colleague] {
        assert_eq!(read(&world, who, "2023-06-07").await, [(order.id, "ahead")], "{}", who.login);
        assert_eq!(inbox::unread(&world.ctx(who, noon("2023-06-07"))).await.unwrap(), 1);
    }
    for who in [&world.leader, &world.inspector, &world.stranger, &world.admin] {
        assert!(notes(&world, who, "2023-06-07").await.is_empty(), "{}", who.login);
    }
    // another server, which knows nothing of the work that was done
    let forgotten = at("2023-06-07", "12:00") + queue::KEPT + TimeDelta::days(1);
    assert!(queue::purge(&world.state, forgotten).await.unwrap() > 0);
    day(&world, "2023-06-07").await;
    day(&world, REPLY_DUE).await;
    assert_eq!(made(&world).await, 2, "said to each of two");

    day(&world, "2023-06-09").await;
    assert_eq!(read(&world, &world.office, "2023-06-09").await, [(order.id, "overdue")], "the later alone");
    for later in ["2023-06-10", "2023-06-12", "2023-06-13"] {
        day(&world, later).await;
    }
    assert_eq!(made(&world).await, 4);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("order_note.make"));
    let lines = lines.all(db.read()).await.unwrap();
    assert_eq!(lines.len(), 2, "one for each day on which something was said");
    assert!(lines.iter().all(|line| line.actor_id.is_none()), "the server's own doing");
});

db_test!(who_has_a_reply_is_not_told_of_and_another_deadline_begins_anew, |db| async {
    let world = world(&db, Outgoing::default()).await;
    let replied = |order: &mut HotlineOrder| {
        order.replied_at = Some(noon("2023-06-02"));
        order.reply = Some("已清理".into());
    };
    kept(&world, |order| {
        order.number = "2".into();
        replied(order);
    })
    .await;
    let mut order = kept(&world, |_| ()).await;
    day(&world, REPLY_DUE).await;
    assert_eq!(read(&world, &world.office, REPLY_DUE).await, [(order.id, "ahead")]);

    order.reply_due = Some(date("2023-06-12"));
    changed(&world, 1, &order, REPLY_DUE).await;
    assert!(notes(&world, &world.office, REPLY_DUE).await.is_empty(), "it spoke of another day");
    // a Friday: the Monday after it is the next working day
    day(&world, "2023-06-09").await;
    let [note]: [OrderNote; 1] = notes(&world, &world.office, "2023-06-09").await.try_into().unwrap();
    assert_eq!((note.stage.as_str(), note.due, note.number.as_str()), ("ahead", date("2023-06-12"), "1"));

    order.replied_at = Some(noon("2023-06-09"));
    order.reply = Some("已清理".into());
    changed(&world, 2, &order, "2023-06-10").await;
    assert!(notes(&world, &world.office, "2023-06-10").await.is_empty(), "it is done");
    day(&world, "2023-06-13").await;
    assert_eq!(made(&world).await, 4);

    let now = at("2023-06-13", "12:00");
    assert_eq!(purge(&world.state, now).await.unwrap(), 0);
    assert_eq!(purge(&world.state, now + TimeDelta::days(366)).await.unwrap(), 4);
});

db_test!(a_note_is_read_by_its_own_person, |db| async {
    let world = world(&db, Outgoing::default()).await;
    kept(&world, |_| ()).await;
    kept(&world, |order| order.number = "2".into()).await;
    day(&world, "2023-06-09").await;
    let ctx = |who: &Actor| world.ctx(who, noon("2023-06-09"));
    let ids: Vec<_> =
        notes(&world, &world.office, "2023-06-09").await.into_iter().map(|note| note.id).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(inbox::mark_orders(&ctx(&world.colleague), ids.clone()).await.unwrap(), 0, "somebody else's");
    assert_eq!(inbox::mark_orders(&ctx(&world.office), vec![ids[0]]).await.unwrap(), 1);
    assert_eq!(inbox::mark_orders(&ctx(&world.office), vec![ids[0]]).await.unwrap(), 0, "it is read already");
    assert_eq!(refused(inbox::mark_orders(&ctx(&world.office), vec![]).await), Code::Invalid);
    assert_eq!(inbox::unread(&ctx(&world.office)).await.unwrap(), 1);
    assert_eq!(inbox::mark_all(&ctx(&world.office)).await.unwrap(), 1);
    assert!(notes(&world, &world.office, "2023-06-09").await.is_empty());
    assert_eq!(inbox::unread(&ctx(&world.colleague)).await.unwrap(), 2);
    let moved = Actor { area: world.stranger.area.clone(), ..world.colleague.clone() };
    assert!(notes(&world, &moved, "2023-06-09").await.is_empty(), "the old area is out of reach");
    // what is read is not said again
    day(&world, "2023-06-12").await;
    assert!(notes(&world, &world.office, "2023-06-12").await.is_empty());
});
