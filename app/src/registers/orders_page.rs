//! The pages of hotline orders.

use super::{
    api::read_order,
    entry::{Linked, editing, entry_form, for_enterers, place_facts, reveal, revealed},
    orders::standing_badge,
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
        choice::{Checkbox, Choice, Select},
        field::{FormState, InputKind, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::{At, Day, day_text, input_minute, minute_text, now},
    },
};
use domain::{
    fault::{Code, Fault},
    hazards::Category,
    programmes::{
        filters::OrderFilter,
        register::{HotlineOrder, OrderKind},
        register_views::{DatedOrder, EntryPage, RegisterKind},
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const FORM: &str = "order-save";
const REVEAL: &str = "order-reveal";

/// The list of hotline orders with its map.
#[component]
pub fn OrdersPage() -> impl IntoView {
    list_page(List::<OrderFilter>::new())
}

/// The form for a new order.
#[component]
pub fn NewOrderPage() -> impl IntoView {
    let form = use_form(FORM);
    let fields = fields(&form, None, (None, None));
    view! {
        <PageHead title=tr!(registers.new_order) />
        {for_enterers(|| view! { <Card>{entry_form(RegisterKind::Order, form, Linked::new(), fields)}</Card> }.into_any())}
    }
}

/// One order.
#[component]
pub fn OrderPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<EntryPage<DatedOrder>, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_order(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|page| shown(page).into_any() /> }
}

fn shown(page: EntryPage<DatedOrder>) -> impl IntoView {
    let entry = page.entry;
    let DatedOrder { order, due, standing } = entry.record;
    let id = order.id.0;
    let reveals = use_form(REVEAL);
    let (name, phone) = (revealed(&reveals, "caller_name"), revealed(&reveals, "caller_phone"));
    let hidden = page.may_reveal && name.is_none() && phone.is_none();
    let form = use_form(FORM);
    let edit = page.may_keep.then(|| {
        let fields = fields(&form, Some(&order), (name.clone(), phone.clone()));
        let linked = Linked::of((id, page.version), &entry.area, entry.site.as_ref(), order.hazard);
        editing(&form, entry_form(RegisterKind::Order, form.clone(), linked, fields))
    });
    let hazard = order.hazard.zip(entry.hazard_number);
    let reply = match order.reply {
        Some(reply) => view! { <p class="row-text">{reply}</p> }.into_any(),
        None => view! { <p class="muted">{tr!(registers.no_reply)}</p> }.into_any(),
    };
    let urgent =
        order.urgent.then(|| view! { <Badge tone=Tone::Bad shape=Icon::Flag text=tr!(registers.urgent) /> });
    view! {
        <PageHead title=tr!(registers.order_n, n = order.number.clone()) />
        <p class="hazard-marks">
            {standing_badge(standing)} <span class="tag">{order.kind.label()}</span> {urgent}
        </p>
        <div class="columns wide-first">
            <div class="stack">
                <Card title=tr!(registers.text)>
                    <p class="row-text">{order.text}</p>
                </Card>
                <Card title=tr!(registers.reply)>{reply} {edit}</Card>
            </div>
            <Card title=tr!(hazards.facts)>
                <Facts>
                    <Fact name=tr!(registers.received_at)><At time=order.received_at /></Fact>
                    <Fact name=tr!(registers.reply_due)><Day day=due /></Fact>
                    <Fact name=tr!(registers.replied_at)>{or_nothing(order.replied_at.map(minute_text))}</Fact>
                    <Fact name=tr!(registers.caller_name)>{or_nothing(name.or(order.caller_name))}</Fact>
                    <Fact name=tr!(registers.caller_phone)>{or_nothing(phone.or(order.caller_phone))}</Fact>
                    {place_facts(entry.area, entry.site, hazard, entry.point)}
                </Facts>
                {reveal(RegisterKind::Order, id, REVEAL, hidden)}
            </Card>
        </div>
    }
}

/// The fields of an order; the caller stays blank unless revealed, and is kept as it is.
fn fields(
    form: &FormState,
    order: Option<&HotlineOrder>,
    (name, phone): (Option<String>, Option<String>),
) -> AnyView {
    let text = |part: fn(&HotlineOrder) -> String| order.map(part).unwrap_or_default();
    let kinds = OrderKind::ALL.iter().map(|k| Choice::new(k.as_str(), k.label())).collect();
    let categories = Category::ALL.iter().map(|c| Choice::new(c.as_str(), c.label())).collect();
    let received = order.map_or_else(now, |order| order.received_at);
    view! {
        <div class="form-row">
            <TextInput form=form.clone() name="number" label=tr!(registers.order_number) value=text(|o| o.number.clone()) max=LINE required=true />
            <Select form=form.clone() name="kind" label=tr!(lists.kind) choices=kinds value=text(|o| o.kind.to_string()) required=true />
        </div>
        <Checkbox form=form.clone() name="urgent" label=tr!(registers.urgent) checked=order.is_some_and(|o| o.urgent) />
        <div class="form-row">
            <TextInput form=form.clone() name="received_at" label=tr!(registers.received_at) kind=InputKind::DateTime value=input_minute(received) required=true />
            <TextInput form=form.clone() name="reply_due" label=tr!(registers.own_due) kind=InputKind::Date value=text(|o| o.reply_due.map(day_text).unwrap_or_default()) hint=tr!(registers.own_due_hint) />
        </div>
        <Select form=form.clone() name="category" label=tr!(hazards.category) choices=categories value=text(|o| o.category.map(|c| c.to_string()).unwrap_or_default()) blank=tr!(registers.no_category) />
        <TextArea form=form.clone() name="text" label=tr!(registers.text) value=text(|o| o.text.clone()) required=true />
        <div class="form-row">
            <TextInput form=form.clone() name="caller_name" label=tr!(registers.caller_name) value=name.unwrap_or_default() max=LINE autocomplete="off" />
            <TextInput form=form.clone() name="caller_phone" label=tr!(registers.caller_phone) kind=InputKind::Phone value=phone.unwrap_or_default() max=LINE autocomplete="off" />
        </div>
        <TextInput form=form.clone() name="replied_at" label=tr!(registers.replied_at) kind=InputKind::DateTime value=text(|o| o.replied_at.map(input_minute).unwrap_or_default()) />
        <TextArea form=form.clone() name="reply" label=tr!(registers.reply) value=text(|o| o.reply.clone().unwrap_or_default()) />
    }
    .into_any()
}
