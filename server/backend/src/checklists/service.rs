//! Drafts, publishing, retiring. What is published is never edited: visits refer to it for ever.

use super::rows::{begun_with, content, count, draft, library, list, newest};
use crate::{
    audit,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{checklist, checklist_draft, checklist_version},
    error::{Error, Result},
    reference::load::fixed_id,
    rules::service::{Done, begun, check_right, note},
};
use domain::{
    checklists::{
        BOOK, ChecklistDraft, EditDraft,
        commands::{BeginDraft, DiscardDraft, PublishDraft, RetireChecklist},
    },
    fault::{Code, Fault, FieldCode},
    rules::RuleStep,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

/// Begins the draft of a next version, or of a new checklist. Where somebody has begun one already, it is theirs that
/// goes on.
pub async fn begin(ctx: &Ctx, command: BeginDraft) -> Result<()> {
    check_right(ctx)?;
    command.validate()?;
    let content = sha256(&command)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let ctx = caller;
            claim(tx).await?;
            // the same command again: it was begun, and may have been published
            if checklist_version::Entity::find_by_id(command.id.0).one(tx).await?.is_some() {
                return Ok(());
            }
            let taken = || Error::from(Fault::field("code", FieldCode::Duplicate));
            if let Some(there) = draft(tx, &command.code).await? {
                let mine = there.id == command.id.0 || command.title.is_none();
                return if mine { Ok(()) } else { Err(taken()) };
            }
            let begun = match (command.blank(), list(tx, &command.code).await?) {
                (Some(_), Some(_)) => return Err(taken()),
                (Some(blank), None) => blank,
                (None, None) => return Err(Error::code(Code::NotFound)),
                (None, Some(list)) => {
                    let version = newest(tx, list.id).await?;
                    begun_with(list, version.ok_or_else(|| Error::code(Code::NotFound))?)?
                }
            };
            let row = checklist_draft::Model {
                id: command.id.0,
                code: command.code,
                content: serde_json::to_value(&begun)?,
                revision: 1,
                edit_id: command.id.0,
                content_sha256: content,
                edited_by: ctx.actor.user.0,
                edited_at: ctx.now,
            };
            told(tx, &ctx, "begin", &row, json!({"title": begun.title}));
            row.into_active_model().reset_all().insert(tx).await?;
            Ok::<_, Error>(())
        })
    })
    .await
}

/// Edits a draft; answers its revision. The last edit sent again is accepted again; of two people who edit it at once the
/// second is told.
pub async fn edit(ctx: &Ctx, command: EditDraft) -> Result<u32> {
    check_right(ctx)?;
    let content_sha256 = sha256(&command)?;
    let reference = ctx.state.reference().await?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let ctx = caller;
            claim(tx).await?;
            let row = draft(tx, &command.code).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            if row.edit_id == command.id.0 {
                let same = row.content_sha256 == content_sha256;
                return if same { count(row.revision) } else { Err(Error::code(Code::ContentConflict)) };
            }
            let before = seen(&row, command.revision)?;
            let after = before.edited(command.id, &command.edit, library(&reference, &ctx))?;
            told(tx, &ctx, "edit", &row, json!({"edit": command.edit}));
            let row = checklist_draft::Model {
                content: serde_json::to_value(&after)?,
                revision: row.revision + 1,
                edit_id: command.id.0,
                content_sha256,
                edited_by: ctx.actor.user.0,
                edited_at: ctx.now,
                ..row
            };
            let revision = count(row.revision)?;
            row.into_active_model().reset_all().update(tx).await?;
            Ok::<_, Error>(revision)
        })
    })
    .await
}

/// Throws a draft away. One that is gone already is as it should be.
pub async fn discard(ctx: &Ctx, command: DiscardDraft) -> Result<()> {
    check_right(ctx)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let ctx = caller;
            claim(tx).await?;
            let row = draft(tx, &command.code).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            seen(&row, command.revision)?;
            told(tx, &ctx, "discard", &row, json!({"content": row.content}));
            checklist_draft::Entity::delete_by_id(row.id).exec(tx).await?;
            Ok::<_, Error>(())
        })
    })
    .await
}

/// Publishes a draft as the next version. Visits that were begun by an older one keep that. The same command sent again is
/// accepted again.
pub async fn publish(ctx: &Ctx, command: PublishDraft) -> Result<()> {
    check_right(ctx)?;
    command.validate()?;
    let content = sha256(&command)?;
    let reference = ctx.state.reference().await?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let ctx = caller;
            if begun(tx, command.id, BOOK, &content).await? {
                return Ok(());
            }
            let row = draft(tx, &command.code).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            let ready = seen(&row, command.revision)?;
            Fault::check(ready.faults(library(&reference, &ctx)))?;
            let there = list(tx, &command.code).await?;
            let (step, version) = match &there {
                None => (RuleStep::Add, 1),
                Some(list) => {
                    let newest = newest(tx, list.id).await?.map_or(0, |newest| newest.version);
                    (RuleStep::Revise, newest + 1)
                }
            };
            let titles = json!({"version": version, "title": ready.title, "site_kinds": ready.site_kinds});
            let list = checklist::Model {
                // never the id of a list that comes with the program: that one would bring its own versions
                id: there.as_ref().map_or(command.id.0, |list| list.id),
                code: command.code.clone(),
                title: ready.title.zh,
                title_en: ready.title.en,
                site_kinds: serde_json::to_value(&ready.site_kinds)?,
                active: true,
                retired_at: None,
                created_at: there.as_ref().map_or(ctx.now, |list| list.created_at),
            };
            let published = checklist_version::Model {
                id: row.id,
                checklist_id: list.id,
                version,
                items: serde_json::to_value(&ready.checklist)?,
                status: "published".into(),
                published_at: Some(ctx.now),
            };
            let list = list.into_active_model().reset_all();
            if there.is_some() {
                list.update(tx).await?;
            } else {
                list.insert(tx).await?;
            }
            published.into_active_model().reset_all().insert(tx).await?;
            let done = Done {
                id: command.id,
                step,
                book: BOOK,
                entry: command.code,
                row: row.id,
                rule: titles,
                reason: command.reason,
                content,
            };
            checklist_draft::Entity::delete_by_id(row.id).exec(tx).await?;
            note(tx, &ctx, done).await?;
            Ok::<_, Error>(())
        })
    })
    .await?;
    ctx.state.refresh_reference().await;
    Ok(())
}

/// Takes a checklist out of use. Visits that were begun by it keep it. The same command sent again is accepted again.
pub async fn retire(ctx: &Ctx, command: RetireChecklist) -> Result<()> {
    check_right(ctx)?;
    command.validate()?;
    let content = sha256(&command)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let ctx = caller;
            if begun(tx, command.id, BOOK, &content).await? {
                return Ok(());
            }
            let list = list(tx, &command.code).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            let version = newest(tx, list.id).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            if count(version.version)? != command.version {
                return Err(Error::code(Code::Stale));
            }
            if !list.active {
                return Err(Error::code(Code::NothingToDo));
            }
            let done = Done {
                id: command.id,
                step: RuleStep::End,
                book: BOOK,
                entry: command.code,
                row: version.id,
                rule: json!({"version": version.version, "title": list.title}),
                reason: command.reason,
                content,
            };
            let list = checklist::Model { active: false, retired_at: Some(ctx.now), ..list };
            list.into_active_model().reset_all().update(tx).await?;
            note(tx, &ctx, done).await?;
            Ok::<_, Error>(())
        })
    })
    .await?;
    ctx.state.refresh_reference().await;
    Ok(())
}

/// Changes of checklists come one after the other from here on, as publishing and retiring do with [`begun`].
async fn claim(tx: &WriteTx) -> Result<()> {
    Ok(tx.claim(fixed_id("rule_book", BOOK)).await?)
}

/// The draft, when it is as the person saw it.
fn seen(row: &checklist_draft::Model, revision: u32) -> Result<ChecklistDraft> {
    if count(row.revision)? == revision { content(row) } else { Err(Error::code(Code::Stale)) }
}

/// The line of the log about a draft.
fn told(tx: &WriteTx, ctx: &Ctx, step: &str, row: &checklist_draft::Model, detail: serde_json::Value) {
    let line = audit::Entry {
        action: format!("checklist.{step}"),
        subject_type: "checklist",
        subject: row.code.clone(),
        area: None,
        detail,
    };
    audit::write(tx, ctx, [line]);
}
