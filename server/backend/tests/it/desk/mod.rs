//! The office's desk on real databases.

mod beside;
mod bulk;
mod notices;
mod pulse;
mod queues;
mod views;
