//! The entities say what the migrations made: same tables, same columns, same types, same NULLs; and
//! what is written comes back the same on both databases.

use std::collections::BTreeSet;

use backend::db::Db;
use backend::entities::*;
use chrono::{Duration, NaiveDate};
use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable};
use serde_json::json;
use uuid::Uuid;

use crate::support::catalogue::{self, Columns};
use crate::support::seed;

/// The name of a column's type in the catalogue of SQLite and of PostgreSQL.
fn type_names(kind: &ColumnType) -> (&'static str, &'static str) {
    match kind {
        ColumnType::Uuid => ("BLOB", "uuid"),
        ColumnType::String(_) | ColumnType::Text => ("TEXT", "text"),
        ColumnType::Boolean => ("INTEGER", "boolean"),
        ColumnType::SmallInteger => ("INTEGER", "smallint"),
        ColumnType::Integer => ("INTEGER", "integer"),
        ColumnType::BigInteger => ("INTEGER", "bigint"),
        ColumnType::Double => ("REAL", "double precision"),
        ColumnType::Date => ("TEXT", "date"),
        ColumnType::TimestampWithTimeZone => ("TEXT", "timestamp with time zone"),
        ColumnType::JsonBinary => ("TEXT", "jsonb"),
        other => panic!("a column type that the migrations do not use: {other:?}"),
    }
}

async fn compare<E: EntityTrait>(db: &Db, entity: E, seen: &mut BTreeSet<String>) {
    let table = entity.table_name().to_owned();
    let declared: Columns = E::Column::iter()
        .map(|column| {
            let definition = column.def();
            let (sqlite, postgres) = type_names(definition.get_column_type());
            let kind = if db.is_sqlite() { sqlite } else { postgres };
            (column.as_str().to_owned(), (kind.to_owned(), definition.is_null()))
        })
        .collect();
    assert_eq!(declared, catalogue::columns(db.read(), &table).await, "{table}");
    let rows = E::find().all(db.read()).await.unwrap();
    assert!(rows.is_empty(), "{table} of a new database");
    seen.insert(table);
}

db_test!(entities_are_in_step_with_the_migrations, |db| async {
    let mut seen = BTreeSet::new();
    macro_rules! compare {
        ($($entity:ident)*) => { $( compare(&db, $entity::Entity, &mut seen).await; )* };
    }
    compare!(absence area assignment_rule attempt audit_entry awaited_photo boundary_import campaign campaign_target change_counter
        checklist checklist_draft checklist_version class_rule copied_table cylinder database_copy deadline_rule delivery delivery_item device
        device_event device_telemetry field_device file fire gas_save gas_survey gas_user hazard
        hazard_count hazard_counter hazard_event holiday hotline_order import_job inspection job life_rule
        month_figure order_note paper paper_counter paper_hazard paper_template party_link party_link_hazard
        party_photo party_submission penalty recurring_plan relapse_pick relapse_sample reminder
        reminder_setting reply_rule roll_call roll_call_answer roll_call_door rule_change saved_view
        search_renewal session site stamp standard_hazard stove stove_event summary summary_beside_row summary_beside_set summary_content
        summary_counter summary_event summary_file summary_link summary_note summary_row summary_row_set sync_receipt task unit_cost upload user_account
        vendor vendor_event year_figure year_target);
    let search = if db.is_sqlite() { ["hazard_fts", "site_fts"] } else { ["hazard_search", "site_search"] };
    seen.extend(search.map(str::to_owned));
    assert_eq!(seen, catalogue::tables(db.read()).await);
});

db_test!(rows_come_back_as_they_were_written, |db| async {
    let town = seed::town(&db).await;
    let stored = site::Entity::find_by_id(town.shop.id).one(db.read()).await.unwrap().unwrap();
    assert_eq!(stored, town.shop);

    let row = filled(&town);
    let written = row.clone();
    let back =
        db.write(move |tx| Box::pin(async move { seed::insert_hazard(tx, written).await })).await.unwrap();
    assert_eq!(back, row);
    assert_eq!(hazard::Entity::find_by_id(row.id).one(db.read()).await.unwrap(), Some(row));
});

/// A hazard with something in every column.
pub fn filled(town: &seed::Town) -> hazard::Model {
    let mut row = seed::hazard(town, 1);
    let someone = Some(town.office.id);
    row.subcategory = Some("飞线充电".to_owned());
    row.clause = Some("第三十七条".to_owned());
    row.accuracy_m = Some(-1e-9);
    row.cell = Some(i64::MAX);
    row.party_name = Some("𠮷野家".to_owned());
    row.party_phone = Some("13800138000".to_owned());
    row.assignee_id = someone;
    row.rectified_by = someone;
    row.first_reviewer_id = someone;
    row.closed_by = someone;
    row.extension_asked_by = Some(Uuid::max());
    // a whole second and a single millisecond are the extremes of how a time is written
    row.rectified_at = Some(seed::noon());
    row.closed_at = Some(seed::noon() + Duration::milliseconds(1));
    row.voided_at = Some(seed::noon() + Duration::milliseconds(999));
    row.first_review_passed = Some(false);
    row.void_reason = Some("duplicate".to_owned());
    row.duplicate_of = Some(row.id);
    row.extension_until = NaiveDate::from_ymd_opt(2024, 2, 29);
    row.extension_reason = Some("x".repeat(10_000));
    row.transferred_to = Some("城管".to_owned());
    row.on_the_spot = true;
    row.supervised = true;
    row.five_elements = Some(json!({"单位": [1.5, null, {"a": "\u{0}".len()}]}));
    row
}
