//! What is drawn over a photo: arrows and words as SVG, so that the picture itself stays as it was taken.

use crate::tr;
use domain::photos::{
    Layer, Mark,
    shapes::{Frame, arrow, text},
};
use leptos::prelude::*;

/// One mark.
pub fn mark(frame: Frame, mark: &Mark) -> AnyView {
    match mark {
        Mark::Arrow { from, to } => {
            let shape = arrow(frame, *from, *to);
            let path =
                format!("M{:.1} {:.1}L{:.1} {:.1}", shape.from.0, shape.from.1, shape.neck.0, shape.neck.1);
            let head = shape.head.map(|(x, y)| format!("{x:.1},{y:.1}")).join(" ");
            view! {
                <g class="mark-arrow">
                    <path class="mark-edge" d=path.clone()></path>
                    <polygon class="mark-edge" points=head.clone()></polygon>
                    <path class="mark-shaft" d=path></path>
                    <polygon class="mark-head" points=head></polygon>
                </g>
            }
            .into_any()
        }
        Mark::Text { at, text: words } => {
            let shape = text(frame, *at, words);
            view! {
                <text
                    class="mark-text"
                    x=format!("{:.1}", shape.at.0)
                    y=format!("{:.1}", shape.at.1)
                    font-size=format!("{:.1}", shape.size)
                    dominant-baseline="central"
                >
                    {words.clone()}
                </text>
            }
            .into_any()
        }
    }
}

/// How the drawing follows its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The picture is shown whole.
    Whole,
    /// The picture fills its box and is cut at the sides.
    Cut,
}

/// The drawing over a picture; it lies over the box that holds the picture. Nothing when nothing is drawn.
pub fn drawing(layer: &Layer, frame: Frame, fit: Fit) -> Option<impl IntoView + use<>> {
    if layer.is_empty() {
        return None;
    }
    let words: Vec<&str> = layer.words().collect();
    let said = if words.is_empty() {
        tr!(camera.marked).to_owned()
    } else {
        tr!(camera.marked_with, words = words.join("，"))
    };
    let marks = layer.0.iter().map(|m| mark(frame, m)).collect_view();
    let ratio = match fit {
        Fit::Whole => "xMidYMid meet",
        Fit::Cut => "xMidYMid slice",
    };
    Some(view! {
        <svg class="layer" viewBox=frame.view_box() preserveAspectRatio=ratio role="img" aria-label=said>
            {marks}
        </svg>
    })
}
