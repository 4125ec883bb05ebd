//! `server plans`.

use super::{Failure, open_state};
use backend::config::Config;
use chrono::Utc;
use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub enum Plans {
    /// Make the tasks of all plans for the days ahead. A running server does so itself at the start of each day; making
    /// them again makes none twice.
    Make,
}

impl Plans {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let Self::Make = self;
        let state = open_state(config).await?;
        let made = backend::plans::make(&state, Utc::now()).await;
        state.db.close().await?;
        println!("{} tasks made.", made?);
        Ok(())
    }
}
