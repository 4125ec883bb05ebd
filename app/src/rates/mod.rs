//! Rates: figure A and its companions.

mod page;

pub use page::RatesPage;
