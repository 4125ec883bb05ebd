//! Recording a new visit: site, checklist, findings, saving — one page, one command.

mod alike;
mod as_last;
mod check_item;
mod check_step;
mod finding_card;
mod findings_step;
mod form;
mod new_page;
mod new_site;
mod save_step;
mod saved;
mod site_step;
mod state;

pub use check_step::{Progress, Questions};
pub use form::visit_form;
pub use new_page::NewPage;
pub use state::{Visit, pick};
