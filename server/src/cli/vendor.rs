//! `server vendor`.

use super::{Failure, open_state};
use backend::{config::Config, ctx::State, programmes::vendors};
use chrono::Utc;
use clap::Subcommand;
use domain::area::AreaCode;
use secrecy::ExposeSecret;

/// Vendors whose platforms tell of their devices (`POST /api/v1/intake`).
#[derive(Subcommand, Debug)]
pub enum Vendor {
    /// Add a vendor and print its token. It is shown this once: of it only a fingerprint is kept.
    Add {
        /// Name of the vendor.
        name: String,
        /// Code of the area whose devices it tells of; the whole installation when not given.
        #[arg(long, value_name = "CODE")]
        area: Option<AreaCode>,
    },
    /// End a vendor's access at once; what it told stays.
    Disable {
        /// Name of the vendor.
        name: String,
    },
    /// List the vendors.
    List,
}

impl Vendor {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let state = open_state(config).await?;
        let done = self.with(config, &state).await;
        state.db.close().await?;
        done
    }

    async fn with(self, config: &Config, state: &State) -> Result<(), Failure> {
        let root: AreaCode = config.display.area_root.parse().map_err(Failure::usage)?;
        match self {
            Self::Add { name, area } => {
                let area = area.unwrap_or(root);
                let token = vendors::add(state, &name, area.clone(), Utc::now()).await?;
                // to standard error, so that the token alone can be kept
                eprintln!("{name} may send what devices of {area} tell. Its token, shown this once:");
                println!("{}", token.expose_secret());
            }
            Self::Disable { name } => {
                vendors::disable(state, &name, Utc::now()).await?;
                println!("{name} can no longer send.");
            }
            Self::List => {
                for vendor in vendors::list(state).await? {
                    let note = if vendor.disabled_at.is_some() { "  (disabled)" } else { "" };
                    println!("{:<14} {}{note}", vendor.area_code, vendor.name);
                }
            }
        }
        Ok(())
    }
}
