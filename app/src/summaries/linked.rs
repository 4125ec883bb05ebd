//! An issued summary as leaders read it by a link: the words and tables of the paper and its trends, nothing to press but the file.

use super::{map::map_figure, print_page::document};
use crate::{
    dashboard::{bars, trends},
    papers::document::sheet_in,
    party::document::head,
    text::{html_lang, lang, locale},
    tr,
    ui::time::minute_text,
};
use domain::{
    figures::Charts,
    summary::{links::LinkedSummary, text::title},
};
use leptos::prelude::*;

/// The page of a link.
pub struct Linked {
    /// What it opens.
    pub summary: LinkedSummary,
    /// The trends of the twelve months that end with its period.
    pub charts: Charts,
    /// How old what is open is, drawn; empty when nothing is.
    pub ages: String,
    /// Where hazards were found, drawn; empty when nothing found has a position.
    pub map: String,
    /// Path of the page.
    pub address: String,
}

/// What the page is called.
pub(crate) fn heading(shown: &Linked) -> String {
    title(&shown.summary.page.summary, lang())
}

/// The page.
pub(crate) fn linked(shown: Linked) -> AnyView {
    let Linked { summary: LinkedSummary { page, expires_at }, charts, ages, map, address } = shown;
    let head = head(|other| format!("{address}?lang={other}"));
    let sheet = sheet_in(html_lang(locale()), document(&page, lang()));
    let map = map_figure(&page.summary, map);
    let (ways, numbers): (Vec<AnyView>, Vec<String>) = page
        .corrections
        .into_iter()
        .filter_map(|(id, number)| {
            let number = number?;
            let (way, name) =
                (format!("{address}/{id}/pdf"), tr!(summaries.link_correction, number = number.clone()));
            let way = view! {
                <p>
                    <a class="button" href=way>
                        {name}
                    </a>
                </p>
            };
            Some((way.into_any(), number))
        })
        .unzip();
    // whoever reads figures that were corrected must know it before they quote them
    let corrected = (!numbers.is_empty()).then(|| {
        let text = tr!(summaries.link_corrected, numbers = numbers.join(tr!(ui.list_comma)));
        view! {
            <p class="party-say" role="status">
                {text}
            </p>
            {ways}
        }
    });
    let (file, trends, ages) = (format!("{address}/pdf"), trends(charts), bars(ages));
    view! {
        {head}
        {corrected}
        <p>
            <a class="button primary" href=file>
                {tr!(papers.pdf)}
            </a>
        </p>
        {sheet}
        {trends}
        {ages}
        {map}
        <p class="muted">{tr!(party.until, day = minute_text(expires_at))}</p>
    }
    .into_any()
}
