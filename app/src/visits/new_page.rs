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
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

/// Recording a visit.
pub struct NewPage {
    data: Resource<Result<(VisitForm, Deadlines), AppError>>,
}

#[lazy_route]
impl LazyRoute for NewPage {
    fn data() -> Self {
        let query = use_query_map();
        // a link from a site's page names the site; what is no id names none
        let site = move || query.read().get("site").and_then(|id| id.parse::<SiteId>().ok());
        let data =
            Resource::new(
                site,
                |site| async move { Ok((start_visit(site).await?, read_deadlines().await?)) },
            );
        Self { data }
    }

    fn view(this: Self) -> AnyView {
        view! { <Load data=this.data view=|(form, deadlines)| visit_form(form, deadlines) /> }.into_any()
    }
}
