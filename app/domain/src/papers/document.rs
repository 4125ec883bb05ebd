//! The one model behind Word, PDF and the page.

use crate::{ids::FileId, photos::Layer, text_enum};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeSet;

text_enum! {
    /// How a paragraph stands.
    Align {
        /// From margin to margin, its first line two characters in: plain text.
        Justified = "justified",
        /// At the left margin: whom it is addressed to.
        Left = "left",
        /// At the right margin.
        Right = "right",
    }
}

/// A paper, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is called in lists and in the files' properties.
    pub title: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// A part of a document. Texts may hold line ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The heading of the whole, 小标宋 size 2, in the middle.
    Title(String),
    /// 发文字号 below it.
    Number(String),
    /// A heading inside: level 1 黑体, level 2 楷体 or bold.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The text.
        text: String,
    },
    /// Text.
    Paragraph {
        /// The text.
        text: String,
        /// How it stands.
        align: Align,
    },
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Picture),
    /// Photos, two beside each other.
    Photos(Vec<Photo>),
    /// 落款: who and when, one line each, at the right.
    Signature(Vec<String>),
}

/// A table. Its head stands again on top of each page that it reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The headings of the columns.
    pub head: Vec<String>,
    /// How wide the columns are in proportion; one for each heading, none of them 0.
    pub widths: Vec<u16>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

/// A picture with what stands below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// A PNG file.
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    pub png: Vec<u8>,
    /// Its width and height on the paper, in millimetres.
    pub size_mm: (u16, u16),
    /// What it shows, or how to do without it.
    pub caption: String,
}

/// A photo as it stood when the paper was issued, with what stands below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The photo of the records.
    pub file: FileId,
    /// A JPEG file; empty while the paper is not issued, and on the screen.
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    pub jpeg: Vec<u8>,
    /// Its width and height in pixels.
    pub pixels: (u32, u32),
    /// What is drawn over it.
    #[serde(default, skip_serializing_if = "Layer::is_empty")]
    pub layer: Layer,
    /// Which hazard it shows, before or after, and when it was taken.
    pub caption: String,
}

impl Document {
    /// Without the files of its pictures: the screen fetches those itself, or does without.
    #[must_use]
    pub fn for_screen(mut self) -> Self {
        for block in &mut self.blocks {
            match block {
                Block::Picture(picture) => picture.png.clear(),
                Block::Photos(photos) => photos.iter_mut().for_each(|photo| photo.jpeg.clear()),
                _ => {}
            }
        }
        self
    }

    /// Every text, in reading order: what a reader of the Word or PDF file finds.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Title(text) | Block::Number(text) => texts.push(text.as_str()),
                Block::Heading { text, .. } | Block::Paragraph { text, .. } => texts.push(text.as_str()),
                Block::Table(table) => {
                    texts.extend(table.head.iter().map(String::as_str));
                    texts.extend(table.rows.iter().flatten().map(String::as_str));
                }
                Block::Picture(picture) => texts.push(picture.caption.as_str()),
                Block::Photos(photos) => {
                    for photo in photos {
                        texts.extend(photo.layer.words());
                        texts.push(photo.caption.as_str());
                    }
                }
                Block::Signature(lines) => texts.extend(lines.iter().map(String::as_str)),
            }
        }
        texts
    }

    /// Every character that must have a picture in the font; line ends have none.
    pub fn characters(&self) -> BTreeSet<char> {
        self.texts().into_iter().flat_map(str::chars).filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect()
    }
}

fn to_hex<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    to.collect_str(&digits.filter_map(|d| char::from_digit(u32::from(d), 16)).collect::<String>())
}

fn from_hex<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    match digits {
        Some(digits) if digits.len() % 2 == 0 => {
            Ok(digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect())
        }
        _ => Err(D::Error::custom("hexadecimal digits in pairs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photos::Mark;

    #[test]
    fn every_text_is_told_once_and_comes_back_from_json() {
        let document = Document {
            title: "文书".into(),
            blocks: vec![
                Block::Title("甲".into()),
                Block::Number("乙".into()),
                Block::Heading { level: 1, text: "丙".into() },
                Block::Paragraph { text: "丁\n𠮷".into(), align: Align::Justified },
                Block::Table(Table {
                    head: vec!["戊".into()],
                    widths: vec![1],
                    rows: vec![vec!["己".into()], vec!["㐂".into()]],
                }),
                Block::Picture(Picture { png: vec![0, 255, 16], size_mm: (20, 20), caption: "庚".into() }),
                Block::Photos(vec![Photo {
                    file: FileId(uuid::Uuid::nil()),
                    jpeg: vec![255, 216],
                    pixels: (4, 3),
                    layer: Layer(vec![Mark::Text { at: (500, 500), text: "癸".into() }]),
                    caption: "壬".into(),
                }]),
                Block::Signature(vec!["辛".into()]),
            ],
        };
        assert_eq!(document.texts().concat(), "甲乙丙丁\n𠮷戊己㐂庚癸壬辛");
        assert!(document.characters().contains(&'𠮷') && !document.characters().contains(&'\n'));
        let json = serde_json::to_string(&document).expect("JSON");
        assert_eq!(serde_json::from_str::<Document>(&json).expect("the same"), document);
        assert!(json.contains("00ff10") && json.contains("ffd8"));
        let shown = document.clone().for_screen();
        assert_eq!(shown.texts(), document.texts());
        let json = serde_json::to_string(&shown).expect("JSON");
        assert!(!json.contains("00ff10") && !json.contains("ffd8"));
    }
}
