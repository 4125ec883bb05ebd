//! The filters of the registers that have no life cycle.

use crate::{
    hazards::Category,
    ids::{HazardId, SiteId},
    listing::{Common, url_keys},
    programmes::register::FireCause,
};
use serde::{Deserialize, Serialize};

/// Filter of the list of penalties. Its days are those of the decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PenaltyFilter {
    /// What all lists have.
    pub common: Common,
    /// For any of these.
    pub category: Vec<Category>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those that this hazard is behind.
    pub hazard: Option<HazardId>,
}

url_keys! {
    PenaltyFilter {
        category = "category",
        site = "site",
        hazard = "hazard",
    }
}

/// Filter of the list of fire incidents. Its days are those of the fire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FireFilter {
    /// What all lists have.
    pub common: Common,
    /// From any of these.
    pub cause: Vec<FireCause>,
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those that this hazard is behind.
    pub hazard: Option<HazardId>,
}

url_keys! {
    FireFilter {
        cause = "cause",
        site = "site",
        hazard = "hazard",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Filter;

    fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
        query.split('&').filter_map(|pair| pair.split_once('='))
    }

    fn text(filter: &impl Filter) -> String {
        let out: Vec<String> = filter.to_pairs().iter().map(|(k, v)| format!("{k}={v}")).collect();
        out.join("&")
    }

    #[test]
    fn filters_survive_the_url() {
        let query = "category=fire,gas&area=310105008001&from=2023-06-01&q=王&sort=oldest";
        assert_eq!(text(&PenaltyFilter::from_pairs(pairs(query))), query);
        let query = "cause=ebike,gas&no_position=1";
        assert_eq!(text(&FireFilter::from_pairs(pairs(query))), query);
        assert_eq!(FireFilter::from_pairs(pairs("cause=nonsense")), FireFilter::default());
    }
}
