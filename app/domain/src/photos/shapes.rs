//! The shapes of what is drawn over a photo, the same on the screen and on paper, in units of the drawing: the longer side of
//! the picture is 1000 of them.

use super::Spot;

/// The longer side of a picture in the units of the drawing.
const LONGEST: f64 = 1000.0;
/// The head of an arrow.
const HEAD: f64 = 42.0;
/// The size of words that have room, and how far they shrink.
const SIZE: f64 = 44.0;
/// See [`SIZE`].
const SMALLEST: f64 = 14.0;
/// What is kept free at the right of a line of words.
const MARGIN: f64 = 10.0;

/// The picture's box in the units of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Frame {
    /// Of a picture of so many pixels; a square while they are not known.
    pub fn of(width: u32, height: u32) -> Self {
        let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let scale = LONGEST / width.max(height);
        Self { width: width * scale, height: height * scale }
    }

    /// Where a spot is.
    pub fn at(self, spot: Spot) -> (f64, f64) {
        (f64::from(spot.0) * self.width / 1000.0, f64::from(spot.1) * self.height / 1000.0)
    }

    /// For `viewBox`.
    pub fn view_box(self) -> String {
        format!("0 0 {:.1} {:.1}", self.width, self.height)
    }
}

/// An arrow as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrowShape {
    /// The shaft's beginning.
    pub from: (f64, f64),
    /// The shaft's end, inside the head.
    pub neck: (f64, f64),
    /// The head: its point and the two corners behind.
    pub head: [(f64, f64); 3],
}

/// The arrow between two spots. One without length points to the right.
pub fn arrow(frame: Frame, from: Spot, to: Spot) -> ArrowShape {
    let (from, to) = (frame.at(from), frame.at(to));
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let (ux, uy) = if length > f64::EPSILON { (dx / length, dy / length) } else { (1.0, 0.0) };
    let behind = |along: f64, aside: f64| (to.0 - ux * along - uy * aside, to.1 - uy * along + ux * aside);
    let neck = behind((HEAD * 0.7).min(length), 0.0);
    ArrowShape { from, neck, head: [to, behind(HEAD, HEAD * 0.55), behind(HEAD, -HEAD * 0.55)] }
}

/// Words as they are drawn: on one line, inside the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextShape {
    /// The left end of the line, half its height up.
    pub at: (f64, f64),
    /// The size of the writing.
    pub size: f64,
    /// How wide it will be, about.
    pub width: f64,
}

/// Where words stand, and how large: smaller when they are too many for the picture, further left when they would
/// leave it.
pub fn text(frame: Frame, at: Spot, words: &str) -> TextShape {
    // a Chinese character is as wide as it is high, a Latin one about six tenths of that
    let ems: f64 = words.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f64>().max(1.0);
    let room = frame.width - MARGIN;
    let size = (room / ems).clamp(SMALLEST, SIZE);
    let width = ems * size;
    let (x, y) = frame.at(at);
    let y = y.clamp(size * 0.6, (frame.height - size * 0.6).max(size * 0.6));
    TextShape { at: (x.min(room - width).max(0.0), y), size, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_follow_the_shape_of_the_picture() {
        let wide = Frame::of(1600, 1200);
        assert_eq!((wide.width, wide.height), (1000.0, 750.0));
        assert_eq!(wide.at((500, 1000)), (500.0, 750.0));
        let tall = Frame::of(900, 1600);
        assert_eq!(tall.at((1000, 0)), (562.5, 0.0));
        assert_eq!(Frame::of(0, 0), Frame { width: 1000.0, height: 1000.0 });
    }

    #[test]
    fn an_arrow_points_where_it_ends() {
        let frame = Frame::of(1000, 1000);
        let shape = arrow(frame, (100, 500), (900, 500));
        assert_eq!((shape.from, shape.head[0]), ((100.0, 500.0), (900.0, 500.0)));
        assert!(shape.head[1].0 < 900.0 && shape.head[1].1 > 500.0 && shape.head[2].1 < 500.0, "{shape:?}");
        assert!(shape.neck.0 < 900.0 && shape.neck.0 > shape.head[1].0, "the shaft ends inside the head");
        let dot = arrow(frame, (300, 300), (300, 300));
        assert!(dot.head.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
        assert_eq!(dot.neck, (300.0, 300.0));
    }

    #[test]
    fn words_stay_on_the_picture() {
        let frame = Frame::of(1600, 1200);
        let short = text(frame, (100, 500), "配电箱");
        assert_eq!((short.at, short.size), ((100.0, 375.0), SIZE));
        for (at, words) in
            [((1000, 1000), "配电箱".to_owned()), ((0, 0), "长".repeat(60)), ((900, 0), "x".repeat(60))]
        {
            let shape = text(frame, at, &words);
            assert!(shape.at.0 >= 0.0 && shape.at.0 + shape.width <= frame.width, "{shape:?}");
            assert!(
                shape.at.1 >= shape.size * 0.5 && shape.at.1 <= frame.height - shape.size * 0.5,
                "{shape:?}"
            );
        }
        let long = text(frame, (0, 500), &"长".repeat(60));
        assert!(long.size < SIZE && long.size >= SMALLEST, "{long:?}");
    }
}
