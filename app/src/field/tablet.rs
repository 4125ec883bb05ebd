//! The functions of the tablet's store ([`super::bridge`] says what goes in and comes out). There is one store for a page;
//! it is fetched when it is first asked. None of these fails: without a tablet (on the server, or when its script cannot
//! be fetched) they answer that nothing is there, or [`Done::Offline`].

#![cfg_attr(not(feature = "hydrate"), expect(clippy::unused_async, reason = "only a browser has to wait"))]

use super::bridge::{Decision, Done, DraftRow, Event, NamedPhoto, Saved, TabletState};
use crate::text::{Locale, LocaleWords};
use domain::{
    fault::{Fault, FieldCode},
    ids::FileId,
    sync::Command,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

#[cfg(feature = "hydrate")]
mod module {
    use js_sys::Promise;
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/js/field.js")]
    extern "C" {
        #[wasm_bindgen(js_name = loadField)]
        pub fn load_field() -> Promise;
        #[wasm_bindgen(js_name = keepField)]
        pub fn keep_field();
    }

    #[wasm_bindgen]
    extern "C" {
        /// The functions of `js/field/index.js`.
        pub type Functions;
        #[wasm_bindgen(method, js_name = openField)]
        pub fn open_field(this: &Functions, report: &JsValue) -> Field;

        /// The tablet's store.
        #[derive(Clone)]
        pub type Field;
        #[wasm_bindgen(method)]
        pub fn state(this: &Field) -> Promise;
        #[wasm_bindgen(method)]
        pub fn prepare(this: &Field) -> Promise;
        #[wasm_bindgen(method, js_name = setPin)]
        pub fn set_pin(this: &Field, pin: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn unlock(this: &Field, pin: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn lock(this: &Field) -> Promise;
        #[wasm_bindgen(method)]
        pub fn touch(this: &Field) -> Promise;
        #[wasm_bindgen(method, js_name = signOut)]
        pub fn sign_out(this: &Field, sure: bool) -> Promise;
        #[wasm_bindgen(method)]
        pub fn pack(this: &Field, name: &str) -> Promise;
        #[wasm_bindgen(method, js_name = packParts)]
        pub fn pack_parts(this: &Field, name: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn quiet(this: &Field) -> Promise;
        #[wasm_bindgen(method)]
        pub fn drafts(this: &Field) -> Promise;
        #[wasm_bindgen(method, js_name = readDraft)]
        pub fn read_draft(this: &Field, id: &str) -> Promise;
        #[wasm_bindgen(method, js_name = writeDraft)]
        pub fn write_draft(this: &Field, id: &str, kind: &str, title: &str, json: &str) -> Promise;
        #[wasm_bindgen(method, js_name = dropDraft)]
        pub fn drop_draft(this: &Field, id: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn save(this: &Field, command: &str, photos: &str, title: &str, draft: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn outbox(this: &Field) -> Promise;
        #[wasm_bindgen(method)]
        pub fn decide(this: &Field, id: &str, decision: &str, text: &str) -> Promise;
        #[wasm_bindgen(method, js_name = addPhoto)]
        pub fn add_photo(this: &Field, id: &str, kind: &str, blob: &JsValue) -> Promise;
        #[wasm_bindgen(method, js_name = photoUrl)]
        pub fn photo_url(this: &Field, id: &str) -> Promise;
        #[wasm_bindgen(method, js_name = removePhoto)]
        pub fn remove_photo(this: &Field, id: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn picture(this: &Field, id: &str, thumb: bool) -> Promise;
        #[wasm_bindgen(method, js_name = syncNow)]
        pub fn sync_now(this: &Field) -> Promise;
        #[wasm_bindgen(method)]
        pub fn rescue(this: &Field) -> Promise;
        #[wasm_bindgen(method, js_name = takeUpdate)]
        pub fn take_update(this: &Field) -> Promise;
        #[wasm_bindgen(method, js_name = setLocale)]
        pub fn set_locale(this: &Field, code: &str) -> Promise;
        #[wasm_bindgen(method)]
        pub fn locale(this: &Field) -> Promise;
    }
}

/// Opening the store, and telling those who listen.
#[cfg(feature = "hydrate")]
mod page {
    use super::{Event, module};
    use std::{cell::RefCell, rc::Rc};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::JsFuture;

    type Listener = Rc<dyn Fn(Event)>;

    /// The store of this page, and the function that it calls.
    struct Open {
        field: module::Field,
        _report: Closure<dyn FnMut(String)>,
    }

    thread_local! {
        static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
        static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) };
        static NEXT: RefCell<u32> = const { RefCell::new(0) };
    }

    /// The store; `None` when its script cannot be fetched just now.
    pub async fn field() -> Option<module::Field> {
        let there = || OPEN.with_borrow(|open| open.as_ref().map(|open| open.field.clone()));
        if let Some(field) = there() {
            return Some(field);
        }
        let module: module::Functions = JsFuture::from(module::load_field()).await.ok()?.unchecked_into();
        // somebody else may have opened it meanwhile
        there().or_else(|| {
            let report = Closure::<dyn FnMut(String)>::new(|json: String| {
                if let Ok(event) = domain::json::read(&json) {
                    tell(&event);
                }
            });
            let field = module.open_field(report.as_ref());
            OPEN.set(Some(Open { field: field.clone(), _report: report }));
            Some(field)
        })
    }

    fn tell(event: &Event) {
        // copied first: a listener may end others
        let listeners: Vec<Listener> =
            LISTENERS.with_borrow(|all| all.iter().map(|(_, listener)| Rc::clone(listener)).collect());
        for listener in listeners {
            listener(event.clone());
        }
    }

    pub fn listen(listener: Listener) -> u32 {
        let id = NEXT.with_borrow_mut(|next| {
            *next += 1;
            *next
        });
        LISTENERS.with_borrow_mut(|all| all.push((id, listener)));
        id
    }

    pub fn forget(id: u32) {
        LISTENERS.with_borrow_mut(|all| all.retain(|(known, _)| *known != id));
    }

    /// What a promise of the store resolves to: text; they never fail.
    pub async fn text(promise: js_sys::Promise) -> String {
        let value = JsFuture::from(promise).await.unwrap_or_default();
        value.as_string().unwrap_or_default()
    }

    /// What a promise of the store resolves to: pieces of bytes, each put between brackets.
    pub async fn lists(promise: js_sys::Promise) -> Vec<Vec<u8>> {
        let value = JsFuture::from(promise).await.unwrap_or_default();
        let Ok(pieces) = value.dyn_into::<js_sys::Array>() else { return Vec::new() };
        pieces
            .iter()
            .filter_map(|piece| piece.dyn_into::<js_sys::Uint8Array>().ok())
            .map(|piece| list(&piece))
            .collect()
    }

    fn list(piece: &js_sys::Uint8Array) -> Vec<u8> {
        let mut list = vec![b'['; piece.length() as usize + 2];
        if let [_, between @ .., end] = list.as_mut_slice() {
            piece.copy_to(between);
            *end = b']';
        }
        list
    }
}

/// The text that the store answers; empty where there is none.
macro_rules! ask {
    (|$field:ident| $call:expr; $($given:ident),*) => {{
        #[cfg(feature = "hydrate")]
        {
            match page::field().await {
                Some($field) => page::text($call).await,
                None => String::new(),
            }
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = ($(&$given,)*);
            String::new()
        }
    }};
}

fn understood<T: DeserializeOwned>(text: &str) -> Option<T> {
    domain::json::read(text).ok()
}

fn done(text: &str) -> Done {
    understood(text).unwrap_or(Done::Offline)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and keys that are texts")
}

/// Calls `listener` with everything the tablet tells, until the component that called this ends.
pub fn listen(listener: impl Fn(Event) + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let id = page::listen(std::rc::Rc::new(listener));
        leptos::prelude::on_cleanup(move || page::forget(id));
    }
    #[cfg(not(feature = "hydrate"))]
    drop(listener);
}

/// Has the program of the field app kept on this device, for somebody who has not opened it yet.
pub fn keep_program() {
    #[cfg(feature = "hydrate")]
    module::keep_field();
}

/// How the tablet stands.
pub async fn state() -> TabletState {
    understood(&ask!(|field| field.state();)).unwrap_or_default()
}

/// "Get ready for today": loads what the person needs, or what is new of it.
pub async fn prepare() -> Done {
    done(&ask!(|field| field.prepare();))
}

/// Chooses the PIN that opens the tablet after it was locked.
pub async fn set_pin(pin: &str) -> Done {
    done(&ask!(|field| field.set_pin(pin); pin))
}

/// Opens it again.
pub async fn unlock(pin: &str) -> Done {
    done(&ask!(|field| field.unlock(pin); pin))
}

/// Locks it.
pub async fn lock() -> Done {
    done(&ask!(|field| field.lock();))
}

/// The person is there: puts off the idle lock. Cheap.
pub async fn touch() {
    let _ = ask!(|field| field.touch(););
}

/// Signs out; with unsent work only when `sure`.
pub async fn sign_out(sure: bool) -> Done {
    done(&ask!(|field| field.sign_out(sure); sure))
}

/// What was taken along as one: `reference` ([`domain::sync::FieldReference`]).
pub async fn pack<T: DeserializeOwned>(name: &str) -> Option<T> {
    understood(&pack_text(name).await)
}

/// A collection as text, for scripts: `base` (GeoJSON of the schematic map). Empty where there is none.
pub async fn pack_text(name: &str) -> String {
    ask!(|field| field.pack(name); name)
}

/// Records that were taken along, in parts that [`read_part`] understands: `sites` ([`domain::sync::FieldSite`]s), `hazards`
/// ([`domain::sync::FieldHazard`]s), `stoves` ([`domain::sync::FieldStove`]s), `detectors`
/// ([`domain::sync::FieldDetector`]s), `gas_users` ([`domain::sync::FieldGasUser`]s), `tasks`
/// ([`domain::sync::FieldTask`]s), `targets` ([`domain::sync::FieldTarget`]s).
pub async fn pack_parts(name: &str) -> Vec<Vec<u8>> {
    #[cfg(feature = "hydrate")]
    {
        match page::field().await {
            Some(field) => page::lists(field.pack_parts(name)).await,
            None => Vec::new(),
        }
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = name;
        Vec::new()
    }
}

/// The records of a part; none when this version of the program cannot read them. Read as text, like everything else: a
/// reader of bytes would be in the program a second time for every type, see [`crate::codec::JsonText`].
pub fn read_part<T: DeserializeOwned>(part: &[u8]) -> Vec<T> {
    std::str::from_utf8(part).ok().and_then(understood).unwrap_or_default()
}

/// Waits until the page has nothing more urgent to do: between two parts of long work.
pub async fn quiet() {
    let _ = ask!(|field| field.quiet(););
}

/// The drafts of this person, the one changed last first.
pub async fn drafts() -> Vec<DraftRow> {
    understood(&ask!(|field| field.drafts();)).unwrap_or_default()
}

/// The text of a draft, as it was written.
pub async fn read_draft(id: Uuid) -> Option<String> {
    let id = id.to_string();
    Some(ask!(|field| field.read_draft(&id); id)).filter(|text| !text.is_empty())
}

/// Keeps a draft, at every change.
pub async fn write_draft(id: Uuid, kind: &str, title: &str, draft: &str) -> Done {
    let id = id.to_string();
    done(&ask!(|field| field.write_draft(&id, kind, title, draft); id, kind, title, draft))
}

/// Throws a draft away, with its photos.
pub async fn drop_draft(id: Uuid) -> Done {
    let id = id.to_string();
    done(&ask!(|field| field.drop_draft(&id); id))
}

/// Saves: seals the command with its photos, puts it into the outbox and takes the draft away, all or nothing.
pub async fn save(command: &Command, photos: &[NamedPhoto], title: &str, draft: Option<Uuid>) -> Done {
    // a photo that the store was not told of could neither be sent nor awaited
    if command.photos().iter().any(|id| photos.iter().all(|photo| photo.id != *id)) {
        return Done::Fault { fault: Fault::field("photos", FieldCode::Unknown) };
    }
    let (command, photos) = (json(command), json(&photos));
    let draft = draft.map(|id| id.to_string()).unwrap_or_default();
    done(&ask!(|field| field.save(&command, &photos, title, &draft); command, photos, title, draft))
}

/// What was saved, newest first, with what the server has of the last 30 days.
pub async fn outbox() -> Vec<Saved> {
    understood(&ask!(|field| field.outbox();)).unwrap_or_default()
}

/// Decides what becomes of a command that the server did not take. `text`: the note of [`Decision::AsNote`], the draft of
/// [`Decision::Edit`].
pub async fn decide(id: Uuid, decision: Decision, text: &str) -> Done {
    let (id, decision) = (id.to_string(), json(&decision));
    done(&ask!(|field| field.decide(&id, decision.trim_matches('"'), text); id, decision, text))
}

/// Shrinks, hashes and keeps a picture; [`Event::Photo`] tells how it went.
#[cfg(feature = "hydrate")]
pub async fn add_photo(id: FileId, kind: domain::photos::PhotoKind, picture: &leptos::web_sys::Blob) -> Done {
    let id = id.to_string();
    done(&ask!(|field| field.add_photo(&id, kind.as_str(), picture); id, kind, picture))
}

/// Where the page finds a picture that was taken on this tablet.
pub async fn photo_url(id: FileId) -> Option<String> {
    let id = id.to_string();
    Some(ask!(|field| field.photo_url(&id); id)).filter(|url| !url.is_empty())
}

/// Throws a picture away that no saved command names.
pub async fn remove_photo(id: FileId) -> Done {
    let id = id.to_string();
    done(&ask!(|field| field.remove_photo(&id); id))
}

/// Where the page finds a photo of the server: taken along, else fetched and kept.
pub async fn picture(id: FileId, thumb: bool) -> Option<String> {
    let id = id.to_string();
    Some(ask!(|field| field.picture(&id, thumb); id, thumb)).filter(|url| !url.is_empty())
}

/// Sends and receives now.
pub async fn sync_now() -> Done {
    done(&ask!(|field| field.sync_now();))
}

/// Hands the browser a file to download that the office can import, with everything unsent.
pub async fn rescue() -> Done {
    done(&ask!(|field| field.rescue();))
}

/// Lets the new version of the program take over; the page loads again.
pub async fn take_update() -> Done {
    done(&ask!(|field| field.take_update();))
}

/// Keeps the language.
pub async fn set_locale(locale: Locale) {
    let code = locale.as_str();
    let _ = ask!(|field| field.set_locale(code); code);
}

/// The language that was kept.
pub async fn locale() -> Option<Locale> {
    ask!(|field| field.locale();).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::photos::{Layer, PhotoKind};
    use futures::executor::block_on;

    #[test]
    fn a_command_with_a_photo_that_the_store_was_not_told_of_is_not_saved() {
        let photo = FileId(Uuid::from_u128(3));
        let command: Command = serde_json::from_value(serde_json::json!({
            "kind": "change_hazard",
            "command": {
                "id": Uuid::from_u128(1),
                "hazard": Uuid::from_u128(2),
                "command": {"do": "add_note", "note": "已清理", "photos": [photo]},
            },
        }))
        .expect("a step");
        let named = |id| NamedPhoto { id, kind: PhotoKind::After, layer: Layer::default(), on_server: false };
        let save = |photos: &[NamedPhoto]| block_on(save(&command, photos, "", None));
        let refused = Done::Fault { fault: Fault::field("photos", FieldCode::Unknown) };
        assert_eq!(save(&[]), refused);
        assert_eq!(save(&[named(FileId(Uuid::from_u128(4)))]), refused);
        // on the server there is no store
        assert_eq!(save(&[named(photo)]), Done::Offline);
    }
}
