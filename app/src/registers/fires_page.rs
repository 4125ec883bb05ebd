//! The pages of fire incidents.

use super::{
    api::read_fire,
    entry::{Linked, editing, entry_form, for_enterers, place_facts, reveal, revealed},
    fires::people_text,
};
use crate::{
    error::AppError,
    labels::Label,
    listing::{List, list_page},
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::{Card, Fact, Facts, or_nothing},
        choice::{Choice, Select},
        field::{FormState, InputKind, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::{At, input_minute, minute_text, now},
    },
};
use domain::{
    fault::{Code, Fault},
    programmes::{
        filters::FireFilter,
        register::{FireCause, FireIncident},
        register_views::{EntryPage, RegisterKind},
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const FORM: &str = "fire-save";
const REVEAL: &str = "fire-reveal";

/// The list of fire incidents with its map.
#[component]
pub fn FiresPage() -> impl IntoView {
    list_page(List::<FireFilter>::new())
}

/// The form for a new fire.
#[component]
pub fn NewFirePage() -> impl IntoView {
    let form = use_form(FORM);
    let fields = fields(&form, None, None);
    view! {
        <PageHead title=tr!(registers.new_fire) />
        {for_enterers(|| view! { <Card>{entry_form(RegisterKind::Fire, form, Linked::new(), fields)}</Card> }.into_any())}
    }
}

/// One fire.
#[component]
pub fn FirePage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<EntryPage<FireIncident>, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_fire(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|page| shown(page).into_any() /> }
}

fn shown(page: EntryPage<FireIncident>) -> impl IntoView {
    let entry = page.entry;
    let fire = entry.record;
    let id = fire.id.0;
    let in_full = revealed(&use_form(REVEAL), "place");
    let hidden = page.may_reveal && in_full.is_none();
    let form = use_form(FORM);
    let edit = page.may_keep.then(|| {
        let place = in_full.clone().or((!page.may_reveal).then(|| fire.place.clone()));
        let fields = fields(&form, Some(&fire), place);
        let linked = Linked::of((id, page.version), &entry.area, entry.site.as_ref(), fire.hazard);
        editing(&form, entry_form(RegisterKind::Fire, form.clone(), linked, fields))
    });
    let hazard = fire.hazard.zip(entry.hazard_number);
    let people = people_text(&fire);
    let place = in_full.unwrap_or(fire.place);
    view! {
        <PageHead title=tr!(registers.fire_of, at = minute_text(fire.at)) />
        <p class="hazard-marks">
            <Badge tone=Tone::Warn shape=Icon::Flame text=fire.cause.label() />
        </p>
        <div class="columns wide-first">
            <Card title=tr!(registers.what_happened)>
                <p class="row-text">{or_nothing(fire.text)}</p>
                {edit}
            </Card>
            <Card title=tr!(hazards.facts)>
                <Facts>
                    <Fact name=tr!(registers.fire_at)><At time=fire.at /></Fact>
                    <Fact name=tr!(registers.place)>{place}</Fact>
                    <Fact name=tr!(registers.loss)>{or_nothing(fire.loss.map(|loss| loss.to_string()))}</Fact>
                    <Fact name=tr!(registers.people)>{or_nothing(people)}</Fact>
                    {place_facts(entry.area, entry.site, hazard, entry.point)}
                </Facts>
                {reveal(RegisterKind::Fire, id, REVEAL, hidden)}
            </Card>
        </div>
    }
}

/// The fields of a fire; a masked place stays blank and is kept as it is.
fn fields(form: &FormState, fire: Option<&FireIncident>, place: Option<String>) -> AnyView {
    let text = |part: fn(&FireIncident) -> String| fire.map(part).unwrap_or_default();
    let causes = FireCause::ALL.iter().map(|c| Choice::new(c.as_str(), c.label())).collect();
    let at = fire.map_or_else(now, |fire| fire.at);
    view! {
        <div class="form-row">
            <TextInput form=form.clone() name="at" label=tr!(registers.fire_at) kind=InputKind::DateTime value=input_minute(at) required=true />
            <Select form=form.clone() name="cause" label=tr!(registers.cause) choices=causes value=text(|f| f.cause.to_string()) required=true />
        </div>
        <TextInput form=form.clone() name="place" label=tr!(registers.place) value=place.unwrap_or_default() max=LINE required=fire.is_none() />
        <TextArea form=form.clone() name="text" label=tr!(registers.what_happened) value=text(|f| f.text.clone().unwrap_or_default()) />
        <div class="form-row">
            <TextInput form=form.clone() name="loss" label=tr!(registers.loss) value=text(|f| f.loss.map(|l| l.to_string()).unwrap_or_default()) hint=tr!(registers.fine_hint) />
            <TextInput form=form.clone() name="injured" label=tr!(registers.injured) kind=InputKind::Number value=text(|f| f.injured.to_string()) lowest="0" />
            <TextInput form=form.clone() name="dead" label=tr!(registers.dead) kind=InputKind::Number value=text(|f| f.dead.to_string()) lowest="0" />
        </div>
    }
    .into_any()
}
