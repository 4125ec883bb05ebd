//! Taking in a photo: what arrives is somebody's file, what is kept is our own JPEG.
//!
//! The type is told from the content, never from the name. Size and pixel count are checked before
//! anything is decoded, the place and time in the Exif data are read and then dropped with all other
//! metadata, the picture is turned upright, scaled to at most 1,600 pixels and encoded anew.
//! The hash of the original bytes is kept as evidence of what was sent.

mod container;
mod metadata;
mod render;
#[cfg(test)]
mod test_pictures;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::storage::ContentHash;

pub use container::PhotoKind;
pub use metadata::{PhotoMetadata, PhotoPosition};
pub(crate) use render::on_paper;

/// Longer side of the stored photo, in pixels.
pub const STORED_SIDE: u32 = 1600;

/// Longer side of the small picture, in pixels.
pub const THUMB_SIDE: u32 = 320;

/// Longest side of a photo on paper, in pixels: 250 to the inch, and as small a file as can stand in what is frozen.
pub const PAPER_SIDE: u32 = 720;

/// Content type of everything that leaves this module.
pub const STORED_CONTENT_TYPE: &str = "image/jpeg";

/// Memory that decoding may take in the whole process, in MiB.
///
/// A photo shrunk by the browser needs a few; 40 megapixels straight from a camera need most of it
/// and then wait for each other.
const DECODE_MEMORY_MIB: u32 = 400;

/// Photos decoded at the same time, at most. More would not be faster on the two cores we plan for.
const AT_ONCE: u32 = 2;

static DECODE_MEMORY: Semaphore = Semaphore::const_new(DECODE_MEMORY_MIB as usize);

/// What is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoLimits {
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Most pixels, width × height.
    pub max_pixels: u64,
}

impl Default for PhotoLimits {
    /// 15 MB and 40 megapixels.
    fn default() -> Self {
        Self { max_bytes: 15_000_000, max_pixels: 40_000_000 }
    }
}

/// A photo that was taken in.
#[derive(Debug, Clone)]
pub struct Photo {
    /// The stored JPEG.
    pub bytes: Bytes,
    /// Hash of the stored JPEG; names it in the storage.
    pub sha256: ContentHash,
    /// Hash of the file as it was sent.
    pub sha256_original: ContentHash,
    /// Type of the file as it was sent.
    pub original_kind: PhotoKind,
    /// Width of the stored JPEG, upright, in pixels.
    pub width: u32,
    /// Height of the stored JPEG, upright, in pixels.
    pub height: u32,
    /// A JPEG of at most [`THUMB_SIDE`] pixels.
    pub thumb: Bytes,
    /// Time and place from the original's metadata.
    pub metadata: PhotoMetadata,
}

/// Why a file is not taken in. Nothing here is the server's fault, so all of it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// 0 bytes.
    #[error("the file is empty")]
    Empty,
    /// More bytes than allowed.
    #[error("the file has {bytes} bytes, {max} are allowed")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// Limit.
        max: u64,
    },
    /// Not a JPEG, PNG or WebP photo, whatever the name says, or a rare variety of one of them.
    #[error("the file is not a JPEG, PNG or WebP photo")]
    UnsupportedType,
    /// Cut short or garbled.
    #[error("the photo is damaged or incomplete")]
    Damaged,
    /// More pixels than allowed.
    #[error("the photo has {width} × {height} pixels, {max} pixels are allowed")]
    TooManyPixels {
        /// Width in the file's header.
        width: u32,
        /// Height in the file's header.
        height: u32,
        /// Limit for width × height.
        max: u64,
    },
}

impl PhotoFault {
    /// Stable code, the key of the text on the screen.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "photo_empty",
            Self::TooLarge { .. } => "photo_too_large",
            Self::UnsupportedType => "photo_unsupported_type",
            Self::Damaged => "photo_damaged",
            Self::TooManyPixels { .. } => "photo_too_many_pixels",
        }
    }
}

/// Takes in a photo on a blocking thread, waiting for its share of the memory for decoding.
pub async fn intake(bytes: Bytes, limits: &PhotoLimits) -> Result<Photo, PhotoFault> {
    let frame = admit(&bytes, limits)?;
    let share = frame.share_of_memory();
    let permit = DECODE_MEMORY.acquire_many(share).await.expect("the semaphore is never closed");
    let work = tokio::task::spawn_blocking(move || {
        // held by the work itself: a caller who hung up must not free the memory on paper only
        let _permit = permit;
        develop(&bytes, frame)
    });
    work.await.unwrap_or_else(|stopped| {
        // a decoder tripped over a hostile file; the request must not suffer more than a refusal
        tracing::warn!(error = %stopped, "decoding a photo stopped unexpectedly");
        Err(PhotoFault::Damaged)
    })
}

/// As [`intake`], on this thread: for the command line, which takes in one photo at a time.
pub fn intake_blocking(bytes: &Bytes, limits: &PhotoLimits) -> Result<Photo, PhotoFault> {
    let frame = admit(bytes, limits)?;
    develop(bytes, frame)
}

/// Everything that can be refused without decoding; takes microseconds and no memory.
fn admit(bytes: &[u8], limits: &PhotoLimits) -> Result<container::Frame, PhotoFault> {
    if bytes.is_empty() {
        return Err(PhotoFault::Empty);
    }
    let size = bytes.len() as u64;
    if size > limits.max_bytes {
        return Err(PhotoFault::TooLarge { bytes: size, max: limits.max_bytes });
    }
    let frame = container::read_header(bytes)?;
    let max = limits.max_pixels.min(frame.most_pixels_in_memory());
    if frame.pixels() > max {
        return Err(PhotoFault::TooManyPixels { width: frame.width, height: frame.height, max });
    }
    Ok(frame)
}

fn decode_memory_bytes() -> u64 {
    u64::from(DECODE_MEMORY_MIB) * 1024 * 1024
}

impl container::Frame {
    /// Pixels of this kind that fit into the memory for decoding.
    fn most_pixels_in_memory(&self) -> u64 {
        decode_memory_bytes() / self.bytes_per_pixel
    }

    /// Permits to take from [`DECODE_MEMORY`]: what it needs, and never so few that more than
    /// [`AT_ONCE`] could work side by side.
    fn share_of_memory(&self) -> u32 {
        let needed = u32::try_from(self.decode_bytes() / (1024 * 1024)).unwrap_or(u32::MAX);
        needed.saturating_add(1).clamp(DECODE_MEMORY_MIB / AT_ONCE, DECODE_MEMORY_MIB)
    }
}

fn develop(bytes: &Bytes, frame: container::Frame) -> Result<Photo, PhotoFault> {
    container::check_complete(bytes, frame.kind)?;
    let metadata = metadata::read(bytes);
    let rendered = render::render(bytes, &frame, metadata.orientation)?;
    Ok(Photo {
        sha256: ContentHash::of(&rendered.photo),
        sha256_original: ContentHash::of(bytes),
        original_kind: frame.kind,
        width: rendered.width,
        height: rendered.height,
        bytes: rendered.photo.into(),
        thumb: rendered.thumb.into(),
        metadata: metadata.kept,
    })
}
