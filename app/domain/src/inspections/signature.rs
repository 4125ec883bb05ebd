//! The signature of whoever was met at a visit, or the refusal to give one.

use crate::{
    fault::{FieldCode, FieldFault},
    privacy::mask_name,
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Most strokes, and most points of all of them.
pub const MAX_STROKES: usize = 200;
/// See [`MAX_STROKES`].
pub const MAX_POINTS: usize = 6_000;

/// A line drawn by a finger without lifting it: thousandths of the width of the field from the left, and of its height
/// from the top.
pub type Stroke = Vec<(u16, u16)>;

/// A signature 签名, or the refusal of one 拒签.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// Signed on the screen.
    Signed {
        /// Who signed, in plain writing.
        name: String,
        /// Width of the field divided by its height, in thousandths: shows the strokes undistorted.
        shape: u16,
        /// What was drawn.
        strokes: Vec<Stroke>,
    },
    /// Refused before a witness.
    Refused {
        /// Who saw it.
        witness: String,
        /// Why, as far as it was said.
        #[serde(default)]
        reason: Option<String>,
    },
}

impl Signature {
    /// What is wrong with it, as faults of the fields `signature.…`.
    pub fn check(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        match self {
            Self::Signed { name, shape, strokes } => {
                Texts::new(&mut faults).line("signature.name", name);
                let points: usize = strokes.iter().map(Vec::len).sum();
                let field = "signature.strokes";
                if strokes.iter().all(|stroke| stroke.len() < 2) {
                    faults.push(FieldFault::new(field, FieldCode::Required));
                }
                if strokes.len() > MAX_STROKES || points > MAX_POINTS {
                    faults.push(FieldFault::new(field, FieldCode::TooMany).with("max", MAX_POINTS));
                }
                let outside = |(x, y): &(u16, u16)| *x > 1000 || *y > 1000;
                if strokes.iter().flatten().any(outside) || !(200..=10_000).contains(shape) {
                    faults
                        .push(FieldFault::new(field, FieldCode::OutOfRange).with("min", 0).with("max", 1000));
                }
            }
            Self::Refused { witness, reason } => {
                Texts::new(&mut faults)
                    .line("signature.witness", witness)
                    .optional_line("signature.reason", reason.as_deref());
            }
        }
        faults
    }
}

impl Signature {
    /// As a page shows it. Names and signatures are personal data: a household's names are masked and its lines left
    /// out, and lines are for those who work on cases (`may_see_lines`).
    pub fn shown(self, household: bool, may_see_lines: bool) -> Self {
        let name = |name: String| if household { mask_name(&name) } else { name };
        match self {
            Self::Signed { name: signer, shape, strokes } => {
                let strokes = if household || !may_see_lines { Vec::new() } else { strokes };
                Self::Signed { name: name(signer), shape, strokes }
            }
            Self::Refused { witness, reason } => Self::Refused { witness: name(witness), reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(signature: &Signature) -> Vec<String> {
        signature.check().iter().map(|f| format!("{} {}", f.field, f.code)).collect()
    }

    #[test]
    fn a_signature_has_a_name_and_a_line_a_refusal_a_witness() {
        let signed = |name: &str, strokes| Signature::Signed { name: name.into(), shape: 3000, strokes };
        assert_eq!(codes(&signed("王大明", vec![vec![(0, 0), (1000, 1000)]])), [""; 0]);
        assert_eq!(codes(&signed("", vec![vec![(0, 0), (9, 9)]])), ["signature.name required"]);
        assert_eq!(codes(&signed("王", vec![vec![(0, 0)]])), ["signature.strokes required"]);
        assert_eq!(codes(&signed("王", vec![vec![(0, 0), (1001, 0)]])), ["signature.strokes out_of_range"]);
        assert_eq!(codes(&signed("王", vec![vec![(0, 0); 7000]])), ["signature.strokes too_many"]);
        let refused = |witness: &str| Signature::Refused { witness: witness.into(), reason: None };
        assert_eq!(codes(&refused("李居委")), [""; 0]);
        assert_eq!(codes(&refused(" ")), ["signature.witness required"]);
    }

    #[test]
    fn a_page_shows_no_lines_of_a_household_and_only_part_of_its_names() {
        let signed =
            || Signature::Signed {
                name: "王大明".into(), shape: 3000, strokes: vec![vec![(0, 0), (9, 9)]]
            };
        let without = |name: &str| Signature::Signed { name: name.into(), shape: 3000, strokes: vec![] };
        assert_eq!(signed().shown(false, true), signed());
        assert_eq!(signed().shown(false, false), without("王大明"));
        assert_eq!(signed().shown(true, true), without("王**"));
        let refused = Signature::Refused { witness: "李居委".into(), reason: Some("赶时间".into()) };
        let masked = Signature::Refused { witness: "李**".into(), reason: Some("赶时间".into()) };
        assert_eq!(refused.shown(true, true), masked);
    }
}
