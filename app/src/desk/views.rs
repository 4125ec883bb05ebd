//! Saved views: links to states of the list, and the forms that keep and remove them.

use super::{PATH, VIEW_FORM};
use crate::{
    listing::List,
    query, tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::Checkbox,
        dialog::Disclosure,
        field::{FormErrors, TextInput, use_form},
        icon,
    },
};
use domain::{
    desk::saved_view::{NAME, SavedView},
    listing::{Filter, HazardFilter},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The views that this person sees, and the form that keeps another.
#[component]
pub(super) fn Views(
    /// The list.
    list: List<HazardFilter>,
    /// The views.
    views: Vec<SavedView>,
) -> impl IntoView {
    let none = views.is_empty().then(|| view! { <p class="hint">{tr!(desk.no_views)}</p> });
    let links = views.into_iter().map(|view| one(list, view)).collect_view();
    let form = use_form(VIEW_FORM);
    let open = form.is_refused();
    let asked = move || list.filter.with(|filter| query::text(&filter.first_page()));
    view! {
        <section class="desk-views" aria-label=tr!(desk.views)>
            <ul>{links}</ul>
            {none}
            <Disclosure label=tr!(desk.save_view) icon_before=Icon::Filter look=Look::Quiet open>
                <form id=VIEW_FORM method="post" action="/do/desk/views" class="form">
                    <FormErrors form=form.clone() />
                    <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                    <input type="hidden" name="query" value=asked />
                    <TextInput form=form.clone() name="name" label=tr!(desk.view_name) max=NAME required=true />
                    <Checkbox form name="shared" label=tr!(desk.view_shared) />
                    <Button look=Look::Primary>{tr!(ui.save)}</Button>
                </form>
            </Disclosure>
        </section>
    }
}

fn one(list: List<HazardFilter>, view: SavedView) -> impl IntoView {
    let SavedView { id, name, query, owner, may_change, .. } = view;
    let filter: HazardFilter = query::parse(&query);
    let href = query::href(PATH, &filter);
    let current = move || list.filter.with(|now| now.first_page() == filter.first_page()).then_some("true");
    let title = owner.map(|name| tr!(desk.view_of, name = name));
    let remove = may_change.then(|| {
        let label = tr!(desk.remove_view, name = name.clone());
        view! {
            <form method="post" action=format!("/do/desk/views/{id}/remove")>
                <button class="button quiet icon-only" title=label.clone() aria-label=label>
                    {icon(Icon::Close)}
                </button>
            </form>
        }
    });
    view! {
        <li>
            <a class="chip" href=href title=title aria-current=current>
                {name}
            </a>
            {remove}
        </li>
    }
}
