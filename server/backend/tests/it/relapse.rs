//! Relapse sampling: a month is drawn once, becomes tasks, and what was seen there is a figure.

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{COMMITTEE, HERE, OTHER_COMMITTEE, SUBDISTRICT, World, at as point, date, noon, refused, site},
};
use backend::{
    ctx::Ctx,
    db::Db,
    entities::{audit_entry, relapse_pick, relapse_sample, task},
    figures::query::dashboard,
    plans, relapse, sites,
};
use domain::{
    area::AreaCode,
    fault::Code,
    figures::Ratio,
    hazards::Category,
    ids::{HazardId, SiteId},
    period::{Month, Period},
    programmes::{
        Keep,
        plan::{RecurringPlan, Rhythm},
    },
    relapse::{Closed, PickFilter, PickStanding, RelapseOutcome, draw, due, plan_of, size},
    sites::SiteKind,
};
use sea_orm::{EntityTrait, PaginatorTrait, Statement};
use std::collections::BTreeSet;
use uuid::Uuid;

const NOW: &str = "2023-07-10";

fn june() -> Month {
    "2023-06".parse().unwrap()
}

fn here() -> AreaCode {
    SUBDISTRICT.parse().unwrap()
}

/// All of the person's area that stand so.
fn standing(standing: PickStanding) -> PickFilter {
    PickFilter { standing: Some(standing), ..PickFilter::default() }
}

fn office(world: &World) -> Ctx {
    world.ctx(&world.office, noon(NOW))
}

/// Some shops, at each of which one hazard of June was closed in June; and one that is open still.
async fn closed_in_june(world: &World, n: usize) -> Vec<(SiteId, HazardId)> {
    let mut all = Vec::new();
    for i in 0..n {
        let add = site(
            SiteKind::SmallUnit,
            &format!("店{i}"),
            &format!("路{i}号"),
            COMMITTEE,
            point(HERE.0, HERE.1),
        );
        let id = sites::service::add(&world.ctx(&world.office, noon("2023-06-01")), add).await.unwrap();
        let hazard = world
            .find(noon("2023-06-02"), |finding| {
                finding.site = Some(id);
                finding.category = if i % 3 == 0 { Category::Gas } else { Category::Fire };
            })
            .await;
        world.close(noon("2023-06-05"), hazard).await;
        all.push((id, hazard));
    }
    world.find(noon("2023-06-02"), |_| ()).await;
    all
}

async fn picks(db: &Db) -> Vec<relapse_pick::Model> {
    relapse_pick::Entity::find().all(db.read()).await.unwrap()
}

db_test!(a_month_is_drawn_once_and_its_hazards_become_tasks, |db| async {
    let world = World::new(&db).await;
    let closed = closed_in_june(&world, 12).await;
    let ctx = office(&world);
    let n = relapse::draw(&ctx, &here(), june()).await.unwrap();
    assert_eq!(n, size(12));
    let sample = relapse_sample::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((sample.population, sample.size, sample.month), (12, i32::try_from(n).unwrap(), 202306));
    // the seed draws the same ones again
    let all = closed.iter().enumerate().map(|(i, (_, id))| Closed {
        id: *id,
        category: if i % 3 == 0 { Category::Gas } else { Category::Fire },
        committee: COMMITTEE.parse().unwrap(),
    });
    let again: BTreeSet<Uuid> = draw(all.collect(), sample.seed).iter().map(|one| one.id.0).collect();
    assert_eq!(picks(&db).await.iter().map(|pick| pick.hazard_id).collect::<BTreeSet<_>>(), again);
    let tasks = task::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(tasks.len() as u64, n);
    assert!(tasks.iter().all(|row| row.due == due(date(NOW)) && row.plan_id == plan_of(&here()).0));
    assert!(tasks.iter().all(|row| row.change_seq > 0), "tablets hear of them");
    // drawn again, also by the server, it stays as it is
    assert_eq!(relapse::draw(&ctx, &here(), june()).await.unwrap(), n);
    assert_eq!(relapse::make(&world.state, noon(NOW)).await.unwrap(), 0);
    assert_eq!(picks(&db).await.len() as u64, n);
    // the plan has no days of its own, so it makes no tasks, and nobody gives it any
    assert_eq!(plans::make(&world.state, noon(NOW)).await.unwrap(), 0);
    let days = RecurringPlan {
        id: plan_of(&here()),
        title: "每周".into(),
        rhythm: Rhythm::Weekly,
        first: date("2023-07-01"),
        last: None,
        kinds: vec![],
        area: here(),
        checklist: None,
        on_working_days: false,
    };
    let keep = Keep { id: domain::ids::EventId(Uuid::now_v7()), base_version: Some(1), record: days };
    assert_eq!(refused(plans::service::save(&ctx, keep).await), Code::Invalid);
    let log = audit_entry::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(log.iter().filter(|line| line.action == "relapse.draw").count(), 1);
});

db_test!(the_server_draws_where_the_office_has_begun, |db| async {
    let world = World::new(&db).await;
    closed_in_june(&world, 3).await;
    assert_eq!(relapse::make(&world.state, noon(NOW)).await.unwrap(), 0, "nobody has begun");
    relapse::draw(&office(&world), &here(), "2023-05".parse().unwrap()).await.unwrap();
    assert_eq!(picks(&db).await.len(), 0, "nothing was closed in May");
    assert_eq!(relapse::make(&world.state, noon(NOW)).await.unwrap(), size(3));
    assert_eq!(relapse::make(&world.state, noon(NOW)).await.unwrap(), 0);
    assert_eq!(relapse_sample::Entity::find().count(db.read()).await.unwrap(), 2);
});

db_test!(what_was_seen_is_a_figure_beside_a, |db| async {
    let world = World::new(&db).await;
    closed_in_june(&world, 5).await;
    let ctx = office(&world);
    relapse::draw(&ctx, &here(), june()).await.unwrap();
    let page = relapse::query::page(&ctx, &standing(PickStanding::Open), None).await.unwrap();
    assert_eq!((page.rows.len(), page.open, page.rate), (5, 5, Ratio::new(0, 0)));
    let reviewer = world.ctx(&world.colleague, noon(NOW));
    let mine = relapse::query::page(&reviewer, &standing(PickStanding::Open), None).await.unwrap();
    for (i, pick) in mine.rows.iter().enumerate() {
        let outcome = if i == 0 { RelapseOutcome::CameBack } else { RelapseOutcome::Held };
        let who = if pick.may_say { &reviewer } else { &ctx };
        relapse::service::say(who, pick.key, outcome).await.unwrap();
        relapse::service::say(who, pick.key, outcome).await.unwrap();
    }
    let page = relapse::query::page(&ctx, &standing(PickStanding::CameBack), None).await.unwrap();
    assert_eq!((page.rows.len(), page.open, page.rate), (1, 0, Ratio::new(1, 5)));
    let months = |from: &str, to: &str| Period::new(date(from), date(to)).unwrap();
    let board = dashboard(&ctx, None, months("2023-01-01", "2023-12-31")).await.unwrap();
    assert_eq!(board.relapse, Ratio::new(1, 5));
    let later = dashboard(&ctx, None, months("2023-07-01", "2023-12-31")).await.unwrap();
    assert_eq!(later.relapse, Ratio::new(0, 0));
    // the tile opens as many rows as it counts, of its area and months alone
    let behind = async |area: &str, (from, to): (&str, &str), standing| {
        let filter = PickFilter::of(&area.parse().unwrap(), months(from, to), standing);
        let page = relapse::query::page(&ctx, &filter, None).await.unwrap();
        (page.rows.len(), page.rate)
    };
    let (year, later) = (("2023-01-01", "2023-12-31"), ("2023-07-01", "2023-12-31"));
    for area in [SUBDISTRICT, COMMITTEE] {
        assert_eq!(behind(area, year, PickStanding::CameBack).await, (1, Ratio::new(1, 5)), "{area}");
        assert_eq!(behind(area, year, PickStanding::Seen).await, (5, Ratio::new(1, 5)), "{area}");
        assert_eq!(
            behind(area, ("2023-06-10", "2023-06-11"), PickStanding::Seen).await.0,
            5,
            "the whole month"
        );
        assert_eq!(behind(area, later, PickStanding::Seen).await, (0, Ratio::new(0, 0)), "{area}");
    }
    assert_eq!(behind(OTHER_COMMITTEE, year, PickStanding::Seen).await, (0, Ratio::new(0, 0)));
    let mut abroad = standing(PickStanding::Seen);
    abroad.common.area = Some("310115".parse().unwrap());
    assert_eq!(refused(relapse::query::page(&ctx, &abroad, None).await), Code::NotFound);
    let log = audit_entry::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(
        log.iter().filter(|line| line.action == "relapse.say").count(),
        5,
        "the same again is no change"
    );
});

db_test!(who_may_not, |db| async {
    let world = World::new(&db).await;
    closed_in_june(&world, 2).await;
    let ctx = office(&world);
    let far = world.ctx(&world.stranger, noon(NOW));
    let inspector = world.ctx(&world.inspector, noon(NOW));
    assert_eq!(refused(relapse::draw(&inspector, &here(), june()).await), Code::Forbidden);
    assert_eq!(refused(relapse::draw(&far, &here(), june()).await), Code::NotFound);
    assert_eq!(refused(relapse::draw(&ctx, &COMMITTEE.parse().unwrap(), june()).await), Code::Invalid);
    let now = Month::of(noon(NOW));
    assert_eq!(refused(relapse::draw(&ctx, &here(), now).await), Code::Invalid, "the month is not over");
    relapse::draw(&ctx, &here(), june()).await.unwrap();
    let page = relapse::query::page(&ctx, &standing(PickStanding::Open), None).await.unwrap();
    let key = page.rows[0].key;
    let leader = world.ctx(&world.leader, noon(NOW));
    let say = async |ctx: &Ctx| relapse::service::say(ctx, key, RelapseOutcome::Held).await;
    assert_eq!(refused(say(&leader).await), Code::Forbidden);
    assert_eq!(refused(say(&far).await), Code::NotFound);
    assert!(relapse::query::page(&far, &standing(PickStanding::Open), None).await.unwrap().rows.is_empty());
});

/// What the page and the drawing ask of the database.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    closed_in_june(&world, 2).await;
    let ctx = office(&world);
    ctx.state.reference().await.unwrap();
    relapse::draw(&ctx, &here(), june()).await.unwrap();
    tape.clear();
    let page = relapse::query::page(&ctx, &standing(PickStanding::Open), None).await.unwrap();
    relapse::query::page(&ctx, &standing(PickStanding::Held), Some(page.rows[0].key)).await.unwrap();
    let filter = PickFilter::of(&COMMITTEE.parse().unwrap(), june().period(), PickStanding::Seen);
    relapse::query::page(&ctx, &filter, None).await.unwrap();
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() >= 6, "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_the_samples_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    assert!(steps.contains("ix_relapse_pick_subdistrict (subdistrict_code=?"), "{steps}");
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_the_samples_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
