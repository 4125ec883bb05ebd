//! Tests of the backend against real databases, one fresh database for each test.
//!
//! SQLite always; PostgreSQL when `TEST_DATABASE_URL` names a server where databases may be created
//! (`make test` sets it). Files in a bucket when `TEST_S3_URL` names a server of the S3 protocol.

#![allow(clippy::unwrap_used)]

#[macro_use]
mod support;

mod area_map;
mod assignment;
mod attempts;
mod audited;
mod balances;
mod bulk;
mod campaign_doors;
mod campaigns;
mod cases;
mod checklists;
mod citing;
mod copy;
mod counts;
mod dashboard;
mod db;
mod demo;
mod demo_programmes;
mod desk;
mod distribution;
mod drift;
mod figures;
mod hazard_table;
mod hazards;
mod import;
mod kept_rates;
mod kept_sums;
mod lists;
mod merge;
mod migrations;
mod papers;
mod party;
mod people;
mod places;
mod plans;
mod programmes;
mod purge;
mod queue;
mod reclassify;
mod reference;
mod registers;
mod relapse;
mod reminders;
mod roll_calls;
mod rules;
mod saves;
mod search;
mod site_places;
mod storage;
mod summary;
mod sync;
mod tampering;
mod tiles;
mod ways;
