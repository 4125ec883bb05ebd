//! How often somebody may try, on several servers together.

use backend::{
    attempts::{Counted, count, purge},
    ctx::{Limits, State},
    db::Db,
    entities::attempt,
    storage::Storage,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::world::noon;

async fn asked(db: &Db, now: DateTime<Utc>, by: &str) -> Option<u64> {
    count(db, now, vec![Counted::new("sign_in", by, 3)]).await.unwrap()
}

db_test!(three_a_minute_and_then_one_every_third, |db| async {
    let now = noon("2023-06-15");
    for _ in 0..3 {
        assert_eq!(asked(&db, now, "wang").await, None);
    }
    let wait = asked(&db, now, "wang").await.unwrap();
    assert!((20..=21).contains(&wait), "a third of a minute, not {wait} s");
    assert_eq!(asked(&db, now, "li").await, None, "another one is not concerned");
    // refused attempts do not count
    let later = now + TimeDelta::seconds(i64::try_from(wait).unwrap());
    assert_eq!(asked(&db, later, "wang").await, None);
    assert!(asked(&db, later, "wang").await.is_some());
    // whoever has waited a minute begins anew
    let anew = later + TimeDelta::minutes(2);
    for _ in 0..3 {
        assert_eq!(asked(&db, anew, "wang").await, None);
    }
    assert!(asked(&db, anew, "wang").await.is_some());
});

db_test!(the_first_that_has_had_too_many_is_told, |db| async {
    let now = noon("2023-06-15");
    let both = |name: &str| vec![Counted::new("sign_in", "192.0.2.1", 5), Counted::new("sign_in", name, 2)];
    for _ in 0..2 {
        assert_eq!(count(&db, now, both("wang")).await.unwrap(), None);
    }
    assert!(count(&db, now, both("wang")).await.unwrap().is_some(), "the name has had its two");
    for name in ["li", "chen"] {
        assert_eq!(count(&db, now, both(name)).await.unwrap(), None);
    }
    assert!(count(&db, now, both("zhang")).await.unwrap().is_some(), "the address has had its five");
    let of_name = count(&db, now, vec![Counted::new("sign_in", "zhang", 2)]).await.unwrap();
    assert_eq!(of_name, None, "and counted no name any more");
});

db_test!(servers_that_count_at_once_count_together, |db| async {
    let now = noon("2023-06-15");
    let server = async || {
        let mut taken = 0;
        for _ in 0..20 {
            if count(&db, now, vec![Counted::new("sign_in", "wang", 25)]).await.unwrap().is_none() {
                taken += 1;
            }
        }
        taken
    };
    let (a, b, c) = tokio::join!(server(), server(), server());
    assert_eq!(a + b + c, 25);
});

db_test!(what_is_long_ago_is_forgotten, |db| async {
    let now = noon("2023-06-15");
    let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
    assert_eq!(asked(&db, now, "wang").await, None);
    assert_eq!(purge(&state, now + TimeDelta::seconds(19)).await.unwrap(), 0);
    assert_eq!(purge(&state, now + TimeDelta::seconds(20)).await.unwrap(), 1);
    assert_eq!(attempt::Entity::find().count(db.read()).await.unwrap(), 0);
});
