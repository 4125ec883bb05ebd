//! Campaigns: what is frozen stays frozen, what comes later stands apart, only an open door is done.

use backend::{
    campaigns::{
        query,
        service::{self, What},
        table,
    },
    programmes::stoves,
    sites,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    fault::Code,
    figures::Ratio,
    ids::{CampaignId, InspectionId, SiteId},
    inspections::{InspectionKind, Outcome},
    listing::{Filter, SiteFilter},
    programmes::{
        campaign::{CampaignPage, CampaignStatus, Entry, SaveCampaign, Standing, TargetRow},
        filters::{GearList, StoveFilter, TargetFilter},
        stove::{StoveCommand, StoveStatus},
    },
    sites::SiteKind,
};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{
    books, gear,
    world::{COMMITTEE, HERE, OTHER_COMMITTEE, SUBDISTRICT, World, at, noon, refused, site},
};

const START: &str = "2023-06-02";
const NOW: &str = "2023-06-20";

/// A shop more.
async fn shop(world: &World, name: &str, area: &str) -> SiteId {
    let ctx = world.ctx(&world.office, noon(START));
    let command = site(SiteKind::SmallUnit, name, &format!("{name}路1号"), area, at(HERE.0, HERE.1));
    sites::service::add(&ctx, command).await.unwrap()
}

async fn running(world: &World) -> CampaignId {
    let ctx = world.ctx(&world.office, noon(START));
    books::start(&ctx, books::campaign("夏季消防专项", SUBDISTRICT)).await
}

async fn visit(
    world: &World,
    campaign: CampaignId,
    site: SiteId,
    when: DateTime<Utc>,
    outcome: Outcome,
) -> InspectionId {
    world
        .visit(site, when, |visit| {
            visit.kind = InspectionKind::Special;
            visit.campaign_id = Some(campaign);
            visit.outcome = outcome;
        })
        .await
}

async fn page(world: &World, who: &Actor, campaign: CampaignId) -> CampaignPage {
    query::page(&world.ctx(who, noon(NOW)), campaign).await.unwrap()
}

async fn targets(world: &World, who: &Actor, text: &str) -> Vec<TargetRow> {
    let filter = TargetFilter::from_pairs(text.split('&').filter_map(|pair| pair.split_once('=')));
    query::targets(&world.ctx(who, noon(NOW)), &filter, 50).await.unwrap().rows
}

/// The sites that wait for a campaign.
async fn wanted(world: &World, campaign: CampaignId) -> Vec<SiteId> {
    let filter = SiteFilter { wanted_by: Some(campaign), ..SiteFilter::default() };
    let page = sites::query::list(&world.ctx(&world.office, noon(NOW)), &filter, 50).await.unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

db_test!(campaigns_of_many_years_are_reached_page_by_page, |db| async {
    let world = World::new(&db).await;
    let mut made = Vec::new();
    for day in ["2023-01-02", "2023-02-02", "2023-03-02"] {
        let ctx = world.ctx(&world.office, noon(day));
        let plan = books::campaign(day, SUBDISTRICT);
        made.push(service::save(&ctx, books::new(plan)).await.unwrap());
    }
    let mut ctx = world.ctx(&world.office, noon(NOW));
    ctx.state.limits.page_size = 2;
    let first = query::list(&ctx, None).await.unwrap();
    let second = query::list(&ctx, first.next).await.unwrap();
    let seen: Vec<CampaignId> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
    made.reverse();
    assert_eq!((seen, first.rows.len(), second.next), (made, 2, None));
});

db_test!(the_list_is_frozen_and_later_additions_stand_apart, |db| async {
    let world = World::new(&db).await;
    let second = shop(&world, "第二店", OTHER_COMMITTEE).await;
    let campaign = running(&world).await;
    let later = shop(&world, "后来店", COMMITTEE).await;
    let before = page(&world, &world.office, campaign).await;
    assert_eq!((before.total.frozen.to_visit, before.total.later.to_visit), (2, 0), "shop and second");
    assert_eq!(before.candidates, 1, "what came to the register since waits to be added");
    assert_eq!(wanted(&world, campaign).await, [later], "and the number opens its sites");
    assert_eq!(before.status, CampaignStatus::Running);

    let ctx = world.ctx(&world.office, noon(NOW));
    assert_eq!(books::step(&ctx, campaign, What::AddNew).await.unwrap(), 1);
    assert_eq!(books::step(&ctx, campaign, What::AddNew).await.unwrap(), 0, "each once");
    // kinds are for the frozen list; by name any site of the area can be added, one outside cannot
    assert_eq!(books::step(&ctx, campaign, What::Add(vec![world.flat, world.shop])).await.unwrap(), 1);
    assert_eq!(refused(books::step(&ctx, campaign, What::Add(vec![world.far_shop])).await), Code::Invalid);
    visit(&world, campaign, later, noon("2023-06-05"), Outcome::Done).await;
    let after = page(&world, &world.office, campaign).await;
    assert_eq!((after.total.frozen.to_visit, after.total.later.to_visit), (2, 2));
    assert_eq!(after.total.frozen.coverage(), Ratio::new(0, 2), "a later one is not in the coverage");
    assert_eq!(after.total.later.let_in, 1);
    let frozen = targets(&world, &world.office, &format!("campaign={campaign}&entry=frozen")).await;
    let mut ids: Vec<SiteId> = frozen.iter().map(|row| row.site).collect();
    ids.sort_unstable();
    let mut expected = [world.shop, second];
    expected.sort_unstable();
    assert_eq!(ids, expected);

    assert_eq!(refused(books::step(&ctx, campaign, What::Start).await), Code::WrongState);
    books::step(&ctx, campaign, What::Finish).await.unwrap();
    assert_eq!(refused(books::step(&ctx, campaign, What::AddNew).await), Code::WrongState);
    // saved on a tablet before, sent afterwards: it still counts
    visit(&world, campaign, second, noon("2023-06-06"), Outcome::Done).await;
    assert_eq!(page(&world, &world.office, campaign).await.total.frozen.let_in, 1);
});

db_test!(a_list_of_stoves_becomes_a_draft_that_freezes_that_list, |db| async {
    let world = World::new(&db).await;
    let day = noon(START);
    for (site, seen) in
        [(world.shop, gear::unsafe_stove("2020-01-01")), (world.flat, gear::safe_stove("2022-01-01"))]
    {
        world.stove(site, day, seen).await;
    }
    let ctx = world.ctx(&world.office, day);
    let plan = || SaveCampaign { kinds: vec![], ..books::campaign("明年灶具更换", SUBDISTRICT) };
    let list = |status| GearList::Stoves(StoveFilter { status: vec![status], ..StoveFilter::default() });
    let keep = books::new(plan());
    let id = service::save_from(&ctx, keep.clone(), list(StoveStatus::NonSafe)).await.unwrap();
    assert_eq!(service::save_from(&ctx, keep, list(StoveStatus::NonSafe)).await.unwrap(), id, "sent again");
    let draft = page(&world, &world.office, id).await;
    assert_eq!((draft.status, draft.candidates), (CampaignStatus::Draft, 1), "not all of the register");
    assert_eq!(wanted(&world, id).await, [world.shop]);
    let stranger = SiteFilter { wanted_by: Some(id), ..SiteFilter::default() };
    let told = sites::query::list(&world.ctx(&world.stranger, day), &stranger, 50).await;
    assert_eq!(refused(told), Code::NotFound, "a campaign of another subdistrict");
    // a shop that comes to the register meanwhile is none of its list
    shop(&world, "后来店", COMMITTEE).await;
    assert_eq!(books::step(&ctx, id, What::Start).await.unwrap(), 1);
    let rows = targets(&world, &world.office, &format!("campaign={id}")).await;
    assert_eq!((rows.len(), rows[0].site, rows[0].entry), (1, world.shop, Entry::Frozen));
    let empty = service::save_from(&ctx, books::new(plan()), list(StoveStatus::Planned)).await;
    assert_eq!(refused(empty), Code::Invalid, "nothing to visit");
});

db_test!(a_refusal_is_never_done_and_coverage_never_exceeds_the_list, |db| async {
    let world = World::new(&db).await;
    let campaign = running(&world).await;
    let one = |text: &'static str| {
        let world = &world;
        async move { targets(world, &world.office, &format!("campaign={campaign}{text}")).await }
    };
    visit(&world, campaign, world.shop, noon("2023-06-05"), Outcome::NotAtHome).await;
    assert_eq!(one("").await[0].standing, Standing::Unreachable);
    visit(&world, campaign, world.shop, noon("2023-06-07"), Outcome::Refused).await;
    // an earlier one that arrives late does not turn it round
    visit(&world, campaign, world.shop, noon("2023-06-06"), Outcome::NotAtHome).await;
    let row = one("").await.remove(0);
    assert_eq!((row.standing, row.attempts), (Standing::Refused, 3));
    let funnel = page(&world, &world.office, campaign).await.total.frozen;
    assert_eq!((funnel.knocked, funnel.let_in, funnel.refused), (1, 0, 1));
    assert_eq!(funnel.coverage().percent(1).as_deref(), Some("0.0"));

    // outside the period it belongs to the campaign and counts for nothing
    visit(&world, campaign, world.shop, noon("2023-07-03"), Outcome::Done).await;
    assert_eq!(one("").await[0].standing, Standing::Refused);
    for day in ["2023-06-10", "2023-06-11", "2023-06-12"] {
        visit(&world, campaign, world.shop, noon(day), Outcome::Done).await;
    }
    visit(&world, campaign, world.shop, noon("2023-06-13"), Outcome::Refused).await;
    let funnel = page(&world, &world.office, campaign).await.total.frozen;
    assert_eq!((funnel.let_in, funnel.to_visit), (1, 1), "let in once is let in");
    assert_eq!(funnel.coverage().percent(1).as_deref(), Some("100.0"));
    assert_eq!(one("&standing=refused").await.len(), 0);
    assert_eq!(one("&standing=let_in").await[0].attempts, 7);
});

db_test!(an_attempt_that_names_no_campaign_knocks_for_those_that_list_the_door, |db| async {
    let world = World::new(&db).await;
    let stove = world.stove(world.shop, noon("2023-06-01"), gear::unsafe_stove("2010-01-01")).await;
    let failed = async |site, day, outcome| {
        world.visit(site, noon(day), |visit| visit.outcome = outcome).await;
    };
    // before there was a list
    failed(world.shop, "2023-06-01", Outcome::Refused).await;
    let campaign = running(&world).await;
    let other =
        books::start(&world.ctx(&world.office, noon(START)), books::campaign("另一个", COMMITTEE)).await;
    let standing = async |campaign: CampaignId| {
        let rows = targets(&world, &world.office, &format!("campaign={campaign}")).await;
        rows.iter().map(|row| (row.site, row.standing, row.attempts)).collect::<Vec<_>>()
    };
    assert_eq!(standing(campaign).await, [(world.shop, Standing::Untouched, 0)]);

    // at the desk, as a step of what somebody came for
    let attempt = StoveCommand::Attempt { outcome: Outcome::NotAtHome, note: None };
    let ctx = world.ctx(&world.office, noon("2023-06-05"));
    stoves::service::change(&ctx, gear::stove_step(stove, None, attempt)).await.unwrap();
    for campaign in [campaign, other] {
        assert_eq!(standing(campaign).await, [(world.shop, Standing::Unreachable, 1)]);
    }
    // as a visit: one of no campaign, one for a campaign of another name, one that was let in, one on a day of none
    failed(world.shop, "2023-06-06", Outcome::Refused).await;
    let elsewhere = |visit: &mut domain::inspections::SaveVisit| {
        (visit.kind, visit.campaign) = (InspectionKind::Special, Some("区里的专项".into()));
        visit.outcome = Outcome::NotAtHome;
    };
    world.visit(world.shop, noon("2023-06-07"), elsewhere).await;
    failed(world.shop, "2023-06-08", Outcome::Done).await;
    failed(world.shop, "2023-07-01", Outcome::NotAtHome).await;
    assert_eq!(standing(campaign).await, [(world.shop, Standing::Refused, 2)]);
    let funnel = page(&world, &world.office, campaign).await.total.frozen;
    assert_eq!((funnel.to_visit, funnel.knocked, funnel.let_in, funnel.refused), (1, 1, 0, 1));
    // what is on no list comes onto none by it
    failed(world.flat, "2023-06-09", Outcome::NotAtHome).await;
    assert_eq!(standing(campaign).await.len(), 1);

    // of two campaigns the one that a visit names has it; one that arrives when it has ended still counts
    visit(&world, campaign, world.shop, noon("2023-06-10"), Outcome::Done).await;
    assert_eq!(standing(campaign).await, [(world.shop, Standing::LetIn, 3)]);
    assert_eq!(standing(other).await, [(world.shop, Standing::Refused, 2)]);
    books::step(&world.ctx(&world.office, noon(NOW)), other, What::Finish).await.unwrap();
    failed(world.shop, "2023-06-11", Outcome::Vacant).await;
    assert_eq!(standing(other).await, [(world.shop, Standing::Unreachable, 3)]);
});

db_test!(the_funnel_is_what_the_rows_say, |db| async {
    let world = World::new(&db).await;
    let other = shop(&world, "另一店", OTHER_COMMITTEE).await;
    let campaign = running(&world).await;
    let mut hazards = Vec::new();
    for found in [world.finding(noon("2023-06-05")), world.finding(noon("2023-06-05"))] {
        hazards.push(found.id);
        world
            .visit(world.shop, noon("2023-06-05"), |visit| {
                visit.kind = InspectionKind::Special;
                visit.campaign_id = Some(campaign);
                visit.hazards = vec![found];
            })
            .await;
    }
    visit(&world, campaign, other, noon("2023-06-05"), Outcome::Vacant).await;
    // found there, but not by the campaign
    world.find(noon("2023-06-06"), |command| command.site = Some(other)).await;
    world.close(noon("2023-06-08"), hazards[0]).await;
    let funnel = page(&world, &world.office, campaign).await.total.frozen;
    assert_eq!((funnel.to_visit, funnel.knocked, funnel.let_in), (2, 2, 1));
    assert_eq!((funnel.with_hazards, funnel.rectified), (1, 0), "one of two is closed");
    let number = |text: &'static str| {
        let world = &world;
        async move {
            let text = format!("campaign={campaign}&entry=frozen{text}");
            i64::try_from(targets(world, &world.office, &text).await.len()).unwrap()
        }
    };
    assert_eq!(number("&standing=let_in&rectified=1").await, 0);
    world.close(noon("2023-06-09"), hazards[1]).await;
    let page = page(&world, &world.office, campaign).await;
    assert_eq!((page.total.frozen.with_hazards, page.total.frozen.rectified), (1, 1));
    let row = targets(&world, &world.office, &format!("campaign={campaign}&with_hazards=1")).await.remove(0);
    assert_eq!((row.site, row.hazards), (world.shop, Ratio::new(2, 2)));

    // the same counted by hand, door by door
    let sql = "SELECT count(*),
        sum(CASE WHEN EXISTS (SELECT 1 FROM inspection i WHERE i.campaign_id = t.campaign_id AND i.site_id = t.site_id)
            THEN 1 ELSE 0 END),
        sum(CASE WHEN EXISTS (SELECT 1 FROM inspection i WHERE i.campaign_id = t.campaign_id AND i.site_id = t.site_id
            AND i.outcome = 'done') THEN 1 ELSE 0 END),
        sum(CASE WHEN EXISTS (SELECT 1 FROM inspection i JOIN hazard h ON h.inspection_id = i.id
            WHERE i.campaign_id = t.campaign_id AND i.site_id = t.site_id) THEN 1 ELSE 0 END)
        FROM campaign_target t WHERE t.entry = 'frozen'";
    let backend = db.read().get_database_backend();
    let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
    let counted: Vec<i64> = (0..4).map(|i| row.try_get_by_index(i).unwrap()).collect();
    let f = page.total.frozen;
    assert_eq!(counted, [f.to_visit, f.knocked, f.let_in, f.with_hazards]);
    // each number opens its rows
    for (n, text) in [
        (f.to_visit, ""),
        (f.knocked, "&standing=let_in,refused,unreachable"),
        (f.let_in, "&standing=let_in"),
        (f.with_hazards, "&standing=let_in&with_hazards=1"),
        (f.rectified, "&standing=let_in&rectified=1"),
        (f.refused, "&standing=refused"),
        (f.unreachable, "&standing=unreachable"),
    ] {
        assert_eq!(n, number(text).await, "{text}");
    }
    let table = table::funnel(&world.ctx(&world.office, noon(NOW)), campaign).await.unwrap();
    let lines: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(lines.len(), 1 + page.committees.len(), "all of it and each committee: {table}");
    assert!(lines[0].starts_with("310105008,") && lines[0].ends_with(",2,2,1,50.0%,1,1,0,1,0,0"), "{table}");
    assert!(lines.iter().any(|line| line.ends_with(",1,1,0,0.0%,0,0,0,1,0,0")), "{table}");
    let far = table::funnel(&world.ctx(&world.stranger, noon(NOW)), campaign).await;
    assert_eq!(refused(far), Code::NotFound);
    let by_committee: i64 = page.committees.iter().map(|c| c.progress.frozen.to_visit).sum();
    assert_eq!((page.committees.len(), by_committee), (2, f.to_visit));
});

db_test!(everybody_sees_their_own_part_and_only_the_office_steers, |db| async {
    let world = World::new(&db).await;
    let other = shop(&world, "另一店", OTHER_COMMITTEE).await;
    let campaign = running(&world).await;
    let own = page(&world, &world.inspector, campaign).await;
    assert_eq!((own.total.frozen.to_visit, own.may_steer), (1, false), "of the committee");
    let sites: Vec<SiteId> = targets(&world, &world.neighbour, &format!("campaign={campaign}"))
        .await
        .iter()
        .map(|row| row.site)
        .collect();
    assert_eq!(sites, [other]);
    let far = world.ctx(&world.stranger, noon(NOW));
    assert_eq!(refused(query::page(&far, campaign).await), Code::NotFound);
    assert!(query::list(&far, None).await.unwrap().rows.is_empty());
    assert_eq!(refused(books::step(&far, campaign, What::Finish).await), Code::NotFound);
    let leader = world.ctx(&world.leader, noon(NOW));
    assert_eq!(refused(books::step(&leader, campaign, What::Finish).await), Code::Forbidden);
    // a draft is no campaign yet, and none is started over nothing
    let ctx = world.ctx(&world.office, noon(NOW));
    let mut plan = books::campaign("空", SUBDISTRICT);
    plan.kinds = vec![SiteKind::Basement];
    let empty = backend::campaigns::service::save(&ctx, books::new(plan)).await.unwrap();
    assert_eq!(refused(books::step(&ctx, empty, What::Start).await), Code::Invalid);
    assert!(page(&world, &world.office, empty).await.committees.is_empty());
});

db_test!(a_save_is_accepted_again_and_of_two_the_later_is_told, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let plan = books::campaign("夏季消防专项", SUBDISTRICT);
    let first = books::new(plan.clone());
    for _ in 0..2 {
        backend::campaigns::service::save(&ctx, first.clone()).await.unwrap();
    }
    let mut changed = plan.clone();
    changed.title = "冬季消防专项".into();
    backend::campaigns::service::save(&ctx, books::change(1, changed.clone())).await.unwrap();
    let late = backend::campaigns::service::save(&ctx, books::change(1, plan.clone())).await;
    assert_eq!(refused(late), Code::Stale);
    assert_eq!(page(&world, &world.office, plan.id).await.plan.title, "冬季消防专项");
    books::step(&ctx, plan.id, What::Start).await.unwrap();
    let frozen = backend::campaigns::service::save(&ctx, books::change(3, changed)).await;
    assert_eq!(refused(frozen), Code::WrongState);
    assert_eq!(page(&world, &world.office, plan.id).await.committees[0].progress.later.to_visit, 0);
    let row = targets(&world, &world.office, &format!("campaign={}", plan.id)).await.remove(0);
    assert_eq!((row.entry, row.standing), (Entry::Frozen, Standing::Untouched));
});
