//! Imports of lists in steps: the file, its columns, of sites what becomes of those that are known already, and then all of it
//! at once.
//!
//! Between the steps an import is a row of `import_job` and a file in the object store. Only whoever uploaded it sees it.
//! Each step reads the file anew, so that nothing but the person's choices has to be believed.

mod plan;
mod prepare;
pub mod query;
mod rows;
pub mod service;
mod twins;

use crate::{ctx::State, entities::import_job, error::Result};
use chrono::{DateTime, TimeDelta, Utc};

/// Largest file, in bytes. A register of 20,000 rows has two or three million.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// How long an import is kept that nobody finishes: its file holds personal data.
const UNFINISHED: TimeDelta = TimeDelta::days(7);

/// How long the result of a finished one is kept; its file goes with the import.
const FINISHED: TimeDelta = TimeDelta::days(30);

/// Proposals on a page.
pub const PAGE: u64 = 50;

/// Faults on a page.
pub const FAULT_PAGE: u64 = 100;

/// Removes the imports that have expired by `now`, with their files. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    use import_job::{Column, Entity};
    super::purge::purge::<Entity>(state, now, Column::Id, Column::ExpiresAt).await
}
