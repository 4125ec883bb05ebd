//! What cites a superseded clause: open hazards, questions of checklists, templates of papers.

use super::{PATH, api::list_citing, book_href};
use crate::{
    checklists::entry_href,
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        badge::StatusBadge,
        button::LinkButton,
        card::{Card, Empty},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::day_text,
    },
    visits::pick,
};
use domain::rules::{
    RuleBook,
    views::{Citing, CitingHazard, CitingItem, CitingTemplate},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn CitingPage() -> impl IntoView {
    let query = use_query_map();
    let before = move || query.read().get("before").and_then(|key| key.parse::<i64>().ok());
    let data: Resource<Result<Citing, AppError>> = Resource::new(before, list_citing);
    view! {
        <PageHead title=tr!(rules.citing)>
            <LinkButton href=book_href(RuleBook::Standards) icon_before=Icon::List>
                {RuleBook::Standards.label()}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(rules.citing_hint)}</p>
        <Load data view=|citing| shown(citing).into_any() />
    }
}

fn shown(citing: Citing) -> impl IntoView {
    let next = citing.next.map(|key| format!("{PATH}/citing?before={key}"));
    let hazards = if citing.hazards.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(rules.no_citing_hazards) /> }.into_any()
    } else {
        hazards(citing.hazards).into_any()
    };
    let lists = (!citing.items.is_empty())
        .then(|| view! { <Card title=tr!(rules.citing_items)>{citing_items(citing.items)}</Card> });
    let papers = (!citing.templates.is_empty())
        .then(|| view! { <Card title=tr!(rules.citing_templates)>{templates(citing.templates)}</Card> });
    view! {
        <div class="stack">
            {lists} {papers} <Card title=tr!(rules.citing_hazards)>{hazards}</Card>
        </div>
        <Pager next />
    }
}

fn hazards(hazards: Vec<CitingHazard>) -> impl IntoView {
    let columns = [tr!(rules.number), tr!(rules.found), tr!(rules.status), tr!(rules.clause)];
    let rows = hazards
        .into_iter()
        .map(|hazard| {
            let clause = tr!(
                rules.ended_clause,
                clause = hazard.clause,
                code = hazard.code,
                day = day_text(hazard.ended)
            );
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.number)>
                        <a class="table-link" href=format!("/hazards/{}", hazard.id)>
                            {hazard.number}
                        </a>
                    </td>
                    <Cell label=tr!(rules.found)>{hazard.description}</Cell>
                    <Cell label=tr!(rules.status)>
                        <StatusBadge status=hazard.status />
                    </Cell>
                    <Cell label=tr!(rules.clause)>{clause}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.citing_hazards) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn templates(templates: Vec<CitingTemplate>) -> impl IntoView {
    let columns = [tr!(rules.template), tr!(papers.area), tr!(rules.clause)];
    let rows = templates
        .into_iter()
        .map(|template| {
            let clause = tr!(
                rules.ended_clause,
                clause = template.clause,
                code = template.code,
                day = day_text(template.ended)
            );
            let href = format!("/paper-templates?area={}", template.area.code);
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.template)>
                        <a class="table-link" href=href>
                            {template.kind.label()}
                        </a>
                    </td>
                    <Cell label=tr!(papers.area)>{template.area.name}</Cell>
                    <Cell label=tr!(rules.clause)>{clause}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.citing_templates) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// The items of checklists whose entries have changed or ended.
pub fn citing_items(items: Vec<CitingItem>) -> AnyView {
    let columns = [tr!(rules.checklist), tr!(rules.question), tr!(rules.code), tr!(rules.why)];
    let rows = items
        .into_iter()
        .map(|item| {
            let (title, question) = (pick(&item.title).to_owned(), pick(&item.question).to_owned());
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.checklist)>
                        <a class="table-link" href=entry_href(&item.list)>
                            {title}
                        </a>
                    </td>
                    <Cell label=tr!(rules.question)>{question}</Cell>
                    <Cell label=tr!(rules.code)>{item.code}</Cell>
                    <Cell label=tr!(rules.why)>{item.why.label()}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.citing_items) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
    .into_any()
}
