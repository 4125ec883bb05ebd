//! The first step: the file, what its rows are, and the datum of its coordinates.

use super::page::href;
use crate::{
    labels::Label,
    tr,
    ui::{
        button::{Button, Look},
        card::Card,
        choice::{Choice, Segments, Select},
        field::{Field, FormErrors, FormState, described_by, use_form},
        table::{Cell, Table},
        time::Ago,
    },
};
use domain::{
    geo::Datum,
    sites::{
        SiteKind,
        import::{ImportLine, ImportState},
    },
};
use leptos::prelude::*;

/// What the file field accepts: by ending, because systems disagree about the types.
const ACCEPTED: &str = ".xlsx,.xls,.ods,.csv,.txt,.tsv";

/// The choice of a datum.
pub(super) fn datum(form: FormState, value: String) -> impl IntoView {
    let choices = Datum::ALL.iter().map(|datum| Choice::new(datum.as_str(), datum.label())).collect();
    view! { <Segments form name="datum" label=tr!(import.datum) choices value required=true /> }
}

/// The choice of what rows are that do not say it.
pub(super) fn kind(form: FormState, value: String) -> impl IntoView {
    let choices = SiteKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    view! {
        <Select
            form
            name="kind"
            label=tr!(import.kind)
            choices
            value
            blank=tr!(import.kind_by_table)
            hint=tr!(import.kind_hint)
        />
    }
}

/// The form, and what the person has begun before.
pub(super) fn upload(open: Vec<ImportLine>) -> impl IntoView {
    let form = use_form("import-begin");
    let described = described_by(&form, "file", true);
    let id = form.id("file");
    let begun = (!open.is_empty()).then(|| unfinished(open));
    view! {
        {begun}
        <Card title=tr!(import.step_file)>
            <form method="post" action="/do/sites/imports" enctype="multipart/form-data" class="form">
                <FormErrors form=form.clone() />
                <Field
                    form=form.clone()
                    name="file"
                    label=tr!(import.file)
                    required=true
                    hint=Some(tr!(import.file_hint).to_owned())
                >
                    <input id=id type="file" name="file" accept=ACCEPTED required=true aria-describedby=described />
                </Field>
                {kind(form.clone(), String::new())}
                {datum(form, String::new())}
                <p class="hint">{tr!(import.datum_hint)}</p>
                <Button look=Look::Primary>{tr!(import.read)}</Button>
            </form>
        </Card>
    }
}

fn unfinished(open: Vec<ImportLine>) -> impl IntoView {
    let columns =
        vec![tr!(import.file).to_owned(), tr!(import.state).to_owned(), tr!(import.begun).to_owned()];
    let rows = open
        .into_iter()
        .map(|line| {
            let state = match line.state {
                ImportState::Uploaded => tr!(import.step_columns),
                ImportState::Checked | ImportState::Done => tr!(import.step_known),
            };
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(import.file)>
                        <a href=href(line.id)>{line.file_name}</a>
                    </td>
                    <Cell label=tr!(import.state)>{state}</Cell>
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
