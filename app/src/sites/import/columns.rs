//! The second step: what each column is, the first rows as they were understood, and what is wrong.

use super::{
    faults::faults,
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
use domain::sites::import::{Heading, ImportField, ImportJob, ImportPreview};
use leptos::prelude::*;

/// Names of what the form may be refused for.
const LABELS: &[(&str, fn() -> &'static str)] =
    &[("skip_bad", || tr!(import.skip_bad)), ("columns", || tr!(import.columns))];

/// The form with the preview below.
pub(super) fn columns(job: &ImportJob) -> impl IntoView + use<> {
    let form = use_form("import-columns");
    let action = format!("/do/sites/imports/{}/columns", job.line.id);
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
    let (kind_form, datum_form, skip_form) = (form.clone(), form.clone(), form.clone());
    let (datum_now, skip_bad, line) =
        (job.setup.datum.as_str().to_owned(), job.setup.skip_bad, preview.header_line);
    let (mapping, faults, first) = (mapping(&preview.headings, &form), faults(preview), first(preview));
    let kind_now = job.setup.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
    view! {
        <form method="post" action=action class="import-form">
            <FormErrors form=form.clone() labels=LABELS />
            <Card title=tr!(import.columns)>
                <p class="import-counted" role="status">
                    {counted}
                </p>
                {doubt}
                <div class="form">
                    {sheets} {kind(kind_form, kind_now)}
                    {datum(datum_form, datum_now)}
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
fn mapping(headings: &[Heading], form: &FormState) -> impl IntoView + use<> {
    let rows = headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            let name = format!("column_{at}");
            let chosen = form
                .typed(&name)
                .unwrap_or_else(|| heading.field.map(|f| f.as_str().to_owned()).unwrap_or_default());
            let options = ImportField::ALL
                .iter()
                .map(|field| {
                    let selected = field.as_str() == chosen;
                    view! {
                        <option value=field.as_str() selected=selected>
                            {field.label()}
                        </option>
                    }
                })
                .collect_view();
            let title = if heading.name.is_empty() { (at + 1).to_string() } else { heading.name.clone() };
            let label = tr!(import.column_is, name = title.clone());
            let sample = heading.sample.clone();
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(import.column)>
                        {title}
                    </td>
                    <Cell label=tr!(import.sample)>{sample}</Cell>
                    <Cell label=tr!(import.read_as)>
                        <select id=format!("import-columns-{name}") name=name aria-label=label>
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

/// The first rows as they were understood.
fn first(preview: &ImportPreview) -> Option<impl IntoView + use<>> {
    (!preview.first.is_empty()).then(|| {
        let columns = [
            tr!(import.row),
            tr!(lists.site_name),
            tr!(hazards.address),
            tr!(site.kind),
            tr!(hazards.area),
            tr!(hazards.position),
            tr!(site.contact),
        ];
        let rows = preview
            .first
            .iter()
            .cloned()
            .map(|row| {
                let point = row.point.map(|p| format!("{:.5}, {:.5}", p.lon(), p.lat()));
                let contact = [&row.contact_name, &row.contact_phone];
                let contact: Vec<String> = contact.into_iter().flatten().cloned().collect();
                let contact = (!contact.is_empty()).then(|| contact.join(" "));
                view! {
                    <tr>
                        <Cell label=tr!(import.row)>{row.line}</Cell>
                        <td class="card-title" data-label=tr!(lists.site_name)>
                            {row.name.clone()}
                        </td>
                        <Cell label=tr!(hazards.address)>{row.address.clone()}</Cell>
                        <Cell label=tr!(site.kind)>{row.kind.label()}</Cell>
                        <Cell label=tr!(hazards.area)>{row.area.clone()}</Cell>
                        <Cell label=tr!(hazards.position)>{or_nothing(point)}</Cell>
                        <Cell label=tr!(site.contact)>{or_nothing(contact)}</Cell>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <Card title=tr!(import.first_rows)>
                <Table caption=tr!(import.first_rows) columns=columns.iter().map(ToString::to_string).collect()>
                    {rows}
                </Table>
            </Card>
        }
    })
}
