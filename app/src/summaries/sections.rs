//! The sections of a summary: heading, paragraphs with live figures, and the tables that belong to them.

use super::{edit_href, links::Links, tables::table_view};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon,
        badge::Badge,
        button::{LinkButton, Look},
        card::Card,
    },
};
use domain::{
    ids::SummaryId,
    summary::{
        FigureRef, Lang, SafetySummary, Section, Value,
        tables::{SummaryTable, TableKey, tables},
        text::{Headed, Paragraph, Part, SectionText, Topic, headed, show_parts},
        views::SummaryPage,
    },
};
use leptos::prelude::*;

/// All sections in the order of the outline, then the annexes. With `may_edit` each paragraph has a way to its page.
pub(super) fn sections(page: &SummaryPage, links: &Links, lang: Lang, may_edit: bool) -> AnyView {
    let summary = &page.summary;
    let (standing, annexes): (Vec<SummaryTable>, Vec<SummaryTable>) =
        tables(summary, lang).into_iter().partition(|table| table.key.section().is_some());
    let sections: Vec<AnyView> = headed(summary, &page.text, lang)
        .into_iter()
        .map(|headed| {
            let own: Vec<AnyView> = standing
                .iter()
                .filter(|table| table.key.section() == Some(headed.said.section))
                .map(|table| table_view(summary, table.clone(), links, lang))
                .collect();
            let edit = may_edit.then_some(page.state.id);
            section(headed, summary, links, lang, (edit, own))
        })
        .collect();
    let annexes: Vec<AnyView> = annexes
        .into_iter()
        .map(|table| {
            let anchor = anchor(table.key);
            let table = table_view(summary, table, links, lang);
            view! {
                <div id=anchor class="summary-annex">
                    <Card>{table}</Card>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        {sections}
        {annexes}
    }
    .into_any()
}

/// Where an annex stands on the page.
fn anchor(table: TableKey) -> String {
    format!("table-{table}")
}

/// The ways to the sections and annexes of the page, for a thumb on a phone.
pub(super) fn contents(text: &[SectionText], summary: &SafetySummary, lang: Lang) -> AnyView {
    let sections = headed(summary, text, lang).into_iter();
    let sections = sections.map(|headed| (headed.said.section.to_string(), headed.heading));
    let annexes = tables(summary, lang).into_iter().filter(|table| table.key.section().is_none());
    let ways: Vec<AnyView> = sections
        .chain(annexes.map(|table| (anchor(table.key), table.title)))
        .map(|(anchor, name)| {
            let href = format!("#{anchor}");
            view! {
                <a class="chip-link" href=href rel="external">
                    {name}
                </a>
            }
            .into_any()
        })
        .collect();
    view! {
        <nav class="chip-links summary-contents" aria-label=tr!(summaries.contents)>
            {ways}
        </nav>
    }
    .into_any()
}

fn section(
    headed: Headed<'_>,
    summary: &SafetySummary,
    links: &Links,
    lang: Lang,
    (edit, tables): (Option<SummaryId>, Vec<AnyView>),
) -> AnyView {
    let Headed { said: text, heading: title, .. } = headed;
    let anchor = text.section.to_string();
    let said: Vec<AnyView> =
        text.paragraphs.iter().map(|said| paragraph_row(said, summary, links, lang, edit)).collect();
    let nothing = (said.is_empty() && tables.is_empty())
        .then(|| view! { <p class="muted">{tr!(summaries.section_empty)}</p> });
    let missing = edit.map(|id| missing(text, id, lang));
    view! {
        <div id=anchor class="summary-section">
            <Card title>{said} {nothing} {missing} {tables}</Card>
        </div>
    }
    .into_any()
}

fn paragraph_row(
    paragraph: &Paragraph,
    summary: &SafetySummary,
    links: &Links,
    lang: Lang,
    edit: Option<SummaryId>,
) -> AnyView {
    let said = paragraph_view(&paragraph.parts, summary, links, lang);
    let topic = paragraph.topic;
    let edited = paragraph.edited.then(|| view! { <Badge shape=Icon::Edit text=tr!(summaries.edited) /> });
    let way = edit.map(|id| {
        let href = edit_href(id, lang, topic);
        let label = tr!(summaries.edit_topic, topic = topic.label());
        view! {
            <LinkButton href=href look=Look::Quiet icon_before=Icon::Edit>
                {label}
            </LinkButton>
        }
    });
    // without anything beside it the paragraph stands alone, as on paper
    let beside = (paragraph.edited || edit.is_some()).then(|| {
        view! {
            <p class="actions summary-edit">{edited} {way}</p>
        }
    });
    view! {
        {said}
        {beside}
    }
    .into_any()
}

/// Words and figures as they are read; every figure opens its rows.
pub(super) fn paragraph_view(parts: &[Part], summary: &SafetySummary, links: &Links, lang: Lang) -> AnyView {
    let pieces: Vec<AnyView> = parts
        .iter()
        .map(|part| {
            let text = show_parts(std::slice::from_ref(part), summary, lang);
            let href = part.figure().filter(|figure| opens(summary, *figure));
            let href = href.and_then(|figure| links.figure(figure));
            match (part, href) {
                (Part::Text(_), _) => text.into_any(),
                (_, Some(href)) => view! {
                    <a class="live-figure" href=href>
                        {text}
                    </a>
                }
                .into_any(),
                (_, None) => view! { <span class="live-figure">{text}</span> }.into_any(),
            }
        })
        .collect();
    view! { <p class="summary-text">{pieces}</p> }.into_any()
}

/// Whether there is anything behind a figure; a comparison is words.
fn opens(summary: &SafetySummary, figure: FigureRef) -> bool {
    summary.value(figure).is_none_or(Value::has_rows)
}

/// Paragraphs of the section that say nothing now and may be written.
fn missing(text: &SectionText, id: SummaryId, lang: Lang) -> AnyView {
    let there = |topic: &Topic| text.paragraphs.iter().any(|paragraph| paragraph.topic == *topic);
    let ways: Vec<AnyView> = of_section(text.section)
        .filter(|topic| !there(topic))
        .map(|topic| {
            let href = edit_href(id, lang, topic);
            let label = tr!(summaries.write_topic, topic = topic.label());
            view! {
                <LinkButton href=href look=Look::Quiet icon_before=Icon::Add>
                    {label}
                </LinkButton>
            }
            .into_any()
        })
        .collect();
    if ways.is_empty() {
        return ().into_any();
    }
    view! { <p class="actions summary-edit">{ways}</p> }.into_any()
}

fn of_section(section: Section) -> impl Iterator<Item = Topic> {
    Topic::ALL.iter().copied().filter(move |topic| topic.section() == section)
}
