//! The configuration: a commented default file in the binary, overridden by a file and the environment.
//!
//! Sources, later ones win: `default.toml`, the file, `DATABASE_URL`, `XUNAN__SECTION__KEY`, and what the
//! command line says. Everything is checked at start and all problems are reported at once, each with
//! its key, where the value came from and what is allowed.

mod load;
mod rules;
mod sections;
#[cfg(test)]
mod tests;

use std::fmt;

pub use load::Sources;
pub use sections::*;

/// Name of the file that is read when none is named, if it exists.
pub const FILE_NAME: &str = "xunan.toml";

const DEFAULT_TEXT: &str = include_str!("../../default.toml");

impl Config {
    /// The commented default file, for `server config` and the documentation.
    pub fn default_text() -> &'static str {
        DEFAULT_TEXT
    }

    /// Loads the configuration of this process: the file named, or [`FILE_NAME`] in the working folder
    /// when there is one, and the environment. `overrides` are dotted keys with values, such as
    /// `("server.listen", "127.0.0.1:0")`.
    pub fn load(file: Option<&std::path::Path>, overrides: &[(&str, String)]) -> Result<Self, ConfigError> {
        Self::from_sources(Sources::of_process(file, overrides))
    }
}

/// One thing that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The dotted key, or the file that could not be read.
    pub key: String,
    /// What is wrong and what is allowed. Never holds a secret.
    pub message: String,
    /// The file name, "the environment" or "the command line".
    pub origin: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)?;
        match &self.origin {
            Some(origin) => write!(f, " (from {origin})"),
            None => Ok(()),
        }
    }
}

/// All problems of a configuration, one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// In the order of the keys.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for ConfigError {}
