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

/// The photos of a form. Copied freely; there is one for a page.
#[derive(Clone, Copy)]
pub struct Shots {
    /// The photos, in the order they were taken.
    pub list: RwSignal<Vec<PhotoDraft>>,
    /// Pictures that this device has, by id.
    pictures: RwSignal<BTreeMap<FileId, String>>,
    store: StoredValue<Arc<dyn PhotoStore>>,
}

impl Shots {
    /// No photos yet. Ends with the component that calls it.
    pub fn new(outside: &dyn Outside) -> Self {
        let list = RwSignal::new(Vec::<PhotoDraft>::new());
        let pictures = RwSignal::new(BTreeMap::new());
        let told = Callback::new(move |told: Told| {
            if let Some(url) = told.url {
                pictures.update(|pictures| {
                    pictures.insert(told.id, url);
                });
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
            move || store.close()
        });
        Self { list, pictures, store: StoredValue::new(store) }
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
        self.list.set(Vec::new());
        self.pictures.set(BTreeMap::new());
    }

    /// Throws all away.
    pub fn discard(self) {
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

    /// Takes one away.
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
