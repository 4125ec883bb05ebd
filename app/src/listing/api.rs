//! What lists of all kinds ask the server for.

use super::named::RecordNames;
use crate::{codec::Text, error::AppError};
use domain::{
    area::AreaCode,
    ids::{CampaignId, SiteId, UserId},
    people::PersonRef,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// Whose records a list of `area` (of the person's own when none is given) can be narrowed to; `chosen` is among them.
#[server(input = GetUrl, output = Text)]
pub async fn people_to_choose(
    area: Option<AreaCode>,
    chosen: Option<UserId>,
) -> Result<Vec<PersonRef>, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::people::query::to_choose(&ctx, area.as_ref(), chosen).await.map_err(crate::ssr::told)
}

/// What a site and a campaign are called that a list is narrowed to.
#[server(input = GetUrl, output = Text)]
pub async fn names_of(site: Option<SiteId>, campaign: Option<CampaignId>) -> Result<RecordNames, AppError> {
    use backend::{campaigns, sites};

    let ctx = crate::ssr::ctx()?;
    let mut names = RecordNames::default();
    if let Some(site) = site {
        names.site = Some(sites::query::name(&ctx, site).await.map_err(crate::ssr::told)?);
    }
    if let Some(campaign) = campaign {
        names.campaign = Some(campaigns::query::name(&ctx, campaign).await.map_err(crate::ssr::told)?);
    }
    Ok(names)
}
