//! Conditions that name one record of another kind: the site or the campaign that a list is narrowed to. The address holds an id;
//! the condition says what that is called.

use super::{Listing, api::names_of};
use crate::{error::AppError, tr};
use domain::ids::{CampaignId, SiteId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Which record a condition names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// The site that the rows are of.
    Site,
    /// The campaign that found the rows.
    Campaign,
    /// The campaign whose list lacks the rows.
    WantedBy,
}

impl Record {
    /// What the condition says before the name is known, and where nobody knows it.
    pub(super) fn unnamed(self) -> &'static str {
        match self {
            Self::Site => tr!(lists.one_site),
            Self::Campaign => tr!(lists.one_campaign),
            Self::WantedBy => tr!(lists.wanted_by),
        }
    }

    /// What stands before the name.
    fn label(self) -> &'static str {
        match self {
            Self::Site => tr!(hazards.site),
            Self::Campaign => tr!(lists.found_by),
            Self::WantedBy => tr!(lists.wanted_by),
        }
    }
}

/// What the records of a filter are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordNames {
    /// The site; masked as in a list.
    pub site: Option<String>,
    /// The campaign.
    pub campaign: Option<String>,
}

/// The names, once they are known.
pub(super) type Names = Resource<Result<RecordNames, AppError>>;

/// The names of a list's filter; nothing is asked for where it names no record.
pub(super) fn names<F: Listing>(filter: Memo<F>) -> Names {
    let records = Memo::new(move |_| filter.with(records));
    Resource::new(
        move || records.get(),
        |(site, campaign)| async move {
            if site.is_none() && campaign.is_none() {
                return Ok(RecordNames::default());
            }
            names_of(site, campaign).await
        },
    )
}

/// The site and the campaign of a filter. Every list has them under the same keys of the address.
fn records<F: Listing>(filter: &F) -> (Option<SiteId>, Option<CampaignId>) {
    let pairs = filter.to_pairs();
    let said = |keys: &[&str]| pairs.iter().find(|(key, _)| keys.contains(key)).map(|(_, id)| id.as_str());
    let site = said(&["site"]).and_then(|id| id.parse().ok());
    (site, said(&["campaign", "wanted_by"]).and_then(|id| id.parse().ok()))
}

/// What the condition of a record says.
pub(super) fn chip_text(names: Names, record: Record) -> impl IntoView {
    let text = move || {
        Suspend::new(async move {
            let names = names.await.unwrap_or_default();
            let name = if record == Record::Site { names.site } else { names.campaign };
            match name {
                Some(name) => tr!(lists.chip_person, what = record.label(), name = name),
                None => record.unnamed().to_owned(),
            }
        })
    };
    view! { <Suspense fallback=move || record.unnamed()>{text}</Suspense> }
}
