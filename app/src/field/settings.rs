//! Language, PIN, locking, signing out, and what this program is.

use super::{
    bridge::{self, Done, Unsent},
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    language,
    place::Place,
    ready::{ChoosePin, Keeping, size_text},
    screens::use_go,
};
use crate::{
    fault_text::fault_text,
    labels::Label,
    text::{Locale, locale},
    tr,
    ui::{
        Icon, Tone,
        card::{Card, Fact, Facts},
        flash::Message,
        icon,
        only::Only,
        page::PageHead,
    },
};
use domain::sync::API_VERSION;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

/// The word in an address of whoever wanted to sign out on another page, see `app/js/sw/session.js`.
const SIGN_OUT: &str = "sign_out";

/// The screen.
#[component]
pub fn Settings() -> impl IntoView {
    let tablet = use_tablet();
    let me = untrack(|| tablet.me());
    // whoever wanted to sign out elsewhere is led here: that comes first then
    let asked = use_location().query.with_untracked(|query| query.get(SIGN_OUT).is_some());
    let sign_out = view! {
        <Card title=tr!(nav.sign_out)>
            <SignOut tablet asked />
        </Card>
    }
    .into_fresh();
    let (first, last) = if asked { (Some(sign_out), None) } else { (None, Some(sign_out)) };
    view! {
        <PageHead title=tr!(field.settings) />
        <div class="stack">
            {first}
            {me
                .map(|me| {
                    view! {
                        <Card title=tr!(nav.account)>
                            <Facts>
                                <Fact name=tr!(field.person)>{me.actor.name.clone()} " · " {me.actor.role.label()}</Fact>
                                <Fact name=tr!(field.own_area)>{me.area.name.clone()}</Fact>
                            </Facts>
                        </Card>
                    }
                })}
            <Card title=tr!(nav.language)>
                <Languages />
            </Card>
            <Card title=tr!(field.data)>
                <div class="actions">
                    <a class="button" href=Place::Ready.href()>
                        {icon(Icon::Download)}
                        <span>{tr!(field.ready_title)}</span>
                    </a>
                    <a class="button" href="/" rel="external">
                        {icon(Icon::Home)}
                        <span>{tr!(field.to_office)}</span>
                    </a>
                </div>
            </Card>
            <Card title=tr!(field.pin)>
                <Pin />
            </Card>
            <Keeping tablet />
            {last}
            <Card title=tr!(field.about)>
                <Facts>
                    <Fact name=tr!(field.version)>{env!("CARGO_PKG_VERSION")}</Fact>
                    <Fact name=tr!(field.api_version)>{API_VERSION}</Fact>
                </Facts>
            </Card>
        </div>
    }
}

#[component]
fn Languages() -> impl IntoView {
    let chosen = locale();
    let buttons = [(Locale::zh, "中文"), (Locale::en, "English")].map(|(language, name)| {
        let choose = move |_| {
            language::choose(language);
            spawn_local(async move {
                bridge::set_locale(language).await;
                #[cfg(feature = "hydrate")]
                {
                    // texts are plain values: the page is made again
                    let _ = window().location().reload();
                }
            });
        };
        view! {
            <button
                type="button"
                class="button"
                lang=crate::text::html_lang(language)
                aria-pressed=(chosen == language).to_string()
                on:click=choose
            >
                {name}
            </button>
        }
    });
    view! { <div class="actions field-languages">{buttons.into_iter().collect_view()}</div> }
}

#[component]
fn Pin() -> impl IntoView {
    let changing = RwSignal::new(false);
    let changed = RwSignal::new(false);
    let done = Callback::new(move |()| {
        changing.set(false);
        changed.set(true);
    });
    view! {
        <div class="stack">
            <Message tone=Tone::Good text=Signal::derive(move || changed.get().then(|| tr!(field.pin_changed).to_owned())) />
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        spawn_local(async {
                            bridge::lock().await;
                        });
                    }
                >
                    {icon(Icon::Lock)}
                    <span>{tr!(field.lock)}</span>
                </button>
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || changing.get().to_string()
                    on:click=move |_| {
                        changed.set(false);
                        changing.update(|changing| *changing = !*changing);
                    }
                >
                    {icon(Icon::Edit)}
                    <span>{tr!(field.pin_change)}</span>
                </button>
            </div>
            <Only when=move || changing.get()>
                <ChoosePin on_chosen=done />
            </Only>
        </div>
    }
}

/// Signing out; what is unsent is named first, and stays for the same person.
#[component]
fn SignOut(
    tablet: Tablet,
    /// Signing out was asked for already.
    asked: bool,
) -> impl IntoView {
    let go = use_go();
    let unsent = RwSignal::new(None::<Unsent>);
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let sign_out = move |sure: bool| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let done = bridge::sign_out(sure).await;
            busy.try_set(false);
            match done {
                Done::Unsent { unsent: what } => {
                    unsent.try_set(Some(what));
                }
                Done::Fault { fault } => {
                    wrong.try_set(Some(fault_text(&fault)));
                }
                _ => {
                    tablet.read_state();
                    let _ = go.try_run(Place::Home);
                }
            }
        });
    };
    if asked {
        sign_out(false);
    }
    view! {
        <div class="stack">
            <Message tone=Tone::Bad text=Signal::derive(move || wrong.get()) />
            {move || match unsent.get() {
                None => {
                    view! {
                        <p class="hint">{tr!(field.sign_out_hint)}</p>
                        <div class="actions">
                            <button type="button" class="button danger" disabled=busy on:click=move |_| sign_out(false)>
                                {icon(Icon::SignOut)}
                                <span>{tr!(nav.sign_out)}</span>
                            </button>
                        </div>
                    }
                        .into_fresh()
                }
                Some(what) => {
                    let first = if what.is_to_be_sent() {
                        (Place::Ledger, Icon::Sync, tr!(field.send_first))
                    } else {
                        (Place::Home, Icon::Edit, tr!(capture.go_on))
                    };
                    view! {
                        <div class="message tone-bad" role="alert">
                            {icon(Icon::Alert)}
                            <span>{stays(&what)}</span>
                        </div>
                        <div class="actions">
                            <a class="button primary" href=first.0.href()>
                                {icon(first.1)}
                                <span>{first.2}</span>
                            </a>
                            <button type="button" class="button danger" disabled=busy on:click=move |_| sign_out(true)>
                                {tr!(field.sign_out_sure)}
                            </button>
                            <button type="button" class="button" on:click=move |_| unsent.set(None)>
                                {tr!(ui.cancel)}
                            </button>
                        </div>
                    }
                        .into_fresh()
                }
            }}
        </div>
    }
}

/// What would stay behind on the tablet, for whoever signs out.
fn stays(what: &Unsent) -> String {
    let Unsent { commands, photos, drafts, .. } = *what;
    let size = size_text(what.bytes);
    match (what.is_to_be_sent(), drafts) {
        (true, 0) => tr!(field.sign_out_unsent, commands = commands, photos = photos, size = size),
        (true, _) => {
            tr!(
                field.sign_out_unsent_and_drafts,
                commands = commands,
                photos = photos,
                size = size,
                drafts = drafts
            )
        }
        (false, _) => tr!(field.sign_out_drafts, drafts = drafts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_signs_out_is_told_of_what_there_is_and_of_nothing_else() {
        let kept = "退出后它们加密留在本机，只有您本人重新登录才能继续。";
        let unsent = |commands, photos, drafts| Unsent { commands, photos, drafts, ..Unsent::default() };
        for (what, text) in [
            (unsent(2, 3, 0), "还有 2 条记录、3 张照片（0 KB）没有上报。"),
            (unsent(0, 1, 0), "还有 0 条记录、1 张照片（0 KB）没有上报。"),
            (unsent(2, 3, 1), "还有 2 条记录、3 张照片（0 KB）没有上报，1 份草稿没有保存。"),
            (unsent(0, 0, 1), "还有 1 份草稿没有保存。"),
        ] {
            assert_eq!(stays(&what), format!("{text}{kept}"));
        }
    }
}
