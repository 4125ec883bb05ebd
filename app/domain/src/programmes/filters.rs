//! The filters of the programmes' lists, in the manner of [`crate::listing`]: one state for list, map and URL.

mod lists;
mod registers;

pub use lists::{GearList, WaveList};
pub use registers::{FireFilter, PenaltyFilter};

use super::{
    campaign::{Entry, Standing},
    device::{DeviceKind, DeviceStatus, Reporting},
    figures::{DeviceSet, GasSet, StoveSet},
    gas::{LpgStanding, Trade},
    gear::Life,
    register::{OrderKind, OrderStanding},
    stove::{Appliance, NonSafe, StoveStatus},
};
use crate::{
    ids::{CampaignId, SiteId},
    listing::{Common, Filter, join, words},
    period::Month,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Filter of the list of stoves and water heaters. Its days are those of the survey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoveFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these states; all when empty.
    pub status: Vec<StoveStatus>,
    /// Stoves or water heaters.
    pub appliance: Option<Appliance>,
    /// With any of these facts.
    pub non_safe: Vec<NonSafe>,
    /// How far its life has gone.
    pub life: Option<Life>,
    /// Its life ends in this month: a column of the expiry wave.
    pub ends: Option<Month>,
    /// Its life ends before this month: the expired column of the wave, or all that a year's campaign has to do.
    pub ends_before: Option<Month>,
    /// What came of the household's door: refused, unreachable.
    pub standing: Option<Standing>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// The set behind a figure; its period is `from`..`to`.
    pub figure: Option<StoveSet>,
}

impl Filter for StoveFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "status" => words(value, &mut f.status),
                "appliance" => f.appliance = value.parse().ok(),
                "non_safe" => words(value, &mut f.non_safe),
                "life" => f.life = value.parse().ok(),
                "ends" => f.ends = value.parse().ok(),
                "ends_before" => f.ends_before = value.parse().ok(),
                "standing" => f.standing = value.parse().ok(),
                "site" => f.site = value.parse().ok(),
                "figure" => f.figure = value.parse().ok(),
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("status", join(&self.status));
        put("appliance", self.appliance.map(|a| a.to_string()));
        put("non_safe", join(&self.non_safe));
        put("life", self.life.map(|l| l.to_string()));
        put("ends", self.ends.map(|m| m.to_string()));
        put("ends_before", self.ends_before.map(|m| m.to_string()));
        put("standing", self.standing.map(|s| s.to_string()));
        put("site", self.site.map(|s| s.to_string()));
        put("figure", self.figure.map(|s| s.to_string()));
        self.common.write(&mut out);
        out
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }
}

/// Filter of the list of devices. Its days are those of the installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeviceFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these kinds.
    pub kind: Vec<DeviceKind>,
    /// Any of these states.
    pub status: Vec<DeviceStatus>,
    /// How far its life has gone.
    pub life: Option<Life>,
    /// Its life ends in this month: a column of the expiry wave.
    pub ends: Option<Month>,
    /// Its life ends before this month: the expired column of the wave, or all that a year's campaign has to do.
    pub ends_before: Option<Month>,
    /// Whether it is heard of.
    pub reporting: Option<Reporting>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// The set behind a figure; its period is `from`..`to`.
    pub figure: Option<DeviceSet>,
}

impl Filter for DeviceFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "kind" => words(value, &mut f.kind),
                "status" => words(value, &mut f.status),
                "life" => f.life = value.parse().ok(),
                "ends" => f.ends = value.parse().ok(),
                "ends_before" => f.ends_before = value.parse().ok(),
                "reporting" => f.reporting = value.parse().ok(),
                "site" => f.site = value.parse().ok(),
                "figure" => f.figure = value.parse().ok(),
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("kind", join(&self.kind));
        put("status", join(&self.status));
        put("life", self.life.map(|l| l.to_string()));
        put("ends", self.ends.map(|m| m.to_string()));
        put("ends_before", self.ends_before.map(|m| m.to_string()));
        put("reporting", self.reporting.map(|r| r.to_string()));
        put("site", self.site.map(|s| s.to_string()));
        put("figure", self.figure.map(|s| s.to_string()));
        self.common.write(&mut out);
        out
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }
}

/// Filter of the list of gas users. Its days are those of the survey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GasFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these trades.
    pub trade: Vec<Trade>,
    /// Users of cylinders that stand so.
    pub lpg: Vec<LpgStanding>,
    /// Only those with a cylinder whose test is overdue.
    pub test_overdue: bool,
    /// The day at whose end they stand so; today when none is named.
    pub on: Option<NaiveDate>,
    /// The set behind a figure; its period is `from`..`to`.
    pub figure: Option<GasSet>,
}

impl Filter for GasFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "trade" => words(value, &mut f.trade),
                "lpg" => words(value, &mut f.lpg),
                "test_overdue" => f.test_overdue = value == "1",
                "on" => f.on = value.parse().ok(),
                "figure" => f.figure = value.parse().ok(),
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("trade", join(&self.trade));
        put("lpg", join(&self.lpg));
        put("test_overdue", self.test_overdue.then(|| "1".into()));
        put("on", self.on.map(|day| day.to_string()));
        put("figure", self.figure.map(|s| s.to_string()));
        self.common.write(&mut out);
        out
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }
}

/// Filter of the list of a campaign's targets. Its days are those of the last visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetFilter {
    /// What all lists have.
    pub common: Common,
    /// Which campaign.
    pub campaign: Option<CampaignId>,
    /// Frozen or added later.
    pub entry: Option<Entry>,
    /// What came of the door: any of these.
    pub standing: Vec<Standing>,
    /// Only those where something was found.
    pub with_hazards: bool,
    /// Only those where something was found and all of it is closed.
    pub rectified: bool,
}

impl Filter for TargetFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "campaign" => f.campaign = value.parse().ok(),
                "entry" => f.entry = value.parse().ok(),
                "standing" => words(value, &mut f.standing),
                "with_hazards" => f.with_hazards = value == "1",
                "rectified" => f.rectified = value == "1",
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("campaign", self.campaign.map(|c| c.to_string()));
        put("entry", self.entry.map(|e| e.to_string()));
        put("standing", join(&self.standing));
        put("with_hazards", self.with_hazards.then(|| "1".into()));
        put("rectified", self.rectified.then(|| "1".into()));
        self.common.write(&mut out);
        out
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }
}

/// Filter of the list of hotline orders. Its days are those of the receipt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrderFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these kinds.
    pub kind: Vec<OrderKind>,
    /// Standing so.
    pub standing: Vec<OrderStanding>,
    /// Only those of this site.
    pub site: Option<SiteId>,
}

impl Filter for OrderFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "kind" => words(value, &mut f.kind),
                "standing" => words(value, &mut f.standing),
                "site" => f.site = value.parse().ok(),
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("kind", join(&self.kind));
        put("standing", join(&self.standing));
        put("site", self.site.map(|s| s.to_string()));
        self.common.write(&mut out);
        out
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survives<F: Filter + std::fmt::Debug>(query: &str) -> F {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let filter = F::from_pairs(pairs);
        let out: Vec<String> = filter.to_pairs().iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(out.join("&"), query, "{filter:?}");
        filter
    }

    #[test]
    fn filters_survive_the_url() {
        let stoves: StoveFilter = survives(
            "status=non_safe,planned&appliance=stove&non_safe=past_life,hose_joint&life=expired&ends=2023-07&ends_before=2024-01&standing=refused&figure=open&area=310105008001&q=王&sort=due",
        );
        assert_eq!((stoves.status.len(), stoves.ends.map(Month::number)), (2, Some(202307)));
        let devices: DeviceFilter = survives(
            "kind=gas_alarm&status=accepted,faulty&life=expiring&ends=2023-07&reporting=silent&figure=alarms&in_map=1",
        );
        assert!(devices.common.in_map);
        let _: GasFilter =
            survives("trade=restaurant&lpg=using,clearing&test_overdue=1&on=2023-12-31&figure=moved");
        let _: TargetFilter =
            survives("entry=later&standing=refused,unreachable&with_hazards=1&rectified=1&no_position=1");
        let _: OrderFilter = survives("kind=complaint&standing=overdue&from=2023-06-01&to=2023-06-30");
        assert_eq!(StoveFilter::from_pairs([("status", "nonsense"), ("ends", "x")]), StoveFilter::default());
    }
}
