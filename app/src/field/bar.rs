//! The bar below a form of the tablet: how far saving is, the way back, and the one big button.

use super::PATH;
use crate::{
    capture::{
        browser::show_control,
        faults::control_id,
        session_view::{HowFar, Progress, SaveButton},
    },
    tr,
    ui::{Icon, icon},
};
use leptos::prelude::*;

/// The bar.
#[component]
pub fn FormBar(
    /// The draft.
    progress: Progress,
    /// Where the form was begun.
    back: String,
    /// What the button says.
    text: &'static str,
    /// Saves.
    #[prop(into)]
    on_save: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="capture-bar">
            <HowFar
                progress
                here=PATH
                recorded=(tr!(faults.content_conflict), Signal::stored(back.clone()))
                on_stuck=Callback::new(|()| show_control(control_id("photos")))
            />
            <a class="button" href=back>
                {icon(Icon::Previous)}
                <span>{tr!(ui.back)}</span>
            </a>
            <SaveButton progress text on_save />
        </div>
    }
}
