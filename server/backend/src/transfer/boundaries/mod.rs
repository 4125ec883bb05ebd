//! Imports of outlines of areas: the file, what it would change, and then all of it at once.
//!
//! Between the steps an import is a row of `boundary_import` and a file in the object store. Only whoever uploaded it sees it. The
//! row has the outlines as they were put right, so that looking at it again reads no file; reading the file in another way does.
//! What becomes of sites is found anew each time, because sites change meanwhile; who confirms says how many were shown.

mod file;
mod look;
mod moves;
pub mod query;
mod rows;
pub mod service;

use crate::{ctx::State, entities::boundary_import, error::Result};
use chrono::{DateTime, TimeDelta, Utc};

/// Largest file, in bytes.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// How long an import is kept that nobody finishes.
const UNFINISHED: TimeDelta = TimeDelta::days(7);

/// How long the result of a finished import is kept.
const FINISHED: TimeDelta = TimeDelta::days(30);

/// Sites of one page.
const PAGE: u64 = 50;

/// Removes the imports of outlines that have expired by `now`, with their files. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    use boundary_import::{Column, Entity};
    super::purge::purge::<Entity>(state, now, Column::Id, Column::ExpiresAt).await
}
