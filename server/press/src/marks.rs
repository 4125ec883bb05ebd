//! Arrows and words over a photo: lines and text on top of it, in PDF and in Word, so that the picture itself stays as it was taken.
//! The shapes are those of the screen; so are ink and widths (`app/style/marks.css`).

use crate::{
    pdf::{Set, write},
    word::escaped,
};
use domain::{
    papers::Photo,
    photos::{
        Mark,
        shapes::{ArrowShape, Frame, TextShape, arrow, text},
    },
};
use krilla::{
    color::rgb::Color,
    geom::{PathBuilder, Rect, Transform},
    num::NormalizedF32,
    paint::{Fill, LineCap, LineJoin, Stroke},
    surface::Surface,
};

/// Red, green and blue of the ink.
const INK: (u8, u8, u8) = (0xd8, 0x1e, 0x1e);
/// What is around it, so that it is seen on any picture.
const EDGE: (u8, u8, u8) = (0xff, 0xff, 0xff);
/// The width of an arrow's shaft, in units of the drawing; see [`Frame`].
const SHAFT: f64 = 10.0;
/// The shaft with its edge.
const SHAFT_EDGE: f64 = 17.0;
/// The line around its head.
const HEAD_EDGE: f64 = 8.0;
/// How much of the picture the ground of words covers, in per cent: an outline would put every word into the file twice.
const GROUND: u8 = 75;
/// The height of a line of words in parts of their size.
const LINE: f64 = 1.2;

/// The middle of a Chinese character above its baseline, in parts of the size.
pub(crate) const MIDDLE: f32 = 0.38;

/// A piece of an arrow, the lowest first.
struct Piece {
    points: Vec<(f64, f64)>,
    /// A filled shape, otherwise a line.
    filled: bool,
    /// How wide its line is; 0: it has none.
    width: f64,
    ink: (u8, u8, u8),
}

fn pieces(shape: &ArrowShape) -> [Piece; 4] {
    let shaft = |width, ink| Piece { points: vec![shape.from, shape.neck], filled: false, width, ink };
    let head = |width, ink| Piece { points: shape.head.to_vec(), filled: true, width, ink };
    [shaft(SHAFT_EDGE, EDGE), head(HEAD_EDGE, EDGE), shaft(SHAFT, INK), head(0.0, INK)]
}

fn frame(photo: &Photo) -> Frame {
    Frame::of(photo.pixels.0, photo.pixels.1)
}

// ---------------------------------------------------------------- PDF

/// Draws what lies over a photo that is `width` points wide.
pub(crate) fn over(surface: &mut Surface<'_>, (x, y): (f32, f32), width: f32, photo: &Photo, set: &Set<'_>) {
    if photo.layer.is_empty() {
        return;
    }
    let frame = frame(photo);
    let scale = width / frame.width as f32;
    surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
    for mark in &photo.layer.0 {
        match mark {
            Mark::Arrow { from, to } => {
                for piece in pieces(&arrow(frame, *from, *to)) {
                    draw(surface, &piece);
                }
            }
            Mark::Text { at, text: words } => {
                let TextShape { at: (x, y), size, width } = text(frame, *at, words);
                let ground = (x, y - size * LINE / 2.0, width, size * LINE);
                rectangle(surface, ground);
                surface.set_fill(Some(fill(INK, NormalizedF32::ONE)));
                let baseline = y as f32 + MIDDLE * size as f32;
                write(surface, set, (x as f32, baseline), (size as f32, 0.0), words);
            }
        }
    }
    // what follows is black again
    surface.set_fill(None);
    surface.pop();
}

fn color((red, green, blue): (u8, u8, u8)) -> Color {
    Color::new(red, green, blue)
}

fn fill(ink: (u8, u8, u8), opacity: NormalizedF32) -> Fill {
    Fill { paint: color(ink).into(), opacity, ..Fill::default() }
}

fn draw(surface: &mut Surface<'_>, piece: &Piece) {
    let mut path = PathBuilder::new();
    for (i, (x, y)) in piece.points.iter().enumerate() {
        let (x, y) = (*x as f32, *y as f32);
        if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    if piece.filled {
        path.close();
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(piece.filled.then(|| fill(piece.ink, NormalizedF32::ONE)));
    surface.set_stroke((piece.width > 0.0).then(|| Stroke {
        paint: color(piece.ink).into(),
        width: piece.width as f32,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

fn rectangle(surface: &mut Surface<'_>, (x, y, width, height): (f64, f64, f64, f64)) {
    let Some(rect) = Rect::from_xywh(x as f32, y as f32, width as f32, height as f32) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    let opacity = NormalizedF32::new(f32::from(GROUND) / 100.0).unwrap_or(NormalizedF32::ONE);
    surface.set_fill(Some(fill(EDGE, opacity)));
    surface.draw_path(&path);
}

// ---------------------------------------------------------------- Word

/// The namespaces of groups and shapes, which newer versions know; `mc` names what others show instead.
pub(crate) const NAMESPACES: &str = "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
     xmlns:wpg=\"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup\" \
     xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"";

/// The namespace of a group, which is also the kind of its drawing.
const GROUP: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup";

/// English Metric Units in half a point.
const HALF_POINT: f64 = 6_350.0;

/// The photo with what lies over it as one group, for the `a:graphic` of a drawing. `picture` is the picture itself, the `n`th of
/// its file, with its width and height in English Metric Units.
pub(crate) fn group(picture: &str, (width, height): (u32, u32), photo: &Photo, n: usize) -> String {
    let frame = frame(photo);
    let scale = f64::from(width) / frame.width;
    // each shape of a file has a number of its own; an arrow takes four
    let mut ids = n * 1_000..;
    let mut id = || ids.next().unwrap_or_default();
    let mut shapes = String::new();
    for mark in &photo.layer.0 {
        match mark {
            Mark::Arrow { from, to } => {
                for piece in pieces(&arrow(frame, *from, *to)) {
                    shapes.push_str(&outline(&piece, (width, height), scale, id()));
                }
            }
            Mark::Text { at, text: words } => {
                shapes.push_str(&label(&text(frame, *at, words), words, scale, id()));
            }
        }
    }
    format!(
        "<a:graphicData uri=\"{GROUP}\"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
         <a:ext cx=\"{width}\" cy=\"{height}\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
         </wpg:grpSpPr>{picture}{shapes}</wpg:wgp></a:graphicData>"
    )
}

/// A length of the drawing in English Metric Units.
fn emu(units: f64, scale: f64) -> i64 {
    (units * scale).round() as i64
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("{red:02X}{green:02X}{blue:02X}")
}

/// A piece of an arrow as a shape that is as large as the photo.
fn outline(piece: &Piece, (width, height): (u32, u32), scale: f64, id: usize) -> String {
    let mut path = String::new();
    for (i, (x, y)) in piece.points.iter().enumerate() {
        let step = if i == 0 { "moveTo" } else { "lnTo" };
        let (x, y) = (emu(*x, scale), emu(*y, scale));
        path.push_str(&format!("<a:{step}><a:pt x=\"{x}\" y=\"{y}\"/></a:{step}>"));
    }
    let ink = format!("<a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>", hex(piece.ink));
    let (how, inside) = if piece.filled {
        path.push_str("<a:close/>");
        ("", ink.as_str())
    } else {
        (" fill=\"none\"", "<a:noFill/>")
    };
    let line = if piece.width > 0.0 {
        format!("<a:ln w=\"{}\" cap=\"rnd\">{ink}<a:round/></a:ln>", emu(piece.width, scale))
    } else {
        "<a:ln><a:noFill/></a:ln>".to_owned()
    };
    format!(
        "<wps:wsp><wps:cNvPr id=\"{id}\" name=\"mark{id}\"/><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
         <a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l=\"0\" t=\"0\" r=\"r\" b=\"b\"/><a:pathLst>\
         <a:path w=\"{width}\" h=\"{height}\"{how}>{path}</a:path></a:pathLst></a:custGeom>{inside}{line}</wps:spPr>\
         <wps:bodyPr/></wps:wsp>"
    )
}

/// Words as a box of one line.
fn label(shape: &TextShape, words: &str, scale: f64, id: usize) -> String {
    let high = shape.size * LINE;
    let (x, y) = (emu(shape.at.0, scale), emu(shape.at.1 - high / 2.0, scale));
    let (width, height) = (emu(shape.width, scale), emu(high, scale));
    let size = (shape.size * scale / HALF_POINT).round().max(2.0);
    format!(
        "<wps:wsp><wps:cNvPr id=\"{id}\" name=\"mark{id}\"/><wps:cNvSpPr txBox=\"1\"/><wps:spPr><a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{width}\" cy=\"{height}\"/>\
         </a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val=\"{}\"><a:alpha val=\"{GROUND}000\"/>\
         </a:srgbClr></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent><w:p><w:pPr>\
         <w:pStyle w:val=\"Caption\"/><w:jc w:val=\"left\"/></w:pPr><w:r><w:rPr><w:color w:val=\"{}\"/><w:sz w:val=\"{size}\"/>\
         <w:szCs w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p></w:txbxContent></wps:txbx>\
         <wps:bodyPr wrap=\"none\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"ctr\"><a:noAutofit/></wps:bodyPr></wps:wsp>",
        hex(EDGE),
        hex(INK),
        escaped(words)
    )
}
