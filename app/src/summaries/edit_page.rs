//! A paragraph as it is written: words with figures that stay live, how it reads, and what is wrong with it.

use super::{
    api::Drawn, detail_page::asked_summary, href, links::Links, sections::paragraph_view, steps::may_edit,
};
use crate::{
    fault_text::field_fault_text,
    labels::Label,
    text, tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::Card,
        dialog::Disclosure,
        field::{FormErrors, FormState, TextArea, use_form},
        load::Load,
        page::PageHead,
    },
};
use domain::{
    fault::{Fault, FieldFault},
    summary::{
        FigureRef, Lang, SafetySummary,
        commands::EDITED,
        lifecycle::SummaryStatus,
        names::{Named, figure_name},
        text::{
            Part, Titled, Topic, check_edit, figures_of, format_parts, generate, offers, parse_parts,
            placeholder, titles, with_ids, with_titles,
        },
        views::SummaryPage,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "summary-edit";

/// The page.
#[component]
pub fn EditPage() -> impl IntoView {
    let query = use_query_map();
    let topic = Memo::new(move |_| query.read().get("topic").and_then(|word| word.parse::<Topic>().ok()));
    let data = asked_summary();
    view! { <Load data view=move |drawn: Drawn| shown(drawn.page, topic.get().unwrap_or(Topic::Overview)) /> }
}

/// A paragraph that is being written.
struct Writing {
    topic: Topic,
    lang: Lang,
    /// What stands there now.
    before: Vec<Part>,
    /// What the office wrote stands there, even if it is nothing.
    edited: bool,
    /// In the edited form: what was typed, else what stands there.
    text: String,
    /// The figures that were left out on purpose.
    left_out: Vec<FigureRef>,
    /// What campaigns and targets are called in the text.
    titled: Vec<Titled>,
    /// It came back refused.
    refused: bool,
}

impl Writing {
    fn of(page: &SummaryPage, topic: Topic, form: &FormState) -> Self {
        let lang = text::lang();
        let there = page.text.iter().flat_map(|section| &section.paragraphs).find(|said| said.topic == topic);
        let before = there.map_or_else(Vec::new, |said| said.parts.clone());
        // a paragraph that would be generated and is not there was left out by the office
        let left = there.is_none() && !generate(&page.summary, topic, lang).is_empty();
        let own = form.typed("topic").as_deref() == Some(topic.as_str());
        let typed = form.typed("text").filter(|_| own);
        let left_out =
            form.sent("left_out").iter().filter_map(|figure| figure.parse::<FigureRef>().ok()).collect();
        let titled = titles(&page.summary);
        Self {
            topic,
            lang,
            edited: left || there.is_some_and(|said| said.edited),
            text: typed.unwrap_or_else(|| with_titles(&format_parts(&before, lang), &titled)),
            titled,
            left_out,
            refused: own && form.is_refused(),
            before,
        }
    }

    /// How a text reads, or what is wrong with it.
    fn read(
        &self,
        summary: &SafetySummary,
        text: &str,
        left_out: &[FigureRef],
    ) -> Result<Vec<Part>, Vec<FieldFault>> {
        let parts = parse_parts(&with_ids(text, &self.titled))?;
        check_edit(summary, self.lang, &self.before, &parts, left_out)
            .map_err(|fault: Fault| fault.fields)?;
        Ok(parts)
    }
}

fn shown(page: SummaryPage, topic: Topic) -> AnyView {
    let form = use_form(FORM);
    let writing = Writing::of(&page, topic, &form);
    let heading = tr!(summaries.edit_topic, topic = topic.label());
    let back = format!("{}#{}", href(page.state.id), topic.section());
    let period = page.summary.period.name(writing.lang);
    let lead = format!("{} · {period}", page.summary.area.name);
    let editor = if may_edit(&page.buttons) {
        editor(&page, writing, form)
    } else {
        view! { <p class="muted">{tr!(summaries.may_not_edit)}</p> }.into_any()
    };
    view! {
        <PageHead title=heading>
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(summaries.back)}
            </LinkButton>
        </PageHead>
        <p class="muted">{lead}</p>
        <div class="stack">{editor}</div>
    }
    .into_any()
}

fn editor(page: &SummaryPage, writing: Writing, form: FormState) -> AnyView {
    let id = page.state.id;
    let version = page.state.version.to_string();
    let action = format!("/do/summaries/{id}/edit");
    let summary = page.summary.clone();
    let (topic, lang) = (writing.topic, writing.lang);
    let text = writing.text.clone();
    let ticked = RwSignal::new(writing.left_out.clone());
    let left_out = left_out(page, &writing, ticked);
    let titled = writing
        .titled
        .iter()
        .map(|one| view! { <input type="hidden" name="titled" value=one.to_string() /> })
        .collect_view();
    let restore = writing.edited.then(|| restore_form(page, topic, lang));
    let insert = insertable(page, lang);
    let links = Links::of(page);
    let undoes = (page.state.status == SummaryStatus::Checked)
        .then(|| view! { <p class="message tone-warn">{tr!(summaries.undoes_check)}</p> });
    // what is typed is read again at every key once the program runs; before, the button asks the server for the page
    let typed = RwSignal::new(text.clone());
    let read = move || preview(&summary, &links, &writing, (&typed.get(), &ticked.get()));
    view! {
        {undoes}
        <form id=FORM method="post" action=action class="form">
            <FormErrors form=form.clone() />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="base_version" value=version />
            <input type="hidden" name="lang" value=lang.as_str() />
            <input type="hidden" name="topic" value=topic.as_str() />
            {titled}
            <div on:input=move |ev| typed.set(event_target_value(&ev))>
                <TextArea form name="text" label=tr!(summaries.text) value=text hint=tr!(summaries.text_hint) max=EDITED rows=8 />
            </div>
            {left_out}
            <div class="actions">
                <Button look=Look::Primary icon_before=Icon::Check>
                    {tr!(ui.save)}
                </Button>
                <Button name="preview" value="1" icon_before=Icon::Eye>
                    {tr!(summaries.preview)}
                </Button>
            </div>
        </form>
        <Card title=tr!(summaries.preview)>
            <div class="summary-preview" aria-live="polite">
                {read}
            </div>
        </Card>
        {restore}
        {insert}
    }
    .into_any()
}

/// How the text reads, with its faults and with the numbers that could be figures.
fn preview(
    summary: &SafetySummary,
    links: &Links,
    writing: &Writing,
    (text, left_out): (&str, &[FigureRef]),
) -> AnyView {
    let parts = match writing.read(summary, text, left_out) {
        Ok(parts) => parts,
        Err(faults) => {
            let faults: Vec<AnyView> = faults
                .iter()
                .map(|fault| {
                    let said = field_fault_text(fault);
                    view! { <li>{said}</li> }.into_any()
                })
                .collect();
            return view! { <ul class="problem summary-faults">{faults}</ul> }.into_any();
        }
    };
    let said = paragraph_view(&parts, summary, links, writing.lang);
    let offered: Vec<AnyView> = offers(summary, writing.lang, &parts)
        .into_iter()
        .filter_map(|offer| {
            let Part::Text(words) = parts.get(offer.part)? else { return None };
            let digits = words.get(offer.at.clone())?.to_owned();
            let figures =
                offer.figures.iter().take(MOST_OFFERED).map(|figure| offered_word(*figure, writing));
            let figures = figures.collect::<Vec<_>>().join(tr!(ui.list_comma));
            let text = tr!(summaries.offer, digits = digits, figures = figures);
            Some(view! { <li>{text}</li> }.into_any())
        })
        .collect();
    let empty = parts.is_empty().then(|| view! { <p class="muted">{tr!(summaries.left_out_whole)}</p> });
    view! {
        {said}
        {empty}
        <ul class="hint">{offered}</ul>
    }
    .into_any()
}

/// So many figures are offered for one number: small numbers equal many.
const MOST_OFFERED: usize = 4;

/// What puts a figure into the text, and what people call it where that says something else.
fn offered_word(figure: FigureRef, writing: &Writing) -> String {
    let lang = writing.lang;
    let word = with_titles(&placeholder(figure, lang), &writing.titled);
    match lang {
        Lang::Zh => word,
        Lang::En => format!("{word} {}", figure_name(figure, lang)),
    }
}

/// The figures of the paragraph, to be ticked when one is left out on purpose.
fn left_out(page: &SummaryPage, writing: &Writing, ticked: RwSignal<Vec<FigureRef>>) -> AnyView {
    let figures: BTreeSet<FigureRef> = figures_of(&writing.before).collect();
    if figures.is_empty() {
        return ().into_any();
    }
    let ticks: Vec<AnyView> = figures
        .into_iter()
        .map(|figure| {
            let at_first = writing.left_out.contains(&figure);
            let tick = move |on: bool| {
                ticked.update(|all| {
                    all.retain(|other| *other != figure);
                    if on {
                        all.push(figure);
                    }
                });
            };
            let shown = page.summary.show(figure, writing.lang).unwrap_or_default();
            let column = figure.column.name(writing.lang);
            let label = format!("{} · {column} · {shown}", figure_name(figure, writing.lang));
            view! {
                <label class="checkbox">
                    <input
                        type="checkbox"
                        name="left_out"
                        value=figure.to_string()
                        checked=at_first
                        on:change:target=move |ev| tick(ev.target().checked())
                    />
                    <span>{label}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    // whoever is told that a figure is missing finds here how to leave it out
    let open = writing.refused || !writing.left_out.is_empty();
    view! {
        <Disclosure label=tr!(summaries.left_out) open>
            <p class="hint">{tr!(summaries.left_out_hint)}</p>
            <div class="form">{ticks}</div>
        </Disclosure>
    }
    .into_any()
}

/// Back to the generated paragraph.
fn restore_form(page: &SummaryPage, topic: Topic, lang: Lang) -> AnyView {
    let action = format!("/do/summaries/{}/restore", page.state.id);
    let version = page.state.version.to_string();
    let (generated, links) = (generate(&page.summary, topic, lang), Links::of(page));
    let said = paragraph_view(&generated, &page.summary, &links, lang);
    view! {
        <Card title=tr!(summaries.generated)>
            {said}
            <form method="post" action=action class="button-form">
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="base_version" value=version />
                <input type="hidden" name="lang" value=lang.as_str() />
                <input type="hidden" name="topic" value=topic.as_str() />
                <Button icon_before=Icon::Undo>{tr!(summaries.restore)}</Button>
            </form>
        </Card>
    }
    .into_any()
}

/// Every figure with the word that puts it into a text.
fn insertable(page: &SummaryPage, lang: Lang) -> AnyView {
    let rows: Vec<AnyView> = page
        .summary
        .lines
        .iter()
        .filter(|line| line.subject.is_none())
        .map(|line| {
            let word = placeholder(line.reference(), lang);
            let (name, value) = (line.figure.name(lang), line.now.show(lang));
            view! {
                <div class="fact">
                    <dt>{name}</dt>
                    <dd>
                        <code>{word}</code>
                        " "
                        {value}
                    </dd>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <Disclosure label=tr!(summaries.insertable)>
            <p class="hint">{tr!(summaries.insertable_hint)}</p>
            <dl class="facts">{rows}</dl>
        </Disclosure>
    }
    .into_any()
}
