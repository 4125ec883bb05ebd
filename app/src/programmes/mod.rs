//! The programmes 专项工作 and registers 台账: one entry of the navigation, with a page that leads on.

pub mod choices;
mod hub_page;
pub(crate) mod walk;
pub(crate) mod walk_map;

pub(crate) use hub_page::link;
pub use hub_page::{HubPage, PATH, is_here};
