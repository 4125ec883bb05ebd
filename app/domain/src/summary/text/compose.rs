//! The whole text: every section with its paragraphs, generated or edited.

use super::{Edits, Part, Topic, en, parse_parts, show_parts, zh};
use crate::summary::{Column, Figure, FigureRef, Lang, SafetySummary, Section, names::Named, tables::tables};
use serde::{Deserialize, Serialize};

/// A section of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionText {
    /// Which.
    pub section: Section,
    /// Its paragraphs, in order; none of a section that there is nothing to say about.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Which.
    pub topic: Topic,
    /// Words and references.
    pub parts: Vec<Part>,
    /// Written by the office, not generated.
    pub edited: bool,
}

impl Paragraph {
    /// As it is read.
    pub fn show(&self, summary: &SafetySummary, lang: Lang) -> String {
        show_parts(&self.parts, summary, lang)
    }

    /// Whether there is a word or figure in it.
    pub fn says_something(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Text(words) => !words.trim().is_empty(),
            Part::Figure(_) | Part::Counted(_) => true,
        })
    }
}

impl SectionText {
    /// Whether there is a word in it.
    pub fn says_something(&self) -> bool {
        self.paragraphs.iter().any(Paragraph::says_something)
    }
}

/// The text of a summary in a language: every section of the outline, and in it the paragraphs that say something.
pub fn compose(summary: &SafetySummary, lang: Lang, edits: &Edits) -> Vec<SectionText> {
    let paragraph = |topic: &Topic| match edits.of(lang, *topic) {
        Some(parts) => Paragraph { topic: *topic, parts: parts.to_vec(), edited: true },
        None => Paragraph { topic: *topic, parts: generate(summary, *topic, lang), edited: false },
    };
    let of = |section: Section| {
        let topics = Topic::ALL.iter().filter(move |topic| topic.section() == section);
        topics.map(paragraph).filter(Paragraph::says_something).collect()
    };
    Section::ALL.iter().map(|section| SectionText { section: *section, paragraphs: of(*section) }).collect()
}

/// The generated paragraph.
pub fn generate(summary: &SafetySummary, topic: Topic, lang: Lang) -> Vec<Part> {
    let mut writer = Writer { summary, parts: Vec::new() };
    match lang {
        Lang::Zh => zh::write(&mut writer, topic),
        Lang::En => en::write(&mut writer, topic),
    }
    writer.parts
}

/// The title of a summary.
pub fn title(summary: &SafetySummary, lang: Lang) -> String {
    let (area, period) = (&summary.area.name, summary.period.name(lang));
    match lang {
        Lang::Zh => format!("{area}{period}安全工作小结"),
        Lang::En => format!("Safety summary of {area} for {period}"),
    }
}

/// A section under its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headed<'a> {
    /// What it says.
    pub said: &'a SectionText,
    /// With its number as the official layout has it: `一、总体情况`, `1. General situation`.
    pub heading: String,
    /// Whether papers have it: it says something, or a table stands in it.
    pub is_printed: bool,
}

/// The sections of a text under their headings. What is not printed has no number, so that none is missing on paper; up to the third
/// [form](crate::summary::FORM) each kept that of the outline.
pub fn headed<'a>(summary: &SafetySummary, sections: &'a [SectionText], lang: Lang) -> Vec<Headed<'a>> {
    let of_tables: Vec<Section> =
        tables(summary, lang).iter().filter_map(|table| table.key.section()).collect();
    let mut printed = 0;
    let headed = |said: &'a SectionText| {
        let is_printed = said.says_something() || of_tables.contains(&said.section);
        printed += usize::from(is_printed);
        let in_outline = Section::ALL.iter().position(|other| *other == said.section).unwrap_or_default() + 1;
        let heading = match (is_printed, summary.form >= 4) {
            (true, true) => heading(said.section, printed, lang),
            (false, true) => said.section.name(lang).to_owned(),
            (_, false) => heading(said.section, in_outline, lang),
        };
        Headed { said, heading, is_printed }
    };
    sections.iter().map(headed).collect()
}

/// The name of a section behind a number from 1 to 8.
fn heading(section: Section, number: usize, lang: Lang) -> String {
    let name = section.name(lang);
    match lang {
        Lang::Zh => format!("{}、{name}", ["一", "二", "三", "四", "五", "六", "七", "八"][number - 1]),
        Lang::En => format!("{number}. {name}"),
    }
}

/// Puts a paragraph together from sentences in the edited form and words that came from people.
pub(super) struct Writer<'a> {
    /// What it is about.
    pub summary: &'a SafetySummary,
    parts: Vec<Part>,
}

impl Writer<'_> {
    /// A sentence of the program in the edited form.
    pub fn say(&mut self, sentence: &str) {
        match parse_parts(sentence) {
            Ok(parts) => parts.into_iter().for_each(|part| self.push(part)),
            // a slip of the program; the tests find it
            Err(_) => self.words(sentence),
        }
    }

    /// The sentence, when it applies.
    pub fn say_if(&mut self, applies: bool, sentence: &str) {
        if applies {
            self.say(sentence);
        }
    }

    /// Words that are no sentence of the program: names of areas and campaigns.
    pub fn words(&mut self, words: &str) {
        self.push(Part::Text(words.to_owned()));
    }

    fn push(&mut self, part: Part) {
        if let Part::Text(words) = &part
            && let Some(Part::Text(before)) = self.parts.last_mut()
        {
            before.push_str(words);
            return;
        }
        self.parts.push(part);
    }

    /// A count of the whole area.
    pub fn n(&self, figure: Figure) -> i64 {
        self.summary.count(figure)
    }

    /// The same of the year to date.
    pub fn n_to_date(&self, figure: Figure) -> i64 {
        self.summary.count(FigureRef::now(figure).at(Column::YearToDate))
    }

    /// A count of a subject.
    pub fn n_of(&self, figure: &str) -> i64 {
        figure.parse::<FigureRef>().map_or(0, |figure| self.summary.count(figure))
    }

    /// The base of a rate.
    pub fn base(&self, figure: Figure) -> i64 {
        self.summary.ratio(figure).of
    }
}
