//! Signing on the screen, or writing down that somebody would not.

use super::{
    faults::control_id,
    fields::{Line, Problem, Segment, Segments, problem},
    signature::{SignatureDraft, Signing},
};
use crate::{
    tr,
    ui::{Icon, icon},
};
use leptos::{html, prelude::*};

/// The signature of whoever was met.
#[component]
pub fn SignatureField(
    /// The signature as far as it was given.
    #[prop(into)]
    value: Signal<SignatureDraft>,
    /// Changes it; told the field that is changed.
    #[prop(into)]
    on_change: Callback<(&'static str, SignatureDraft)>,
) -> impl IntoView {
    let signing = Memo::new(move |_| value.with(|value| value.signing));
    let change = move |field: &'static str, with: &dyn Fn(&mut SignatureDraft)| {
        let mut changed = value.get_untracked();
        with(&mut changed);
        on_change.run((field, changed));
    };
    let choices = Signing::ALL.map(|signing| Segment::new(signing.word(), signing_text(signing))).to_vec();
    let line = move |field: &'static str,
                     label: &'static str,
                     part: fn(&mut SignatureDraft) -> &mut String,
                     required| {
        let text = Memo::new(move |_| {
            let mut value = value.get();
            std::mem::take(part(&mut value))
        });
        let typed = Callback::new(move |typed: String| {
            change(field, &|value| part(value).clone_from(&typed));
        });
        view! { <Line field=field label=label.to_owned() value=text on_input=typed required=required /> }
    };
    view! {
        <div class="signature">
            <Segments
                field="signature"
                label=tr!(camera.signature).to_owned()
                choices=choices
                value=Signal::derive(move || signing.get().word().to_owned())
                on_choose=Callback::new(move |word: String| {
                    if let Some(chosen) = Signing::ALL.into_iter().find(|signing| signing.word() == word) {
                        change("signature", &|value| value.signing = chosen);
                    }
                })
            />
            {move || match signing.get() {
                Signing::Without => ().into_any(),
                Signing::Signed => {
                    view! {
                        {line("signature.name", tr!(camera.signer), |value| &mut value.name, true)}
                        <Pad value on_change />
                    }
                        .into_any()
                }
                Signing::Refused => {
                    view! {
                        {line("signature.witness", tr!(camera.witness), |value| &mut value.witness, true)}
                        {line("signature.reason", tr!(camera.refusal_reason), |value| &mut value.reason, false)}
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

fn signing_text(signing: Signing) -> &'static str {
    match signing {
        Signing::Without => tr!(camera.without_signature),
        Signing::Signed => tr!(camera.signs),
        Signing::Refused => tr!(camera.refuses),
    }
}

/// The field to draw in.
#[component]
fn Pad(value: Signal<SignatureDraft>, on_change: Callback<(&'static str, SignatureDraft)>) -> impl IntoView {
    const FIELD: &str = "signature.strokes";
    let canvas = NodeRef::<html::Canvas>::new();
    let empty = Memo::new(move |_| value.with(|value| value.strokes.is_empty()));
    let wrong = problem(FIELD);
    drawing::follow(canvas, value, on_change);
    let clear = move |_| {
        let changed = SignatureDraft { strokes: Vec::new(), ..value.get_untracked() };
        on_change.run((FIELD, changed));
    };
    view! {
        <div class="field">
            <p class="signature-label">
                {tr!(camera.sign_here)} <span class="required">{tr!(ui.required)}</span>
            </p>
            <div class="signature-pad" class:refused=move || wrong.get().is_some()>
                <canvas
                    id=control_id(FIELD)
                    node_ref=canvas
                    tabindex="0"
                    role="img"
                    aria-label=move || if empty.get() { tr!(camera.sign_here) } else { tr!(camera.signed) }
                ></canvas>
                <button type="button" class="button quiet" disabled=move || empty.get() on:click=clear>
                    {icon(Icon::Undo)}
                    <span>{tr!(camera.sign_again)}</span>
                </button>
            </div>
            <Problem field=FIELD.to_owned() />
        </div>
    }
}

#[cfg(not(feature = "hydrate"))]
mod drawing {
    use super::*;

    /// On the server nobody draws.
    pub fn follow(
        _: NodeRef<html::Canvas>,
        _: Signal<SignatureDraft>,
        _: Callback<(&'static str, SignatureDraft)>,
    ) {
    }
}

#[cfg(feature = "hydrate")]
mod drawing {
    use super::*;
    use crate::capture::camera::script;
    use domain::inspections::signature::Stroke;
    use leptos::task::spawn_local;
    use wasm_bindgen::closure::Closure;

    struct Running {
        pad: script::Pad,
        _report: Closure<dyn FnMut(u32, String)>,
    }

    /// Opens the field when it is on the page, and keeps it and the draft the same.
    pub fn follow(
        canvas: NodeRef<html::Canvas>,
        value: Signal<SignatureDraft>,
        on_change: Callback<(&'static str, SignatureDraft)>,
    ) {
        let running = StoredValue::new_local(None::<Running>);
        // what the field shows
        let shown = StoredValue::new(Vec::<Stroke>::new());
        Effect::new(move || {
            let Some(canvas) = canvas.get() else { return };
            spawn_local(async move {
                let Ok(tools) = script::tools().await else { return };
                let Some(first) = value.try_get_untracked().map(|value| value.strokes) else { return };
                let report = Closure::<dyn FnMut(u32, String)>::new(move |shape: u32, strokes: String| {
                    let Ok(strokes) = domain::json::read::<Vec<Stroke>>(&strokes) else { return };
                    let Some(now) = value.try_get_untracked() else { return };
                    shown.set_value(strokes.clone());
                    let shape = u16::try_from(shape).unwrap_or(u16::MAX);
                    on_change.run(("signature.strokes", SignatureDraft { shape, strokes, ..now }));
                });
                let pad = tools.open_signature(&canvas, &json(&first), report.as_ref());
                if shown.try_set_value(first).is_some()
                    || running.try_set_value(Some(Running { pad: pad.clone(), _report: report })).is_some()
                {
                    // the form was left meanwhile
                    pad.close();
                }
            });
        });
        Effect::new(move || {
            let strokes = value.with(|value| value.strokes.clone());
            if shown.with_value(|shown| *shown != strokes) {
                running.with_value(|running| {
                    if let Some(running) = running {
                        running.pad.set(&json(&strokes));
                        shown.set_value(strokes);
                    }
                });
            }
        });
        on_cleanup(move || {
            if let Some(Some(running)) = running.try_update_value(Option::take) {
                running.pad.close();
            }
        });
    }

    fn json(strokes: &[Stroke]) -> String {
        serde_json::to_string(strokes).expect("numbers")
    }
}
