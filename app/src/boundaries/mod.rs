//! Bringing outlines of areas in from a file: file, preview with the sites that move, result. Each step is a plain form.

pub mod api;
mod page;
mod preview;
mod sites;

pub use page::BoundariesPage;

/// Where the page is.
pub(crate) const PATH: &str = "/boundaries";
