//! Stoves, devices, users of gas and targets of campaigns behind figures.

use super::{Facts, Rows, Thing, among};
use crate::{
    entities::{cylinder, gas_user, stove},
    error::Result,
    listing::{Sql, places},
    programmes::{
        gas,
        sets::{Frame, NEW_HOSE},
        wave,
    },
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    ids::{CampaignId, SiteId, StoveId},
    programmes::{
        campaign::{Entry, Standing},
        device::DeviceKind,
        figures::{DeviceFacts, GasSet, GasUnitFacts, HoseFacts, StoveFacts, StoveSet},
    },
    summary::{
        Lang,
        names::Named,
        record::{RowField, RowKey, RowKind},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Rows<'_> {
    /// The ids of a table of gear, by an index of it that holds what is asked: SQLite would take another, or pass the table.
    fn gear_by(&self, table: &str, index: &str) -> Sql {
        let index = if self.read.sqlite { format!(" INDEXED BY ix_{table}_{index}") } else { String::new() };
        Sql::new(format!("SELECT t.id FROM {table} t{index}"))
    }

    pub(super) async fn stove_ids(&self) -> Result<Vec<Uuid>> {
        let frame = Frame::new(self.period, self.read.t);
        let here = self.read.scope.by_subdistrict("t");
        let mut these = here.clone();
        these.add(
            "(t.non_safe_since < ? OR t.first_surveyed_at >= ? AND t.first_surveyed_at < ? \
             OR t.replaced_at >= ? AND t.replaced_at < ?)",
            [frame.end, frame.from, frame.end, frame.from, frame.end].map(Value::from),
        );
        // of what nothing is said of only the index is passed
        let mut ids = self.chosen(self.gear_by("stove", "subdistrict_status"), &these).await?;
        let new_hose = here.and(&frame.stoves(StoveSet::HosesReplaced));
        ids.extend(self.chosen(Sql::new("SELECT t.id FROM stove t"), &new_hose).await?);
        if let Some(by) = self.lives_by {
            let ending = here.and(&wave::stoves_ending(by));
            ids.extend(self.chosen(self.gear_by("stove", "expiry"), &ending).await?);
        }
        Ok(ids)
    }

    /// When these appliances got a new hose.
    async fn new_hoses(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<HoseFacts>>> {
        let mut sql = Sql::new("SELECT e.stove_id, e.server_at FROM stove_event e");
        let mut these = among("e.stove_id", ids);
        these.add(NEW_HOSE, []);
        sql.filter(&these);
        let mut hoses: BTreeMap<Uuid, Vec<HoseFacts>> = BTreeMap::new();
        for row in sql.all(self.read.on).await? {
            let stove: Uuid = row.try_get_by_index(0)?;
            let hose = HoseFacts { stove: StoveId(stove), at: row.try_get_by_index(1)? };
            hoses.entry(stove).or_default().push(hose);
        }
        Ok(hoses)
    }

    pub(super) async fn stoves(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let rows = stove::Entity::find()
            .filter(stove::Column::Id.is_in(ids.iter().copied()))
            .all(self.read.on)
            .await?;
        let mut hoses = self.new_hoses(ids).await?;
        let thing = |row: stove::Model| {
            let facts = StoveFacts {
                appliance: row.appliance.parse()?,
                site: SiteId(row.site_id),
                surveyed_at: row.first_surveyed_at,
                non_safe_since: row.non_safe_since,
                replaced_at: row.replaced_at,
                accepted_at: row.accepted_at,
                gone_at: row.gone_at,
            };
            let (appliance, area) = (facts.appliance, row.area_code.parse()?);
            let facts = Facts::Stove(facts, hoses.remove(&row.id).unwrap_or_default());
            let label = format!("{} {}", RowKind::Stove.name(Lang::Zh), local_date(row.first_surveyed_at));
            Ok(Thing::new(RowKind::Stove, row.id, label, area, facts)
                .field(RowField::Kind, appliance)
                .field(RowField::Site, row.site_id)
                .at(RowField::HappenedAt, Some(row.first_surveyed_at))
                .at(RowField::DoneAt, row.accepted_at)
                .at(RowField::EndedAt, row.gone_at))
        };
        rows.into_iter().map(thing).collect()
    }

    pub(super) async fn device_ids(&self) -> Result<Vec<Uuid>> {
        let frame = Frame::new(self.period, self.read.t);
        let end: Value = frame.end.into();
        let here = self.read.scope.by_subdistrict("t");
        let mut these = here.clone();
        // what was hung in the period is counted also when it is gone by its end
        these.add(
            "(t.planned_at < ? AND (t.ended_at IS NULL OR t.ended_at >= ?) \
             OR t.installed_at >= ? AND t.installed_at < ?)",
            [end.clone(), self.first_end.into(), frame.from.into(), end],
        );
        // most of them: a whole city's table is passed
        let mut ids = self.chosen(Sql::new("SELECT t.id FROM device t"), &these).await?;
        if let Some(by) = self.lives_by {
            let ending = here.and(&wave::devices_ending(by));
            ids.extend(self.chosen(self.gear_by("device", "expiry"), &ending).await?);
        }
        Ok(ids)
    }

    pub(super) async fn devices(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql = Sql::new(
            "SELECT t.id, t.area_code, t.kind, t.site_id, t.planned_at, t.accepted_at, t.ended_at, t.serial, \
             s.estate, s.kind, t.installed_at FROM device t JOIN site s ON s.id = t.site_id",
        );
        sql.filter(&among("t.id", ids));
        let thing = |row: &sea_orm::QueryResult| {
            let kind: DeviceKind = row.try_get_by_index::<String>(2)?.parse()?;
            let site: Uuid = row.try_get_by_index(3)?;
            let facts = DeviceFacts {
                kind,
                site: SiteId(site),
                estate: row.try_get_by_index(8)?,
                in_bike_shed: row.try_get_by_index::<String>(9)? == "bike_shed",
                planned_at: row.try_get_by_index(4)?,
                installed_at: row.try_get_by_index(10)?,
                accepted_at: row.try_get_by_index(5)?,
                ended_at: row.try_get_by_index(6)?,
            };
            let (planned_at, accepted_at, ended_at) = (facts.planned_at, facts.accepted_at, facts.ended_at);
            let serial: Option<String> = row.try_get_by_index(7)?;
            let label =
                serial.unwrap_or_else(|| format!("{} {}", kind.name(Lang::Zh), local_date(planned_at)));
            let (id, area) = (row.try_get_by_index(0)?, row.try_get_by_index::<String>(1)?.parse()?);
            Ok(Thing::new(RowKind::Device, id, label, area, Facts::Device(facts))
                .field(RowField::Kind, kind)
                .field(RowField::Site, site)
                .at(RowField::HappenedAt, Some(planned_at))
                .at(RowField::DoneAt, accepted_at)
                .at(RowField::EndedAt, ended_at))
        };
        sql.all(self.read.on).await?.iter().map(thing).collect()
    }

    pub(super) async fn gas_user_ids(&self) -> Result<Vec<Uuid>> {
        let frame = Frame::new(self.period, self.read.t);
        let here = self.read.scope.by_subdistrict("t");
        let select = || Sql::new("SELECT t.id FROM gas_user t");
        let mut ids = self.chosen(select(), &here.and(&frame.gas(GasSet::Surveyed))).await?;
        // who uses cylinders is a stock without a beginning, so whoever came onto the register later is left out
        let mut lpg = here.and(&frame.gas(GasSet::Lpg));
        lpg.add("t.created_at <= ?", [self.known_by.into()]);
        ids.extend(self.chosen(select(), &lpg).await?);
        Ok(ids)
    }

    pub(super) async fn gas_users(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let rows = gas_user::Entity::find()
            .filter(gas_user::Column::Id.is_in(ids.iter().copied()))
            .all(self.read.on)
            .await?;
        let mut cylinders: BTreeMap<Uuid, Vec<cylinder::Model>> = BTreeMap::new();
        let found = cylinder::Entity::find()
            .filter(cylinder::Column::GasUserId.is_in(ids.iter().copied()))
            .all(self.read.on)
            .await?;
        for it in found {
            cylinders.entry(it.gas_user_id).or_default().push(it);
        }
        let mut surveys = self.surveys(ids).await?;
        let thing = |row: gas_user::Model| {
            let unit =
                GasUnitFacts { surveyed: surveys.remove(&row.id).unwrap_or_default(), hazards: Vec::new() };
            let user = gas::rows::lpg(&row, cylinders.remove(&row.id).unwrap_or_default())?;
            let label = format!("{} {}", RowKind::GasUser.name(Lang::Zh), local_date(row.created_at));
            let (area, facts) = (row.area_code.parse()?, Facts::GasUser(unit, user));
            Ok(Thing::new(RowKind::GasUser, row.id, label, area, facts)
                .field(RowField::Site, row.site_id)
                .field_if(RowField::DoneAt, row.moved_on))
        };
        rows.into_iter().map(thing).collect()
    }

    pub(super) fn committees(&self, ids: &[Uuid]) -> Vec<Thing> {
        let committee = |id: &Uuid| {
            let (area, by_day) = self.committees.get(&RowKey { kind: RowKind::Committee, id: *id })?;
            let name = self.read.reference.areas.named(area).name;
            let facts = Facts::Committee(by_day.clone());
            Some(Thing::new(RowKind::Committee, *id, name, area.clone(), facts))
        };
        ids.iter().filter_map(committee).collect()
    }

    async fn surveys(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<DateTime<Utc>>>> {
        let mut sql = Sql::new("SELECT g.gas_user_id, g.at FROM gas_survey g");
        sql.filter(&among("g.gas_user_id", ids));
        let mut surveys: BTreeMap<Uuid, Vec<DateTime<Utc>>> = BTreeMap::new();
        for row in sql.all(self.read.on).await? {
            surveys.entry(row.try_get_by_index(0)?).or_default().push(row.try_get_by_index(1)?);
        }
        Ok(surveys)
    }

    pub(super) async fn campaign_site_ids(&self) -> Result<Vec<Uuid>> {
        if self.campaigns.is_empty() {
            return Ok(Vec::new());
        }
        let mut these = self.read.scope.condition("t");
        these.extend(&self.of_campaigns());
        self.chosen(Sql::new("SELECT t.site_id FROM campaign_target t"), &these).await
    }

    fn of_campaigns(&self) -> crate::listing::Conditions {
        let mut these = crate::listing::Conditions::default();
        these.add(
            format!("t.campaign_id IN ({})", places(self.campaigns.len())),
            self.campaigns.iter().map(|id| Value::from(id.0)),
        );
        these.add("t.entry = ?", [Entry::Frozen.as_str().into()]);
        these
    }

    /// One row for each site, whichever campaigns want it.
    pub(super) async fn campaign_sites(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql =
            Sql::new("SELECT t.site_id, t.area_code, t.campaign_id, t.standing FROM campaign_target t");
        sql.filter(&among("t.site_id", ids).and(&self.of_campaigns()));
        let mut by_site: BTreeMap<Uuid, (AreaCode, BTreeMap<Uuid, bool>)> = BTreeMap::new();
        for row in sql.all(self.read.on).await? {
            let (site, campaign): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
            let area: AreaCode = row.try_get_by_index::<String>(1)?.parse()?;
            let standing: Standing = row.try_get_by_index::<String>(3)?.parse()?;
            let (_, campaigns) = by_site.entry(site).or_insert_with(|| (area, BTreeMap::new()));
            campaigns.insert(campaign, standing == Standing::LetIn);
        }
        let thing = |(site, (area, campaigns)): (Uuid, (AreaCode, BTreeMap<Uuid, bool>))| {
            let named: Vec<String> = campaigns.keys().map(Uuid::to_string).collect();
            let let_in = campaigns.into_iter().map(|(id, let_in)| (CampaignId(id), let_in)).collect();
            let label = RowKind::CampaignTarget.name(Lang::Zh).to_owned();
            Thing::new(RowKind::CampaignTarget, site, label, area, Facts::CampaignTarget(let_in))
                .field(RowField::Site, site)
                .field(RowField::Campaign, named.join(","))
        };
        Ok(by_site.into_iter().map(thing).collect())
    }
}
