//! A small picture of a form that somebody can draw on.

use super::MarksEditor;
use crate::{
    capture::browser::show_control,
    tr,
    ui::{
        Icon, icon,
        layer::{Fit, drawing},
    },
};
use domain::photos::{Layer, shapes::Frame};
use leptos::{html, prelude::*};

/// A picture with what is drawn over it, and the button that opens it for drawing.
#[component]
pub fn MarkedPicture(
    /// The button's id.
    id: String,
    /// Where the picture is, once that is known.
    #[prop(into)]
    picture: Signal<Option<String>>,
    /// Where the whole picture is.
    whole: Callback<(), Option<String>>,
    /// What the photo is called.
    #[prop(into)]
    name: Signal<String>,
    /// What is drawn over it.
    #[prop(into)]
    layer: Signal<Layer>,
    /// Told every change of that.
    on_draw: Callback<Layer>,
    /// Told when somebody has finished drawing.
    on_done: Callback<()>,
    /// More buttons on the picture.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let frame = RwSignal::new(Frame::of(4, 3));
    let img = NodeRef::<html::Img>::new();
    let drawing_on = RwSignal::new(None::<String>);
    let button = StoredValue::new(id.clone());
    let done = Callback::new(move |()| {
        drawing_on.set(None);
        on_done.run(());
        show_control(button.get_value());
    });
    view! {
        <div class="shot-picture">
            {move || match picture.get() {
                Some(src) => {
                    view! {
                        <img
                            node_ref=img
                            src=src
                            alt=name.get()
                            on:load=move |_| {
                                if let Some(img) = img.get_untracked() {
                                    frame.set(Frame::of(img.natural_width(), img.natural_height()));
                                }
                            }
                        />
                    }
                        .into_any()
                }
                None => icon(Icon::Photo).into_any(),
            }}
            {move || layer.with(|layer| drawing(layer, frame.get(), Fit::Cut))}
            <button
                id=id
                type="button"
                class="button icon-only shot-mark"
                hidden=move || picture.with(Option::is_none)
                aria-label=move || tr!(camera.mark_photo, name = name.get())
                on:click=move |_| drawing_on.set(whole.run(()))
            >
                {icon(Icon::Edit)}
            </button>
            {children.map(|children| children())}
        </div>
        {move || {
            drawing_on
                .get()
                .map(|src| {
                    let (name, layer) = (name.get_untracked(), layer.get_untracked());
                    view! { <MarksEditor src name layer on_change=on_draw on_close=done /> }
                })
        }}
    }
}
