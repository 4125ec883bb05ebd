//! One visit per door: what campaigns and plans want there is due like everything else.

use super::*;
use crate::support::{
    books,
    world::{SUBDISTRICT, refused},
};
use backend::{campaigns::service::What, plans, programmes::door::door};
use domain::{
    fault::Code,
    inspections::{InspectionKind, Outcome},
    programmes::due::{DueItem, DueWhat, DueWhy},
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
