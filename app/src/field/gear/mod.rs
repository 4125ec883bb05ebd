//! What stands behind the doors, on the tablet: stoves, devices and users of gas as they were taken along, what is due
//! there, and the forms of a visit about them. Each form is one command that names the visit, so that what one of them
//! meets holds up no other.
//!
//! [`door`] lays what is saved here over what the server knew; [`draft`] is what is being entered, whichever form it is;
//! [`form_screen`] is their one screen. What a person may do follows from the same guards as at the office.

mod attempt;
pub mod compare;
mod device_draft;
mod device_form;
mod doing;
pub mod door;
mod draft;
mod draft_parts;
pub mod form_screen;
mod gas_draft;
mod gas_form;
mod inputs;
pub mod redraft;
mod rows;
pub mod site_part;
mod stove_draft;
mod stove_form;
mod tablet;

pub use draft::GearDraft;

/// The word of their drafts.
pub const DRAFT: &str = "gear";

#[cfg(test)]
pub mod fixtures;
