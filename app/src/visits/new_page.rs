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
    view! {
        <Load
            data=data
            view=|(mut form, deadlines)| {
                let checklists = std::mem::take(&mut form.checklists);
                let standards = std::mem::take(&mut form.standards);
                let outside = Line::form("visit-draft", "/api/v1/inspections");
                visit_form(outside, Material { checklists, standards, deadlines }, Some(form))
            }
        />
    }
}
