//! Notes about hotline orders as they stand in the inbox of the office.

use crate::{
    stage::{Stage, play},
    support::{books, world::noon},
};
use backend::{
    entities::{hotline_order, order_note},
    registers::orders,
};
use chrono::Utc;
use reqwest::StatusCode;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

const INBOX: &str = "/reminders";
const READ: &str = "/do/reminders/read";
/// The card of notes.
const NOTES: &str = "id=\"order-notes\"";

/// An order that nobody has replied to for long, and the note about it; answers their ids.
async fn late(stage: &Stage, number: &str) -> (Uuid, Uuid) {
    let world = &stage.world;
    let order = books::order(number, world.shop);
    let id = order.id.0;
    orders::save(&world.ctx(&world.office, noon("2023-06-02")), books::new(order)).await.unwrap();
    let row = hotline_order::Entity::find_by_id(id).one(world.state.db.read()).await.unwrap().unwrap();
    let note = order_note::Model {
        id: Uuid::now_v7(),
        order_id: id,
        person_id: world.office.user.0,
        due: row.due,
        stage: "overdue".into(),
        made_at: Utc::now(),
        read_at: None,
    };
    let made = note.id;
    let work = world
        .state
        .db
        .write(move |tx| Box::pin(async move { note.into_active_model().insert(tx).await.map(drop) }));
    work.await.unwrap();
    (id, made)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_stands_in_the_inbox_until_it_is_read() {
    play(async |stage| {
        let (first, note) = late(stage, "12345-1").await;
        let (second, other) = late(stage, "12345-2").await;
        let office = stage.enter(&stage.world.office).await;
        let colleague = stage.enter(&stage.world.colleague).await;
        let told = office.page(INBOX).await.body;
        for text in [NOTES, "超期未答复", "12345-1", "12345-2", "href=\"/orders?", "未读 2 条"] {
            assert!(told.contains(text), "{text}\n{told}");
        }
        for order in [first, second] {
            assert!(told.contains(&format!("href=\"/orders/{order}\"")), "{told}");
        }
        assert!(!colleague.page(INBOX).await.body.contains(NOTES), "they were not told");

        let read = office.submit_json(READ, &[("note", &note.to_string())]).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.body);
        let told = office.page(INBOX).await.body;
        assert!(!told.contains(&note.to_string()) && told.contains(&other.to_string()), "{told}");
        let read = office.submit_json(READ, &[("all", "1")]).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.body);
        assert!(!office.page(INBOX).await.body.contains(NOTES), "all are read");
    })
    .await;
}
