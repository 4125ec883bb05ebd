//! The page of one user of gas: as a small unit, as a user of cylinders, who saved what, and the forms.

use super::{
    api::read_gas_user,
    forms::{Entry, lpg_form, unit_form},
    list_row::{overdue_badge, unit_tags},
};
use crate::{
    error::AppError,
    facts::use_me,
    gear::{badges::lpg_badge, photos::PhotosCard},
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        card::{Card, Fact, Facts, or_nothing},
        load::Load,
        page::PageHead,
        table::{Cell, Table},
        time::{At, day_text, today},
        timeline::{Timeline, TimelineItem},
    },
};
use domain::{
    actor::Right,
    fault::{Code, Fault},
    programmes::{
        gas::{Cylinder, GasUnit, LpgUser},
        views::{Door, GasSaved, GasUserDetail},
    },
    sites::SiteKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of one user of gas.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<GasUserDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_gas_user(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|user| page(user).into_any() /> }
}

fn page(user: GasUserDetail) -> impl IntoView {
    let s = &user.summary;
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::Survey));
    let entry = Entry { site: s.door.site, known: Some((s.id, user.version)) };
    // a home is no unit
    let is_unit = user.unit.is_some() || s.door.kind != SiteKind::Household;
    let forms = may.then(|| {
        let unit = is_unit.then(|| unit_form(entry, user.unit.as_ref()));
        let lpg = lpg_form(entry, user.lpg.as_ref());
        view! {
            <Card title=tr!(hazards.actions)>
                <div class="action-list">{unit} {lpg}</div>
            </Card>
        }
    });
    let unit = user.unit.map(unit_card);
    let lpg = user.lpg.clone().map(lpg_card);
    let (tags, standing) = (s.unit.map(|unit| unit_tags(unit, "")), s.lpg.map(|lpg| lpg_badge(lpg.standing)));
    let overdue = overdue_badge(s.lpg.is_some_and(|lpg| lpg.test_overdue));
    let place = place(s.door.clone());
    let saves = saves(user.saves.clone());
    view! {
        <PageHead title=s.door.name.clone() />
        <div class="hazard-lead">
            <p class="hazard-marks">
                {standing} {overdue} {tags} <span class="tag">{s.door.area.name.clone()}</span>
            </p>
        </div>
        <div class="hazard-page">
            <div class="hazard-do">{forms}</div>
            <div class="hazard-tell">
                {place}
                {unit}
                {lpg}
                <PhotosCard photos=user.photos.clone() awaited=user.awaited.clone() />
                {saves}
            </div>
        </div>
    }
}

fn place(door: Door) -> impl IntoView {
    view! {
        <Card title=tr!(hazards.facts)>
            <Facts>
                <Fact name=tr!(hazards.site)>
                    <a href=format!("/sites/{}", door.site)>{door.name}</a>
                </Fact>
                <Fact name=tr!(hazards.address)>{door.address}</Fact>
                <Fact name=tr!(hazards.area)>{door.area.name}</Fact>
            </Facts>
        </Card>
    }
}

fn yes_no(known: Option<bool>) -> AnyView {
    or_nothing(known.map(|yes| if yes { tr!(ui.yes) } else { tr!(ui.no) }.to_owned()))
}

fn unit_card(unit: GasUnit) -> impl IntoView {
    let number = |number: Option<u32>| or_nothing(number.map(|number| number.to_string()));
    view! {
        <Card title=tr!(gear.as_unit)>
            <Facts>
                <Fact name=tr!(gear.trade)>{unit.trade.label()}</Fact>
                <Fact name=tr!(gear.fuel)>{unit.fuel.label()}</Fact>
                <Fact name=tr!(gear.floor_area)>{number(unit.numbers.floor_area)}</Fact>
                <Fact name=tr!(gear.seats)>{number(unit.numbers.seats)}</Fact>
                <Fact name=tr!(gear.beds)>{number(unit.numbers.beds)}</Fact>
                <Fact name=tr!(gear.alarm_works)>{yes_no(unit.alarm)}</Fact>
                <Fact name=tr!(gear.cut_off)>{yes_no(unit.cut_off)}</Fact>
                <Fact name=tr!(gear.surveyed_on)><At time=unit.surveyed_at /></Fact>
            </Facts>
        </Card>
    }
}

fn lpg_card(user: LpgUser) -> impl IntoView {
    let columns = [
        tr!(gear.cylinder),
        tr!(gear.kilograms),
        tr!(gear.next_test),
        tr!(gear.returned_on),
        tr!(gear.proof),
    ];
    let moved = user.moved.map(|moved| format!("{} · {}", moved.to.label(), day_text(moved.on)));
    let rows = user.cylinders.into_iter().map(cylinder_row).collect_view();
    view! {
        <Card title=tr!(gear.as_lpg)>
            <Facts>
                <Fact name=tr!(gear.supplier)>{or_nothing(user.supplier)}</Fact>
                <Fact name=tr!(gear.moved)>{or_nothing(moved)}</Fact>
            </Facts>
            <Table caption=tr!(gear.cylinders) columns=columns.iter().map(ToString::to_string).collect()>
                {rows}
            </Table>
        </Card>
    }
}

fn cylinder_row(it: Cylinder) -> impl IntoView {
    let overdue = overdue_badge(it.needs_test(today()));
    let proofs = it.proof.len();
    // handed back without proof it still counts as there
    let proof = it
        .returned_on
        .map(|_| if proofs > 0 { tr!(gear.proof_n, n = proofs) } else { tr!(gear.no_proof).to_owned() });
    let (next, returned) = (it.next_test().map(day_text), it.returned_on.map(day_text));
    view! {
        <tr>
            <td class="card-title" data-label=tr!(gear.cylinder)>
                {it.number.to_string()}
            </td>
            <Cell label=tr!(gear.kilograms) number=true>
                {it.kilograms}
            </Cell>
            <Cell label=tr!(gear.next_test)>{or_nothing(next)} " " {overdue}</Cell>
            <Cell label=tr!(gear.returned_on)>{or_nothing(returned)}</Cell>
            <Cell label=tr!(gear.proof)>{or_nothing(proof)}</Cell>
        </tr>
    }
}

/// Who saved what, the newest first.
fn saves(saves: Vec<GasSaved>) -> impl IntoView {
    let items = saves
        .into_iter()
        .rev()
        .map(|save| {
            let note = save.note.map(|note| view! { <p class="event-note">{note}</p> });
            let visit = save.visit.map(|id| {
                view! {
                    <p class="event-line">
                        <a class="table-link" href=format!("/inspections/{id}")>
                            {tr!(hazards.open_inspection)}
                        </a>
                    </p>
                }
            });
            view! {
                <TimelineItem time=save.at title=save.kind.label() who=save.actor tone=Tone::Info shape=Icon::Edit>
                    {note}
                    {visit}
                </TimelineItem>
            }
        })
        .collect_view();
    view! {
        <Card title=tr!(hazards.timeline)>
            <Timeline>{items}</Timeline>
        </Card>
    }
}
