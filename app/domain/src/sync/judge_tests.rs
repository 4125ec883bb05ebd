use super::super::tests::{at, finding, person, step};
use super::*;
use crate::{
    actor::Role,
    hazards::{ReviewItem, Severity, VoidReason, lifecycle},
};
use chrono::{DateTime, NaiveDate, Utc};

/// A hazard that has lived through some steps.
struct Life {
    state: HazardState,
    events: Vec<EventKind>,
}

fn inspector() -> Actor {
    person(1, Role::Inspector)
}

fn other_inspector() -> Actor {
    person(2, Role::Inspector)
}

fn office() -> Actor {
    person(3, Role::Office)
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, day).expect("a day")
}

fn now() -> DateTime<Utc> {
    at(2, 10)
}

impl Life {
    /// Registered, and given to the inspector.
    fn assigned(severity: Severity) -> Self {
        let command = crate::hazards::RegisterHazard { severity, ..finding() };
        let area = "310105008001".parse().expect("code");
        let steps = lifecycle::register(&command, area, day(20), &office(), at(1, 9));
        let mut life = Self { state: steps[0].state.clone(), events: vec![] };
        if severity == Severity::Major {
            life = life.then(&office(), five_elements());
        }
        life.then(&office(), assign(&inspector()))
    }

    fn then(mut self, who: &Actor, command: HazardCommand) -> Self {
        let step = self.state.step(&command, who, now()).expect("allowed");
        self.events.push(step.kind);
        self.state = step.state;
        self
    }

    /// Judges a step that `who` decided when the hazard stood as in `seen`.
    fn judge(&self, seen: &Self, who: &Actor, command: HazardCommand) -> Verdict {
        let change = step(command, Some(seen.state.version));
        judge(&change, &self.state, &self.events[seen.events.len()..], who)
    }
}

impl Clone for Life {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), events: self.events.clone() }
    }
}

fn assign(to: &Actor) -> HazardCommand {
    HazardCommand::Assign { assignee: to.user, note: None }
}

fn rectify() -> HazardCommand {
    HazardCommand::Rectify { note: "已清理".into(), photos: vec![] }
}

fn review(passed: bool) -> HazardCommand {
    let items = vec![ReviewItem { item: "eliminated".into(), passed, note: Some("看过".into()) }];
    HazardCommand::Review { items, note: None, photos: vec![] }
}

fn note() -> HazardCommand {
    HazardCommand::AddNote { note: "已提醒".into(), photos: vec![] }
}

fn correct(description: &str) -> HazardCommand {
    HazardCommand::Correct {
        description: description.into(),
        location: String::new(),
        clause: None,
        reason: "写错了".into(),
    }
}

fn graded(severity: Severity) -> HazardCommand {
    let (category, site, position) = (None, None, None);
    HazardCommand::Reclassify {
        category, severity: Some(severity), site, position, reason: "看错了".into()
    }
}

fn ask() -> HazardCommand {
    HazardCommand::AskExtension { until: day(28), reason: "等配件".into() }
}

fn decide(grant: bool) -> HazardCommand {
    HazardCommand::DecideExtension { grant, note: None }
}

fn void() -> HazardCommand {
    HazardCommand::Void { reason: VoidReason::FalseAlarm, duplicate_of: None, note: "查无此事".into() }
}

fn transfer() -> HazardCommand {
    HazardCommand::Transfer { to: "城管".into(), reason: "职责".into() }
}

fn reopen() -> HazardCommand {
    HazardCommand::Reopen { reason: "又堆了".into(), due: day(30) }
}

fn five_elements() -> HazardCommand {
    let text = || "已落实".to_owned();
    let elements = crate::hazards::FiveElements {
        targets: text(),
        funds: text(),
        people: text(),
        time: text(),
        measures: text(),
        supervised_by: None,
    };
    HazardCommand::SetFiveElements { elements }
}

/// What happens in between, step by step.
type Between = Vec<(Actor, HazardCommand)>;

#[test]
fn a_report_of_rectification_meets_what_happened_meanwhile() {
    let (me, colleague, office) = (inspector(), other_inspector(), office());
    let seen = Life::assigned(Severity::General);
    let by = |who: &Actor, command| (who.clone(), command);
    let table: Vec<(&str, Between, Verdict)> = vec![
        ("nothing", vec![], Verdict::Apply),
        ("a note", vec![by(&office, note())], Verdict::Apply),
        ("a correction", vec![by(&office, correct("二楼"))], Verdict::Apply),
        ("classified otherwise", vec![by(&office, graded(Severity::General))], Verdict::Apply),
        ("turned out to be major", vec![by(&office, graded(Severity::Major))], Verdict::Conflict),
        ("a request for an extension", vec![by(&colleague, ask())], Verdict::Apply),
        ("a granted extension", vec![by(&colleague, ask()), by(&office, decide(true))], Verdict::Apply),
        ("a refused extension", vec![by(&colleague, ask()), by(&office, decide(false))], Verdict::Apply),
        (
            "given to me again",
            vec![by(&office, assign(&colleague)), by(&office, assign(&me))],
            Verdict::Apply,
        ),
        ("given to somebody else", vec![by(&office, assign(&colleague))], Verdict::Conflict),
        ("the other tablet was first", vec![by(&colleague, rectify())], Verdict::Conflict),
        (
            "closed meanwhile",
            vec![by(&colleague, rectify()), by(&office, note()), by(&office, review(true))],
            Verdict::Conflict,
        ),
        (
            "returned meanwhile",
            vec![by(&colleague, rectify()), by(&office, review(false))],
            Verdict::Conflict,
        ),
        ("void meanwhile", vec![by(&office, void())], Verdict::Conflict),
        ("handed to another body", vec![by(&office, transfer())], Verdict::Conflict),
        (
            "closed and open again",
            vec![by(&colleague, rectify()), by(&office, review(true)), by(&office, reopen())],
            Verdict::Conflict,
        ),
    ];
    for (what, between, verdict) in table {
        let later = between.into_iter().fold(seen.clone(), |life, (who, command)| life.then(&who, command));
        assert_eq!(later.judge(&seen, &me, rectify()), verdict, "{what}");
        // a note can always be added: nothing that was seen in the field is lost
        assert_eq!(later.judge(&seen, &me, note()), Verdict::Apply, "{what}");
    }
}

#[test]
fn corrections_meet_each_other_and_the_end_only() {
    let (me, office) = (inspector(), office());
    let seen = Life::assigned(Severity::General);
    let rectified = seen.clone().then(&other_inspector(), rectify());
    for (what, later, verdict) in [
        ("the same words by both", seen.clone().then(&office, correct("二楼")), Verdict::Conflict),
        ("other words", seen.clone().then(&office, correct("三楼")), Verdict::Conflict),
        ("another grade", seen.clone().then(&office, graded(Severity::Major)), Verdict::Conflict),
        ("a note", seen.clone().then(&office, note()), Verdict::Apply),
        ("rectified", rectified.clone(), Verdict::Apply),
        ("returned", rectified.clone().then(&office, review(false)), Verdict::Apply),
        ("given to somebody else", seen.clone().then(&office, assign(&other_inspector())), Verdict::Apply),
        ("closed", rectified.then(&office, review(true)), Verdict::Conflict),
        ("void", seen.clone().then(&office, void()), Verdict::Conflict),
    ] {
        assert_eq!(later.judge(&seen, &me, correct("二楼")), verdict, "{what}");
    }
}

#[test]
fn of_two_reviews_the_second_is_the_second_word_or_a_disagreement() {
    let office = office();
    let second = person(4, Role::Office);
    let seen = Life::assigned(Severity::Major).then(&inspector(), rectify());
    let first_word = seen.clone().then(&second, review(true));
    assert_eq!(first_word.judge(&seen, &office, review(true)), Verdict::Apply, "both found it in order");
    assert_eq!(first_word.judge(&seen, &office, review(false)), Verdict::Conflict, "they disagree");
    let own = Verdict::Refuse(Fault::new(Code::SecondPersonNeeded));
    assert_eq!(first_word.judge(&seen, &second, review(true)), own, "one person has one word");
    let returned = seen.clone().then(&second, review(false));
    assert_eq!(returned.judge(&seen, &office, review(true)), Verdict::Conflict);
    let again = returned.then(&inspector(), rectify());
    assert_eq!(again.judge(&seen, &office, review(true)), Verdict::Conflict, "of another rectification");
    let noted = seen.clone().then(&second, note()).then(&second, correct("二楼"));
    assert_eq!(noted.judge(&seen, &office, review(true)), Verdict::Apply);
}

#[test]
fn the_office_away_from_its_desk() {
    let (one, other) = (office(), person(4, Role::Office));
    let seen = Life::assigned(Severity::Major);
    let asked = seen.clone().then(&inspector(), ask());
    for (what, base, later, command, verdict) in [
        (
            "assigned by both",
            &seen,
            seen.clone().then(&other, assign(&inspector())),
            assign(&inspector()),
            Verdict::Conflict,
        ),
        ("an extension meanwhile", &seen, asked.clone(), assign(&other_inspector()), Verdict::Apply),
        (
            "decided by both",
            &asked,
            asked.clone().then(&other, decide(true)),
            decide(false),
            Verdict::Conflict,
        ),
        ("asked by both", &seen, asked.clone(), ask(), Verdict::Conflict),
        (
            "withdrawn by rectifying",
            &asked,
            asked.clone().then(&inspector(), rectify()),
            decide(true),
            Verdict::Conflict,
        ),
        (
            "other elements",
            &seen,
            seen.clone().then(&other, five_elements()),
            five_elements(),
            Verdict::Conflict,
        ),
        ("given away", &seen, seen.clone().then(&other, transfer()), void(), Verdict::Conflict),
        ("a note", &seen, seen.clone().then(&other, note()), void(), Verdict::Apply),
    ] {
        assert_eq!(later.judge(base, &one, command), verdict, "{what}");
    }
}

#[test]
fn what_was_never_allowed_is_refused_and_shows_nothing() {
    let seen = Life::assigned(Severity::General);
    let later = seen.clone().then(&office(), void());
    let refused = |verdict: Verdict| match verdict {
        Verdict::Refuse(fault) => fault.code,
        other => panic!("{other:?}"),
    };
    let leader = person(5, Role::Leader);
    assert_eq!(refused(later.judge(&seen, &leader, rectify())), Code::Forbidden);
    assert_eq!(refused(seen.judge(&seen, &inspector(), void())), Code::Forbidden);
    assert_eq!(refused(seen.judge(&seen, &inspector(), review(true))), Code::WrongState);
    let elsewhere = Actor { area: "310105009".parse().expect("code"), ..inspector() };
    assert_eq!(refused(later.judge(&seen, &elsewhere, rectify())), Code::NotFound);
    let rectified = seen.clone().then(&inspector(), rectify());
    assert_eq!(refused(rectified.judge(&rectified, &inspector(), review(true))), Code::OwnRectification);
}

#[test]
fn a_version_that_the_server_never_had_is_for_a_person_to_decide() {
    let seen = Life::assigned(Severity::General);
    let ahead = |command| step(command, Some(seen.state.version + 3));
    assert_eq!(judge(&ahead(rectify()), &seen.state, &[], &inspector()), Verdict::Conflict);
    assert_eq!(judge(&ahead(note()), &seen.state, &[], &inspector()), Verdict::Apply);
    // without a base whatever is there is taken
    assert_eq!(judge(&step(rectify(), None), &seen.state, &[], &inspector()), Verdict::Apply);
}
