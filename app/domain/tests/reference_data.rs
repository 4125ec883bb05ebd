//! The reference data that the server brings along: complete, consistent and drawn without gaps.
#![allow(clippy::unwrap_used)] // the helpers of a test file stop at once, like its tests

use std::collections::{BTreeMap, BTreeSet};

use domain::geo::{Boundary, Point, Wgs84};

const AREAS: &str = include_str!("../../../server/backend/data/areas.csv");
const BOUNDARIES: &str = include_str!("../../../server/backend/data/boundaries.geojson");
const ROADS: &str = include_str!("../../../server/backend/data/roads.geojson");
const STREETS: &str = include_str!("../../../server/backend/data/streets.csv");
const ESTATES: &str = include_str!("../../../server/backend/data/estates.csv");
const HOLIDAYS: &str = include_str!("../../../server/backend/data/holidays.csv");

const SUBDISTRICT: &str = "310105008";

/// Rows by column name. The files have no quoted cells, which this checks.
fn rows(csv: &str) -> Vec<BTreeMap<&str, &str>> {
    assert!(!csv.contains('"') && !csv.starts_with('\u{feff}') && csv.ends_with('\n'));
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            header.iter().copied().zip(cells).collect()
        })
        .collect()
}

fn features(geojson: &str) -> Vec<serde_json::Value> {
    let all: serde_json::Value = serde_json::from_str(geojson).unwrap();
    all["features"].as_array().unwrap().clone()
}

fn outlines() -> BTreeMap<String, Boundary> {
    features(BOUNDARIES)
        .iter()
        .map(|f| {
            let code = f["properties"]["code"].as_str().unwrap().to_owned();
            let outline =
                Boundary::parse(&f["geometry"].to_string()).unwrap_or_else(|e| panic!("{code}: {e}"));
            (code, outline)
        })
        .collect()
}

fn committees() -> BTreeMap<String, Boundary> {
    outlines().into_iter().filter(|(code, _)| code.len() == 12).collect()
}

fn p(lon: f64, lat: f64) -> Point<Wgs84> {
    Point::new(lon, lat).unwrap()
}

fn committee_codes() -> BTreeSet<&'static str> {
    rows(AREAS).iter().filter(|r| r["level"] == "committee").map(|r| r["code"]).collect()
}

#[test]
fn areas_are_one_tree_of_official_codes() {
    let areas = rows(AREAS);
    let codes: BTreeSet<&str> = areas.iter().map(|r| r["code"]).collect();
    assert_eq!(codes.len(), areas.len(), "a code twice");
    let mut seen = BTreeSet::new();
    for area in &areas {
        let (code, parent) = (area["code"], area["parent_code"]);
        let digits = match area["level"] {
            "city" => 2,
            "district" => 6,
            "subdistrict" => 9,
            "committee" => 12,
            other => panic!("level {other}"),
        };
        assert!(code.len() == digits && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        assert!(code.starts_with(parent) && code != parent);
        assert!(parent.is_empty() || seen.contains(parent), "{code} stands before its parent");
        assert!(!area["name"].is_empty() && !area["name_en"].is_empty() && !area["short_name"].is_empty());
        seen.insert(code);
    }
    let committees = committee_codes();
    assert_eq!(committees.len(), 24);
    assert!(committees.iter().all(|c| c.starts_with(SUBDISTRICT)));
    assert!(!committees.contains("310105008017"), "this code was never given out");
}

#[test]
fn every_area_drawn_says_that_it_is_approximate() {
    let areas: BTreeMap<&str, &str> = rows(AREAS).iter().map(|r| (r["code"], r["name"])).collect();
    let drawn = features(BOUNDARIES);
    assert_eq!(drawn.len(), 25);
    for feature in drawn {
        let about = &feature["properties"];
        let code = about["code"].as_str().unwrap();
        assert_eq!(about["name"], areas[code]);
        assert_eq!(about["approximate"], true);
        assert_eq!(about["note_zh"], "示意范围，非法定界线");
        assert!(about["note_en"].as_str().is_some_and(|s| s.contains("Approximate")));
        assert_eq!(about["layer"], if code.len() == 12 { "committee" } else { "subdistrict" });
    }
}

#[test]
fn committees_fill_the_subdistrict_without_gap_or_overlap() {
    let all = outlines();
    let whole = &all[SUBDISTRICT];
    let parts = committees();
    assert_eq!(parts.keys().map(String::as_str).collect::<BTreeSet<_>>(), committee_codes());
    let window = whole.bbox();
    let steps = 220;
    let share = |i: i32| f64::from(i) / f64::from(steps) + 1e-5;
    let mut inside = 0;
    for x in 0..steps {
        for y in 0..steps {
            let here = p(
                window.west() + share(x) * (window.east() - window.west()),
                window.south() + share(y) * (window.north() - window.south()),
            );
            let holders = parts.values().filter(|b| b.contains(here)).count();
            let expected = usize::from(whole.contains(here));
            assert_eq!(holders, expected, "{here}");
            inside += expected;
        }
    }
    assert!(inside > 20_000, "the grid missed the area: {inside}");
}

#[test]
fn names_are_written_inside_their_own_area_only() {
    let parts = committees();
    for (code, outline) in &parts {
        let label = outline.label_point();
        let holders: Vec<_> = parts.iter().filter(|(_, b)| b.contains(label)).map(|(c, _)| c).collect();
        assert_eq!(holders, [code]);
    }
}

#[test]
fn the_subdistrict_is_about_as_large_as_it_should_be() {
    // 2.3 km² by the published figure; a bounding box is larger.
    let window = outlines()[SUBDISTRICT].bbox();
    let width = p(window.west(), window.south()).distance(p(window.east(), window.south()));
    let height = p(window.west(), window.south()).distance(p(window.west(), window.north()));
    assert!((1_700.0..2_000.0).contains(&width.get()), "{width}");
    assert!((1_700.0..2_000.0).contains(&height.get()), "{height}");
}

#[test]
fn known_places_lie_in_their_committee() {
    let parts = committees();
    for (committee, lon, lat) in [
        ("310105008014", 121.3885, 31.2091), // 仙逸小区
        ("310105008004", 121.3893, 31.2096), // 芙二小区, 芙蓉江路150弄
        ("310105008020", 121.3887, 31.2135), // 茅台新苑, 茅台路455弄
        ("310105008012", 121.3815, 31.2070), // 虹仙小区, 仙霞路750弄
        ("310105008022", 121.3940, 31.2052), // 虹景花苑, 虹古路11弄
        ("310105008021", 121.3811, 31.2109), // a kindergarten at 茅台路715弄
    ] {
        assert!(parts[committee].contains(p(lon, lat)), "{committee}");
    }
}

#[test]
fn roads_are_named_schematic_lines() {
    let roads = features(ROADS);
    assert_eq!(roads.len(), 15);
    for road in roads {
        let about = &road["properties"];
        assert!(about["name"].as_str().unwrap().ends_with('路'));
        assert_eq!(about["schematic"], true);
        assert!(matches!(about["class"].as_str(), Some("main" | "minor")));
        assert_eq!(about["layer"], "road");
        assert_eq!(road["geometry"]["type"], "LineString");
        for position in road["geometry"]["coordinates"].as_array().unwrap() {
            let here = p(position[0].as_f64().unwrap(), position[1].as_f64().unwrap());
            assert!(here.distance(p(121.387, 31.209)).get() < 3_000.0, "{about} {here}");
        }
    }
}

#[test]
fn lanes_lie_in_their_committee() {
    let parts = committees();
    let estates: BTreeSet<(&str, &str)> =
        rows(ESTATES).iter().map(|r| (r["committee_code"], r["name"])).collect();
    let mut lanes = BTreeSet::new();
    let mut per_committee: BTreeMap<&str, u32> = BTreeMap::new();
    for row in rows(STREETS) {
        let code = row["committee_code"];
        assert!(lanes.insert((row["road"], row["lane"])), "{} {} twice", row["road"], row["lane"]);
        assert!(row["lane"].ends_with('弄') && row["road"].ends_with('路'));
        let (from, to): (u32, u32) = (row["number_from"].parse().unwrap(), row["number_to"].parse().unwrap());
        assert!(0 < from && from < to);
        assert!(estates.contains(&(code, row["estate"])), "{}", row["estate"]);
        let here = p(row["lon"].parse().unwrap(), row["lat"].parse().unwrap());
        assert!(parts[code].contains(here), "{} {}", row["road"], row["lane"]);
        *per_committee.entry(code).or_default() += 1;
    }
    assert_eq!(per_committee.len(), 24);
    assert!(per_committee.values().all(|n| (4..=7).contains(n)), "{per_committee:?}");
}

#[test]
fn every_committee_has_two_or_three_estates() {
    let mut per_committee: BTreeMap<&str, u32> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for row in rows(ESTATES) {
        assert!(names.insert(row["name"]), "{} twice", row["name"]);
        assert!(matches!(row["basis"], "public" | "made"));
        *per_committee.entry(row["committee_code"]).or_default() += 1;
    }
    assert_eq!(per_committee.keys().copied().collect::<BTreeSet<_>>(), committee_codes());
    assert!(per_committee.values().all(|n| (2..=3).contains(n)));
}

#[test]
fn holidays_are_those_announced() {
    use chrono::{Datelike, NaiveDate, Weekday};

    let mut kinds = BTreeMap::new();
    for row in rows(HOLIDAYS) {
        let day: NaiveDate = row["day"].parse().unwrap();
        assert!(!row["name"].is_empty() && row["source"].starts_with("国务院办公厅"));
        assert!(kinds.insert(day, row["kind"]).is_none(), "{day} twice");
        match row["kind"] {
            "holiday" => {}
            // Only a Saturday or a Sunday can be made a working day.
            "workday" => assert!(matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}"),
            other => panic!("kind {other}"),
        }
    }
    let years: BTreeSet<i32> = kinds.keys().map(Datelike::year).collect();
    assert_eq!(years, (2022..=2026).collect());
    let kind = |text: &str| kinds.get(&text.parse::<NaiveDate>().unwrap()).copied();
    // 2023, the year of the demonstration, from the first day of each holiday to the last
    for (from, days) in [
        ("2022-12-31", 3),
        ("2023-01-21", 7),
        ("2023-04-05", 1),
        ("2023-04-29", 5),
        ("2023-06-22", 3),
        ("2023-09-29", 8),
    ] {
        let first: NaiveDate = from.parse().unwrap();
        let run = first.iter_days().take_while(|d| kinds.get(d) == Some(&"holiday")).count();
        assert_eq!(run, days, "{from}");
    }
    for day in
        ["2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07", "2023-10-08"]
    {
        assert_eq!(kind(day), Some("workday"), "{day}");
    }
    let in_2023 = kinds.iter().filter(|(d, _)| d.year() == 2023);
    assert_eq!(
        in_2023.fold((0, 0), |(h, w), (_, k)| if *k == "holiday" { (h + 1, w) } else { (h, w + 1) }),
        (26, 7)
    );
}
