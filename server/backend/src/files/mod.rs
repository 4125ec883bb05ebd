//! Photos as records: who brought them, what they belong to, who may see them. The pictures lie in
//! [`crate::storage`], named by their content.

pub mod parts;
pub mod purge;
pub mod query;
pub mod service;
