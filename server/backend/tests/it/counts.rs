//! The counts by place: kept in step with the rows, a map drawn from them says what the list says, and so do totals.

use backend::{
    entities::{hazard, hazard_count},
    hazards::{self, counts},
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    geo::{Bbox, Cell, MAX_LEVEL, Point},
    hazards::{Category, HazardCommand, Severity, Status, VoidReason},
    ids::HazardId,
    listing::{Common, Filter, HazardFilter, Total},
};
use sea_orm::{EntityTrait, Iterable};
use std::collections::BTreeMap;

use crate::support::world::{HERE, World, at, date, noon};

const NOW: &str = "2023-07-01";
const EVERYTHING: &str = "121.30,31.10,121.50,31.30";

/// Hazards scattered over some kilometres, in every status, some without a position.
pub async fn scattered(world: &World, n: u32) {
    for i in 0..n {
        let (x, y) = (f64::from(i * 37 % 101) * 0.000_3, f64::from(i * 53 % 97) * 0.000_2);
        let found = noon("2023-05-01") + TimeDelta::minutes(i.into());
        let id = world
            .find(found, |c| {
                c.category = if i % 3 == 0 { Category::Gas } else { Category::Fire };
                if i % 11 == 0 {
                    // a site without a position
                    c.site = Some(world.tower);
                } else {
                    c.position = at(HERE.0 + x, HERE.1 + y);
                }
            })
            .await;
        let day = |d: i64| found + TimeDelta::days(d);
        match i % 6 {
            _ if i % 11 == 0 => {}
            1 => world.assign(day(1), id).await,
            2 => {
                world.assign(day(1), id).await;
                world.rectify(day(2), id).await;
            }
            3 => world.close(day(2), id).await,
            4 => world.void(day(1), id, VoidReason::FalseAlarm, None).await,
            5 => {
                world.close(day(2), id).await;
                world.reopen(day(3), id, date("2023-08-01")).await;
            }
            _ => {}
        }
    }
}

async fn kept(world: &World) -> Vec<hazard_count::Model> {
    let mut rows = hazard_count::Entity::find().all(world.state.db.read()).await.unwrap();
    rows.retain(|r| r.registered + r.assigned + r.rectified + r.closed + r.transferred + r.void > 0);
    rows.sort_by(|a, b| {
        (a.level, &a.category, a.cell, &a.subdistrict_code).cmp(&(
            b.level,
            &b.category,
            b.cell,
            &b.subdistrict_code,
        ))
    });
    rows
}

db_test!(the_counts_are_those_of_the_rows, |db| async {
    let world = World::new(&db).await;
    scattered(&world, 40).await;
    // classified and placed otherwise: each counts where it is now
    let mut open = hazard::Entity::find().all(db.read()).await.unwrap();
    open.sort_by_key(|row| row.sort_key);
    let open = open.iter().filter(|row| row.status == Status::Registered.as_str());
    for (i, row) in open.take(6).enumerate() {
        let is_gas = row.category == Category::Gas.as_str();
        let command = HazardCommand::Reclassify {
            category: (i % 3 != 1).then_some(if is_gas { Category::Flood } else { Category::Gas }),
            severity: Some(if i % 2 == 0 { Severity::Major } else { Severity::General }),
            site: None,
            position: if i % 3 == 0 { None } else { at(HERE.0 + 0.01, HERE.1 - 0.01) },
            reason: "看错了".into(),
        };
        world.step(&world.office, noon(NOW), HazardId(row.id), command).await;
    }
    let rows = hazard::Entity::find().all(db.read()).await.unwrap();
    assert!(rows.iter().any(|r| r.cell.is_none()));
    let in_status: std::collections::BTreeSet<_> = rows.iter().map(|r| r.status.clone()).collect();
    assert!(in_status.len() >= 5, "{in_status:?}");
    let mut expected: BTreeMap<(i16, i64, String), (i64, i64)> = BTreeMap::new();
    for row in &rows {
        let point = row.lon.zip(row.lat).map(|(lon, lat)| Point::new(lon, lat).unwrap());
        let mut squares: Vec<(i16, i64)> = counts::LEVELS
            .into_iter()
            .filter_map(|level| Some((level.into(), Cell::at(level, point?).code())))
            .collect();
        squares.push((0, if point.is_some() { counts::PLACED } else { counts::UNPLACED }));
        for (level, cell) in squares {
            for category in ["", &row.category] {
                let (n, closed) = expected.entry((level, cell, category.to_owned())).or_default();
                *n += 1;
                *closed += i64::from(row.status == Status::Closed.as_str());
            }
        }
    }
    let stored = kept(&world).await;
    let counted: BTreeMap<_, _> = stored
        .iter()
        .map(|r| {
            let n = r.registered + r.assigned + r.rectified + r.closed + r.transferred + r.void;
            ((r.level, r.cell, r.category.clone()), (n, r.closed))
        })
        .collect();
    assert_eq!(counted, expected);
    // counting anew gives the same, to the last digit of the places
    db.write(|tx| Box::pin(counts::recount(tx))).await.unwrap();
    assert_eq!(kept(&world).await, stored);
});

db_test!(a_map_of_many_says_what_the_list_says, |db| async {
    let mut world = World::new(&db).await;
    scattered(&world, 40).await;
    let map = async |world: &World, who: &Actor, query: &str, window: Bbox, zoom: f64| {
        let ctx = world.ctx(who, noon(NOW));
        let filter = HazardFilter::from_pairs(query.split('&').filter_map(|p| p.split_once('=')));
        let text = hazards::query::map(&ctx, &filter, window, zoom).await.unwrap();
        let map: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(map["truncated"], false, "{query}");
        let features = map["features"].as_array().unwrap().clone();
        let n: i64 = features.iter().map(|f| f["properties"]["n"].as_i64().unwrap_or(1)).sum();
        (n, features)
    };
    let window: Bbox = EVERYTHING.parse().unwrap();
    let total = async |world: &World, who: &Actor, query: &str, window: Bbox| {
        let mut filter = HazardFilter::from_pairs(query.split('&').filter_map(|p| p.split_once('=')));
        filter.common = Common { bbox: Some(window), in_map: true, ..filter.common };
        let page = hazards::query::list(&world.ctx(who, noon(NOW)), &filter, 1).await.unwrap();
        i64::try_from(page.total.n).unwrap()
    };
    // so few are looked at one by one that the counts have to answer
    world.state.limits.map_rows = 2;
    for who in [&world.office, &world.admin] {
        for query in ["", "status=closed", "category=gas", "status=registered,assigned&category=fire"] {
            let expected = total(&world, who, query, window).await;
            assert!(expected > 2, "{query}");
            for zoom in [3.0, 8.0, 10.5, 12.0, 14.0, 15.0, 16.0, 19.0] {
                let (n, features) = map(&world, who, query, window, zoom).await;
                assert_eq!(n, expected, "{query} at {zoom}");
                for f in features.iter().filter(|f| f["properties"]["cluster"] == true) {
                    let (p, c) = (&f["properties"], &f["geometry"]["coordinates"]);
                    assert!(p["west"].as_f64() <= c[0].as_f64() && c[0].as_f64() <= p["east"].as_f64());
                    assert!(p["south"].as_f64() <= c[1].as_f64() && c[1].as_f64() <= p["north"].as_f64());
                }
            }
        }
    }
    // part of it: whole squares of the grid that touch the window
    let part: Bbox = "121.385,31.205,121.405,31.225".parse().unwrap();
    let level = 17;
    let row = async |query: &str| {
        let squares: Vec<i64> = domain::geo::cover(level, part, 10_000).into_iter().flatten().collect();
        let rows = hazard::Entity::find().all(world.state.db.read()).await.unwrap();
        let wanted = HazardFilter::from_pairs(query.split('&').filter_map(|p| p.split_once('=')));
        rows.iter()
            .filter(|r| wanted.status.is_empty() || wanted.status.iter().any(|s| s.as_str() == r.status))
            .filter(|r| r.cell.is_some_and(|c| squares.contains(&(c >> (2 * (MAX_LEVEL - level))))))
            .count() as i64
    };
    for query in ["", "status=closed,registered"] {
        let (n, _) = map(&world, &world.office, query, part, 14.0).await;
        assert_eq!(n, row(query).await, "{query}");
        assert!(n > 2 && n < total(&world, &world.office, query, window).await);
    }
    // nobody else's
    assert_eq!(map(&world, &world.stranger, "", window, 12.0).await.0, 0);
    // what the counts do not know is looked at in the rows
    let ctx = world.ctx(&world.office, noon(NOW));
    let late = HazardFilter { overdue: true, ..HazardFilter::default() };
    let text = hazards::query::map(&ctx, &late, window, 12.0).await.unwrap();
    assert!(text.contains("\"truncated\":true"), "{text}");
});

#[test]
fn a_row_has_a_column_for_each_status() {
    let columns: Vec<String> =
        hazard_count::Column::iter().map(|c| sea_orm::IdenStatic::as_str(&c).to_owned()).collect();
    let statuses: Vec<&str> = Status::ALL.iter().map(|s| s.as_str()).collect();
    assert_eq!(&columns[4..4 + statuses.len()], statuses.as_slice());
}

db_test!(totals_are_those_of_the_rows, |db| async {
    let world = World::new(&db).await;
    scattered(&world, 40).await;
    let rows = hazard::Entity::find().all(db.read()).await.unwrap();
    for (who, area) in [(&world.office, "310105008"), (&world.admin, "31"), (&world.stranger, "310105009")] {
        for query in ["", "status=closed", "category=gas,fire", "status=registered,void&category=fire"] {
            let filter = HazardFilter::from_pairs(query.split('&').filter_map(|p| p.split_once('=')));
            let wanted = |r: &&hazard::Model| {
                r.area_code.starts_with(area)
                    && (filter.status.is_empty() || filter.status.iter().any(|s| s.as_str() == r.status))
                    && (filter.category.is_empty()
                        || filter.category.iter().any(|c| c.as_str() == r.category))
            };
            let those: Vec<&hazard::Model> = rows.iter().filter(wanted).collect();
            let page = hazards::query::list(&world.ctx(who, noon(NOW)), &filter, 1).await.unwrap();
            let exactly = |n: usize| Total { n: n as u64, more: false };
            assert_eq!(page.total, exactly(those.len()), "{area} {query}");
            let placeless = those.iter().filter(|r| r.lon.is_none()).count();
            assert_eq!(page.without_position, exactly(placeless), "{area} {query}");
        }
    }
});
