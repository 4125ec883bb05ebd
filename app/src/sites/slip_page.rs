//! The slip 到访不遇告知单: what is left at a door that stayed shut.
//!
//! Everybody who passes reads it. So it names neither who lives there nor what in particular the visit was about: that an
//! alarm is to be hung up says that somebody old lives there alone.

use super::api::read_slip;
use crate::{
    error::AppError,
    facts::use_me,
    labels::Label,
    papers::draft_link,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        load::Load,
        page::PageHead,
        paper::{Paper, PaperLine, PrintButton},
        time::{day_text, minute_text},
    },
};
use domain::{
    fault::{Code, Fault},
    papers::PaperKind,
    programmes::desk_views::Slip,
    sites::SiteKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn SlipPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<Slip, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_slip(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|slip| shown(slip).into_any() /> }
}

fn shown(slip: Slip) -> impl IntoView {
    let Slip { site, on, tried, next } = slip;
    let me = use_me();
    let office = me.as_ref().map(|me| me.area.name.clone());
    let person = me.map(|me| me.actor.name);
    let whose = if site.kind == SiteKind::Household { tr!(gear.slip_home).to_owned() } else { site.name };
    let came = if tried.is_empty() {
        view! { <PaperLine name=tr!(gear.slip_came) /> }.into_any()
    } else {
        let times = tried
            .into_iter()
            .map(|visit| view! { <li>{minute_text(visit.at)} " · " {visit.slot.label()}</li> })
            .collect_view();
        view! {
            <p class="paper-line">{tr!(gear.slip_came)}</p>
            <ul class="paper-list">{times}</ul>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(gear.slip)>
            <LinkButton href=format!("/sites/{}", site.id) icon_before=Icon::Previous>
                {tr!(gear.slip_back)}
            </LinkButton>
            {draft_link(PaperKind::Slip, site.id.0)}
            <PrintButton />
        </PageHead>
        <p class="hint paper-hint">{tr!(gear.slip_hint)}</p>
        <Paper title=tr!(gear.slip)>
            <PaperLine name=whose text=site.address />
            {came}
            <p class="paper-line">{tr!(gear.slip_purpose)}</p>
            <PaperLine name=tr!(gear.slip_next, slot = next.label()) />
            <p class="paper-line">{tr!(gear.slip_contact)}</p>
            <PaperLine name=tr!(gear.slip_office) text=office />
            <PaperLine name=tr!(gear.slip_person) text=person />
            <PaperLine name=tr!(gear.slip_phone) />
            <PaperLine name=tr!(gear.slip_on) text=day_text(on) />
        </Paper>
    }
}
