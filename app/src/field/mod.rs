//! The field app: what an inspector works with where there is no signal. Rendered by the server without data and without
//! a user; everything in it comes from the tablet's own store, behind [`bridge`].
//!
//! [`screens`] says which screen is shown, [`known`] holds what they all know of the tablet. The forms of a visit and a
//! report are those of the other pages; [`outside`] gives them the tablet in the place of a line.

mod attempts;
mod banners;
mod bar;
pub mod bridge;
mod compare;
mod conflict;
mod entry;
mod forms;
mod found_list;
mod fresh;
mod gear;
mod hazard_list;
mod hazard_page;
mod head;
mod home;
mod known;
pub mod language;
mod ledger;
mod lock;
mod map;
mod near;
mod outside;
mod page;
mod pending;
mod pin;
mod place;
mod reading;
mod ready;
mod redraft;
mod saved;
mod scan;
mod screens;
mod search;
mod settings;
mod shapes;
mod shown;
mod site_list;
mod site_page;
mod step_draft;
mod step_screen;
mod sums;
mod tablet;
mod tasks;
mod to_visit;
mod typed;

pub use page::FieldPage;

/// The address of its first screen; every other one lies below it.
pub const PATH: &str = "/field";

/// The script of the tablet's store, where the build puts it; `app/js/field.js` says the same.
pub const STORE: &str = "/js/field/index.js";

/// Whether an address is one of its places.
pub fn is_place(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_places() {
        for (path, is) in [
            ("/field", true),
            ("/field/", true),
            ("/field/hazards/1", true),
            ("/fields", false),
            ("/", false),
        ] {
            assert_eq!(super::is_place(path), is, "{path}");
        }
    }
}
