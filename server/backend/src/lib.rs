//! Every decision that needs I/O: services (verbs), queries (reads), storage, imports and demo data.
//!
//! Pages, API, jobs, command line and import do three things: build a [`ctx::Ctx`], call one service or query,
//! map the answer. What is allowed is decided here and in `domain`, never in a handler.

pub mod areas;
pub mod assignment;
pub mod attempts;
pub mod audit;
pub mod base_tiles;
pub mod campaigns;
mod changes;
pub mod charts;
pub mod checklists;
pub mod config;
pub mod content;
pub mod copy;
pub mod ctx;
pub mod db;
pub mod demo;
pub mod desk;
pub mod entities;
pub mod error;
pub mod figures;
pub mod files;
pub mod hazards;
pub mod home;
pub mod import_text;
pub mod initials;
pub mod inspections;
mod keep;
pub mod links;
mod listing;
pub mod outgoing;
pub mod papers;
pub mod party;
pub mod passwords;
pub mod people;
pub mod photos;
pub mod plans;
pub mod programmes;
pub mod queue;
pub mod reference;
pub mod registers;
pub mod relapse;
pub mod reminders;
pub mod roll_calls;
pub mod rules;
pub mod search;
pub mod sites;
mod stamps;
pub mod storage;
pub mod summary;
pub mod sync;
pub mod tables;
pub mod targets;
pub mod tiles;
mod tokens;
pub mod transfer;
