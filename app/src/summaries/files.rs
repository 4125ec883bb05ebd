//! Ways to the files of a summary or correction. They are no pages of the program: the browser fetches them itself.

use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::ids::SummaryId;
use leptos::prelude::*;

/// One of its files.
pub(super) fn file(id: SummaryId, name: &str, drawing: Icon, text: impl Into<String>) -> AnyView {
    let (href, text) = (format!("/api/v1/summaries/{id}/{name}"), text.into());
    view! {
        <a class="button" href=href rel="external">
            {icon(drawing)}
            <span>{text}</span>
        </a>
    }
    .into_any()
}

/// Those that hold all of an issued one.
pub(super) fn whole(id: SummaryId) -> AnyView {
    let files = [
        file(id, "pdf", Icon::Print, tr!(papers.pdf)),
        file(id, "docx", Icon::Download, tr!(papers.word)),
        file(id, "xlsx", Icon::Download, tr!(summaries.excel)),
    ];
    view! { <p class="actions">{Vec::from(files)}</p> }.into_any()
}

/// What is not issued yet as it would be printed.
pub(super) fn preview(id: SummaryId) -> AnyView {
    let way = file(id, "preview", Icon::Eye, tr!(summaries.preview_pdf));
    view! {
        <p class="actions">{way}</p>
        <p class="hint">{tr!(summaries.preview_hint)}</p>
    }
    .into_any()
}
