//! Rates: figure A and its companions.

pub mod api;
mod page;
mod table;

pub use page::RatesPage;
