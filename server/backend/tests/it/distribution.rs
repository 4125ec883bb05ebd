//! How each table is spread over the machines of a distributed PostgreSQL: every table has its column, `docs/scaling.md` says
//! the same, numbers come from no sequence, and a save of one subdistrict waits for no row of another.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use backend::db::Db;
use domain::hazards::{HazardCommand, VoidReason};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use tokio::{sync::oneshot, time::timeout};

use crate::{
    summary::numbers,
    support::{
        TestDb, catalogue,
        world::{FAR_SUBDISTRICT, World, noon},
    },
};

/// Where a row lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// By the code of its subdistrict, in this column.
    Subdistrict(&'static str),
    /// By the code of its area, in this column: inside a subdistrict its first nine digits are the subdistrict.
    Area(&'static str),
    /// With the row of that table that this column names.
    With(&'static str, &'static str),
    /// By this column, because it is of no area.
    Itself(&'static str),
    /// On every machine: read everywhere, changed seldom.
    Everywhere,
}
use Spread::{Area, Everywhere, Itself, Subdistrict, With};

const HERE: Spread = Subdistrict("subdistrict_code");
const OF_AREA: Spread = Area("area_code");

const TABLES: &[(&str, Spread)] = &[
    ("absence", Everywhere),
    ("area", Everywhere),
    ("assignment_rule", Everywhere),
    ("attempt", Itself("id")),
    ("audit_entry", Itself("id")),
    ("awaited_photo", OF_AREA),
    ("boundary_import", OF_AREA),
    ("campaign", OF_AREA),
    ("campaign_target", HERE),
    ("change_counter", HERE),
    ("checklist", Everywhere),
    ("checklist_draft", Everywhere),
    ("checklist_version", Everywhere),
    ("class_rule", Everywhere),
    ("copied_table", Itself("copy_id")),
    ("cylinder", With("gas_user_id", "gas_user")),
    ("database_copy", Itself("id")),
    ("deadline_rule", Everywhere),
    ("delivery", OF_AREA),
    ("delivery_item", With("delivery_id", "delivery")),
    ("device", HERE),
    ("device_event", With("device_id", "device")),
    ("device_telemetry", With("device_id", "device")),
    ("field_device", OF_AREA),
    ("file", OF_AREA),
    ("fire", HERE),
    ("gas_save", With("gas_user_id", "gas_user")),
    ("gas_survey", With("gas_user_id", "gas_user")),
    ("gas_user", HERE),
    ("hazard", HERE),
    ("hazard_count", HERE),
    ("hazard_counter", HERE),
    ("hazard_event", With("hazard_id", "hazard")),
    ("hazard_search", With("sort_key", "hazard")),
    ("holiday", Everywhere),
    ("hotline_order", HERE),
    ("import_job", OF_AREA),
    ("inspection", HERE),
    ("job", Itself("id")),
    ("life_rule", Everywhere),
    ("month_figure", OF_AREA),
    ("order_note", With("order_id", "hotline_order")),
    ("paper", HERE),
    ("paper_counter", HERE),
    ("paper_hazard", With("paper_id", "paper")),
    ("paper_template", Everywhere),
    ("party_link", HERE),
    ("party_link_hazard", With("link_id", "party_link")),
    ("party_photo", With("submission_id", "party_submission")),
    ("party_submission", HERE),
    ("penalty", HERE),
    ("recurring_plan", OF_AREA),
    ("relapse_pick", HERE),
    ("relapse_sample", HERE),
    ("reminder", With("hazard_id", "hazard")),
    ("reminder_setting", Itself("person_id")),
    ("reply_rule", Everywhere),
    ("roll_call", HERE),
    ("roll_call_answer", With("roll_call_id", "roll_call")),
    ("roll_call_door", With("roll_call_id", "roll_call")),
    ("rule_change", Everywhere),
    ("saved_view", OF_AREA),
    ("search_renewal", Itself("name")),
    ("session", Itself("id")),
    ("site", HERE),
    ("site_search", With("sort_key", "site")),
    ("stamp", Everywhere),
    ("standard_hazard", Everywhere),
    ("stove", HERE),
    ("stove_event", With("stove_id", "stove")),
    ("summary", OF_AREA),
    ("summary_beside_row", With("freeze_id", "summary")),
    ("summary_beside_set", With("freeze_id", "summary")),
    ("summary_content", With("summary_id", "summary")),
    ("summary_counter", Area("series")),
    ("summary_event", With("summary_id", "summary")),
    ("summary_file", With("summary_id", "summary")),
    ("summary_link", With("summary_id", "summary")),
    ("summary_note", With("summary_id", "summary")),
    ("summary_row", With("freeze_id", "summary")),
    ("summary_row_set", With("freeze_id", "summary")),
    ("sync_receipt", Itself("user_id")),
    ("task", HERE),
    ("unit_cost", Everywhere),
    ("upload", Itself("user_id")),
    ("user_account", Everywhere),
    ("vendor", Everywhere),
    ("vendor_event", Itself("vendor_id")),
    ("year_figure", OF_AREA),
    ("year_target", OF_AREA),
];

impl Spread {
    const fn column(self) -> Option<&'static str> {
        match self {
            Subdistrict(column) | Area(column) | With(column, _) | Itself(column) => Some(column),
            Everywhere => None,
        }
    }

    /// The two cells of the document's table.
    fn cells(self) -> (String, String) {
        let column = self.column().map_or_else(|| "–".to_owned(), |column| format!("`{column}`"));
        let by = match self {
            Subdistrict(_) => "subdistrict".to_owned(),
            Area(_) => "area".to_owned(),
            With(_, table) => format!("with its `{table}`"),
            Itself(_) => "by itself".to_owned(),
            Everywhere => "everywhere".to_owned(),
        };
        (column, by)
    }
}

/// SQLite keeps the words of the search in its own way.
fn in_catalogue(db: &Db, table: &str) -> bool {
    !(db.is_sqlite() && table.ends_with("_search"))
}

db_test!(every_table_has_its_column, |db| async {
    let named: BTreeMap<&str, Spread> = TABLES.iter().copied().collect();
    assert_eq!(named.len(), TABLES.len(), "a table stands twice");
    let ours: BTreeSet<String> =
        named.keys().filter(|table| in_catalogue(&db, table)).map(|table| (*table).to_owned()).collect();
    let mut there = catalogue::tables(db.read()).await;
    there.retain(|table| !table.ends_with("_fts"));
    assert_eq!(ours, there);

    for (table, spread) in TABLES.iter().filter(|(table, _)| in_catalogue(&db, table)) {
        let columns = catalogue::columns(db.read(), table).await;
        if let Some(column) = spread.column() {
            let (_, nullable) = columns.get(column).unwrap_or_else(|| panic!("{table}.{column}"));
            assert!(!nullable, "{table}.{column} may be empty");
        }
        if let With(_, parent) = spread {
            assert!(matches!(named[parent], Subdistrict(_) | Area(_)), "{table} with {parent}");
        }
        // what has a subdistrict is spread by it
        let has = columns.get("subdistrict_code").is_some_and(|(_, nullable)| !nullable);
        assert_eq!(has, *spread == HERE, "{table}");
    }
});

#[test]
fn the_document_says_the_same() {
    let document = include_str!("../../../../docs/scaling.md");
    let rows = document.lines().filter_map(|line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        let table = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
        Some((table, (cells.next()?.to_owned(), cells.next()?.to_owned())))
    });
    let said: Vec<_> = rows.collect();
    let meant: Vec<_> = TABLES.iter().map(|(table, spread)| (*table, spread.cells())).collect();
    assert_eq!(said, meant);
}

db_test!(no_number_comes_from_a_sequence, |db| async {
    let sql = if db.is_sqlite() {
        "SELECT count(*) FROM sqlite_master WHERE upper(sql) LIKE '%AUTOINCREMENT%'"
    } else {
        "SELECT count(*) FROM pg_class WHERE relkind = 'S'"
    };
    assert_eq!(numbers(&db, sql).await, [0]);
});

/// Every row that is of an area and not of the far subdistrict.
fn rows_of_others() -> Vec<String> {
    let lock = |table: &str, column: &str| {
        format!("SELECT 1 FROM {table} WHERE {column} NOT LIKE '{FAR_SUBDISTRICT}%' FOR UPDATE")
    };
    TABLES
        .iter()
        .filter_map(|(table, spread)| match spread {
            Subdistrict(column) | Area(column) => Some(lock(table, column)),
            With(..) | Itself(_) | Everywhere => None,
        })
        .collect()
}

/// Visits, findings and their steps in the far subdistrict, while somebody holds every row of all others.
async fn lives_beside_a_lock(db: Db) {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-05-01"), |_| ()).await;
    world.close(noon("2023-05-02"), id).await;
    let (say_held, held) = oneshot::channel();
    let (let_go, gone) = oneshot::channel::<()>();
    let holder = db.write(move |tx| {
        Box::pin(async move {
            for sql in rows_of_others() {
                tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
            }
            // the other side is gone when the test has failed
            let _ = say_held.send(());
            let _ = gone.await;
            Ok::<_, DbErr>(())
        })
    });
    let work = async {
        held.await.unwrap();
        world.visit(world.far_shop, noon("2023-05-03"), |_| ()).await;
        let id = world.find(noon("2023-05-04"), |finding| finding.site = Some(world.far_shop)).await;
        let reason = VoidReason::FalseAlarm;
        let void = HazardCommand::Void { reason, duplicate_of: None, note: "查无此事".into() };
        world.step(&world.stranger, noon("2023-05-05"), id, void).await;
        let_go.send(()).unwrap();
    };
    let (held, done) = tokio::join!(holder, timeout(Duration::from_secs(30), work));
    held.unwrap();
    assert!(done.is_ok(), "a save waited for a row of another subdistrict");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_waits_for_no_other_subdistrict() {
    // SQLite has one writer
    if let Some(db) = TestDb::postgres().await {
        db.tell(lives_beside_a_lock).await;
    }
}
