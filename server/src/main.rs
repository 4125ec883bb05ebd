//! The binary: reads the command line, runs the command, says in plain words what went wrong.

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;
use xunan_server::cli::Cli;

/// A page allocates some thousand small values, one for each cell of each row, and SQLite more: the system's allocator took a
/// fifth of the time of a request. The feature `override` makes it the allocator of SQLite too.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
