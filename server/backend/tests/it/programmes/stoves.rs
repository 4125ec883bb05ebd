//! The life of a stove, from the survey to the one that takes its place.

use super::*;
use crate::support::{
    books,
    gear::{receipt, replacement, safe_stove, stove_step, survey, unsafe_stove},
    world::{COMMITTEE, date, refused},
};
use backend::{
    audit::verify::verify,
    entities::{audit_entry, stove_event},
};
use domain::{
    fault::Code,
    hazards::GENESIS,
    inspections::{Outcome, Signature},
    money::Fen,
    programmes::{
        campaign::Standing,
        chain::EventContent,
        filters::StoveFilter,
        gear::Life,
        stove::{GoneReason, NonSafe, Replacement, StoveCommand, StoveEventKind, StoveStatus},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use stove_services::{query, service};

db_test!(a_life_from_the_survey_to_its_successor, |db| async move {
    let world = World::new(&db).await;
    let stove = world.stove(world.flat, day(), unsafe_stove("2020-01-01")).await;
    world.report_replacement(stove, noon("2023-06-20"), "2023-06-01").await;
    let later = world.ctx(&world.inspector, noon("2023-06-21"));
    let accept = || StoveCommand::Accept { signature: None, note: None };
    assert_eq!(refused(service::change(&later, stove_step(stove, None, accept())).await), Code::Forbidden);
    let done = world.stove_steps(&world.office, noon("2023-06-22"), stove, accept()).await;
    assert_eq!((done.status, done.version), (StoveStatus::Accepted, 4));
    assert_eq!(
        done.signature,
        Some(Signature::Refused { witness: "李**".into(), reason: None }),
        "of a home"
    );

    let page = query::detail(&world.ctx(&world.leader, noon("2023-06-23")), stove).await.unwrap();
    let kinds: Vec<StoveEventKind> = page.events.iter().map(|event| event.kind).collect();
    let expected = [
        StoveEventKind::Surveyed,
        StoveEventKind::Planned,
        StoveEventKind::Replaced,
        StoveEventKind::Accepted,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(page.photos.len(), 2);
    assert!(page.steps.iter().all(|step| step.refusal.is_some()), "a leader changes nothing");
    let successor = page.successor.unwrap();
    let new = query::detail(&world.ctx(&world.office, noon("2023-06-23")), successor).await.unwrap();
    assert_eq!((new.state.status, new.state.replaces), (StoveStatus::Safe, Some(stove)));
    assert_eq!(new.summary.expires_on, Some(date("2031-06-01")));
    assert_eq!(new.events.len(), 1);
    // a row of the list tells what the page does
    let ctx = world.ctx(&world.office, noon("2023-06-23"));
    let listed = query::list(&ctx, &StoveFilter::default(), 50).await.unwrap().rows;
    assert_eq!(listed.len(), 2);
    for row in listed {
        assert_eq!(query::detail(&ctx, row.id).await.unwrap().summary, row);
    }

    // each event carries the hash of the one before, and the last the row as it stands
    let events = stove_event::Entity::find()
        .filter(stove_event::Column::StoveId.eq(stove.0))
        .order_by_asc(stove_event::Column::Seq)
        .all(db.read())
        .await
        .unwrap();
    let mut before = GENESIS.to_owned();
    for event in &events {
        assert_eq!(event.prev_hash, before);
        assert_eq!(EventContent::try_from(event).unwrap().hash(&before), event.hash);
        before.clone_from(&event.hash);
    }
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, []);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::SubjectId.eq(stove.to_string()));
    assert_eq!(lines.count(db.read()).await.unwrap(), 4);
});

db_test!(who_reported_it_does_not_accept_it, |db| async move {
    let world = World::new(&db).await;
    let stove = world.stove(world.shop, day(), unsafe_stove("2020-01-01")).await;
    let plan = StoveCommand::Plan { on: date("2023-06-15"), note: None };
    world.stove_steps(&world.office, day(), stove, plan).await;
    let photos = [world.photo(&world.office, day()).await, world.photo(&world.office, day()).await];
    let replacement = Box::new(replacement("2023-06-01", photos[0], photos[1]));
    let report = StoveCommand::Replace { replacement, signature: None, note: None };
    world.stove_steps(&world.office, day(), stove, report).await;
    let accept = |signature| StoveCommand::Accept { signature, note: None };
    let own = world.ctx(&world.office, day());
    let told = refused(service::change(&own, stove_step(stove, None, accept(Some(receipt())))).await);
    assert_eq!(told, Code::OwnWork);
    let other = world.ctx(&world.colleague, day());
    let told = refused(service::change(&other, stove_step(stove, None, accept(None))).await);
    assert_eq!(told, Code::Invalid, "the receipt is missing");
    let back = StoveCommand::SendBack { reason: "照片不清楚".into() };
    let state = world.stove_steps(&world.colleague, day(), stove, back).await;
    assert_eq!((state.status, state.sent_back_count, state.replaced_at), (StoveStatus::Planned, 1, None));
});

db_test!(the_office_sends_a_planned_stove_back_to_be_surveyed_anew, |db| async move {
    let world = World::new(&db).await;
    let stove = world.stove(world.flat, day(), unsafe_stove("2020-01-01")).await;
    let plan = StoveCommand::Plan { on: date("2023-06-15"), note: None };
    world.stove_steps(&world.inspector, day(), stove, plan).await;
    let again = StoveCommand::LookAgain { reason: "住户称装有熄火保护".into() };
    let inspector = world.ctx(&world.inspector, day());
    let own = service::change(&inspector, stove_step(stove, None, again.clone())).await;
    assert_eq!(refused(own), Code::Forbidden);
    let far = world.ctx(&world.stranger, day());
    assert_eq!(refused(service::change(&far, stove_step(stove, None, again.clone())).await), Code::NotFound);
    let office = world.ctx(&world.office, day());
    let blank = StoveCommand::LookAgain { reason: String::new() };
    assert_eq!(refused(service::change(&office, stove_step(stove, None, blank)).await), Code::Invalid);
    let step = stove_step(stove, Some(2), again);
    // the same again is the same step
    for _ in 0..2 {
        let state = service::change(&office, step.clone()).await.unwrap();
        assert_eq!((state.status, state.planned_for, state.version), (StoveStatus::Surveyed, None, 3));
    }
    let late = stove_step(stove, Some(2), StoveCommand::LookAgain { reason: "同上".into() });
    assert_eq!(refused(service::change(&office, late).await), Code::WrongState);
    let year = domain::period::Period::year(2023).unwrap();
    let known = async || {
        let told =
            backend::programmes::figures::figures(&office, None, year, noon("2023-07-01")).await.unwrap();
        told.stove_progress.of
    };
    assert_eq!(known().await, 1, "a doubt takes it out of no figure");
    let survey =
        StoveCommand::Survey { survey: Box::new(safe_stove("2022-01-01")), note: None, photos: vec![] };
    let seen = world.stove_steps(&world.inspector, day(), stove, survey).await;
    assert_eq!((seen.status, known().await), (StoveStatus::Safe, 0));
    let page = query::detail(&office, stove).await.unwrap();
    let doubt = &page.events[2];
    assert_eq!((doubt.kind, doubt.from), (StoveEventKind::SentBack, Some(StoveStatus::Planned)));
    assert_eq!(doubt.data["planned_for"], "2023-06-15");
    assert_eq!(doubt.note.as_deref(), Some("住户称装有熄火保护"));
});

db_test!(the_table_says_what_took_the_place_of_a_stove_and_what_it_cost, |db| async move {
    let world = World::new(&db).await;
    world.stove(world.flat, day(), safe_stove("2022-01-01")).await;
    let stove = world.stove(world.shop, day(), unsafe_stove("2020-01-01")).await;
    let plan = StoveCommand::Plan { on: date("2023-06-15"), note: None };
    world.stove_steps(&world.inspector, day(), stove, plan).await;
    let photos = [world.photo(&world.inspector, day()).await, world.photo(&world.inspector, day()).await];
    let replacement = Box::new(Replacement {
        cost: Some(Fen(120_000)),
        subsidy: Some(Fen(80_000)),
        ..replacement("2023-06-01", photos[0], photos[1])
    });
    let report = StoveCommand::Replace { replacement, signature: Some(receipt()), note: None };
    world.stove_steps(&world.inspector, day(), stove, report).await;
    let table = books::table(&world.ctx(&world.office, day()), &StoveFilter::default()).await;
    let ends = |end: &str| table.lines().skip(1).filter(|line| line.ends_with(end)).count();
    assert_eq!(ends(",JZT-01,A-77,燃气公司 周师傅,1200.00,800.00"), 1, "{table}");
    assert_eq!(ends(",,,,,"), 1, "nothing took the place of the other: {table}");
});

db_test!(a_refused_household_never_counts_as_done, |db| async move {
    let world = World::new(&db).await;
    let stove = world.stove(world.flat, day(), unsafe_stove("2010-01-01")).await;
    let at_the_door = |outcome| StoveCommand::Attempt { outcome, note: None };
    for outcome in [Outcome::NotAtHome, Outcome::Refused] {
        let state = world.stove_steps(&world.inspector, day(), stove, at_the_door(outcome)).await;
        assert_eq!(state.status, StoveStatus::NonSafe);
    }
    let ctx = world.ctx(&world.office, noon("2023-07-01"));
    let refused_ones = StoveFilter { standing: Some(Standing::Refused), ..StoveFilter::default() };
    let page = query::list(&ctx, &refused_ones, 50).await.unwrap();
    assert_eq!((page.total.n, page.rows[0].attempts), (1, 2));
    assert_eq!(query::detail(&ctx, stove).await.unwrap().summary, page.rows[0]);
    let done = StoveFilter { standing: Some(Standing::LetIn), ..StoveFilter::default() };
    assert_eq!(query::list(&ctx, &done, 50).await.unwrap().total.n, 0);
    let year = domain::period::Period::year(2023).unwrap();
    let told = backend::programmes::figures::figures(&ctx, None, year, ctx.now).await.unwrap();
    assert_eq!((told.stoves_replaced, told.stoves_awaiting), (0, 0));
    assert_eq!((told.stove_progress.n, told.stove_progress.of), (0, 1));
});

db_test!(the_same_again_is_accepted_and_anything_else_under_its_id_is_not, |db| async move {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.inspector, day());
    let command = survey(world.shop, safe_stove("2022-01-01"), day());
    assert!(!service::survey(&ctx, command.clone()).await.unwrap().repeated);
    assert!(service::survey(&ctx, command.clone()).await.unwrap().repeated);
    let mut other = command.clone();
    other.note = Some("另一台".into());
    assert_eq!(refused(service::survey(&ctx, other).await), Code::ContentConflict);
    let step =
        stove_step(command.id, Some(1), StoveCommand::AddNote { note: "灶台偏低".into(), photos: vec![] });
    let first = service::change(&ctx, step.clone()).await.unwrap();
    assert_eq!(service::change(&ctx, step.clone()).await.unwrap(), first);
    assert_eq!(query::detail(&ctx, command.id).await.unwrap().events.len(), 2);
    let mut other = step.clone();
    other.command = StoveCommand::AddNote { note: "灶台偏高".into(), photos: vec![] };
    assert_eq!(refused(service::change(&ctx, other).await), Code::ContentConflict);
    let late = StoveCommand::Remove { reason: GoneReason::GasGivenUp, note: "改用电".into() };
    assert_eq!(refused(service::change(&ctx, stove_step(command.id, Some(1), late)).await), Code::Stale);
});

db_test!(rows_end_at_the_border_and_households_are_masked, |db| async move {
    let world = World::new(&db).await;
    let stove = world.stove(world.flat, day(), unsafe_stove("2020-01-01")).await;
    world.stove(world.far_shop, day(), unsafe_stove("2020-01-01")).await;
    for (who, n) in [(&world.office, 1), (&world.inspector, 1), (&world.neighbour, 0), (&world.stranger, 1)] {
        let ctx = world.ctx(who, day());
        let page = query::list(&ctx, &StoveFilter::default(), 50).await.unwrap();
        assert_eq!(page.rows.len(), n, "{}", who.login);
        assert_eq!(page.rows.iter().any(|row| row.id == stove), n == 1 && who.login != "stranger");
    }
    for outside in [&world.neighbour, &world.stranger] {
        let ctx = world.ctx(outside, day());
        assert_eq!(refused(query::detail(&ctx, stove).await), Code::NotFound);
        let note = StoveCommand::AddNote { note: "看看".into(), photos: vec![] };
        assert_eq!(refused(service::change(&ctx, stove_step(stove, None, note)).await), Code::NotFound);
        let elsewhere = survey(world.flat, safe_stove("2022-01-01"), day());
        assert_eq!(refused(service::survey(&ctx, elsewhere).await), Code::Invalid);
    }
    let leader = world.ctx(&world.leader, day());
    let command = survey(world.flat, safe_stove("2022-01-01"), day());
    assert_eq!(refused(service::survey(&leader, command).await), Code::Forbidden);
    let row = query::list(&leader, &StoveFilter::default(), 50).await.unwrap().rows.remove(0);
    assert_eq!((row.door.name.as_str(), row.door.address.as_str()), ("欧****", "仙霞路700弄43号"));
    let elsewhere = StoveFilter {
        common: domain::listing::Common { area: Some(COMMITTEE.parse().unwrap()), ..Default::default() },
        ..StoveFilter::default()
    };
    assert_eq!(
        refused(query::list(&world.ctx(&world.stranger, day()), &elsewhere, 50).await),
        Code::NotFound
    );
});

db_test!(lists_are_filtered_and_walked_by_the_end_of_life, |db| async move {
    let world = World::new(&db).await;
    let mut ends = Vec::new();
    for sold in ["2014-03-01", "2016-06-20", "2015-12-01", "2015-09-01", "2022-01-01"] {
        ends.push((world.stove(world.shop, day(), safe_stove(sold)).await, sold));
    }
    let mut unknown = safe_stove("2020-01-01");
    unknown.dates.sold_on = None;
    let last = world.stove(world.flat, day(), unknown).await;
    ends.sort_by_key(|(_, sold)| *sold);
    let ctx = world.ctx(&world.office, day());
    let mut filter = StoveFilter::default();
    filter.common.sort = Some(domain::listing::Sort::Due);
    let mut walked = Vec::new();
    loop {
        let page = query::list(&ctx, &filter, 4).await.unwrap();
        assert_eq!(page.total.n, 6);
        walked.extend(page.rows.iter().map(|row| row.id));
        let Some(next) = page.next else { break };
        filter.common.cursor = Some(next);
    }
    let expected: Vec<_> = ends.iter().map(|(id, _)| *id).chain([last]).collect();
    assert_eq!(walked, expected, "what is not known comes last");
    for (life, n) in [(Life::Expired, 1), (Life::Expiring, 2), (Life::Unknown, 1), (Life::Good, 2)] {
        let of_life = StoveFilter { life: Some(life), ..StoveFilter::default() };
        let page = query::list(&ctx, &of_life, 50).await.unwrap();
        assert_eq!(page.total.n, n, "{life}");
        assert!(page.rows.iter().all(|row| row.life == Some(life)), "{life}");
    }
    let old = StoveFilter { non_safe: vec![NonSafe::PastLife], ..StoveFilter::default() };
    assert_eq!(query::list(&ctx, &old, 50).await.unwrap().total.n, 1);
    let none = StoveFilter { non_safe: vec![NonSafe::HosePastLife], ..StoveFilter::default() };
    assert_eq!(query::list(&ctx, &none, 50).await.unwrap().total.n, 0, "a word is not the end of another");
});
