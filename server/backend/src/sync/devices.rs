//! Tablets, and the key of each person on each.

mod list;

pub use list::{late, list};

use super::{check_version, subdistrict};
use crate::{
    audit, changes,
    ctx::Ctx,
    db::WriteTx,
    entities::field_device,
    error::{Error, Result},
    people,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar::to_millis,
    fault::Fault,
    ids::UserId,
    sync::{Clock, DeviceId, Held, RegisterDevice, Registered},
    text::{Texts, tidy},
};
use rand::{TryRngCore, rngs::OsRng};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

/// How long a tablet is remembered that nobody uses. Work left on it can be read with its key until then.
pub const FORGOTTEN: TimeDelta = TimeDelta::days(2 * 365);

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// A tablet says who it is before it takes data along. The same person on the same tablet has the same key each time.
pub async fn register(ctx: &Ctx, command: RegisterDevice) -> Result<Registered> {
    let subdistrict = subdistrict(ctx)?;
    check_version(command.api)?;
    let mut faults = Vec::new();
    Texts::new(&mut faults).line("label", &command.label);
    Fault::check(faults)?;
    let seq = changes::current(ctx.db().read(), subdistrict.as_str()).await?;
    let device = command.device;
    let own = ctx.clone();
    let row = ctx.db().write(move |tx| Box::pin(async move { remember(tx, &own, command).await })).await?;
    let limits = &ctx.state.limits;
    Ok(Registered {
        device,
        me: people::query::me(ctx).await?,
        key: row.key,
        seq,
        now: ctx.now,
        idle_minutes: limits.idle_minutes,
        late_hours: limits.late_hours,
    })
}

async fn remember(tx: &WriteTx, ctx: &Ctx, command: RegisterDevice) -> Result<field_device::Model> {
    tx.claim(command.device.0).await?;
    let there = of(tx, command.device, ctx.actor.user).await?;
    let new = there.is_none();
    let mut row = match there {
        Some(row) => row,
        None => field_device::Model {
            id: command.device.0,
            user_id: ctx.actor.user.0,
            area_code: String::new(),
            label: String::new(),
            key: new_key()?,
            api: 0,
            skew_ms: 0,
            registered_at: ctx.now,
            prepared_at: None,
            synced_at: None,
            held_records: None,
            held_photos: None,
            held_since: None,
        },
    };
    row.area_code = ctx.actor.area.to_string();
    row.label = tidy(&command.label).unwrap_or_default();
    row.api = count(command.api);
    row.skew_ms = command.sent_at.signed_duration_since(ctx.now).num_milliseconds();
    row.prepared_at = Some(ctx.now);
    let active = row.into_active_model().reset_all();
    if !new {
        return Ok(active.update(tx).await?);
    }
    let entry = audit::Entry {
        action: "device.register".into(),
        subject_type: "device",
        subject: command.device.to_string(),
        area: Some(ctx.actor.area.clone()),
        detail: serde_json::json!({"label": command.label}),
    };
    audit::write(tx, ctx, [entry]);
    Ok(active.insert(tx).await?)
}

/// 256 bits of the system's randomness, base64.
fn new_key() -> Result<String> {
    let mut key = [0; KEY_BYTES];
    OsRng.try_fill_bytes(&mut key).map_err(Error::internal)?;
    Ok(STANDARD.encode(key))
}

/// A person on a tablet.
pub(super) async fn of(
    db: &impl sea_orm::ConnectionTrait,
    device: DeviceId,
    user: UserId,
) -> Result<Option<field_device::Model>> {
    Ok(field_device::Entity::find_by_id((device.0, user.0)).one(db).await?)
}

/// Who sends commands, from what, with what clock.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    /// The tablet.
    pub device: DeviceId,
    /// What is known of its clock.
    pub clock: Clock,
}

impl Sender {
    /// A tablet whose clock said `sent_at` just now. One that is not known (any more) is as good: nothing that was
    /// recorded is turned away because of it.
    pub async fn find(ctx: &Ctx, device: DeviceId, sent_at: DateTime<Utc>) -> Result<Self> {
        let row = of(ctx.db().read(), device, ctx.actor.user).await?;
        // nothing that this person keeps on it can be older than the person on it
        let since = row.map(|row| row.registered_at);
        Ok(Self { device, clock: Clock::new(sent_at, ctx.now, since) })
    }

    /// Notes that it was heard of, and what it holds. What it said before stands as long as it does not say.
    pub async fn heard(&self, ctx: &Ctx, held: Option<Held>) -> Result<()> {
        let (device, user, now) = (self.device, ctx.actor.user, ctx.now);
        let skew = self.clock.skew.num_milliseconds();
        let held = held.map(|held| (count(held.records), count(held.photos), self.held_since(&held)));
        ctx.db()
            .write(move |tx| {
                Box::pin(async move {
                    let mut heard = field_device::Entity::update_many()
                        .col_expr(field_device::Column::SyncedAt, Expr::value(now))
                        .col_expr(field_device::Column::SkewMs, Expr::value(skew));
                    if let Some((records, photos, since)) = held {
                        heard = heard
                            .col_expr(field_device::Column::HeldRecords, Expr::value(records))
                            .col_expr(field_device::Column::HeldPhotos, Expr::value(photos))
                            .col_expr(field_device::Column::HeldSince, Expr::value(since));
                    }
                    heard
                        .filter(field_device::Column::Id.eq(device.0))
                        .filter(field_device::Column::UserId.eq(user.0))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Since when something lies on it, by the server's clock: whatever the tablet's says, not in the future.
    fn held_since(&self, held: &Held) -> Option<DateTime<Utc>> {
        let since = held.oldest.map_or(self.clock.now, |oldest| self.clock.server_time(oldest).at);
        (!held.is_nothing()).then(|| to_millis(since))
    }
}

/// A number as it is kept.
fn count(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Forgets tablets that nobody has made ready or sent from since before `now - FORGOTTEN`. Answers how many.
pub async fn purge(state: &crate::ctx::State, now: DateTime<Utc>) -> Result<u64> {
    let before = now - FORGOTTEN;
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let old = field_device::Entity::delete_many()
                    .filter(field_device::Column::RegisteredAt.lt(before))
                    .filter(field_device::Column::PreparedAt.lt(before))
                    .filter(
                        field_device::Column::SyncedAt
                            .lt(before)
                            .or(field_device::Column::SyncedAt.is_null()),
                    );
                Ok(old.exec(tx).await?.rows_affected)
            })
        })
        .await
}
