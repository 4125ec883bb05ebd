//! Summaries on the console: an issued month whose hazard changes, through the program and behind its back; the files of a report.

use super::{PASSWORD, exits, import, installed, person, tamper, with_state};
use backend::{
    ctx::{Ctx, State},
    entities::hazard,
    hazards,
    summary::{query, service},
};
use chrono::{Days, Utc};
use domain::{
    actor::Actor,
    calendar::local_date,
    hazards::{Change, HazardCommand},
    ids::{EventId, HazardId, SummaryId},
    summary::{
        Lang,
        commands::{DraftSummary, EditParagraph, SummaryChange, SummaryCommand},
        correction::RowChange,
        lifecycle::{SummaryState, SummaryStatus},
        text::Topic,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{fs, path::Path};
use uuid::Uuid;

const SUBDISTRICT: &str = "310105008";

/// A folder with two hazards of May 2023, the first of them closed in it, and two people of the office.
fn with_may() -> tempfile::TempDir {
    let home = installed();
    let dir = home.path();
    for login in ["qian.li", "sun.fang"] {
        let add = ["user", "add", login, "--name", login, "--role", "office", "--area", SUBDISTRICT];
        exits(dir, 0, &add, PASSWORD);
    }
    let rows = "发现日期,类别,隐患描述,居委会,销号日期\n2023-05-02,消防,楼道堆物,310105008001,2023-05-10\n\
                2023-05-20,燃气,软管老化,310105008001,\n";
    fs::write(dir.join("table.csv"), rows).unwrap();
    assert!(exits(dir, 0, &import("hazards", &[]), "").contains("2 imported."));
    home
}

async fn step(state: &State, who: &Actor, before: &SummaryState, command: SummaryCommand) -> SummaryState {
    let change = SummaryChange {
        id: EventId(Uuid::now_v7()),
        summary: before.id,
        base_version: before.version,
        command,
    };
    service::change(&Ctx::new(state.clone(), who.clone()), change).await.unwrap()
}

/// The summary of May 2023, written by the one, checked and issued by the other.
async fn issued(dir: &Path) -> SummaryId {
    with_state(dir, async |state| {
        let (writer, checker) = (person(state, "qian.li").await, person(state, "sun.fang").await);
        let ctx = Ctx::new(state.clone(), writer.clone());
        let draft = DraftSummary {
            id: SummaryId(Uuid::now_v7()),
            area: SUBDISTRICT.parse().unwrap(),
            period: "2023-05".parse().unwrap(),
        };
        let id = service::draft(&ctx, draft).await.unwrap();
        let drafted = query::page(&ctx, id, Lang::Zh).await.unwrap().state;
        let write = SummaryCommand::Edit(EditParagraph {
            lang: Lang::Zh,
            topic: Topic::NextPeriod,
            text: "继续开展排查。".into(),
            left_out: Vec::new(),
        });
        let written = step(state, &writer, &drafted, write).await;
        let checked = step(state, &checker, &written, SummaryCommand::Check { note: None }).await;
        let sha256 = checked.sha256.clone().unwrap();
        let issued = step(state, &checker, &checked, SummaryCommand::Issue { sha256 }).await;
        assert_eq!(issued.status, SummaryStatus::Issued);
        id
    })
    .await
}

/// Opens the closed hazard again, as the office does, and answers which it was.
async fn reopened(dir: &Path) -> HazardId {
    with_state(dir, async |state| {
        let closed = hazard::Entity::find().filter(hazard::Column::ClosedAt.is_not_null());
        let id = HazardId(closed.one(state.db.read()).await.unwrap().unwrap().id);
        let ctx = Ctx::new(state.clone(), person(state, "qian.li").await);
        let due = local_date(Utc::now()) + Days::new(30);
        let change = Change {
            id: EventId(Uuid::now_v7()),
            hazard: id,
            base_version: None,
            device_at: None,
            position: None,
            command: HazardCommand::Reopen { reason: "又堆了".into(), due },
        };
        hazards::service::change(&ctx, change).await.unwrap();
        id
    })
    .await
}

/// The lines of a correction of the summary, as of now.
async fn changed(dir: &Path, summary: SummaryId) -> Vec<(Uuid, RowChange)> {
    with_state(dir, async |state| {
        let ctx = Ctx::new(state.clone(), person(state, "qian.li").await);
        let correction = query::changed_since(&ctx, summary).await.unwrap().correction;
        correction.lines.iter().map(|line| (line.key.id, line.change)).collect()
    })
    .await
}

#[test]
fn a_changed_hazard_is_a_line_of_a_correction_or_found_out() {
    let home = with_may();
    let dir = home.path();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let may = runtime.block_on(issued(dir));
    assert_eq!(runtime.block_on(changed(dir, may)), []);
    let text = exits(dir, 0, &["audit", "verify"], "");
    assert!(text.contains("1 summaries, 14 stored files.") && text.contains("Everything fits."), "{text}");

    // through the program: one hazard, one line, and nothing that does not fit
    let hazard = runtime.block_on(reopened(dir));
    assert_eq!(runtime.block_on(changed(dir, may)), [(hazard.0, RowChange::Changed)]);
    assert!(exits(dir, 0, &["audit", "verify"], "").contains("Everything fits."));

    // behind its back: the hazard, what was issued, and the rows behind it each give themselves away
    let describe = |words: &str| {
        tamper(dir, &format!("UPDATE hazard SET description = '{words}' WHERE reopened_count > 0"));
    };
    describe("没事");
    assert!(exits(dir, 3, &["audit", "verify"], "").contains("the record was changed"));
    describe("楼道堆物");
    assert!(exits(dir, 0, &["audit", "verify"], "").contains("Everything fits."));
    tamper(dir, "UPDATE summary_content SET content = content || ' '");
    assert!(exits(dir, 3, &["audit", "verify"], "").contains("1 findings do not fit"));
    tamper(dir, "UPDATE summary_row SET content = content || ' '");
    exits(dir, 3, &["audit", "verify"], "");
}

#[test]
fn a_report_is_written_without_a_browser() {
    let home = with_may();
    let dir = home.path();
    let text = exits(dir, 0, &["report", "--month", "2023-05", "--area", SUBDISTRICT, "--out", "out"], "");
    assert!(text.contains("files of the summary of 2023-05"), "{text}");
    let start = |name: &str| fs::read(dir.join("out").join(name)).unwrap()[..4].to_vec();
    assert_eq!(start("summary.pdf"), b"%PDF");
    for name in ["summary.docx", "summary.xlsx"] {
        assert_eq!(start(name), b"PK\x03\x04", "{name}");
    }
    let general = fs::read_to_string(dir.join("out/general.csv")).unwrap();
    let line = general.lines().find(|line| line.contains("查出隐患")).expect(&general);
    assert!(line.contains('2'), "{line}");
    let english = ["report", "--month", "2023-05", "--area", SUBDISTRICT, "--lang", "en", "--out", "english"];
    exits(dir, 0, &english, "");
    let general = fs::read_to_string(dir.join("english/general.csv")).unwrap();
    assert!(general.contains("Hazards found") && !general.contains("查出隐患"), "{general}");
    let other = ["report", "--month", "2023-05", "--area", SUBDISTRICT, "--lang", "fr", "--out", "other"];
    exits(dir, 2, &other, "");
    exits(dir, 2, &["report", "--month", "2023-13", "--area", SUBDISTRICT, "--out", "out"], "");
    exits(dir, 1, &["report", "--month", "2023-05", "--area", "999999999", "--out", "out"], "");
}
