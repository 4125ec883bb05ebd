//! The measures of an official document (GB/T 9704-2012, 5 and 6), in points (1/72 inch) unless the name says otherwise.

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// A4.
pub const WIDTH: f32 = 210.0 * MM;
/// A4.
pub const HEIGHT: f32 = 297.0 * MM;
/// 天头: above the text.
pub const TOP: f32 = 37.0 * MM;
/// 订口: left of the text.
pub const LEFT: f32 = 28.0 * MM;
/// The text is 156 mm wide …
pub const TEXT_WIDTH: f32 = 156.0 * MM;
/// … and 225 mm high.
pub const TEXT_HEIGHT: f32 = 225.0 * MM;

/// Characters of a full line of text.
pub const CHARACTERS: f32 = 28.0;
/// Lines of a full page.
pub const LINES: f32 = 22.0;

/// From one line of text to the next.
pub const LINE: f32 = TEXT_HEIGHT / LINES;

/// Size 3 三号: text and headings inside.
pub const BODY: f32 = 16.0;
/// Size 2 二号: the title.
pub const TITLE: f32 = 22.0;
/// From one line of the title to the next.
pub const TITLE_LINE: f32 = 34.0;
/// Size small 4 小四: tables and captions.
pub const SMALL: f32 = 12.0;
/// From one line of a table to the next.
pub const SMALL_LINE: f32 = 17.0;
/// Size 4 四号: the numbers of pages.
pub const PAGE_NUMBER: f32 = 14.0;
/// Around the text of a cell.
pub const PAD: f32 = 4.0;
/// Size small 5 小五: tables of many columns.
pub const DENSE: f32 = 9.0;
/// From one line of such a table to the next.
pub const DENSE_LINE: f32 = 13.0;
/// Around the text of its cells.
pub const DENSE_PAD: f32 = 2.5;
/// Lines of tables.
pub const RULE: f32 = 0.6;

/// What each character of size 3 is moved, so that 28 fill a line.
pub const TRACKING: f32 = TEXT_WIDTH / CHARACTERS - BODY;

/// 落款 ends so far from the right margin.
pub const SIGNATURE_INDENT: f32 = 4.0 * BODY;

/// Photos beside each other.
pub const PHOTOS_ABREAST: usize = 2;
/// A photo is at most so wide …
pub const PHOTO_WIDTH: f32 = 72.0 * MM;
/// … and so high.
pub const PHOTO_HEIGHT: f32 = 60.0 * MM;

/// Width and height of a photo on paper: as large as its place allows.
pub fn photo_size((width, height): (u32, u32)) -> (f32, f32) {
    let (width, height) = (width.max(1) as f32, height.max(1) as f32);
    let scale = (PHOTO_WIDTH / width).min(PHOTO_HEIGHT / height);
    (width * scale, height * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_fills_its_place_and_keeps_its_shape() {
        for (pixels, (width, height)) in [
            ((720, 540), (PHOTO_WIDTH, PHOTO_WIDTH * 0.75)),
            ((540, 720), (PHOTO_HEIGHT * 0.75, PHOTO_HEIGHT)),
            ((1, 1), (PHOTO_HEIGHT, PHOTO_HEIGHT)),
        ] {
            let (w, h) = photo_size(pixels);
            assert!((w - width).abs() < 0.01 && (h - height).abs() < 0.01, "{pixels:?}: {w} {h}");
        }
        assert!(photo_size((0, 0)).0.is_finite());
    }
}
