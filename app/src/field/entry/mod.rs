//! New entries of the registers on the tablet: a penalty, a hotline order, a fire incident, at a site or anywhere. Each is one
//! command that makes one entry; changing it is the desk's.
//!
//! [`draft`] is what is being entered, [`screen`] its form; [`site_part`] begins one and shows what waits.

pub mod draft;
mod form;
pub mod hazards;
mod inputs;
pub mod redraft;
pub mod screen;
mod sheets;
pub mod site_part;

pub use draft::EntryDraft;

use crate::{tr, ui::Icon};
use domain::programmes::register_views::RegisterKind;

/// The word of their drafts.
pub const DRAFT: &str = "entry";

/// What an entry is called.
pub fn noun(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::Penalty => tr!(field.kind_penalty),
        RegisterKind::Order => tr!(field.kind_order),
        RegisterKind::Fire => tr!(field.kind_fire),
    }
}

/// What entering one is called.
pub fn name(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::Penalty => tr!(entry.penalty),
        RegisterKind::Order => tr!(entry.order),
        RegisterKind::Fire => tr!(entry.fire),
    }
}

/// The drawing of a register.
pub const fn drawing(kind: RegisterKind) -> Icon {
    match kind {
        RegisterKind::Penalty => Icon::Shield,
        RegisterKind::Order => Icon::Phone,
        RegisterKind::Fire => Icon::Flame,
    }
}
