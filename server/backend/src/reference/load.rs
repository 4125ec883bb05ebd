//! Loads the reference data that comes with the program: areas with their outlines, deadline rules, holidays, the
//! standard hazard library, the checklists, service lives, classes of small units and prices.
//!
//! Only what is missing is added, found by its key; what somebody has edited stays as it is.

use super::gear;
use crate::{
    db::{Db, WriteTx},
    entities::{
        area, checklist, checklist_version, class_rule, deadline_rule, holiday, life_rule, standard_hazard,
        unit_cost,
    },
    error::{Error, Result},
    stamps::Stamped,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaLevel, calendar::to_millis, geo::Boundary, ids::named, inspections::Checklist, sites::SiteKind,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const AREAS: &str = include_str!("../../data/areas.csv");
const BOUNDARIES: &str = include_str!("../../data/boundaries.geojson");
const DEADLINE_RULES: &str = include_str!("../../data/deadline_rules.csv");
const HOLIDAYS: &str = include_str!("../../data/holidays.csv");
const STANDARDS: &str = include_str!("../../data/standards.csv");
const CHECKLISTS: &str = include_str!("../../data/checklists.json");

/// Adds what is missing. Doing so again changes nothing.
pub async fn ensure(db: &Db) -> Result<()> {
    let now = to_millis(Utc::now());
    let bundle = Bundle::read(now)?;
    if bundle.clone().missing(db.read()).await?.is_empty() {
        return Ok(()); // the usual start: nothing is written
    }
    db.write(move |tx| {
        Box::pin(async move {
            // of two servers that start at once the second finds it done
            tx.claim(fixed_id("reference", "load")).await?;
            let missing = bundle.missing(tx).await?;
            if missing.is_empty() { Ok(()) } else { missing.write(tx).await }
        })
    })
    .await
}

/// The id of a row that comes with the program: the same on every installation (UUID version 8 from a hash), so
/// that rows exported from one fit another.
pub fn fixed_id(kind: &str, key: &str) -> Uuid {
    named(&format!("xunan/{kind}/{key}"))
}

/// Rows ready to be written.
#[derive(Clone, Default)]
struct Bundle {
    areas: Vec<area::Model>,
    rules: Vec<deadline_rule::Model>,
    holidays: Vec<holiday::Model>,
    standards: Vec<standard_hazard::Model>,
    checklists: Vec<checklist::Model>,
    versions: Vec<checklist_version::Model>,
    lives: Vec<life_rule::Model>,
    classes: Vec<class_rule::Model>,
    costs: Vec<unit_cost::Model>,
}

impl Bundle {
    fn read(now: DateTime<Utc>) -> Result<Self> {
        let (checklists, versions) = checklists(now)?;
        Ok(Self {
            areas: areas(now)?,
            rules: rules()?,
            holidays: holidays()?,
            standards: standards()?,
            checklists,
            versions,
            lives: gear::lives(),
            classes: gear::classes()?,
            costs: gear::costs(),
        })
    }

    fn is_empty(&self) -> bool {
        self.areas.is_empty()
            && self.rules.is_empty()
            && self.holidays.is_empty()
            && self.standards.is_empty()
            && self.checklists.is_empty()
            && self.versions.is_empty()
            && self.lives.is_empty()
            && self.classes.is_empty()
            && self.costs.is_empty()
    }

    /// What of it is not in the store yet.
    async fn missing(mut self, db: &impl ConnectionTrait) -> Result<Self> {
        // not their outlines: those of a city are megabytes
        let codes = area::Entity::find().select_only().column(area::Column::Code);
        let there: BTreeSet<String> = codes.into_tuple().all(db).await?.into_iter().collect();
        self.areas.retain(|a| !there.contains(&a.code));

        let rules = deadline_rule::Entity::find().all(db).await?;
        self.rules.retain(|new| {
            let same = |r: &deadline_rule::Model| {
                r.id == new.id
                    || (r.category == new.category
                        && r.severity == new.severity
                        && r.valid_from == new.valid_from)
            };
            !rules.iter().any(same)
        });

        let there: BTreeSet<NaiveDate> =
            holiday::Entity::find().all(db).await?.into_iter().map(|h| h.day).collect();
        self.holidays.retain(|h| !there.contains(&h.day));

        let known = standard_hazard::Entity::find().all(db).await?;
        let there: BTreeSet<(String, String)> = known.into_iter().map(|s| (s.code, s.rise)).collect();
        self.standards.retain(|s| !there.contains(&(s.code.clone(), s.rise.clone())));

        let lists: BTreeMap<String, Uuid> =
            checklist::Entity::find().all(db).await?.into_iter().map(|c| (c.code, c.id)).collect();
        self.checklists.retain(|c| !lists.contains_key(&c.code));
        let there = checklist_version::Entity::find().all(db).await?;
        let brought = |code: &str, v: &checklist_version::Model| v.id == version_id(code, v.version);
        let edited: BTreeSet<Uuid> = lists
            .iter()
            .filter(|(code, id)| there.iter().any(|v| v.checklist_id == **id && !brought(code, v)))
            .map(|(_, id)| *id)
            .collect();
        let versions: BTreeSet<(Uuid, i32)> =
            there.into_iter().map(|v| (v.checklist_id, v.version)).collect();
        let new: BTreeSet<Uuid> = self.checklists.iter().map(|c| c.id).collect();
        let known: BTreeSet<Uuid> = lists.into_values().collect();
        // a list of the same code that somebody made or edited here keeps its own versions
        self.versions.retain(|v| {
            let belongs = new.contains(&v.checklist_id) || known.contains(&v.checklist_id);
            belongs && !edited.contains(&v.checklist_id) && !versions.contains(&(v.checklist_id, v.version))
        });

        let lives = life_rule::Entity::find().all(db).await?;
        self.lives.retain(|new| {
            let key = |r: &life_rule::Model| (r.gear.clone(), r.fuel.clone(), r.usage.clone(), r.valid_from);
            !lives.iter().any(|r| r.id == new.id || key(r) == key(new))
        });
        let classes = class_rule::Entity::find().all(db).await?;
        self.classes.retain(|new| {
            let same = |r: &class_rule::Model| {
                r.id == new.id || (r.trade == new.trade && r.valid_from == new.valid_from)
            };
            !classes.iter().any(same)
        });
        let costs = unit_cost::Entity::find().all(db).await?;
        self.costs.retain(|new| {
            let same = |r: &unit_cost::Model| {
                r.id == new.id || (r.gear == new.gear && r.valid_from == new.valid_from)
            };
            !costs.iter().any(same)
        });
        Ok(self)
    }

    async fn write(self, tx: &WriteTx) -> Result<()> {
        insert(tx, self.areas).await?;
        insert(tx, self.rules).await?;
        insert(tx, self.holidays).await?;
        insert(tx, self.standards).await?;
        insert(tx, self.checklists).await?;
        insert(tx, self.versions).await?;
        insert(tx, self.lives).await?;
        insert(tx, self.classes).await?;
        insert(tx, self.costs).await?;
        Stamped::Reference.touch(tx).await
    }
}

async fn insert<M, A>(tx: &WriteTx, rows: Vec<M>) -> Result<()>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    if !rows.is_empty() {
        let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
        A::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The rows of one of the files, by the names of its columns.
fn rows<T: DeserializeOwned>(text: &'static str) -> Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().map_err(Error::internal)
}

#[derive(Deserialize)]
struct AreaRow {
    code: String,
    parent_code: Option<String>,
    level: AreaLevel,
    name: String,
    short_name: Option<String>,
}

fn areas(now: DateTime<Utc>) -> Result<Vec<area::Model>> {
    let mut outlines = outlines()?;
    let rows: Vec<AreaRow> = rows(AREAS)?;
    let row = |row: AreaRow| {
        let boundary = outlines.remove(&row.code);
        let label = match &boundary {
            Some(geometry) => {
                Some(Boundary::parse(&geometry.to_string()).map_err(Error::internal)?.label_point())
            }
            None => None,
        };
        Ok(area::Model {
            code: row.code,
            parent_code: row.parent_code,
            level: row.level.as_str().into(),
            name: row.name,
            short_name: row.short_name,
            approximate: boundary.is_some(),
            boundary,
            lon: label.map(domain::geo::Point::lon),
            lat: label.map(domain::geo::Point::lat),
            created_at: now,
            updated_at: now,
        })
    };
    rows.into_iter().map(row).collect()
}

/// The sketched outlines, by area code.
fn outlines() -> Result<BTreeMap<String, serde_json::Value>> {
    #[derive(Deserialize)]
    struct Collection {
        features: Vec<Feature>,
    }
    #[derive(Deserialize)]
    struct Feature {
        properties: Properties,
        geometry: serde_json::Value,
    }
    #[derive(Deserialize)]
    struct Properties {
        code: String,
    }
    let all: Collection = serde_json::from_str(BOUNDARIES)?;
    Ok(all.features.into_iter().map(|f| (f.properties.code, f.geometry)).collect())
}

#[derive(Deserialize)]
struct RuleRow {
    category: String,
    severity: String,
    days: i32,
    day_kind: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

fn rules() -> Result<Vec<deadline_rule::Model>> {
    let row = |r: RuleRow| deadline_rule::Model {
        id: fixed_id("deadline_rule", &format!("{}/{}/{}", r.category, r.severity, r.valid_from)),
        category: r.category,
        severity: r.severity,
        days: r.days,
        day_kind: r.day_kind,
        valid_from: r.valid_from,
        valid_to: r.valid_to,
    };
    Ok(rows(DEADLINE_RULES)?.into_iter().map(row).collect())
}

#[derive(Deserialize)]
struct HolidayRow {
    day: NaiveDate,
    kind: String,
    name: String,
}

fn holidays() -> Result<Vec<holiday::Model>> {
    let row = |h: HolidayRow| holiday::Model { day: h.day, kind: h.kind, name: h.name };
    Ok(rows(HOLIDAYS)?.into_iter().map(row).collect())
}

#[derive(Deserialize)]
struct StandardRow {
    code: String,
    category: String,
    subcategory: Option<String>,
    severity: String,
    text_zh: String,
    text_en: String,
    document: String,
    clause: String,
    days: Option<i32>,
    day_kind: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    rise: Option<String>,
}

fn standards() -> Result<Vec<standard_hazard::Model>> {
    // entries of the first installations were named by their code only
    let key = |s: &StandardRow| match s.rise.as_deref() {
        Some("low") => format!("{}/low", s.code),
        _ => s.code.clone(),
    };
    let row = |s: StandardRow| standard_hazard::Model {
        id: fixed_id("standard_hazard", &key(&s)),
        rise: s.rise.unwrap_or_else(|| super::ANY.into()),
        code: s.code,
        category: s.category,
        subcategory: s.subcategory,
        severity: s.severity,
        text_zh: s.text_zh,
        text_en: s.text_en,
        clause: s.clause,
        document: s.document,
        days: s.days,
        day_kind: s.day_kind,
        valid_from: s.valid_from,
        valid_to: s.valid_to,
    };
    Ok(rows(STANDARDS)?.into_iter().map(row).collect())
}

/// The id of a version of a checklist that comes with the program.
fn version_id(code: &str, version: i32) -> Uuid {
    fixed_id("checklist_version", &format!("{code}/{version}"))
}

#[derive(Deserialize)]
struct ListFile {
    code: String,
    title: String,
    title_en: String,
    site_kinds: Vec<SiteKind>,
    version: i32,
    checklist: Checklist,
}

fn checklists(now: DateTime<Utc>) -> Result<(Vec<checklist::Model>, Vec<checklist_version::Model>)> {
    let mut lists = Vec::new();
    let mut versions = Vec::new();
    for list in serde_json::from_str::<Vec<ListFile>>(CHECKLISTS)? {
        let id = fixed_id("checklist", &list.code);
        versions.push(checklist_version::Model {
            id: version_id(&list.code, list.version),
            checklist_id: id,
            version: list.version,
            items: serde_json::to_value(&list.checklist)?,
            status: "published".into(),
            published_at: Some(now),
        });
        lists.push(checklist::Model {
            id,
            code: list.code,
            title: list.title,
            title_en: list.title_en,
            site_kinds: serde_json::to_value(&list.site_kinds)?,
            active: true,
            retired_at: None,
            created_at: now,
        });
    }
    Ok((lists, versions))
}
