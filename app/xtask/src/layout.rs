//! Where the sources are and where the results go.

use crate::args::Mode;
use anyhow::{Context, Result};
use std::{
    env,
    path::{Path, PathBuf},
};

/// The folders that every step needs.
pub struct Layout {
    /// The workspace.
    pub root: PathBuf,
    /// Cargo's target folder, absolute.
    pub target: PathBuf,
}

impl Layout {
    /// Finds the workspace from what `cargo run` tells, else from the folder one stands in.
    ///
    /// # Errors
    /// When there is no workspace above.
    pub fn find() -> Result<Self> {
        // asked for at run time: with a shared target folder the binary may have been built in another clone
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(dir) => PathBuf::from(dir),
            None => env::current_dir()?,
        };
        let root = start
            .ancestors()
            .find(|dir| dir.join("Cargo.lock").is_file() && dir.join("app/xtask").is_dir())
            .context("run this inside the project's folder")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => root.join(dir), // join keeps an absolute path as it is
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// What the server hands out.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The stages of the browser build.
    pub fn stages(&self, mode: Mode) -> PathBuf {
        self.target.join("frontend").join(mode.name())
    }

    /// The folder with the server binary.
    pub fn server_dir(&self, mode: Mode) -> PathBuf {
        self.target.join(mode.folder())
    }

    /// The server binary.
    pub fn server(&self, mode: Mode) -> PathBuf {
        self.server_dir(mode).join("server").with_extension(env::consts::EXE_EXTENSION)
    }

    /// The npm packages of the browser side.
    pub fn node_modules(&self) -> PathBuf {
        self.root.join("app/js/node_modules")
    }

    /// A path for people: from the workspace on, where it lies inside.
    pub fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
