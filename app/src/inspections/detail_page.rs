//! The page of one visit: what was checked, how it was answered, what was found.

use super::api::read_inspection;
use crate::{
    error::AppError,
    hazards::HazardCards,
    labels::Label,
    papers::draft_link,
    text::{Locale, locale},
    tr,
    ui::{
        Tone,
        badge::Badge,
        card::{Card, Fact, Facts, Nothing},
        load::Load,
        page::PageHead,
        photo::{Photo, PhotoGallery, PhotosAwaited},
        signature::SignatureView,
        time::{At, minute_text},
    },
};
use domain::{
    fault::{Code, Fault},
    inspections::{
        AnswerValue, Answers, Checklist, InspectionDetail, Item, ItemKind, Outcome,
        checklist::{AnswerKey, Label as Words, Section},
    },
    papers::PaperKind,
    sync::Doubt,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of one visit.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<InspectionDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_inspection(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|visit| page(visit).into_any() /> }
}

fn page(visit: InspectionDetail) -> impl IntoView {
    let s = visit.summary;
    let tone = if s.outcome == Outcome::Done { Tone::Good } else { Tone::Warn };
    let optional =
        |name: &'static str, text: Option<String>| text.map(|text| view! { <Fact name>{text}</Fact> });
    let place = match s.point {
        Some(p) => format!("{:.5}, {:.5}", p.lon(), p.lat()).into_any(),
        None => view! { <Nothing /> }.into_any(),
    };
    let hazards = if visit.hazards.is_empty() {
        view! { <p class="muted">{tr!(visit.nothing_found)}</p> }.into_any()
    } else {
        view! { <HazardCards hazards=visit.hazards /> }.into_any()
    };
    let caption = |at| tr!(visit.photo_of, at = minute_text(at));
    let photos: Vec<Photo> =
        visit.photos.iter().map(|p| Photo::of(p, caption(p.taken_at.unwrap_or(p.created_at)))).collect();
    let signature = visit.signature.map(|signature| {
        view! {
            <Card title=tr!(camera.signature)>
                <SignatureView signature />
            </Card>
        }
    });
    let answers = visit.checklist.map(|(zh, en, version, checklist)| {
        let title = if locale() == Locale::en { en } else { zh };
        let title = tr!(visit.checklist_version, title = title, n = version);
        view! {
            <Card title=title>
                <AnswerList checklist answers=visit.answers.clone() />
            </Card>
        }
    });
    let campaign = visit.campaign.map(|title| {
        let title = match visit.campaign_id {
            Some(id) => view! { <a href=format!("/campaigns/{id}")>{title}</a> }.into_any(),
            None => title.into_any(),
        };
        view! { <Fact name=tr!(visit.campaign)>{title}</Fact> }
    });
    let at = minute_text(visit.device_at.unwrap_or(visit.finished_at));
    let doubt = match visit.time_doubt {
        None | Some(Doubt::None) => None,
        Some(Doubt::Corrected) => Some(tr!(visit.time_corrected, at = at)),
        Some(Doubt::Bounded) => Some(tr!(visit.time_bounded, at = at)),
    };
    view! {
        <PageHead title=tr!(visit.title, name = s.site_name.clone())>
            {draft_link(PaperKind::CheckRecord, s.id.0)}
        </PageHead>
        <p class="hazard-marks">
            <Badge tone text=s.outcome.label() />
            <span class="tag">{s.kind.label()}</span>
            <span class="tag">{s.nature.label()}</span>
        </p>
        <div class="columns wide-first">
            <div class="stack">
                <Card title=tr!(visit.found)>{hazards}</Card>
                {answers}
            </div>
            <div class="stack">
                <Card title=tr!(hazards.facts)>
                    <Facts>
                        <Fact name=tr!(hazards.site)>
                            <a href=format!("/sites/{}", s.site)>{s.site_name}</a>
                        </Fact>
                        <Fact name=tr!(hazards.address)>{s.address}</Fact>
                        <Fact name=tr!(hazards.area)>{s.area.name}</Fact>
                        <Fact name=tr!(visit.inspector)>{s.inspector}</Fact>
                        <Fact name=tr!(visit.started)><At time=s.started_at /></Fact>
                        <Fact name=tr!(visit.finished)><At time=visit.finished_at /></Fact>
                        {campaign}
                        {optional(tr!(visit.check_code), visit.check_code)}
                        {optional(tr!(hazards.note), visit.note)}
                        <Fact name=tr!(hazards.position)>{place}</Fact>
                    </Facts>
                    {doubt.map(|doubt| view! { <p class="awaited" role="note">{doubt}</p> })}
                </Card>
                <Card title=tr!(hazards.photos)>
                    <PhotoGallery photos />
                    <PhotosAwaited awaited=visit.awaited />
                </Card>
                {signature}
            </div>
        </div>
    }
}

/// A text of a checklist in the language of the page.
fn words(label: &Words) -> String {
    if locale() == Locale::en { label.en.clone() } else { label.zh.clone() }
}

#[component]
fn AnswerList(checklist: Checklist, answers: Answers) -> impl IntoView {
    let part = |(section, items): (Option<&Section>, Vec<(&Item, AnswerKey)>)| {
        let heading = section.map(|section| {
            let text = words(&section.label);
            view! { <h3 class="section-head">{text}</h3> }
        });
        let rows = items.into_iter().map(|(item, key)| answer_row(item, &key, &answers)).collect_view();
        view! {
            {heading}
            <Facts>{rows}</Facts>
        }
    };
    checklist.under_headings(&answers).into_iter().map(part).collect_view()
}

/// One item with its answer.
fn answer_row(item: &Item, key: &AnswerKey, answers: &Answers) -> AnyView {
    let answer = answers.get(key);
    let name = match key.repetition {
        0 => words(&item.label),
        n => format!("{} · {n}", words(&item.label)),
    };
    let (tone, text) =
        answer.map_or((Tone::Neutral, tr!(ui.no_base).to_owned()), |a| answer_words(item, &a.value));
    let note = answer.and_then(|a| a.note.clone()).map(|note| view! { <span class="muted">{note}</span> });
    view! {
        <Fact name>
            <Badge tone text />
            {note}
        </Fact>
    }
    .into_any()
}

fn answer_words(item: &Item, value: &AnswerValue) -> (Tone, String) {
    match value {
        AnswerValue::Pass => (Tone::Good, tr!(visit.pass).to_owned()),
        AnswerValue::Fail => (Tone::Bad, tr!(visit.fail).to_owned()),
        AnswerValue::NotApplicable => (Tone::Neutral, tr!(visit.not_applicable).to_owned()),
        AnswerValue::Number(n) => {
            let unit = if let ItemKind::Value { unit, .. } = &item.kind { unit.as_str() } else { "" };
            (Tone::Neutral, format!("{n} {unit}"))
        }
        AnswerValue::Choice(key) => {
            let label = match &item.kind {
                ItemKind::Choice { options } => {
                    options.iter().find(|(k, _)| k == key).map(|(_, label)| words(label))
                }
                _ => None,
            };
            (Tone::Neutral, label.unwrap_or_else(|| key.clone()))
        }
        AnswerValue::Text(text) => (Tone::Neutral, text.clone()),
        AnswerValue::Photo => (Tone::Neutral, tr!(hazards.photos).to_owned()),
    }
}
