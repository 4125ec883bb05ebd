//! What is wrong with a table: every fault with its row, its column and the reason.

use super::columns::field_label;
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        card::Card,
        icon,
        table::{Cell, Table},
    },
};
use domain::{
    geo::Datum,
    import::{ImportField, ImportKind, ImportPreview},
    table::{RowFault, RowFaultCode},
};
use leptos::prelude::*;

/// What would be right: some codes keep a word there.
fn expected(fault: &RowFault) -> String {
    match fault.code {
        RowFaultCode::WrongDatum => {
            fault.expects.parse::<Datum>().map(|datum| datum.label().to_owned()).unwrap_or_default()
        }
        _ => fault.expects.clone(),
    }
}

fn column(what: ImportKind, fault: &RowFault) -> String {
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

/// The faults, counted; nothing when there are none.
pub(super) fn faults(what: ImportKind, preview: &ImportPreview) -> Option<impl IntoView + use<>> {
    (preview.faults > 0).then(|| {
        let columns = vec![
            tr!(import.row).to_owned(),
            tr!(import.column).to_owned(),
            tr!(import.reason).to_owned(),
            tr!(import.found).to_owned(),
            tr!(import.expected).to_owned(),
        ];
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
        let shown = preview.shown.len() as u64;
        let more = (preview.faults > shown).then(|| {
            view! { <p class="hint">{tr!(import.more_faults, n = preview.faults - shown)}</p> }
        });
        let said = tr!(import.n_faults, rows = preview.bad_rows, n = preview.faults);
        view! {
            <Card title=tr!(import.faults)>
                <div class=format!("banner {}", Tone::Bad.class()) role="status">
                    {icon(Icon::Alert)}
                    <p>{said}</p>
                </div>
                <Table caption=tr!(import.faults) columns>
                    {rows}
                </Table>
                {more}
            </Card>
        }
    })
}
