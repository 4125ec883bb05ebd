//! The audit log: who changed or revealed what, written in the same transaction as the change.

pub mod verify;

use crate::{ctx::Ctx, db::WriteTx, entities::audit_entry, error::Result};
use chrono::{DateTime, Utc};
use domain::{area::AreaCode, ids::UserId};
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was done, e.g. `hazard.assign`.
    pub action: String,
    /// Kind of record.
    pub subject_type: &'static str,
    /// Which record.
    pub subject: String,
    /// Where it is.
    pub area: Option<AreaCode>,
    /// What else to know; never a secret, never personal data in full.
    pub detail: serde_json::Value,
}

/// Who stands behind a line.
#[derive(Clone, Debug)]
pub struct Author {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nobody for a sign-in that failed and for the console.
    pub id: Option<UserId>,
    /// Sign-in name, as typed when it is nobody's.
    pub login: String,
}

/// Writes lines in the name of the request's actor.
pub async fn write(tx: &WriteTx, ctx: &Ctx, entries: impl IntoIterator<Item = Entry>) -> Result<()> {
    let author = Author { at: ctx.now, id: Some(ctx.actor.user), login: ctx.actor.login.clone() };
    write_as(tx, &author, entries).await
}

/// Writes lines in somebody's name.
pub async fn write_as(tx: &WriteTx, author: &Author, entries: impl IntoIterator<Item = Entry>) -> Result<()> {
    let rows: Vec<_> = entries
        .into_iter()
        .map(|e| audit_entry::ActiveModel {
            id: Set(Uuid::now_v7()),
            at: Set(author.at),
            actor_id: Set(author.id.map(|id| id.0)),
            actor_login: Set(author.login.clone()),
            action: Set(e.action),
            subject_type: Set(e.subject_type.to_owned()),
            subject_id: Set(e.subject),
            area_code: Set(e.area.map(String::from)),
            detail: Set(e.detail),
        })
        .collect();
    if !rows.is_empty() {
        audit_entry::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}
