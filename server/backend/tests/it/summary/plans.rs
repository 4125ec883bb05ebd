//! How the database finds summaries: a city of two hundred subdistricts makes some four thousand a year, and the rows behind them are
//! millions.

use backend::summary::{
    files::{Format, open, preview},
    notes,
    query::{self, Wanted},
    schedule, service,
};
use domain::{
    actor::Actor,
    ids::SummaryId,
    summary::{Figure, FigureRef, Lang, Span, commands::DraftCorrection, views::RowsPart},
};
use sea_orm::Statement;
use uuid::Uuid;

use super::{issued, of};
use crate::support::{
    TestDb,
    explain::{Tape, by_indexes_but, found_by_indexes, not_sorted},
    world::{SUBDISTRICT, World, date, noon},
};

const COMMITTEE: &str = "310105008001";
const GRID: &str = "31010500800101";

/// Everything that is asked of the database about summaries, by people of areas of every level.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    let now = noon("2023-07-10");
    let office = world.ctx(&world.office, now);
    let draft = DraftCorrection { id: SummaryId(Uuid::now_v7()), of: june.id };
    let correction = service::draft_correction(&office, draft).await.unwrap();
    // what stays in memory is read now
    query::list(&office, &Wanted::default()).await.unwrap();
    tape.clear();
    for area in ["31", "310105", SUBDISTRICT, COMMITTEE, GRID] {
        let who = Actor { area: area.parse().unwrap(), ..world.office.clone() };
        let ctx = world.ctx(&who, now);
        for span in [None, Some(Span::Month), Some(Span::Quarter), Some(Span::HalfYear), Some(Span::Year)] {
            for year in [None, Some(2023)] {
                for before in [None, Some(i64::MAX)] {
                    for alone in [false, true] {
                        let wanted = Wanted { area: None, alone, span, year, before };
                        query::list(&ctx, &wanted).await.unwrap();
                    }
                }
            }
        }
        notes::list(&ctx).await.unwrap();
    }
    for id in [june.id, correction] {
        query::changed_since(&office, id).await.unwrap();
        query::content(&office, id).await.unwrap();
    }
    query::page(&office, june.id, Lang::Zh).await.unwrap();
    query::issued(&office, june.id).await.unwrap();
    let found = FigureRef::now(Figure::Found);
    for (area, only) in [(None, ""), (Some(COMMITTEE.parse().unwrap()), ""), (None, "category:fire")] {
        let part = RowsPart { area, only: only.parse().unwrap(), happened: None };
        query::frozen_rows(&office, june.id, found, &part, Some(0)).await.unwrap();
    }
    let happened = Some("2023-06-01..2023-06-09".parse().unwrap());
    let part = RowsPart { happened, ..RowsPart::default() };
    assert_eq!(query::frozen_rows(&office, june.id, found, &part, None).await.unwrap().total, 1);
    // what is told by its day, and what is told by the period
    for behind in ["2023-01..2023-06:found", "2023-01..2023-06:flow_closed"] {
        let behind = behind.parse().unwrap();
        assert_eq!(query::frozen_beside(&office, june.id, behind, None).await.unwrap().total, 1);
        query::frozen_beside(&office, june.id, behind, Some(0)).await.unwrap();
    }
    open(&office, june.id, Format::Pdf).await.unwrap();
    preview(&office, correction).await.unwrap();
    assert_eq!(
        schedule::begin_day(&world.state, now).await.unwrap(),
        1,
        "the one that was issued is looked at"
    );
    // the one that is there is found
    assert_eq!(service::draft(&office, of("2023-06", SUBDISTRICT)).await.unwrap(), june.id);
    let mut said = tape.end(db).await;
    // a correction reads the figures again, whose own ways are not those of summaries
    said.retain(|said| said.sql.starts_with("SELECT") && said.sql.contains("summary"));
    said
}

/// The steps, none of which passes a whole table or index.
async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() > 5 * 40 + 10, "the watched database was not asked: {}", asked.len());
    let check = |asked: &Statement, plan: &[String]| {
        // the newest of a whole city are read in the order in which they are shown, until a page is full
        by_indexes_but(asked, plan, |step| step == "SCAN s USING INDEX ix_summary_key");
        if asked.sql.starts_with("SELECT s.* FROM summary s") {
            not_sorted(asked, plan);
        }
    };
    found_by_indexes(test, &asked, check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_summaries_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        "SCAN s USING INDEX ix_summary_key",
        "ix_summary_key (sort_key>? AND sort_key<?)",
        "ix_summary_district (district_code=? AND sort_key",
        "ix_summary_subdistrict (subdistrict_code=? AND sort_key",
        "ix_summary_committee (committee_code=? AND sort_key",
        "ix_summary_area (area_code=? AND sort_key",
        "ix_summary_period (area_code=? AND period=?)",
        "ix_summary_corrections (corrects_id=?)",
        "ix_summary_note_unread (person_id=?)",
        "ix_summary_issued (issued_at>?)",
        "SEARCH r USING PRIMARY KEY (freeze_id=? AND place>?)",
        "SEARCH r USING PRIMARY KEY (freeze_id=? AND place>? AND place<?)",
        "SEARCH s USING PRIMARY KEY (freeze_id=?)",
        "SEARCH summary_file USING PRIMARY KEY (summary_id=?)",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_summaries_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
