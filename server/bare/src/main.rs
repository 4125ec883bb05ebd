//! What the work of the benchmark costs without HTTP, inside one process and on the same file: once through the
//! reads and services of the server, once as nothing but the SQL statements that these send.
//!
//! Started by `cargo xtask bench`, which asks the server for the addresses that this prints. One JSON object a line
//! on standard output.
//!
//! ```text
//! bare reads FILE SECONDS OFFICE-LOGIN CITY-LOGIN [KIND…]    reads of every kind, or of those kinds
//! bare saves FILE SECONDS LOGIN                              saves visits: on a copy that may be thrown away
//! bare summary FILE SECONDS OFFICE-LOGIN CITY-LOGIN          summaries, each period once, whatever the seconds: on such a copy too
//! bare freeze FILE SECONDS OFFICE-LOGIN CITY-LOGIN           checks and issues summaries, whatever the seconds: on such a copy too
//! bare graph                                                 draws what stands as JSON on standard input, as SVG
//! ```

mod clock;
mod facts;
mod freeze;
mod graph;
mod reads;
mod saves;
mod statements;
mod summary;

use backend::{
    ctx::{Limits, State},
    db::{Db, DbConfig},
    entities::user_account,
    storage::Storage,
};
use domain::{actor::Actor, ids::UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use statements::Recorder;
use std::{error::Error, time::Duration};

/// Whatever went wrong; it ends the program.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["reads", file, seconds, office, city, ref kinds @ ..] => {
            let bench = Bench::open(file, seconds).await?;
            let (office, city) = (bench.actor(office).await?, bench.actor(city).await?);
            reads::run(&bench, &office, &city, kinds).await
        }
        ["saves", file, seconds, login] => {
            let bench = Bench::open(file, seconds).await?;
            let actor = bench.actor(login).await?;
            saves::run(&bench, &actor).await
        }
        ["summary", file, seconds, office, city] => {
            let bench = Bench::open(file, seconds).await?;
            let (office, city) = (bench.actor(office).await?, bench.actor(city).await?);
            summary::run(&bench, &office, &city).await
        }
        ["freeze", file, seconds, office, city] => {
            let bench = Bench::open(file, seconds).await?;
            let (office, city) = (bench.actor(office).await?, bench.actor(city).await?);
            freeze::run(&bench, &office, &city).await
        }
        ["graph"] => {
            let graph: graph::Graph = serde_json::from_reader(std::io::stdin())?;
            print!("{}", graph.svg()?);
            Ok(())
        }
        _ => {
            Err("bare reads FILE SECONDS OFFICE-LOGIN CITY-LOGIN [KIND…] | bare saves FILE SECONDS LOGIN | \
                  bare summary FILE SECONDS OFFICE-LOGIN CITY-LOGIN | \
                  bare freeze FILE SECONDS OFFICE-LOGIN CITY-LOGIN | bare graph"
                .into())
        }
    }
}

/// An open database with an ear on its statements.
pub struct Bench {
    /// As the services want it.
    pub state: State,
    /// What was sent to the database.
    pub recorder: Recorder,
    /// How long each kind of work is repeated.
    pub patience: Duration,
}

impl Bench {
    async fn open(file: &str, seconds: &str) -> Result<Self> {
        // connections as the server opens them
        let config = DbConfig { url: format!("sqlite://{file}"), ..DbConfig::default() };
        let recorder = Recorder::default();
        let db = Db::connect_watched(&config, recorder.ear()).await?;
        let state = State::new(db, Storage::in_memory(), Limits::default());
        Ok(Self { state, recorder, patience: Duration::from_secs_f64(seconds.parse()?) })
    }

    async fn actor(&self, login: &str) -> Result<Actor> {
        let row = user_account::Entity::find()
            .filter(user_account::Column::Login.eq(login))
            .one(self.state.db.read())
            .await?
            .ok_or_else(|| format!("nobody signs in as {login}"))?;
        Ok(Actor {
            user: UserId(row.id),
            role: row.role.parse()?,
            area: row.area_code.parse()?,
            login: row.login,
            name: row.name,
        })
    }
}
