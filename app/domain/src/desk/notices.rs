//! Rectification notices 整改通知单 for many hazards at once: one for each responsible party.

use super::bulk::check_number;
use crate::{
    fault::{Code, Fault},
    hazards::Status,
    ids::{BulkId, HazardId, PaperId, named},
    papers::{IssuePaper, PaperKind, PaperOf},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whether a hazard that stands so goes on a notice with others; otherwise why not. `on` is the number of the notice that it
/// stands on already: by mistake nobody is written to twice. Whoever wants another issues it from the hazard itself.
pub fn permits(status: Status, on: Option<&str>) -> Result<(), Fault> {
    if !status.is_open() {
        return Err(Fault::new(Code::WrongState).with("state", status));
    }
    match on {
        Some(number) => Err(Fault::new(Code::AlreadyOnNotice).with("number", number)),
        None => Ok(()),
    }
}

/// The hazards of one notice, in its order; as text their ids with commas between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneNotice(pub Vec<HazardId>);

impl OneNotice {
    /// The paper that it is.
    pub fn paper(&self) -> PaperOf {
        PaperOf { kind: PaperKind::Notice, hazards: self.0.clone(), about: None }
    }
}

impl fmt::Display for OneNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, hazard) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            hazard.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for OneNotice {
    type Err = uuid::Error;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.split(',').map(str::parse).collect::<Result<Vec<HazardId>, _>>().map(Self)
    }
}

/// Hazards on the notices that one request issues, at least one notice: with their photos a hundred would take longer than a
/// request may.
pub const PORTION: usize = 25;

/// Issues notices, as they were looked at before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueNotices {
    /// Made by the caller: sent again, what was issued is not issued twice.
    pub id: BulkId,
    /// The notices.
    pub notices: Vec<OneNotice>,
}

impl IssueNotices {
    /// Checks what can be checked without any hazard.
    pub fn validate(&self) -> Result<(), Fault> {
        check_number(self.hazards().count())
    }

    /// All their hazards.
    pub fn hazards(&self) -> impl Iterator<Item = HazardId> {
        self.notices.iter().flat_map(|notice| notice.0.iter().copied())
    }

    /// The papers. Their ids follow from the whole and from what stands on them, so that the same notice comes again with the
    /// same id.
    pub fn papers(&self) -> impl Iterator<Item = IssuePaper> {
        self.notices.iter().map(|notice| IssuePaper {
            id: PaperId(named(&format!("notice {} {notice}", self.id))),
            of: notice.paper(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FieldCode;
    use uuid::Uuid;

    fn hazard(n: u128) -> HazardId {
        HazardId(Uuid::from_u128(n))
    }

    fn whole(id: u128, notices: &[&[u128]]) -> IssueNotices {
        let one = |hazards: &&[u128]| OneNotice(hazards.iter().map(|n| hazard(*n)).collect());
        IssueNotices { id: BulkId(Uuid::from_u128(id)), notices: notices.iter().map(one).collect() }
    }

    fn ids(whole: &IssueNotices) -> Vec<PaperId> {
        whole.papers().map(|paper| paper.id).collect()
    }

    #[test]
    fn what_is_settled_or_known_to_its_party_is_left_out() {
        let code = |status, on| permits(status, on).err().map(|fault| fault.code);
        for status in Status::ALL.iter().copied() {
            let expected = if status.is_open() { None } else { Some(Code::WrongState) };
            assert_eq!(code(status, None), expected, "{status}");
        }
        let known = permits(Status::Assigned, Some("安整〔2023〕1号")).unwrap_err();
        assert_eq!((known.code, known.args["number"].as_str()), (Code::AlreadyOnNotice, "安整〔2023〕1号"));
    }

    #[test]
    fn a_notice_is_read_as_it_is_written() {
        let notice = OneNotice(vec![hazard(7), hazard(9)]);
        assert_eq!(notice.to_string().parse::<OneNotice>(), Ok(notice));
        assert!("".parse::<OneNotice>().is_err());
        assert!(format!("{},", hazard(7)).parse::<OneNotice>().is_err());
    }

    #[test]
    fn the_same_notice_has_the_same_id() {
        let first = whole(1, &[&[1, 2], &[3]]);
        assert_eq!(ids(&first), ids(&first.clone()));
        assert_eq!(ids(&whole(1, &[&[3]])), ids(&first)[1..], "whatever is sent beside it");
        assert_ne!(ids(&whole(2, &[&[3]])), ids(&first)[1..]);
        assert_ne!(ids(&whole(1, &[&[2, 1]]))[0], ids(&first)[0], "another order is another paper");
    }

    #[test]
    fn neither_none_nor_too_many() {
        let fields = |whole: IssueNotices| whole.validate().map_err(|fault| fault.fields[0].code);
        assert_eq!(fields(whole(1, &[])), Err(FieldCode::NoneChosen));
        let all: Vec<u128> = (0..=100).collect();
        assert_eq!(fields(whole(1, &[&all[..50], &all[50..100]])), Ok(()));
        assert_eq!(fields(whole(1, &[&all[..50], &all[50..]])), Err(FieldCode::TooMany));
    }
}
