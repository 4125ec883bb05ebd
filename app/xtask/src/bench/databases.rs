//! The databases that are measured on: made once, kept in a cache.

use super::record::Database;
use crate::{
    args::Mode,
    frontend::stamp::{Digest, Stamp},
    layout::Layout,
};
use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// A person who sees the whole city; those of the demo see a subdistrict.
pub const CITY_LOGIN: &str = "bench.city";
/// The office of the demo subdistrict.
pub const OFFICE_LOGIN: &str = "li.office";
/// The demo's password; this person gets the same.
pub const PASSWORD: &str = "Xunan-2023";

/// A size of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub name: &'static str,
    /// How many, for people.
    pub shown: &'static str,
    /// … of what.
    pub what: &'static str,
    /// The kinds of reads that it is made for; all when empty. One that is made for some is measured for them and the import only.
    reads: &'static [&'static str],
    /// What `server demo` is told.
    demo: [&'static str; 6],
}

/// A subdistrict has 563 hazards a year, and a city like this one has two hundred of them. Homes are those that the
/// programmes go to, each with a stove and a gas alarm. The last is for the registers: few hazards, so that it is soon made, and
/// as many homes as the bars of the programmes are about.
pub const SIZES: [Size; 3] = [
    Size {
        name: "100k",
        shown: "100,000",
        what: "hazards",
        reads: &[],
        demo: ["--subdistricts", "18", "--years", "10", "--households", "20000"],
    },
    Size {
        name: "1m",
        shown: "1,000,000",
        what: "hazards",
        reads: &[],
        demo: ["--subdistricts", "200", "--years", "9", "--households", "200000"],
    },
    Size {
        name: "200k",
        shown: "200,000 homes",
        what: "with as many devices",
        reads: &["homes", "stoves", "alarms", "wave"],
        demo: ["--subdistricts", "18", "--years", "1", "--households", "200000"],
    },
];

/// Reads whose cost is looked at over all sizes.
const GROWING: &[&str] = &["list", "search", "map", "single", "rates", "queues", "dashboard"];

/// What is measured besides to see how costs grow: reads only, on both databases. The last takes hours and some 150 GB, so it is
/// measured when it is named.
pub const GROWTH: [Size; 2] = [
    Size {
        name: "10k",
        shown: "10,000",
        what: "hazards",
        reads: GROWING,
        demo: ["--subdistricts", "2", "--years", "10", "--households", "2000"],
    },
    Size {
        name: "10m",
        shown: "10,000,000",
        what: "hazards",
        reads: GROWING,
        demo: ["--subdistricts", "1780", "--years", "10", "--households", "2000000"],
    },
];

/// The largest of the hazards.
pub const LARGEST: Size = SIZES[1];

impl Size {
    /// Whether everything is measured on it, saves and the desk too.
    pub const fn is_for_all(self) -> bool {
        self.reads.is_empty()
    }

    /// Which reads to measure when these are asked for (all when none is); `None` when it is made for none of them.
    pub fn reads(self, asked: &[String]) -> Option<Vec<String>> {
        if self.is_for_all() {
            return Some(asked.to_vec());
        }
        let wanted = |kind: &&str| asked.is_empty() || asked.iter().any(|word| word == kind);
        let kinds: Vec<String> = self.reads.iter().copied().filter(wanted).map(str::to_owned).collect();
        (!kinds.is_empty()).then_some(kinds)
    }

    /// What `server demo` is told.
    pub fn arguments(self) -> String {
        self.demo.join(" ")
    }
}

/// The folder of the cache.
pub fn cache(layout: &Layout) -> PathBuf {
    match env::var_os("XDG_CACHE_HOME") {
        Some(cache) => PathBuf::from(cache).join("xunan/bench"),
        None => layout.target.join("bench"),
    }
}

/// The data folder of that size, made unless it is there. How long it took is kept beside it.
///
/// # Errors
/// When the demo cannot be loaded.
pub fn ensure(layout: &Layout, size: Size, record: &mut Database) -> Result<PathBuf> {
    let folder = cache(layout).join(size.name);
    let time = folder.with_extension("seconds");
    // a new schema or another demo makes another database
    let inputs = Digest::default()
        .text(&size.arguments())
        .tree(&layout.root.join("migrations/src"))?
        .tree(&layout.root.join("server/backend/src/demo"))?
        .tree(&layout.root.join("server/backend/src/search"))?
        .file(&layout.root.join("app/domain/src/search.rs"))?;
    let stamp = Stamp::of(&folder, inputs);
    if !stamp.is_fresh() {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        eprintln!(
            "bench │ making the database of {} {}: server demo {}",
            size.shown,
            size.what,
            size.arguments()
        );
        let begun = Instant::now();
        call(layout, &folder, &[&["demo"], &size.demo[..]].concat(), "")?;
        let seconds = begun.elapsed().as_secs_f64();
        let city = ["user", "add", CITY_LOGIN, "--name", "全市", "--role", "office", "--area", "31"];
        call(layout, &folder, &city, PASSWORD)?;
        fs::write(&time, seconds.to_string())?;
        stamp.write()?;
    }
    record.made_by = format!("server demo {}", size.arguments());
    record.made_in_seconds = fs::read_to_string(&time)?.parse()?;
    record.mib = fs::metadata(file(&folder))?.len() as f64 / 1024.0 / 1024.0;
    Ok(folder)
}

/// The database of a data folder.
pub fn file(folder: &Path) -> PathBuf {
    folder.join("xunan.db")
}

/// A copy of a data folder in a folder of its own, for saving into; gone with this value.
pub struct Copy(pub PathBuf);

impl Copy {
    /// Copies.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn of(folder: &Path) -> Result<Self> {
        let copy = Self(folder.with_extension("copy"));
        if copy.0.exists() {
            fs::remove_dir_all(&copy.0)?;
        }
        fs::create_dir_all(&copy.0)?;
        // a server that ended in good order leaves everything in this one file
        fs::copy(file(folder), file(&copy.0)).context("the database cannot be copied")?;
        // the photos: papers show them
        copy_folder(&folder.join("files"), &copy.0.join("files")).context("the files cannot be copied")?;
        // while gigabytes of a copy are still on their way to the disk, every durable save waits behind them
        fs::File::open(file(&copy.0))?.sync_all()?;
        Ok(copy)
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

impl Drop for Copy {
    fn drop(&mut self) {
        // what is left over is removed the next time
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Calls the server's program on a data folder.
///
/// # Errors
/// When it fails.
pub fn call(layout: &Layout, folder: &Path, arguments: &[&str], input: &str) -> Result<()> {
    let mut child = Command::new(layout.server(Mode::Release))
        .args(arguments)
        .arg("--data-dir")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("the server cannot be started")?;
    if let Some(mut to) = child.stdin.take() {
        writeln!(to, "{input}")?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("server {} failed ({status})", arguments.join(" "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_how_costs_grow_is_measured_for_reads_alone() {
        assert!(GROWTH.iter().all(|size| !size.is_for_all() && !SIZES.contains(size)));
        assert_eq!(GROWTH[0].reads(&["rates".to_owned(), "wave".to_owned()]), Some(vec!["rates".to_owned()]));
        assert_eq!(GROWTH[1].reads(&["wave".to_owned()]), None);
    }

    #[test]
    fn a_database_is_asked_what_it_is_made_for() {
        let [small, _, homes] = SIZES;
        let asked = |words: &[&str]| -> Vec<String> { words.iter().map(|word| (*word).to_owned()).collect() };
        assert_eq!(small.reads(&asked(&["list", "wave"])), Some(asked(&["list", "wave"])));
        assert_eq!(small.reads(&[]), Some(vec![]), "all");
        assert_eq!(homes.reads(&asked(&["list", "wave"])), Some(asked(&["wave"])));
        assert_eq!(homes.reads(&[]).map(|kinds| kinds.len()), Some(4));
        assert_eq!(homes.reads(&asked(&["list"])), None);
    }
}
