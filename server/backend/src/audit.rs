//! The audit log: who changed or revealed what, written in the same transaction as the change.

pub mod verify;

use crate::{
    ctx::Ctx,
    db::{AtEnd, WriteTx},
    entities::audit_entry,
    transfer::rows::inserts_in_pieces,
};
use chrono::{DateTime, Utc};
use domain::{area::AreaCode, ids::UserId};
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbErr};
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

impl Author {
    /// The server, for what it does by itself.
    pub fn itself(at: DateTime<Utc>) -> Self {
        Self { at, id: None, login: "server".into() }
    }
}

/// Writes lines in the name of the request's actor, when the transaction ends.
pub fn write(tx: &WriteTx, ctx: &Ctx, entries: impl IntoIterator<Item = Entry>) {
    let author = Author { at: ctx.now, id: Some(ctx.actor.user), login: ctx.actor.login.clone() };
    write_as(tx, &author, entries);
}

/// Writes lines in somebody's name, when the transaction ends.
pub fn write_as(tx: &WriteTx, author: &Author, entries: impl IntoIterator<Item = Entry>) {
    let rows = entries.into_iter().map(|e| audit_entry::Model {
        id: Uuid::now_v7(),
        at: author.at,
        actor_id: author.id.map(|id| id.0),
        actor_login: author.login.clone(),
        action: e.action,
        subject_type: e.subject_type.to_owned(),
        subject_id: e.subject,
        area_code: e.area.map(String::from),
        detail: e.detail,
    });
    tx.at_end(|lines: &mut Lines| lines.0.extend(rows));
}

/// Lines that wait for the end of the transaction.
#[derive(Default)]
struct Lines(Vec<audit_entry::Model>);

impl AtEnd for Lines {
    const TURN: u8 = 2;

    fn merge(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<(), DbErr>> {
        Box::pin(tx.execute_all(inserts_in_pieces(tx.get_database_backend(), &self.0)))
    }
}
