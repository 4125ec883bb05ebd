//! Both sides of the program, at the same time where both are wanted: linking a wasm program and shrinking it keep
//! only one core busy.

use crate::{
    args::{Mode, Parts},
    cargo::{self, Output, cargo},
    frontend::{self, Reload},
    layout::Layout,
};
use anyhow::{Result, anyhow};
use std::{thread, time::Instant};

/// Builds what changed since the last time.
///
/// # Errors
/// When a compiler or a tool fails; its own message has been shown by then.
pub fn build(layout: &Layout, mode: Mode, parts: Parts, reload: Reload) -> Result<()> {
    let start = Instant::now();
    match parts {
        Parts::Frontend => frontend::build(layout, mode, reload, Output::Plain)?,
        Parts::Server => server(mode, Output::Plain)?,
        Parts::Both => thread::scope(|scope| {
            let server = scope.spawn(|| server(mode, Output::Named("server")));
            let browser = frontend::build(layout, mode, reload, Output::Named("browser"));
            let server = server.join().map_err(|_| anyhow!("the server build panicked"))?;
            browser.and(server)
        })?,
    }
    eprintln!("built in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

fn server(mode: Mode, output: Output<'_>) -> Result<()> {
    cargo::run(cargo().args(["build", "--package", "server", "--profile", mode.name()]), output)
}
