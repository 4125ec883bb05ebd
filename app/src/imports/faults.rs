//! What is wrong with a table: every fault with its row, its column and the reason.

use super::{
    api::read_import,
    columns::{FORM, field_label},
    leaves::leaves,
    page::href,
};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        button::download,
        card::Card,
        icon,
        load::Load,
        table::{Cell, Table},
    },
};
use domain::{
    geo::Datum,
    ids::ImportId,
    import::{ImportField, ImportJob, ImportKind, Leaf},
    table::{RowFault, RowFaultCode},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What would be right: some codes keep a word there.
pub(super) fn expected(fault: &RowFault) -> String {
    match fault.code {
        RowFaultCode::WrongDatum => {
            fault.expects.parse::<Datum>().map(|datum| datum.label().to_owned()).unwrap_or_default()
        }
        _ => fault.expects.clone(),
    }
}

/// Where in the row, as the file calls it.
pub(super) fn column(what: ImportKind, fault: &RowFault) -> String {
    match &fault.column {
        None => String::new(),
        Some(column) if column.number == 0 => column
            .name
            .parse::<ImportField>()
            .map_or_else(|_| column.name.clone(), |field| field_label(what, field).to_owned()),
        Some(column) if column.name.is_empty() => column.number.to_string(),
        Some(column) => tr!(import.column_n, n = column.number, name = column.name.clone()),
    }
}

/// What is said of each fault.
pub(super) fn headings() -> Vec<String> {
    let names =
        [tr!(import.row), tr!(import.column), tr!(import.reason), tr!(import.found), tr!(import.expected)];
    names.iter().map(ToString::to_string).collect()
}

/// Where the card is on its page.
const PLACE: &str = "import-faults";

/// A page of faults.
type Faults = (Vec<RowFault>, Leaf);

/// The page of faults that the address of the second step names; nothing when it names none: then it is the one that came with
/// the import.
pub(super) type Named = Resource<Result<Option<Faults>, AppError>>;

/// Reads it by itself, and again with each address: the form above stays as it is, or what was chosen in it and not sent would be
/// lost. Without the program the ways to other pages send that form, and it comes back as it was.
pub(super) fn named(asked: impl Fn() -> Option<(ImportId, u64)> + Send + Sync + 'static) -> Named {
    Resource::new(asked, |asked| async move {
        let Some((id, page)) = asked else { return Ok(None) };
        let job = read_import(Some(id), Some(page)).await?.job;
        Ok(job.map(|job| (job.preview.shown, job.fault_pages)))
    })
}

/// The faults, counted, a page of them; nothing when there are none.
pub(super) fn faults(job: &ImportJob, named: Named) -> Option<impl IntoView + use<>> {
    let (what, id, preview) = (job.line.what, job.line.id, &job.preview);
    (preview.faults > 0).then(|| {
        let kept = job.kept_faults;
        let more = (preview.faults > kept).then(|| {
            view! { <p class="hint">{tr!(import.more_faults, n = preview.faults - kept)}</p> }
        });
        let first: Faults = (preview.shown.clone(), job.fault_pages);
        let navigate = use_navigate();
        let turn = Callback::new(move |n: u64| {
            navigate(&format!("{}&step=columns&page={n}#{PLACE}", href(id)), NavigateOptions::default());
        });
        let page =
            move |named: Option<Faults>| rows(what, named.unwrap_or_else(|| first.clone()), turn).into_any();
        let table = download(format!("/api/v1/imports/{id}/faults.csv"));
        let said = tr!(import.n_faults, rows = preview.bad_rows, n = preview.faults);
        view! {
            <Card title=tr!(import.faults) aside=table>
                <div id=PLACE class=format!("banner {}", Tone::Bad.class()) role="status">
                    {icon(Icon::Alert)}
                    <p>{said}</p>
                </div>
                <Load data=named view=page />
                {more}
            </Card>
        }
    })
}

/// The rows of a page of faults, with the ways to its neighbours.
fn rows(what: ImportKind, (shown, leaf): Faults, turn: Callback<u64>) -> impl IntoView {
    let columns = headings();
    let rows = shown
        .into_iter()
        .map(|fault| {
            let (where_, wanted) = (column(what, &fault), expected(&fault));
            view! {
                <tr data-code=fault.code.as_str()>
                    <td class="card-title" data-label=tr!(import.row)>
                        {fault.line}
                    </td>
                    <Cell label=tr!(import.column)>{where_}</Cell>
                    <Cell label=tr!(import.reason)>{fault.code.label()}</Cell>
                    <Cell label=tr!(import.found)>{fault.value}</Cell>
                    <Cell label=tr!(import.expected)>{wanted}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(import.faults) columns>
            {rows}
        </Table>
        {leaves(FORM, leaf, Some(turn))}
    }
}
