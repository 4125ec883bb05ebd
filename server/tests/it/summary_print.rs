//! The print page of an issued summary against its files, each read back from what is sent: the same sentences, and every cell of
//! every table.

use crate::{
    stage::{Stage, Visitor, play},
    support::{summaries::issued, world::noon},
};
use domain::{
    hazards::{Category, Severity, Source},
    ids::SummaryId,
    summary::{Lang, names::Named, tables::TableKey},
};
use reqwest::StatusCode;
use std::io::{Cursor, Read};

type Table = Vec<Vec<String>>;

/// June 2023 with something found of several kinds, some of it open, one major, one of the hotline.
async fn june(stage: &Stage) -> SummaryId {
    let world = &stage.world;
    for day in ["2023-06-05", "2023-06-06"] {
        let hazard = world.find(noon(day), |_| ()).await;
        world.close(noon("2023-06-10"), hazard).await;
    }
    world.find(noon("2023-06-07"), |hazard| hazard.category = Category::GroupRental).await;
    world.find(noon("2023-06-08"), |hazard| hazard.source = Source::Hotline).await;
    world
        .find(noon("2023-06-09"), |hazard| {
            hazard.category = Category::WorkSafety;
            hazard.severity = Severity::Major;
            hazard.description = "<深基坑> & \"临边\"无防护".into();
        })
        .await;
    issued(world, "2023-06", noon("2023-07-03")).await.id
}

/// What a piece of HTML or of Word's XML says.
fn said(markup: &str) -> String {
    let mut text = String::new();
    for piece in markup.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// What each element of a name says; of cells `th` and `td` alike.
fn each(markup: &str, names: &[&str]) -> Vec<String> {
    let element = |(at, _): (usize, &str)| {
        let from = &markup[at..];
        let name = from[1..].split([' ', '>', '/']).next().filter(|name| names.contains(name))?;
        from.split(&format!("</{name}>")).next().map(said)
    };
    markup.match_indices('<').filter_map(element).collect()
}

/// The tables of the sheet on the page, each with the heading above it.
fn tables_of_page(sheet: &str) -> Vec<(String, Table)> {
    let mut tables = Vec::new();
    let mut rest = sheet;
    while let Some((above, after)) = rest.split_once("<table") {
        let (table, after) = after.split_once("</table>").unwrap();
        let title = each(above, &["h4"]).pop().unwrap();
        let rows = table.split("<tr").skip(1).map(|row| each(row, &["th", "td"]));
        tables.push((title, rows.collect()));
        rest = after;
    }
    tables
}

/// The tables of a Word file, each with the heading above it, and the paragraphs between them.
fn word_of(file: &[u8]) -> (Vec<(String, Table)>, Vec<String>) {
    let mut xml = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let (mut tables, mut paragraphs) = (Vec::new(), Vec::new());
    let mut rest = xml.as_str();
    while let Some((above, after)) = rest.split_once("<w:tbl>") {
        let (table, after) = after.split_once("</w:tbl>").unwrap();
        paragraphs.extend(each(above, &["w:p"]));
        let title = paragraphs.last().cloned().unwrap_or_default();
        let rows = table.split("<w:tr>").skip(1).map(|row| each(row, &["w:tc"]));
        tables.push((title, rows.collect()));
        rest = after;
    }
    paragraphs.extend(each(rest, &["w:p"]));
    (tables, paragraphs)
}

/// The rows of a CSV file, its head first; what guards a cell from being a formula is taken off.
fn csv_of(file: &[u8]) -> Table {
    let text = file.strip_prefix("\u{feff}".as_bytes()).expect("a mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let bare = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    reader.records().map(|row| row.unwrap().iter().map(bare).collect()).collect()
}

async fn file(visitor: &Visitor, id: SummaryId, name: &str) -> Vec<u8> {
    let answer = visitor.get(&format!("/api/v1/summaries/{id}/{name}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
    answer.bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_print_page_says_what_the_files_say() {
    play(async |stage| {
        let june = june(stage).await;
        let leader = stage.enter(&stage.world.leader).await;
        let page = leader.page(&format!("/summaries/{june}/print")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let sheet = page.body.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
        let shown = tables_of_page(sheet);

        let (word, paragraphs) = word_of(&file(&leader, june, "docx").await);
        assert_eq!(shown.len(), word.len());
        for (title, table) in &shown {
            let (_, in_word) = word.iter().find(|(heading, _)| heading.ends_with(title)).expect(title);
            assert_eq!(table, in_word, "{title} in Word");
        }
        let rate =
            shown.iter().flat_map(|(_, table)| table.iter().flatten()).any(|cell| cell == "40.0% (2/5)");
        assert!(rate, "the rate of the month: {shown:?}");

        // the page that leads to the files names each table that there is
        let ways = leader.page(&format!("/summaries/{june}")).await.body;
        let names: Vec<&str> = ways
            .split(&format!("/api/v1/summaries/{june}/"))
            .skip(1)
            .filter_map(|way| way.split('"').next()?.strip_suffix(".csv"))
            .filter(|name| *name != "dictionary")
            .collect();
        assert_eq!(names.len(), shown.len(), "{names:?}");
        for name in names {
            let title = name.parse::<TableKey>().unwrap().name(Lang::Zh);
            let (_, table) = shown.iter().find(|(heading, _)| heading == title).expect(title);
            assert_eq!(csv_of(&file(&leader, june, &format!("{name}.csv")).await), *table, "{title} in CSV");
        }

        // who wrote, checked and issued it
        let signature = sheet.split("document-signature").nth(1).expect("who stands behind it");
        let lines = each(signature, &["p"]);
        for word in ["起草：", "审核：", "签发："] {
            let line = lines.iter().find(|line| line.starts_with(word)).expect(word);
            assert!(line.len() > word.len() && paragraphs.contains(line), "{line} in Word: {paragraphs:?}");
        }

        // sentences, in their order
        let sentences: Vec<String> = sheet
            .split("<p class=\"document-text\"")
            .skip(1)
            .map(|rest| said(&format!("<p{}", rest.split("</p>").next().unwrap())))
            .collect();
        assert!(sentences.len() > 12, "{sentences:?}");
        let mut in_word = paragraphs.iter();
        for sentence in &sentences {
            assert!(in_word.any(|paragraph| paragraph == sentence), "{sentence} in Word: {paragraphs:?}");
        }
        assert!(
            sentences.iter().any(|sentence| sentence.contains("查出隐患5处，已整改销号2处，整改率40.0%"))
        );
    })
    .await;
}
