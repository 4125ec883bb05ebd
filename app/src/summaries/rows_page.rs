//! The rows behind a figure of a checked or issued summary, as they were frozen with it.

use super::{
    api::read_frozen_rows,
    href,
    links::{frozen_href, record_link},
};
use crate::{
    error::AppError,
    text::lang,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        card::Empty,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
    },
};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
    summary::{
        Column, Figure, FigureRef, Lang, Shape,
        names::{Named, figure_name},
        no_base,
        record::{FrozenRow, Names, RowField},
        tables,
        views::{FrozenRows, OnlyRows, RowsPart},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    id: SummaryId,
    figure: FigureRef,
    part: RowsPart,
    after: Option<i64>,
}

/// The page.
#[component]
pub fn RowsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let (params, query) = (params.read(), query.read());
        Some(Asked {
            id: params.get("id")?.parse().ok()?,
            figure: query.get("figure")?.parse().ok()?,
            part: RowsPart {
                area: query.get("area").and_then(|code| code.parse().ok()),
                only: query.get("only").map_or_else(|| Ok(OnlyRows::default()), |only| only.parse()).ok()?,
            },
            after: query.get("after").and_then(|key| key.parse().ok()),
        })
    });
    let data: Resource<Result<FrozenRows, AppError>> = Resource::new(
        move || asked.get(),
        |asked| async move {
            match asked {
                Some(Asked { id, figure, part: RowsPart { area, only }, after }) => {
                    let only = Some(only).filter(|only| !only.0.is_empty()).map(|only| only.to_string());
                    read_frozen_rows(id, figure, area, only, after).await
                }
                None => Err(Fault::new(Code::NotFound).into()),
            }
        },
    );
    view! { <Load data view=move |rows| asked.get().map_or_else(|| ().into_any(), |asked| shown(rows, &asked)) /> }
}

fn shown(frozen: FrozenRows, asked: &Asked) -> AnyView {
    let FrozenRows { total, rows, names, next } = frozen;
    let lang = lang();
    let name = figure_name(asked.figure, lang);
    let name = if asked.figure.column == Column::Base { tr!(summaries.base_of, figure = name) } else { name };
    let heading = tr!(summaries.rows_of, figure = name);
    let count = tr!(summaries.rows_total, n = total);
    let back = href(asked.id);
    let first = asked.after.map(|_| frozen_href(asked.id, asked.figure, &asked.part, None));
    let next = next.map(|key| frozen_href(asked.id, asked.figure, &asked.part, Some(key)));
    let part = part_text(&asked.part, &names, lang);
    let sides = sides(asked);
    let body = if rows.is_empty() {
        view! { <Empty icon=Icon::List title=tr!(summaries.no_rows) /> }.into_any()
    } else {
        table(rows, &names, lang)
    };
    view! {
        <PageHead title=heading>
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(summaries.back)}
            </LinkButton>
        </PageHead>
        {part}
        {sides}
        <p class="results-total">{count}</p>
        <p class="hint">{tr!(summaries.rows_hint)} " " {counted_as(asked.figure)}</p>
        {body}
        <Pager previous=first next=next />
    }
    .into_any()
}

/// The two sides of a rate, each a way to the other: what is in its numerator, and what it is of.
fn sides(asked: &Asked) -> Option<AnyView> {
    let rate = match asked.figure.column {
        Column::Base => asked.figure.at(Column::Now),
        _ => asked.figure,
    };
    let base = rate.base()?;
    let ways: Vec<AnyView> = [(rate, tr!(summaries.rate_n)), (base, tr!(summaries.rate_base))]
        .into_iter()
        .map(|(figure, name)| {
            let href = frozen_href(asked.id, figure, &asked.part, None);
            let current = (figure == asked.figure).then_some("page");
            view! {
                <a class="chip-link" href=href aria-current=current>
                    {name}
                </a>
            }
            .into_any()
        })
        .collect();
    Some(view! { <p class="chip-links">{ways}</p> }.into_any())
}

/// Which part of the rows of the figure it is.
fn part_text(part: &RowsPart, names: &Names, lang: Lang) -> Option<AnyView> {
    let area = part.area.as_ref().map(|area| (RowField::Area, area.to_string()));
    let parts: Vec<String> = area
        .into_iter()
        .chain(part.only.0.iter().cloned())
        .map(|(field, value)| {
            let shown = tables::Cell::of_field(field, &value, names, lang).show(lang);
            let shown = if value.is_empty() { no_base(lang).to_owned() } else { shown };
            tr!(summaries.rows_part, field = field.name(lang), value = shown)
        })
        .collect();
    let parts = parts.join(tr!(ui.list_comma));
    (!parts.is_empty()).then(|| view! { <p>{parts}</p> }.into_any())
}

/// Why there may be more or fewer rows than the figure says.
fn counted_as(asked: FigureRef) -> Option<&'static str> {
    use Figure as F;
    if asked.column == Column::Base {
        return Some(tr!(summaries.rows_of_base));
    }
    Some(match asked.figure {
        figure if figure.shape() == Shape::Ratio => tr!(summaries.rows_of_rate),
        F::Premises | F::HouseholdsSurveyed | F::GasAlarmHouseholds | F::GasAlarmsServed => {
            tr!(summaries.rows_by_site)
        }
        F::EstatesWithDetectors | F::ChargerEstates => tr!(summaries.rows_by_estate),
        F::FlowFound | F::FlowReopened | F::FlowClosed | F::FlowVoided => tr!(summaries.rows_by_event),
        _ => return None,
    })
}

fn table(rows: Vec<FrozenRow>, names: &Names, lang: Lang) -> AnyView {
    let columns = [tr!(summaries.record), tr!(summaries.area), tr!(summaries.fields)];
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|row| {
            let name = record_link(row.key, &row.label, lang);
            let fields: Vec<AnyView> = row
                .fields
                .iter()
                // the area has a column
                .filter(|(field, _)| **field != RowField::Area)
                .map(|(field, value)| {
                    let (name, value) =
                        (field.name(lang), tables::Cell::of_field(*field, value, names, lang).show(lang));
                    view! {
                        <li>
                            <span class="muted">{name}</span>
                            " "
                            {value}
                        </li>
                    }
                    .into_any()
                })
                .collect();
            let fields = if fields.is_empty() {
                no_base(lang).into_any()
            } else {
                view! { <ul class="summary-changes">{fields}</ul> }.into_any()
            };
            let area = row.area.to_string();
            let area = names.get(&area).cloned().unwrap_or(area);
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        {name}
                    </td>
                    <Cell label=columns[1]>{area}</Cell>
                    <Cell label=columns[2]>{fields}</Cell>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <Table caption=tr!(summaries.rows) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
    .into_any()
}
