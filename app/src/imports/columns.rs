//! The second step: what each column is, the first rows as they were understood, and what is wrong.

use super::{
    faults::{Named, faults},
    upload::{datum, kind},
};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        button::{Button, Look},
        card::{Card, or_nothing},
        choice::{Checkbox, Choice, Select},
        field::{FormErrors, FormState, use_form},
        icon,
        table::{Cell, Table},
    },
};
use domain::import::{ImportField, ImportJob, ImportKind};
use leptos::prelude::*;

/// The name under which the form comes back.
pub(super) const FORM: &str = "import-columns";

/// What a column is called in an import of that kind.
pub(super) fn field_label(what: ImportKind, field: ImportField) -> &'static str {
    match (what, field) {
        (ImportKind::GasUsers, ImportField::Cylinders) => tr!(import.cylinder_numbers),
        (ImportKind::YearTargets, ImportField::Name) => tr!(campaigns.name),
        (ImportKind::YearTargets, ImportField::Number) => tr!(campaigns.number),
        (ImportKind::YearTargets, ImportField::Area) => tr!(import.area_code),
        (ImportKind::Sites, ImportField::Address) => field.label(),
        (_, ImportField::Address) => tr!(import.site_address),
        _ => field.label(),
    }
}

/// Names of what the form may be refused for.
const LABELS: &[(&str, fn() -> &'static str)] = &[
    ("skip_bad", || tr!(import.skip_bad)),
    ("columns", || tr!(import.columns)),
    ("datum", || tr!(import.datum)),
];

/// The form with the preview below.
pub(super) fn columns(job: &ImportJob, named: Named) -> impl IntoView + use<> {
    let form = use_form(FORM);
    let action = format!("/do/imports/{}/columns", job.line.id);
    let preview = &job.preview;
    let sheet = job.setup.sheet.clone().or_else(|| preview.sheets.first().cloned()).unwrap_or_default();
    let sheets = (preview.sheets.len() > 1).then(|| {
        let choices = preview.sheets.iter().map(|name| Choice::new(name.clone(), name.clone())).collect();
        view! {
            <input type="hidden" name="sheet_before" value=sheet.clone() />
            <Select form=form.clone() name="sheet" label=tr!(import.sheet) choices value=sheet.clone() />
        }
    });
    let doubt = preview.datum_doubt.map(|datum| {
        view! {
            <div class=format!("banner {}", Tone::Warn.class()) role="status">
                {icon(Icon::Alert)}
                <p>{tr!(import.datum_doubt, datum = datum.label())}</p>
            </div>
        }
    });
    let counted = tr!(
        import.counted,
        format = preview.encoding.clone(),
        rows = preview.rows,
        good = preview.good_rows(),
        bad = preview.bad_rows
    );
    let what = job.line.what;
    let (skip_form, skip_bad, line) = (form.clone(), job.setup.skip_bad, preview.header_line);
    let (mapping, faults, first) = (mapping(job, &form), faults(job, named), first(job));
    let kind = (what == ImportKind::Sites).then(|| {
        let now = job.setup.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
        kind(form.clone(), now)
    });
    let datum = what.has_positions().then(|| {
        let now = job.setup.datum.map(|datum| datum.as_str().to_owned()).unwrap_or_default();
        datum(form.clone(), now)
    });
    view! {
        <form id=FORM method="post" action=action class="import-form">
            <FormErrors form=form.clone() labels=LABELS />
            <Card title=tr!(import.columns)>
                <p class="import-counted" role="status">
                    {counted}
                </p>
                {doubt}
                <div class="form">
                    {sheets} {kind} {datum}
                </div>
                <p class="hint">{tr!(import.columns_hint, line = line)}</p>
                {mapping}
            </Card>
            <Checkbox form=skip_form name="skip_bad" label=tr!(import.skip_bad) checked=skip_bad />
            <p class="actions">
                <Button name="go" value="0">
                    {tr!(import.read_again)}
                </Button>
                <Button look=Look::Primary name="go" value="1">
                    {tr!(import.go_on)}
                </Button>
            </p>
        </form>
        {faults}
        {first}
    }
}

/// Each column with what it is read as.
fn mapping(job: &ImportJob, form: &FormState) -> impl IntoView + use<> {
    let what = job.line.what;
    let rows = job
        .preview
        .headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            let name = format!("column_{at}");
            let chosen = form
                .typed(&name)
                .unwrap_or_else(|| heading.field.map(|f| f.as_str().to_owned()).unwrap_or_default());
            let options = job
                .fields
                .iter()
                .map(|field| {
                    let (value, selected) = (field.as_str(), field.as_str() == chosen);
                    view! {
                        <option value=value selected=selected>
                            {field_label(what, *field)}
                        </option>
                    }
                })
                .collect_view();
            let title = if heading.name.is_empty() { (at + 1).to_string() } else { heading.name.clone() };
            let label = tr!(import.column_is, name = title.clone());
            let sample = heading.sample.clone();
            let id = form.id(&name);
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(import.column)>
                        {title}
                    </td>
                    <Cell label=tr!(import.sample)>{sample}</Cell>
                    <Cell label=tr!(import.read_as)>
                        <select id=id name=name aria-label=label>
                            <option value="">{tr!(import.not_read)}</option>
                            {options}
                        </select>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = [tr!(import.column), tr!(import.sample), tr!(import.read_as)];
    view! {
        <Table caption=tr!(import.columns) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// The first rows as they were understood, in the columns of which one of them says something.
pub(super) fn first(job: &ImportJob) -> Option<impl IntoView + use<>> {
    let (what, rows) = (job.line.what, &job.preview.first);
    (!rows.is_empty()).then(|| {
        let says = |at: usize| rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| !cell.is_empty()));
        let said: Vec<(usize, &'static str)> = job
            .fields
            .iter()
            .enumerate()
            .filter(|(at, _)| says(*at))
            .map(|(at, field)| (at, field_label(what, *field)))
            .collect();
        let mut columns = vec![tr!(import.row).to_owned()];
        columns.extend(said.iter().map(|(_, label)| (*label).to_owned()));
        let rows = rows
            .iter()
            .map(|row| {
                let cells = said
                    .iter()
                    .map(|&(at, label)| {
                        let cell = row.cells.get(at).filter(|cell| !cell.is_empty()).cloned();
                        view! { <Cell label=label>{or_nothing(cell)}</Cell> }
                    })
                    .collect_view();
                view! {
                    <tr>
                        <td class="card-title" data-label=tr!(import.row)>
                            {row.line}
                        </td>
                        {cells}
                    </tr>
                }
            })
            .collect_view();
        view! {
            <Card title=tr!(import.first_rows)>
                <Table caption=tr!(import.first_rows) columns>
                    {rows}
                </Table>
            </Card>
        }
    })
}
