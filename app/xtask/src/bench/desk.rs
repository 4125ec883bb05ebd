//! The office's desk: dashboard and queues under load, notices as files, and how soon another window shows what was done.

use super::{
    Bench,
    databases::{self, CITY_LOGIN, Copy, OFFICE_LOGIN, PASSWORD, Size},
    http::{Answer, Client, escaped},
    load::{GET, Run},
    notices::{Notices, with_photos},
    page::{met, ms},
    process::Server,
    record::Database,
    step, works,
};
use anyhow::{Context, Result, anyhow, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write,
    thread,
    time::{Duration, Instant, SystemTime},
};

/// Actions whose effect another window waits for.
const ACTIONS: usize = 10;
/// Changes after which the dashboard of the whole city is asked for.
const CHANGES_BETWEEN: usize = 40;
/// Years that the dashboard is asked for in turn.
const YEARS: [u16; 4] = [2020, 2021, 2022, 2023];

const CHANGES: &str = "/api/v1/desk/changes";
/// How a browser sends a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// What was measured: each part is kept as soon as it was, so that one that takes long, or fails, costs none of the others.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Desk {
    /// A year on the dashboard: of a subdistrict, of the whole city.
    dashboard: [Option<Run>; 2],
    /// The dashboard of the whole city when nothing of the year is kept yet, after the start: the middle and the slowest of the years,
    /// milliseconds.
    #[serde(default)]
    city_first_ms: Option<[f64; 2]>,
    /// The same when something has been changed somewhere since it was asked for.
    #[serde(default)]
    city_moved_ms: Option<[f64; 2]>,
    /// What waits, likewise.
    queues: [Option<Run>; 2],
    /// From sending an action until another window has read its queues anew: the middle and the slowest, milliseconds.
    heard_ms: Option<[f64; 2]>,
    /// Of the hazards that are open, the newest first: few of them have photos.
    notices: Option<Notices>,
    /// Of hazards with photos, which stand on the notice.
    #[serde(default)]
    notices_with_photos: Option<Notices>,
}

impl Bench<'_> {
    /// Measures the desk on a copy: papers draw numbers, actions change hazards.
    ///
    /// # Errors
    /// When something is refused.
    pub(super) fn desk(&self, size: Size) -> Result<()> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        let copy = Copy::of(&data)?;
        let server = self.start(&copy.0)?;
        let years = YEARS.map(|year| format!("/api/v1/dashboard?from={year}-01-01&to={year}-12-31"));
        let city = Client::sign_in(server.address, CITY_LOGIN, PASSWORD)?;
        step(size, "the first dashboards of the whole city");
        let first = years.iter().map(|year| timed(&city, year)).collect::<Result<Vec<f64>>>()?;
        self.keep_desk(size, |desk| desk.city_first_ms = Some(middle_and_most(first)))?;
        step(size, "dashboards of the whole city, after a change each");
        let moved = after_changes(&city, &years)?;
        self.keep_desk(size, |desk| desk.city_moved_ms = Some(middle_and_most(moved)))?;
        for (i, login) in [OFFICE_LOGIN, CITY_LOGIN].into_iter().enumerate() {
            step(size, &format!("dashboard and queues of {login}"));
            let client = Client::sign_in(server.address, login, PASSWORD)?;
            let run = self.one_by_one(&server, &client, &years)?;
            self.keep_desk(size, |desk| desk.dashboard[i] = Some(run))?;
            let run = self.one_by_one(&server, &client, &["/api/v1/desk".to_owned()])?;
            self.keep_desk(size, |desk| desk.queues[i] = Some(run))?;
        }
        let hazards = open_hazards(&Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?)?;
        step(size, "an action, seen in another window");
        let heard_ms = heard(&server, &hazards[0])?;
        self.keep_desk(size, |desk| desk.heard_ms = Some(heard_ms))?;
        let with_photos = with_photos(&Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?)?;
        drop(server);

        step(size, "notices");
        let notices = Notices::measured(self, &copy, &hazards)?;
        self.keep_desk(size, |desk| desk.notices = Some(notices))?;
        step(size, "notices with photos");
        let notices = Notices::measured(self, &copy, &with_photos)?;
        self.keep_desk(size, |desk| desk.notices_with_photos = Some(notices))
    }

    fn keep_desk(&self, size: Size, part: impl FnOnce(&mut Desk)) -> Result<()> {
        self.keep(|record| {
            part(record.databases.entry(size.name.to_owned()).or_default().desk.get_or_insert_default());
            Ok(())
        })
    }

    /// The addresses in turn, by one connection.
    fn one_by_one(&self, server: &Server, client: &Client, paths: &[String]) -> Result<Run> {
        let urls = self.list(client, "desk.txt", paths)?;
        self.tool.run(server, client, (GET, "/"), &urls, 1)
    }
}

/// An answer that is no refusal.
pub(super) fn good(answer: Answer) -> Result<Answer> {
    ensure!(answer.is_ok(), "refused with {}: {}", answer.status, answer.text()?);
    Ok(answer)
}

pub(super) fn json(answer: Answer) -> Result<serde_json::Value> {
    Ok(serde_json::from_str(&good(answer)?.text()?)?)
}

/// How long an answer takes, milliseconds.
fn timed(client: &Client, path: &str) -> Result<f64> {
    let begun = Instant::now();
    good(client.get(path)?)?;
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// The years in turn, each time after a note was added to a hazard somewhere in the city.
fn after_changes(city: &Client, years: &[String]) -> Result<Vec<f64>> {
    let hazards = open_hazards(city)?;
    let mut took = Vec::new();
    for (n, (hazard, year)) in
        hazards.iter().cycle().zip(years.iter().cycle()).take(CHANGES_BETWEEN).enumerate()
    {
        add_note(city, hazard, n)?;
        took.push(timed(city, year)?);
    }
    Ok(took)
}

/// Adds a note to a hazard; each `n` is another.
fn add_note(client: &Client, hazard: &str, n: usize) -> Result<()> {
    let change = serde_json::json!({
        "id": id(n)?, "hazard": hazard, "command": {"do": "add_note", "note": "已电话提醒"},
    });
    let path = format!("/api/v1/hazards/{hazard}/changes");
    good(client.post(&path, "application/json", &change.to_string())?)?;
    Ok(())
}

/// Hazards that a notice can be made of.
fn open_hazards(client: &Client) -> Result<Vec<String>> {
    open_among(client, "")
}

/// The same among those of a filter, which stands behind others.
pub(super) fn open_among(client: &Client, filter: &str) -> Result<Vec<String>> {
    let page = json(client.get(&format!("/api/v1/hazards?status=registered,assigned,rectified{filter}"))?)?;
    let rows = page["rows"].as_array().context("no rows")?;
    let ids: Vec<String> = rows.iter().filter_map(|row| row["id"].as_str()).map(str::to_owned).collect();
    ensure!(!ids.is_empty(), "no open hazard to make a notice of");
    Ok(ids)
}

/// An id as a page makes it (UUID version 7); each `n` is another.
pub(super) fn id(n: usize) -> Result<String> {
    let ms = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
    Ok(format!("{:08x}-{:04x}-7000-8000-{n:012x}", ms >> 16, ms & 0xffff))
}

/// From sending a note until another window, whose question about changes waits, has read its queues anew.
fn heard(server: &Server, hazard: &str) -> Result<[f64; 2]> {
    let sign_in = || Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD);
    let (here, there) = (sign_in()?, sign_in()?);
    let mut took = Vec::new();
    for n in 0..ACTIONS {
        let mark = json(there.get(CHANGES)?)?;
        let question = format!("{CHANGES}?seen={}", escaped(mark["mark"].as_str().context("no mark")?));
        let took_ms = thread::scope(|scope| -> Result<f64> {
            let other = scope.spawn(|| -> Result<Instant> {
                good(there.get(&question)?)?;
                good(there.get("/api/v1/desk")?)?;
                Ok(Instant::now())
            });
            // until its question waits
            thread::sleep(Duration::from_millis(200));
            let begun = Instant::now();
            add_note(&here, hazard, n)?;
            let heard = other.join().map_err(|_| anyhow!("the other window broke off"))??;
            Ok(heard.duration_since(begun).as_secs_f64() * 1e3)
        });
        took.push(took_ms?);
    }
    Ok(middle_and_most(took))
}

/// The middle of some times, and the most.
pub(super) fn middle_and_most(mut of: Vec<f64>) -> [f64; 2] {
    of.sort_by(f64::total_cmp);
    [of.get(of.len() / 2).copied().unwrap_or(0.0), of.last().copied().unwrap_or(0.0)]
}

impl Desk {
    /// The rows of the table of bars, of what was measured.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn bars(&self, text: &mut String, shown: &str) -> Result<()> {
        let p50 = |run: Option<&Run>| run.map(|run| run.p50_ms);
        let [dashboard, city] = &self.dashboard;
        let [queues, queues_city] = &self.queues;
        for (what, bar, is, unit) in [
            ("dashboard of a year, p50", works::DASHBOARD_BAR, p50(dashboard.as_ref()), "ms"),
            ("dashboard of a year; whole city, p50", works::DASHBOARD_BAR, p50(city.as_ref()), "ms"),
            (
                "dashboard of a year; whole city, each after a change somewhere, p50",
                works::DASHBOARD_BAR,
                self.city_moved_ms.map(|moved| moved[0]),
                "ms",
            ),
            (
                "dashboard of a year; whole city, the first after the start, p50",
                works::DASHBOARD_BAR,
                self.city_first_ms.map(|first| first[0]),
                "ms",
            ),
            ("the desk with its queues, p50", works::QUEUES_BAR, p50(queues.as_ref()), "ms"),
            ("the desk with its queues; whole city, p50", works::QUEUES_BAR, p50(queues_city.as_ref()), "ms"),
            (
                "an action seen in another window, the slowest",
                works::HEARD_BAR,
                self.heard_ms.map(|heard| heard[1]),
                "ms",
            ),
        ] {
            let Some(is) = is else { continue };
            writeln!(text, "| {shown} — {what} | ≤ {bar} {unit} | {} {unit} | {} |", ms(is), met(is <= bar))?;
        }
        for (which, notices) in self.printed() {
            notices.bars(text, shown, which)?;
        }
        Ok(())
    }

    /// What was printed: notices of which hazards.
    fn printed(&self) -> impl Iterator<Item = (&'static str, Notices)> {
        let both = [("", self.notices), (" with photos", self.notices_with_photos)];
        both.into_iter().filter_map(|(which, notices)| Some((which, notices?)))
    }

    /// The part of the page, all that was measured.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str) -> Result<()> {
        writeln!(
            text,
            "## The desk at {shown} hazards\n\nJSON answers at 1 connection, milliseconds; the years {} to {} in turn, nothing \
             is changed meanwhile.\n",
            YEARS[0],
            YEARS[YEARS.len() - 1]
        )?;
        writeln!(
            text,
            "| what | KB | requests/s | p50 | p99 | CPU per request |\n|---|---:|---:|---:|---:|---:|"
        )?;
        let [dashboard, city] = &self.dashboard;
        let [queues, queues_city] = &self.queues;
        for (what, run) in [
            ("dashboard of a year", dashboard),
            ("dashboard of a year; whole city", city),
            ("desk", queues),
            ("desk; whole city", queues_city),
        ] {
            let Some(run) = run else { continue };
            writeln!(
                text,
                "| {what} | {} | {} | {} | {} | {} |",
                ms(run.bytes / 1e3),
                ms(run.per_second),
                ms(run.p50_ms),
                ms(run.p99_ms),
                ms(run.cpu_ms)
            )?;
        }
        writeln!(text)?;
        for (when, took) in [
            ("each after something was changed somewhere in it", self.city_moved_ms),
            ("the first of its year after the start", self.city_first_ms),
        ] {
            if let Some([middle, slowest]) = took {
                writeln!(
                    text,
                    "Dashboard of a year of the whole city, {when}: {} ms, the slowest {} ms.\n",
                    ms(middle),
                    ms(slowest)
                )?;
            }
        }
        for (which, notices) in self.printed() {
            notices.write(text, which)?;
        }
        if let Some([heard, last]) = self.heard_ms {
            writeln!(
                text,
                "An action until another window has read its queues anew: {} ms, the slowest of {ACTIONS} {} ms.\n",
                ms(heard),
                ms(last)
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middle_and_slowest() {
        let whole = |of: &[f64]| middle_and_most(of.to_vec()).map(|n| n as u32);
        assert_eq!(whole(&[3.0, 1.0, 2.0]), [2, 3]);
        assert_eq!(whole(&[]), [0, 0]);
    }

    #[test]
    fn ids_are_of_version_7_and_differ() {
        let (one, other) = (id(1).unwrap(), id(2).unwrap());
        assert_ne!(one, other);
        assert_eq!((one.len(), one.as_bytes()[14], one.as_bytes()[19]), (36, b'7', b'8'));
        assert_eq!(escaped("310105008:7|2023"), "310105008%3A7%7C2023");
    }

    #[test]
    fn every_bar_stands_beside_what_was_measured() {
        let run = Run {
            connections: 1,
            requests: 10,
            per_second: 100.0,
            p50_ms: 160.0,
            p99_ms: 170.0,
            max_ms: 171.0,
            cpu_ms: 9.0,
            beside_ms: None,
            bytes: 20_000.0,
        };
        let notices = Notices::of([120.0, 200.0], 8.0, 190.0);
        let desk = Desk {
            dashboard: [Some(run.clone()), Some(run.clone())],
            city_first_ms: Some([420.0, 510.0]),
            city_moved_ms: Some([40.0, 55.0]),
            queues: [Some(run.clone()), Some(run)],
            heard_ms: Some([30.0, 2_400.0]),
            notices: Some(notices),
            notices_with_photos: Some(Notices::of([130.0, 220.0], 19.0, 260.0)),
        };
        let mut text = String::new();
        desk.bars(&mut text, "100,000").unwrap();
        assert!(
            text.contains("| 100,000 — dashboard of a year, p50 | ≤ 150 ms | 160 ms | **not met** |"),
            "{text}"
        );
        assert!(text.contains("notice issued and had as PDF, p50 | ≤ 300 ms | 120 ms | met |"), "{text}");
        assert!(text.contains("another window, the slowest | ≤ 2000 ms | 2400 ms | **not met** |"), "{text}");
        assert!(
            text.contains("whole city, each after a change somewhere, p50 | ≤ 150 ms | 40.0 ms | met |"),
            "{text}"
        );
        assert!(
            text.contains("the first after the start, p50 | ≤ 150 ms | 420 ms | **not met** |"),
            "a first reading is told as it is: {text}"
        );
        assert!(
            text.contains(
                "memory, the most until notices with photos are printed | ≤ 250 MiB | 260 MiB | **not met** |"
            ),
            "{text}"
        );
        assert_eq!(text.lines().count(), 13);
        desk.write(&mut text, "100,000").unwrap();
        assert!(text.contains("A notice with photos issued"), "{text}");
        assert!(text.contains("the slowest of 10 2400 ms"), "{text}");
        assert!(text.contains("after the start: 420 ms, the slowest 510 ms"), "{text}");
    }

    #[test]
    fn what_was_not_measured_is_left_out() {
        let desk = Desk { heard_ms: Some([30.0, 40.0]), ..Desk::default() };
        let (mut bars, mut text) = (String::new(), String::new());
        desk.bars(&mut bars, "100,000").unwrap();
        assert_eq!(bars.lines().count(), 1, "{bars}");
        desk.write(&mut text, "100,000").unwrap();
        assert!(!text.contains("whole city") && !text.contains("notice"), "{text}");
        let kept: Desk = serde_json::from_str(&serde_json::to_string(&desk).unwrap()).unwrap();
        assert!(kept.notices.is_none() && kept.heard_ms.is_some());
    }
}
