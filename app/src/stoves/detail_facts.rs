//! The facts of one stove or water heater: what was seen, its hose, what took its place, and its neighbours in the chain.

use crate::{
    gear::{badges::end_text, receipt::receipt},
    labels::Label,
    tr,
    ui::{
        card::{Card, Fact, Facts, or_nothing},
        time::{At, day_text, minute_text},
    },
};
use chrono::NaiveDate;
use domain::{
    ids::StoveId,
    programmes::{
        gear::{Expiry, Fuel},
        stove::{Hose, Replacement, StoveState},
        views::StoveDetail,
    },
};
use leptos::prelude::*;

/// The facts.
#[component]
pub fn StoveFacts(
    /// The appliance.
    stove: StoveDetail,
) -> impl IntoView {
    let (door, state) = (stove.summary.door, stove.state);
    let survey = state.survey.clone();
    let make = [survey.maker.clone(), survey.model.clone()].into_iter().flatten().collect::<Vec<_>>();
    let make = (!make.is_empty()).then(|| make.join(" "));
    let gone = state.gone_at.zip(state.gone_reason).map(|(at, reason)| {
        view! { <Fact name=tr!(gear.gone)>{format!("{} · {}", reason.label(), minute_text(at))}</Fact> }
    });
    let planned =
        state.planned_for.map(|day| view! { <Fact name=tr!(gear.planned_for)>{day_text(day)}</Fact> });
    let chain = chain(state.replaces, stove.successor);
    let hose = survey.hose.map(|hose| hose_facts(hose, state.hose_expiry));
    let replaced = state.replacement.clone().map(|it| replacement(it, &state));
    let dates = survey.dates;
    view! {
        <Card title=tr!(hazards.facts)>
            <Facts>
                <Fact name=tr!(hazards.site)>
                    <a href=format!("/sites/{}", door.site)>{door.name}</a>
                </Fact>
                <Fact name=tr!(hazards.address)>{door.address}</Fact>
                <Fact name=tr!(hazards.area)>{door.area.name}</Fact>
                <Fact name=tr!(gear.surveyed_on)><At time=state.surveyed_at /></Fact>
                <Fact name=tr!(gear.fuel)>{fuel(survey.fuel)}</Fact>
                <Fact name=tr!(gear.supply)>{fuel(survey.supply)}</Fact>
                <Fact name=tr!(gear.flame_failure)>{yes_no(survey.flame_failure)}</Fact>
                <Fact name=tr!(gear.end_of_life)>{end(state.expiry)}</Fact>
                <Fact name=tr!(gear.sold_on)>{day(dates.sold_on)}</Fact>
                <Fact name=tr!(gear.made_on)>{day(dates.made_on)}</Fact>
                <Fact name=tr!(gear.fitted_on)>{day(dates.fitted_on)}</Fact>
                <Fact name=tr!(gear.make)>{or_nothing(make)}</Fact>
                <Fact name=tr!(gear.regulator)>{yes_no(survey.regulator_ok)}</Fact>
                <Fact name=tr!(gear.ventilation)>{yes_no(survey.ventilation_ok)}</Fact>
                {planned}
                {gone}
                {chain}
            </Facts>
        </Card>
        {hose}
        {replaced}
    }
}

/// The appliances before and after it.
fn chain(before: Option<StoveId>, after: Option<StoveId>) -> impl IntoView {
    let link = |name: &'static str, id: StoveId| {
        view! {
            <Fact name=name>
                <a href=format!("/stoves/{id}")>{tr!(gear.open_record)}</a>
            </Fact>
        }
    };
    view! {
        {before.map(|id| link(tr!(gear.replaces), id))}
        {after.map(|id| link(tr!(gear.replaced_by), id))}
    }
}

fn hose_facts(hose: Hose, expiry: Option<Expiry>) -> impl IntoView {
    let length = hose.length_cm.map(|cm| tr!(gear.cm, n = cm));
    view! {
        <Card title=tr!(gear.hose)>
            <Facts>
                <Fact name=tr!(gear.hose_kind)>{hose.kind.label()}</Fact>
                <Fact name=tr!(gear.hose_length)>{or_nothing(length)}</Fact>
                <Fact name=tr!(gear.hose_joint)>{yes_no(hose.joint)}</Fact>
                <Fact name=tr!(gear.hose_wall)>{yes_no(hose.through_wall)}</Fact>
                <Fact name=tr!(gear.fitted_on)>{day(hose.dates.fitted_on)}</Fact>
                <Fact name=tr!(gear.end_of_life)>{end(expiry)}</Fact>
            </Facts>
        </Card>
    }
}

/// What took its place, and the receipt.
fn replacement(it: Replacement, state: &StoveState) -> impl IntoView + use<> {
    let yuan = |name: &'static str, amount: Option<domain::money::Fen>| {
        view! { <Fact name=name>{or_nothing(amount.map(|amount| format!("¥{amount}")))}</Fact> }
    };
    let maker = [it.maker.unwrap_or_default(), it.model].join(" ");
    let (replaced, accepted) = (state.replaced_at.map(minute_text), state.accepted_at.map(minute_text));
    let signed = receipt(state.signature.clone());
    view! {
        <Card title=tr!(gear.replacement)>
            <Facts>
                <Fact name=tr!(gear.make)>{maker.trim().to_owned()}</Fact>
                <Fact name=tr!(gear.serial)>{it.serial}</Fact>
                <Fact name=tr!(gear.fuel)>{it.fuel.label()}</Fact>
                <Fact name=tr!(gear.sold_on)>{day_text(it.sold_on)}</Fact>
                <Fact name=tr!(gear.installer)>{it.installer}</Fact>
                {yuan(tr!(gear.cost), it.cost)}
                {yuan(tr!(gear.subsidy), it.subsidy)}
                <Fact name=tr!(gear.replaced_at)>{or_nothing(replaced)}</Fact>
                <Fact name=tr!(gear.accepted_at)>{or_nothing(accepted)}</Fact>
            </Facts>
            <h3>{tr!(gear.receipt)}</h3>
            {signed}
        </Card>
    }
}

fn fuel(fuel: Option<Fuel>) -> AnyView {
    or_nothing(fuel.map(|fuel| fuel.label().to_owned()))
}

fn day(day: Option<NaiveDate>) -> AnyView {
    or_nothing(day.map(day_text))
}

fn end(expiry: Option<Expiry>) -> AnyView {
    or_nothing(expiry.and_then(|expiry| end_text(Some(expiry.on), expiry.presumed)))
}

fn yes_no(known: Option<bool>) -> AnyView {
    or_nothing(known.map(|yes| if yes { tr!(ui.yes) } else { tr!(ui.no) }.to_owned()))
}
