//! Where on the picture a finger is.

use domain::photos::Spot;
use leptos::{ev::PointerEvent, prelude::*, svg};

/// The spot of the picture under a pointer; beyond the edge the nearest one.
pub fn spot(surface: NodeRef<svg::Svg>, ev: &PointerEvent) -> Option<Spot> {
    #[cfg(feature = "hydrate")]
    {
        let surface = surface.get_untracked()?;
        let surface: &web_sys::Element = surface.as_ref();
        let area = surface.get_bounding_client_rect();
        let part = |at: i32, start: f64, length: f64| {
            let part = (f64::from(at) - start) / length.max(1.0) * 1000.0;
            part.round().clamp(0.0, 1000.0) as u16
        };
        Some((part(ev.client_x(), area.left(), area.width()), part(ev.client_y(), area.top(), area.height())))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (surface, ev);
        None
    }
}

/// Follows a pointer beyond the edge too.
pub fn hold(surface: NodeRef<svg::Svg>, ev: &PointerEvent) {
    #[cfg(feature = "hydrate")]
    if let Some(surface) = surface.get_untracked() {
        let surface: &web_sys::Element = surface.as_ref();
        // refused when the pointer has gone again; then nothing has to be followed
        let _ = surface.set_pointer_capture(ev.pointer_id());
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (surface, ev);
}

/// How many units of a drawing that is `width` units wide go into a pixel of the screen.
pub fn units_per_pixel(surface: NodeRef<svg::Svg>, width: f64) -> f64 {
    #[cfg(feature = "hydrate")]
    {
        let Some(surface) = surface.get_untracked() else { return 1.0 };
        let surface: &web_sys::Element = surface.as_ref();
        let shown = surface.get_bounding_client_rect().width();
        if shown > 0.0 { width / shown } else { 1.0 }
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (surface, width);
        1.0
    }
}
