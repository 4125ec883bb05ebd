//! Decoding, scaling, turning upright and encoding.

use std::io::Cursor;

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageBuffer, ImageDecoder, ImageError, ImageFormat, ImageResult, Limits, Pixel, RgbImage,
};

use super::container::{Frame, PhotoKind};
use super::{PAPER_SIDE, PhotoFault, STORED_SIDE, THUMB_SIDE, decode_memory_bytes};

/// JPEG quality of the stored photo: writing on labels stays legible at about 300 kB.
const STORED_QUALITY: u8 = 82;

/// JPEG quality of the small picture.
const THUMB_QUALITY: u8 = 75;

/// JPEG quality of a photo on paper.
const PAPER_QUALITY: u8 = 78;

/// Our own pictures, upright and free of metadata.
pub(super) struct Rendered {
    pub photo: Vec<u8>,
    pub thumb: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Makes the stored photo and its small picture from a file whose header was read as `frame`.
pub(super) fn render(bytes: &[u8], frame: &Frame, orientation: Orientation) -> Result<Rendered, PhotoFault> {
    let mut picture = decode(bytes, frame).map_err(|error| refusal(&error, frame))?;
    flatten(&mut picture);
    // scaled first, then converted and turned: those two need a second buffer
    let mut picture = DynamicImage::ImageRgb8(scaled(picture, STORED_SIDE)?.into_rgb8());
    picture.apply_orientation(orientation);
    let picture = picture.into_rgb8();
    let photo = encode(&picture, STORED_QUALITY)?;
    let (width, height) = picture.dimensions();
    let small = scaled(DynamicImage::ImageRgb8(picture), THUMB_SIDE)?.into_rgb8();
    Ok(Rendered { photo, thumb: encode(&small, THUMB_QUALITY)?, width, height })
}

/// A stored photo as it stands on paper, with its width and height. The same photo comes to the same bytes.
pub(crate) fn on_paper(stored: &[u8]) -> Result<(Vec<u8>, (u32, u32)), PhotoFault> {
    // our own file: it was looked at when it came in
    let picture = image::load_from_memory_with_format(stored, ImageFormat::Jpeg);
    let small = scaled(picture.map_err(|_| PhotoFault::Damaged)?, PAPER_SIDE)?.into_rgb8();
    Ok((encode(&small, PAPER_QUALITY)?, small.dimensions()))
}

fn decode(bytes: &[u8], frame: &Frame) -> ImageResult<DynamicImage> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(decode_memory_bytes());
    limits.max_image_width = Some(frame.width);
    limits.max_image_height = Some(frame.height);
    let source = Cursor::new(bytes);
    match frame.kind {
        PhotoKind::Jpeg => decode_with(JpegDecoder::new(source)?, limits),
        PhotoKind::Png => decode_with(PngDecoder::with_limits(source, limits.clone())?, limits),
        PhotoKind::WebP => decode_with(WebPDecoder::new(source)?, limits),
    }
}

fn decode_with(mut decoder: impl ImageDecoder, mut limits: Limits) -> ImageResult<DynamicImage> {
    // counts the picture itself against the limit, whatever the decoder does
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    DynamicImage::from_decoder(decoder)
}

fn refusal(error: &ImageError, frame: &Frame) -> PhotoFault {
    match error {
        ImageError::Limits(_) => {
            PhotoFault::TooManyPixels { width: frame.width, height: frame.height, max: frame.pixels() }
        }
        ImageError::Unsupported(_) => PhotoFault::UnsupportedType,
        _ => PhotoFault::Damaged,
    }
}

/// Lays a transparent picture on white, in place.
fn flatten(picture: &mut DynamicImage) {
    match picture {
        DynamicImage::ImageLumaA8(pixels) => on_white(pixels, 0xFF),
        DynamicImage::ImageRgba8(pixels) => on_white(pixels, 0xFF),
        DynamicImage::ImageLumaA16(pixels) => on_white(pixels, 0xFFFF),
        DynamicImage::ImageRgba16(pixels) => on_white(pixels, 0xFFFF),
        _ => {}
    }
}

/// `full` is the value of full brightness and of no transparency.
fn on_white<P>(picture: &mut ImageBuffer<P, Vec<P::Subpixel>>, full: u64)
where
    P: Pixel,
    P::Subpixel: Into<u64> + TryFrom<u64>,
{
    for pixel in picture.pixels_mut() {
        let Some((alpha, colours)) = pixel.channels_mut().split_last_mut() else {
            continue;
        };
        let opacity: u64 = (*alpha).into();
        for colour in colours {
            let value: u64 = (*colour).into();
            let mixed = (value * opacity + full * (full - opacity)) / full;
            // a weighted mean of two values in range stays in range
            *colour = mixed.try_into().unwrap_or(*colour);
        }
        *alpha = full.try_into().unwrap_or(*alpha);
    }
}

/// The picture with its longer side at most `side` pixels; small ones are not blown up.
fn scaled(picture: DynamicImage, side: u32) -> Result<DynamicImage, PhotoFault> {
    let (width, height) = (picture.width(), picture.height());
    let longer = width.max(height);
    if longer <= side {
        return Ok(picture);
    }
    let shrink = |length: u32| {
        let exact = u64::from(length) * u64::from(side) / u64::from(longer);
        u32::try_from(exact).unwrap_or(side).max(1)
    };
    let mut small = DynamicImage::new(shrink(width), shrink(height), picture.color());
    Resizer::new()
        // transparency is gone by now, so no copy of the large picture is made for it
        .resize(&picture, &mut small, &ResizeOptions::new().use_alpha(false))
        .map_err(|_| PhotoFault::UnsupportedType)?;
    Ok(small)
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoFault> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode_image(picture)
        .map_err(|_| PhotoFault::Damaged)?;
    Ok(jpeg)
}
