//! What the responsible party's page is given, and what the office sees of links and of what was sent.

use super::{LinkScope, LinkState, SubmissionKind, SubmissionState, takes_submissions};
use crate::{
    area::AreaRef,
    hazards::{Category, Severity, Status},
    ids::{HazardId, PartyLinkId, SubmissionId},
    inspections::checklist::Label,
    photos::PhotoView,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Something that the party sent, as its own page shows it: without names of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentView {
    /// What.
    pub kind: SubmissionKind,
    /// Where it stands.
    pub state: SubmissionState,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// What the office answered.
    pub answer: Option<String>,
}

/// One hazard of a notice, as its responsible party sees it: without names, and of a home without the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeHazard {
    /// Which.
    pub id: HazardId,
    /// Its number.
    pub number: String,
    /// Category.
    pub category: Category,
    /// Severity.
    pub severity: Severity,
    /// Where it stands.
    pub status: Status,
    /// What is wrong.
    pub description: String,
    /// Where at the site.
    pub location: String,
    /// The clause as it is cited.
    pub clause: Option<String>,
    /// What that forbids, in the words of the standard hazard library.
    pub rule: Option<Label>,
    /// Name of the site, masked for a household.
    pub site_name: Option<String>,
    /// Its address, of a household to the building.
    pub address: Option<String>,
    /// The first deadline.
    pub original_due: NaiveDate,
    /// The deadline in force.
    pub due: NaiveDate,
    /// A later deadline has been asked for and waits for its answer.
    pub extension_pending: bool,
    /// Photos of the finding.
    pub photos: Vec<PhotoView>,
    /// What was sent about it, newest first.
    pub sent: Vec<SentView>,
}

impl NoticeHazard {
    /// Whether this may be sent now: the hazard is open with us, and nothing of the kind waits for its answer.
    pub fn may_send(&self, kind: SubmissionKind) -> bool {
        let waits = self.sent.iter().any(|s| s.kind == kind && s.state == SubmissionState::Waiting);
        let asked = kind == SubmissionKind::Extension && self.extension_pending;
        takes_submissions(self.status) && !waits && !asked
    }
}

/// The page of a responsible party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartyNotice {
    /// What the link opens.
    pub scope: LinkScope,
    /// The organisation; the page of a notice names nobody, because the paper with its link may be seen by anybody.
    pub organisation: Option<String>,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
    /// The hazards.
    pub hazards: Vec<NoticeHazard>,
    /// Where the next page of an organisation's hazards begins: behind this one.
    pub next: Option<i64>,
}

/// A link as the office sees it. Its token is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// Which.
    pub id: PartyLinkId,
    /// What it opens.
    pub scope: LinkScope,
    /// How many hazards a notice holds; none of an organisation's link, which opens what is open then.
    pub hazards: Option<u32>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Where it stands.
    pub state: LinkState,
}

/// Another open hazard that could stand in the same notice: of the same site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mate {
    /// Which.
    pub id: HazardId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub description: String,
    /// It has the same responsible party, or neither names one.
    pub same_party: bool,
}

/// Something that a party sent, as the office sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubmissionView {
    /// Which.
    pub id: SubmissionId,
    /// About which hazard.
    pub hazard: HazardId,
    /// Its number.
    pub number: String,
    /// What is wrong there.
    pub description: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// The hazard's deadline in force.
    pub due: NaiveDate,
    /// What.
    pub kind: SubmissionKind,
    /// Where it stands.
    pub state: SubmissionState,
    /// The party's words.
    pub words: String,
    /// The day asked for.
    pub until: Option<NaiveDate>,
    /// Photos that came with it.
    pub photos: Vec<PhotoView>,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// What the party was told.
    pub answer: Option<String>,
    /// Its place in the list.
    pub key: i64,
}

/// What the office has with the responsible party of one hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartyDesk {
    /// The hazard.
    pub hazard: HazardId,
    /// Links that open it, newest first.
    pub links: Vec<LinkView>,
    /// What was sent about it, newest first.
    pub submissions: Vec<SubmissionView>,
    /// Other hazards for the same notice.
    pub mates: Vec<Mate>,
    /// The responsible party is an organisation: a link for all that is open of it can be made.
    pub organisation: bool,
    /// A link can be made: the hazard is open, and this person may.
    pub may_link: bool,
    /// This person may answer and revoke.
    pub may_answer: bool,
}

/// A page of what waits for the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubmissionPage {
    /// What waits, longest first.
    pub rows: Vec<SubmissionView>,
    /// Where the next page begins: behind this one.
    pub next: Option<i64>,
    /// This person may answer.
    pub may_answer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hazard(status: Status, sent: Vec<(SubmissionKind, SubmissionState)>) -> NoticeHazard {
        let day: NaiveDate = "2023-06-08".parse().expect("day");
        let view = |(kind, state)| SentView { kind, state, sent_at: DateTime::UNIX_EPOCH, answer: None };
        NoticeHazard {
            id: HazardId(Uuid::nil()),
            number: "310105008-2023-000001".into(),
            category: Category::Fire,
            severity: Severity::General,
            status,
            description: "楼道堆物".into(),
            location: String::new(),
            clause: None,
            rule: None,
            site_name: None,
            address: None,
            original_due: day,
            due: day,
            extension_pending: false,
            photos: vec![],
            sent: sent.into_iter().map(view).collect(),
        }
    }

    #[test]
    fn one_of_a_kind_waits_at_a_time() {
        use SubmissionKind::{Extension, Rectified};
        use SubmissionState::{Accepted, Returned, Waiting};
        for (status, sent, may) in [
            (Status::Registered, vec![], [true, true]),
            (Status::Assigned, vec![(Rectified, Waiting)], [false, true]),
            (Status::Assigned, vec![(Rectified, Returned)], [true, true]),
            (Status::Assigned, vec![(Extension, Waiting), (Rectified, Returned)], [true, false]),
            (Status::Rectified, vec![(Rectified, Accepted)], [false, false]),
            (Status::Transferred, vec![], [false, false]),
            (Status::Closed, vec![], [false, false]),
            (Status::Void, vec![], [false, false]),
        ] {
            let hazard = hazard(status, sent);
            assert_eq!([Rectified, Extension].map(|kind| hazard.may_send(kind)), may, "{hazard:?}");
        }
        let asked = NoticeHazard { extension_pending: true, ..hazard(Status::Assigned, vec![]) };
        assert!(asked.may_send(Rectified) && !asked.may_send(Extension));
    }
}
