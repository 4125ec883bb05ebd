//! The page of imports: where an import is, and the form of that step.

use super::{api::read_import, columns::columns, decide::decide, upload::upload};
use crate::{
    error::AppError,
    tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
        card::{Card, StatTile},
        dialog::Confirm,
        load::Load,
        page::PageHead,
    },
};
use domain::{
    ids::ImportId,
    sites::import::{ImportJob, ImportPage, ImportResult, ImportState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
pub const PATH: &str = "/sites/import";

/// The page of one import.
pub(super) fn href(id: ImportId) -> String {
    format!("{PATH}?job={id}")
}

/// The page.
#[component]
pub fn ImportSitesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let job = query.get("job").and_then(|job| job.parse::<ImportId>().ok());
        let page = query.get("page").and_then(|page| page.parse::<u64>().ok());
        // back from the third step to the second
        (job, page, query.get("step").as_deref() == Some("columns"))
    };
    let data: Resource<Result<(ImportPage, bool), AppError>> =
        Resource::new(asked, |(job, page, back)| async move {
            read_import(job, page).await.map(|page| (page, back))
        });
    view! { <Load data view=|(page, back)| shown(page, back).into_any() /> }
}

/// The steps, and which of them this is.
fn steps(current: usize) -> impl IntoView {
    let names =
        [tr!(import.step_file), tr!(import.step_columns), tr!(import.step_known), tr!(import.step_done)];
    let items = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let here = (at == current).then_some("step");
            view! {
                <li class:done={at < current} aria-current=here>
                    {name}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="import-steps" aria-label=tr!(import.steps)>
            {items}
        </ol>
    }
}

fn shown(page: ImportPage, back: bool) -> impl IntoView {
    let Some(job) = page.job else {
        return view! {
            <PageHead title=tr!(import.title) />
            {steps(0)}
            {upload(page.open)}
        }
        .into_any();
    };
    let name = job.line.file_name.clone();
    let (at, step) = match (job.line.state, job.result) {
        (ImportState::Done, Some(result)) => (3, done(result).into_any()),
        (ImportState::Checked, _) if !back => (2, decide(&job).into_any()),
        _ => (1, columns(&job).into_any()),
    };
    let discard = (at < 3).then(|| discard(&job));
    view! {
        <PageHead title=tr!(import.title) />
        {steps(at)}
        <p class="import-file">{tr!(import.file_name, name = name)}</p>
        {step}
        {discard}
    }
    .into_any()
}

fn discard(job: &ImportJob) -> impl IntoView + use<> {
    let action = format!("/do/sites/imports/{}/discard", job.line.id);
    let day = crate::ui::time::minute_text(job.line.expires_at);
    view! {
        <form method="post" action=action class="import-discard">
            <p class="hint">{tr!(import.kept_until, at = day)}</p>
            <Confirm label=tr!(import.discard) question=tr!(import.discard_question) />
        </form>
    }
}

/// What came of it.
fn done(result: ImportResult) -> impl IntoView {
    let left_out = result.skipped + result.bad_rows;
    let sites = || "/sites".to_owned();
    view! {
        <Card title=tr!(import.result)>
            <div class="tiles">
                <StatTile label=tr!(import.added) value=result.added.to_string() href=sites() />
                <StatTile label=tr!(import.filled) value=result.filled.to_string() href=sites() />
                <StatTile label=tr!(import.unchanged) value=result.unchanged.to_string() href=sites() />
                <StatTile
                    label=tr!(import.left_out)
                    value=left_out.to_string()
                    note=tr!(import.left_out_note, skipped = result.skipped, bad = result.bad_rows)
                    href=sites()
                />
            </div>
            <p class="actions">
                <LinkButton href="/sites" look=Look::Primary icon_before=Icon::Site>
                    {tr!(nav.sites)}
                </LinkButton>
                <LinkButton href=PATH>{tr!(import.another)}</LinkButton>
            </p>
        </Card>
    }
}
