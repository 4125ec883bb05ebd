//! The schema goes up, down and up again; enums are guarded; names follow the rule.

use backend::db::Db;
use migrations::{MigrationStatus, fingerprint};
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel};

use crate::support::{TestDb, catalogue, seed};

async fn up_down_up(db: Db) {
    let applied = async || {
        let all = db.migrations().await.unwrap();
        let applied = all.iter().filter(|(_, status)| *status == MigrationStatus::Applied).count();
        (applied, all.len())
    };
    let (none, all) = applied().await;
    assert_eq!(none, 0);

    db.migrate_up(None).await.unwrap();
    assert_eq!(applied().await, (all, all));
    let first = catalogue::everything(db.read()).await;
    assert!(!first.is_empty());

    db.migrate_down(Some(1)).await.unwrap();
    assert_eq!(applied().await, (all - 1, all));
    db.migrate_down(None).await.unwrap();
    assert_eq!(applied().await, (0, all));
    assert!(catalogue::tables(db.read()).await.is_empty());
    assert!(catalogue::everything(db.read()).await.is_empty());

    db.migrate_up(Some(2)).await.unwrap();
    assert_eq!(applied().await, (2, all));
    db.migrate_up(None).await.unwrap();
    db.migrate_up(None).await.unwrap();
    assert_eq!(catalogue::everything(db.read()).await, first);
}

#[tokio::test]
async fn up_down_up_on_sqlite() {
    TestDb::bare_sqlite().await.tell(up_down_up).await;
}

#[tokio::test]
async fn up_down_up_on_postgres() {
    if let Some(db) = TestDb::bare_postgres().await {
        db.tell(up_down_up).await;
    }
}

// the rows are there, so that dropping has foreign keys to respect
db_test!(down_works_with_data_in_the_tables, |db| async {
    let town = seed::town(&db).await;
    db.write(move |tx| {
        Box::pin(async move {
            let first = seed::insert_hazard(tx, seed::hazard(&town, 1)).await?;
            let mut copy = seed::hazard(&town, 2);
            copy.duplicate_of = Some(first.id);
            seed::insert_hazard(tx, copy).await
        })
    })
    .await
    .map_err(|error: DbErr| error.to_string())
    .unwrap();
    db.migrate_down(None).await.unwrap();
    assert!(catalogue::tables(db.read()).await.is_empty());
});

db_test!(indexes_are_named_after_their_table, |db| async {
    let indexes = catalogue::indexes(db.read()).await;
    assert!(indexes.len() > 30, "{}", indexes.len());
    for (table, index) in indexes {
        let internal = table == "seaql_migrations";
        assert!(internal || index.starts_with(&format!("ix_{table}")), "{index} on {table}");
    }
});

db_test!(an_unknown_word_is_refused_where_an_enum_is_kept, |db| async {
    seed::town(&db).await;
    let insert = async |change: fn(&mut backend::entities::user_account::Model)| {
        let mut row = seed::person("new", "office", seed::SUBDISTRICT);
        change(&mut row);
        db.write(|tx| Box::pin(async move { row.into_active_model().reset_all().insert(tx).await }))
            .await
            .map_err(|error: DbErr| error.to_string())
    };
    assert!(insert(|row| row.role = "king".into()).await.unwrap_err().contains("ck_user_account_role"));
    assert!(insert(|row| row.login = "New".into()).await.unwrap_err().contains("ck_user_account_login"));
    assert!(insert(|row| row.area_code = "999".into()).await.is_err());
    assert!(insert(|_| ()).await.is_ok());
});

#[test]
fn the_fingerprint_is_fit_for_a_name() {
    let print = fingerprint();
    assert_eq!(print.len(), 16);
    assert!(print.chars().all(|c| c.is_ascii_hexdigit()));
    assert_eq!(print, fingerprint());
}
