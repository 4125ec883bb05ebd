//! An issued paper with its files.

use super::{api::read_paper, document::sheet, draft_about};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        card::{Card, Fact, Facts},
        load::Load,
        page::PageHead,
        time::minute_text,
    },
};
use domain::{
    fault::{Code, Fault},
    papers::{PaperKind, views::PaperDetail},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn PaperPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<PaperDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_paper(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=shown /> }
}

fn shown(paper: PaperDetail) -> AnyView {
    let PaperDetail { summary, document, sha256, short_code, hazards, site } = paper;
    // files are no pages of the program: the browser fetches them itself
    let id = summary.id;
    let file = |format: &str, icon: Icon, text: &'static str| {
        let href = format!("/api/v1/papers/{id}/{format}");
        view! {
            <a class="button" href=href rel="external">
                {crate::ui::icon(icon)}
                <span>{text}</span>
            </a>
        }
    };
    let pdf = file("pdf", Icon::Print, tr!(papers.pdf));
    let word = file("docx", Icon::Download, tr!(papers.word));
    let delivery = (summary.kind != PaperKind::Delivery).then(|| {
        view! {
            <LinkButton href=draft_about(PaperKind::Delivery, id.0) icon_before=Icon::Check>
                {PaperKind::Delivery.label()}
            </LinkButton>
        }
    });
    let hazards = hazards
        .into_iter()
        .map(|(id, number)| {
            view! {
                <a class="table-link" href=format!("/hazards/{id}")>
                    {number}
                </a>
                " "
            }
        })
        .collect_view();
    let site_name = summary.site_name.clone().unwrap_or_default();
    let site = site.map(move |id| {
        view! {
            <Fact name=tr!(papers.site)>
                <a class="table-link" href=format!("/sites/{id}")>
                    {site_name}
                </a>
            </Fact>
        }
    });
    view! {
        <PageHead title=summary.number.clone()>
            {pdf}
            {word}
            {delivery}
        </PageHead>
        <div class="stack">
            {sheet(document)}
            <Card title=tr!(papers.facts)>
                <Facts>
                    <Fact name=tr!(papers.kind)>{summary.kind.label()}</Fact>
                    <Fact name=tr!(papers.issued_at)>{minute_text(summary.issued_at)}</Fact>
                    <Fact name=tr!(papers.issued_by)>{summary.issued_by}</Fact>
                    {site}
                    <Fact name=tr!(papers.hazards)>{hazards}</Fact>
                    <Fact name=tr!(papers.short_code)>{short_code}</Fact>
                    <Fact name=tr!(papers.sha256)>
                        <code class="document-hash">{sha256}</code>
                    </Fact>
                </Facts>
            </Card>
        </div>
    }
    .into_any()
}
