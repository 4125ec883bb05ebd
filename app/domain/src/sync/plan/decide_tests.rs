//! What a person may do about an entry, and what becomes of it.

use super::{
    tests::{NOW, answered, applied, commands, entry, id, next, photo, refused, step, stored, with_photos},
    *,
};
use crate::{
    actor::{Actor, Role},
    fault::{Code, Fault, FieldCode},
    hazards::{Change, HazardCommand, HazardState, RegisterHazard, Status, lifecycle::register},
    ids::{EventId, HazardId, SiteId, UserId},
    sync::{Body, Command, PhotoAnswer},
};
use chrono::{DateTime, Utc};

use Standing::{Conflict, Photos, Refused, Stored, Unanswered, Waiting};

#[test]
fn record_first_and_photo_never() {
    let mut it = with_photos(entry(1, Unanswered), &[photo(9), photo(8)]);
    it.answered(&applied(&it.clone()), NOW, 0);
    it.photo_answered(FileId(id(9)), &PhotoAnswer::Refused { fault: Fault::new(Code::DamagedFile) }, NOW, 0);
    assert_eq!(next(vec![it.clone(), entry(2, Waiting)]), commands(&[2]), "others go on");
    it.photo_answered(FileId(id(8)), &stored(&photo(8)), NOW, 0);
    assert_eq!(it.standing, Photos, "said to be missing until a person gives it up");
    assert_eq!(choices(&it, &rectify(1).command, None, &inspector()), [Decision::Drop]);
    let Ok(Decided::Kept { entry }) = decide(&it, &text(&rectify(1)), Decision::Drop, &Choosing::default())
    else {
        panic!("the record stays")
    };
    assert_eq!((entry.standing, entry.photos.len()), (Stored, 1));
}

#[test]
fn edit_after_sending() {
    let mut it = entry(1, Waiting);
    assert_eq!(it.editing(), Editing::InPlace);
    let sealed = it.sha256.clone();
    it.sent();
    assert_eq!((it.standing, it.tries, it.editing()), (Unanswered, 1, Editing::NotYet));
    assert!(choices(&it, &rectify(1).command, None, &inspector()).is_empty());
    assert_eq!(next(vec![it.clone()]), commands(&[1]), "the same goes again");
    assert_eq!(it.sha256, sealed);
    let there = answered(it.clone(), &applied(&it));
    assert_eq!(there.editing(), Editing::Correction);
    let back = answered(it, &refused(Code::Invalid));
    assert_eq!(back.editing(), Editing::InPlace, "nobody has it");
    assert_eq!(decide(&back, &text(&rectify(1)), Decision::Edit, &Choosing::default()), Ok(Decided::Draft));
}

fn inspector() -> Actor {
    Actor {
        user: UserId(id(500)),
        login: "a".into(),
        name: "A".into(),
        role: Role::Inspector,
        area: "310107".parse().expect("a district"),
    }
}

/// A rectification of hazard 77 at version 3, with a photo.
fn rectify(n: u128) -> Body {
    let command = HazardCommand::Rectify { note: "已拆除".into(), photos: vec![FileId(id(9))] };
    let change = Change {
        id: EventId(id(n)),
        hazard: HazardId(id(77)),
        base_version: Some(3),
        device_at: None,
        position: None,
        command,
    };
    Body {
        command: Command::ChangeHazard(Box::new(change)),
        device_at: DateTime::<Utc>::UNIX_EPOCH,
        photos: Vec::new(),
    }
}

/// As it is sealed.
fn text(body: &Body) -> String {
    serde_json::to_string(body).expect("JSON")
}

fn opened(text: &str) -> Body {
    serde_json::from_str(text).expect("a body")
}

/// Hazard 77, reported by somebody else, as the server has it.
fn hazard(status: Status, version: u32) -> HazardState {
    let Command::RegisterHazard(command) = report(None).command else { panic!("a report") };
    let area = "310107005001".parse().expect("a committee");
    let found_at = DateTime::<Utc>::UNIX_EPOCH;
    let steps = register(&command, area, found_at.date_naive(), &inspector(), found_at);
    HazardState { id: HazardId(id(77)), reporter: UserId(id(501)), status, version, ..steps[0].state.clone() }
}

#[test]
fn two_tablets_on_one_hazard_and_hazard_closed_meanwhile() {
    let body = rectify(1);
    let it = answered(step(1, 77, Unanswered), &Verdict::Conflict {});
    for (what, theirs, expected) in [
        // somebody assigned it anew: the same step is still possible
        (
            "still to be rectified",
            hazard(Status::Assigned, 5),
            vec![Decision::Again, Decision::AsNote, Decision::Edit, Decision::Drop],
        ),
        // the other tablet rectified it first
        (
            "rectified by another tablet",
            hazard(Status::Rectified, 4),
            vec![Decision::AsNote, Decision::Edit, Decision::Drop],
        ),
        (
            "closed meanwhile",
            hazard(Status::Closed, 6),
            vec![Decision::AsNote, Decision::Edit, Decision::Drop],
        ),
    ] {
        assert_eq!(choices(&it, &body.command, Some(&theirs), &inspector()), expected, "{what}");
    }

    let with =
        Choosing { fresh: id(99), version: Some(5), note: "现场已拆除".into(), ..Choosing::default() };
    let Ok(Decided::Replaced { body: again }) = decide(&it, &text(&body), Decision::Again, &with) else {
        panic!("again")
    };
    let again = opened(&again);
    let Command::ChangeHazard(change) = &again.command else { panic!("a step") };
    assert_eq!((change.id, change.base_version), (EventId(id(99)), Some(5)));
    assert_eq!(again.device_at, body.device_at, "it was done when it was done");

    let Ok(Decided::Replaced { body: note }) = decide(&it, &text(&body), Decision::AsNote, &with) else {
        panic!("a note")
    };
    let note = opened(&note);
    let Command::ChangeHazard(change) = &note.command else { panic!("a step") };
    assert_eq!(
        change.command,
        HazardCommand::AddNote { note: "现场已拆除".into(), photos: vec![FileId(id(9))] }
    );
    assert_eq!((change.id, change.base_version), (EventId(id(99)), None));

    let blank = Choosing { note: " ".into(), ..with.clone() };
    let fault = decide(&it, &text(&body), Decision::AsNote, &blank).expect_err("a note has words");
    assert_eq!(fault.fields[0].code, FieldCode::Required);
    assert_eq!(decide(&it, &text(&body), Decision::Drop, &with), Ok(Decided::Dropped));
    let fault = decide(&it, "half a te", Decision::Again, &with).expect_err("it cannot be read");
    assert_eq!(fault.code, Code::Internal);
}

#[test]
fn a_decision_fits_its_entry() {
    let all = [Decision::Drop, Decision::AsNote, Decision::Again, Decision::Edit];
    for (standing, possible) in [
        (Waiting, vec![Decision::Drop, Decision::Edit]),
        (Unanswered, vec![]),
        (Photos, vec![]),
        (Stored, vec![]),
        (Conflict, all.to_vec()),
        (Refused, all.to_vec()),
    ] {
        let with = Choosing { note: "x".into(), ..Choosing::default() };
        for decision in all {
            let done = decide(&step(1, 77, standing), &text(&rectify(1)), decision, &with);
            assert_eq!(done.is_ok(), possible.contains(&decision), "{standing:?} {decision:?}");
        }
    }
    let visit = choices(&entry(1, Refused), &report(Some(1)).command, None, &inspector());
    assert!(!visit.contains(&Decision::AsNote), "only a step has a hazard to note it at");
}

#[test]
fn user_moved_to_another_area() {
    // what was saved stays and goes; the server decides, and what it does not take stays editable
    let it = entry(1, Waiting);
    assert_eq!(next(vec![it.clone()]), commands(&[1]));
    let mut it = it;
    it.sent();
    it.answered(&Verdict::Refused { fault: Fault::field("site", FieldCode::OutsideArea) }, NOW, 0);
    assert_eq!((it.standing, it.editing()), (Refused, Editing::InPlace));
    // the person was moved back: the very same once more
    let sealed = text(&report(Some(1)));
    let Ok(Decided::Kept { entry }) = decide(&it, &sealed, Decision::Again, &Choosing::default()) else {
        panic!("the same again")
    };
    assert_eq!((entry.standing, entry.sha256.as_str(), entry.fault), (Unanswered, "hash 1", None));
}

#[test]
fn template_changed() {
    // a visit follows the version of the checklist that it was sealed with, whatever is in force when it is sent
    let it = entry(1, Unanswered);
    let sealed = (it.id, it.sha256.clone());
    assert_eq!(next(vec![it.clone()]), commands(&[1]));
    let it = answered(it, &Verdict::Refused { fault: Fault::field("checklist", FieldCode::Unknown) });
    assert_eq!(it.standing, Refused, "only a server that never had that version refuses it");
    assert_eq!((it.id, it.sha256), sealed);
}

/// A report at a site.
fn report(site: Option<u128>) -> Body {
    let json = serde_json::json!({
        "id": id(1), "source": "inspection", "category": "fire", "severity": "general", "description": "通道堵塞",
        "site": site.map(id), "found_at": DateTime::<Utc>::UNIX_EPOCH,
    });
    let hazard: RegisterHazard = serde_json::from_value(json).expect("a report");
    Body {
        command: Command::RegisterHazard(Box::new(hazard)),
        device_at: DateTime::<Utc>::UNIX_EPOCH,
        photos: Vec::new(),
    }
}

#[test]
fn site_merged() {
    let merged = |pairs: &[(u128, u128)]| -> BTreeMap<SiteId, SiteId> {
        pairs.iter().map(|(from, into)| (SiteId(id(*from)), SiteId(id(*into)))).collect()
    };
    for (what, site, pairs, expected) in [
        ("not this one", Some(1), vec![(2, 3)], None),
        ("no site", None, vec![(2, 3)], None),
        ("into another", Some(2), vec![(2, 3)], Some(3)),
        ("twice", Some(1), vec![(1, 2), (2, 3)], Some(3)),
    ] {
        let after = repointed(&text(&report(site)), &merged(&pairs)).expect("it can be read");
        let site = after.map(|body| match opened(&body).command {
            Command::RegisterHazard(hazard) => hazard.site.expect("a site").0,
            _ => panic!("a report"),
        });
        assert_eq!(site, expected.map(id), "{what}");
    }
    let circle = repointed(&text(&report(Some(1))), &merged(&[(1, 2), (2, 1)]));
    assert!(circle.expect("it can be read").is_some(), "a circle ends");

    // refused because of it: again means at the site that took its place
    let it = entry(1, Refused);
    let with = Choosing { merged: merged(&[(1, 2)]), ..Choosing::default() };
    let Ok(Decided::Replaced { body }) = decide(&it, &text(&report(Some(1))), Decision::Again, &with) else {
        panic!("at the other site")
    };
    let described = Described::of(&body).expect("a command");
    assert_eq!(described.needs, [id(2)]);
    assert_eq!(described.id, id(1), "nobody has it: it keeps its id");
}
