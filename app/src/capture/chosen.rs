//! The photos in the file input of a plain form before it is sent: how they look, and what is drawn over them. What is drawn
//! goes with the form, in the order of its files; without the program the form sends the files alone.

use super::{browser, camera::Target, marks::MarkedPicture};
use crate::tr;
use domain::photos::Layer;
use leptos::{prelude::*, task::spawn_local};

/// The field of what is drawn over the files of a form: a list of layers, JSON.
const MARKS: &str = "photo_marks";

/// A file of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    /// Where this page finds its picture.
    src: String,
    layer: Layer,
}

/// The photos in a file input. Copied freely; there is one for the input.
#[derive(Clone, Copy)]
pub struct ChosenPhotos {
    input: StoredValue<String>,
    /// How many the camera has left in the input.
    holds: RwSignal<usize>,
    list: RwSignal<Vec<Chosen>>,
}

impl ChosenPhotos {
    /// Of the input with this id.
    pub fn of(input: String) -> Self {
        let photos =
            Self { input: StoredValue::new(input), holds: RwSignal::new(0), list: RwSignal::new(Vec::new()) };
        Effect::new(move || {
            if photos.holds.get() > 0 {
                photos.look();
            }
        });
        photos
    }

    /// Takes in what was chosen before the program ran: nobody told of it, and it shall not go as large as it is.
    #[cfg(feature = "hydrate")]
    pub fn begin(self) {
        use wasm_bindgen::JsCast as _;
        let Some(id) = self.input.try_get_value() else { return };
        let input = document().get_element_by_id(&id).and_then(|it| it.dyn_into().ok());
        let Some(input): Option<leptos::web_sys::HtmlInputElement> = input else { return };
        if input.files().is_some_and(|files| files.length() > 0) {
            self.choose(input);
        }
    }

    /// Where the camera puts its pictures.
    pub fn target(self) -> Target {
        Target::Input { id: self.input, holds: self.holds }
    }

    /// Others were chosen: they are shrunk where they are, and nothing is drawn over them yet.
    #[cfg(feature = "hydrate")]
    pub fn choose(self, input: leptos::web_sys::HtmlInputElement) {
        self.list.set(Vec::new());
        spawn_local(async move {
            browser::shrink_chosen(&input).await;
            self.look();
        });
    }

    /// Looks what is in the input now; what was drawn stays with its place.
    fn look(self) {
        // the page may have been left meanwhile
        let Some(input) = self.input.try_get_value() else { return };
        spawn_local(async move {
            let pictures = browser::chosen_pictures(&input).await;
            self.list.try_update(|list| take_over(list, pictures));
        });
    }

    fn draw(self, n: usize, layer: Layer) {
        self.list.update(|list| {
            if let Some(photo) = list.get_mut(n) {
                photo.layer = layer;
            }
        });
    }
}

/// The pictures of the files take the place of those before; what is drawn over one stays where it was.
fn take_over(list: &mut Vec<Chosen>, pictures: Vec<String>) {
    let mut layers = std::mem::take(list).into_iter().map(|photo| photo.layer);
    *list =
        pictures.into_iter().map(|src| Chosen { src, layer: layers.next().unwrap_or_default() }).collect();
}

/// What is drawn, as the form sends it; `None`: nothing.
fn marks(list: &[Chosen]) -> Option<String> {
    if list.iter().all(|photo| photo.layer.is_empty()) {
        return None;
    }
    let layers: Vec<&Layer> = list.iter().map(|photo| &photo.layer).collect();
    Some(serde_json::to_string(&layers).expect("numbers and texts"))
}

/// The photos, each with a button to draw on it.
#[component]
pub fn ChosenList(
    /// The photos.
    photos: ChosenPhotos,
) -> impl IntoView {
    let count = Memo::new(move |_| photos.list.with(Vec::len));
    let places = move || (0..count.get()).collect::<Vec<usize>>();
    let drawn = Memo::new(move |_| photos.list.with(|list| marks(list)));
    view! {
        <ul class="shots-list">
            <For each=places key=|n| *n let:n>
                <Picture photos n />
            </For>
        </ul>
        {move || drawn.get().map(|marks| view! { <input type="hidden" name=MARKS value=marks /> })}
    }
}

/// One of them.
#[component]
fn Picture(photos: ChosenPhotos, n: usize) -> impl IntoView {
    let list = photos.list;
    let picture = Memo::new(move |_| list.with(|list| list.get(n).map(|photo| photo.src.clone())));
    let layer = Memo::new(move |_| {
        list.with(|list| list.get(n).map(|photo| photo.layer.clone()).unwrap_or_default())
    });
    let name = Signal::derive(move || tr!(ui.photo_n, n = n + 1));
    let id = photos.input.with_value(|input| format!("{input}-marks-{n}"));
    view! {
        <li class="shot">
            <MarkedPicture
                id
                picture
                whole=Callback::new(move |()| picture.get_untracked())
                name
                layer
                on_draw=Callback::new(move |layer| photos.draw(n, layer))
                // it goes with the form
                on_done=Callback::new(|()| ())
            />
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::photos::Mark;

    fn words(text: &str) -> Layer {
        Layer(vec![Mark::Text { at: (500, 500), text: text.into() }])
    }

    fn sources(list: &[Chosen]) -> Vec<&str> {
        list.iter().map(|photo| photo.src.as_str()).collect()
    }

    #[test]
    fn what_is_drawn_stays_with_its_place_and_is_sent_in_the_order_of_the_files() {
        let mut list = Vec::new();
        take_over(&mut list, vec!["a".into(), "b".into()]);
        assert_eq!((sources(&list), marks(&list)), (vec!["a", "b"], None));
        list[1].layer = words("配电箱");
        // the camera left one more behind them
        take_over(&mut list, vec!["a".into(), "b".into(), "c".into()]);
        assert_eq!(sources(&list), ["a", "b", "c"]);
        let sent: Vec<Layer> =
            serde_json::from_str(&marks(&list).expect("something is drawn")).expect("layers");
        assert_eq!(sent, [Layer::default(), words("配电箱"), Layer::default()]);
        take_over(&mut list, vec!["a".into()]);
        assert_eq!(marks(&list), None, "the photo is gone");
    }
}
