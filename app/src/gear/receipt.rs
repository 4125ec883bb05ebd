//! The receipt of a replacement or an installation: as it is shown, and as it is taken at the desk.

use crate::{
    capture::{
        signature::{SignatureDraft, Signing},
        signature_field::SignatureField,
    },
    tr,
    ui::{
        field::{FormState, TextInput},
        signature::SignatureView,
    },
};
use domain::{inspections::Signature, text::LINE};
use leptos::prelude::*;

/// The receipt as a page shows it: masked in a home.
pub fn receipt(signature: Option<Signature>) -> AnyView {
    match signature {
        Some(signature) => view! { <SignatureView signature /> }.into_any(),
        None => view! { <p class="muted">{tr!(gear.no_receipt)}</p> }.into_any(),
    }
}

/// The receipt in a plain form: signed on the screen where the program runs; without it the refusal before a witness can be
/// written down.
#[component]
pub fn ReceiptInput(
    /// The form.
    form: FormState,
) -> impl IntoView {
    let problems = ["signature", "signature.name", "signature.strokes", "signature.witness"]
        .iter()
        .filter_map(|field| form.problem(field))
        .map(|problem| view! { <p class="problem">{problem}</p> })
        .collect_view();
    let witness = form.typed("signature.witness").filter(|name| !name.is_empty());
    let draft = RwSignal::new(SignatureDraft {
        signing: if witness.is_some() { Signing::Refused } else { Signing::Without },
        witness: witness.unwrap_or_default(),
        reason: form.typed("signature.reason").unwrap_or_default(),
        ..SignatureDraft::default()
    });
    let change = Callback::new(move |(_, changed): (&'static str, SignatureDraft)| draft.set(changed));
    // numbers and texts: they become JSON
    let sent = move || serde_json::to_string(&draft.with(SignatureDraft::signature)).unwrap_or_default();
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let plain = move || {
        view! {
            <TextInput form=form.clone() name="signature.witness" label=tr!(camera.witness) hint=tr!(gear.receipt_hint) max=LINE />
            <TextInput form=form.clone() name="signature.reason" label=tr!(camera.refusal_reason) max=LINE />
        }
    };
    view! {
        {problems}
        <Show when=move || ready.get() fallback=plain>
            <SignatureField value=draft on_change=change />
            <input type="hidden" name="signature" value=sent />
        </Show>
    }
}
