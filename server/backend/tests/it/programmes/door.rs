//! One visit per door: what campaigns and plans want there is due like everything else.

use super::*;
use crate::support::{
    books,
    gear::{device_step, stove_step, unsafe_stove},
    world::{SUBDISTRICT, refused},
};
use backend::{
    campaigns::service::What,
    plans,
    programmes::door::{door, page, slip},
    registers::{fires, of_hazard, orders, penalties},
};
use domain::{
    fault::Code,
    inspections::{InspectionKind, Outcome},
    programmes::{
        campaign::Slot,
        device::{DeviceCommand, DeviceKind},
        due::{DueItem, DueWhat, DueWhy},
        register::OrderStanding,
        register_views::{RegisterKind, RegisterSays},
        stove::StoveCommand,
    },
};

/// Of what is due at the shop on a day, what campaigns and plans want.
async fn wanted(world: &World, on: &str) -> Vec<DueItem> {
    let mut due = door(&world.ctx(&world.inspector, noon(on)), world.shop).await.unwrap().due;
    due.retain(|item| matches!(item.what, DueWhat::Campaign | DueWhat::Task));
    due
}

db_test!(campaigns_and_tasks_are_due_at_their_doors, |db| async move {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let campaign = books::start(&office, books::campaign("夏季消防专项", SUBDISTRICT)).await;
    plans::service::save(&office, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    plans::make(&world.state, noon("2023-06-01")).await.unwrap();
    plans::make(&world.state, noon("2023-06-16")).await.unwrap();
    let due = wanted(&world, "2023-06-10").await;
    let whys: Vec<DueWhy> = due.iter().map(|item| item.why).collect();
    assert_eq!(
        whys,
        [DueWhy::TaskDue, DueWhy::CampaignTarget],
        "the next task alone, the campaign ends later"
    );
    assert_eq!(due[1].record, Some(campaign.0));
    let of_campaign = |outcome| {
        move |visit: &mut domain::inspections::SaveVisit| {
            visit.kind = InspectionKind::Special;
            visit.campaign_id = Some(campaign);
            visit.outcome = outcome;
        }
    };
    world.visit(world.shop, noon("2023-06-11"), of_campaign(Outcome::Refused)).await;
    let whys: Vec<DueWhy> = wanted(&world, "2023-06-12").await.iter().map(|item| item.why).collect();
    assert_eq!(whys, [DueWhy::TaskDue, DueWhy::CampaignRefused]);
    world.visit(world.shop, noon("2023-06-16"), of_campaign(Outcome::Done)).await;
    let due = wanted(&world, "2023-06-17").await;
    let left: Vec<_> = due.iter().map(|item| (item.why, item.by.unwrap().to_string())).collect();
    assert_eq!(left, [(DueWhy::TaskDue, "2023-07-15".to_owned())], "let in, and June is done");
    books::step(&office, campaign, What::Finish).await.unwrap();
    let far = door(&world.ctx(&world.stranger, noon("2023-06-10")), world.shop).await;
    assert_eq!(refused(far), Code::NotFound);
});

db_test!(a_slip_names_the_times_and_one_that_was_not_tried, |db| async move {
    let world = World::new(&db).await;
    let failed = |visit: &mut domain::inspections::SaveVisit| visit.outcome = Outcome::NotAtHome;
    let ctx = |who| world.ctx(who, noon("2023-06-12"));
    let before = slip(&ctx(&world.inspector), world.flat).await.unwrap();
    assert_eq!((before.tried.len(), before.next), (0, Slot::WeekdayEvening));
    // at noon of a Thursday, in the evening of a Friday
    world.visit(world.flat, noon("2023-06-08"), failed).await;
    world.visit(world.flat, noon("2023-06-09") + chrono::TimeDelta::hours(7), failed).await;
    let slip_of = slip(&ctx(&world.inspector), world.flat).await.unwrap();
    let slots: Vec<Slot> = slip_of.tried.iter().map(|visit| visit.slot).collect();
    assert_eq!(slots, [Slot::WeekdayEvening, Slot::WeekdayNoon]);
    assert_eq!(slip_of.next, Slot::WeekendMorning);
    assert_eq!(refused(slip(&ctx(&world.leader), world.flat).await), Code::Forbidden);
    assert_eq!(refused(slip(&ctx(&world.stranger), world.flat).await), Code::NotFound);
});

db_test!(an_attempt_that_is_entered_at_the_desk_is_a_visit_like_any_other, |db| async move {
    let world = World::new(&db).await;
    let stove = world.stove(world.flat, noon("2023-06-15"), unsafe_stove("2010-01-01")).await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, noon("2023-06-15")).await;
    let office = |on| world.ctx(&world.office, noon(on));
    let shut = stove_step(stove, None, StoveCommand::Attempt { outcome: Outcome::NotAtHome, note: None });
    // the same again is the same attempt
    for _ in 0..2 {
        stove_services::service::change(&office("2023-06-16"), shut.clone()).await.unwrap();
    }
    let turned_away = DeviceCommand::Attempt { outcome: Outcome::Refused, note: None };
    device_services::service::change(&office("2023-06-17"), device_step(alarm, None, turned_away))
        .await
        .unwrap();
    let ctx = world.ctx(&world.inspector, noon("2023-06-18"));
    let seen = page(&ctx, world.flat).await.unwrap();
    let tried: Vec<_> = seen.tried.iter().map(|visit| (visit.outcome, visit.slot)).collect();
    assert_eq!(tried, [(Outcome::Refused, Slot::WeekendNoon), (Outcome::NotAtHome, Slot::WeekdayNoon)]);
    assert_eq!(seen.next, Some(Slot::WeekdayEvening));
    let events = stove_services::query::detail(&ctx, stove).await.unwrap().events;
    assert_eq!((events.len(), events[1].visit), (2, Some(seen.tried[1].visit)));
});

db_test!(the_page_of_a_door_has_what_the_registers_hold_of_it, |db| async move {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-20"));
    let none = page(&ctx, world.shop).await.unwrap();
    assert_eq!(none.registers, []);
    penalties::save(&ctx, books::new(books::penalty(world.shop))).await.unwrap();
    let mut order = books::order("SH1", world.shop);
    order.received_at = noon("2023-06-05");
    let order = orders::save(&ctx, books::new(order)).await.unwrap();
    let mut fire = books::fire(world.shop);
    fire.at = noon("2023-06-03");
    fires::save(&ctx, books::new(fire)).await.unwrap();
    penalties::save(&ctx, books::new(books::penalty(world.tower))).await.unwrap();

    let lines = page(&ctx, world.shop).await.unwrap().registers;
    let seen: Vec<_> = lines.iter().map(|line| (line.says.register(), line.on.to_string())).collect();
    let day = |kind, day: &str| (kind, day.to_owned());
    assert_eq!(
        seen,
        [
            day(RegisterKind::Order, "2023-06-05"),
            day(RegisterKind::Fire, "2023-06-03"),
            day(RegisterKind::Penalty, "2023-06-01"),
        ]
    );
    assert_eq!(lines[0].id, order.0);
    let RegisterSays::Order { number, standing, .. } = &lines[0].says else { panic!("an order") };
    assert_eq!((number.as_str(), *standing), ("SH1", OrderStanding::Overdue));
    // whoever may not see the site is told nothing
    let stranger = world.ctx(&world.stranger, noon("2023-06-20"));
    assert_eq!(refused(page(&stranger, world.shop).await), Code::NotFound);

    // of a hazard it is what names it
    let hazard = world.find(noon("2023-06-04"), |finding| finding.site = Some(world.shop)).await;
    assert_eq!(of_hazard(&ctx, hazard).await.unwrap(), []);
    let mut order = books::order("SH2", world.shop);
    order.hazard = Some(hazard);
    orders::save(&ctx, books::new(order)).await.unwrap();
    let lines = of_hazard(&ctx, hazard).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert!(matches!(&lines[0].says, RegisterSays::Order { number, .. } if number == "SH2"));
    assert_eq!(refused(of_hazard(&stranger, hazard).await), Code::NotFound);
});
