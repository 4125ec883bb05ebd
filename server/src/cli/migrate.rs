//! `server migrate`.

use super::{Failure, copy::CopyDatabase, open_database};
use backend::config::Config;
use clap::Subcommand;
use migrations::MigrationStatus;

#[derive(Subcommand, Debug)]
pub enum Migrate {
    #[command(flatten)]
    Schema(Schema),
    Copy(CopyDatabase),
}

#[derive(Subcommand, Debug)]
pub enum Schema {
    /// Apply the changes of the schema that are missing.
    Up {
        /// Only the next so many.
        #[arg(long, value_name = "N")]
        steps: Option<u32>,
    },
    /// Take changes of the schema back, with the data in them.
    Down {
        /// How many, the last one first.
        #[arg(long, value_name = "N", default_value_t = 1)]
        steps: u32,
        /// Yes, the data in them is to be lost.
        #[arg(long)]
        yes: bool,
    },
    /// List the changes and whether each is applied.
    Status,
}

impl Migrate {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        match self {
            Self::Schema(schema) => schema.run(config).await,
            Self::Copy(copy) => copy.run(config).await,
        }
    }
}

impl Schema {
    async fn run(self, config: &Config) -> Result<(), Failure> {
        if let Self::Down { yes: false, steps } = self {
            let what = format!("taking back {steps} change(s) of the schema deletes the data in them");
            return Err(Failure::usage(format!("{what}; say --yes if that is meant")));
        }
        let db = open_database(config).await?;
        let before = applied(&db.migrations().await?);
        match self {
            Self::Up { steps } => db.migrate_up(steps).await?,
            Self::Down { steps, .. } => db.migrate_down(Some(steps)).await?,
            Self::Status => {
                for (name, status) in db.migrations().await? {
                    let mark = if status == MigrationStatus::Applied { "applied" } else { "missing" };
                    println!("{mark}  {name}");
                }
                return Ok(db.close().await?);
            }
        }
        let all = db.migrations().await?;
        println!("{} of {} changes of the schema are applied (before: {before}).", applied(&all), all.len());
        Ok(db.close().await?)
    }
}

fn applied(all: &[(String, MigrationStatus)]) -> usize {
    all.iter().filter(|(_, status)| *status == MigrationStatus::Applied).count()
}
