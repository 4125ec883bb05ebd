//! Whether what was acknowledged is on the disk: how often the server asks for that while it saves, counted by strace.

use super::{
    Bench,
    databases::{self, Copy, OFFICE_LOGIN, PASSWORD, Size},
    http::Client,
    page::{met, ms},
    process::{Program, Target},
    record::Database,
    step,
};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// Connections that save at the same time.
const SAVERS: [u32; 2] = [8, 64];
/// How long is counted, seconds.
const SECONDS: u32 = 3;

/// What was counted, or why nothing was.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fsyncs {
    Counted(Vec<Count>),
    Skipped(String),
}

/// While a number of connections saved.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Count {
    pub connections: u32,
    pub saves: u64,
    /// Calls of `fsync` and `fdatasync`.
    pub fsyncs: u64,
}

impl Bench<'_> {
    /// Counts on a copy.
    ///
    /// # Errors
    /// When a save is refused, or strace cannot look at the server.
    pub(super) fn fsyncs(&self, size: Size) -> Result<()> {
        let counted = if let Some(missing) = missing() {
            Fsyncs::Skipped(missing)
        } else {
            let saves = self.save_file(size)?;
            let data = databases::ensure(self.layout, size, &mut Database::default())?;
            let copy = Copy::of(&data)?;
            let server = self.start(&copy.0)?;
            let client = Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?;
            let mut counts = Vec::new();
            for connections in SAVERS {
                step(size, &format!("fsyncs while {connections} connections save"));
                let post = ("save.lua", "/api/v1/inspections");
                counts.push(self.watched(&server, server.id(), &client, post, &saves, connections)?);
            }
            Fsyncs::Counted(counts)
        };
        self.keep(|record| {
            record.databases.entry(size.name.to_owned()).or_default().fsyncs = Some(counted);
            Ok(())
        })
    }

    /// Puts load on a server and counts. The load lasts a second longer: strace comes to a server that is at work.
    pub(super) fn watched(
        &self,
        server: &dyn Target,
        process: u32,
        client: &Client,
        post: (&str, &str),
        saves: &Path,
        connections: u32,
    ) -> Result<Count> {
        let strace = Strace::begin(process, &databases::cache(self.layout).join("strace.txt"))?;
        let saves = self.tool.lasting(SECONDS).once(server, client, post, saves, connections)?;
        Ok(Count { connections, saves, fsyncs: strace.end()? })
    }

    /// The command that saves as `save.lua` reads it, for a size of database: made on a copy, unless it is there.
    pub(super) fn save_file(&self, size: Size) -> Result<PathBuf> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        // beside the database: another one has other sites and checklists
        let file = data.join("save.txt");
        if !file.exists() {
            step(size, "how a visit is saved");
            let copy = Copy::of(&data)?;
            self.bare.saves(&databases::file(&copy.0), OFFICE_LOGIN)?.write(&file)?;
        }
        Ok(file)
    }
}

/// Why nothing can be counted here.
pub(super) fn missing() -> Option<String> {
    let there = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match there {
        Ok(status) if status.success() => None,
        _ => Some("strace is missing (Debian, Ubuntu: apt-get install strace)".to_owned()),
    }
}

/// Counting calls of a running program.
struct Strace {
    program: Program,
    report: PathBuf,
}

impl Strace {
    fn begin(process: u32, report: &Path) -> Result<Self> {
        // what an earlier run has left is no report of this one
        let _ = fs::remove_file(report);
        let child = Command::new("strace")
            .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-p", &process.to_string(), "-o"])
            .arg(report)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("strace cannot be started")?;
        let strace = Self { program: Program::new(child), report: report.to_path_buf() };
        // until it holds every thread
        thread::sleep(Duration::from_millis(500));
        Ok(strace)
    }

    /// Lets go of the program and reads what was counted.
    fn end(mut self) -> Result<u64> {
        self.program.signal("INT").context("strace could not look at the server: is ptrace allowed?")?;
        self.program.wait(Duration::from_secs(10));
        if !self.program.has_ended() {
            bail!("strace does not let go of the server");
        }
        let report = fs::read_to_string(&self.report).context("strace has written no report")?;
        Ok(counted(&report))
    }
}

/// Of the table of `strace -c`: share, seconds, microseconds for each, calls, perhaps errors, name.
fn counted(report: &str) -> u64 {
    let lines = report.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
    let ours = lines.filter(|cells| matches!(cells.last(), Some(&("fsync" | "fdatasync"))));
    ours.filter_map(|cells| cells.get(3)?.parse::<u64>().ok()).sum()
}

impl Count {
    /// Whether every group of saves can have been synced before it was acknowledged. Each connection waits for its answer, so a
    /// group is of as many saves as there are connections at most.
    fn holds(self) -> bool {
        self.saves <= self.fsyncs * u64::from(self.connections)
    }
}

impl Fsyncs {
    /// The part of the page.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str) -> Result<()> {
        writeln!(text, "## What is acknowledged is on the disk: {shown} hazards\n")?;
        let counts = match self {
            Self::Counted(counts) => counts,
            Self::Skipped(why) => {
                writeln!(text, "Not counted: {why}.\n")?;
                return Ok(());
            }
        };
        writeln!(
            text,
            "Calls of `fsync` and `fdatasync` while visits are saved, counted by strace, which slows the saves down. A connection sends its next \
             save when the one before is acknowledged: were there a group of saves without a sync of its own, there would be more saves for \
             each sync than connections.\n"
        )?;
        writeln!(
            text,
            "| connections | saves | syncs | saves for each sync | bar | |\n|---:|---:|---:|---:|---:|---|"
        )?;
        for count in counts {
            let Count { connections, saves, fsyncs } = *count;
            let each = saves as f64 / fsyncs.max(1) as f64;
            writeln!(
                text,
                "| {connections} | {saves} | {fsyncs} | {} | ≤ {connections} | {} |",
                ms(each),
                met(count.holds())
            )?;
        }
        writeln!(text)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_from_the_table_of_strace() {
        let report = "% time     seconds  usecs/call     calls    errors syscall\n\
                      ------ ----------- ----------- --------- --------- ----------------\n \
                      93.10    0.012345          12      1024           fdatasync\n  \
                      6.90    0.000915          91        10         1 fsync\n\
                      ------ ----------- ----------- --------- --------- ----------------\n\
                      100.00    0.013260          12      1034         1 total\n";
        assert_eq!(counted(report), 1034);
        assert_eq!(counted(""), 0);
    }

    #[test]
    fn a_group_without_a_sync_shows() {
        let count = |saves, fsyncs| Count { connections: 8, saves, fsyncs };
        assert!(count(8_000, 1_000).holds() && !count(8_001, 1_000).holds() && !count(1, 0).holds());
        let mut text = String::new();
        Fsyncs::Counted(vec![count(8_000, 500)]).write(&mut text, "100,000").unwrap();
        assert!(text.contains("| 8 | 8000 | 500 | 16.0 | ≤ 8 | **not met** |"), "{text}");
        Fsyncs::Skipped("strace is missing".into()).write(&mut text, "100,000").unwrap();
        assert!(text.contains("Not counted: strace is missing."), "{text}");
    }
}
