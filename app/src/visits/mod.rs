//! Recording a new visit.

mod new_page;

pub use new_page::NewPage;
