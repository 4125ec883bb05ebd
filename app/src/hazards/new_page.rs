//! Reporting a hazard: photo first, classify later.

use super::new_form::report_form;
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

/// Reporting a hazard: photo first, classify later.
#[component]
pub fn NewPage() -> impl IntoView {
    let query = use_query_map();
    let site = move || query.read().get("site").and_then(|id| id.parse::<SiteId>().ok());
    let data: Resource<Result<(VisitForm, Deadlines), AppError>> =
        Resource::new(site, |site| async move { Ok((start_visit(site).await?, read_deadlines().await?)) });
    view! {
        <Load
            data=data
            view=|(form, deadlines)| {
                let VisitForm { site, checklists, standards, .. } = form;
                let outside = Line::form("report-draft", "/api/v1/hazards", None);
                let (checklists, standards) = (checklists.into(), standards.into());
                report_form(outside, Material { checklists, standards, deadlines }, site)
            }
        />
    }
}
