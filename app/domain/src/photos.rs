//! Photos: what they show and where they were taken. The files themselves are the server's business.

pub mod shapes;

use crate::{
    fault::{FieldCode, FieldFault},
    ids::FileId,
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a photo shows.
    PhotoKind {
        /// The hazard as it was found.
        Before = "before",
        /// The hazard rectified.
        After = "after",
        /// Something else of a visit.
        Visit = "visit",
    }
}

/// Most photos that one command may carry of each kind.
pub const MAX_PER_COMMAND: usize = 12;

/// A photo as a page shows it: `/files/{id}` is the picture, `/files/{id}/thumb` the small one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoView {
    /// Which.
    pub id: FileId,
    /// What it shows.
    pub kind: PhotoKind,
    /// When it was taken, from the picture itself.
    pub taken_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What is drawn over it.
    #[serde(default, skip_serializing_if = "Layer::is_empty")]
    pub layer: Layer,
}

/// A photo that a stored record names and that has not arrived: it is still on somebody's tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedPhoto {
    /// Which.
    pub id: FileId,
    /// What it shows.
    pub kind: PhotoKind,
    /// Since when the record is there without it.
    pub since: DateTime<Utc>,
}

/// The answer to an upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoReceipt {
    /// Which.
    pub id: FileId,
    /// SHA-256 of the file as it arrived, in hex.
    pub sha256: String,
    /// Size in bytes of what is kept.
    pub bytes: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Most marks on a photo, and most characters of one.
pub const MAX_MARKS: usize = 40;
/// See [`MAX_MARKS`].
pub const MAX_MARK_TEXT: usize = 60;

/// A place on a photo: thousandths of its width from the left, thousandths of its height from the top.
pub type Spot = (u16, u16);

/// Something drawn over a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// An arrow.
    Arrow {
        /// Where it begins.
        from: Spot,
        /// What it points at.
        to: Spot,
    },
    /// Words.
    Text {
        /// Where they begin.
        at: Spot,
        /// The words, one line.
        text: String,
    },
}

/// What is drawn over a photo. The picture itself stays as it was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Layer(pub Vec<Mark>);

impl Layer {
    /// Nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words that are written over it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|mark| match mark {
            Mark::Text { text, .. } => Some(text.as_str()),
            Mark::Arrow { .. } => None,
        })
    }

    /// What is wrong with it, as faults of `field`.
    pub fn check(&self, field: &str) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if self.0.len() > MAX_MARKS {
            faults.push(FieldFault::new(field, FieldCode::TooMany).with("max", MAX_MARKS));
        }
        let on_it = |spot: &Spot| spot.0 <= 1000 && spot.1 <= 1000;
        for mark in &self.0 {
            let (inside, text) = match mark {
                Mark::Arrow { from, to } => (on_it(from) && on_it(to), None),
                Mark::Text { at, text } => (on_it(at), Some(text)),
            };
            if !inside {
                faults.push(FieldFault::new(field, FieldCode::OutOfRange).with("min", 0).with("max", 1000));
            }
            let Some(text) = text else { continue };
            let is = text.chars().count();
            if is > MAX_MARK_TEXT {
                let fault = FieldFault::new(field, FieldCode::TooLong);
                faults.push(fault.with("max", MAX_MARK_TEXT).with("is", is));
            } else if text.chars().any(char::is_control) {
                faults.push(FieldFault::new(field, FieldCode::ControlCharacter));
            } else if text.trim().is_empty() {
                faults.push(FieldFault::new(field, FieldCode::Required));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lie_on_the_photo_and_words_are_short() {
        let arrow = |x| Mark::Arrow { from: (0, 0), to: (x, 1000) };
        let text = |t: &str| Mark::Text { at: (500, 500), text: t.into() };
        for (marks, fault) in [
            (vec![arrow(1000), text("配电箱")], None),
            (vec![arrow(1001)], Some(FieldCode::OutOfRange)),
            (vec![text(" ")], Some(FieldCode::Required)),
            (vec![text("a\nb")], Some(FieldCode::ControlCharacter)),
            (vec![text(&"长".repeat(61))], Some(FieldCode::TooLong)),
            (vec![arrow(1); 41], Some(FieldCode::TooMany)),
        ] {
            let faults = Layer(marks.clone()).check("layer");
            assert_eq!(faults.first().map(|f| f.code), fault, "{marks:?}");
        }
    }
}
