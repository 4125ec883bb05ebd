//! Drawing in steps: what is looked at first, the rest when that is on the screen.

use futures::channel::oneshot;
use leptos::{
    prelude::{request_animation_frame, set_timeout},
    web_sys,
};
use std::time::Duration;

/// What a person does first, after something was drawn, waits for nothing that takes longer.
const MOMENT: Duration = Duration::from_millis(50);

/// Resolves when the browser has drawn what stands now. On a page that nobody sees it draws nothing, so this waits.
pub async fn drawn() {
    // before the frame, and from there to the first moment after it
    told(|tell| request_animation_frame(move || set_timeout(tell, Duration::ZERO))).await;
}

/// Resolves at the beginning of the frame after the one that draws what stands now: for what is to be seen next. In between
/// the page has time for another letter.
pub async fn next() {
    drawn().await;
    told(request_animation_frame).await;
}

/// Resolves a moment after what stands now was drawn: for what nobody sees yet, piece by piece, so that a tap in between is
/// answered.
pub async fn drawn_a_moment_ago() {
    drawn().await;
    told(|tell| set_timeout(tell, MOMENT)).await;
}

/// Resolves when what it gives away is called.
async fn told(arrange: impl FnOnce(Box<dyn FnOnce()>)) {
    let (tell, told) = oneshot::channel();
    arrange(Box::new(move || {
        // nobody waits any more: the page was left
        let _ = tell.send(());
    }));
    // without an answer the page is ending
    let _ = told.await;
}

/// Whether an element ends on the screen or close below it: no further than half a screen.
pub fn ends_close(element: &web_sys::Element) -> bool {
    #[cfg(feature = "hydrate")]
    {
        let height = leptos::prelude::window().inner_height().ok().and_then(|height| height.as_f64());
        height.is_none_or(|height| element.get_bounding_client_rect().bottom() < 1.5 * height)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = element;
        false
    }
}
