//! One visit per door 进一次门: what one person does behind one door on one day is one visit, whatever was filled in there — the
//! forms about stoves, devices and gas, and the checklist with what was found. So it counts once.
//!
//! Its id follows from door, person and day: a tablet makes it without asking, and every form that was filled in there names
//! the same. A form may be told of first; then the visit stands there as far as the form knows it, and the checklist
//! completes it when it comes. An attempt that came to nothing is a visit of its own.

use super::{Answers, InspectionKind, Nature, Outcome, SaveVisit, commands::VisitedSite};
use crate::{
    ids::{InspectionId, SiteId, UserId, named},
    sites::SiteKind,
};
use chrono::{DateTime, NaiveDate, Utc};

/// The visit of one person to one site on one local day during which somebody was let in.
pub fn at_door(site: SiteId, person: UserId, day: NaiveDate) -> InspectionId {
    InspectionId(named(&format!("door:{site}:{person}:{day}")))
}

/// What is there under the id of a visit that arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There<'a> {
    /// Where it was made.
    pub site: SiteId,
    /// By whom.
    pub person: UserId,
    /// The fingerprint of what was sent; `None`: only forms have told of it.
    pub sent: Option<&'a str>,
}

/// What a visit that arrives meets under its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// Nothing: it is a new one.
    Nothing,
    /// The visit that forms of the same door have told of: it is completed, and stays one.
    Told,
    /// Itself: it was sent again.
    Itself,
    /// Another one.
    Another,
}

impl Meeting {
    /// What a visit `to` a site by a `person`, with this fingerprint, meets.
    pub fn of(there: Option<There<'_>>, to: SiteId, person: UserId, outcome: Outcome, sent: &str) -> Self {
        match there {
            None => Self::Nothing,
            Some(There { sent: Some(before), .. }) => {
                if before == sent {
                    Self::Itself
                } else {
                    Self::Another
                }
            }
            // whoever filled in forms there was let in
            Some(told) if told.site == to && told.person == person && outcome == Outcome::Done => Self::Told,
            Some(_) => Self::Another,
        }
    }
}

impl SaveVisit {
    /// The visit that a form tells of which was filled in at `at`: somebody was let in; nothing else is known of it.
    pub fn told(id: InspectionId, site: SiteId, kind: SiteKind, at: DateTime<Utc>) -> Self {
        Self {
            id,
            site: VisitedSite::Known(site),
            kind: InspectionKind::Routine,
            nature: Nature::usual(kind),
            outcome: Outcome::Done,
            campaign: None,
            campaign_id: None,
            check_code: None,
            checklist: None,
            answers: Answers::new(),
            started_at: at,
            finished_at: at,
            device_at: None,
            position: None,
            note: None,
            photos: Vec::new(),
            hazards: Vec::new(),
            signature: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn site(n: u128) -> SiteId {
        SiteId(Uuid::from_u128(n))
    }

    fn person(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    #[test]
    fn a_door_has_one_visit_a_day_for_each_person() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        let today = at_door(site(1), person(2), day("2023-06-01"));
        assert_eq!(today, at_door(site(1), person(2), day("2023-06-01")), "whichever tablet makes it");
        for (what, other) in [
            ("another door", at_door(site(3), person(2), day("2023-06-01"))),
            ("another person", at_door(site(1), person(3), day("2023-06-01"))),
            ("another day", at_door(site(1), person(2), day("2023-06-02"))),
            ("door and person turned round", at_door(site(2), person(1), day("2023-06-01"))),
        ] {
            assert_ne!(today, other, "{what}");
        }
    }

    #[test]
    fn a_visit_completes_what_forms_told_of_and_nothing_else() {
        let told = There { site: site(1), person: person(2), sent: None };
        let sent = There { sent: Some("a"), ..told };
        let (done, shut) = (Outcome::Done, Outcome::NotAtHome);
        for (what, there, outcome, content, meeting) in [
            ("a visit without forms before it", None, done, "a", Meeting::Nothing),
            ("an attempt", None, shut, "a", Meeting::Nothing),
            ("the checklist after the forms", Some(told), done, "a", Meeting::Told),
            ("somebody was let in, so nobody was not at home", Some(told), shut, "a", Meeting::Another),
            ("the same again", Some(sent), done, "a", Meeting::Itself),
            ("the same attempt again", Some(sent), shut, "a", Meeting::Itself),
            ("other content", Some(sent), done, "b", Meeting::Another),
            ("at another door", Some(There { site: site(3), ..told }), done, "a", Meeting::Another),
            ("by somebody else", Some(There { person: person(3), ..told }), done, "a", Meeting::Another),
        ] {
            assert_eq!(Meeting::of(there, site(1), person(2), outcome, content), meeting, "{what}");
        }
    }

    #[test]
    fn what_a_form_tells_of_is_a_visit_that_may_be_saved() {
        let at: DateTime<Utc> = "2023-06-01T02:00:00Z".parse().expect("time");
        for (kind, nature) in [
            (SiteKind::Household, Nature::Household),
            (SiteKind::SmallUnit, Nature::Guidance),
            (SiteKind::Estate, Nature::GridPatrol),
        ] {
            let visit = SaveVisit::told(InspectionId(Uuid::from_u128(9)), site(1), kind, at);
            assert_eq!((visit.validate(at), visit.nature), (Ok(()), nature), "{kind}");
        }
    }
}
