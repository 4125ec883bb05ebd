//! On what was measured. Nothing that tells one machine of a kind from another: no names, no paths.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::Path,
    process::Command,
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};

/// The machine.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub memory_gib: f64,
    pub kernel: String,
    /// Writing 4 KiB and waiting until it is on the disk, milliseconds, median of 200.
    pub fsync_ms: f64,
    /// SHA-256 by one thread, then by one on every core at once, MB per second together: a rented core is not always
    /// a whole one.
    #[serde(default)]
    pub hashing_one: f64,
    #[serde(default)]
    pub hashing_all: f64,
}

impl Machine {
    /// This one; `folder` is where the databases lie.
    ///
    /// # Errors
    /// When the kernel does not tell, or nothing can be written there.
    pub fn look(folder: &Path) -> Result<Self> {
        let cpu = fs::read_to_string("/proc/cpuinfo")?;
        let model = cpu.lines().find_map(|l| l.strip_prefix("model name")?.split_once(':'));
        let memory = fs::read_to_string("/proc/meminfo")?;
        let kib: f64 = memory
            .lines()
            .find_map(|l| l.strip_prefix("MemTotal:"))
            .and_then(|l| l.trim().trim_end_matches(" kB").parse().ok())
            .context("no MemTotal")?;
        let cores = available_parallelism()?.get();
        Ok(Self {
            cpu: model.map_or("unknown", |(_, name)| name.trim()).to_owned(),
            cores,
            memory_gib: kib / 1024.0 / 1024.0,
            kernel: format!("Linux {}", fs::read_to_string("/proc/sys/kernel/osrelease")?.trim()),
            fsync_ms: fsync(folder)?,
            hashing_one: hashing(1),
            hashing_all: hashing(cores),
        })
    }
}

/// How much `threads` of them hash in three seconds, MB per second together.
fn hashing(threads: usize) -> f64 {
    const SECONDS: u64 = 3;
    let block = vec![7_u8; 1 << 20];
    let end = Instant::now() + Duration::from_secs(SECONDS);
    let one = || {
        let mut hash = Sha256::new();
        let mut blocks = 0_u32;
        while Instant::now() < end {
            hash.update(&block);
            blocks += 1;
        }
        // what is not used may be left out by the compiler
        std::hint::black_box(hash.finalize());
        blocks
    };
    let blocks: u32 = thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|t| t.join().unwrap_or_default()).sum()
    });
    f64::from(blocks) * block.len() as f64 / 1e6 / SECONDS as f64
}

fn fsync(folder: &Path) -> Result<f64> {
    let path = folder.join("fsync.tmp");
    let mut file = File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[7; 4096])?;
        file.sync_all()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    fs::remove_file(&path)?;
    times.sort_by(f64::total_cmp);
    Ok(times[100])
}

/// When and of what.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Occasion {
    pub date: String,
    /// With a `+` when there was more than that commit holds.
    pub commit: String,
}

impl Occasion {
    /// Now, with what lies here.
    ///
    /// # Errors
    /// When git or date cannot be called.
    pub fn now() -> Result<Self> {
        let say = |program: &str, args: &[&str]| -> Result<String> {
            let output = Command::new(program).args(args).output().with_context(|| program.to_owned())?;
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        // what the benchmark itself writes is no change of what it measures
        let changed = say(
            "git",
            &["status", "--porcelain", "--", "Cargo.lock", "app", "server", "migrations", "public"],
        )?;
        let commit = say("git", &["rev-parse", "--short=10", "HEAD"])?;
        let sign = if changed.is_empty() { "" } else { "+" };
        Ok(Self { date: say("date", &["+%Y-%m-%d"])?, commit: format!("{commit}{sign}") })
    }
}
