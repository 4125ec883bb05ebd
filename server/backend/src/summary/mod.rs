//! Safety summaries 安全工作小结: read at one instant, drafted, checked by a second person, issued and never changed, corrected.
//!
//! `facts` reads what a summary is made from, `rows` what is behind each of its figures, both in one snapshot; `freeze` keeps
//! those rows, `beside` those of the periods that it is compared with, `store` the record. [`service`] has the steps, `issue` the
//! last of them, [`query`] the reads; [`rows_table`] writes the rows behind a number as a table, `changes` holds rows as issued
//! against rows as of now, [`schedule`] drafts by itself, [`announce`] tells others of what was issued, and [`links`] open it to
//! whoever was given one.

pub mod announce;
mod beside;
mod changes;
pub mod charts;
mod facts;
pub mod files;
mod freeze;
mod issue;
pub mod links;
mod map;
mod named;
pub mod notes;
pub mod query;
pub mod report;
mod rows;
pub mod rows_table;
pub mod schedule;
pub mod service;
mod store;

/// The hash of the rows of a freeze as they are kept now.
pub(crate) async fn frozen_digest(db: &crate::db::Db, freeze: uuid::Uuid) -> crate::error::Result<String> {
    freeze::digest(db.read(), freeze).await
}

/// Whether the rows beside those of a freeze are those of that hash; without one there are none.
pub(crate) async fn is_beside_as_frozen(
    db: &crate::db::Db,
    freeze: uuid::Uuid,
    sha256: Option<&str>,
) -> crate::error::Result<bool> {
    beside::is_as_frozen(db.read(), freeze, sha256).await
}

/// Whether the rows of a freeze are found and counted as they were when they were frozen.
pub(crate) async fn is_found_as_frozen(db: &crate::db::Db, freeze: uuid::Uuid) -> crate::error::Result<bool> {
    freeze::is_found_as_frozen(db.read(), freeze).await
}
