//! The rows behind the figures of a summary, as they are at T: in the order of their keys, some at a time.
//!
//! Which figures count a row is asked of the definitions themselves ([`domain::figures`], [`domain::programmes::figures`]): a row is
//! the whole of a set of one. So the rows are a second way to every figure, and a test holds one against the other. A row that
//! only stands in the base of a rate is kept too: a rate opens what it is of, and when the row joins the numerator later, that
//! is no new row.

mod hazards;
mod programmes;
mod registers;
mod visits;

use super::facts::Reader;
use crate::{
    error::Result,
    listing::{Conditions, Sql, places},
    programmes::gas::query::committees_with_users,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    ids::{CampaignId, TargetId},
    period::Period,
    summary::{
        Column, Figure, FigureRef, SafetySummary,
        record::{FrozenRow, RowField, RowKey, RowKind},
    },
};
use hazards::Around;
use sea_orm::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use uuid::Uuid;

/// Rows that are in memory at a time.
const AT_ONCE: usize = 500;

/// The rows behind one summary.
pub(super) struct Rows<'a> {
    read: &'a Reader<'a>,
    period: Period,
    campaigns: BTreeSet<CampaignId>,
    targets: BTreeMap<TargetId, (String, i64)>,
    /// Those with users of cylinders, and whether none of them has one any more.
    committees: BTreeMap<RowKey, (AreaCode, bool)>,
    /// What came into the registers later was not counted; only their definitions do not say so.
    known_by: DateTime<Utc>,
    left: VecDeque<(RowKind, Vec<Uuid>)>,
    around: Around,
}

impl<'a> Rows<'a> {
    /// Those behind `summary`, as the reader sees them; `known_by` is T of what they are compared with, or the reader's own.
    pub async fn of(read: &'a Reader<'a>, summary: &SafetySummary, known_by: DateTime<Utc>) -> Result<Self> {
        let period = summary.period.period();
        let last = period.to.min(local_date(read.t));
        let committees = committees_with_users(read.on, &read.scope, last).await?;
        let mut rows = Self {
            read,
            period,
            campaigns: summary.campaigns.iter().map(|line| line.id).collect(),
            targets: summary
                .targets
                .iter()
                .map(|line| (line.target.id, (line.target.name.clone(), line.reached)))
                .collect(),
            committees: committees.into_iter().map(|it| (RowKey::committee(&it.0), it)).collect(),
            known_by,
            left: VecDeque::new(),
            around: Around::read(read, period).await?,
        };
        for kind in RowKind::ALL {
            let mut ids = rows.ids(*kind).await?;
            // both databases and the keys have one order: that of the bytes
            ids.sort_unstable();
            ids.dedup();
            rows.left.push_back((*kind, ids));
        }
        Ok(rows)
    }

    /// The next rows; none when all have come.
    pub async fn next(&mut self) -> Result<Vec<FrozenRow>> {
        while let Some((kind, mut ids)) = self.left.pop_front() {
            if ids.is_empty() {
                continue;
            }
            let later = ids.split_off(ids.len().min(AT_ONCE));
            self.left.push_front((kind, later));
            let mut rows = self.some(kind, &ids).await?;
            rows.sort_by_key(|row| row.key);
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        Ok(Vec::new())
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

    async fn some(&self, kind: RowKind, ids: &[Uuid]) -> Result<Vec<FrozenRow>> {
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

    /// The first column of what a selection answers.
    async fn first_column(&self, mut sql: Sql, these: &Conditions) -> Result<Vec<Uuid>> {
        sql.filter(these);
        let found = sql.all(self.read.on).await?;
        found.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}

/// A condition on an id.
pub(super) fn among(column: &str, ids: &[Uuid]) -> Conditions {
    let mut these = Conditions::default();
    these.add(format!("{column} IN ({})", places(ids.len())), ids.iter().map(|id| Value::from(*id)));
    these
}

/// A row under construction.
struct Freeze {
    row: FrozenRow,
}

impl Freeze {
    fn new(kind: RowKind, id: Uuid, label: String, area: AreaCode) -> Self {
        let mut row = FrozenRow {
            key: RowKey { kind, id },
            label,
            area,
            fields: BTreeMap::new(),
            figures: BTreeSet::new(),
        };
        row.fields.insert(RowField::Area, row.area.to_string());
        Self { row }
    }

    fn field(&mut self, field: RowField, value: impl ToString) -> &mut Self {
        self.row.fields.insert(field, value.to_string());
        self
    }

    fn field_if(&mut self, field: RowField, value: Option<impl ToString>) -> &mut Self {
        if let Some(value) = value {
            self.field(field, value);
        }
        self
    }

    fn at(&mut self, field: RowField, at: Option<DateTime<Utc>>) -> &mut Self {
        self.field_if(field, at.map(instant))
    }

    /// A figure counts it, if so.
    fn counts(&mut self, counts: bool, figure: impl Into<FigureRef>) -> &mut Self {
        if counts {
            self.row.figures.insert(figure.into());
        }
        self
    }

    /// A rate is of it, if so: one whose base no figure counts.
    fn base(&mut self, counts: bool, rate: Figure) -> &mut Self {
        self.counts(counts, FigureRef::now(rate).at(Column::Base))
    }

    /// The row, when any figure knows it.
    fn done(self) -> Option<FrozenRow> {
        (!self.row.figures.is_empty()).then_some(self.row)
    }
}

/// An instant as rows keep it.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
