//! The office's desk 工作台: what waits, saved views, and many hazards at once.

mod tiles;

pub(crate) use tiles::queue_tiles;

/// The address of the desk.
pub const PATH: &str = "/desk";
