//! Work that was set aside is tried again by a plain form, and the page that follows says so.

use crate::{stage::play, support::world::noon};
use backend::{db::Db, entities::job};
use reqwest::StatusCode;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

/// Stores a piece of work that was tried often enough.
async fn set_aside(db: &Db) -> Uuid {
    let id = Uuid::now_v7();
    let at = noon("2023-06-15");
    let row = job::Model {
        id,
        kind: "remind".into(),
        unique_key: "remind:2023-06-15:310105008".into(),
        payload: json!({"subdistrict": "310105008"}),
        state: "failed".into(),
        attempts: 9,
        due_at: at,
        lease: None,
        last_error: Some("internal error 7f3a".into()),
        created_at: at,
        ended_at: Some(at),
    };
    db.write(move |tx| Box::pin(async move { row.into_active_model().insert(tx).await.map(drop) }))
        .await
        .unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_has_work_tried_again() {
    play(async |stage| {
        let db = &stage.world.state.db;
        let id = set_aside(db).await;
        let action = format!("/do/set-aside/{id}/again");
        let admin = stage.enter(&stage.world.admin).await;
        let page = admin.page("/set-aside").await;
        assert!(page.body.contains(&format!("action=\"{action}\"")), "{}", page.body);
        assert!(page.body.contains("internal error 7f3a") && page.body.contains("再试一次"));

        let sent = admin.submit(&action, &[]).await;
        assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/set-aside"));
        let page = admin.page("/set-aside").await;
        assert!(page.body.contains("已放回队列") && page.body.contains("没有被搁置的任务"), "{}", page.body);
        assert!(!page.body.contains(&action));
        let row = job::Entity::find_by_id(id).one(db.read()).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.attempts, row.ended_at), ("waiting", 0, None));

        // pressed twice: what it finds is said, and nothing is changed
        let again = admin.submit(&action, &[]).await;
        assert_eq!(again.location(), "/set-aside");
        let page = admin.page("/set-aside").await;
        assert!(page.body.contains("role=\"alert\"") && !page.body.contains("已放回队列"), "{}", page.body);
        assert_eq!(job::Entity::find_by_id(id).one(db.read()).await.unwrap(), Some(row));
    })
    .await;
}
