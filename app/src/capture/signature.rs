//! The signature of a draft: both ways are kept while somebody changes between them.

use domain::{
    inspections::{Signature, signature::Stroke},
    text::tidy,
};
use serde::{Deserialize, Serialize};

/// Whether somebody signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// Nobody was asked.
    #[default]
    Without,
    /// On the screen.
    Signed,
    /// Refused before a witness.
    Refused,
}

impl Signing {
    /// In the order of the form.
    pub const ALL: [Self; 3] = [Self::Without, Self::Signed, Self::Refused];

    /// Its word in the form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Without => "without",
            Self::Signed => "signed",
            Self::Refused => "refused",
        }
    }
}

/// A signature while it is being given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignatureDraft {
    /// Whether.
    pub signing: Signing,
    /// Who signs, in plain writing.
    pub name: String,
    /// Width of the field divided by its height, in thousandths.
    pub shape: u16,
    /// What was drawn.
    pub strokes: Vec<Stroke>,
    /// Who saw the refusal.
    pub witness: String,
    /// Why it was refused.
    pub reason: String,
}

impl SignatureDraft {
    /// Of a signature that was given, or refused, before.
    pub fn of(signature: &Signature) -> Self {
        match signature.clone() {
            Signature::Signed { name, shape, strokes } => {
                Self { signing: Signing::Signed, name, shape, strokes, ..Self::default() }
            }
            Signature::Refused { witness, reason } => Self {
                signing: Signing::Refused,
                witness,
                reason: reason.unwrap_or_default(),
                ..Self::default()
            },
        }
    }

    /// As the command carries it; what is missing is the command's to say.
    pub fn signature(&self) -> Option<Signature> {
        let line = |text: &str| tidy(text).unwrap_or_default();
        match self.signing {
            Signing::Without => None,
            Signing::Signed => Some(Signature::Signed {
                name: line(&self.name),
                // nothing drawn yet: only that is wrong
                shape: if self.shape == 0 { 1000 } else { self.shape },
                strokes: self.strokes.clone(),
            }),
            Signing::Refused => {
                Some(Signature::Refused { witness: line(&self.witness), reason: tidy(&self.reason) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(draft: &SignatureDraft) -> Vec<String> {
        draft
            .signature()
            .iter()
            .flat_map(Signature::check)
            .map(|f| format!("{} {}", f.field, f.code))
            .collect()
    }

    #[test]
    fn nobody_has_to_sign_but_who_does_does_it_whole() {
        let mut draft = SignatureDraft::default();
        assert_eq!(draft.signature(), None);
        draft.signing = Signing::Signed;
        assert_eq!(faults(&draft), ["signature.name required", "signature.strokes required"]);
        draft.name = " 王大明 ".into();
        draft.strokes = vec![vec![(0, 0), (1000, 1000)]];
        draft.shape = 2500;
        assert_eq!(faults(&draft), [""; 0]);
        let Some(Signature::Signed { name, shape, .. }) = draft.signature() else { panic!("signed") };
        assert_eq!((name.as_str(), shape), ("王大明", 2500));
        draft.signing = Signing::Refused;
        assert_eq!(faults(&draft), ["signature.witness required"]);
        draft.witness = "李居委".into();
        assert_eq!(draft.signature(), Some(Signature::Refused { witness: "李居委".into(), reason: None }));
        draft.signing = Signing::Signed;
        assert_eq!(faults(&draft), [""; 0], "what was drawn is still there");
    }

    #[test]
    fn drafts_without_one_are_read() {
        assert_eq!(serde_json::from_str::<SignatureDraft>("{}").expect("JSON"), SignatureDraft::default());
    }
}
