//! Calling cargo and other programs.

use anyhow::{Context, Result, bail};
use std::{
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// How the output of a program is shown.
#[derive(Clone, Copy)]
pub enum Output<'a> {
    /// As the program writes it, with its progress bar.
    Plain,
    /// Line by line behind a name, for two programs at a time.
    Named(&'a str),
    /// Not at all, unless the program fails.
    OnFailure,
}

/// A nested cargo without the variables that `cargo run` gave to this process: build scripts that watch
/// `CARGO_PKG_*` or `CARGO_MANIFEST_*` (ring's does) would otherwise see other values than in a plain
/// `cargo build` and rebuild everything above them at each switch between the two.
pub fn cargo() -> Command {
    const OURS: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (key, _) in env::vars_os() {
        if key.to_str().is_some_and(|key| OURS.iter().any(|ours| key.starts_with(ours))) {
            command.env_remove(key);
        }
    }
    command
}

/// Runs a program to its end.
///
/// # Errors
/// When it cannot be started or fails.
pub fn run(command: &mut Command, output: Output<'_>) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = match output {
        Output::Plain => command.status().with_context(|| format!("{name} cannot be started"))?,
        Output::Named(label) => {
            let mut child = command
                .stderr(Stdio::piped())
                .spawn()
                .with_context(|| format!("{name} cannot be started"))?;
            if let Some(lines) = child.stderr.take() {
                for line in BufReader::new(lines).lines() {
                    let line = line?;
                    // two cargos at a time wait for each other a blink now and then: no news
                    if !line.contains("waiting for file lock on package cache") {
                        eprintln!("{label:>7} │ {line}");
                    }
                }
            }
            child.wait()?
        }
        Output::OnFailure => {
            let done = command.output().with_context(|| format!("{name} cannot be started"))?;
            if !done.status.success() {
                eprint!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
            }
            done.status
        }
    };
    if !status.success() {
        let what: Vec<_> = command.get_args().take(3).map(|arg| arg.to_string_lossy()).collect();
        bail!("`{name} {}` failed ({status})", what.join(" "));
    }
    Ok(())
}
