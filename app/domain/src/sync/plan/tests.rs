//! The table: what is in the outbox, what goes next, and what answers make of it.

use super::*;
use crate::{
    fault::{Code, Fault},
    photos::PhotoReceipt,
    sync::{Outcome, PhotoAnswer, Receipt},
};
use chrono::{DateTime, Utc};

pub(super) const NOW: i64 = 1_780_000_000_000;

pub(super) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// An entry whose numbers are easy to read: command `n`, saved as the `n`th.
pub(super) fn entry(n: u64, standing: Standing) -> Entry {
    let described = Described {
        id: id(n.into()),
        kind: "save_visit".into(),
        makes: vec![id(n.into())],
        needs: vec![],
        chain: None,
    };
    Entry { standing, ..Entry::new(described, format!("hash {n}"), 1000, n, Vec::new()) }
}

pub(super) fn photo(n: u128) -> PhotoEntry {
    PhotoEntry {
        id: FileId(id(n)),
        sha256: format!("photo {n}"),
        bytes: 300_000,
        sent: 0,
        stored: false,
        ask: false,
        failures: 0,
        not_before: 0,
        fault: None,
    }
}

pub(super) fn with_photos(mut entry: Entry, photos: &[PhotoEntry]) -> Entry {
    entry.photos = photos.to_vec();
    entry
}

/// A step of hazard `hazard`.
pub(super) fn step(n: u64, hazard: u128, standing: Standing) -> Entry {
    Entry {
        makes: vec![id(n.into())],
        needs: vec![id(hazard)],
        chain: Some(id(hazard)),
        ..entry(n, standing)
    }
}

fn own(entries: Vec<Entry>) -> Snapshot {
    Snapshot { now: NOW, session: Session::Own, entries, ..Snapshot::default() }
}

pub(super) fn next(entries: Vec<Entry>) -> Plan {
    plan(&own(entries))
}

pub(super) fn commands(ids: &[u128]) -> Plan {
    Plan::Commands { ids: ids.iter().copied().map(id).collect() }
}

fn sends(command: u128, photo: u128, offset: u64) -> Plan {
    Plan::Photo { command: id(command), photo: FileId(id(photo)), ask: false, offset }
}

pub(super) fn receipt(entry: &Entry, awaited: &[FileId]) -> Proof {
    Proof { id: entry.id, sha256: entry.sha256.clone(), awaited: awaited.to_vec() }
}

pub(super) fn stored(photo: &PhotoEntry) -> PhotoAnswer {
    let receipt =
        PhotoReceipt { id: photo.id, sha256: photo.sha256.clone(), bytes: photo.bytes, width: 1, height: 1 };
    PhotoAnswer::Stored { receipt }
}

pub(super) fn answered(mut entry: Entry, verdict: &Verdict) -> Entry {
    entry.answered(verdict, NOW, 0);
    entry
}

pub(super) fn applied(entry: &Entry) -> Verdict {
    let awaited: Vec<FileId> = entry.photos.iter().map(|p| p.id).collect();
    Verdict::Applied { receipt: receipt(entry, &awaited) }
}

pub(super) fn refused(code: Code) -> Verdict {
    Verdict::Refused { fault: Fault::new(code) }
}

use Standing::{Conflict, Photos, Refused, Stored, Unanswered, Waiting};

#[test]
fn what_goes_next() {
    let later = |mut e: Entry| {
        e.not_before = NOW + 1;
        e
    };
    let lost = PhotoEntry { fault: Some(Fault::new(Code::DamagedFile)), ..photo(90) };
    let half = PhotoEntry { sent: 128_000, ..photo(91) };
    let there = PhotoEntry { stored: true, ..photo(92) };
    let needs = |n, what: u128, standing| Entry { needs: vec![id(what)], ..entry(n, standing) };
    let big = |n| Entry { bytes: MAX_BATCH_BYTES * 2 / 3, ..entry(n, Waiting) };
    for (what, entries, expected) in [
        ("nothing saved", vec![], Plan::Rest),
        ("all is there", vec![entry(1, Stored)], Plan::Rest),
        (
            "in the order of saving",
            vec![entry(3, Waiting), entry(1, Waiting), entry(2, Unanswered)],
            commands(&[1, 2, 3]),
        ),
        (
            "stuck ones hold up nothing",
            vec![entry(1, Conflict), entry(2, Refused), entry(3, Waiting)],
            commands(&[3]),
        ),
        ("only stuck ones", vec![entry(1, Conflict), entry(2, Refused)], Plan::Rest),
        // what depends on another
        (
            "a step on a hazard of an unanswered visit waits",
            vec![entry(1, Unanswered), step(2, 1, Waiting)],
            commands(&[1]),
        ),
        ("… goes once the visit is there", vec![entry(1, Stored), step(2, 1, Waiting)], commands(&[2])),
        (
            "… does not wait for its photos",
            vec![with_photos(entry(1, Photos), &[photo(9)]), step(2, 1, Waiting)],
            commands(&[2]),
        ),
        ("… waits with a refused visit", vec![entry(1, Refused), step(2, 1, Waiting)], Plan::Rest),
        (
            "… waits when the visit was put off",
            vec![later(entry(1, Unanswered)), step(2, 1, Waiting)],
            Plan::Wait { until: NOW + 1 },
        ),
        (
            "a visit to a new site waits for the site",
            vec![entry(1, Waiting), needs(2, 1, Waiting)],
            commands(&[1]),
        ),
        ("a hazard that the server has had all along", vec![step(2, 77, Waiting)], commands(&[2])),
        (
            "two steps of one hazard, one after the other",
            vec![step(1, 77, Waiting), step(2, 77, Waiting)],
            commands(&[1]),
        ),
        (
            "… the second waits for a decided conflict",
            vec![step(1, 77, Conflict), step(2, 77, Waiting)],
            Plan::Rest,
        ),
        (
            "… and a third behind it",
            vec![step(1, 77, Conflict), step(2, 77, Waiting), step(3, 77, Waiting), step(4, 78, Waiting)],
            commands(&[4]),
        ),
        // the size of a batch
        ("a batch of some size", vec![big(1), big(2)], commands(&[1])),
        (
            "one that is too large goes alone",
            vec![Entry { bytes: MAX_BATCH_BYTES * 2, ..entry(1, Waiting) }, entry(2, Waiting)],
            commands(&[1]),
        ),
        (
            "what was put off again and again goes alone, last",
            vec![Entry { failures: 2, ..entry(1, Unanswered) }, entry(2, Waiting)],
            commands(&[2]),
        ),
        (
            "… and only one of them",
            vec![
                Entry { failures: 2, ..entry(1, Unanswered) },
                Entry { failures: 3, ..entry(2, Unanswered) },
            ],
            commands(&[1]),
        ),
        // photos
        (
            "records before photos",
            vec![with_photos(entry(1, Photos), &[photo(9)]), entry(2, Waiting)],
            commands(&[2]),
        ),
        (
            "photos one by one, oldest record first",
            vec![with_photos(entry(2, Photos), &[photo(8)]), with_photos(entry(1, Photos), &[photo(9)])],
            sends(1, 9, 0),
        ),
        (
            "from where the server is",
            vec![with_photos(entry(1, Photos), std::slice::from_ref(&half))],
            sends(1, 91, 128_000),
        ),
        (
            "a photo that nobody takes holds up nothing",
            vec![with_photos(entry(1, Photos), &[lost.clone(), photo(9)])],
            sends(1, 9, 0),
        ),
        (
            "record there, photo never",
            vec![with_photos(entry(1, Photos), &[lost.clone(), there.clone()])],
            Plan::Rest,
        ),
        (
            "photos go first while the record is put off",
            vec![later(with_photos(entry(1, Unanswered), &[photo(9)]))],
            sends(1, 9, 0),
        ),
        (
            "photos of a stuck record wait with it",
            vec![with_photos(entry(1, Refused), &[photo(9)]), with_photos(entry(2, Conflict), &[photo(8)])],
            Plan::Rest,
        ),
        (
            "a photo put off lets others pass",
            vec![with_photos(entry(1, Photos), &[PhotoEntry { not_before: NOW + 9, ..photo(9) }, photo(8)])],
            sends(1, 8, 0),
        ),
        (
            "all photos put off",
            vec![with_photos(entry(1, Photos), &[PhotoEntry { not_before: NOW + 9, ..photo(9) }])],
            Plan::Wait { until: NOW + 9 },
        ),
        (
            "the clock was put back by a year",
            vec![Entry { not_before: NOW + 365 * 86_400_000, ..entry(1, Unanswered) }],
            commands(&[1]),
        ),
    ] {
        assert_eq!(next(entries), expected, "{what}");
    }
    let asks = PhotoEntry { ask: true, ..half };
    assert_eq!(
        next(vec![with_photos(entry(1, Photos), &[asks])]),
        Plan::Photo { command: id(1), photo: FileId(id(91)), ask: true, offset: 128_000 },
        "ask first after an interruption"
    );
    assert_eq!(next((1..=120).map(|n| entry(n, Waiting)).collect()), commands(&(1..=50).collect::<Vec<_>>()));
}

#[test]
fn what_stays_here_is_told_when_no_record_can_go() {
    let put_off = Entry { not_before: NOW + 9, ..entry(1, Unanswered) };
    let photo_due = with_photos(entry(2, Photos), &[photo(9)]);
    for (what, entries, told, untold) in [
        ("nothing is here any more", vec![], Plan::Rest, Plan::Tell),
        ("something waits for a person", vec![entry(1, Refused)], Plan::Rest, Plan::Tell),
        ("a batch says it", vec![entry(1, Waiting), entry(2, Refused)], commands(&[1]), commands(&[1])),
        (
            "… also one that was put off",
            vec![put_off],
            Plan::Wait { until: NOW + 9 },
            Plan::Wait { until: NOW + 9 },
        ),
        ("photos take long", vec![photo_due], sends(2, 9, 0), Plan::Tell),
    ] {
        let with = |untold| plan(&Snapshot { untold, ..own(entries.clone()) });
        assert_eq!((with(false), with(true)), (told, untold), "{what}");
    }
}

#[test]
fn what_stops_everything() {
    let line = Line { failures: 1, not_before: NOW + 7 };
    for (what, session, update_first, line, expected) in [
        ("a new session is asked for its person", Session::Unknown, false, Line::default(), Plan::AskWho),
        ("ended", Session::Ended, false, Line::default(), Plan::SignIn),
        ("another person's", Session::Other, false, Line::default(), Plan::OtherPerson),
        ("too old", Session::Own, true, Line::default(), Plan::UpdateFirst),
        ("too old comes first: signing in would not help", Session::Ended, true, line, Plan::UpdateFirst),
        ("no line", Session::Own, false, line, Plan::Wait { until: NOW + 7 }),
        ("no line, so nobody to ask", Session::Unknown, false, line, Plan::Wait { until: NOW + 7 }),
    ] {
        let snapshot = |untold, entries| Snapshot { now: NOW, session, update_first, line, untold, entries };
        let with = |entries| plan(&snapshot(false, entries));
        assert_eq!(with(vec![entry(1, Waiting)]), expected, "{what}");
        assert_eq!(plan(&snapshot(true, vec![entry(1, Refused)])), expected, "{what}, and something to tell");
        assert_eq!(
            with(vec![entry(1, Stored), entry(2, Refused)]),
            Plan::Rest,
            "{what}, but nothing to send"
        );
    }
}

#[test]
fn pauses_grow_to_a_cap_and_are_spread() {
    assert_eq!(
        [1, 2, 3, 8, 40, u32::MAX].map(|n| pause(n, 0)),
        [5_000, 10_000, 20_000, 600_000, 600_000, 600_000]
    );
    assert_eq!(pause(1, 1000), 4_000);
    assert_eq!(pause(1, u16::MAX), 4_000);
    let line = Line::default().failed(NOW, 0).failed(NOW, 0);
    assert_eq!(line, Line { failures: 2, not_before: NOW + 10_000 });
}

#[test]
fn what_an_answer_makes_of_an_entry() {
    let plain = entry(1, Unanswered);
    let pictured = with_photos(entry(1, Unanswered), &[photo(9)]);
    let other_hash = Verdict::Applied { receipt: Proof { sha256: "else".into(), ..receipt(&plain, &[]) } };
    let other_id = Verdict::Applied { receipt: Proof { id: id(5), ..receipt(&plain, &[]) } };
    let already = Verdict::Already { receipt: receipt(&plain, &[]) };
    for (what, before, verdict, standing, fault) in [
        ("carried out", &plain, &applied(&plain), Stored, None),
        ("had been carried out", &plain, &already, Stored, None),
        ("photos to come", &pictured, &applied(&pictured), Photos, None),
        ("a proof of other content", &plain, &other_hash, Refused, Some(Code::ContentConflict)),
        ("a proof of something else", &plain, &other_id, Refused, Some(Code::ContentConflict)),
        ("changed by somebody else", &plain, &Verdict::Conflict {}, Conflict, None),
        ("not acceptable", &plain, &refused(Code::Invalid), Refused, Some(Code::Invalid)),
        ("put off", &plain, &Verdict::Later, Unanswered, None),
        ("busy is no refusal", &plain, &refused(Code::Busy), Unanswered, None),
        ("it did not arrive as it was sent", &plain, &refused(Code::Damaged), Unanswered, None),
        ("the session ended in between", &plain, &refused(Code::Unauthenticated), Unanswered, None),
        // out of order: the answer to an earlier try comes after a later one's
        ("late: put off, but it is there", &entry(1, Stored), &Verdict::Later, Stored, None),
        ("late: refused, but it is there", &entry(1, Photos), &refused(Code::Stale), Photos, None),
        ("late: it is there, though refused since", &entry(1, Refused), &already, Stored, None),
        (
            "late: a conflict after a refusal was shown",
            &entry(1, Refused),
            &Verdict::Conflict {},
            Refused,
            None,
        ),
    ] {
        let after = answered(before.clone(), verdict);
        assert_eq!((after.standing, after.fault.map(|f| f.code)), (standing, fault), "{what}");
    }
    let put_off = answered(answered(plain.clone(), &Verdict::Later), &Verdict::Later);
    assert_eq!((put_off.failures, put_off.not_before), (2, NOW + 10_000));
}

#[test]
fn an_outcome_reads_as_a_verdict() {
    let receipt = Receipt {
        id: id(1),
        sha256: "hash 1".into(),
        received_at: DateTime::<Utc>::UNIX_EPOCH,
        skew_ms: 0,
        hazards: Vec::new(),
        awaited: vec![FileId(id(9))],
    };
    for outcome in [
        Outcome::Applied { receipt: receipt.clone() },
        Outcome::Already { receipt },
        Outcome::Refused { fault: Fault::new(Code::NotFound) },
        Outcome::Later,
    ] {
        let json = serde_json::to_string(&outcome).expect("JSON");
        assert_eq!(serde_json::from_str::<Verdict>(&json).expect("a verdict"), Verdict::from(&outcome));
    }
    let conflict = serde_json::json!({"outcome": "conflict", "theirs": {"hazard": {"anything": 1}}});
    assert_eq!(serde_json::from_value::<Verdict>(conflict).expect("a verdict"), Verdict::Conflict {});
    for broken in
        [r#"{"outcome":"applied"}"#, r#"{"outcome":"refused","receipt":null}"#, r#"{"outcome":"sold"}"#]
    {
        assert!(serde_json::from_str::<Verdict>(broken).is_err(), "{broken}");
    }
}

#[test]
fn what_an_answer_makes_of_a_photo() {
    let here = FileId(id(9));
    let with = |photo: PhotoEntry, answer: &PhotoAnswer| {
        let mut entry = with_photos(entry(1, Photos), &[photo]);
        entry.photo_answered(here, answer, NOW, 0);
        let photo = entry.photos[0].clone();
        (entry.standing, photo)
    };
    let partial = |offset| PhotoAnswer::Partial { offset };

    let (standing, after) = with(photo(9), &stored(&photo(9)));
    assert!(after.stored && standing == Stored, "the last photo completes the record");

    let (_, after) = with(photo(9), &partial(131_072));
    assert_eq!((after.sent, after.not_before), (131_072, 0));
    let (_, after) = with(PhotoEntry { ask: true, sent: 262_144, ..photo(9) }, &partial(131_072));
    assert_eq!((after.sent, after.not_before, after.ask), (131_072, 0, false), "the server's word counts");
    let (_, after) = with(PhotoEntry { sent: 131_072, ..photo(9) }, &partial(131_072));
    assert_eq!((after.failures, after.not_before), (1, NOW + 5_000), "it took nothing");
    let (_, after) = with(photo(9), &partial(u64::MAX));
    assert_eq!(after.sent, 300_000);

    let (standing, after) = with(photo(9), &stored(&PhotoEntry { sha256: "else".into(), ..photo(9) }));
    assert_eq!((standing, after.fault.map(|f| f.code)), (Photos, Some(Code::ContentConflict)));
    let (standing, after) = with(photo(9), &PhotoAnswer::Refused { fault: Fault::new(Code::DamagedFile) });
    assert_eq!((standing, after.fault.map(|f| f.code)), (Photos, Some(Code::DamagedFile)));
    let (_, after) = with(photo(9), &PhotoAnswer::Refused { fault: Fault::new(Code::Busy) });
    assert!(after.fault.is_none() && after.not_before > NOW);
    let (_, after) = with(PhotoEntry { stored: true, ..photo(9) }, &partial(0));
    assert!(after.stored, "late answers take nothing back");

    let mut interrupted = with_photos(entry(1, Photos), &[photo(9)]);
    interrupted.photo_unanswered(here);
    assert!(interrupted.photos[0].ask);
}

#[test]
fn photo_first_and_record_later() {
    // the photo went while the record was put off; the record then waits for none
    let mut it = with_photos(entry(1, Unanswered), &[photo(9), photo(8)]);
    it.photo_answered(FileId(id(9)), &stored(&photo(9)), NOW, 0);
    assert_eq!(it.standing, Unanswered, "a photo is not the record");
    let it = answered(it.clone(), &Verdict::Applied { receipt: receipt(&it, &[]) });
    assert_eq!(it.standing, Photos, "the other photo needs a receipt of its own");
    let asks = Plan::Photo { command: id(1), photo: FileId(id(8)), ask: true, offset: 0 };
    assert_eq!(next(vec![it.clone()]), asks, "it may be there: asked before it is sent");
    let mut it = it;
    it.photo_answered(FileId(id(8)), &stored(&photo(8)), NOW, 0);
    assert_eq!(it.standing, Stored);
}
