//! How outlines lie beside each other: surveyors' files of neighbours rarely fit to the metre.

use crate::{
    area::{AreaCode, AreaRef},
    geo::Boundary,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is less is drawing, not a mistake: square metres.
const NOTABLE_M2: f64 = 100.0;

/// Two areas of one level that overlap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// The one.
    pub one: AreaRef,
    /// The other.
    pub other: AreaRef,
    /// What they have in common, square metres.
    pub m2: f64,
}

/// An area and its parts that do not cover it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// The larger area.
    pub area: AreaRef,
    /// What of it lies in none of its parts, square metres.
    pub uncovered_m2: f64,
    /// What of its parts lies outside of it, square metres.
    pub outside_m2: f64,
}

/// An area with its outline.
pub type Outlined<'a> = (&'a AreaRef, &'a Boundary);

/// Pairs of one level that overlap and of which at least one is `new`, the largest overlap first, at most `most`.
pub fn overlaps(areas: &[Outlined<'_>], new: impl Fn(&AreaCode) -> bool, most: usize) -> Vec<Overlap> {
    let mut found = Vec::new();
    for (at, (one, outline)) in areas.iter().enumerate() {
        for (other, beside) in &areas[at + 1..] {
            let comparable = one.code.level() == other.code.level() && (new(&one.code) || new(&other.code));
            if !comparable {
                continue;
            }
            let m2 = outline.common_square_metres(beside);
            if m2 >= NOTABLE_M2 {
                found.push(Overlap { one: (*one).clone(), other: (*other).clone(), m2 });
            }
        }
    }
    found.sort_by(|a, b| b.m2.total_cmp(&a.m2));
    found.truncate(most);
    found
}

/// Areas whose parts do not cover them, or reach out of them, where at least one of them all is `new`. An area of which a part
/// has no outline is left out: it cannot be covered. `parts` are all the areas there are, with their outline where one is known.
pub fn gaps(
    parts: &[(&AreaRef, Option<&Boundary>)],
    new: impl Fn(&AreaCode) -> bool,
    most: usize,
) -> Vec<Gap> {
    let mut inside: BTreeMap<AreaCode, Vec<(&AreaCode, Option<&Boundary>)>> = BTreeMap::new();
    for (part, outline) in parts {
        if let Some(parent) = part.code.parent() {
            inside.entry(parent).or_default().push((&part.code, *outline));
        }
    }
    let mut found = Vec::new();
    for (area, outline) in parts {
        let (Some(outline), Some(inside)) = (outline, inside.get(&area.code)) else { continue };
        let concerned = new(&area.code) || inside.iter().any(|(code, _)| new(code));
        let known: Option<Vec<&Boundary>> = inside.iter().map(|(_, part)| *part).collect();
        let Some(known) = known.filter(|_| concerned) else { continue };
        let (uncovered_m2, outside_m2) = outline.uncovered_square_metres(&known);
        if uncovered_m2.max(outside_m2) >= NOTABLE_M2 {
            found.push(Gap { area: (*area).clone(), uncovered_m2, outside_m2 });
        }
    }
    let worst = |gap: &Gap| gap.uncovered_m2.max(gap.outside_m2);
    found.sort_by(|a, b| worst(b).total_cmp(&worst(a)));
    found.truncate(most);
    found
}
