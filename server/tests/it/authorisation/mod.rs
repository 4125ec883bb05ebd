//! Who may do what: every route and every server function, by a stranger and by each role, inside and outside
//! their area.
//!
//! The walk goes along `server::http::table`. A route without a line in [`lines`] fails it, and so does a
//! line without a route: whoever adds a route says here who may use it.

mod actions;
mod asks;
mod audited;
mod figures;
mod lines;
mod personal;
mod scene;

use crate::stage::{Answer, play};
use domain::actor::Role;
use lines::{Expect, Line};
use reqwest::{StatusCode, header::CONTENT_TYPE};
use scene::{From, Person, Scene, form, leaks, name, people};
use std::collections::BTreeSet;
use xunan_server::http::{Access, table};

const SIGN_OUT: &str = "POST /do/sign-out";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_has_a_line_and_every_line_a_route() {
    play(async |stage| {
        let routes: BTreeSet<String> = table(&stage.web).iter().map(name).collect();
        assert_eq!(routes.len(), table(&stage.web).len(), "two routes of one name");
        let lines: BTreeSet<String> = lines::all().map(|line| line.route.to_owned()).collect();
        let without_line: Vec<_> = routes.difference(&lines).collect();
        assert!(without_line.is_empty(), "say in `lines.rs` who may use {without_line:#?}");
        let without_route: Vec<_> = lines.difference(&routes).collect();
        assert!(without_route.is_empty(), "there are no such routes any more: {without_route:#?}");
        for route in table(&stage.web) {
            let public = route.access == Access::Public;
            for line in lines::all().filter(|line| line.route == name(&route)) {
                let shut = matches!(line.stranger, Expect::To(_))
                    || matches!(line.stranger, Expect::Refused(code) if code.as_str() == "unauthenticated");
                assert_eq!(public, !shut, "{}", line.route);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_everybody_as_its_line_says() {
    play(async |stage| {
        let scene = Scene::set(stage).await;
        let people = people(stage).await;
        let mut wrong = Vec::new();
        for line in lines::all().filter(|line| line.route != SIGN_OUT) {
            for person in &people {
                // a failed sign-in ends no session, but the form is the stranger's
                if let Err(why) = check(&scene, line, person).await {
                    wrong.push(format!("{} by {}: {why}", line.route, person.title()));
                }
            }
        }
        // last, because it ends what the others need
        for person in &people {
            let answer = Answer::of(form(&person.visitor, "/do/sign-out", &[])).await;
            if answer.status != StatusCode::NO_CONTENT {
                wrong.push(format!("{SIGN_OUT} by {}: {}", person.title(), answer.status));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}

/// What this person is to be answered.
fn expected(line: &Line, person: &Person) -> Expect {
    let Some(role) = person.role else { return line.stranger };
    let column = Role::ALL.iter().position(|r| *r == role).unwrap();
    match person.from {
        From::Near => line.near[column],
        From::Far => line.far[column],
    }
}

async fn check(scene: &Scene<'_>, line: &Line, person: &Person) -> Result<(), String> {
    let request = (line.ask)(scene, &person.visitor);
    let (own, others) = match person.from {
        From::Near => (&scene.near, &scene.far),
        From::Far => (&scene.far, &scene.near),
    };
    let (answer, leaked) = leaks(request, others).await;
    let said = answer.body.chars().take(300).collect::<String>();
    if !leaked.is_empty() {
        return Err(format!("shows {leaked:?} of others"));
    }
    if person.role.is_none()
        && let Some(mark) = own.marks().iter().find(|mark| answer.body.contains(*mark))
    {
        return Err(format!("shows {mark} to a stranger"));
    }
    let expected = expected(line, person);
    let as_expected = match expected {
        Expect::Status(status) => answer.status == status,
        Expect::To(place) => answer.status == StatusCode::SEE_OTHER && answer.location().starts_with(place),
        Expect::Refused(code) => refusal(&answer).is_some_and(|fault| fault.code == code),
        Expect::Field(field, code) => refusal(&answer)
            .is_some_and(|fault| fault.fields.iter().any(|f| f.field == field && f.code == code)),
    };
    if !as_expected {
        return Err(format!("{expected:?} expected, not {} {} {said}", answer.status, answer.location()));
    }
    let shown = matches!(expected, Expect::Status(status) if status < 300);
    let shows = match person.from {
        From::Near => line.shows,
        From::Far => line.shows_far,
    };
    for mark in shows.iter().filter(|_| shown && person.role.is_some()) {
        let word = own.mark(*mark);
        if !answer.body.contains(&word) {
            return Err(format!("{mark:?} {word} is not shown: {said}"));
        }
    }
    let is_picture = answer.header(CONTENT_TYPE).starts_with("image/");
    if line.route.starts_with("GET /files/") && shown != is_picture {
        return Err(format!("a picture exactly when it may be seen, not {}", answer.header(CONTENT_TYPE)));
    }
    Ok(())
}

/// The refusal in an answer, when its status belongs to its code.
fn refusal(answer: &Answer) -> Option<domain::fault::Fault> {
    let value: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
    let fault = value.get("fault").cloned().unwrap_or(value);
    let fault: domain::fault::Fault = serde_json::from_value(fault).ok()?;
    (answer.status.as_u16() == fault.code.status()).then_some(fault)
}
