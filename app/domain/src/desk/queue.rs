//! The queues of the desk. A queue is a filter of the list of hazards and nothing else: what a queue shows, how many it
//! says there are and what the first page says can then never differ.

use crate::{
    hazards::{Severity, Status},
    listing::{HazardFilter, Sort},
    text_enum,
};
use chrono::{Days, NaiveDate};

/// So many days ahead a deadline is "soon"; calendar days, today not among them.
pub const SOON_DAYS: u64 = 3;

text_enum! {
    /// What waits for the office, in the order of the desk.
    Queue {
        /// 待派单: registered, nobody has it.
        ToAssign = "to_assign",
        /// 待复查: reported as rectified.
        ToReview = "to_review",
        /// 延期待批: a request for a later deadline waits.
        Extensions = "extensions",
        /// 逾期: open, the day of the effective deadline over.
        Overdue = "overdue",
        /// 三日内到期: open, the deadline today or within [`SOON_DAYS`] days.
        DueSoon = "due_soon",
        /// 移交中: with another body, which has not answered.
        Transferred = "transferred",
        /// 重大与挂牌督办: major and open. Every major hazard is supervised from the day it is registered.
        Major = "major",
    }
}

impl Queue {
    /// What belongs to it, in the order in which it is worked off.
    pub fn filter(self) -> HazardFilter {
        let status = |status| HazardFilter { status: vec![status], ..HazardFilter::default() };
        let mut filter = match self {
            Self::ToAssign => status(Status::Registered),
            Self::ToReview => status(Status::Rectified),
            Self::Extensions => HazardFilter { extension_pending: true, ..HazardFilter::default() },
            Self::Overdue => HazardFilter { overdue: true, ..HazardFilter::default() },
            Self::DueSoon => HazardFilter { due_soon: true, ..HazardFilter::default() },
            Self::Transferred => status(Status::Transferred),
            Self::Major => HazardFilter {
                status: Status::open().collect(),
                severity: Some(Severity::Major),
                ..HazardFilter::default()
            },
        };
        // what has waited longest, or is due first, comes first
        filter.common.sort = Some(match self {
            Self::ToAssign | Self::ToReview => Sort::Oldest,
            _ => Sort::Due,
        });
        filter
    }

    /// The queue that a filter of the list is, wherever its page begins and however it is ordered.
    pub fn of(filter: &HazardFilter) -> Option<Self> {
        let bare = |filter: &HazardFilter| {
            let mut filter = filter.clone();
            (filter.common.sort, filter.common.cursor, filter.common.bbox) = (None, None, None);
            filter.status.sort();
            filter
        };
        let asked = bare(filter);
        Self::ALL.iter().copied().find(|queue| bare(&queue.filter()) == asked)
    }
}

/// The deadlines that are soon on that day: the first and the last of them.
pub fn soon(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (today, today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(NaiveDate::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Filter;

    #[test]
    fn a_queue_survives_the_address_and_is_recognised() {
        for queue in Queue::ALL {
            let mut filter = queue.filter();
            let pairs = filter.to_pairs();
            let read = HazardFilter::from_pairs(pairs.iter().map(|(key, value)| (*key, value.as_str())));
            assert_eq!(read, filter, "{queue}");
            filter.common.sort = Some(Sort::Newest);
            filter.status.reverse();
            assert_eq!(Queue::of(&filter), Some(*queue));
            filter.common.no_position = true;
            assert_eq!(Queue::of(&filter), None, "{queue}");
        }
        assert_eq!(Queue::of(&HazardFilter::default()), None);
    }

    #[test]
    fn soon_begins_where_overdue_ends() {
        let day = |day: &str| day.parse::<NaiveDate>().expect("day");
        assert_eq!(soon(day("2023-02-27")), (day("2023-02-27"), day("2023-03-02")));
        assert_eq!(soon(NaiveDate::MAX).1, NaiveDate::MAX);
    }
}
