//! An installation that moves to another database, each way: everything is there and every figure is the same; a copy that
//! was killed goes on; what was changed behind its back is found; what must not be copied is refused.

use std::{collections::BTreeSet, panic::AssertUnwindSafe};

use backend::{
    audit::verify::verify,
    copy::{self, Copied, How, Options, Outcome, Refusal},
    ctx::{Ctx, Limits, State},
    db::Db,
    entities::{copied_table, hazard, holiday},
    figures::query::{dashboard, rates},
    hazards, inspections, programmes, sites,
    storage::Storage,
    summary::report,
    transfer::{Progress, progress::silent},
};
use chrono::Utc;
use domain::{
    area::AreaCode,
    listing::{HazardFilter, InspectionFilter, SiteFilter},
    period::Period,
};
use futures::FutureExt;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait};

use crate::{
    drift,
    figures::office,
    summary::{issued, numbers, tamper},
    support::{
        TestDb, catalogue, seed,
        world::{SUBDISTRICT, World, date, noon},
    },
};

const AREAS: [&str; 3] = ["310105", SUBDISTRICT, "310105008004"];

/// Declares a test that tells its story from SQLite to SQLite, and each way between SQLite and PostgreSQL.
macro_rules! move_test {
    ($name:ident, $story:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_to_sqlite() {
                between(TestDb::sqlite().await, TestDb::sqlite().await, $story).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_to_postgres() {
                if let Some(target) = TestDb::postgres().await {
                    between(TestDb::sqlite().await, target, $story).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres_to_sqlite() {
                if let Some(source) = TestDb::postgres().await {
                    between(source, TestDb::sqlite().await, $story).await;
                }
            }
        }
    };
}

async fn between<F: Future<Output = ()>>(source: TestDb, target: TestDb, story: impl FnOnce(Db, Db) -> F) {
    source.tell(|source| target.tell(|target| story(source, target))).await;
}

/// As from one source, in batches so small that there are many of them.
fn options() -> Options {
    Options { from: "sqlite://here.db".to_owned(), batch: 50 }
}

async fn run(source: &Db, target: &Db) -> Outcome {
    copy::run(source, target, &options(), &silent).await.unwrap()
}

fn finished(outcome: Outcome) -> Vec<Copied> {
    match outcome {
        Outcome::Finished(tables) => tables,
        other => panic!("{other:?}"),
    }
}

/// A run that dies as soon as a table has come that far.
async fn killed(source: &Db, target: &Db, stage: &str, done: u64) {
    let options = options();
    let die = |progress: Progress| {
        assert!(progress.stage != stage || progress.done < done, "killed");
    };
    let run = AssertUnwindSafe(copy::run(source, target, &options, &die)).catch_unwind().await;
    assert!(run.is_err(), "it was killed");
    assert!(copy::is_unfinished(target).await.unwrap());
}

/// The same person at the same instant in another database.
fn there(ctx: &Ctx, db: &Db) -> Ctx {
    let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
    Ctx::at(state, ctx.actor.clone(), ctx.now)
}

/// Of the subdistrict each month, quarter, half-year and the year; of others a month and the year.
fn periods(area: &AreaCode) -> Vec<String> {
    if area.as_str() != SUBDISTRICT {
        return vec!["2023-06".to_owned(), "2023".to_owned()];
    }
    let months = (1..=12).map(|month| format!("2023-{month:02}"));
    let rest = ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2023-H1", "2023-H2", "2023", "2024-01"];
    months.chain(rest.map(str::to_owned)).collect()
}

/// Every figure of summaries, dashboards, rates and programmes, and lists with their words.
async fn same_answers(a: &Ctx, b: &Ctx) {
    for area in AREAS.map(|code| code.parse::<AreaCode>().unwrap()) {
        for period in periods(&area) {
            let of = period.parse().unwrap();
            let (here, there) = (report::content(a, &area, of).await, report::content(b, &area, of).await);
            assert_eq!(here.unwrap(), there.unwrap(), "{area} {period}");
        }
        for (from, to) in [("2023-01-01", "2023-12-31"), ("2023-03-15", "2023-10-10")] {
            let period = Period::new(date(from), date(to)).unwrap();
            let area = Some(area.clone());
            assert_eq!(
                dashboard(a, area.clone(), period).await.unwrap(),
                dashboard(b, area.clone(), period).await.unwrap()
            );
            assert_eq!(
                rates(a, area.clone(), period).await.unwrap(),
                rates(b, area.clone(), period).await.unwrap()
            );
            assert_eq!(
                programmes::figures::figures(a, area.as_ref(), period, a.now).await.unwrap(),
                programmes::figures::figures(b, area.as_ref(), period, a.now).await.unwrap()
            );
        }
    }
    for words in [None, Some("楼道"), Some("充电"), Some("仙霞"), Some("000012")] {
        let mut hazard = HazardFilter::default();
        let mut site = SiteFilter::default();
        hazard.common.q = words.map(str::to_owned);
        site.common.q = words.map(str::to_owned);
        let found = hazards::query::list(a, &hazard, 50).await.unwrap();
        assert!(!found.rows.is_empty() || words.is_some_and(|words| words != "充电"), "{words:?}");
        assert_eq!(found, hazards::query::list(b, &hazard, 50).await.unwrap(), "{words:?}");
        assert_eq!(
            sites::query::list(a, &site, 50).await.unwrap(),
            sites::query::list(b, &site, 50).await.unwrap(),
            "{words:?}"
        );
    }
    let all = InspectionFilter::default();
    assert_eq!(
        inspections::query::list(a, &all, 50).await.unwrap(),
        inspections::query::list(b, &all, 50).await.unwrap()
    );
}

move_test!(the_demo_moves_with_every_figure, async |source: Db, target: Db| {
    let here = office(&source).await;
    let schema = catalogue::everything(target.read()).await;
    let tables = finished(run(&source, &target).await);

    let mut names: BTreeSet<String> = tables.iter().map(|table| table.table.clone()).collect();
    for table in &tables {
        let sql = format!("SELECT count(*) FROM {}", table.table);
        let rows = i64::try_from(table.rows).unwrap();
        assert_eq!((numbers(&source, &sql).await, numbers(&target, &sql).await), (vec![rows], vec![rows]));
    }
    // nothing is forgotten, and the constraints are those of before
    let search =
        if target.is_sqlite() { ["hazard_fts", "site_fts"] } else { ["hazard_search", "site_search"] };
    let of_itself = ["copied_table", "database_copy", "search_renewal"];
    names.extend(of_itself.iter().chain(&search).map(|name| (*name).to_owned()));
    assert_eq!(names, catalogue::tables(target.read()).await);
    assert_eq!(schema, catalogue::everything(target.read()).await);

    same_answers(&here, &there(&here, &target)).await;
    let report = verify(&target, |_, _| ()).await.unwrap();
    assert_eq!((report.hazards, report.broken.as_slice()), (568, &[][..]));

    let Outcome::WasFinished(_, again) = run(&source, &target).await else { panic!("it was finished") };
    assert_eq!(again, tables);
});

move_test!(every_value_comes_as_it_was, async |source: Db, target: Db| {
    let town = seed::town(&source).await;
    let row = drift::filled(&town);
    source.write(move |tx| Box::pin(async move { seed::insert_hazard(tx, row).await })).await.unwrap();
    tamper(
        &source,
        "INSERT INTO holiday (day, kind, name) VALUES ('2024-02-29', 'workday', ''), ('2024-03-01', 'holiday', '元''旦\"')",
    )
    .await;
    finished(run(&source, &target).await);
    assert_eq!(
        hazard::Entity::find().all(source.read()).await.unwrap(),
        hazard::Entity::find().all(target.read()).await.unwrap()
    );
    assert_eq!(
        holiday::Entity::find().all(source.read()).await.unwrap(),
        holiday::Entity::find().all(target.read()).await.unwrap()
    );
    // it goes on living there: foreign keys are looked at again
    let orphan = target
        .write(|tx| {
            Box::pin(async move { tx.execute_unprepared("UPDATE user_account SET area_code = '999'").await })
        })
        .await;
    assert!(orphan.is_err());
});

move_test!(rows_may_name_what_comes_later, async |source: Db, target: Db| {
    let world = World::new(&source).await;
    world.find(noon("2023-06-05"), |_| ()).await;
    issued(&world, "2023-06", noon("2023-07-03")).await;
    let (first, last) =
        ("(SELECT id FROM site ORDER BY id LIMIT 1)", "(SELECT id FROM site ORDER BY id DESC LIMIT 1)");
    tamper(&source, &format!("UPDATE site SET merged_into = {last} WHERE id = {first}")).await;
    finished(run(&source, &target).await);
    let merged = format!("SELECT count(*) FROM site WHERE id = {first} AND merged_into = {last}");
    assert_eq!(numbers(&target, &merged).await, [1]);
    let broken = verify(&target, |_, _| ()).await.unwrap().broken;
    assert!(broken.is_empty(), "{broken:?}");
});

move_test!(a_killed_copy_goes_on_behind_its_last_row, async |source: Db, target: Db| {
    let world = World::new(&source).await;
    world.find(noon("2023-05-01"), |_| ()).await;
    let holidays = holiday::Entity::find().count(source.read()).await.unwrap();
    assert!(holidays > 100, "{holidays}");

    killed(&source, &target, "holiday", 100).await;
    assert_eq!(holiday::Entity::find().count(target.read()).await.unwrap(), 100);
    assert_eq!(hazard::Entity::find().count(target.read()).await.unwrap(), 0);
    let part = copied_table::Entity::find().all(target.read()).await.unwrap();
    let part = part.iter().find(|part| part.name == "holiday").unwrap();
    assert_eq!((part.row_count, part.complete, part.content_sum.as_deref()), (100, false, None));
    // while it is not finished it is nobody's source, and goes on from its own source only
    let Outcome::Refused(refusal) = run(&target, &source).await else { panic!("refused") };
    assert_eq!(refusal, Refusal::SourceUnfinished);
    let other = Options { from: "sqlite://elsewhere.db".to_owned(), ..options() };
    let other = copy::run(&source, &target, &other, &silent).await.unwrap();
    assert_eq!(other, Outcome::Refused(Refusal::OtherSource(options().from)));

    // killed again when all rows are there and the words are not
    killed(&source, &target, "site_words", 0).await;
    assert_eq!(hazard::Entity::find().count(target.read()).await.unwrap(), 1);
    let before = numbers(&target, "SELECT count(*) FROM copied_table WHERE complete").await;
    let tables = finished(run(&source, &target).await);
    // all but the two indexes of words had come
    assert_eq!(before, [i64::try_from(tables.len()).unwrap()]);
    assert!(!copy::is_unfinished(&target).await.unwrap());
    let mut words = HazardFilter::default();
    words.common.q = Some("楼道".to_owned());
    let here = world.ctx(&world.office, Utc::now());
    let found = hazards::query::list(&there(&here, &target), &words, 50).await.unwrap();
    assert_eq!(found, hazards::query::list(&here, &words, 50).await.unwrap());
});

move_test!(what_was_changed_behind_its_back_is_found, async |source: Db, target: Db| {
    let world = World::new(&source).await;
    world.find(noon("2023-05-01"), |_| ()).await;
    // hazards and holidays have come by then
    killed(&source, &target, "hazard_event", 0).await;
    tamper(&source, "UPDATE hazard SET description = description || '?'").await;
    tamper(&target, "DELETE FROM holiday WHERE day = (SELECT max(day) FROM holiday)").await;
    tamper(&target, "INSERT INTO holiday (day, kind, name) VALUES ('1999-01-01', 'holiday', '元旦')").await;

    let Outcome::Differs(found) = run(&source, &target).await else { panic!("it differs") };
    let found: Vec<(&str, bool, Vec<How>)> = found
        .iter()
        .map(|table| {
            let how = table.rows.iter().map(|row| row.how).collect();
            (table.table, table.source.rows == table.target.rows, how)
        })
        .collect();
    assert_eq!(
        found,
        [("holiday", true, vec![How::Missing, How::Surplus]), ("hazard", true, vec![How::Changed])]
    );
    assert!(copy::is_unfinished(&target).await.unwrap());

    // what is mended by hand is put in force
    tamper(&target, "DELETE FROM holiday WHERE day = '1999-01-01'").await;
    tamper(&target, "UPDATE hazard SET description = description || '?'").await;
    let lost =
        holiday::Entity::find().all(source.read()).await.unwrap().into_iter().max_by_key(|row| row.day);
    let lost = lost.unwrap().into_active_model().reset_all();
    target
        .write(|tx| {
            Box::pin(async move {
                lost.insert(tx).await?;
                Ok::<_, DbErr>(())
            })
        })
        .await
        .unwrap();
    finished(run(&source, &target).await);
});

move_test!(what_must_not_be_copied_is_refused, async |source: Db, target: Db| {
    seed::town(&source).await;
    seed::town(&target).await;
    assert_eq!(run(&source, &target).await, Outcome::Refused(Refusal::TargetHoldsData("area")));
    target.migrate_down(Some(1)).await.unwrap();
    assert_eq!(run(&source, &target).await, Outcome::Refused(Refusal::TargetVersion(1)));
    source.migrate_down(Some(2)).await.unwrap();
    assert_eq!(run(&source, &target).await, Outcome::Refused(Refusal::SourceVersion(2)));
    source.migrate_up(None).await.unwrap();
    // one that a later program has made
    tamper(
        &source,
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)",
    )
    .await;
    assert_eq!(run(&source, &target).await, Outcome::Refused(Refusal::SourceVersion(0)));
});

async fn into_a_bare_one(target: TestDb) {
    between(TestDb::sqlite().await, target, async |source: Db, target: Db| {
        seed::town(&source).await;
        finished(run(&source, &target).await);
        assert_eq!(numbers(&target, "SELECT count(*) FROM site").await, [1]);
    })
    .await;
}

#[tokio::test]
async fn an_empty_sqlite_gets_its_schema() {
    into_a_bare_one(TestDb::bare_sqlite().await).await;
}

#[tokio::test]
async fn an_empty_postgres_gets_its_schema() {
    if let Some(target) = TestDb::bare_postgres().await {
        into_a_bare_one(target).await;
    }
}
