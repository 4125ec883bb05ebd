//! A small city: what holds for the demo's year holds for several subdistricts and years.

use backend::{
    audit::verify::verify,
    ctx::{Ctx, Limits, State},
    demo::{self, DemoOptions},
    entities::{hazard, hazard_count, site},
    figures::query,
    hazards::counts,
    storage::Storage,
};
use domain::{
    actor::{Actor, Role},
    area::AreaCode,
    ids::UserId,
    period::Period,
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use std::collections::BTreeMap;
use uuid::Uuid;

db_test!(a_small_city_of_two_years, |db| async {
    let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
    let options = DemoOptions {
        subdistricts: 2,
        years: 2,
        households: 1_100,
        with_photos: false,
        ..DemoOptions::default()
    };
    let report = demo::run(&state, &options, &|_| ()).await.unwrap();
    let all = hazard::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(report.hazards, all.len() as u64);
    // numbers of each subdistrict and year have no gap
    let mut series: BTreeMap<(String, i32), Vec<i32>> = BTreeMap::new();
    for row in &all {
        series.entry((row.subdistrict_code.clone(), row.year)).or_default().push(row.seq);
    }
    assert_eq!(series.len(), 4, "{:?}", series.keys());
    for (of, mut numbers) in series {
        numbers.sort_unstable();
        assert!(numbers.iter().zip(1..).all(|(n, expected)| *n == expected), "{of:?}");
    }
    // homes, stoves and alarms: in both subdistricts, and each with the chain of its life
    let homes = "SELECT COUNT(*) FROM device d JOIN stove s ON s.site_id = d.site_id WHERE d.serial LIKE 'GB%' OR d.status = 'planned'";
    let statement = Statement::from_string(db.read().get_database_backend(), homes);
    let n: i64 = db.read().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert!(n >= 1_100, "{n}");
    assert_eq!(site::Entity::find().count(db.read()).await.unwrap(), 1_620 + 420 + 1_100);
    let proof = verify(&db, |_, _| ()).await.unwrap();
    assert_eq!((proof.hazards, proof.broken), (all.len() as u64, vec![]));
    // what is counted is what is there
    let actor = Actor {
        user: UserId(Uuid::now_v7()),
        login: "city".into(),
        name: "全市".into(),
        role: Role::Leader,
        area: "31".parse().unwrap(),
    };
    let ctx = Ctx::new(state.clone(), actor);
    let mut areas: Vec<AreaCode> = all.iter().map(|h| h.subdistrict_code.parse().unwrap()).collect();
    areas.push("31".parse().unwrap());
    areas.sort_unstable();
    areas.dedup();
    assert_eq!(areas.len(), 3);
    for area in areas {
        for year in [2022, 2023] {
            let year = Period::year(year).unwrap();
            let kept = query::rates(&ctx, Some(area.clone()), year).await.unwrap().total;
            assert_eq!(kept, query::exact(&ctx, &area, year, ctx.now).await.unwrap(), "{area} {year:?}");
            assert!(kept.rate_found.of >= 563);
        }
    }
    let squares = hazard_count::Entity::find().all(db.read()).await.unwrap();
    let counted = |level: u8, cells: &[i64]| -> i64 {
        let those = squares.iter().filter(|s| s.level == i16::from(level) && s.category == counts::ANY);
        those
            .filter(|s| cells.is_empty() || cells.contains(&s.cell))
            .map(|s| s.registered + s.assigned + s.rectified + s.closed + s.transferred + s.void)
            .sum()
    };
    let placed = all.iter().filter(|h| h.lon.is_some()).count() as i64;
    for level in counts::LEVELS {
        assert_eq!(counted(level, &[]), placed, "{level}");
    }
    assert_eq!(counted(counts::EVERYWHERE, &[counts::PLACED]), placed);
    assert_eq!(counted(counts::EVERYWHERE, &[counts::UNPLACED]), all.len() as i64 - placed);
    // a second call has nothing to do
    let again = demo::run(&state, &options, &|_| ()).await.unwrap();
    assert_eq!((again.hazards, again.lives, again.refused), (0, 0, false));
});
