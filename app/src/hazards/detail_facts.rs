//! The facts of one hazard.

use crate::{
    labels::Label,
    tr,
    ui::{
        button::Button,
        card::{Card, Fact, Facts, Nothing, or_nothing},
        dialog::Disclosure,
        field::{FormErrors, TextInput, use_form},
        time::{At, Day, Due},
    },
};
use domain::{
    hazards::{FiveElements, HazardDetail, HazardState, Severity},
    home::around,
};
use leptos::prelude::*;

/// The facts, and the form that reveals what is masked.
#[component]
pub fn HazardFacts(
    /// The hazard.
    hazard: HazardDetail,
) -> impl IntoView {
    let s = hazard.summary;
    let state = hazard.state;
    let open = state.status.is_open();
    let extended = (state.extension_count > 0)
        .then(|| view! { <span class="muted">{tr!(hazards.extended, n = state.extension_count)}</span> });
    let original = (state.original_due != state.effective_due)
        .then(|| view! { <Fact name=tr!(hazards.original_due)><Day day=state.original_due /></Fact> });
    let site = match (hazard.site, s.site_name) {
        (Some(id), Some(name)) => view! { <a href=format!("/sites/{id}")>{name}</a> }.into_any(),
        _ => view! { <Nothing /> }.into_any(),
    };
    let merged = (!hazard.merged.is_empty()).then(|| {
        let links = hazard
            .merged
            .iter()
            .map(|other| {
                let (href, number) = (format!("/hazards/{}", other.id), other.number.clone());
                view! {
                    <a class="table-link" href=href>
                        {number}
                    </a>
                    " "
                }
            })
            .collect_view();
        view! { <Fact name=tr!(hazards.merged)>{links}</Fact> }
    });
    let position = match s.point {
        Some(point) => {
            let around = around(point).map(|filter| {
                view! {
                    " "
                    <a href=crate::query::href("/hazards", &filter)>{tr!(hazards.around)}</a>
                }
            });
            let accuracy = hazard.accuracy_m.map(|m| tr!(hazards.accuracy, m = format!("{m:.0}")));
            view! {
                <span>{format!("{:.5}, {:.5}", point.lon(), point.lat())}</span>
                " "
                <span class="muted">{accuracy}</span>
                {around}
            }
            .into_any()
        }
        None => view! { <span class="muted">{tr!(hazards.no_position)}</span> }.into_any(),
    };
    view! {
        <Card title=tr!(hazards.facts)>
            <Facts>
                <Fact name=tr!(hazards.effective_due)><Due day=state.effective_due open=open /> {extended}</Fact>
                {original}
                <Fact name=tr!(hazards.assignee)>{or_nothing(s.assignee)}</Fact>
                <Fact name=tr!(hazards.site)>{site}</Fact>
                <Fact name=tr!(hazards.address)>{or_nothing(s.address)}</Fact>
                <Fact name=tr!(hazards.location)>{or_nothing(Some(s.location).filter(|l| !l.is_empty()))}</Fact>
                <Fact name=tr!(hazards.area)>{s.area.name}</Fact>
                <Fact name=tr!(hazards.found_at)><At time=s.found_at /></Fact>
                <Fact name=tr!(hazards.source)>{hazard.source.label()}</Fact>
                <Fact name=tr!(hazards.reporter)>{hazard.reporter}</Fact>
                <Fact name=tr!(hazards.clause)>{or_nothing(hazard.clause)}</Fact>
                {hazard.rectified_by.map(|name| view! { <Fact name=tr!(hazards.rectified_by)>{name}</Fact> })}
                {hazard.first_reviewer.map(|name| view! { <Fact name=tr!(hazards.first_reviewer)>{name}</Fact> })}
                {hazard.closed_by.map(|name| view! { <Fact name=tr!(hazards.closed_by)>{name}</Fact> })}
                {state
                    .transferred_to
                    .map(|body| view! { <Fact name=tr!(hazards.transferred_to)>{body}</Fact> })}
                {state
                    .void_reason
                    .map(|reason| view! { <Fact name=tr!(hazards.void_reason)>{reason.label()}</Fact> })}
                {hazard
                    .duplicate_of
                    .map(|(id, number)| {
                        view! {
                            <Fact name=tr!(hazards.duplicate_of)>
                                <a href=format!("/hazards/{id}")>{number}</a>
                            </Fact>
                        }
                    })}
                {merged}
                <Fact name=tr!(hazards.position)>{position}</Fact>
                {hazard
                    .inspection
                    .map(|id| {
                        view! {
                            <Fact name=tr!(hazards.inspection)>
                                <a href=format!("/inspections/{id}")>{tr!(hazards.open_inspection)}</a>
                            </Fact>
                        }
                    })}
            </Facts>
            <Party id=s.id.to_string() name=hazard.party_name phone=hazard.party_phone may_reveal=hazard.may_reveal />
        </Card>
    }
}

/// The five elements of a major hazard, and which of them are still to be written down.
pub fn five_elements(state: &HazardState) -> Option<AnyView> {
    if state.severity != Severity::Major {
        return None;
    }
    let missing = (!FiveElements::missing(state.five_elements.as_ref()).is_empty() && state.status.is_open())
        .then(|| view! { <p class="hint">{tr!(faults.five_elements_missing)}</p> });
    let e = state.five_elements.clone().unwrap_or_default();
    let written = |text: String| or_nothing(Some(text).filter(|text| !text.trim().is_empty()));
    Some(
        view! {
            <Card title=tr!(hazards.five_elements)>
                {missing}
                <Facts>
                    <Fact name=tr!(hazards.targets)>{written(e.targets)}</Fact>
                    <Fact name=tr!(hazards.funds)>{written(e.funds)}</Fact>
                    <Fact name=tr!(hazards.people)>{written(e.people)}</Fact>
                    <Fact name=tr!(hazards.time)>{written(e.time)}</Fact>
                    <Fact name=tr!(hazards.measures)>{written(e.measures)}</Fact>
                    {e
                        .supervised_by
                        .map(|body| view! { <Fact name=tr!(supervision.body)>{body}</Fact> })}
                </Facts>
            </Card>
        }
        .into_any(),
    )
}

/// The responsible party, masked; in full for one page after a reason was given.
#[component]
fn Party(id: String, name: Option<String>, phone: Option<String>, may_reveal: bool) -> impl IntoView {
    let form = use_form("hazard-reveal");
    let revealed = |field: &str| form.typed(field).filter(|_| !form.is_refused());
    let hidden = form.typed("party_name").is_none() && (name.is_some() || phone.is_some());
    let (name, phone) = (revealed("party_name").or(name), revealed("party_phone").or(phone));
    let ask = (may_reveal && hidden).then(|| {
        let refused = form.is_refused();
        view! {
            <Disclosure label=tr!(hazards.reveal) open=refused>
                <form method="post" action=format!("/do/hazards/{id}/reveal") class="form">
                    <FormErrors form=form.clone() />
                    <TextInput form=form.clone() name="reason" label=tr!(hazards.reveal_reason) max=domain::text::LINE required=true />
                    <Button>{tr!(hazards.reveal_submit)}</Button>
                </form>
            </Disclosure>
        }
    });
    view! {
        <Facts>
            <Fact name=tr!(hazards.party)>{or_nothing(name)}</Fact>
            <Fact name=tr!(hazards.party_phone)>{or_nothing(phone)}</Fact>
        </Facts>
        {ask}
    }
}
