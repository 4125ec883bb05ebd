//! The tasks of one day, door by door in the order of the walk, with the walk on the map; the office gives them to people, and sees
//! who was given doors of campaigns.

use super::{api::read_tasks, task_filter::PATH};
use crate::{
    campaigns::walk_of,
    error::AppError,
    labels::Label,
    programmes::{
        choices::areas,
        walk::{self, Stop, given_to, giving},
        walk_map::{At as Door, walk_map},
    },
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Empty},
        choice::{Choice, Select},
        field::{FormErrors, InputKind, TextInput, use_form},
        icon,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{At, Due, day_text, minute_text},
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    area::AreaCode,
    people::PersonRef,
    programmes::{
        campaign::{GivenDoors, GivenPage},
        plan_views::{DayTasks, TaskRow, Whose},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The name under which the form comes back refused.
const FORM: &str = "task-assign";

/// The page.
#[component]
pub fn TasksPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        (
            query.get("day").and_then(|day| day.parse::<NaiveDate>().ok()),
            query.get("whose").and_then(|whose| whose.parse::<Whose>().ok()),
            query.get("area").and_then(|area| area.parse::<AreaCode>().ok()),
            query.get("after"),
        )
    };
    let data: Resource<Result<DayTasks, AppError>> =
        Resource::new(asked, |(day, whose, area, after)| read_tasks(day, whose, area, after));
    view! {
        <PageHead title=tr!(campaigns.tasks)>
            <LinkButton href=PATH icon_before=Icon::List>
                {tr!(campaigns.task_list)}
            </LinkButton>
        </PageHead>
        <Load data view=move |tasks| shown(tasks, asked().2).into_any() />
    }
}

fn address(day: NaiveDate, whose: Whose, area: Option<&AreaCode>) -> String {
    let area = area.map(|area| format!("&area={area}")).unwrap_or_default();
    format!("/tasks?day={}&whose={whose}{area}", day_text(day))
}

fn shown(tasks: DayTasks, area: Option<AreaCode>) -> impl IntoView {
    let (day, whose) = (tasks.day, tasks.whose);
    let count = tasks.walk.len();
    let length = tasks.length.get();
    let summary = (count > 0).then(|| {
        let text = tr!(campaigns.walk, n = count, m = format!("{length:.0}"));
        view! { <p class="walk-length">{text}</p> }
    });
    let more = tasks.more.then(|| view! { <p class="hint">{tr!(campaigns.more_tasks)}</p> });
    let walk = if count == 0 {
        view! { <Empty icon=Icon::Check title=tr!(campaigns.no_tasks) /> }.into_any()
    } else {
        let map = walk_map(tasks.walk.iter().map(|task| Door {
            site: task.site,
            name: &task.name,
            point: task.point,
        }));
        view! {
            <div class="walk-page">
                {map}
                <div>{walk(tasks.walk, tasks.people)}</div>
            </div>
        }
        .into_any()
    };
    let done = (!tasks.done.is_empty()).then(|| {
        let rows = tasks.done.into_iter().map(done_row).collect_view();
        view! {
            <Card title=tr!(campaigns.done_today)>
                <ul class="line-list">{rows}</ul>
            </Card>
        }
    });
    let given = given(tasks.given, day, area.as_ref());
    view! {
        {filter(day, whose, area)}
        <div class="stack">{summary} {more} {walk} {given} {done}</div>
    }
}

/// Who was given doors of campaigns, and how many: each number opens the walk of that person.
fn given(page: GivenPage, day: NaiveDate, area: Option<&AreaCode>) -> Option<AnyView> {
    if page.rows.is_empty() {
        return None;
    }
    let columns =
        [tr!(campaigns.given_to), tr!(campaigns.title), tr!(campaigns.doors_left), tr!(campaigns.due_on)];
    let rows = page.rows.into_iter().map(|doors| given_row(doors, area)).collect_view();
    let next = page.next.map(|key| format!("{}&after={key}", address(day, Whose::All, area)));
    Some(
        view! {
            <Card title=tr!(campaigns.given_doors)>
                <Table caption=tr!(campaigns.given_doors) columns=columns.iter().map(ToString::to_string).collect()>
                    {rows}
                </Table>
                <Pager next />
            </Card>
        }
        .into_any(),
    )
}

fn given_row(doors: GivenDoors, area: Option<&AreaCode>) -> impl IntoView + use<> {
    let walk = walk_of(doors.campaign, doors.person, area.cloned());
    let campaign = format!("/campaigns/{}", doors.campaign);
    view! {
        <tr>
            <td class="card-title" data-label=tr!(campaigns.given_to)>
                {doors.name}
            </td>
            <Cell label=tr!(campaigns.title)>
                <a class="table-link" href=campaign>
                    {doors.title}
                </a>
            </Cell>
            <Cell label=tr!(campaigns.doors_left) number=true>
                <a class="table-link" href=walk>
                    {doors.doors}
                </a>
            </Cell>
            <Cell label=tr!(campaigns.due_on)>
                <Due day=doors.due open=true />
            </Cell>
        </tr>
    }
}

/// Day, whose tasks, and area: a plain GET form, with links to the neighbouring days.
fn filter(day: NaiveDate, whose: Whose, area: Option<AreaCode>) -> impl IntoView {
    let form = use_form("tasks");
    let whose_choices = Whose::ALL.iter().map(|whose| Choice::new(whose.as_str(), whose.label())).collect();
    let link = |label: &'static str, day: Option<NaiveDate>| {
        day.map(|day| {
            view! {
                <a class="chip-link" href=address(day, whose, area.as_ref())>
                    {label}
                </a>
            }
        })
    };
    let before = link(tr!(campaigns.day_before), day.checked_sub_days(Days::new(1)));
    let after = link(tr!(campaigns.day_after), day.checked_add_days(Days::new(1)));
    let chosen = area.as_ref().map(ToString::to_string).unwrap_or_default();
    view! {
        <form method="get" action="/tasks" class="form rates-form">
            <TextInput form=form.clone() name="day" label=tr!(campaigns.day) kind=InputKind::Date value=day_text(day) required=true />
            <Select form=form.clone() name="whose" label=tr!(campaigns.whose) choices=whose_choices value=whose.to_string() />
            <Select form name="area" label=tr!(campaigns.area) choices=areas() value=chosen blank=tr!(ui.all) />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
        <p class="chip-links">{before} {after}</p>
    }
}

/// The doors in their order; with people to choose from they can be ticked and given away.
fn walk(tasks: Vec<TaskRow>, people: Vec<PersonRef>) -> impl IntoView {
    let may_assign = !people.is_empty();
    let rows = tasks.into_iter().enumerate().map(|(i, task)| stop(i + 1, task, may_assign)).collect_view();
    let list = view! { <ol class="walk">{rows}</ol> };
    if !may_assign {
        return list.into_any();
    }
    let form = use_form(FORM);
    let give = view! {
        <Button look=Look::Primary icon_before=Icon::Person>
            {tr!(campaigns.assign)}
        </Button>
    };
    view! {
        <form id=FORM method="post" action="/do/tasks/assign" class="form walk-form">
            <FormErrors form=form.clone() />
            {list} {giving(form, people, give.into_any())}
        </form>
    }
    .into_any()
}

fn stop(n: usize, task: TaskRow, may_assign: bool) -> impl IntoView {
    let marks = view! {
        <span class="tag">{task.plan}</span>
        <span class="tag">{task.kind.label()}</span>
        <Due day=task.due open=true />
        {given_to(task.assignee)}
    };
    let of_campaign = task.campaign.map(|id| format!("&campaign={id}")).unwrap_or_default();
    walk::stop(
        n,
        Stop {
            site: task.site,
            name: task.name,
            address: task.address,
            unplaced: task.point.is_none(),
            marks: marks.into_any(),
            visit: format!("/visit/new?site={}{of_campaign}", task.site),
            // a door of a campaign is given away where its list is
            tick: (may_assign && task.campaign.is_none()).then(|| ("task", task.id.to_string())),
        },
    )
}

fn done_row(task: TaskRow) -> impl IntoView {
    let at = task.done_at.map(|time| view! { <At time /> });
    let title = task.done_at.map(minute_text);
    view! {
        <li title=title>
            {icon(Icon::Check)}
            <a class="table-link" href=format!("/sites/{}", task.site)>
                {task.name}
            </a>
            <span class="muted">{task.plan}</span>
            {at}
        </li>
    }
}
