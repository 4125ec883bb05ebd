//! What is read from a photo's Exif data before it is dropped: when, where and which way up.
//!
//! Metadata is a hint from a stranger's device. Whatever is missing, broken or impossible is simply
//! not there; it never keeps a photo out.

use std::io::Cursor;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};
use exif::{Exif, In, Reader, Tag, Value};
use image::metadata::Orientation;

/// Offset of the only time zone the service works in (Asia/Shanghai has no summer time).
const LOCAL_OFFSET_MINUTES: i16 = 8 * 60;

/// Where a photo was taken, as the device wrote it. WGS-84 by the standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhotoPosition {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Estimated error in metres, where the device gives one.
    pub accuracy_m: Option<f64>,
}

/// The part of the metadata that is kept beside the photo.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PhotoMetadata {
    /// When the shutter went. Without a stated offset the device's clock is taken as Beijing time.
    pub taken_at: Option<DateTime<Utc>>,
    /// Where the device was.
    pub position: Option<PhotoPosition>,
}

/// What [`read`] finds.
pub(super) struct Found {
    pub kept: PhotoMetadata,
    pub orientation: Orientation,
}

/// Reads the metadata of a complete file of any accepted type.
pub(super) fn read(bytes: &[u8]) -> Found {
    let exif = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| {}))
        .ok();
    let kept = PhotoMetadata {
        taken_at: exif.as_ref().and_then(taken_at),
        position: exif.as_ref().and_then(position),
    };
    let orientation = exif
        .as_ref()
        .and_then(|exif| first_number(exif, Tag::Orientation))
        .and_then(|number| Orientation::from_exif(u8::try_from(number).ok()?))
        .unwrap_or(Orientation::NoTransforms);
    Found { kept, orientation }
}

fn first_number(exif: &Exif, tag: Tag) -> Option<u32> {
    exif.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}

fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}

fn taken_at(exif: &Exif) -> Option<DateTime<Utc>> {
    let mut stamp = exif::DateTime::from_ascii(text(exif, Tag::DateTimeOriginal)?).ok()?;
    if let Some(offset) = text(exif, Tag::OffsetTimeOriginal) {
        // an unreadable offset leaves the stamp without one
        let _ = stamp.parse_offset(offset);
    }
    let minutes = stamp.offset.unwrap_or(LOCAL_OFFSET_MINUTES);
    let zone = FixedOffset::east_opt(i32::from(minutes) * 60)?;
    let local = NaiveDate::from_ymd_opt(stamp.year.into(), stamp.month.into(), stamp.day.into())?
        .and_hms_opt(stamp.hour.into(), stamp.minute.into(), stamp.second.into())?;
    Some(zone.from_local_datetime(&local).single()?.to_utc())
}

fn position(exif: &Exif) -> Option<PhotoPosition> {
    let lat = angle(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let lon = angle(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    // 0° 0° is what devices write before they know
    if lat.abs() > 90.0 || lon.abs() > 180.0 || (lat == 0.0 && lon == 0.0) {
        return None;
    }
    let accuracy_m = rationals(exif, Tag::GPSHPositioningError)
        .and_then(|error| error.first().copied())
        .filter(|metres| *metres > 0.0);
    Some(PhotoPosition { lon, lat, accuracy_m })
}

/// Degrees, minutes and seconds as one number, negative in the south and west.
fn angle(exif: &Exif, tag: Tag, hemisphere: Tag, negative: u8) -> Option<f64> {
    let parts = rationals(exif, tag)?;
    let degrees: f64 =
        parts.first()? + parts.get(1).unwrap_or(&0.0) / 60.0 + parts.get(2).unwrap_or(&0.0) / 3600.0;
    let side = text(exif, hemisphere)?.first()?.to_ascii_uppercase();
    Some(if side == negative { -degrees } else { degrees })
}

/// `None` when a fraction has no value (0/0 stands for unknown).
fn rationals(exif: &Exif, tag: Tag) -> Option<Vec<f64>> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(fractions) => {
            fractions.iter().map(|fraction| (fraction.denom != 0).then(|| fraction.to_f64())).collect()
        }
        _ => None,
    }
}
