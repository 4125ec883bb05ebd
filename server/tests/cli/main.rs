//! The commands of the real binary: what they print, how they exit, what they leave behind.

#![allow(clippy::unwrap_used)]

#[path = "../../backend/tests/it/support/rescue_file.rs"]
mod rescue_file;
#[path = "../../backend/tests/it/support/tablet.rs"]
mod tablet;

mod log;
mod rescue;
mod summary;

use backend::{
    ctx::{Limits, State},
    db::{Db, DbConfig},
    people,
    storage::Storage,
};
use domain::actor::Actor;
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

const PASSWORD: &str = "correct horse 42\n";

/// Runs the command, which must exit with `code`, and gives what it printed on both outputs.
fn exits(dir: &Path, code: i32, args: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["--data-dir", "data"])
        .args(args)
        .current_dir(dir)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a command that reads nothing may be gone already
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].map(|t| String::from_utf8(t).unwrap()).concat();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
    text
}

/// The database that the commands use, while none of them runs.
async fn with_state<T>(dir: &Path, work: impl AsyncFnOnce(&State) -> T) -> T {
    let url = format!("sqlite://{}", dir.join("data/xunan.db").display());
    let db = Db::connect(&DbConfig { url, ..DbConfig::default() }).await.unwrap();
    // where the program looks for them
    let storage = Storage::open(&dir.join("data/files").display().to_string()).unwrap();
    let state = State::new(db, storage, Limits::default());
    let answer = work(&state).await;
    state.db.close().await.unwrap();
    answer
}

/// Somebody who signs in by that name.
async fn person(state: &State, login: &str) -> Actor {
    let accounts = people::service::list(state).await.unwrap();
    accounts.into_iter().find(|account| account.actor.login == login).unwrap().actor
}

/// Changes the database behind the program's back.
fn tamper(dir: &Path, sql: &str) {
    let url = format!("sqlite://{}", dir.join("data/xunan.db").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        use sea_orm::ConnectionTrait;
        let db = sea_orm::Database::connect(url).await.unwrap();
        db.execute_unprepared(sql).await.unwrap();
        db.close().await.unwrap();
    });
}

fn import<'a>(what: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["import", what, "table.csv", "--as", "boss", "--datum", "wgs84"], more].concat()
}

/// A folder with a database and an administrator.
fn installed() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let add = ["user", "add", "boss", "--name", "管理员", "--role", "admin"];
    assert!(exits(dir.path(), 0, &add, PASSWORD).contains("boss may sign in as admin"));
    dir
}

#[test]
fn an_import_is_checked_then_done_then_refused() {
    let home = installed();
    let dir = home.path();
    let rows = "名称,地址,类型,居委会\n甲店,路1号,九小场所,310105008001\n乙店,路2号,飞船,310105008001\n";
    fs::write(dir.join("table.csv"), rows).unwrap();
    let text = exits(dir, 1, &import("sites", &[]), "");
    assert!(text.contains("line 3") && text.contains("column 3 (类型)") && text.contains("飞船"), "{text}");
    assert!(text.contains("2 rows (UTF-8), 1 bad, 0 imported."), "{text}");
    exits(dir, 1, &import("sites", &["--dry-run", "--skip-bad"]), "");
    let text = exits(dir, 0, &import("sites", &["--skip-bad"]), "");
    assert!(text.contains("1 bad, 1 imported."), "{text}");
    // both are bad now: one was bad, the other is there
    let text = exits(dir, 1, &import("sites", &["--skip-bad"]), "");
    assert!(text.contains("2 bad, 0 imported."), "{text}");
    exits(dir, 2, &["import", "sites", "table.csv", "--as", "boss"], "");
    exits(dir, 1, &["import", "sites", "none.csv", "--as", "boss", "--datum", "wgs84"], "");
    let nobody = ["import", "sites", "table.csv", "--as", "nobody", "--datum", "wgs84"];
    assert!(exits(dir, 1, &nobody, "").contains("nobody signs in"));
}

#[test]
fn a_workbook_is_imported_like_a_text() {
    let home = installed();
    let dir = home.path();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [["名称", "地址", "类型", "居委会"], ["甲店", "路1号", "九小场所", "310105008001"]];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    fs::write(dir.join("table.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    let by = ["import", "sites", "table.xlsx", "--as", "boss", "--datum", "wgs84"];
    let text = exits(dir, 0, &by, "");
    assert!(text.contains("1 rows (Excel), 0 bad, 1 imported."), "{text}");
    fs::write(dir.join("table.xlsx"), b"PK\x03\x04 nothing").unwrap();
    assert!(exits(dir, 1, &by, "").contains("file_damaged"));
}

#[test]
fn a_record_changed_behind_the_programs_back_is_found() {
    let home = installed();
    let dir = home.path();
    let rows = "发现日期,类别,隐患描述,居委会\n2023-05-01,消防,楼道堆物,310105008001\n";
    fs::write(dir.join("table.csv"), rows).unwrap();
    assert!(exits(dir, 0, &import("hazards", &["--dry-run"]), "").contains("0 imported."));
    assert!(exits(dir, 0, &import("hazards", &[]), "").contains("1 imported."));
    assert!(exits(dir, 0, &["audit", "verify"], "").contains("Looked at 1 hazards"));
    tamper(dir, "UPDATE hazard SET description = '没事'");
    assert!(exits(dir, 3, &["audit", "verify"], "").contains("the record was changed"));
}

#[test]
fn people_schema_and_configuration() {
    let home = installed();
    let dir = home.path();
    exits(dir, 0, &["user", "passwd", "boss"], "another horse 43\n");
    assert!(exits(dir, 1, &["user", "passwd", "boss"], "short\n").contains("too short"));
    exits(dir, 0, &["user", "disable", "boss"], "");
    assert!(exits(dir, 0, &["user", "list"], "").contains("(disabled)"));
    fs::write(dir.join("table.csv"), "名称,地址,类型\n").unwrap();
    assert!(exits(dir, 1, &import("sites", &[]), "").contains("nobody signs in as boss"));
    let status = exits(dir, 0, &["migrate", "status"], "");
    assert!(status.contains("applied  ") && !status.contains("missing  "), "{status}");
    exits(dir, 2, &["migrate", "down"], "");
    fs::write(dir.join("xunan.toml"), "[limits]\npage_sise = 5\n").unwrap();
    assert!(exits(dir, 2, &["migrate", "status"], "").contains("page_sise"));
}

#[test]
fn an_installation_moves_to_another_database() {
    let home = installed();
    let dir = home.path();
    let copy = ["migrate", "copy", "--to", "sqlite://moved/data/xunan.db"];
    let text = exits(dir, 0, &copy, "");
    assert!(text.contains("复制完成") && text.contains("equal on both sides"), "{text}");
    let account = text.lines().find(|line| line.starts_with("user_account ")).unwrap();
    assert_eq!(account.split_whitespace().nth(1), Some("1"), "{account}");
    assert!(exits(dir, 0, &copy, "").contains("finished at"));

    // one that has not finished serves nobody, and goes on
    let moved = dir.join("moved");
    tamper(&moved, "UPDATE database_copy SET finished_at = NULL");
    fs::write(dir.join("moved.toml"), "[database]\nurl = \"sqlite://moved/data/xunan.db\"\n").unwrap();
    let list = ["user", "list", "--config", "moved.toml"];
    assert!(exits(dir, 1, &list, "").contains("has not finished"));
    // a name that was changed behind its back is found, and told of which row
    tamper(&moved, "UPDATE user_account SET name = '别人'");
    let text = exits(dir, 3, &copy, "");
    assert!(text.contains("user_account:") && text.contains("内容不同 other content"), "{text}");
    tamper(&moved, "UPDATE user_account SET name = '管理员'");
    exits(dir, 0, &copy, "");
    assert!(exits(dir, 0, &list, "").contains("boss"));

    let into_itself = ["migrate", "copy", "--from", "sqlite://a.db", "--to", "sqlite://a.db"];
    exits(dir, 2, &into_itself, "");
    exits(dir, 2, &["migrate", "copy"], "");
    let nothing = ["migrate", "copy", "--from", "sqlite://none.db", "--to", "sqlite://new.db"];
    assert!(exits(dir, 1, &nothing, "").contains("is not there"));
    assert!(!dir.join("none.db").exists() && !dir.join("new.db").exists());
    let taken =
        ["migrate", "copy", "--from", "sqlite://moved/data/xunan.db", "--to", "sqlite://data/xunan.db"];
    assert!(exits(dir, 1, &taken, "").contains("holds other data"));
}
