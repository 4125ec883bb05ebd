//! The groups of what was found, summed up by each key.

use super::{CLOSED, Grouped, SETS};
use crate::{error::Result, listing::rows};
use domain::{
    area::AreaCode,
    figures::{DashboardFigures, FigureSet, Quality, Ratio},
    hazards::{Category, Severity, Source},
    ids::CampaignId,
};
use sea_orm::QueryResult;
use serde::Deserialize;
use std::collections::BTreeMap;

/// So many of those found in the period have all of this in common.
#[derive(Deserialize)]
struct Group {
    category: Option<Category>,
    campaign: Option<CampaignId>,
    month: Option<i32>,
    part: Option<AreaCode>,
    source: Option<Source>,
    severity: Option<Severity>,
    three: Option<i64>,
    days: Option<i64>,
    bits: u32,
    n: i64,
}

/// So many of the base of B that were not found in the period: category, campaign, 1 when closed.
type DueRow = (Option<Category>, Option<CampaignId>, i64, i64);

/// What belongs to one key, summed up.
#[derive(Default)]
struct Sum {
    of: [i64; SETS.len()],
    days: BTreeMap<i64, i64>,
    due: Ratio,
}

impl Sum {
    fn add(&mut self, group: &Group) {
        let is_in = |i: usize| (group.bits >> i) & 1 == 1;
        for (i, set) in SETS.iter().enumerate().filter(|(i, _)| is_in(*i)) {
            self.of[i] += group.n;
            if *set == FigureSet::Due {
                self.add_due(is_in(CLOSED), group.n);
            }
        }
        if let Some(days) = group.days {
            *self.days.entry(days.max(0)).or_default() += group.n;
        }
    }

    fn add_due(&mut self, is_closed: bool, n: i64) {
        self.due.of += n;
        self.due.n += if is_closed { n } else { 0 };
    }

    /// From the counts in the order of [`SETS`].
    fn told(self, has_due: bool) -> DashboardFigures {
        let [
            found,
            closed,
            awaiting,
            on_spot,
            timely_of,
            timely,
            on_time_of,
            on_time,
            reviewed,
            passed,
            repeated,
            _,
        ] = self.of;
        DashboardFigures {
            rate_found: Ratio::new(closed, found),
            awaiting,
            on_the_spot: Ratio::new(on_spot, closed),
            timely: Ratio::new(timely, timely_of),
            on_time: Ratio::new(on_time, on_time_of),
            rate_due: if has_due { self.due } else { Ratio::default() },
            quality: Quality {
                first_review: Ratio::new(passed, reviewed),
                repeat: Ratio::new(repeated, found),
                days: self.days,
            },
        }
    }
}

/// The sums of all keys.
#[derive(Default)]
pub(super) struct Sums {
    categories: BTreeMap<Category, Sum>,
    campaigns: BTreeMap<CampaignId, Sum>,
    months: BTreeMap<i32, Sum>,
    parts: BTreeMap<AreaCode, Sum>,
    sources: BTreeMap<Source, Sum>,
    severities: BTreeMap<Severity, Sum>,
    three_kinds: Sum,
}

impl Sums {
    /// From the groups, the first column of the answer.
    pub(super) fn read(answer: &QueryResult) -> Result<Self> {
        let mut sums = Self::default();
        for group in rows::<Group>(answer, 0)? {
            add(&mut sums.categories, group.category, &group);
            add(&mut sums.campaigns, group.campaign, &group);
            add(&mut sums.months, group.month, &group);
            add(&mut sums.parts, group.part.clone(), &group);
            add(&mut sums.sources, group.source, &group);
            add(&mut sums.severities, group.severity, &group);
            if group.three.is_some() {
                sums.three_kinds.add(&group);
            }
        }
        Ok(sums)
    }

    /// Adds what was not found in the period to B; it may be all there is of a group.
    pub(super) fn add_due(&mut self, answer: &QueryResult, column: usize) -> Result<()> {
        for (category, campaign, closed, n) in rows::<DueRow>(answer, column)? {
            if let Some(category) = category {
                self.categories.entry(category).or_default().add_due(closed > 0, n);
            }
            if let Some(campaign) = campaign {
                self.campaigns.entry(campaign).or_default().add_due(closed > 0, n);
            }
        }
        Ok(())
    }

    pub(super) fn told(self, has_due: bool) -> Grouped {
        Grouped {
            categories: told(self.categories, has_due),
            campaigns: told(self.campaigns, has_due),
            months: told(self.months, false),
            parts: told(self.parts, false),
            sources: told(self.sources, false),
            severities: told(self.severities, false),
            three_kinds: self.three_kinds.told(false),
            repeated: Vec::new(),
        }
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Sum>, key: Option<K>, group: &Group) {
    if let Some(key) = key {
        sums.entry(key).or_default().add(group);
    }
}

fn told<K: Ord>(sums: BTreeMap<K, Sum>, has_due: bool) -> BTreeMap<K, DashboardFigures> {
    sums.into_iter().map(|(key, sum)| (key, sum.told(has_due))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(sets: &[FigureSet], days: Option<i64>, n: i64) -> Group {
        let bit = |set: &FigureSet| 1_u32 << SETS.iter().position(|it| it == set).unwrap();
        let bits = sets.iter().map(bit).sum();
        let (category, part) = (Some(Category::Fire), None);
        Group {
            category,
            campaign: None,
            month: None,
            part,
            source: None,
            severity: None,
            three: None,
            days,
            bits,
            n,
        }
    }

    #[test]
    fn groups_are_summed_up() {
        use FigureSet as Set;
        assert_eq!(SETS[CLOSED], Set::Closed);
        let mut sum = Sum::default();
        sum.add(&group(&[Set::Found, Set::Closed, Set::Due, Set::Repeated], Some(3), 5));
        sum.add(&group(&[Set::Found, Set::Awaiting, Set::Due], None, 2));
        sum.add(&group(&[Set::Found, Set::Closed, Set::TimelyBase, Set::Timely], Some(-1), 1));
        sum.add_due(true, 4);
        let told = sum.told(true);
        assert_eq!((told.rate_found, told.awaiting), (Ratio::new(6, 8), 2));
        assert_eq!((told.rate_due, told.timely), (Ratio::new(9, 11), Ratio::new(1, 1)));
        assert_eq!(told.quality.repeat, Ratio::new(5, 8));
        assert_eq!(told.quality.days, BTreeMap::from([(0, 1), (3, 5)]));
    }

    #[test]
    fn a_group_is_read_as_both_databases_write_it() {
        let text = r#"["gas",null,202306,"310105",null,null,1,4,7,12]"#;
        let read: Group = serde_json::from_str(text).unwrap();
        assert_eq!((read.category, read.month, read.days), (Some(Category::Gas), Some(202306), Some(4)));
        assert_eq!((read.three, read.bits, read.n), (Some(1), 7, 12));
    }
}
