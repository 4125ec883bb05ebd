//! The rows behind the figures of a summary, as they are at T: in the order of their keys, some at a time.
//!
//! Which figures count a row is asked of the definitions themselves ([`domain::figures`], [`domain::programmes::figures`]): a row is
//! the whole of a set of one. So the rows are a second way to every figure, and a test holds one against the other. A row that
//! only stands in the base of a rate is kept too: a rate opens what it is of, and when the row joins the numerator later, that
//! is no new row. A record is read in one way, for the period itself and for all that stand beside it ([`super::beside`]).

mod counted;
mod hazards;
mod programmes;
mod registers;
mod visits;

use super::facts::Reader;
use crate::{
    error::Result,
    listing::{Conditions, Sql, places},
    programmes::{gas::query::committees_with_users, sets::Frame},
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
pub(super) use counted::{Counted, Facts};
use domain::{
    area::AreaCode,
    calendar::local_date,
    ids::{CampaignId, TargetId},
    period::Period,
    summary::{
        SafetySummary,
        record::{FrozenRow, RowField, RowKey, RowKind},
    },
};
use futures::TryStreamExt;
use hazards::Around;
use sea_orm::{StreamTrait, Value};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    vec,
};
use uuid::Uuid;

/// Rows that are in memory at a time.
const AT_ONCE: usize = 500;

/// The records behind one summary.
pub(super) struct Rows<'a> {
    read: &'a Reader<'a>,
    period: Period,
    /// The first of the ends of the periods that are asked about: what was gone before stood at none of them.
    first_end: DateTime<Utc>,
    /// Gear in use is asked for whose life ends by this day, besides.
    lives_by: Option<NaiveDate>,
    campaigns: BTreeSet<CampaignId>,
    targets: BTreeMap<TargetId, (String, i64)>,
    /// Those with users of cylinders, and whether at the end of a day none of them has one any more.
    committees: BTreeMap<RowKey, (AreaCode, BTreeMap<NaiveDate, bool>)>,
    /// What came into the registers later was not counted; only their definitions do not say so.
    known_by: DateTime<Utc>,
    /// The kinds of record of which there may be more.
    kinds: VecDeque<RowKind>,
    /// What is left of the first of them, once it has begun: the ids of one kind are in memory at a time.
    left: Option<vec::IntoIter<Uuid>>,
    around: Around,
}

/// What is looked for beside the figures of a summary.
pub(super) struct Reach {
    /// From the first day of all periods to the last.
    pub whole: Period,
    /// The period that ends first.
    pub first: Period,
    /// The last days of those whose stocks are compared.
    pub stocks: BTreeSet<NaiveDate>,
    /// Gear in use is among it whose life ends by this day.
    pub lives_by: NaiveDate,
    /// Which kinds of record.
    pub kinds: &'static [RowKind],
}

/// A record that may be behind figures.
pub(super) struct Thing {
    /// What is kept of it.
    pub row: FrozenRow,
    /// What tells in which figures it counts.
    pub facts: Facts,
}

impl<'a> Rows<'a> {
    /// Those behind `summary`, as the reader sees them; `known_by` is T of what they are compared with, or the reader's own.
    pub async fn of(read: &'a Reader<'a>, summary: &SafetySummary, known_by: DateTime<Utc>) -> Result<Self> {
        let period = summary.period.period();
        Ok(Self {
            read,
            period,
            first_end: Frame::new(period, read.t).end,
            lives_by: None,
            campaigns: summary.campaigns.iter().map(|line| line.id).collect(),
            targets: summary
                .targets
                .iter()
                .map(|line| (line.target.id, (line.target.name.clone(), line.reached)))
                .collect(),
            committees: committees(read, BTreeSet::from([last_day(period, read.t)])).await?,
            known_by,
            kinds: RowKind::ALL.iter().copied().collect(),
            left: None,
            around: Around::read(read, period, !summary.campaigns.is_empty()).await?,
        })
    }

    /// Those that may be behind numbers beside a summary.
    pub async fn beside(read: &'a Reader<'a>, reach: Reach) -> Result<Self> {
        Ok(Self {
            read,
            period: reach.whole,
            first_end: Frame::new(reach.first, read.t).end,
            lives_by: Some(reach.lives_by),
            campaigns: BTreeSet::new(),
            targets: BTreeMap::new(),
            committees: committees(read, reach.stocks).await?,
            known_by: read.t,
            kinds: reach.kinds.iter().copied().collect(),
            left: None,
            around: Around::read(read, reach.whole, false).await?,
        })
    }

    /// The next rows; none when all have come.
    pub async fn next(&mut self) -> Result<Vec<FrozenRow>> {
        let (read, period) = (self.read, self.period);
        while let Some(things) = self.things().await? {
            let rows: Vec<FrozenRow> =
                things.into_iter().filter_map(|thing| thing.counted(read, period)).collect();
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        Ok(Vec::new())
    }

    /// The next records, whether anything counts them or not; `None` when all have come.
    pub async fn things(&mut self) -> Result<Option<Vec<Thing>>> {
        while let Some(kind) = self.kinds.front().copied() {
            let mut left = match self.left.take() {
                Some(left) => left,
                None => self.in_order(kind).await?,
            };
            let ids: Vec<Uuid> = left.by_ref().take(AT_ONCE).collect();
            if ids.is_empty() {
                self.kinds.pop_front();
                continue;
            }
            self.left = Some(left);
            let mut things = self.some(kind, &ids).await?;
            things.sort_by_key(|thing| thing.row.key);
            return Ok(Some(things));
        }
        Ok(None)
    }

    /// The ids of a kind in the order of the keys: both databases and the keys have one, that of the bytes.
    async fn in_order(&self, kind: RowKind) -> Result<vec::IntoIter<Uuid>> {
        let mut ids = self.ids(kind).await?;
        ids.sort_unstable();
        ids.dedup();
        Ok(ids.into_iter())
    }

    /// The ids that may be behind a figure.
    async fn ids(&self, kind: RowKind) -> Result<Vec<Uuid>> {
        match kind {
            RowKind::Hazard => self.hazard_ids().await,
            RowKind::Inspection => self.visit_ids().await,
            RowKind::Stove => self.stove_ids().await,
            RowKind::Device => self.device_ids().await,
            RowKind::GasUser => self.gas_user_ids().await,
            RowKind::CampaignTarget => self.campaign_site_ids().await,
            RowKind::Order => self.order_ids().await,
            RowKind::Penalty => self.penalty_ids().await,
            RowKind::Fire => self.fire_ids().await,
            RowKind::YearTarget => Ok(self.targets.keys().map(|id| id.0).collect()),
            RowKind::Relapse => self.relapse_ids().await,
            RowKind::Committee => Ok(self.committees.keys().map(|key| key.id).collect()),
        }
    }

    async fn some(&self, kind: RowKind, ids: &[Uuid]) -> Result<Vec<Thing>> {
        match kind {
            RowKind::Hazard => self.hazards(ids).await,
            RowKind::Inspection => self.visits(ids).await,
            RowKind::Stove => self.stoves(ids).await,
            RowKind::Device => self.devices(ids).await,
            RowKind::GasUser => self.gas_users(ids).await,
            RowKind::CampaignTarget => self.campaign_sites(ids).await,
            RowKind::Order => self.orders(ids).await,
            RowKind::Penalty => self.penalties(ids).await,
            RowKind::Fire => self.fires(ids).await,
            RowKind::YearTarget => Ok(self.year_targets(ids)),
            RowKind::Relapse => self.relapses(ids).await,
            RowKind::Committee => Ok(self.committees(ids)),
        }
    }

    /// The ids that a selection answers.
    async fn chosen(&self, mut sql: Sql, these: &Conditions) -> Result<Vec<Uuid>> {
        sql.filter(these);
        ids(self.read, sql).await
    }
}

/// The first column of an answer. A large city has half a million visits, and what the driver holds of a row is many times its id: so each
/// row is taken as it comes.
async fn ids(read: &Reader<'_>, sql: Sql) -> Result<Vec<Uuid>> {
    let statement = sql.statement(read.ctx.db().read().get_database_backend());
    let mut rows = read.on.stream_raw(statement).await?;
    let mut ids = Vec::new();
    while let Some(row) = rows.try_next().await? {
        ids.push(row.try_get_by_index(0)?);
    }
    Ok(ids)
}

/// Those with users of cylinders, and how it stands with them at the end of each day.
async fn committees(
    read: &Reader<'_>,
    days: BTreeSet<NaiveDate>,
) -> Result<BTreeMap<RowKey, (AreaCode, BTreeMap<NaiveDate, bool>)>> {
    let mut all: BTreeMap<RowKey, (AreaCode, BTreeMap<NaiveDate, bool>)> = BTreeMap::new();
    for day in days {
        for (area, holds) in committees_with_users(read.on, &read.scope, day).await? {
            let (_, by_day) = all.entry(RowKey::committee(&area)).or_insert_with(|| (area, BTreeMap::new()));
            by_day.insert(day, holds);
        }
    }
    Ok(all)
}

/// The last day of a period, or that of T.
pub(super) fn last_day(period: Period, t: DateTime<Utc>) -> NaiveDate {
    period.to.min(local_date(t))
}

/// A condition on an id.
pub(super) fn among(column: &str, ids: &[Uuid]) -> Conditions {
    let mut these = Conditions::default();
    these.add(format!("{column} IN ({})", places(ids.len())), ids.iter().map(|id| Value::from(*id)));
    these
}

impl Thing {
    /// A record of which nothing is kept yet but what it is called and where it is.
    fn new(kind: RowKind, id: Uuid, label: String, area: AreaCode, facts: Facts) -> Self {
        let mut row = FrozenRow {
            key: RowKey { kind, id },
            label,
            area,
            fields: BTreeMap::new(),
            figures: BTreeSet::new(),
        };
        row.fields.insert(RowField::Area, row.area.to_string());
        Self { row, facts }
    }

    fn field(mut self, field: RowField, value: impl ToString) -> Self {
        self.row.fields.insert(field, value.to_string());
        self
    }

    fn field_if(self, field: RowField, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.field(field, value),
            None => self,
        }
    }

    fn at(self, field: RowField, at: Option<DateTime<Utc>>) -> Self {
        self.field_if(field, at.map(instant))
    }

    /// The row with the figures of a period that count it, when any does.
    fn counted(self, read: &Reader<'_>, period: Period) -> Option<FrozenRow> {
        let Self { mut row, facts } = self;
        row.figures = facts.counted(read, period).0;
        (!row.figures.is_empty()).then_some(row)
    }
}

/// An instant as rows keep it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
