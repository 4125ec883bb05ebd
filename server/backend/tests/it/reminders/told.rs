//! Who is told when, in which words, and what is done when the other side will not have it.

use super::{
    DUE, assigned, at, by_mail, by_robot, choose, day, extend, made,
    post::{MailServer, Mood, RobotServer},
    run, states, world,
};
use backend::{
    assignment::service,
    desk,
    entities::audit_entry,
    reminders::{begin_day, deliveries, inbox},
};
use chrono::TimeDelta;
use domain::{
    desk::bulk::{Bulk, BulkAct, Picked},
    fault::Code,
    hazards::{VoidReason, assignment::Absence},
    ids::{AbsenceId, BulkId},
    reminders::{
        Stage,
        retry::{MOST_ATTEMPTS, wait},
        robot::RobotKind,
        views::DeliveryChoice,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::support::{
    books,
    world::{date, noon, refused},
};

const NIGHT: (&str, &str) = ("21:00", "08:00");

db_test!(the_ladder_is_climbed_step_by_step_and_each_step_told_once, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    for who in [&world.inspector, &world.office, &world.leader] {
        choose(&world, who, true, NIGHT).await;
    }
    assigned(&world).await;
    let mut told = Vec::new();
    for date in
        ["08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "25"]
    {
        let today = format!("2023-06-{date}");
        day(&world, &today).await;
        // what was done is not done again
        day(&world, &today).await;
        told.extend(mail.came().into_iter().map(|mail| (date, mail.to)));
    }
    let expected = [
        ("12", "inspector"),
        ("14", "inspector"),
        ("15", "inspector"),
        ("16", "inspector"),
        ("19", "office"),
        ("25", "leader"),
    ];
    assert_eq!(told, expected.map(|(date, who)| (date, format!("{who}@office.example"))));
    let steps: Vec<String> =
        made(&world).await.into_iter().map(|(who, step)| format!("{who} {step}")).collect();
    assert_eq!(
        steps,
        [
            "inspector ahead_3",
            "inspector ahead_1",
            "inspector due",
            "inspector overdue",
            // the colleague has the same office, and chose no mail
            "colleague office",
            "office office",
            "leader leader",
        ]
        .map(str::to_owned),
    );
});

db_test!(the_digest_holds_all_of_a_day_and_nothing_personal, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, NIGHT).await;
    assigned(&world).await;
    let home = world
        .find(noon("2023-06-01"), |c| {
            c.due = Some(date(DUE));
            c.site = Some(world.flat);
            c.party_name = Some("赵铁柱".into());
            c.party_phone = Some("13987654321".into());
        })
        .await;
    world.assign(noon("2023-06-02"), home).await;
    day(&world, "2023-06-15").await;
    let came = mail.came();
    assert_eq!(came.len(), 1, "both in one");
    let text = &came[0].text;
    assert!(text.contains("[今日到期]") && text.matches("\n- ").count() == 2, "{text}");
    assert!(text.contains("老王面馆") && text.contains(&format!("https://xunan.example.cn/hazards/{home}")));
    assert!(text.contains("欧****") && text.contains("仙霞路700弄43号"), "masked as in lists: {text}");
    for personal in ["欧阳", "502室", "赵铁柱", "13987654321"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    assert!(came[0].id.ends_with("@office.example>"), "{}", came[0].id);
});

db_test!(quiet_hours_and_days_off_are_kept, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, ("08:00", "10:15")).await;
    assigned(&world).await;
    assert_eq!(begin_day(&world.state, at(DUE, "07:59")).await.unwrap(), None, "too early");
    for (time, told) in [("08:00", 0), ("08:31", 0), ("10:14", 0), ("10:15", 1), ("20:00", 0)] {
        run(&world.state, at(DUE, time)).await;
        assert_eq!(mail.came().len(), told, "{time}");
    }
    // a Saturday
    assert_eq!(begin_day(&world.state, at("2023-06-17", "09:00")).await.unwrap(), Some(0));
    day(&world, "2023-06-17").await;
    assert_eq!(mail.number(), 0);
});

db_test!(an_extension_begins_anew_and_the_end_ends_it, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, NIGHT).await;
    let (later, closed, void) = (assigned(&world).await, assigned(&world).await, assigned(&world).await);
    run(&world.state, at("2023-06-12", "08:00")).await;
    assert_eq!(made(&world).await.len(), 3);
    // settled between the making and the sending
    world.rectify(at("2023-06-12", "08:10"), closed).await;
    world.void(at("2023-06-12", "08:11"), void, VoidReason::FalseAlarm, None).await;
    run(&world.state, at("2023-06-12", "08:30")).await;
    let came = mail.came();
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].text.matches("\n- ").count(), 1, "only what is open still: {}", came[0].text);
    world.review(&world.office, at("2023-06-12", "09:00"), closed, true).await;
    extend(&world, at("2023-06-13", "09:00"), later, "2023-07-14").await;
    for date in ["2023-06-14", "2023-06-15", "2023-06-16", "2023-06-19"] {
        day(&world, date).await;
    }
    assert_eq!(mail.came().len(), 0);
    day(&world, "2023-07-11").await;
    assert_eq!(mail.came().len(), 1, "three days before the new deadline");
    // all of it settled: the message is not needed any more
    run(&world.state, at("2023-07-13", "08:00")).await;
    world.rectify(at("2023-07-13", "08:10"), later).await;
    run(&world.state, at("2023-07-13", "08:30")).await;
    assert_eq!(mail.came().len(), 0);
    assert_eq!(states(&world).await, ["sent", "sent", "dropped"]);
});

db_test!(who_stands_in_is_told_too, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    for who in [&world.inspector, &world.colleague] {
        choose(&world, who, true, NIGHT).await;
    }
    let id = assigned(&world).await;
    let absence = Absence {
        id: AbsenceId(Uuid::now_v7()),
        person: world.inspector.user,
        from: date("2023-06-14"),
        to: date("2023-06-15"),
        deputy: Some(world.colleague.user),
    };
    let office = world.ctx(&world.office, noon("2023-06-13"));
    service::save_absence(&office, books::new(absence)).await.unwrap();
    let mut told = Vec::new();
    for date in ["12", "13", "14", "15", "16"] {
        day(&world, &format!("2023-06-{date}")).await;
        let mut mails: Vec<_> = mail.came().into_iter().map(|mail| mail.to).collect();
        mails.sort();
        told.extend(mails.into_iter().map(|to| (date, to)));
    }
    let expected = [
        ("12", "inspector"),
        ("14", "colleague"),
        ("14", "inspector"),
        ("15", "colleague"),
        ("15", "inspector"),
        // back at work
        ("16", "inspector"),
    ];
    assert_eq!(told, expected.map(|(date, who)| (date, format!("{who}@office.example"))));
    // what the office asks for goes to both as well
    let ctx = world.ctx(&world.office, noon("2023-06-15"));
    let remind = Bulk {
        id: BulkId(Uuid::now_v7()),
        act: BulkAct::Remind { note: "请尽快".into() },
        hazards: vec![Picked { hazard: id, version: None }],
    };
    assert_eq!(desk::carry_out(&ctx, remind).await.unwrap()[0].refusal, None);
    for who in [&world.inspector, &world.colleague] {
        let rows = inbox::list(&world.ctx(who, noon("2023-06-15")), true, None).await.unwrap().rows;
        assert!(rows.iter().any(|row| row.stage == Stage::Chased), "{}", who.login);
    }
});

db_test!(what_is_not_taken_is_tried_again_until_it_is, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, NIGHT).await;
    assigned(&world).await;
    mail.moods([Mood::Busy, Mood::Busy, Mood::Take]);
    run(&world.state, at(DUE, "08:00")).await;
    let mut now = at(DUE, "08:30");
    for attempt in 1..=3 {
        run(&world.state, now).await;
        assert_eq!(mail.number(), attempt);
        run(&world.state, now + wait(attempt as u32) - TimeDelta::seconds(1)).await;
        assert_eq!(mail.number(), attempt, "not before its time");
        now += wait(attempt as u32);
    }
    let ids: std::collections::BTreeSet<String> = mail.came().into_iter().map(|mail| mail.id).collect();
    assert_eq!(ids.len(), 1, "one mail has one id, however often it is handed over");
    run(&world.state, now + TimeDelta::hours(9)).await;
    assert_eq!(mail.number(), 0);
    assert_eq!(states(&world).await, ["sent"]);
});

db_test!(a_line_that_is_down_leaves_no_doubt, |db| async {
    let gone = MailServer::nowhere().await;
    let world = world(&db, by_mail(&gone)).await;
    choose(&world, &world.inspector, true, NIGHT).await;
    assigned(&world).await;
    run(&world.state, at(DUE, "08:00")).await;
    let mut now = at(DUE, "08:30");
    for attempt in 1..=MOST_ATTEMPTS {
        assert_eq!(states(&world).await, ["waiting"], "{attempt}");
        run(&world.state, now).await;
        now += wait(attempt);
    }
    assert_eq!(states(&world).await, ["failed"], "tried often enough");
});

db_test!(the_office_sees_what_failed_and_has_it_sent_again, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, NIGHT).await;
    assigned(&world).await;
    mail.moods([Mood::Refuse]);
    day(&world, DUE).await;
    assert_eq!(mail.came().len(), 1);
    let now = at(DUE, "23:30");
    let office = world.ctx(&world.office, now);
    let page = deliveries::list(&office, DeliveryChoice::Trouble, None).await.unwrap();
    assert_eq!((page.trouble, page.rows.len()), (1, 1));
    let row = &page.rows[0];
    assert_eq!((row.person.id, row.state.as_str(), row.reminders), (world.inspector.user, "failed", 1));
    let reason = row.reason.as_deref().unwrap();
    assert!(reason.contains("550") && !reason.contains('@'), "why, without the address: {reason}");
    let of_day = deliveries::list(&office, DeliveryChoice::Day(date(DUE)), None).await.unwrap();
    assert_eq!(of_day.rows, page.rows);
    // others neither see it nor send it
    let far = world.ctx(&world.stranger, now);
    assert!(deliveries::list(&far, DeliveryChoice::Trouble, None).await.unwrap().rows.is_empty());
    assert_eq!(refused(deliveries::again(&far, row.id).await), Code::NotFound);
    for who in [&world.inspector, &world.leader] {
        let ctx = world.ctx(who, now);
        assert_eq!(refused(deliveries::list(&ctx, DeliveryChoice::Trouble, None).await), Code::Forbidden);
        assert_eq!(refused(deliveries::again(&ctx, row.id).await), Code::Forbidden);
    }
    deliveries::again(&office, row.id).await.unwrap();
    assert_eq!(refused(deliveries::again(&office, row.id).await), Code::Stale, "it waits already");
    run(&world.state, now).await;
    assert_eq!(mail.came().len(), 1);
    assert_eq!(states(&world).await, ["sent"]);
    assert_eq!(refused(deliveries::again(&office, row.id).await), Code::Stale, "it has arrived");
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("delivery.again"));
    assert_eq!(lines.count(db.read()).await.unwrap(), 1);
});

db_test!(a_server_that_goes_away_leaves_it_unclear_and_nothing_is_sent_twice, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, NIGHT).await;
    assigned(&world).await;
    mail.moods([Mood::HangUp]);
    day(&world, DUE).await;
    assert_eq!(mail.came().len(), 1);
    assert_eq!(states(&world).await, ["unclear"]);
    run(&world.state, at("2023-06-16", "07:00")).await;
    assert_eq!(mail.came().len(), 0, "not by itself");
});

db_test!(robots_are_told_in_their_own_form, |db| async {
    let robot = RobotServer::start().await;
    let world = world(&db, by_robot(&robot, RobotKind::Dingtalk, "SECsecret")).await;
    choose(&world, &world.inspector, false, NIGHT).await;
    assigned(&world).await;
    robot.answers([r#"{"errcode":130101,"errmsg":"send too fast"}"#]);
    run(&world.state, at(DUE, "08:00")).await;
    run(&world.state, at(DUE, "08:30")).await;
    assert_eq!(states(&world).await, ["waiting"]);
    run(&world.state, at(DUE, "08:31")).await;
    assert_eq!(states(&world).await, ["sent"]);
    let came = robot.came();
    assert_eq!(came.len(), 2);
    for asked in came {
        assert!(
            asked.target.starts_with("/send?key=K&timestamp=") && asked.target.contains("&sign="),
            "{asked:?}"
        );
        assert_eq!(asked.body["msgtype"], "text");
        let text = asked.body["text"]["content"].as_str().unwrap();
        assert!(text.contains("安全办") && text.contains("[今日到期]") && !text.contains("王大明"), "{text}");
    }
    // it says 200 and means no
    robot.answers([r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#]);
    day(&world, "2023-06-16").await;
    assert_eq!(states(&world).await, ["sent", "failed"]);
});
