//! A signature as the page of a visit shows it.

use crate::{tr, ui::card::Fact};
use domain::inspections::{Signature, signature::Stroke};
use leptos::prelude::*;

/// Height of the field that was signed in, in the drawing's own unit.
const HEIGHT: u32 = 1_000;

/// Who signed, with the lines as far as this person may see them; or before whom it was refused.
#[component]
pub fn SignatureFact(
    /// The signature.
    signature: Signature,
) -> impl IntoView {
    let shown = match signature {
        Signature::Signed { name, shape, strokes } => {
            let text = tr!(visit.signed_by, name = name);
            let drawing = (!strokes.is_empty()).then(|| drawing(text.clone(), shape.into(), &strokes));
            view! { <span>{text}</span> {drawing} }.into_any()
        }
        Signature::Refused { witness, reason } => {
            let text = tr!(visit.refused_before, name = witness);
            let reason = reason.map(|reason| view! { " " <span class="muted">{reason}</span> });
            view! { <span>{text}</span> {reason} }.into_any()
        }
    };
    view! { <Fact name=tr!(visit.signature)>{shown}</Fact> }
}

/// The lines, undistorted: `shape` is the width of the field in thousandths of its height.
fn drawing(label: String, shape: u32, strokes: &[Stroke]) -> impl IntoView + use<> {
    let line = |stroke: &Stroke| {
        let points: Vec<String> =
            stroke.iter().map(|(x, y)| format!("{},{y}", u32::from(*x) * shape / HEIGHT)).collect();
        view! { <polyline points=points.join(" ") /> }
    };
    let lines = strokes.iter().map(line).collect_view();
    view! {
        <svg class="signature" viewBox=format!("0 0 {shape} {HEIGHT}") role="img" aria-label=label>
            {lines}
        </svg>
    }
}
