//! The same work without HTTP: the package `bare`.

use super::record::Timing;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The program, built.
pub struct Bare {
    pub program: PathBuf,
    /// How long each kind of work is repeated.
    pub seconds: f64,
}

/// One kind of read.
#[derive(Deserialize)]
pub struct Read {
    pub work: String,
    /// Who asks.
    pub login: String,
    pub urls: Vec<String>,
    pub pages: Vec<String>,
    pub answer_rows: f64,
    pub statements: f64,
    pub whole: Timing,
    pub bare: Timing,
}

/// All kinds of reads on a database.
#[derive(Default)]
pub struct Reads {
    pub rows: BTreeMap<String, u64>,
    pub works: Vec<Read>,
}

/// Saving.
#[derive(Deserialize)]
pub struct Saves {
    /// The command as JSON, with placeholders.
    pub template: String,
    pub placeholders: Placeholders,
    pub sites: Vec<String>,
    pub statements: f64,
    pub whole: Timing,
    pub bare: Timing,
}

impl Saves {
    /// Writes the command with what is replaced in it, and the sites, as `save.lua` reads them.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn write(&self, file: &Path) -> Result<()> {
        let Placeholders { ids, site, time } = &self.placeholders;
        let head = ids.iter().chain([site, time, &self.template]);
        let lines: Vec<&str> = head.chain(&self.sites).map(String::as_str).collect();
        Ok(fs::write(file, lines.join("\n"))?)
    }
}

/// Summaries of one length and area: how long figures and files of each took, in seconds.
#[derive(Deserialize)]
pub struct Summaries {
    pub work: String,
    /// Figures of which nothing was kept.
    pub figures_s: Vec<f64>,
    /// Of which something was kept, after a change.
    pub moved_s: Vec<f64>,
    /// From every row.
    pub rows_s: Vec<f64>,
    pub files_s: Vec<f64>,
}

/// Checks and issues of summaries of one length and area.
#[derive(Deserialize)]
pub struct Freezes {
    pub work: String,
    /// How long each took, in seconds.
    pub checked_s: Vec<f64>,
    pub issued_s: Vec<f64>,
    /// Rows that were frozen behind the figures, and beside them.
    pub rows: u64,
    pub beside: u64,
    /// The most memory meanwhile, MiB.
    pub most_mib: f64,
    /// The slowest change of somebody else meanwhile, seconds.
    pub waited_s: f64,
}

/// What is replaced in the template.
#[derive(Deserialize)]
pub struct Placeholders {
    pub ids: Vec<String>,
    pub site: String,
    pub time: String,
}

#[derive(Deserialize)]
struct Rows {
    rows: BTreeMap<String, u64>,
}

impl Bare {
    /// Every kind of read, or those whose names begin with one of `kinds`, as these two people.
    ///
    /// # Errors
    /// When the program fails.
    pub fn reads(&self, database: &Path, office: &str, city: &str, kinds: &[String]) -> Result<Reads> {
        let mut more = vec![office, city];
        more.extend(kinds.iter().map(String::as_str));
        let text = self.call("reads", database, self.seconds, &more)?;
        let mut reads = Reads::default();
        for line in text.lines() {
            if let Ok(Rows { rows }) = serde_json::from_str(line) {
                reads.rows = rows;
            } else {
                reads.works.push(serde_json::from_str(line)?);
            }
        }
        if reads.works.is_empty() {
            bail!("bare measured nothing");
        }
        Ok(reads)
    }

    /// Saving, on a copy.
    ///
    /// # Errors
    /// When the program fails.
    pub fn saves(&self, copy: &Path, login: &str) -> Result<Saves> {
        // long enough for the log to be brought into the file some times
        Ok(serde_json::from_str(&self.call("saves", copy, 4.0 * self.seconds, &[login])?)?)
    }

    /// Safety summaries, as these two people; each kind is told as soon as it was measured. On a copy: something is changed in between.
    ///
    /// # Errors
    /// When the program fails, or what it is told to does.
    pub fn summaries(
        &self,
        copy: &Path,
        people: (&str, &str),
        told: impl FnMut(Summaries) -> Result<()>,
    ) -> Result<()> {
        self.each("summary", copy, people, told)
    }

    /// Checks and issues of safety summaries, likewise on a copy.
    ///
    /// # Errors
    /// When the program fails, or what it is told to does.
    pub fn freezes(
        &self,
        copy: &Path,
        people: (&str, &str),
        told: impl FnMut(Freezes) -> Result<()>,
    ) -> Result<()> {
        self.each("freeze", copy, people, told)
    }

    /// What the program says in a mode, line by line as it comes.
    fn each<T: DeserializeOwned>(
        &self,
        mode: &str,
        copy: &Path,
        (office, city): (&str, &str),
        mut told: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let mut child = self
            .command(mode, copy, self.seconds, &[office, city])
            .stdout(Stdio::piped())
            .spawn()
            .context("bare cannot be started")?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let heard = lines.try_for_each(|line| told(serde_json::from_str(&line?)?));
        let status = child.wait()?;
        heard?;
        if !status.success() {
            bail!("bare {mode} failed ({status})");
        }
        Ok(())
    }

    fn call(&self, mode: &str, database: &Path, seconds: f64, more: &[&str]) -> Result<String> {
        let output =
            self.command(mode, database, seconds, more).output().context("bare cannot be started")?;
        if !output.status.success() {
            bail!("bare {mode} failed ({})", output.status);
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    fn command(&self, mode: &str, database: &Path, seconds: f64, more: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(mode).arg(database).arg(seconds.to_string()).args(more).stderr(Stdio::inherit());
        command
    }
}
