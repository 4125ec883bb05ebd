//! The sums of the day's ledger 今日对账: so many here, so many receipted, and why the rest is missing.

use super::bridge::{Saved, Standing};
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::local_date;

/// After so many hours unsent work is late, as long as the server has not said otherwise.
pub const LATE_HOURS: u32 = 24;

/// Saved further in the future than this, it was saved by a clock that has been put back since.
const PUT_BACK: TimeDelta = TimeDelta::hours(1);

/// What keeps a saved thing from being receipted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It waits for a line.
    Waiting,
    /// It was sent, and nobody answered.
    Unanswered,
    /// The server has it without so many of its photos.
    Photos(usize),
    /// The server does not take so many of its photos.
    PhotosRefused(usize),
    /// Somebody else changed the record.
    Conflict,
    /// The server does not accept it.
    Refused,
}

/// Why it is not receipted with everything; `None`: it is.
pub fn missing(saved: &Saved) -> Option<Missing> {
    let refused = saved.photos.iter().filter(|photo| photo.fault.is_some()).count();
    let open = saved.photos.iter().filter(|photo| !photo.stored).count();
    match saved.standing {
        Standing::Stored => None,
        Standing::Conflict => Some(Missing::Conflict),
        Standing::Refused => Some(Missing::Refused),
        Standing::Photos if refused > 0 => Some(Missing::PhotosRefused(refused)),
        Standing::Photos => Some(Missing::Photos(open)),
        Standing::Unanswered => Some(Missing::Unanswered),
        Standing::Waiting => Some(Missing::Waiting),
    }
}

/// Whether only a person can bring it on.
pub fn needs_person(saved: &Saved) -> bool {
    matches!(missing(saved), Some(Missing::Conflict | Missing::Refused | Missing::PhotosRefused(_)))
}

/// The sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Records of the day, and older ones that are not receipted.
    pub records: usize,
    /// … that the server has.
    pub records_there: usize,
    /// Their photos.
    pub photos: usize,
    /// … that the server has.
    pub photos_there: usize,
    /// What only a person can bring on.
    pub stuck: usize,
    /// When the oldest unsent one was saved, by the device's clock.
    pub oldest: Option<DateTime<Utc>>,
    /// That is too long ago, or nobody can say how long.
    pub late: bool,
    /// Something unsent was saved by a clock that was ahead and has been put right since: how old it is nobody can say.
    pub undated: bool,
}

impl Sums {
    /// Of what was saved, at the device's time `now`.
    pub fn of(outbox: &[Saved], now: DateTime<Utc>, late_hours: u32) -> Self {
        let mut sums = Self::default();
        for saved in outbox.iter().filter(|saved| counts(saved, now)) {
            sums.records += 1;
            sums.records_there += usize::from(saved.is_confirmed());
            sums.photos += saved.photos.len();
            sums.photos_there += saved.photos.iter().filter(|photo| photo.stored).count();
            sums.stuck += usize::from(needs_person(saved));
            if missing(saved).is_some() {
                sums.oldest = Some(sums.oldest.map_or(saved.saved_at, |oldest| oldest.min(saved.saved_at)));
                sums.undated |= saved.saved_at - now > PUT_BACK;
            }
        }
        let limit = TimeDelta::hours(late_hours.into());
        // by such a clock it would be in time for years
        sums.late = sums.undated || sums.oldest.is_some_and(|oldest| now - oldest > limit);
        sums
    }

    /// Everything is receipted.
    pub fn complete(&self) -> bool {
        self.records == self.records_there && self.photos == self.photos_there
    }
}

/// Whether it stands in the ledger of the day: what was saved or received today, and all that is missing.
pub fn counts(saved: &Saved, now: DateTime<Utc>) -> bool {
    let today = |at: DateTime<Utc>| local_date(at) == local_date(now);
    missing(saved).is_some() || today(saved.saved_at) || saved.received_at.is_some_and(today)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::field::bridge::SavedPhoto;
    use domain::{
        fault::{Code, Fault},
        ids::FileId,
    };
    use uuid::Uuid;

    pub fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("time")
    }

    /// A saved thing with photos: stored or not.
    /// Each standing with whether what is saved counts: before the feed has brought it, and after.
    pub const COUNTS: [(Standing, bool, bool); 6] = [
        (Standing::Waiting, true, true),
        (Standing::Unanswered, true, true),
        (Standing::Photos, true, false),
        (Standing::Stored, true, false),
        (Standing::Conflict, false, false),
        (Standing::Refused, false, false),
    ];

    pub fn saved(id: u128, saved_at: &str, standing: Standing, photos: &[bool]) -> Saved {
        let photo = |(n, stored): (usize, &bool)| SavedPhoto {
            id: FileId(Uuid::from_u128(id * 100 + n as u128)),
            sha256: String::new(),
            bytes: 300_000,
            sent: if *stored { 300_000 } else { 0 },
            stored: *stored,
            fault: None,
        };
        Saved {
            id: Uuid::from_u128(id),
            draft: None,
            kind: "save_visit".into(),
            title: "老王面馆".into(),
            saved_at: at(saved_at),
            standing,
            sha256: String::new(),
            photos: photos.iter().enumerate().map(photo).collect(),
            hazards: Vec::new(),
            received_at: None,
            tries: 0,
            fault: None,
            theirs: None,
            brought: false,
            body: None,
        }
    }

    #[test]
    fn every_standing_says_what_is_missing() {
        let of = |standing, photos: &[bool]| missing(&saved(1, "2026-06-01T02:00:00Z", standing, photos));
        assert_eq!(of(Standing::Stored, &[true]), None);
        assert_eq!(of(Standing::Waiting, &[false]), Some(Missing::Waiting));
        assert_eq!(of(Standing::Unanswered, &[]), Some(Missing::Unanswered));
        assert_eq!(of(Standing::Photos, &[true, false, false]), Some(Missing::Photos(2)));
        assert_eq!(of(Standing::Conflict, &[]), Some(Missing::Conflict));
        assert_eq!(of(Standing::Refused, &[]), Some(Missing::Refused));
        let mut broken = saved(1, "2026-06-01T02:00:00Z", Standing::Photos, &[true, false]);
        broken.photos[1].fault = Some(Fault::new(Code::DamagedFile));
        assert_eq!(missing(&broken), Some(Missing::PhotosRefused(1)));
        assert!(needs_person(&broken));
    }

    #[test]
    fn the_day_is_summed_with_all_that_is_missing_from_before() {
        let now = at("2026-06-02T09:00:00Z");
        let mut received = saved(4, "2026-05-30T02:00:00Z", Standing::Stored, &[true]);
        received.received_at = Some(at("2026-06-02T01:00:00Z"));
        let outbox = [
            saved(1, "2026-06-02T08:00:00Z", Standing::Waiting, &[false, false]),
            saved(2, "2026-06-02T07:00:00Z", Standing::Stored, &[true, true]),
            saved(3, "2026-06-02T06:00:00Z", Standing::Photos, &[true, false]),
            received,
            // of yesterday, all there: not of today
            saved(5, "2026-06-01T06:00:00Z", Standing::Stored, &[true]),
        ];
        let sums = Sums::of(&outbox, now, 24);
        assert_eq!((sums.records, sums.records_there), (4, 3));
        assert_eq!((sums.photos, sums.photos_there), (7, 4));
        assert_eq!((sums.oldest, sums.late), (Some(at("2026-06-02T06:00:00Z")), false));
        assert!(!sums.complete());
        assert!(Sums::of(&outbox[1..2], now, 24).complete());
        assert!(Sums::of(&[], now, 24).complete());
    }

    #[test]
    fn unsent_work_gets_late() {
        let outbox = [saved(1, "2026-06-01T08:00:00Z", Standing::Waiting, &[])];
        for (now, hours, late) in [
            ("2026-06-02T08:00:00Z", 24, false),
            ("2026-06-02T08:00:01Z", 24, true),
            ("2026-06-01T14:00:01Z", 6, true),
            ("2026-06-02T08:00:01Z", 48, false),
        ] {
            assert_eq!(Sums::of(&outbox, at(now), hours).late, late, "{now} {hours}");
        }
    }

    #[test]
    fn what_was_saved_by_a_clock_that_has_been_put_back_does_not_wait_in_silence() {
        let now = at("2026-06-01T08:00:00Z");
        for (saved_at, standing, late) in [
            ("2031-06-01T08:00:00Z", Standing::Waiting, true),
            ("2026-06-01T10:00:00Z", Standing::Waiting, true),
            // a minute is how well clocks go
            ("2026-06-01T08:01:00Z", Standing::Waiting, false),
            ("2031-06-01T08:00:00Z", Standing::Stored, false),
        ] {
            let mut outbox = vec![saved(1, saved_at, standing, &[])];
            let alone = Sums::of(&outbox, now, 24);
            assert_eq!((alone.late, alone.undated), (late, late), "{saved_at}");
            outbox.push(saved(2, "2026-06-01T07:00:00Z", Standing::Waiting, &[]));
            assert_eq!(Sums::of(&outbox, now, 24).late, late, "{saved_at} beside something of this hour");
        }
    }
}
