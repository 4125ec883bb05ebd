//! The ways to other pages of what a step shows. They are buttons of its form, so that what was chosen there and not sent goes along.

use crate::{tr, ui::button::Look};
use domain::import::Leaf;
use leptos::{ev::MouseEvent, prelude::*};

/// The buttons of the form of that name, and which page this is; nothing where there is only one. Where the program runs, `turn` is
/// done instead of sending the form.
pub(super) fn leaves(
    form: &'static str,
    Leaf { page, of }: Leaf,
    turn: Option<Callback<u64>>,
) -> Option<impl IntoView> {
    let button = move |to: u64, text: &'static str| {
        let pressed = move |ev: MouseEvent| {
            if let Some(turn) = turn {
                ev.prevent_default();
                turn.run(to);
            }
        };
        view! {
            <button
                class=Look::Plain.class()
                type="submit"
                form=form
                formnovalidate=true
                name="page"
                value=to.to_string()
                on:click=pressed
            >
                <span>{text}</span>
            </button>
        }
    };
    (of > 1).then(|| {
        view! {
            <p class="actions" role="group" aria-label=tr!(ui.pages)>
                {(page > 1).then(|| button(page - 1, tr!(ui.previous_page)))}
                <span>{tr!(import.page_n, n = page, of = of)}</span>
                {(page < of).then(|| button(page + 1, tr!(ui.next_page)))}
            </p>
        }
    })
}
