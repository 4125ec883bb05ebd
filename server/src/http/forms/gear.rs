//! What the forms of stoves, devices and users of gas have in common.

use super::Fields;
use domain::{
    fault::FieldCode,
    inspections::Signature,
    programmes::{gear::Dates, stove::Hose},
};

/// What is known of a piece of gear's past; `under` is the name of the group.
pub(super) fn dates(fields: &mut Fields<'_>, under: &str) -> Dates {
    let mut day = |name: &str| fields.optional(&format!("{under}.{name}"));
    Dates { sold_on: day("sold_on"), made_on: day("made_on"), fitted_on: day("fitted_on") }
}

/// A hose; none when its kind is left empty.
pub(super) fn hose(fields: &mut Fields<'_>, under: &str) -> Option<Hose> {
    let name = |part: &str| format!("{under}.{part}");
    let kind = fields.optional(&name("kind"))?;
    Some(Hose {
        kind,
        length_cm: fields.optional(&name("length_cm")),
        dates: dates(fields, &name("dates")),
        joint: fields.known(&name("joint")),
        through_wall: fields.known(&name("through_wall")),
    })
}

/// The receipt: signed on the screen, as the page's program sends it (JSON), or the refusal as it was typed.
pub(super) fn signature(fields: &mut Fields<'_>) -> Option<Signature> {
    let drawn = fields.text("signature");
    if !drawn.trim().is_empty() {
        return match serde_json::from_str(&drawn) {
            Ok(signature) => signature,
            Err(_) => {
                fields.refuse("signature", FieldCode::Malformed);
                None
            }
        };
    }
    let witness = fields.optional_text("signature.witness")?;
    Some(Signature::Refused { witness, reason: fields.optional_text("signature.reason") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::forms::Input;

    fn of(pairs: &[(&str, &str)]) -> Option<Signature> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let input = Input::from_pairs(pairs);
        let mut fields = Fields::new(&input);
        let signature = signature(&mut fields);
        fields.check().ok().and(signature)
    }

    #[test]
    fn a_receipt_drawn_or_refused_or_none() {
        let refused = Signature::Refused { witness: "李居委".into(), reason: None };
        assert_eq!(of(&[("signature.witness", "李居委")]), Some(refused.clone()));
        let json = serde_json::to_string(&refused).expect("JSON");
        assert_eq!(of(&[("signature", &json)]), Some(refused));
        assert_eq!(of(&[("signature", "null")]), None);
        assert_eq!(of(&[("signature", "{")]), None);
        assert_eq!(of(&[]), None);
    }
}
