//! Reading the outside of a picture file: its type, its size in pixels and whether it is complete.
//!
//! Decoders are lenient (half a JPEG decodes to half a picture and grey) and some reserve memory
//! before anyone could stop them, so these questions are answered here first, from the bytes alone.
//! Layouts: JPEG per ITU-T T.81 annex B, PNG per W3C PNG section 5, WebP per RFC 9649.

use super::PhotoFault;

/// A type of file that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoKind {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG; of an animated one the still picture.
    Png,
    /// WebP, not animated.
    WebP,
}

impl PhotoKind {
    /// The content type of such a file.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(PNG_SIGNATURE) {
            Some(Self::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }
}

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What the header says about the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub kind: PhotoKind,
    pub width: u32,
    pub height: u32,
    /// Upper bound of the memory that decoding takes, for each pixel.
    pub bytes_per_pixel: u64,
}

impl Frame {
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Upper bound of the memory that decoding takes.
    pub fn decode_bytes(&self) -> u64 {
        self.pixels().saturating_mul(self.bytes_per_pixel)
    }
}

/// Type and size, from the first bytes.
pub(super) fn read_header(bytes: &[u8]) -> Result<Frame, PhotoFault> {
    let kind = PhotoKind::of(bytes).ok_or(PhotoFault::UnsupportedType)?;
    let frame = match kind {
        PhotoKind::Jpeg => jpeg_header(bytes),
        PhotoKind::Png => png_header(bytes),
        PhotoKind::WebP => webp_header(bytes),
    }?;
    if frame.width == 0 || frame.height == 0 {
        return Err(PhotoFault::Damaged);
    }
    Ok(frame)
}

/// Whether the file goes on to its proper end.
pub(super) fn check_complete(bytes: &[u8], kind: PhotoKind) -> Result<(), PhotoFault> {
    let complete = match kind {
        PhotoKind::Jpeg => jpeg_reaches_its_end(bytes),
        PhotoKind::Png => png_reaches_its_end(bytes),
        // the RIFF header states the length of everything behind it
        PhotoKind::WebP => u32_le(bytes, 4).is_some_and(|size| u64::from(size) + 8 <= bytes.len() as u64),
    };
    complete.then_some(()).ok_or(PhotoFault::Damaged)
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u24_le(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b, c] = *bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes([a, b, c, 0]))
}

// ------------------------------------------------------------------ JPEG

/// The markers of a JPEG in order, each with its segment's content.
struct Markers<'a> {
    bytes: &'a [u8],
    at: usize,
}

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;

impl<'a> Markers<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl<'a> Iterator for Markers<'a> {
    type Item = (u8, &'a [u8]);

    /// `None` at the end of the bytes, also in the middle of a segment.
    fn next(&mut self) -> Option<Self::Item> {
        // what is not a marker is picture data (or, in careless files, stray bytes): skip to FF xx,
        // where xx is neither a stuffed zero, nor a restart within the data, nor a fill byte
        let marker = loop {
            let rest = self.bytes.get(self.at..)?;
            let step = rest.iter().position(|b| *b == 0xFF)?;
            let marker = *rest.get(step + 1)?;
            self.at += step + if marker == 0xFF { 1 } else { 2 };
            if !matches!(marker, 0x00 | 0x01 | 0xD0..=0xD7 | 0xFF) {
                break marker;
            }
        };
        if matches!(marker, SOI | EOI) {
            return Some((marker, &[]));
        }
        let length = usize::from(u16_be(self.bytes, self.at)?);
        let content = self.bytes.get(self.at + 2..self.at + length.max(2))?;
        self.at += length.max(2);
        Some((marker, content))
    }
}

/// Start of a frame of any coding: SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC).
fn starts_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

fn jpeg_header(bytes: &[u8]) -> Result<Frame, PhotoFault> {
    let mut markers = Markers::new(bytes);
    let (marker, content) = markers
        .by_ref()
        .take_while(|(marker, _)| !matches!(*marker, SOS | EOI))
        .find(|(marker, _)| starts_frame(*marker))
        .ok_or(PhotoFault::Damaged)?;
    // SOF0, 1 and 2 are what cameras write; lossless, hierarchical and arithmetic coding are not
    if !matches!(marker, 0xC0..=0xC2) || content.first() != Some(&8) {
        return Err(PhotoFault::UnsupportedType);
    }
    let size = |at| u16_be(content, at).map(u32::from);
    let height = size(1).ok_or(PhotoFault::Damaged)?;
    let width = size(3).ok_or(PhotoFault::Damaged)?;
    let components = *content.get(5).ok_or(PhotoFault::Damaged)?;
    let (_, first_scan) = markers.find(|(marker, _)| *marker == SOS).ok_or(PhotoFault::Damaged)?;
    let in_one_go = marker != 0xC2 && first_scan.first() == Some(&components);
    Ok(Frame {
        kind: PhotoKind::Jpeg,
        width,
        height,
        // the picture in RGB; when it comes in several scans, also two bytes for each coefficient
        bytes_per_pixel: if in_one_go { 3 } else { 3 + 2 * u64::from(components) },
    })
}

/// One frame, at least one scan, and the end marker behind it.
fn jpeg_reaches_its_end(bytes: &[u8]) -> bool {
    let (mut frames, mut scans) = (0, 0);
    for (marker, _) in Markers::new(bytes) {
        match marker {
            EOI => return frames == 1 && scans > 0,
            SOS => scans += 1,
            marker if starts_frame(marker) => frames += 1,
            _ => {}
        }
    }
    false
}

// ------------------------------------------------------------------- PNG

fn png_header(bytes: &[u8]) -> Result<Frame, PhotoFault> {
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(PhotoFault::Damaged);
    }
    let header = || {
        let width = u32_be(bytes, 16)?;
        let height = u32_be(bytes, 20)?;
        let depth = *bytes.get(24)?;
        let channels = match bytes.get(25)? {
            0 => 1,
            4 => 2,
            2 => 3,
            // a palette expands to three or, with transparency, four channels
            _ => 4,
        };
        Some(Frame {
            kind: PhotoKind::Png,
            width,
            height,
            bytes_per_pixel: channels * if depth == 16 { 2 } else { 1 },
        })
    };
    header().ok_or(PhotoFault::Damaged)
}

/// Chunk follows chunk up to IEND.
fn png_reaches_its_end(bytes: &[u8]) -> bool {
    let mut at = PNG_SIGNATURE.len();
    while let (Some(length), Some(name)) = (u32_be(bytes, at), bytes.get(at + 4..at + 8)) {
        // length, name, content, checksum
        let Some(next) = at.checked_add(12 + length as usize) else {
            return false;
        };
        if name == b"IEND" {
            return next <= bytes.len();
        }
        at = next;
    }
    false
}

// ------------------------------------------------------------------ WebP

/// The largest size any of the picture's chunks claims: the canvas may be small and the picture on
/// it large.
fn webp_header(bytes: &[u8]) -> Result<Frame, PhotoFault> {
    let mut largest: Option<(u32, u32)> = None;
    let mut pictures = 0;
    let mut at = 12;
    while let (Some(name), Some(length)) = (bytes.get(at..at + 4), u32_le(bytes, at + 4)) {
        let content = bytes.get(at + 8..).unwrap_or_default();
        let claimed = match name {
            b"VP8 " => {
                pictures += 1;
                // frame tag (3), start code (3), then 14 bits each of width and height
                u32_le(content, 6).map(|size| (size & 0x3FFF, (size >> 16) & 0x3FFF))
            }
            b"VP8L" => {
                pictures += 1;
                u32_le(content, 1).map(|size| ((size & 0x3FFF) + 1, ((size >> 14) & 0x3FFF) + 1))
            }
            b"VP8X" => {
                u24_le(content, 4).zip(u24_le(content, 7)).map(|(width, height)| (width + 1, height + 1))
            }
            b"ANIM" | b"ANMF" => return Err(PhotoFault::UnsupportedType),
            _ => Some((0, 0)),
        };
        let (width, height) = claimed.ok_or(PhotoFault::Damaged)?;
        let before = largest.unwrap_or_default();
        largest = Some((before.0.max(width), before.1.max(height)));
        // chunks are padded to an even length
        let Some(next) = (at + 8).checked_add((length as usize).next_multiple_of(2)) else {
            break;
        };
        at = next;
    }
    match (largest, pictures) {
        (Some((width, height)), 1..) => Ok(Frame {
            kind: PhotoKind::WebP,
            width,
            height,
            // the picture with transparency, and as much again while colours are put together
            bytes_per_pixel: 8,
        }),
        _ => Err(PhotoFault::Damaged),
    }
}
