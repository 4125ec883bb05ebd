//! The JSON side: for tablets that come back online, other systems, and the scripts of our own pages.

pub mod v1;
