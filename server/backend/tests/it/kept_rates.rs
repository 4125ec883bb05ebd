//! Rates that are kept in memory: read anew when something has changed in their area, on another day, and when the areas are others.

use backend::{
    ctx::Ctx,
    db::Db,
    figures::query::rates,
    transfer::{
        import::{self, ImportOptions},
        progress::silent,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{area::AreaCode, figures::Rates, geo::Datum, period::Period};

use crate::support::{
    TestDb,
    explain::Tape,
    world::{COMMITTEE, FAR_SUBDISTRICT, SUBDISTRICT, World, noon},
};

struct Asking {
    world: World,
    tape: Tape,
}

impl Asking {
    fn ctx(&self, now: DateTime<Utc>) -> Ctx {
        self.world.ctx(&self.world.admin, now)
    }

    /// The rates of the year, and whether hazards or counters were read for them.
    async fn rates(&self, area: &str, now: DateTime<Utc>) -> (Rates, bool) {
        self.tape.clear();
        let told =
            rates(&self.ctx(now), Some(area.parse().unwrap()), Period::year(2023).unwrap()).await.unwrap();
        (told, self.tape.take().iter().any(|said| said.sql.contains("hazard")))
    }

    async fn is_read(&self, area: &str, now: DateTime<Utc>) -> bool {
        self.rates(area, now).await.1
    }
}

async fn rates_are_read_when_something_has_changed(test: &TestDb) {
    let (db, tape): (Db, Tape) = Tape::of(test).await;
    let asking = Asking { world: World::new(&db).await, tape };
    let world = &asking.world;
    let id = world.find(noon("2023-05-05"), |_| ()).await;
    let now = noon("2023-06-01");
    let (first, is_read) = asking.rates(SUBDISTRICT, now).await;
    assert!(is_read);
    assert_eq!((first.total.rate_found.n, first.total.rate_found.of), (0, 1));
    // the same ones an hour later, as of then
    let later = now + TimeDelta::hours(1);
    assert_eq!(asking.rates(SUBDISTRICT, later).await, (Rates { as_of: later, ..first.clone() }, false));
    // other areas and periods are others
    assert!(asking.is_read(COMMITTEE, now).await && asking.is_read("31", now).await);
    assert!(!asking.is_read(COMMITTEE, now).await && !asking.is_read("31", now).await);
    // overdue with the day
    assert!(asking.is_read(SUBDISTRICT, noon("2023-06-02")).await);
    world.close(noon("2023-06-02"), id).await;
    let (closed, is_read) = asking.rates(SUBDISTRICT, noon("2023-06-02")).await;
    assert!(is_read);
    assert_eq!((closed.total.rate_found.n, closed.total.rate_found.of), (1, 1));
    // what happens in another place makes no difference here, but to all of them
    assert!(asking.is_read("31", noon("2023-06-02")).await);
    world.find(noon("2023-06-02"), |command| command.site = Some(world.far_shop)).await;
    assert!(!asking.is_read(SUBDISTRICT, noon("2023-06-02")).await);
    assert!(asking.is_read(FAR_SUBDISTRICT, noon("2023-06-02")).await);
    assert!(asking.is_read("31", noon("2023-06-02")).await);
    // a committee more
    let new: AreaCode = "310105008099".parse().unwrap();
    assert!(closed.areas.iter().all(|row| row.area.code != new));
    let options = ImportOptions { datum: Datum::Wgs84, skip_bad: false, dry_run: false };
    let table = format!("code,name\n{new},新居委\n");
    let report =
        import::areas(&asking.ctx(noon("2023-06-02")), table.into_bytes(), options, &silent).await.unwrap();
    assert_eq!(report.imported, 1, "{report:?}");
    let (with_it, _) = asking.rates(SUBDISTRICT, noon("2023-06-02")).await;
    assert!(with_it.areas.iter().any(|row| row.area.code == new && row.area.name == "新居委"));
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_reads_rates_when_something_has_changed() {
    let test = TestDb::sqlite().await;
    rates_are_read_when_something_has_changed(&test).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_reads_rates_when_something_has_changed() {
    if let Some(test) = TestDb::postgres().await {
        rates_are_read_when_something_has_changed(&test).await;
        test.remove().await;
    }
}
