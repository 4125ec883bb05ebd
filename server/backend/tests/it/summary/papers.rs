//! The files of the demo's year, read back by other means than those that wrote them: every figure of every table is the same in Word,
//! the workbook, PDF and CSV.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use backend::summary::report;
use calamine::{Data, Reader, Xlsx};
use domain::summary::Lang;

use crate::{figures::office, support::world::SUBDISTRICT};

type Table = Vec<Vec<String>>;

/// A text without what wraps it over lines.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The rows of a CSV file, its head first; what guards a cell from being a formula is taken off.
fn csv_table(file: &[u8]) -> Table {
    let text = file.strip_prefix("\u{feff}".as_bytes()).expect("a mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let cell = |cell: &str| plain(cell.strip_prefix('\'').unwrap_or(cell));
    reader.records().map(|row| row.unwrap().iter().map(cell).collect()).collect()
}

/// The tables of a Word file.
fn word_tables(file: &[u8]) -> Vec<Table> {
    let mut xml = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let said = |cell: &str| {
        let runs = cell.split("<w:t xml:space=\"preserve\">").skip(1);
        let text: String = runs.map(|run| run.split("</w:t>").next().unwrap()).collect();
        let text =
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        plain(&text)
    };
    let row = |row: &str| row.split("<w:tc>").skip(1).map(said).collect();
    let table = |table: &str| {
        let inside = table.split("</w:tbl>").next().unwrap();
        inside.split("<w:tr>").skip(1).map(row).collect()
    };
    xml.split("<w:tbl>").skip(1).map(table).collect()
}

/// The numbers, amounts and days of a cell as it is shown; of a rate its n, its N and the rate itself.
fn numbers(cell: &str) -> Vec<f64> {
    match cell.strip_suffix(')').and_then(|rate| rate.split_once("%(")) {
        Some((percent, base)) => {
            let (n, of) = base.split_once('/').expect(cell);
            let number = |text: &str| text.parse::<f64>().expect(cell);
            vec![number(n), number(of), number(percent) / 100.0]
        }
        None => cell.parse::<f64>().into_iter().collect(),
    }
}

/// Whether a row of the workbook holds a number.
fn holds(row: &[Data], wanted: f64) -> bool {
    row.iter().any(|cell| match cell {
        Data::Float(number) => (number - wanted).abs() < 1e-6,
        Data::Int(number) => (*number as f64 - wanted).abs() < 1e-6,
        _ => false,
    })
}

db_test!(the_papers_of_the_year_say_the_same, |db| async {
    let ctx = office(&db).await;
    let area = SUBDISTRICT.parse().unwrap();
    let content = report::content(&ctx, &area, "2023".parse().unwrap()).await.unwrap();
    let files = report::files(&ctx, content, Lang::Zh).await.unwrap();
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let bytes: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
    let tables: Vec<&String> = names
        .iter()
        .filter(|name| name.split_once('.').is_some_and(|(stem, kind)| kind == "csv" && stem != "dictionary"))
        .collect();
    assert!(tables.len() > 8, "{tables:?}");

    let word = word_tables(&bytes["summary.docx"]);
    assert_eq!(word.len(), tables.len());
    let mut book = Xlsx::new(Cursor::new(bytes["summary.xlsx"].clone())).unwrap();
    let sheets = book.sheet_names();
    let pdf = plain(&pdf_extract::extract_text_from_mem(&bytes["summary.pdf"]).unwrap());
    let mut compared = 0;
    for (place, name) in tables.into_iter().enumerate() {
        let table = csv_table(&bytes[name]);
        assert!(word.contains(&table), "{name} is another in Word");
        let range = book.worksheet_range(&sheets[place]).unwrap();
        let rows: Vec<&[Data]> = range.rows().collect();
        assert_eq!(rows.len(), table.len(), "{name} in the workbook");
        for (row, cells) in rows.into_iter().zip(&table).skip(1) {
            for cell in cells {
                for number in numbers(cell) {
                    assert!(holds(row, number), "{cell} of {name} is not in the workbook: {row:?}");
                    compared += 1;
                }
                // in narrow columns of the PDF a rate stands above its n/N
                for part in cell.split(['(', ')']).filter(|_| !numbers(cell).is_empty()) {
                    assert!(pdf.contains(part), "{part} of {name} is not in the PDF");
                }
            }
        }
    }
    assert!(compared > 300, "only {compared} numbers were compared");
    for stated in ["1312", "306", "563", "552", "98.0%", "120", "1126", "84", "39", "489", "17"] {
        assert!(pdf.contains(stated), "{stated} is not in the PDF");
    }
});
