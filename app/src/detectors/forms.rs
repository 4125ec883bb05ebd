//! The form that puts a device on the list of its programme.

use crate::{
    gear::fields::choices,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::Segments,
        dialog::Disclosure,
        field::{FormErrors, TextArea, use_form},
    },
};
use domain::{ids::SiteId, programmes::device::DeviceKind};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which it comes back refused.
const NEW: &str = "detector-new";

/// The form, behind its button.
pub fn new_form(site: SiteId) -> AnyView {
    let form = use_form(NEW);
    let open = form.is_refused();
    view! {
        <Disclosure label=tr!(gear.plan_detector) icon_before=Icon::Bolt open>
            <form id=NEW method="post" action="/do/detectors" class="form">
                <FormErrors form=form.clone() />
                // the same form sent twice is one record: its id is made when the page is
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="site" value=site.to_string() />
                <Segments form=form.clone() name="kind" label=tr!(lists.kind) choices=choices(DeviceKind::ALL) required=true />
                <TextArea form name="note" label=tr!(hazards.note_optional) />
                <Button look=Look::Primary>{tr!(gear.plan_detector)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}
