//! `cargo xtask dev`: builds, serves, and does both again after every change.

use crate::{
    args::{Mode, Parts},
    build,
    frontend::{self, Reload},
    layout::Layout,
    server::Running,
};
use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// What is watched, from the workspace on.
const WATCHED: [&str; 6] = ["Cargo.toml", "Cargo.lock", "app", "server", "migrations", "public"];
/// Folders of no interest below these.
const SKIPPED: [&str; 4] = ["node_modules", "xtask", "tests", "target"];
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Never returns but by Ctrl-C, or when the very first look fails.
///
/// # Errors
/// When the sources cannot be read.
pub fn watch(layout: &Layout, server_args: &[String]) -> Result<()> {
    let mut running: Option<Running> = None;
    let mut served = None;
    loop {
        let seen = newest(layout)?;
        match build::build(layout, Mode::Dev, Parts::Both, Reload::AfterEachBuild) {
            Ok(()) => {
                let built = fingerprint(layout);
                if running.as_mut().is_none_or(Running::has_ended) || served != built {
                    // first the old one: it holds the port and the database
                    drop(running.take());
                    running = Some(Running::start(layout, Mode::Dev, server_args)?);
                    served = built;
                }
                frontend::announce(layout)?;
            }
            // the server that works goes on serving
            Err(failure) => eprintln!("dev: {failure:#}"),
        }
        eprintln!("dev: waiting for a change");
        wait_for_change(layout, seen)?;
    }
}

/// Waits until something differs from `seen` and then stays the same for a moment: an editor saves several files.
fn wait_for_change(layout: &Layout, seen: Seen) -> Result<()> {
    let mut last = seen;
    loop {
        thread::sleep(LOOK_EVERY);
        let now = newest(layout)?;
        if now != seen && now == last {
            return Ok(());
        }
        last = now;
    }
}

/// The latest change and the number of files: enough to notice an edit, a new file and a removed one.
type Seen = (Option<SystemTime>, usize);

fn newest(layout: &Layout) -> Result<Seen> {
    let mut seen: Seen = (None, 0);
    let mut open: Vec<PathBuf> = WATCHED.iter().map(|name| layout.root.join(name)).collect();
    while let Some(path) = open.pop() {
        let Ok(metadata) = fs::metadata(&path) else { continue }; // removed meanwhile, or a dangling link
        if metadata.is_dir() {
            if !is_skipped(&path) {
                for entry in fs::read_dir(&path)? {
                    open.push(entry?.path());
                }
            }
        } else {
            seen = (seen.0.max(metadata.modified().ok()), seen.1 + 1);
        }
    }
    Ok(seen)
}

fn is_skipped(dir: &Path) -> bool {
    dir.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| SKIPPED.contains(&name) || name.starts_with('.'))
}

/// What a running server was started from: its binary and the site's names.
fn fingerprint(layout: &Layout) -> Option<(SystemTime, String)> {
    let binary = fs::metadata(layout.server(Mode::Dev)).ok()?.modified().ok()?;
    Some((binary, fs::read_to_string(layout.site().join("hash.txt")).ok()?))
}
