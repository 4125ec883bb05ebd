//! Who changes a record leaves a line in the audit log, whatever route it came by. The walk goes along the same table as the one that
//! sees who may do what; the database itself tells what each request has changed. What changes which record is walked by the
//! backend's own test of that name.

use super::{
    SIGN_OUT,
    lines::{self, Line},
    scene::{Scene, people},
};
use crate::{
    stage::{Answer, play},
    support::gate::{Gate, is_told, untold},
};
use reqwest::Method;
use std::collections::{BTreeMap, BTreeSet};
use xunan_server::http::table;

/// Routes none of whose requests in the table leaves a line, and why.
const SILENT: &[(&str, &str)] = &[
    ("POST /api/v1/gas-users/lpg", "the site is on the register already"),
    ("POST /api/v1/gas-users/unit", "the site is on the register already"),
    ("POST /do/assignment/absences", "about a person who is not there"),
    ("POST /do/assignment/rules", "about a person who is not there"),
    ("POST /do/boundaries", "work in hand: outlines are told of when they are confirmed"),
    ("POST /do/boundaries/{id}/{step}", "about an import that is not there"),
    ("POST /do/checklists/{code}/{step}", "about a draft that is not there"),
    ("POST /do/deliveries/{id}/again", "about a message that is not there"),
    ("POST /do/desk/bulk", "grants what nobody has asked for"),
    ("POST /do/desk/notices", "the hazard stands on a notice already"),
    ("POST /do/desk/views/{id}/remove", "about a view that is not there"),
    ("POST /do/gas-users/{kind}", "the site is on the register already"),
    ("POST /do/holidays", "about a day that is not as it was seen"),
    ("POST /do/imports", "work in hand: a list is told of when it is carried out"),
    ("POST /do/imports/{id}/columns", "work in hand: a list is told of when it is carried out"),
    ("POST /do/imports/{id}/decisions", "work in hand: a list is told of when it is carried out"),
    ("POST /do/imports/{id}/discard", "work in hand: a list is told of when it is carried out"),
    ("POST /do/locale", "the language of one's own browser"),
    ("POST /do/relapse/say", "about a hazard that nobody has drawn"),
    ("POST /do/reminders/read", "what one has read is one's own business"),
    ("POST /do/roll-calls/{step}", "about a roll-call that is not there"),
    ("POST /do/rules/{book}/stop", "about a rule that is not there"),
    ("POST /do/set-aside/{id}/again", "about work that is not there"),
    ("POST /do/sites/{id}/merge", "into a site that is not there"),
    ("POST /do/summary-links", "about a summary that is not issued"),
    ("POST /do/summary-links/{id}/revoke", "about a link that is not there"),
    ("POST /do/targets/give", "takes back a door that nobody has"),
    ("POST /do/tasks/assign", "about a task that is not there"),
    ("POST /do/unit-costs", "the price that there is already"),
];

/// Those that strangers use, who have no account: what a failed sign-in, a wrong token and a guessed address leave is tested where they
/// are.
const STRANGERS: &[&str] = &[SIGN_OUT, "POST /do/sign-in", "POST /api/v1/intake", "POST /p/{token}"];

fn writes(line: &Line) -> bool {
    line.route.starts_with(Method::POST.as_str()) && !STRANGERS.contains(&line.route)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_leaves_a_line_in_the_audit_log() {
    play(async |stage| {
        let scene = Scene::set(stage).await;
        let people = people(stage).await;
        let gate = Gate::lay(&stage.world.state.db).await;
        let mut told: BTreeMap<&str, bool> = BTreeMap::new();
        let mut wrong = Vec::new();
        for line in lines::all().filter(|line| writes(line)) {
            for person in &people {
                let answer = Answer::of((line.ask)(&scene, &person.visitor)).await;
                let changed = gate.changed().await;
                // what was refused is undone
                let silent = untold(&changed);
                if !silent.is_empty() {
                    wrong.push(format!("{} by {}: {} {silent:?}", line.route, person.title(), answer.status));
                }
                *told.entry(line.route).or_default() |= is_told(&changed);
            }
        }
        assert!(wrong.is_empty(), "records were changed without a line:\n{}", wrong.join("\n"));

        let silent: BTreeSet<&str> = SILENT.iter().map(|(route, _)| *route).collect();
        let unheard: Vec<_> =
            told.iter().filter(|(route, told)| !**told && !silent.contains(**route)).collect();
        assert!(unheard.is_empty(), "say in `SILENT` why these leave no line: {unheard:?}");
        let routes: BTreeSet<String> = table(&stage.web).iter().map(super::scene::name).collect();
        let gone: Vec<_> = silent.iter().filter(|route| !routes.contains(**route)).collect();
        assert!(gone.is_empty(), "there are no such routes any more: {gone:?}");
    })
    .await;
}
