//! One plan and its tasks: the rows behind the numbers of the list of plans.

use super::{api::read_plan, task_filter::PATH};
use crate::{
    error::AppError,
    labels::Label,
    query, tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::LinkButton,
        card::{Empty, or_nothing},
        icon,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        tabs::{Tab, Tabs},
        time::{Due, day_text, minute_text},
    },
};
use domain::{
    fault::{Code, Fault},
    ids::PlanId,
    programmes::{
        filters::TaskFilter,
        plan_views::{PlanSummary, PlanTasks, TaskRow, TaskStanding, Whose},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn PlanPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let asked = move || {
        let id = params.read().get("id").and_then(|id| id.parse::<PlanId>().ok());
        let query = query.read();
        let standing = query.get("standing").and_then(|word| word.parse::<TaskStanding>().ok());
        (id, standing, query.get("after"))
    };
    let data: Resource<Result<PlanTasks, AppError>> =
        Resource::new(asked, |(id, standing, after)| async move {
            match id {
                Some(id) => read_plan(id, standing, after).await,
                None => Err(Fault::new(Code::NotFound).into()),
            }
        });
    view! { <Load data view=|tasks| shown(tasks).into_any() /> }
}

/// The tasks of a plan that stand so.
pub(super) fn list(plan: PlanId, standing: TaskStanding) -> String {
    format!("/plans/{plan}?standing={standing}")
}

fn shown(tasks: PlanTasks) -> impl IntoView {
    let PlanTasks {
        plan: PlanSummary { plan, area, next: next_day, open, overdue, done, .. },
        standing,
        rows,
        next,
    } = tasks;
    let count = |standing: TaskStanding| match standing {
        TaskStanding::Open => open,
        TaskStanding::Overdue => overdue,
        TaskStanding::Done => done,
    };
    let tabs: Vec<Tab> = TaskStanding::ALL
        .iter()
        .map(|one| Tab {
            href: list(plan.id, *one),
            label: one.label().to_owned(),
            count: Some(count(*one).to_string()),
            current: *one == standing,
        })
        .collect();
    let next = next.map(|key| format!("{}&after={key}", list(plan.id, standing)));
    let same = TaskFilter { plan: Some(plan.id), standing: Some(standing), ..TaskFilter::default() };
    let (map_href, table_href) =
        (query::href(PATH, &same), query::href("/api/v1/tables/task-list.csv", &same));
    let next_day =
        next_day.map(|day| view! { <span class="tag">{tr!(campaigns.next)} " " {day_text(day)}</span> });
    let rows = if rows.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(campaigns.no_tasks_so) /> }.into_any()
    } else {
        table(rows).into_any()
    };
    view! {
        <PageHead title=plan.title>
            <LinkButton href="/plans" icon_before=Icon::Previous>
                {tr!(campaigns.plans)}
            </LinkButton>
            <LinkButton href=map_href icon_before=Icon::Pin>
                {tr!(campaigns.on_map)}
            </LinkButton>
            <a class="button" href=table_href rel="external" download="">
                {icon(Icon::Download)}
                <span>{tr!(lists.table)}</span>
            </a>
        </PageHead>
        <p class="hazard-marks">
            <span class="tag">{plan.rhythm.label()}</span>
            <span class="tag">{area.name}</span>
            {next_day}
        </p>
        <Tabs label=tr!(campaigns.tasks) tabs />
        <div class="stack">{rows}</div>
        <Pager next />
    }
}

fn table(rows: Vec<TaskRow>) -> impl IntoView {
    let columns = [
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(hazards.area),
        tr!(campaigns.due_on),
        tr!(campaigns.whose),
        tr!(campaigns.done_at),
    ];
    let rows = rows
        .into_iter()
        .map(|row| {
            let open = row.done_at.is_none();
            let assignee = match row.assignee {
                Some(name) => view! { <Badge tone=Tone::Info shape=Icon::Person text=name /> }.into_any(),
                None => view! { <Badge text=Whose::Nobody.label() /> }.into_any(),
            };
            let done = or_nothing(row.done_at.map(minute_text));
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(lists.site_name)>
                        <a class="table-link" href=format!("/sites/{}", row.site)>
                            {row.name}
                        </a>
                        " "
                        <span class="tag">{row.kind.label()}</span>
                    </td>
                    <Cell label=tr!(hazards.address)>{row.address}</Cell>
                    <Cell label=tr!(hazards.area)>{row.area.name}</Cell>
                    <Cell label=tr!(campaigns.due_on)>
                        <Due day=row.due open />
                    </Cell>
                    <Cell label=tr!(campaigns.whose)>{assignee}</Cell>
                    <Cell label=tr!(campaigns.done_at)>{done}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(campaigns.tasks) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}
