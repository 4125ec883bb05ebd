//! What changed in the rows of an issued summary since.

use backend::{
    audit::verify::verify,
    reminders,
    summary::{query, schedule, service},
};
use domain::{
    fault::Code,
    hazards::VoidReason,
    ids::SummaryId,
    programmes::gas::{Cylinder, MoveOff, Moved, SaveLpgUser},
    summary::{
        Figure, FigureRef,
        commands::{DraftCorrection, SummaryCommand},
        correction::RowChange,
        lifecycle::SummaryStatus,
        record::RowField,
    },
};
use uuid::Uuid;

use super::{change, check, issued, step, tamper};
use crate::support::{
    gear,
    world::{World, date, noon, refused},
};

db_test!(one_changed_hazard_is_one_line, |db| async {
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    let open = world.find(noon("2023-06-20"), |_| ()).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-10"));
    let since = async || query::changed_since(&ctx, june.id).await.unwrap().correction;
    assert!(since().await.is_empty());
    let draft = DraftCorrection { id: SummaryId(Uuid::now_v7()), of: june.id };
    assert_eq!(refused(service::draft_correction(&ctx, draft.clone()).await), Code::NothingToDo);

    // what was open goes on: the next month's story
    world.close(noon("2023-07-05"), open).await;
    assert!(since().await.is_empty(), "{:?}", since().await.lines);

    // a closing that is undone is not
    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    let correction = since().await;
    let [line] = correction.lines.as_slice() else { panic!("{:?}", correction.lines) };
    assert_eq!((line.key.id, line.change), (closed.0, RowChange::Changed));
    let fields: Vec<RowField> = line.fields.iter().map(|field| field.field).collect();
    assert!(fields.contains(&RowField::DoneAt), "{fields:?}");
    assert!(line.figures.contains(&FigureRef::now(Figure::Closed)));
    // the other one repeated it, and does not any more: that follows
    assert!(line.figures.contains(&FigureRef::now(Figure::Repeated)));

    // drafted, checked by a second person, issued under the next number; then nothing is left to correct
    let id = service::draft_correction(&ctx, draft.clone()).await.unwrap();
    assert_eq!(service::draft_correction(&ctx, draft).await.unwrap(), id, "the same command again");
    let drafted = query::changed_since(&ctx, id).await.unwrap().state.unwrap();
    assert_eq!(refused(service::change(&ctx, change(&drafted, check())).await), Code::OwnSummary);
    let now = noon("2023-07-10");
    let checked = step(&world, &world.colleague, now, &drafted, check()).await;
    let sha256 = checked.sha256.clone().unwrap();
    let after = step(&world, &world.colleague, now, &checked, SummaryCommand::Issue { sha256 }).await;
    assert_eq!(after.status, SummaryStatus::Issued);
    assert!(after.number.as_deref().is_some_and(|number| number.ends_with("〔2023〕2号")));
    assert_eq!(query::changed_since(&ctx, id).await.unwrap().correction.lines.len(), 1);
    assert!(since().await.is_empty());
    let page = query::page(&ctx, june.id, domain::summary::Lang::Zh).await.unwrap();
    assert_eq!(page.corrections, [(id, after.number)]);
    assert_eq!(query::issued(&ctx, id).await.unwrap().content.sha256(), after.sha256.unwrap());
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});

db_test!(late_rows_and_false_alarms_are_lines_too, |db| async {
    let world = World::new(&db).await;
    let alarm = world.find(noon("2023-06-05"), |_| ()).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-10"));
    world.void(noon("2023-07-04"), alarm, VoidReason::FalseAlarm, None).await;
    let late = world.find(noon("2023-06-30"), |_| ()).await;
    let lines = query::changed_since(&ctx, june.id).await.unwrap().correction.lines;
    let mut found: Vec<(Uuid, RowChange)> = lines.iter().map(|line| (line.key.id, line.change)).collect();
    found.sort_by_key(|(id, _)| *id);
    let mut wanted = vec![(alarm.0, RowChange::Changed), (late.0, RowChange::Added)];
    wanted.sort_by_key(|(id, _)| *id);
    assert_eq!(found, wanted);
    // what came late is told by what it is, and what stands in its fields is named
    let correction = query::changed_since(&ctx, june.id).await.unwrap().correction;
    let line = correction.lines.iter().find(|line| line.key.id == late.0).expect("a line");
    let told: Vec<RowField> = line.fields.iter().map(|change| change.field).collect();
    assert!(told.starts_with(&[RowField::Area, RowField::Category]), "{told:?}");
    assert!(told.contains(&RowField::HappenedAt));
    assert!(line.fields.iter().all(|change| change.before.is_none() && change.after.is_some()), "{line:?}");
    let area = line.fields[0].after.as_deref().unwrap();
    assert!(correction.names.get(area).is_some_and(|name| name != area), "{:?}", correction.names);
});

db_test!(a_cylinder_entered_late_is_a_line_though_its_user_says_the_same, |db| async {
    let world = World::new(&db).await;
    let cylinder = gear::cylinder("QP-0001", "2022-01-01");
    let moved = Moved { to: MoveOff::PipedGas, on: date("2023-06-12") };
    let first = SaveLpgUser { moved: Some(moved), ..gear::lpg(world.shop, vec![cylinder.clone()]) };
    let (user, version) = world.gas_save(noon("2023-06-12"), first).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-10"));
    let since = async || query::changed_since(&ctx, june.id).await.unwrap().correction;
    assert!(since().await.is_empty());

    let proof = world.photo(&world.office, noon("2023-07-05")).await;
    let back = |on: &str| Cylinder { returned_on: Some(date(on)), proof: vec![proof], ..cylinder.clone() };
    let again = |version, on| SaveLpgUser {
        user,
        base_version: Some(version),
        moved: Some(moved),
        ..gear::lpg(world.shop, vec![back(on)])
    };
    // handed back in July: June is as it was
    let (_, version) = world.gas_save(noon("2023-07-05"), again(version, "2023-07-04")).await;
    assert!(since().await.is_empty(), "{:?}", since().await.lines);
    // it had been in June, and nobody had entered it: one line, of the user; the committee follows from it
    world.gas_save(noon("2023-07-06"), again(version, "2023-06-28")).await;
    let correction = since().await;
    let [line] = correction.lines.as_slice() else { panic!("{:?}", correction.lines) };
    let [field] = line.fields.as_slice() else { panic!("{line:?}") };
    assert_eq!((line.key.id, line.change, field.field), (user.0, RowChange::Changed, RowField::Figures));
    let (before, after) = (field.before.as_deref(), field.after.as_deref());
    assert_eq!((before, after), (None, Some("lpg_cleared_users")));
    let others: Vec<Figure> = correction.figures.iter().map(|change| change.figure.figure).collect();
    assert_eq!(others, [Figure::LpgClearedUsers, Figure::LpgCleared, Figure::ZeroCylinder]);
});

db_test!(a_repeat_that_is_none_any_more_is_a_line, |db| async {
    let world = World::new(&db).await;
    let earlier = world.find(noon("2023-04-05"), |_| ()).await;
    world.close(noon("2023-04-10"), earlier).await;
    let repeats = world.find(noon("2023-06-20"), |_| ()).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    world.reopen(noon("2023-07-04"), earlier, date("2023-08-01")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-10"));
    let correction = query::changed_since(&ctx, june.id).await.unwrap().correction;
    let line = correction.lines.iter().find(|line| line.key.id == repeats.0).expect("a line");
    let [field] = line.fields.as_slice() else { panic!("{line:?}") };
    assert_eq!((field.field, field.before.as_deref()), (RowField::Figures, Some("repeated")));
});

db_test!(the_night_finds_what_changed, |db| async {
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    issued(&world, "2023-06", noon("2023-07-13")).await;
    world.reopen(noon("2023-07-14"), closed, date("2023-08-01")).await;
    let night = noon("2023-07-15");
    assert_eq!(schedule::begin_day(&world.state, night).await.unwrap(), 1);
    while reminders::work(&world.state, night).await.unwrap() {}
    let ctx = world.ctx(&world.office, night);
    let rows = query::list(&ctx, &query::Wanted::default()).await.unwrap().rows;
    assert_eq!(rows.len(), 2);
    let changed: Vec<i64> =
        rows.iter().filter(|row| row.corrects.is_none()).map(|row| row.changed_rows).collect();
    assert_eq!(changed, [1]);
    // again, and there is still one draft of it
    assert_eq!(schedule::begin_day(&world.state, noon("2023-07-16")).await.unwrap(), 1);
    while reminders::work(&world.state, noon("2023-07-16")).await.unwrap() {}
    assert_eq!(query::list(&ctx, &query::Wanted::default()).await.unwrap().rows.len(), 2);
});

db_test!(a_hazard_changed_behind_the_back_is_found, |db| async {
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    issued(&world, "2023-06", noon("2023-07-03")).await;
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
    tamper(&db, "UPDATE hazard SET status = 'assigned', closed_at = NULL, closed_by = NULL").await;
    assert!(!verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});
