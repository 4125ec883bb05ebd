//! Which feature is which area's.

use super::{FeatureFault, KnownArea, Property};
use crate::{area::AreaCode, text::narrow};
use std::collections::{BTreeMap, BTreeSet};

/// Most characters of a sample.
const SAMPLE: usize = 30;

/// What the properties of a feature say, by their names.
pub type Properties = BTreeMap<String, String>;

/// What a name of an area comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    /// This area.
    Area(AreaCode),
    /// None, for this reason.
    Not(FeatureFault),
}

/// Names are compared without width, case and blanks, and with or without 居委会 at the end.
pub fn folded(name: &str) -> String {
    let name: String =
        name.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let endings = ["社区居民委员会", "居民委员会", "社区居委会", "居委会", "居委"];
    let short = endings.iter().find_map(|ending| name.strip_suffix(ending));
    short.filter(|s| !s.is_empty()).unwrap_or(&name).to_owned()
}

/// Areas by code and by name.
struct Known<'a> {
    codes: BTreeSet<&'a AreaCode>,
    names: BTreeMap<String, BTreeSet<&'a AreaCode>>,
}

impl<'a> Known<'a> {
    fn of(areas: &'a [KnownArea]) -> Self {
        let mut names: BTreeMap<String, BTreeSet<&AreaCode>> = BTreeMap::new();
        for area in areas {
            for name in &area.names {
                names.entry(folded(name)).or_default().insert(&area.code);
            }
        }
        Self { codes: areas.iter().map(|area| &area.code).collect(), names }
    }

    fn find(&self, said: &str) -> Matched {
        let said = said.trim();
        if said.is_empty() {
            return Matched::Not(FeatureFault::Unnamed);
        }
        // programs that keep codes as numbers write 310105008001.0; statistics fill codes up with zeros
        let digits = said.strip_suffix(".0").unwrap_or(said);
        let lengths = [digits.len(), 14, 12, 9, 6, 2];
        let mut cut = lengths.iter().filter_map(|n| {
            let (code, rest) = digits.split_at_checked(*n)?;
            rest.bytes().all(|b| b == b'0').then(|| code.parse::<AreaCode>().ok()).flatten()
        });
        if let Some(code) = cut.find(|code| self.codes.contains(code)) {
            return Matched::Area(code);
        }
        let mut named = self.names.get(&folded(said)).into_iter().flatten();
        match (named.next(), named.next()) {
            (Some(code), None) => Matched::Area((*code).clone()),
            (Some(_), Some(_)) => Matched::Not(FeatureFault::Ambiguous),
            (None, _) => Matched::Not(FeatureFault::UnknownArea),
        }
    }
}

/// The properties that the features have, those first that name most of their areas; of those that name as many, by name.
pub fn best_property(features: &[Properties], areas: &[KnownArea]) -> Vec<Property> {
    let known = Known::of(areas);
    let mut found: BTreeMap<&str, Property> = BTreeMap::new();
    for (name, said) in features.iter().flatten() {
        let property = found.entry(name).or_insert_with(|| Property {
            name: name.clone(),
            sample: String::new(),
            fits: 0,
        });
        if property.sample.is_empty() {
            property.sample = said.chars().take(SAMPLE).collect();
        }
        property.fits += u64::from(matches!(known.find(said), Matched::Area(_)));
    }
    let mut all: Vec<Property> = found.into_values().collect();
    all.sort_by(|a, b| b.fits.cmp(&a.fits).then_with(|| a.name.cmp(&b.name)));
    all
}

/// The area of each feature by what stands in `property`.
pub fn match_features(features: &[Properties], areas: &[KnownArea], property: &str) -> Vec<Matched> {
    let known = Known::of(areas);
    let said = |feature: &Properties| known.find(feature.get(property).map_or("", String::as_str));
    features.iter().map(said).collect()
}
