//! The sites of a subdistrict: plausible addresses inside the outline of the right committee, invented names.

use super::{dice::Dice, words};
use crate::{
    entities::site,
    error::{Error, Result},
    initials::initials,
    reference::Reference,
    sites::keys::keys,
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    geo::{Point, Wgs84},
    ids::sort_key,
    sites::{SiteKind, SiteStatus},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const STREETS: &str = include_str!("../../data/streets.csv");

/// How many sites of each kind: 420 in all.
const KINDS: [(SiteKind, usize); 11] = [
    (SiteKind::SmallUnit, 168),
    (SiteKind::Estate, 52),
    (SiteKind::Building, 42),
    (SiteKind::Household, 46),
    (SiteKind::PublicVenue, 20),
    (SiteKind::LpgUnit, 13),
    (SiteKind::BikeShed, 30),
    (SiteKind::ChargingStation, 14),
    (SiteKind::ConstructionSite, 10),
    (SiteKind::Basement, 18),
    (SiteKind::Other, 7),
];

/// A lane with the numbers in it.
#[derive(Clone, Debug, Deserialize)]
struct Lane {
    committee_code: String,
    road: String,
    lane: String,
    number_from: i64,
    number_to: i64,
    estate: String,
    lon: f64,
    lat: f64,
}

/// What a site is called and where it stands.
struct Naming {
    name: String,
    address: String,
    estate: Option<String>,
    building: Option<String>,
    room: Option<String>,
    facts: serde_json::Value,
}

/// The sites of the demo subdistrict, in order of their adding, which was during `when`.
pub(super) fn sites(
    seed: u64,
    reference: &Reference,
    subdistrict: &AreaCode,
    when: DateTime<Utc>,
) -> Result<Vec<site::Model>> {
    let mut dice = Dice::new(seed, "places");
    let lanes = lanes()?;
    let mut sites = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (kind, wanted) in KINDS {
        for nth in 0..wanted {
            // every committee in turn, and in it every lane: nothing crowds
            let here = &lanes[nth % lanes.len()];
            let lane = &here[(nth / lanes.len() + dice.below(here.len())) % here.len()];
            let mut naming = name(&mut dice, kind, lane);
            // two of the same name in one street would look like a slip
            while !names.insert(naming.name.clone()) {
                let other = dice.below(here.len());
                naming = name(&mut dice, kind, &here[other]);
            }
            let at = when + chrono::TimeDelta::seconds(37 * sites.len() as i64);
            // a few have no position: lists and maps must say so
            let point = if kind == SiteKind::Other && nth < 4 || kind == SiteKind::ConstructionSite && nth < 2
            {
                None
            } else {
                Some(inside(&mut dice, reference, subdistrict, lane)?)
            };
            sites.push(row(&mut dice, kind, lane, naming, point, at)?);
        }
    }
    Ok(sites)
}

/// The lanes of each committee.
fn lanes() -> Result<Vec<Vec<Lane>>> {
    let mut lanes: BTreeMap<String, Vec<Lane>> = BTreeMap::new();
    for lane in csv::Reader::from_reader(STREETS.as_bytes()).deserialize::<Lane>() {
        let lane = lane.map_err(Error::internal)?;
        lanes.entry(lane.committee_code.clone()).or_default().push(lane);
    }
    Ok(lanes.into_values().collect())
}

/// So many more homes, each with one person in it, entered during `when`; none is called as one of `taken`. Homes of one
/// building stand at one place.
pub(super) fn homes(
    seed: u64,
    reference: &Reference,
    subdistrict: &AreaCode,
    (wanted, taken): (usize, &[site::Model]),
    when: DateTime<Utc>,
) -> Result<Vec<site::Model>> {
    let mut dice = Dice::new(seed, "homes");
    let lanes = lanes()?;
    let mut names: BTreeSet<String> = taken.iter().map(|site| site.name.clone()).collect();
    let mut points: BTreeMap<String, Point<Wgs84>> = BTreeMap::new();
    let mut homes = Vec::with_capacity(wanted);
    for nth in 0..wanted {
        let here = &lanes[nth % lanes.len()];
        let (lane, mut naming) = loop {
            let lane = dice.pick(here);
            let naming = name(&mut dice, SiteKind::Household, lane);
            if names.insert(naming.name.clone()) {
                break (lane, naming);
            }
        };
        naming.facts = serde_json::json!({"residents": 1});
        let building = format!("{} {}", naming.estate.as_deref().unwrap_or_default(), lane.lane)
            + naming.building.as_deref().unwrap_or_default();
        let point = match points.get(&building) {
            Some(point) => *point,
            None => {
                let point = inside(&mut dice, reference, subdistrict, lane)?;
                points.insert(building, point);
                point
            }
        };
        let at = when + chrono::TimeDelta::seconds(7 * nth as i64);
        let mut home = row(&mut dice, SiteKind::Household, lane, naming, Some(point), at)?;
        let title = *dice.pick(&["阿婆", "阿公", "奶奶", "爷爷"]);
        home.contact_name = Some(format!("{}{title}", dice.pick(&words::SURNAMES)));
        homes.push(home);
    }
    Ok(homes)
}

fn name(dice: &mut Dice, kind: SiteKind, lane: &Lane) -> Naming {
    let estate = lane.estate.clone();
    let street = format!("{}{}", lane.road, lane.lane);
    // shops stand on the road itself, at a number near the lane's
    let lane_number: i64 = lane.lane.trim_end_matches('弄').parse().unwrap_or(1);
    let on_road = format!("{}{}号", lane.road, (lane_number + 2 * dice.between(-9, 9)).max(1));
    let number = dice.between(lane.number_from, lane.number_to);
    let plain = |name: String, address: String, facts| Naming {
        name,
        address,
        estate: None,
        building: None,
        room: None,
        facts,
    };
    let in_estate = |name: String, building: Option<String>, room: Option<String>, address: String, facts| {
        Naming { name, address, estate: Some(estate.clone()), building, room, facts }
    };
    let none = serde_json::json!({});
    match kind {
        SiteKind::Estate => {
            in_estate(estate.clone() + ["", "东区", "西区"][dice.below(3)], None, None, street, none)
        }
        SiteKind::Building => {
            let storeys = *dice.pick(&[6, 6, 6, 7, 12, 18, 24]);
            let facts = serde_json::json!({"storeys": storeys, "height_m": storeys * 3});
            in_estate(
                format!("{estate}{number}号楼"),
                Some(format!("{number}号")),
                None,
                format!("{street}{number}号"),
                facts,
            )
        }
        SiteKind::Household => {
            let room = format!("{}0{}室", dice.between(1, 6), dice.between(1, 4));
            let facts = serde_json::json!({"residents": dice.between(1, 4)});
            let address = format!("{street}{number}号{room}");
            in_estate(
                format!("{estate}{number}号{room}"),
                Some(format!("{number}号")),
                Some(room),
                address,
                facts,
            )
        }
        SiteKind::SmallUnit => {
            let (what, low, high, few, many) = *dice.pick(&words::SHOP_KINDS);
            let mut facts = serde_json::json!({"floor_area_m2": dice.between(low, high)});
            if many > 0 {
                facts["seats"] = dice.between(few, many).into();
            }
            if what == "旅馆" {
                facts["beds"] = dice.between(14, 48).into();
            }
            plain(format!("{}{what}", dice.pick(&words::SHOP_FRONTS)), on_road, facts)
        }
        SiteKind::LpgUnit => {
            let what = *dice.pick(&["小炒店", "早餐铺", "烧烤店", "砂锅店", "麻辣烫"]);
            let facts =
                serde_json::json!({"floor_area_m2": dice.between(18, 80), "cylinders": dice.between(1, 6)});
            plain(format!("{}{what}", dice.pick(&words::SHOP_FRONTS)), on_road, facts)
        }
        SiteKind::BikeShed => {
            let side = *dice.pick(&["东侧", "西侧", "南侧", "北侧", "中央"]);
            let facts = serde_json::json!({"places": dice.between(20, 120)});
            in_estate(format!("{estate}{side}车棚"), None, None, street, facts)
        }
        SiteKind::ChargingStation => {
            let facts = serde_json::json!({"points": dice.between(8, 40)});
            in_estate(
                format!("{estate}{}充电点", *dice.pick(&["1号", "2号", "3号"])),
                None,
                None,
                street,
                facts,
            )
        }
        SiteKind::ConstructionSite => {
            let what = *dice.pick(&["装修工程", "外墙修缮工程", "加装电梯工程", "雨污分流改造工程"]);
            let facts = serde_json::json!({"workers": dice.between(4, 30)});
            plain(format!("{on_road}{what}"), on_road.clone(), facts)
        }
        SiteKind::Basement => {
            let what = *dice.pick(&["地下车库", "地下室", "民防地下室"]);
            let facts = serde_json::json!({"floor_area_m2": dice.between(200, 3_000)});
            in_estate(
                format!("{estate}{number}号{what}"),
                Some(format!("{number}号")),
                None,
                format!("{street}{number}号"),
                facts,
            )
        }
        SiteKind::PublicVenue => {
            let facts = serde_json::json!({"floor_area_m2": dice.between(200, 2_500), "capacity": dice.between(40, 400)});
            plain(format!("{}{}", dice.pick(&words::SHOP_FRONTS), dice.pick(&words::VENUES)), on_road, facts)
        }
        SiteKind::Other => plain(format!("{street}{}", dice.pick(&words::OTHERS)), street.clone(), none),
    }
}

/// A point near the lane that lies in the lane's committee and in no other.
fn inside(
    dice: &mut Dice,
    reference: &Reference,
    subdistrict: &AreaCode,
    lane: &Lane,
) -> Result<Point<Wgs84>> {
    let committee: AreaCode = lane.committee_code.parse()?;
    let mut reach = 0.000_6;
    for _ in 0..60 {
        let lon = lane.lon + dice.real(-reach, reach);
        let lat = lane.lat + dice.real(-reach, reach) * 0.8;
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let point = Point::new(rounded(lon), rounded(lat)).map_err(Error::internal)?;
        let holders = reference.areas.subtree(subdistrict).filter(|a| a.code.level() == AreaLevel::Committee);
        let mut holders = holders.filter(|a| a.boundary.as_ref().is_some_and(|b| b.contains(point)));
        if holders.next().is_some_and(|a| a.code == committee) && holders.next().is_none() {
            return Ok(point);
        }
        reach *= 0.95;
    }
    Point::new(lane.lon, lane.lat).map_err(Error::internal)
}

fn row(
    dice: &mut Dice,
    kind: SiteKind,
    lane: &Lane,
    naming: Naming,
    point: Option<Point<Wgs84>>,
    at: DateTime<Utc>,
) -> Result<site::Model> {
    let committee: AreaCode = lane.committee_code.parse()?;
    let part = |level| committee.at(level).map(String::from).ok_or_else(|| Error::broken("no committee"));
    let id = dice.id(at);
    let title = if dice.chance(50) { "先生" } else { "女士" };
    let contact = format!("{}{title}", dice.pick(&words::SURNAMES));
    // plainly made up: every number begins with 1380000
    let phone = format!("1380000{:04}", dice.between(0, 9_999));
    let keys = keys(&naming.name, &naming.address, naming.building.as_deref(), naming.room.as_deref());
    let has_contact = !matches!(kind, SiteKind::Other | SiteKind::Building);
    Ok(site::Model {
        id,
        sort_key: sort_key(at, id),
        area_code: committee.to_string(),
        committee_code: committee.to_string(),
        subdistrict_code: part(AreaLevel::Subdistrict)?,
        district_code: part(AreaLevel::District)?,
        kind: kind.as_str().into(),
        pinyin: initials(&naming.name),
        name: naming.name,
        address: naming.address,
        address_key: keys.address,
        name_key: keys.name,
        estate: naming.estate,
        building: naming.building,
        room: naming.room,
        lon: point.map(Point::lon),
        lat: point.map(Point::lat),
        accuracy_m: None,
        point_source: point.map(|_| "pin".into()),
        raw_lon: None,
        raw_lat: None,
        raw_datum: None,
        contact_name: has_contact.then_some(contact),
        contact_phone: has_contact.then_some(phone),
        facts: naming.facts,
        status: SiteStatus::Active.as_str().into(),
        merged_into: None,
        change_seq: 0,
        version: 1,
        created_by: None,
        created_at: at,
        updated_at: at,
    })
}
