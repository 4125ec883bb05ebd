//! Orders, penalties, fires, targets of the year and re-visits behind figures.

use super::{Facts, Rows, Thing, among};
use crate::{
    error::Result,
    listing::{Conditions, Sql},
    programmes::sets::Frame,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaCode,
    ids::TargetId,
    period::Month,
    programmes::figures::OrderFacts,
    relapse::RelapseOutcome,
    summary::record::{RowField, RowKind},
};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Rows<'_> {
    fn frame(&self) -> Frame {
        Frame::new(self.period, self.read.t)
    }

    /// What of a register may be of the period, by the index of its time, and is.
    async fn entries(&self, register: &str, of_period: &Conditions) -> Result<Vec<Uuid>> {
        let these = self.read.entered(&self.frame()).and(of_period);
        self.chosen(Sql::new(format!("SELECT t.id FROM {register} t")), &these).await
    }

    pub(super) async fn order_ids(&self) -> Result<Vec<Uuid>> {
        self.entries("hotline_order", &self.frame().flow("t.received_at")).await
    }

    pub(super) async fn orders(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql = Sql::new(
            "SELECT t.id, t.area_code, t.number, t.kind, t.received_at, t.due, t.replied_at FROM hotline_order t",
        );
        sql.filter(&among("t.id", ids));
        let thing = |row: &sea_orm::QueryResult| {
            let facts = OrderFacts {
                received_at: row.try_get_by_index(4)?,
                due: row.try_get_by_index(5)?,
                replied_at: row.try_get_by_index(6)?,
            };
            let (id, label) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
            let area = row.try_get_by_index::<String>(1)?.parse()?;
            Ok(Thing::new(RowKind::Order, id, label, area, Facts::Order(facts.on_time(self.read.t)))
                .field(RowField::Kind, row.try_get_by_index::<String>(3)?)
                .at(RowField::HappenedAt, Some(facts.received_at))
                .field(RowField::OriginalDue, facts.due)
                .at(RowField::DoneAt, facts.replied_at))
        };
        sql.all(self.read.on).await?.iter().map(thing).collect()
    }

    pub(super) async fn penalty_ids(&self) -> Result<Vec<Uuid>> {
        self.entries("penalty", &self.frame().decided()).await
    }

    pub(super) async fn penalties(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql = Sql::new(
            "SELECT t.id, t.area_code, t.number, t.decided_on, t.category, t.fine, t.site_id FROM penalty t",
        );
        sql.filter(&among("t.id", ids));
        let thing = |row: &sea_orm::QueryResult| {
            let day: NaiveDate = row.try_get_by_index(3)?;
            let number: Option<String> = row.try_get_by_index(2)?;
            let label = number.unwrap_or_else(|| format!("行政处罚 {day}"));
            let (id, area) = (row.try_get_by_index(0)?, row.try_get_by_index::<String>(1)?.parse()?);
            Ok(Thing::new(RowKind::Penalty, id, label, area, Facts::Penalty)
                .field(RowField::HappenedAt, day)
                .field(RowField::Category, row.try_get_by_index::<String>(4)?)
                .field_if(RowField::Amount, row.try_get_by_index::<Option<i64>>(5)?)
                .field_if(RowField::Site, row.try_get_by_index::<Option<Uuid>>(6)?))
        };
        sql.all(self.read.on).await?.iter().map(thing).collect()
    }

    pub(super) async fn fire_ids(&self) -> Result<Vec<Uuid>> {
        self.entries("fire", &self.frame().flow("t.at")).await
    }

    pub(super) async fn fires(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql = Sql::new("SELECT t.id, t.area_code, t.at, t.loss, t.site_id FROM fire t");
        sql.filter(&among("t.id", ids));
        let thing = |row: &sea_orm::QueryResult| {
            let at: DateTime<Utc> = row.try_get_by_index(2)?;
            let label = format!("火情 {}", domain::calendar::local_date(at));
            let (id, area) = (row.try_get_by_index(0)?, row.try_get_by_index::<String>(1)?.parse()?);
            Ok(Thing::new(RowKind::Fire, id, label, area, Facts::Fire)
                .at(RowField::HappenedAt, Some(at))
                .field_if(RowField::Amount, row.try_get_by_index::<Option<i64>>(3)?)
                .field_if(RowField::Site, row.try_get_by_index::<Option<Uuid>>(4)?))
        };
        sql.all(self.read.on).await?.iter().map(thing).collect()
    }

    pub(super) fn year_targets(&self, ids: &[Uuid]) -> Vec<Thing> {
        let target = |id: &Uuid| {
            let (name, reached) = self.targets.get(&TargetId(*id))?;
            let (area, facts) = (self.read.area.clone(), Facts::YearTarget(TargetId(*id)));
            let thing = Thing::new(RowKind::YearTarget, *id, name.clone(), area, facts);
            Some(thing.field(RowField::Reached, reached))
        };
        ids.iter().filter_map(target).collect()
    }

    fn drawn(&self) -> Conditions {
        let mut these = self.read.scope.by_subdistrict("p");
        let months = [Month::of_day(self.period.from), Month::of_day(self.period.to)];
        these.add("p.month BETWEEN ? AND ?", months.map(|month| month.number().into()));
        // a sample is seen again for weeks: what was said after T was not counted
        these.add("p.outcome IS NOT NULL AND p.said_at <= ?", [self.known_by.into()]);
        these
    }

    pub(super) async fn relapse_ids(&self) -> Result<Vec<Uuid>> {
        self.chosen(Sql::new("SELECT p.hazard_id FROM relapse_pick p"), &self.drawn()).await
    }

    /// One row for each hazard: drawn for two months of a longer period it has both outcomes.
    pub(super) async fn relapses(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql = Sql::new(
            "SELECT p.hazard_id, p.area_code, h.number, p.outcome, p.month FROM relapse_pick p \
             JOIN hazard h ON h.id = p.hazard_id",
        );
        sql.filter(&among("p.hazard_id", ids).and(&self.drawn())).push(" ORDER BY p.hazard_id, p.month");
        let mut by_hazard: BTreeMap<Uuid, (AreaCode, String, Vec<(i32, RelapseOutcome)>)> = BTreeMap::new();
        for row in sql.all(self.read.on).await? {
            let hazard: Uuid = row.try_get_by_index(0)?;
            let area: AreaCode = row.try_get_by_index::<String>(1)?.parse()?;
            let number: String = row.try_get_by_index(2)?;
            let outcome: RelapseOutcome = row.try_get_by_index::<String>(3)?.parse()?;
            let (_, _, seen) = by_hazard.entry(hazard).or_insert_with(|| (area, number, Vec::new()));
            seen.push((row.try_get_by_index(4)?, outcome));
        }
        let thing = |(id, (area, number, seen)): (Uuid, (AreaCode, String, Vec<(i32, RelapseOutcome)>))| {
            let outcomes: Vec<String> = seen.iter().map(|(_, outcome)| outcome.to_string()).collect();
            Thing::new(RowKind::Relapse, id, number, area, Facts::Relapse(seen))
                .field(RowField::Outcome, outcomes.join(","))
        };
        Ok(by_hazard.into_iter().map(thing).collect())
    }
}
