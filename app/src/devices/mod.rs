//! The office's list of tablets 平板对账.

pub mod api;
mod page;

pub use page::{DevicesPage, PATH};
