//! Recording a visit.

use super::form::visit_form;
use crate::{
    capture::{api::read_deadlines, material::Deadlines},
    error::AppError,
    inspections::api::start_visit,
    ui::load::Load,
};
use domain::{ids::SiteId, inspections::VisitForm};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Recording a visit.
#[component]
pub fn NewPage() -> impl IntoView {
    let query = use_query_map();
    // a link from a site's page names the site; what is no id names none
    let site = move || query.read().get("site").and_then(|id| id.parse::<SiteId>().ok());
    let data: Resource<Result<(VisitForm, Deadlines), AppError>> =
        Resource::new(site, |site| async move { Ok((start_visit(site).await?, read_deadlines().await?)) });
    view! { <Load data=data view=|(form, deadlines)| visit_form(form, deadlines) /> }
}
