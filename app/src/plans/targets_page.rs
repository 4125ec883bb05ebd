//! The targets of the year: what has been reached, where it should be by today, and the form that sets one.

use super::api::list_year_targets;
use crate::{
    error::AppError,
    gear::behind_target,
    imports::way_to_import,
    labels::Label,
    programmes::choices::areas,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look, download},
        card::{Empty, Nothing},
        choice::{Choice, Select},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table, linked},
        time::today,
    },
};
use chrono::Datelike;
use domain::{
    ids::TargetId,
    import::ImportKind,
    programmes::{
        plan_views::{TargetProgress, YearTargets},
        target::{Measured, Pace, YearTarget},
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "year-target-save";

/// The page.
#[component]
pub fn YearTargetsPage() -> impl IntoView {
    let query = use_query_map();
    let year = move || query.read().get("year").and_then(|year| year.parse::<i32>().ok());
    let after = Memo::new(move |_| query.read().get("after").and_then(|id| id.parse::<TargetId>().ok()));
    let edited = Memo::new(move |_| query.read().get("edit").and_then(|id| id.parse::<TargetId>().ok()));
    let data: Resource<Result<YearTargets, AppError>> =
        Resource::new(move || (year(), after.get()), |(year, after)| list_year_targets(year, after));
    view! {
        <PageHead title=tr!(campaigns.year_targets)>{way_to_import(ImportKind::YearTargets)}</PageHead>
        <p class="hint">{tr!(campaigns.targets_hint)}</p>
        <Load data view=move |targets| shown(targets, edited.get(), after.get()).into_any() />
    }
}

fn shown(targets: YearTargets, edited: Option<TargetId>, after: Option<TargetId>) -> impl IntoView {
    let year = targets.year;
    let now = targets.rows.iter().find(|row| Some(row.target.id) == edited);
    let open = use_form(FORM).is_refused() || now.is_some();
    let form = targets.may_steer.then(|| {
        let form = target_form(year, now.map(|row| (&row.target, row.version)));
        let label = if now.is_some() { tr!(campaigns.edit_target) } else { tr!(campaigns.new_target) };
        view! {
            <Disclosure label look=Look::Primary icon_before=Icon::Add open>
                {form}
            </Disclosure>
        }
    });
    // the next one too: it is planned while this one runs
    let next_year = today().year() + 1;
    let years = (0..5)
        .map(|back| {
            let other = next_year - back;
            let current = (other == year).then_some("page");
            view! {
                <a class="chip-link" href=format!("/year-targets?year={other}") aria-current=current>
                    {tr!(rates.year, y = other)}
                </a>
            }
        })
        .collect_view();
    let may_steer = targets.may_steer;
    let rows = if targets.rows.is_empty() {
        view! { <Empty icon=Icon::Rates title=tr!(campaigns.no_year_targets, y = year) /> }.into_any()
    } else {
        table(targets.rows, may_steer, after).into_any()
    };
    let table_href = format!("/api/v1/year-targets.csv?year={year}");
    let next = targets.next.map(|target| format!("/year-targets?year={year}&after={target}"));
    view! {
        <p class="chip-links">{years}</p>
        {download(table_href)}
        <div class="stack">{form} {rows}</div>
        <Pager next />
    }
}

fn pace_badge(pace: Pace) -> impl IntoView {
    let (tone, shape) = match pace {
        Pace::Behind => (Tone::Bad, Icon::Alert),
        Pace::On => (Tone::Info, Icon::Check),
        Pace::Ahead => (Tone::Good, Icon::Check),
    };
    view! { <Badge tone shape text=pace.label() /> }
}

fn table(targets: Vec<TargetProgress>, may_steer: bool, after: Option<TargetId>) -> impl IntoView {
    let columns = [
        tr!(campaigns.name),
        tr!(campaigns.area),
        tr!(campaigns.measured_by),
        tr!(campaigns.reached),
        tr!(campaigns.should_be),
        tr!(campaigns.number),
        tr!(campaigns.pace),
    ];
    let rows = targets.into_iter().map(|row| target_row(row, may_steer, after)).collect_view();
    view! {
        <Table caption=tr!(campaigns.year_targets) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn target_row(row: TargetProgress, may_steer: bool, after: Option<TargetId>) -> impl IntoView {
    let target = row.target;
    let edit = may_steer.then(|| {
        // a target is edited on the page of the list that has it
        let page = after.map(|target| format!("&after={target}")).unwrap_or_default();
        let href = format!("/year-targets?year={}&edit={}{page}", target.year, target.id);
        view! {
            <LinkButton href look=Look::Quiet icon_before=Icon::Edit>
                {tr!(ui.edit)}
            </LinkButton>
        }
    });
    let reached = match row.value {
        Some(value) => view! {
            <span class="target-reached">
                {linked(format!("{value} {}", target.unit), behind_target(target.measured_by, &target.area, target.year))}
                <meter min="0" max=target.number.to_string() value=value.to_string() aria-hidden="true"></meter>
            </span>
        }
        .into_any(),
        None => view! { <span class="muted">{tr!(campaigns.not_counted)}</span> }.into_any(),
    };
    let pace = match row.pace {
        Some(pace) => pace_badge(pace).into_any(),
        None => view! { <Nothing /> }.into_any(),
    };
    view! {
        <tr>
            <td class="card-title" data-label=tr!(campaigns.name)>
                {target.name}
                " "
                {edit}
            </td>
            <Cell label=tr!(campaigns.area)>{row.area.name}</Cell>
            <Cell label=tr!(campaigns.measured_by)>{target.measured_by.label()}</Cell>
            <Cell label=tr!(campaigns.reached) number=true>{reached}</Cell>
            <Cell label=tr!(campaigns.should_be) number=true>{row.should_be}</Cell>
            <Cell label=tr!(campaigns.number) number=true>{target.number}</Cell>
            <Cell label=tr!(campaigns.pace)>{pace}</Cell>
        </tr>
    }
}

fn target_form(year: i32, now: Option<(&YearTarget, u32)>) -> AnyView {
    let form = use_form(FORM);
    let target = now.map(|(target, _)| target);
    let record = target.map_or_else(Uuid::now_v7, |target| target.id.0).to_string();
    let version = now.map(|(_, version)| version.to_string());
    let text = |part: fn(&YearTarget) -> String| target.map(part).unwrap_or_default();
    let figures = Measured::ALL.iter().map(|figure| Choice::new(figure.as_str(), figure.label())).collect();
    view! {
        <form id=FORM method="post" action="/do/year-targets" class="form">
            <FormErrors form=form.clone() />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="record" value=record />
            {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
            <TextInput form=form.clone() name="name" label=tr!(campaigns.name) value=text(|t| t.name.clone()) max=LINE required=true />
            <Select form=form.clone() name="measured_by" label=tr!(campaigns.measured_by) choices=figures value=text(|t| t.measured_by.to_string()) required=true />
            <div class="form-row">
                <TextInput form=form.clone() name="year" label=tr!(campaigns.year) kind=InputKind::Number value=target.map_or(year, |t| t.year).to_string() required=true />
                <TextInput form=form.clone() name="number" label=tr!(campaigns.number) kind=InputKind::Number value=text(|t| t.number.to_string()) lowest="1" required=true />
                <TextInput form=form.clone() name="unit" label=tr!(campaigns.unit) value=text(|t| t.unit.clone()) max=LINE required=true />
            </div>
            <Select form name="area" label=tr!(campaigns.area) choices=areas() value=text(|t| t.area.to_string()) required=true />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}
