//! Recurring plans, the tasks of a day with their walk, and the targets of the year.

pub mod api;
mod detail_page;
mod page;
mod targets_page;
mod tasks_page;

pub use detail_page::PlanPage;
pub use page::PlansPage;
pub use targets_page::YearTargetsPage;
pub use tasks_page::TasksPage;
