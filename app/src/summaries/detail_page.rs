//! One summary: its text with live figures, its tables, charts and map, the next steps, its files.

use super::{
    PATH,
    api::{Drawn, read_summary},
    badges::status_badge,
    changes_href,
    facts::facts,
    files,
    leader_card::{LeaderCard, asked_links},
    links::Links,
    map::map_figure,
    sections::{contents, sections},
    steps::{about, may_edit, summary_steps},
    year_href,
};
use crate::{
    dashboard::{bars, trends},
    error::AppError,
    fault_text::fault_text,
    query::address,
    text::lang,
    tr,
    ui::{Icon, button::LinkButton, card::Card, icon, load::Load, page::PageHead, time::minute_text},
};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
    summary::{Figure, lifecycle::SummaryStatus, tables::tables, text::title, views::SummaryPage},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Which summary the address names.
pub(super) fn asked_id() -> impl Fn() -> Option<SummaryId> + Send + Sync + 'static {
    let params = use_params_map();
    move || params.read().get("id").and_then(|id| id.parse().ok())
}

/// The summary that the address names.
pub(super) fn asked_summary() -> Resource<Result<Drawn, AppError>> {
    let lang = lang();
    Resource::new(asked_id(), move |id| async move {
        match id {
            Some(id) => read_summary(id, lang).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    })
}

/// The page.
#[component]
pub fn DetailPage() -> impl IntoView {
    let data = asked_summary();
    let links = asked_links();
    view! {
        <Load data=data view=shown />
        <LeaderCard data=links />
    }
}

fn shown(drawn: Drawn) -> AnyView {
    let Drawn { page, charts, ages, map } = drawn;
    let lang = lang();
    let links = Links::of(&page);
    let status = page.state.status;
    let heading = title(&page.summary, lang);
    let number = page.state.number.clone().map(|number| view! { <span class="tag">{number}</span> });
    let as_of = tr!(summaries.as_of_text, at = minute_text(page.summary.as_of));
    let live = match status {
        SummaryStatus::Draft => tr!(summaries.live_hint),
        SummaryStatus::Checked | SummaryStatus::Issued if links.keep_beside() => tr!(summaries.frozen_hint),
        SummaryStatus::Checked | SummaryStatus::Issued => tr!(summaries.frozen_alone_hint),
    };
    let edits = may_edit(&page.buttons);
    let steps = summary_steps(about(&page.state), &page.buttons, page.not_ready.as_ref());
    let in_the_way = not_ready(&page);
    let after = after_issue(&page);
    let text = sections(&page, &links, lang, edits);
    let map = map_card(&page, &links, map);
    let (heads, facts, ways) = (contents(&page.text, &page.summary, lang), facts(&page), ways(&page));
    let files = files_card(&page);
    view! {
        <PageHead title=heading>{ways}</PageHead>
        <div class="hazard-lead">
            <p class="hazard-marks">{status_badge(status)} {number} <span class="muted">{as_of}</span></p>
            <p class="hint">{live}</p>
        </div>
        <div class="stack summary-page">
            {in_the_way} {after} {steps} {heads} {text} {trends(charts)} {bars(ages)} {map} {files} {facts}
        </div>
    }
    .into_any()
}

/// The other ways to look at it.
fn ways(page: &SummaryPage) -> AnyView {
    let (id, area, year) = (page.state.id, &page.summary.area.code, page.summary.period.year());
    let compare = address(&format!("{PATH}/compare"), [("id", id.to_string())]);
    let year = year_href(area, year);
    let print = format!("{PATH}/{id}/print");
    view! {
        <LinkButton href=compare icon_before=Icon::Swap>
            {tr!(summaries.compare)}
        </LinkButton>
        <LinkButton href=year icon_before=Icon::Calendar>
            {tr!(summaries.year_page)}
        </LinkButton>
        <LinkButton href=print icon_before=Icon::Print>
            {tr!(summaries.print_page)}
        </LinkButton>
    }
    .into_any()
}

/// What stands in the way of the issue, for everybody who reads a draft.
fn not_ready(page: &SummaryPage) -> Option<AnyView> {
    let fault = page.not_ready.as_ref().filter(|_| page.state.status != SummaryStatus::Issued)?;
    let why = fault_text(fault);
    Some(
        view! {
            <p class="message tone-warn" role="status">
                {icon(Icon::Info)}
                <span>{why}</span>
            </p>
        }
        .into_any(),
    )
}

/// What changed since the issue, and the corrections.
fn after_issue(page: &SummaryPage) -> Option<AnyView> {
    if page.state.status != SummaryStatus::Issued {
        return None;
    }
    let corrections: Vec<AnyView> = page
        .corrections
        .iter()
        .map(|(id, number)| {
            let text = number.clone().unwrap_or_else(|| tr!(summaries.correction_draft).to_owned());
            let href = changes_href(*id);
            view! {
                <li>
                    <a class="button quiet" href=href>
                        {text}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    let changed = changes_href(page.state.id);
    Some(
        view! {
            <Card title=tr!(summaries.since)>
                <p class="actions">
                    <LinkButton href=changed icon_before=Icon::Clock>
                        {tr!(summaries.changed_since)}
                    </LinkButton>
                </p>
                <ul class="summary-changes">{corrections}</ul>
            </Card>
        }
        .into_any(),
    )
}

/// The map, and the way to that of the rows, which has streets.
fn map_card(page: &SummaryPage, links: &Links, svg: String) -> AnyView {
    let map = map_figure(&page.summary, svg);
    let way = links.now(Figure::Found).map(|href| {
        view! {
            <p class="actions">
                <LinkButton href=href icon_before=Icon::Map>
                    {tr!(summaries.to_map)}
                </LinkButton>
            </p>
        }
    });
    view! {
        <Card title=tr!(summaries.map)>
            {map} {way}
        </Card>
    }
    .into_any()
}

/// The files of an issued one; of any other what it would be.
fn files_card(page: &SummaryPage) -> AnyView {
    let id = page.state.id;
    if page.state.status != SummaryStatus::Issued {
        let preview = files::preview(id);
        return view! { <Card title=tr!(summaries.files)>{preview}</Card> }.into_any();
    }
    let tables = tables(&page.summary, lang()).into_iter().map(|table| (table.key.to_string(), table.title));
    let issued = files::issued(id, tables);
    view! { <Card title=tr!(summaries.files)>{issued}</Card> }.into_any()
}
