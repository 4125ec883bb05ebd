//! The demo year, counted again in plain SQL and held against the definitions.

use std::collections::{BTreeMap, BTreeSet};

use backend::{
    areas::Areas,
    ctx::{Limits, State},
    db::Db,
    demo::{self, DemoOptions},
    entities::{file, hazard, hazard_event, inspection, month_figure, site, user_account},
    hazards::rows,
    passwords::Passwords,
    reference::Reference,
    storage::{Key, Storage},
    transfer::progress::silent,
};
use chrono::{DateTime, Timelike, Utc};
use domain::{
    calendar::SHANGHAI,
    figures::{Counters, Figures, HazardFacts, figures, from_months, months::late_open},
    geo::Point,
    hazards::{EventKind, GENESIS, Status},
    period::{Month, Period},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::plain_sql::numbers;

mod in_sql;

fn state(db: &Db) -> State {
    State::new(db.clone(), Storage::in_memory(), Limits::default())
}

/// The end of the year: 2023-12-31 24:00 in Shanghai.
fn year_end() -> DateTime<Utc> {
    "2023-12-31T16:00:00Z".parse().unwrap()
}

/// Hazards with their events, in order.
async fn hazards(db: &Db) -> Vec<(hazard::Model, Vec<hazard_event::Model>)> {
    let mut events: BTreeMap<uuid::Uuid, Vec<hazard_event::Model>> = BTreeMap::new();
    let all =
        hazard_event::Entity::find().order_by_asc(hazard_event::Column::Seq).all(db.read()).await.unwrap();
    for event in all {
        events.entry(event.hazard_id).or_default().push(event);
    }
    let rows = hazard::Entity::find().order_by_asc(hazard::Column::Number).all(db.read()).await.unwrap();
    rows.into_iter().map(|row| (row.clone(), events.remove(&row.id).unwrap())).collect()
}

fn facts(row: &hazard::Model, events: &[hazard_event::Model]) -> HazardFacts {
    let flows: Vec<_> = events.iter().map(|e| (e.kind.parse::<EventKind>().unwrap(), e.server_at)).collect();
    rows::facts(row, &flows).unwrap()
}

db_test!(the_figures_of_2023, |db| async {
    let report = demo::run(&state(&db), &DemoOptions::default(), &silent).await.unwrap();
    assert_eq!((report.inspections, report.hazards, report.refused), (1_312, 568, false));
    recount_in_sql(&db).await;
    let all = hazards(&db).await;
    whole_year(&all);
    stories(&all);
    chains(&all);
    months_agree(&db, &all).await;
    let with_facts: Vec<_> = all.iter().map(|(row, events)| (row, facts(row, events))).collect();
    in_sql::agrees(&db, &with_facts).await;
    gap_free(&db, &all).await;
    again(&db).await;
});

/// The sentence of the annual report, in SQL that knows nothing of the program.
async fn recount_in_sql(db: &Db) {
    let period = "BETWEEN '2022-12-31T16:00:00.000Z' AND '2023-12-31T15:59:59.999Z'";
    let visits = format!(
        "SELECT COUNT(*), SUM(CASE WHEN kind = 'special' THEN 1 ELSE 0 END), COUNT(DISTINCT site_id) FROM inspection WHERE outcome = 'done' AND started_at {period}"
    );
    assert_eq!(numbers(db, &visits).await, [1_312, 306, 420]);
    let base =
        format!("FROM hazard WHERE found_at {period} AND (void_reason IS NULL OR void_reason = 'site_gone')");
    let found = format!(
        "SELECT COUNT(*), SUM(CASE WHEN closed_at < '2023-12-31T16:00:00.000Z' THEN 1 ELSE 0 END), COUNT(closed_at) {base}"
    );
    assert_eq!(
        numbers(db, &found).await,
        [563, 552, 552],
        "found, closed by the end of the year, closed now"
    );
    let all = "SELECT COUNT(*), COUNT(void_reason), COUNT(DISTINCT number) FROM hazard";
    assert_eq!(numbers(db, all).await, [568, 5, 568]);
}

/// 98.0 %, by the definition over rows.
fn whole_year(all: &[(hazard::Model, Vec<hazard_event::Model>)]) {
    let facts: Vec<HazardFacts> = all.iter().map(|(row, events)| facts(row, events)).collect();
    let year = Period::year(2023).unwrap();
    for (at, open) in [(year_end(), 11), (Utc::now(), 11)] {
        let f: Figures = figures(&facts, year, at);
        assert_eq!((f.rate_found.n, f.rate_found.of), (552, 563));
        assert_eq!((f.balance.found, f.balance.open_at_start, f.balance.open_at_end), (568, 0, open));
        assert!(f.balance.holds());
        assert_eq!(f.on_the_spot.n, 140);
        assert_eq!(f.awaiting, 2);
        assert!(f.timely.n < f.on_time.n && f.on_time.n < f.rate_found.n, "some are late, some extended");
    }
}

/// Everything that may happen to a hazard happens to some.
fn stories(all: &[(hazard::Model, Vec<hazard_event::Model>)]) {
    let count = |fits: &dyn Fn(&hazard::Model) -> bool| all.iter().filter(|(row, _)| fits(row)).count();
    let status = |s: Status| count(&|row| row.status == s.as_str());
    assert_eq!(status(Status::Registered), 2);
    assert_eq!(status(Status::Assigned), 5);
    assert_eq!(status(Status::Rectified), 2);
    assert_eq!(status(Status::Transferred), 2);
    assert_eq!(count(&|row| row.void_reason.as_deref() == Some("false_alarm")), 3);
    assert_eq!(count(&|row| row.duplicate_of.is_some()), 2);
    assert_eq!(count(&|row| row.reopened_count == 1 && row.closed_at.is_some()), 3);
    assert_eq!(count(&|row| row.returned_count > 0 && row.closed_at.is_some()), 24);
    assert_eq!(count(&|row| row.extension_count == 1), 18);
    let two_people = |row: &hazard::Model| {
        let three = [row.rectified_by, row.first_reviewer_id, row.closed_by];
        three.iter().all(Option::is_some) && three.iter().collect::<BTreeSet<_>>().len() == 3
    };
    assert_eq!(count(&|row| row.severity == "major" && row.closed_at.is_some() && two_people(row)), 4);
    assert_eq!(
        count(&|row| row.severity == "major" && row.closed_at.is_none() && row.five_elements.is_some()),
        1
    );
    assert_eq!(count(&|row| row.severity == "major"), 5);
    let kinds: BTreeSet<&str> = all.iter().flat_map(|(_, events)| events).map(|e| e.kind.as_str()).collect();
    let never = EventKind::ALL.iter().filter(|k| !kinds.contains(k.as_str())).collect::<Vec<_>>();
    assert_eq!(never, [&EventKind::Corrected]);
    let categories: BTreeSet<&str> = all.iter().map(|(row, _)| row.category.as_str()).collect();
    assert_eq!(categories.len(), 14, "{categories:?}");
    let sources: BTreeSet<&str> = all.iter().map(|(row, _)| row.source.as_str()).collect();
    assert_eq!(sources.len(), 5);
}

/// Every event carries the hash of the one before it, and the last one the digest of the row.
fn chains(all: &[(hazard::Model, Vec<hazard_event::Model>)]) {
    for (row, events) in all {
        let mut before = GENESIS.to_owned();
        let mut last_at = row.found_at;
        for (i, event) in events.iter().enumerate() {
            assert_eq!(event.seq as usize, i + 1, "{}", row.number);
            assert_eq!(event.prev_hash, before, "{}", row.number);
            assert_eq!(rows::content(event).unwrap().hash(&before), event.hash, "{}", row.number);
            assert!(event.server_at >= last_at, "{}: {} before what came before it", row.number, event.kind);
            last_at = event.server_at;
            before.clone_from(&event.hash);
        }
        assert_eq!(row.event_count as usize, events.len());
        assert_eq!(row.last_event_hash, before);
        assert_eq!(events.last().unwrap().state, rows::row_digest(row).unwrap(), "{}", row.number);
        assert!(last_at < year_end(), "{} went on after the year", row.number);
    }
}

/// The counters of every committee and month are the sums of the rows, and give the same figures.
async fn months_agree(db: &Db, all: &[(hazard::Model, Vec<hazard_event::Model>)]) {
    let kept = month_figure::Entity::find().all(db.read()).await.unwrap();
    let mut by_area: BTreeMap<String, BTreeMap<i32, Counters>> = BTreeMap::new();
    for row in kept {
        by_area.entry(row.area_code.clone()).or_default().insert(row.month, counters(&row));
    }
    assert_eq!(by_area.len(), 25, "24 committees and their subdistrict");
    let now = Utc::now();
    for (area, kept) in &by_area {
        let facts: Vec<HazardFacts> = all
            .iter()
            .filter(|(row, _)| row.area_code.starts_with(area))
            .map(|(row, events)| facts(row, events))
            .collect();
        for n in 1..=12 {
            let month = Month::new(2023, n).unwrap();
            let mut before = Counters::default();
            kept.range(..month.number()).for_each(|(_, c)| before += *c);
            let this = kept.get(&month.number()).copied().unwrap_or_default();
            let mut late = domain::figures::LateOpen::default();
            for h in facts.iter().filter(|h| month.period().contains(h.found_at)) {
                let one = late_open(h, now);
                late.original += one.original;
                late.effective += one.effective;
            }
            let by_counters = from_months(before, &[this], late);
            assert_eq!(by_counters, figures(&facts, month.period(), now), "{area} {month}");
        }
    }
}

fn counters(row: &month_figure::Model) -> Counters {
    Counters {
        found: row.found,
        closed: row.closed,
        on_spot: row.on_spot,
        awaiting: row.awaiting,
        timely: row.timely,
        on_time: row.on_time,
        due: row.due,
        due_closed: row.due_closed,
        carry: row.carry,
        carry_closed: row.carry_closed,
        flow_found: row.flow_found,
        flow_closed: row.flow_closed,
        flow_reopened: row.flow_reopened,
        flow_voided: row.flow_voided,
    }
}

async fn gap_free(db: &Db, all: &[(hazard::Model, Vec<hazard_event::Model>)]) {
    for (i, (row, _)) in all.iter().enumerate() {
        assert_eq!(row.number, format!("310105008-2023-{:06}", i + 1));
        assert_eq!((row.year, row.seq as usize), (2023, i + 1));
    }
    let counter = "SELECT CAST(last_seq AS bigint) FROM hazard_counter WHERE subdistrict_code = '310105008' AND year = 2023";
    assert_eq!(numbers(db, counter).await, [568]);
}

async fn counts(db: &Db) -> Vec<i64> {
    let tables = [
        "user_account",
        "site",
        "inspection",
        "hazard",
        "hazard_event",
        "file",
        "audit_entry",
        "month_figure",
    ];
    let parts: Vec<String> = tables.iter().map(|t| format!("(SELECT COUNT(*) FROM {t})")).collect();
    numbers(db, &format!("SELECT {}", parts.join(", "))).await
}

async fn again(db: &Db) {
    let before = counts(db).await;
    assert!(!demo::ensure(&state(db)).await.unwrap());
    let report = demo::run(&state(db), &DemoOptions::default(), &silent).await.unwrap();
    assert_eq!(report, demo::DemoReport::default());
    assert_eq!(counts(db).await, before);
}

async fn loaded() -> (crate::support::TestDb, State) {
    let db = crate::support::TestDb::sqlite().await;
    let state = state(&db);
    assert!(demo::ensure(&state).await.unwrap());
    (db, state)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_believable() {
    let (db, state) = loaded().await;
    let reference = state.reference().await.unwrap();
    places(&db, &reference.areas).await;
    visits(&db, &reference).await;
    photos(&db, &state).await;
    people(&db).await;
    db.remove().await;
}

async fn places(db: &Db, areas: &Areas) {
    let sites = site::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(sites.len(), 1_620, "420 that are visited, and the homes of the programmes");
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    let mut without = 0;
    for s in &sites {
        *kinds.entry(&s.kind).or_default() += 1;
        assert!(!s.pinyin.is_empty() && s.pinyin.is_ascii(), "{}", s.name);
        assert!(!s.name.is_empty() && s.address.contains('路'), "{} {}", s.name, s.address);
        assert!(s.contact_phone.as_deref().is_none_or(|p| p.len() == 11 && p.starts_with("1380000")));
        match s.lon.zip(s.lat) {
            Some((lon, lat)) => {
                let point = Point::new(lon, lat).unwrap();
                let here = areas.get(&s.area_code.parse().unwrap()).unwrap();
                assert!(
                    here.boundary.as_ref().unwrap().contains(point),
                    "{} lies outside {}",
                    s.name,
                    here.name
                );
            }
            None => without += 1,
        }
    }
    assert_eq!((kinds.len(), kinds["lpg_unit"]), (11, 13));
    assert!((1..10).contains(&without), "a few have no position");
    let names: BTreeSet<&str> = sites.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names.len(), sites.len(), "no name twice");
    let found = hazard::Entity::find().all(db.read()).await.unwrap();
    for h in found {
        if let Some((lon, lat)) = h.lon.zip(h.lat) {
            let here = areas.get(&h.area_code.parse().unwrap()).unwrap();
            assert!(here.boundary.as_ref().unwrap().contains(Point::new(lon, lat).unwrap()), "{}", h.number);
        }
    }
}

async fn visits(db: &Db, reference: &Reference) {
    let done = inspection::Entity::find().filter(inspection::Column::Outcome.eq("done"));
    let visits = done.all(db.read()).await.unwrap();
    let mut on_working_days = 0;
    let mut answered = 0;
    for v in &visits {
        let local = v.started_at.with_timezone(&SHANGHAI);
        // a review of the same day may go on into the evening
        let latest = if v.kind == "recheck" { 21 } else { 18 };
        assert!((8..=latest).contains(&local.hour()), "{} at {local}", v.kind);
        on_working_days += usize::from(reference.rules.calendar.is_working(local.date_naive()));
        assert!(v.started_at < v.finished_at);
        assert_eq!(v.check_code.is_some(), v.nature == "administrative_check");
        assert_eq!(v.campaign.is_some(), v.kind == "special");
        if let Some(list) = v.checklist_version_id {
            answered += 1;
            let list = &reference.checklists[&list.into()].checklist;
            let answers = serde_json::from_value(v.answers.clone()).unwrap();
            assert_eq!(list.check(&answers), [], "{}", v.id);
        }
    }
    assert!(on_working_days * 100 > visits.len() * 88, "{on_working_days}");
    assert!(answered > 1_000, "{answered}");
    // what failed was found: the same number of findings as the rows say
    let found =
        numbers(db, "SELECT SUM(hazard_count), (SELECT COUNT(inspection_id) FROM hazard) FROM inspection")
            .await;
    assert_eq!(found, [490, 490]);
}

async fn photos(db: &Db, state: &State) {
    let files = file::Entity::find().all(db.read()).await.unwrap();
    let different: BTreeSet<&str> = files.iter().map(|f| f.sha256.as_str()).collect();
    assert!(files.len() > 1_200, "{}", files.len());
    assert!((36..=42).contains(&different.len()), "{}", different.len());
    let mut bytes = 0;
    for hash in different {
        let hash = hash.parse().unwrap();
        for key in [Key::photo(hash), Key::thumb(hash)] {
            bytes += state.storage.get(&key).await.unwrap().size;
        }
    }
    assert!(bytes < 4_000_000, "{bytes}");
    let owned: BTreeSet<uuid::Uuid> =
        files.iter().filter(|f| f.kind == "after").filter_map(|f| f.hazard_id).collect();
    let closed = hazard::Entity::find().all(db.read()).await.unwrap();
    assert!(
        closed.iter().filter(|h| h.closed_at.is_some()).all(|h| owned.contains(&h.id)),
        "a closed one without proof"
    );
}

async fn people(db: &Db) {
    let people = user_account::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(people.len(), demo::SIGN_INS.len());
    let hashes: BTreeSet<&str> = people.iter().map(|p| p.password_hash.as_str()).collect();
    assert_eq!(hashes.len(), 1, "hashed once");
    let stored = Some(people[0].password_hash.clone());
    assert!(Passwords::new().verify(stored, demo::PASSWORD.to_owned().into()).await.unwrap());
    assert!(backend::passwords::check_choice("li.office", demo::PASSWORD).is_ok());
    let area = |login: &str| people.iter().find(|p| p.login == login).map(|p| p.area_code.clone());
    assert_eq!(area("zhao.hong").as_deref(), Some("310105008012"));
    assert_eq!(area("wang.min").as_deref(), Some("310105008"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_makes_the_same_year() {
    let mut ends = Vec::new();
    for seed in [7, 7, 8] {
        let db = crate::support::TestDb::sqlite().await;
        let options = DemoOptions { seed, with_photos: false, ..DemoOptions::default() };
        demo::run(&state(&db), &options, &silent).await.unwrap();
        let hashes: Vec<String> =
            hazards(&db).await.into_iter().map(|(row, _)| row.last_event_hash).collect();
        ends.push(hashes);
        db.remove().await;
    }
    assert_eq!(ends[0], ends[1]);
    assert_ne!(ends[0], ends[2]);
    assert_eq!(ends[2].len(), 568, "another seed tells other stories with the same figures");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_other_people_is_left_alone() {
    let db = crate::support::TestDb::sqlite().await;
    crate::support::seed::town(&db).await;
    let before = counts(&db).await;
    assert!(!demo::ensure(&state(&db)).await.unwrap());
    assert!(demo::run(&state(&db), &DemoOptions::default(), &silent).await.unwrap().refused);
    assert_eq!(counts(&db).await, before);
    db.remove().await;
}

#[test]
fn there_are_words_for_every_entry_of_the_library() {
    let codes = |text: &str| -> Vec<String> {
        let mut rows = csv_rows(text);
        assert!(rows.iter().skip(1).all(|row| !row[0].is_empty()));
        rows.drain(1..).map(|row| row[0].clone()).collect()
    };
    let mut library = codes(include_str!("../../data/standards.csv"));
    // one code for high and for other buildings is found in the same words
    library.dedup();
    let words = include_str!("../../data/demo_words.csv");
    assert_eq!(codes(words), library);
    assert!(csv_rows(words).iter().all(|row| row.len() == 4 && !row[1].is_empty() && !row[2].is_empty()));
}

/// Rows of a file whose quoted cells have no line ends.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| {
            let mut cells = vec![String::new()];
            let mut quoted = false;
            for c in line.chars() {
                match c {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    c => cells.last_mut().unwrap().push(c),
                }
            }
            cells
        })
        .collect()
}
