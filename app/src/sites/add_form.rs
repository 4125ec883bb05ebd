//! Adding a site at the desk, above the list. Whoever goes out adds one where the visit begins.

use crate::{
    facts::use_me,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::Button,
        choice::{Choice, Select},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextInput, use_form},
    },
};
use domain::{
    actor::Right,
    area::{AreaLevel, AreaRef},
    people::Me,
    sites::SiteKind,
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The committees that this person can choose.
fn committees(me: &Me) -> Vec<AreaRef> {
    let is_committee = |area: &&AreaRef| area.code.level() == AreaLevel::Committee;
    std::iter::once(&me.area).chain(&me.areas).filter(is_committee).cloned().collect()
}

/// The form, for whoever may add sites and sees committees to choose from.
pub(super) fn add_form() -> Option<AnyView> {
    let me = use_me().filter(|me| me.actor.role.has(Right::EditSite))?;
    let committees = committees(&me);
    if committees.is_empty() {
        return None;
    }
    let form = use_form("site-add");
    let open = form.is_refused();
    // sent twice it is the same site
    let id = Uuid::now_v7().to_string();
    let kinds = SiteKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    let areas: Vec<Choice> =
        committees.into_iter().map(|area| Choice::new(area.code.to_string(), area.name)).collect();
    Some(
        view! {
            <Disclosure label=tr!(capture.add_site) icon_before=Icon::Add open>
                <form method="post" action="/do/sites" class="form">
                    <FormErrors form=form.clone() />
                    <input type="hidden" name="id" value=id />
                    <Select form=form.clone() name="kind" label=tr!(site.kind) choices=kinds required=true />
                    <TextInput form=form.clone() name="name" label=tr!(lists.site_name) max=LINE required=true />
                    <TextInput form=form.clone() name="address" label=tr!(hazards.address) max=LINE required=true />
                    <Select form=form.clone() name="area" label=tr!(hazards.area) choices=areas required=true />
                    <TextInput form=form.clone() name="contact_name" label=tr!(site.contact) max=LINE autocomplete="off" />
                    <TextInput
                        form
                        name="contact_phone"
                        label=tr!(hazards.party_phone)
                        kind=InputKind::Phone
                        max=LINE
                        autocomplete="off"
                    />
                    <Button>{tr!(ui.save)}</Button>
                </form>
            </Disclosure>
        }
        .into_any(),
    )
}
