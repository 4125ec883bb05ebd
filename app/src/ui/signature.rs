//! A signature on a page: the strokes as they were drawn, or who saw that somebody would not sign.

use super::{Icon, icon};
use crate::tr;
use domain::inspections::{Signature, signature::Stroke};
use leptos::prelude::*;
use std::fmt::Write;

/// The height of the drawing in its own units; its width follows from the shape.
const HEIGHT: f64 = 1000.0;

/// The strokes as a path: through the middles between the points, so that a quick hand gives no corners.
pub fn path(strokes: &[Stroke], shape: u16) -> String {
    let wide = f64::from(shape) / 1000.0;
    let mut path = String::new();
    for stroke in strokes {
        let points: Vec<(f64, f64)> =
            stroke.iter().map(|(x, y)| (f64::from(*x) * wide, f64::from(*y))).collect();
        let Some((first, rest)) = points.split_first() else { continue };
        // writing into a String cannot fail
        let _ = write!(path, "M{:.0} {:.0}", first.0, first.1);
        match rest {
            [] => {
                let _ = write!(path, "h1");
            }
            [only] => {
                let _ = write!(path, "L{:.0} {:.0}", only.0, only.1);
            }
            _ => {
                for pair in rest.windows(2) {
                    let [a, b] = pair else { continue };
                    let middle = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
                    let _ = write!(path, "Q{:.0} {:.0} {:.0} {:.0}", a.0, a.1, middle.0, middle.1);
                }
                if let Some(last) = rest.last() {
                    let _ = write!(path, "L{:.0} {:.0}", last.0, last.1);
                }
            }
        }
    }
    path
}

/// A signature.
#[component]
pub fn SignatureView(
    /// The signature.
    signature: Signature,
) -> impl IntoView {
    match signature {
        // the lines of a home are shown to nobody: an empty box would say that nobody has signed
        Signature::Signed { name, strokes, .. } if strokes.is_empty() => view! {
            <p class="signature-kept">
                {icon(Icon::Check)} <span>{tr!(camera.signature_kept, name = name)}</span>
            </p>
        }
        .into_any(),
        Signature::Signed { name, shape, strokes } => {
            let width = f64::from(shape) / 1000.0 * HEIGHT;
            let said = tr!(camera.signature_of, name = name.clone());
            view! {
                <figure class="signature-view">
                    <svg viewBox=format!("0 0 {width:.0} {HEIGHT:.0}") role="img" aria-label=said>
                        <path d=path(&strokes, shape)></path>
                    </svg>
                    <figcaption>{name}</figcaption>
                </figure>
            }
            .into_any()
        }
        Signature::Refused { witness, reason } => view! {
            <p class="signature-refused">
                {icon(Icon::Ban)}
                <span>{tr!(camera.refused_before, witness = witness)}</span>
            </p>
            {reason.map(|reason| view! { <p class="muted">{reason}</p> })}
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_keep_their_shape() {
        let strokes =
            vec![vec![(0, 0), (500, 1000), (1000, 0)], vec![(10, 10), (20, 20)], vec![(7, 7)], vec![]];
        assert_eq!(path(&strokes, 2000), "M0 0Q1000 1000 1500 500L2000 0M20 10L40 20M14 7h1");
        assert_eq!(path(&[], 2000), "");
    }
}
