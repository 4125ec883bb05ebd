//! `cargo xtask bench`: builds for release, makes the databases, measures, writes `docs/benchmarks.md`.
//!
//! Each part keeps what it found in `docs/bench/results.json`, so that parts can be run again one by one.

mod bare;
mod bars;
mod databases;
mod desk;
mod field_page;
mod first_load;
mod fsyncs;
mod growth;
mod http;
mod import;
mod lighthouse_page;
mod load;
mod machine;
mod notices;
mod page;
mod peers;
mod postgres;
mod process;
mod record;
mod summary;
mod tablets;
mod transfer;
mod works;

use crate::{
    args::{BenchParts, Mode, Parts},
    build,
    cargo::{self, Output, cargo},
    frontend::Reload,
    layout::Layout,
};
use anyhow::{Context, Result, ensure};
use bare::Bare;
use databases::{CITY_LOGIN, Copy, GROWTH, OFFICE_LOGIN, PASSWORD, SIZES, Size};
use http::Client;
use load::Tool;
use machine::{Machine, Occasion};
use process::Server;
use record::{Database, FirstLoad, Record, Saves, Timing, Work};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Connections that read at the same time, and those that save.
const READERS: [u32; 2] = [1, 8];
const SAVERS: [u32; 3] = [1, 8, 64];
/// How long each load lasts, and each work without HTTP, seconds.
const LOAD_SECONDS: u32 = 5;
const BARE_SECONDS: f64 = 1.0;

struct Bench<'a> {
    layout: &'a Layout,
    tool: Tool,
    bare: Bare,
    /// Where the results are kept.
    results: PathBuf,
}

/// Runs parts of the benchmark and writes the page.
///
/// # Errors
/// When something cannot be built, started or measured.
pub fn run(layout: &Layout, parts: &BenchParts) -> Result<()> {
    let bench = Bench {
        layout,
        tool: Tool::find(layout.root.join("app/xtask/bench"), LOAD_SECONDS)?,
        bare: Bare { program: layout.server_dir(Mode::Release).join("bare"), seconds: BARE_SECONDS },
        results: layout.root.join("docs/bench/results.json"),
    };
    fs::create_dir_all(databases::cache(layout))?;
    if parts.step("build") {
        build::build(layout, Mode::Release, Parts::Both, Reload::Never)?;
        // together with the server: the features of the libraries stay the same, and nothing is compiled twice
        let bare = ["build", "--profile", "release", "--package", "server", "--package", "bare"];
        cargo::run(cargo().args(bare), Output::Plain)?;
    }
    let sizes = || SIZES.into_iter().filter(|size| parts.size(size.name));
    let growth = || GROWTH.into_iter().filter(|size| parts.size(size.name));
    if parts.step("make") {
        for size in sizes().chain(growth()) {
            databases::ensure(layout, size, &mut Database::default())?;
        }
    }
    if parts.step("first-load") {
        bench.first_load()?;
    }
    for size in sizes() {
        if parts.step("reads")
            && let Some(kinds) = size.reads(parts.reads())
        {
            bench.reads(size, &kinds)?;
        }
        if parts.step("import") {
            bench.import(size)?;
        }
        if !size.is_for_all() {
            continue;
        }
        if parts.step("saves") {
            bench.saves(size)?;
        }
        if parts.step("desk") {
            bench.desk(size)?;
        }
        if parts.step("summary") {
            bench.summary(size)?;
        }
        // a hundred thousand rows are what these are about
        if parts.step("transfer") && size == SIZES[0] {
            bench.transfer(size)?;
        }
        if parts.step("fsyncs") {
            bench.fsyncs(size)?;
        }
        if parts.step("tablets") && size == SIZES[0] {
            bench.tablets(size)?;
        }
        if parts.step("postgres") {
            bench.postgres(size, parts.reads())?;
        }
        // last: they are compared with what was measured before
        if parts.step("peers") {
            bench.peers(size)?;
        }
    }
    for size in growth() {
        let Some(kinds) = size.reads(parts.reads()) else { continue };
        if parts.step("reads") {
            bench.reads(size, &kinds)?;
        }
        if parts.step("postgres") {
            bench.postgres(size, &kinds)?;
        }
    }
    let record = Record::read(&bench.results)?;
    bench.graphs(&record)?;
    page::write(layout, &record)
}

impl Bench<'_> {
    fn start(&self, data: &Path) -> Result<Server> {
        self.start_with(data, &[])
    }

    /// The same with these variables.
    fn start_with(&self, data: &Path, settings: &[(&str, &str)]) -> Result<Server> {
        let log = databases::cache(self.layout).join("server.log");
        Server::start(&self.layout.server(Mode::Release), &self.layout.site(), data, &log, settings)
    }

    /// Changes what is kept. Read again each time: another part may have been measured meanwhile.
    fn keep(&self, change: impl FnOnce(&mut Record) -> Result<()>) -> Result<()> {
        let mut record = Record::read(&self.results)?;
        change(&mut record)?;
        record.machine = Machine::look(&databases::cache(self.layout))?;
        record.write(&self.results)
    }

    fn first_load(&self) -> Result<()> {
        let data = databases::ensure(self.layout, SIZES[0], &mut Database::default())?;
        let server = self.start(&data)?;
        let pieces = first_load::look(&Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?)?;
        self.keep(|record| {
            record.first_load = Some(FirstLoad { occasion: Occasion::now()?, pieces });
            Ok(())
        })
    }

    fn reads(&self, size: Size, kinds: &[String]) -> Result<()> {
        let mut measured = Database { occasion: Occasion::now()?, ..Database::default() };
        let data = databases::ensure(self.layout, size, &mut measured)?;
        step(size, "starting five times");
        let mut starts = Vec::new();
        for _ in 0..5 {
            starts.push(self.start(&data)?.start.as_secs_f64() * 1e3);
        }
        starts.sort_by(f64::total_cmp);
        measured.start_ms = starts[2];

        step(size, "reads without HTTP");
        let reads = self.bare.reads(&databases::file(&data), OFFICE_LOGIN, CITY_LOGIN, kinds)?;
        measured.rows = reads.rows;

        let server = self.start(&data)?;
        thread::sleep(Duration::from_secs(2));
        measured.idle_mib = server.memory()?.0;
        let mut clients = BTreeMap::new();
        for login in [OFFICE_LOGIN, CITY_LOGIN] {
            clients.insert(login, Client::sign_in(server.address, login, PASSWORD)?);
        }
        for read in &reads.works {
            step(size, &read.work);
            let client = clients.get(read.login.as_str()).context("an unknown person")?;
            let urls = self.list(client, "urls.txt", &read.urls)?;
            let get = (load::GET, "/");
            let json = READERS
                .iter()
                .map(|n| self.tool.run(&server, client, get, &urls, *n))
                .collect::<Result<Vec<_>>>()?;
            let page = if read.pages.is_empty() {
                None
            } else {
                let pages = self.list(client, "pages.txt", &read.pages)?;
                Some(self.tool.run(&server, client, get, &pages, READERS[1])?)
            };
            measured.works.push(Work {
                name: read.work.clone(),
                answer_rows: read.answer_rows,
                json,
                page,
                whole: read.whole,
                bare: read.bare,
                statements: read.statements,
            });
        }
        measured.reading_mib = server.memory()?.1;
        drop(server);
        self.keep(|record| {
            // what was not measured this time stays
            let before = record.databases.remove(size.name).unwrap_or_default();
            if !kinds.is_empty() {
                measured.reading_mib = measured.reading_mib.max(before.reading_mib);
            }
            for work in &before.works {
                if !measured.works.iter().any(|w| w.name == work.name) {
                    measured.works.push(work.clone());
                }
            }
            let Database { occasion, made_by, made_in_seconds, mib, rows, start_ms, idle_mib, .. } = measured;
            let (reading_mib, works) = (measured.reading_mib, measured.works);
            let measured = Database {
                occasion,
                made_by,
                made_in_seconds,
                mib,
                rows,
                start_ms,
                idle_mib,
                reading_mib,
                works,
                ..before
            };
            record.databases.insert(size.name.to_owned(), measured);
            Ok(())
        })
    }

    fn saves(&self, size: Size) -> Result<()> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        step(size, "saves without HTTP");
        let copy = Copy::of(&data)?;
        let saves = self.bare.saves(&databases::file(&copy.0), OFFICE_LOGIN)?;
        drop(copy);

        let copy = Copy::of(&data)?;
        let server = self.start(&copy.0)?;
        let client = Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?;
        let command = data.join("save.txt");
        saves.write(&command)?;
        let mut runs = Vec::new();
        for connections in SAVERS {
            step(size, &format!("saves at {connections} connections"));
            let post = ("save.lua", "/api/v1/inspections");
            runs.push(self.tool.run(&server, &client, post, &command, connections)?);
        }
        let most = server.memory()?.1;
        drop((server, copy));
        self.keep(|record| {
            let database = record.databases.entry(size.name.to_owned()).or_default();
            database.saving_mib = most;
            database.saves =
                Some(Saves { runs, whole: saves.whole, bare: saves.bare, statements: saves.statements });
            Ok(())
        })
    }

    fn import(&self, size: Size) -> Result<()> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        let copy = Copy::of(&data)?;
        let server = self.start(&copy.0)?;
        let committees = import::committees(&Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?)?;
        drop(server);
        let table = databases::cache(self.layout).join("households.xlsx");
        import::write(&table, &committees)?;
        step(size, "importing a register");
        let measured = import::measure(self.layout, &copy.0, &table)?;
        drop(copy);
        self.keep(|record| {
            record.databases.entry(size.name.to_owned()).or_default().import = Some(measured);
            Ok(())
        })
    }

    /// Looks at the first of the addresses, then writes them all to a file for wrk.
    fn list(&self, client: &Client, name: &str, paths: &[String]) -> Result<PathBuf> {
        let first = paths.first().context("nothing to ask for")?;
        let answer = client.get(first)?;
        ensure!(answer.is_ok(), "{first} answers {}: {}", answer.status, answer.text()?);
        let file = databases::cache(self.layout).join(name);
        fs::write(&file, paths.join("\n"))?;
        Ok(file)
    }
}

fn step(size: Size, what: &str) {
    eprintln!("bench │ {} │ {what}", size.name);
}

impl Timing {
    /// Processor time, milliseconds.
    fn cpu_ms(self) -> f64 {
        self.cpu_us / 1e3
    }
}
