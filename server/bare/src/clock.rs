//! Timing of repeated work.

use crate::Result;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What one call of a piece of work takes, on average, microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// From asking to having the answer.
    pub wall_us: f64,
    /// Processor time of the whole process: also of the threads that SQLite runs on.
    pub cpu_us: f64,
    /// How often it was done.
    pub calls: u64,
}

impl Timing {
    /// For the output.
    pub fn json(self) -> Value {
        json!({"wall_us": self.wall_us, "cpu_us": self.cpu_us, "calls": self.calls})
    }

    /// The average over `calls` calls since a moment.
    pub fn since(start: &Start, calls: u64) -> Result<Self> {
        let n = calls.max(1) as f64;
        let (wall, cpu) = (start.at.elapsed(), cpu_time()?.saturating_sub(start.cpu));
        Ok(Self { wall_us: wall.as_secs_f64() * 1e6 / n, cpu_us: cpu.as_secs_f64() * 1e6 / n, calls })
    }
}

/// A moment to count from.
pub struct Start {
    at: Instant,
    cpu: Duration,
}

impl Start {
    /// Now.
    pub fn now() -> Result<Self> {
        Ok(Self { at: Instant::now(), cpu: cpu_time()? })
    }

    /// Time since then.
    pub fn elapsed(&self) -> Duration {
        self.at.elapsed()
    }
}

/// Repeats `work` (which is told how often it was done before) until the time is over, after a fifth of that time
/// for warming up.
pub async fn measure(patience: Duration, mut work: impl AsyncFnMut(usize) -> Result<()>) -> Result<Timing> {
    let warm = Start::now()?;
    let mut n = 0;
    while warm.elapsed() < patience / 5 {
        work(n).await?;
        n += 1;
    }
    let start = Start::now()?;
    let mut calls = 0;
    while start.elapsed() < patience {
        work(n).await?;
        n += 1;
        calls += 1;
    }
    Timing::since(&start, calls)
}

/// Processor time that this process has used, user and system. Linux; the ticks of this file are always hundredths.
fn cpu_time() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let ticks = ticks_of(&stat).ok_or("/proc/self/stat is not as expected")?;
    Ok(Duration::from_millis(ticks * 10))
}

/// The fields behind the name, which may itself hold blanks and brackets: utime and stime are the 12th and 13th.
fn ticks_of(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}
