//! What the events of a hazard say together: later deadlines with who granted them, other bodies with their answers, and the
//! cases that were closed before.

use crate::{
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::Card,
        time::{At, Day, day_text},
    },
};
use domain::hazards::{
    EventView,
    history::{EarlierCase, Extension, Transfer, earlier_cases, extensions, transfers},
};
use leptos::prelude::*;

/// Where an event stands in the timeline of the page.
pub(super) fn event_anchor(seq: u32) -> String {
    format!("event-{seq}")
}

/// The card; nothing when there is nothing to tell.
#[component]
pub fn Course(
    /// Oldest first.
    events: Vec<EventView>,
) -> impl IntoView {
    let (later, gone, before) = (extensions(&events), transfers(&events), earlier_cases(&events));
    let any = !(later.is_empty() && gone.is_empty() && before.is_empty());
    any.then(|| {
        let granted = later.iter().filter(|e| e.answer.as_ref().is_some_and(|a| a.granted)).count();
        let asked = later.len();
        let later = (asked > 0).then(|| {
            let rows = later.into_iter().map(|one| extension(one).into_any()).collect_view();
            view! {
                <section>
                    <h3>{tr!(supervision.extensions, asked = asked, granted = granted)}</h3>
                    <ul class="course">{rows}</ul>
                </section>
            }
        });
        let gone = (!gone.is_empty()).then(|| {
            let rows = gone.into_iter().map(|one| transfer(one).into_any()).collect_view();
            view! {
                <section>
                    <h3>{tr!(supervision.transfers)}</h3>
                    <ul class="course">{rows}</ul>
                </section>
            }
        });
        let before = (!before.is_empty()).then(|| {
            let rows = before.into_iter().map(|one| earlier(one).into_any()).collect_view();
            view! {
                <section>
                    <h3>{tr!(supervision.earlier)}</h3>
                    <ul class="course">{rows}</ul>
                </section>
            }
        });
        view! { <Card title=tr!(supervision.course)>{later} {gone} {before}</Card> }
    })
}

fn extension(one: Extension) -> impl IntoView {
    let days = one.from.zip(one.until).map(|(from, until)| {
        view! { <span><Day day=from /> " → " <Day day=until /></span> }
    });
    let answer = match one.answer {
        Some(answer) => {
            let (tone, shape, word) = if answer.granted {
                (Tone::Good, Icon::Check, tr!(supervision.granted))
            } else {
                (Tone::Bad, Icon::Ban, tr!(supervision.refused))
            };
            view! {
                <p>
                    <Badge tone shape text=word />
                    " "
                    {answer.by}
                    " · "
                    <At time=answer.at />
                    {answer.note.map(|note| view! { <span class="event-line">{note}</span> })}
                </p>
            }
            .into_any()
        }
        None => view! { <p class="muted">{tr!(supervision.undecided)}</p> }.into_any(),
    };
    view! {
        <li>
            <p>{days} " · " {one.asked_by} " · " <At time=one.asked_at /></p>
            <p class="event-note">{one.reason}</p>
            {answer}
        </li>
    }
}

fn transfer(one: Transfer) -> impl IntoView {
    let answer = match one.answer {
        Some(answer) => {
            let word =
                if answer.rectified { tr!(hazards.answer_rectified) } else { tr!(hazards.answer_back) };
            view! {
                <p><Badge text=word /> " " <At time=answer.at /></p>
                <p class="event-note">{answer.note}</p>
            }
            .into_any()
        }
        None => {
            view! { <p><Badge tone=Tone::Warn shape=Icon::Hourglass text=tr!(supervision.unanswered) /></p> }
                .into_any()
        }
    };
    view! {
        <li>
            <p><strong>{one.to}</strong> " · " <At time=one.at /></p>
            <p class="event-note">{one.reason}</p>
            {answer}
        </li>
    }
}

fn earlier(one: EarlierCase) -> impl IntoView {
    let href = format!("#{}", event_anchor(one.closing));
    let text = tr!(
        supervision.closed_then,
        day = day_text(domain::calendar::local_date(one.closed_at)),
        by = one.closed_by
    );
    view! {
        <li>
            <p>
                <a href=href rel="external">
                    {text}
                </a>
            </p>
            <p class="event-note">{one.reason}</p>
            <p class="muted">{tr!(supervision.reopened_then)} " " <At time=one.reopened_at /></p>
        </li>
    }
}
