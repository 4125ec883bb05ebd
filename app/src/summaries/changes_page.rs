//! What changed in the rows of an issued summary since; the same page shows a correction.

use super::{
    api::read_changes,
    badges::status_badge,
    files, href,
    links::record_link,
    steps::{about, summary_steps},
};
use crate::{
    error::AppError,
    text::lang,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        card::{Card, Empty},
        load::Load,
        page::PageHead,
        table::{Cell, Table, numbers_row},
        time::minute_text,
    },
};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
    summary::{
        Lang, Value,
        correction::{Correction, CorrectionLine, CorrectionTable, FieldChange, FigureChange},
        lifecycle::{SummaryState, SummaryStatus},
        names::{Named, figure_name},
        no_base,
        record::Names,
        tables,
        views::ChangedSince,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ChangesPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse::<SummaryId>().ok());
    let data: Resource<Result<ChangedSince, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_changes(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=move |changed| shown(changed, id()) /> }
}

fn shown(changed: ChangedSince, asked: Option<SummaryId>) -> AnyView {
    let ChangedSince { state, correction, buttons } = changed;
    let lang = lang();
    let period = correction.period.name(lang);
    let heading = match &state {
        Some(_) => tr!(summaries.correction_of, period = period),
        None => tr!(summaries.since_of, period = period),
    };
    let lead = tr!(
        summaries.since_text,
        number = correction.number.clone(),
        area = correction.area.name.clone(),
        issued = minute_text(correction.issued_as_of),
        now = minute_text(correction.as_of)
    );
    // without a correction the steps are those of what would be corrected
    let steps = match &state {
        Some(state) => summary_steps(about(state), &buttons, None),
        None => summary_steps((correction.of, 0, None), &buttons, None),
    };
    let standing = state.as_ref().map(|state| standing(state, &correction, lang));
    // what a correction corrects may itself be one, which has no page of a summary
    let root = state.as_ref().map_or(asked, |state| state.corrects);
    let back = href(root.unwrap_or(correction.of));
    let body = if correction.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(summaries.nothing_changed) /> }.into_any()
    } else {
        changes(correction, lang)
    };
    view! {
        <PageHead title=heading>
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(summaries.corrected)}
            </LinkButton>
        </PageHead>
        {standing}
        <p>{lead}</p>
        <p class="hint">{tr!(summaries.since_hint)}</p>
        <div class="stack summary-page">{steps} {body}</div>
    }
    .into_any()
}

/// Where a correction stands, with its files once it is issued.
fn standing(state: &SummaryState, correction: &Correction, lang: Lang) -> AnyView {
    let number = state.number.clone().map(|number| view! { <span class="tag">{number}</span> });
    let files = match state.status {
        SummaryStatus::Issued => issued_files(state.id, correction, lang),
        SummaryStatus::Draft | SummaryStatus::Checked => files::preview(state.id),
    };
    view! {
        <p class="hazard-marks">{status_badge(state.status)} {number}</p>
        {files}
    }
    .into_any()
}

/// The whole of it, and each table that has a row.
fn issued_files(id: SummaryId, correction: &Correction, lang: Lang) -> AnyView {
    let says = |table: &CorrectionTable| match table {
        CorrectionTable::Figures => !correction.figures.is_empty(),
        CorrectionTable::Rows => !correction.lines.is_empty(),
    };
    let tables = CorrectionTable::ALL.iter().copied().filter(says);
    files::issued(id, tables.map(|table| (table.to_string(), table.name(lang).to_owned())))
}

fn changes(correction: Correction, lang: Lang) -> AnyView {
    let figures = (!correction.figures.is_empty()).then(|| figures_table(correction.figures, lang));
    let rows = rows_table(correction.lines, &correction.names, lang);
    view! {
        {figures}
        <Card title=tr!(summaries.changed_lines)>{rows}</Card>
    }
    .into_any()
}

/// The figures that would be others today.
fn figures_table(figures: Vec<FigureChange>, lang: Lang) -> AnyView {
    let columns = [tr!(summaries.figure), tr!(summaries.as_issued), tr!(summaries.as_now)];
    let value = |value: Option<Value>| {
        value.map_or_else(|| no_base(lang).to_owned(), |value| value.show_with_base(lang))
    };
    let rows: Vec<AnyView> = figures
        .into_iter()
        .map(|change| {
            let numbers = vec![value(change.before).into_any(), value(change.after).into_any()];
            numbers_row(&columns, figure_name(change.figure, lang).into_any(), numbers)
        })
        .collect();
    view! {
        <Card title=tr!(summaries.changed_figures)>
            <p class="hint">{tr!(summaries.changed_figures_hint)}</p>
            <Table caption=tr!(summaries.changed_figures) columns=columns.iter().map(ToString::to_string).collect()>
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

/// The rows that changed, with before and after.
fn rows_table(lines: Vec<CorrectionLine>, names: &Names, lang: Lang) -> AnyView {
    let columns =
        [tr!(summaries.record), tr!(summaries.change), tr!(summaries.fields), tr!(summaries.in_figures)];
    let rows: Vec<AnyView> = lines
        .into_iter()
        .map(|line| {
            let name = record_link(line.key, &line.label, lang);
            let fields: Vec<AnyView> =
                line.fields.iter().map(|change| field_view(change, names, lang)).collect();
            let figures: Vec<String> = line.figures.iter().map(|figure| figure_name(*figure, lang)).collect();
            let figures = figures.join(tr!(ui.list_comma));
            let change = line.change.name(lang);
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        {name}
                    </td>
                    <Cell label=columns[1]>{change}</Cell>
                    <Cell label=columns[2]>
                        <ul class="summary-changes">{fields}</ul>
                    </Cell>
                    <Cell label=columns[3]>{figures}</Cell>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <Table caption=tr!(summaries.changed_lines) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
    .into_any()
}

fn field_view(change: &FieldChange, names: &Names, lang: Lang) -> AnyView {
    let text = |value: Option<&String>| {
        let cell = value
            .map_or(tables::Cell::None, |value| tables::Cell::of_field(change.field, value, names, lang));
        cell.show(lang)
    };
    let (name, before, after) =
        (change.field.name(lang), text(change.before.as_ref()), text(change.after.as_ref()));
    view! {
        <li>
            <span class="muted">{name}</span>
            " "
            <del>{before}</del>
            " → "
            <ins>{after}</ins>
        </li>
    }
    .into_any()
}
