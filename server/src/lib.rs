//! The server as a library: the command line and the HTTP side, so that tests start the real router.
//!
//! Handlers do three things: build a [`backend::ctx::Ctx`], call one service or query, map the answer. What is
//! allowed is decided in `domain` and `backend`; here it is decided only who is asking.

pub mod api;
pub mod cli;
pub mod http;
pub mod jobs;
