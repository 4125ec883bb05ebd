//! The list of issued papers; those that are ticked are printed as one file.

use super::api::list_papers;
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Empty, or_nothing},
        field::{FormErrors, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::minute_text,
    },
};
use domain::{
    ids::{HazardId, SiteId},
    papers::{
        PaperKind, read_code,
        views::{PaperPage, PaperSummary},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The name under which the form comes back refused.
const FORM: &str = "paper-print";

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    kind: Option<PaperKind>,
    hazard: Option<HazardId>,
    site: Option<SiteId>,
    /// As it was typed.
    code: Option<String>,
    before: Option<i64>,
}

impl Asked {
    fn href(&self) -> String {
        let part = |name: &str, value: Option<String>| value.map(|value| format!("{name}={value}"));
        let parts = [
            part("kind", self.kind.map(|kind| kind.to_string())),
            part("hazard", self.hazard.map(|id| id.to_string())),
            part("site", self.site.map(|id| id.to_string())),
            part("code", self.code.as_deref().map(read_code)),
            part("before", self.before.map(|key| key.to_string())),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { super::PATH.to_owned() } else { format!("{}?{}", super::PATH, parts.join("&")) }
    }
}

/// The page.
#[component]
pub fn PapersPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        Asked {
            kind: query.get("kind").and_then(|word| word.parse().ok()),
            hazard: query.get("hazard").and_then(|id| id.parse().ok()),
            site: query.get("site").and_then(|id| id.parse().ok()),
            code: query.get("code").filter(|code| !code.trim().is_empty()),
            before: query.get("before").and_then(|key| key.parse().ok()),
        }
    });
    let data: Resource<Result<PaperPage, AppError>> =
        Resource::new(move || asked.get(), |a| list_papers(a.kind, a.hazard, a.site, a.code, a.before));
    view! {
        <PageHead title=tr!(papers.title)>
            <LinkButton href="/paper-templates" icon_before=Icon::Edit>
                {tr!(papers.templates)}
            </LinkButton>
        </PageHead>
        <div class="stack">
            <Load data view=move |page| shown(page, asked.get()).into_any() />
        </div>
    }
}

fn shown(page: PaperPage, asked: Asked) -> impl IntoView {
    let chip = |kind: Option<PaperKind>| {
        let href = Asked { kind, before: None, ..asked.clone() }.href();
        let current = (asked.kind == kind).then_some("page");
        let text = kind.map_or(tr!(papers.all), Label::label);
        view! {
            <a class="chip-link" href=href aria-current=current>
                {text}
            </a>
        }
    };
    let chips =
        std::iter::once(None).chain(PaperKind::ALL.iter().copied().map(Some)).map(chip).collect_view();
    let next = page.next.map(|key| Asked { before: Some(key), ..asked.clone() }.href());
    let previous = asked.before.map(|_| Asked { before: None, ..asked.clone() }.href());
    let none = if asked.code.is_some() { tr!(papers.none_of_code) } else { tr!(papers.none) };
    let typed = asked.code.clone().unwrap_or_default();
    let rows = if page.rows.is_empty() {
        view! { <Empty icon=Icon::Note title=none /> }.into_any()
    } else {
        table(page.rows).into_any()
    };
    view! {
        <p class="chip-links">{chips}</p>
        <form method="get" action=super::PATH class="form paper-code" role="search">
            <div class="field">
                <label for="paper-code">{tr!(papers.short_code)}</label>
                <input id="paper-code" type="search" name="code" value=typed maxlength="40" autocomplete="off" />
            </div>
            <Button icon_before=Icon::Search>{tr!(papers.find_code)}</Button>
        </form>
        {rows}
        <Pager previous=previous next=next />
    }
}

fn table(papers: Vec<PaperSummary>) -> impl IntoView {
    let columns = [
        tr!(papers.number),
        tr!(papers.kind),
        tr!(papers.site),
        tr!(papers.area),
        tr!(papers.issued_at),
        tr!(papers.issued_by),
    ];
    let rows = papers.into_iter().map(row).collect_view();
    view! {
        <form method="post" action="/do/papers/print" class="stack">
            <FormErrors form=use_form(FORM) />
            <Table caption=tr!(papers.title) columns=columns.iter().map(ToString::to_string).collect()>
                {rows}
            </Table>
            <p class="hint">{tr!(papers.print_hint)}</p>
            <Button look=Look::Primary icon_before=Icon::Print>
                {tr!(papers.print_ticked)}
            </Button>
        </form>
    }
}

fn row(paper: PaperSummary) -> impl IntoView {
    let label = tr!(lists.tick_row, name = paper.number.clone());
    view! {
        <tr>
            <td class="card-title" data-label=tr!(papers.number)>
                <label class="walk-tick">
                    <input type="checkbox" name="paper" value=paper.id.to_string() aria-label=label />
                </label>
                <a class="table-link" href=format!("/papers/{}", paper.id)>
                    {paper.number}
                </a>
            </td>
            <Cell label=tr!(papers.kind)>{paper.kind.label()}</Cell>
            <Cell label=tr!(papers.site)>{or_nothing(paper.site_name)}</Cell>
            <Cell label=tr!(papers.area)>{paper.area.name}</Cell>
            <Cell label=tr!(papers.issued_at)>{minute_text(paper.issued_at)}</Cell>
            <Cell label=tr!(papers.issued_by)>{paper.issued_by}</Cell>
        </tr>
    }
}
