//! Recording a visit.

use super::form::visit_form;
use crate::{
    capture::{
        api::read_deadlines,
        line::Line,
        material::{Deadlines, Material},
    },
    error::AppError,
    inspections::api::start_visit,
    ui::load::Load,
};
use domain::{
    ids::{CampaignId, SiteId},
    inspections::VisitForm,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Recording a visit.
#[component]
pub fn NewPage() -> impl IntoView {
    let query = use_query_map();
    // a link from a site's page names the site; what is no id names none
    let site = move || query.read().get("site").and_then(|id| id.parse::<SiteId>().ok());
    // … and one from a campaign's list of targets the campaign
    let campaign =
        Memo::new(move |_| query.read().get("campaign").and_then(|id| id.parse::<CampaignId>().ok()));
    let data: Resource<Result<(VisitForm, Deadlines), AppError>> =
        Resource::new(site, |site| async move { Ok((start_visit(site).await?, read_deadlines().await?)) });
    view! {
        <Load
            data=data
            view=move |(mut form, deadlines)| {
                let checklists = std::mem::take(&mut form.checklists).into();
                let standards = std::mem::take(&mut form.standards).into();
                let outside = Line::form("visit-draft", "/api/v1/inspections", Some(&form));
                visit_form(outside, Material { checklists, standards, deadlines }, Some(form), campaign.get_untracked())
            }
        />
    }
}
