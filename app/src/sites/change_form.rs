//! Correcting a site on its page, and placing it.

use super::place_fields::PlaceFields;
use crate::{
    facts::use_me,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::Button,
        choice::{Choice, Segments},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextInput, use_form},
    },
};
use domain::{
    actor::Right,
    sites::{SiteKind, SiteStatus, SiteSummary},
    text::LINE,
};
use leptos::prelude::*;

/// The form, for whoever may correct sites. What is masked stands in no field: what is left blank stays as it is.
pub(super) fn change_form(site: &SiteSummary) -> Option<AnyView> {
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::EditSite));
    if !may {
        return None;
    }
    let form = use_form("site-change");
    let open = form.is_refused();
    let shown = |text: &str| if site.kind == SiteKind::Household { String::new() } else { text.to_owned() };
    let (name, address) = (shown(&site.name), shown(&site.address));
    let choices = SiteStatus::ALL.iter().map(|s| Choice::new(s.as_str(), s.label())).collect();
    let status = site.status.as_str();
    let (point, area) = (site.point, site.area.code.clone());
    let action = format!("/do/sites/{}/change", site.id);
    Some(
        view! {
            <Disclosure label=tr!(site.change) icon_before=Icon::Edit open>
                <form method="post" action=action class="form">
                    <FormErrors form=form.clone() />
                    <p class="hint">{tr!(site.change_hint)}</p>
                    <TextInput form=form.clone() name="name" label=tr!(lists.site_name) value=name max=LINE />
                    <TextInput form=form.clone() name="address" label=tr!(hazards.address) value=address max=LINE />
                    <TextInput form=form.clone() name="contact_name" label=tr!(site.contact) max=LINE autocomplete="off" />
                    <TextInput
                        form=form.clone()
                        name="contact_phone"
                        label=tr!(hazards.party_phone)
                        kind=InputKind::Phone
                        max=LINE
                        autocomplete="off"
                    />
                    <PlaceFields form=form.clone() point area hint=tr!(site.place_hint) />
                    <Segments form name="status" label=tr!(site.status) choices value=status />
                    <Button>{tr!(site.change_submit)}</Button>
                </form>
            </Disclosure>
        }
        .into_any(),
    )
}
