//! More subdistricts for benchmarks: invented ones beside the real one, with the same shapes, people and sites.

use super::super::people::{Staff, person};
use crate::{
    entities::{area, site},
    error::{Error, Result},
    reference::Reference,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::{Actor, Role},
    area::{AreaCode, AreaLevel},
    ids::sort_key,
};
use std::collections::BTreeMap;

use super::super::{SUBDISTRICT, dice::Dice};

/// The districts of Shanghai in the order in which they are filled: the one of the real subdistrict first, then in
/// order of code.
const DISTRICTS: [(&str, &str); 16] = [
    ("310105", "长宁区"),
    ("310101", "黄浦区"),
    ("310104", "徐汇区"),
    ("310106", "静安区"),
    ("310107", "普陀区"),
    ("310109", "虹口区"),
    ("310110", "杨浦区"),
    ("310112", "闵行区"),
    ("310113", "宝山区"),
    ("310114", "嘉定区"),
    ("310115", "浦东新区"),
    ("310116", "金山区"),
    ("310117", "松江区"),
    ("310118", "青浦区"),
    ("310120", "奉贤区"),
    ("310151", "崇明区"),
];

/// The first number of an invented subdistrict in its district; the real one of the demo is 008.
const FIRST_NUMBER: u32 = 9;

/// How far apart the shapes are laid, in degrees east and north: a little more than the real one's size.
const APART: (f64, f64) = (0.021, 0.019);
/// Shapes in a row of the grid.
const ROW: i64 = 16;

/// One subdistrict that is filled.
#[derive(Clone, Debug)]
pub(super) struct Town {
    /// Its code.
    pub code: AreaCode,
    /// The people who work there.
    pub staff: Staff,
    /// Its sites.
    pub sites: Vec<site::Model>,
}

/// What has to be written before the towns can be filled.
#[derive(Default)]
pub(super) struct Founding {
    /// Areas, larger ones first.
    pub areas: Vec<area::Model>,
    /// People.
    pub people: Vec<Actor>,
    /// Sites.
    pub sites: Vec<site::Model>,
}

/// The codes of `n` invented subdistricts.
pub(super) fn codes(n: usize) -> Result<Vec<AreaCode>> {
    let per_district = n.div_ceil(DISTRICTS.len()).max(12) as u32;
    let all = DISTRICTS.iter().flat_map(|(district, _)| {
        (FIRST_NUMBER..FIRST_NUMBER + per_district).map(move |number| format!("{district}{number:03}"))
    });
    all.take(n).map(|code| Ok(code.parse()?)).collect()
}

/// The place of the `n`th invented subdistrict (from 0) on the grid, in steps east and north of the real one.
fn place(n: usize) -> (f64, f64) {
    let origin = ROW * 6 + ROW / 2;
    let cell = if (n as i64) < origin { n as i64 } else { n as i64 + 1 };
    ((cell % ROW - ROW / 2) as f64 * APART.0, (cell / ROW - 6) as f64 * APART.1)
}

/// Lays out an invented subdistrict after the real one.
pub(super) fn found(
    reference: &Reference,
    models: &[site::Model],
    nth: usize,
    code: &AreaCode,
    at: DateTime<Utc>,
    seed: u64,
) -> Result<(Town, Founding)> {
    let model: AreaCode = SUBDISTRICT.parse()?;
    let shift = place(nth);
    let mut founding = Founding::default();
    let district = code.at(AreaLevel::District).ok_or_else(|| Error::broken("no district"))?;
    let known = DISTRICTS
        .iter()
        .find(|(c, _)| *c == district.as_str())
        .ok_or_else(|| Error::broken("no such district"))?;
    if reference.areas.get(&district).is_none() {
        founding.areas.push(plain_area(&district, known.1, at));
    }
    let name = format!("演示街道{}", nth + 1);
    founding.areas.push(shifted_area(reference, &model, code, &name, shift, at)?);
    let mut committees: BTreeMap<String, AreaCode> = BTreeMap::new();
    for (i, committee) in reference.areas.children(&model).enumerate() {
        let own: AreaCode = format!("{code}{:03}", i + 1).parse()?;
        let name = format!("{name}第{}居委会", i + 1);
        founding.areas.push(shifted_area(reference, &committee.code, &own, &name, shift, at)?);
        committees.insert(committee.code.to_string(), own);
    }
    founding.people = people(code)?;
    let mut dice = Dice::new(seed, code.as_str());
    for (i, model) in models.iter().enumerate() {
        let Some(committee) = committees.get(&model.committee_code) else { continue };
        let at = at + TimeDelta::seconds(i as i64);
        let id = dice.id(at);
        founding.sites.push(site::Model {
            id,
            sort_key: sort_key(at, id),
            area_code: committee.to_string(),
            committee_code: committee.to_string(),
            subdistrict_code: code.to_string(),
            district_code: district.to_string(),
            lon: model.lon.map(|lon| rounded(lon + shift.0)),
            lat: model.lat.map(|lat| rounded(lat + shift.1)),
            created_by: None,
            created_at: at,
            updated_at: at,
            ..model.clone()
        });
    }
    let town = Town { code: code.clone(), staff: Staff::of(&founding.people), sites: founding.sites.clone() };
    Ok((town, founding))
}

/// The people of an invented subdistrict.
pub(super) fn people(code: &AreaCode) -> Result<Vec<Actor>> {
    let inspector = |n: i32| {
        let login = format!("inspector{n}.{code}");
        person(&login, &format!("演示检查员{n}"), Role::Inspector, code.as_str())
    };
    let mut people = (1..=3).map(inspector).collect::<Result<Vec<_>>>()?;
    people.push(person(&format!("office.{code}"), "演示安全办", Role::Office, code.as_str())?);
    Ok(people)
}

fn plain_area(code: &AreaCode, name: &str, at: DateTime<Utc>) -> area::Model {
    area::Model {
        code: code.to_string(),
        parent_code: code.parent().map(String::from),
        level: code.level().as_str().into(),
        name: name.into(),
        short_name: None,
        boundary: None,
        approximate: false,
        lon: None,
        lat: None,
        created_at: at,
        updated_at: at,
    }
}

fn shifted_area(
    reference: &Reference,
    model: &AreaCode,
    code: &AreaCode,
    name: &str,
    shift: (f64, f64),
    at: DateTime<Utc>,
) -> Result<area::Model> {
    let model = reference.areas.get(model).ok_or_else(|| Error::broken("no area to copy"))?;
    let label = model.boundary.as_ref().map(domain::geo::Boundary::label_point);
    Ok(area::Model {
        boundary: model.geometry().map(|geometry| shifted(&geometry, shift)),
        approximate: true,
        lon: label.map(|p| rounded(p.lon() + shift.0)),
        lat: label.map(|p| rounded(p.lat() + shift.1)),
        ..plain_area(code, name, at)
    })
}

/// The same outline elsewhere: every pair of numbers of the geometry, moved.
fn shifted(geometry: &serde_json::Value, by: (f64, f64)) -> serde_json::Value {
    match geometry {
        serde_json::Value::Array(list) => match list.as_slice() {
            [lon, lat] if lon.is_number() && lat.is_number() => {
                let moved = |n: &serde_json::Value, by: f64| rounded(n.as_f64().unwrap_or_default() + by);
                serde_json::json!([moved(lon, by.0), moved(lat, by.1)])
            }
            list => list.iter().map(|inner| shifted(inner, by)).collect(),
        },
        serde_json::Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), shifted(v, by))).collect(),
        other => other.clone(),
    }
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_and_places_are_all_different() {
        for n in [1, 12, 13, 191, 192, 250, 1_000] {
            let codes = codes(n).expect("codes");
            assert_eq!(codes.len(), n);
            assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), n);
            assert!(codes.iter().all(|c| c.as_str() != SUBDISTRICT && c.level() == AreaLevel::Subdistrict));
        }
        assert_eq!(codes(1).expect("codes")[0].as_str(), "310105009");
        let places: BTreeSet<(i64, i64)> =
            (0..400).map(place).map(|(x, y)| ((x * 1e4).round() as i64, (y * 1e4).round() as i64)).collect();
        assert_eq!(places.len(), 400);
        assert!(!places.contains(&(0, 0)), "the real one lies there");
    }

    #[test]
    fn every_pair_of_an_outline_moves() {
        let square = serde_json::json!({"type": "Polygon", "coordinates": [[[1.0, 2.0], [3.0, 4.0]]]});
        let moved = serde_json::json!({"type": "Polygon", "coordinates": [[[1.5, 1.0], [3.5, 3.0]]]});
        assert_eq!(shifted(&square, (0.5, -1.0)), moved);
    }
}
