//! A canvas for charts and maps: shapes and text, smoothed, in the fonts of the papers.
//!
//! Only sums, products and square roots make its points, which every machine rounds alike: the same drawing is the same picture
//! anywhere, so a file made again is the file that was issued.

use crate::fonts::{Fonts, Voice};
use skrifa::{
    GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

/// A place, from the upper left corner.
type At = (f32, f32);

/// Lines that each row of points is sampled at.
const SAMPLES: u16 = 4;

/// A picture in the making, white at first. It is drawn in units, each of which becomes some points of the picture.
pub struct Canvas<'f> {
    fonts: &'f Fonts,
    size: (u32, u32),
    scale: u16,
    points: Vec<u8>,
}

impl<'f> Canvas<'f> {
    /// A white one of so many units.
    pub fn new(fonts: &'f Fonts, size: (u32, u32), scale: u16) -> Self {
        let (width, height) = (size.0 as usize * usize::from(scale), size.1 as usize * usize::from(scale));
        Self { fonts, size, scale, points: vec![255; width * height * 3] }
    }

    /// Width and height in units.
    pub const fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Fills what lies inside of the outlines (by their winding, so that a hole runs the other way). Of what is 0 to 1
    /// opaque, what lies below shines through.
    pub fn fill(&mut self, outlines: &[Vec<At>], colour: Colour, opaque: f32) {
        let scale = f32::from(self.scale);
        let edges: Vec<Edge> = outlines.iter().flat_map(|outline| edges(outline, scale)).collect();
        let (width, height) = (self.size.0 * u32::from(self.scale), self.size.1 * u32::from(self.scale));
        let over = |of: fn(&Edge) -> (f32, f32), end: u32| {
            let least = edges.iter().fold(f32::MAX, |least, edge| least.min(of(edge).0));
            let most = edges.iter().fold(0.0_f32, |most, edge| most.max(of(edge).1));
            (least.max(0.0) as u32)..(most.ceil() as u32).min(end)
        };
        let rows = over(|edge| (edge.top, edge.bottom), height);
        let columns = over(Edge::sides, width);
        let left = columns.start as f32;
        let mut cover = vec![0.0_f32; columns.len()];
        for row in rows {
            cover.fill(0.0);
            for sample in 0..SAMPLES {
                let y = row as f32 + (f32::from(sample) + 0.5) / f32::from(SAMPLES);
                let mut crossings: Vec<(f32, i32)> =
                    edges.iter().filter_map(|edge| edge.crossing(y)).collect();
                crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut winding = 0;
                for pair in crossings.windows(2) {
                    winding += pair[0].1;
                    if winding != 0 {
                        span(&mut cover, pair[0].0 - left, pair[1].0 - left);
                    }
                }
            }
            self.blend((row, columns.start), &cover, colour, opaque);
        }
    }

    /// Lays a part of a row, from a column on, of the colour over what is there.
    fn blend(&mut self, (row, column): (u32, u32), cover: &[f32], colour: Colour, opaque: f32) {
        let width = self.size.0 as usize * usize::from(self.scale);
        let from = (row as usize * width + column as usize) * 3;
        let Some(points) = self.points.get_mut(from..from + cover.len() * 3) else { return };
        for (point, part) in points.chunks_exact_mut(3).zip(cover) {
            let part = (part * opaque).clamp(0.0, 1.0);
            if part > 0.0 {
                for (below, above) in point.iter_mut().zip([colour.0, colour.1, colour.2]) {
                    let mixed = f32::from(*below) * (1.0 - part) + f32::from(above) * part;
                    *below = mixed.round() as u8;
                }
            }
        }
    }

    /// A straight line.
    pub fn line(&mut self, from: At, to: At, width: f32, colour: Colour) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        if length > 0.0 {
            let (x, y) = (-dy / length * width / 2.0, dx / length * width / 2.0);
            let corners = [
                (from.0 + x, from.1 + y),
                (to.0 + x, to.1 + y),
                (to.0 - x, to.1 - y),
                (from.0 - x, from.1 - y),
            ];
            self.fill(&[corners.to_vec()], colour, 1.0);
        }
    }

    /// A rectangle.
    pub fn rectangle(&mut self, from: At, to: At, colour: Colour) {
        self.fill(&[vec![from, (to.0, from.1), to, (from.0, to.1)]], colour, 1.0);
    }

    /// A disc.
    pub fn disc(&mut self, centre: At, radius: f32, colour: Colour, opaque: f32) {
        self.fill(&[circle(centre, radius)], colour, opaque);
    }

    /// A line around a disc.
    pub fn ring(&mut self, centre: At, radius: f32, width: f32, colour: Colour) {
        let mut inner = circle(centre, (radius - width / 2.0).max(0.0));
        inner.reverse();
        self.fill(&[circle(centre, radius + width / 2.0), inner], colour, 1.0);
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let measure = self.fonts.measure(Voice::Heading);
        text.chars().map(|c| measure.advance(c) * size).sum()
    }

    /// A line of text that begins at `x` on the baseline `y`.
    pub fn text(&mut self, (x, y): At, size: f32, text: &str, colour: Colour) {
        let fonts = self.fonts;
        let Some(font) = fonts.font(Voice::Heading) else { return };
        let measure = fonts.measure(Voice::Heading);
        let glyphs = font.outline_glyphs();
        let mut x = x;
        for c in text.chars() {
            let glyph = measure.glyph(c).and_then(|id| glyphs.get(GlyphId::new(id)));
            if let Some(glyph) = glyph {
                let mut pen = Pen { origin: (x, y), outlines: Vec::new() };
                let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
                // a glyph that cannot be drawn leaves its place empty; what a chart says stands in its table too
                if glyph.draw(settings, &mut pen).is_ok() {
                    self.fill(&pen.outlines, colour, 1.0);
                }
            }
            x += measure.advance(c) * size;
        }
    }

    /// Width, height and points of the picture, row by row, three bytes each.
    pub fn into_rgb(self) -> (u32, u32, Vec<u8>) {
        let scale = u32::from(self.scale);
        (self.size.0 * scale, self.size.1 * scale, self.points)
    }
}

/// One side of an outline, from its upper to its lower end.
struct Edge {
    top: f32,
    bottom: f32,
    /// Where it is at its upper end …
    x: f32,
    /// … and how far it moves aside for each point down.
    slope: f32,
    /// Whether it runs down (1) or up (-1).
    winding: i32,
}

impl Edge {
    /// How far it reaches to the left and to the right.
    fn sides(&self) -> (f32, f32) {
        let end = self.x + (self.bottom - self.top) * self.slope;
        (self.x.min(end), self.x.max(end))
    }

    fn crossing(&self, y: f32) -> Option<(f32, i32)> {
        let crossed = self.top <= y && y < self.bottom;
        crossed.then_some((self.x + (y - self.top) * self.slope, self.winding))
    }
}

fn edges(outline: &[At], scale: f32) -> Vec<Edge> {
    let next = outline.iter().cycle().skip(1);
    let edge = |(from, to): (&At, &At)| {
        let (from, to) = ((from.0 * scale, from.1 * scale), (to.0 * scale, to.1 * scale));
        let (upper, lower, winding) = if from.1 <= to.1 { (from, to, 1) } else { (to, from, -1) };
        let high = lower.1 - upper.1;
        (high > 0.0).then(|| Edge {
            top: upper.1,
            bottom: lower.1,
            x: upper.0,
            slope: (lower.0 - upper.0) / high,
            winding,
        })
    };
    outline.iter().zip(next).filter_map(edge).collect()
}

/// Adds what one sample between two places covers, points at its ends in part.
fn span(cover: &mut [f32], from: f32, to: f32) {
    let width = cover.len() as f32;
    let (from, to) = (from.clamp(0.0, width), to.clamp(0.0, width));
    if to <= from {
        return;
    }
    let weight = 1.0 / f32::from(SAMPLES);
    let (first, last) = (from as usize, (to.ceil() as usize).min(cover.len()));
    for (at, part) in cover.iter_mut().enumerate().take(last).skip(first) {
        let (left, right) = (at as f32, at as f32 + 1.0);
        *part += (to.min(right) - from.max(left)).max(0.0) * weight;
    }
}

/// A circle in sixty-four corners. A rational form of it, without sines.
fn circle((x, y): At, radius: f32) -> Vec<At> {
    const OF_A_QUARTER: u8 = 16;
    let quarter = (0..OF_A_QUARTER).map(|i| {
        let t = f32::from(i) / f32::from(OF_A_QUARTER);
        let below = 1.0 + t * t;
        ((1.0 - t * t) / below * radius, 2.0 * t / below * radius)
    });
    let quarter: Vec<At> = quarter.collect();
    let turned = |turn: fn(At) -> At| quarter.iter().map(move |at| turn(*at));
    let all = turned(|(a, b)| (a, b))
        .chain(turned(|(a, b)| (-b, a)))
        .chain(turned(|(a, b)| (-a, -b)))
        .chain(turned(|(a, b)| (b, -a)));
    all.map(|(a, b)| (x + a, y + b)).collect()
}

/// Straight pieces of a curve.
const PIECES: u8 = 6;

/// Takes the outline of a glyph down, which has its y upwards.
struct Pen {
    origin: At,
    outlines: Vec<Vec<At>>,
}

impl Pen {
    fn here(&self) -> At {
        self.outlines.last().and_then(|outline| outline.last().copied()).unwrap_or(self.origin)
    }

    fn put(&mut self, at: At) {
        if let Some(outline) = self.outlines.last_mut() {
            outline.push(at);
        }
    }

    const fn placed(&self, x: f32, y: f32) -> At {
        (self.origin.0 + x, self.origin.1 - y)
    }
}

/// The place at `t` between two.
fn between(a: At, b: At, t: f32) -> At {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let at = self.placed(x, y);
        self.outlines.push(vec![at]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let at = self.placed(x, y);
        self.put(at);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let (from, by, to) = (self.here(), self.placed(cx0, cy0), self.placed(x, y));
        for i in 1..=PIECES {
            let t = f32::from(i) / f32::from(PIECES);
            self.put(between(between(from, by, t), between(by, to, t), t));
        }
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (from, to) = (self.here(), self.placed(x, y));
        let (by, and) = (self.placed(cx0, cy0), self.placed(cx1, cy1));
        for i in 1..=PIECES {
            let t = f32::from(i) / f32::from(PIECES);
            let (start, middle, end) = (between(from, by, t), between(by, and, t), between(and, to, t));
            self.put(between(between(start, middle, t), between(middle, end, t), t));
        }
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FontChoice;

    fn fonts() -> Fonts {
        Fonts::find(&FontChoice::default()).expect("fonts-noto-cjk must be installed, see README")
    }

    fn at(points: &[u8], width: u32, x: u32, y: u32) -> &[u8] {
        let from = ((y * width + x) * 3) as usize;
        &points[from..from + 3]
    }

    #[test]
    fn shapes_are_filled_to_their_edges_and_smoothed_there() {
        let fonts = fonts();
        let mut canvas = Canvas::new(&fonts, (10, 10), 1);
        canvas.rectangle((2.0, 2.0), (5.5, 4.0), (0, 0, 0));
        canvas.ring((7.0, 7.0), 2.0, 1.0, (255, 0, 0));
        // what lies outside does no harm
        canvas.disc((-5.0, 40.0), 3.0, (0, 0, 0), 1.0);
        canvas.fill(&[], (0, 0, 0), 1.0);
        let (width, height, points) = canvas.into_rgb();
        assert_eq!((width, height, points.len()), (10, 10, 300));
        assert_eq!(at(&points, width, 1, 2), [255; 3]);
        assert_eq!(at(&points, width, 2, 2), [0; 3]);
        assert_eq!(at(&points, width, 5, 3), [128; 3], "half of it is covered");
        assert_eq!(at(&points, width, 2, 4), [255; 3]);
        assert_eq!(at(&points, width, 6, 6), [255; 3], "the inside of a ring");
        assert_eq!(at(&points, width, 8, 7)[0], 255);
        assert!(at(&points, width, 8, 7)[1] < 128, "its line");
    }

    #[test]
    fn text_is_drawn_where_it_is_measured() {
        let fonts = fonts();
        let mut canvas = Canvas::new(&fonts, (60, 30), 2);
        let wide = canvas.width("23-06", 12.0);
        assert!((20.0..45.0).contains(&wide), "{wide}");
        canvas.text((5.0, 20.0), 12.0, "23-06", (0, 0, 0));
        let (width, height, points) = canvas.into_rgb();
        let dark: Vec<(u32, u32)> = (0..width * height)
            .map(|i| (i % width, i / width))
            .filter(|(x, y)| at(&points, width, *x, *y)[0] < 100)
            .collect();
        assert!(dark.len() > 60, "{}", dark.len());
        let right = 2.0 * (5.0 + wide);
        assert!(dark.iter().all(|(x, y)| (9..=right as u32).contains(x) && (15..=43).contains(y)));
    }
}
