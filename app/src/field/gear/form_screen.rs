//! The screen of a form about what stands behind a door. It works without a line; saving puts the form into the outbox,
//! with the id of the visit that it tells of.

use super::{
    DRAFT, device_form,
    doing::Doing,
    draft::{At, GearDraft},
    draft_parts::Sheet,
    gas_form,
    inputs::{GearForm, Part, choice},
    stove_form,
};
use crate::{
    capture::{
        browser::locate_unasked,
        fields::Paragraph,
        keeping::Kept,
        new_id,
        photo_field::PhotoField,
        photos::{Slot, arrived},
        session::{Draft, Recorded, Sending, Session},
        session_view::DraftNotice,
    },
    error::AppError,
    field::{
        bar::FormBar,
        bridge,
        forms::{Opening, made_once, open_draft},
        fresh::IntoFresh,
        known::{Tablet, use_tablet},
        outside::{OnTablet, kept as stored},
        place::Place,
        saved::saved_screen,
        screens::{nowhere, use_go},
    },
    tr,
    ui::{Icon, icon, load::skeleton, page::PageHead},
};
use domain::{
    fault::{Code, FieldCode, FieldFault},
    ids::{DetectorId, SiteId},
    inspections::Outcome,
    programmes::{ProgrammeCommand, device::DeviceAction},
    sync::Command,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use uuid::Uuid;

/// How a visit can come to nothing.
const FAILED: &[Outcome] =
    &[Outcome::NotAtHome, Outcome::Refused, Outcome::Vacant, Outcome::Tenant, Outcome::Moved];

/// The address of a new form at a site, about a record of it or a new one.
pub fn begin(site: SiteId, doing: Doing, record: Option<Uuid>) -> String {
    let of = record.map(|record| format!("&record={record}")).unwrap_or_default();
    format!("{}?site={site}&do={doing}{of}", Place::Gear(new_id()).href())
}

/// The screen.
#[component]
pub fn GearScreen(id: Uuid) -> impl IntoView {
    let tablet = use_tablet();
    // a new form says in its address what it is
    let asked = use_location().query.with_untracked(|query| {
        let record = query.get("record").and_then(|id| id.parse::<Uuid>().ok());
        Some((query.get("site")?.parse::<SiteId>().ok()?, Doing::of(&query.get("do")?)?, record))
    });
    let back = asked.map_or(Place::Sites, |(site, ..)| Place::Site(site));
    let opening = open_draft::<Kept<GearDraft>>(tablet, id, |text| domain::json::read(&text).ok());
    let screen = move |opening: Opening<Kept<GearDraft>>| match opening {
        Opening::Looking => skeleton(),
        Opening::Saved(id) => saved_screen(tablet, id, back),
        Opening::Kept(kept) => form(tablet, kept.draft.clone(), Some(kept)),
        Opening::New => {
            let new = asked.and_then(|(site, doing, record)| begun(tablet, id, site, doing, record));
            new.map_or_else(nowhere, |draft| form(tablet, draft, None))
        }
    };
    made_once(opening, screen)
}

/// An empty form at a site that is on this tablet.
fn begun(tablet: Tablet, id: Uuid, site: SiteId, doing: Doing, record: Option<Uuid>) -> Option<GearDraft> {
    let (name, kind) =
        tablet.sites.with_untracked(|sites| sites.get(site.0).map(|it| (it.name.clone(), it.kind)))?;
    let now = tablet.device_now();
    let visit = tablet.visit_of_form(site, now)?;
    let at = At { site, name, kind, visit, now };
    GearDraft::begin(id, doing, record, at, &tablet.door(site), &new_id)
}

impl GearForm {
    /// What is saved, in its order. The form is the last of it.
    fn build(self, tablet: Tablet) -> Result<Vec<Command>, Vec<FieldFault>> {
        let session = self.0;
        let photos = session.shots.list.get_untracked();
        let mut draft = session.draft.get_untracked();
        // a visit of its own day may have been saved since
        if !matches!(draft.sheet, Sheet::Attempt(_))
            && let Some(visit) = tablet.visit_of_form(draft.site, draft.begun_at)
            && visit != draft.visit
        {
            draft.visit = visit;
            session.draft.update(|draft| draft.visit = visit);
        }
        let commands = draft.commands(&photos, session.now())?;
        rehearse(tablet, &commands)?;
        Ok(commands)
    }

    /// Saves what comes before the form (the visit of an attempt, its other steps), then the form: so nothing is sent before
    /// what it needs.
    fn save(self, tablet: Tablet) {
        let session = self.0;
        if session.sending.get_untracked() == Sending::Running
            || session.saved.with_untracked(Option::is_some)
        {
            return;
        }
        let mut commands = match self.build(tablet) {
            Ok(commands) => commands,
            Err(faults) => {
                session.sending.set(Sending::Idle);
                session.refuse(faults);
                return;
            }
        };
        let Some(last) = commands.pop() else { return };
        let named = last.photos();
        let here = session.shots.list.with_untracked(|photos| arrived(photos, named.iter()) == Ok(true));
        // what is here already is not saved again
        commands.retain(|command| {
            let id = command.id();
            !tablet.outbox.with_untracked(|outbox| outbox.iter().any(|saved| saved.id == id))
        });
        if commands.is_empty() || !here {
            // photos that are still being kept call this again
            session.save(|| Ok(last), move |faults| session.refuse(faults));
            return;
        }
        session.sending.set(Sending::Running);
        let title = session.draft.with_untracked(|draft| draft.site_name.clone());
        spawn_local(async move {
            let mut done: Result<(), AppError> = Ok(());
            for command in commands {
                if done.is_ok() {
                    done = stored(bridge::save(&command, &[], &title, None).await);
                }
            }
            if session.sending.try_get_untracked().is_none() {
                return; // the page was left: the draft is kept, and finds its visit saved
            }
            match done {
                Ok(()) => {
                    session.sending.set(Sending::Idle);
                    session.save(|| Ok(last), move |faults| session.refuse(faults));
                }
                Err(error) => session.sending.set(Sending::Failed(error)),
            }
        });
    }

    /// Takes the device's position, if nobody has to be asked for it.
    fn find_position(self) {
        spawn_local(async move {
            if let Some(position) = locate_unasked().await {
                self.0.draft.try_update(|draft| {
                    draft.position.get_or_insert(position);
                });
            }
        });
    }
}

/// What can be known here of what the server will say of a step: an appliance that is not safe itself, a day that has
/// passed, a serial number that another device has.
fn rehearse(tablet: Tablet, commands: &[Command]) -> Result<(), Vec<FieldFault>> {
    let Some(Command::Programme(form)) = commands.last() else { return Ok(()) };
    let Some(me) = tablet.state.with_untracked(|state| state.as_ref().and_then(|state| state.me.clone()))
    else {
        return Ok(());
    };
    let rules = tablet.reference.with_untracked(|reference| reference.as_ref().map(|it| it.lives.clone()));
    let (rules, now) = (rules.unwrap_or_default(), tablet.now.get_untracked());
    let refused = match &**form {
        ProgrammeCommand::ChangeStove(change) => untrack(|| tablet.stove(change.stove))
            .and_then(|stove| stove.step(&change.command, &me.actor, now, &rules).err()),
        ProgrammeCommand::ChangeDevice(change) => {
            if let Some(serial) = change.command.takes() {
                // a device keeps its own number: so the one that it is to replace does not
                let but = if change.command.action() == DeviceAction::Install {
                    change.device
                } else {
                    DetectorId(Uuid::nil())
                };
                if tablet.is_taken(serial, but) {
                    return Err(vec![FieldFault::new("installation.serial", FieldCode::Duplicate)]);
                }
            }
            untrack(|| tablet.device(change.device))
                .and_then(|device| device.step(&change.command, &me.actor, now, &rules, None).err())
        }
        _ => None,
    };
    match refused {
        // another state is a matter between the server and the person: it may be another one by then
        Some(fault) if fault.code == Code::Invalid && !fault.fields.is_empty() => Err(fault.fields),
        _ => Ok(()),
    }
}

fn form(tablet: Tablet, draft: GearDraft, kept: Option<Kept<GearDraft>>) -> AnyView {
    let (id, back) = (draft.id, Place::Site(draft.site));
    let text = kept.as_ref().and_then(|kept| serde_json::to_string(kept).ok());
    let outside = OnTablet::form(tablet, DRAFT, id, text, back, use_go());
    let form = GearForm(Session::new(outside, draft));
    let session = form.0;
    if let Some(kept) = kept {
        let faults = kept.faults.clone();
        session.take_up(kept);
        if !faults.is_empty() {
            session.refuse(faults);
        }
    }
    session.follow(move || form.save(tablet));
    form.find_position();
    let title = session.draft.with_untracked(Draft::title);
    view! {
        <PageHead title />
        {move || match session.saved.get() {
            Some(Recorded::Tablet(id)) => session.outside().saved_here(id),
            _ => view! { <Form form tablet back /> }.into_fresh(),
        }}
    }
    .into_fresh()
}

#[component]
fn Form(form: GearForm, tablet: Tablet, back: Place) -> impl IntoView {
    let session = form.0;
    let progress = session.progress();
    let first = session.draft.get_untracked();
    let visit_comes_along = !matches!(first.doing, Doing::NewDevice | Doing::Attempt)
        && !tablet.has_visit(first.site, first.visit);
    let note = first.note_field().map(|(field, label, required)| {
        let value = session.read(|draft| draft.note.clone());
        let write = Callback::new(move |text| form.edit(field, |draft| draft.note = text));
        view! { <Paragraph field label value on_input=write required /> }
    });
    let photos = first.photos_field().map(|label| {
        view! { <PhotoField shots=session.shots shows=Slot::Visit field="photos" label /> }
    });
    view! {
        <div class="capture report">
            <DraftNotice progress on_discard=Callback::new(move |()| session.restart(|| session.draft.get_untracked())) />
            {visit_comes_along.then(|| view! { <p class="hint">{tr!(door.visit_hint)}</p> })}
            <section class="report-part">{sheet(form, &first)} {note} {photos}</section>
            <FormBar progress back=back.href() text=tr!(ui.save) on_save=Callback::new(move |()| form.save(tablet)) />
        </div>
    }
}

/// The sheet of a form.
fn sheet(form: GearForm, draft: &GearDraft) -> AnyView {
    match &draft.sheet {
        Sheet::Survey(_) => stove_form::survey(form),
        Sheet::Day(_) => stove_form::plan(form),
        Sheet::Replace(_) => stove_form::replace(form),
        Sheet::Hose(_) => stove_form::new_hose(form),
        Sheet::Gone(_) => stove_form::gone(form),
        Sheet::Note => ().into_fresh(),
        Sheet::List(_) => device_form::list(form),
        Sheet::Install(it) => device_form::install(form, it.kind),
        Sheet::Unit(_) => gas_form::unit(form),
        Sheet::Lpg(_) => gas_form::lpg(form),
        Sheet::Attempt(_) => {
            let outcome = Part::new(
                |draft: &GearDraft| match &draft.sheet {
                    Sheet::Attempt(it) => Some(it.outcome),
                    _ => None,
                },
                |draft, outcome| {
                    if let Sheet::Attempt(it) = &mut draft.sheet {
                        it.outcome = outcome;
                    }
                },
            );
            view! {
                {choice(form, "outcome", tr!(door.outcome_label), FAILED, &outcome, None)}
                <p class="hint">{tr!(door.attempt_hint)}</p>
            }
            .into_fresh()
        }
    }
}

/// A link to a form, as large as a finger.
pub fn way(site: SiteId, doing: Doing, record: Option<Uuid>, drawing: Icon, main: bool) -> impl IntoView {
    view! {
        <a class="button" class:primary=main href=begin(site, doing, record)>
            {icon(drawing)}
            <span>{doing.label()}</span>
        </a>
    }
}
