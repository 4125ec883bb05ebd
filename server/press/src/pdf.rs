//! Documents as one PDF file.

use crate::{
    PressError,
    fonts::{Fonts, Measure, Voice},
    layout::{Op, pages},
    marks::over,
    sheet::{HEIGHT, WIDTH},
};
use domain::papers::Document;
use krilla::{
    geom::{PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::Metadata,
    page::PageSettings,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};

/// A voice with its font, for one file.
pub(crate) struct Set<'a> {
    font: Font,
    measure: Measure<'a>,
}

/// Writes documents one after the other into one file; each begins on a page of its own, numbered from 1. Only the glyphs that
/// occur are embedded, once for all documents, so a file grows by what a document says and no more.
pub fn pdf<'d>(
    documents: impl IntoIterator<Item = &'d Document>,
    fonts: &Fonts,
) -> Result<Vec<u8>, PressError> {
    written(documents, fonts, None)
}

/// Writes a document that is not final: what it is stands above the text of every page, so that no page alone passes for another.
pub fn pdf_marked(document: &Document, fonts: &Fonts, mark: &str) -> Result<Vec<u8>, PressError> {
    written([document], fonts, Some(mark))
}

fn written<'d>(
    documents: impl IntoIterator<Item = &'d Document>,
    fonts: &Fonts,
    mark: Option<&str>,
) -> Result<Vec<u8>, PressError> {
    let set = |voice| {
        let font = fonts.embedded(voice).ok_or_else(|| PressError::of("a font cannot be embedded"))?;
        Ok::<_, PressError>(Set { font, measure: fonts.measure(voice) })
    };
    let sets = [set(Voice::Body)?, set(Voice::Heading)?, set(Voice::Title)?];
    let mut out = krilla::Document::new();
    let mut title: Option<String> = None;
    for document in documents {
        title.get_or_insert_with(|| document.title.clone());
        for page in pages(document, fonts, mark) {
            let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PressError::of("page"))?;
            let mut sheet = out.start_page_with(settings);
            let mut surface = sheet.surface();
            for op in page {
                draw(&mut surface, &op, &sets)?;
            }
            surface.finish();
            sheet.finish();
        }
    }
    let metadata = Metadata::new().title(title.unwrap_or_default()).language("zh-CN".to_owned());
    out.set_metadata(metadata);
    out.finish().map_err(PressError::of)
}

fn draw(surface: &mut Surface<'_>, op: &Op<'_>, sets: &[Set<'_>; 3]) -> Result<(), PressError> {
    match op {
        Op::Text { x, y, voice, size, tracking, text } => {
            let set = match voice {
                Voice::Body => &sets[0],
                Voice::Heading => &sets[1],
                Voice::Title => &sets[2],
            };
            write(surface, set, (*x, *y), (*size, *tracking), text);
        }
        Op::Rule { x, y, width, height } => {
            let mut path = PathBuilder::new();
            let rect = Rect::from_xywh(*x, *y, *width, *height).ok_or_else(|| PressError::of("rule"))?;
            path.push_rect(rect);
            let path = path.finish().ok_or_else(|| PressError::of("rule"))?;
            surface.draw_path(&path);
        }
        Op::Picture { x, y, width, height, png } => {
            // not smoothed: the edges of a QR are to stay sharp
            let image = Image::from_png(png.to_vec().into(), false).map_err(PressError::of)?;
            place(surface, image, (*x, *y), (*width, *height))?;
        }
        Op::Photo { x, y, width, height, photo } => {
            let image = Image::from_jpeg(photo.jpeg.clone().into(), true).map_err(PressError::of)?;
            place(surface, image, (*x, *y), (*width, *height))?;
            over(surface, (*x, *y), *width, photo, &sets[0]);
        }
    }
    Ok(())
}

/// Writes one line that begins at a point of its baseline, with so much between its characters.
pub(crate) fn write(
    surface: &mut Surface<'_>,
    set: &Set<'_>,
    (x, y): (f32, f32),
    (size, tracking): (f32, f32),
    text: &str,
) {
    let glyphs: Vec<KrillaGlyph> = text
        .char_indices()
        .filter_map(|(at, c)| {
            let id = GlyphId::new(set.measure.glyph(c)?);
            let advance = set.measure.advance(c) + tracking / size;
            Some(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None))
        })
        .collect();
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, set.font.clone(), text, size, false);
}

fn place(
    surface: &mut Surface<'_>,
    image: Image,
    (x, y): (f32, f32),
    (width, height): (f32, f32),
) -> Result<(), PressError> {
    let size = Size::from_wh(width, height).ok_or_else(|| PressError::of("picture"))?;
    surface.push_transform(&Transform::from_translate(x, y));
    surface.draw_image(image, size);
    surface.pop();
    Ok(())
}
