//! The same installation on PostgreSQL, beside SQLite: the rows copied over, the same reads and saves, and what each program uses.

use super::{
    Bench, READERS, SAVERS,
    databases::{self, CITY_LOGIN, OFFICE_LOGIN, PASSWORD, Size},
    http::Client,
    load::{GET, Run},
    machine::Occasion,
    page::{each, ms, whole},
    process::{self, Server, Target},
    record::Database,
    step,
    works::KINDS,
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// What `scripts/bench.sh` says of the server that it has started: an address where databases may be made, the folder of its
/// programs, the number of the first of its processes.
const URL: &str = "XUNAN_BENCH_POSTGRES";
const PROGRAMS: &str = "XUNAN_BENCH_POSTGRES_BIN";
const PROCESS: &str = "XUNAN_BENCH_POSTGRES_PID";
/// The database that is made there, and removed.
const NAME: &str = "xunan_bench";

/// What was measured, or why nothing was.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Postgres {
    Measured(Measured),
    Skipped(String),
}

/// On PostgreSQL. Processor time of its processes stands beside that of the server in each [`Run`].
#[derive(Clone, Serialize, Deserialize)]
pub struct Measured {
    occasion: Occasion,
    version: String,
    /// `server migrate copy`, every row compared, seconds.
    copied_in_seconds: f64,
    mib: f64,
    /// By kind of read, as on SQLite.
    works: BTreeMap<String, Vec<Run>>,
    saves: Vec<Run>,
    /// From starting the server to its first answer, milliseconds.
    start_ms: f64,
    /// The most memory of the server.
    most_mib: f64,
}

/// A PostgreSQL that is there.
struct Place {
    url: String,
    programs: PathBuf,
    process: u32,
}

impl Place {
    fn find() -> Option<Self> {
        let url = env::var(URL).ok()?;
        let programs = PathBuf::from(env::var_os(PROGRAMS)?);
        Some(Self { url, programs, process: env::var(PROCESS).ok()?.parse().ok()? })
    }

    /// The address of the database that is made there.
    fn database(&self) -> Result<String> {
        let (server, _) = self.url.rsplit_once('/').context("an address without a database")?;
        Ok(format!("{server}/{NAME}"))
    }

    /// Carries out a statement and reads what it says.
    fn sql(&self, url: &str, statement: &str) -> Result<String> {
        let output = Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", statement, url])
            .stdin(Stdio::null())
            .output()
            .context("psql cannot be started")?;
        ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn remove(&self) -> Result<()> {
        self.sql(&self.url, &format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")).map(drop)
    }
}

/// The server with the database beside it.
struct Pair<'a> {
    server: &'a Server,
    process: u32,
}

impl Target for Pair<'_> {
    fn address(&self) -> SocketAddr {
        self.server.address
    }

    fn cpu(&self) -> Result<Duration> {
        self.server.cpu()
    }

    fn beside(&self) -> Result<Duration> {
        process::cpu_with_children(self.process)
    }
}

impl Bench<'_> {
    /// Measures, where there is a PostgreSQL.
    ///
    /// # Errors
    /// When the installation cannot be copied, or something is refused.
    pub(super) fn postgres(&self, size: Size, kinds: &[String]) -> Result<()> {
        let Some(place) = Place::find() else {
            let why = "PostgreSQL is missing (Debian, Ubuntu: apt-get install postgresql); `make bench` starts one where it is";
            return self.keep_postgres(size, Postgres::Skipped(why.to_owned()));
        };
        let measured = self.on_postgres(size, kinds, &place);
        // gigabytes: gone in any case
        place.remove()?;
        self.keep_postgres(size, Postgres::Measured(measured?))
    }

    fn on_postgres(&self, size: Size, kinds: &[String], place: &Place) -> Result<Measured> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        let saves = if size.is_for_all() { Some(self.save_file(size)?) } else { None };
        step(size, "what is asked on PostgreSQL");
        let reads = self.bare.reads(&databases::file(&data), OFFICE_LOGIN, CITY_LOGIN, kinds)?;
        step(size, "copying to PostgreSQL");
        place.remove()?;
        place.sql(&place.url, &format!("CREATE DATABASE {NAME}"))?;
        let url = place.database()?;
        // reading harms nobody, and what serves PostgreSQL leaves the file alone
        let file = databases::file(&data);
        let from = format!("sqlite://{}", file.to_str().context("the cache has a name that is no text")?);
        let begun = Instant::now();
        databases::call(self.layout, &data, &["migrate", "copy", "--from", &from, "--to", &url], "")?;
        let copied_in_seconds = begun.elapsed().as_secs_f64();
        // as it does by itself within a day
        place.sql(&url, "VACUUM ANALYZE")?;

        let server = self.start_with(&data, &[("DATABASE_URL", url.as_str())])?;
        let start_ms = server.start.as_secs_f64() * 1e3;
        let pair = Pair { server: &server, process: place.process };
        let mut clients = BTreeMap::new();
        for login in [OFFICE_LOGIN, CITY_LOGIN] {
            clients.insert(login, Client::sign_in(server.address, login, PASSWORD)?);
        }
        let mut works = BTreeMap::new();
        for read in &reads.works {
            step(size, &format!("{} on PostgreSQL", read.work));
            let client = clients.get(read.login.as_str()).context("an unknown person")?;
            let urls = self.list(client, "urls.txt", &read.urls)?;
            let runs: Result<Vec<Run>> =
                READERS.iter().map(|n| self.tool.run(&pair, client, (GET, "/"), &urls, *n)).collect();
            works.insert(read.work.clone(), runs?);
        }
        let mut runs = Vec::new();
        let office = clients.get(OFFICE_LOGIN).context("nobody of the office")?;
        for (saves, connections) in saves.iter().flat_map(|saves| SAVERS.map(|n| (saves, n))) {
            step(size, &format!("saves at {connections} connections on PostgreSQL"));
            let post = ("save.lua", "/api/v1/inspections");
            runs.push(self.tool.run(&pair, office, post, saves, connections)?);
        }
        let bytes: f64 = place.sql(&url, "SELECT pg_database_size(current_database())")?.parse()?;
        Ok(Measured {
            occasion: Occasion::now()?,
            version: place.sql(&url, "SHOW server_version")?,
            copied_in_seconds,
            mib: bytes / 1024.0 / 1024.0,
            works,
            saves: runs,
            start_ms,
            most_mib: server.memory()?.1,
        })
    }

    fn keep_postgres(&self, size: Size, postgres: Postgres) -> Result<()> {
        self.keep(|record| {
            let kept = &mut record.databases.entry(size.name.to_owned()).or_default().postgres;
            // kinds that were not asked for this time stay
            *kept = Some(match (kept.take(), postgres) {
                (Some(Postgres::Measured(before)), Postgres::Measured(mut now)) => {
                    for (work, runs) in before.works {
                        now.works.entry(work).or_insert(runs);
                    }
                    Postgres::Measured(now)
                }
                (_, postgres) => postgres,
            });
            Ok(())
        })
    }
}

impl Postgres {
    /// What a kind of read took, by number of connections; nothing where it was not measured.
    pub fn runs(&self, kind: &str) -> &[Run] {
        match self {
            Self::Measured(measured) => measured.works.get(kind).map(Vec::as_slice).unwrap_or_default(),
            Self::Skipped(_) => &[],
        }
    }

    /// The part of the page. `size`: the place of the bars; `sqlite`: what was measured there.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str, size: usize, sqlite: &Database) -> Result<()> {
        writeln!(text, "## On PostgreSQL: {shown} hazards\n")?;
        let measured = match self {
            Self::Measured(measured) => measured,
            Self::Skipped(why) => {
                writeln!(text, "Not measured: {why}.\n")?;
                return Ok(());
            }
        };
        writeln!(
            text,
            "PostgreSQL {} on the same machine with its default settings but 1 GiB of shared memory, {} at {}. The rows of SQLite, copied by \
             `server migrate copy` with every table compared: {} s, {} MiB. The server starts in {} ms and takes {:.0} MiB at most. Processor time in \
             milliseconds for each request at 1 / 8 connections, of the server and of PostgreSQL apart; the bar is that of SQLite, for the server.\n",
            measured.version,
            measured.occasion.date,
            measured.occasion.commit,
            ms(measured.copied_in_seconds),
            whole(measured.mib),
            ms(measured.start_ms),
            measured.most_mib
        )?;
        writeln!(
            text,
            "| work | requests/s | p50 | p99 | **server** | PostgreSQL | bar | on SQLite: p50 | server |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"
        )?;
        for kind in KINDS {
            let Some(runs) = measured.works.get(kind.name) else { continue };
            let bar = kind.bar[size].map_or(String::new(), |bar| bar.to_string());
            let work = sqlite.works.iter().find(|work| work.name == kind.name);
            let json = work.map(|work| work.json.as_slice()).unwrap_or_default();
            row(text, kind.shown, runs, &bar, json)?;
        }
        for run in &measured.saves {
            let own = sqlite.saves.iter().flat_map(|saves| &saves.runs);
            let own: Vec<Run> = own.filter(|own| own.connections == run.connections).cloned().collect();
            let what = format!("saves at {} connections", run.connections);
            row(text, &what, std::slice::from_ref(run), "", &own)?;
        }
        writeln!(text)?;
        Ok(())
    }
}

fn row(text: &mut String, what: &str, runs: &[Run], bar: &str, sqlite: &[Run]) -> Result<()> {
    writeln!(
        text,
        "| {what} | {} | {} | {} | **{}** | {} | {bar} | {} | {} |",
        each(runs, |run| whole(run.per_second)),
        each(runs, |run| ms(run.p50_ms)),
        each(runs, |run| ms(run.p99_ms)),
        each(runs, |run| ms(run.cpu_ms)),
        each(runs, |run| run.beside_ms.map(ms).unwrap_or_default()),
        each(sqlite, |run| ms(run.p50_ms)),
        each(sqlite, |run| ms(run.cpu_ms))
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_programs_stand_apart() {
        let run = Run {
            connections: 8,
            requests: 100,
            per_second: 1_200.0,
            p50_ms: 1.5,
            p99_ms: 4.0,
            max_ms: 9.0,
            cpu_ms: 0.4,
            beside_ms: Some(0.9),
            bytes: 1_000.0,
        };
        let measured = Measured {
            occasion: Occasion::default(),
            version: "17.2".into(),
            copied_in_seconds: 95.0,
            mib: 8_000.0,
            works: BTreeMap::from([("single".to_owned(), vec![run.clone(), run.clone()])]),
            saves: vec![run],
            start_ms: 80.0,
            most_mib: 120.0,
        };
        let mut text = String::new();
        Postgres::Measured(measured).write(&mut text, "100,000", 0, &Database::default()).unwrap();
        assert!(text.contains("| **0.400 / 0.400** | 0.900 / 0.900 |"), "{text}");
        assert!(
            text.contains("| saves at 8 connections | 1,200 | 1.50 | 4.00 | **0.400** | 0.900 |"),
            "{text}"
        );
        text.clear();
        Postgres::Skipped("it is missing".into())
            .write(&mut text, "100,000", 0, &Database::default())
            .unwrap();
        assert!(text.contains("Not measured: it is missing."), "{text}");
    }

    #[test]
    fn the_database_lies_beside_the_one_that_is_named() {
        let url = "postgres://postgres:secret@127.0.0.1:5433/postgres".to_owned();
        let place = Place { url, programs: PathBuf::new(), process: 1 };
        assert_eq!(place.database().unwrap(), "postgres://postgres:secret@127.0.0.1:5433/xunan_bench");
    }
}
