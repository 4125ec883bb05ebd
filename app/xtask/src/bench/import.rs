//! Importing a register of households from Excel: every row checked, as the preview shows it, then checked and written.

use super::{
    databases::{OFFICE_LOGIN, call},
    http::Client,
    record::Import,
};
use crate::layout::Layout;
use anyhow::{Context, Result, ensure};
use rust_xlsxwriter::Workbook;
use std::{path::Path, time::Instant};

/// Rows of the table.
const ROWS: u32 = 20_000;

const HEADINGS: [&str; 9] = ["名称", "地址", "类型", "居委会", "小区", "楼栋", "室号", "联系人", "联系电话"];

/// The committees that a person may choose from.
///
/// # Errors
/// When the server does not tell any.
pub fn committees(client: &Client) -> Result<Vec<String>> {
    let me: serde_json::Value = serde_json::from_str(&client.get("/api/v1/me")?.text()?)?;
    let areas = me["areas"].as_array().context("no areas")?;
    let codes = areas.iter().filter_map(|area| area["code"].as_str()).filter(|code| code.len() == 12);
    let codes: Vec<String> = codes.map(str::to_owned).collect();
    ensure!(!codes.is_empty(), "no committee to put households into");
    Ok(codes)
}

/// Writes the table: as many rows as a subdistrict has homes that it goes to, each once.
///
/// # Errors
/// When there is no room for it.
pub fn write(file: &Path, committees: &[String]) -> Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(0, column, heading)?;
    }
    for row in 1..=ROWS {
        let (lane, house, room) = (row / 500 + 1, row % 500 / 20 + 1, row % 20 + 101);
        let committee = &committees[row as usize % committees.len()];
        let cells = [
            format!("住户{row:05}"),
            format!("安龙路{lane}弄{house}号{room}室"),
            "居民户".to_owned(),
            committee.clone(),
            format!("安龙路{lane}弄"),
            format!("{house}号"),
            format!("{room}室"),
            format!("住户{row:05}"),
            format!("138{row:08}"),
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell)?;
        }
    }
    Ok(book.save(file)?)
}

/// Imports the table into a data folder that nobody else uses.
///
/// # Errors
/// When the server's program refuses it.
pub fn measure(layout: &Layout, folder: &Path, table: &Path) -> Result<Import> {
    let file = table.to_str().context("the cache has a name that is no text")?;
    let words = ["import", "sites", file, "--as", OFFICE_LOGIN, "--datum", "wgs84"];
    let seconds = |more: &[&str]| -> Result<f64> {
        let begun = Instant::now();
        call(layout, folder, &[&words[..], more].concat(), "")?;
        Ok(begun.elapsed().as_secs_f64())
    };
    Ok(Import { rows: ROWS, checked_in_seconds: seconds(&["--dry-run"])?, written_in_seconds: seconds(&[])? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_for_some_committee() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("households.xlsx");
        write(&file, &["310105008001".to_owned(), "310105008002".to_owned()]).unwrap();
        assert!(file.metadata().unwrap().len() > 100_000);
    }
}
