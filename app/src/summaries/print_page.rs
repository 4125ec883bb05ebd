//! A summary as it is printed: the words and tables of the paper without anything to press.

use super::{api::Drawn, detail_page::asked_summary, facts::name_of, href, map::map_figure};
use crate::{
    dashboard::{bars, trends},
    papers::document::sheet_in,
    text::{html_lang, lang, locale},
    tr,
    ui::{Icon, button::LinkButton, load::Load, page::PageHead, paper::PrintButton, time::minute_text},
};
use domain::{
    papers::{Align, Block, Document, Table},
    summary::{
        Lang,
        lifecycle::SummaryStatus,
        tables::{Cell, SummaryTable, tables},
        text::{headed, title},
        views::SummaryPage,
    },
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn PrintPage() -> impl IntoView {
    let data = asked_summary();
    view! { <Load data=data view=shown /> }
}

fn shown(drawn: Drawn) -> AnyView {
    let Drawn { page, charts, ages, map: svg } = drawn;
    let back = href(page.state.id);
    let document = document(&page, lang());
    let heading = document.title.clone();
    let sheet = sheet_in(html_lang(locale()), document);
    let map = map_figure(&page.summary, svg);
    view! {
        <PageHead title=heading>
            <PrintButton />
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(summaries.back)}
            </LinkButton>
        </PageHead>
        {sheet}
        {trends(charts)}
        {bars(ages)}
        {map}
    }
    .into_any()
}

/// The blocks of the page, which are those of the paper.
pub(super) fn document(page: &SummaryPage, lang: Lang) -> Document {
    let summary = &page.summary;
    let title = title(summary, lang);
    let mut blocks = vec![Block::Title(title.clone())];
    blocks.extend(page.state.number.clone().map(Block::Number));
    // whoever finds a draft on a desk sees that it is none that was issued
    if page.state.status != SummaryStatus::Issued {
        blocks.push(Block::Number(tr!(summaries.not_issued).to_owned()));
    }
    let (standing, annexes): (Vec<SummaryTable>, Vec<SummaryTable>) =
        tables(summary, lang).into_iter().partition(|table| table.key.section().is_some());
    for section in headed(summary, &page.text, lang).into_iter().filter(|section| section.is_printed) {
        blocks.push(Block::Heading { level: 1, text: section.heading });
        blocks.extend(section.said.paragraphs.iter().map(|said| paragraph(said.show(summary, lang))));
        let own = standing.iter().filter(|table| table.key.section() == Some(section.said.section));
        own.for_each(|table| add_table(&mut blocks, table, lang));
    }
    for table in &annexes {
        add_table(&mut blocks, table, lang);
    }
    let as_of = tr!(summaries.as_of_text, at = minute_text(summary.as_of));
    blocks.push(Block::Paragraph { text: as_of, align: Align::Right });
    blocks.extend(signed(page).map(Block::Signature));
    Document { title, blocks }
}

/// Who wrote, checked and issued it, and when, as the paper says it; of what is not issued nobody has.
fn signed(page: &SummaryPage) -> Option<Vec<String>> {
    let (checked, issued) = (page.state.checked?, page.state.issued?);
    let line = |word: &'static str, who: String| tr!(summaries.signed_by, word = word, who = who);
    let writers: Vec<String> = page.state.writers.iter().map(|user| name_of(page, *user)).collect();
    let mut lines = Vec::new();
    if !writers.is_empty() {
        lines.push(line(tr!(summaries.written_by), writers.join(tr!(ui.list_comma))));
    }
    lines.push(line(tr!(summaries.checked_by), name_of(page, checked.by)));
    lines.push(line(tr!(summaries.issued_by), name_of(page, issued.by)));
    lines.push(minute_text(issued.at));
    Some(lines)
}

fn paragraph(text: String) -> Block {
    Block::Paragraph { text, align: Align::Justified }
}

fn add_table(blocks: &mut Vec<Block>, table: &SummaryTable, lang: Lang) {
    blocks.push(Block::Heading { level: 2, text: table.title.clone() });
    let row = |cells: &Vec<Cell>| -> Vec<String> { cells.iter().map(|cell| cell.show(lang)).collect() };
    let rows = table.rows.iter().map(row).collect();
    blocks.push(Block::Table(Table { head: table.head.clone(), widths: table.widths.clone(), rows }));
    if table.more > 0 {
        blocks.push(paragraph(tr!(summaries.more_rows, n = table.more)));
    }
}
