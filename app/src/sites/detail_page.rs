//! The page of one site: what is due behind its door, on top; facts, then the history of hazards, visits, stoves, devices.

use super::{
    api::{read_door, read_site},
    change_form::change_form,
    door::{devices_card, due_card, gas_card, registers_card, stoves_card, tried_card},
    twins::{merged_note, twins_card},
};
use crate::{
    error::AppError,
    facts::use_me,
    hazards::HazardCards,
    inspections::VisitLines,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Fact, Facts, Nothing, or_nothing},
        dialog::Disclosure,
        field::{FormErrors, TextInput, use_form},
        load::Load,
        page::PageHead,
    },
};
use domain::{
    actor::Right,
    fault::{Code, Fault},
    ids::SiteId,
    listing::{HazardFilter, InspectionFilter},
    programmes::desk_views::DoorPage,
    sites::{SiteDetail, SiteKind},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of one site.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<(SiteDetail, Option<DoorPage>), AppError>> =
        Resource::new(id, |id| async move {
            match id {
                Some(id) => read(id).await,
                None => Err(Fault::new(Code::NotFound).into()),
            }
        });
    view! { <Load data=data view=|(site, door)| page(site, door).into_any() /> }
}

/// Behind the door of a record that was merged is nothing any more.
async fn read(id: SiteId) -> Result<(SiteDetail, Option<DoorPage>), AppError> {
    let site = read_site(id).await?;
    let door = if site.merged_into.is_none() { Some(read_door(id).await?) } else { None };
    Ok((site, door))
}

fn page(site: SiteDetail, page: Option<DoorPage>) -> impl IntoView {
    let change = if site.merged_into.is_none() { change_form(&site.summary) } else { None };
    let s = site.summary;
    let id = s.id;
    let form = use_form("site-reveal");
    let revealed = |field: &str| form.typed(field).filter(|_| !form.is_refused());
    let name = revealed("name").unwrap_or(s.name);
    let address = revealed("address").unwrap_or(s.address);
    let contact = revealed("contact_name").or(site.contact_name);
    let phone = revealed("contact_phone").or(site.contact_phone);
    let hidden = site.may_reveal && form.typed("name").is_none();
    let all = HazardFilter { site: Some(id), ..HazardFilter::default() };
    let total = if site.hazards_total.more {
        format!("{}+", site.hazards_total.n)
    } else {
        site.hazards_total.n.to_string()
    };
    let merged = site.merged_into.map(merged_note);
    let may_visit = merged.is_none() && use_me().is_some_and(|me| me.actor.role.has(Right::RecordVisit));
    let hazards = if site.open_hazards.is_empty() {
        view! { <p class="muted">{tr!(site.no_open)}</p> }.into_any()
    } else {
        view! { <HazardCards hazards=site.open_hazards /> }.into_any()
    };
    let past = (!site.past_hazards.is_empty()).then(|| {
        // folded: what is done is quieter than what is open
        let label = tr!(site.past_hazards);
        view! {
            <Disclosure label=label>
                <HazardCards hazards=site.past_hazards />
            </Disclosure>
        }
    });
    let visits = if site.visits.is_empty() {
        view! { <p class="muted">{tr!(site.no_visits)}</p> }.into_any()
    } else {
        // the newest of them; the others stand in the list
        let all = InspectionFilter { site: Some(id), ..InspectionFilter::default() };
        view! {
            <VisitLines visits=site.visits />
            <p class="actions">
                <a class="button" href=crate::query::href("/inspections", &all)>
                    {tr!(site.all_visits)}
                </a>
            </p>
        }
        .into_any()
    };
    let point = match s.point {
        Some(p) => format!("{:.5}, {:.5}", p.lon(), p.lat()).into_any(),
        None => view! { <Nothing /> }.into_any(),
    };
    let home = s.kind == SiteKind::Household;
    let (mut due, mut behind, mut history) = (None, None, None);
    if let Some(DoorPage { door, tried, next, registers }) = page {
        due = Some(due_card(door.due));
        behind = Some((
            stoves_card(door.stoves, id),
            devices_card(door.devices, id),
            gas_card(door.gas, id, home),
        ));
        history = Some((tried_card(id, tried, next), registers_card(id, registers)));
    }
    let twins = twins_card(id, site.twins);
    let reveal = hidden.then(|| {
        let open = form.is_refused();
        view! {
            <Disclosure label=tr!(hazards.reveal) open>
                <form method="post" action=format!("/do/sites/{id}/reveal") class="form">
                    <FormErrors form=form.clone() />
                    <TextInput
                        form=form.clone()
                        name="reason"
                        label=tr!(hazards.reveal_reason)
                        max=domain::text::LINE
                        required=true
                    />
                    <Button>{tr!(hazards.reveal_submit)}</Button>
                </form>
            </Disclosure>
        }
    });
    view! {
        <PageHead title=name>
            {may_visit
                .then(|| {
                    view! {
                        <LinkButton href=format!("/visit/new?site={id}") look=Look::Primary icon_before=Icon::Visit>
                            {tr!(nav.new_visit)}
                        </LinkButton>
                    }
                })}
        </PageHead>
        {merged}
        <div class="columns wide-first">
            <div class="stack">
                {due}
                {twins}
                <Card title=tr!(site.hazards)>
                    {hazards}
                    {past}
                    <p class="actions">
                        <a class="button" href=crate::query::href("/hazards", &all)>
                            {tr!(site.all_hazards, n = total)}
                        </a>
                    </p>
                </Card>
                {behind}
                <Card title=tr!(site.visits)>{visits}</Card>
                {history}
            </div>
            <Card title=tr!(hazards.facts)>
                <Facts>
                    <Fact name=tr!(site.kind)>{s.kind.label()}</Fact>
                    <Fact name=tr!(hazards.address)>{address}</Fact>
                    <Fact name=tr!(hazards.area)>{s.area.name}</Fact>
                    <Fact name=tr!(site.status)>{s.status.label()}</Fact>
                    <Fact name=tr!(site.checks)>
                        {tr!(site.checks_n, month = site.checks_30, quarter = site.checks_90)}
                    </Fact>
                    <Fact name=tr!(site.contact)>{or_nothing(contact)}</Fact>
                    <Fact name=tr!(hazards.party_phone)>{or_nothing(phone)}</Fact>
                    <Fact name=tr!(hazards.position)>{point}</Fact>
                </Facts>
                {reveal}
                {change}
                <p class="actions">
                    <a class="button" href=format!("{}?site={id}", crate::papers::PATH)>
                        {tr!(site.papers)}
                    </a>
                </p>
            </Card>
        </div>
    }
}
