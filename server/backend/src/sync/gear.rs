//! Stoves, devices and users of gas as a tablet keeps them: those in use, on a list, or waiting for acceptance.

use super::{
    query::{PAGE, first, own},
    subdistrict,
};
use crate::{
    ctx::Ctx,
    entities::{cylinder, device, device_telemetry, gas_user, stove},
    error::Result,
    hazards::rows::number,
    listing::{Conditions, Sql, cap, places},
    programmes::{devices, gas, stoves},
};
use domain::{
    actor::Right,
    ids::{GasUserId, SiteId},
    programmes::{device::DeviceStatus, stove::StoveStatus},
    sync::{FieldDetector, FieldGasUser, FieldStove, Page},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whether a tablet takes an appliance of that status along.
pub(super) fn takes_stove(status: StoveStatus) -> bool {
    status.is_in_use() || status == StoveStatus::Replaced
}

/// Whether a tablet takes a device of that status along.
pub(super) fn takes_device(status: DeviceStatus) -> bool {
    status.is_live() || status == DeviceStatus::Planned
}

/// The rows that a tablet takes along. Said by what it leaves behind, so that the index of the order is walked: nearly all are
/// taken along.
fn taken<T: Copy>(all: &[T], takes: fn(T) -> bool, word: impl Fn(T) -> &'static str) -> Conditions {
    let left: Vec<Value> =
        all.iter().copied().filter(|status| !takes(*status)).map(|status| word(status).into()).collect();
    let mut conditions = Conditions::default();
    conditions.add(format!("t.status NOT IN ({})", places(left.len())), left);
    conditions
}

/// Rows of a table behind the key `after`, in the register's order, and one more.
async fn page(ctx: &Ctx, table: &str, after: Option<i64>, also: &Conditions) -> Result<Vec<QueryResult>> {
    subdistrict(ctx)?;
    let mut conditions = own(ctx, "t").and(also);
    conditions.add("t.sort_key > ?", [after.unwrap_or(i64::MIN).into()]);
    let mut sql = Sql::new(format!("SELECT t.* FROM {table} t"));
    sql.filter(&conditions).bind(" ORDER BY t.sort_key LIMIT ?", [cap(PAGE + 1)]);
    sql.all(ctx.db().read()).await
}

/// The rows of a table that have these ids.
async fn these(ctx: &Ctx, table: &str, ids: Vec<Value>) -> Result<Vec<QueryResult>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT t.* FROM {table} t WHERE "));
    sql.bind(&format!("t.id IN ({})", places(ids.len())), ids).push(" ORDER BY t.sort_key");
    sql.all(ctx.db().read()).await
}

pub(super) fn paged<T>(items: Vec<T>, more: bool, key: impl Fn(&T) -> i64) -> Page<T> {
    let next = items.last().filter(|_| more).map(key);
    Page { items, next }
}

/// A page of the appliances that a tablet takes along, behind the key `after`.
pub async fn stoves(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldStove>> {
    let taken = taken(StoveStatus::ALL, takes_stove, StoveStatus::as_str);
    let (found, more) = first(page(ctx, "stove", after, &taken).await?);
    Ok(paged(read_stoves(ctx, &found)?, more, |stove| stove.key))
}

/// These appliances.
pub(super) async fn these_stoves(ctx: &Ctx, ids: Vec<Value>) -> Result<Vec<FieldStove>> {
    read_stoves(ctx, &these(ctx, "stove", ids).await?)
}

fn read_stoves(ctx: &Ctx, found: &[QueryResult]) -> Result<Vec<FieldStove>> {
    let sees_lines = ctx.actor.role.has(Right::Reveal);
    let one = |row: &QueryResult| {
        let row = stove::Model::from_query_result(row, "")?;
        Ok(FieldStove { state: stoves::rows::state(&row)?.shown(sees_lines), key: row.sort_key })
    };
    found.iter().map(one).collect()
}

/// A page of the devices that a tablet takes along, behind the key `after`.
pub async fn detectors(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldDetector>> {
    let taken = taken(DeviceStatus::ALL, takes_device, DeviceStatus::as_str);
    let (found, more) = first(page(ctx, "device", after, &taken).await?);
    Ok(paged(read_devices(ctx, &found).await?, more, |device| device.key))
}

/// These devices.
pub(super) async fn these_detectors(ctx: &Ctx, ids: Vec<Value>) -> Result<Vec<FieldDetector>> {
    read_devices(ctx, &these(ctx, "device", ids).await?).await
}

async fn read_devices(ctx: &Ctx, found: &[QueryResult]) -> Result<Vec<FieldDetector>> {
    let rows: Vec<device::Model> =
        found.iter().map(|row| device::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let mut told = BTreeMap::new();
    if !rows.is_empty() {
        let of_these = device_telemetry::Column::DeviceId.is_in(rows.iter().map(|row| row.id));
        let found = device_telemetry::Entity::find().filter(of_these).all(ctx.db().read()).await?;
        told.extend(found.iter().map(|row| (row.device_id, devices::rows::telemetry(row))));
    }
    let sees_lines = ctx.actor.role.has(Right::Reveal);
    let one = |row: &device::Model| {
        Ok(FieldDetector {
            state: devices::rows::state(row)?.shown(sees_lines),
            told: told.get(&row.id).copied().unwrap_or_default(),
            key: row.sort_key,
        })
    };
    rows.iter().map(one).collect()
}

/// A page of the users of gas, behind the key `after`.
pub async fn gas_users(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldGasUser>> {
    let mut kept = Conditions::default();
    kept.add(gas::KEPT, []);
    let (found, more) = first(page(ctx, "gas_user", after, &kept).await?);
    Ok(paged(read_gas_users(ctx, &found).await?, more, |user| user.key))
}

/// These users of gas.
pub(super) async fn these_gas_users(ctx: &Ctx, ids: Vec<Value>) -> Result<Vec<FieldGasUser>> {
    read_gas_users(ctx, &these(ctx, "gas_user", ids).await?).await
}

async fn read_gas_users(ctx: &Ctx, found: &[QueryResult]) -> Result<Vec<FieldGasUser>> {
    let rows: Vec<gas_user::Model> =
        found.iter().map(|row| gas_user::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let ids: Vec<Value> = rows.iter().filter(|row| row.is_lpg).map(|row| row.id.into()).collect();
    let mut cylinders: BTreeMap<Uuid, Vec<cylinder::Model>> = BTreeMap::new();
    for row in gas::query::cylinders_of(ctx, &ids).await? {
        cylinders.entry(row.gas_user_id).or_default().push(row);
    }
    let mut one = |row: &gas_user::Model| {
        Ok(FieldGasUser {
            id: GasUserId(row.id),
            site: SiteId(row.site_id),
            unit: gas::rows::unit(row)?,
            lpg: gas::rows::lpg(row, cylinders.remove(&row.id).unwrap_or_default())?,
            version: number(row.version)?,
            key: row.sort_key,
        })
    };
    rows.iter().map(&mut one).collect()
}
