//! The office's desk on real databases.

mod queues;
