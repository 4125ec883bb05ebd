//! Charts as points, for papers: the same drawing that pages have as SVG, on a canvas with the fonts of papers.

use plotters::prelude::DrawingBackend;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};
use press::{Canvas, Colour};
use std::convert::Infallible;

/// A canvas that charts are drawn on. It is white below them.
pub(super) struct OnCanvas<'c, 'f>(pub &'c mut Canvas<'f>);

type Done = Result<(), DrawingErrorKind<Infallible>>;

/// A colour as it looks on white; nothing of one that cannot be seen.
fn ink(color: BackendColor) -> Option<Colour> {
    let (red, green, blue) = color.rgb;
    let on_white = |part: u8| (255.0 - (255.0 - f64::from(part)) * color.alpha).round() as u8;
    (color.alpha > 0.0).then(|| (on_white(red), on_white(green), on_white(blue)))
}

const fn at((x, y): BackendCoord) -> (f32, f32) {
    (x as f32, y as f32)
}

impl DrawingBackend for OnCanvas<'_, '_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.0.size()
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        if let Some(ink) = ink(color) {
            let (x, y) = at(point);
            self.0.rectangle((x, y), (x + 1.0, y + 1.0), ink);
        }
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        if let Some(ink) = ink(style.color()) {
            self.0.line(at(from), at(to), style.stroke_width() as f32, ink);
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let ((left, top), (right, bottom)) = (upper_left, bottom_right);
        if !fill {
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
            return self.draw_path(corners, style);
        }
        if let Some(ink) = ink(style.color()) {
            self.0.rectangle(at(upper_left), at(bottom_right), ink);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let corners: Vec<BackendCoord> = path.into_iter().collect();
        for pair in corners.windows(2) {
            self.draw_line(pair[0], pair[1], style)?;
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        if let Some(ink) = ink(style.color()) {
            let radius = radius as f32;
            if fill {
                self.0.disc(at(center), radius, ink, 1.0);
            } else {
                self.0.ring(at(center), radius, style.stroke_width() as f32, ink);
            }
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Done {
        if let Some(ink) = ink(style.color()) {
            self.0.fill(&[vert.into_iter().map(at).collect()], ink, 1.0);
        }
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Done {
        if let Some(ink) = ink(style.color()) {
            // what the SVG asks of a browser, see plotters-svg
            let size = (style.size() / 1.24) as f32;
            let wide = self.0.width(text, size);
            let (x, y) = at(pos);
            let x = match style.anchor().h_pos {
                HPos::Left => x,
                HPos::Center => x - wide / 2.0,
                HPos::Right => x - wide,
            };
            let y = match style.anchor().v_pos {
                VPos::Top => y + 0.76 * size,
                VPos::Center => y + 0.3 * size,
                VPos::Bottom => y - 0.3 * size,
            };
            self.0.text((x, y), size, text, ink);
        }
        Ok(())
    }
}
