//! The same rows and questions with programs that others have made: Datasette and PocketBase, both open source, each as it comes
//! and with our indexes.

mod datasette;
mod page;
mod pocketbase;
mod questions;
mod running;

use super::{
    Bench, READERS,
    bare::Bare,
    databases::{self, OFFICE_LOGIN, Size},
    fsyncs::{self, Count},
    http::Client,
    load::{GET, Run, Tool},
    machine::Occasion,
    record::Database,
    step,
};
use anyhow::{Context, Result};
use datasette::Datasette;
use pocketbase::PocketBase;
use questions::Ask;
use running::Running;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// Where `scripts/lib/peers.sh` has put them.
const TOOLS: &str = "XUNAN_BENCH_PEERS";
/// Kinds of reads that peers are asked for, as the package `bare` names them.
const WORKS: [&str; 7] =
    ["list_committee", "list_city_window", "search_common", "search_rare", "search_two", "single", "rates"];
/// How long a load on a peer lasts, seconds.
const SECONDS: u32 = 3;
/// Rows that come in at once, and of the export as many are told.
const IMPORTED: u64 = 100_000;
const EXPORTED: u64 = 100_000;

/// What was measured, or why nothing was.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Peers {
    Measured { occasion: Occasion, peers: Vec<Peer> },
    Skipped(String),
}

/// One of them, one way.
#[derive(Clone, Serialize, Deserialize)]
pub struct Peer {
    name: String,
    way: Way,
    /// By kind of read: at one connection, and at eight.
    works: BTreeMap<String, Vec<Run>>,
    saves: Vec<Run>,
    /// Syncs while eight connections save.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    syncs: Option<Count>,
    /// For [`IMPORTED`] and [`EXPORTED`] rows, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    import_s: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    export_s: Option<f64>,
    /// What it could not do, and what it said.
    failures: BTreeMap<String, String>,
}

/// How its rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    AsItComes,
    OurIndexes,
}

/// A peer that can be asked.
trait Kind {
    fn name(&self) -> &'static str;

    /// Makes its database of our rows, and nothing else: what was saved before is gone. It does not run meanwhile.
    fn prepare(&self, way: Way) -> Result<()>;

    /// Starts it; somebody who may ask and save has signed in.
    fn start(&self) -> Result<(Running, Client)>;

    /// The address of a question.
    fn url(&self, ask: &Ask) -> String;

    /// Where a record is saved under the id that it brings along.
    fn saves_at(&self) -> &'static str;

    /// Fetches [`EXPORTED`] rows or all. How many it were.
    fn export(&self, client: &Client) -> Result<u64>;

    /// Brings a CSV file in, all or nothing. How long that took, seconds.
    fn import(&self, table: &Path, client: &Client) -> Result<f64>;
}

/// A folder for their files, gone with this value.
struct Folder(PathBuf);

impl Folder {
    fn new(path: PathBuf) -> Result<Self> {
        let folder = Self(path);
        folder.remove();
        fs::create_dir_all(&folder.0)?;
        Ok(folder)
    }

    fn remove(&self) {
        // what is left over is removed the next time
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Calls the script that knows SQLite.
fn python(tools: &Path, command: &str, words: &[&Path]) -> Result<()> {
    let script = tools.join("peers.py");
    running::call(Command::new(tools.join("bin/python")).arg(script).arg(command).args(words))
}

impl Bench<'_> {
    /// Measures them, where they are.
    ///
    /// # Errors
    /// When our rows cannot be brought to them.
    pub(super) fn peers(&self, size: Size) -> Result<()> {
        let Some(tools) = env::var_os(TOOLS).map(PathBuf::from).filter(|tools| tools.is_dir()) else {
            let why = "Datasette and PocketBase could not be installed: is the Python registry reachable? `make bench` says more";
            return self.keep_peers(size, Peers::Skipped(why.to_owned()));
        };
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        step(size, "questions for the peers");
        // how long the questions take in process is measured elsewhere
        let bare = Bare { program: self.bare.program.clone(), seconds: 0.05 };
        let kinds = WORKS.map(str::to_owned);
        let reads = bare.reads(&databases::file(&data), OFFICE_LOGIN, databases::CITY_LOGIN, &kinds)?;
        let mut asks: BTreeMap<String, Vec<Ask>> = BTreeMap::new();
        for read in reads.works {
            let inside = read.login == OFFICE_LOGIN;
            let understood = read.urls.iter().map(|url| Ask::read(url, inside)).collect::<Result<_>>()?;
            asks.insert(read.work, understood);
        }

        step(size, "rows for the peers");
        let folder = Folder::new(databases::cache(self.layout).join(format!("{}.peers", size.name)))?;
        // beside the programs that it brings rows to
        fs::copy(self.layout.root.join("app/xtask/bench/peers.py"), tools.join("peers.py"))?;
        let rows = folder.0.join("rows.db");
        python(&tools, "rows", &[&databases::file(&data), &rows])?;
        let table = folder.0.join("hazards.csv");
        python(&tools, "csv", &[&rows, &table, Path::new(&IMPORTED.to_string())])?;

        let mut measured = Vec::new();
        let pocketbase = PocketBase { tools: &tools, folder: &folder.0, rows: &rows };
        let datasette = Datasette { tools: &tools, folder: &folder.0, rows: &rows };
        let kinds: [&dyn Kind; 2] = [&pocketbase, &datasette];
        for kind in kinds {
            for way in [Way::AsItComes, Way::OurIndexes] {
                kind.prepare(way).with_context(|| format!("{} could not be prepared", kind.name()))?;
                measured.push(self.peer(size, kind, way, &asks, &table)?);
            }
        }
        self.keep_peers(size, Peers::Measured { occasion: Occasion::now()?, peers: measured })
    }

    /// Measures one of them, one way. What it cannot do is noted, and the rest goes on.
    fn peer(
        &self,
        size: Size,
        kind: &dyn Kind,
        way: Way,
        asks: &BTreeMap<String, Vec<Ask>>,
        table: &Path,
    ) -> Result<Peer> {
        let (running, client) = kind.start()?;
        let mut peer = Peer {
            name: kind.name().to_owned(),
            way,
            works: BTreeMap::new(),
            saves: Vec::new(),
            syncs: None,
            import_s: None,
            export_s: None,
            failures: BTreeMap::new(),
        };
        let tool = self.tool.lasting(SECONDS);
        let said = |what: &str| step(size, &format!("{}, {way:?}: {what}", kind.name()));
        for (work, asks) in asks {
            said(work);
            let urls: Vec<String> = asks.iter().map(|ask| kind.url(ask)).collect();
            match self.loads(&tool, &running, &client, &urls) {
                Ok(runs) => drop(peer.works.insert(work.clone(), runs)),
                Err(error) => peer.note(work, &error),
            }
        }
        said("export");
        let begun = Instant::now();
        match kind.export(&client) {
            Ok(rows) => {
                let each = begun.elapsed().as_secs_f64() / rows.max(1) as f64;
                peer.export_s = Some(each * EXPORTED as f64);
            }
            Err(error) => peer.note("export", &error),
        }
        said("saves");
        if let Err(error) = self.peer_saves(&tool, kind, &running, &client, &mut peer) {
            peer.note("saves", &error);
        }
        // once is enough: it takes longest
        if way == Way::AsItComes {
            said("import");
            match kind.import(table, &client) {
                Ok(seconds) => peer.import_s = Some(seconds),
                Err(error) => peer.note("import", &error),
            }
        }
        Ok(peer)
    }

    fn loads(&self, tool: &Tool, running: &Running, client: &Client, urls: &[String]) -> Result<Vec<Run>> {
        let file = self.list(client, "peers.txt", urls)?;
        READERS.iter().map(|n| tool.run(running, client, (GET, "/"), &file, *n)).collect()
    }

    fn peer_saves(
        &self,
        tool: &Tool,
        kind: &dyn Kind,
        running: &Running,
        client: &Client,
        peer: &mut Peer,
    ) -> Result<()> {
        let file = databases::cache(self.layout).join("peers-save.txt");
        fs::write(&file, template())?;
        let post = ("save.lua", kind.saves_at());
        for connections in READERS {
            peer.saves.push(tool.run(running, client, post, &file, connections)?);
        }
        if fsyncs::missing().is_none() {
            let last = READERS[READERS.len() - 1];
            peer.syncs = Some(self.watched(running, running.id(), client, post, &file, last)?);
        }
        Ok(())
    }

    fn keep_peers(&self, size: Size, peers: Peers) -> Result<()> {
        self.keep(|record| {
            record.databases.entry(size.name.to_owned()).or_default().peers = Some(peers);
            Ok(())
        })
    }
}

/// One hazard, as `save.lua` reads a command: a row of the list, without history, audit, checklist and visit.
fn template() -> String {
    let body = serde_json::json!({
        "id": "@visit", "number": "310105008-2023-000000", "description": "楼道堆放杂物，影响疏散", "location": "2层楼道",
        "category": "fire", "severity": "general", "status": "registered", "found_at": "@time", "month": "2023-12",
        "effective_due": "2023-12-31", "closed_at": "", "on_the_spot": 0, "returned_count": 0, "site_name": "老王面馆",
        "address": "仙霞路1号", "district_code": "310105", "subdistrict_code": "310105008",
        "committee_code": "310105008001", "committee": "演示居委会", "assignee": "", "lon": 121.39, "lat": 31.21,
        "sort_key": 7_145_589_523_350_i64,
    });
    // ids, site and time as they stand in the command; the command; a site, which it does not name
    format!("@visit\n@first\n@second\n@site\n@time\n{body}\n-")
}

impl Peer {
    fn note(&mut self, what: &str, error: &anyhow::Error) {
        self.failures.insert(what.to_owned(), format!("{error:#}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_of_a_peer_has_an_id_of_its_own_each_time() {
        let lines: Vec<String> = template().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 7, "five marks, the command, a site");
        let body: serde_json::Value = serde_json::from_str(&lines[5]).unwrap();
        assert_eq!(body["id"], lines[0].as_str());
        assert_eq!(body["found_at"], lines[4].as_str());
    }
}
