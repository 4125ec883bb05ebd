use std::io::Cursor;

use chrono::{TimeZone, Utc};
use exif::{Tag, Value};
use image::{
    DynamicImage, GrayAlphaImage, GrayImage, ImageBuffer, ImageFormat, ImageReader, Rgb, RgbImage, Rgba,
    RgbaImage,
};
use proptest::prelude::*;

use super::test_pictures::*;
use super::*;

fn take(file: impl Into<Bytes>) -> Result<Photo, PhotoFault> {
    intake_blocking(&file.into(), &PhotoLimits::default())
}

fn picture(jpeg: &[u8]) -> RgbImage {
    assert!(jpeg.starts_with(&[0xFF, 0xD8, 0xFF]));
    ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).decode().unwrap().into_rgb8()
}

/// Whether a pixel has this colour, allowing for what JPEG does to it.
#[track_caller]
fn assert_colour(picture: &RgbImage, x: u32, y: u32, colour: [u8; 3]) {
    let Rgb(found) = *picture.get_pixel(x, y);
    let near = found.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 12);
    assert!(near, "{found:?} instead of {colour:?} at {x}, {y}");
}

const RED: [u8; 3] = [254, 0, 0];
const BLUE: [u8; 3] = [0, 0, 254];
const GREEN: [u8; 3] = [0, 255, 1];
const WHITE: [u8; 3] = [255, 255, 255];

#[test]
fn every_accepted_type_becomes_a_jpeg() {
    for (file, kind) in [
        (jpeg(400, 200), PhotoKind::Jpeg),
        (png(400, 200), PhotoKind::Png),
        (webp(400, 200), PhotoKind::WebP),
    ] {
        let hash = ContentHash::of(&file);
        let photo = take(file).unwrap();
        assert_eq!(photo.original_kind, kind);
        assert_eq!(photo.sha256_original, hash);
        assert_eq!(photo.sha256, ContentHash::of(&photo.bytes));
        assert_eq!((photo.width, photo.height), (400, 200));
        let stored = picture(&photo.bytes);
        assert_eq!(stored.dimensions(), (400, 200));
        assert_colour(&stored, 20, 20, GREEN);
        assert_colour(&stored, 100, 150, RED);
        assert_colour(&stored, 300, 100, BLUE);
        assert_eq!(picture(&photo.thumb).dimensions(), (320, 160));
        assert_eq!(photo.metadata, PhotoMetadata::default());
    }
}

#[test]
fn large_photos_are_scaled_and_small_ones_left() {
    let photo = take(jpeg(3200, 2400)).unwrap();
    assert_eq!((photo.width, photo.height), (1600, 1200));
    assert_eq!(picture(&photo.bytes).dimensions(), (1600, 1200));
    assert_eq!(picture(&photo.thumb).dimensions(), (320, 240));

    let photo = take(jpeg(1, 1)).unwrap();
    assert_eq!((photo.width, photo.height), (1, 1));
    assert_eq!(picture(&photo.thumb).dimensions(), (1, 1));

    let strip = take(png(5000, 2)).unwrap();
    assert_eq!((strip.width, strip.height), (1600, 1));
}

#[test]
fn the_same_file_gives_the_same_photo() {
    let file = jpeg(500, 400);
    assert_eq!(take(file.clone()).unwrap().sha256, take(file).unwrap().sha256);
}

#[test]
fn what_is_not_a_photo() {
    assert_eq!(take(Vec::new()).unwrap_err(), PhotoFault::Empty);
    for not_a_photo in [
        b"x".as_slice(),
        "这是一份文字，名字叫 photo.jpg".as_bytes(),
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0",
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x04\0\0\0WAVE",
    ] {
        let fault = take(not_a_photo.to_vec()).unwrap_err();
        assert_eq!(fault, PhotoFault::UnsupportedType, "{not_a_photo:?}");
    }
}

#[test]
fn too_many_bytes() {
    let limits = PhotoLimits { max_bytes: 100, ..PhotoLimits::default() };
    let file = Bytes::from(jpeg(100, 100));
    let bytes = file.len() as u64;
    assert_eq!(intake_blocking(&file, &limits).unwrap_err(), PhotoFault::TooLarge { bytes, max: 100 });
}

#[test]
fn bombs_are_refused_from_their_header() {
    let refused = |width, height| PhotoFault::TooManyPixels { width, height, max: 40_000_000 };
    // 2.5 gigapixels in a complete and valid file of less than 10 MB
    let flat = flat_jpeg(50_000, 50_000, 1, false);
    assert!(flat.len() < 10_000_000);
    assert_eq!(take(flat).unwrap_err(), refused(50_000, 50_000));
    for (width, height) in [(50_000, 50_000), (u32::MAX, u32::MAX), (6325, 6325)] {
        let fault = take(png_claiming(width, height)).unwrap_err();
        assert_eq!(fault, refused(width, height));
    }
    // a small canvas with a large picture on it
    let mut canvas = webp(64, 64);
    let vp8x = [b"VP8X\x0A\0\0\0".as_slice(), &[0; 4], &[63, 0, 0, 63, 0, 0]].concat();
    canvas.splice(12..12, vp8x);
    let inner = 12 + 18 + 8 + 1;
    canvas[inner..inner + 4].copy_from_slice(&(0x3FFE_u32 | (0x3FFE << 14)).to_le_bytes());
    assert_eq!(take(canvas).unwrap_err(), refused(16_383, 16_383));
}

#[test]
fn the_memory_for_decoding_has_a_bound() {
    let frame = |file: &[u8]| container::read_header(file).unwrap();
    // within the pixel limit, but kept as coefficients of four colours while it is decoded
    let heavy = flat_jpeg(6300, 6300, 4, true);
    assert!(frame(&heavy).decode_bytes() > decode_memory_bytes());
    assert!(matches!(
        take(heavy).unwrap_err(),
        PhotoFault::TooManyPixels { max, .. } if max < 40_000_000
    ));
    // whatever passes fits, and never more than two work at once
    for file in [jpeg(10, 10), png(10, 10), webp(10, 10), flat_jpeg(6300, 6300, 3, true)] {
        let frame = frame(&file);
        assert!(frame.decode_bytes() <= decode_memory_bytes());
        let share = frame.share_of_memory();
        assert!((DECODE_MEMORY_MIB / AT_ONCE..=DECODE_MEMORY_MIB).contains(&share));
        let needed = frame.decode_bytes().div_ceil(1024 * 1024);
        assert!(u64::from(share) >= needed);
    }
    // the limit is also given to the decoders
    let palette = png_claiming(6000, 6000);
    assert!(matches!(take(palette), Err(PhotoFault::Damaged)));
}

#[test]
fn truncated_photos_are_refused() {
    for file in [jpeg(300, 200), flat_jpeg(300, 200, 3, true), png(300, 200), webp(300, 200)] {
        assert!(take(file.clone()).is_ok());
        let whole = file.len();
        for kept in [12, 20, 30, whole / 4, whole / 2, whole * 9 / 10, whole - 3, whole - 1] {
            let fault = take(file[..kept].to_vec()).unwrap_err();
            assert_eq!(fault, PhotoFault::Damaged, "{kept} of {whole}");
        }
    }
}

#[test]
fn data_behind_the_end_is_ignored() {
    // phones append previews, depth maps and films
    for mut file in [jpeg(60, 40), png(60, 40), webp(60, 40)] {
        let before = take(file.clone()).unwrap();
        file.extend(b"MotionPhoto_Data and so on");
        assert_eq!(take(file).unwrap().sha256, before.sha256);
    }
}

#[test]
fn a_jpeg_with_two_frames_is_refused() {
    let small = jpeg(16, 16);
    let other = [8, 0, 32, 0, 32, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
    assert_eq!(take(with_segment(&small, 0xC0, &other)).unwrap_err(), PhotoFault::Damaged);
}

#[test]
fn an_animated_webp_is_refused() {
    let mut file = webp(16, 16);
    file.splice(12..12, b"ANIM\x06\0\0\0\0\0\0\0\0\0".to_vec());
    assert_eq!(take(file).unwrap_err(), PhotoFault::UnsupportedType);
}

#[test]
fn grey_cmyk_deep_and_transparent_pictures() {
    let grey = GrayImage::from_pixel(40, 20, image::Luma([200]));
    let photo = take(encoded(grey, ImageFormat::Jpeg)).unwrap();
    assert_colour(&picture(&photo.bytes), 10, 10, [200; 3]);

    let cmyk = take(flat_jpeg(40, 20, 4, false)).unwrap();
    assert_eq!((cmyk.width, cmyk.height), (40, 20));

    // half-transparent black on white is grey; what is fully transparent is white
    let half = RgbaImage::from_pixel(40, 20, Rgba([0, 0, 0, 128]));
    let photo = take(encoded(half, ImageFormat::Png)).unwrap();
    assert_colour(&picture(&photo.bytes), 10, 10, [127; 3]);
    let hidden = RgbaImage::from_pixel(40, 20, Rgba([255, 0, 0, 0]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let photo = take(encoded(hidden.clone(), format)).unwrap();
        assert_colour(&picture(&photo.bytes), 10, 10, WHITE);
    }
    let grey_alpha = GrayAlphaImage::from_pixel(2000, 20, image::LumaA([0, 128]));
    let photo = take(encoded(grey_alpha, ImageFormat::Png)).unwrap();
    assert_colour(&picture(&photo.bytes), 10, 10, [127; 3]);

    let deep: ImageBuffer<Rgba<u16>, Vec<u16>> =
        ImageBuffer::from_pixel(2000, 20, Rgba([0xFFFF, 0, 0, 0xFFFF]));
    let photo = take(encoded(DynamicImage::ImageRgba16(deep), ImageFormat::Png)).unwrap();
    assert_eq!(photo.width, 1600);
    assert_colour(&picture(&photo.bytes), 10, 10, RED);
}

#[test]
fn orientation_is_applied() {
    // where the green corner of a picture 80 wide and 40 high is seen, by Exif orientation 1 to 8
    let corners = [(5, 5), (75, 5), (75, 35), (5, 35), (5, 5), (35, 5), (35, 75), (5, 75)];
    for (orientation, (x, y)) in (1_u16..).zip(corners) {
        let value = Value::Short(vec![orientation]);
        let file = with_exif(&jpeg(80, 40), &[(Tag::Orientation, value)]);
        let photo = take(file).unwrap();
        let turned = orientation >= 5;
        let expected = if turned { (40, 80) } else { (80, 40) };
        assert_eq!((photo.width, photo.height), expected, "{orientation}");
        let stored = picture(&photo.bytes);
        assert_eq!(stored.dimensions(), expected);
        assert_colour(&stored, x, y, GREEN);
        assert_eq!(picture(&photo.thumb).dimensions(), expected);
    }
    let nonsense = Value::Short(vec![99]);
    let file = with_exif(&jpeg(80, 40), &[(Tag::Orientation, nonsense)]);
    assert_eq!(take(file).unwrap().width, 80);
}

fn located() -> Vec<(Tag, Value)> {
    vec![
        (Tag::DateTimeOriginal, ascii("2023:05:04 23:59:58")),
        (Tag::GPSLatitudeRef, ascii("N")),
        (Tag::GPSLatitude, rational(&[(31, 1), (12, 1), (3060, 100)])),
        (Tag::GPSLongitudeRef, ascii("E")),
        (Tag::GPSLongitude, rational(&[(121, 1), (231, 10), (0, 1)])),
    ]
}

#[test]
fn time_and_place_are_read_and_then_gone() {
    let mut fields = located();
    fields.push((Tag::GPSHPositioningError, rational(&[(45, 10)])));
    fields.push((Tag::Artist, ascii("SECRET-NAME")));
    let photo = take(with_exif(&jpeg(80, 40), &fields)).unwrap();
    let taken = Utc.with_ymd_and_hms(2023, 5, 4, 15, 59, 58).unwrap();
    assert_eq!(photo.metadata.taken_at, Some(taken), "Beijing time");
    let position = photo.metadata.position.unwrap();
    assert!((position.lat - 31.2085).abs() < 1e-9);
    assert!((position.lon - 121.385).abs() < 1e-9);
    assert_eq!(position.accuracy_m, Some(4.5));

    for stored in [&photo.bytes, &photo.thumb] {
        let mut reader = Cursor::new(stored);
        assert!(exif::Reader::new().read_from_container(&mut reader).is_err());
        let contains = |needle: &[u8]| stored.windows(needle.len()).any(|w| w == needle);
        assert!(!contains(b"Exif") && !contains(b"SECRET") && !contains(b"2023:05"));
    }
}

#[test]
fn a_stated_offset_counts() {
    let mut fields = located();
    fields.push((Tag::OffsetTimeOriginal, ascii("+00:00")));
    let photo = take(with_exif(&jpeg(80, 40), &fields)).unwrap();
    let taken = Utc.with_ymd_and_hms(2023, 5, 4, 23, 59, 58).unwrap();
    assert_eq!(photo.metadata.taken_at, Some(taken));
}

#[test]
fn the_southern_and_western_hemispheres() {
    let mut fields = located();
    fields[1].1 = ascii("S");
    fields[3].1 = ascii("W");
    let photo = take(with_exif(&jpeg(80, 40), &fields)).unwrap();
    let position = photo.metadata.position.unwrap();
    assert!(position.lat < -31.0 && position.lon < -121.0);
}

#[test]
fn impossible_metadata_is_not_there() {
    let with = |changes: &[(usize, Value)]| {
        let mut fields = located();
        for (at, value) in changes {
            fields[*at].1 = value.clone();
        }
        take(with_exif(&jpeg(80, 40), &fields)).unwrap().metadata
    };
    for stamp in ["2023:13:40 25:61:61", "0000:00:00 00:00:00", "    :  :     :  :  ", "gestern"] {
        assert_eq!(with(&[(0, ascii(stamp))]).taken_at, None, "{stamp}");
    }
    let zero = rational(&[(0, 1), (0, 1), (0, 1)]);
    for changes in [
        vec![(2, rational(&[(0, 0), (0, 0), (0, 0)]))],
        vec![(2, rational(&[(91, 1), (0, 1), (0, 1)]))],
        vec![(4, rational(&[(181, 1), (0, 1), (0, 1)]))],
        vec![(2, zero.clone()), (4, zero)],
        vec![(2, ascii("31.2"))],
    ] {
        assert_eq!(with(&changes).position, None, "{changes:?}");
    }
    let broken = with_segment(&jpeg(80, 40), 0xE1, b"Exif\0\0MM\0*\xFF\xFF\xFF\xFFgarbage");
    assert_eq!(take(broken).unwrap().metadata, PhotoMetadata::default());
}

#[tokio::test]
async fn many_at_once_all_get_their_turn() {
    let limits = PhotoLimits::default();
    let file = Bytes::from(jpeg(400, 300));
    let photos = futures::future::join_all((0..12).map(|_| intake(file.clone(), &limits))).await;
    assert!(photos.iter().all(Result::is_ok));
    assert_eq!(DECODE_MEMORY.available_permits(), DECODE_MEMORY_MIB as usize);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Garbage in a real file is refused or gives a picture; it never takes the server down.
    #[test]
    fn garbled_files_do_no_harm(
        kind in 0..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = match kind {
            0 => jpeg(24, 24),
            1 => png(24, 24),
            _ => webp(24, 24),
        };
        for (at, value) in changes {
            let at = at.index(file.len());
            file[at] = value;
        }
        if let Ok(photo) = take(file) {
            prop_assert!(photo.width <= STORED_SIDE && photo.height <= STORED_SIDE);
        }
    }
}
