//! Links for leaders: whoever has one reads one issued summary without an account.

use super::views::SummaryPage;
use crate::{
    calendar::{day_end, local_date},
    ids::{SummaryId, SummaryLinkId},
    links::LinkState,
};
use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};

/// Where the page of a link is, its token behind it.
pub const PAGE: &str = "/s/";

/// Days that a link lives: a summary is read when it is new, and an address that was passed on does not open it for ever. This
/// project's own rule.
pub const LIFE: Days = Days::new(30);

/// When a link that is made at `now` ends: at the end of the last of its days.
pub fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = local_date(now);
    // at the end of all time there is no later day
    day_end(today.checked_add_days(LIFE).unwrap_or(today))
}

/// Makes a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeSummaryLink {
    /// The new link's id, made by the caller.
    pub id: SummaryLinkId,
    /// The issued summary that it opens.
    pub summary: SummaryId,
}

/// A link as the office sees it. Its token is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLinkView {
    /// Which.
    pub id: SummaryLinkId,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Where it stands.
    pub state: LinkState,
}

/// A page of the links of one summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLinks {
    /// Which summary.
    pub summary: SummaryId,
    /// The newest first; none for whoever may not make one.
    pub links: Vec<SummaryLinkView>,
    /// The last of them, behind which the next page begins.
    pub next: Option<SummaryLinkId>,
    /// This person may make one and take one back: the office, of an issued summary.
    pub may_make: bool,
}

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedSummary {
    /// The issued summary, without buttons.
    pub page: SummaryPage,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_ends_with_its_thirtieth_day() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect(text);
        // 23:59 and 00:00 in Shanghai
        assert_eq!(expiry(at("2023-07-02T15:59:00Z")), at("2023-08-01T16:00:00Z"));
        assert_eq!(expiry(at("2023-07-02T16:00:00Z")), at("2023-08-02T16:00:00Z"));
    }
}
