//! The page: where an import of outlines is, and the form of that step.

use super::{PATH, api::read_boundaries, preview::preview};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        button::{Button, LinkButton, Look},
        card::{Card, StatTile},
        choice::{Choice, Segments},
        dialog::Confirm,
        field::{Field, FormErrors, described_by, use_form},
        load::Load,
        page::PageHead,
        table::{Cell, Table},
        time::Ago,
    },
};
use domain::{
    boundaries::{BoundaryImport, BoundaryLine, BoundaryPage, BoundaryResult, MoveList},
    geo::Datum,
    ids::ImportId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the file field accepts: by ending, because systems disagree about the types.
const ACCEPTED: &str = ".geojson,.json,.zip,.gpkg";

/// The page of one import.
pub(super) fn href(id: ImportId) -> String {
    format!("{PATH}?job={id}")
}

/// The page.
#[component]
pub fn BoundariesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let job = query.get("job").and_then(|job| job.parse::<ImportId>().ok());
        let list = query.get("list").and_then(|list| list.parse::<MoveList>().ok());
        let page = query.get("page").and_then(|page| page.parse::<u64>().ok());
        (job, list, page)
    };
    let data: Resource<Result<BoundaryPage, AppError>> =
        Resource::new(asked, |(job, list, page)| read_boundaries(job, list, page));
    view! { <Load data view=move |page| shown(page).into_any() /> }
}

fn shown(page: BoundaryPage) -> impl IntoView {
    let Some(job) = page.job else {
        return view! {
            <PageHead title=tr!(boundaries.title) />
            {upload()}
            {(!page.open.is_empty()).then(|| unfinished(page.open))}
        }
        .into_any();
    };
    let name = job.line.file_name.clone();
    let step = match job.result {
        Some(result) => done(result).into_any(),
        None => preview(&job).into_any(),
    };
    let discard = job.result.is_none().then(|| discard(&job));
    view! {
        <PageHead title=tr!(boundaries.title) />
        <p class="import-file">{tr!(import.file_name, name = name)}</p>
        {step}
        {discard}
    }
    .into_any()
}

/// The form for a file.
fn upload() -> impl IntoView {
    let form = use_form("boundaries-begin");
    let described = described_by(&form, "file", true);
    let id = form.id("file");
    view! {
        <Card title=tr!(import.step_file)>
            <form method="post" action="/do/boundaries" enctype="multipart/form-data" class="form">
                <FormErrors form=form.clone() />
                <p>{tr!(boundaries.about)}</p>
                <Field
                    form=form.clone()
                    name="file"
                    label=tr!(import.file)
                    required=true
                    hint=Some(tr!(boundaries.file_hint).to_owned())
                >
                    <input id=id type="file" name="file" accept=ACCEPTED required=true aria-describedby=described />
                </Field>
                <Segments form name="datum" label=tr!(import.datum) choices=datums() required=true />
                <p class="hint">{tr!(boundaries.datum_hint)}</p>
                <Button look=Look::Primary>{tr!(import.read)}</Button>
            </form>
        </Card>
    }
}

/// The choice of a datum.
pub(super) fn datums() -> Vec<Choice> {
    Datum::ALL.iter().map(|datum| Choice::new(datum.as_str(), datum.label())).collect()
}

fn unfinished(open: Vec<BoundaryLine>) -> impl IntoView {
    let columns = [tr!(import.file), tr!(import.begun)].iter().map(ToString::to_string).collect();
    let rows = open
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(import.file)>
                        <a href=href(line.id)>{line.file_name}</a>
                    </td>
                    <Cell label=tr!(import.begun)>
                        <Ago time=line.created_at />
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title=tr!(import.unfinished)>
            <Table caption=tr!(import.unfinished) columns>
                {rows}
            </Table>
        </Card>
    }
}

fn discard(job: &BoundaryImport) -> impl IntoView + use<> {
    let action = format!("/do/boundaries/{}/discard", job.line.id);
    let day = crate::ui::time::minute_text(job.line.expires_at);
    view! {
        <form method="post" action=action class="import-discard">
            <p class="hint">{tr!(import.kept_until, at = day)}</p>
            <Confirm label=tr!(import.discard) question=tr!(import.discard_question) />
        </form>
    }
}

/// What came of it.
fn done(result: BoundaryResult) -> impl IntoView {
    let map = || "/sites".to_owned();
    view! {
        <Card title=tr!(import.result)>
            <div class="tiles">
                <StatTile label=tr!(boundaries.replaced) value=result.outlines.to_string() href=map() />
                <StatTile label=tr!(boundaries.moved) value=result.moved.to_string() href=map() />
                <StatTile label=tr!(import.left_out) value=result.bad.to_string() href=map() />
            </div>
            <p class="actions">
                <LinkButton href=map() look=Look::Primary>
                    {tr!(boundaries.to_map)}
                </LinkButton>
                <LinkButton href=PATH>{tr!(import.another)}</LinkButton>
            </p>
        </Card>
    }
}
