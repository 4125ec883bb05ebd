//! Rates: figure A and its companions.

pub mod api;
mod map;
mod page;
mod period_form;
mod table;

pub use page::{Definition, Definitions, RatesPage, Scope, Tiles};
pub use period_form::PeriodForm;
