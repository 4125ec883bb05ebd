//! Notices: issued one by one with their files, then printed into one file.

use super::{
    Bench,
    databases::{Copy, OFFICE_LOGIN, PASSWORD},
    desk::{FORM, good, id, json, middle_and_most, open_among},
    http::{Answer, Client},
    page::{met, ms},
    works,
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{fmt::Write, time::Instant};

/// Notices that are issued, then printed into one file: as many as may be.
const NOTICES: usize = 200;

/// Notices, issued and printed.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Notices {
    /// Issuing one with its files and fetching the PDF: the middle and the slowest, milliseconds.
    notice_ms: [f64; 2],
    /// Printing all of them into one file.
    printed_in_seconds: f64,
    /// The most memory until then, from a fresh start; and the size of the file. MiB.
    printing_mib: f64,
    printed_mib: f64,
}

impl Notices {
    /// Issues notices of these hazards and prints them. From a fresh start: what other loads took is not what papers take.
    ///
    /// # Errors
    /// When something is refused.
    pub fn measured(bench: &Bench<'_>, copy: &Copy, hazards: &[String]) -> Result<Self> {
        let server = bench.start(&copy.0)?;
        let client = Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?;
        let (papers, notice_ms) = issued(&client, hazards)?;
        let form: Vec<String> = papers.iter().map(|id| format!("paper={id}")).collect();
        let begun = Instant::now();
        let file = good(client.post("/do/papers/print", FORM, &form.join("&"))?)?;
        let printed_in_seconds = begun.elapsed().as_secs_f64();
        let printed_mib = pdf(&file)? as f64 / 1024.0 / 1024.0;
        Ok(Self { notice_ms, printed_in_seconds, printing_mib: server.memory()?.1, printed_mib })
    }

    /// The rows of the table of bars; `which` notices they are stands behind the word.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn bars(&self, text: &mut String, shown: &str, which: &str) -> Result<()> {
        for (what, bar, is, unit) in [
            (
                format!("a notice{which} issued and had as PDF, p50"),
                works::NOTICE_BAR,
                self.notice_ms[0],
                "ms",
            ),
            (
                format!("{NOTICES} notices{which} printed into one file"),
                works::PRINT_BAR,
                self.printed_in_seconds,
                "s",
            ),
            (
                format!("memory, the most until notices{which} are printed"),
                works::LOADED_BAR,
                self.printing_mib,
                "MiB",
            ),
        ] {
            writeln!(text, "| {shown} — {what} | ≤ {bar} {unit} | {} {unit} | {} |", ms(is), met(is <= bar))?;
        }
        Ok(())
    }

    /// The sentences of the page.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, which: &str) -> Result<()> {
        let Self { notice_ms: [notice, slowest], printed_in_seconds, printing_mib, printed_mib } = *self;
        writeln!(
            text,
            "A notice{which} issued with its files and had as PDF: {} ms, the slowest of {NOTICES} {} ms. All of them printed into one \
             file of {} MiB: {} s, with {printing_mib:.0} MiB of memory at most, from a fresh start.\n",
            ms(notice),
            ms(slowest),
            ms(printed_mib),
            ms(printed_in_seconds)
        )?;
        Ok(())
    }

    #[cfg(test)]
    pub fn of(notice_ms: [f64; 2], printed_in_seconds: f64, printing_mib: f64) -> Self {
        Self { notice_ms, printed_in_seconds, printing_mib, printed_mib: 2.0 }
    }
}

/// Hazards that a notice can be made of and that have a photo: the demo draws them for what its own year found.
pub(super) fn with_photos(client: &Client) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for hazard in open_among(client, "&from=2023-01-01&to=2023-12-31")? {
        let detail = json(client.get(&format!("/api/v1/hazards/{hazard}"))?)?;
        if detail["photos_before"].as_array().is_some_and(|photos| !photos.is_empty()) {
            found.push(hazard);
        }
    }
    ensure!(!found.is_empty(), "no open hazard with a photo");
    Ok(found)
}

/// Issues notices, each with its files, and fetches the PDF of each. The first of all reads the fonts and is not counted.
fn issued(client: &Client, hazards: &[String]) -> Result<(Vec<String>, [f64; 2])> {
    let (mut papers, mut took) = (Vec::new(), Vec::new());
    for (n, hazard) in hazards.iter().cycle().take(NOTICES + 1).enumerate() {
        let form = format!("id={}&kind=notice&hazards={hazard}", id(n)?);
        let begun = Instant::now();
        let issued = json(client.post("/do/papers", FORM, &form)?)?;
        let paper = issued["id"].as_str().context("no paper")?.to_owned();
        let file = good(client.get(&format!("/api/v1/papers/{paper}/pdf"))?)?;
        let ms = begun.elapsed().as_secs_f64() * 1e3;
        pdf(&file)?;
        if n > 0 {
            papers.push(paper);
            took.push(ms);
        }
    }
    Ok((papers, middle_and_most(took)))
}

/// The size of a PDF file; anything else is none.
fn pdf(answer: &Answer) -> Result<usize> {
    let file = answer.unpacked()?;
    ensure!(file.starts_with(b"%PDF"), "not a PDF file");
    Ok(file.len())
}
