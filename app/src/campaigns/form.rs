//! The form of a campaign that has not started.

use crate::{
    programmes::choices::{areas, checklists, site_kinds},
    tr,
    ui::{
        button::{Button, Look},
        choice::{Chips, Select},
        field::{FormErrors, InputKind, TextInput, use_form},
        time::{day_text, today},
    },
};
use domain::{
    programmes::campaign::{ChecklistRef, SaveCampaign},
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which it comes back refused.
pub(super) const FORM: &str = "campaign-save";

/// The form, for a new campaign or with what one says now and its version.
pub(super) fn campaign_form(lists: &[ChecklistRef], now: Option<(&SaveCampaign, u32)>) -> AnyView {
    let form = use_form(FORM);
    let plan = now.map(|(plan, _)| plan);
    let record = plan.map_or_else(Uuid::now_v7, |plan| plan.id.0).to_string();
    let version = now.map(|(_, version)| version.to_string());
    let text = |part: fn(&SaveCampaign) -> String| plan.map(part).unwrap_or_default();
    let (from, to) = match plan {
        Some(plan) => (plan.period.from, plan.period.to),
        None => (today(), today()),
    };
    let sent = form.sent("kinds");
    let chosen = match plan {
        Some(plan) if !form.is_refused() => plan.kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
        _ => sent,
    };
    view! {
        <form id=FORM method="post" action="/do/campaigns" class="form">
            <FormErrors form=form.clone() />
            // the same form sent twice is one save: its id is made when the page is
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="record" value=record />
            {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
            <TextInput form=form.clone() name="title" label=tr!(campaigns.name) value=text(|p| p.title.clone()) max=LINE required=true />
            <div class="form-row">
                <TextInput form=form.clone() name="period.from" label=tr!(campaigns.from) kind=InputKind::Date value=day_text(from) required=true />
                <TextInput form=form.clone() name="period.to" label=tr!(campaigns.to) kind=InputKind::Date value=day_text(to) required=true />
            </div>
            <Select form=form.clone() name="area" label=tr!(campaigns.area) choices=areas() value=text(|p| p.area.to_string()) required=true />
            <Chips name="kinds" label=tr!(campaigns.kinds) choices=site_kinds() chosen />
            <p class="hint">{tr!(campaigns.kinds_hint)}</p>
            <Select
                form=form
                name="checklist"
                label=tr!(campaigns.checklist)
                choices=checklists(lists)
                value=text(|p| p.checklist.map(|id| id.to_string()).unwrap_or_default())
                blank=tr!(campaigns.no_checklist)
            />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}
