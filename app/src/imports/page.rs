//! The page of imports: where an import is, and the form of that step.

use super::{
    api::read_import,
    columns::columns,
    decide::decide,
    faults::{Named, named},
    upload::{choose, third_step, upload},
    way::{PATH, beginning},
};
use crate::{
    error::AppError,
    facts::use_me,
    labels::Label,
    tr,
    ui::{
        button::{LinkButton, Look},
        card::{Card, StatTile},
        dialog::Confirm,
        load::Load,
        page::PageHead,
    },
};
use domain::{
    actor::Role,
    ids::ImportId,
    import::{ImportJob, ImportKind, ImportPage, ImportResult, ImportState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page of one import.
pub(super) fn href(id: ImportId) -> String {
    format!("{PATH}?job={id}")
}

/// The page.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let query = use_query_map();
    let role = use_me().map(|me| me.actor.role);
    let back = Memo::new(move |_| query.read().get("step").as_deref() == Some("columns"));
    let job = move || query.read().get("job").and_then(|job| job.parse::<ImportId>().ok());
    let page = move || query.read().get("page").and_then(|page| page.parse::<u64>().ok());
    let asked = move || {
        let what = query.read().get("what").and_then(|what| what.parse::<ImportKind>().ok());
        // the pages of the second step are those of its faults, which are read by themselves
        (job(), page().filter(|_| !back.get()), what)
    };
    let faults = named(move || job().zip(page()).filter(|_| back.get()));
    let data: Resource<Result<(ImportPage, Option<ImportKind>), AppError>> =
        Resource::new(asked, |(job, page, what)| async move {
            read_import(job, page).await.map(|page| (page, what))
        });
    view! { <Load data view=move |(page, what)| shown(page, role, what, (back, faults)).into_any() /> }
}

/// The steps, and which of them this is.
fn steps(what: ImportKind, current: usize) -> impl IntoView {
    let names = [tr!(import.step_file), tr!(import.step_columns), third_step(what), tr!(import.step_done)];
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

fn title(what: ImportKind) -> String {
    tr!(import.title_of, what = what.label())
}

/// `back`: from the third step to the second.
fn shown(
    page: ImportPage,
    role: Option<Role>,
    what: Option<ImportKind>,
    (back, faults): (Memo<bool>, Named),
) -> impl IntoView {
    let Some(job) = page.job else {
        // whoever may not bring that in is shown what else there is
        let asked = what.zip(role).filter(|(what, role)| role.has(what.right()));
        return match asked {
            Some((what, _)) => view! {
                <PageHead title=title(what) />
                {steps(what, 0)}
                {upload(what)}
            }
            .into_any(),
            None => view! {
                <PageHead title=tr!(import.title) />
                <div class="stack programmes-hub">{role.map(|role| choose(role, page.open))}</div>
            }
            .into_any(),
        };
    };
    // a memo: one that was not checked yet is in its second step, whatever the address says
    let checked = job.line.state == ImportState::Checked;
    let decides = Memo::new(move |_| checked && !back.get());
    (move || {
        let (what, name) = (job.line.what, job.line.file_name.clone());
        let (at, step) = match (job.line.state, job.result) {
            (ImportState::Done, Some(result)) => (3, done(what, result).into_any()),
            _ if decides.get() => (2, decide(&job).into_any()),
            _ => (1, columns(&job, faults).into_any()),
        };
        let discard = (at < 3).then(|| discard(&job));
        view! {
            <PageHead title=title(what) />
            {steps(what, at)}
            <p class="import-file">{tr!(import.file_name, name = name)}</p>
            {step}
            {discard}
        }
    })
    .into_any()
}

fn discard(job: &ImportJob) -> impl IntoView + use<> {
    let action = format!("/do/imports/{}/discard", job.line.id);
    let day = crate::ui::time::minute_text(job.line.expires_at);
    view! {
        <form method="post" action=action class="import-discard">
            <p class="hint">{tr!(import.kept_until, at = day)}</p>
            <Confirm label=tr!(import.discard) question=tr!(import.discard_question) />
        </form>
    }
}

/// What came of it.
fn done(what: ImportKind, result: ImportResult) -> impl IntoView {
    let list = move || what.list().to_owned();
    // only what becomes of sites is decided row by row
    let sites = what == ImportKind::Sites;
    let merged = sites.then(|| {
        view! {
            <StatTile label=tr!(import.filled) value=result.filled.to_string() href=list() />
            <StatTile label=tr!(import.unchanged) value=result.unchanged.to_string() href=list() />
        }
    });
    let left_out = result.skipped + result.bad_rows;
    let note = if sites {
        tr!(import.left_out_note, skipped = result.skipped, bad = result.bad_rows)
    } else {
        tr!(import.left_out_bad, bad = result.bad_rows)
    };
    view! {
        <Card title=tr!(import.result)>
            <div class="tiles">
                <StatTile label=tr!(import.added) value=result.added.to_string() href=list() />
                {merged}
                <StatTile label=tr!(import.left_out) value=left_out.to_string() note=note href=list() />
            </div>
            <p class="actions">
                <LinkButton href=list() look=Look::Primary>
                    {tr!(import.to_list)}
                </LinkButton>
                <LinkButton href=beginning(what)>{tr!(import.another)}</LinkButton>
            </p>
        </Card>
    }
}
