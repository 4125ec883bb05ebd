//! The office's desk on real databases.

mod bulk;
mod pulse;
mod queues;
mod views;
