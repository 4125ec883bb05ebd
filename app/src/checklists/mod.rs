//! Checklists: the list, one with its versions, the editor of the next version, and how a version looks in a visit.

pub mod api;
mod draft_page;
mod entry_page;
mod item_form;
mod item_rows;
mod list_page;
mod part_forms;
mod preview_outside;
mod preview_page;
mod said;

pub use draft_page::DraftPage;
pub use entry_page::ChecklistPage;
pub use list_page::ChecklistsPage;
pub use preview_page::PreviewPage;

use domain::checklists::Part;

/// Where the list is.
pub const PATH: &str = "/checklists";

/// The page of a checklist.
pub fn entry_href(code: &str) -> String {
    format!("{PATH}/{code}")
}

/// The editor of its next version.
pub fn draft_href(code: &str) -> String {
    format!("{PATH}/{code}/draft")
}

/// How a version looks in a visit; without a number the draft.
pub fn preview_href(code: &str, version: Option<u32>) -> String {
    match version {
        Some(version) => format!("{PATH}/{code}/preview?version={version}"),
        None => format!("{PATH}/{code}/preview"),
    }
}

/// The place of the parts of a kind on the editor's page.
pub const fn parts_place(part: Part) -> &'static str {
    match part {
        Part::Section => "sections",
        Part::Group => "groups",
        Part::Item => "items",
    }
}

/// The place of one part on the editor's page.
pub fn place(part: Part, key: &str) -> String {
    format!("{part}-{key}")
}
