//! Bringing outlines of areas in from a file: which outline is which area's, what becomes of sites, and what is shown before
//! anything is changed.
//!
//! **What follows an outline.** A site belongs to the committee (or grid) whose outline holds it, so sites that are elsewhere
//! now move, with what stands behind their doors and what is still to be done there. Hazards and visits stay in the committee
//! in which they were recorded, as they do when two records of one site are merged: figures of the past do not change.

mod matching;
mod neighbours;
mod placing;

pub use matching::{Matched, Properties, best_property, folded, match_features};
pub use neighbours::{Gap, Outlined, Overlap, gaps, overlaps};
pub use placing::{Outlines, Placed, doubt};

use crate::{
    area::{AreaCode, AreaRef},
    geo::{Datum, Repair, ShapeFault},
    ids::{ImportId, SiteId},
    sites::SiteKind,
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Features of a file that are read.
pub const MOST_FEATURES: usize = 5_000;

/// Positions of all features together. A street has some ten thousand, a city of 6,000 committees a million: its districts
/// come one after the other.
pub const MOST_POSITIONS: usize = 400_000;

/// Sites that one import may move: they change together.
pub const MOST_MOVES: u64 = 20_000;

/// How the file is to be read, and what it may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundarySetup {
    /// The datum of its coordinates: nothing in it tells that for sure.
    pub datum: Datum,
    /// The property that names the area, by code or by name; the one that fits most features when not given.
    pub property: Option<String>,
    /// The outlines are a sketch, not a survey.
    pub approximate: bool,
    /// Features that fit no area, or that nobody can know the meaning of, are left out; otherwise one of them keeps all out.
    pub skip_bad: bool,
    /// Sites that lie in another committee then are moved there.
    pub move_sites: bool,
}

impl BoundarySetup {
    /// As a file is first looked at.
    pub const fn new(datum: Datum) -> Self {
        Self { datum, property: None, approximate: false, skip_bad: false, move_sites: true }
    }
}

/// A property of the features, for the choice of the one that names the area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// As the file names it.
    pub name: String,
    /// What stands in it first.
    pub sample: String,
    /// Features whose area it names.
    pub fits: u64,
}

text_enum! {
    /// Why a feature is left out.
    FeatureFault {
        /// Nothing stands in the property that names the area.
        Unnamed = "unnamed",
        /// It names no area of this installation, or none inside the person's own.
        UnknownArea = "unknown_area",
        /// It names several.
        Ambiguous = "ambiguous",
        /// It has no surface, or nothing is left of it.
        Empty = "empty",
        /// Longitude and latitude have changed places.
        Swapped = "swapped",
        /// Numbers that are no degrees: metres of a projection, most often.
        NotDegrees = "not_degrees",
        /// A position outside of China.
        OutsideChina = "outside_china",
        /// More positions than an outline of an area needs.
        TooLong = "too_long",
        /// It crosses itself in a way that cannot be put right.
        Broken = "broken",
    }
}

impl From<ShapeFault> for FeatureFault {
    fn from(fault: ShapeFault) -> Self {
        match fault {
            ShapeFault::Empty => Self::Empty,
            ShapeFault::Swapped => Self::Swapped,
            ShapeFault::NotDegrees => Self::NotDegrees,
            ShapeFault::OutsideChina => Self::OutsideChina,
            ShapeFault::TooLong => Self::TooLong,
            ShapeFault::Broken => Self::Broken,
        }
    }
}

/// A feature that is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadFeature {
    /// Its place in the file, from 1.
    pub feature: u64,
    /// What stands in the property that names the area.
    pub named: String,
    /// Why.
    pub fault: FeatureFault,
}

/// What becomes of the outline of one area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaChange {
    /// Whose.
    pub area: AreaRef,
    /// How large it was, square metres; `None` without an outline.
    pub before_m2: Option<f64>,
    /// How large it becomes.
    pub after_m2: f64,
    /// What the two have in common.
    pub common_m2: f64,
    /// Its separate parts.
    pub parts: u64,
    /// The holes of all parts.
    pub holes: u64,
    /// Its positions.
    pub positions: u64,
    /// What was put right, and how often.
    pub repairs: BTreeMap<Repair, u32>,
}

/// What reading the file has come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoundaryReport {
    /// The kind of file, and how its names are encoded.
    pub format: String,
    /// Its features.
    pub features: u64,
    /// The properties that could name the areas, the best first.
    pub properties: Vec<Property>,
    /// The one that was taken.
    pub property: Option<String>,
    /// Outlines that become others, in order of code.
    pub changes: Vec<AreaChange>,
    /// Areas whose outline in the file is the one they have.
    pub unchanged: u64,
    /// Features that are left out.
    pub bad: u64,
    /// The first of them.
    pub shown: Vec<BadFeature>,
    /// Neighbours that overlap, the largest first.
    pub overlaps: Vec<Overlap>,
    /// Areas that their parts do not cover, or reach out of, the largest first.
    pub gaps: Vec<Gap>,
    /// Sites fit their committees much better when the file is read in this datum.
    pub datum_doubt: Option<Datum>,
}

/// Sites on their way from one committee to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Where they are.
    pub from: AreaRef,
    /// Where they come to.
    pub to: AreaRef,
    /// How many.
    pub sites: u64,
}

/// What becomes of sites.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moves {
    /// Those that move.
    pub moving: u64,
    /// Those that lie in no outline any more, or in another subdistrict: they stay where they are.
    pub staying: u64,
    /// Those without a position, in areas whose outline changes: nothing says where they are.
    pub unplaced: u64,
    /// From where to where, the most first.
    pub between: Vec<Move>,
}

text_enum! {
    /// Which sites a preview lists.
    MoveList {
        /// Those that move.
        Moving = "moving",
        /// Those that lie in no outline, or in another subdistrict, and stay.
        Staying = "staying",
    }
}

/// A site that moves, or that lies nowhere and stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingSite {
    /// Which.
    pub site: SiteId,
    /// What it is.
    pub kind: SiteKind,
    /// Its name as lists show it.
    pub name: String,
    /// Its address as lists show it.
    pub address: String,
    /// Where it is.
    pub from: AreaRef,
    /// Where it lies; `None` in no outline.
    pub to: Option<AreaRef>,
}

/// What an import has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundaryResult {
    /// Outlines that were replaced.
    pub outlines: u64,
    /// Sites that moved.
    pub moved: u64,
    /// Features that were left out.
    pub bad: u64,
}

/// An import in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundaryLine {
    /// Which.
    pub id: ImportId,
    /// As the file was called.
    pub file_name: String,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}

/// An import as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundaryImport {
    /// Which.
    pub line: BoundaryLine,
    /// Counts its changes; whoever confirms says which state was looked at.
    pub version: i32,
    /// How it is read.
    pub setup: BoundarySetup,
    /// What that came to.
    pub report: BoundaryReport,
    /// What becomes of sites.
    pub moves: Moves,
    /// One page of the sites that were asked for.
    pub sites: Vec<MovingSite>,
    /// Which sites those are.
    pub list: MoveList,
    /// Which page of them, from 1.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// What came of it, once it is done.
    pub result: Option<BoundaryResult>,
}

impl BoundaryImport {
    /// Why it cannot be carried out as it is read now.
    pub fn is_in_the_way(&self) -> Option<Obstacle> {
        obstacle(&self.report, &self.setup, self.moves.moving)
    }
}

text_enum! {
    /// Why an import cannot be carried out.
    Obstacle {
        /// No outline becomes another one.
        Nothing = "nothing",
        /// Features would be left out, and nobody said that they may be.
        Bad = "bad",
        /// More sites would move than may at once.
        TooMany = "too_many",
    }
}

/// Why an import that is read so cannot be carried out.
pub fn obstacle(report: &BoundaryReport, setup: &BoundarySetup, moving: u64) -> Option<Obstacle> {
    if report.changes.is_empty() {
        Some(Obstacle::Nothing)
    } else if report.bad > 0 && !setup.skip_bad {
        Some(Obstacle::Bad)
    } else if setup.move_sites && moving > MOST_MOVES {
        Some(Obstacle::TooMany)
    } else {
        None
    }
}

/// The page of imports of outlines: one of them, or those that the person has begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoundaryPage {
    /// The one that was asked for.
    pub job: Option<Box<BoundaryImport>>,
    /// Those that are not finished.
    pub open: Vec<BoundaryLine>,
}

/// An area as outlines are matched to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArea {
    /// Its code.
    pub code: AreaCode,
    /// The names it goes by.
    pub names: Vec<String>,
}

#[cfg(test)]
mod tests;
