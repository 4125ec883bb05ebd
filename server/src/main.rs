//! The binary: reads the command line, runs the command, says in plain words what went wrong.

use clap::Parser;
use std::process::ExitCode;
use xunan_server::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
