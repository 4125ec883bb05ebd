//! What a tablet takes along, and what it is told afterwards.

use super::*;
use crate::support::world::{COMMITTEE, OTHER_COMMITTEE, date, refused, site};
use backend::{
    entities::site as sites,
    rules::days,
    sync::{devices, query, reference},
};
use domain::{
    actor::Role,
    calendar::SpecialDay,
    fault::Code,
    ids::EventId,
    inspections::{Answer, AnswerValue, checklist::AnswerKey},
    programmes::campaign::{Slot, slots_of, suggest},
    rules::{DayIs, KeepDays},
    sites::SiteKind,
    sync::{Changes, FieldReference, FieldSite, Gone},
};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

async fn seq(world: &World, who: &Actor) -> i64 {
    let ctx = world.ctx(who, at(8));
    devices::register(&ctx, tablet::ready(tablet::new(), at(8))).await.unwrap().seq
}

async fn since(world: &World, who: &Actor, seq: i64) -> Changes {
    query::changes(&world.ctx(who, at(20)), seq).await.unwrap()
}

/// Names and descriptions of what is new, and how much is to be forgotten.
fn told(changes: &Changes) -> (Vec<&str>, Vec<&str>, usize) {
    let names = changes.sites.iter().map(|site| site.name.as_str()).collect();
    let mut texts: Vec<&str> =
        changes.hazards.iter().map(|hazard| hazard.summary.description.as_str()).collect();
    // records of one moment come in the order of their ids
    texts.sort_unstable();
    (names, texts, changes.gone.len())
}

db_test!(a_tablet_has_one_key_for_each_person, |db| async move {
    let world = World::new(&db).await;
    let device = tablet::new();
    let register = async |who: &Actor, hour| {
        devices::register(&world.ctx(who, at(hour)), tablet::ready(device, at(hour))).await.unwrap()
    };
    let (first, again) = (register(&world.inspector, 8).await, register(&world.inspector, 9).await);
    assert_eq!(first.key, again.key);
    assert_eq!(first.key.len(), 44, "32 bytes in base64");
    assert_eq!((first.me.actor.user, first.idle_minutes, first.late_hours), (world.inspector.user, 15, 24));
    let other = register(&world.office, 9).await;
    assert_ne!(other.key, first.key);
    let ctx = world.ctx(&world.inspector, at(9));
    let elsewhere = devices::register(&ctx, tablet::ready(tablet::new(), at(9))).await.unwrap();
    assert_ne!(elsewhere.key, first.key);
    // at once, one key all the same
    let twins = tablet::new();
    let ctx = world.ctx(&world.inspector, at(10));
    let (a, b) = tokio::join!(
        devices::register(&ctx, tablet::ready(twins, at(10))),
        devices::register(&ctx, tablet::ready(twins, at(10))),
    );
    assert_eq!(a.unwrap().key, b.unwrap().key);
    // forgotten only when nobody uses it
    let state = &world.state;
    assert_eq!(devices::purge(state, at(12) + TimeDelta::days(700)).await.unwrap(), 0);
    assert_eq!(devices::purge(state, at(12) + TimeDelta::days(800)).await.unwrap(), 4);
});

db_test!(who_may_take_data_along, |db| async move {
    let world = World::new(&db).await;
    let ctx = |who: &Actor| world.ctx(who, at(12));
    let of_city = Actor { role: Role::Office, ..world.admin.clone() };
    for (who, code) in
        [(&world.leader, Code::Forbidden), (&world.admin, Code::Forbidden), (&of_city, Code::AreaTooLarge)]
    {
        let ready = tablet::ready(tablet::new(), at(12));
        assert_eq!(refused(devices::register(&ctx(who), ready).await), code);
        assert_eq!(refused(query::sites(&ctx(who), None).await), code);
        assert_eq!(refused(query::hazards(&ctx(who), None).await), code);
        assert_eq!(refused(query::changes(&ctx(who), 0).await), code);
        assert_eq!(
            reference(&ctx(who)).await.map(|_| ()).map_err(|e| e.as_fault().map(|f| f.code)),
            Err(Some(code))
        );
    }
    let old = domain::sync::RegisterDevice { api: 0, ..tablet::ready(tablet::new(), at(12)) };
    assert_eq!(refused(devices::register(&ctx(&world.inspector), old).await), Code::UpdateFirst);
});

db_test!(a_first_load_is_everything_of_the_own_area, |db| async move {
    let world = World::new(&db).await;
    let open = world.find(noon("2023-06-01"), |c| c.description = "开".into()).await;
    let closed = world.find(noon("2023-06-02"), |c| c.description = "关".into()).await;
    world.close(noon("2023-06-03"), closed).await;
    let void = world.find(noon("2023-06-02"), |c| c.description = "废".into()).await;
    world.void(noon("2023-06-03"), void, domain::hazards::VoidReason::FalseAlarm, None).await;
    let other = world.find(noon("2023-06-02"), |c| c.site = Some(world.tower)).await;
    let photo = world.photo(&world.office, noon("2023-06-04")).await;
    let command = HazardCommand::AddNote { note: "看过".into(), photos: vec![photo] };
    world.step(&world.office, noon("2023-06-04"), open, command).await;
    let key: AnswerKey = "stairs".parse().unwrap();
    let version = backend::entities::checklist_version::Entity::find().one(db.read()).await.unwrap().unwrap();
    world.visit(world.shop, noon("2023-05-30"), |_| ()).await;
    world.visit(world.shop, noon("2023-04-30"), |_| ()).await;
    let row = sites::Entity::find_by_id(world.shop.0).one(db.read()).await.unwrap().unwrap();
    assert!(row.change_seq > 0);
    // answers by a checklist, as they stand in the store
    let id = world.visit(world.shop, noon("2023-06-01"), |_| ()).await;
    let answers = std::collections::BTreeMap::from([
        (key.clone(), Answer { value: AnswerValue::Pass, note: Some("好".into()), photos: vec![] }),
        ("front".parse().unwrap(), Answer { value: AnswerValue::Photo, note: None, photos: vec![photo] }),
    ]);
    let answered = backend::entities::inspection::ActiveModel {
        id: Set(id.0),
        checklist_version_id: Set(Some(version.id)),
        answers: Set(serde_json::to_value(answers).unwrap()),
        ..Default::default()
    };
    db.write(move |tx| Box::pin(async move { answered.update(tx).await })).await.unwrap();

    let inspector = world.ctx(&world.inspector, day());
    let mut page = query::sites(&inspector, None).await.unwrap();
    // both were added at one moment: they come in the order of their ids
    page.items.sort_by_key(|site| site.kind != SiteKind::SmallUnit);
    let names: Vec<&str> = page.items.iter().map(|s| s.name.as_str()).collect();
    assert_eq!((names, page.next), (vec!["老王面馆", "欧阳小明家"], None));
    assert_eq!(page.items[1].address, "仙霞路700弄43号502室", "in full: the task needs it");
    assert_eq!(page.items[0].checks, (2, 3));
    let last = page.items[0].last.clone().unwrap();
    assert_eq!((last.at, last.checklist.0), (noon("2023-06-01"), version.id));
    assert_eq!(last.values, [(key, AnswerValue::Pass)].into());
    // a page with a line offers the same
    let form = backend::inspections::query::form(&inspector, Some(world.shop)).await.unwrap();
    assert_eq!(form.last, Some(last));
    let form = backend::inspections::query::form(&inspector, Some(world.flat)).await.unwrap();
    assert_eq!(form.last, None);
    assert_eq!((page.items[1].checks, &page.items[1].last), ((0, 0), &None));

    let hazards = query::hazards(&inspector, None).await.unwrap();
    let ids: Vec<HazardId> = hazards.items.iter().map(|h| h.summary.id).collect();
    assert_eq!((ids, hazards.next), (vec![open], None));
    let mine = &hazards.items[0];
    assert_eq!(
        (mine.state.version, mine.site, mine.last_note.as_deref()),
        (2, Some(world.shop), Some("看过"))
    );
    assert_eq!((&mine.photos_before, &mine.photos_after), (&vec![photo], &vec![]));
    // the office sees both committees, its neighbour only the other one
    assert_eq!(query::hazards(&world.ctx(&world.office, day()), None).await.unwrap().items.len(), 2);
    let neighbour = query::hazards(&world.ctx(&world.neighbour, day()), None).await.unwrap();
    assert_eq!(neighbour.items[0].summary.id, other);
    // behind the last key there is nothing
    let last = page.items.iter().map(|site| site.key).max().unwrap();
    assert_eq!(query::sites(&inspector, Some(last)).await.unwrap().items, []);
    assert_eq!(query::sites(&inspector, Some(last - 1)).await.unwrap().items.len(), 1);

    let packed = reference(&inspector).await.unwrap();
    let fields: FieldReference = serde_json::from_str(&packed.json).unwrap();
    assert!(!fields.checklists.is_empty() && !fields.standards.is_empty());
    assert_eq!(fields.deadlines.len(), 28);
    assert_eq!(fields.areas.len(), 1);
    assert_eq!(reference(&inspector).await.unwrap().tag, packed.tag);
    let tomorrow = reference(&world.ctx(&world.inspector, noon("2023-06-16"))).await.unwrap();
    assert_ne!(tomorrow.tag, packed.tag, "deadlines move with the day");
});

db_test!(the_feed_tells_what_is_new_and_what_to_forget, |db| async move {
    let world = World::new(&db).await;
    let (inspector, office) = (&world.inspector, &world.office);
    let begin = seq(&world, inspector).await;
    assert!(begin > 0, "the sites of the world");
    let nothing = since(&world, inspector, begin).await;
    assert_eq!((told(&nothing), nothing.seq, nothing.more), ((vec![], vec![], 0), begin, false));

    // a new site, a new hazard and one of the other committee
    let new = site(SiteKind::SmallUnit, "新店", "路8号", COMMITTEE, None);
    backend::sites::service::add(&world.ctx(office, at(9)), new.clone()).await.unwrap();
    let hazard = world.find(at(9), |c| c.description = "一".into()).await;
    let other = world.find(at(9), |c| {
        c.description = "二".into();
        c.site = Some(world.tower);
    });
    let other = other.await;
    let next = since(&world, inspector, begin).await;
    assert_eq!(told(&next), (vec!["新店"], vec!["一"], 1));
    assert_eq!(next.gone, [Gone::Hazard { id: other }], "of the other committee");
    assert_eq!(told(&since(&world, office, begin).await), (vec!["新店"], vec!["一", "二"], 0));

    // a step, a visit, a closing
    world.assign(at(10), hazard).await;
    world.visit(world.shop, at(10), |_| ()).await;
    let then = since(&world, inspector, next.seq).await;
    assert_eq!(told(&then), (vec!["老王面馆"], vec!["一"], 0));
    assert_eq!((then.hazards[0].state.version, then.sites[0].checks), (2, (1, 1)));
    world.rectify(at(11), hazard).await;
    world.review(office, at(12), hazard, true).await;
    let closed = since(&world, inspector, then.seq).await;
    assert_eq!((told(&closed).1.len(), &closed.gone), (0, &vec![Gone::Hazard { id: hazard }]));
    // reopened it is there again
    world.reopen(at(13), hazard, date("2023-07-01")).await;
    assert_eq!(told(&since(&world, inspector, closed.seq).await).1, ["一"]);

    // closed down and merged sites are forgotten
    let merged = sites::ActiveModel {
        id: Set(world.flat.0),
        merged_into: Set(Some(world.shop.0)),
        change_seq: Set(closed.seq + 10),
        ..Default::default()
    };
    let shut = sites::ActiveModel {
        id: Set(new.id.0),
        status: Set("closed_down".into()),
        change_seq: Set(closed.seq + 11),
        ..Default::default()
    };
    let counter = backend::entities::change_counter::ActiveModel {
        subdistrict_code: Set(crate::support::world::SUBDISTRICT.into()),
        last_seq: Set(closed.seq + 11),
    };
    db.write(move |tx| {
        Box::pin(async move {
            merged.update(tx).await?;
            shut.update(tx).await?;
            counter.update(tx).await
        })
    })
    .await
    .unwrap();
    let forgotten = since(&world, inspector, closed.seq + 1).await;
    let gone = [Gone::Site { id: world.flat, into: Some(world.shop) }, Gone::Site { id: new.id, into: None }];
    assert_eq!((forgotten.gone, forgotten.seq), (gone.to_vec(), closed.seq + 11));
    let page = query::sites(&world.ctx(inspector, at(20)), None).await.unwrap();
    assert_eq!(page.items.iter().map(|s| s.id).collect::<Vec<_>>(), [world.shop]);
    // a tablet that is ahead of a database set back to a backup is told everything again
    let ahead = since(&world, inspector, i64::MAX).await;
    assert_eq!(ahead.seq, forgotten.seq);
    assert!(!ahead.sites.is_empty());
    let moved = Actor { area: OTHER_COMMITTEE.parse().unwrap(), ..inspector.clone() };
    assert_eq!(since(&world, &moved, 0).await.area.code, moved.area);
});

db_test!(a_long_feed_comes_in_pieces_without_a_hole, |db| async move {
    let world = World::new(&db).await;
    let begin = seq(&world, &world.office).await;
    let ctx = world.ctx(&world.office, at(9));
    let mut expected = std::collections::BTreeSet::new();
    let page = usize::try_from(query::PAGE).unwrap();
    for n in 0..page + 30 {
        let new = site(SiteKind::SmallUnit, &format!("店{n}"), &format!("路{n}号"), COMMITTEE, None);
        expected.insert(new.id);
        backend::sites::service::add(&ctx, new).await.unwrap();
        if n % 50 == 0 {
            world.find(at(9), |_| ()).await;
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    let (mut from, mut hazards, mut rounds) = (begin, 0, 0);
    loop {
        let changes = since(&world, &world.office, from).await;
        assert!(changes.seq > from);
        seen.extend(changes.sites.iter().map(|site| site.id));
        hazards += changes.hazards.len();
        from = changes.seq;
        rounds += 1;
        if !changes.more {
            break;
        }
    }
    assert_eq!((seen, hazards, rounds), (expected, 11, 2));
    let first = query::sites(&ctx, None).await.unwrap();
    let second = query::sites(&ctx, first.next).await.unwrap();
    assert_eq!((first.items.len(), second.next), (page, None));
    assert_eq!(first.items.len() + second.items.len(), page + 33);
});

db_test!(a_failed_attempt_is_told_until_somebody_is_let_in, |db| async move {
    let world = World::new(&db).await;
    let tablets = [&world.inspector, &world.office];
    let mut from = seq(&world, &world.inspector).await;
    for (hour, outcome, expected) in [
        (8, Visited::NotAtHome, (8, Visited::NotAtHome, 1)),
        (9, Visited::Done, (9, Visited::Done, 0)),
        (10, Visited::NotAtHome, (10, Visited::NotAtHome, 1)),
        (12, Visited::Refused, (12, Visited::Refused, 2)),
        // recorded on a tablet that found a line late: it is one more, and not the last
        (11, Visited::Vacant, (12, Visited::Refused, 3)),
        (13, Visited::Done, (13, Visited::Done, 0)),
    ] {
        world.visit(world.shop, at(hour), |visit| visit.outcome = outcome).await;
        let mut upto = from;
        for who in tablets {
            let news = since(&world, who, from).await;
            assert_eq!(told(&news), (vec!["老王面馆"], vec![], 0), "{outcome} at {hour}");
            let last = news.sites[0].last_visit.clone().unwrap();
            assert_eq!((last.at, last.outcome, last.failed), (at(expected.0), expected.1, expected.2));
            upto = news.seq;
        }
        from = upto;
    }
    // the first load says the same, also of a site where nobody was
    let page = query::sites(&world.ctx(&world.inspector, at(20)), None).await.unwrap();
    let of = |id: SiteId| page.items.iter().find(|site| site.id == id).unwrap().last_visit.clone();
    assert_eq!(of(world.shop).map(|last| (last.at, last.failed)), Some((at(13), 0)));
    assert_eq!(of(world.flat), None);
});

db_test!(a_tablet_suggests_when_to_come_again_as_the_page_of_the_door_does, |db| async move {
    let world = World::new(&db).await;
    let (inspector, admin) = (world.ctx(&world.inspector, at(20)), world.ctx(&world.admin, at(8)));
    // the suggestion as a tablet makes it: from the site and the holiday table that it has taken along
    let suggested = async |site: &FieldSite| {
        let pack = reference(&inspector).await.unwrap();
        let taken: FieldReference = serde_json::from_str(&pack.json).unwrap();
        let tried = site.tried.clone().unwrap();
        (suggest(&slots_of(tried.iter().map(|visit| visit.at), &taken.calendar())), pack.tag)
    };
    let desk = async || {
        let page = backend::programmes::door::page(&inspector, world.shop).await.unwrap();
        let visits: Vec<_> = page.tried.iter().map(|tried| tried.visit).collect();
        (visits, page.next)
    };
    let from = seq(&world, &world.inspector).await;
    let untried = query::sites(&inspector, None).await.unwrap();
    assert!(untried.items.iter().all(|site| site.tried.as_deref() == Some(&[])), "said, and nothing");

    // an evening of the week, then somebody was let in, then a noon: nobody forgets the evening
    let evening = noon("2023-06-12") + TimeDelta::hours(7);
    for (when, outcome) in [(evening, Visited::NotAtHome), (at(9), Visited::Done), (at(12), Visited::Refused)]
    {
        world.visit(world.shop, when, |visit| visit.outcome = outcome).await;
    }
    let news = since(&world, &world.inspector, from).await;
    let (next, tag) = suggested(&news.sites[0]).await;
    let visits: Vec<_> = news.sites[0].tried.iter().flatten().map(|visit| visit.id).collect();
    assert_eq!((visits.len(), next), (2, Slot::WeekendMorning));
    assert_eq!(desk().await, (visits, Some(next)));
    assert_eq!(news.reference_tag, tag);
    let loaded = query::sites(&inspector, None).await.unwrap();
    assert!(loaded.items.contains(&news.sites[0]), "the first load says the same");

    // it was a holiday: the evening was that of a free day
    let holiday = KeepDays {
        id: EventId(uuid::Uuid::now_v7()),
        from: date("2023-06-12"),
        to: date("2023-06-12"),
        is: DayIs { kind: SpecialDay::Holiday, name: "调休".into() },
        before: None,
        reason: "国务院办公厅通知".into(),
    };
    days::keep(&admin, holiday).await.unwrap();
    let after = since(&world, &world.inspector, news.seq).await;
    assert_ne!(after.reference_tag, tag, "the tablet fetches it again");
    let (next, renewed) = suggested(&news.sites[0]).await;
    assert_eq!((next, &renewed), (Slot::WeekdayEvening, &after.reference_tag));
    assert_eq!(desk().await.1, Some(next));

    // another attempt comes with the next number of a change
    world.visit(world.shop, evening + TimeDelta::days(1), |visit| visit.outcome = Visited::Vacant).await;
    let again = since(&world, &world.inspector, after.seq).await;
    assert_eq!(again.sites[0].tried.as_ref().map(Vec::len), Some(3));
    assert_eq!(Some(suggested(&again.sites[0]).await.0), desk().await.1);
});
