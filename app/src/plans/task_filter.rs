//! What the list of tasks is filtered by.

use super::{api::list_tasks, task_row::columns};
use crate::{
    error::AppError,
    labels::Label,
    listing::{
        Chip, List, Listing, Words,
        controls::{one_word, words},
        list_page, table_of,
    },
    tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
    },
};
use domain::{
    listing::{Page, Sort},
    programmes::{
        filters::TaskFilter,
        plan_views::{TaskRow, TaskStanding, Whose},
    },
    sites::SiteKind,
};
use leptos::prelude::*;
use uuid::Uuid;

/// Where it is.
pub(super) const PATH: &str = "/task-list";

/// The tasks of all plans with their map.
#[component]
pub fn TaskListPage() -> impl IntoView {
    list_page(List::<TaskFilter>::new())
}

impl Listing for TaskFilter {
    type Row = TaskRow;
    const PATH: &'static str = PATH;
    const POINTS: &'static str = "/api/v1/map/tasks";
    const SORTS: &'static [Sort] = &[Sort::Due];

    fn record(id: Uuid) -> String {
        // a task is its row: from there the way goes to its site
        format!("{PATH}?task={id}")
    }

    fn words() -> Words {
        Words {
            title: tr!(campaigns.task_list),
            search: tr!(lists.search_visits),
            period: tr!(campaigns.due_on),
            empty: tr!(campaigns.no_tasks_so),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<TaskRow>, AppError>> + Send + 'static {
        list_tasks(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {one_word(list, "standing", tr!(lists.status), TaskStanding::ALL, |f| f.standing)}
            {one_word(list, "whose", tr!(campaigns.whose), &[Whose::Mine, Whose::Nobody], |f| f.whose)}
            {words(list, "kind", tr!(lists.kind), SiteKind::ALL, |f| &f.kind)}
        }
        .into_any()
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        kept.extend(self.plan.map(|id| ("plan", id.to_string())));
        kept.extend(self.task.map(|id| ("task", id.to_string())));
        kept
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::word(out, self, self.standing, |f| &mut f.standing);
        Chip::word(out, self, self.whose, |f| &mut f.whose);
        Chip::words(out, self, &self.kind, |f| &mut f.kind);
        if self.plan.is_some() {
            out.push(Chip::new(self, tr!(campaigns.one_plan), |f| f.plan = None));
        }
        if self.task.is_some() {
            out.push(Chip::new(self, tr!(campaigns.one_task), |f| f.task = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        TaskStanding::ALL.iter().map(|standing| (standing.as_str(), standing.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        let back = list.filter.with_untracked(|f| f.plan).map(|plan| {
            view! {
                <LinkButton href=format!("/plans/{plan}") look=Look::Quiet icon_before=Icon::Previous>
                    {tr!(campaigns.to_plan)}
                </LinkButton>
            }
        });
        Some((back, table_of(list)).into_any())
    }

    fn head() -> Option<AnyView> {
        Some(
            view! {
                <LinkButton href="/tasks" look=Look::Plain icon_before=Icon::Pin>
                    {tr!(campaigns.tasks)}
                </LinkButton>
            }
            .into_any(),
        )
    }
}
