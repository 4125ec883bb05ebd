//! A person's own inbox.

use super::{order_notes, settings};
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::reminder,
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap, places},
    reference::Reference,
    sites::query::shown,
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    ids::{HazardId, OrderNoteId, ReminderId},
    reminders::views::{InboxPage, InboxRow, MOST_COUNTED},
    sites::SiteKind,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryResult, Value};

/// Most reminders that are marked at once: a page of a list.
const MOST_MARKED: usize = 500;

/// Reminders with their hazards, the reminders first: a person has few, an area many hazards.
const FROM: &str = "FROM reminder r CROSS JOIN hazard h";

/// The reminders of the person that lie in their area. After a move to another area those of the old one are out of reach.
fn own(ctx: &Ctx) -> Result<Conditions> {
    let mut own = Conditions::default();
    own.add("r.person_id = ?", [ctx.actor.user.0.into()]).add("h.id = r.hazard_id", []);
    Ok(own.and(&Scope::of(ctx, None)?.condition("h")))
}

/// A page of the inbox, the newest first, behind the reminder `after`.
pub async fn list(ctx: &Ctx, unread_only: bool, after: Option<ReminderId>) -> Result<InboxPage> {
    let mut conditions = own(ctx)?;
    if unread_only {
        conditions.add("r.read_at IS NULL", []);
    }
    let before = match after {
        Some(id) => reminder::Entity::find_by_id(id.0).one(ctx.db().read()).await?,
        None => None,
    };
    // somebody else's is no place in this list: it begins anew
    if let Some(row) = before.filter(|row| row.person_id == ctx.actor.user.0) {
        conditions.add("(r.sort_key, r.id) < (?, ?)", [row.sort_key.into(), row.id.into()]);
    }
    let size = ctx.state.limits.page_size;
    let mut sql = Sql::new(format!(
        "SELECT r.id, r.hazard_id, h.number, h.category, h.status, h.area_code, r.stage, r.due, r.made_at, \
         r.read_at, s.kind, s.name, s.address, s.room {FROM} LEFT JOIN site s ON s.id = h.site_id"
    ));
    sql.filter(&conditions).bind(" ORDER BY r.sort_key DESC, r.id DESC LIMIT ?", [cap(size + 1)]);
    let reference = ctx.state.reference().await?;
    let found = sql.all(ctx.db().read()).await?;
    let mut rows = found.iter().map(|row| read(row, &reference)).collect::<Result<Vec<_>>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let orders = if after.is_none() { order_notes::list(ctx).await? } else { Vec::new() };
    Ok(InboxPage {
        next: rows.last().filter(|_| more).map(|row| row.id),
        rows,
        orders,
        unread: unread(ctx).await?,
        unread_only,
        settings: settings::own(ctx).await?,
        ways: ctx.state.outgoing.ways(),
    })
}

fn read(row: &QueryResult, reference: &Reference) -> Result<InboxRow> {
    let area: AreaCode = row.try_get_by_index::<String>(5)?.parse()?;
    let kind: Option<String> = row.try_get_by_index(10)?;
    let site_name = match kind {
        Some(kind) => {
            let kind: SiteKind = kind.parse()?;
            let room: Option<String> = row.try_get_by_index(13)?;
            Some(shown(kind, row.try_get_by_index(11)?, row.try_get_by_index(12)?, room.as_deref()).0)
        }
        None => None,
    };
    Ok(InboxRow {
        id: ReminderId(row.try_get_by_index(0)?),
        hazard: HazardId(row.try_get_by_index(1)?),
        number: row.try_get_by_index(2)?,
        category: row.try_get_by_index::<String>(3)?.parse()?,
        status: row.try_get_by_index::<String>(4)?.parse()?,
        site_name,
        area: reference.areas.named(&area),
        stage: row.try_get_by_index::<String>(6)?.parse()?,
        due: row.try_get_by_index(7)?,
        made_at: row.try_get_by_index(8)?,
        read: row.try_get_by_index::<Option<DateTime<Utc>>>(9)?.is_some(),
    })
}

/// How many reminders and notes about orders the person has not read, up to [`MOST_COUNTED`].
pub async fn unread(ctx: &Ctx) -> Result<u64> {
    let mut conditions = own(ctx)?;
    conditions.add("r.read_at IS NULL", []);
    let mut sql = Sql::new(format!("SELECT count(*) FROM (SELECT 1 {FROM}"));
    sql.filter(&conditions).push(" UNION ALL ").append(order_notes::unread(ctx)?);
    sql.bind(" LIMIT ?) q", [cap(MOST_COUNTED)]);
    Ok(sql.number(ctx.db().read()).await?.unsigned_abs())
}

/// Marks reminders of the person as read, or as unread again. Those of others are passed over, as if there were none. What one
/// has read is one's own business: the audit log does not keep it.
pub async fn mark(ctx: &Ctx, reminders: Vec<ReminderId>, read: bool) -> Result<u64> {
    some("reminder", reminders.len())?;
    let mut which = Conditions::default();
    let ids = reminders.iter().map(|id| Value::from(id.0));
    which.add(format!("id IN ({})", places(reminders.len())), ids);
    let setting = setting(ctx, read, which);
    ctx.db().write(move |tx| Box::pin(async move { set(tx, setting).await })).await
}

/// Marks notes about orders of the person as read, like [`mark`]. They leave the inbox with that.
pub async fn mark_orders(ctx: &Ctx, notes: Vec<OrderNoteId>) -> Result<u64> {
    some("note", notes.len())?;
    let (person, now) = (ctx.actor.user, ctx.now);
    ctx.db()
        .write(move |tx| Box::pin(async move { order_notes::mark(tx, person, Some(notes), now).await }))
        .await
}

/// Refuses none and more than [`MOST_MARKED`] at once.
fn some(field: &'static str, number: usize) -> Result<()> {
    if number == 0 {
        return Err(Fault::field(field, FieldCode::Required).into());
    }
    if number > MOST_MARKED {
        let fault = FieldFault::new(field, FieldCode::TooMany).with("max", MOST_MARKED);
        return Err(Fault::fields(vec![fault]).into());
    }
    Ok(())
}

/// Marks all reminders and notes of the person as read, in one change.
pub async fn mark_all(ctx: &Ctx) -> Result<u64> {
    let (person, now) = (ctx.actor.user, ctx.now);
    let setting = setting(ctx, true, Conditions::default());
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let reminders = set(tx, setting).await?;
                Ok::<_, Error>(reminders + order_notes::mark(tx, person, None, now).await?)
            })
        })
        .await
}

/// What marks those of the person's reminders that fit as read, or as unread again.
fn setting(ctx: &Ctx, read: bool, which: Conditions) -> Sql {
    let mut conditions = Conditions::default();
    conditions.add("person_id = ?", [ctx.actor.user.0.into()]);
    conditions.add(if read { "read_at IS NULL" } else { "read_at IS NOT NULL" }, []);
    let mut sql = Sql::default();
    sql.bind("UPDATE reminder SET read_at = ?", [read.then_some(ctx.now).into()])
        .filter(&conditions.and(&which));
    sql
}

async fn set(tx: &WriteTx, setting: Sql) -> Result<u64> {
    Ok(tx.execute_raw(setting.statement(tx.get_database_backend())).await?.rows_affected())
}
