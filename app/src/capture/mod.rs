//! Recording at the place itself: what a visit and a report of a hazard have in common.
//!
//! The rules of the forms are plain structs without any screen or browser in them ([`draft`], [`answers`],
//! [`findings`], [`report`], [`photos::PhotoDraft`], [`faults`]); a draft is one serde value, so that it survives a
//! reload and can be sent later. The rest ties them to the page: fields bound to the draft, photos, the device's
//! position, choosing a site. What they need from [`outside`] is there with a line ([`line`]) and on a tablet.

pub mod alike;
pub mod answers;
pub mod api;
pub mod browser;
pub mod camera;
pub mod chosen;
pub mod draft;
pub mod faults;
pub mod fields;
pub mod findings;
pub mod keeping;
pub mod last_time;
pub mod library;
pub mod line;
pub mod marks;
pub mod material;
pub mod outside;
pub mod photo_field;
pub mod photo_input;
pub mod photos;
pub mod position_field;
pub mod report;
pub mod scan;
pub mod session;
pub mod session_view;
pub mod shots;
pub mod signature;
pub mod signature_field;
pub mod site_choice;
pub mod site_picker;

use uuid::Uuid;

/// A new id, made here so that a command sent twice is one command. The server renders the page with nil ids;
/// the browser makes its own when it takes over.
pub fn new_id() -> Uuid {
    #[cfg(feature = "hydrate")]
    return Uuid::now_v7();
    #[cfg(not(feature = "hydrate"))]
    Uuid::nil()
}
