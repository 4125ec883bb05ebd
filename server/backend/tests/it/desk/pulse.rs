//! Hearing of changes: at once of those stored here, soon of those of another server, never of another area's.

use backend::{
    ctx::{Limits, State},
    db::Db,
    desk::pulse::changed,
    storage::Storage,
};
use chrono::TimeDelta;
use std::time::Duration;
use tokio::time::Instant;

use crate::support::{
    TestDb,
    world::{World, noon},
};

const NOW: &str = "2023-06-10";
const LONG: Duration = Duration::from_secs(20);
/// What the other window may take to notice.
const SOON: Duration = Duration::from_secs(2);

db_test!(a_change_is_heard_of_in_its_area_only, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    let stranger = world.ctx(&world.stranger, noon(NOW));
    let mark = changed(&office, None, LONG).await.unwrap().mark;
    let theirs = changed(&stranger, None, LONG).await.unwrap().mark;
    // nothing happens: it is waited for
    let begun = Instant::now();
    let same = changed(&office, Some(&mark), Duration::from_millis(300)).await.unwrap().mark;
    assert_eq!(same, mark);
    assert!(begun.elapsed() >= Duration::from_millis(300));

    let begun = Instant::now();
    let waiting = {
        let (office, mark) = (office.clone(), mark.clone());
        tokio::spawn(async move { changed(&office, Some(&mark), LONG).await.unwrap().mark })
    };
    world.find(noon("2023-06-09"), |_| ()).await;
    let after = waiting.await.unwrap();
    assert_ne!(after, mark);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let still = changed(&stranger, Some(&theirs), Duration::from_millis(500)).await.unwrap().mark;
    assert_eq!(still, theirs);

    // a new day is a change: what is due is another
    let tomorrow = world.ctx(&world.office, noon(NOW) + TimeDelta::days(1));
    assert_ne!(changed(&tomorrow, Some(&after), LONG).await.unwrap().mark, after);

    // a server that stops answers everybody
    let waiting = tokio::spawn(async move { changed(&office, Some(&after), LONG).await.unwrap() });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    world.state.pulse().end();
    waiting.await.unwrap();
    assert!(begun.elapsed() < SOON);
});

async fn two_servers(test: TestDb) {
    let world = World::new(&test).await;
    let other = Db::connect(&test.config).await.unwrap();
    let mut there = world.ctx(&world.office, noon(NOW));
    there.state = State::new(other.clone(), Storage::in_memory(), Limits::default());
    let mark = changed(&there, None, LONG).await.unwrap().mark;
    let waiting = {
        let mark = mark.clone();
        tokio::spawn(async move { changed(&there, Some(&mark), LONG).await.unwrap().mark })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    world.find(noon("2023-06-09"), |_| ()).await;
    assert_ne!(waiting.await.unwrap(), mark);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    other.close().await.unwrap();
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_is_heard_of_on_sqlite() {
    two_servers(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_is_heard_of_on_postgres() {
    if let Some(test) = TestDb::postgres().await {
        two_servers(test).await;
    }
}
