//! Reference data: areas, deadline rules, holidays, the standard hazard library, checklists. Small, read by
//! nearly every request and changed rarely, so each process keeps a copy. Whoever changes it stamps it in the same transaction
//! ([`Stamped`]), and on PostgreSQL, where there may be other servers, the stamp is looked at before the copy is used: a
//! checklist that was published at one server is known at every other. SQLite has one server, and a command that changes rules
//! beside it is heard of within half a minute.

pub(crate) mod gear;
pub mod load;

pub use domain::rules::Standard;
pub use gear::GearRules;
pub use load::ensure;

use crate::{
    areas::Areas,
    db::Db,
    entities::{checklist, checklist_version, deadline_rule, holiday, standard_hazard},
    error::{Error, Result},
    stamps::Stamped,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::{DayCount, WorkCalendar},
    hazards::{Category, DeadlineRule, DeadlineRules, Severity, assignment::Assignments},
    ids::{ChecklistVersionId, StandardId},
    inspections::{Checklist, ChecklistChoice, checklist::Label},
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::RwLock;

/// A published version of a checklist.
#[derive(Clone, Debug)]
pub struct PublishedChecklist {
    /// Which version.
    pub id: ChecklistVersionId,
    /// The checklist's code.
    pub code: String,
    /// Title in Chinese.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// From 1.
    pub version: u32,
    /// Kinds of site it is made for; any when empty.
    pub site_kinds: Vec<SiteKind>,
    /// It may be chosen for new visits (the newest published version of an active checklist).
    pub current: bool,
    /// Since when it may no longer be chosen: a newer version was published, or the checklist was retired.
    pub superseded_at: Option<DateTime<Utc>>,
    /// Items.
    pub checklist: Checklist,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
}

impl PublishedChecklist {
    /// Its title.
    pub fn label(&self) -> Label {
        Label { zh: self.title.clone(), en: self.title_en.clone() }
    }

    /// As visits are given it.
    pub fn choice(&self) -> ChecklistChoice {
        ChecklistChoice {
            id: self.id,
            version: self.version,
            superseded: !self.current,
            title: self.title.clone(),
            title_en: self.title_en.clone(),
            site_kinds: self.site_kinds.clone(),
            checklist: self.checklist.clone(),
        }
    }
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Areas.
    pub areas: Areas,
    /// Deadline table and calendar.
    pub rules: DeadlineRules,
    /// Library, by code.
    pub standards: Vec<Standard>,
    /// Published and retired versions.
    pub checklists: BTreeMap<ChecklistVersionId, PublishedChecklist>,
    /// Service lives, classes of small units, prices.
    pub gear: GearRules,
    /// To whom hazards go by rule, and who is away.
    pub assignments: Assignments,
}

impl Reference {
    /// The library entry.
    pub fn standard(&self, id: StandardId) -> Option<&Standard> {
        self.standards.iter().find(|s| s.id == id)
    }

    /// The last days for findings of `found`: by category and severity, and of the library entries that have a
    /// deadline of their own (meant for general hazards).
    pub fn deadlines(
        &self,
        found: NaiveDate,
    ) -> (Vec<(Category, Severity, NaiveDate)>, Vec<(StandardId, NaiveDate)>) {
        let due = |category, severity, own| self.rules.due(category, severity, found, own);
        let table = Category::ALL
            .iter()
            .flat_map(|c| Severity::ALL.iter().map(move |s| (*c, *s, due(*c, *s, None))))
            .collect();
        let own = self
            .standards
            .iter()
            .filter(|entry| entry.count.is_some() && entry.in_force(found))
            .map(|entry| (entry.id, due(entry.category, Severity::General, entry.count)))
            .collect();
        (table, own)
    }

    async fn read(db: &Db) -> Result<Self> {
        let areas = Areas::read(db.read()).await?;
        let rules = deadline_rule::Entity::find().all(db.read()).await?;
        let holidays = holiday::Entity::find().all(db.read()).await?;
        let standards = standard_hazard::Entity::find()
            .order_by_asc(standard_hazard::Column::Code)
            .order_by_asc(standard_hazard::Column::Rise)
            .order_by_asc(standard_hazard::Column::ValidFrom)
            .all(db.read())
            .await?;
        let lists = checklist::Entity::find().all(db.read()).await?;
        let versions = checklist_version::Entity::find()
            .filter(checklist_version::Column::Status.ne("draft"))
            .order_by_asc(checklist_version::Column::Version)
            .all(db.read())
            .await?;
        let special =
            holidays.into_iter().map(|h| Ok((h.day, h.kind.parse()?))).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            areas,
            rules: DeadlineRules {
                rules: rules.into_iter().map(rule).collect::<Result<_>>()?,
                calendar: WorkCalendar::new(special),
            },
            standards: standards.into_iter().map(standard).collect::<Result<_>>()?,
            checklists: checklists(lists, versions)?,
            gear: GearRules::read(db).await?,
            assignments: crate::assignment::read(db).await?,
        })
    }
}

/// Stands for any value in the tables of rules.
pub(crate) const ANY: &str = "*";

fn count(days: i32, kind: &str) -> Result<DayCount> {
    Ok(DayCount { days: u16::try_from(days).map_err(Error::broken)?, kind: kind.parse()? })
}

pub(crate) fn rule(row: deadline_rule::Model) -> Result<DeadlineRule> {
    Ok(DeadlineRule {
        category: if row.category == ANY { None } else { Some(row.category.parse()?) },
        severity: row.severity.parse()?,
        count: count(row.days, &row.day_kind)?,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}

pub(crate) fn standard(row: standard_hazard::Model) -> Result<Standard> {
    let count = match (row.days, row.day_kind) {
        (Some(days), Some(kind)) => Some(count(days, &kind)?),
        _ => None,
    };
    Ok(Standard {
        id: row.id.into(),
        code: row.code,
        rise: if row.rise == ANY { None } else { Some(row.rise.parse()?) },
        category: row.category.parse()?,
        subcategory: row.subcategory,
        severity: row.severity.parse()?,
        text_zh: row.text_zh,
        text_en: row.text_en,
        clause: row.clause,
        document: row.document,
        count,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}

fn checklists(
    lists: Vec<checklist::Model>,
    versions: Vec<checklist_version::Model>,
) -> Result<BTreeMap<ChecklistVersionId, PublishedChecklist>> {
    let mut out = BTreeMap::new();
    for list in lists {
        let of_list: Vec<_> = versions.iter().filter(|v| v.checklist_id == list.id).collect();
        let published = || of_list.iter().filter(|v| v.status == "published");
        let newest = published().map(|v| v.version).max();
        for v in &of_list {
            let next = published().find(|next| next.version > v.version);
            let retired_at = list.retired_at.filter(|_| !list.active);
            let published = PublishedChecklist {
                id: v.id.into(),
                superseded_at: next.map_or(retired_at, |next| next.published_at),
                code: list.code.clone(),
                title: list.title.clone(),
                title_en: list.title_en.clone(),
                version: u32::try_from(v.version).map_err(Error::broken)?,
                site_kinds: serde_json::from_value(list.site_kinds.clone())?,
                current: list.active && Some(v.version) == newest,
                checklist: serde_json::from_value(v.items.clone())?,
                published_at: v.published_at,
            };
            out.insert(published.id, published);
        }
    }
    Ok(out)
}

/// How old the copy of a process may get.
const FRESH: Duration = Duration::from_secs(30);

/// What was read.
struct Kept {
    at: Instant,
    /// Read before the rest: what was changed meanwhile is read again.
    stamp: i64,
    reference: Arc<Reference>,
}

/// The copy of this process.
#[derive(Default)]
pub(crate) struct ReferenceCache(RwLock<Option<Kept>>);

impl ReferenceCache {
    pub(crate) async fn get(&self, db: &Db) -> Result<Arc<Reference>> {
        let stored = if db.is_sqlite() { 0 } else { Stamped::Reference.seen(db.read()).await? };
        let fresh = |kept: &Option<Kept>| {
            let kept = kept.as_ref().filter(|kept| kept.stamp >= stored && kept.at.elapsed() < FRESH)?;
            Some(Arc::clone(&kept.reference))
        };
        if let Some(reference) = fresh(&*self.0.read().await) {
            return Ok(reference);
        }
        let mut kept = self.0.write().await;
        if let Some(reference) = fresh(&kept) {
            return Ok(reference); // another request has just read it
        }
        let (at, reference) = (Instant::now(), Arc::new(Reference::read(db).await?));
        *kept = Some(Kept { at, stamp: stored, reference: Arc::clone(&reference) });
        Ok(reference)
    }

    pub(crate) async fn forget(&self) {
        *self.0.write().await = None;
    }
}
