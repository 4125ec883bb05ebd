//! Plans and tasks: none is made twice, a visit carries out what was due, the walk passes each door once.

use backend::{
    entities::{audit_entry, task},
    plans::{self, query, service},
    sites, tables, targets,
    transfer::{
        import::{ImportOptions, list},
        progress::silent,
    },
};
use domain::{
    actor::Actor,
    fault::Code,
    geo::Datum,
    ids::TaskId,
    import::ImportKind,
    inspections::Outcome,
    listing::Filter,
    programmes::{
        filters::TaskFilter,
        plan::{RecurringPlan, Rhythm},
        plan_views::{DayTasks, PlanSummary, TaskStanding, Whose},
        target::{Measured, Pace, YearTarget},
    },
    sites::{ChangeSite, SiteKind, SiteStatus},
};
use futures::TryStreamExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

use crate::support::{
    TestDb, books,
    explain::{Tape, by_indexes, by_indexes_but, found_by_indexes},
    world::{COMMITTEE, HERE, SUBDISTRICT, World, at, date, noon, refused, site},
};

const START: &str = "2023-06-01";

async fn tasks(world: &World) -> Vec<task::Model> {
    task::Entity::find()
        .order_by_asc(task::Column::Due)
        .order_by_asc(task::Column::Id)
        .all(world.state.db.read())
        .await
        .unwrap()
}

async fn day(world: &World, who: &Actor, day: &str, whose: Whose) -> DayTasks {
    query::day(&world.ctx(who, noon(day)), (date(day), whose), None, None, None).await.unwrap()
}

db_test!(tasks_are_made_once_however_often_they_are_made, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    service::save(&ctx, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    assert_eq!(plans::make(&world.state, noon(START)).await.unwrap(), 1, "the shop on 15 June");
    assert_eq!(plans::make(&world.state, noon(START)).await.unwrap(), 0);
    let (a, b) = tokio::join!(
        plans::make(&world.state, noon("2023-06-20")),
        plans::make(&world.state, noon("2023-06-20"))
    );
    assert_eq!(a.unwrap() + b.unwrap(), 1, "15 July, made by one of two");
    // a site that comes to the register later gets its tasks from then on
    let new = site(SiteKind::SmallUnit, "新店", "路9号", COMMITTEE, at(HERE.0, HERE.1));
    sites::service::add(&world.ctx(&world.office, noon("2023-06-21")), new).await.unwrap();
    assert_eq!(plans::make(&world.state, noon("2023-06-21")).await.unwrap(), 1);
    let due: Vec<String> = tasks(&world).await.iter().map(|task| task.due.to_string()).collect();
    assert_eq!(due, ["2023-06-15", "2023-07-15", "2023-07-15"]);
    assert_eq!(task::Entity::find().count(db.read()).await.unwrap(), 3);
});

db_test!(of_many_sites_each_gets_its_task_and_gets_it_once, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    service::save(&ctx, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    // more than are read and written in one change, twice over
    let mut table = "名称,地址,类型,居委会\n".to_owned();
    for n in 0..1_100 {
        table.push_str(&format!("店{n},路{n}号,九小场所,{COMMITTEE}\n"));
    }
    let options = ImportOptions { datum: Datum::Wgs84, skip_bad: false, dry_run: false };
    let by = world.ctx(&world.admin, noon(START));
    let report = list(&by, ImportKind::Sites, table.into_bytes(), options, &silent).await.unwrap();
    assert_eq!(report.imported, 1_100);
    assert_eq!(plans::make(&world.state, noon(START)).await.unwrap(), 1_101, "these and the shop");
    assert_eq!(plans::make(&world.state, noon(START)).await.unwrap(), 0);
    let doors: BTreeSet<_> = tasks(&world).await.iter().map(|task| task.site_id).collect();
    assert_eq!(doors.len(), 1_101);
});

/// What is asked to find the sites that have no task yet, none of which passes all sites or all tasks.
async fn found_without_task(test: &TestDb) -> String {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let mut of_all_kinds = books::plan(SUBDISTRICT);
    of_all_kinds.kinds = vec![];
    for plan in [books::plan(SUBDISTRICT), books::plan(COMMITTEE), of_all_kinds] {
        service::save(&ctx, books::new(plan)).await.unwrap();
    }
    tape.clear();
    plans::make(&world.state, noon(START)).await.unwrap();
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.contains("FROM site s"));
    // each plan has one day, and is asked until no site is left
    assert_eq!(said.len(), 3 * 2);
    found_by_indexes(test, &said, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_sites_without_a_task_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = found_without_task(&test).await;
    for index in ["ix_site_subdistrict", "(plan_id=? AND nominal=? AND site_id=?)"] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_sites_without_a_task_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        found_without_task(&test).await;
        test.remove().await;
    }
}

db_test!(the_numbers_of_a_plan_open_its_tasks_page_by_page, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let mut plan = books::plan(SUBDISTRICT);
    (plan.rhythm, plan.first) = (Rhythm::Weekly, date("2023-06-08"));
    let id = service::save(&ctx, books::new(plan)).await.unwrap();
    plans::make(&world.state, noon(START)).await.unwrap();
    world.visit(world.shop, noon("2023-06-09"), |_| ()).await;
    let now = noon("2023-06-20");
    let mut small = world.state.clone();
    small.limits.page_size = 1;
    let ctx = |who: &Actor| backend::ctx::Ctx { state: small.clone(), ..world.ctx(who, now) };
    let office = ctx(&world.office);
    for (standing, expected) in [
        (TaskStanding::Open, vec!["2023-06-15", "2023-06-22", "2023-06-29"]),
        (TaskStanding::Overdue, vec!["2023-06-15"]),
        (TaskStanding::Done, vec!["2023-06-08"]),
    ] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = query::tasks_of(&office, id, standing, after).await.unwrap();
            let summary = &page.plan;
            assert_eq!((summary.open, summary.overdue, summary.done), (3, 1, 1), "{standing}");
            seen.extend(page.rows.iter().map(|row| row.due.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected, "{standing}");
    }
    let far = query::tasks_of(&ctx(&world.stranger), id, TaskStanding::Open, None).await;
    assert_eq!(refused(far), Code::NotFound);
});

db_test!(tasks_leave_as_a_table_that_names_nobody_unless_somebody_says_why, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let mut plan = books::plan(SUBDISTRICT);
    (plan.rhythm, plan.first, plan.kinds) = (Rhythm::Weekly, date("2023-06-08"), vec![]);
    let id = service::save(&ctx, books::new(plan)).await.unwrap();
    let made = plans::make(&world.state, noon(START)).await.unwrap();
    assert_eq!(made, 3 * 4, "shop, flat and tower on 8, 15, 22 and 29 June");
    world.visit(world.shop, noon("2023-06-08"), |_| ()).await;
    let now = noon("2023-06-20");
    let of = |standing| TaskFilter { plan: Some(id), standing: Some(standing), ..TaskFilter::default() };
    let rows = async |who: &Actor, standing, size| {
        let table = tables::in_pieces(&world.ctx(who, now), &of(standing), size).await.unwrap();
        let pieces: Vec<String> = table.try_collect().await.unwrap();
        let rows: Vec<String> = pieces.concat().lines().skip(1).map(str::to_owned).collect();
        (pieces.len(), rows)
    };
    let (pieces, open) = rows(&world.office, TaskStanding::Open, 5).await;
    assert_eq!((pieces, open.len()), (3, 11), "five, five and one");
    assert_eq!(open.iter().collect::<BTreeSet<_>>().len(), 11, "each once");
    assert!(open.iter().all(|row| !row.contains("欧阳小明") && !row.contains("502室")), "{open:?}");
    assert_eq!(rows(&world.office, TaskStanding::Overdue, 50).await.1.len(), 5);
    let (_, done) = rows(&world.inspector, TaskStanding::Done, 50).await;
    assert!(done.len() == 1 && done[0].contains("老王面馆") && done[0].contains("2023-06-08"), "{done:?}");
    assert_eq!(rows(&world.neighbour, TaskStanding::Open, 50).await.1.len(), 4, "the tower");
    assert_eq!(rows(&world.stranger, TaskStanding::Open, 50).await.1, Vec::<String>::new());
    // whoever may see the doors says what for, and that is kept
    let office = world.ctx(&world.office, now);
    assert_eq!(
        refused(tables::in_full(&office, &of(TaskStanding::Open), " ").await.map(drop)),
        Code::Invalid
    );
    let leader = world.ctx(&world.leader, now);
    let shut = tables::in_full(&leader, &of(TaskStanding::Open), "看看").await;
    assert_eq!(refused(shut.map(drop)), Code::Forbidden);
    let whole = tables::in_full(&office, &of(TaskStanding::Open), "安排上门").await.unwrap();
    let pieces: Vec<String> = whole.try_collect().await.unwrap();
    assert!(pieces.concat().contains("欧阳小明"));
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("task.export"));
    assert_eq!(lines.count(db.read()).await.unwrap(), 1);
});

db_test!(all_tasks_are_one_list_with_its_map, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    // two plans that come to the shop on the same days
    for title in ["甲", "乙"] {
        let mut plan = RecurringPlan { title: title.into(), ..books::plan(SUBDISTRICT) };
        (plan.rhythm, plan.first, plan.kinds) = (Rhythm::Weekly, date("2023-06-08"), vec![]);
        service::save(&ctx, books::new(plan)).await.unwrap();
    }
    plans::make(&world.state, noon(START)).await.unwrap();
    world.visit(world.shop, noon("2023-06-08"), |_| ()).await;
    let now = noon("2023-06-20");
    let ctx = world.ctx(&world.office, now);
    // page by page each task comes once, in the order in which it is due
    let (mut filter, mut seen) = (TaskFilter::default(), Vec::new());
    loop {
        let page = plans::list::tasks(&ctx, &filter, 5).await.unwrap();
        assert_eq!(page.total.n, 2 * 3 * 4, "shop, flat and tower on four days, by two plans");
        assert_eq!(page.without_position.n, 2 * 4, "the tower");
        seen.extend(page.rows.iter().map(|row| (row.due, row.id)));
        let Some(next) = page.next else { break };
        filter.common.cursor = Some(next);
    }
    assert_eq!(seen.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len(), 24);
    assert!(seen.is_sorted_by_key(|(due, _)| *due), "{seen:?}");

    let numbers = async |query: &str| {
        let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let filter = TaskFilter::from_pairs(pairs);
        let page = plans::list::tasks(&ctx, &filter, 50).await.unwrap();
        let window = "121.3,31.1,121.5,31.3".parse().unwrap();
        let text = plans::list::map(&ctx, &filter, window, 18.0).await.unwrap();
        let map: serde_json::Value = serde_json::from_str(&text).unwrap();
        (page.rows.len(), map["features"].as_array().unwrap().len(), map["without_position"].as_u64())
    };
    // the map shows what the list holds, and says what it cannot show
    assert_eq!(numbers("standing=done").await, (2, 2, Some(0)));
    assert_eq!(numbers("standing=overdue").await, (2 * (2 + 3), 2 * 3, Some(4)));
    assert_eq!(numbers("whose=mine").await, (0, 0, Some(0)));
    assert_eq!(numbers("kind=small_unit&standing=open").await, (2 * 3, 2 * 3, Some(0)));
    assert_eq!(numbers("from=2023-06-15&to=2023-06-15").await, (6, 4, Some(2)));
    assert_eq!(numbers("q=老王").await, (8, 8, Some(0)));
    let one = seen[0].1;
    assert_eq!(numbers(&format!("task={one}")).await.0, 1, "what a sign on the map opens");
    let far = world.ctx(&world.stranger, now);
    assert_eq!(plans::list::tasks(&far, &TaskFilter::default(), 50).await.unwrap().total.n, 0);
});

/// What is asked for a page of what waits, and for one of everything.
async fn listed(test: &TestDb) -> String {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let id = service::save(&ctx, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    plans::make(&world.state, noon(START)).await.unwrap();
    tape.clear();
    let open = TaskFilter { standing: Some(TaskStanding::Open), ..TaskFilter::default() };
    for filter in [open, TaskFilter { plan: Some(id), ..TaskFilter::default() }, TaskFilter::default()] {
        plans::list::tasks(&ctx, &filter, 50).await.unwrap();
    }
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.contains("FROM task t"));
    assert!(said.len() >= 3 * 3, "{said:#?}");
    // sites without a position are few
    let few = |step: &str| step.ends_with(" INDEX ix_site_unplaced");
    found_by_indexes(test, &said, |asked, plan| by_indexes_but(asked, plan, few)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_lists_tasks_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = listed(&test).await;
    assert!(steps.contains("ix_task_subdistrict_open (subdistrict_code=?"), "{steps}");
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_lists_tasks_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        listed(&test).await;
        test.remove().await;
    }
}

db_test!(plans_are_listed_by_title_page_by_page, |db| async {
    let world = World::new(&db).await;
    let mut ctx = world.ctx(&world.office, noon(START));
    // two of one title stay apart
    for title in ["乙", "甲", "乙"] {
        let plan = RecurringPlan { title: title.into(), ..books::plan(SUBDISTRICT) };
        service::save(&ctx, books::new(plan)).await.unwrap();
    }
    ctx.state.limits.page_size = 1;
    let (mut seen, mut after) = (BTreeSet::new(), None);
    for page in 1..=3 {
        let list = query::list(&ctx, after).await.unwrap();
        seen.extend(list.rows.iter().map(|row| row.plan.id));
        assert_eq!((list.rows.len(), list.next.is_some()), (1, page < 3));
        after = list.next;
    }
    assert_eq!(seen.len(), 3);
});

db_test!(whoever_presses_the_button_makes_the_tasks_of_their_own_area, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    service::save(&ctx, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    let far = world.ctx(&world.stranger, noon(START));
    assert_eq!(plans::make_own(&far).await.unwrap(), 0, "the plan of another subdistrict");
    assert_eq!(refused(plans::make_own(&world.ctx(&world.leader, noon(START))).await), Code::Forbidden);
    assert_eq!(plans::make_own(&ctx).await.unwrap(), 1);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("plan.make_tasks"));
    let lines = lines.all(db.read()).await.unwrap();
    let authors: Vec<&str> = lines.iter().map(|line| line.actor_login.as_str()).collect();
    assert_eq!(authors, [world.office.login.as_str()]);
});

db_test!(a_visit_carries_out_what_was_due_or_else_the_next_one, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let mut plan = books::plan(SUBDISTRICT);
    plan.rhythm = Rhythm::Weekly;
    plan.first = date("2023-06-05");
    service::save(&ctx, books::new(plan)).await.unwrap();
    plans::make(&world.state, noon(START)).await.unwrap();
    let done = async || tasks(&world).await.iter().map(|task| task.done_by.is_some()).collect::<Vec<_>>();
    assert_eq!(done().await, [false; 4], "5, 12, 19 and 26 June");
    world.visit(world.shop, noon("2023-06-12"), |visit| visit.outcome = Outcome::Refused).await;
    assert_eq!(done().await, [false; 4], "a refusal carries out nothing");
    let visit = world.visit(world.shop, noon("2023-06-12"), |_| ()).await;
    assert_eq!(done().await, [true, true, false, false]);
    assert_eq!(tasks(&world).await[0].done_by, Some(visit.0));
    world.visit(world.shop, noon("2023-06-14"), |_| ()).await;
    assert_eq!(done().await, [true, true, true, false], "the next one, ahead of its day");
    let today = day(&world, &world.office, "2023-06-14", Whose::All).await;
    assert_eq!((today.walk.len(), today.done.len()), (0, 1));
});

db_test!(nobody_is_sent_to_a_site_that_has_closed_down, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let mut plan = books::plan(SUBDISTRICT);
    (plan.rhythm, plan.first, plan.kinds) = (Rhythm::Weekly, date("2023-06-08"), vec![]);
    let id = service::save(&ctx, books::new(plan)).await.unwrap();
    plans::make(&world.state, noon(START)).await.unwrap();
    world.visit(world.shop, noon("2023-06-08"), |_| ()).await;
    let office = world.ctx(&world.office, noon("2023-06-20"));
    let numbers = async || {
        let page = query::tasks_of(&office, id, TaskStanding::Overdue, None).await.unwrap();
        let PlanSummary { open, overdue, done, .. } = page.plan;
        assert_eq!(i64::try_from(page.rows.len()).unwrap(), overdue, "the number opens its rows");
        let listed = plans::list::tasks(&office, &TaskFilter::default(), 50).await.unwrap().rows.len();
        let walk = day(&world, &world.office, "2023-06-20", Whose::All).await.walk.len();
        (open, overdue, done, listed, walk)
    };
    assert_eq!(numbers().await, (11, 5, 1, 12, 5), "shop, flat and tower on 8, 15, 22 and 29 June");
    let status = |status| ChangeSite { status: Some(status), ..ChangeSite::default() };
    sites::service::change(&office, world.shop, status(SiteStatus::ClosedDown)).await.unwrap();
    assert_eq!(numbers().await, (8, 4, 1, 9, 4), "what was done there stays");
    sites::service::change(&office, world.shop, status(SiteStatus::Active)).await.unwrap();
    assert_eq!(numbers().await, (11, 5, 1, 12, 5));
});

db_test!(tasks_are_given_to_people_who_see_their_own_in_full, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(START));
    let mut plan = books::plan(SUBDISTRICT);
    plan.kinds = vec![];
    service::save(&ctx, books::new(plan)).await.unwrap();
    assert_eq!(plans::make(&world.state, noon(START)).await.unwrap(), 3, "shop, flat and tower");
    let all = day(&world, &world.office, "2023-06-16", Whose::All).await;
    assert_eq!(all.walk.len(), 3);
    assert_eq!(all.walk.last().map(|task| task.site), Some(world.tower), "no position: at the end");
    assert!(
        all.walk.iter().all(|task| !task.address.contains("502")),
        "masked for whoever does not go there"
    );
    assert!(all.people.iter().any(|person| person.id == world.inspector.user));
    let here: Vec<TaskId> =
        all.walk.iter().filter(|task| task.site != world.tower).map(|task| task.id).collect();
    assert_eq!(service::assign(&ctx, here.clone(), Some(world.inspector.user)).await.unwrap(), 2);
    assert_eq!(service::assign(&ctx, here.clone(), Some(world.inspector.user)).await.unwrap(), 0);
    let mine = day(&world, &world.inspector, "2023-06-16", Whose::Mine).await;
    assert_eq!(mine.walk.len(), 2);
    assert!(mine.walk.iter().any(|task| task.address.contains("502室")), "the door has to be found");
    assert!(mine.people.is_empty(), "an inspector gives nothing away");

    // a neighbour does not see the area, so cannot be given its tasks; nobody gives away what is out of reach
    let other = service::assign(&ctx, here.clone(), Some(world.neighbour.user)).await;
    assert_eq!(refused(other), Code::Invalid);
    let far = world.ctx(&world.stranger, noon(START));
    assert_eq!(refused(service::assign(&far, here.clone(), None).await), Code::NotFound);
    let inspector = world.ctx(&world.inspector, noon(START));
    assert_eq!(refused(service::assign(&inspector, here.clone(), None).await), Code::Forbidden);
    assert_eq!(service::assign(&ctx, here, None).await.unwrap(), 2);
    assert_eq!(day(&world, &world.office, "2023-06-16", Whose::Nobody).await.walk.len(), 3);
    assert_eq!(day(&world, &world.neighbour, "2023-06-16", Whose::All).await.walk.len(), 1, "the tower");
});

db_test!(a_target_says_what_was_reached_and_where_it_should_be, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-07-02"));
    let target = |measured_by, number| YearTarget {
        id: domain::ids::TargetId(uuid::Uuid::now_v7()),
        area: SUBDISTRICT.parse().unwrap(),
        year: 2023,
        name: "目标".into(),
        unit: "次".into(),
        number,
        measured_by,
    };
    for (measured_by, number) in
        [(Measured::Inspections, 4), (Measured::HazardsFound, 1), (Measured::StovesReplaced, 120)]
    {
        targets::service::save(&ctx, books::new(target(measured_by, number))).await.unwrap();
    }
    let twin = targets::service::save(&ctx, books::new(target(Measured::Inspections, 5))).await;
    assert_eq!(refused(twin), Code::Invalid, "the same name for the same figure");
    world.visit(world.shop, noon("2023-06-01"), |_| ()).await;
    world.visit(world.shop, noon("2023-06-02"), |visit| visit.outcome = Outcome::Refused).await;
    world.visit(world.far_shop, noon("2023-06-02"), |_| ()).await;
    world.find(noon("2023-06-03"), |_| ()).await;
    let list = targets::query::list(&ctx, Some(2023), None).await.unwrap();
    let of = |measured_by| list.rows.iter().find(|row| row.target.measured_by == measured_by).unwrap();
    let visits = of(Measured::Inspections);
    // 183 of 365 days of 4
    assert_eq!((visits.value, visits.should_be, visits.pace), (Some(1), 2, Some(Pace::Behind)));
    assert_eq!(of(Measured::HazardsFound).value, Some(1));
    assert_eq!(of(Measured::StovesReplaced).value, Some(0), "none yet, and that is known");
    let inspector = world.ctx(&world.inspector, noon("2023-07-02"));
    assert!(
        targets::query::list(&inspector, Some(2023), None).await.unwrap().rows.is_empty(),
        "of a larger area"
    );
    assert!(targets::query::list(&ctx, Some(2022), None).await.unwrap().rows.is_empty());
});

db_test!(targets_are_listed_by_area_and_name_page_by_page, |db| async {
    let world = World::new(&db).await;
    let mut ctx = world.ctx(&world.office, noon("2023-07-02"));
    let target = |area: &str, name: &str, measured_by| YearTarget {
        id: domain::ids::TargetId(uuid::Uuid::now_v7()),
        area: area.parse().unwrap(),
        year: 2023,
        name: name.into(),
        unit: "次".into(),
        number: 10,
        measured_by,
    };
    // two of one name stay apart, and a larger area comes before those inside it
    for (area, name, measured_by) in [
        (COMMITTEE, "甲", Measured::Inspections),
        (SUBDISTRICT, "乙", Measured::Inspections),
        (SUBDISTRICT, "乙", Measured::HazardsFound),
    ] {
        targets::service::save(&ctx, books::new(target(area, name, measured_by))).await.unwrap();
    }
    ctx.state.limits.page_size = 1;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = targets::query::list(&ctx, Some(2023), after).await.unwrap();
        seen.extend(page.rows.iter().map(|row| (row.target.area.to_string(), row.target.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let areas: Vec<&str> = seen.iter().map(|(area, _)| area.as_str()).collect();
    assert_eq!(areas, [SUBDISTRICT, SUBDISTRICT, COMMITTEE]);
    assert_eq!(seen.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len(), 3, "each once");
});
