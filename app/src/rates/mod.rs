//! Rates: figure A and its companions.

pub mod api;
mod page;

pub use page::RatesPage;
