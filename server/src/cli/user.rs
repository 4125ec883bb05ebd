//! `server user`.

use super::{Failure, open_state};
use backend::{
    config::Config,
    ctx::State,
    people::service::{self, AddPerson},
};
use clap::Subcommand;
use console::Term;
use domain::{actor::Role, area::AreaCode, ids::UserId};
use secrecy::SecretString;
use std::io::{IsTerminal, stdin};
use uuid::Uuid;

/// Passwords are asked for, or read from standard input (one line): the arguments of a command can be seen by
/// everybody on the machine.
#[derive(Subcommand, Debug)]
pub enum User {
    /// Add a person.
    Add {
        /// Sign-in name: letters, digits, `.`, `-`, `_`.
        login: String,
        /// Name shown to colleagues.
        #[arg(long)]
        name: String,
        /// inspector, office, leader or admin.
        #[arg(long)]
        role: Role,
        /// Code of the area the person sees, with everything in it; the whole installation when not given.
        #[arg(long, value_name = "CODE")]
        area: Option<AreaCode>,
        /// Phone.
        #[arg(long)]
        phone: Option<String>,
        /// Language of the screens: zh or en.
        #[arg(long, default_value = "zh")]
        locale: String,
    },
    /// Give a person another password; their sessions end.
    Passwd {
        /// Sign-in name.
        login: String,
    },
    /// End a person's access at once; what they have done stays.
    Disable {
        /// Sign-in name.
        login: String,
    },
    /// List the people.
    List,
}

impl User {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let state = open_state(config).await?;
        let done = self.with(config, &state).await;
        state.db.close().await?;
        done
    }

    async fn with(self, config: &Config, state: &State) -> Result<(), Failure> {
        let root: AreaCode = config.display.area_root.parse().map_err(Failure::usage)?;
        match self {
            Self::Add { login, name, role, area, phone, locale } => {
                let area = area.unwrap_or(root);
                let person = AddPerson {
                    id: UserId(Uuid::now_v7()),
                    login: login.clone(),
                    name,
                    role,
                    area: area.clone(),
                    phone,
                    locale,
                };
                service::add(state, person, new_password()?).await?;
                println!("{login} may sign in as {role} of {area}.");
            }
            Self::Passwd { login } => {
                service::set_password(state, &login, new_password()?).await?;
                println!("{login} has a new password.");
            }
            Self::Disable { login } => {
                service::disable(state, &login).await?;
                println!("{login} can no longer sign in.");
            }
            Self::List => {
                for line in service::list(state).await? {
                    let person = line.actor;
                    let note = if line.disabled_at.is_some() { "  (disabled)" } else { "" };
                    let (role, area) = (person.role.as_str(), person.area.as_str());
                    println!("{:<20} {role:<10} {area:<14} {}{note}", person.login, person.name);
                }
            }
        }
        Ok(())
    }
}

/// Asks twice on a terminal; otherwise takes one line.
fn new_password() -> Result<SecretString, Failure> {
    if !stdin().is_terminal() {
        let mut line = String::new();
        stdin().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).into());
    }
    let terminal = Term::stderr();
    let ask = |prompt: &str| {
        terminal.write_str(prompt)?;
        terminal.read_secure_line()
    };
    let (first, second) = (ask("New password: ")?, ask("Again: ")?);
    if first != second {
        return Err(Failure::failed("the two are not the same; nothing was changed"));
    }
    Ok(first.into())
}
