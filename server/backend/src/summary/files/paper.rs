//! The document that Word and PDF are written from.

use super::{Printed, correction, english, grid::Grid, pictures::pictures};
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::local_date,
    papers::{Align, Block, Document, Picture, Table, chinese_day},
    summary::{
        Lang, SafetySummary, SummaryPeriod,
        record::{Body, IssuedSummary},
        tables::Cell,
        text::{SectionText, headed, title},
    },
};
use press::Fonts;

/// The whole of it.
pub(super) fn document(fonts: &Fonts, printed: Printed<'_>, grids: &[Grid], lang: Lang) -> Result<Document> {
    let mut paper = Paper { lang, blocks: Vec::new(), tables: 0, annexes: 0 };
    let title = match &printed.content.body {
        Body::Summary(summary) => title(summary, lang),
        Body::Correction(of) => correction::title(of, lang),
    };
    paper.blocks.push(Block::Title(title.clone()));
    let number = printed.standing.issued().map(|issued| issued.number.clone());
    let words =
        printed.standing.words(lang).map(|words| paper.words(&format!("（{words}）"), &format!("({words})")));
    paper.blocks.extend(number.or(words).map(Block::Number));
    if printed.is_translation(lang) {
        paper.say(english::WORDS.to_owned());
    }
    match &printed.content.body {
        Body::Summary(summary) => {
            let sections = printed.content.text.get(&lang).map_or(&[][..], Vec::as_slice);
            paper.summary(summary, sections, grids);
            paper.pictures(pictures(fonts, summary, lang)?);
        }
        Body::Correction(of) => {
            paper.say(correction::opening(of, lang));
            if let Some(words) = correction::of_now(of, lang).filter(|_| printed.tells_of_now()) {
                paper.say(words);
            }
            for grid in grids {
                paper.table(grid);
            }
        }
    }
    if let Some(issued) = printed.standing.issued() {
        paper.signed(issued);
    }
    Ok(Document { title, blocks: paper.blocks })
}

/// A day as papers write it.
pub(super) fn day_words(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => chinese_day(day),
        Lang::En => day.to_string(),
    }
}

/// P and T in words.
pub(super) fn span_words(period: SummaryPeriod, as_of: DateTime<Utc>, lang: Lang) -> String {
    let period = period.period();
    let (from, to) = (day_words(period.from, lang), day_words(period.to, lang));
    let day = day_words(local_date(as_of), lang);
    let at = Cell::Instant(as_of).show(lang);
    let time = at.split_once(' ').map_or("", |(_, time)| time);
    match lang {
        Lang::Zh => format!("统计期间：{from}至{to}；数据截至{day}{time}。"),
        Lang::En => format!("Period: {from} to {to}. Data as of {day} {time} (Shanghai)."),
    }
}

/// A paper in the making.
struct Paper {
    lang: Lang,
    blocks: Vec<Block>,
    /// Tables of the text so far.
    tables: usize,
    /// Annexes so far.
    annexes: usize,
}

impl Paper {
    fn words(&self, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    fn say(&mut self, text: String) {
        self.blocks.push(Block::Paragraph { text, align: Align::Justified });
    }

    fn heading(&mut self, level: u8, text: String) {
        self.blocks.push(Block::Heading { level, text });
    }

    fn summary(&mut self, summary: &SafetySummary, sections: &[SectionText], grids: &[Grid]) {
        self.say(span_words(summary.period, summary.as_of, self.lang));
        for section in headed(summary, sections, self.lang).into_iter().filter(|section| section.is_printed) {
            self.heading(1, section.heading);
            for paragraph in &section.said.paragraphs {
                self.say(paragraph.show(summary, self.lang));
            }
            for grid in grids.iter().filter(|grid| grid.section == Some(section.said.section)) {
                self.table(grid);
            }
        }
        let annexes: Vec<&Grid> = grids.iter().filter(|grid| grid.section.is_none()).collect();
        if !annexes.is_empty() {
            let words = self.words("附表", "Annexes");
            self.heading(1, words);
        }
        for grid in annexes {
            self.table(grid);
        }
    }

    /// A table with its caption, by which a reader of the outline finds it.
    fn table(&mut self, grid: &Grid) {
        let (place, word) = if grid.section.is_some() {
            self.tables += 1;
            (self.tables, self.words("表", "Table "))
        } else {
            self.annexes += 1;
            (self.annexes, self.words("附表", "Annex "))
        };
        self.heading(2, format!("{word}{place}　{}", grid.title));
        let lang = self.lang;
        self.blocks.push(Block::Table(Table {
            head: grid.head.clone(),
            widths: grid.widths.clone(),
            rows: grid.rows.iter().map(|row| row.iter().map(|cell| cell.show(lang)).collect()).collect(),
        }));
        if let Some(words) = grid.more_words(lang) {
            self.say(words);
        }
    }

    fn pictures(&mut self, pictures: Vec<Picture>) {
        if !pictures.is_empty() {
            let words = self.words("附图", "Charts and map");
            self.heading(1, words);
        }
        for (place, mut picture) in (1..).zip(pictures) {
            let number = format!("{}{place}　", self.words("图", "Figure "));
            picture.caption.insert_str(0, &number);
            self.blocks.push(Block::Picture(picture));
        }
    }

    /// Who wrote, checked and issued it, and what it can be told by.
    fn signed(&mut self, issued: &IssuedSummary) {
        let (colon, comma) = match self.lang {
            Lang::Zh => ("：", "、"),
            Lang::En => (": ", ", "),
        };
        let line = |word: String, who: &str| format!("{word}{colon}{who}");
        let mut lines = Vec::new();
        if !issued.writers.is_empty() {
            lines.push(line(self.words("起草", "Drafted by"), &issued.writers.join(comma)));
        }
        lines.push(line(self.words("审核", "Checked by"), &issued.checked_by));
        lines.push(line(self.words("签发", "Issued by"), &issued.issued_by));
        lines.push(day_words(local_date(issued.issued_at), self.lang));
        self.blocks.push(Block::Signature(lines));
        let text = line(self.words("内容校验码（SHA-256）", "SHA-256 of the content"), &issued.sha256);
        self.blocks.push(Block::Paragraph { text, align: Align::Left });
    }
}
