//! What everybody must know before going on, one line each. None of it stops the work.

use super::{bridge, fresh::IntoFresh, known::use_tablet, place::Place};
use crate::{
    sign_in, tr,
    ui::{Icon, Tone, icon, time::span_text},
};
use chrono::TimeDelta;
use leptos::{prelude::*, task::spawn_local};

/// A clock that is off by less is as good as right.
const SKEW: TimeDelta = TimeDelta::minutes(2);
/// Data that is older should be brought up to date.
const OLD: TimeDelta = TimeDelta::hours(24);

/// The lines.
#[component]
pub fn Banners() -> impl IntoView {
    let tablet = use_tablet();
    let update = tablet.read(|state| (state.update_first, state.update_ready));
    let other = tablet.read(|state| state.other_person.clone());
    let session = tablet.read(|state| (state.me.is_some(), state.signed_in, state.online));
    let skew = tablet.read(|state| TimeDelta::milliseconds(state.skew_ms));
    let later = RwSignal::new(false);
    let age = Memo::new(move |_| {
        let now = tablet.now.get();
        tablet.state.with(|state| {
            let at = state.as_ref()?.packs.as_ref()?.at?;
            (now - at > OLD).then(|| crate::ui::time::ago_text(at, now))
        })
    });
    view! {
        <div class="field-banners">
            {move || {
                let (first, ready) = update.get();
                (first || (ready && !later.get())).then(|| view! { <Update first later /> }.into_fresh())
            }}
            {move || other.get().map(|name| line(Tone::Warn, Icon::People, tr!(field.other_person, name = name), ().into_fresh()))}
            {move || {
                (session.get() == (true, Some(false), true) && other.with(Option::is_none))
                    .then(|| line(Tone::Warn, Icon::Person, tr!(field.session_over).to_owned(), sign_in_link(Place::Home).into_fresh()))
            }}
            {move || {
                let skew = skew.get();
                (skew.abs() > SKEW).then(|| line(Tone::Warn, Icon::Clock, skew_text(skew), ().into_fresh()))
            }}
            {move || {
                age.get()
                    .map(|age| {
                        let way = view! {
                            <a class="button" href=Place::Ready.href()>
                                {tr!(field.refresh)}
                            </a>
                        }
                            .into_fresh();
                        line(Tone::Warn, Icon::Clock, tr!(field.data_old, age = age), way)
                    })
            }}
        </div>
    }
}

fn line(tone: Tone, drawing: Icon, text: String, way_on: AnyView) -> AnyView {
    view! {
        <div class=format!("banner {}", tone.class()) role="status">
            {icon(drawing)}
            <p>{text}</p>
            {way_on}
        </div>
    }
    .into_fresh()
}

/// The way to sign in, and to this place afterwards.
pub fn sign_in_link(then: Place) -> impl IntoView {
    view! {
        <a class="button" href=sign_in::href(&then.href()) rel="external">
            {tr!(sign_in.title)}
        </a>
    }
}

/// By how much the device's clock is wrong, in words.
fn skew_text(skew: TimeDelta) -> String {
    let by = span_text(skew);
    if skew > TimeDelta::zero() { tr!(field.clock_fast, by = by) } else { tr!(field.clock_slow, by = by) }
}

#[component]
fn Update(first: bool, later: RwSignal<bool>) -> impl IntoView {
    let text = if first { tr!(field.update_first) } else { tr!(field.update_ready) };
    let tone = if first { Tone::Bad } else { Tone::Info };
    // the page loads again when it is there; fetching it first takes a while on a slow line
    let coming = RwSignal::new(false);
    view! {
        <div class=format!("banner {}", tone.class()) role="status">
            {icon(Icon::Download)}
            <p>{text}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    disabled=coming
                    aria-busy=move || coming.get().to_string()
                    on:click=move |_| {
                        coming.set(true);
                        spawn_local(async move {
                            bridge::take_update().await;
                            coming.try_set(false);
                        });
                    }
                >
                    {move || if coming.get() { tr!(field.update_coming) } else { tr!(field.update_now) }}
                </button>
                {(!first)
                    .then(|| {
                        view! {
                            <button type="button" class="button quiet" on:click=move |_| later.set(true)>
                                {tr!(field.later)}
                            </button>
                        }
                    })}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_wrong_a_clock_is() {
        for (ms, text) in [
            (5 * 60_000, "比服务器快 5 分钟"),
            (-3 * 3_600_000, "比服务器慢 3 小时"),
            (7 * 365 * 86_400_000, "比服务器快 2555 天"),
        ] {
            let said = skew_text(TimeDelta::milliseconds(ms));
            assert!(said.contains(text), "{said}");
        }
    }
}
