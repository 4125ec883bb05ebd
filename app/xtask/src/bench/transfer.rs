//! A hundred thousand hazards out as a table and in from one.

use super::{
    Bench,
    databases::{self, CITY_LOGIN, Copy, OFFICE_LOGIN, PASSWORD, Size},
    desk::middle_and_most,
    http::Client,
    import,
    page::{met, ms},
    process::{self, Server},
    record::Database,
    step, works,
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// Rows of the table that is imported: of as many the export is told too, whatever the list holds.
pub const ROWS: u32 = 100_000;
/// The list of hazards as a table.
const TABLE: &str = "/api/v1/tables/hazards.csv";
/// Who may import hazards.
const ADMIN_LOGIN: &str = "admin";
const HEADINGS: &str = "发现时间,类别,隐患等级,描述,部位,居委会,经度,纬度,状态,销号时间,整改期限";

/// What was measured.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub struct Transfer {
    export: Option<Export>,
    /// `server import hazards` of [`ROWS`] rows, from its start to its end, seconds.
    pub import_s: Option<f64>,
}

/// All hazards of the city as CSV.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Export {
    rows: u64,
    mib: f64,
    /// The middle of three, seconds.
    seconds: f64,
    /// How much more memory the first of them took at most than there was in use before, MiB.
    more_mib: f64,
}

impl Bench<'_> {
    /// Measures both: the import on a copy.
    ///
    /// # Errors
    /// When something is refused.
    pub(super) fn transfer(&self, size: Size) -> Result<()> {
        let data = databases::ensure(self.layout, size, &mut Database::default())?;
        step(size, "exporting hazards");
        let server = self.start(&data)?;
        let export = export(&server)?;
        let committees = import::committees(&Client::sign_in(server.address, OFFICE_LOGIN, PASSWORD)?)?;
        drop(server);
        self.keep_transfer(size, |transfer| transfer.export = Some(export))?;

        step(size, "importing hazards");
        let table = write(&databases::cache(self.layout), &committees)?;
        let file = table.to_str().context("the cache has a name that is no text")?;
        let copy = Copy::of(&data)?;
        let begun = Instant::now();
        let words = ["import", "hazards", file, "--as", ADMIN_LOGIN, "--datum", "wgs84"];
        databases::call(self.layout, &copy.0, &words, "")?;
        let import_s = begun.elapsed().as_secs_f64();
        drop(copy);
        self.keep_transfer(size, |transfer| transfer.import_s = Some(import_s))
    }

    fn keep_transfer(&self, size: Size, part: impl FnOnce(&mut Transfer)) -> Result<()> {
        self.keep(|record| {
            let database = record.databases.entry(size.name.to_owned()).or_default();
            part(database.transfer.get_or_insert_default());
            Ok(())
        })
    }
}

/// Fetches the table three times, as a program that takes it as it is.
fn export(server: &Server) -> Result<Export> {
    let client = Client::sign_in(server.address, CITY_LOGIN, PASSWORD)?.taking_plain();
    let list = client.get("/api/v1/hazards")?;
    ensure!(list.is_ok(), "the list answers {}", list.status);
    process::forget_most(server.id())?;
    let before = server.memory()?.0;
    let (mut took, mut more_mib, mut told) = (Vec::new(), 0.0, (0, 0));
    for round in 0..3 {
        let begun = Instant::now();
        let answer = client.get(TABLE)?;
        took.push(begun.elapsed().as_secs_f64());
        ensure!(answer.is_ok(), "{TABLE} answers {}: {}", answer.status, answer.text()?);
        if round == 0 {
            more_mib = server.memory()?.1 - before;
        }
        told = (answer.rows(), answer.body.len());
    }
    let [seconds, _] = middle_and_most(took);
    Ok(Export { rows: told.0, mib: told.1 as f64 / 1024.0 / 1024.0, seconds, more_mib })
}

/// Writes the table that is imported: hazards closed long ago, no two the same, spread over the committees.
fn write(folder: &Path, committees: &[String]) -> Result<PathBuf> {
    let mut text = format!("{HEADINGS}\n");
    for row in 0..ROWS {
        let (lon, lat) = (121.3815 + f64::from(row % 710) * 2e-5, 31.2012 + f64::from(row / 710) * 2e-5);
        let committee = &committees[row as usize % committees.len()];
        writeln!(
            text,
            "2022-{:02}-{:02} {:02}:30,消防,一般,楼道堆放杂物第{row}处，影响疏散,{}层楼道,{committee},{lon:.5},{lat:.5},已销号,\
             2022-12-30 10:00,2022-12-31",
            1 + row % 12,
            1 + row % 28,
            8 + row % 10,
            1 + row % 20
        )?;
    }
    let file = folder.join("hazards.csv");
    fs::write(&file, text)?;
    Ok(file)
}

impl Transfer {
    /// Exporting [`ROWS`] rows, seconds.
    pub fn export_s(&self) -> Option<f64> {
        self.export.map(|export| export.seconds * f64::from(ROWS) / export.rows.max(1) as f64)
    }

    /// The rows of the table of bars, of what was measured.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn bars(&self, text: &mut String, shown: &str) -> Result<()> {
        for (what, bar, is, unit) in [
            ("exporting 100,000 hazards as CSV", works::EXPORT_BAR, self.export_s(), "s"),
            (
                "memory that the export takes, however many rows",
                works::EXPORT_MEMORY_BAR,
                self.export.map(|export| export.more_mib),
                "MiB",
            ),
            (
                "importing 100,000 hazards, checked, all or nothing",
                works::HAZARD_IMPORT_BAR,
                self.import_s,
                "s",
            ),
        ] {
            let Some(is) = is else { continue };
            writeln!(text, "| {shown} — {what} | ≤ {bar} {unit} | {} {unit} | {} |", ms(is), met(is <= bar))?;
        }
        Ok(())
    }

    /// The part of the page, all that was measured.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str) -> Result<()> {
        writeln!(text, "## Tables of {shown} hazards\n")?;
        if let Some(Export { rows, mib, seconds, more_mib }) = self.export {
            writeln!(
                text,
                "Export of all {rows} hazards of the city as CSV, streamed and not compressed: {} MiB in {} s, with {} MiB more memory at \
                 most than before.\n",
                ms(mib),
                ms(seconds),
                ms(more_mib)
            )?;
        }
        if let Some(import_s) = self.import_s {
            writeln!(
                text,
                "`server import hazards` of {ROWS} rows from CSV, every row checked first, then written in one transaction with number, \
                 history, audit and search words: {} s from its start to its end.\n",
                ms(import_s)
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_hazards_is_written_and_no_two_are_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let file = write(dir.path(), &["310105008001".to_owned(), "310105008002".to_owned()]).unwrap();
        let text = fs::read_to_string(file).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), ROWS as usize + 1);
        let cells = |line: &str| line.split(',').count();
        assert!(lines.iter().all(|line| cells(line) == cells(HEADINGS)), "{:?}", lines[1]);
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), ROWS as usize + 1);
    }

    #[test]
    fn the_export_is_told_for_so_many_rows() {
        let export = Export { rows: 1_000_000, mib: 250.0, seconds: 4.0, more_mib: 20.0 };
        let transfer = Transfer { export: Some(export), import_s: Some(5.0) };
        let mut text = String::new();
        transfer.bars(&mut text, "1,000,000").unwrap();
        assert!(text.contains("as CSV | ≤ 0.5 s | 0.400 s | met |"), "{text}");
        assert!(text.contains("however many rows | ≤ 16 MiB | 20.0 MiB | **not met** |"), "{text}");
        assert!(text.contains("all or nothing | ≤ 6 s | 5.00 s | met |"), "{text}");
        transfer.write(&mut text, "1,000,000").unwrap();
        assert!(text.contains("250 MiB in 4.00 s"), "{text}");
    }
}
