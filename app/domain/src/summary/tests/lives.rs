//! Draft, check, issue, correction.

use super::{period, year_2023};
use crate::{
    actor::{Actor, Role},
    fault::{Code, Fault},
    ids::{CampaignId, SummaryId, UserId},
    summary::{
        Column, Figure, FigureRef, Lang, SafetySummary, Subject,
        commands::EditParagraph,
        correction::{FieldChange, RowChange, diff, figure_changes},
        lifecycle::{SummaryAction, SummaryState, SummaryStatus, ready},
        record::{Content, FrozenRow, RowField, RowKey, RowKind},
        text::{Edits, Part, Topic, compose},
    },
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use uuid::Uuid;

fn person(n: u128, role: Role) -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(n)),
        login: "p".into(),
        name: "p".into(),
        role,
        area: "310105008".parse().expect("code"),
    }
}

pub(super) fn now() -> DateTime<Utc> {
    "2024-01-02T00:00:00Z".parse().expect("time")
}

fn draft(by: &Actor) -> SummaryState {
    let id = SummaryId(Uuid::from_u128(1));
    SummaryState::drafted(id, None, "310105008".parse().expect("code"), period("2023"), Some(by.user))
}

fn code<T>(answer: Result<T, Fault>) -> Option<Code> {
    answer.err().map(|fault| fault.code)
}

#[test]
fn a_second_person_checks_and_what_was_checked_is_issued() {
    let (li, wang) = (person(1, Role::Office), person(2, Role::Office));
    let first = draft(&li);
    assert_eq!(code(first.checked(&li, Ok(()), "a".into(), now())), Some(Code::OwnSummary));
    assert_eq!(code(first.permits(SummaryAction::Check, &person(3, Role::Leader))), Some(Code::Forbidden));
    assert_eq!(code(first.permits(SummaryAction::Issue, &wang)), Some(Code::WrongState));
    let broken = Err(Fault::new(Code::BalanceBroken));
    assert_eq!(code(first.checked(&wang, broken, "a".into(), now())), Some(Code::BalanceBroken));
    let checked = first.checked(&wang, Ok(()), "a".into(), now()).expect("checked");
    assert_eq!(checked.status, SummaryStatus::Checked);
    let issue = |seen, kept| checked.issued(&li, Ok(()), (seen, kept), "仙霞安结〔2024〕1号".into(), now());
    assert_eq!(code(issue("a", "b")), Some(Code::Stale));
    assert_eq!(code(issue("b", "a")), Some(Code::Stale));
    let issued = issue("a", "a").expect("issued");
    assert_eq!((issued.status, issued.version), (SummaryStatus::Issued, 3));
    for action in SummaryAction::ALL {
        let possible = issued.permits(*action, &li).is_ok();
        assert_eq!(possible, *action == SummaryAction::Correct, "{action}");
    }
    let again = checked.written(SummaryAction::Edit, &wang).expect("edited");
    assert_eq!((again.status, again.checked, again.sha256.clone()), (SummaryStatus::Draft, None, None));
    assert_eq!(code(again.permits(SummaryAction::Check, &wang)), Some(Code::OwnSummary));
}

#[test]
fn two_people_stand_behind_what_the_schedule_drafted() {
    let (li, wang) = (person(1, Role::Office), person(2, Role::Office));
    let drafted = SummaryState { writers: BTreeSet::new(), ..draft(&li) };
    let checked = drafted.checked(&li, Ok(()), "a".into(), now()).expect("nobody wrote in it");
    assert_eq!(code(checked.permits(SummaryAction::Issue, &li)), Some(Code::OwnSummary));
    assert_eq!(code(checked.permits(SummaryAction::Issue, &wang)), None);
    // whoever wrote in it is the first of two
    let written = draft(&wang).checked(&li, Ok(()), "a".into(), now()).expect("checked");
    assert_eq!(code(written.permits(SummaryAction::Issue, &li)), None);
}

#[test]
fn what_stands_in_the_way_of_the_issue() {
    let written = |summary: &SafetySummary| {
        let mut edits = Edits::default();
        edits.put(Lang::Zh, Topic::NextPeriod, vec![Part::Text("继续开展排查。".into())]);
        ready(summary, &compose(summary, Lang::Zh, &edits))
    };
    let summary = SafetySummary::from_facts(year_2023());
    assert_eq!(written(&summary), Ok(()));
    let unwritten = ready(&summary, &compose(&summary, Lang::Zh, &Edits::default()));
    let fault = unwritten.expect_err("the office has written nothing");
    assert_eq!((fault.code, fault.args["section"].as_str()), (Code::SectionEmpty, "next_period"));
    // the office wrote of a campaign that runs in this period no longer
    let gone = FigureRef::of(Figure::CampaignFound, Subject::Campaign(CampaignId(Uuid::from_u128(9))));
    let mut edits = Edits::default();
    edits.put(Lang::Zh, Topic::NextPeriod, vec![Part::Text("继续整改".into()), Part::Counted(gone)]);
    let fault = ready(&summary, &compose(&summary, Lang::Zh, &edits)).expect_err("no such figure");
    let (topic, word) = (fault.args["topic"].as_str(), fault.args["word"].parse::<FigureRef>());
    assert_eq!((fault.code, topic, word), (Code::FigureGone, "next_period", Ok(gone)));
    let mut facts = year_2023();
    facts.now.hazards.balance.open_at_end = 12;
    assert_eq!(code(written(&SafetySummary::from_facts(facts))), Some(Code::BalanceBroken));
    let mut facts = year_2023();
    facts.as_of -= chrono::TimeDelta::milliseconds(1);
    assert_eq!(code(written(&SafetySummary::from_facts(facts))), Some(Code::PeriodNotOver));
}

pub(super) fn row(id: u128, fields: &[(RowField, &str)], figures: &[Figure]) -> FrozenRow {
    FrozenRow {
        key: RowKey { kind: RowKind::Hazard, id: Uuid::from_u128(id) },
        label: format!("310105008-2023-{id:06}"),
        area: "310105008001".parse().expect("code"),
        fields: fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect(),
        figures: figures.iter().map(|figure| FigureRef::now(*figure)).collect(),
    }
}

#[test]
fn a_correction_lists_what_could_not_be_stated_today() {
    let (found, closed) = (Figure::Found, Figure::Closed);
    let (category, done) = ((RowField::Category, "fire"), (RowField::DoneAt, "2023-12-01T00:00:00Z"));
    let before = [
        row(1, &[category, done], &[found, closed]),
        row(2, &[category], &[found]),
        row(3, &[category, done], &[found, closed]),
        row(4, &[category, done], &[found, closed]),
        row(5, &[category, (RowField::EffectiveDue, "2023-12-20")], &[found]),
    ];
    let after = [
        row(1, &[(RowField::Category, "gas"), done], &[found, closed]),
        row(2, &[category, (RowField::DoneAt, "2024-02-01T00:00:00Z")], &[found, closed]),
        row(3, &[category], &[found]),
        row(4, &[category, done], &[found, closed]),
        row(5, &[category, (RowField::EffectiveDue, "2024-01-20")], &[found]),
        row(6, &[category], &[found]),
    ];
    let lines: Vec<_> = diff(before.clone(), after, now()).collect();
    let seen: Vec<_> =
        lines.iter().map(|line| (line.key.id.as_u128(), line.change, line.fields.len())).collect();
    assert_eq!(seen, [(1, RowChange::Changed, 1), (3, RowChange::Changed, 1), (6, RowChange::Added, 1)]);
    assert_eq!(lines[0].fields[0].before.as_deref(), Some("fire"));
    assert_eq!(lines[0].fields[0].after.as_deref(), Some("gas"));
    assert_eq!(lines[1].figures, BTreeSet::from([FigureRef::now(closed)]));
    assert_eq!(diff(before.clone(), before.clone(), now()).count(), 0);
    // of what came or went it is told what it is
    let category = |before: Option<&str>, after: Option<&str>| FieldChange {
        field: RowField::Category,
        before: before.map(Into::into),
        after: after.map(Into::into),
    };
    assert_eq!(lines[2].fields, [category(None, Some("fire"))]);
    let gone: Vec<_> = diff(before, [], now()).collect();
    assert!(gone.iter().all(|line| line.change == RowChange::Removed));
    let told: Vec<_> = gone.iter().map(|line| line.fields.len()).collect();
    assert_eq!((told, &gone[1].fields[0]), (vec![2, 1, 2, 2, 1], &category(Some("fire"), None)));
}

#[test]
fn a_row_that_counts_elsewhere_while_it_says_the_same_is_listed() {
    let (found, repeated, closed) = (Figure::Found, Figure::Repeated, Figure::Closed);
    let (cleared, users) = (Figure::LpgClearedUsers, Figure::LpgUsers);
    let done = (RowField::DoneAt, "2024-02-01T00:00:00Z");
    // the earlier one was reopened, also of one that went on; a cylinder was handed back and nobody had entered it
    let before = [
        row(1, &[], &[found, repeated]),
        row(2, &[], &[found, repeated]),
        row(3, &[], &[users]),
        row(4, &[], &[found, Figure::Awaiting]),
    ];
    let after = [
        row(1, &[], &[found]),
        row(2, &[done], &[found, closed]),
        row(3, &[], &[users, cleared]),
        row(4, &[], &[found, Figure::Overdue]),
    ];
    let lines: Vec<_> = diff(before, after, now()).collect();
    let moved = |id: usize| {
        let [FieldChange { field: RowField::Figures, before, after }] = lines[id].fields.as_slice() else {
            panic!("{:?}", lines[id])
        };
        (lines[id].key.id.as_u128(), before.as_deref(), after.as_deref())
    };
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(moved(0), (1, Some("repeated"), None));
    assert_eq!(moved(1), (2, Some("repeated"), None));
    assert_eq!(moved(2), (3, None, Some("lpg_cleared_users")));
}

#[test]
fn what_follows_from_other_rows_is_no_line_of_its_own() {
    let base = |figure| FigureRef::now(figure).at(Column::Base);
    // issued when bases were not kept yet
    let mut now_kept = row(1, &[], &[Figure::Found]);
    now_kept.figures.insert(base(Figure::RateDue));
    assert_eq!(diff([row(1, &[], &[Figure::Found])], [now_kept.clone()], now()).count(), 0);
    let key = RowKey::committee(&"310105005001".parse().expect("a code"));
    assert_eq!(key.area().map(|area| area.to_string()).as_deref(), Some("310105005001"));
    let committee = FrozenRow { key, ..row(1, &[], &[Figure::ZeroCylinder]) };
    let without = FrozenRow { key, ..row(1, &[], &[]) };
    for (before, after) in
        [(Some(&committee), None), (None, Some(&committee)), (Some(&without), Some(&committee))]
    {
        assert_eq!(diff(before.cloned(), after.cloned(), now()).count(), 0);
    }
    let added = diff([], [now_kept], now()).next().map(|line| line.figures);
    assert_eq!(added, Some(BTreeSet::from([FigureRef::now(Figure::Found)])));
}

#[test]
fn a_campaign_that_goes_on_is_no_correction_but_a_door_that_closes_again_is() {
    let figure = FigureRef::of(Figure::CampaignCoverage, Subject::Campaign(CampaignId(Uuid::from_u128(9))));
    let let_in = FrozenRow { figures: BTreeSet::from([figure]), ..row(1, &[], &[]) };
    let out = row(1, &[], &[]);
    assert_eq!(diff([out.clone()], [let_in.clone()], now()).count(), 0);
    assert_eq!(diff([let_in], [out], now()).count(), 1);
}

#[test]
fn figures_that_would_be_others() {
    let before = SafetySummary::from_facts(year_2023());
    let mut facts = year_2023();
    facts.now.hazards.rate_found.n -= 1;
    let after = SafetySummary::from_facts(facts);
    let changed: Vec<_> = figure_changes(&before, &after).iter().map(|change| change.figure.figure).collect();
    assert_eq!(changed, [Figure::Closed, Figure::NotClosed, Figure::RateFound]);
    assert_eq!(figure_changes(&before, &before), []);
}

/// What was issued before rows were kept beside it is read, hashed and made again as it was.
#[test]
fn a_content_without_rows_beside_it_says_nothing_of_them() {
    let mut summary = SafetySummary::from_facts(year_2023());
    assert!(summary.keeps_beside());
    summary.form = 2;
    assert!(!summary.keeps_beside());
    let before = Content::of(summary, &Edits::default(), "rows".into());
    let text = String::from_utf8(before.canonical()).expect("a text");
    assert!(text.ends_with(r#""rows_sha256":"rows"}"#), "{text}");
    assert_eq!(serde_json::from_str::<Content>(&text).map(|read| read.sha256()).ok(), Some(before.sha256()));
    let after = before.clone().with_beside("beside".into());
    assert_ne!(after.sha256(), before.sha256());
    let back: Content = serde_json::from_slice(&after.canonical()).expect("reads what it writes");
    assert_eq!(back, after);
}

#[test]
fn an_edit_is_read_before_it_is_judged() {
    let edit = |text: &str| EditParagraph {
        lang: Lang::Zh,
        topic: Topic::Overview,
        text: text.into(),
        left_out: vec![],
    };
    assert_eq!(edit("查出{{found#}}").parts().expect("parts").len(), 2);
    assert_eq!(code(edit("查出{{nonsense}}").parts()), Some(Code::Invalid));
}
