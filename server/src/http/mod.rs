//! Everything that speaks HTTP: pages, plain forms, files; the JSON side is [`crate::api`].
//!
//! A request passes, from the outside in ([`around`]): security headers, request id and log, the catcher of panics, the time
//! limit, the one who hears a refused sender out, the check where it comes from, compression; then, unless it is for a static file, the session; then its
//! route. [`routes`] is the table of all of them, which the authorisation test walks. A change that may take longer than anybody waits goes
//! on by itself ([`carried_on`]).

pub mod answer;
mod around;
mod behind_token;
pub mod body;
pub mod carried_on;
pub(crate) mod client;
mod crash;
pub mod files;
pub mod forms;
mod headers;
mod hear_out;
mod identity;
mod leader;
mod limits;
mod observe;
mod origin;
mod owner;
mod pages;
mod party;
pub mod routes;
pub mod session;
mod sign_in;
pub mod site;
pub(crate) mod squeeze;
mod web;

pub(crate) use behind_token::own_locale;
pub use identity::{AuthSession, SignedIn, User};
pub use limits::{AttemptLimits, Everywhere};
pub use routes::{Access, Route, router, table};
pub use session::store::DbSessionStore;
pub use web::Web;
