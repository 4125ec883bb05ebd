//! Areas: which one a point lies in, their names, and the schematic base of the map.

pub mod query;

use crate::entities;
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    geo::{Boundary, Point, Wgs84},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// One area.
#[derive(Clone, Debug)]
pub struct Area {
    /// Code.
    pub code: AreaCode,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: Option<String>,
    /// Its outline, where one is known.
    pub boundary: Option<Boundary>,
    /// The outline as it is stored, GeoJSON geometry in WGS-84.
    pub geometry: Option<serde_json::Value>,
    /// The outline is a sketch.
    pub approximate: bool,
}

impl Area {
    /// Its code with the short name where there is one.
    pub fn to_ref(&self) -> AreaRef {
        AreaRef {
            code: self.code.clone(),
            name: self.short_name.clone().unwrap_or_else(|| self.name.clone()),
        }
    }
}

/// Every area of the installation, by code.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    by_code: BTreeMap<AreaCode, Area>,
    /// Drawn when it is first asked for.
    base: OnceLock<Arc<str>>,
}

impl Areas {
    pub(crate) fn from_rows(rows: Vec<entities::area::Model>) -> crate::error::Result<Self> {
        let mut areas = BTreeMap::new();
        for row in rows {
            let code: AreaCode = row.code.parse()?;
            let boundary = match &row.boundary {
                Some(geometry) => {
                    Some(Boundary::stored(&geometry.to_string()).map_err(crate::error::Error::broken)?)
                }
                None => None,
            };
            let area = Area {
                code: code.clone(),
                name: row.name,
                short_name: row.short_name,
                boundary,
                geometry: row.boundary,
                approximate: row.approximate,
            };
            areas.insert(code, area);
        }
        Ok(Self { by_code: areas, base: OnceLock::new() })
    }

    /// The area of that code.
    pub fn get(&self, code: &AreaCode) -> Option<&Area> {
        self.by_code.get(code)
    }

    /// Code and name; an unknown one is called by its code.
    pub fn named(&self, code: &AreaCode) -> AreaRef {
        self.get(code).map_or_else(|| AreaRef { code: code.clone(), name: code.to_string() }, Area::to_ref)
    }

    /// Code and full name, as the title of a paper has it; an unknown one is called by its code.
    pub fn in_full(&self, code: &AreaCode) -> AreaRef {
        let name = self.get(code).map_or_else(|| code.to_string(), |area| area.name.clone());
        AreaRef { code: code.clone(), name }
    }

    /// Every area, in order of code.
    pub fn all(&self) -> impl Iterator<Item = &Area> {
        self.by_code.values()
    }

    /// All areas of the subtree, itself included, in order of code.
    pub fn subtree<'a>(&'a self, of: &'a AreaCode) -> impl Iterator<Item = &'a Area> + 'a {
        self.by_code.range(of.clone()..).map(|(_, area)| area).take_while(move |area| of.contains(&area.code))
    }

    /// The next smaller areas inside `of`: children by the codes there are.
    pub fn children<'a>(&'a self, of: &'a AreaCode) -> impl Iterator<Item = &'a Area> + 'a {
        self.subtree(of).filter(move |area| area.code.parent().as_ref() == Some(of))
    }

    /// The committee (or grid) inside `of` whose outline holds the point; the smallest that does.
    pub fn at<'a>(&'a self, of: &'a AreaCode, point: Point<Wgs84>) -> Option<&'a Area> {
        self.subtree(of)
            .filter(|a| a.code.level() >= AreaLevel::Committee)
            .filter(|a| a.boundary.as_ref().is_some_and(|b| b.contains(point)))
            .last()
    }
}
