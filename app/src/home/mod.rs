//! The first page after signing in.

pub mod api;
mod near;
mod page;

pub use page::HomePage;
