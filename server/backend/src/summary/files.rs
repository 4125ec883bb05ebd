//! The files of a summary or a correction: Word, PDF, a workbook, and each table as CSV.
//!
//! All are made of the content and nothing else, so that they agree with each other and come to the same bytes whenever they are
//! made again; those of an issued one are kept by their hash (`kept`). Word and PDF are two writings of one document; every table in any of them is one [`Grid`], whose cells are shown by
//! [`Cell::show`](domain::summary::tables::Cell::show) or written as the numbers behind it.

mod correction;
mod dictionary;
mod english;
mod grid;
mod kept;
mod paper;
mod pictures;
mod preview;
mod workbook;

use crate::{
    error::{Error, Result},
    papers::check,
};
use domain::{
    csv::Csv,
    papers::Document,
    summary::{
        FORM, Lang,
        record::{Body, Content, IssuedSummary},
    },
};
use grid::Grid;
use press::{Fonts, WordLayout};

pub use english::in_english;
pub use kept::{Format, SummaryFile, open};
pub(super) use kept::{check_names, freeze, titled};
pub use preview::preview;

/// What is printed, and where it stands.
#[derive(Clone, Copy)]
pub struct Printed<'a> {
    /// What it says.
    pub content: &'a Content,
    /// Whether it is issued.
    pub standing: Standing<'a>,
    /// The [form](domain::summary::FORM) of summaries whose files these are: that of the summary; of a correction, which has none
    /// of its own, today's.
    form: u32,
}

impl<'a> Printed<'a> {
    fn of(content: &'a Content, standing: Standing<'a>) -> Self {
        let form = match &content.body {
            Body::Summary(summary) => summary.form,
            Body::Correction(_) => FORM,
        };
        Self { content, standing, form }
    }

    /// Whether it is not the paper that was issued, but the same in another language.
    const fn is_translation(self, lang: Lang) -> bool {
        self.standing.issued().is_some() && matches!(lang, Lang::En)
    }

    /// Whether its dictionary explains columns: those of the first form named them and said no more.
    const fn explains_columns(self) -> bool {
        self.form >= 2
    }

    /// How its Word file is laid out: in the way of now since the fourth form.
    const fn word_layout(self) -> WordLayout {
        if self.form >= 4 { WordLayout::Current } else { WordLayout::Former }
    }

    /// Whether a correction says what its figures of now hold: those of before the fourth form left that to the reader.
    const fn tells_of_now(self) -> bool {
        self.form >= 4
    }
}

/// Where it stands. Only what is issued has a number; everything else says what it is.
#[derive(Clone, Copy)]
pub enum Standing<'a> {
    /// 草稿: nobody else has looked at it.
    Draft,
    /// 已核: it waits to be issued.
    Checked,
    /// 已签发: its number, and who put their names to it.
    Issued(&'a IssuedSummary),
}

impl<'a> Standing<'a> {
    /// The record of what is issued.
    pub const fn issued(self) -> Option<&'a IssuedSummary> {
        match self {
            Self::Issued(issued) => Some(issued),
            Self::Draft | Self::Checked => None,
        }
    }

    /// What is written on what is not issued.
    pub const fn words(self, lang: Lang) -> Option<&'static str> {
        match (self, lang) {
            (Self::Draft, Lang::Zh) => Some("草稿，未签发"),
            (Self::Draft, Lang::En) => Some("Draft, not issued"),
            (Self::Checked, Lang::Zh) => Some("已核，未签发"),
            (Self::Checked, Lang::En) => Some("Checked, not issued"),
            (Self::Issued(_), _) => None,
        }
    }
}

impl<'a> From<&'a Content> for Printed<'a> {
    fn from(content: &'a Content) -> Self {
        Self::of(content, Standing::Draft)
    }
}

impl<'a> From<&'a IssuedSummary> for Printed<'a> {
    fn from(issued: &'a IssuedSummary) -> Self {
        Self::of(&issued.content, Standing::Issued(issued))
    }
}

/// The files in Chinese, which is the language of what is issued, by name: `summary.docx`, `summary.pdf`, `summary.xlsx`, and a
/// CSV file for each table (`general.csv` …, `dictionary.csv`).
///
/// # Errors
/// [`Code::MissingGlyph`](domain::fault::Code::MissingGlyph), with its characters, when a font lacks one.
pub fn all<'a>(fonts: &Fonts, printed: impl Into<Printed<'a>>) -> Result<Vec<(String, Vec<u8>)>> {
    in_language(fonts, printed, Lang::Zh)
}

/// The same files in either language.
///
/// # Errors
/// See [`all`].
pub fn in_language<'a>(
    fonts: &Fonts,
    printed: impl Into<Printed<'a>>,
    lang: Lang,
) -> Result<Vec<(String, Vec<u8>)>> {
    let written = Written::of(fonts, printed.into(), lang)?;
    let mut files = vec![
        ("summary.docx".to_owned(), written.word()?),
        ("summary.pdf".to_owned(), written.pdf(fonts)?),
        ("summary.xlsx".to_owned(), written.workbook()?),
    ];
    files.extend(written.grids.iter().map(|grid| (format!("{}.csv", grid.name), csv(grid, lang))));
    Ok(files)
}

/// What all of its files are written from.
struct Written<'a> {
    printed: Printed<'a>,
    lang: Lang,
    document: Document,
    /// As workbook and CSV have them, with what they mean.
    grids: Vec<Grid>,
}

impl<'a> Written<'a> {
    fn of(fonts: &Fonts, printed: Printed<'a>, lang: Lang) -> Result<Self> {
        let grids = grid::grids(printed.content, lang);
        let document = paper::document(fonts, printed, &grids, lang)?;
        check(fonts, &document)?;
        // workbook and CSV have room for what a paper cuts
        let mut grids = grid::whole(printed.content, grids, lang);
        grids.push(dictionary::dictionary(printed, &grids, lang));
        Ok(Self { printed, lang, document, grids })
    }

    fn word(&self) -> Result<Vec<u8>> {
        press::word(&self.document, self.printed.word_layout()).map_err(Error::internal)
    }

    fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>> {
        press::pdf([&self.document], fonts).map_err(Error::internal)
    }

    fn workbook(&self) -> Result<Vec<u8>> {
        workbook::write(self.printed, &self.document.title, &self.grids, self.lang)
    }

    /// One of them; `None` of a table that there is not.
    fn file(&self, fonts: &Fonts, format: Format) -> Result<Option<Vec<u8>>> {
        let table = |name: &str| {
            let grid = self.grids.iter().find(|grid| grid.name == name);
            grid.map(|grid| csv(grid, self.lang))
        };
        Ok(match format {
            Format::Pdf => Some(self.pdf(fonts)?),
            Format::Word => Some(self.word()?),
            Format::Excel => Some(self.workbook()?),
            Format::Csv(key) => table(key.as_str()),
            Format::Changes(key) => table(key.as_str()),
            Format::Dictionary => table(dictionary::DICTIONARY),
        })
    }
}

/// A table as CSV.
fn csv(grid: &Grid, lang: Lang) -> Vec<u8> {
    let mut csv = Csv::new(&grid.head);
    for row in &grid.rows {
        csv.row(row.iter().map(|cell| cell.show(lang)));
    }
    csv.into_text().into_bytes()
}

#[cfg(test)]
mod tests;
