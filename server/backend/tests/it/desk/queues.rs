//! The numbers of the queues are those of the rows, and of the list that each of them opens; and they are found without
//! looking at what is closed.

use backend::{
    entities::hazard,
    hazards::{self, rows::state},
};
use chrono::{TimeDelta, Utc};
use domain::{
    actor::Actor,
    area::AreaCode,
    calendar::local_date,
    desk::queue::{Queue, SOON_DAYS},
    hazards::{HazardCommand, HazardState, Severity, Status},
    ids::HazardId,
    listing::Total,
};
use sea_orm::{EntityTrait, Statement};

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{COMMITTEE, SUBDISTRICT, World, date, noon},
};

const NOW: &str = "2023-07-01";

/// The same in words of the domain, without any filter.
fn holds(queue: Queue, hazard: &HazardState) -> bool {
    let days = (hazard.effective_due - local_date(noon(NOW))).num_days();
    match queue {
        Queue::ToAssign => hazard.status == Status::Registered,
        Queue::ToReview => hazard.status == Status::Rectified,
        Queue::Extensions => hazard.extension.is_some(),
        Queue::Overdue => hazard.is_overdue(noon(NOW)),
        Queue::DueSoon => hazard.status.is_open() && (0..=SOON_DAYS as i64).contains(&days),
        Queue::Transferred => hazard.status == Status::Transferred,
        Queue::Major => hazard.status.is_open() && hazard.severity == Severity::Major && hazard.supervised,
    }
}

/// Hazards in every state, due on the days around today, some of them elsewhere.
async fn waiting(world: &World) {
    let found = noon("2023-05-01");
    let late = found + TimeDelta::days(50);
    for i in 0_i64..44 {
        let id = world
            .find(found + TimeDelta::minutes(i), |c| {
                c.due = Some(date("2023-06-28") + TimeDelta::days(i % 9));
                c.site = Some(if i % 10 == 5 { world.tower } else { world.shop });
                c.severity = if i % 11 == 0 { Severity::Major } else { Severity::General };
            })
            .await;
        if i % 11 == 0 {
            continue;
        }
        match i % 5 {
            1 => world.assign(late, id).await,
            2 => report(world, id).await,
            3 => world.close(late, id).await,
            4 if i % 2 == 0 => {
                world.assign(late, id).await;
                let ask =
                    HazardCommand::AskExtension { until: date("2023-09-01"), reason: "等配件".into() };
                world.step(&world.inspector, late, id, ask).await;
            }
            4 => {
                let to = HazardCommand::Transfer { to: "城管中队".into(), reason: "违建".into() };
                world.step(&world.office, late, id, to).await;
            }
            _ => {}
        }
    }
    world.find(found, |c| c.site = Some(world.far_shop)).await;
}

async fn report(world: &World, id: HazardId) {
    let late = noon("2023-06-20");
    world.assign(late, id).await;
    let done = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
    world.step(&world.office, late, id, done).await;
}

db_test!(the_numbers_are_those_of_the_rows_and_of_the_lists, |db| async {
    let world = World::new(&db).await;
    waiting(&world).await;
    let states: Vec<HazardState> =
        hazard::Entity::find().all(db.read()).await.unwrap().iter().map(|row| state(row).unwrap()).collect();
    let part: AreaCode = COMMITTEE.parse().unwrap();
    for (who, area) in [
        (&world.office, None),
        (&world.office, Some(&part)),
        (&world.inspector, None),
        (&world.admin, None),
        (&world.stranger, None),
    ] {
        let ctx = world.ctx(who, noon(NOW));
        let counts = hazards::query::queues(&ctx, area).await.unwrap();
        assert_eq!(counts.iter().map(|count| count.queue).collect::<Vec<_>>(), Queue::ALL);
        for count in counts {
            let inside = |hazard: &&HazardState| area.unwrap_or(&who.area).contains(&hazard.area);
            let expected = states.iter().filter(inside).filter(|hazard| holds(count.queue, hazard)).count();
            let told = format!("{} for {} {area:?}", count.queue, who.login);
            assert_eq!(count.total, Total { n: expected as u64, more: false }, "{told}");
            let mut filter = count.queue.filter();
            filter.common.area = area.cloned();
            let page = hazards::query::list(&ctx, &filter, 50).await.unwrap();
            assert_eq!((page.total, page.rows.len()), (count.total, expected), "{told}");
            if who.login == "office" && area.is_none() {
                assert!(expected > 0, "{told}: the test shows nothing");
            }
        }
    }
    let far = hazards::query::queues(&world.ctx(&world.office, noon(NOW)), Some(&world.stranger.area)).await;
    assert!(far.is_err(), "another's area has no queues");
});

/// The way to the numbers of a committee, a subdistrict and a city, and to the list of requests for a later deadline.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    world.find(noon("2023-06-01"), |_| ()).await;
    // what stays in memory is read now
    world.state.reference().await.unwrap();
    tape.clear();
    for area in [COMMITTEE, SUBDISTRICT, "310105"] {
        let who = Actor { area: area.parse().unwrap(), ..world.office.clone() };
        let ctx = world.ctx(&who, Utc::now());
        hazards::query::queues(&ctx, None).await.unwrap();
        hazards::query::list(&ctx, &Queue::Extensions.filter(), 50).await.unwrap();
    }
    let mut said = tape.end(db).await;
    said.retain(|statement| statement.sql.contains("hazard"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() >= 6, "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_counts_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        "ix_hazard_subdistrict_filter (subdistrict_code=? AND status=?)",
        "ix_hazard_extension (subdistrict_code=?",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_counts_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
