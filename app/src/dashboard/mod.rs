//! The dashboard of office and leader, and the page for a screen on the wall.

mod ages;
pub mod api;
mod balances;
mod chart;
mod page;
mod table;
mod trends;
mod wall_page;

pub use page::DashboardPage;
pub(crate) use trends::{bars, trends};
pub use wall_page::WallPage;

/// Where it is.
pub const PATH: &str = "/dashboard";
