//! Words and references.

use crate::summary::{FigureRef, Lang, SafetySummary, no_base};
use serde::{Deserialize, Serialize};

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Words.
    Text(String),
    /// The value of a figure: `563`, `98.0%`; of a comparison its words: `较上月上升12.3%`.
    Figure(FigureRef),
    /// The value with its unit, in the right number: `563处`; `1 hazard`, `563 hazards`.
    Counted(FigureRef),
}

impl Part {
    /// The figure it refers to.
    pub const fn figure(&self) -> Option<FigureRef> {
        match self {
            Self::Text(_) => None,
            Self::Figure(figure) | Self::Counted(figure) => Some(*figure),
        }
    }
}

/// The figures that a paragraph refers to, in order.
pub fn figures_of(parts: &[Part]) -> impl Iterator<Item = FigureRef> + '_ {
    parts.iter().filter_map(Part::figure)
}

/// The paragraph as it is read. A reference to a campaign or target that is no longer there shows as a missing base.
pub fn show_parts(parts: &[Part], summary: &SafetySummary, lang: Lang) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Figure(figure) => {
                let shown = summary.show(*figure, lang);
                text.push_str(shown.as_deref().unwrap_or(no_base(lang)));
            }
            Part::Counted(figure) => {
                let shown = summary.show_counted(*figure, lang);
                text.push_str(shown.as_deref().unwrap_or(no_base(lang)));
            }
        }
    }
    text
}
