//! What was sent to whom, for the office.

use super::send;
use crate::{
    audit,
    ctx::Ctx,
    entities::{delivery, user_account},
    error::{Error, Result},
    listing::{Conditions, Sql, cap},
    queue,
    reference::Reference,
};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::is_kept,
    fault::{Code, Fault, FieldCode},
    ids::{DeliveryId, UserId},
    people::PersonRef,
    reminders::{
        DeliveryState,
        views::{DeliveryChoice, DeliveryPage, DeliveryRow},
    },
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryResult};

/// The messages that failed or whose outcome is unclear, as the index for them has it.
const TROUBLE: &str = "d.state IN ('failed', 'unclear')";

/// A page of the messages to the people of the actor's area, behind the message `after`.
pub async fn list(ctx: &Ctx, choice: DeliveryChoice, after: Option<DeliveryId>) -> Result<DeliveryPage> {
    ctx.require(Right::WatchMessages)?;
    let mut conditions = Conditions::default();
    match choice {
        DeliveryChoice::Day(day) if is_kept(day) => conditions.add("d.day = ?", [day.into()]),
        DeliveryChoice::Day(_) => return Err(Fault::field("day", FieldCode::OutOfRange).into()),
        DeliveryChoice::Trouble => conditions.add(TROUBLE, []),
    };
    let conditions = conditions.and(&within(ctx));
    let mut place = Conditions::default();
    if let Some(id) = after
        && let Some(row) = delivery::Entity::find_by_id(id.0).one(ctx.db().read()).await?
        && ctx.actor.area.contains(&row.area_code.parse()?)
    {
        place.add("(d.area_code, d.id) > (?, ?)", [row.area_code.into(), row.id.into()]);
    }
    let size = ctx.state.limits.page_size;
    let mut sql = Sql::new(
        "SELECT d.id, d.person_id, u.name, u.role, d.area_code, d.way, d.day, d.state, d.reason, d.updated_at, \
         (SELECT count(*) FROM delivery_item i WHERE i.delivery_id = d.id) \
         FROM delivery d CROSS JOIN user_account u",
    );
    let mut all = conditions.and(&place);
    all.add("u.id = d.person_id", []);
    sql.filter(&all).bind(" ORDER BY d.area_code, d.id LIMIT ?", [cap(size + 1)]);
    let administers = ctx.actor.role.has(Right::Administer);
    let set_aside = if administers { queue::number_set_aside(ctx).await? } else { 0 };
    let reference = ctx.state.reference().await?;
    let found = sql.all(ctx.db().read()).await?;
    let mut rows = found.iter().map(|row| read(row, &reference)).collect::<Result<Vec<_>>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(DeliveryPage {
        choice,
        next: rows.last().filter(|_| more).map(|row| row.id),
        rows,
        trouble: trouble(ctx).await?,
        set_aside,
        ways: ctx.state.outgoing.ways(),
    })
}

/// To the people of the actor's area.
fn within(ctx: &Ctx) -> Conditions {
    let area = &ctx.actor.area;
    let mut within = Conditions::default();
    within.add("d.area_code >= ? AND d.area_code < ?", [area.as_str().into(), area.successor().into()]);
    within
}

/// How many messages failed or are unclear: few at any time, and an index holds them alone.
async fn trouble(ctx: &Ctx) -> Result<u64> {
    let mut conditions = Conditions::default();
    conditions.add(TROUBLE, []);
    let mut sql = Sql::new("SELECT count(*) FROM delivery d");
    sql.filter(&conditions.and(&within(ctx)));
    Ok(sql.number(ctx.db().read()).await?.unsigned_abs())
}

fn read(row: &QueryResult, reference: &Reference) -> Result<DeliveryRow> {
    let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
    Ok(DeliveryRow {
        id: DeliveryId(row.try_get_by_index(0)?),
        person: PersonRef {
            id: UserId(row.try_get_by_index(1)?),
            name: row.try_get_by_index(2)?,
            role: row.try_get_by_index::<String>(3)?.parse()?,
        },
        area: reference.areas.named(&area),
        way: row.try_get_by_index::<String>(5)?.parse()?,
        day: row.try_get_by_index(6)?,
        state: row.try_get_by_index::<String>(7)?.parse()?,
        reason: row.try_get_by_index(8)?,
        at: row.try_get_by_index(9)?,
        reminders: row.try_get_by_index::<i64>(10)?.unsigned_abs(),
    })
}

/// Has a message sent again that failed or whose outcome is unclear. It keeps its id, so that a server for mail which has it
/// already may recognise it. Settled hazards are left out of it.
pub async fn again(ctx: &Ctx, id: DeliveryId) -> Result<()> {
    ctx.require(Right::WatchMessages)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(id.0).await?;
            let row = delivery::Entity::find_by_id(id.0).one(tx).await?;
            let mut row = row.ok_or_else(|| Error::code(Code::NotFound))?;
            let area: AreaCode = row.area_code.parse()?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            let state: DeliveryState = row.state.parse()?;
            if !state.may_be_repeated() {
                return Err(Error::code(Code::Stale));
            }
            let person = user_account::Entity::find_by_id(row.person_id).one(tx).await?;
            if person.is_none_or(|person| person.disabled_at.is_some()) {
                return Err(Fault::field("person", FieldCode::Unknown).into());
            }
            row.state = DeliveryState::Waiting.as_str().into();
            row.repeats += 1;
            row.updated_at = ctx.now;
            let line = audit::Entry {
                action: "delivery.again".into(),
                subject_type: "delivery",
                subject: id.to_string(),
                area: Some(area),
                detail: serde_json::json!({"way": row.way, "day": row.day, "was": state}),
            };
            let job = send::job(&row, ctx.now)?;
            row.into_active_model().reset_all().update(tx).await?;
            queue::add(tx, ctx.now, vec![job]).await?;
            audit::write(tx, &ctx, [line]);
            Ok::<_, Error>(())
        })
    })
    .await
}
