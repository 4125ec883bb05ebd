//! Pictures for the tests, made on the spot: no binary files to review.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Left half red, right half blue, upper left corner green: shows turns and flips.
pub fn landmark(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([0, 255, 0])
        } else if x < width / 2 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    })
}

pub fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(landmark(width, height), ImageFormat::Jpeg)
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(landmark(width, height), ImageFormat::Png)
}

pub fn webp(width: u32, height: u32) -> Vec<u8> {
    encoded(landmark(width, height), ImageFormat::WebP)
}

/// An Exif block (TIFF structure) with these fields.
pub fn exif_block(fields: &[(Tag, Value)]) -> Vec<u8> {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(tag, value)| Field { tag: *tag, ifd_num: In::PRIMARY, value: value.clone() })
        .collect();
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).unwrap();
    block.into_inner()
}

pub fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

pub fn rational(parts: &[(u32, u32)]) -> Value {
    Value::Rational(parts.iter().copied().map(Into::into).collect())
}

/// A JPEG segment put right behind the start of the file.
pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let mut file = jpeg[..2].to_vec();
    file.extend(segment(marker, content));
    file.extend(&jpeg[2..]);
    file
}

pub fn with_exif(jpeg: &[u8], fields: &[(Tag, Value)]) -> Vec<u8> {
    let content = [b"Exif\0\0".as_slice(), &exif_block(fields)].concat();
    with_segment(jpeg, 0xE1, &content)
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], length.as_slice(), content].concat()
}

/// A complete and valid JPEG of one even grey, written by hand: two bits for each block of 8 × 8
/// pixels and component, so that a huge picture is a small file.
pub fn flat_jpeg(width: u16, height: u16, components: u8, progressive: bool) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8];
    if components == 4 {
        // Adobe: no transform, that is CMYK
        file.extend(segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"));
    }
    file.extend(segment(0xDB, &[&[0][..], &[1; 64]].concat()));
    let [h1, h0] = height.to_be_bytes();
    let [w1, w0] = width.to_be_bytes();
    let mut frame = vec![8, h1, h0, w1, w0, components];
    (1..=components).for_each(|id| frame.extend([id, 0x11, 0]));
    file.extend(segment(if progressive { 0xC2 } else { 0xC0 }, &frame));
    // one code of one bit in each table: "no difference" and "end of block"
    for class in [0x00, 0x10] {
        let mut table = vec![class, 1];
        table.extend([0; 15]);
        table.push(0);
        file.extend(segment(0xC4, &table));
    }
    let mut scan = vec![components];
    (1..=components).for_each(|id| scan.extend([id, 0]));
    scan.extend([0, if progressive { 0 } else { 63 }, 0]);
    file.extend(segment(0xDA, &scan));
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    let bits_per_block = if progressive { 1 } else { 2 };
    file.resize(file.len() + (blocks * usize::from(components) * bits_per_block).div_ceil(8), 0);
    file.extend([0xFF, 0xD9]);
    file
}

/// Signature and header of a PNG, and a little data that belongs to nothing.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(4, 4);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    file
}
