//! The first page after signing in.

mod page;

pub use page::HomePage;
