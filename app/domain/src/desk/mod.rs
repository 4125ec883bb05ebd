//! The office's desk: queues of what waits, saved views of the list, many hazards at once.

pub mod bulk;
pub mod notices;
pub mod queue;
pub mod saved_view;
pub mod views;
