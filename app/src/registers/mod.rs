//! The registers: penalties 行政处罚, hotline orders 12345 工单, fire incidents 火情.

pub mod api;
mod entry;
mod fires;
mod fires_page;
mod lines;
mod orders;
mod orders_page;
mod penalties;
mod penalties_page;

pub use entry::may_enter;
pub use fires_page::{FirePage, FiresPage, NewFirePage};
pub use lines::{lines, name};
pub use orders_page::{NewOrderPage, OrderPage, OrdersPage};
pub use penalties_page::{NewPenaltyPage, PenaltiesPage, PenaltyPage};
