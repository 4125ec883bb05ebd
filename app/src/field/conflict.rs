//! One saved thing that the server did not take: somebody else was there first, or something is wrong with it. A person
//! decides; nothing is overwritten silently.

use super::{
    bridge::{self, Decision, Done, Saved, Standing},
    compare::{self, Field},
    entry::{self, draft::When},
    fresh::IntoFresh,
    gear::{self, compare::Since},
    known::{Tablet, hit, use_tablet},
    pending,
    place::Place,
    redraft::{Known, Redraft, form_of},
    saved::{kind_name, standing_words, use_saved},
    screens::{nowhere, use_go},
};
use crate::{
    capture::{keeping::Kept, new_id},
    fault_text::{fault_text, field_fault_text},
    labels::Label,
    tr,
    ui::{Icon, Tone, card::Card, icon, page::PageHead, time::minute_text},
};
use domain::{
    fault::{Code, Fault},
    hazards::Change,
    ids::SiteId,
    programmes::ProgrammeCommand,
    sync::{Body, Command, Theirs},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The screen.
#[component]
pub fn ConflictScreen(id: Uuid) -> impl IntoView {
    let tablet = use_tablet();
    let saved = use_saved(id);
    view! {
        {move || match saved.get() {
            Some(saved) => page(tablet, saved).into_fresh(),
            None => nowhere(),
        }}
    }
}

fn page(tablet: Tablet, saved: Saved) -> impl IntoView {
    let (tone, drawing, text) = standing_words(&saved);
    let mine = pending::body(&saved).and_then(|body| Mine::of(body.command));
    let beside = mine.as_ref().zip(saved.theirs.as_ref()).map(|(mine, theirs)| {
        view! { <Beside fields=mine.fields(theirs) events=mine.since(theirs) /> }
    });
    let faults = saved.fault.as_ref().map(|fault| {
        let lines = fault
            .fields
            .iter()
            .map(|field| view! { <li><code>{field.field.clone()}</code> "：" {field_fault_text(field)}</li> })
            .collect_view();
        view! {
            <div class="form-errors" role="alert">
                {icon(Icon::Alert)}
                <div>
                    <p>{fault_text(fault)}</p>
                    <ul>{lines}</ul>
                </div>
            </div>
        }
    });
    let head = format!("{} · {}", kind_name(&saved.kind), saved.title);
    view! {
        <PageHead title=head />
        <div class="stack">
            <p class=format!("message {}", tone.class())>
                {icon(drawing)}
                <span>{text}</span>
            </p>
            {faults}
            {beside}
            <Decide tablet saved mine />
        </div>
    }
}

/// What this tablet wanted of a record that others may change too.
#[derive(Clone, Debug, PartialEq)]
enum Mine {
    /// A step of a hazard.
    Step(Box<Change>),
    /// A form of the programmes.
    Form(Box<ProgrammeCommand>),
}

impl Mine {
    fn of(command: Command) -> Option<Self> {
        match command {
            Command::ChangeHazard(change) => Some(Self::Step(change)),
            Command::Programme(form) => Some(Self::Form(form)),
            _ => None,
        }
    }

    fn fields(&self, theirs: &Theirs) -> Vec<Field> {
        let mut fields = match (self, theirs) {
            (Self::Step(change), Theirs::Hazard(now)) => compare::fields(change, now),
            (Self::Step(_), _) => Vec::new(),
            (Self::Form(form), _) => gear::compare::fields(form, theirs),
        };
        fields.retain(Field::is_told);
        fields
    }

    /// What happened that the tablet did not know.
    fn since(&self, theirs: &Theirs) -> Vec<Since> {
        match (self, theirs) {
            (Self::Step(change), Theirs::Hazard(now)) => compare::since(change, now)
                .into_iter()
                .map(|event| Since {
                    what: event.kind.label().to_owned(),
                    actor: event.actor,
                    role: Some(event.role),
                    at: event.server_at,
                    note: event.note,
                })
                .collect(),
            (Self::Step(_), _) => Vec::new(),
            (Self::Form(form), _) => gear::compare::since(form, theirs),
        }
    }

    /// Whether the same could be done on the record as it is now; otherwise why not.
    fn permitted(&self, theirs: &Theirs, tablet: Tablet) -> Result<(), Fault> {
        let me = tablet.state.with_untracked(|state| state.as_ref().and_then(|s| s.me.clone()));
        let Some(me) = me else { return Ok(()) };
        match (self, theirs) {
            (Self::Step(change), Theirs::Hazard(now)) => {
                now.state.permits(change.command.action(), &me.actor)
            }
            (Self::Step(_), _) => Ok(()),
            (Self::Form(form), _) => {
                gear::compare::permitted(form, theirs, &me.actor, tablet.now.get_untracked())
            }
        }
    }

    /// The note to propose when mine is kept as one; `None` for what is no step.
    fn as_note(&self) -> Option<String> {
        match self {
            Self::Step(change) => Some(compare::as_note(change)),
            Self::Form(form) => form.step_of().map(|_| gear::compare::as_note(form)),
        }
    }
}

/// Mine beside theirs.
#[component]
fn Beside(fields: Vec<Field>, events: Vec<Since>) -> impl IntoView {
    let rows = fields
        .into_iter()
        .map(|field| {
            let differs = field.differs();
            view! {
                <tr class:differs=differs>
                    <th scope="row">{field.name}</th>
                    <td data-label=tr!(field.mine)>{field.mine}</td>
                    <td data-label=tr!(field.theirs)>{field.theirs}</td>
                </tr>
            }
        })
        .collect_view();
    let events = events
        .into_iter()
        .map(|event| {
            view! {
                <li>
                    <strong>{event.what}</strong>
                    " · "
                    {event.actor}
                    " · "
                    {event.role.map(|role| format!("{} · ", role.label()))}
                    {minute_text(event.at)}
                    {event.note.map(|note| view! { <p>{note}</p> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title=tr!(field.what_happened)>
            <ul class="conflict-events">{events}</ul>
        </Card>
        <Card title=tr!(field.side_by_side)>
            <table class="conflict">
                <thead>
                    <tr>
                        <th scope="col">{tr!(field.what)}</th>
                        <th scope="col">{tr!(field.mine)}</th>
                        <th scope="col">{tr!(field.theirs)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Card>
    }
}

/// The ways out.
#[component]
fn Decide(tablet: Tablet, saved: Saved, mine: Option<Mine>) -> impl IntoView {
    let go = use_go();
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let sure = RwSignal::new(false);
    let id = saved.id;
    let decide = move |decision: Decision, text: String, then: Place| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let done = bridge::decide(id, decision, &text).await;
            busy.try_set(false);
            match done {
                Done::Ok => {
                    tablet.read_drafts();
                    let _ = go.try_run(then);
                }
                Done::Fault { fault } => {
                    wrong.try_set(Some(fault_text(&fault)));
                }
                Done::NoRoom => {
                    wrong.try_set(Some(tr!(faults.no_room).to_owned()));
                }
                _ => {
                    wrong.try_set(Some(tr!(faults.busy).to_owned()));
                }
            }
        });
    };
    let conflict = saved.standing == Standing::Conflict;
    let beside = mine.as_ref().zip(saved.theirs.as_ref());
    let permitted = beside.map(|(mine, theirs)| mine.permitted(theirs, tablet));
    let again = (conflict && mine.is_some()).then(|| {
        let why_not = permitted.and_then(Result::err).map(|fault| fault_text(&fault));
        let impossible = why_not.is_some();
        view! {
            <div class="decision">
                <button
                    type="button"
                    class="button primary"
                    disabled=move || busy.get() || impossible
                    on:click=move |_| decide(Decision::Again, String::new(), Place::Ledger)
                >
                    {icon(Icon::Sync)}
                    <span>{tr!(field.decide_again)}</span>
                </button>
                <p class="hint">{why_not.unwrap_or_else(|| tr!(field.decide_again_hint).to_owned())}</p>
            </div>
        }
    });
    let note = mine.as_ref().filter(|_| conflict).and_then(Mine::as_note).map(|note| {
        let text = RwSignal::new(note);
        view! {
            <div class="decision">
                <div class="field">
                    <label for="conflict-note">{tr!(field.decide_note_text)}</label>
                    <textarea
                        id="conflict-note"
                        rows="3"
                        prop:value=text
                        on:input:target=move |ev| text.set(ev.target().value())
                    ></textarea>
                </div>
                <button
                    type="button"
                    class="button"
                    disabled=move || busy.get() || text.with(|text| text.trim().is_empty())
                    on:click=move |_| decide(Decision::AsNote, text.get_untracked(), Place::Ledger)
                >
                    {icon(Icon::Note)}
                    <span>{tr!(field.decide_note)}</span>
                </button>
            </div>
        }
    });
    let taken = saved.fault.as_ref().is_some_and(|fault| fault.code == Code::ContentConflict);
    let edit_hint = match saved.standing {
        Standing::Waiting => tr!(field.decide_waiting_hint),
        _ if taken => tr!(field.decide_apart_hint),
        _ => tr!(field.decide_edit_hint),
    };
    // what has arrived is not edited: only its photos are still to be decided about
    let editable = matches!(saved.standing, Standing::Waiting | Standing::Conflict | Standing::Refused);
    let edit = editable.then(|| redraft(tablet, &saved)).flatten().map(|draft| {
        let (kind, draft_id, _) = draft.row();
        let then = form_of(kind, draft_id).unwrap_or(Place::Home);
        let json = draft.json();
        view! {
            <div class="decision">
                <button
                    type="button"
                    class="button"
                    class:primary=!conflict
                    disabled=busy
                    on:click=move |_| decide(Decision::Edit, json.clone(), then)
                >
                    {icon(Icon::Edit)}
                    <span>{tr!(field.decide_edit)}</span>
                </button>
                <p class="hint">{edit_hint}</p>
            </div>
        }
    });
    // its form needs what is not on the tablet any more: what the server said then may have changed all the same
    let resend = (saved.standing == Standing::Refused && edit.is_none()).then(|| {
        view! {
            <div class="decision">
                <button
                    type="button"
                    class="button primary"
                    disabled=busy
                    on:click=move |_| decide(Decision::Again, String::new(), Place::Ledger)
                >
                    {icon(Icon::Sync)}
                    <span>{tr!(field.decide_resend)}</span>
                </button>
                <p class="hint">{tr!(field.decide_resend_hint)}</p>
            </div>
        }
    });
    let (drop_text, drop_hint) = if saved.standing == Standing::Photos {
        (tr!(field.decide_drop_photos), tr!(field.decide_drop_photos_hint))
    } else {
        (tr!(field.decide_drop), tr!(field.decide_drop_hint))
    };
    view! {
        <Card title=tr!(field.decide)>
            <div class="stack">
                {move || wrong.get().map(|text| view! {
                    <p class=format!("message {}", Tone::Bad.class()) role="alert">{icon(Icon::Alert)} <span>{text}</span></p>
                })}
                {again}
                {note}
                {resend}
                {edit}
                <div class="decision">
                    <button
                        type="button"
                        class="button danger"
                        hidden=sure
                        disabled=busy
                        on:click=move |_| sure.set(true)
                    >
                        {icon(Icon::Ban)}
                        <span>{drop_text}</span>
                    </button>
                    <div class="actions" hidden=move || !sure.get()>
                        <button
                            type="button"
                            class="button danger"
                            disabled=busy
                            on:click=move |_| decide(Decision::Drop, String::new(), Place::Ledger)
                        >
                            {tr!(field.decide_drop_sure)}
                        </button>
                        <button type="button" class="button" on:click=move |_| sure.set(false)>
                            {tr!(ui.cancel)}
                        </button>
                    </div>
                    <p class="hint">{drop_hint}</p>
                </div>
            </div>
        </Card>
    }
}

/// The saved record as a draft again.
fn redraft(tablet: Tablet, saved: &Saved) -> Option<Redraft> {
    let body = pending::body(saved)?;
    let site = |id: SiteId| tablet.sites.with_untracked(|sites| sites.get(id.0).map(|site| hit(site, None)));
    if let Command::Programme(form) = &body.command {
        if form.register().is_none() {
            return redraft_form(tablet, saved, &body, form).map(Redraft::Gear);
        }
        let when = When { now: tablet.device_now(), ahead: tablet.ahead() };
        let known = entry::redraft::Known { when, site: &site, new_id: &new_id };
        return entry::redraft::of(form, saved.fault.as_ref(), &known).map(Redraft::Entry);
    }
    let number = |id: domain::ids::HazardId| {
        tablet
            .hazards
            .with_untracked(|hazards| hazards.get(id.0).map(|hazard| hazard.summary.number.clone()))
            .or_else(|| Some(saved.theirs.as_ref()?.hazard()?.summary.number.clone()))
            .unwrap_or_default()
    };
    let known = Known { now: tablet.device_now(), site: &site, number: &number, new_id: &new_id };
    Redraft::of(&body, saved.fault.as_ref(), &known)
}

/// A form of the programmes as a draft again. Of its record is known what the server said, else what is on the tablet.
fn redraft_form(
    tablet: Tablet,
    saved: &Saved,
    body: &Body,
    form: &ProgrammeCommand,
) -> Option<Kept<gear::GearDraft>> {
    let site = |id: SiteId| tablet.sites.with_untracked(|sites| sites.get(id.0).map(|site| hit(site, None)));
    let stove = |id: domain::ids::StoveId| match &saved.theirs {
        Some(Theirs::Stove(stove)) => Some(stove.state.site),
        _ => untrack(|| tablet.stove(id)).map(|stove| stove.site),
    };
    let device = |id: domain::ids::DetectorId| match &saved.theirs {
        Some(Theirs::Device(device)) => Some((device.state.site, device.state.kind)),
        _ => untrack(|| tablet.device(id)).map(|device| (device.site, device.kind)),
    };
    let now = tablet.device_now();
    let known = gear::redraft::Known { now, site: &site, stove: &stove, device: &device, new_id: &new_id };
    gear::redraft::of(body, form, saved.fault.as_ref(), &known)
}
