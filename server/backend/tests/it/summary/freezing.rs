//! How a check keeps its rows and an issue passes them: by indexes, in small changes that nobody waits for, with nothing of it shown and
//! all of it removed where it breaks off.

use backend::{
    audit::verify::verify,
    ctx::Ctx,
    db::Db,
    registers::{fires, orders, penalties},
    summary::{query, schedule, service},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    fault::Code,
    hazards::Category,
    programmes::device::DeviceKind,
    summary::{
        commands::SummaryCommand,
        lifecycle::{SummaryState, SummaryStatus},
    },
};
use sea_orm::Statement;

use super::{change, check, checked, numbers, of, state, step, tamper, write_next};
use crate::support::{
    TestDb, books,
    explain::{Tape, by_indexes_but, found_by_indexes},
    gear,
    world::{SUBDISTRICT, World, date, noon, refused},
};

const NOW: &str = "2023-07-03";

/// Something of every kind in June, in the month before and in the year before.
async fn lived_in(world: &World) {
    let late = world.ctx(&world.office, noon("2023-07-02"));
    for day in ["2022-06-10", "2023-05-10", "2023-06-10"] {
        let at = noon(day);
        let closed = world.find(at, |command| command.category = Category::Gas).await;
        world.close(at + TimeDelta::days(2), closed).await;
        world.find(at, |_| ()).await;
        world.visit(world.shop, at, |_| ()).await;
        world.stove(world.flat, at, gear::unsafe_stove("2016-10-01")).await;
        let alarm = world.planned(DeviceKind::GasAlarm, world.flat, at).await;
        world.put_in_service(alarm, at + TimeDelta::hours(1), &format!("GA-{day}")).await;
        let mut penalty = books::penalty(world.shop);
        (penalty.number, penalty.decided_on) = (None, date(day));
        penalties::save(&late, books::new(penalty)).await.unwrap();
        let mut order = books::order(day, world.shop);
        order.received_at = at;
        orders::save(&late, books::new(order)).await.unwrap();
        let mut fire = books::fire(world.shop);
        fire.at = at;
        fires::save(&late, books::new(fire)).await.unwrap();
    }
    let again = world.find(noon("2023-06-01"), |_| ()).await;
    world.close(noon("2023-06-05"), again).await;
    world.reopen(noon("2023-06-20"), again, date("2023-08-01")).await;
    world.gas_save(noon("2023-06-12"), gear::lpg(world.shop, vec![])).await;
}

/// A summary of somebody's area, as far as it has to be to be checked.
async fn written(by: &Ctx, period: &str) -> SummaryState {
    let id = service::draft(by, of(period, by.actor.area.as_str())).await.unwrap();
    let drafted = state(by, id).await;
    service::change(by, change(&drafted, write_next("继续开展消防专项检查。"))).await.unwrap()
}

/// What a check, an issue and what follows ask of the database, for somebody whose area this is.
async fn asked(test: &TestDb, area: &str) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    lived_in(&world).await;
    let of_area = |who: &Actor| {
        let who = Actor { area: area.parse().unwrap(), ..who.clone() };
        world.ctx(&who, noon(NOW))
    };
    let (office, colleague) = (of_area(&world.office), of_area(&world.colleague));
    let june = written(&office, "2023-06").await;
    tape.clear();
    let checked = service::change(&colleague, change(&june, check())).await.unwrap();
    let mut said = tape.take();
    // the figures have their own ways; which hazards repeat others and are at units of gas users is looked for before the first piece
    let first = said.iter().position(|said| said.sql.contains("INSERT INTO summary_row_set")).unwrap();
    let begun = said.split_off(first);
    said.retain(|said| said.sql.starts_with("SELECT h.id FROM hazard h"));
    assert!(said.len() >= 2, "{said:#?}");
    said.extend(begun);
    let issue = SummaryCommand::Issue { sha256: checked.sha256.clone().unwrap() };
    service::change(&office, change(&checked, issue)).await.unwrap();
    let rows = ["FROM summary_row r", "FROM summary_beside_row r", "FROM summary_beside_set s"];
    said.extend(tape.take().into_iter().filter(|said| rows.iter().any(|from| said.sql.contains(from))));
    // a check that was undone
    let may = written(&office, "2023-05").await;
    let undone = service::change(&colleague, change(&may, check())).await.unwrap();
    let back = SummaryCommand::SendBack { reason: "再看看".into() };
    service::change(&colleague, change(&undone, back)).await.unwrap();
    tape.clear();
    assert_eq!(schedule::purge(&world.state, later()).await.unwrap(), 1);
    said.extend(tape.end(db).await);
    said.retain(|said| said.sql.starts_with("SELECT") || said.sql.starts_with("DELETE FROM summary_"));
    said
}

/// The tables of registers that a whole city asks for as wholes, by what their rows are called: lives and programmes have no period, and
/// samples are few.
const WHOLE: [&str; 4] = ["FROM stove t", "FROM device t", "FROM gas_user t", "FROM relapse_pick p"];

/// Whether this step may pass all rows of a table, or of an index.
fn may_pass(area: &str, asked: &Statement, step: &str) -> bool {
    // small, and asked for what is at one of them: those of gas users that are units
    let units = step == "SCAN u" || step.contains("Seq Scan on gas_user u ");
    let of_city = area == "31" && WHOLE.iter().any(|table| asked.sql.contains(table));
    units
        || of_city
            && (step.starts_with("SCAN t") || step.starts_with("SCAN p") || step.contains("Seq Scan on "))
}

/// The steps to all of it, of an area of each size.
async fn steps(test: &TestDb, area: &str) -> String {
    let asked = asked(test, area).await;
    for table in [
        "hazard h",
        "inspection i",
        "stove t",
        "device t",
        "gas_user t",
        "hotline_order t",
        "penalty t",
        "fire t",
    ] {
        let from = format!("FROM {table}");
        assert!(asked.iter().any(|said| said.sql.contains(&from)), "nothing is asked of {table}");
    }
    let check = |asked: &Statement, plan: &[String]| {
        by_indexes_but(asked, plan, |step| may_pass(area, asked, step));
    };
    found_by_indexes(test, &asked, check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_what_a_city_freezes_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test, "31").await;
    for index in [
        // what may count is told by the index alone, what was found by the time
        "ix_hazard_subdistrict (subdistrict_code=?)",
        "sqlite_autoindex_hazard_2 (sort_key>? AND sort_key<?)",
        "sqlite_autoindex_inspection_2 (sort_key>? AND sort_key<?)",
        "SCAN t USING INDEX ix_stove_subdistrict_status",
        "SCAN t USING INDEX ix_stove_expiry",
        "SCAN t USING INDEX ix_device_expiry",
        "sqlite_autoindex_hotline_order_2 (sort_key>? AND sort_key<?)",
        "sqlite_autoindex_penalty_2 (sort_key>? AND sort_key<?)",
        "sqlite_autoindex_fire_2 (sort_key>? AND sort_key<?)",
        "(freeze_id=? AND place>? AND place<?)",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_what_a_district_and_a_subdistrict_freeze_by_indexes() {
    for area in ["310105", SUBDISTRICT] {
        let test = TestDb::sqlite().await;
        let steps = steps(&test, area).await;
        for index in
            ["ix_hazard_subdistrict (subdistrict_code=?", "ix_stove_subdistrict_status (subdistrict_code"]
        {
            assert!(steps.contains(index), "{index} of {area}\n{steps}");
        }
        test.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_what_is_frozen_by_indexes() {
    for area in ["31", "310105", SUBDISTRICT] {
        let Some(test) = TestDb::postgres().await else { return };
        steps(&test, area).await;
        test.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_frozen_is_passed_before_the_change_that_issues_it() {
    let test = TestDb::sqlite().await;
    let (db, tape) = Tape::of(&test).await;
    let world = World::new(&db).await;
    lived_in(&world).await;
    let checked = checked(&world, "2023-06", noon(NOW)).await;
    tape.clear();
    let issue = SummaryCommand::Issue { sha256: checked.sha256.clone().unwrap() };
    step(&world, &world.colleague, noon(NOW), &checked, issue).await;
    let said = tape.end(db).await;
    let places = |words: &str| -> Vec<usize> {
        said.iter().enumerate().filter(|(_, said)| said.sql.contains(words)).map(|(place, _)| place).collect()
    };
    // whether the step was made before is asked first by itself, then in the change, for which every save waits
    let asked_in_change = places("FROM \"summary_event\"")[1];
    for rows in ["FROM summary_row r", "FROM summary_beside_row r"] {
        let passed = places(rows);
        assert!(
            !passed.is_empty() && passed.iter().all(|place| *place < asked_in_change),
            "{rows}: {passed:?}"
        );
    }
    test.remove().await;
}

db_test!(what_lost_a_row_behind_its_back_is_not_issued, |db| async {
    let world = World::new(&db).await;
    lived_in(&world).await;
    let checked = checked(&world, "2023-06", noon(NOW)).await;
    tamper(&db, "DELETE FROM summary_row WHERE place = 1").await;
    let issue = SummaryCommand::Issue { sha256: checked.sha256.clone().unwrap() };
    let colleague = world.ctx(&world.colleague, noon(NOW));
    assert_eq!(refused(service::change(&colleague, change(&checked, issue)).await), Code::Stale);
    assert_eq!(numbers(&db, "SELECT COUNT(*) FROM summary_counter").await, [0], "no number was lost");
});

/// The rows of all freezes: behind, beside, and the sets of both.
async fn kept(db: &Db) -> Vec<i64> {
    let mut all = Vec::new();
    for table in ["summary_row", "summary_beside_row", "summary_row_set", "summary_beside_set"] {
        all.extend(numbers(db, &format!("SELECT COUNT(*) FROM {table}")).await);
    }
    all
}

/// Two hours from now: ids of freezes are made in the order of the time that there really is.
fn later() -> DateTime<Utc> {
    Utc::now() + TimeDelta::hours(2)
}

db_test!(a_check_that_breaks_off_shows_nothing_and_is_removed, |db| async {
    let world = World::new(&db).await;
    lived_in(&world).await;
    let (office, colleague) = (world.ctx(&world.office, noon(NOW)), world.ctx(&world.colleague, noon(NOW)));
    let june = written(&office, "2023-06").await;
    // all rows can be kept, and then no set: as where the disk is full
    tamper(&db, "ALTER TABLE summary_beside_set RENAME TO aside").await;
    let broken = service::change(&colleague, change(&june, check())).await.unwrap_err();
    assert!(broken.as_fault().is_none(), "{broken:?}");
    tamper(&db, "ALTER TABLE aside RENAME TO summary_beside_set").await;
    let left = kept(&db).await;
    assert!(left[..3].iter().all(|n| *n > 0) && left[3] == 0, "{left:?}");

    // it is the draft that it was
    assert_eq!(state(&office, june.id).await, june);
    let may = "2023-05:found".parse().unwrap();
    assert_eq!(refused(query::frozen_beside(&office, june.id, may, None).await), Code::WrongState);
    // whoever writes rows may still name them for an hour
    assert_eq!(schedule::purge(&world.state, Utc::now()).await.unwrap(), 0);
    assert_eq!(kept(&db).await, left);
    assert_eq!(schedule::purge(&world.state, later()).await.unwrap(), 1);
    assert_eq!(kept(&db).await, [0, 0, 0, 0]);

    // and the next check is whole
    let again = service::change(&colleague, change(&june, check())).await.unwrap();
    assert_eq!(again.status, SummaryStatus::Checked);
    assert_eq!(query::frozen_beside(&office, june.id, may, None).await.unwrap().total, 2);
    assert_eq!(schedule::purge(&world.state, later()).await.unwrap(), 0, "it is named");
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_a_city_are_removed_in_small_changes() {
    let test = TestDb::sqlite().await;
    let (db, tape) = Tape::of(&test).await;
    let world = World::new(&db).await;
    lived_in(&world).await;
    let checked = checked(&world, "2023-06", noon(NOW)).await;
    let back = SummaryCommand::SendBack { reason: "再看看".into() };
    step(&world, &world.colleague, noon(NOW), &checked, back).await;
    for (table, columns) in [
        ("summary_row", "set_no, area_code, content"),
        ("summary_beside_row", "kind, record_id, label, area_code, happened_at, day_set, set_no"),
    ] {
        let many = format!(
            "WITH RECURSIVE n(place) AS (SELECT 1000 UNION ALL SELECT place + 1 FROM n WHERE place < 49999) \
             INSERT INTO {table} (freeze_id, place, {columns}) \
             SELECT r.freeze_id, n.place, {columns} FROM {table} r CROSS JOIN n WHERE r.place = 0"
        );
        tamper(&db, &many).await;
    }
    assert!(kept(&db).await[..2].iter().all(|n| *n >= 49_000));
    tape.clear();
    assert_eq!(schedule::purge(&world.state, later()).await.unwrap(), 1);
    assert_eq!(kept(&db).await, [0, 0, 0, 0]);
    let said = tape.end(db).await;
    for table in ["summary_row", "summary_beside_row"] {
        let removed = format!("DELETE FROM {table} ");
        let pieces: Vec<&Statement> = said.iter().filter(|said| said.sql.contains(&removed)).collect();
        assert_eq!(pieces.len(), 3, "twenty thousand at a time");
        assert!(pieces.iter().all(|said| said.sql.contains("place < ?")));
    }
    test.remove().await;
}

db_test!(a_check_that_is_pressed_twice_is_made_once, |db| async {
    let world = World::new(&db).await;
    lived_in(&world).await;
    let june = written(&world.ctx(&world.office, noon(NOW)), "2023-06").await;
    let colleague = world.ctx(&world.colleague, noon(NOW));
    let press = || service::change(&colleague, change(&june, check()));
    let (one, other) = tokio::join!(press(), press());
    let (made, late) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(made.unwrap().status, SummaryStatus::Checked);
    assert_eq!(refused(late), Code::WrongState, "it found what the first had made");
    let kept = "SELECT COUNT(DISTINCT freeze_id) FROM summary_row_set";
    assert_eq!(numbers(&db, kept).await, [1], "and kept nothing beside it");
});
