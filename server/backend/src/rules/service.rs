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
    stamps::Stamped,
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
pub(crate) fn may_keep(ctx: &Ctx) -> bool {
    ctx.actor.role.has(Right::KeepRules) && ctx.actor.area.level() <= AreaLevel::Subdistrict
}

pub(crate) fn check_right(ctx: &Ctx) -> Result<(), Fault> {
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
                if begun(tx, id, book.as_str(), &content).await? {
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
                note(tx, &ctx, Done::of((id, step), id.0, &rule, (reason, content))?).await?;
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
                if begun(tx, id, book.as_str(), &content).await? {
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
                note(tx, &ctx, Done::of((id, step), row, &rule, (reason, content))?).await?;
                Ok::<_, Error>(id)
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(id)
}

/// Whether this very change has been made. Changes of one table come one after the other from here on: of two editors the
/// second finds what the first has made of the rule.
pub(crate) async fn begun(tx: &WriteTx, id: EventId, book: &str, content: &str) -> Result<bool> {
    tx.claim(fixed_id("rule_book", book)).await?;
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
pub(crate) struct Done {
    /// The command.
    pub id: EventId,
    /// What was done.
    pub step: RuleStep,
    /// The table.
    pub book: &'static str,
    /// What the rule is asked by.
    pub entry: String,
    /// The version that was made, ended or taken back.
    pub row: Uuid,
    /// What it says.
    pub rule: serde_json::Value,
    /// Why.
    pub reason: String,
    /// SHA-256 of the command.
    pub content: String,
}

impl Done {
    fn of(
        (id, step): (EventId, RuleStep),
        row: Uuid,
        rule: &Rule,
        (reason, content): (String, String),
    ) -> Result<Self> {
        let (book, entry) = (rule.book().as_str(), rule.key());
        Ok(Self { id, step, book, entry, row, rule: serde_json::to_value(rule)?, reason, content })
    }
}

/// Keeps it in the history of the rule and in the audit log.
pub(crate) async fn note(tx: &WriteTx, ctx: &Ctx, done: Done) -> Result<()> {
    let line = audit::Entry {
        action: format!("rule.{}", done.step),
        subject_type: "rule",
        subject: done.row.to_string(),
        area: None,
        detail: serde_json::json!({"book": done.book, "key": done.entry, "rule": done.rule}),
    };
    let row = rule_change::Model {
        id: done.id.0,
        sort_key: free_key(tx, "rule_change", sort_key(ctx.now, done.id.0)).await?,
        book: done.book.into(),
        entry: done.entry,
        step: done.step.as_str().into(),
        rule_id: done.row,
        rule: done.rule,
        reason: tidy(&done.reason).unwrap_or_default(),
        changed_by: ctx.actor.user.0,
        changed_at: ctx.now,
        content_sha256: done.content,
    };
    row.into_active_model().reset_all().insert(tx).await?;
    audit::write(tx, ctx, [line]);
    Stamped::Reference.touch(tx).await
}
