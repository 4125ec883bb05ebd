//! Before it begins: what is brought in. The first step: the file, and what it does not say of itself.

use super::{page::href, way::beginning};
use crate::{
    boundaries,
    labels::Label,
    programmes::link,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::Card,
        choice::{Choice, Segments, Select},
        field::{Field, FormErrors, FormState, described_by, use_form},
        table::{Cell, Table},
        time::Ago,
    },
};
use domain::{
    actor::{Right, Role},
    geo::Datum,
    import::{ImportKind, ImportLine, ImportState},
    sites::SiteKind,
};
use leptos::prelude::*;

/// The name under which the form comes back refused.
const FORM: &str = "import-begin";

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

/// What can be brought in, and what the person has begun before.
pub(super) fn choose(role: Role, open: Vec<ImportLine>) -> impl IntoView {
    // a file that is too large is refused before anybody knows what it is of
    let form = use_form(FORM);
    let begun = (!open.is_empty()).then(|| unfinished(open));
    let ways = ImportKind::open_to(role)
        .map(|kind| {
            let (drawing, text) = about(kind);
            link(beginning(kind), drawing, kind.label(), text)
        })
        .collect_view();
    // no list, and its file is no table: it has a page of its own
    let outlines = role
        .has(Right::Administer)
        .then(|| link(boundaries::PATH.to_owned(), Icon::Map, tr!(boundaries.way), tr!(boundaries.about)));
    view! {
        <FormErrors form />
        {begun}
        <Card title=tr!(import.what)>
            <div class="hub-links">{ways} {outlines}</div>
        </Card>
    }
}

fn about(kind: ImportKind) -> (Icon, &'static str) {
    match kind {
        ImportKind::Sites => (Icon::Site, tr!(import.about_sites)),
        ImportKind::Stoves => (Icon::Stove, tr!(import.about_stoves)),
        ImportKind::Detectors => (Icon::Bolt, tr!(import.about_detectors)),
        ImportKind::GasUsers => (Icon::Bowl, tr!(import.about_gas_users)),
        ImportKind::Penalties => (Icon::Shield, tr!(registers.hub_penalties)),
        ImportKind::Orders => (Icon::Phone, tr!(registers.hub_orders)),
        ImportKind::Fires => (Icon::Flame, tr!(registers.hub_fires)),
        ImportKind::YearTargets => (Icon::Rates, tr!(campaigns.hub_targets)),
    }
}

/// The form for a file of that kind.
pub(super) fn upload(what: ImportKind) -> impl IntoView {
    let form = use_form(FORM);
    let described = described_by(&form, "file", true);
    let id = form.id("file");
    let kind = (what == ImportKind::Sites).then(|| kind(form.clone(), String::new()));
    let datum = what.has_positions().then(|| {
        view! {
            {datum(form.clone(), String::new())}
            <p class="hint">{tr!(import.datum_hint)}</p>
        }
    });
    let note = (what != ImportKind::Sites).then(|| view! { <p class="hint">{tr!(import.once_hint)}</p> });
    view! {
        <Card title=tr!(import.step_file)>
            <form method="post" action="/do/imports" enctype="multipart/form-data" class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="what" value=what.as_str() />
                <Field
                    form=form.clone()
                    name="file"
                    label=tr!(import.file)
                    required=true
                    hint=Some(tr!(import.file_hint).to_owned())
                >
                    <input id=id type="file" name="file" accept=ACCEPTED required=true aria-describedby=described />
                </Field>
                {kind}
                {datum}
                {note}
                <Button look=Look::Primary>{tr!(import.read)}</Button>
            </form>
        </Card>
    }
}

/// What the third step is called.
pub(super) fn third_step(what: ImportKind) -> &'static str {
    if what == ImportKind::Sites { tr!(import.step_known) } else { tr!(import.step_confirm) }
}

fn unfinished(open: Vec<ImportLine>) -> impl IntoView {
    let columns = [tr!(import.file), tr!(import.what), tr!(import.state), tr!(import.begun)];
    let columns = columns.iter().map(ToString::to_string).collect();
    let rows = open
        .into_iter()
        .map(|line| {
            let state = match line.state {
                ImportState::Uploaded => tr!(import.step_columns),
                ImportState::Checked | ImportState::Done => third_step(line.what),
            };
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(import.file)>
                        <a href=href(line.id)>{line.file_name}</a>
                    </td>
                    <Cell label=tr!(import.what)>{line.what.label()}</Cell>
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
