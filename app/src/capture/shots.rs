//! The photos of a page: taken, shown, and kept by whatever the form has for that ([`super::outside::PhotoStore`]).

use super::{
    outside::{Outside, PhotoStore},
    photos::{PhotoDraft, PhotoState, Slot},
};
use domain::{ids::FileId, photos::Layer};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// A photo has come further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub id: FileId,
    /// How far it is.
    pub state: PhotoState,
    /// Where this page finds its picture, once it does.
    pub url: Option<String>,
}

/// A photo that a person took away, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Away {
    photo: PhotoDraft,
    at: usize,
}

/// The photos of a form. Copied freely; there is one for a page.
#[derive(Clone, Copy)]
pub struct Shots {
    /// The photos, in the order they were taken.
    pub list: RwSignal<Vec<PhotoDraft>>,
    /// The one that was taken away last, while it can be had back.
    away: RwSignal<Option<Away>>,
    /// Pictures that this device has, by id.
    pictures: RwSignal<BTreeMap<FileId, String>>,
    store: StoredValue<Arc<dyn PhotoStore>>,
}

impl Shots {
    /// No photos yet. Ends with the component that calls it.
    pub fn new(outside: &dyn Outside) -> Self {
        let list = RwSignal::new(Vec::<PhotoDraft>::new());
        let pictures = RwSignal::new(BTreeMap::new());
        let away = RwSignal::new(None::<Away>);
        let told = Callback::new(move |told: Told| {
            if let Some(url) = told.url {
                pictures.update(|pictures| {
                    pictures.insert(told.id, url);
                });
            }
            if away.with_untracked(|away| away.as_ref().is_some_and(|away| away.photo.id == told.id)) {
                away.update(|away| {
                    if let Some(away) = away {
                        away.photo.state = told.state;
                    }
                });
                return;
            }
            list.update(|list| {
                if let Some(photo) = list.iter_mut().find(|photo| photo.id == told.id) {
                    photo.state = told.state;
                }
            });
        });
        let store = outside.photos(told);
        on_cleanup({
            let store = Arc::clone(&store);
            move || {
                // nobody can have it back any more
                let left = away.try_with_untracked(|away| away.as_ref().map(|away| away.photo.id)).flatten();
                if let Some(id) = left {
                    store.remove(id);
                }
                store.close();
            }
        });
        Self { list, away, pictures, store: StoredValue::new(store) }
    }

    fn with_store(self, work: impl FnOnce(&dyn PhotoStore)) {
        self.store.try_with_value(|store| work(&**store));
    }

    /// Takes over the photos of a kept draft, and goes on with them.
    pub fn restore(self, photos: Vec<PhotoDraft>) {
        self.list.set(photos.clone());
        self.with_store(|store| photos.iter().for_each(|photo| store.resume(photo)));
    }

    /// Begins a new draft: those of the old one are in good hands.
    pub fn clear(self) {
        self.let_go();
        self.list.set(Vec::new());
        self.pictures.set(BTreeMap::new());
    }

    /// Throws all away.
    pub fn discard(self) {
        self.let_go();
        for photo in self.list.get_untracked() {
            self.remove(photo.id);
        }
    }

    /// How many are stored, and how many there are.
    pub fn counted(self) -> (usize, usize) {
        self.list.with(|list| (list.iter().filter(|p| p.state == PhotoState::Stored).count(), list.len()))
    }

    /// What the first photo shows that needs a person.
    pub fn stuck(self) -> Option<Slot> {
        self.list.with_untracked(|list| list.iter().find(|p| p.state.is_stuck()).map(|p| p.slot.clone()))
    }

    /// Where its picture is.
    pub fn picture(self, photo: &PhotoDraft) -> Option<String> {
        let here = self.pictures.with(|pictures| pictures.get(&photo.id).cloned());
        here.or_else(|| self.store.try_with_value(|store| store.picture(photo, false)).flatten())
    }

    /// How far it is, in words.
    pub fn words(self, state: &PhotoState) -> String {
        self.store.try_with_value(|store| store.words(state)).unwrap_or_default()
    }

    /// Takes new pictures from a file field.
    #[cfg(feature = "hydrate")]
    pub fn add(self, slot: &Slot, files: &leptos::web_sys::FileList) {
        for file in (0..files.length()).filter_map(|i| files.get(i)) {
            self.add_blob(slot, &file);
        }
    }

    /// Takes a new picture, from the camera or a file, while there is room for it.
    #[cfg(feature = "hydrate")]
    pub fn add_blob(self, slot: &Slot, picture: &leptos::web_sys::Blob) {
        let taken = self.list.with_untracked(|list| list.iter().filter(|p| p.slot == *slot).count());
        if taken < domain::photos::MAX_PER_COMMAND {
            let photo = PhotoDraft::new(FileId(super::new_id()), slot.clone());
            self.list.update(|list| list.push(photo.clone()));
            self.with_store(|store| store.add(&photo, picture));
        }
    }

    /// Where its whole picture is, to draw on.
    pub fn whole_picture(self, photo: &PhotoDraft) -> Option<String> {
        let here = self.pictures.with(|pictures| pictures.get(&photo.id).cloned());
        here.or_else(|| self.store.try_with_value(|store| store.picture(photo, true)).flatten())
    }

    /// Keeps what is drawn over one, in the draft; [`Self::send_layer`] passes it on.
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

    /// Keeps what is drawn over one for good: somebody has finished drawing.
    pub fn send_layer(self, id: FileId) {
        let photo = self.list.with_untracked(|list| list.iter().find(|photo| photo.id == id).cloned());
        if let Some(photo) = photo {
            self.with_store(|store| store.draw(&photo));
        }
    }

    /// Takes one away because a person wants it. A wrong tap must not cost a picture that nobody can take again, so it can
    /// be had back until another one is taken away or the form is left.
    pub fn take_away(self, id: FileId) {
        self.let_go();
        let Some(at) = self.list.with_untracked(|list| list.iter().position(|photo| photo.id == id)) else {
            return;
        };
        if let Some(photo) = self.list.try_update(|list| list.remove(at)) {
            self.away.set(Some(Away { photo, at }));
        }
    }

    /// Whether one of these was taken away and can be had back.
    pub fn is_away(self, slot: &Slot) -> bool {
        self.away.with(|away| away.as_ref().is_some_and(|away| away.photo.slot == *slot))
    }

    /// Puts the one that was taken away last in its place again.
    pub fn have_back(self) {
        if let Some(Some(Away { photo, at })) = self.away.try_update(Option::take) {
            self.list.update(|list| list.insert(at.min(list.len()), photo));
        }
    }

    /// What was taken away stays away.
    fn let_go(self) {
        if self.away.with_untracked(Option::is_some)
            && let Some(Some(away)) = self.away.try_update(Option::take)
        {
            self.remove(away.photo.id);
        }
    }

    /// Takes one away for good.
    pub fn remove(self, id: FileId) {
        self.list.update(|list| list.retain(|photo| photo.id != id));
        self.pictures.update(|pictures| {
            pictures.remove(&id);
        });
        self.with_store(|store| store.remove(id));
    }

    /// Tries again to bring one on.
    pub fn retry(self, id: FileId) {
        self.with_store(|store| store.retry(id));
    }

    /// Tries again with all that only wait for the line.
    pub fn retry_all(self) {
        self.with_store(|store| store.retry_all());
    }

    /// Follows a change of item keys.
    pub fn rename(self, moved: impl Fn(&Slot) -> Option<Slot>) {
        self.let_go();
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
