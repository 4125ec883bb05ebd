//! What the annexes tell of campaigns, targets, devices and registers.

use super::Reader;
use crate::{
    campaigns,
    entities::year_target,
    error::Result,
    listing::{Conditions, Sql},
    programmes::{
        sets::{Frame, keyed},
        wave,
    },
    targets::query::target,
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    figures::{DashboardFigures, Ratio},
    ids::{CampaignId, FireId},
    money::Fen,
    period::{Month, Period},
    privacy::mask_address,
    programmes::{
        figures::{DeviceSet, wave as wave_of},
        gear::Gear,
        target::{Measured, YearTarget},
    },
    sites::SiteKind,
    summary::{
        CampaignLine, DeviceLine, ExpiryLine, FireLine, Measures, OrderLine, PenaltyLine, Value,
        figure_of_target,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

impl Reader<'_> {
    /// The campaigns of the period; `found` is what their visits found in it.
    pub(super) async fn campaigns(
        &self,
        period: Period,
        found: &BTreeMap<CampaignId, DashboardFigures>,
    ) -> Result<Vec<CampaignLine>> {
        let running = campaigns::query::running(self.on, &self.scope, period).await?;
        let line = |(campaign, progress): (domain::programmes::campaign::Campaign, _)| CampaignLine {
            id: campaign.plan.id,
            hazards: found.get(&campaign.plan.id).map(|it| it.rate_found).unwrap_or_default(),
            title: campaign.plan.title,
            period: campaign.plan.period,
            status: campaign.status,
            progress,
        };
        Ok(running.into_iter().map(line).collect())
    }

    /// The targets of the year for this very area with what is reached: in the year, by the end of the period or T.
    pub(super) async fn targets(&self, year: i32, reached: &Measures) -> Result<Vec<(YearTarget, i64)>> {
        let rows = year_target::Entity::find()
            .filter(year_target::Column::AreaCode.eq(self.area.as_str()))
            .filter(year_target::Column::Year.eq(year))
            .order_by_asc(year_target::Column::Name)
            .all(self.on)
            .await?;
        rows.iter()
            .map(|row| {
                let target = target(row)?;
                let n = measured(reached, target.measured_by);
                Ok((target, n))
            })
            .collect()
    }

    /// Devices by kind, as they stood at the end of the period or at T: beside the figures of the text it may state nothing later.
    pub(super) async fn devices(&self, period: Period) -> Result<Vec<DeviceLine>> {
        let frame = Frame::new(period, self.t);
        // SQLite would take an index that holds less of what is asked for
        let index = if self.sqlite { " INDEXED BY ix_device_subdistrict_kind" } else { "" };
        let mut sql = Sql::new("SELECT t.kind");
        for set in [DeviceSet::Planned, DeviceSet::Awaiting, DeviceSet::InService, DeviceSet::Faulty] {
            sql.push(", ").append(frame.devices(set).counted());
        }
        sql.push(&format!(" FROM device t{index}"));
        sql.filter(&self.scope.by_subdistrict("t").and(&frame.there())).push(" GROUP BY t.kind");
        let line = |row: &sea_orm::QueryResult| {
            Ok(DeviceLine {
                kind: row.try_get_by_index::<String>(0)?.parse()?,
                planned: row.try_get_by_index(1)?,
                awaiting: row.try_get_by_index(2)?,
                in_service: row.try_get_by_index(3)?,
                faulty: row.try_get_by_index(4)?,
            })
        };
        sql.all(self.on).await?.iter().map(line).collect()
    }

    /// Gear in use whose life has ended by the end of the period, or ends within the twelve months after it.
    pub(super) async fn expiry(&self, last: Month) -> Result<Vec<ExpiryLine>> {
        let (from, to) = year_after(last);
        let rows = wave::ending(self.on, &self.scope, to, last.last_day()).await?;
        let costs = self.reference.gear.costs(local_date(self.t));
        let line = |gear: &Gear| {
            let of_kind = wave_of(rows.iter().filter(|row| row.gear == *gear), from..=to, &costs);
            let expired = of_kind.all_expired();
            let mut coming = of_kind.total();
            coming.n -= expired.n;
            coming.cost.0 -= expired.cost.0;
            ExpiryLine { gear: *gear, expired, coming }
        };
        let something = |line: &ExpiryLine| line.expired.n > 0 || line.coming.n > 0;
        Ok(Gear::ALL.iter().map(line).filter(something).collect())
    }

    /// The rows of a register that may be of the period.
    pub(in crate::summary) fn entered(&self, frame: &Frame) -> Conditions {
        self.scope.by_subdistrict("t").and(&keyed("t.sort_key", frame.from, frame.end))
    }

    /// Penalties of the period by category.
    pub(super) async fn penalties(&self, period: Period) -> Result<Vec<PenaltyLine>> {
        // a sum of whole numbers is numeric on PostgreSQL
        let mut sql =
            Sql::new("SELECT t.category, count(*), CAST(COALESCE(sum(t.fine), 0) AS BIGINT) FROM penalty t");
        let frame = Frame::new(period, self.t);
        sql.filter(&self.entered(&frame).and(&frame.decided())).push(" GROUP BY t.category");
        let line = |row: &sea_orm::QueryResult| {
            Ok(PenaltyLine {
                category: row.try_get_by_index::<String>(0)?.parse()?,
                penalties: row.try_get_by_index(1)?,
                fines: Fen(row.try_get_by_index(2)?),
            })
        };
        sql.all(self.on).await?.iter().map(line).collect()
    }

    /// The orders received in the period by kind.
    pub(super) async fn orders(&self, period: Period) -> Result<Vec<OrderLine>> {
        let frame = Frame::new(period, self.t);
        let ripe = frame.ripe();
        let in_time = frame.in_time(self.sqlite);
        let mut waiting = Conditions::default();
        waiting.add("(t.replied_at IS NULL OR t.replied_at > ?)", [self.t.into()]);
        let mut sql = Sql::new("SELECT t.kind, count(*), ");
        sql.append(in_time.counted()).push(", ").append(ripe.counted()).push(", ").append(waiting.counted());
        sql.push(" FROM hotline_order t");
        sql.filter(&self.entered(&frame).and(&frame.flow("t.received_at"))).push(" GROUP BY t.kind");
        let line = |row: &sea_orm::QueryResult| {
            Ok(OrderLine {
                kind: row.try_get_by_index::<String>(0)?.parse()?,
                orders: row.try_get_by_index(1)?,
                on_time: Ratio::new(row.try_get_by_index(2)?, row.try_get_by_index(3)?),
                open: row.try_get_by_index(4)?,
            })
        };
        sql.all(self.on).await?.iter().map(line).collect()
    }

    /// The fires of the period; of a home the place is told to the building only.
    pub(super) async fn fires(&self, period: Period) -> Result<Vec<FireLine>> {
        let mut sql = Sql::new(
            "SELECT t.id, t.at, t.place, t.area_code, t.cause, t.loss, s.kind, s.room FROM fire t \
             LEFT JOIN site s ON s.id = t.site_id",
        );
        let frame = Frame::new(period, self.t);
        sql.filter(&self.entered(&frame).and(&frame.flow("t.at"))).push(" ORDER BY t.at, t.id");
        let line = |row: &sea_orm::QueryResult| {
            let area: AreaCode = row.try_get_by_index::<String>(3)?.parse()?;
            let place: String = row.try_get_by_index(2)?;
            let room: Option<String> = row.try_get_by_index(7)?;
            let at_home =
                row.try_get_by_index::<Option<String>>(6)?.as_deref() == Some(SiteKind::Household.as_str());
            Ok(FireLine {
                id: FireId(row.try_get_by_index(0)?),
                at: row.try_get_by_index::<DateTime<Utc>>(1)?,
                place: if at_home { mask_address(&place, room.as_deref()) } else { place },
                area: self.reference.areas.named(&area),
                cause: row.try_get_by_index::<String>(4)?.parse()?,
                loss: row.try_get_by_index::<Option<i64>>(5)?.map(Fen),
            })
        };
        sql.all(self.on).await?.iter().map(line).collect()
    }
}

/// The first and the last of the twelve months after one.
pub(in crate::summary) fn year_after(last: Month) -> (Month, Month) {
    let from = last.next();
    (from, (1..12).fold(from, |month, _| month.next()))
}

/// The figure of a target among those of its year.
fn measured(of: &Measures, by: Measured) -> i64 {
    match of.value(figure_of_target(by), None) {
        Some(Value::Count(n)) => n,
        _ => 0,
    }
}
