//! Major hazards under supervision 挂牌督办: what of them is missing, and how far two people's word has come.

use super::{
    commands::FiveElements,
    state::{HazardState, Status},
};
use crate::{area::AreaRef, ids::HazardId, text_enum};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far the closing by two people has come.
    Words {
        /// Nobody has reported it as rectified.
        NotYet = "not_yet",
        /// Reported; nobody has given their word.
        Neither = "neither",
        /// One person has given their word, another one is needed.
        One = "one",
        /// Both have.
        Both = "both",
    }
}

impl Words {
    /// How far it has come with a hazard.
    pub const fn of(state: &HazardState) -> Self {
        match (state.status, state.first_reviewer) {
            (Status::Closed, _) => Self::Both,
            (Status::Rectified, Some(_)) => Self::One,
            (Status::Rectified, None) => Self::Neither,
            _ => Self::NotYet,
        }
    }
}

/// One major hazard on the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisedHazard {
    /// What decides the next steps.
    pub state: HazardState,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub description: String,
    /// Name of the site, masked for households.
    pub site_name: Option<String>,
    /// Address of the site, to the building for households.
    pub address: Option<String>,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Who is to see it rectified.
    pub assignee: Option<String>,
    /// Who gave the first of the two words.
    pub first_reviewer: Option<String>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// The newest progress note.
    pub progress: Option<Progress>,
    /// Who granted the last later deadline.
    pub extended_by: Option<String>,
    /// Its place in the list.
    pub key: i64,
}

/// A progress note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The note.
    pub note: String,
}

impl SupervisedHazard {
    /// Which.
    pub const fn id(&self) -> HazardId {
        self.state.id
    }

    /// Names of the elements that are not written down.
    pub fn missing(&self) -> Vec<&'static str> {
        FiveElements::missing(self.state.five_elements.as_ref())
    }

    /// The body that supervises.
    pub fn supervised_by(&self) -> Option<&str> {
        self.state.five_elements.as_ref()?.supervised_by.as_deref()
    }

    /// The first deadline and the one in force, when they differ.
    pub fn moved_deadline(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (first, now) = (self.state.original_due, self.state.effective_due);
        (first != now).then_some((first, now))
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisionPage {
    /// The rows, newest finding first.
    pub rows: Vec<SupervisedHazard>,
    /// Where the next page begins: behind this one.
    pub next: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;
    use uuid::Uuid;

    fn state(status: Status, first_reviewer: Option<u128>) -> HazardState {
        let json = serde_json::json!({
            "id": Uuid::nil(), "area": "310105008003", "status": status, "severity": "major",
            "found_at": "2023-06-01T04:00:00Z", "original_due": "2023-06-30", "effective_due": "2023-07-31",
            "on_the_spot": false, "reporter": Uuid::nil(), "assignee": null, "rectified_by": null,
            "rectified_at": null, "first_reviewer": first_reviewer.map(|n| UserId(Uuid::from_u128(n))),
            "first_review_passed": null, "closed_by": null, "closed_at": null, "voided_at": null,
            "void_reason": null, "duplicate_of": null, "returned_count": 0, "reopened_count": 0,
            "extension_count": 1, "extension": null, "transferred_to": null, "five_elements": null,
            "supervised": true, "version": 3,
        });
        serde_json::from_value(json).expect("a state")
    }

    #[test]
    fn how_far_two_words_have_come() {
        for (status, first, words) in [
            (Status::Registered, None, Words::NotYet),
            (Status::Assigned, None, Words::NotYet),
            (Status::Transferred, None, Words::NotYet),
            (Status::Rectified, None, Words::Neither),
            (Status::Rectified, Some(2), Words::One),
            (Status::Closed, Some(2), Words::Both),
        ] {
            assert_eq!(Words::of(&state(status, first)), words, "{status} {first:?}");
        }
    }

    #[test]
    fn what_is_missing_of_the_five() {
        assert_eq!(FiveElements::missing(None), ["targets", "funds", "people", "time", "measures"]);
        let mut elements =
            FiveElements { targets: "月底前".into(), time: "30 日".into(), ..FiveElements::default() };
        assert_eq!(FiveElements::missing(Some(&elements)), ["funds", "people", "measures"]);
        for text in [&mut elements.funds, &mut elements.people, &mut elements.measures] {
            "已落实".clone_into(text);
        }
        assert_eq!(FiveElements::missing(Some(&elements)), [""; 0]);
    }
}
