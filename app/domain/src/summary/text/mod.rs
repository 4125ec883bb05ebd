//! The text: paragraphs that refer to figures, generated in the office's own style, edited by the office.
//!
//! A paragraph is a sequence of words and references ([`Part`]). The digits come in when it is shown, so a figure stays live in
//! a text that somebody edited, and text and tables cannot disagree.

mod compose;
mod edit;
mod en;
mod parts;
mod titles;
mod words;
mod zh;

pub use compose::{Headed, Paragraph, SectionText, compose, generate, headed, title};
pub use edit::{Offer, check_edit, format_parts, offers, parse_parts, placeholder};
pub use parts::{Part, figures_of, show_parts};
pub use titles::{Titled, titles, with_ids, with_titles};
pub use words::figure_word;

use super::{Lang, Section};
use crate::text_enum;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

text_enum! {
    /// The paragraphs, in the order of the text. Each is there, generated or edited, or left out by the office.
    Topic {
        /// Visits, findings, rate A.
        Overview = "overview",
        /// B, timely, on time, days, reviews.
        Rates = "rates",
        /// C.
        Stock = "stock",
        /// 环比, 同比, year to date.
        Comparison = "comparison",
        /// Targets of the year.
        Targets = "targets",
        /// Campaigns.
        Campaigns = "campaigns",
        /// Stoves.
        Stoves = "stoves",
        /// Gas alarms.
        Alarms = "alarms",
        /// Small units that use gas.
        GasUnits = "gas_units",
        /// Cylinders.
        Lpg = "lpg",
        /// Fire hazards and fires.
        Fire = "fire",
        /// E-bikes, detectors in sheds, chargers, three kinds of problem.
        Ebike = "ebike",
        /// Penalties.
        Penalties = "penalties",
        /// Major and supervised.
        Major = "major",
        /// Overdue.
        Overdue = "overdue",
        /// Repeated, relapsed.
        Repeat = "repeat",
        /// 12345.
        Hotline = "hotline",
        /// Grid.
        Grid = "grid",
        /// 下期工作: written by the office, generated as nothing.
        NextPeriod = "next_period",
    }
}

impl Topic {
    /// Where it stands.
    pub const fn section(self) -> Section {
        match self {
            Self::Overview | Self::Rates | Self::Stock | Self::Comparison | Self::Targets => Section::General,
            Self::Campaigns => Section::Campaigns,
            Self::Stoves | Self::Alarms | Self::GasUnits | Self::Lpg => Section::Gas,
            Self::Fire | Self::Ebike | Self::Penalties => Section::FireEbike,
            Self::Major => Section::Major,
            Self::Overdue | Self::Repeat => Section::OverdueRepeat,
            Self::Hotline | Self::Grid => Section::Hotline,
            Self::NextPeriod => Section::NextPeriod,
        }
    }
}

/// What the office wrote in place of generated paragraphs, in one language. An empty paragraph leaves it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopicEdits(pub BTreeMap<Topic, Vec<Part>>);

/// … in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edits(pub BTreeMap<Lang, TopicEdits>);

impl Edits {
    /// What stands in place of a paragraph, if it was edited.
    pub fn of(&self, lang: Lang, topic: Topic) -> Option<&[Part]> {
        self.0.get(&lang)?.0.get(&topic).map(Vec::as_slice)
    }

    /// Puts words in place of a paragraph.
    pub fn put(&mut self, lang: Lang, topic: Topic, parts: Vec<Part>) {
        self.0.entry(lang).or_default().0.insert(topic, parts);
    }

    /// Back to the generated paragraph. A language without edits leaves nothing behind.
    pub fn restore(&mut self, lang: Lang, topic: Topic) {
        if let Some(edits) = self.0.get_mut(&lang) {
            edits.0.remove(&topic);
            if edits.0.is_empty() {
                self.0.remove(&lang);
            }
        }
    }
}
