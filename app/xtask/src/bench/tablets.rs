//! Five hundred tablets that come back into the network at once: each with a session of its own and a batch of visits.

use super::{
    Bench,
    databases::{self, Copy, OFFICE_LOGIN, PASSWORD, Size},
    http::Client,
    page::{met, ms},
    process::Target,
    record::Database,
    step, works,
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::Path,
    process::Command,
    sync::Barrier,
    thread,
    time::{Duration, Instant, SystemTime},
};

/// How many.
const TABLETS: usize = 500;
/// Visits that each sends in one batch, with two hazards each: what an inspector has saved while there was no network.
const VISITS: usize = 3;
/// Who signs in at the same time: hashing a password takes one core.
const SIGN_INS: usize = 4;
/// Of a thread that sends one request.
const STACK: usize = 256 * 1024;

/// What came of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tablets {
    tablets: usize,
    visits_each: usize,
    /// Tablets whose batch was not taken as a whole, and what the first of them was told.
    failed: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_failure: Option<String>,
    /// From sending the batch until the answer is there, milliseconds.
    p50_ms: f64,
    p99_ms: f64,
    max_ms: f64,
    /// Until the last of them was answered, seconds.
    seconds: f64,
    /// Processor time of the server for each visit, milliseconds.
    cpu_ms: f64,
    /// The most memory of the server, MiB.
    most_mib: f64,
}

impl Bench<'_> {
    /// Measures on a copy.
    ///
    /// # Errors
    /// When nobody can sign in.
    pub(super) fn tablets(&self, size: Size) -> Result<()> {
        let template = Template::read(&self.save_file(size)?)?;
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        let copy = Copy::of(&data)?;
        let server = self.start(&copy.0)?;
        step(size, &format!("{TABLETS} tablets sign in"));
        let clients = sign_in(server.address)?;
        step(size, "… and send");
        let now = now()?;
        let batches: Vec<String> =
            (0..TABLETS).map(|tablet| template.batch(tablet, &now)).collect::<Result<_>>()?;
        let before = server.cpu()?;
        let begun = Instant::now();
        let sent = send(&clients, &batches)?;
        let seconds = begun.elapsed().as_secs_f64();
        let cpu = server.cpu()?.saturating_sub(before);
        let most_mib = server.memory()?.1;
        drop((server, copy));
        let mut took = Vec::new();
        let mut failures = Vec::new();
        for answer in sent {
            match answer {
                Ok(time) => took.push(time.as_secs_f64() * 1e3),
                Err(error) => failures.push(format!("{error:#}")),
            }
        }
        took.sort_by(f64::total_cmp);
        let at = |share: f64| took.get((took.len() as f64 * share) as usize).or(took.last()).copied();
        let tablets = Tablets {
            tablets: TABLETS,
            visits_each: VISITS,
            failed: failures.len(),
            first_failure: failures.into_iter().next(),
            p50_ms: at(0.5).unwrap_or_default(),
            p99_ms: at(0.99).unwrap_or_default(),
            max_ms: took.last().copied().unwrap_or_default(),
            seconds,
            cpu_ms: cpu.as_secs_f64() * 1e3 / (TABLETS * VISITS) as f64,
            most_mib,
        };
        self.keep(|record| {
            record.databases.entry(size.name.to_owned()).or_default().tablets = Some(tablets);
            Ok(())
        })
    }
}

/// A session for each.
fn sign_in(address: SocketAddr) -> Result<Vec<Client>> {
    thread::scope(|scope| -> Result<Vec<Client>> {
        let some = move || -> Result<Vec<Client>> {
            (0..TABLETS / SIGN_INS).map(|_| Client::sign_in(address, OFFICE_LOGIN, PASSWORD)).collect()
        };
        let threads: Vec<_> = (0..SIGN_INS).map(|_| scope.spawn(some)).collect();
        let mut clients = Vec::new();
        for thread in threads {
            clients.extend(thread.join().map_err(|_| anyhow!("a sign-in broke off"))??);
        }
        ensure!(clients.len() == TABLETS, "{TABLETS} tablets are no multiple of {SIGN_INS}");
        Ok(clients)
    })
}

/// All at once: how long each waited for its answer.
fn send(clients: &[Client], batches: &[String]) -> Result<Vec<Result<Duration>>> {
    let ready = Barrier::new(clients.len());
    thread::scope(|scope| -> Result<Vec<Result<Duration>>> {
        let mut threads = Vec::new();
        for (client, batch) in clients.iter().zip(batches) {
            let ready = &ready;
            let one = move || -> Result<Duration> {
                ready.wait();
                let begun = Instant::now();
                let answer = client.post("/api/v1/sync", "application/json", batch)?;
                let took = begun.elapsed();
                ensure!(answer.is_ok(), "answered {}: {}", answer.status, answer.text()?);
                taken(&answer.text()?)?;
                Ok(took)
            };
            threads.push(thread::Builder::new().stack_size(STACK).spawn_scoped(scope, one)?);
        }
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow!("a tablet broke off"))));
        Ok(joined.collect())
    })
}

/// Looks whether everything in a batch was carried out.
fn taken(answer: &str) -> Result<()> {
    let answer: serde_json::Value = serde_json::from_str(answer)?;
    let answers = answer["answers"].as_array().context("no answers")?;
    ensure!(answers.len() == VISITS, "{} of {VISITS} visits were answered", answers.len());
    for one in answers {
        if one["outcome"] != "applied" {
            bail!("not taken: {one}");
        }
    }
    Ok(())
}

/// The command that saves a visit.
struct Template {
    /// Ids of the visit and its two hazards, the site, the time: as they stand in the command.
    marks: [String; 5],
    command: String,
    sites: Vec<String>,
}

/// A moment: seconds since 1970, and as text.
struct Now {
    ms: u128,
    /// When the visits were saved: twenty minutes ago.
    saved: String,
    sent: String,
}

fn now() -> Result<Now> {
    let ms = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
    let text = |of: &str| -> Result<String> {
        let output = Command::new("date").args(["-u", "-d", of, "+%Y-%m-%dT%H:%M:%S.000Z"]).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    Ok(Now { ms, saved: text("20 minutes ago")?, sent: text("now")? })
}

impl Template {
    /// Reads what `save.lua` reads.
    fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)?;
        let mut lines = text.lines().map(str::to_owned);
        let mut line = || lines.next().context("not as expected");
        let marks = [line()?, line()?, line()?, line()?, line()?];
        let command = line()?;
        let sites: Vec<String> = lines.collect();
        ensure!(!sites.is_empty(), "no site to visit");
        Ok(Self { marks, command, sites })
    }

    /// What a tablet sends: visits, each sealed.
    fn batch(&self, tablet: usize, now: &Now) -> Result<String> {
        let id = |visit: usize, nth: usize| {
            let n = (tablet * VISITS + visit) * 3 + nth;
            format!("{:08x}-{:04x}-7000-8000-{n:012x}", now.ms >> 16, now.ms & 0xffff)
        };
        let mut commands = Vec::new();
        for visit in 0..VISITS {
            let site = &self.sites[(tablet * VISITS + visit) % self.sites.len()];
            let fresh = [id(visit, 0), id(visit, 1), id(visit, 2), site.clone(), now.saved.clone()];
            let mut command = self.command.clone();
            for (mark, fresh) in self.marks.iter().zip(&fresh) {
                command = command.replace(mark, fresh);
            }
            let command: serde_json::Value = serde_json::from_str(&command)?;
            let body =
                json!({"kind": "save_visit", "command": command, "device_at": now.saved, "photos": []})
                    .to_string();
            let sha256 = format!("{:x}", Sha256::digest(&body));
            commands.push(json!({"id": id(visit, 0), "sha256": sha256, "body": body}));
        }
        let device = format!("00000000-0000-4000-8000-{tablet:012x}");
        let batch = json!({"api": 1, "device": device, "sent_at": now.sent, "commands": commands});
        Ok(batch.to_string())
    }
}

impl Tablets {
    /// The rows of the table of bars.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn bars(&self, text: &mut String, shown: &str) -> Result<()> {
        let (n, failed, p99) = (self.tablets, self.failed, self.p99_ms);
        writeln!(
            text,
            "| {shown} — {n} tablets sync at once: not taken | 0 | {failed} | {} |",
            met(failed == 0)
        )?;
        let bar = works::TABLETS_BAR;
        writeln!(
            text,
            "| {shown} — {n} tablets sync at once: p99 | ≤ {bar} ms | {} ms | {} |",
            ms(p99),
            met(failed == 0 && p99 <= bar)
        )?;
        Ok(())
    }

    /// The part of the page.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str) -> Result<()> {
        writeln!(
            text,
            "## Tablets that come back at once: {shown} hazards\n\n{} tablets, each with a session of its own, send {} visits with two hazards \
             each in one batch, all at the same moment: half of them were answered after {} ms, 99 of 100 after {} ms, the last after {} ms; all of \
             it took {} s, {} ms of processor time for each visit and {:.0} MiB of memory at most. {}\n",
            self.tablets,
            self.visits_each,
            ms(self.p50_ms),
            ms(self.p99_ms),
            ms(self.max_ms),
            ms(self.seconds),
            ms(self.cpu_ms),
            self.most_mib,
            match &self.first_failure {
                None => "Every batch was taken.".to_owned(),
                Some(why) => format!("{} were not taken; the first: {why}.", self.failed),
            }
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Template {
        let command = r#"{"id":"a1","site":"a4","at":"a5","hazards":["a2","a3"]}"#;
        Template {
            marks: ["a1", "a2", "a3", "a4", "a5"].map(str::to_owned),
            command: command.to_owned(),
            sites: vec!["s1".to_owned(), "s2".to_owned()],
        }
    }

    #[test]
    fn no_two_visits_have_the_same_ids() {
        let now = Now {
            ms: 1_700_000_000_000,
            saved: "2023-11-14T21:53:20.000Z".into(),
            sent: "2023-11-14T22:13:20.000Z".into(),
        };
        let mut ids = Vec::new();
        for tablet in 0..3 {
            let batch: serde_json::Value =
                serde_json::from_str(&template().batch(tablet, &now).unwrap()).unwrap();
            for sealed in batch["commands"].as_array().unwrap() {
                let body = sealed["body"].as_str().unwrap();
                assert_eq!(sealed["sha256"], format!("{:x}", Sha256::digest(body)));
                let body: serde_json::Value = serde_json::from_str(body).unwrap();
                assert_eq!(body["command"]["id"], sealed["id"]);
                assert_eq!(body["command"]["at"], "2023-11-14T21:53:20.000Z");
                ids.push(body["command"]["id"].to_string());
                ids.extend(body["command"]["hazards"].as_array().unwrap().iter().map(ToString::to_string));
            }
        }
        let n = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!((n, ids.len()), (3 * VISITS * 3, n));
    }

    #[test]
    fn a_batch_is_taken_as_a_whole() {
        let answer = |outcome: &str| {
            let one = json!({"id": "x", "outcome": outcome});
            json!({"now": "2023-11-14T22:13:20Z", "answers": vec![one; VISITS]}).to_string()
        };
        assert!(taken(&answer("applied")).is_ok());
        assert!(taken(&answer("later")).is_err());
        assert!(taken(r#"{"answers": []}"#).is_err());
    }

    #[test]
    fn a_tablet_that_was_refused_shows() {
        let tablets = Tablets {
            tablets: 500,
            visits_each: 10,
            failed: 1,
            first_failure: Some("answered 503".into()),
            p50_ms: 400.0,
            p99_ms: 900.0,
            max_ms: 950.0,
            seconds: 1.0,
            cpu_ms: 0.3,
            most_mib: 180.0,
        };
        let mut text = String::new();
        tablets.bars(&mut text, "100,000").unwrap();
        assert!(text.contains("not taken | 0 | 1 | **not met** |"), "{text}");
        assert!(text.contains("p99 | ≤ 2000 ms | 900 ms | **not met** |"), "{text}");
        tablets.write(&mut text, "100,000").unwrap();
        assert!(text.contains("1 were not taken; the first: answered 503."), "{text}");
    }
}
