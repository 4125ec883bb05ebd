//! How the databases find what the main lists, their totals and maps show: of hazards, visits and sites there may be millions,
//! and a question that looks at all rows, or sorts them, must not slip in.

mod hazards;
mod sites;
mod visits;

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes_but, found_by_indexes, not_sorted, sorts_its_own},
    world::{COMMITTEE, HERE, World, noon},
};
use backend::tiles::Asked as AskedTile;
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    geo::{Bbox, Datum, Point, Tile},
    listing::Filter,
};
use sea_orm::Statement;

const CITY: &str = "31";
const DISTRICT: &str = "310105";

/// Some streets around the shop.
const STREETS: &str = "121.386,31.206,121.392,31.212";
/// The town.
const TOWN: &str = "121.30,31.10,121.50,31.30";

/// A year.
const PERIOD: &str = "from=2023-01-01&to=2023-12-31";

/// A place among the rows: as a key of any list.
const PLACE: &str = "after=7000000000000000";

/// How the rows of a page come into their order.
#[derive(Clone, Copy)]
enum Order {
    /// An index gives it, and reading ends with the page.
    Index,
    /// The first of several ranges of an index, each of them in this order, are put together.
    Merged,
    /// One pass over an index finds few, and these are put in order.
    Passed,
    /// The rows that an index finds are sorted: there are few, or nothing gives this order.
    Sorted,
}

/// A question of a list, and how it is to be answered.
struct Way {
    /// The filter, as in an address.
    query: String,
    /// A step of SQLite's way: it finds the rows.
    step: &'static str,
    order: Order,
}

fn way(query: impl Into<String>, step: &'static str, order: Order) -> Way {
    Way { query: query.into(), step, order }
}

/// The same page by page: from the first and from a place among the rows, as far as pages are read in order.
fn paged(ways: Vec<Way>) -> Vec<Way> {
    let mut all = Vec::with_capacity(2 * ways.len());
    for first in ways {
        if matches!(first.order, Order::Index | Order::Merged) {
            let and = if first.query.is_empty() { "" } else { "&" };
            all.push(Way { query: format!("{}{and}{PLACE}", first.query), ..first });
        }
        all.push(first);
    }
    all
}

/// What was asked of the database for one of them.
struct Asked {
    told: String,
    step: &'static str,
    order: Order,
    said: Vec<Statement>,
}

/// What has been asked since the tape was cleared. What no row can fulfil is left out: nothing is read for it, whatever SQLite tells.
fn said(tape: &Tape) -> Vec<Statement> {
    let mut said = tape.take();
    said.retain(|said| !said.sql.contains("WHERE 1 = 0"));
    said
}

/// Holds the ways that the databases take against what is expected. `may` names steps that pass all that an index holds, because that
/// is few or in the order of the list.
async fn hold(test: &TestDb, asked: &[Asked], may: impl Fn(&str) -> bool + Copy) {
    assert!(!asked.is_empty(), "nothing was asked");
    for one in asked {
        assert!(!one.said.is_empty(), "{}: the watched database was not asked", one.told);
        let check = |said: &Statement, plan: &[String]| {
            by_indexes_but(said, plan, may);
            match one.order {
                Order::Index => not_sorted(said, plan),
                Order::Merged | Order::Passed => sorts_its_own(said, plan),
                Order::Sorted => {}
            }
        };
        let steps = found_by_indexes(test, &one.said, check).await;
        if test.is_sqlite() {
            assert!(steps.contains(one.step), "{}: {}\n{steps}", one.told, one.step);
        }
    }
}

fn filter<F: Filter>(query: &str) -> F {
    F::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')))
}

fn window(text: &str) -> Bbox {
    text.parse().unwrap()
}

/// The tile that shows the shop on a map in WGS-84.
fn tile(zoom: u8) -> AskedTile {
    let here = Point::new(HERE.0, HERE.1).unwrap();
    AskedTile { tile: Tile::showing(zoom, here, Datum::Wgs84), datum: Datum::Wgs84, heat: false }
}

fn now() -> DateTime<Utc> {
    noon("2023-07-01")
}

/// Somebody of the office whose area is that.
fn of(world: &World, area: &str) -> Actor {
    Actor { area: area.parse().unwrap(), ..world.office.clone() }
}

/// A part of the first committee.
fn grid() -> String {
    format!("{COMMITTEE}01")
}
