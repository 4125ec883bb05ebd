//! The holiday calendar: a year of it, and setting days.

use super::{
    query::changes,
    service::{Done, begun, check_right, may_keep, note},
};
use crate::{
    content::sha256,
    ctx::Ctx,
    entities::holiday,
    error::{Error, Result},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    calendar::{YEARS, local_date},
    fault::{Fault, FieldCode},
    ids::EventId,
    rules::{
        DayIs, KeepDays, RuleStep,
        views::{DayRow, DaysChange, YearDays},
    },
    text::tidy,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// The name of the calendar among the tables of rules.
const BOOK: &str = "holidays";

fn is(row: &holiday::Model) -> Result<DayIs> {
    Ok(DayIs { kind: row.kind.parse()?, name: row.name.clone() })
}

/// The calendar of a year (this one when none is named) with a page of what was done to it, before the change `before`.
pub async fn year(ctx: &Ctx, year: Option<i32>, before: Option<i64>) -> Result<YearDays> {
    let year = year.unwrap_or_else(|| local_date(ctx.now).year());
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year));
    let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) else {
        return Err(Fault::field("year", FieldCode::OutOfRange).into());
    };
    let rows = holiday::Entity::find()
        .filter(holiday::Column::Day.gte(first))
        .filter(holiday::Column::Day.lte(last))
        .order_by_asc(holiday::Column::Day)
        .all(ctx.db().read())
        .await?;
    let size = ctx.state.limits.page_size;
    let found = changes(BOOK, &year.to_string(), before, size + 1).all(ctx.db().read()).await?;
    let mut done = Vec::with_capacity(found.len());
    for row in &found {
        done.push(DaysChange {
            change: serde_json::from_value(row.try_get_by_index(1)?)?,
            by: row.try_get_by_index(3)?,
            at: row.try_get_by_index::<DateTime<Utc>>(4)?,
            key: row.try_get_by_index(5)?,
        });
    }
    let more = done.len() as u64 > size;
    done.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(YearDays {
        year,
        days: rows.iter().map(|row| Ok(DayRow { day: row.day, is: is(row)? })).collect::<Result<_>>()?,
        next: done.last().filter(|_| more).map(|change| change.key),
        changes: done,
        may_keep: may_keep(ctx),
    })
}

/// Sets days, or changes one that is set. Deadlines that stand do not move with it. The same command sent again is
/// accepted again; of two people who change a day at once the second is told.
pub async fn keep(ctx: &Ctx, command: KeepDays) -> Result<EventId> {
    check_right(ctx)?;
    command.validate()?;
    let content = sha256(&command)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    let id = db
        .write(move |tx| {
            Box::pin(async move {
                let ctx = caller;
                if begun(tx, command.id, BOOK, &content).await? {
                    return Ok(command.id);
                }
                let rows = holiday::Entity::find()
                    .filter(holiday::Column::Day.gte(command.from))
                    .filter(holiday::Column::Day.lte(command.to))
                    .all(tx)
                    .await?;
                let there: BTreeMap<NaiveDate, DayIs> =
                    rows.iter().map(|row| Ok((row.day, is(row)?))).collect::<Result<_>>()?;
                command.fits(&there)?;
                for day in command.days() {
                    let row = holiday::Model {
                        day,
                        kind: command.is.kind.as_str().into(),
                        name: tidy(&command.is.name).unwrap_or_default(),
                    };
                    let row = row.into_active_model().reset_all();
                    if there.contains_key(&day) {
                        row.update(tx).await?
                    } else {
                        row.insert(tx).await?
                    };
                }
                let step = if command.before.is_some() { RuleStep::Revise } else { RuleStep::Add };
                let done = Done {
                    id: command.id,
                    step,
                    book: BOOK,
                    // a holiday over New Year stands in the history of the year that it begins in
                    entry: command.from.year().to_string(),
                    row: command.id.0,
                    rule: serde_json::to_value(&command)?,
                    reason: command.reason,
                    content,
                };
                note(tx, &ctx, done).await?;
                Ok::<_, Error>(command.id)
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(id)
}
