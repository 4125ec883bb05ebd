//! What is wrong with a table: every fault with its row, its column and the reason.

use super::{columns::field_label, page::href};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        button::download,
        card::Card,
        icon,
        pager::Pager,
        table::{Cell, Table},
    },
};
use domain::{
    geo::Datum,
    import::{ImportField, ImportJob, ImportKind, Leaf},
    table::{RowFault, RowFaultCode},
};
use leptos::prelude::*;

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

/// The faults, counted, a page of them; nothing when there are none.
pub(super) fn faults(job: &ImportJob) -> Option<impl IntoView + use<>> {
    let (what, preview) = (job.line.what, &job.preview);
    (preview.faults > 0).then(|| {
        let columns = headings();
        let rows = preview
            .shown
            .iter()
            .cloned()
            .map(|fault| {
                let (where_, wanted) = (column(what, &fault), expected(&fault));
                view! {
                    <tr data-code=fault.code.as_str()>
                        <td class="card-title" data-label=tr!(import.row)>
                            {fault.line}
                        </td>
                        <Cell label=tr!(import.column)>{where_}</Cell>
                        <Cell label=tr!(import.reason)>{fault.code.label()}</Cell>
                        <Cell label=tr!(import.found)>{fault.value.clone()}</Cell>
                        <Cell label=tr!(import.expected)>{wanted}</Cell>
                    </tr>
                }
            })
            .collect_view();
        let kept = job.kept_faults;
        let more = (preview.faults > kept).then(|| {
            view! { <p class="hint">{tr!(import.more_faults, n = preview.faults - kept)}</p> }
        });
        let Leaf { page, of } = job.fault_pages;
        let page_href = |n: u64| format!("{}&step=columns&page={n}#{PLACE}", href(job.line.id));
        let (previous, next) =
            ((page > 1).then(|| page_href(page - 1)), (page < of).then(|| page_href(page + 1)));
        let which = (of > 1).then(|| view! { <p class="hint">{tr!(import.page_n, n = page, of = of)}</p> });
        let table = download(format!("/api/v1/imports/{}/faults.csv", job.line.id));
        let said = tr!(import.n_faults, rows = preview.bad_rows, n = preview.faults);
        view! {
            <Card title=tr!(import.faults) aside=table>
                <div id=PLACE class=format!("banner {}", Tone::Bad.class()) role="status">
                    {icon(Icon::Alert)}
                    <p>{said}</p>
                </div>
                <Table caption=tr!(import.faults) columns>
                    {rows}
                </Table>
                {which}
                <Pager previous next />
                {more}
            </Card>
        }
    })
}
