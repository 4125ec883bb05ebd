//! Notes to the office about hotline orders whose reply is due, by the rule of [`domain::programmes::reply_notes`]. They stand in the
//! inbox beside the reminders of hazards, until they are read or the order has its reply.

use super::people::People;
use crate::{
    audit::{self, Author},
    ctx::{Ctx, State},
    db::WriteTx,
    entities::order_note,
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap, places},
    reference::Reference,
    transfer::rows::inserts,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    ids::{HotlineOrderId, OrderNoteId, UserId, named},
    programmes::reply_notes::{ReplyStage, reach, stage},
    reminders::views::OrderNote,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, Value};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Orders of one transaction.
const BATCH: u64 = 500;

/// Notes with their orders, the notes first: a person has few, an area many orders.
const FROM: &str = "FROM order_note n CROSS JOIN hotline_order r";

/// An order that waits for its reply, with the last day for it.
struct Waiting {
    id: Uuid,
    due: NaiveDate,
    area: AreaCode,
}

/// Tells the office what is to be told of the orders of a subdistrict on the day of `now`.
pub(super) async fn make(
    state: &State,
    people: &People,
    subdistrict: &AreaCode,
    now: DateTime<Utc>,
) -> Result<()> {
    let today = local_date(now);
    let reference = state.reference().await?;
    let calendar = &reference.rules.calendar;
    let Some(reach) = reach(today, calendar) else { return Ok(()) };
    let mut after = None;
    loop {
        let orders = waiting(state, subdistrict, reach, after).await?;
        after = orders.last().map(|order| (order.due, order.id));
        let more = orders.len() as u64 == BATCH;
        let mut rows = Vec::new();
        for order in &orders {
            if let Some(stage) = stage(order.due, today, calendar) {
                let office = people.office(&order.area);
                rows.extend(office.into_iter().map(|person| row(order, stage, person, now)));
            }
        }
        tell(state, subdistrict, rows, now).await?;
        if !more {
            return Ok(());
        }
    }
}

/// Some orders of a subdistrict that wait for a reply until `reach`, by deadline, behind one of them.
async fn waiting(
    state: &State,
    subdistrict: &AreaCode,
    reach: NaiveDate,
    after: Option<(NaiveDate, Uuid)>,
) -> Result<Vec<Waiting>> {
    let mut sql = Sql::new("SELECT r.id, r.due, r.area_code FROM hotline_order r");
    sql.bind(
        " WHERE r.subdistrict_code = ? AND r.replied_at IS NULL AND r.due <= ?",
        [subdistrict.as_str().into(), reach.into()],
    );
    if let Some((due, id)) = after {
        sql.bind(" AND (r.due, r.id) > (?, ?)", [due.into(), id.into()]);
    }
    sql.bind(" ORDER BY r.due, r.id LIMIT ?", [cap(BATCH)]);
    let rows = sql.all(state.db.read()).await?;
    let order = |row: &QueryResult| {
        Ok::<_, Error>(Waiting {
            id: row.try_get_by_index(0)?,
            due: row.try_get_by_index(1)?,
            area: row.try_get_by_index::<String>(2)?.parse()?,
        })
    };
    rows.iter().map(order).collect()
}

fn row(order: &Waiting, stage: ReplyStage, person: UserId, now: DateTime<Utc>) -> order_note::Model {
    let Waiting { id, due, .. } = order;
    order_note::Model {
        id: named(&format!("order_note|{id}|{due}|{stage}|{person}")),
        order_id: *id,
        person_id: person.0,
        due: *due,
        stage: stage.as_str().into(),
        made_at: now,
        read_at: None,
    }
}

/// Stores the notes that are not there yet. That they were made is told of, with how many.
async fn tell(
    state: &State,
    subdistrict: &AreaCode,
    mut rows: Vec<order_note::Model>,
    now: DateTime<Utc>,
) -> Result<()> {
    let said = said(state, &rows).await?;
    rows.retain(|row| !said.contains(&row.id));
    if rows.is_empty() {
        return Ok(());
    }
    let subdistrict = subdistrict.clone();
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let told = store(tx, &rows).await?;
                if told.is_empty() {
                    return Ok(());
                }
                let of: Vec<_> = rows.iter().filter(|row| told.contains(&row.id)).collect();
                let orders: BTreeSet<Uuid> = of.iter().map(|row| row.order_id).collect();
                let people: BTreeSet<Uuid> = of.iter().map(|row| row.person_id).collect();
                let line = audit::Entry {
                    action: "order_note.make".into(),
                    subject_type: "order_note",
                    subject: local_date(now).to_string(),
                    area: Some(subdistrict),
                    detail: serde_json::json!({"orders": orders.len(), "people": people.len()}),
                };
                audit::write_as(tx, &Author::itself(now), [line]);
                Ok::<_, Error>(())
            })
        })
        .await
}

/// What was said before of the orders of these notes.
async fn said(state: &State, rows: &[order_note::Model]) -> Result<HashSet<Uuid>> {
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let orders: BTreeSet<Uuid> = rows.iter().map(|row| row.order_id).collect();
    let said = order_note::Entity::find().filter(order_note::Column::OrderId.is_in(orders));
    Ok(said.all(state.db.read()).await?.into_iter().map(|row| row.id).collect())
}

/// Stores notes. Answers those that another server has not stored meanwhile.
async fn store(tx: &WriteTx, rows: &[order_note::Model]) -> Result<HashSet<Uuid>> {
    let mut told = HashSet::new();
    for mut statement in inserts(tx.get_database_backend(), rows) {
        statement.sql.push_str(" ON CONFLICT DO NOTHING RETURNING id");
        for row in tx.query_all_raw(statement).await? {
            told.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(told)
}

/// The unread notes of the person that are still worth reading ([`ReplyStage::stands`] in SQL): the order lies in their area, waits for
/// its reply and has that deadline.
fn own(ctx: &Ctx) -> Result<Conditions> {
    let mut own = Conditions::default();
    own.add("n.person_id = ? AND n.read_at IS NULL", [ctx.actor.user.0.into()])
        .add("r.id = n.order_id AND r.replied_at IS NULL AND r.due = n.due", [])
        .add(
            "(n.stage = ? OR n.due >= ?)",
            [ReplyStage::Overdue.as_str().into(), local_date(ctx.now).into()],
        );
    Ok(own.and(&Scope::of(ctx, None)?.condition("r")))
}

/// The unread notes of the person, the nearest deadline first; at most a page.
pub(super) async fn list(ctx: &Ctx) -> Result<Vec<OrderNote>> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(format!(
        "SELECT n.id, n.order_id, r.number, r.kind, r.area_code, n.stage, n.due, n.made_at {FROM}"
    ));
    sql.filter(&own(ctx)?).bind(" ORDER BY n.due, n.id LIMIT ?", [cap(ctx.state.limits.page_size)]);
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter().map(|row| read(row, &reference)).collect()
}

fn read(row: &QueryResult, reference: &Reference) -> Result<OrderNote> {
    let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
    Ok(OrderNote {
        id: OrderNoteId(row.try_get_by_index(0)?),
        order: HotlineOrderId(row.try_get_by_index(1)?),
        number: row.try_get_by_index(2)?,
        kind: row.try_get_by_index::<String>(3)?.parse()?,
        area: reference.areas.named(&area),
        stage: row.try_get_by_index::<String>(5)?.parse()?,
        due: row.try_get_by_index(6)?,
        made_at: row.try_get_by_index(7)?,
    })
}

/// A row for each unread note of the person.
pub(super) fn unread(ctx: &Ctx) -> Result<Sql> {
    let mut sql = Sql::new(format!("SELECT 1 {FROM}"));
    sql.filter(&own(ctx)?);
    Ok(sql)
}

/// Marks notes of the person as read, inside the caller's change: those that are named, or all. Those of others are passed over.
/// Answers how many.
pub(super) async fn mark(
    tx: &WriteTx,
    person: UserId,
    notes: Option<Vec<OrderNoteId>>,
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut which = Conditions::default();
    which.add("person_id = ? AND read_at IS NULL", [person.0.into()]);
    if let Some(notes) = notes {
        which.add(format!("id IN ({})", places(notes.len())), notes.iter().map(|id| Value::from(id.0)));
    }
    let mut sql = Sql::default();
    sql.bind("UPDATE order_note SET read_at = ?", [now.into()]).filter(&which);
    Ok(tx.execute_raw(sql.statement(tx.get_database_backend())).await?.rows_affected())
}
