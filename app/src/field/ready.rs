//! Getting ready for today: what is loaded, what is on the tablet and how old it is, the PIN, and what the browser
//! promises about keeping it.

use super::{
    banners::sign_in_link,
    bridge::{self, Done, Packs},
    fresh::IntoFresh,
    known::{Progress, Tablet, use_tablet},
    pin::{PinPad, is_weak},
    place::Place,
    screens::use_go,
};
use crate::{
    fault_text::fault_text,
    sign_in, tr,
    ui::{
        Icon, Tone,
        card::{Card, Fact, Facts},
        flash::Message,
        icon,
        only::Only,
        page::PageHead,
        time::{ago_text, minute_text},
    },
};
use domain::fault::Code;
use leptos::{prelude::*, task::spawn_local};

/// Below this the next days' photos may not fit.
const LOW: u64 = 200 * 1024 * 1024;

/// Nobody works on this tablet yet: signing in comes first.
#[component]
pub fn SignInFirst() -> impl IntoView {
    view! {
        <PageHead title=tr!(nav.field) />
        <section class="card field-first">
            <div class="card-body stack">
                <p>{tr!(field.first_time)}</p>
                <div class="actions">
                    <a class="button primary" href=sign_in::href(&Place::Ready.href()) rel="external">
                        {icon(Icon::Person)}
                        <span>{tr!(sign_in.title)}</span>
                    </a>
                </div>
                <p class="hint">{tr!(field.first_time_signed_in)}</p>
                <Prepare />
            </div>
        </section>
    }
}

/// Getting ready.
#[component]
pub fn Ready() -> impl IntoView {
    let tablet = use_tablet();
    let go = use_go();
    let packs = tablet.read(|state| state.packs.clone());
    let has_pin = tablet.read(|state| state.me.is_none() || state.has_pin);
    let done = move || packs.with(Option::is_some) && has_pin.get();
    // too many wrong PINs: the key must come back before a new one is chosen for it
    let locked = tablet.read(|state| state.locked);
    let choose = move || !has_pin.get() && !locked.get() && packs.with(Option::is_some);
    view! {
        <PageHead title=tr!(field.ready_title) />
        <div class="stack field-ready">
            <Prepare />
            <Only when=choose>
                <Card title=tr!(field.pin_choose)>
                    <ChoosePin />
                </Card>
            </Only>
            {move || packs.get().map(|packs| view! { <OnIt tablet packs /> }.into_fresh())}
            <Only when=done>
                <div class="actions">
                    <button type="button" class="button primary" on:click=move |_| go.run(Place::Home)>
                        {icon(Icon::Next)}
                        <span>{tr!(field.begin)}</span>
                    </button>
                </div>
            </Only>
            <Keeping tablet />
        </div>
    }
}

/// The button, and how far it has come.
#[component]
fn Prepare() -> impl IntoView {
    let tablet = use_tablet();
    let running = RwSignal::new(false);
    let why_not = RwSignal::new(None::<Done>);
    let prepare = move |_| {
        running.set(true);
        why_not.set(None);
        tablet.progress.set(Progress::new());
        spawn_local(async move {
            let done = bridge::prepare().await;
            tablet.read_state();
            running.try_set(false);
            why_not.try_set(Some(done).filter(|done| *done != Done::Ok));
        });
    };
    let first = tablet.read(|state| state.packs.is_none() || state.locked);
    view! {
        <div class="stack">
            <button
                type="button"
                class="button field-big"
                class:primary=first
                disabled=running
                aria-busy=move || running.get().to_string()
                on:click=prepare
            >
                {icon(Icon::Download)}
                <span>{move || if running.get() { tr!(field.preparing) } else { tr!(field.prepare) }}</span>
            </button>
            {move || running.get().then(|| view! { <HowFar tablet /> }.into_fresh())}
            {move || why_not.get().map(not_ready)}
        </div>
    }
}

/// Why it is not ready, and what to do.
fn not_ready(why: Done) -> AnyView {
    let (text, way_on) = match why {
        Done::Fault { fault } if fault.code == Code::Unauthenticated => {
            (tr!(field.sign_in_to_prepare).to_owned(), sign_in_link(Place::Ready).into_fresh())
        }
        Done::Fault { fault } => (fault_text(&fault), ().into_fresh()),
        Done::NoRoom => (tr!(faults.no_room).to_owned(), ().into_fresh()),
        Done::Unsent { .. } => (tr!(field.others_first).to_owned(), ().into_fresh()),
        Done::KeyDropped | Done::WrongPin { .. } => {
            (tr!(field.key_dropped).to_owned(), sign_in_link(Place::Ready).into_fresh())
        }
        Done::Offline | Done::Ok => (tr!(field.prepare_offline).to_owned(), ().into_fresh()),
    };
    view! {
        <div class="message tone-warn" role="alert">
            {icon(Icon::Alert)}
            <span>{text}</span>
            {way_on}
        </div>
    }
    .into_fresh()
}

/// The name of something that is loaded.
fn name_of(collection: &str) -> String {
    match collection {
        "sites" => tr!(nav.sites).to_owned(),
        "hazards" => tr!(nav.hazards).to_owned(),
        "stoves" => tr!(field.stoves).to_owned(),
        "detectors" => tr!(field.detectors).to_owned(),
        "gas_users" => tr!(field.gas_users).to_owned(),
        "tasks" => tr!(field.tasks).to_owned(),
        "targets" => tr!(field.doors).to_owned(),
        "reference" => tr!(field.reference).to_owned(),
        "base" => tr!(ui.map).to_owned(),
        "pictures" => tr!(field.pictures).to_owned(),
        other => other.to_owned(),
    }
}

#[component]
fn HowFar(tablet: Tablet) -> impl IntoView {
    let lines = move || {
        tablet
            .progress
            .get()
            .into_iter()
            .map(|(name, (n, of))| {
                let label = name_of(&name);
                let counted = of.map_or_else(|| n.to_string(), |of| format!("{n} / {of}"));
                view! {
                    <li class="progress">
                        <span class="progress-name">{label.clone()}</span>
                        <progress max=of.map(|of| of.max(1).to_string()) value=of.map(|_| n.to_string()) aria-label=label></progress>
                        <span class="number">{counted}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul class="field-progress" role="status">
            {lines}
        </ul>
    }
}

/// What is on the tablet.
#[component]
fn OnIt(tablet: Tablet, packs: Packs) -> impl IntoView {
    let at = packs.at;
    let age = move || match at {
        Some(at) => format!("{} · {}", ago_text(at, tablet.now.get()), minute_text(at)),
        None => tr!(ui.none).to_owned(),
    };
    let (have, of) = packs.pictures;
    view! {
        <Card title=tr!(field.on_it)>
            <Facts>
                <Fact name=tr!(field.as_of)>{age}</Fact>
                <Fact name=tr!(nav.sites)>{packs.sites}</Fact>
                <Fact name=tr!(field.open_hazards)>{packs.hazards}</Fact>
                <Fact name=tr!(field.stoves)>{packs.stoves}</Fact>
                <Fact name=tr!(field.detectors)>{packs.detectors}</Fact>
                <Fact name=tr!(field.gas_users)>{packs.gas_users}</Fact>
                <Fact name=tr!(field.tasks)>{packs.tasks}</Fact>
                <Fact name=tr!(field.doors)>{packs.targets}</Fact>
                <Fact name=tr!(field.checklists)>{packs.checklists}</Fact>
                <Fact name=tr!(field.library)>{packs.standards}</Fact>
                <Fact name=tr!(field.pictures)>{format!("{have} / {of}")}</Fact>
            </Facts>
        </Card>
    }
}

/// What the browser promises about keeping it.
#[component]
pub fn Keeping(tablet: Tablet) -> impl IntoView {
    let persisted = tablet.read(|state| state.persisted);
    let storage = tablet.read(|state| state.storage);
    let low = move || storage.get().is_some_and(|(used, of)| of.saturating_sub(used) < LOW);
    view! {
        <Card title=tr!(field.keeping)>
            <div class="stack">
                {move || {
                    storage
                        .get()
                        .map(|(used, of)| {
                            view! {
                                <p>{tr!(field.storage, used = size_text(used), free = size_text(of.saturating_sub(used)))}</p>
                            }
                        })
                }}
                <Message tone=Tone::Bad text=Signal::derive(move || low().then(|| tr!(field.storage_low).to_owned())) />
                {move || match persisted.get() {
                    true => {
                        view! { <p class="message tone-good">{icon(Icon::Check)} <span>{tr!(field.persisted)}</span></p> }
                    }
                    false => {
                        view! { <p class="message tone-warn">{icon(Icon::Info)} <span>{tr!(field.not_persisted)}</span></p> }
                    }
                }}
            </div>
        </Card>
    }
}

/// Bytes as people read them; what is little is no nothing.
pub fn size_text(bytes: u64) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    match tenths {
        0..10 => format!("{} KB", bytes.div_ceil(1024)),
        10..100 => format!("{}.{} MB", tenths / 10, tenths % 10),
        100..10_240 => format!("{} MB", tenths / 10),
        _ => format!("{}.{} GB", tenths / 10_240, tenths % 10_240 / 1024),
    }
}

/// Chooses the PIN: twice the same.
#[component]
pub fn ChoosePin(
    /// Told when it is chosen.
    #[prop(optional, into)]
    on_chosen: Option<Callback<()>>,
) -> impl IntoView {
    let tablet = use_tablet();
    let first = RwSignal::new(None::<String>);
    let wrong = RwSignal::new(None::<&'static str>);
    let busy = RwSignal::new(false);
    let typed = Callback::new(move |pin: String| {
        wrong.set(None);
        match first.get_untracked() {
            None if is_weak(&pin) => wrong.set(Some(tr!(field.pin_weak))),
            None => first.set(Some(pin)),
            Some(before) if before != pin => {
                first.set(None);
                wrong.set(Some(tr!(field.pin_differs)));
            }
            Some(_) => {
                busy.set(true);
                spawn_local(async move {
                    let done = bridge::set_pin(&pin).await;
                    busy.try_set(false);
                    first.try_set(None);
                    if done == Done::Ok {
                        tablet.read_state();
                        if let Some(chosen) = on_chosen {
                            let _ = chosen.try_run(());
                        }
                    } else {
                        wrong.try_set(Some(tr!(field.pin_not_kept)));
                    }
                });
            }
        }
    });
    let label = move || match first.with(Option::is_some) {
        true => tr!(field.pin_again),
        false => tr!(field.pin_new),
    };
    view! {
        <p class="hint">{tr!(field.pin_why)}</p>
        <Message tone=Tone::Bad text=Signal::derive(move || wrong.get().map(str::to_owned)) />
        <PinPad label=Signal::derive(move || label().to_owned()) on_done=typed busy />
    }
}

#[cfg(test)]
mod tests {
    use super::size_text;

    #[test]
    fn bytes_for_people() {
        for (bytes, text) in [
            (0, "0 KB"),
            (300, "1 KB"),
            (300 * 1024, "300 KB"),
            (1024 * 1024 - 1, "1024 KB"),
            (1024 * 1024, "1.0 MB"),
            (1_600_000, "1.5 MB"),
            (90 * 1024 * 1024, "90 MB"),
            (1024 * 1024 * 1024, "1.0 GB"),
            (5_905_580_032, "5.5 GB"),
        ] {
            assert_eq!(size_text(bytes), text);
        }
    }
}
