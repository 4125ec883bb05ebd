//! Areas: which one a point lies in, their names, and the schematic base of the map.

pub mod query;

use crate::{
    entities::area,
    error::{Error, Result},
};
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    geo::{Boundary, Point, Wgs84},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// Rows that are read at once.
const READ_AT_ONCE: u64 = 200;

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
    /// The outline as it is stored, GeoJSON geometry in WGS-84: as text, which is a tenth of what it is as values.
    geometry: Option<Box<str>>,
    /// The outline is a sketch.
    pub approximate: bool,
}

impl Area {
    fn stored(row: area::Model) -> Result<Self> {
        let geometry = row.boundary.map(|geometry| geometry.to_string());
        let boundary = geometry.as_deref().map(Boundary::stored).transpose().map_err(Error::broken)?;
        Ok(Self {
            code: row.code.parse()?,
            name: row.name,
            short_name: row.short_name,
            boundary,
            geometry: geometry.map(String::into_boxed_str),
            approximate: row.approximate,
        })
    }

    /// The outline as it is stored, GeoJSON geometry in WGS-84.
    pub fn geometry(&self) -> Option<serde_json::Value> {
        self.geometry.as_deref().and_then(|text| serde_json::from_str(text).ok())
    }

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
    /// Every area there is. A few at a time: the outlines of a city are some megabytes, and several times that while rows are
    /// taken apart.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let mut by_code = BTreeMap::new();
        let mut after = String::new();
        loop {
            let rows = area::Entity::find()
                .filter(area::Column::Code.gt(&after))
                .order_by_asc(area::Column::Code)
                .limit(READ_AT_ONCE)
                .all(db)
                .await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.code);
            for row in rows {
                let area = Area::stored(row)?;
                by_code.insert(area.code.clone(), area);
            }
        }
        Ok(Self { by_code, base: OnceLock::new() })
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
