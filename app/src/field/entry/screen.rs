//! The form of a new entry. It works without a line; saving puts it into the outbox.

use super::{
    DRAFT,
    draft::{EntryDraft, When},
    form::{belongs, sheet},
    inputs::EntryForm,
    name,
};
use crate::{
    capture::{
        browser::locate_unasked,
        keeping::Kept,
        new_id,
        session::{Recorded, Session},
        session_view::DraftNotice,
    },
    field::{
        bar::FormBar,
        forms::{Opening, made_once, open_draft},
        fresh::IntoFresh,
        known::{Tablet, hit, use_tablet},
        outside::OnTablet,
        place::Place,
        saved::saved_screen,
        screens::{nowhere, use_go},
    },
    tr,
    ui::{load::skeleton, page::PageHead},
};
use domain::{
    actor::Right, area::AreaLevel, ids::SiteId, programmes::register_views::RegisterKind, sync::Command,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use uuid::Uuid;

/// The address of a new entry of a register, at a site or anywhere.
pub fn begin(kind: RegisterKind, site: Option<SiteId>) -> String {
    let at = site.map(|site| format!("&site={site}")).unwrap_or_default();
    format!("{}?do={kind}{at}", Place::Entry(new_id()).href())
}

/// The screen.
#[component]
pub fn EntryScreen(id: Uuid) -> impl IntoView {
    let tablet = use_tablet();
    // a new entry says in its address what it is
    let asked = use_location().query.with_untracked(|query| {
        let site = query.get("site").and_then(|id| id.parse::<SiteId>().ok());
        Some((query.get("do")?.parse::<RegisterKind>().ok()?, site))
    });
    let back = asked.and_then(|(_, site)| site).map_or(Place::Home, Place::Site);
    let opening = open_draft::<Kept<EntryDraft>>(tablet, id, |text| domain::json::read(&text).ok());
    let screen = move |opening: Opening<Kept<EntryDraft>>| match opening {
        Opening::Looking => skeleton(),
        Opening::Saved(id) => saved_screen(tablet, id, back),
        Opening::Kept(kept) => form(tablet, kept.draft.clone(), Some(kept)),
        Opening::New => {
            let new = asked.and_then(|(kind, site)| begun(tablet, id, kind, site));
            new.map_or_else(nowhere, |draft| form(tablet, draft, None))
        }
    };
    made_once(opening, screen)
}

/// An empty entry, for whoever may enter one.
fn begun(tablet: Tablet, id: Uuid, kind: RegisterKind, site: Option<SiteId>) -> Option<EntryDraft> {
    let me = untrack(|| tablet.me()).filter(|me| me.actor.role.has(Right::EnterRegister))?;
    let when = When { now: tablet.device_now(), ahead: tablet.ahead() };
    let mut draft = EntryDraft::begin(id, new_id(), kind, when);
    if let Some(site) = site {
        draft.choose(Some(tablet.sites.with_untracked(|sites| sites.get(site.0).map(|it| hit(it, None)))?));
    }
    // whoever works in one committee need not say which
    draft.area = Some(me.area.code).filter(|code| code.level() >= AreaLevel::Committee);
    Some(draft)
}

impl EntryForm {
    fn save(self) {
        let session = self.0;
        let build = || {
            let command = session.draft.with_untracked(|draft| draft.command(session.now()));
            command.map(|form| Command::Programme(Box::new(form)))
        };
        session.save(build, move |faults| session.refuse(faults));
    }

    /// Takes the device's position for a fire, if nobody has to be asked for it. It is seen in the form, and taken back there.
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

fn form(tablet: Tablet, draft: EntryDraft, kept: Option<Kept<EntryDraft>>) -> AnyView {
    let (id, kind) = (draft.id, draft.kind());
    let back = draft.site.as_ref().map_or(Place::Home, |site| Place::Site(site.id));
    let text = kept.as_ref().and_then(|kept| serde_json::to_string(kept).ok());
    let outside = OnTablet::form(tablet, DRAFT, id, text, back, use_go());
    let form = EntryForm(Session::new(outside, draft));
    let session = form.0;
    match kept {
        Some(kept) => {
            let faults = kept.faults.clone();
            session.take_up(kept);
            if !faults.is_empty() {
                session.refuse(faults);
            }
        }
        None if kind == RegisterKind::Fire => form.find_position(),
        None => {}
    }
    session.follow(move || form.save());
    view! {
        <PageHead title=name(kind) />
        {move || match session.saved.get() {
            Some(Recorded::Tablet(id)) => session.outside().saved_here(id),
            _ => view! { <Form form kind tablet back /> }.into_fresh(),
        }}
    }
    .into_fresh()
}

#[component]
fn Form(form: EntryForm, kind: RegisterKind, tablet: Tablet, back: Place) -> impl IntoView {
    let session = form.0;
    let progress = session.progress();
    view! {
        <div class="capture report">
            <DraftNotice progress on_discard=Callback::new(move |()| session.restart(|| session.draft.get_untracked())) />
            <section class="report-part">{belongs(form, tablet)}</section>
            <section class="report-part">{sheet(form, kind)}</section>
            <FormBar progress back=back.href() text=tr!(ui.save) on_save=Callback::new(move |()| form.save()) />
        </div>
    }
}
