//! The rows behind a number of a checked or issued summary, as they were frozen with it.

use super::{
    api::{read_frozen_rows, read_rows_beside},
    href,
    links::{beside_href, frozen_href, record_link, rows_table},
};
use crate::{
    error::AppError,
    listing::days_text,
    text::lang,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        card::Empty,
        icon,
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
        beside::Behind,
        names::{Named, figure_name},
        no_base,
        opens::Kept,
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
    rows: Kept,
    after: Option<i64>,
}

/// The address of a page of them.
fn page_href(id: SummaryId, rows: &Kept, after: Option<i64>) -> String {
    match rows {
        Kept::Own(figure, part) => frozen_href(id, *figure, part, after),
        Kept::Beside(behind) => beside_href(id, *behind, after),
    }
}

/// The figure, where it is one.
const fn figure_of(rows: &Kept) -> Option<FigureRef> {
    match rows {
        Kept::Own(figure, _) | Kept::Beside(Behind::Figure(_, figure)) => Some(*figure),
        Kept::Beside(Behind::Devices(..) | Behind::Life(..)) => None,
    }
}

/// The rows of another figure of the same period and part.
fn of_other(rows: &Kept, figure: FigureRef) -> Kept {
    match rows {
        Kept::Beside(Behind::Figure(months, _)) => Kept::Beside(Behind::Figure(*months, figure)),
        Kept::Own(_, part) => Kept::Own(figure, part.clone()),
        Kept::Beside(other) => Kept::Beside(*other),
    }
}

/// The page.
#[component]
pub fn RowsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let (params, query) = (params.read(), query.read());
        let own = || {
            let part = RowsPart {
                area: query.get("area").and_then(|code| code.parse().ok()),
                only: query.get("only").map_or_else(|| Ok(OnlyRows::default()), |only| only.parse()).ok()?,
                happened: query.get("happened").map(|days| days.parse()).transpose().ok()?,
            };
            Some(Kept::Own(query.get("figure")?.parse().ok()?, part))
        };
        let rows = match query.get("beside") {
            Some(behind) => Kept::Beside(behind.parse().ok()?),
            None => own()?,
        };
        let after = query.get("after").and_then(|key| key.parse().ok());
        Some(Asked { id: params.get("id")?.parse().ok()?, rows, after })
    });
    let data: Resource<Result<FrozenRows, AppError>> = Resource::new(
        move || asked.get(),
        |asked| async move {
            let Some(Asked { id, rows, after }) = asked else {
                return Err(Fault::new(Code::NotFound).into());
            };
            match rows {
                Kept::Own(figure, RowsPart { area, only, happened }) => {
                    let only = Some(only).filter(|only| !only.0.is_empty()).map(|only| only.to_string());
                    read_frozen_rows(id, figure, area, only, happened, after).await
                }
                Kept::Beside(behind) => read_rows_beside(id, behind, after).await,
            }
        },
    );
    view! { <Load data view=move |rows| asked.get().map_or_else(|| ().into_any(), |asked| shown(rows, &asked)) /> }
}

fn shown(frozen: FrozenRows, asked: &Asked) -> AnyView {
    let FrozenRows { total, rows, names, next } = frozen;
    let lang = lang();
    let heading = tr!(summaries.rows_of, figure = name(&asked.rows, lang));
    let count = tr!(summaries.rows_total, n = total);
    let back = href(asked.id);
    let first = asked.after.map(|_| page_href(asked.id, &asked.rows, None));
    let next = next.map(|key| page_href(asked.id, &asked.rows, Some(key)));
    let part = which_text(&asked.rows, &names, lang);
    let sides = sides(asked);
    let counted = figure_of(&asked.rows).and_then(counted_as);
    let whole = (!rows.is_empty()).then(|| rows_table(asked.id, &asked.rows)).map(|href| {
        view! {
            <a class="button" href=href rel="external">
                {icon(Icon::Download)}
                <span>{tr!(summaries.rows_csv)}</span>
            </a>
        }
    });
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
            {whole}
        </PageHead>
        {part}
        {sides}
        <p class="results-total">{count}</p>
        <p class="hint">{tr!(summaries.rows_hint)} " " {counted}</p>
        {body}
        <Pager previous=first next=next />
    }
    .into_any()
}

/// What the number is called.
fn name(rows: &Kept, lang: Lang) -> String {
    match rows {
        Kept::Own(figure, _) | Kept::Beside(Behind::Figure(_, figure)) => {
            let name = figure_name(*figure, lang);
            if figure.column == Column::Base { tr!(summaries.base_of, figure = name) } else { name }
        }
        Kept::Beside(Behind::Devices(kind, set)) => {
            tr!(summaries.rows_part, field = kind.name(lang), value = set.name(lang))
        }
        Kept::Beside(Behind::Life(gear, life)) => {
            tr!(summaries.rows_part, field = gear.name(lang), value = life.name(lang))
        }
    }
}

/// The two sides of a rate, each a way to the other: what is in its numerator, and what it is of.
fn sides(asked: &Asked) -> Option<AnyView> {
    let shown = figure_of(&asked.rows)?;
    let rate = match shown.column {
        Column::Base => shown.at(Column::Now),
        _ => shown,
    };
    let base = rate.base()?;
    let ways: Vec<AnyView> = [(rate, tr!(summaries.rate_n)), (base, tr!(summaries.rate_base))]
        .into_iter()
        .map(|(figure, name)| {
            let href = page_href(asked.id, &of_other(&asked.rows, figure), None);
            let current = (figure == shown).then_some("page");
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

/// Of which months they are, or which part of the rows of the figure.
fn which_text(rows: &Kept, names: &Names, lang: Lang) -> Option<AnyView> {
    match rows {
        Kept::Own(_, part) => part_text(part, names, lang),
        Kept::Beside(Behind::Figure(months, _)) => {
            let text = tr!(summaries.rows_months, months = months.name(lang));
            Some(view! { <p>{text}</p> }.into_any())
        }
        Kept::Beside(Behind::Devices(..) | Behind::Life(..)) => None,
    }
}

/// Which part of the rows of the figure it is.
fn part_text(part: &RowsPart, names: &Names, lang: Lang) -> Option<AnyView> {
    let area = part.area.as_ref().map(|area| (RowField::Area, area.to_string()));
    let mut parts: Vec<String> = area
        .into_iter()
        .chain(part.only.0.iter().cloned())
        .map(|(field, value)| {
            let shown = tables::Cell::of_field(field, &value, names, lang).show(lang);
            let shown = if value.is_empty() { no_base(lang).to_owned() } else { shown };
            tr!(summaries.rows_part, field = field.name(lang), value = shown)
        })
        .collect();
    let days = part.happened.and_then(|days| days_text(days.from, days.to));
    let happened = RowField::HappenedAt.name(lang);
    parts.extend(days.map(|days| tr!(summaries.rows_part, field = happened, value = days)));
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
        F::Premises
        | F::HouseholdsSurveyed
        | F::GasAlarmHouseholds
        | F::GasAlarmsServed
        | F::GasAlarmsInstalled => {
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
