//! What is to be visited: what a tablet takes along of it, and when it lets go.

use super::*;
use crate::support::{
    books,
    world::{SUBDISTRICT, date},
};
use backend::{
    campaigns::{
        doors::{self, Doors},
        service::What,
    },
    plans,
    sync::{query, reference, tasks},
};
use domain::{
    ids::CampaignId,
    programmes::campaign::{Standing, target_id},
    sync::{FieldReference, FieldTask, Gone},
};

fn sites(tasks: &[FieldTask]) -> Vec<SiteId> {
    let mut sites: Vec<SiteId> = tasks.iter().map(|task| task.site).collect();
    sites.sort_unstable();
    sites
}

async fn taken(ctx: &Ctx) -> FieldReference {
    serde_json::from_str(&reference(ctx).await.unwrap().json).unwrap()
}

db_test!(tasks_of_the_person_or_of_nobody_are_taken_along_until_something_becomes_of_them, |db| async move {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let mut plan = books::plan(SUBDISTRICT);
    plan.kinds = vec![];
    let plan = plans::service::save(&office, books::new(plan)).await.unwrap();
    assert_eq!(plans::make(&world.state, noon("2023-06-01")).await.unwrap(), 3, "shop, flat and tower");
    let ctx = world.ctx(&world.inspector, at(8));
    let first = tasks::tasks(&ctx, None).await.unwrap();
    let mut here = [world.shop, world.flat];
    here.sort_unstable();
    assert_eq!(sites(&first.items), here, "of the own committee");
    assert!(first.items.iter().all(|task| !task.mine && task.due == date("2023-06-15") && task.plan == plan));
    let behind = tasks::tasks(&ctx, Some(first.items[0].key)).await.unwrap();
    assert_eq!((behind.items.as_slice(), behind.next), (&first.items[1..], None));
    assert_eq!(taken(&ctx).await.plans.iter().map(|plan| plan.id).collect::<Vec<_>>(), [plan]);

    let start = query::changes(&ctx, 0).await.unwrap();
    assert_eq!(sites(&start.tasks), here);
    assert_eq!(start.gone.iter().filter(|gone| matches!(gone, Gone::Task { .. })).count(), 1, "the tower's");
    let of = |site| first.items.iter().find(|task| task.site == site).unwrap().id;
    let (shop, flat) = (of(world.shop), of(world.flat));
    let give = async |task, who: Option<&Actor>| {
        plans::service::assign(&office, vec![task], who.map(|who| who.user)).await.unwrap()
    };
    give(flat, Some(&world.inspector)).await;
    give(shop, Some(&world.colleague)).await;
    let given = query::changes(&ctx, start.seq).await.unwrap();
    assert_eq!(given.tasks.iter().map(|task| (task.id, task.mine)).collect::<Vec<_>>(), [(flat, true)]);
    assert_eq!(given.gone, [Gone::Task { id: shop }], "somebody else goes there");
    assert_eq!(tasks::tasks(&ctx, None).await.unwrap().items, given.tasks);
    give(shop, None).await;
    let back = query::changes(&ctx, given.seq).await.unwrap();
    assert_eq!(back.tasks.iter().map(|task| task.id).collect::<Vec<_>>(), [shop]);

    world.visit(world.flat, at(9), |visit| visit.outcome = Visited::Refused).await;
    let refused = query::changes(&ctx, back.seq).await.unwrap();
    assert_eq!((refused.tasks.len(), refused.gone.len()), (0, 0), "a refusal carries out nothing");
    world.visit(world.flat, at(10), |_| ()).await;
    let done = query::changes(&ctx, refused.seq).await.unwrap();
    assert_eq!(done.gone, [Gone::Task { id: flat }]);
    assert_eq!(sites(&tasks::tasks(&ctx, None).await.unwrap().items), [world.shop]);
});

db_test!(doors_of_running_campaigns_are_taken_along_until_they_are_let_in_or_it_ends, |db| async move {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let start = async |title: &str| books::start(&office, books::campaign(title, SUBDISTRICT)).await;
    let campaign = start("夏季消防专项").await;
    let ctx = world.ctx(&world.inspector, at(8));
    let doors = async || {
        let page = tasks::targets(&ctx, None).await.unwrap();
        page.items.iter().map(|door| (door.campaign, door.site, door.standing)).collect::<Vec<_>>()
    };
    assert_eq!(doors().await, [(campaign, world.shop, Standing::Untouched)]);
    let known = taken(&ctx).await.campaigns;
    assert_eq!((known[0].choice.id, known[0].choice.title.as_str()), (campaign, "夏季消防专项"));
    assert_eq!(known[0].period.to, date("2023-06-30"));
    let seq = query::changes(&ctx, 0).await.unwrap().seq;

    let visit = async |campaign: CampaignId, hour, outcome| {
        let edit = |visit: &mut SaveVisit| {
            (visit.kind, visit.campaign_id, visit.outcome) =
                (InspectionKind::Special, Some(campaign), outcome);
        };
        world.visit(world.shop, at(hour), edit).await;
    };
    visit(campaign, 9, Visited::NotAtHome).await;
    let knocked = query::changes(&ctx, seq).await.unwrap();
    let told: Vec<Standing> = knocked.targets.iter().map(|door| door.standing).collect();
    assert_eq!(told, [Standing::Unreachable]);
    visit(campaign, 10, Visited::Done).await;
    let gone = |campaign| Gone::Target { id: target_id(campaign, world.shop) };
    let let_in = query::changes(&ctx, knocked.seq).await.unwrap();
    assert_eq!((let_in.targets, let_in.gone), (vec![], vec![gone(campaign)]));
    assert_eq!(doors().await, []);

    let second = start("燃气百日攻坚").await;
    assert_eq!(doors().await, [(second, world.shop, Standing::Untouched)]);
    let seq = query::changes(&ctx, let_in.seq).await.unwrap().seq;
    books::step(&office, second, What::Finish).await.unwrap();
    let ended = query::changes(&ctx, seq).await.unwrap();
    assert_eq!((ended.targets, ended.gone), (vec![], vec![gone(second)]));
    assert_eq!(doors().await, []);
    assert_eq!(taken(&ctx).await.campaigns.iter().map(|it| it.choice.id).collect::<Vec<_>>(), [campaign]);
    // a campaign whose last day has passed is none, whether somebody ended it or not
    let later = world.ctx(&world.inspector, noon("2023-07-01"));
    assert_eq!(taken(&later).await.campaigns, []);
});

db_test!(a_door_that_somebody_was_given_is_on_their_tablet_alone, |db| async move {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let campaign = books::start(&office, books::campaign("夏季消防专项", SUBDISTRICT)).await;
    let ctx = world.ctx(&world.inspector, at(8));
    let give = async |person: Option<&Actor>| {
        let doors = Doors::These(vec![world.shop]);
        doors::give(&office, campaign, doors, person.map(|person| person.user)).await.unwrap()
    };
    let mut seq = query::changes(&ctx, 0).await.unwrap().seq;
    let gone = vec![Gone::Target { id: target_id(campaign, world.shop) }];
    for (what, person, told, forgotten) in [
        ("given", Some(&world.inspector), vec![true], vec![]),
        ("given on to somebody else", Some(&world.colleague), vec![], gone),
        ("taken back: it is anybody's", None, vec![false], vec![]),
    ] {
        assert_eq!(give(person).await, 1, "{what}");
        let news = query::changes(&ctx, seq).await.unwrap();
        let mine: Vec<bool> = news.targets.iter().map(|door| door.mine).collect();
        assert_eq!((mine, news.gone), (told, forgotten), "{what}");
        let loaded = tasks::targets(&ctx, None).await.unwrap();
        assert_eq!(loaded.items, news.targets, "the first load says the same: {what}");
        seq = news.seq;
    }
});
