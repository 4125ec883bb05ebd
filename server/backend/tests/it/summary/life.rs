//! Drafted, written, checked by a second person, issued: what is refused, what is frozen, what comes back byte for byte.

use backend::{
    audit::verify::{What, verify},
    entities::{summary, summary_content, summary_note},
    queue, reminders,
    summary::{notes, query, schedule, service},
};
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::SummaryId,
    summary::{
        Figure, FigureRef, Lang, Value,
        commands::SummaryCommand,
        lifecycle::{SummaryAction, SummaryStatus},
        record::RowField,
        views::{RowsPart, StepEnd},
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicBool, Ordering},
};
use uuid::Uuid;

use super::{change, check, checked, issued, numbers, of, state, step, tamper, write_next};
use crate::support::{
    gear,
    world::{COMMITTEE, FAR_SUBDISTRICT, SUBDISTRICT, World, noon, refused},
};

/// Three findings in June, two of them closed in it.
async fn june(world: &World) {
    for day in ["2023-06-05", "2023-06-06"] {
        let id = world.find(noon(day), |_| ()).await;
        world.close(noon("2023-06-10"), id).await;
    }
    world.find(noon("2023-06-20"), |_| ()).await;
}

db_test!(a_summary_lives_through_three_hands, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    let july = noon("2023-07-03");
    let office = world.ctx(&world.office, july);
    let command = of("2023-06", SUBDISTRICT);
    let id = service::draft(&office, command.clone()).await.unwrap();
    assert_eq!(service::draft(&office, command.clone()).await.unwrap(), id, "the same command again");
    assert_eq!(service::draft(&office, of("2023-06", SUBDISTRICT)).await.unwrap(), id, "there is one");
    let mut other = command;
    other.period = "2023-05".parse().unwrap();
    assert_eq!(refused(service::draft(&office, other).await), Code::ContentConflict);

    let drafted = state(&office, id).await;
    let page = query::page(&office, id, Lang::Zh).await.unwrap();
    assert_eq!((page.summary.count(Figure::Found), page.summary.count(Figure::Closed)), (3, 2));
    assert_eq!(page.not_ready.map(|fault| fault.code), Some(Code::SectionEmpty));

    // nobody checks what they wrote, an empty section is not issued
    let colleague = world.ctx(&world.colleague, july);
    let early = service::change(&colleague, change(&drafted, check())).await;
    assert_eq!(refused(early), Code::SectionEmpty);
    let write = change(&drafted, write_next("查出{{found}}处，继续整改。"));
    let written = service::change(&office, write.clone()).await.unwrap();
    assert_eq!(service::change(&office, write.clone()).await.unwrap(), written, "the same change again");
    let mut twisted = write;
    twisted.command = write_next("别的话。");
    assert_eq!(refused(service::change(&office, twisted).await), Code::ContentConflict);
    assert_eq!(refused(service::change(&office, change(&drafted, check())).await), Code::OwnSummary);
    assert_eq!(refused(service::change(&colleague, change(&drafted, check())).await), Code::Stale);
    for (who, code) in [
        (&world.leader, Code::Forbidden),
        (&world.inspector, Code::NotFound),
        (&world.stranger, Code::NotFound),
    ] {
        let ctx = world.ctx(who, july);
        assert_eq!(refused(service::change(&ctx, change(&written, check())).await), code, "{}", who.login);
    }

    let checked = service::change(&colleague, change(&written, check())).await.unwrap();
    assert_eq!(checked.status, SummaryStatus::Checked);
    let sha256 = checked.sha256.clone().unwrap();
    let wrong = SummaryCommand::Issue { sha256: "0".repeat(64) };
    assert_eq!(refused(service::change(&office, change(&checked, wrong)).await), Code::Stale);
    assert_eq!(numbers(&db, "SELECT COUNT(*) FROM summary_counter").await, [0], "no number was lost");
    let issue = change(&checked, SummaryCommand::Issue { sha256: sha256.clone() });
    let after = service::change(&office, issue.clone()).await.unwrap();
    assert_eq!(service::change(&office, issue).await.unwrap(), after, "the same change again");
    assert!(after.number.as_deref().is_some_and(|n| n.ends_with("安结〔2023〕1号")), "{:?}", after.number);
    assert_eq!(after.sha256, Some(sha256.clone()));
    for command in [write_next("改一改。"), SummaryCommand::Recompute {}, check()] {
        assert_eq!(refused(service::change(&office, change(&after, command)).await), Code::WrongState);
    }

    // what is kept is what was hashed, and makes the same again
    let issued = query::issued(&office, id).await.unwrap();
    let kept = summary_content::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(issued.content.canonical(), kept.content.unwrap().into_bytes());
    assert_eq!(issued.content.sha256(), sha256);
    assert_eq!(issued.writers.len(), 1);

    // whoever leads the area is told, once
    let leader = world.ctx(&world.leader, july);
    assert_eq!(notes::list(&leader).await.unwrap().iter().map(|note| note.row.id).collect::<Vec<_>>(), [id]);
    notes::read(&leader, id).await.unwrap();
    assert!(notes::list(&leader).await.unwrap().is_empty());

    // life goes on, the summary does not change
    world.find(noon("2023-07-04"), |_| ()).await;
    let later = world.ctx(&world.leader, noon("2023-08-01"));
    assert_eq!(query::issued(&later, id).await.unwrap(), issued);
    let page = query::page(&later, id, Lang::Zh).await.unwrap();
    assert_eq!((page.summary.count(Figure::Found), page.not_ready), (3, None));
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});

db_test!(a_note_of_a_step_is_the_last_one_and_makes_way_for_an_issue, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    let july = noon("2023-07-03");
    let (colleague, leader) = (world.ctx(&world.colleague, july), world.ctx(&world.leader, july));
    let checked = checked(&world, "2023-06", july).await;
    let id = checked.id;
    let fault = Fault::new(Code::BalanceBroken).with("area", SUBDISTRICT);
    let (check, issue) = (SummaryAction::Check, SummaryAction::Issue);
    for (ctx, action, refusal) in [
        (&colleague, check, Some(fault)),
        (&colleague, issue, None),
        (&leader, issue, Some(Fault::new(Code::Forbidden))),
    ] {
        notes::ended(ctx, id, action, refusal.as_ref()).await.unwrap();
        let told = notes::list(ctx).await.unwrap();
        let ended: Vec<_> = told.into_iter().map(|note| (note.row.id, note.ended)).collect();
        assert_eq!(ended, [(id, Some(StepEnd { action, refusal }))]);
        notes::read(ctx, id).await.unwrap();
        assert!(notes::list(ctx).await.unwrap().is_empty());
    }
    // of what is not there for them nobody is told
    let nothing = SummaryId(Uuid::now_v7());
    notes::ended(&colleague, nothing, check, Some(&Fault::new(Code::NotFound))).await.unwrap();
    assert!(notes::list(&colleague).await.unwrap().is_empty());

    let sha256 = checked.sha256.clone().unwrap();
    step(&world, &world.colleague, july, &checked, SummaryCommand::Issue { sha256 }).await;
    let told = notes::list(&leader).await.unwrap();
    assert_eq!(told.iter().map(|note| (note.row.id, &note.ended)).collect::<Vec<_>>(), [(id, &None)]);
});

db_test!(what_does_not_balance_is_not_checked, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    let july = noon("2023-07-03");
    let office = world.ctx(&world.office, july);
    let id = service::draft(&office, of("2023-06", SUBDISTRICT)).await.unwrap();
    let drafted = state(&office, id).await;
    let written = step(&world, &world.office, july, &drafted, write_next("继续开展排查。")).await;
    let colleague = world.ctx(&world.colleague, july);
    // counters that lost a closing, of the subdistrict or of a committee alone, lead to another number than the rows that are open
    for areas in [format!("'{SUBDISTRICT}'"), format!("'{COMMITTEE}'")] {
        let of = format!("month = 202306 AND area_code = {areas}");
        tamper(&db, &format!("UPDATE month_figure SET flow_closed = flow_closed - 1 WHERE {of}")).await;
        let answer = service::change(&colleague, change(&written, check())).await;
        assert_eq!(refused(answer), Code::BalanceBroken, "{areas}");
        tamper(&db, &format!("UPDATE month_figure SET flow_closed = flow_closed + 1 WHERE {of}")).await;
    }
    service::change(&colleague, change(&written, check())).await.unwrap();
});

db_test!(a_summary_is_one_read_while_others_write, |db| async {
    let world = World::new(&db).await;
    let (area, july) = (SUBDISTRICT.parse().unwrap(), "2023-07".parse().unwrap());
    // while the month lasts, and when it is over
    let readers = ["2023-07-20", "2023-08-03"].map(|day| world.ctx(&world.office, noon(day)));
    let written = AtomicBool::new(false);
    let write = async {
        for _ in 0..30 {
            let id = world.find(noon("2023-07-05"), |_| ()).await;
            world.close(noon("2023-07-06"), id).await;
            world.find(noon("2023-07-07"), |_| ()).await;
        }
        written.store(true, Ordering::Relaxed);
    };
    let read = async {
        let mut seen = BTreeSet::new();
        while !written.load(Ordering::Relaxed) {
            for ctx in &readers {
                let summary = service::compute(ctx, &area, july).await.unwrap();
                // counters of one moment and rows of another would not fit
                assert_eq!(summary.broken_balance(), None);
                assert_eq!(
                    summary.ages.iter().map(|line| line.open).sum::<i64>(),
                    summary.balance.open_at_end
                );
                seen.insert(summary.balance.open_at_end);
            }
        }
        seen
    };
    let ((), seen) = tokio::join!(write, read);
    assert!(seen.len() > 2, "nothing was written between the reads: {seen:?}");
});

db_test!(what_has_no_summary, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-07-03"));
    for (command, field, code) in [
        (of("2023-08", SUBDISTRICT), "period", FieldCode::OutOfRange),
        (of("2023-06", FAR_SUBDISTRICT), "area", FieldCode::OutsideArea),
        (of("2023-06", "31010500800101"), "area", FieldCode::Unknown),
    ] {
        let error = service::draft(&office, command).await.unwrap_err();
        let faults = &error.as_fault().unwrap().fields;
        assert!(faults.iter().any(|fault| fault.field == field && fault.code == code), "{error:?}");
    }
    let leader = world.ctx(&world.leader, noon("2023-07-03"));
    assert_eq!(refused(service::draft(&leader, of("2023-06", SUBDISTRICT)).await), Code::Forbidden);
    // a month that is not over can be read, and is not checked
    let id = service::draft(&office, of("2023-07", SUBDISTRICT)).await.unwrap();
    let drafted = state(&office, id).await;
    let written = step(&world, &world.office, noon("2023-07-03"), &drafted, write_next("继续。")).await;
    let colleague = world.ctx(&world.colleague, noon("2023-07-04"));
    assert_eq!(refused(service::change(&colleague, change(&written, check())).await), Code::PeriodNotOver);
    let in_the_way = async |day: &str| {
        let page = query::page(&world.ctx(&world.colleague, noon(day)), id, Lang::Zh).await.unwrap();
        page.not_ready.map(|fault| fault.code)
    };
    assert_eq!(in_the_way("2023-07-04").await, Some(Code::PeriodNotOver));
    // it has ended since, though nobody has read the figures anew: the check does
    assert_eq!(in_the_way("2023-08-01").await, None);
    let colleague = world.ctx(&world.colleague, noon("2023-08-01"));
    let checked = service::change(&colleague, change(&written, check())).await.unwrap();
    assert_eq!(checked.status, SummaryStatus::Checked);
});

db_test!(the_rows_behind_are_as_many_as_the_figure_says, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    world.gas_save(noon("2023-06-12"), gear::lpg(world.shop, vec![])).await;
    let checked = checked(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-03"));
    let page = query::page(&ctx, checked.id, Lang::Zh).await.unwrap();
    // these count places, not rows
    let distinct = [
        Figure::Premises,
        Figure::HouseholdsSurveyed,
        Figure::GasAlarmHouseholds,
        Figure::GasAlarmsServed,
        Figure::GasAlarmsInPlace,
        Figure::GasAlarmsInstalled,
        Figure::EstatesWithDetectors,
        Figure::ChargerEstates,
    ];
    let mut seen = BTreeMap::new();
    for line in page.summary.lines.iter().filter(|line| !distinct.contains(&line.figure)) {
        // a rate opens both of its sides
        let sides = match line.now {
            Value::Count(n) => vec![(line.reference(), n)],
            Value::Ratio(ratio) => {
                let base = line.reference().base().map(|base| (base, ratio.of));
                [Some((line.reference(), ratio.n)), base].into_iter().flatten().collect()
            }
            _ => continue,
        };
        for (figure, n) in sides.into_iter().filter(|(figure, _)| !distinct.contains(&figure.figure)) {
            let rows =
                query::frozen_rows(&ctx, checked.id, figure, &RowsPart::default(), None).await.unwrap();
            assert_eq!((rows.total, rows.rows.len()), (n, usize::try_from(n).unwrap()), "{figure}");
            seen.insert(figure, n);
        }
    }
    let most: i64 = seen.values().sum();
    assert!(most > 20, "{most}");
    for rate in [Figure::Timely, Figure::OnTime, Figure::FirstReview, Figure::ZeroCylinder] {
        let base = FigureRef::now(rate).base().unwrap();
        assert!(seen.get(&base).is_some_and(|n| *n > 0), "{base}");
    }
    let found = FigureRef::now(Figure::Found);
    let of = async |area: &str| {
        let part = RowsPart { area: Some(area.parse().unwrap()), ..RowsPart::default() };
        query::frozen_rows(&ctx, checked.id, found, &part, None).await.unwrap().total
    };
    assert_eq!((of(COMMITTEE).await, of("310105008002").await), (3, 0));

    // and a part of them by what they say, also by what they do not say; with the names of what they say by its id
    let only = async |text: &str| {
        let part = RowsPart { only: text.parse().unwrap(), ..RowsPart::default() };
        query::frozen_rows(&ctx, checked.id, found, &part, None).await.unwrap()
    };
    let all = query::frozen_rows(&ctx, checked.id, found, &RowsPart::default(), None).await.unwrap();
    let of_first = all.rows[0].fields[&RowField::Category].clone();
    let of_kind = all.rows.iter().filter(|row| row.fields[&RowField::Category] == of_first).count();
    assert_eq!(only(&format!("category:{of_first}")).await.rows.len(), of_kind);
    assert_eq!(only("category:flood").await.total, 0);
    let (closed, open) = (only("severity:general").await.total, only("done_at:").await);
    assert_eq!((closed, open.total, open.rows.len()), (3, 1, 1));
    for row in &all.rows {
        for field in [RowField::Area, RowField::Site] {
            let Some(text) = row.fields.get(&field) else { continue };
            assert!(all.names.get(text).is_some_and(|name| name != text), "{field}: {text}");
        }
    }
});

db_test!(changes_behind_the_back_are_found, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    issued(&world, "2023-06", noon("2023-07-03")).await;
    issued(&world, "2023-05", noon("2023-07-03")).await;
    let found = async || -> Vec<What> {
        verify(&db, |_, _| ()).await.unwrap().broken.into_iter().map(|broken| broken.what).collect()
    };
    assert!(found().await.is_empty());
    let june = "(SELECT id FROM summary WHERE period = '2023-06')";
    let freeze = "(SELECT freeze_id FROM summary WHERE period = '2023-06')";
    for (there, back, what) in [
        (
            format!("UPDATE summary_content SET content = content || ' ' WHERE summary_id = {june}"),
            format!("UPDATE summary_content SET content = rtrim(content) WHERE summary_id = {june}"),
            What::SummaryChanged,
        ),
        (
            format!("UPDATE summary SET content_sha256 = 'x' || substr(content_sha256, 2) WHERE id = {june}"),
            String::new(),
            What::SummaryChanged,
        ),
    ] {
        let hash = "SELECT content_sha256 FROM summary WHERE period = '2023-06'";
        let statement =
            sea_orm::Statement::from_string(sea_orm::ConnectionTrait::get_database_backend(db.read()), hash);
        let row = sea_orm::ConnectionTrait::query_one_raw(db.read(), statement).await.unwrap().unwrap();
        let before: String = row.try_get_by_index(0).unwrap();
        tamper(&db, &there).await;
        assert_eq!(found().await, [what]);
        let undo = format!("UPDATE summary SET content_sha256 = '{before}' WHERE id = {june}");
        tamper(&db, if back.is_empty() { &undo } else { &back }).await;
        assert!(found().await.is_empty());
    }
    // not only what the rows say, but how many there are behind which figure and where
    let count = async |change: &str| {
        let set = format!("set_no = 0 AND freeze_id = {freeze}");
        tamper(&db, &format!("UPDATE summary_row_set SET row_count = row_count {change} WHERE {set}")).await;
    };
    count("+ 1").await;
    assert_eq!(found().await, [What::FrozenRowsChanged]);
    count("- 1").await;
    assert!(found().await.is_empty());
    let area = format!("area_code = '{FAR_SUBDISTRICT}' WHERE place = 1 AND freeze_id = {freeze}");
    tamper(&db, &format!("UPDATE summary_row SET {area}")).await;
    assert_eq!(found().await, [What::FrozenRowsChanged]);
    tamper(&db, &format!("DELETE FROM summary_row WHERE place = 0 AND freeze_id = {freeze}")).await;
    assert_eq!(found().await, [What::FrozenRowsChanged]);
    tamper(&db, "UPDATE summary_counter SET last_seq = 3").await;
    assert_eq!(found().await, [What::FrozenRowsChanged, What::NumberMissing(3)]);
});

// what was hashed says nothing of its number, of who stands behind it and when; nor is the copy of its figures hashed that a correction
// is held against
db_test!(what_stands_beside_the_hashed_is_looked_at_too, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    issued(&world, "2023-06", noon("2023-07-03")).await;
    let found = async || -> Vec<What> {
        verify(&db, |_, _| ()).await.unwrap().broken.into_iter().map(|broken| broken.what).collect()
    };
    assert!(found().await.is_empty());
    let by = |action: &str| format!("(SELECT actor_id FROM summary_event WHERE action = '{action}')");
    let replaced = |column: &str, from: &str, to: &str| format!("replace({column}, '{from}', '{to}')");
    let (as_of, earlier) = ("\"as_of\":\"2023", "\"as_of\":\"2022");
    for (column, other, own) in [
        ("number", replaced("number", "1号", "9号"), replaced("number", "9号", "1号")),
        ("checked_by", by("draft"), by("check")),
        ("issued_by", by("draft"), by("issue")),
        ("issued_at", "NULL".to_owned(), "checked_at".to_owned()),
        ("area_code", format!("'{FAR_SUBDISTRICT}'"), format!("'{SUBDISTRICT}'")),
        ("body", replaced("body", as_of, earlier), replaced("body", earlier, as_of)),
    ] {
        let table = if column == "body" { "summary_content" } else { "summary" };
        tamper(&db, &format!("UPDATE {table} SET {column} = {other}")).await;
        assert_eq!(found().await, [What::SummaryChanged], "{column} = {other}");
        tamper(&db, &format!("UPDATE {table} SET {column} = {own}")).await;
        assert!(found().await.is_empty(), "{column} = {own}");
    }
    // nor is it taken back
    let draft = "status = 'draft', number = NULL, content_sha256 = NULL, freeze_id = NULL";
    tamper(&db, &format!("UPDATE summary SET {draft}")).await;
    assert_eq!(found().await, [What::SummaryChanged]);
});

db_test!(drafts_make_themselves_on_the_first, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    let first = noon("2023-07-01");
    // June, the quarter and the half-year of both subdistricts
    assert_eq!(schedule::begin_day(&world.state, first).await.unwrap(), 6);
    assert_eq!(schedule::begin_day(&world.state, first).await.unwrap(), 0, "each is there once");
    while reminders::work(&world.state, first).await.unwrap() {}
    assert_eq!(summary::Entity::find().count(db.read()).await.unwrap(), 6);
    let office = world.ctx(&world.office, first);
    let waiting = notes::list(&office).await.unwrap();
    assert_eq!(waiting.len(), 3);
    assert!(waiting.iter().all(|note| note.ended.is_none()), "nobody pressed anything");
    let june: Vec<SummaryId> = waiting
        .iter()
        .filter(|note| note.row.period.to_string() == "2023-06")
        .map(|note| note.row.id)
        .collect();
    notes::read(&office, june[0]).await.unwrap();
    assert_eq!(notes::list(&office).await.unwrap().len(), 2);
    assert_eq!(
        notes::list(&world.ctx(&world.colleague, first)).await.unwrap().len(),
        3,
        "one's own business"
    );
    assert_eq!(summary_note::Entity::find().count(db.read()).await.unwrap(), 9);
    // nobody wrote in it, so whoever writes first does not check it, and anybody else may
    assert!(state(&office, june[0]).await.writers.is_empty());
    assert!(queue::take(&world.state.db, first).await.unwrap().is_none(), "no work is left");
    assert_eq!(schedule::begin_day(&world.state, noon("2023-07-20")).await.unwrap(), 0, "and not in between");
});

db_test!(whoever_was_ahead_of_the_first_hears_that_the_month_is_over, |db| async {
    let world = World::new(&db).await;
    june(&world).await;
    let early = world.ctx(&world.office, noon("2023-06-21"));
    let id = service::draft(&early, of("2023-06", SUBDISTRICT)).await.unwrap();
    assert!(notes::list(&early).await.unwrap().is_empty(), "who drafts one knows of it");
    let first = noon("2023-07-01");
    schedule::begin_day(&world.state, first).await.unwrap();
    while reminders::work(&world.state, first).await.unwrap() {}
    let told = notes::list(&world.ctx(&world.office, first)).await.unwrap();
    assert_eq!((told.len(), told.iter().filter(|note| note.row.id == id).count()), (3, 1));
    assert_eq!(summary::Entity::find().count(db.read()).await.unwrap(), 6, "and there is one of each");
});
