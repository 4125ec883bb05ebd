//! The plans, and the form that makes or changes one.

use super::{api::list_plans, detail_page::list};
use crate::{
    error::AppError,
    labels::Label,
    programmes::choices::{areas, checklists, kinds_text, site_kinds},
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::{Empty, or_nothing},
        choice::{Checkbox, Chips, Choice, Select},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{day_text, today},
    },
};
use domain::{
    ids::PlanId,
    programmes::{
        campaign::ChecklistRef,
        plan::{RecurringPlan, Rhythm},
        plan_views::{PlanPage, PlanSummary, TaskStanding},
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "plan-save";

/// The page.
#[component]
pub fn PlansPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.read().get("after").and_then(|id| id.parse::<PlanId>().ok()));
    let data: Resource<Result<PlanPage, AppError>> = Resource::new(move || after.get(), list_plans);
    let edited = Memo::new(move |_| query.read().get("edit").and_then(|id| id.parse::<PlanId>().ok()));
    view! {
        <PageHead title=tr!(campaigns.plans)>
            <LinkButton href="/tasks" icon_before=Icon::Pin>
                {tr!(campaigns.tasks)}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(campaigns.plans_hint)}</p>
        <Load data view=move |plans| shown(plans, edited.get(), after.get()).into_any() />
    }
}

fn shown(plans: PlanPage, edited: Option<PlanId>, after: Option<PlanId>) -> impl IntoView {
    let now = plans.rows.iter().find(|row| Some(row.plan.id) == edited);
    let open = use_form(FORM).is_refused() || now.is_some();
    let form = plans.may_steer.then(|| {
        let form = plan_form(&plans.checklists, now.map(|row| (&row.plan, row.version)));
        let label = if now.is_some() { tr!(campaigns.edit_plan) } else { tr!(campaigns.new_plan) };
        view! {
            <div class="action-list">
                <Disclosure label look=Look::Primary icon_before=Icon::Add open>
                    {form}
                </Disclosure>
                <form method="post" action="/do/plans/make" class="form">
                    <Button icon_before=Icon::Sync>{tr!(campaigns.make_tasks)}</Button>
                </form>
            </div>
        }
    });
    let may_steer = plans.may_steer;
    let rows = if plans.rows.is_empty() {
        view! { <Empty icon=Icon::Calendar title=tr!(campaigns.no_plans) /> }.into_any()
    } else {
        table(plans.rows, may_steer, after).into_any()
    };
    let next = plans.next.map(|plan| format!("/plans?after={plan}"));
    view! {
        <div class="stack">{form} {rows}</div>
        <Pager next />
    }
}

fn table(plans: Vec<PlanSummary>, may_steer: bool, after: Option<PlanId>) -> impl IntoView {
    // a plan is edited on the page of the list that has it
    let page = after.map(|plan| format!("&after={plan}")).unwrap_or_default();
    let columns = [
        tr!(campaigns.name),
        tr!(campaigns.rhythm),
        tr!(campaigns.area),
        tr!(campaigns.kinds),
        tr!(campaigns.next),
        tr!(campaigns.open_tasks),
        tr!(campaigns.done_tasks),
    ];
    let rows = plans
        .into_iter()
        .map(|row| {
            let plan = row.plan;
            let edit = may_steer.then(|| {
                view! {
                    <LinkButton href=format!("/plans?edit={}{page}", plan.id) look=Look::Quiet icon_before=Icon::Edit>
                        {tr!(ui.edit)}
                    </LinkButton>
                }
            });
            let id = plan.id;
            let late = (row.overdue > 0).then(|| {
                let text = tr!(campaigns.overdue_n, n = row.overdue);
                view! {
                    <a class="table-link" href=list(id, TaskStanding::Overdue)>
                        <Badge tone=Tone::Bad shape=Icon::Clock text />
                    </a>
                }
            });
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(campaigns.name)>
                        <a class="table-link" href=list(id, TaskStanding::Open)>
                            {plan.title}
                        </a>
                        " "
                        {edit}
                    </td>
                    <Cell label=tr!(campaigns.rhythm)>{plan.rhythm.label()}</Cell>
                    <Cell label=tr!(campaigns.area)>{row.area.name}</Cell>
                    <Cell label=tr!(campaigns.kinds)>{kinds_text(&plan.kinds, tr!(campaigns.all_kinds))}</Cell>
                    <Cell label=tr!(campaigns.next)>{or_nothing(row.next.map(day_text))}</Cell>
                    <Cell label=tr!(campaigns.open_tasks) number=true>
                        <a class="table-link" href=list(id, TaskStanding::Open)>
                            {row.open}
                        </a>
                        " "
                        {late}
                    </Cell>
                    <Cell label=tr!(campaigns.done_tasks) number=true>
                        <a class="table-link" href=list(id, TaskStanding::Done)>
                            {row.done}
                        </a>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(campaigns.plans) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn plan_form(lists: &[ChecklistRef], now: Option<(&RecurringPlan, u32)>) -> AnyView {
    let form = use_form(FORM);
    let plan = now.map(|(plan, _)| plan);
    let record = plan.map_or_else(Uuid::now_v7, |plan| plan.id.0).to_string();
    let version = now.map(|(_, version)| version.to_string());
    let text = |part: fn(&RecurringPlan) -> String| plan.map(part).unwrap_or_default();
    let first = plan.map_or_else(today, |plan| plan.first);
    let sent = form.sent("kinds");
    let chosen = match plan {
        Some(plan) if !form.is_refused() => plan.kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
        _ => sent,
    };
    let rhythms = Rhythm::ALL.iter().map(|rhythm| Choice::new(rhythm.as_str(), rhythm.label())).collect();
    view! {
        <form id=FORM method="post" action="/do/plans" class="form">
            <FormErrors form=form.clone() />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="record" value=record />
            {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
            <TextInput form=form.clone() name="title" label=tr!(campaigns.name) value=text(|p| p.title.clone()) max=LINE required=true />
            <Select form=form.clone() name="rhythm" label=tr!(campaigns.rhythm) choices=rhythms value=text(|p| p.rhythm.to_string()) required=true />
            <div class="form-row">
                <TextInput form=form.clone() name="first" label=tr!(campaigns.first) kind=InputKind::Date value=day_text(first) required=true hint=tr!(campaigns.first_hint) />
                <TextInput form=form.clone() name="last" label=tr!(campaigns.last) kind=InputKind::Date value=text(|p| p.last.map(day_text).unwrap_or_default()) />
            </div>
            <Select form=form.clone() name="area" label=tr!(campaigns.area) choices=areas() value=text(|p| p.area.to_string()) required=true />
            <Chips name="kinds" label=tr!(campaigns.kinds) choices=site_kinds() chosen />
            <p class="hint">{tr!(campaigns.kinds_hint)}</p>
            <Select
                form=form.clone()
                name="checklist"
                label=tr!(campaigns.checklist)
                choices=checklists(lists)
                value=text(|p| p.checklist.map(|id| id.to_string()).unwrap_or_default())
                blank=tr!(campaigns.no_checklist)
            />
            <Checkbox form name="on_working_days" label=tr!(campaigns.on_working_days) checked=plan.is_some_and(|p| p.on_working_days) />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}
