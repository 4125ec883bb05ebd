//! The field app: what an inspector works with where there is no signal. Rendered by the server without data and without
//! a user; everything in it comes from the tablet's own store, behind [`bridge`].

pub mod bridge;
mod tablet;
