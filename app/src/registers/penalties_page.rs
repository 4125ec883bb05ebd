//! The pages of penalties.

use super::{
    api::read_penalty,
    entry::{Linked, editing, entry_form, for_enterers, place_facts, reveal, revealed},
};
use crate::{
    error::AppError,
    labels::Label,
    listing::{List, list_page},
    tr,
    ui::{
        badge::CategoryTag,
        card::{Card, Fact, Facts, or_nothing},
        choice::{Choice, Select},
        field::{FormState, InputKind, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::{Day, day_text, today},
    },
};
use domain::{
    fault::{Code, Fault},
    hazards::Category,
    programmes::{
        filters::PenaltyFilter,
        register::Penalty,
        register_views::{EntryPage, RegisterKind},
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const FORM: &str = "penalty-save";
const REVEAL: &str = "penalty-reveal";

/// The list of penalties with its map.
#[component]
pub fn PenaltiesPage() -> impl IntoView {
    list_page(List::<PenaltyFilter>::new())
}

/// The form for a new penalty.
#[component]
pub fn NewPenaltyPage() -> impl IntoView {
    let form = use_form(FORM);
    let fields = fields(&form, None, None);
    view! {
        <PageHead title=tr!(registers.new_penalty) />
        {for_enterers(|| view! { <Card>{entry_form(RegisterKind::Penalty, form, Linked::new(), fields)}</Card> }.into_any())}
    }
}

/// One penalty.
#[component]
pub fn PenaltyPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<EntryPage<Penalty>, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_penalty(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|page| shown(page).into_any() /> }
}

fn shown(page: EntryPage<Penalty>) -> impl IntoView {
    let entry = page.entry;
    let record = entry.record;
    let id = record.id.0;
    let in_full = revealed(&use_form(REVEAL), "party");
    let hidden = page.may_reveal && in_full.is_none();
    let form = use_form(FORM);
    let edit = page.may_keep.then(|| {
        let fields = fields(
            &form,
            Some(&record),
            in_full.clone().or((!page.may_reveal).then(|| record.party.clone())),
        );
        let linked = Linked::of((id, page.version), &entry.area, entry.site.as_ref(), record.hazard);
        editing(&form, entry_form(RegisterKind::Penalty, form.clone(), linked, fields))
    });
    let hazard = record.hazard.zip(entry.hazard_number);
    let party = in_full.unwrap_or(record.party);
    view! {
        <PageHead title=tr!(registers.penalty_of, day = day_text(record.decided_on)) />
        <div class="columns wide-first">
            <Card title=tr!(registers.reason)>
                <p class="row-text">{record.reason}</p>
                <p class="hazard-marks">
                    <CategoryTag category=record.category />
                </p>
                {edit}
            </Card>
            <Card title=tr!(hazards.facts)>
                <Facts>
                    <Fact name=tr!(registers.number)>{or_nothing(record.number)}</Fact>
                    <Fact name=tr!(registers.decided_on)><Day day=record.decided_on /></Fact>
                    <Fact name=tr!(registers.body)>{record.body}</Fact>
                    <Fact name=tr!(registers.party)>{party}</Fact>
                    <Fact name=tr!(registers.fine)>{or_nothing(record.fine.map(|fine| fine.to_string()))}</Fact>
                    {place_facts(entry.area, entry.site, hazard, entry.point)}
                </Facts>
                {reveal(RegisterKind::Penalty, id, REVEAL, hidden)}
            </Card>
        </div>
    }
}

/// The fields of a penalty; a masked name stays blank and is kept as it is.
fn fields(form: &FormState, now: Option<&Penalty>, party: Option<String>) -> AnyView {
    let text = |part: fn(&Penalty) -> String| now.map(part).unwrap_or_default();
    let categories = Category::ALL.iter().map(|c| Choice::new(c.as_str(), c.label())).collect();
    let decided_on = now.map_or_else(today, |now| now.decided_on);
    view! {
        <div class="form-row">
            <TextInput form=form.clone() name="decided_on" label=tr!(registers.decided_on) kind=InputKind::Date value=day_text(decided_on) required=true />
            <TextInput form=form.clone() name="number" label=tr!(registers.number) value=text(|p| p.number.clone().unwrap_or_default()) max=LINE />
        </div>
        <TextInput form=form.clone() name="body" label=tr!(registers.body) value=text(|p| p.body.clone()) max=LINE required=true />
        <Select form=form.clone() name="category" label=tr!(hazards.category) choices=categories value=text(|p| p.category.to_string()) required=true />
        <TextInput form=form.clone() name="party" label=tr!(registers.party) value=party.unwrap_or_default() max=LINE required=now.is_none() />
        <TextArea form=form.clone() name="reason" label=tr!(registers.reason) value=text(|p| p.reason.clone()) required=true />
        <TextInput form=form.clone() name="fine" label=tr!(registers.fine) value=text(|p| p.fine.map(|f| f.to_string()).unwrap_or_default()) hint=tr!(registers.fine_hint) />
    }
    .into_any()
}
