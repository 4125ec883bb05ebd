//! The day's ledger 今日对账: what is here, what the server has confirmed, what is missing and why.

use super::{
    bridge::{self, Done, Saved, Standing},
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    place::Place,
    ready::size_text,
    saved::{counted, kind_drawing, kind_name, standing_words},
    sums::{Sums, counts, missing, needs_person},
};
use crate::{
    fault_text::fault_text,
    tr,
    ui::{
        Icon, Tone,
        card::{Card, Empty},
        icon,
        page::PageHead,
        time::{ago_text, minute_text},
    },
};
use chrono::{DateTime, Utc};
use domain::order;
use leptos::{prelude::*, task::spawn_local};

/// Characters of a hash that people compare.
const SHORT: usize = 8;

/// The screen.
#[component]
pub fn Ledger() -> impl IntoView {
    let tablet = use_tablet();
    let sums = Memo::new(move |_| tablet.sums());
    let of = move |open: bool| {
        tablet.now.track();
        let now = tablet.device_now();
        let mine = |saved: &&Saved| missing(saved).is_some() == open && counts(saved, now);
        let mut all: Vec<Saved> = tablet.outbox.with(|outbox| outbox.iter().filter(mine).cloned().collect());
        // what a person must see to comes first
        order::by_key(&mut all, |saved| (!needs_person(saved), std::cmp::Reverse(saved.saved_at)));
        all
    };
    let open = Memo::new(move |_| of(true));
    let there = Memo::new(move |_| of(false));
    view! {
        <PageHead title=tr!(field.ledger_title) />
        <div class="stack">
            <Total tablet sums />
            <Send tablet />
            {move || {
                let rows = open.get();
                (!rows.is_empty())
                    .then(|| {
                        view! {
                            <Card title=tr!(field.missing)>
                                <ul class="field-lines">{rows.into_iter().map(|saved| row(tablet, saved)).collect_view()}</ul>
                            </Card>
                        }
                            .into_fresh()
                    })
            }}
            <Card title=tr!(field.receipted_today)>
                {move || {
                    let rows = there.get();
                    if rows.is_empty() {
                        view! { <Empty icon=Icon::List title=tr!(field.none_receipted) /> }.into_fresh()
                    } else {
                        view! { <ul class="field-lines">{rows.into_iter().map(|saved| row(tablet, saved)).collect_view()}</ul> }
                            .into_fresh()
                    }
                }}
            </Card>
        </div>
    }
}

/// The sums, red when something is late.
#[component]
fn Total(tablet: Tablet, sums: Memo<Sums>) -> impl IntoView {
    let others = tablet.read(|state| state.others_unsent);
    let drafts = Memo::new(move |_| tablet.drafts.with(Vec::len));
    let tone = move || {
        sums.with(|sums| {
            if sums.late || sums.stuck > 0 {
                Tone::Bad
            } else if sums.complete() {
                Tone::Good
            } else {
                Tone::Warn
            }
        })
    };
    let line = move || {
        sums.with(|sums| {
            if sums.undated {
                tr!(field.ledger_undated).to_owned()
            } else if sums.late {
                let age = sums.oldest.map(|oldest| ago_text(oldest, tablet.device_now())).unwrap_or_default();
                tr!(field.ledger_late, n = tablet.late_hours(), age = age)
            } else if sums.records == 0 {
                tr!(field.ledger_empty).to_owned()
            } else if sums.complete() {
                tr!(field.ledger_complete).to_owned()
            } else if sums.stuck > 0 {
                tr!(field.ledger_stuck, n = sums.stuck)
            } else {
                tr!(field.ledger_open).to_owned()
            }
        })
    };
    let figure = move |label: &'static str, of: fn(&Sums) -> (usize, usize)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>
                    <strong>{move || sums.with(|sums| of(sums).0)}</strong>
                    " / "
                    {move || sums.with(|sums| of(sums).1)}
                </dd>
            </div>
        }
    };
    view! {
        <section
            class=move || format!("card ledger-total {}", tone().class())
            data-complete=move || sums.with(Sums::complete).to_string()
        >
            <p class="ledger-line" role="status">
                {move || icon(if tone() == Tone::Good { Icon::Check } else { Icon::Alert })}
                <strong>{line}</strong>
            </p>
            <dl class="ledger-sums">
                {figure(tr!(field.records_there), |sums| (sums.records_there, sums.records))}
                {figure(tr!(field.photos_there_label), |sums| (sums.photos_there, sums.photos))}
            </dl>
            <p class="hint" hidden=move || drafts.get() == 0>
                {move || tr!(field.drafts_not_counted, n = drafts.get())}
            </p>
            <p class="hint" hidden=move || others.get() == 0>
                {move || tr!(field.others_unsent, n = others.get())}
            </p>
        </section>
    }
}

/// Sending now, and the way out when there is no network for days.
#[component]
fn Send(tablet: Tablet) -> impl IntoView {
    let syncing = tablet.read(|state| state.syncing);
    let online = tablet.read(|state| state.online);
    let fault = tablet.read(|state| state.sync_fault.clone());
    let unsent = tablet.read(|state| (state.unsent.commands + state.unsent.photos, state.unsent.bytes));
    let told = RwSignal::new(None::<(Tone, String)>);
    let send = move |_| {
        told.set(None);
        spawn_local(async move {
            let why = match bridge::sync_now().await {
                Done::Ok => None,
                Done::Offline => Some(tr!(field.send_offline).to_owned()),
                Done::Fault { fault } => Some(fault_text(&fault)),
                Done::NoRoom => Some(tr!(field.send_no_room).to_owned()),
                _ => Some(tr!(faults.busy).to_owned()),
            };
            told.try_set(why.map(|why| (Tone::Warn, why)));
        });
    };
    let rescue = move |_| {
        told.set(None);
        spawn_local(async move {
            let said = match bridge::rescue().await {
                Done::Ok => (Tone::Good, tr!(field.rescued).to_owned()),
                Done::Fault { fault } => (Tone::Bad, fault_text(&fault)),
                _ => (Tone::Bad, tr!(field.not_rescued).to_owned()),
            };
            told.try_set(Some(said));
        });
    };
    view! {
        <div class="stack">
            <div class="actions">
                <button
                    type="button"
                    class="button primary field-big"
                    disabled=syncing
                    aria-busy=move || syncing.get().to_string()
                    on:click=send
                >
                    {icon(Icon::Sync)}
                    <span>{move || if syncing.get() { tr!(field.sync_running) } else { tr!(field.send_now) }}</span>
                </button>
                <button type="button" class="button field-big" hidden=move || unsent.get().0 == 0 on:click=rescue>
                    {icon(Icon::Download)}
                    <span>{tr!(field.rescue)}</span>
                </button>
            </div>
            <p class="hint" hidden=move || unsent.get().0 == 0>
                {move || tr!(field.to_send, size = size_text(unsent.get().1))}
                " "
                {tr!(field.rescue_hint)}
            </p>
            {move || (!online.get()).then(|| message(Tone::Neutral, Icon::Offline, tr!(field.offline).to_owned()))}
            {move || fault.get().map(|fault| message(Tone::Warn, Icon::Alert, fault_text(&fault)))}
            {move || told.get().map(|(tone, text)| message(tone, Icon::Info, text))}
        </div>
    }
}

fn message(tone: Tone, drawing: Icon, text: String) -> AnyView {
    view! {
        <p class=format!("message {}", tone.class()) role="status">
            {icon(drawing)}
            <span>{text}</span>
        </p>
    }
    .into_fresh()
}

/// When something was saved, by the device's clock.
fn when(saved: &Saved, now: DateTime<Utc>) -> impl IntoView + use<> {
    view! {
        <span class="whole">{minute_text(saved.saved_at)}</span>
        " · "
        <span class="whole">{ago_text(saved.saved_at, now)}</span>
    }
}

/// One saved record; opens on what is known of it.
fn row(tablet: Tablet, saved: Saved) -> impl IntoView {
    let (tone, drawing, text) = standing_words(&saved);
    let (there, of) = counted(&saved.photos);
    let decide = matches!(saved.standing, Standing::Conflict | Standing::Refused) || needs_person(&saved);
    let numbers = saved.hazards.iter().map(|(_, number)| number.as_str()).collect::<Vec<_>>().join("、");
    let photos = saved
        .photos
        .iter()
        .enumerate()
        .map(|(n, photo)| {
            let state = match (&photo.fault, photo.stored) {
                (Some(fault), _) => fault_text(fault),
                (None, true) => tr!(field.photo_there).to_owned(),
                (None, false) if photo.sent > 0 => {
                    tr!(field.photo_sent_part, n = photo.sent * 100 / photo.bytes.max(1))
                }
                (None, false) => tr!(field.photo_here).to_owned(),
            };
            view! {
                <li>
                    <span>{tr!(ui.photo_n, n = n + 1)}</span>
                    <span>{state}</span>
                    <code>{short(&photo.sha256)}</code>
                </li>
            }
        })
        .collect_view();
    let (id, kind, tries) = (saved.id, saved.kind.clone(), saved.tries);
    view! {
        <li class="ledger-row" data-standing=standing_word(saved.standing)>
            <details>
                <summary class="field-line">
                    {icon(kind_drawing(&kind))}
                    <span class="field-line-text">
                        <strong>{saved.title.clone()}</strong>
                        <span class="muted">{kind_name(&kind)} " · " {when(&saved, tablet.device_now())}</span>
                        <span class=format!("ledger-state {}", tone.class())>{icon(drawing)} {text}</span>
                    </span>
                    {(of > 0).then(|| view! { <span class="field-line-far">{icon(Icon::Photo)} {format!("{there}/{of}")}</span> })}
                    {icon(Icon::Down)}
                </summary>
                <div class="ledger-detail stack">
                    {saved.fault.as_ref().map(|fault| message(Tone::Bad, Icon::Alert, fault_text(fault)))}
                    <dl class="ledger-facts">
                        {(!numbers.is_empty()).then(|| fact(tr!(field.numbers), numbers.clone()))}
                        {saved.received_at.map(|at| fact(tr!(field.received), minute_text(at)))}
                        {fact(tr!(field.fingerprint), short(&saved.sha256).to_owned())}
                        {(tries > 0).then(|| fact(tr!(field.tries), tries.to_string()))}
                    </dl>
                    <ul class="ledger-photos">{photos}</ul>
                    {(saved.standing == Standing::Waiting)
                        .then(|| {
                            view! {
                                <a class="button" href=Place::Conflict(id).href()>
                                    {icon(Icon::Edit)}
                                    <span>{tr!(field.decide_edit)}</span>
                                </a>
                            }
                        })}
                    {decide
                        .then(|| {
                            view! {
                                <a class="button primary" href=Place::Conflict(id).href()>
                                    {tr!(field.decide)}
                                </a>
                            }
                        })}
                </div>
            </details>
        </li>
    }
}

fn fact(name: &'static str, value: String) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// The first characters of a hash.
fn short(sha256: &str) -> &str {
    sha256.get(..SHORT).unwrap_or(sha256)
}

/// For the style and for tests.
fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Unanswered => "unanswered",
        Standing::Photos => "photos",
        Standing::Stored => "stored",
        Standing::Conflict => "conflict",
        Standing::Refused => "refused",
    }
}
