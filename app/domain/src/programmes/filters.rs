//! The filters of the programmes' lists, in the manner of [`crate::listing`]: one state for list, map and URL.

mod lists;
mod registers;

pub use lists::{GearList, WaveList};
pub use registers::{FireFilter, PenaltyFilter};

use super::{
    campaign::{Entry, Standing},
    device::{DeviceKind, DeviceStatus, Reporting, Saying},
    figures::{DeviceSet, GasSet, StoveSet},
    gas::{LpgStanding, Trade},
    gear::Life,
    plan_views::{TaskStanding, Whose},
    register::{OrderKind, OrderStanding},
    stove::{Appliance, NonSafe, StoveStatus},
};
use crate::{
    hazards::Category,
    ids::{CampaignId, HazardId, PlanId, SiteId, TaskId, UserId},
    listing::{Common, Sort, url_keys},
    period::Month,
    sites::SiteKind,
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

url_keys! {
    StoveFilter {
        status = "status",
        appliance = "appliance",
        non_safe = "non_safe",
        life = "life",
        ends = "ends",
        ends_before = "ends_before",
        standing = "standing",
        site = "site",
        figure = "figure",
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
    /// What it says of itself, of those in use.
    pub says: Option<Saying>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// The set behind a figure; its period is `from`..`to`.
    pub figure: Option<DeviceSet>,
}

url_keys! {
    DeviceFilter {
        kind = "kind",
        status = "status",
        life = "life",
        ends = "ends",
        ends_before = "ends_before",
        reporting = "reporting",
        says = "says",
        site = "site",
        figure = "figure",
    }
}

impl DeviceFilter {
    /// Those in use whose alarm has not been called off: what the desk counts, and opens.
    pub fn alarming() -> Self {
        Self { says: Some(Saying::Alarming), ..Self::default() }
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

url_keys! {
    GasFilter {
        trade = "trade",
        lpg = "lpg",
        test_overdue = "test_overdue",
        on = "on",
        figure = "figure",
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
    /// Only those that this person was given.
    pub assignee: Option<UserId>,
    /// Only those that nobody was given.
    pub nobody: bool,
    /// Only those where something was found.
    pub with_hazards: bool,
    /// Only those where something was found and all of it is closed.
    pub rectified: bool,
}

url_keys! {
    TargetFilter {
        campaign = "campaign",
        entry = "entry",
        standing = "standing",
        assignee = "assignee",
        nobody = "nobody",
        with_hazards = "with_hazards",
        rectified = "rectified",
    }
}

/// Filter of the list of the tasks of all plans. Its days are those on which they are due.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskFilter {
    /// What all lists have.
    pub common: Common,
    /// Only those that stand so.
    pub standing: Option<TaskStanding>,
    /// Only those of the person who asks, or of nobody.
    pub whose: Option<Whose>,
    /// At any of these kinds of site.
    pub kind: Vec<SiteKind>,
    /// Only those of this plan.
    pub plan: Option<PlanId>,
    /// Only this one: a sign on the map that was tapped.
    pub task: Option<TaskId>,
}

url_keys! {
    TaskFilter {
        standing = "standing",
        whose = "whose",
        kind = "kind",
        plan = "plan",
        task = "task",
    }
}

/// Filter of the list of hotline orders. Its days are those of the receipt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrderFilter {
    /// What all lists have.
    pub common: Common,
    /// Any of these kinds.
    pub kind: Vec<OrderKind>,
    /// About any of these.
    pub category: Vec<Category>,
    /// Standing so.
    pub standing: Vec<OrderStanding>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those that this hazard is behind.
    pub hazard: Option<HazardId>,
}

url_keys! {
    OrderFilter {
        kind = "kind",
        category = "category",
        standing = "standing",
        site = "site",
        hazard = "hazard",
    }
}

impl OrderFilter {
    /// Those without a reply, the first due first: what the desk counts, and opens.
    pub fn waiting() -> Self {
        let mut filter =
            Self { standing: vec![OrderStanding::Overdue, OrderStanding::Open], ..Self::default() };
        filter.common.sort = Some(Sort::Due);
        filter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Filter;

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
            "kind=gas_alarm&status=accepted,faulty&life=expiring&ends=2023-07&reporting=silent&says=alarming&figure=alarms&in_map=1",
        );
        assert!(devices.common.in_map);
        let _: GasFilter =
            survives("trade=restaurant&lpg=using,clearing&test_overdue=1&on=2023-12-31&figure=moved");
        let _: TargetFilter = survives(
            "entry=later&standing=refused,unreachable&assignee=00000000-0000-0000-0000-000000000007&nobody=1&with_hazards=1&rectified=1&no_position=1",
        );
        let _: OrderFilter =
            survives("kind=complaint&category=gas,fire&standing=overdue&from=2023-06-01&to=2023-06-30");
        let _: TaskFilter = survives(
            "standing=overdue&whose=nobody&kind=household,bike_shed&plan=00000000-0000-0000-0000-000000000007&to=2023-06-30",
        );
        assert_eq!(StoveFilter::from_pairs([("status", "nonsense"), ("ends", "x")]), StoveFilter::default());
        // what the desk leads to
        let waiting: OrderFilter = survives("standing=overdue,open&sort=due");
        assert_eq!(waiting, OrderFilter::waiting());
        assert_eq!(survives::<DeviceFilter>("says=alarming"), DeviceFilter::alarming());
    }
}
