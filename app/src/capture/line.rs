//! The outside of a form on a page that needs a line: drafts in the browser's simple store, photos sent in the background,
//! records posted to `/api/v1`, sites asked of the server.

use super::{
    browser::{self, get, post},
    new_id,
    outside::{Later, Outside, PhotoStore, Saving, SitePoints, Stored},
    photos::{PhotoDraft, PhotoState},
    shots::Told,
};
use crate::{error::AppError, facts::use_me, fault_text::fault_text, query, tr, ui::time::now};
use chrono::{DateTime, Utc};
use domain::{
    calendar::local_date,
    geo::{Point, Wgs84},
    hazards::{Category, HazardSummary, alike::near},
    ids::{FileId, HazardId, InspectionId, SiteId},
    inspections::{VisitForm, door::at_door},
    listing::Page,
    people::Me,
    sites::SiteHit,
};
use leptos::prelude::*;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use uuid::Uuid;

/// A form on a page that needs a line.
pub struct Line {
    me: Option<Me>,
    key: String,
    url: &'static str,
    /// The site that was asked about last, and the visit of its door that is still open for a checklist.
    door: Arc<Mutex<Option<(SiteId, InspectionId)>>>,
}

impl Line {
    /// For what is sent to `url`; its draft is kept under `name`, one for each person. `asked` is what the page knows of a
    /// site already.
    pub fn form(name: &str, url: &'static str, asked: Option<&VisitForm>) -> Arc<dyn Outside> {
        let me = use_me();
        let who = me.as_ref().map(|me| me.actor.user.to_string()).unwrap_or_default();
        let door = Arc::new(Mutex::new(asked.and_then(open_door)));
        Arc::new(Self { me, key: format!("xunan-{name}-{who}"), url, door })
    }
}

fn open_door(form: &VisitForm) -> Option<(SiteId, InspectionId)> {
    Some((form.site.as_ref()?.id, form.at_door?))
}

impl Outside for Line {
    fn me(&self) -> Option<Me> {
        self.me.clone()
    }

    fn id(&self) -> Uuid {
        new_id()
    }

    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn kept(&self) -> Option<String> {
        browser::kept(&self.key)
    }

    fn soon(&self) -> Duration {
        Duration::from_millis(250)
    }

    fn keep(&self, _title: &str, text: String, full: Callback<bool>) {
        full.run(!browser::keep(&self.key, &text));
    }

    fn forget(&self, _saved: bool) {
        browser::forget(&self.key);
    }

    fn abandon(&self) {
        // there is one form of a kind: whoever comes back finds its site chosen
    }

    fn begin_anew(&self) -> bool {
        false
    }

    fn photos(&self, told: Callback<Told>) -> Arc<dyn PhotoStore> {
        Arc::new(queue::Photos::new(told))
    }

    fn repeats(&self) -> bool {
        true
    }

    fn save(&self, saving: Saving) -> Later<Result<Stored, AppError>> {
        let url = self.url;
        Box::pin(async move { post(url, saving.json).await.map(Stored::Answered) })
    }

    fn saved_here(&self, _id: Uuid) -> AnyView {
        // what a line saves is on the server
        ().into_any()
    }

    fn typing(&self) -> Duration {
        Duration::from_millis(250)
    }

    fn find_sites(&self, text: String, near: Option<Point<Wgs84>>) -> Later<Result<Vec<SiteHit>, AppError>> {
        Box::pin(get(search(&text, near)))
    }

    fn site(&self, id: SiteId) -> Later<Result<VisitForm, AppError>> {
        let door = Arc::clone(&self.door);
        Box::pin(async move {
            let form: VisitForm = get(format!("/api/v1/visit-form?site={id}")).await?;
            if let Ok(mut door) = door.lock() {
                *door = open_door(&form);
            }
            Ok(form)
        })
    }

    fn visit_at_door(&self, site: SiteId, began: DateTime<Utc>) -> Option<InspectionId> {
        let (of, visit) = (*self.door.lock().ok()?)?;
        // the server names the visit of today: one that began on another day is none of its forms'
        let same = of == site && at_door(site, self.me.as_ref()?.actor.user, local_date(began)) == visit;
        same.then_some(visit)
    }

    fn site_points(&self) -> SitePoints {
        SitePoints::At("/api/v1/map/sites".to_owned())
    }

    fn hazards_near(
        &self,
        at: Point<Wgs84>,
        category: Category,
    ) -> Later<Result<Vec<HazardSummary>, AppError>> {
        let filter = near(at, category);
        Box::pin(async move {
            let Some(filter) = filter else { return Ok(Vec::new()) };
            let page: Page<HazardSummary> = get(query::href("/api/v1/hazards", &filter)).await?;
            Ok(page.rows)
        })
    }

    fn hazard_page(&self, id: HazardId) -> (String, bool) {
        (format!("/hazards/{id}"), true)
    }
}

/// The address of a question for sites.
fn search(text: &str, near: Option<Point<Wgs84>>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", text.trim());
    if let Some(point) = near {
        query
            .append_pair("lon", &format!("{:.6}", point.lon()))
            .append_pair("lat", &format!("{:.6}", point.lat()));
    }
    format!("/api/v1/sites/search?{}", query.finish())
}

/// How far an upload is, in words.
fn words(state: &PhotoState) -> String {
    match state {
        PhotoState::Waiting => tr!(capture.photo_waiting).into(),
        PhotoState::Uploading => tr!(capture.photo_uploading).into(),
        PhotoState::Stored => tr!(capture.photo_stored).into(),
        PhotoState::Offline => tr!(capture.photo_offline).into(),
        PhotoState::Refused(fault) => fault_text(fault),
        PhotoState::NoRoom => tr!(capture.photo_no_room).into(),
        PhotoState::Lost => tr!(capture.photo_lost).into(),
    }
}

/// Where the server has a photo that it stored: whole, or small.
fn at_server(photo: &PhotoDraft, whole: bool) -> Option<String> {
    let size = if whole { "" } else { "/thumb" };
    (photo.state == PhotoState::Stored).then(|| format!("/files/{}{size}", photo.id))
}

#[cfg(not(feature = "hydrate"))]
mod queue {
    use super::*;

    /// On the server nothing is photographed.
    pub struct Photos;

    impl Photos {
        pub fn new(_told: Callback<Told>) -> Self {
            Self
        }
    }

    impl PhotoStore for Photos {
        fn resume(&self, _photo: &PhotoDraft) {}
        fn draw(&self, _photo: &PhotoDraft) {}
        fn retry(&self, _id: FileId) {}
        fn retry_all(&self) {}
        fn remove(&self, _id: FileId) {}
        fn close(&self) {}
        fn picture(&self, photo: &PhotoDraft, whole: bool) -> Option<String> {
            at_server(photo, whole)
        }
        fn words(&self, state: &PhotoState) -> String {
            words(state)
        }
    }
}

#[cfg(feature = "hydrate")]
mod queue {
    use super::*;
    use domain::fault::{Code, Fault};
    use leptos::{task::spawn_local, web_sys};
    use wasm_bindgen::prelude::*;

    /// How long to wait before the script of the photos is asked for again, when it could not be fetched.
    const AGAIN: Duration = Duration::from_secs(4);

    /// The queue, and the function that it calls.
    struct Running {
        queue: browser::Queue,
        _report: Closure<dyn FnMut(String, String, String, String)>,
    }

    /// The photos of a form on their way to the server.
    #[derive(Clone, Copy)]
    pub struct Photos {
        running: StoredValue<Option<Running>, LocalStorage>,
        told: Callback<Told>,
    }

    impl Photos {
        /// Fetches the script.
        pub fn new(told: Callback<Told>) -> Self {
            let photos = Self { running: StoredValue::new_local(None), told };
            photos.with_queue(|_| ());
            photos
        }

        /// Works with the queue, now or when its script is there.
        fn with_queue(self, work: impl FnOnce(&browser::Queue) + 'static) {
            let running = self.running.try_with_value(|running| running.as_ref().map(|r| r.queue.clone()));
            match running {
                Some(Some(queue)) => work(&queue),
                Some(None) => spawn_local(async move {
                    match browser::functions().await {
                        Ok(functions) => {
                            if let Some(queue) = self.started(&functions) {
                                work(&queue);
                            }
                        }
                        // without a line; the picture waits in this very closure
                        Err(_) => set_timeout(move || self.with_queue(work), AGAIN),
                    }
                }),
                // the page was left
                None => {}
            }
        }

        fn started(self, functions: &browser::Functions) -> Option<browser::Queue> {
            let there = self.running.try_with_value(|running| running.as_ref().map(|r| r.queue.clone()))?;
            if there.is_some() {
                return there;
            }
            let report = Closure::<dyn FnMut(String, String, String, String)>::new(
                move |id: String, state: String, detail: String, url: String| {
                    self.report(&id, &state, &detail, url);
                },
            );
            let queue = functions.open_photos(report.as_ref());
            self.running.try_set_value(Some(Running { queue: queue.clone(), _report: report }));
            Some(queue)
        }

        /// A photo has come further.
        fn report(self, id: &str, state: &str, detail: &str, url: String) {
            let Ok(id) = id.parse::<FileId>() else { return };
            let state = match state {
                "uploading" => PhotoState::Uploading,
                "stored" => PhotoState::Stored,
                "offline" => PhotoState::Offline,
                "refused" => PhotoState::Refused(
                    serde_json::from_str(detail).unwrap_or_else(|_| Fault::new(Code::Internal)),
                ),
                "lost" => PhotoState::Lost,
                _ => PhotoState::Waiting,
            };
            let _ = self.told.try_run(Told { id, state, url: Some(url).filter(|url| !url.is_empty()) });
        }
    }

    /// What is drawn over a photo, as the queue takes it.
    fn layer(photo: &PhotoDraft) -> String {
        serde_json::to_string(&photo.layer).expect("numbers and texts")
    }

    impl PhotoStore for Photos {
        fn add(&self, photo: &PhotoDraft, picture: &web_sys::Blob) {
            let (id, kind, picture) = (photo.id, photo.slot.kind().as_str(), picture.clone());
            self.with_queue(move |queue| queue.add(&id.to_string(), kind, &picture));
        }

        fn resume(&self, photo: &PhotoDraft) {
            let (id, layer) = (photo.id, layer(photo));
            // what the server has needs nothing more
            if photo.state != PhotoState::Stored {
                self.with_queue(move |queue| queue.resume(&id.to_string(), &layer));
            }
        }

        fn draw(&self, photo: &PhotoDraft) {
            let (id, layer) = (photo.id, layer(photo));
            self.with_queue(move |queue| queue.draw(&id.to_string(), &layer));
        }

        fn retry(&self, id: FileId) {
            self.with_queue(move |queue| queue.retry(&id.to_string()));
        }

        fn retry_all(&self) {
            self.with_queue(browser::Queue::retry_all);
        }

        fn remove(&self, id: FileId) {
            self.with_queue(move |queue| queue.remove(&id.to_string()));
        }

        fn close(&self) {
            if let Some(Some(running)) = self.running.try_update_value(Option::take) {
                running.queue.close();
            }
        }

        fn picture(&self, photo: &PhotoDraft, whole: bool) -> Option<String> {
            at_server(photo, whole)
        }

        fn words(&self, state: &PhotoState) -> String {
            words(state)
        }
    }
}
