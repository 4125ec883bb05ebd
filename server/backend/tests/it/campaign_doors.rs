//! The doors of a campaign are given to people: who has which, who may give them, the walk along them, and the day of everybody.

use backend::{
    campaigns::{
        doors::{self, Doors},
        query,
        service::What,
    },
    entities::{audit_entry, campaign_target},
    plans,
    sites::service as sites,
};
use domain::{
    actor::Actor,
    fault::{Code, FieldCode},
    geo::Datum,
    ids::{CampaignId, SiteId},
    inspections::{InspectionKind, Outcome},
    listing::Filter,
    programmes::{
        campaign::{DoorWalk, GivenDoors, GivenPage, TargetRow},
        filters::TargetFilter,
        plan_views::{DayTasks, Whose},
    },
    sites::{Belonging, ChangeSite, SiteKind, SitePlace, SiteStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};

use crate::support::{
    TestDb, books,
    explain::{Tape, by_indexes_but, found_by_indexes},
    world::{COMMITTEE, HERE, OTHER_COMMITTEE, SUBDISTRICT, World, at, date, noon, refused, site},
};

const NOW: &str = "2023-06-15";

/// Inside of the outline of the other committee.
const IN_OTHER: (f64, f64) = (121.3924, 31.2106);

/// A campaign whose list has the shop and a second one in the other committee.
async fn running(world: &World) -> (CampaignId, SiteId) {
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let command = site(SiteKind::SmallUnit, "第二店", "茅台路1号", OTHER_COMMITTEE, at(HERE.0, HERE.1));
    let second = sites::add(&ctx, command).await.unwrap();
    (books::start(&ctx, books::campaign("夏季消防专项", SUBDISTRICT)).await, second)
}

fn filter(campaign: CampaignId, text: &str) -> TargetFilter {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    TargetFilter { campaign: Some(campaign), ..TargetFilter::from_pairs(pairs) }
}

/// Gives doors as somebody, and says how many have changed hands.
async fn give(
    world: &World,
    who: &Actor,
    campaign: CampaignId,
    doors: Doors,
    person: Option<&Actor>,
) -> backend::error::Result<usize> {
    doors::give(&world.ctx(who, noon(NOW)), campaign, doors, person.map(|person| person.user)).await
}

async fn targets(world: &World, campaign: CampaignId, text: &str) -> Vec<TargetRow> {
    let ctx = world.ctx(&world.office, noon(NOW));
    query::targets(&ctx, &filter(campaign, text), 50).await.unwrap().rows
}

/// Whose doors they are, by name, in the order of the sites.
async fn whose(world: &World, campaign: CampaignId, text: &str) -> Vec<(SiteId, Option<String>)> {
    let rows = targets(world, campaign, text).await.into_iter();
    let mut doors: Vec<_> = rows.map(|row| (row.site, row.assignee)).collect();
    doors.sort_unstable();
    doors
}

async fn let_in(world: &World, campaign: CampaignId, site: SiteId) {
    let edit = |visit: &mut domain::inspections::SaveVisit| {
        (visit.kind, visit.campaign_id, visit.outcome) =
            (InspectionKind::Special, Some(campaign), Outcome::Done);
    };
    world.visit(site, noon("2023-06-10"), edit).await;
}

db_test!(doors_are_given_by_ticks_and_by_filter_and_taken_back, |db| async {
    let world = World::new(&db).await;
    let (campaign, second) = running(&world).await;
    let (office, inspector, neighbour) = (&world.office, &world.inspector, &world.neighbour);
    let shop = || Doors::These(vec![world.shop]);
    assert_eq!(give(&world, office, campaign, shop(), Some(inspector)).await.unwrap(), 1);
    assert_eq!(give(&world, office, campaign, shop(), Some(inspector)).await.unwrap(), 0, "sent again");
    let of = |person: &Actor| format!("assignee={}", person.user);
    let has = |person: &Actor| Some(person.name.clone());
    assert_eq!(whose(&world, campaign, &of(inspector)).await, [(world.shop, has(inspector))]);
    assert_eq!(whose(&world, campaign, "nobody=1").await, [(second, None)]);
    let table = books::table(&world.ctx(office, noon(NOW)), &filter(campaign, "")).await;
    assert!(table.contains("负责人") && table.contains(inspector.name.as_str()), "{table}");

    // by committee, and only to whoever sees all of them
    let there = filter(campaign, &format!("area={OTHER_COMMITTEE}"));
    let all = || Doors::Filtered(filter(campaign, ""));
    let refusal = give(&world, office, campaign, all(), Some(inspector)).await.unwrap_err();
    let fault = refusal.as_fault().unwrap();
    assert_eq!((fault.fields[0].field.as_str(), fault.fields[0].code), ("assignee", FieldCode::Unknown));
    assert_eq!(whose(&world, campaign, "nobody=1").await, [(second, None)], "nothing is half done");
    assert_eq!(give(&world, office, campaign, Doors::Filtered(there), Some(neighbour)).await.unwrap(), 1);
    assert_eq!(whose(&world, campaign, &of(neighbour)).await, [(second, has(neighbour))]);
    // on to a colleague, who sees both, and back to nobody
    assert_eq!(give(&world, office, campaign, all(), Some(&world.colleague)).await.unwrap(), 2);
    assert_eq!(whose(&world, campaign, &of(&world.colleague)).await.len(), 2);
    assert_eq!(give(&world, office, campaign, shop(), None).await.unwrap(), 1);
    assert_eq!(whose(&world, campaign, "nobody=1").await, [(world.shop, None)]);
    let said = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("campaign.give"));
    assert_eq!(said.count(db.read()).await.unwrap(), 5, "a line for each door that changed hands");

    // a door that was let in stays whose it was
    let_in(&world, campaign, second).await;
    assert_eq!(give(&world, office, campaign, Doors::These(vec![second]), None).await.unwrap(), 0);
    assert_eq!(give(&world, office, campaign, all(), Some(inspector)).await.unwrap(), 1, "the shop alone");
    assert_eq!(whose(&world, campaign, &of(&world.colleague)).await.len(), 1);
    let ctx = world.ctx(office, noon(NOW));
    books::step(&ctx, campaign, What::Finish).await.unwrap();
    assert_eq!(refused(give(&world, office, campaign, shop(), None).await), Code::WrongState);
});

db_test!(only_whoever_gives_work_gives_doors_and_only_of_their_area, |db| async {
    let world = World::new(&db).await;
    let (campaign, _) = running(&world).await;
    let shop = || Doors::These(vec![world.shop]);
    for (who, code) in [
        (&world.inspector, Code::Forbidden),
        (&world.leader, Code::Forbidden),
        (&world.admin, Code::Forbidden),
        (&world.stranger, Code::NotFound),
    ] {
        let refusal = give(&world, who, campaign, shop(), Some(&world.inspector)).await;
        assert_eq!(refused(refusal), code, "{}", who.name);
    }
    let office = &world.office;
    for (doors, code) in [
        (Doors::These(vec![]), Code::Invalid),
        // on no list, and out of reach
        (Doors::These(vec![world.shop, world.flat]), Code::NotFound),
        (Doors::These(vec![world.far_shop]), Code::NotFound),
    ] {
        assert_eq!(refused(give(&world, office, campaign, doors.clone(), None).await), code, "{doors:?}");
    }
    let strange = give(&world, office, campaign, shop(), Some(&world.stranger)).await;
    assert_eq!(refused(strange), Code::Invalid, "who does not see the door");
    assert_eq!(whose(&world, campaign, "nobody=1").await.len(), 2, "nothing was given");
    // a campaign of the whole district: each office gives its own part
    let district = books::campaign("全区专项", "310105");
    let far = Actor { area: "310105".parse().unwrap(), ..office.clone() };
    let wide = books::start(&world.ctx(&far, noon("2023-06-02")), district).await;
    assert_eq!(give(&world, office, wide, shop(), Some(&world.inspector)).await.unwrap(), 1);
    let strange = give(&world, office, wide, Doors::These(vec![world.far_shop]), None).await;
    assert_eq!(refused(strange), Code::NotFound);
});

db_test!(a_person_walks_along_their_doors_and_sees_them_in_full, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let mut wanted = books::campaign("入户排摸", SUBDISTRICT);
    wanted.kinds = vec![];
    let campaign = books::start(&ctx, wanted).await;
    let doors = Doors::These(vec![world.shop, world.flat]);
    give(&world, &world.office, campaign, doors, Some(&world.inspector)).await.unwrap();
    let walk = async |who: &Actor, text: &str| -> DoorWalk {
        doors::walk(&world.ctx(who, noon(NOW)), &filter(campaign, text)).await.unwrap()
    };
    let sites = |walk: &DoorWalk| walk.walk.iter().map(|door| door.site).collect::<Vec<_>>();
    let own = format!("assignee={}", world.inspector.user);
    let mine = walk(&world.inspector, &own).await;
    assert_eq!(
        (sites(&mine), mine.total.n, mine.title.as_str()),
        (vec![world.shop, world.flat], 2, "入户排摸")
    );
    assert!((80.0..110.0).contains(&mine.length.get()), "from door to door: {:?}", mine.length);
    assert_eq!(mine.walk[1].address, "仙霞路700弄43号502室", "the task needs it");
    assert_eq!(mine.people, [], "who may give them");
    let seen = walk(&world.office, &own).await;
    assert_ne!(seen.walk[1].address, mine.walk[1].address, "masked at the office");
    assert!(seen.people.iter().any(|person| person.id == world.inspector.user));
    // without a position at the end, and what was let in is not walked to
    let all = walk(&world.office, "").await;
    assert_eq!((all.walk.len(), all.walk.last().map(|door| door.site)), (3, Some(world.tower)));
    let_in(&world, campaign, world.flat).await;
    assert_eq!(sites(&walk(&world.inspector, &own).await), [world.shop]);

    // and on the day's walk, beside the tasks of plans
    let day = async |who: &Actor, day: &str, whose| -> DayTasks {
        plans::query::day(&world.ctx(who, noon(day)), (date(day), whose), None, None, None).await.unwrap()
    };
    let today = day(&world.inspector, NOW, Whose::Mine).await;
    let told: Vec<_> = today.walk.iter().map(|task| (task.site, task.campaign, task.plan.as_str())).collect();
    assert_eq!(told, [(world.shop, Some(campaign), "入户排摸")]);
    assert_eq!(today.walk[0].due, date("2023-06-30"));
    assert_eq!(day(&world.inspector, "2023-07-01", Whose::Mine).await.walk, [], "it has ended");
    assert_eq!(today.given.rows, [], "their own are on the walk");
    let all = day(&world.office, NOW, Whose::All).await;
    assert_eq!(all.walk, [], "those of others are walked to by them");
    let told: Vec<_> = all.given.rows.iter().map(|doors| (doors.name.as_str(), doors.doors)).collect();
    assert_eq!(told, [(world.inspector.name.as_str(), 1)], "and told of by the person");
});

db_test!(everybodys_day_says_who_was_given_how_many_doors, |db| async {
    let world = World::new(&db).await;
    let (wide, second) = running(&world).await;
    let start = world.ctx(&world.office, noon("2023-06-02"));
    let local = books::start(&start, books::campaign("用火用电", COMMITTEE)).await;
    let (inspector, neighbour) = (&world.inspector, &world.neighbour);
    for (campaign, door, person) in
        [(wide, world.shop, inspector), (local, world.shop, inspector), (wide, second, neighbour)]
    {
        give(&world, &world.office, campaign, Doors::These(vec![door]), Some(person)).await.unwrap();
    }
    let page = async |who: &Actor, day: &str, (area, whose): (Option<&str>, Whose), after| -> GivenPage {
        let mut ctx = world.ctx(who, noon(NOW));
        ctx.state.limits.page_size = 1;
        let area = area.map(|code| code.parse().unwrap());
        plans::query::day(&ctx, (date(day), whose), area, None, after).await.unwrap().given
    };
    let all = async |who: &Actor, day: &str, area| {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let given = page(who, day, (area, Whose::All), after).await;
            assert!(given.rows.len() <= 1, "a page has one");
            seen.extend(given.rows);
            after = given.next;
            if after.is_none() {
                return seen;
            }
        }
    };
    let told = |seen: &[GivenDoors]| -> Vec<_> {
        seen.iter().map(|doors| (doors.person, doors.campaign, doors.doors)).collect()
    };
    let seen = all(&world.office, NOW, None).await;
    assert_eq!(
        told(&seen),
        [(inspector.user, wide, 1), (inspector.user, local, 1), (neighbour.user, wide, 1)],
        "by name, then by campaign"
    );
    assert_eq!(
        (seen[1].title.as_str(), seen[1].name.as_str(), seen[1].due),
        ("用火用电", inspector.name.as_str(), date("2023-06-30"))
    );
    // each number is that of the walk that it opens
    for doors in &seen {
        let own = filter(doors.campaign, &format!("assignee={}", doors.person));
        let walk = doors::walk(&world.ctx(&world.office, noon(NOW)), &own).await.unwrap();
        assert_eq!(i64::try_from(walk.total.n), Ok(doors.doors));
    }
    // of an area, of what one sees, and on the days of the campaign only
    let others = all(&world.office, NOW, Some(OTHER_COMMITTEE)).await;
    assert_eq!(told(&others), [(neighbour.user, wide, 1)]);
    assert_eq!(told(&all(inspector, NOW, None).await).len(), 2);
    assert_eq!(all(&world.stranger, NOW, None).await, []);
    assert_eq!(all(&world.office, "2023-07-01", None).await, []);
    for whose in [Whose::Mine, Whose::Nobody] {
        assert_eq!(page(&world.office, NOW, (None, whose), None).await, GivenPage::default(), "{whose}");
    }
    // what was let in is no longer walked to, and an end is an end
    let_in(&world, wide, second).await;
    books::step(&world.ctx(&world.office, noon(NOW)), local, What::Finish).await.unwrap();
    assert_eq!(told(&all(&world.office, NOW, None).await), [(inspector.user, wide, 1)]);
});

db_test!(a_door_goes_with_its_site_and_stays_with_who_sees_it, |db| async {
    let world = World::new(&db).await;
    let (campaign, second) = running(&world).await;
    let office = world.ctx(&world.office, noon(NOW));
    give(&world, &world.office, campaign, Doors::These(vec![world.shop]), Some(&world.inspector))
        .await
        .unwrap();
    // entered twice: the one that is left is the inspector's, since it lies in their committee
    let twin = site(SiteKind::SmallUnit, "老王面馆", "仙霞路７００弄２号", COMMITTEE, at(HERE.0, HERE.1));
    let twin = sites::add(&office, twin).await.unwrap();
    books::step(&office, campaign, What::AddNew).await.unwrap();
    sites::merge(&office, world.shop, twin).await.unwrap();
    assert_eq!(whose(&world, campaign, "nobody=1").await, [(second, None)]);
    let row = async |site: SiteId| {
        campaign_target::Entity::find_by_id((campaign.0, site.0)).one(db.read()).await.unwrap().unwrap()
    };
    assert_eq!(row(twin).await.assignee_id, Some(world.inspector.user.0));
    // moved to the other committee it is nobody's, or nobody would come
    let before = row(twin).await.change_seq;
    let position = at(IN_OTHER.0, IN_OTHER.1).unwrap();
    let raw = Some((IN_OTHER.0, IN_OTHER.1, Datum::Wgs84));
    let place = SitePlace { position, raw, belonging: Some(Belonging::Follows) };
    sites::change(&office, twin, ChangeSite { place: Some(place), ..ChangeSite::default() }).await.unwrap();
    let after = row(twin).await;
    assert_eq!((after.assignee_id, after.area_code.as_str()), (None, OTHER_COMMITTEE));
    assert!(after.change_seq > before, "tablets hear of it");
});

db_test!(nobody_walks_to_a_door_that_has_closed_down_and_it_stays_counted, |db| async {
    let world = World::new(&db).await;
    let (campaign, _) = running(&world).await;
    let (office, inspector) = (world.ctx(&world.office, noon(NOW)), &world.inspector);
    let shop = || Doors::These(vec![world.shop]);
    give(&world, &world.office, campaign, shop(), Some(inspector)).await.unwrap();
    let own = format!("assignee={}", inspector.user);
    let numbers = async || {
        let walk = doors::walk(&office, &filter(campaign, "")).await.unwrap();
        let ctx = world.ctx(inspector, noon(NOW));
        let mine = plans::query::day(&ctx, (date(NOW), Whose::Mine), None, None, None).await.unwrap();
        let all = plans::query::day(&office, (date(NOW), Whose::All), None, None, None).await.unwrap();
        let given: i64 = all.given.rows.iter().map(|doors| doors.doors).sum();
        let funnel = query::page(&office, campaign).await.unwrap().total.frozen;
        (walk.walk.len(), walk.total.n, mine.walk.len(), given, funnel.to_visit)
    };
    assert_eq!(numbers().await, (2, 2, 1, 1, 2));
    let status = |status| ChangeSite { status: Some(status), ..ChangeSite::default() };
    let row = async || {
        let found = campaign_target::Entity::find_by_id((campaign.0, world.shop.0));
        found.one(db.read()).await.unwrap().unwrap()
    };
    let before = row().await.change_seq;
    sites::change(&office, world.shop, status(SiteStatus::ClosedDown)).await.unwrap();
    assert_eq!(numbers().await, (1, 1, 0, 0, 2), "on the list as before");
    assert!(row().await.change_seq > before, "tablets hear of it");
    assert_eq!(whose(&world, campaign, &own).await, []);
    assert_eq!(give(&world, &world.office, campaign, shop(), Some(inspector)).await.unwrap(), 0);
    let all = Doors::Filtered(filter(campaign, ""));
    assert_eq!(give(&world, &world.office, campaign, all, Some(&world.colleague)).await.unwrap(), 1);
    assert_eq!(whose(&world, campaign, "nobody=1").await, [(world.shop, None)]);
    // it opens again: then somebody has to go there, and is told so
    sites::change(&office, world.shop, status(SiteStatus::Active)).await.unwrap();
    assert_eq!(numbers().await, (2, 2, 0, 1, 2));
    assert_eq!(give(&world, &world.office, campaign, shop(), Some(inspector)).await.unwrap(), 1);
    assert_eq!(numbers().await, (2, 2, 1, 2, 2));
});

/// What is asked while doors are listed, walked along and given.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let (campaign, _) = running(&world).await;
    give(&world, &world.office, campaign, Doors::These(vec![world.shop]), Some(&world.inspector))
        .await
        .unwrap();
    tape.clear();
    let ctx = world.ctx(&world.inspector, noon(NOW));
    let own = filter(campaign, &format!("assignee={}", world.inspector.user));
    query::targets(&ctx, &own, 50).await.unwrap();
    doors::walk(&ctx, &own).await.unwrap();
    plans::query::day(&ctx, (date(NOW), Whose::Mine), None, None, None).await.unwrap();
    let office = world.ctx(&world.office, noon(NOW));
    plans::query::day(&office, (date(NOW), Whose::All), None, None, None).await.unwrap();
    give(&world, &world.office, campaign, Doors::Filtered(own), None).await.unwrap();
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT") && said.sql.contains("FROM campaign_target t"));
    assert!(said.len() >= 8, "{said:#?}");
    said
}

async fn found(test: &TestDb) -> String {
    // sites without a position are few
    let few = |step: &str| step.ends_with(" INDEX ix_site_unplaced");
    found_by_indexes(test, &asked(test).await, |asked, plan| by_indexes_but(asked, plan, few)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_the_doors_of_a_person_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = found(&test).await;
    for step in [
        "ix_campaign_target_assignee (assignee_id=?",
        "COVERING INDEX ix_campaign_target_given (campaign_id=? AND subdistrict_code=?",
    ] {
        assert!(steps.contains(step), "{step}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_the_doors_of_a_person_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        found(&test).await;
        test.remove().await;
    }
}
