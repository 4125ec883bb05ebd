//! How a version, or the draft, looks in a visit: drawn by the visit's own form, so that it cannot look otherwise.

use super::{api::preview_checklist, draft_href, entry_href, preview_outside::Preview};
use crate::{
    capture::material::Material,
    error::AppError,
    tr,
    ui::{Icon, button::LinkButton, icon, load::Load, page::PageHead},
    visits::{Progress, Questions, Visit, pick},
};
use domain::{
    checklists::views::ChecklistPreview,
    inspections::{ChecklistChoice, checklist::Label},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;

/// The page.
#[component]
pub fn PreviewPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = move || {
        let code = params.read().get("code").unwrap_or_default();
        (code, query.read().get("version").and_then(|version| version.parse::<u32>().ok()))
    };
    let data: Resource<Result<ChecklistPreview, AppError>> =
        Resource::new(asked, |(code, version)| preview_checklist(code, version));
    view! { <Load data view=|preview| shown(preview).into_any() /> }
}

fn shown(preview: ChecklistPreview) -> impl IntoView {
    let ChecklistPreview { code, draft, choice } = preview;
    let version = if draft { String::new() } else { format!("?version={}", choice.version) };
    let table = format!("/api/v1/checklists/{code}/items.csv{version}");
    let title = Label { zh: choice.title.clone(), en: choice.title_en.clone() };
    let (said, back) = if draft {
        (tr!(checklists.preview_of_draft).to_owned(), draft_href(&code))
    } else {
        (tr!(checklists.preview_of, n = choice.version), entry_href(&code))
    };
    let title = tr!(checklists.preview_title, title = pick(&title).to_owned());
    view! {
        <PageHead title>
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(checklists.back)}
            </LinkButton>
            <a class="button" href=table rel="external" download="">
                {icon(Icon::Download)}
                <span>{tr!(checklists.table)}</span>
            </a>
        </PageHead>
        <p class="message tone-info">{said}</p>
        <Trial choice />
    }
}

/// The questions, to be answered on trial.
#[component]
fn Trial(choice: ChecklistChoice) -> impl IntoView {
    let id = choice.id;
    let material = Material { checklists: vec![choice].into(), ..Material::default() };
    let visit = Visit::new(Arc::new(Preview), material);
    visit.draft.update(|draft| draft.checklist = Some(id));
    // as in a visit: until the program runs, what is typed leads nowhere
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    view! {
        <noscript>
            <p class="message tone-warn">{tr!(capture.needs_script)}</p>
        </noscript>
        <div class="capture preview" class:not-ready=move || !ready.get()>
            <section class="capture-step">
                <Progress visit />
                <Questions visit />
            </section>
        </div>
    }
}
