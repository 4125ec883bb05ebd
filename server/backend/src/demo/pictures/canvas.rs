//! A few shapes on a small picture.

use image::{Rgb, RgbImage};

/// A colour.
pub type Colour = [u8; 3];

/// Width of every picture, in pixels.
pub const WIDTH: i32 = 400;
/// Height of every picture, in pixels.
pub const HEIGHT: i32 = 300;

/// A picture being drawn.
pub struct Canvas(RgbImage);

impl Canvas {
    /// A wall above a floor, each a little darker towards its end.
    pub fn room(wall: Colour, floor: Colour, edge: i32) -> Self {
        Self(RgbImage::from_fn(WIDTH as u32, HEIGHT as u32, |x, y| {
            let (base, shade) =
                if (y as i32) < edge { (wall, x as i32 / 16) } else { (floor, (HEIGHT - y as i32) / 8) };
            Rgb(darker(base, shade))
        }))
    }

    /// One pixel; outside of the picture nothing happens.
    fn dot(&mut self, x: i32, y: i32, colour: Colour) {
        if (0..WIDTH).contains(&x) && (0..HEIGHT).contains(&y) {
            self.0.put_pixel(x as u32, y as u32, Rgb(colour));
        }
    }

    /// A filled rectangle from its upper left corner.
    pub fn block(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Colour) {
        for py in y..y + height {
            for px in x..x + width {
                self.dot(px, py, colour);
            }
        }
    }

    /// A box: a block with a dark edge and a seam.
    pub fn crate_at(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Colour) {
        self.block(x, y, width, height, darker(colour, 50));
        self.block(x + 2, y + 2, width - 4, height - 4, colour);
        self.block(x + width / 2 - 1, y + 2, 2, height - 4, darker(colour, 30));
    }

    /// A filled circle.
    pub fn disc(&mut self, x: i32, y: i32, radius: i32, colour: Colour) {
        for py in -radius..=radius {
            for px in -radius..=radius {
                if px * px + py * py <= radius * radius {
                    self.dot(x + px, y + py, colour);
                }
            }
        }
    }

    /// A ring.
    pub fn ring(&mut self, x: i32, y: i32, radius: i32, thick: i32, colour: Colour) {
        for py in -radius..=radius {
            for px in -radius..=radius {
                let square = px * px + py * py;
                if square <= radius * radius && square >= (radius - thick) * (radius - thick) {
                    self.dot(x + px, y + py, colour);
                }
            }
        }
    }

    /// A thick line.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), thick: i32, colour: Colour) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let x = from.0 + (to.0 - from.0) * step / steps;
            let y = from.1 + (to.1 - from.1) * step / steps;
            self.block(x - thick / 2, y - thick / 2, thick, thick, colour);
        }
    }

    /// A hanging line: through three points in a soft bow.
    pub fn bow(&mut self, from: (i32, i32), low: (i32, i32), to: (i32, i32), thick: i32, colour: Colour) {
        let mut last = from;
        for step in 1..=24 {
            let t = f64::from(step) / 24.0;
            let at = |a: i32, b: i32, c: i32| {
                let (a, b, c) = (f64::from(a), f64::from(b), f64::from(c));
                ((1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c) as i32
            };
            let next = (at(from.0, low.0, to.0), at(from.1, low.1, to.1));
            self.line(last, next, thick, colour);
            last = next;
        }
    }

    /// The picture.
    pub fn into_image(self) -> RgbImage {
        self.0
    }
}

/// The colour, so much darker.
pub fn darker(colour: Colour, by: i32) -> Colour {
    colour.map(|c| (i32::from(c) - by).clamp(0, 255) as u8)
}
