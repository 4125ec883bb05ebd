//! The photos of a page: taken, shown, uploaded in the background while the form is filled in.

use super::photos::{PhotoDraft, PhotoState, Slot};
use domain::{ids::FileId, photos::Layer};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The photos of a form. Copied freely; there is one for a page.
#[derive(Clone, Copy)]
pub struct Shots {
    /// The photos, in the order they were taken.
    pub list: RwSignal<Vec<PhotoDraft>>,
    /// Pictures that this device has, by id.
    pictures: RwSignal<BTreeMap<FileId, String>>,
    #[cfg(feature = "hydrate")]
    queue: StoredValue<Option<upload::Running>, LocalStorage>,
}

impl Shots {
    /// No photos yet. Ends with the component that calls it.
    pub fn new() -> Self {
        let shots = Self {
            list: RwSignal::new(Vec::new()),
            pictures: RwSignal::new(BTreeMap::new()),
            #[cfg(feature = "hydrate")]
            queue: StoredValue::new_local(None),
        };
        #[cfg(feature = "hydrate")]
        shots.begin();
        shots
    }

    /// Takes over the photos of a kept draft; what the server does not have yet is sent.
    pub fn restore(self, photos: Vec<PhotoDraft>) {
        let waiting: Vec<PhotoDraft> =
            photos.iter().filter(|p| p.state != PhotoState::Stored).cloned().collect();
        self.list.set(photos);
        for photo in waiting {
            self.resume(&photo);
        }
    }

    /// Begins a new draft: those of the old one are on the server.
    pub fn clear(self) {
        self.list.set(Vec::new());
        self.pictures.set(BTreeMap::new());
    }

    /// Throws all away.
    pub fn discard(self) {
        for photo in self.list.get_untracked() {
            self.remove(photo.id);
        }
    }

    /// How many the server has, and how many there are.
    pub fn counted(self) -> (usize, usize) {
        self.list.with(|list| (list.iter().filter(|p| p.state == PhotoState::Stored).count(), list.len()))
    }

    /// What the first photo shows that needs a person: refused, or lost.
    pub fn stuck(self) -> Option<Slot> {
        let stuck = |p: &&PhotoDraft| matches!(p.state, PhotoState::Refused(_) | PhotoState::Lost);
        self.list.with_untracked(|list| list.iter().find(stuck).map(|p| p.slot.clone()))
    }

    /// Where its picture is.
    pub fn picture(self, photo: &PhotoDraft) -> Option<String> {
        let here = self.pictures.with(|pictures| pictures.get(&photo.id).cloned());
        here.or_else(|| (photo.state == PhotoState::Stored).then(|| format!("/files/{}/thumb", photo.id)))
    }

    /// Where its whole picture is, to draw on.
    pub fn whole_picture(self, photo: &PhotoDraft) -> Option<String> {
        let here = self.pictures.with(|pictures| pictures.get(&photo.id).cloned());
        here.or_else(|| (photo.state == PhotoState::Stored).then(|| format!("/files/{}", photo.id)))
    }

    /// Keeps what is drawn over one, in the draft; [`Self::send_layer`] sends it.
    pub fn draw(self, id: FileId, layer: Layer) {
        self.list.update(|list| {
            if let Some(photo) = list.iter_mut().find(|photo| photo.id == id && photo.layer != layer) {
                photo.layer = layer;
                // what was left in the middle of drawing is sent when the draft is taken up again
                if photo.state == PhotoState::Stored {
                    photo.state = PhotoState::Waiting;
                }
            }
        });
    }

    /// Sends what is drawn over one: somebody has finished drawing.
    pub fn send_layer(self, id: FileId) {
        #[cfg(feature = "hydrate")]
        {
            let layer = self.list.with_untracked(|list| list.iter().find(|p| p.id == id).map(layer_json));
            if let Some(layer) = layer {
                self.with_queue(move |queue| queue.draw(&id.to_string(), &layer));
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = id;
    }

    /// Takes one away.
    pub fn remove(self, id: FileId) {
        self.list.update(|list| list.retain(|photo| photo.id != id));
        self.pictures.update(|pictures| {
            pictures.remove(&id);
        });
        #[cfg(feature = "hydrate")]
        self.with_queue(move |queue| queue.remove(&id.to_string()));
    }

    /// Tries again to send one.
    pub fn retry(self, id: FileId) {
        #[cfg(feature = "hydrate")]
        self.with_queue(move |queue| queue.retry(&id.to_string()));
        #[cfg(not(feature = "hydrate"))]
        let _ = id;
    }

    /// Tries again to send all that only wait for the line.
    pub fn retry_all(self) {
        #[cfg(feature = "hydrate")]
        self.with_queue(super::browser::Queue::retry_all);
    }

    fn resume(self, photo: &PhotoDraft) {
        #[cfg(feature = "hydrate")]
        {
            let (id, layer) = (photo.id, layer_json(photo));
            self.with_queue(move |queue| queue.resume(&id.to_string(), &layer));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = photo;
    }

    /// Follows a change of item keys.
    pub fn rename(self, moved: impl Fn(&Slot) -> Option<Slot>) {
        let gone: Vec<FileId> = self
            .list
            .with_untracked(|list| list.iter().filter(|p| moved(&p.slot).is_none()).map(|p| p.id).collect());
        for id in gone {
            self.remove(id);
        }
        self.list.update(|list| {
            for photo in list {
                if let Some(slot) = moved(&photo.slot) {
                    photo.slot = slot;
                }
            }
        });
    }
}

/// What is drawn over a photo, as the queue takes it.
#[cfg(feature = "hydrate")]
fn layer_json(photo: &PhotoDraft) -> String {
    serde_json::to_string(&photo.layer).expect("numbers and texts")
}

#[cfg(feature = "hydrate")]
mod upload {
    use super::*;
    use crate::capture::{browser, new_id};
    use domain::{
        fault::{Code, Fault},
        photos::MAX_PER_COMMAND,
    };
    use leptos::{task::spawn_local, web_sys};
    use std::time::Duration;
    use wasm_bindgen::prelude::*;

    /// How long to wait before the script of the photos is asked for again, when it could not be fetched.
    const AGAIN: Duration = Duration::from_secs(4);

    /// The queue, and the function that it calls.
    pub struct Running {
        queue: browser::Queue,
        _report: Closure<dyn FnMut(String, String, String, String)>,
    }

    impl Shots {
        /// Fetches the script and ends the queue with the page.
        pub(super) fn begin(self) {
            self.with_queue(|_| ());
            on_cleanup(move || {
                if let Some(Some(running)) = self.queue.try_update_value(Option::take) {
                    running.queue.close();
                }
            });
        }

        /// Takes new pictures.
        pub fn add(self, slot: &Slot, files: &web_sys::FileList) {
            let room = MAX_PER_COMMAND.saturating_sub(
                self.list.with_untracked(|list| list.iter().filter(|p| p.slot == *slot).count()),
            );
            for file in (0..files.length()).filter_map(|i| files.get(i)).take(room) {
                self.add_blob(slot, &file);
            }
        }

        /// Takes one picture, from the camera or a file. Whether there is room for it is the caller's question.
        pub fn add_blob(self, slot: &Slot, picture: &web_sys::Blob) {
            let id = FileId(new_id());
            let kind = slot.kind().as_str();
            self.list.update(|list| list.push(PhotoDraft::new(id, slot.clone())));
            let picture = picture.clone();
            self.with_queue(move |queue| queue.add(&id.to_string(), kind, &picture));
        }

        /// Works with the queue, now or when its script is there.
        pub(super) fn with_queue(self, work: impl FnOnce(&browser::Queue) + 'static) {
            let running = self.queue.try_with_value(|running| running.as_ref().map(|r| r.queue.clone()));
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
            let there = self.queue.try_with_value(|running| running.as_ref().map(|r| r.queue.clone()))?;
            if there.is_some() {
                return there;
            }
            let report = Closure::<dyn FnMut(String, String, String, String)>::new(
                move |id: String, state: String, detail: String, url: String| {
                    self.told(&id, &state, &detail, url);
                },
            );
            let queue = functions.open_photos(report.as_ref());
            self.queue.try_set_value(Some(Running { queue: queue.clone(), _report: report }));
            Some(queue)
        }

        /// A photo has come further.
        fn told(self, id: &str, state: &str, detail: &str, url: String) {
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
            if !url.is_empty() {
                self.pictures.update(|pictures| {
                    pictures.insert(id, url);
                });
            }
            self.list.update(|list| {
                if let Some(photo) = list.iter_mut().find(|photo| photo.id == id) {
                    photo.state = state;
                }
            });
        }
    }
}
