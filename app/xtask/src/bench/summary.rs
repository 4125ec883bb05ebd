//! Safety summaries: figures and files in process, and the program that writes them without a browser.

use super::{
    Bench,
    bare::{Freezes, Summaries},
    databases::{self, CITY_LOGIN, Copy, OFFICE_LOGIN, Size},
    desk::middle_and_most,
    page::{met, ms, whole},
    process,
    record::Database,
    step, works,
};
use crate::args::Mode;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Area and period of the program's runs: a month of the demo's subdistrict, a month and a year of the city, a month of the subdistrict's
/// district. A new one comes to the end: records name them by their place.
const REPORTS: [(&str, &str); 4] =
    [("310105008", "2023-06"), ("31", "2023-06"), ("31", "2023"), ("310105", "2023-06")];
/// The same as the package `bare` names them.
const WORKS: [&str; 4] = ["month", "month_city", "year_city", "month_district"];
/// And as people do.
const SHOWN: [&str; 4] = ["a month", "a month; whole city", "a year; whole city", "a month; whole district"];
/// As the page has them, by what they cost.
const ORDER: [usize; 4] = [0, 3, 1, 2];

/// What was measured, in the order of [`WORKS`]: each part is kept as soon as it was. A record of before may hold fewer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Summary {
    kinds: Vec<Kind>,
}

/// Summaries of one length and area.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Kind {
    inside: Option<Inside>,
    report: Option<Report>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frozen: Option<Frozen>,
}

/// In process: the middle and the slowest, seconds.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Inside {
    /// Reading the figures, when nothing of the period is kept.
    figures_s: [f64; 2],
    /// The same when it is, and something has changed since.
    #[serde(default)]
    moved_s: Option<[f64; 2]>,
    /// The same from every row, as a check reads them.
    #[serde(default)]
    rows_s: Option<[f64; 2]>,
    /// Writing Word, workbook, PDF and CSV of them.
    files_s: [f64; 2],
}

/// The program that writes one.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Report {
    /// `server report`, from its start to its end, seconds.
    report_s: f64,
    /// The most memory that it took, and its files together, MiB.
    report_mib: f64,
    written_mib: f64,
}

/// Checking, which freezes the rows behind every number, and issuing, in process; the slowest of some periods.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Frozen {
    check_s: f64,
    issue_s: f64,
    /// Rows behind the figures, and beside them.
    rows: u64,
    beside: u64,
    /// The most memory meanwhile, MiB.
    most_mib: f64,
    /// The slowest change of somebody else meanwhile, seconds.
    waited_s: f64,
}

impl Bench<'_> {
    /// Measures summaries, those in process on a copy: something is changed in between, and what is frozen stays.
    ///
    /// # Errors
    /// When one cannot be written.
    pub(super) fn summary(&self, size: Size) -> Result<()> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        for (i, (area, period)) in REPORTS.into_iter().enumerate() {
            step(size, &format!("server report --area {area} --month {period}"));
            let report = self.report(&data, (area, period))?;
            self.keep_kind(size, i, |kind| kind.report = Some(report))?;
        }
        step(size, "summaries in process");
        let people = (OFFICE_LOGIN, CITY_LOGIN);
        let copy = Copy::of(&data)?;
        self.bare.summaries(&databases::file(&copy.0), people, |told: Summaries| {
            let i = place(&told.work)?;
            let inside = Inside {
                figures_s: middle_and_most(told.figures_s),
                moved_s: Some(middle_and_most(told.moved_s)),
                rows_s: Some(middle_and_most(told.rows_s)),
                files_s: middle_and_most(told.files_s),
            };
            self.keep_kind(size, i, |kind| kind.inside = Some(inside))
        })?;
        step(size, "checking and issuing summaries");
        self.bare.freezes(&databases::file(&copy.0), people, |told: Freezes| {
            let i = place(&told.work)?;
            let Freezes { rows, beside, most_mib, waited_s, .. } = told;
            let [[_, check_s], [_, issue_s]] = [told.checked_s, told.issued_s].map(middle_and_most);
            let frozen = Frozen { check_s, issue_s, rows, beside, most_mib, waited_s };
            self.keep_kind(size, i, |kind| kind.frozen = Some(frozen))
        })
    }

    fn keep_kind(&self, size: Size, i: usize, part: impl FnOnce(&mut Kind)) -> Result<()> {
        self.keep(|record| {
            let database = record.databases.entry(size.name.to_owned()).or_default();
            let kinds = &mut database.summary.get_or_insert_default().kinds;
            kinds.resize(WORKS.len(), Kind::default());
            part(&mut kinds[i]);
            Ok(())
        })
    }

    /// Writes one with the server's program.
    fn report(&self, data: &Path, (area, period): (&str, &str)) -> Result<Report> {
        let out = databases::cache(self.layout).join("report");
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        let begun = Instant::now();
        let mut child = Command::new(self.layout.server(Mode::Release))
            .args(["report", "--area", area, "--month", period, "--out"])
            .arg(&out)
            .arg("--data-dir")
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("the server cannot be started")?;
        // the kernel keeps the most that it ever was as long as the program lives; its memory grows no more while it writes
        // the files that it has made
        let mut report_mib = 0.0_f64;
        let status = loop {
            if let Ok((_, most)) = process::memory(child.id()) {
                report_mib = report_mib.max(most);
            }
            if let Some(status) = child.try_wait()? {
                break status;
            }
            thread::sleep(Duration::from_millis(1));
        };
        let report_s = begun.elapsed().as_secs_f64();
        ensure!(status.success(), "server report of {period} of {area} failed ({status})");
        let mut written = 0;
        for file in fs::read_dir(&out)? {
            written += file?.metadata()?.len();
        }
        fs::remove_dir_all(&out)?;
        Ok(Report { report_s, report_mib, written_mib: written as f64 / 1024.0 / 1024.0 })
    }
}

/// Which of [`WORKS`] it is.
fn place(work: &str) -> Result<usize> {
    let place = WORKS.iter().position(|known| *known == work);
    place.with_context(|| format!("bare measured {work}, which nobody knows"))
}

impl Summary {
    /// What was measured of one of [`WORKS`]; nothing yet is nothing.
    fn kind(&self, i: usize) -> Kind {
        self.kinds.get(i).copied().unwrap_or_default()
    }

    /// The rows of the table of bars, of what was measured.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn bars(&self, text: &mut String, shown: &str) -> Result<()> {
        let [month, city, year, district] = [0, 1, 2, 3].map(|i| self.kind(i));
        let figures = |kind: Kind| kind.inside.map(|inside| inside.figures_s[1]);
        let moved = |kind: Kind| kind.inside.and_then(|inside| inside.moved_s).map(|moved| moved[1]);
        let files = |kind: Kind| kind.inside.map(|inside| inside.files_s[1]);
        let most = self.kinds.iter().filter_map(|kind| kind.report).map(|report| report.report_mib);
        for (what, bar, is, unit) in [
            ("figures of a summary of a month, the slowest", works::FIGURES_BAR, figures(month), "s"),
            (
                "figures of a summary of a month; whole district, the slowest",
                works::FIGURES_BAR,
                figures(district),
                "s",
            ),
            (
                "figures of a summary of a month; whole city, the slowest",
                works::FIGURES_BAR,
                figures(city),
                "s",
            ),
            ("the same again, after a change; whole city, the slowest", works::FIGURES_BAR, moved(city), "s"),
            ("its Word, Excel and PDF, the slowest", works::FILES_BAR, files(month), "s"),
            ("its Word, Excel and PDF; whole district, the slowest", works::FILES_BAR, files(district), "s"),
            ("its Word, Excel and PDF; whole city, the slowest", works::FILES_BAR, files(city), "s"),
            (
                "`server report` of a year; whole city",
                works::YEAR_BAR,
                year.report.map(|report| report.report_s),
                "s",
            ),
            ("memory of `server report`, the most", works::REPORT_BAR, most.reduce(f64::max), "MiB"),
        ] {
            let Some(is) = is else { continue };
            writeln!(text, "| {shown} — {what} | ≤ {bar} {unit} | {} {unit} | {} |", ms(is), met(is <= bar))?;
        }
        self.bars_of_frozen(text, shown)
    }

    fn bars_of_frozen(&self, text: &mut String, shown: &str) -> Result<()> {
        let frozen = |i: usize| self.kind(i).frozen;
        let mut row = |what: &str, bar: f64, is: f64, unit: &str| {
            writeln!(text, "| {shown} — {what} | ≤ {bar} {unit} | {} {unit} | {} |", ms(is), met(is <= bar))
        };
        for (i, it) in ORDER.into_iter().filter_map(|i| Some((i, frozen(i)?))) {
            row(&format!("checking a summary of {}", SHOWN[i]), works::CHECK_BAR, it.check_s, "s")?;
            row(&format!("issuing a summary of {}", SHOWN[i]), works::CHECK_BAR, it.issue_s, "s")?;
        }
        let most = ORDER.into_iter().filter_map(frozen).map(|it| it.most_mib).reduce(f64::max);
        if let Some(most) = most {
            row("memory while summaries are checked and issued, the most", works::REPORT_BAR, most, "MiB")?;
        }
        Ok(())
    }

    /// The part of the page, all that was measured.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str) -> Result<()> {
        writeln!(
            text,
            "## Safety summaries at {shown} hazards\n\nA summary is of a committee, a subdistrict or a district; what a whole \
             city would take stands beside them. Figures with their text, and files (Word, Excel, PDF, CSV), in process: the middle \
             and the slowest of some periods. Figures: when nothing of the period is kept in memory yet, as after a start; again, when \
             something has been changed since; and from every row, as a check reads them. `server report` from its start to its end: opening the database, reading the fonts, \
             figures and files of one period.\n"
        )?;
        writeln!(
            text,
            "| summary | figures, s | after a change, s | from every row, s | files, s | `server report`, s | its memory, MiB | files, MiB |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|"
        )?;
        for i in ORDER {
            let (what, kind) = (SHOWN[i], self.kind(i));
            let pair = |[middle, slowest]: [f64; 2]| format!("{} / {}", ms(middle), ms(slowest));
            let [figures, moved, rows, files] = match kind.inside {
                Some(Inside { figures_s, moved_s, rows_s, files_s }) => {
                    let [moved, rows] = [moved_s, rows_s].map(|took| took.map(pair).unwrap_or_default());
                    [pair(figures_s), moved, rows, pair(files_s)]
                }
                None => Default::default(),
            };
            let [took, memory, written] = match kind.report {
                Some(Report { report_s, report_mib, written_mib }) => {
                    [ms(report_s), format!("{report_mib:.0}"), ms(written_mib)]
                }
                None => Default::default(),
            };
            writeln!(
                text,
                "| {what} | {figures} | {moved} | {rows} | {files} | {took} | {memory} | {written} |"
            )?;
        }
        writeln!(text)?;
        self.write_frozen(text)
    }

    fn write_frozen(&self, text: &mut String) -> Result<()> {
        let kinds: Vec<(usize, Frozen)> =
            ORDER.into_iter().filter_map(|i| Some((i, self.kind(i).frozen?))).collect();
        if kinds.is_empty() {
            return Ok(());
        }
        writeln!(
            text,
            "A check freezes the rows behind the figures, and beside them those of all that they are compared with, of months, devices, lives \
             and targets; the issue passes them all again and writes the files. In process, the slowest of two periods; memory is that of the \
             whole program. Meanwhile somebody else changes something every 50 ms: the slowest of these changes.\n"
        )?;
        writeln!(
            text,
            "| summary | check, s | issue, s | rows behind | rows beside | memory, the most, MiB | a change meanwhile, the slowest, ms |\n\
             |---|---:|---:|---:|---:|---:|---:|"
        )?;
        for (i, it) in kinds {
            writeln!(
                text,
                "| {} | {} | {} | {} | {} | {:.0} | {} |",
                SHOWN[i],
                ms(it.check_s),
                ms(it.issue_s),
                whole(it.rows as f64),
                whole(it.beside as f64),
                it.most_mib,
                ms(it.waited_s * 1e3)
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
    fn every_bar_stands_beside_what_was_measured() {
        let kind = |seconds: f64| Kind {
            inside: Some(Inside {
                figures_s: [seconds / 2.0, seconds],
                moved_s: Some([seconds / 5.0, seconds / 2.5]),
                rows_s: Some([seconds, 2.0 * seconds]),
                files_s: [1.0, 3.5],
            }),
            report: Some(Report { report_s: 4.0 * seconds, report_mib: 100.0 * seconds, written_mib: 1.5 }),
            frozen: Some(Frozen {
                check_s: 20.0 * seconds,
                issue_s: 4.0 * seconds,
                rows: 600_000,
                beside: 1_200_000,
                most_mib: 80.0 * seconds,
                waited_s: seconds / 10.0,
            }),
        };
        let summary = Summary { kinds: vec![kind(0.25), kind(1.25), kind(2.75), kind(0.75)] };
        let mut text = String::new();
        summary.bars(&mut text, "1,000,000").unwrap();
        for row in [
            "| 1,000,000 — figures of a summary of a month, the slowest | ≤ 1 s | 0.250 s | met |",
            "month; whole district, the slowest | ≤ 1 s | 0.750 s | met |",
            "month; whole city, the slowest | ≤ 1 s | 1.25 s | **not met** |",
            "the same again, after a change; whole city, the slowest | ≤ 1 s | 0.500 s | met |",
            "its Word, Excel and PDF, the slowest | ≤ 3 s | 3.50 s | **not met** |",
            "`server report` of a year; whole city | ≤ 10 s | 11.0 s | **not met** |",
            "memory of `server report`, the most | ≤ 250 MiB | 275 MiB | **not met** |",
            "checking a summary of a month; whole city | ≤ 60 s | 25.0 s | met |",
            "checking a summary of a year; whole city | ≤ 60 s | 55.0 s | met |",
            "issuing a summary of a year; whole city | ≤ 60 s | 11.0 s | met |",
            "memory while summaries are checked and issued, the most | ≤ 250 MiB | 220 MiB | met |",
        ] {
            assert!(text.contains(row), "{row}\n{text}");
        }
        assert_eq!(text.lines().count(), 9 + 2 * 4 + 1);
        summary.write(&mut text, "1,000,000").unwrap();
        assert!(
            text.contains(
                "| a year; whole city | 1.38 / 2.75 | 0.550 / 1.10 | 2.75 / 5.50 | 1.00 / 3.50 | 11.0 | 275 | 1.50 |"
            ),
            "{text}"
        );
        let row = "| a year; whole city | 55.0 | 11.0 | 600,000 | 1,200,000 | 220 | 275 |";
        assert!(text.contains(row), "{text}");
    }

    #[test]
    fn what_was_not_measured_is_left_out() {
        // as a record was kept before the fourth was measured
        let report = Some(Report { report_s: 9.0, report_mib: 120.0, written_mib: 1.0 });
        let kinds = vec![Kind::default(), Kind::default(), Kind { report, ..Kind::default() }];
        let summary = Summary { kinds };
        let (mut bars, mut text) = (String::new(), String::new());
        summary.bars(&mut bars, "1,000,000").unwrap();
        assert_eq!(bars.lines().count(), 2, "{bars}");
        summary.write(&mut text, "1,000,000").unwrap();
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| a ")).collect();
        assert_eq!(
            rows[..2],
            ["| a month |  |  |  |  |  |  |  |", "| a month; whole district |  |  |  |  |  |  |  |"]
        );
        assert_eq!(rows.len(), 4);
        // what was measured before there was more to measure
        let before = r#"{"figures_s": [1.25, 2.0], "files_s": [0.3, 0.4]}"#;
        let inside = Some(serde_json::from_str(before).unwrap());
        let summary = Summary { kinds: vec![Kind { inside, ..Kind::default() }] };
        text.clear();
        summary.write(&mut text, "1,000,000").unwrap();
        assert!(text.contains("| a month | 1.25 / 2.00 |  |  | 0.300 / 0.400 |"), "{text}");
    }
}
