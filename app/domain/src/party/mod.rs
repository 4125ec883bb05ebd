//! The responsible party 责任单位/责任人: its page without an account, behind a link that the office makes, and what it
//! sends by it. Nothing that it sends changes a hazard: the office carries it out, or sends it back with words.

pub mod commands;
pub mod views;

pub use crate::links::LinkState;
pub use commands::{AnswerSubmission, MakeLink, Sent, Submit};
pub use views::{
    LinkView, Mate, NoticeHazard, PartyDesk, PartyNotice, SentView, SubmissionPage, SubmissionView,
};

use crate::{
    calendar::{day_end, local_date},
    hazards::Status,
    ids::SiteId,
    text_enum,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::BTreeSet;

text_enum! {
    /// What a link opens.
    LinkScope {
        /// One notice: the hazards that were chosen when the link was made, and nothing else.
        Notice = "notice",
        /// All open hazards of one organisation in one subdistrict, those too that are found later.
        Company = "company",
    }
}

text_enum! {
    /// What a responsible party sends.
    SubmissionKind {
        /// It says that the hazard is rectified, with photos.
        Rectified = "rectified",
        /// It asks for a later deadline.
        Extension = "extension",
    }
}

text_enum! {
    /// Where something that was sent stands.
    SubmissionState {
        /// It waits for the office.
        Waiting = "waiting",
        /// The office carried it out: it became a step in the life of the hazard.
        Accepted = "accepted",
        /// The office sent it back, with words.
        Returned = "returned",
    }
}

/// Where the page of a link is, its token behind it.
pub const PAGE: &str = "/p/";

/// Most hazards of one notice.
pub const MAX_HAZARDS: usize = 50;

/// Most photos that the party sends at once.
pub const MAX_PHOTOS: usize = 6;

/// Days that the link of a notice outlives the last of its deadlines: long enough for a review and another round.
pub const AFTER_DUE: Days = Days::new(30);

/// Days that the link of an organisation lives; the office makes a new one then, and so looks whether it is still right.
pub const COMPANY: Days = Days::new(90);

/// When a link ends: at the end of a local day. `last_due` is the latest deadline of the hazards of a notice.
pub fn expiry(scope: LinkScope, last_due: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = local_date(now);
    let (from, days) = match scope {
        LinkScope::Notice => (last_due.max(today), AFTER_DUE),
        LinkScope::Company => (today, COMPANY),
    };
    // at the end of all time there is no later day
    day_end(from.checked_add_days(days).unwrap_or(from))
}

/// Endings and words by which the name of an organisation is told from that of a person.
const ORGANISATION: [&str; 16] = [
    "公司",
    "物业",
    "集团",
    "中心",
    "委员会",
    "业委会",
    "合作社",
    "管理处",
    "事务所",
    "学校",
    "医院",
    "酒店",
    "商场",
    "超市",
    "市场",
    "工厂",
];

/// Whether a responsible party's name is that of an organisation. Two people may have one name, and what is open at the home
/// of one is nothing for the other to see: only an organisation gets one page for all that is open under its name. This
/// project's own rule; a name that it does not know gets a link for each notice.
pub fn is_organisation(name: &str) -> bool {
    ORGANISATION.iter().any(|word| name.contains(word))
}

/// Whether hazards belong into one notice, each given by its site and the name of its responsible party: all of one named
/// party, or all of one site where no two different parties are named.
pub fn is_one_party(hazards: &[(Option<SiteId>, Option<&str>)]) -> bool {
    let names: BTreeSet<&str> = hazards.iter().filter_map(|(_, name)| *name).collect();
    let sites: BTreeSet<Option<SiteId>> = hazards.iter().map(|(site, _)| *site).collect();
    let all_named = hazards.iter().all(|(_, name)| name.is_some());
    let one_site = sites.len() == 1 && !sites.contains(&None);
    names.len() <= 1 && (all_named || one_site || hazards.len() == 1)
}

/// Whether the party may send something about a hazard that stands so.
pub const fn takes_submissions(status: Status) -> bool {
    matches!(status, Status::Registered | Status::Assigned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day_start;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    #[test]
    fn a_link_ends_a_month_after_the_last_deadline() {
        let now = day_start(day("2023-06-10")) + TimeDelta::hours(9);
        for (scope, due, last_day) in [
            (LinkScope::Notice, "2023-06-30", "2023-07-30"),
            // long overdue: counted from today, or the link would be dead when it is made
            (LinkScope::Notice, "2023-01-01", "2023-07-10"),
            (LinkScope::Company, "2023-12-31", "2023-09-08"),
        ] {
            assert_eq!(expiry(scope, day(due), now), day_end(day(last_day)), "{scope} {due}");
        }
    }

    #[test]
    fn names_of_organisations() {
        for (name, is) in [
            ("上海申沪物业管理有限公司", true),
            ("虹仙小区业委会", true),
            ("长宁区少年活动中心", true),
            ("张伟", false),
            ("欧阳小明", false),
            ("老王面馆", false),
            ("", false),
        ] {
            assert_eq!(is_organisation(name), is, "{name}");
        }
    }

    #[test]
    fn one_notice_is_for_one_party() {
        let site = |n| Some(SiteId(uuid::Uuid::from_u128(n)));
        for (hazards, one) in [
            (vec![(None, None)], true),
            (vec![(site(1), Some("甲")), (site(2), Some("甲"))], true),
            (vec![(site(1), Some("甲")), (site(1), Some("乙"))], false),
            (vec![(site(1), None), (site(1), None)], true),
            (vec![(site(1), Some("甲")), (site(1), None)], true),
            (vec![(site(1), Some("甲")), (site(2), None)], false),
            (vec![(site(1), None), (site(2), None)], false),
            (vec![(None, None), (None, None)], false),
        ] {
            assert_eq!(is_one_party(&hazards), one, "{hazards:?}");
        }
    }

    proptest! {
        #[test]
        fn a_new_link_is_open_and_ends_for_good(
            due in 0_i64..40_000, now in 0_i64..4_000_000_000, company: bool, later in 0_i64..400 * 86_400,
        ) {
            let now = DateTime::from_timestamp(now, 0).expect("a time");
            let due = day("1980-01-01") + TimeDelta::days(due);
            let scope = if company { LinkScope::Company } else { LinkScope::Notice };
            let end = expiry(scope, due, now);
            prop_assert_eq!(LinkState::of(None, end, now), LinkState::Open);
            let then = now + TimeDelta::seconds(later);
            let state = LinkState::of(None, end, then);
            prop_assert_eq!(state == LinkState::Open, then < end);
            prop_assert_eq!(LinkState::of(Some(now), end, then), LinkState::Revoked);
        }
    }
}
