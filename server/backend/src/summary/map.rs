//! The map of a summary, as SVG for its page and as points for papers: circles where hazards were found. It has no streets: a paper
//! has no tiles, and whoever needs them opens the map of the program.

use domain::summary::{MapCell, MapData};
use press::{Canvas, Colour, Fonts};

/// Width and height, in units.
const SIZE: (u32, u32) = (720, 480);
/// Around the circles.
const MARGIN: f64 = 40.0;
/// The largest and the smallest circle.
const RADIUS: (f32, f32) = (26.0, 3.0);
/// The least that is shown across, in metres: one place alone is a circle in the middle.
const LEAST: f64 = 400.0;
/// Metres in a millionth of a degree of latitude.
const METRES: f64 = 0.111_319;

const FOUND: Colour = (0xbc, 0xd6, 0xe2);
const OPEN: Colour = (0x3f, 0x86, 0xa6);
const OVERDUE: Colour = (0x6b, 0x1f, 0x10);
const EDGE: Colour = (0x14, 0x50, 0x6b);
const INK: Colour = (0x33, 0x33, 0x33);

/// Size of the texts.
const TEXT: f32 = 14.0;

/// A place, from the upper left corner.
type At = (f32, f32);

/// What it is drawn on. It is white below.
trait Ground {
    /// A disc; of what is 0 to 1 opaque, what lies below shines through.
    fn spot(&mut self, centre: At, radius: f32, colour: Colour, opaque: f32);

    /// A line around it.
    fn edge(&mut self, centre: At, radius: f32, colour: Colour);

    /// A straight line.
    fn stroke(&mut self, from: At, to: At, width: f32, colour: Colour);

    /// A line of text on a baseline, from a place or with its middle there.
    fn label(&mut self, at: At, stands: Stands, text: &str);
}

/// How a text stands to its place.
#[derive(Clone, Copy)]
enum Stands {
    Behind,
    Around,
}

impl Ground for Canvas<'_> {
    fn spot(&mut self, centre: At, radius: f32, colour: Colour, opaque: f32) {
        self.disc(centre, radius, colour, opaque);
    }

    fn edge(&mut self, centre: At, radius: f32, colour: Colour) {
        self.ring(centre, radius, 1.0, colour);
    }

    fn stroke(&mut self, from: At, to: At, width: f32, colour: Colour) {
        self.line(from, to, width, colour);
    }

    fn label(&mut self, (x, y): At, stands: Stands, text: &str) {
        let x = match stands {
            Stands::Behind => x,
            Stands::Around => x - self.width(text, TEXT) / 2.0,
        };
        self.text((x, y), TEXT, text, INK);
    }
}

/// The same as SVG, without styles: a page forbids them.
struct Svg(String);

impl Svg {
    fn new() -> Self {
        let (width, height) = SIZE;
        Self(format!(
            "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">"
        ))
    }

    fn add(&mut self, element: &str) {
        self.0.push_str(element);
    }
}

fn hex((red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

impl Ground for Svg {
    fn spot(&mut self, (x, y): At, radius: f32, colour: Colour, opaque: f32) {
        // most places have nothing overdue
        if radius > 0.0 {
            let opacity = if opaque < 1.0 { format!(" fill-opacity=\"{opaque}\"") } else { String::new() };
            let fill = hex(colour);
            self.add(&format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\"{opacity}/>"
            ));
        }
    }

    fn edge(&mut self, (x, y): At, radius: f32, colour: Colour) {
        let stroke = hex(colour);
        self.add(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"none\" stroke=\"{stroke}\"/>"
        ));
    }

    fn stroke(&mut self, from: At, to: At, width: f32, colour: Colour) {
        let stroke = hex(colour);
        let ((x1, y1), (x2, y2)) = (from, to);
        self.add(&format!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{stroke}\" stroke-width=\"{width}\"/>"
        ));
    }

    /// Only numbers and units of length are written, so nothing has to be escaped.
    fn label(&mut self, (x, y): At, stands: Stands, text: &str) {
        let anchor = match stands {
            Stands::Behind => "start",
            Stands::Around => "middle",
        };
        let fill = hex(INK);
        self.add(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-family=\"sans-serif\" font-size=\"{TEXT}\" text-anchor=\"{anchor}\" \
             fill=\"{fill}\">{text}</text>"
        ));
    }
}

/// Draws it for papers, in so many points for each unit; nothing of a map without a place.
pub(super) fn on_canvas<'f>(fonts: &'f Fonts, map: &MapData, scale: u16) -> Option<Canvas<'f>> {
    let mut canvas = Canvas::new(fonts, SIZE, scale);
    draw(&mut canvas, map)?;
    Some(canvas)
}

/// Draws it for pages; empty without a place. The answer is one `<svg>` without scripts, styles or links.
pub(super) fn svg(map: &MapData) -> String {
    let mut svg = Svg::new();
    if draw(&mut svg, map).is_none() {
        return String::new();
    }
    svg.add("</svg>");
    svg.0
}

fn draw(on: &mut impl Ground, map: &MapData) -> Option<()> {
    let mut cells: Vec<&MapCell> = map.cells.iter().filter(|cell| cell.found > 0).collect();
    let view = View::of(&cells)?;
    let most = cells.iter().map(|cell| cell.found).max()?;
    // the largest first, so that none hides a smaller one
    cells.sort_by_key(|cell| (std::cmp::Reverse(cell.found), cell.lon_e6, cell.lat_e6));
    for cell in cells {
        let at = view.place(cell);
        let radius = |n: i64| RADIUS.0 * (n as f32 / most as f32).sqrt();
        let whole = radius(cell.found).max(RADIUS.1);
        on.spot(at, whole, FOUND, 0.8);
        on.spot(at, radius(cell.open).min(whole), OPEN, 1.0);
        on.spot(at, radius(cell.overdue).min(whole), OVERDUE, 1.0);
        on.edge(at, whole, EDGE);
    }
    legend(on, &view, most);
    Some(())
}

/// How much the largest circle stands for, how long a kilometre is, and a frame.
fn legend(on: &mut impl Ground, view: &View, most: i64) {
    let (width, height) = (SIZE.0 as f32, SIZE.1 as f32);
    let corners = [(0.5, 0.5), (width - 0.5, 0.5), (width - 0.5, height - 0.5), (0.5, height - 0.5)];
    for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
        on.stroke(*from, *to, 1.0, INK);
    }
    let (metres, label) = scale(view.metres_in_unit);
    let (long, y) = ((metres / view.metres_in_unit) as f32, height - 16.0);
    on.stroke((16.0, y), (16.0 + long, y), 2.0, INK);
    on.label((22.0 + long, y + 5.0), Stands::Behind, &label);
    let centre = (width - 16.0 - RADIUS.0, height - 12.0 - RADIUS.0);
    on.edge(centre, RADIUS.0, EDGE);
    on.label((centre.0, centre.1 + 5.0), Stands::Around, &most.to_string());
}

/// The lengths of a scale, in metres.
const LENGTHS: [u32; 11] = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/// A round length, at most a sixth of the map where there is one, and its name.
fn scale(metres_in_unit: f64) -> (f64, String) {
    let room = f64::from(SIZE.0) / 6.0 * metres_in_unit;
    let fits = LENGTHS.iter().rev().find(|metres| f64::from(**metres) <= room);
    let metres = fits.copied().unwrap_or(LENGTHS[0]);
    let label = if metres < 1000 { format!("{metres} m") } else { format!("{} km", metres / 1000) };
    (f64::from(metres), label)
}

/// What of the earth is shown.
struct View {
    middle: (f64, f64),
    /// Of a millionth of a degree, in metres.
    across: f64,
    metres_in_unit: f64,
}

impl View {
    /// Everything, with north up.
    fn of(cells: &[&MapCell]) -> Option<Self> {
        let range = |of: fn(&MapCell) -> i32| {
            let values: Vec<i32> = cells.iter().map(|cell| of(cell)).collect();
            Some((f64::from(*values.iter().min()?), f64::from(*values.iter().max()?)))
        };
        let (west, east) = range(|cell| cell.lon_e6)?;
        let (south, north) = range(|cell| cell.lat_e6)?;
        let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
        let across = METRES * cosine(middle.1 / 1e6);
        let wide = ((east - west) * across).max(LEAST);
        let high = ((north - south) * METRES).max(LEAST);
        let room = (f64::from(SIZE.0) - 2.0 * MARGIN, f64::from(SIZE.1) - 2.0 * MARGIN);
        Some(Self { middle, across, metres_in_unit: (wide / room.0).max(high / room.1) })
    }

    fn place(&self, cell: &MapCell) -> (f32, f32) {
        let east = (f64::from(cell.lon_e6) - self.middle.0) * self.across / self.metres_in_unit;
        let north = (f64::from(cell.lat_e6) - self.middle.1) * METRES / self.metres_in_unit;
        ((f64::from(SIZE.0) / 2.0 + east) as f32, (f64::from(SIZE.1) / 2.0 - north) as f32)
    }
}

/// Of degrees up to a right angle, by its series: what computers bring along differ in the last digit, and a map made again is to be
/// the same file.
fn cosine(degrees: f64) -> f64 {
    let square = (degrees * std::f64::consts::PI / 180.0) * (degrees * std::f64::consts::PI / 180.0);
    let terms = [12.0, 30.0, 56.0, 90.0, 132.0];
    // 1 - x²/2 (1 - x²/12 (1 - x²/30 …))
    let inner = terms.iter().rev().fold(1.0, |inner, term| 1.0 - square / term * inner);
    1.0 - square / 2.0 * inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(lon_e6: i32, lat_e6: i32) -> MapCell {
        MapCell { lon_e6, lat_e6, found: 3, open: 2, overdue: 1 }
    }

    #[test]
    fn a_cosine_is_one() {
        for degrees in [0.0_f64, 31.2, 53.5] {
            assert!((cosine(degrees) - degrees.to_radians().cos()).abs() < 1e-8, "{degrees}");
        }
    }

    #[test]
    fn everything_is_shown_and_a_kilometre_is_one() {
        let cells = [cell(121_390_000, 31_200_000), cell(121_410_000, 31_210_000)];
        let view = View::of(&cells.iter().collect::<Vec<_>>()).expect("a view");
        let places = cells.map(|cell| view.place(&cell));
        for (x, y) in places {
            assert!((39.0..=681.0).contains(&x) && (39.0..=441.0).contains(&y), "{x} {y}");
        }
        assert!(places[0].0 < places[1].0 && places[0].1 > places[1].1, "east is right, north is up");
        // 0.01 degrees of latitude
        let north = f64::from(places[0].1 - places[1].1) * view.metres_in_unit;
        assert!((north - 1113.19).abs() < 1.0, "{north}");
        let alone = View::of(&[&cells[0]]).expect("a view");
        assert_eq!(alone.place(&cells[0]), (360.0, 240.0));
        assert!(View::of(&[]).is_none());
    }

    #[test]
    fn a_page_has_the_map_that_a_paper_has_and_nothing_that_a_page_forbids() {
        let quiet = MapCell { found: 9, open: 0, overdue: 0, ..cell(121_410_000, 31_210_000) };
        let map = MapData { cells: vec![cell(121_390_000, 31_200_000), quiet], without_position: 4 };
        let svg = svg(&map);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
        // of one place found, open, overdue and its edge; of the other found and its edge; and the legend
        assert_eq!(svg.matches("<circle").count(), 7, "{svg}");
        for text in [">9</text>", ">200 m</text>", "fill=\"#6b1f10\"", "fill-opacity=\"0.8\""] {
            assert!(svg.contains(text), "{text} in {svg}");
        }
        for text in ["style=", "<script", "href", "<image", "NaN"] {
            assert!(!svg.contains(text), "{text} in {svg}");
        }
        let fonts = Fonts::find(&press::FontChoice::default()).expect("fonts-noto-cjk, see README");
        let (_, _, points) = on_canvas(&fonts, &map, 1).expect("a map").into_rgb();
        let overdue = points.chunks_exact(3).filter(|point| *point == [0x6b, 0x1f, 0x10]).count();
        assert!(overdue > 100, "{overdue}");
        let nowhere = MapData { cells: Vec::new(), without_position: 4 };
        assert!(super::svg(&nowhere).is_empty() && on_canvas(&fonts, &nowhere, 1).is_none());
    }

    #[test]
    fn a_scale_is_round_and_fits() {
        for (metres_in_unit, label) in [(0.5, "50 m"), (2.0, "200 m"), (10.0, "1 km"), (100.0, "10 km")] {
            let (metres, name) = scale(metres_in_unit);
            assert_eq!(name, label);
            assert!(metres / metres_in_unit <= 120.0);
        }
    }
}
