//! The load tool, wrk, and what it saw.

use super::{desk::middle_and_most, http::Client, process::Target};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// What the scripts write after this word.
const MARK: &str = "REPORT ";

/// The script that asks the addresses of a file in turn.
pub const GET: &str = "get.lua";

/// A server that has used no more of a processor for so long has nothing in hand.
const QUIET: Duration = Duration::from_millis(300);

/// What wrk counted.
#[derive(Deserialize)]
struct Report {
    requests: u64,
    microseconds: f64,
    bytes: f64,
    p50_us: f64,
    p99_us: f64,
    max_us: f64,
    refused: u64,
    broken: u64,
}

/// Load of one kind by a number of connections.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub connections: u32,
    pub requests: u64,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
    /// Processor time of the server for each request, milliseconds.
    pub cpu_ms: f64,
    /// Likewise of the database, where that is a program of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_ms: Option<f64>,
    /// Bytes of an answer with its head, as sent.
    pub bytes: f64,
}

/// How wrk is called.
#[derive(Clone)]
pub struct Tool {
    scripts: PathBuf,
    /// How long each load lasts, seconds.
    pub seconds: u32,
}

impl Tool {
    /// Looks for wrk.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(scripts: PathBuf, seconds: u32) -> Result<Self> {
        // without arguments it explains itself and fails; that is enough to know it is there
        Command::new("wrk").output().context("wrk is missing (Debian, Ubuntu: apt-get install wrk)")?;
        Ok(Self { scripts, seconds })
    }

    /// Puts load on the server: warms up for a second, then measures. `argument` is the file that the script reads. Where not one answer
    /// comes as long as a load lasts, the addresses are asked one by one.
    ///
    /// # Errors
    /// When the server refuses a request, or drops one.
    pub fn run(
        &self,
        server: &dyn Target,
        client: &Client,
        (script, path): (&str, &str),
        argument: &Path,
        connections: u32,
    ) -> Result<Run> {
        self.call(server, client, (script, path), argument, connections, 1)?;
        let before = Clock::read(server)?;
        let report = self.call(server, client, (script, path), argument, connections, self.seconds)?;
        if report.requests == 0 {
            ensure!(script == GET, "{script} {path}: not one answer in {} s", self.seconds);
            return self.alone(server, client, argument);
        }
        let n = report.requests as f64;
        let (cpu_ms, beside_ms) = before.since(server, n)?;
        Ok(Run {
            connections,
            requests: report.requests,
            per_second: n * 1e6 / report.microseconds,
            p50_ms: report.p50_us / 1e3,
            p99_ms: report.p99_us / 1e3,
            max_ms: report.max_us / 1e3,
            cpu_ms,
            beside_ms,
            bytes: report.bytes / n,
        })
    }

    /// The same for other times.
    pub fn lasting(&self, seconds: u32) -> Self {
        Self { seconds, ..self.clone() }
    }

    /// Puts load on the server once, without warming up. How many requests were answered.
    ///
    /// # Errors
    /// When the server refuses a request, or drops one.
    pub fn once(
        &self,
        server: &dyn Target,
        client: &Client,
        what: (&str, &str),
        argument: &Path,
        connections: u32,
    ) -> Result<u64> {
        Ok(self.call(server, client, what, argument, connections, self.seconds)?.requests)
    }

    /// Asks the addresses of a file one by one, each once, until as much time has gone as a load lasts: at least one of them.
    fn alone(&self, server: &dyn Target, client: &Client, argument: &Path) -> Result<Run> {
        // whoever gave up waiting has left work behind
        settle(server)?;
        let before = Clock::read(server)?;
        let begun = Instant::now();
        let (mut took, mut bytes) = (Vec::new(), 0);
        for path in fs::read_to_string(argument)?.lines() {
            let asked = Instant::now();
            let answer = client.get(path)?;
            ensure!(answer.is_ok(), "{path} answers {}: {}", answer.status, answer.text()?);
            took.push(asked.elapsed().as_secs_f64() * 1e3);
            bytes += answer.size;
            if begun.elapsed().as_secs() >= u64::from(self.seconds) {
                break;
            }
        }
        ensure!(!took.is_empty(), "nothing to ask for");
        let (n, requests) = (took.len() as f64, took.len() as u64);
        let seconds = begun.elapsed().as_secs_f64();
        let (cpu_ms, beside_ms) = before.since(server, n)?;
        let [p50_ms, max_ms] = middle_and_most(took);
        Ok(Run {
            connections: 1,
            requests,
            per_second: n / seconds,
            p50_ms,
            // of so few the slowest
            p99_ms: max_ms,
            max_ms,
            cpu_ms,
            beside_ms,
            bytes: bytes as f64 / n,
        })
    }

    fn call(
        &self,
        server: &dyn Target,
        client: &Client,
        (script, path): (&str, &str),
        argument: &Path,
        connections: u32,
        seconds: u32,
    ) -> Result<Report> {
        let mut command = Command::new("wrk");
        command
            // one thread: it keeps up with far more than this server answers, and leaves it the other cores
            .args(["--threads", "1", "--timeout", "20s"])
            .args(["--connections", &connections.to_string(), "--duration", &format!("{seconds}s")])
            .arg("--script")
            .arg(self.scripts.join(script))
            .env("XUNAN_BENCH_SCRIPTS", &self.scripts);
        for (name, value) in client.headers() {
            command.args(["--header", &format!("{name}: {value}")]);
        }
        command.args(["--header", &format!("Origin: http://{}", server.address())]);
        command.arg(format!("http://{}{path}", server.address())).arg("--").arg(argument);
        let output = command.output().context("wrk cannot be started")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let report = text.lines().find_map(|line| line.strip_prefix(MARK));
        let Some(report) = report else {
            bail!("wrk did not report: {text}{}", String::from_utf8_lossy(&output.stderr));
        };
        let report: Report = serde_json::from_str(report)?;
        if report.refused + report.broken > 0 {
            bail!(
                "{script} {path}: of {} requests {} were refused and {} broken off",
                report.requests,
                report.refused,
                report.broken
            );
        }
        Ok(report)
    }
}

/// Processor time of the server and of its database, at a moment.
struct Clock(Duration, Duration);

impl Clock {
    fn read(server: &dyn Target) -> Result<Self> {
        Ok(Self(server.cpu()?, server.beside()?))
    }

    /// What each of `n` requests since then has cost them, milliseconds; nothing of a database inside the server.
    fn since(&self, server: &dyn Target, n: f64) -> Result<(f64, Option<f64>)> {
        let now = Self::read(server)?;
        let each = |before: Duration, now: Duration| now.saturating_sub(before).as_secs_f64() * 1e3 / n;
        let beside = (now.1 > Duration::ZERO).then(|| each(self.1, now.1));
        Ok((each(self.0, now.0), beside))
    }
}

/// Waits until the server has nothing in hand any more.
fn settle(server: &dyn Target) -> Result<()> {
    let mut before = server.cpu()?;
    loop {
        thread::sleep(QUIET);
        let now = server.cpu()?;
        // the unit that the kernel counts in is a hundredth of a second
        if now.saturating_sub(before) <= Duration::from_millis(10) {
            return Ok(());
        }
        before = now;
    }
}
