//! Reads of devices: lists, maps, pages.

use super::rows;
use crate::{
    areas::Areas,
    ctx::Ctx,
    entities::{awaited_photo, device, device_event, file},
    error::{Error, Result},
    listing::{Conditions, Day, Moment, Scope, Sql, cap, flag, group, id, id_if_any, map::count},
    programmes::{
        life::{photos, shown},
        list::{self, Brief, DoorRow, Indexes, Plan, Sign, Source, behind, key},
        sets::Frame,
    },
    reference::Reference,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::local_date,
    fault::Code,
    geo::Bbox,
    ids::{DetectorId, SiteId},
    inspections::Outcome,
    listing::{Key, Page, Total},
    programmes::{
        device::{
            DeviceAction, DeviceEventKind, DeviceKind, DeviceState, DeviceStatus, Reporting, Saying, Serial,
            Telemetry, VendorEventKind,
        },
        filters::DeviceFilter,
        gear::Life,
        views::{DeviceDetail, DeviceSummary, Door, Happened, Said, Step, Word},
    },
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The condition of the partial index of those that hang at their place.
pub(in crate::programmes) const IN_USE: &str = "t.status IN ('installed', 'accepted', 'faulty')";

/// What it has told of itself, in the order of [`Telemetry`].
const TELEMETRY: &str =
    "m.last_heard, m.last_alarm, m.last_cleared, m.last_fault, m.last_mended, m.low_battery";

/// The same, beside the whole row; [`told`] reads it.
const TOLD: &str = "m.last_heard AS told_heard, m.last_alarm AS told_alarm, m.last_cleared AS told_cleared, \
     m.last_fault AS told_fault, m.last_mended AS told_mended, m.low_battery AS told_battery";

fn source() -> Source {
    Source {
        table: "device",
        columns: TOLD.into(),
        joins: " LEFT JOIN device_telemetry m ON m.device_id = t.id",
        by_due: true,
        numbered: true,
        days: "t.installed_at",
        indexes: Some(Indexes {
            site: "ix_device_site",
            near_due: "ix_device_subdistrict_due",
            due: "ix_device_due",
            status: "ix_device_kind",
        }),
    }
}

fn told(row: &QueryResult) -> Result<Telemetry> {
    let at = |column: &str| row.try_get::<Option<DateTime<Utc>>>("", column);
    Ok(Telemetry {
        last_heard: at("told_heard")?,
        last_alarm: at("told_alarm")?,
        last_cleared: at("told_cleared")?,
        last_fault: at("told_fault")?,
        last_mended: at("told_mended")?,
        low_battery: at("told_battery")?,
    })
}

/// A row as lists show it.
#[derive(Debug, Deserialize)]
struct Row {
    id: DetectorId,
    sort_key: i64,
    kind: DeviceKind,
    status: DeviceStatus,
    serial: Option<Serial>,
    place: Option<String>,
    expires_on: Option<Day>,
    #[serde(deserialize_with = "flag")]
    presumed: bool,
    replaces: Option<DetectorId>,
    planned_at: Moment,
    installed_at: Option<Moment>,
    accepted_at: Option<Moment>,
    attempts: u32,
    last_attempt_at: Option<Moment>,
    last_attempt: Option<Outcome>,
    told: Telemetry,
    door: DoorRow,
}

impl Row {
    /// From everything that is known of it.
    fn of(state: &DeviceState, sort_key: i64, told: Telemetry, door: DoorRow) -> Self {
        Self {
            id: state.id,
            sort_key,
            kind: state.kind,
            status: state.status,
            serial: state.installation.as_ref().map(|it| it.serial.clone()),
            place: state.installation.as_ref().map(|it| it.place.clone()),
            expires_on: state.expiry.map(|expiry| Day(expiry.on)),
            presumed: state.expiry.is_some_and(|expiry| expiry.presumed),
            replaces: state.replaces,
            planned_at: Moment(state.planned_at),
            installed_at: state.installed_at.map(Moment),
            accepted_at: state.accepted_at.map(Moment),
            attempts: state.attempts,
            last_attempt_at: state.last_attempt.map(|(at, _)| Moment(at)),
            last_attempt: state.last_attempt.map(|(_, outcome)| outcome),
            told,
            door,
        }
    }
}

impl Brief for Row {
    type Shown = DeviceSummary;

    fn columns(sqlite: bool) -> String {
        format!(
            "{}, t.sort_key, t.kind, t.status, t.serial, t.installation ->> 'place', t.expires_on, \
             t.expiry_presumed, {}, t.planned_at, t.installed_at, t.accepted_at, t.attempts, t.last_attempt_at, \
             t.last_attempt, {}, {}",
            id(sqlite, "t.id"),
            id_if_any(sqlite, "t.replaces_id"),
            group(sqlite, TELEMETRY),
            DoorRow::columns(sqlite)
        )
    }

    fn shown(self, ctx: &Ctx, areas: &Areas, by_due: bool) -> DeviceSummary {
        let limits = &ctx.state.limits;
        let expires_on = self.expires_on.map(|day| day.0);
        let life = Life::of(expires_on, local_date(ctx.now), limits.expiring_months);
        let installed_at = self.installed_at.map(|at| at.0);
        let stands = (self.kind, self.status, installed_at);
        DeviceSummary {
            id: self.id,
            kind: self.kind,
            status: self.status,
            serial: self.serial,
            place: self.place,
            expires_on,
            presumed: expires_on.is_some() && self.presumed,
            life: (self.status.is_live() && self.kind.gear().is_some()).then_some(life),
            replaces: self.replaces,
            planned_at: self.planned_at.0,
            installed_at,
            accepted_at: self.accepted_at.map(|at| at.0),
            said: Said::of(stands, &self.told, ctx.now, limits.silent_hours),
            attempts: self.attempts,
            last_attempt: self.last_attempt_at.map(|at| at.0).zip(self.last_attempt),
            door: self.door.shown(areas),
            key: key(self.sort_key, by_due, expires_on),
        }
    }

    fn key(shown: &DeviceSummary) -> Key {
        shown.key
    }
}

/// Everything of a device, with its site and its own words.
pub(in crate::programmes) struct Whole {
    pub state: DeviceState,
    pub told: Telemetry,
    pub summary: DeviceSummary,
}

fn whole(ctx: &Ctx, reference: &Reference, row: &QueryResult, by_due: bool) -> Result<Whole> {
    let model = device::Model::from_query_result(row, "")?;
    let (state, told) = (rows::state(&model)?, told(row)?);
    let door = DoorRow::of(row, state.site, &state.area)?;
    let summary = Row::of(&state, model.sort_key, told, door).shown(ctx, &reference.areas, by_due);
    Ok(Whole { state, told, summary })
}

fn read(ctx: &Ctx, reference: &Reference, row: &QueryResult, by_due: bool) -> Result<DeviceSummary> {
    Ok(whole(ctx, reference, row, by_due)?.summary)
}

fn plan(ctx: &Ctx, filter: &DeviceFilter, window: Option<Bbox>) -> Result<Plan> {
    let figure = behind(ctx, &filter.common, filter.figure, Frame::devices);
    let mut plan = Plan::new(ctx, source(), &filter.common, window, figure)?;
    plan.of_site(filter.site);
    plan.life(ctx, IN_USE, filter.life);
    plan.ends(IN_USE, filter.ends, filter.ends_before);
    plan.of_kind_and_status(
        (filter.kind.as_slice(), DeviceKind::ALL, DeviceKind::as_str),
        (filter.status.as_slice(), DeviceStatus::ALL, DeviceStatus::as_str),
    );
    if let Some(saying) = filter.says {
        let those = format!("SELECT a.device_id FROM device_telemetry a WHERE {}", told_so(saying));
        plan.pick(format!("t.id IN ({those}) AND {IN_USE}"));
    }
    let conditions = &mut plan.conditions;
    if filter.life == Some(Life::Unknown) {
        // chargers have no end of life that could be unknown
        conditions.add("t.kind <> 'car_charger'", []);
    }
    if let Some(reporting) = filter.reporting {
        heard_of(ctx, conditions, reporting);
    }
    Ok(plan)
}

/// What a device says of itself, of `device_telemetry a`: [`Telemetry`] in SQL.
const fn told_so(saying: Saying) -> &'static str {
    match saying {
        // as the index says it
        Saying::Alarming => {
            "a.last_alarm IS NOT NULL AND (a.last_cleared IS NULL OR a.last_cleared < a.last_alarm)"
        }
        Saying::OutOfOrder => {
            "a.last_fault IS NOT NULL AND (a.last_mended IS NULL OR a.last_mended < a.last_fault)"
        }
        Saying::LowBattery => "a.low_battery IS NOT NULL",
    }
}

/// How many devices of the person's area are alarming: the number of [`DeviceFilter::alarming`], begun at those few.
pub(crate) async fn alarming(ctx: &Ctx) -> Result<Total> {
    let join = if ctx.db().is_sqlite() { "CROSS JOIN" } else { "JOIN" };
    let mut conditions = Scope::of(ctx, None)?.condition("t");
    conditions.add(told_so(Saying::Alarming), []).add(IN_USE, []);
    let mut rows =
        Sql::new(format!("SELECT 1 FROM device_telemetry a {join} device t ON t.id = a.device_id"));
    rows.filter(&conditions);
    count(ctx.db(), ctx.state.limits.total_cap, rows).await
}

/// Of the networked ones in use those that are heard of, or not: what [`Said::of`] says of each row.
fn heard_of(ctx: &Ctx, conditions: &mut Conditions, reporting: Reporting) {
    let silent: Value = (ctx.now - TimeDelta::hours(ctx.state.limits.silent_hours.into())).into();
    conditions.add(IN_USE, []).add("(t.kind = 'smoke_detector' OR m.last_heard IS NOT NULL)", []);
    let condition = match reporting {
        Reporting::Silent => "t.installed_at <= ? AND (m.last_heard IS NULL OR m.last_heard <= ?)",
        Reporting::Reporting => "(t.installed_at > ? OR m.last_heard > ?)",
    };
    conditions.add(condition, [silent.clone(), silent]);
}

/// One page of the devices that this person may see.
pub async fn list(ctx: &Ctx, filter: &DeviceFilter, limit: u64) -> Result<Page<DeviceSummary>> {
    let (here, everywhere) = (plan(ctx, filter, filter.common.window())?, plan(ctx, filter, None)?);
    list::brief::<Row>(ctx, (&here, &everywhere), &filter.common, limit).await
}

/// The sites of the devices of the filter, each once, with their areas: what a campaign is made from.
pub(crate) async fn sites(ctx: &Ctx, filter: &DeviceFilter) -> Result<BTreeMap<SiteId, AreaCode>> {
    plan(ctx, filter, filter.common.window())?.sites(ctx).await
}

/// The devices of the filter in a window as GeoJSON.
pub async fn map(ctx: &Ctx, filter: &DeviceFilter, window: Bbox, zoom: f64) -> Result<String> {
    let (here, everywhere) = (plan(ctx, filter, Some(window))?, plan(ctx, filter, None)?);
    list::map(ctx, (&here, &everywhere), window, zoom, read, sign).await
}

fn sign(row: &DeviceSummary) -> (Sign, &Door) {
    let sign = Sign {
        id: Some(row.id.0),
        title: row.door.name.clone(),
        status: row.status.as_str(),
        category: row.kind.as_str(),
        overdue: row.life == Some(Life::Expired),
        // gas alarms go to elderly people who live alone
        guarded: row.kind == DeviceKind::GasAlarm && row.door.kind == SiteKind::Household,
    };
    (sign, &row.door)
}

/// The devices of a site, also those of the past, newest first.
pub(in crate::programmes) async fn of_site(ctx: &Ctx, site: SiteId) -> Result<Vec<Whole>> {
    list::all(ctx, &source(), "t.site_id = ?", site.0, whole).await
}

/// Words of a device that its page shows; older ones say nothing new.
const WORDS: u64 = 50;

/// What it told besides being there, newest first.
async fn words(ctx: &Ctx, id: DetectorId) -> Result<Vec<Word>> {
    // as the index says it
    let mut sql = Sql::new(format!(
        "SELECT e.kind, e.at, e.detail, v.name FROM vendor_event e JOIN vendor v ON v.id = e.vendor_id \
         WHERE e.kind <> '{}'",
        VendorEventKind::Heartbeat
    ));
    sql.bind(" AND e.device_id = ? ORDER BY e.at DESC LIMIT ?", [id.0.into(), cap(WORDS)]);
    let word = |row: &QueryResult| {
        Ok(Word {
            kind: row.try_get_by_index::<String>(0)?.parse()?,
            at: row.try_get_by_index(1)?,
            detail: row.try_get_by_index(2)?,
            vendor: row.try_get_by_index(3)?,
        })
    };
    sql.all(ctx.db().read()).await?.iter().map(word).collect()
}

/// Everything the page of a device shows. One outside the person's area is not found.
pub async fn detail(ctx: &Ctx, id: DetectorId) -> Result<DeviceDetail> {
    let found = list::all(ctx, &source(), "t.id = ?", id.0, whole).await?;
    let it = found.into_iter().find(|it| ctx.actor.area.contains(&it.state.area));
    let Whole { state, summary, .. } = it.ok_or_else(|| Error::code(Code::NotFound))?;
    let owner = (file::Column::DeviceId, awaited_photo::Column::DeviceId);
    let (photos, awaited) = photos(ctx, owner, id.0).await?;
    let here: BTreeSet<_> = photos.iter().map(|photo| photo.id).collect();
    let events = device_event::Entity::find()
        .filter(device_event::Column::DeviceId.eq(id.0))
        .order_by_asc(device_event::Column::Seq)
        .all(ctx.db().read())
        .await?;
    let events = events.iter().map(|row| shown(row.try_into()?, row.actor_name.clone(), &here));
    let events = events.collect::<Result<Vec<Happened<DeviceEventKind, DeviceStatus>>>>()?;
    let step =
        |action: &DeviceAction| Step { action: *action, refusal: state.permits(*action, &ctx.actor).err() };
    Ok(DeviceDetail {
        events,
        words: words(ctx, id).await?,
        photos,
        awaited,
        steps: DeviceAction::ALL.iter().map(step).collect(),
        state: state.clone().shown(ctx.actor.role.has(Right::Reveal)),
        summary,
    })
}
