//! What responsible parties sent and nobody has answered yet, the longest waiting first.

use super::{
    WAITING,
    answer_forms::{FORM, submission},
    api::list_submissions,
};
use crate::{
    error::AppError,
    tr,
    ui::{
        Icon,
        card::{Card, Empty},
        field::{FormErrors, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        time::Due,
    },
};
use domain::party::SubmissionPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn WaitingPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.read().get("after").and_then(|key| key.parse::<i64>().ok()));
    let data: Resource<Result<SubmissionPage, AppError>> =
        Resource::new(move || after.get(), list_submissions);
    view! {
        <PageHead title=tr!(party.waiting) />
        <p class="hint">{tr!(party.waiting_hint)}</p>
        <FormErrors form=use_form(FORM) />
        <Load data view=|page| shown(page).into_any() />
    }
}

fn shown(page: SubmissionPage) -> impl IntoView {
    let next = page.next.map(|after| format!("{WAITING}?after={after}"));
    let may_answer = page.may_answer;
    let none = page.rows.is_empty().then(|| {
        view! { <Empty icon=Icon::Check title=tr!(party.none_waiting) /> }
    });
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            let href = format!("/hazards/{}", row.hazard);
            let due = view! { <Due day=row.due open=true /> }.into_any();
            view! {
                <Card title=row.number.clone() aside=due>
                    <p>
                        <a class="table-link" href=href>
                            {row.description.clone()}
                        </a>
                        " "
                        <span class="muted">{row.area.name.clone()}</span>
                    </p>
                    {submission(row, may_answer)}
                </Card>
            }
        })
        .collect_view();
    view! {
        <div class="stack">{none} {rows}</div>
        <Pager next />
    }
}
