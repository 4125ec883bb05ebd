//! The registers of penalties, hotline orders and fire incidents: keeping them, lists and maps, one entry, tables.

pub(crate) mod export;
pub mod fires;
mod linked;
pub mod links;
pub mod orders;
pub mod penalties;
mod place;
pub mod reveal;
mod shared;

pub use linked::{of_hazard, of_site};
pub(crate) use place::Placed;
pub(crate) use shared::{Head, Ready};
