//! Tests of everything that speaks HTTP, against the real router on a real port and a fresh database each.
//!
//! SQLite always; the few that are about the database also on PostgreSQL, when `TEST_DATABASE_URL` names a server
//! where databases may be created, and those about photos in a bucket when `TEST_S3_URL` names one (`make test` sets
//! both). The databases and the small world in them are those of the backend's own tests.

#![allow(clippy::unwrap_used)]

#[path = "../../backend/tests/it/support/mod.rs"]
#[macro_use]
#[allow(dead_code, reason = "the backend's tests use the rest")]
mod support;

#[path = "../../backend/src/photos/test_pictures.rs"]
#[allow(dead_code, reason = "the tests of the photos use the rest")]
mod pictures;

mod stage;

mod authorisation;
mod checklists;
mod desk;
mod field;
mod forms;
mod garbage;
mod headers;
mod imports;
mod intake;
mod late_steps;
mod leader;
mod maps;
mod order_notes;
mod origin;
mod party;
mod photos;
mod repeats;
mod rules;
mod servers;
mod set_aside;
mod sign_in;
mod smoke;
mod summary_print;
mod sync;
mod texts;
mod tiles;
