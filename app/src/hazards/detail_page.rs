//! The page of one hazard: facts, photos side by side, what happened, and what this person may do now.

use super::{
    api::read_hazard,
    detail_actions::Actions,
    detail_course::Course,
    detail_facts::{HazardFacts, five_elements},
    detail_timeline::Events,
};
use crate::{
    error::AppError,
    papers::of_hazard,
    party::{PartyCard, api::read_party_desk},
    registers::{self, api::read_hazard_registers},
    tr,
    ui::{
        Icon, Tone,
        badge::{Badge, CategoryTag, OverdueBadge, SeverityBadge, StatusBadge},
        card::Card,
        load::{Load, trouble},
        page::PageHead,
        photo::{Photo, PhotoGallery, PhotosAwaited},
        time::{minute_text, today},
    },
};
use domain::{
    fault::{Code, Fault},
    hazards::HazardDetail,
    ids::HazardId,
    party::PartyDesk,
    photos::{AwaitedPhoto, PhotoView},
    programmes::register_views::RegisterLine,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of one hazard.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<HazardDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_hazard(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    let party: Resource<Result<PartyDesk, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_party_desk(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    let linked: Resource<Result<Vec<RegisterLine>, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_hazard_registers(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=move |hazard| page(hazard, party, linked).into_any() /> }
}

/// The penalties, orders and fires that the hazard is behind; nothing where there are none.
fn registers_card(hazard: HazardId, linked: Resource<Result<Vec<RegisterLine>, AppError>>) -> impl IntoView {
    let show = move || {
        Suspend::new(async move {
            match linked.await {
                Ok(lines) if lines.is_empty() => ().into_any(),
                Ok(lines) => {
                    let lines = registers::lines(lines, &format!("hazard={hazard}"));
                    view! { <Card title=tr!(registers.linked)>{lines}</Card> }.into_any()
                }
                Err(error) => trouble(error).into_any(),
            }
        })
    };
    view! { <Transition>{show}</Transition> }
}

fn page(
    hazard: HazardDetail,
    party: Resource<Result<PartyDesk, AppError>>,
    linked: Resource<Result<Vec<RegisterLine>, AppError>>,
) -> impl IntoView {
    let summary = hazard.summary.clone();
    let late = (today() - summary.effective_due).num_days().max(1);
    let all_photos = hazard.photos_before.iter().chain(&hazard.photos_after).cloned().collect();
    view! {
        <PageHead title=summary.number.clone() />
        <div class="hazard-lead">
            <p class="hazard-marks">
                <StatusBadge status=summary.status />
                {summary.overdue.then(|| view! { <OverdueBadge days=late /> })}
                <CategoryTag category=summary.category />
                <SeverityBadge severity=summary.severity />
                {hazard
                    .state
                    .supervised
                    .then(|| view! { <Badge tone=Tone::Bad shape=Icon::Eye text=tr!(hazards.supervised) /> })}
                {summary
                    .on_the_spot
                    .then(|| view! { <Badge tone=Tone::Good shape=Icon::Check text=tr!(hazards.on_the_spot) /> })}
                {summary
                    .extension_pending
                    .then(|| {
                        view! { <Badge tone=Tone::Warn shape=Icon::Clock text=tr!(hazards.extension_pending) /> }
                    })}
                {(summary.returned_count > 0)
                    .then(|| {
                        let text = tr!(hazards.returned, n = summary.returned_count);
                        view! { <Badge tone=Tone::Warn shape=Icon::Return text /> }
                    })}
                {(hazard.state.reopened_count > 0)
                    .then(|| {
                        let text = tr!(hazards.reopened, n = hazard.state.reopened_count);
                        view! { <Badge tone=Tone::Warn shape=Icon::Return text /> }
                    })}
            </p>
            <p class="hazard-description">{summary.description.clone()}</p>
        </div>
        <div class="hazard-page">
            <div class="hazard-do">
                <Actions hazard=hazard.clone() />
            </div>
            <div class="hazard-tell">
                <BeforeAfter
                    before=hazard.photos_before.clone()
                    after=hazard.photos_after.clone()
                    awaited=hazard.awaited.clone()
                />
                <HazardFacts hazard=hazard.clone() />
                {five_elements(&hazard.state)}
                <Course events=hazard.events.clone() />
                <PartyCard data=party />
                {registers_card(summary.id, linked)}
                {of_hazard(&hazard)}
                <Card title=tr!(hazards.timeline)>
                    <Events events=hazard.events.clone() photos=all_photos />
                </Card>
            </div>
        </div>
    }
}

/// The photos of the finding and of the rectified state beside each other.
#[component]
fn BeforeAfter(before: Vec<PhotoView>, after: Vec<PhotoView>, awaited: Vec<AwaitedPhoto>) -> impl IntoView {
    let side = |title: &'static str, none: &'static str, photos: Vec<PhotoView>| {
        let shown = if photos.is_empty() {
            view! { <p class="nothing">{none}</p> }.into_any()
        } else {
            let caption =
                |p: &PhotoView| format!("{title} · {}", minute_text(p.taken_at.unwrap_or(p.created_at)));
            let photos = photos.iter().map(|p| Photo::of(p, caption(p))).collect();
            view! { <PhotoGallery photos /> }.into_any()
        };
        view! {
            <section class="photo-side">
                <h3>{title}</h3>
                {shown}
            </section>
        }
    };
    view! {
        <Card title=tr!(hazards.photos)>
            <div class="before-after">
                {side(tr!(hazards.before), tr!(hazards.no_before), before)}
                {side(tr!(hazards.after), tr!(hazards.no_after), after)}
            </div>
            <PhotosAwaited awaited />
        </Card>
    }
}
