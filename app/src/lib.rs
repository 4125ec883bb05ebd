//! The screens of Xun'an 巡安: rendered on the server, made lively in the browser.
//!
//! `ssr` builds the server's half, `hydrate` the browser's; never both in one build. Pages get their data from
//! server functions (`<feature>/api.rs`), send changes as plain forms to `/do/…`, and speak through [`tr!`].
#![recursion_limit = "512"]

pub mod app;
mod capture;
pub mod checklists;
mod chrome;
mod codec;
pub mod desk;
pub mod error;
pub mod facts;
pub mod fault_text;
pub mod field;
pub mod flash;
mod home;
#[cfg(feature = "hydrate")]
mod hydrate;
pub mod labels;
mod listing;
mod not_found;
mod parts;
pub mod party;
pub mod query;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(feature = "ssr")]
mod start;
pub mod text;
pub mod ui;

mod assignment;
mod boundaries;
mod campaigns;
mod dashboard;
mod detectors;
mod devices;
mod gas_users;
mod gear;
mod hazards;
pub mod imports;
mod inspections;
mod papers;
mod plans;
mod programmes;
mod rates;
mod registers;
mod relapse;
mod reminders;
mod roll_calls;
pub mod rules;
mod sites;
mod stoves;
pub mod summaries;
mod visits;

/// Called by the page's own script once the program has loaded.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    hydrate::start();
}
