//! Recurring plans, the tasks of a day with their walk, all tasks as a list with its map, and the targets of the year.

pub mod api;
mod detail_page;
mod page;
mod targets_page;
mod task_filter;
mod task_row;
mod tasks_page;

pub use detail_page::PlanPage;
pub use page::PlansPage;
pub use targets_page::YearTargetsPage;
pub use task_filter::TaskListPage;
pub use tasks_page::TasksPage;
