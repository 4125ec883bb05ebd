//! The server under measurement, and what the kernel tells about it.

use super::http::Client;
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// A running server that ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From starting the program to the first good answer of `/healthz`.
    pub start: Duration,
}

impl Server {
    /// Starts the program on the data of a folder, on a free port, and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(program: &Path, site: &Path, data: &Path, log: &Path) -> Result<Self> {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .env("XUNAN__SERVER__SITE_ROOT", site)
            // many sign-ins of one measurement are no attack
            .env("XUNAN__SIGN_IN__PER_LOGIN_PER_MINUTE", "1000")
            .env("XUNAN__SIGN_IN__PER_ADDRESS_PER_MINUTE", "1000")
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .spawn()
            .context("the server cannot be started")?;
        let told = child.stdout.take().context("no output")?;
        let (tell, heard) = mpsc::channel();
        // to its end: a server whose output nobody takes would stumble over it
        thread::spawn(move || {
            for line in BufReader::new(told).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("http://") {
                    // nobody may be waiting any more
                    let _ = tell.send(address.trim().parse::<SocketAddr>());
                }
            }
        });
        let mut server = Self { child, address: ([127, 0, 0, 1], 0).into(), start: Duration::ZERO };
        let told = heard.recv_timeout(Duration::from_mins(1));
        server.address =
            told.with_context(|| format!("the server did not start; its log is {}", log.display()))??;
        let client = Client::new(server.address);
        while !client.get("/healthz").is_ok_and(|answer| answer.is_ok()) {
            if begun.elapsed() > Duration::from_mins(1) {
                bail!("the server does not answer; its log is {}", log.display());
            }
            thread::sleep(Duration::from_millis(1));
        }
        server.start = begun.elapsed();
        Ok(server)
    }

    /// Processor time it has used so far, user and system.
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // the name before may hold blanks and brackets; utime and stime are the 12th and 13th behind it
        let fields =
            stat.rsplit_once(')').context("not as expected")?.1.split_ascii_whitespace().skip(11).take(2);
        let ticks: u64 = fields.map(|f| f.parse::<u64>().unwrap_or(0)).sum();
        // the unit of this file is a hundredth of a second on every Linux
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Its memory, see [`memory`].
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn memory(&self) -> Result<(f64, f64)> {
        memory(self.child.id())
    }
}

/// Memory of a running program: in use now, and the most that it ever was, MiB.
///
/// # Errors
/// When the kernel does not tell, as of one that has ended.
pub fn memory(process: u32) -> Result<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let field = |name: &str| -> Result<f64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).context("not as expected")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
    };
    Ok((field("VmRSS:")?, field("VmHWM:")?))
}

impl Drop for Server {
    /// Asks it to end, and insists after ten seconds.
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let patience = Instant::now() + Duration::from_secs(10);
        while asked.is_ok() && matches!(self.child.try_wait(), Ok(None)) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
        // already gone is as good as killed
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
