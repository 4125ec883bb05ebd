//! The groups of what was found, summed up by each key.

use super::{By, CLOSED, DUE, Grouped, SETS, kept::Found};
use crate::{error::Result, listing::rows};
use domain::{
    area::AreaCode,
    figures::{DashboardFigures, Quality, Ratio},
    hazards::{Category, Severity, Source},
    ids::CampaignId,
};
use sea_orm::QueryResult;
use serde::Deserialize;
use std::{collections::BTreeMap, ops::RangeInclusive};

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

/// How many took how many days: most take few.
#[derive(Default)]
struct Days {
    /// By the days, from none on.
    few: Vec<i64>,
    many: BTreeMap<i64, i64>,
}

/// Days that are few.
const FEW: usize = 512;

impl Days {
    fn add(&mut self, days: i64, n: i64) {
        match usize::try_from(days.max(0)) {
            Ok(days) if days < FEW => {
                if self.few.len() <= days {
                    self.few.resize(days + 1, 0);
                }
                self.few[days] += n;
            }
            _ => *self.many.entry(days).or_default() += n,
        }
    }

    fn told(self) -> BTreeMap<i64, i64> {
        let mut told = self.many;
        told.extend((0..).zip(self.few).filter(|(_, n)| *n != 0));
        told
    }
}

/// What belongs to one key, summed up.
#[derive(Default)]
struct Sum {
    of: [i64; SETS.len()],
    days: Days,
    due: Ratio,
}

impl Sum {
    /// So many that are in the sets of these bits, and took so many days where they are closed.
    fn add(&mut self, bits: u32, days: Option<i64>, n: i64) {
        let is_in = |i: usize| (bits >> i) & 1 == 1;
        for (i, sum) in self.of.iter_mut().enumerate() {
            if is_in(i) {
                *sum += n;
            }
        }
        if is_in(DUE) {
            self.add_due(is_in(CLOSED), n);
        }
        if let Some(days) = days {
            self.days.add(days, n);
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
                days: self.days.told(),
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
                sums.three_kinds.add(group.bits, group.days, group.n);
            }
        }
        Ok(sums)
    }

    /// Adds what was found in a month in a part of the area; `due` are the months of the period.
    pub(super) fn add_found(
        &mut self,
        by: &[By],
        (month, part): (i32, AreaCode),
        due: &RangeInclusive<i32>,
        found: &Found,
    ) {
        if found.hazards.is_empty() {
            return;
        }
        let of = |key: By| by.contains(&key);
        let mut month = if of(By::Month) { Some(self.months.entry(month).or_default()) } else { None };
        let mut part = if of(By::Part) { Some(self.parts.entry(part).or_default()) } else { None };
        let (by_category, by_campaign, by_source) = (of(By::Category), of(By::Campaign), of(By::Source));
        let (by_severity, by_three) = (of(By::Severity), of(By::ThreeKinds));
        for one in &found.hazards {
            let is_due = if due.contains(&one.due) { 1 << DUE } else { 0 };
            let (bits, days) = (u32::from(one.bits) | is_due, one.days.map(i64::from));
            if let Some(sum) = &mut month {
                sum.add(bits, days, 1);
            }
            if let Some(sum) = &mut part {
                sum.add(bits, days, 1);
            }
            if by_category {
                self.categories.entry(one.category).or_default().add(bits, days, 1);
            }
            if let Some(campaign) = found.campaign(one).filter(|_| by_campaign) {
                self.campaigns.entry(campaign).or_default().add(bits, days, 1);
            }
            if by_source {
                self.sources.entry(one.source).or_default().add(bits, days, 1);
            }
            if by_severity {
                self.severities.entry(one.severity).or_default().add(bits, days, 1);
            }
            if by_three && one.three {
                self.three_kinds.add(bits, days, 1);
            }
        }
    }

    /// Adds what was not found in the period to B; it may be all there is of a group.
    pub(super) fn add_due(&mut self, answer: &QueryResult, column: usize) -> Result<()> {
        for (category, campaign, closed, n) in rows::<DueRow>(answer, column)? {
            self.add_due_of((category, campaign), closed > 0, n);
        }
        Ok(())
    }

    /// Adds so many of one category and campaign, where these are asked for.
    pub(super) fn add_due_of(
        &mut self,
        (category, campaign): (Option<Category>, Option<CampaignId>),
        is_closed: bool,
        n: i64,
    ) {
        if let Some(category) = category {
            self.categories.entry(category).or_default().add_due(is_closed, n);
        }
        if let Some(campaign) = campaign {
            self.campaigns.entry(campaign).or_default().add_due(is_closed, n);
        }
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
        sums.entry(key).or_default().add(group.bits, group.days, group.n);
    }
}

fn told<K: Ord>(sums: BTreeMap<K, Sum>, has_due: bool) -> BTreeMap<K, DashboardFigures> {
    sums.into_iter().map(|(key, sum)| (key, sum.told(has_due))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::figures::FigureSet;

    fn bits(sets: &[FigureSet]) -> u32 {
        sets.iter().map(|set| 1_u32 << SETS.iter().position(|it| it == set).unwrap()).sum()
    }

    #[test]
    fn groups_are_summed_up() {
        use FigureSet as Set;
        assert_eq!((SETS[CLOSED], SETS[DUE]), (Set::Closed, Set::Due));
        let mut sum = Sum::default();
        sum.add(bits(&[Set::Found, Set::Closed, Set::Due, Set::Repeated]), Some(3), 5);
        sum.add(bits(&[Set::Found, Set::Awaiting, Set::Due]), None, 2);
        sum.add(bits(&[Set::Found, Set::Closed, Set::TimelyBase, Set::Timely]), Some(-1), 1);
        sum.add_due(true, 4);
        let told = sum.told(true);
        assert_eq!((told.rate_found, told.awaiting), (Ratio::new(6, 8), 2));
        assert_eq!((told.rate_due, told.timely), (Ratio::new(9, 11), Ratio::new(1, 1)));
        assert_eq!(told.quality.repeat, Ratio::new(5, 8));
        assert_eq!(told.quality.days, BTreeMap::from([(0, 1), (3, 5)]));
    }

    #[test]
    fn few_days_and_many_are_told_alike() {
        let mut days = Days::default();
        let many = FEW as i64;
        for (took, n) in [(many, 2), (0, 1), (many - 1, 4), (-7, 1), (9_000, 1), (many, 1)] {
            days.add(took, n);
        }
        assert_eq!(days.told(), BTreeMap::from([(0, 2), (many - 1, 4), (many, 3), (9_000, 1)]));
    }

    #[test]
    fn a_group_is_read_as_both_databases_write_it() {
        let text = r#"["gas",null,202306,"310105",null,null,1,4,7,12]"#;
        let read: Group = serde_json::from_str(text).unwrap();
        assert_eq!((read.category, read.month, read.days), (Some(Category::Gas), Some(202306), Some(4)));
        assert_eq!((read.three, read.bits, read.n), (Some(1), 7, 12));
    }
}
