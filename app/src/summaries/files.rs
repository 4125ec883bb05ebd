//! Ways to the files of a summary or correction. They are no pages of the program: the browser fetches them itself.

use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::ids::SummaryId;
use leptos::prelude::*;

/// One of its files.
fn file(id: SummaryId, name: &str, drawing: Icon, text: impl Into<String>) -> AnyView {
    let (href, text) = (format!("/api/v1/summaries/{id}/{name}"), text.into());
    view! {
        <a class="button" href=href rel="external">
            {icon(drawing)}
            <span>{text}</span>
        </a>
    }
    .into_any()
}

/// Those of an issued one: what holds all of it, the same in English, each table by its word and title, and what their columns and
/// figures mean.
pub(super) fn issued(id: SummaryId, tables: impl IntoIterator<Item = (String, String)>) -> AnyView {
    let whole = Vec::from([
        file(id, "pdf", Icon::Print, tr!(papers.pdf)),
        file(id, "docx", Icon::Download, tr!(papers.word)),
        file(id, "xlsx", Icon::Download, tr!(summaries.excel)),
    ]);
    let single =
        tables.into_iter().map(|(table, title)| file(id, &format!("{table}.csv"), Icon::List, title));
    let dictionary = file(id, "dictionary.csv", Icon::Info, tr!(summaries.dictionary));
    let single: Vec<AnyView> = single.chain([dictionary]).collect();
    let english: Vec<AnyView> = [
        ("pdf", Icon::Print, tr!(papers.pdf)),
        ("docx", Icon::Download, tr!(papers.word)),
        ("xlsx", Icon::Download, tr!(summaries.excel)),
    ]
    .map(|(name, drawing, kind)| {
        file(id, &format!("english/{name}"), drawing, tr!(summaries.english_file, kind = kind))
    })
    .into();
    view! {
        <p class="actions">{whole}</p>
        <p class="hint">{tr!(summaries.english_hint)}</p>
        <p class="actions">{english}</p>
        <p class="hint">{tr!(summaries.csv)}</p>
        <p class="actions">{single}</p>
    }
    .into_any()
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
