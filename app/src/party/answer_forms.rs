//! One submission with the office's answers to it, as the page of its hazard and the list of what waits show it.

use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, Look},
        dialog::Disclosure,
        photo::{Photo, PhotoGallery},
        time::{At, day_text, minute_text},
    },
};
use domain::{
    party::{SubmissionKind, SubmissionState, SubmissionView},
    text::PARAGRAPH,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which a refused answer comes back: above the list, because one refusal is told once.
pub(super) const FORM: &str = "submission-answer";

/// What was sent, and the forms to answer while it waits.
pub(super) fn submission(sent: SubmissionView, may_answer: bool) -> impl IntoView {
    let (tone, shape) = match sent.state {
        SubmissionState::Waiting => (Tone::Warn, Icon::Hourglass),
        SubmissionState::Accepted => (Tone::Good, Icon::Check),
        SubmissionState::Returned => (Tone::Neutral, Icon::Return),
    };
    let caption = |at| format!("{} · {}", sent.kind.label(), minute_text(at));
    let photos: Vec<Photo> =
        sent.photos.iter().map(|p| Photo::of(p, caption(p.taken_at.unwrap_or(sent.sent_at)))).collect();
    let gallery = (!photos.is_empty()).then(|| view! { <PhotoGallery photos /> });
    let until = sent.until.map(|day| {
        view! { <p>{tr!(party.until_asked, day = day_text(day), due = day_text(sent.due))}</p> }
    });
    let answered = sent.answered_at.map(|at| {
        let by = sent.answered_by.clone().unwrap_or_default();
        view! {
            <p class="muted">
                {by} " · " <At time=at />
                {sent.answer.clone().map(|words| view! { <span>" · " {words}</span> })}
            </p>
        }
    });
    let answers = (may_answer && sent.state == SubmissionState::Waiting).then(|| answers(&sent));
    view! {
        <div class="submission">
            <p class="hazard-marks">
                <Badge tone shape text=sent.state.label() />
                <strong>{sent.kind.label()}</strong>
                <At time=sent.sent_at />
            </p>
            <p class="event-note">{sent.words.clone()}</p>
            {until}
            {gallery}
            {answered}
            {answers}
        </div>
    }
}

fn answers(sent: &SubmissionView) -> impl IntoView + use<> {
    let hint = match sent.kind {
        SubmissionKind::Rectified => tr!(party.accept_rectified),
        SubmissionKind::Extension => tr!(party.accept_extension),
    };
    let to = |word: &str| format!("/do/submissions/{}/{word}", sent.id);
    let (accept, back) = (to("accept"), to("return"));
    view! {
        <div class="action-list">
            <Disclosure label=tr!(party.accept) look=Look::Primary icon_before=Icon::Check>
                <form method="post" action=accept class="form">
                    <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                    <p class="hint">{hint}</p>
                    <Button look=Look::Primary>{tr!(party.accept)}</Button>
                </form>
            </Disclosure>
            <Disclosure label=tr!(party.send_back) icon_before=Icon::Return>
                <form method="post" action=back class="form">
                    <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                    // several stand on a page: a label around the field needs no id
                    <label class="field">
                        <span>{tr!(party.back_words)}</span>
                        <span class="hint">{tr!(party.back_hint)}</span>
                        <textarea name="note" rows="3" required maxlength=PARAGRAPH.to_string()></textarea>
                    </label>
                    <Button look=Look::Primary>{tr!(party.send_back)}</Button>
                </form>
            </Disclosure>
        </div>
    }
}
