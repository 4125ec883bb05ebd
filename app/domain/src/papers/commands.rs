//! What is asked of papers.

use super::{MadeFrom, PaperKind, Template, number};
use crate::{
    area::{AreaCode, AreaLevel},
    fault::{Fault, FieldCode, FieldFault},
    ids::{EventId, HazardId, PaperId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Longest template, in characters.
pub const BODY: usize = 10_000;

/// Issues a paper: from then on it has a number and never changes. The same command is accepted again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuePaper {
    /// The paper, named by whoever asks.
    pub id: PaperId,
    /// What it is made from.
    #[serde(flatten)]
    pub of: PaperOf,
}

/// What a paper is and what it is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOf {
    /// What it is.
    pub kind: PaperKind,
    /// The hazards, of a paper about hazards, in the order in which they are listed.
    #[serde(default)]
    pub hazards: Vec<HazardId>,
    /// The visit, site, stove, device or paper, of any other; see [`PaperKind::made_from`].
    #[serde(default)]
    pub about: Option<Uuid>,
}

impl PaperOf {
    /// Checks what can be checked without the records.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        match self.kind.made_from() {
            MadeFrom::Hazards(most) => {
                let different: BTreeSet<&HazardId> = self.hazards.iter().collect();
                if self.hazards.is_empty() {
                    faults.push(FieldFault::new("hazards", FieldCode::Required));
                } else if self.hazards.len() > most {
                    faults.push(FieldFault::new("hazards", FieldCode::TooMany).with("max", most));
                } else if different.len() < self.hazards.len() {
                    faults.push(FieldFault::new("hazards", FieldCode::Duplicate));
                }
            }
            _ if self.about.is_none() => faults.push(FieldFault::new("about", FieldCode::Required)),
            _ => {}
        }
        Fault::check(faults)
    }
}

/// Saves the template of a kind of paper of a subdistrict, as a version of its own: papers that were issued keep theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTemplate {
    /// This save: the same one is accepted again.
    pub id: EventId,
    /// The subdistrict.
    pub area: AreaCode,
    /// Of what kind of paper.
    pub kind: PaperKind,
    /// The version that the person was looking at; `None` for the one that came with the program.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// 发文机关代字 of its numbers.
    pub mark: String,
    /// The text.
    pub body: String,
}

impl SaveTemplate {
    /// Checks what can be checked without the store; an unknown placeholder is named with its line.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        if self.area.level() != AreaLevel::Subdistrict {
            faults.push(FieldFault::new("area", FieldCode::NotAllowed));
        }
        if !number::is_mark(&self.mark) {
            faults.push(FieldFault::new("mark", FieldCode::Malformed));
        }
        let length = self.body.chars().count();
        if length > BODY {
            faults.push(FieldFault::new("body", FieldCode::TooLong).with("max", BODY).with("is", length));
        } else if let Err(wrong) = Template::to_keep(self.kind, &self.body) {
            faults.extend(wrong.iter().map(|fault| fault.of_field("body")));
        }
        Fault::check(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::super::default_body;
    use super::*;

    fn codes(answer: Result<(), Fault>) -> Vec<(String, FieldCode)> {
        let fields = answer.err().map(|fault| fault.fields).unwrap_or_default();
        fields.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn a_paper_is_made_from_what_its_kind_is_made_from() {
        let hazards = |n: u128| (0..n).map(|i| HazardId(Uuid::from_u128(i))).collect::<Vec<_>>();
        let of = |kind, hazards, about| PaperOf { kind, hazards, about };
        let some = Some(Uuid::nil());
        for (of, expected) in [
            (of(PaperKind::Notice, hazards(3), None), None),
            (of(PaperKind::Notice, hazards(0), some), Some(("hazards", FieldCode::Required))),
            (of(PaperKind::Notice, hazards(51), None), Some(("hazards", FieldCode::TooMany))),
            (of(PaperKind::Transfer, hazards(2), None), Some(("hazards", FieldCode::TooMany))),
            (of(PaperKind::Slip, hazards(1), None), Some(("about", FieldCode::Required))),
            (of(PaperKind::Slip, hazards(0), some), None),
        ] {
            let expected: Vec<(String, FieldCode)> =
                expected.into_iter().map(|(field, code): (&str, _)| (field.to_owned(), code)).collect();
            assert_eq!(codes(of.validate()), expected, "{of:?}");
        }
        let twice = [hazards(1), hazards(1)].concat();
        let duplicate = of(PaperKind::Notice, twice, None).validate();
        assert_eq!(codes(duplicate), [("hazards".to_owned(), FieldCode::Duplicate)]);
    }

    #[test]
    fn a_template_is_checked_when_it_is_saved() {
        let ok = SaveTemplate {
            id: EventId(Uuid::nil()),
            area: "310105008".parse().expect("code"),
            kind: PaperKind::Notice,
            base_version: None,
            mark: "仙霞安整".into(),
            body: default_body(PaperKind::Notice).into(),
        };
        for kind in PaperKind::ALL {
            let built_in = SaveTemplate { kind: *kind, body: default_body(*kind).into(), ..ok.clone() };
            assert_eq!(built_in.validate(), Ok(()), "{kind}");
            // the short code alone is read by nobody's phone, the words for the QR are none
            for without in ["", "{{短码}}", "二维码"] {
                let body = built_in.body.replace("{{二维码}}", without);
                let fault = SaveTemplate { body, ..built_in.clone() }.validate().expect_err("refused");
                assert_eq!(fault.fields[0].args["word"], "二维码");
                assert_eq!(codes(Err(fault)), [("body".to_owned(), FieldCode::MissingPlaceholder)], "{kind}");
            }
        }
        let bad = SaveTemplate {
            mark: "安〔1〕".into(),
            body: "# 题\n{{文号}}\n{{电话}}\n{{二维码}}".into(),
            ..ok
        };
        let fault = bad.validate().expect_err("refused");
        assert_eq!(fault.fields[1].args["word"], "电话");
        assert_eq!(
            codes(Err(fault)),
            [("mark".to_owned(), FieldCode::Malformed), ("body".to_owned(), FieldCode::UnknownPlaceholder)]
        );
    }
}
