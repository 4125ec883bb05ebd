//! Changing rules. What is in force is never edited: a change is a new version from a day on, or an end.

use super::rows::{all, delete, insert, set_end, version};
use crate::{
    audit,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::rule_change,
    error::{Error, Result},
    keep::free_key,
    reference::load::fixed_id,
};
use domain::{
    actor::Right,
    area::AreaLevel,
    calendar::local_date,
    fault::{Code, Fault},
    ids::{EventId, sort_key},
    rules::{KeepRule, Rule, RuleBook, RuleStep, StopRule, Version, end, revise, withdraw},
    text::tidy,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

/// Whether the actor may change rules. They hold for everybody whom this installation serves, so a committee's own office
/// does not change them.
pub(super) fn may_keep(ctx: &Ctx) -> bool {
    ctx.actor.role.has(Right::KeepRules) && ctx.actor.area.level() <= AreaLevel::Subdistrict
}

fn check_right(ctx: &Ctx) -> Result<(), Fault> {
    if may_keep(ctx) { Ok(()) } else { Err(Fault::new(Code::Forbidden).with("role", ctx.actor.role)) }
}

/// Adds a rule, or makes its next version; the version before ends on the day before. The same command sent again is
/// accepted again; of two people who change a rule at once the second is told.
pub async fn keep(ctx: &Ctx, command: KeepRule) -> Result<EventId> {
    check_right(ctx)?;
    command.validate()?;
    let content = sha256(&command)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    let id = db
        .write(move |tx| {
            Box::pin(async move {
                let ctx = caller;
                let KeepRule { id, base, rule, reason } = command;
                let book = rule.book();
                if begun(tx, id, book, &content).await? {
                    return Ok(id);
                }
                let key = rule.key();
                let versions = of_key(tx, book, &key).await?;
                let shortened = revise(&versions, base, rule.valid_from())?;
                if let Some(before) = shortened {
                    set_end(tx, book, before, rule.valid_from().pred_opt()).await?;
                }
                insert(tx, id.0, &rule).await?;
                let step = if base.is_some() { RuleStep::Revise } else { RuleStep::Add };
                note(tx, &ctx, Done { id, step, row: id.0, rule, reason, content }).await?;
                Ok::<_, Error>(id)
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(id)
}

/// Ends a rule, or takes its newest version back when that has not come into force.
pub async fn stop(ctx: &Ctx, command: StopRule) -> Result<EventId> {
    check_right(ctx)?;
    command.validate()?;
    let content = sha256(&command)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    let id = db
        .write(move |tx| {
            Box::pin(async move {
                let ctx = caller;
                let StopRule { id, book, base, last, reason } = command;
                if begun(tx, id, book, &content).await? {
                    return Ok(id);
                }
                let found = all(tx, book).await?.into_iter().find(|(row, _)| *row == base.id);
                let (row, mut rule) = found.ok_or_else(|| Error::code(Code::NotFound))?;
                let versions = of_key(tx, book, &rule.key()).await?;
                let step = if let Some(last) = last {
                    end(&versions, base, last)?;
                    set_end(tx, book, row, Some(last)).await?;
                    rule.end_on(last);
                    RuleStep::End
                } else {
                    let again = withdraw(&versions, base, local_date(ctx.now))?;
                    delete(tx, book, row).await?;
                    if let Some(before) = again {
                        set_end(tx, book, before, None).await?;
                    }
                    RuleStep::Withdraw
                };
                note(tx, &ctx, Done { id, step, row, rule, reason, content }).await?;
                Ok::<_, Error>(id)
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(id)
}

/// Whether this very change has been made. Changes of one table come one after the other from here on: of two editors the
/// second finds what the first has made of the rule.
async fn begun(tx: &WriteTx, id: EventId, book: RuleBook, content: &str) -> Result<bool> {
    tx.claim(fixed_id("rule_book", book.as_str())).await?;
    match rule_change::Entity::find_by_id(id.0).one(tx).await? {
        None => Ok(false),
        Some(row) if row.content_sha256 == content => Ok(true),
        Some(_) => Err(Error::code(Code::ContentConflict)),
    }
}

async fn of_key(tx: &WriteTx, book: RuleBook, key: &str) -> Result<Vec<Version>> {
    let rows = all(tx, book).await?;
    Ok(rows.iter().filter(|(_, rule)| rule.key() == key).map(|(id, rule)| version(*id, rule)).collect())
}

/// A change that was made.
struct Done {
    id: EventId,
    step: RuleStep,
    row: Uuid,
    rule: Rule,
    reason: String,
    content: String,
}

/// Keeps it in the history of the rule and in the audit log.
async fn note(tx: &WriteTx, ctx: &Ctx, done: Done) -> Result<()> {
    let (book, key) = (done.rule.book(), done.rule.key());
    let line = audit::Entry {
        action: format!("rule.{}", done.step),
        subject_type: "rule",
        subject: done.row.to_string(),
        area: None,
        detail: serde_json::json!({
            "book": book, "key": key, "from": done.rule.valid_from(), "to": done.rule.valid_to(),
        }),
    };
    let row = rule_change::Model {
        id: done.id.0,
        sort_key: free_key(tx, "rule_change", sort_key(ctx.now, done.id.0)).await?,
        book: book.as_str().into(),
        entry: key,
        step: done.step.as_str().into(),
        rule_id: done.row,
        rule: serde_json::to_value(&done.rule)?,
        reason: tidy(&done.reason).unwrap_or_default(),
        changed_by: ctx.actor.user.0,
        changed_at: ctx.now,
        content_sha256: done.content,
    };
    row.into_active_model().reset_all().insert(tx).await?;
    audit::write(tx, ctx, [line]);
    Ok(())
}
