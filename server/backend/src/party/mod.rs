//! Responsible parties: the links by which they see what to fix, what they send, and the office's answers.
//!
//! [`door`] and [`intake`] are the only parts of the program that answer somebody without an account about a hazard. What
//! they may see is decided in one place, [`door`]: by the token, the link that has it, and the hazards of that link.

mod answers;
pub mod door;
pub mod intake;
mod links;
pub mod query;
mod views;

pub use answers::answer;
pub(crate) use links::make_in;
pub use links::{Link, make, revoke};
