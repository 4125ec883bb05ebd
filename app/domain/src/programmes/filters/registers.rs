//! The filters of the registers that have no life cycle.

use crate::{
    hazards::Category,
    ids::SiteId,
    listing::{Common, Filter, join, words},
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
}

impl Filter for PenaltyFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "category" => words(value, &mut f.category),
                "site" => f.site = value.parse().ok(),
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("category", join(&self.category));
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

/// Filter of the list of fire incidents. Its days are those of the fire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FireFilter {
    /// What all lists have.
    pub common: Common,
    /// From any of these.
    pub cause: Vec<FireCause>,
    /// Only those of this site.
    pub site: Option<SiteId>,
}

impl Filter for FireFilter {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut f = Self::default();
        for (key, value) in pairs {
            match key {
                "cause" => words(value, &mut f.cause),
                "site" => f.site = value.parse().ok(),
                _ => f.common.read(key, value),
            }
        }
        f
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut put = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        put("cause", join(&self.cause));
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
