//! `server demo`, and what `serve` says about demo data.

use super::{Failure, open_state, progress::Bars};
use backend::{
    config::Config,
    ctx::State,
    demo::{self, DemoOptions, PASSWORD, SIGN_INS},
    people,
    reference::load::fixed_id,
};
use clap::Args;
use domain::{actor::Role, ids::UserId};

#[derive(Args, Debug)]
pub struct Demo {
    /// Subdistricts in all: the real one, and made-up ones of the same size for measuring.
    #[arg(long, value_name = "N", default_value_t = DemoOptions::default().subdistricts)]
    subdistricts: u32,
    /// Years in all; the last one is 2023.
    #[arg(long, value_name = "N", default_value_t = DemoOptions::default().years)]
    years: u32,
    /// Homes more, each with a stove and a gas alarm, for measuring.
    #[arg(long, value_name = "N", default_value_t = DemoOptions::default().households)]
    households: u32,
    /// Where chance begins: the same number gives the same data.
    #[arg(long, value_name = "N", default_value_t = DemoOptions::default().seed)]
    seed: u64,
    /// Draw no photos.
    #[arg(long)]
    without_photos: bool,
}

impl Demo {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let state = open_state(config).await?;
        let options = DemoOptions {
            subdistricts: self.subdistricts,
            years: self.years,
            households: self.households,
            seed: self.seed,
            with_photos: !self.without_photos,
        };
        let loaded = load(&state, &options).await;
        state.db.close().await?;
        loaded
    }
}

async fn load(state: &State, options: &DemoOptions) -> Result<(), Failure> {
    let bars = Bars::default();
    let done = demo::run(state, options, &|progress| bars.report(progress)).await?;
    bars.finish();
    if done.refused {
        return Err(Failure::failed(
            "this database holds data of its own: the demo is loaded into an empty one only",
        ));
    }
    if done.sites + done.inspections + done.hazards + done.lives == 0 {
        println!("Everything that was asked for is there already.");
    } else {
        println!(
            "Loaded {} sites, {} visits, {} hazards with {} events, {} stoves and devices.",
            done.sites, done.inspections, done.hazards, done.events, done.lives
        );
    }
    Ok(())
}

/// Loads the demo year when the database holds nothing yet.
pub async fn load_if_empty(state: &State) -> Result<(), Failure> {
    let bars = Bars::default();
    demo::run(state, &DemoOptions::default(), &|progress| bars.report(progress)).await?;
    bars.finish();
    Ok(())
}

/// Says how to sign in, where there is demo data.
pub async fn greet(state: &State) -> Result<(), Failure> {
    if people::service::account(state, UserId(fixed_id("demo_user", "admin"))).await?.is_none() {
        return Ok(());
    }
    println!("Demo data; sign in with the password {PASSWORD} as");
    for role in Role::ALL {
        if let Some((login, name, ..)) = SIGN_INS.iter().find(|(_, _, of, _)| of == role) {
            println!("  {login:<10} {name} · {}", word(*role));
        }
    }
    Ok(())
}

const fn word(role: Role) -> &'static str {
    match role {
        Role::Inspector => "检查员 inspector",
        Role::Office => "安全办 safety office",
        Role::Leader => "街道领导 leader",
        Role::Admin => "管理员 administrator",
    }
}
