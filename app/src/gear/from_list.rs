//! Next year's campaign from a list: a draft with the sites of its rows.

use crate::{
    facts::use_me,
    listing::{List, Listing},
    programmes::choices::areas,
    query, tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::Select,
        dialog::Disclosure,
        field::{FormErrors, FormState, InputKind, TextInput, use_form},
        time::{day_text, today},
    },
};
use chrono::Datelike;
use domain::{actor::Right, area::AreaCode, period::Period, text::LINE};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which the form comes back refused.
pub(super) const FORM: &str = "campaign-from-list";

/// Whether this person makes campaigns.
pub(super) fn may_steer() -> bool {
    use_me().is_some_and(|me| me.actor.role.has(Right::Steer))
}

/// The days of next year.
fn next_year() -> Option<Period> {
    Period::year(today().year() + 1).ok()
}

/// What every such form sends beside its own fields: ids, the list and its filter.
fn hidden(path: &'static str, query: Signal<String>) -> impl IntoView {
    view! {
        // the same form sent twice is one save: its id is made when the page is
        <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
        <input type="hidden" name="record" value=Uuid::now_v7().to_string() />
        <input type="hidden" name="list" value=path />
        <input type="hidden" name="query" value=move || query.get() />
    }
}

/// Above the rows of a list: the form that makes a campaign of them.
pub fn from_list<F: Listing>(list: List<F>) -> Option<AnyView> {
    let days = next_year().filter(|_| may_steer())?;
    let filter = Signal::derive(move || list.filter.with(|f| query::text(&f.first_page())));
    let form = use_form(FORM);
    let open = form.is_refused();
    let body = fields(form, F::PATH, filter, days);
    Some(
        view! {
            <Disclosure label=tr!(gear.make_campaign) icon_before=Icon::Flag open>
                <p class="hint">{tr!(gear.make_campaign_hint)}</p>
                {body}
            </Disclosure>
        }
        .into_any(),
    )
}

fn fields(form: FormState, path: &'static str, filter: Signal<String>, days: Period) -> AnyView {
    let own = use_me().map(|me| me.area.code.to_string()).unwrap_or_default();
    let title = tr!(gear.campaign_title, y = days.from.year());
    view! {
        <form id=FORM method="post" action="/do/campaigns/from-list" class="form">
            <FormErrors form=form.clone() />
            {hidden(path, filter)}
            <TextInput form=form.clone() name="title" label=tr!(campaigns.name) value=title max=LINE required=true />
            <div class="form-row">
                <TextInput form=form.clone() name="period.from" label=tr!(campaigns.from) kind=InputKind::Date value=day_text(days.from) required=true />
                <TextInput form=form.clone() name="period.to" label=tr!(campaigns.to) kind=InputKind::Date value=day_text(days.to) required=true />
            </div>
            <Select form name="area" label=tr!(campaigns.area) choices=areas() value=own required=true />
            <Button look=Look::Primary>{tr!(gear.make_campaign)}</Button>
        </form>
    }
    .into_any()
}

/// One click: next year's campaign of a list that is named, with its usual title.
pub(super) fn one_click(
    path: &'static str,
    filter: String,
    area: &AreaCode,
    title: String,
) -> Option<AnyView> {
    let days = next_year().filter(|_| may_steer())?;
    let form = use_form(FORM);
    Some(
        view! {
            <form id=FORM method="post" action="/do/campaigns/from-list" class="wave-campaign">
                <FormErrors form />
                {hidden(path, Signal::stored(filter))}
                <input type="hidden" name="title" value=title />
                <input type="hidden" name="period.from" value=day_text(days.from) />
                <input type="hidden" name="period.to" value=day_text(days.to) />
                <input type="hidden" name="area" value=area.to_string() />
                <Button look=Look::Primary icon_before=Icon::Flag>
                    {tr!(gear.next_year_campaign, y = days.from.year())}
                </Button>
            </form>
        }
        .into_any(),
    )
}
