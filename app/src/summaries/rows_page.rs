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
    area::AreaCode,
    fault::{Code, Fault},
    ids::SummaryId,
    summary::{
        FigureRef, Lang,
        names::{Named, figure_name},
        record::FrozenRow,
        tables,
        views::FrozenRows,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    id: SummaryId,
    figure: FigureRef,
    area: Option<AreaCode>,
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
            area: query.get("area").and_then(|code| code.parse().ok()),
            after: query.get("after").and_then(|key| key.parse().ok()),
        })
    });
    let data: Resource<Result<FrozenRows, AppError>> = Resource::new(
        move || asked.get(),
        |asked| async move {
            match asked {
                Some(asked) => read_frozen_rows(asked.id, asked.figure, asked.area, asked.after).await,
                None => Err(Fault::new(Code::NotFound).into()),
            }
        },
    );
    view! { <Load data view=move |rows| asked.get().map_or_else(|| ().into_any(), |asked| shown(rows, &asked)) /> }
}

fn shown(frozen: FrozenRows, asked: &Asked) -> AnyView {
    let FrozenRows { total, rows, next } = frozen;
    let lang = lang();
    let heading = tr!(summaries.rows_of, figure = figure_name(asked.figure, lang));
    let count = tr!(summaries.rows_total, n = total);
    let back = href(asked.id);
    let first = asked.after.map(|_| frozen_href(asked.id, asked.figure, asked.area.as_ref(), None));
    let next = next.map(|key| frozen_href(asked.id, asked.figure, asked.area.as_ref(), Some(key)));
    let body = if rows.is_empty() {
        view! { <Empty icon=Icon::List title=tr!(summaries.no_rows) /> }.into_any()
    } else {
        table(rows, lang)
    };
    view! {
        <PageHead title=heading>
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(summaries.back)}
            </LinkButton>
        </PageHead>
        <p class="results-total">{count}</p>
        <p class="hint">{tr!(summaries.rows_hint)}</p>
        {body}
        <Pager previous=first next=next />
    }
    .into_any()
}

fn table(rows: Vec<FrozenRow>, lang: Lang) -> AnyView {
    let columns = [tr!(summaries.record), tr!(summaries.area_code), tr!(summaries.fields)];
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|row| {
            let name = record_link(row.key, &row.label, lang);
            let fields: Vec<AnyView> = row
                .fields
                .iter()
                .map(|(field, value)| {
                    let (name, value) =
                        (field.name(lang), tables::Cell::of_field(*field, value, lang).show(lang));
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
            let area = row.area.to_string();
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        {name}
                    </td>
                    <Cell label=columns[1]>{area}</Cell>
                    <Cell label=columns[2]>
                        <ul class="summary-changes">{fields}</ul>
                    </Cell>
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
