//! The fonts of papers: found by name, read once, asked for every character.

use domain::papers::{Block, Document};
use fontdb::{Database, Family, Query, Source, Weight};
use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

/// What a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// 仿宋: text, tables.
    Body,
    /// 黑体: headings inside.
    Heading,
    /// 小标宋: the title.
    Title,
}

/// Which fonts, and where else than in the folders of the system they may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontChoice {
    /// A further folder.
    pub folder: Option<PathBuf>,
    /// Family of the text.
    pub body: String,
    /// Family of the headings inside.
    pub heading: String,
    /// Family of the title; its bold face when there is one.
    pub title: String,
}

impl Default for FontChoice {
    /// Free fonts with every character of GB 18030 level 1; those that the standard names are not free.
    fn default() -> Self {
        Self {
            folder: None,
            body: "Noto Serif CJK SC".into(),
            heading: "Noto Sans CJK SC".into(),
            title: "Noto Serif CJK SC".into(),
        }
    }
}

/// A font that is not installed: nothing else takes its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the font {0:?} is not installed")]
pub struct NoFont(pub String);

/// A face, as it lies on disk.
struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
}

/// The fonts, ready for use.
pub struct Fonts {
    body: Face,
    heading: Face,
    title: Face,
}

impl Fonts {
    /// Finds and reads the fonts: some hundred milliseconds and as much memory as their files are large.
    pub fn find(choice: &FontChoice) -> Result<Self, NoFont> {
        let mut known = Database::new();
        known.load_system_fonts();
        if let Some(folder) = &choice.folder {
            known.load_fonts_dir(folder);
        }
        Ok(Self {
            body: face(&known, &choice.body, Weight::NORMAL)?,
            heading: face(&known, &choice.heading, Weight::NORMAL)?,
            title: face(&known, &choice.title, Weight::BOLD)?,
        })
    }

    /// The characters of a document that the font they are to be set in has no picture of.
    pub fn missing(&self, document: &Document) -> Vec<char> {
        let mut missing = BTreeSet::new();
        let mut look = |voice, texts: &[&str]| {
            let measure = self.measure(voice);
            let shown = texts.iter().flat_map(|text| text.chars()).filter(|c| !is_space(*c));
            missing.extend(shown.filter(|c| measure.glyph(*c).is_none()));
        };
        for block in &document.blocks {
            match block {
                Block::Title(text) => look(Voice::Title, &[text.as_str()]),
                Block::Heading { text, .. } => look(Voice::Heading, &[text.as_str()]),
                other => {
                    let alone = Document { title: String::new(), blocks: vec![other.clone()] };
                    look(Voice::Body, &alone.texts());
                }
            }
        }
        missing.into_iter().collect()
    }

    fn of(&self, voice: Voice) -> &Face {
        match voice {
            Voice::Body => &self.body,
            Voice::Heading => &self.heading,
            Voice::Title => &self.title,
        }
    }

    /// The face of a voice, to be read from. It was read before, see `face`.
    pub(crate) fn font(&self, voice: Voice) -> Option<FontRef<'_>> {
        let face = self.of(voice);
        FontRef::from_index(&face.data, face.index).ok()
    }

    /// What text in that voice measures.
    pub(crate) fn measure(&self, voice: Voice) -> Measure<'_> {
        let font = self.font(voice);
        Measure {
            charmap: font.as_ref().map(MetadataProvider::charmap),
            metrics: font.as_ref().map(|font| font.glyph_metrics(Size::unscaled(), LocationRef::default())),
            per_em: font.as_ref().map_or(1.0, |font| {
                f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em)
            }),
        }
    }

    /// The font for one PDF file.
    pub(crate) fn embedded(&self, voice: Voice) -> Option<Font> {
        let face = self.of(voice);
        Font::new(Arc::clone(&face.data).into(), face.index)
    }
}

/// Whether a character has no picture on purpose.
fn is_space(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

fn face(known: &Database, family: &str, weight: Weight) -> Result<Face, NoFont> {
    let none = || NoFont(family.to_owned());
    let query = Query { families: &[Family::Name(family)], weight, ..Query::default() };
    let (source, index) = known.query(&query).and_then(|id| known.face_source(id)).ok_or_else(none)?;
    let data = match source {
        Source::File(path) => std::fs::read(path).map_err(|_| none())?,
        Source::Binary(data) | Source::SharedFile(_, data) => (*data).as_ref().to_vec(),
    };
    FontRef::from_index(&data, index).map_err(|_| none())?;
    Ok(Face { data: Arc::new(data), index })
}

/// Glyphs and widths of a face.
pub(crate) struct Measure<'a> {
    charmap: Option<Charmap<'a>>,
    metrics: Option<GlyphMetrics<'a>>,
    per_em: f32,
}

impl Measure<'_> {
    /// The glyph of a character; none when the face has no picture of it.
    pub fn glyph(&self, c: char) -> Option<u32> {
        let id = self.charmap.as_ref()?.map(c)?.to_u32();
        // the first glyph of every font is the box that stands for what is missing
        (id != 0).then_some(id)
    }

    /// How far it moves on, in parts of the font's size.
    pub fn advance(&self, c: char) -> f32 {
        let width = self
            .charmap
            .as_ref()
            .and_then(|map| map.map(c))
            .and_then(|id| self.metrics.as_ref().and_then(|metrics| metrics.advance_width(id)));
        width.map_or(1.0, |width| width / self.per_em)
    }
}
