//! A peer's server and the programs beside it.

use crate::bench::{
    http::Client,
    process::{self, Program, Target},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A peer that serves; it ends with this value.
pub struct Running {
    program: Program,
    address: SocketAddr,
}

impl Running {
    /// Starts it as `command` says for an address, and waits until a path answers.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(command: impl Fn(SocketAddr) -> Command, path: &str, log: &Path) -> Result<Self> {
        // free when asked; nobody else takes one on a machine that measures
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = command(address);
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(log)?)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let mut running = Self { program: Program::new(child), address };
        let (client, begun) = (Client::new(address), Instant::now());
        while !client.get(path).is_ok_and(|answer| answer.is_ok()) {
            let alive = !running.program.has_ended() && begun.elapsed() < Duration::from_mins(2);
            ensure!(alive, "{name} does not answer; its log is {}", log.display());
            thread::sleep(Duration::from_millis(50));
        }
        Ok(running)
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.program.id()
    }
}

impl Target for Running {
    fn address(&self) -> SocketAddr {
        self.address
    }

    fn cpu(&self) -> Result<Duration> {
        process::cpu_with_children(self.id())
    }
}

/// Runs a program to its end.
///
/// # Errors
/// When it fails: with what it says.
pub fn call(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("{name} cannot be started"))?;
    ensure!(done.status.success(), "{name} failed: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}
