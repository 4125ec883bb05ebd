//! The outside of a form on the tablet: drafts and photos in its store, records into the outbox, sites from what was
//! taken along. Nothing here waits for a line.

use super::{
    bridge::{self, Done, Event, NamedPhoto},
    fresh::IntoFresh,
    known::{Tablet, hit},
    place::Place,
    saved::SavedHere,
    shapes, site_list,
};
use crate::{
    capture::{
        outside::{Later, Outside, PhotoStore, Saving, SitePoints, Stored},
        photos::{PhotoDraft, PhotoState},
        shots::Told,
    },
    error::AppError,
    fault_text::fault_text,
    tr,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, Fault},
    geo::{Point, Wgs84},
    ids::{FileId, HazardId, InspectionId, SiteId},
    inspections::VisitForm,
    people::Me,
    photos::{Layer, PhotoKind},
    programmes::ProgrammeCommand,
    sites::SiteHit,
    sync::Command,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

/// Most sites that are offered while somebody types.
const OFFERED: usize = 12;

/// A form on the tablet.
pub struct OnTablet {
    tablet: Tablet,
    kind: &'static str,
    id: Uuid,
    kept: Option<String>,
    drafts: Arc<Drafts>,
    /// Where the next form of the kind is.
    next: Place,
    go: Callback<Place>,
    /// Where the person is.
    path: Memo<String>,
}

/// Whether somebody at this address has left the form for good: it is still theirs while the tablet is locked, and they
/// come back to it from a hazard of the site.
fn is_left(path: &str, form: Uuid) -> bool {
    !path.contains(&form.to_string()) && !matches!(Place::of(path), Place::Hazard(_))
}

/// A draft on its way into the store: the newest is written, one thing after the other, so that an older one never comes
/// last, nor after saving or throwing away.
#[derive(Default)]
struct Drafts {
    waiting: Mutex<Option<(String, String, Callback<bool>)>>,
    turn: futures::lock::Mutex<()>,
    /// There is one in the store.
    there: AtomicBool,
    /// Saved or thrown away: nothing more is written.
    closed: AtomicBool,
    /// The form was left: the screens show what was kept of it.
    left: AtomicBool,
}

impl Drafts {
    fn take(&self) -> Option<(String, String, Callback<bool>)> {
        self.waiting.lock().ok()?.take().filter(|_| !self.closed.load(Ordering::Relaxed))
    }

    fn write(
        self: &Arc<Self>,
        tablet: Tablet,
        id: Uuid,
        kind: &'static str,
        draft: (String, String, Callback<bool>),
    ) {
        if let Ok(mut waiting) = self.waiting.lock() {
            *waiting = Some(draft);
        }
        self.there.store(true, Ordering::Relaxed);
        let drafts = Arc::clone(self);
        spawn_local(async move {
            let _turn = drafts.turn.lock().await;
            // whoever waited longer has written this one already
            if let Some((title, text, full)) = drafts.take() {
                let _ = full.try_run(bridge::write_draft(id, kind, &title, &text).await == Done::NoRoom);
                // the last change of a form that was left: whoever looks at the drafts by now has read them without it
                if drafts.left.load(Ordering::Relaxed) {
                    tablet.read_drafts();
                }
            }
        });
    }

    fn throw_away(self: &Arc<Self>, id: Uuid, tablet: Tablet) {
        let drafts = Arc::clone(self);
        spawn_local(async move {
            let _turn = drafts.turn.lock().await;
            bridge::drop_draft(id).await;
            tablet.read_drafts();
        });
    }
}

impl OnTablet {
    /// The form of a draft: its kind, its id, and what was kept of it. `go` leads to another place.
    pub fn form(
        tablet: Tablet,
        kind: &'static str,
        id: Uuid,
        kept: Option<String>,
        next: Place,
        go: Callback<Place>,
    ) -> Arc<dyn Outside> {
        let drafts = Arc::new(Drafts { there: AtomicBool::new(kept.is_some()), ..Drafts::default() });
        let path = use_location().pathname;
        on_cleanup({
            let drafts = Arc::clone(&drafts);
            move || {
                drafts.left.store(true, Ordering::Relaxed);
                if drafts.there.load(Ordering::Relaxed) {
                    tablet.read_drafts();
                }
            }
        });
        Arc::new(Self { tablet, kind, id, kept, drafts, next, go, path })
    }
}

impl Outside for OnTablet {
    fn me(&self) -> Option<Me> {
        self.tablet.state.with_untracked(|state| state.as_ref().and_then(|state| state.me.clone()))
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn now(&self) -> DateTime<Utc> {
        self.tablet.device_now()
    }

    fn kept(&self) -> Option<String> {
        self.kept.clone()
    }

    fn soon(&self) -> Duration {
        // the store takes one at a time by itself: nothing is gained by waiting
        Duration::from_millis(10)
    }

    fn keep(&self, title: &str, text: String, full: Callback<bool>) {
        if !self.drafts.closed.load(Ordering::Relaxed) {
            self.drafts.write(self.tablet, self.id, self.kind, (title.to_owned(), text, full));
        }
    }

    fn forget(&self, saved: bool) {
        // saving took the draft away, with its photos in the outbox
        let open = !saved && !self.drafts.closed.load(Ordering::Relaxed);
        if open && self.drafts.there.swap(false, Ordering::Relaxed) {
            self.drafts.throw_away(self.id, self.tablet);
        }
    }

    fn abandon(&self) {
        let left = self.path.try_get_untracked().is_some_and(|path| is_left(&path, self.id));
        if left
            && !self.drafts.closed.swap(true, Ordering::Relaxed)
            && self.drafts.there.swap(false, Ordering::Relaxed)
        {
            self.drafts.throw_away(self.id, self.tablet);
        }
    }

    fn begin_anew(&self) -> bool {
        // from here on nothing writes it again, also not the page that is left
        if !self.drafts.closed.swap(true, Ordering::Relaxed) {
            self.drafts.throw_away(self.id, self.tablet);
        }
        let _ = self.go.try_run(self.next);
        true
    }

    fn another(&self) -> Option<String> {
        matches!(self.next, Place::Visit(None) | Place::Report(None)).then(|| self.next.href())
    }

    fn photos(&self, told: Callback<Told>) -> Arc<dyn PhotoStore> {
        Arc::new(Photos::new(told))
    }

    fn repeats(&self) -> bool {
        false
    }

    fn save(&self, saving: Saving) -> Later<Result<Stored, AppError>> {
        let (drafts, id, tablet) = (Arc::clone(&self.drafts), self.id, self.tablet);
        drafts.closed.store(true, Ordering::Relaxed);
        Box::pin(async move {
            let Some(command) = saving.command else { return Err(AppError::Transport) };
            let mut named: Vec<NamedPhoto> = saving.photos.iter().map(named).collect();
            named.extend(earlier(&command, &named));
            let _turn = drafts.turn.lock().await;
            let done = bridge::save(&command, &named, &saving.title, Some(id)).await;
            let stored = kept(done).map(|()| Stored::Here(command.id()));
            if stored.is_err() {
                drafts.closed.store(false, Ordering::Relaxed);
            }
            tablet.read_drafts();
            stored
        })
    }

    fn saved_here(&self, id: Uuid) -> AnyView {
        let (next, tablet) = (self.next, self.tablet);
        view! { <SavedHere tablet id next /> }.into_fresh()
    }

    fn typing(&self) -> Duration {
        Duration::ZERO
    }

    fn find_sites(&self, text: String, near: Option<Point<Wgs84>>) -> Later<Result<Vec<SiteHit>, AppError>> {
        let tablet = self.tablet;
        Box::pin(async move {
            // a form may stand before the sites are in memory
            if !tablet.all_read().await {
                return Ok(Vec::new());
            }
            let hits = untrack(|| site_list::named(tablet, &text, near, |_| true));
            let offered: Vec<SiteHit> =
                hits.rows.iter().take(OFFERED).map(|(site, metres)| hit(site, *metres)).collect();
            Ok(offered)
        })
    }

    fn site(&self, id: SiteId) -> Later<Result<VisitForm, AppError>> {
        let tablet = self.tablet;
        Box::pin(async move {
            let form = if tablet.all_read().await { tablet.visit_form(id) } else { None };
            form.ok_or_else(|| Fault::new(Code::NotFound).into())
        })
    }

    fn visit_at_door(&self, site: SiteId, began: DateTime<Utc>) -> Option<InspectionId> {
        let visit = untrack(|| self.tablet.visit_at_door(site, began))?;
        // it has its checklist: this is another visit of the same day
        let saved = self.tablet.outbox.with_untracked(|outbox| outbox.iter().any(|it| it.id == visit.0));
        // where no form tells of one, the visit has an id of its own: the same person may be there twice a day
        let told = || untrack(|| self.tablet.awaits_checklist(site, visit));
        (!saved && told()).then_some(visit)
    }

    fn site_points(&self) -> SitePoints {
        let sites = self.tablet.sites;
        SitePoints::Own(Signal::derive(move || sites.with(|sites| shapes::of_sites(sites.iter()))))
    }

    fn hazard_page(&self, id: HazardId) -> (String, bool) {
        (Place::Hazard(id).href(), false)
    }
}

/// What a page calls an answer of the store to saving.
pub fn kept(done: Done) -> Result<(), AppError> {
    match done {
        Done::Ok => Ok(()),
        Done::NoRoom => Err(AppError::NoRoom),
        Done::Fault { fault } => Err(AppError::Fault(fault)),
        Done::KeyDropped | Done::WrongPin { .. } => Err(Fault::new(Code::Unauthenticated).into()),
        Done::Offline | Done::Unsent { .. } => Err(AppError::Offline),
    }
}

fn named(photo: &PhotoDraft) -> NamedPhoto {
    NamedPhoto { id: photo.id, kind: photo.slot.kind(), layer: photo.layer.clone(), on_server: false }
}

/// The proofs of earlier saves that a user of cylinders names again: the server has them.
fn earlier(command: &Command, named: &[NamedPhoto]) -> Vec<NamedPhoto> {
    let Command::Programme(form) = command else { return Vec::new() };
    let ProgrammeCommand::SaveLpgUser(user) = &**form else { return Vec::new() };
    let of_today = |id: &FileId| named.iter().any(|photo| photo.id == *id);
    let known = user.photos().into_iter().filter(|id| !of_today(id));
    known
        .map(|id| NamedPhoto { id, kind: PhotoKind::Visit, layer: Layer::default(), on_server: true })
        .collect()
}

/// The photos of a form in the tablet's store.
struct Photos {
    told: Callback<Told>,
    /// Pictures that are not in the store yet: what is too large now may be tried again.
    #[cfg(feature = "hydrate")]
    taken: StoredValue<Vec<(PhotoDraft, leptos::web_sys::Blob)>, LocalStorage>,
}

impl Photos {
    fn new(told: Callback<Told>) -> Self {
        #[cfg(feature = "hydrate")]
        let taken = StoredValue::new_local(Vec::<(PhotoDraft, leptos::web_sys::Blob)>::new());
        bridge::listen(move |event| {
            if let Event::Photo { id, state, url } = event {
                let state = state_of(&state);
                #[cfg(feature = "hydrate")]
                if state == PhotoState::Stored {
                    taken.try_update_value(|taken| taken.retain(|(photo, _)| photo.id != id));
                }
                let _ = told.try_run(Told { id, state, url });
            }
        });
        Self {
            told,
            #[cfg(feature = "hydrate")]
            taken,
        }
    }

    #[cfg(feature = "hydrate")]
    fn store(&self, photo: &PhotoDraft, picture: leptos::web_sys::Blob) {
        let (id, kind, told) = (photo.id, photo.slot.kind(), self.told);
        spawn_local(async move {
            let state = match bridge::add_photo(id, kind, &picture).await {
                Done::NoRoom => PhotoState::NoRoom,
                Done::Fault { fault } => PhotoState::Refused(fault),
                // the store tells when it is done
                _ => return,
            };
            let _ = told.try_run(Told { id, state, url: None });
        });
    }
}

/// A state as the store tells it.
fn state_of(word: &str) -> PhotoState {
    match word {
        "stored" => PhotoState::Stored,
        "no_room" => PhotoState::NoRoom,
        "damaged" => PhotoState::Refused(Fault::new(Code::DamagedFile)),
        _ => PhotoState::Waiting,
    }
}

impl PhotoStore for Photos {
    #[cfg(feature = "hydrate")]
    fn add(&self, photo: &PhotoDraft, picture: &leptos::web_sys::Blob) {
        self.taken.try_update_value(|taken| taken.push((photo.clone(), picture.clone())));
        self.store(photo, picture.clone());
    }

    fn resume(&self, photo: &PhotoDraft) {
        let (id, told) = (photo.id, self.told);
        spawn_local(async move {
            let url = bridge::photo_url(id).await;
            let state = if url.is_some() { PhotoState::Stored } else { PhotoState::Lost };
            let _ = told.try_run(Told { id, state, url });
        });
    }

    fn retry(&self, id: FileId) {
        #[cfg(feature = "hydrate")]
        {
            let found = self
                .taken
                .try_with_value(|taken| taken.iter().find(|(photo, _)| photo.id == id).cloned())
                .flatten();
            if let Some((photo, picture)) = found {
                let _ = self.told.try_run(Told { id, state: PhotoState::Waiting, url: None });
                self.store(&photo, picture);
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = id;
    }

    fn retry_all(&self) {
        // nothing here waits for a line
    }

    fn remove(&self, id: FileId) {
        spawn_local(async move {
            bridge::remove_photo(id).await;
        });
    }

    fn close(&self) {}

    fn draw(&self, photo: &PhotoDraft) {
        // it is in the draft, and goes with the record
        let _ = self.told.try_run(Told { id: photo.id, state: PhotoState::Stored, url: None });
    }

    fn picture(&self, _photo: &PhotoDraft, _whole: bool) -> Option<String> {
        None
    }

    fn words(&self, state: &PhotoState) -> String {
        match state {
            PhotoState::Waiting | PhotoState::Uploading | PhotoState::Offline => {
                tr!(field.photo_storing).into()
            }
            PhotoState::Stored => tr!(field.photo_stored).into(),
            PhotoState::Refused(fault) => fault_text(fault),
            PhotoState::NoRoom => tr!(capture.photo_no_room).into(),
            PhotoState::Lost => tr!(capture.photo_lost).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_left_for_another_place_but_not_while_its_address_stands_or_a_hazard_is_looked_at() {
        let form = Uuid::from_u128(7);
        let hazard = HazardId(Uuid::from_u128(8));
        for (path, left) in [
            (Place::Home.href(), true),
            (Place::Visit(None).href(), true),
            (Place::Site(SiteId(Uuid::from_u128(9))).href(), true),
            (Place::Visit(Some(form)).href(), false),
            (Place::Hazard(hazard).href(), false),
        ] {
            assert_eq!(is_left(&path, form), left, "{path}");
        }
    }
}
