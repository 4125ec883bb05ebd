//! Roll-calls while a typhoon lasts: the switch, what the calls came to, and the board.

pub mod query;
pub mod service;
