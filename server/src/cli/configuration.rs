//! `server config`.

use super::{Failure, Sources};
use backend::config::Config;
use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub enum Show {
    /// Print every setting with its default and what it means.
    Default,
    /// Print the settings in force, without passwords.
    Show,
}

impl Show {
    pub fn run(self, sources: &Sources) -> Result<(), Failure> {
        match self {
            Self::Default => print!("{}", Config::default_text()),
            // secrets hide themselves
            Self::Show => println!("{:#?}", sources.load(&[])?),
        }
        Ok(())
    }
}
