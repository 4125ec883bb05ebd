//! The command line. Each command says in plain words what it did, or why it could not.

mod audit;
mod boundaries;
mod configuration;
mod copy;
mod demo;
mod failure;
mod import;
mod log;
mod migrate;
mod open;
mod plans;
mod progress;
mod report;
mod rescue;
mod serve;
mod user;
mod vendor;

pub use failure::Failure;
pub use open::{open_database, open_state, open_state_as_it_is};

use backend::config::Config;
use clap::{Parser, Subcommand};
use std::{num::NonZero, path::PathBuf, process::ExitCode, thread::available_parallelism, time::Duration};

/// Xun'an 巡安: safety inspection of a subdistrict, from the visit on a tablet to the figures.
#[derive(Parser, Debug)]
#[command(name = "server", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    sources: Sources,
    #[command(subcommand)]
    command: Command,
}

/// Where the configuration comes from.
#[derive(clap::Args, Debug)]
struct Sources {
    /// Configuration file; `xunan.toml` in the working folder when not given. `config default` prints one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the database and the photos.
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

impl Sources {
    /// The configuration, with what the command line says on top.
    fn load(&self, more: &[(&str, String)]) -> Result<Config, Failure> {
        let mut overrides = more.to_vec();
        if let Some(dir) = &self.data_dir {
            overrides.push(("server.data_dir", dir.display().to_string()));
        }
        Config::load(self.config.as_deref(), &overrides).map_err(Failure::usage)
    }
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the pages and the API.
    Serve(serve::Serve),
    /// Change the schema of the database, or look at it.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Load made-up data: the year 2023 of the subdistrict, or more for measuring.
    Demo(demo::Demo),
    Import(import::Import),
    Report(report::Report),
    /// Recurring plans.
    #[command(subcommand)]
    Plans(plans::Plans),
    /// People who sign in.
    #[command(subcommand)]
    User(user::User),
    /// Vendors whose platforms tell of their devices.
    #[command(subcommand)]
    Vendor(vendor::Vendor),
    /// The audit trail.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The configuration.
    #[command(subcommand)]
    Config(configuration::Show),
}

impl Cli {
    /// Runs the command. Exit codes: 0 done, 1 could not be done, 2 wrong use or configuration, 3 done, and found
    /// something wrong with the data.
    pub fn run(self) -> ExitCode {
        match self.execute() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                eprintln!("{failure}");
                failure.exit_code()
            }
        }
    }

    fn execute(self) -> Result<(), Failure> {
        let sources = self.sources;
        match self.command {
            Command::Config(show) => show.run(&sources),
            Command::Serve(serve) => {
                let config = sources.load(&serve.overrides())?;
                log::for_server(&config.server)?;
                runtime()?.block_on(serve.run(config))
            }
            command => {
                let config = sources.load(&[])?;
                log::for_command();
                runtime()?.block_on(async {
                    match command {
                        Command::Migrate(migrate) => migrate.run(&config).await,
                        Command::Demo(demo) => demo.run(&config).await,
                        Command::Import(import) => import.run(&config).await,
                        Command::Report(report) => report.run(&config).await,
                        Command::Plans(plans) => plans.run(&config).await,
                        Command::User(user) => user.run(&config).await,
                        Command::Vendor(vendor) => vendor.run(&config).await,
                        Command::Audit(audit) => audit.run(&config).await,
                        Command::Config(_) | Command::Serve(_) => Ok(()),
                    }
                })
            }
        }
    }
}

/// Bytes of stack of a thread. A request passes many futures that hold each other, and a build without optimisation
/// keeps every one of them on the stack of whoever waits for it: the usual two MiB are used up by the deepest. Of a
/// stack only what was touched takes memory.
const STACK: usize = 8 << 20;

/// As many workers as cores, up to eight; threads for blocking work come and go.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(available_parallelism().map_or(2, NonZero::get).clamp(2, 8))
        .max_blocking_threads(32)
        .thread_stack_size(STACK)
        .thread_keep_alive(Duration::from_secs(5))
        .enable_all()
        .build()
        .map_err(|e| Failure::failed(format!("the threads of the server cannot be started: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_has_no_place_on_the_command_line() {
        let text = format!("{:?}", Cli::command());
        assert!(!text.to_lowercase().contains("id: \"password\""));
        assert!(Cli::try_parse_from(["server", "user", "passwd", "wang", "--password", "x"]).is_err());
        assert!(Cli::try_parse_from(["server", "user", "passwd", "wang", "secret"]).is_err());
    }
}
