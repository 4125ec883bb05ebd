//! What a list page looked like when it was left, for whoever comes back to it: which half a phone showed and what
//! the map showed. Kept by the browser's program only, and as long as the document lives.

use super::state::Half;
use domain::geo::Bbox;
use std::sync::Mutex;

/// One list page.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser remembers"))]
#[derive(Clone, Copy, Default)]
struct Left {
    half: Half,
    window: Option<Bbox>,
}

#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser remembers"))]
static PAGES: Mutex<Vec<(&'static str, Left)>> = Mutex::new(Vec::new());

/// Reads or changes what is kept of a page. On the server, which serves many people, nothing is kept.
fn with<T>(path: &'static str, work: impl FnOnce(&mut Left) -> T) -> T {
    #[cfg(feature = "hydrate")]
    if let Ok(mut pages) = PAGES.lock() {
        if let Some((_, left)) = pages.iter_mut().find(|(known, _)| *known == path) {
            return work(left);
        }
        pages.push((path, Left::default()));
        if let Some((_, left)) = pages.last_mut() {
            return work(left);
        }
    }
    let _ = path;
    work(&mut Left::default())
}

/// What the map showed.
pub(super) fn window(path: &'static str) -> Option<Bbox> {
    with(path, |left| left.window)
}

/// The map shows this now.
pub(super) fn keep_window(path: &'static str, window: Bbox) {
    with(path, |left| left.window = Some(window));
}

/// Which half a phone showed.
pub(super) fn half(path: &'static str) -> Half {
    with(path, |left| left.half)
}

/// A phone shows this half now.
pub(super) fn keep_half(path: &'static str, half: Half) {
    with(path, |left| left.half = half);
}
