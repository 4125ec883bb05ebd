//! Squares of the web-mercator grid, the buckets in which points are counted for a map seen from afar.
//!
//! Level `z` divides the world into 2^z × 2^z squares, the same squares as map tiles of zoom `z`. A square
//! is named by its Morton code: the bits of its column and row interleaved. So the four children of a square
//! are `4 × code … 4 × code + 3`, all descendants of a square are one range of codes, and a window is a few
//! ranges that an index can walk ([`cover`]).

use std::f64::consts::PI;
use std::ops::RangeInclusive;

use super::{Bbox, Point, Wgs84};

/// The deepest level: squares of about two metres, and codes far from the sign bit.
pub const MAX_LEVEL: u8 = 24;

/// The latitude at which the mercator square ends, in degrees.
const EDGE_LATITUDE: f64 = 85.051_128_779_806_6;

/// One square of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    level: u8,
    code: i64,
}

impl Cell {
    /// The square of level `level` (at most [`MAX_LEVEL`], deeper is taken as that) that holds the point.
    /// Points beyond the edge of the map belong to the outermost row.
    pub fn at(level: u8, point: Point<Wgs84>) -> Self {
        let level = level.min(MAX_LEVEL);
        Self::from_column_row(level, column(level, point.lon()), row(level, point.lat()))
    }

    /// A square by its stored name; `None` when no such square exists.
    pub fn from_code(level: u8, code: i64) -> Option<Self> {
        (level <= MAX_LEVEL && (0..1_i64 << (2 * level)).contains(&code)).then_some(Self { level, code })
    }

    /// The square in a column and row of the level, when there is one.
    pub fn in_column_row(level: u8, column: u32, row: u32) -> Option<Self> {
        let parts = 1_u32.checked_shl(level.into()).filter(|_| level <= MAX_LEVEL)?;
        (column < parts && row < parts).then(|| Self::from_column_row(level, column, row))
    }

    fn from_column_row(level: u8, column: u32, row: u32) -> Self {
        Self { level, code: (spread(column) | spread(row) << 1) as i64 }
    }

    /// The level, 0 being the whole world.
    pub const fn level(self) -> u8 {
        self.level
    }

    /// The Morton code within the level: what is stored.
    pub const fn code(self) -> i64 {
        self.code
    }

    /// The column (from the west) and the row (from the north): the x and y of the map tile.
    pub const fn column_row(self) -> (u32, u32) {
        (gather(self.code as u64), gather(self.code as u64 >> 1))
    }

    /// The window of the square in degrees.
    pub fn bounds(self) -> Bbox {
        let (x, y) = self.column_row();
        Bbox::new(
            edge_longitude(self.level, x),
            edge_latitude(self.level, y + 1),
            edge_longitude(self.level, x + 1),
            edge_latitude(self.level, y),
        )
        .expect("a square of the grid lies on the globe")
    }

    /// The squares of a deeper level that this one holds; itself at its own level and above.
    pub fn within(self, level: u8) -> RangeInclusive<i64> {
        descendants(self, level.clamp(self.level, MAX_LEVEL))
    }

    /// The square one level up that holds this one; the world holds itself.
    pub const fn parent(self) -> Self {
        if self.level == 0 { self } else { Self { level: self.level - 1, code: self.code >> 2 } }
    }
}

/// The squares of level `level` that touch the window, as at most `most` ranges of codes (at least one).
///
/// With too few ranges allowed the answer also holds squares outside the window, never fewer: filter the
/// rows by [`Cell::bounds`] or by their points.
pub fn cover(level: u8, window: Bbox, most: usize) -> Vec<RangeInclusive<i64>> {
    let level = level.min(MAX_LEVEL);
    let area = Columns {
        level,
        x: column(level, window.west())..=column(level, window.east()),
        y: row(level, window.north())..=row(level, window.south()),
    };
    // Breadth first: refine the squares that straddle the window's edge as long as there is room, so that
    // the work is bounded by `most` and not by the size of the window.
    let most = most.max(1);
    let mut whole: Vec<Cell> = Vec::new();
    let mut edge = vec![Cell { level: 0, code: 0 }];
    for _ in 0..level {
        let mut filled = Vec::new();
        let mut next = Vec::with_capacity(edge.len() * 4);
        for child in edge.iter().flat_map(|c| children(*c)) {
            match area.overlap(child) {
                Overlap::None => {}
                Overlap::Whole => filled.push(child),
                Overlap::Part => next.push(child),
            }
        }
        // A margin over `most`, because neighbours merge below.
        if whole.len() + filled.len() + next.len() > most.saturating_mul(4) {
            break;
        }
        whole.append(&mut filled);
        edge = next;
    }
    let mut ranges: Vec<_> = whole.into_iter().chain(edge).map(|c| descendants(c, level)).collect();
    ranges.sort_unstable_by_key(|r| *r.start());
    merge(ranges, most)
}

/// The window in columns and rows of its level.
struct Columns {
    level: u8,
    x: RangeInclusive<u32>,
    y: RangeInclusive<u32>,
}

enum Overlap {
    None,
    Part,
    Whole,
}

impl Columns {
    fn overlap(&self, cell: Cell) -> Overlap {
        let depth = self.level - cell.level;
        let (x, y) = cell.column_row();
        let (x, y) = (x << depth, y << depth);
        let last = (1_u32 << depth) - 1;
        let (right, lower) = (x + last, y + last);
        if right < *self.x.start() || x > *self.x.end() || lower < *self.y.start() || y > *self.y.end() {
            Overlap::None
        } else if self.x.contains(&x)
            && self.x.contains(&right)
            && self.y.contains(&y)
            && self.y.contains(&lower)
        {
            Overlap::Whole
        } else {
            Overlap::Part
        }
    }
}

fn children(cell: Cell) -> impl Iterator<Item = Cell> {
    (0..4).map(move |quarter| Cell { level: cell.level + 1, code: cell.code << 2 | quarter })
}

fn descendants(cell: Cell, level: u8) -> RangeInclusive<i64> {
    let depth = 2 * (level - cell.level);
    (cell.code << depth)..=((cell.code + 1) << depth) - 1
}

/// Joins ranges that touch, then closes the smallest gaps until at most `most` are left.
fn merge(sorted: Vec<RangeInclusive<i64>>, most: usize) -> Vec<RangeInclusive<i64>> {
    let mut gaps: Vec<i64> = sorted.windows(2).map(|pair| pair[1].start() - pair[0].end() - 1).collect();
    gaps.sort_unstable();
    let closed = gaps.len().saturating_sub(most - 1);
    // Every gap up to this size is closed; the equal ones may leave fewer ranges than allowed.
    let limit = if closed == 0 { 0 } else { gaps[closed - 1] };
    let mut merged: Vec<RangeInclusive<i64>> = Vec::new();
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start() - last.end() - 1 <= limit => *last = *last.start()..=*range.end(),
            _ => merged.push(range),
        }
    }
    merged
}

fn column(level: u8, lon: f64) -> u32 {
    index(level, share_across(lon))
}

fn row(level: u8, lat: f64) -> u32 {
    index(level, share_down(lat))
}

/// How far east a longitude lies on the map of the world, 0 to 1.
pub(super) fn share_across(lon: f64) -> f64 {
    (lon + 180.0) / 360.0
}

/// How far south a latitude lies on it, 0 to 1.
pub(super) fn share_down(lat: f64) -> f64 {
    let lat = lat.clamp(-EDGE_LATITUDE, EDGE_LATITUDE).to_radians();
    (1.0 - lat.tan().asinh() / PI) / 2.0
}

/// Which of the 2^level parts of the unit line holds `share`; the far end belongs to the last.
fn index(level: u8, share: f64) -> u32 {
    let parts = 1_u32 << level;
    // A float cast saturates, so a share a hair below 0 is 0.
    ((share * f64::from(parts)) as u32).min(parts - 1)
}

/// The longitude of the left edge of a column.
pub(super) fn edge_longitude(level: u8, column: u32) -> f64 {
    f64::from(column) / f64::from(1_u32 << level) * 360.0 - 180.0
}

/// The latitude of the upper edge of a row.
pub(super) fn edge_latitude(level: u8, row: u32) -> f64 {
    let share = f64::from(row) / f64::from(1_u32 << level);
    (PI * (1.0 - 2.0 * share)).sinh().atan().to_degrees()
}

/// Puts a zero between every two bits.
const fn spread(value: u32) -> u64 {
    let mut v = value as u64;
    v = (v | v << 16) & 0x0000_ffff_0000_ffff;
    v = (v | v << 8) & 0x00ff_00ff_00ff_00ff;
    v = (v | v << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}

/// Takes every second bit: the inverse of [`spread`].
const fn gather(code: u64) -> u32 {
    let mut v = code & 0x5555_5555_5555_5555;
    v = (v | v >> 1) & 0x3333_3333_3333_3333;
    v = (v | v >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v >> 4) & 0x00ff_00ff_00ff_00ff;
    v = (v | v >> 8) & 0x0000_ffff_0000_ffff;
    (v | v >> 16) as u32
}

#[cfg(test)]
mod tests;
