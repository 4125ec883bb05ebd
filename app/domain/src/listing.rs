//! The one filter state that a list and its map share, and that lives in the URL.

use crate::{
    area::AreaCode,
    figures::FigureSet,
    geo::Bbox,
    hazards::{Category, Severity, Source, Status},
    ids::{CampaignId, SiteId, UserId},
    inspections::{InspectionKind, Outcome},
    period::{DayRange, Month, Period},
    sites::{SiteKind, SiteStatus},
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// Order of a list.
    Sort {
        /// Newest first.
        Newest = "newest",
        /// Oldest first.
        Oldest = "oldest",
        /// Hazards: earliest effective deadline first.
        Due = "due",
    }
}

/// Longest search text, in characters; the rest is ignored.
pub const MAX_QUERY: usize = 100;

/// Most months that are walked through one by one.
const MOST_MONTHS: usize = 120;

/// Where a page of a list begins: after or before a row, named by what orders it. Keyset paging stays right
/// while rows come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    /// The page after the row with this key.
    After(Key),
    /// The page before it.
    Before(Key),
}

/// What orders a row: its deadline when sorted by deadline, and always its sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The effective deadline, in lists sorted by it.
    pub due: Option<NaiveDate>,
    /// [`crate::ids::sort_key`].
    pub sort_key: i64,
}

impl Key {
    fn text(self) -> String {
        match self.due {
            Some(due) => format!("{}_{due}", self.sort_key),
            None => self.sort_key.to_string(),
        }
    }

    fn parse(s: &str) -> Option<Self> {
        match s.split_once('_') {
            Some((key, due)) => Some(Self { sort_key: key.parse().ok()?, due: Some(due.parse().ok()?) }),
            None => Some(Self { sort_key: s.parse().ok()?, due: None }),
        }
    }
}

/// What the three lists have in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Common {
    /// An area inside the person's own.
    pub area: Option<AreaCode>,
    /// Local days from (of the finding, the visit, the adding).
    pub from: Option<NaiveDate>,
    /// Local days to, included.
    pub to: Option<NaiveDate>,
    /// Search text.
    pub q: Option<String>,
    /// What the map shows.
    pub bbox: Option<Bbox>,
    /// Only rows inside `bbox`.
    pub in_map: bool,
    /// Only rows without a position.
    pub no_position: bool,
    /// Order.
    pub sort: Option<Sort>,
    /// Page.
    pub cursor: Option<Cursor>,
}

impl Common {
    /// The window that limits the rows, if it does.
    pub fn window(&self) -> Option<Bbox> {
        self.bbox.filter(|_| self.in_map)
    }

    /// The period, when both ends are given in order.
    pub fn period(&self) -> Option<Period> {
        Period::new(self.from?, self.to?).ok()
    }

    /// The months that a list can be narrowed down to, one after the other: those of its period, else those of the year
    /// around `at`. Of a very long period the last.
    pub fn months(&self, at: Month) -> Vec<Month> {
        let period = self.period().or_else(|| Period::year(at.year()).ok()).unwrap_or_else(|| at.period());
        let mut months: Vec<Month> = period.months().rev().take(MOST_MONTHS).collect();
        months.reverse();
        months
    }

    pub(crate) fn read(&mut self, key: &str, value: &str) {
        match key {
            "area" => self.area.read(value),
            "from" => self.from.read(value),
            "to" => self.to.read(value),
            "q" => self.q = crate::text::tidy(value).map(|q| q.chars().take(MAX_QUERY).collect()),
            "bbox" => self.bbox.read(value),
            "in_map" => self.in_map.read(value),
            "no_position" => self.no_position.read(value),
            "sort" => self.sort.read(value),
            "after" => self.cursor = Key::parse(value).map(Cursor::After),
            "before" => self.cursor = Key::parse(value).map(Cursor::Before),
            _ => {}
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<(&'static str, String)>) {
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("area", self.area.write());
        put("from", self.from.write());
        put("to", self.to.write());
        put("q", self.q.clone());
        put("bbox", self.bbox.write());
        put("in_map", self.in_map.write());
        put("no_position", self.no_position.write());
        put("sort", self.sort.write());
        match self.cursor {
            Some(Cursor::After(key)) => put("after", Some(key.text())),
            Some(Cursor::Before(key)) => put("before", Some(key.text())),
            None => {}
        }
    }
}

/// A part of a filter as the value of a key in a URL.
pub(crate) trait Param {
    /// Takes the value in. Unknown words are left out, not an error: an old bookmark still opens.
    fn read(&mut self, value: &str);
    /// The value; nothing for what is not set.
    fn write(&self) -> Option<String>;
}

/// Any of several words, between commas.
impl<T: FromStr + ToString + PartialEq> Param for Vec<T> {
    fn read(&mut self, value: &str) {
        for word in value.split(',').filter_map(|w| w.trim().parse().ok()) {
            if !self.contains(&word) {
                self.push(word);
            }
        }
    }

    fn write(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
    }
}

/// One word.
impl<T: FromStr + ToString> Param for Option<T> {
    fn read(&mut self, value: &str) {
        *self = value.parse().ok();
    }

    fn write(&self) -> Option<String> {
        self.as_ref().map(ToString::to_string)
    }
}

/// A box that is ticked.
impl Param for bool {
    fn read(&mut self, value: &str) {
        *self = value == "1";
    }

    fn write(&self) -> Option<String> {
        self.then(|| "1".into())
    }
}

/// A filter that can be read from and written to a URL's query.
pub trait Filter: Default + Clone + PartialEq {
    /// From the pairs of a query. A key may come several times (checkboxes of a form).
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self;
    /// The pairs of the query, in a fixed order; nothing for what is not set.
    fn to_pairs(&self) -> Vec<(&'static str, String)>;
    /// The part that all lists share.
    fn common(&self) -> &Common;
    /// … to change it.
    fn common_mut(&mut self) -> &mut Common;

    /// The same filter from its first page.
    fn first_page(&self) -> Self {
        let mut filter = self.clone();
        filter.common_mut().cursor = None;
        filter
    }
}

/// Makes a `Filter` of a struct with a `Common`: which key of a URL each of its own fields has, in the order of the query.
macro_rules! url_keys {
    ($filter:ident { $($field:ident = $key:literal),+ $(,)? }) => {
        impl $crate::listing::Filter for $filter {
            fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
                let mut filter = Self::default();
                for (key, value) in pairs {
                    match key {
                        $($key => $crate::listing::Param::read(&mut filter.$field, value),)+
                        _ => filter.common.read(key, value),
                    }
                }
                filter
            }

            fn to_pairs(&self) -> Vec<(&'static str, String)> {
                let mut out = Vec::new();
                $(out.extend($crate::listing::Param::write(&self.$field).map(|value| ($key, value)));)+
                self.common.write(&mut out);
                out
            }

            fn common(&self) -> &$crate::listing::Common {
                &self.common
            }

            fn common_mut(&mut self) -> &mut $crate::listing::Common {
                &mut self.common
            }
        }
    };
}
pub(crate) use url_keys;

/// Filter of the list of hazards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HazardFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these states; all when empty.
    pub status: Vec<Status>,
    /// Any of these categories.
    pub category: Vec<Category>,
    /// Severity.
    pub severity: Option<Severity>,
    /// Only those that came from there.
    pub source: Option<Source>,
    /// Only the three kinds of problem 三类问题.
    pub three_kinds: bool,
    /// Only overdue ones.
    pub overdue: bool,
    /// Only open ones whose deadline is [soon](crate::desk::queue::soon).
    pub due_soon: bool,
    /// Only those with a request for a later deadline that waits.
    pub extension_pending: bool,
    /// Only those assigned to this person.
    pub assignee: Option<UserId>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those at a unit on the register of gas users.
    pub at_gas_unit: bool,
    /// Only those that the visits of this campaign found.
    pub campaign: Option<CampaignId>,
    /// The set behind a figure; its period is `from`..`to`.
    pub figure: Option<FigureSet>,
    /// Only those found in this month: one of the period's, when that is walked through month by month.
    pub month: Option<Month>,
    /// Only those found on these days, whatever `from`..`to` is about: how old what a figure counts was.
    pub found: Option<DayRange>,
}

url_keys! {
    HazardFilter {
        status = "status",
        category = "category",
        severity = "severity",
        source = "source",
        three_kinds = "three_kinds",
        overdue = "overdue",
        due_soon = "due_soon",
        extension_pending = "extension",
        assignee = "assignee",
        site = "site",
        at_gas_unit = "gas_unit",
        campaign = "campaign",
        figure = "figure",
        month = "month",
        found = "found",
    }
}

/// Filter of the list of visits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InspectionFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these kinds.
    pub kind: Vec<InspectionKind>,
    /// Any of these outcomes.
    pub outcome: Vec<Outcome>,
    /// Only those of this person.
    pub inspector: Option<UserId>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those that found something.
    pub with_hazards: bool,
}

url_keys! {
    InspectionFilter {
        kind = "kind",
        outcome = "outcome",
        inspector = "inspector",
        site = "site",
        with_hazards = "with_hazards",
    }
}

/// Filter of the list of sites.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these kinds.
    pub kind: Vec<SiteKind>,
    /// In use or closed down.
    pub status: Option<SiteStatus>,
    /// Only those with open hazards.
    pub with_open_hazards: bool,
    /// Only those that another site shares its door with: for homes the address, for others address and name.
    pub twins: bool,
    /// Only those that the list of this campaign would hold, and does not have yet once it has started.
    pub wanted_by: Option<CampaignId>,
}

url_keys! {
    SiteFilter {
        kind = "kind",
        status = "status",
        with_open_hazards = "with_open_hazards",
        twins = "twins",
        wanted_by = "wanted_by",
    }
}

/// How many rows there are, as far as it was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Rows counted.
    pub n: u64,
    /// There are more; counting stopped at the cap.
    pub more: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: Total,
    /// Of these, without a position (so not on the map).
    pub without_position: Total,
    /// The page before, when there is one.
    pub previous: Option<Cursor>,
    /// The page after, when there is one.
    pub next: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> Vec<(&str, &str)> {
        query.split('&').filter_map(|p| p.split_once('=')).collect()
    }

    #[test]
    fn a_filter_survives_the_url() {
        let query = "status=registered,assigned&category=fire&severity=major&overdue=1&due_soon=1&gas_unit=1&campaign=00000000-0000-0000-0000-000000000007&figure=found&month=2023-06&found=2023-06-01..2023-06-20&area=310105008001&from=2023-06-01&to=2023-06-30&q=楼道&bbox=121.370000,31.200000,121.400000,31.220000&in_map=1&sort=due&after=5_2023-06-08";
        let f = HazardFilter::from_pairs(pairs(query));
        assert_eq!(f.status.len(), 2);
        assert_eq!(f.common.cursor, Some(Cursor::After(Key { due: "2023-06-08".parse().ok(), sort_key: 5 })));
        assert!(f.common.window().is_some());
        let out: Vec<String> = f.to_pairs().iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(out.join("&"), query);
        assert_eq!(f.first_page().common.cursor, None);
    }

    #[test]
    fn the_months_of_a_list_are_those_of_its_period_or_of_the_year() {
        let months = |query: &str| {
            let filter = HazardFilter::from_pairs(pairs(query));
            let at = filter.month.unwrap_or("2026-11".parse().expect("month"));
            filter.common.months(at).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(months("from=2023-03-15&to=2023-05-01"), ["2023-03", "2023-04", "2023-05"]);
        assert_eq!(months("month=2023-06").first().map(String::as_str), Some("2023-01"));
        assert_eq!(months("").last().map(String::as_str), Some("2026-12"));
        let long = months("from=1990-01-01&to=2026-12-31");
        assert_eq!((long.len(), long[119].as_str()), (120, "2026-12"));
    }

    #[test]
    fn several_boxes_of_one_name_and_unknown_words() {
        let f = HazardFilter::from_pairs(pairs(
            "status=registered&status=assigned&status=nonsense&category=&from=x&area=1",
        ));
        assert_eq!(f.status, [Status::Registered, Status::Assigned]);
        assert_eq!(f.common, Common::default());
        assert_eq!(HazardFilter::default().to_pairs(), []);
    }
}
