//! The server under measurement, and what the kernel tells about it.

use super::http::Client;
use anyhow::{Context, Result, bail, ensure};
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

/// What a load is put on.
pub trait Target {
    /// Where it listens.
    fn address(&self) -> SocketAddr;

    /// Processor time it has used so far, user and system.
    ///
    /// # Errors
    /// When the kernel does not tell.
    fn cpu(&self) -> Result<Duration>;

    /// The same of the database, where that is a program of its own.
    ///
    /// # Errors
    /// When the kernel does not tell.
    fn beside(&self) -> Result<Duration> {
        Ok(Duration::ZERO)
    }
}

/// A program that ends with this value.
pub struct Program(Child);

impl Program {
    /// Takes charge of a program that was started.
    pub fn new(child: Child) -> Self {
        Self(child)
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    /// Sends it a signal, by its name.
    ///
    /// # Errors
    /// When it is not there any more.
    pub fn signal(&self, name: &str) -> Result<()> {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status()?;
        ensure!(sent.success(), "the program could not be told {name}");
        Ok(())
    }

    /// Waits until it has ended, at most so long.
    pub fn wait(&mut self, most: Duration) {
        let patience = Instant::now() + most;
        while !self.has_ended() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    /// Asks it to end, and insists after ten seconds.
    fn drop(&mut self) {
        if !self.has_ended() && self.signal("TERM").is_ok() {
            self.wait(Duration::from_secs(10));
        }
        // already gone is as good as killed
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server that ends with this value.
pub struct Server {
    program: Program,
    /// Where it listens.
    pub address: SocketAddr,
    /// From starting the program to the first good answer of `/healthz`.
    pub start: Duration,
}

impl Server {
    /// Starts the program on the data of a folder, on a free port, with these variables, and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(
        program: &Path,
        site: &Path,
        data: &Path,
        log: &Path,
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .env("XUNAN__SERVER__SITE_ROOT", site)
            // many sign-ins of one measurement are no attack
            .env("XUNAN__SIGN_IN__PER_LOGIN_PER_MINUTE", "1000")
            .env("XUNAN__SIGN_IN__PER_ADDRESS_PER_MINUTE", "1000")
            .envs(settings.iter().copied())
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
        let program = Program::new(child);
        let mut server = Self { program, address: ([127, 0, 0, 1], 0).into(), start: Duration::ZERO };
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

    /// Its number.
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// Its memory, see [`memory`].
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn memory(&self) -> Result<(f64, f64)> {
        memory(self.id())
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

/// Lets the kernel count the most memory of a running program from now on.
///
/// # Errors
/// When it may not be told so.
pub fn forget_most(process: u32) -> Result<()> {
    // 5: the peak resident set size is what is resident now
    fs::write(format!("/proc/{process}/clear_refs"), "5").context("the kernel counts on")
}

/// Processor time that a program has used so far, user and system, in hundredths of a second; with that of its children that
/// have ended; and who started it.
struct Ticks {
    own: u64,
    ended: u64,
    parent: u32,
}

impl Ticks {
    fn of(process: u32) -> Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        // the name before may hold blanks and brackets; behind it stand the state, the parent, …
        let fields: Vec<&str> =
            stat.rsplit_once(')').context("not as expected")?.1.split_ascii_whitespace().collect();
        let at = |i: usize| fields.get(i).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
        Ok(Self {
            own: at(11) + at(12),
            ended: at(13) + at(14),
            parent: u32::try_from(at(1)).unwrap_or_default(),
        })
    }
}

/// Of ticks: the unit is a hundredth of a second on every Linux.
fn time(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 10)
}

/// Processor time of one program.
///
/// # Errors
/// When the kernel does not tell, as of one that has ended.
pub fn cpu(process: u32) -> Result<Duration> {
    Ok(time(Ticks::of(process)?.own))
}

/// Processor time of a program and all that it has started, also of those that have ended.
///
/// # Errors
/// When the kernel does not tell.
pub fn cpu_with_children(process: u32) -> Result<Duration> {
    let first = Ticks::of(process)?;
    let mut sum = first.own + first.ended;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(other) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // one that has ended meanwhile is counted among the ended the next time
        if let Ok(ticks) = Ticks::of(other)
            && ticks.parent == process
        {
            sum += ticks.own + ticks.ended;
        }
    }
    Ok(time(sum))
}

impl Target for Server {
    fn address(&self) -> SocketAddr {
        self.address
    }

    fn cpu(&self) -> Result<Duration> {
        cpu(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_number_and_ends_with_its_value() {
        let child = Command::new("sleep").arg("60").spawn().unwrap();
        let mut program = Program::new(child);
        let number = program.id();
        assert!(!program.has_ended() && cpu(number).is_ok());
        assert_eq!(Ticks::of(number).unwrap().parent, std::process::id());
        let own = cpu(std::process::id()).unwrap();
        assert!(cpu_with_children(std::process::id()).unwrap() >= own);
        drop(program);
        assert!(cpu(number).is_err(), "gone");
    }
}
