//! Starting the server that was built.

use crate::{args::Mode, layout::Layout};
use anyhow::{Context, Result};
use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

fn command(layout: &Layout, mode: Mode, args: &[String]) -> Command {
    let mut command = Command::new(layout.server(mode));
    command.args(args);
    // the one just built, wherever the target folder is and whatever a configuration file says
    command.env("XUNAN__SERVER__SITE_ROOT", layout.site());
    command
}

/// Puts the server into the place of this process, so that signals reach it directly.
///
/// # Errors
/// When it cannot be started, or ended with a failure.
#[cfg(unix)]
pub fn become_server(layout: &Layout, mode: Mode, args: &[String]) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let failure = command(layout, mode, args).exec();
    Err(failure).with_context(|| format!("{} cannot be started", layout.shown(&layout.server(mode))))
}

/// Runs the server to its end.
///
/// # Errors
/// When it cannot be started, or ended with a failure.
#[cfg(not(unix))]
pub fn become_server(layout: &Layout, mode: Mode, args: &[String]) -> Result<()> {
    crate::cargo::run(&mut command(layout, mode, args), crate::cargo::Output::Plain)
}

/// A server that ends with this value.
pub struct Running(Child);

impl Running {
    /// Starts the server beside this process.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(layout: &Layout, mode: Mode, args: &[String]) -> Result<Self> {
        let child = command(layout, mode, args).spawn();
        Ok(Self(child.with_context(|| format!("{} cannot be started", layout.shown(&layout.server(mode))))?))
    }

    /// Whether it ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    /// Asks it to end, so that it can finish what it is writing, and insists after five seconds.
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let patience = Instant::now() + Duration::from_secs(5);
        while asked.is_ok() && !self.has_ended() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
        if !self.has_ended() {
            // already gone is as good as killed
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}
