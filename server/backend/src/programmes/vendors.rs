//! What vendors' platforms tell of their networked devices. Each vendor has a token, of which only the SHA-256 is kept.

use super::devices::rows::{telemetry, telemetry_row};
use crate::{
    audit::{self, Author},
    changes,
    ctx::State,
    db::WriteTx,
    entities::{area, device, device_telemetry, vendor, vendor_event},
    error::{Error, Result},
    tokens,
    transfer::rows::inserts,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    area::AreaCode,
    calendar::to_millis,
    fault::{Code, Fault, FieldCode},
    programmes::device::{
        DeviceStatus, Intake, Serial, Taken, Telemetry, VendorEvent, VendorEventKind, intake::MAX_EVENTS,
    },
    text::{Texts, tidy},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::Condition,
};
use secrecy::SecretString;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Who stands in the audit log for what the command line does.
const CONSOLE: &str = "command line";

/// Bytes of a token: as hard to guess as a key.
pub(crate) const TOKEN_BYTES: usize = 32;

/// How long a heartbeat is kept. Alarms and faults stay.
pub const HEARTBEATS: TimeDelta = TimeDelta::days(90);

/// Adds a vendor for the devices of an area and answers its token, which nobody can be told again.
pub async fn add(state: &State, name: &str, area: AreaCode, now: DateTime<Utc>) -> Result<SecretString> {
    let mut faults = Vec::new();
    Texts::new(&mut faults).line("name", name);
    Fault::check(faults)?;
    let name = tidy(name).unwrap_or_default();
    let token = tokens::new::<TOKEN_BYTES>()?;
    let row = vendor::Model {
        id: Uuid::now_v7(),
        name,
        token_hash: tokens::hash(&token),
        area_code: area.to_string(),
        disabled_at: None,
        created_at: to_millis(now),
    };
    state.db.write(move |tx| Box::pin(async move { insert(tx, row, area).await })).await?;
    Ok(token)
}

async fn insert(tx: &WriteTx, row: vendor::Model, area: AreaCode) -> Result<()> {
    if area::Entity::find_by_id(area.to_string()).one(tx).await?.is_none() {
        return Err(Fault::field("area", FieldCode::Unknown).into());
    }
    let of_name = vendor::Entity::find().filter(vendor::Column::Name.eq(&row.name));
    if of_name.one(tx).await?.is_some() {
        return Err(Fault::field("name", FieldCode::Duplicate).into());
    }
    note(tx, "vendor.add", &row, area);
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Takes a vendor's token out of service at once; what it told stays.
pub async fn disable(state: &State, name: &str, now: DateTime<Utc>) -> Result<()> {
    let (name, now) = (tidy(name).unwrap_or_default(), to_millis(now));
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let row = vendor::Entity::find().filter(vendor::Column::Name.eq(&name)).one(tx).await?;
                let row = row.ok_or_else(|| Fault::field("name", FieldCode::Unknown))?;
                note(tx, "vendor.disable", &row, row.area_code.parse()?);
                let mut row = row.into_active_model();
                row.disabled_at = Set(Some(now));
                row.update(tx).await?;
                Ok(())
            })
        })
        .await
}

/// The vendors by name.
pub async fn list(state: &State) -> Result<Vec<vendor::Model>> {
    Ok(vendor::Entity::find().order_by_asc(vendor::Column::Name).all(state.db.read()).await?)
}

/// A line of the audit log in the name of the console.
fn note(tx: &WriteTx, action: &str, row: &vendor::Model, area: AreaCode) {
    let author = Author { at: to_millis(Utc::now()), id: None, login: CONSOLE.into() };
    let line = audit::Entry {
        action: action.into(),
        subject_type: "vendor",
        subject: row.id.to_string(),
        area: Some(area),
        detail: serde_json::json!({"name": row.name}),
    };
    audit::write_as(tx, &author, [line]);
}

/// Takes in what a vendor's platform sends. The same events may come any number of times, in any order. Events that are
/// wrong by themselves are told and keep nobody else's out.
pub async fn intake(state: &State, token: &SecretString, sent: Intake, now: DateTime<Utc>) -> Result<Taken> {
    let of_token = vendor::Entity::find()
        .filter(vendor::Column::TokenHash.eq(tokens::hash(token)))
        .filter(vendor::Column::DisabledAt.is_null());
    let vendor = of_token.one(state.db.read()).await?.ok_or_else(|| Error::code(Code::BadCredentials))?;
    if sent.events.len() > MAX_EVENTS {
        return Err(Fault::new(Code::TooLarge).with("limit", MAX_EVENTS).into());
    }
    let now = to_millis(now);
    let mut taken = Taken::default();
    let mut events: BTreeMap<String, VendorEvent> = BTreeMap::new();
    for mut event in sent.events {
        match event.validate(now) {
            Ok(()) => {
                event.at = to_millis(event.at);
                event.id = tidy(&event.id).unwrap_or_default();
                // the same one twice in one request
                taken.known += u32::from(events.insert(event.id.clone(), event).is_some());
            }
            Err(fault) => taken.refused.push((event.id, fault)),
        }
    }
    if events.is_empty() {
        return Ok(taken);
    }
    state.db.write(move |tx| Box::pin(async move { keep(tx, vendor, events, taken, now).await })).await
}

/// Keeps the events that are new, and folds them into what is known of their devices.
async fn keep(
    tx: &WriteTx,
    vendor: vendor::Model,
    mut events: BTreeMap<String, VendorEvent>,
    mut taken: Taken,
    now: DateTime<Utc>,
) -> Result<Taken> {
    // one request of a vendor at a time: what came before is seen
    tx.claim(vendor.id).await?;
    let known: Vec<String> = vendor_event::Entity::find()
        .select_only()
        .column(vendor_event::Column::EventId)
        .filter(vendor_event::Column::VendorId.eq(vendor.id))
        .filter(vendor_event::Column::EventId.is_in(events.keys().map(String::as_str)))
        .into_tuple()
        .all(tx)
        .await?;
    for id in &known {
        events.remove(id);
    }
    taken.known += count(known.len());
    taken.taken = count(events.len());
    let numbers: BTreeSet<&Serial> = events.values().map(|event| &event.serial).collect();
    let devices = in_use(tx, &vendor.area_code, &numbers).await?;
    taken.unknown_devices =
        numbers.into_iter().filter(|number| !devices.contains_key(number.as_str())).cloned().collect();
    let mut told: BTreeMap<Uuid, Vec<&VendorEvent>> = BTreeMap::new();
    let mut news: BTreeSet<&str> = BTreeSet::new();
    let mut rows = Vec::with_capacity(events.len());
    for event in events.values() {
        let device = devices.get(event.serial.as_str());
        if let Some(device) = device {
            told.entry(device.id).or_default().push(event);
            if event.kind.is_news() {
                news.insert(&device.subdistrict);
            }
        }
        rows.push(vendor_event::Model {
            vendor_id: vendor.id,
            event_id: event.id.clone(),
            serial: event.serial.to_string(),
            device_id: device.map(|device| device.id),
            kind: event.kind.as_str().into(),
            at: event.at,
            detail: event.detail.as_deref().and_then(tidy),
            received_at: now,
        });
    }
    tx.execute_all(inserts(tx.get_database_backend(), &rows)).await?;
    // by the order of their ids: two vendors wait for each other at one device at most
    for (device, events) in told {
        fold(tx, device, &events).await?;
    }
    // who sits at the desk hears of an alarm; that a device is there is no news
    changes::draw(tx, news.into_iter()).await?;
    Ok(taken)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A device that a vendor tells of.
#[derive(Clone)]
struct Known {
    id: Uuid,
    subdistrict: String,
}

/// The devices in use in an area that have these serial numbers or network ids, by number. A serial number is meant first.
async fn in_use(tx: &WriteTx, area: &str, numbers: &BTreeSet<&Serial>) -> Result<BTreeMap<String, Known>> {
    let area: AreaCode = area.parse()?;
    let texts = || numbers.iter().map(|number| number.as_str());
    let live = DeviceStatus::ALL.iter().filter(|status| status.is_live()).map(|status| status.as_str());
    let any = Condition::any()
        .add(device::Column::Serial.is_in(texts()))
        .add(device::Column::NetworkId.is_in(texts()));
    let rows: Vec<(Uuid, String, Option<String>, Option<String>)> = device::Entity::find()
        .select_only()
        .columns([
            device::Column::Id,
            device::Column::SubdistrictCode,
            device::Column::Serial,
            device::Column::NetworkId,
        ])
        .filter(any)
        .filter(device::Column::Status.is_in(live))
        .filter(device::Column::AreaCode.gte(area.as_str()))
        .filter(device::Column::AreaCode.lt(area.successor()))
        .into_tuple()
        .all(tx)
        .await?;
    let mut by_network = BTreeMap::new();
    let mut devices = BTreeMap::new();
    for (id, subdistrict, serial, network) in rows {
        let known = Known { id, subdistrict };
        if let Some(network) = network {
            by_network.insert(network, known.clone());
        }
        if let Some(serial) = serial {
            devices.insert(serial, known);
        }
    }
    for (network, known) in by_network {
        devices.entry(network).or_insert(known);
    }
    Ok(devices)
}

/// Brings what is known of a device along. It does not depend on the order of events, so neither does this.
async fn fold(tx: &WriteTx, device: Uuid, events: &[&VendorEvent]) -> Result<()> {
    tx.claim(device).await?;
    let there = device_telemetry::Entity::find_by_id(device).one(tx).await?;
    let before = there.as_ref().map(telemetry).unwrap_or_default();
    let known = events.iter().fold(before, |known, event| known.with(event));
    let row = telemetry_row(device, known);
    let active = row.into_active_model().reset_all();
    if there.is_some() {
        active.update(tx).await?;
    } else {
        active.insert(tx).await?;
    }
    Ok(())
}

/// Writes down that somebody has seen to what a device told, in the caller's change, which has claimed the device.
pub(super) async fn call_off(tx: &WriteTx, device: Uuid) -> Result<()> {
    let Some(row) = device_telemetry::Entity::find_by_id(device).one(tx).await? else { return Ok(()) };
    let Telemetry { last_cleared, last_mended, low_battery, .. } = telemetry(&row).seen_to();
    let mut row = row.into_active_model();
    row.last_cleared = Set(last_cleared);
    row.last_mended = Set(last_mended);
    row.low_battery = Set(low_battery);
    row.update(tx).await?;
    Ok(())
}

/// Forgets heartbeats that came before `now - HEARTBEATS`: so old an event is not taken again. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let before = now - HEARTBEATS;
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let old = vendor_event::Entity::delete_many()
                    .filter(vendor_event::Column::Kind.eq(VendorEventKind::Heartbeat.as_str()))
                    .filter(vendor_event::Column::ReceivedAt.lt(before));
                Ok(old.exec(tx).await?.rows_affected)
            })
        })
        .await
}
