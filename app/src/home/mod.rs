//! The first page after signing in.

pub mod api;
mod page;

pub use page::HomePage;
