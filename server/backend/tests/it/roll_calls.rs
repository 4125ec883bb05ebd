//! Roll-calls: one at a time, with frozen lists, rounds of two hours and a board of who answered.

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{COMMITTEE, HERE, OTHER_COMMITTEE, World, at as point, noon, refused, site},
};
use backend::{
    ctx::Ctx,
    db::Db,
    entities::{audit_entry, roll_call_door},
    roll_calls::{query, service},
    sites,
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    fault::Code,
    hazards::Category,
    ids::{RollCallId, SiteId},
    programmes::device::DeviceKind,
    roll_call::{Among, Answer, Board, DoorKey, Register, Standing},
    sites::SiteKind,
};
use sea_orm::{EntityTrait, Statement};
use uuid::Uuid;

const DAY: &str = "2023-07-15";

fn ctx(world: &World, who: &Actor, minutes: i64) -> Ctx {
    world.ctx(who, noon(DAY) + TimeDelta::minutes(minutes))
}

async fn add(world: &World, kind: SiteKind, name: &str, area: &str) -> SiteId {
    let add = site(kind, name, &format!("{name}路1号"), area, point(HERE.0, HERE.1));
    sites::service::add(&ctx(world, &world.office, -60), add).await.unwrap()
}

/// Two basements in two committees, a shed, a shop with a loose sign, a house that cracks, somebody who lives alone.
async fn town(world: &World) {
    add(world, SiteKind::Basement, "甲地下室", COMMITTEE).await;
    add(world, SiteKind::Basement, "乙地下室", OTHER_COMMITTEE).await;
    add(world, SiteKind::BikeShed, "车棚", COMMITTEE).await;
    let home = add(world, SiteKind::Household, "钱多多", COMMITTEE).await;
    world.planned(DeviceKind::GasAlarm, home, noon(DAY) - TimeDelta::hours(1)).await;
    for category in [Category::Building, Category::Falling] {
        world.find(noon(DAY) - TimeDelta::hours(2), |finding| finding.category = category).await;
    }
}

fn id() -> RollCallId {
    RollCallId(Uuid::now_v7())
}

async fn board(ctx: &Ctx, register: Register) -> Board {
    query::board(ctx, register, None, None).await.unwrap()
}

fn standing(board: &Board, round: usize, register: Register) -> Standing {
    let at = Register::ALL.iter().position(|one| *one == register).unwrap();
    board.rounds[round].standings[at]
}

async fn actions(db: &Db, action: &str) -> usize {
    let log = audit_entry::Entity::find().all(db.read()).await.unwrap();
    log.iter().filter(|line| line.action == action).count()
}

db_test!(registers_become_lists_that_stay_as_they_are, |db| async {
    let world = World::new(&db).await;
    town(&world).await;
    let office = ctx(&world, &world.office, 0);
    let before = board(&office, Register::Basements).await;
    assert!(before.called.is_none());
    assert_eq!(before.would_have, [2, 1, 1, 1, 1], "said before it begins");
    let inspector = ctx(&world, &world.inspector, 0);
    assert!(board(&inspector, Register::Basements).await.would_have.is_empty());
    let call = id();
    service::start(&office, call, "台风梅花三级响应").await.unwrap();
    service::start(&office, call, "台风梅花三级响应").await.unwrap();
    let told = board(&office, Register::Basements).await;
    assert!(told.would_have.is_empty(), "one runs");
    for (register, doors) in [
        (Register::Basements, 2),
        (Register::Sheds, 1),
        (Register::OldHouses, 1),
        (Register::Hanging, 1),
        (Register::ElderlyAlone, 1),
    ] {
        assert_eq!(standing(&told, 0, register).doors, doors, "{register}");
    }
    add(&world, SiteKind::Basement, "丙地下室", COMMITTEE).await;
    assert_eq!(board(&office, Register::Basements).await.doors.len(), 2, "the list is frozen");
    assert_eq!(roll_call_door::Entity::find().all(db.read()).await.unwrap().len(), 6);
    assert_eq!(actions(&db, "roll_call.start").await, 1);
    assert_eq!(refused(service::start(&office, id(), "再来").await), Code::Stale, "one at a time");
});

db_test!(each_round_is_called_anew_and_the_board_shows_it, |db| async {
    let world = World::new(&db).await;
    town(&world).await;
    let call = id();
    service::start(&ctx(&world, &world.office, 0), call, "台风").await.unwrap();
    let first = ctx(&world, &world.office, 10);
    let doors = board(&first, Register::Basements).await.doors;
    for (door, answer) in doors.iter().zip([Answer::NoAnswer, Answer::NeedsHelp]) {
        service::say(&first, call, Register::Basements, door.key, answer).await.unwrap();
        service::say(&first, call, Register::Basements, door.key, answer).await.unwrap();
    }
    service::say(&first, call, Register::Basements, doors[0].key, Answer::Safe).await.unwrap();
    assert_eq!(actions(&db, "roll_call.say").await, 3, "the same again is no change");
    let told = board(&first, Register::Basements).await;
    let expected = Standing { doors: 2, safe: 1, needs_help: 1, no_answer: 0 };
    assert_eq!(standing(&told, 0, Register::Basements), expected);
    assert_eq!(told.doors[0].answer, Some(Answer::Safe));
    // who needs help is found among all of them, and so is whoever has still to be called
    let sheds = service::say(&first, call, Register::Sheds, doors[0].key, Answer::Safe).await;
    assert_eq!(refused(sheds), Code::NotFound, "a door of another list");
    for among in Among::ALL.iter().copied() {
        let told = query::board(&first, Register::Basements, Some(among), None).await.unwrap();
        assert_eq!(told.among, Some(among));
        let answers: Vec<_> = told.doors.iter().map(|door| door.answer).collect();
        let n = usize::try_from(expected.among(among)).unwrap();
        assert_eq!(answers, vec![among.answer(); n], "{among}");
    }
    let next = ctx(&world, &world.office, 122);
    let all_wait = query::board(&next, Register::Basements, Some(Among::Waiting), None).await.unwrap();
    assert_eq!(all_wait.doors.len(), 2, "each round begins anew");
    let second = board(&ctx(&world, &world.office, 121), Register::Basements).await;
    assert_eq!(second.rounds.len(), 2);
    assert_eq!(standing(&second, 0, Register::Basements).waiting(), 2);
    assert_eq!(standing(&second, 1, Register::Basements), expected);
    assert_eq!(second.doors[0].answer, None);
    // of a committee the inspector sees and calls its own doors
    let inspector = ctx(&world, &world.inspector, 130);
    let own = board(&inspector, Register::Basements).await;
    assert_eq!(own.doors.len(), 1);
    assert_eq!(standing(&own, 0, Register::Basements).doors, 1);
    let other = ctx(&world, &world.neighbour, 130);
    let key = own.doors[0].key;
    let said = service::say(&other, call, Register::Basements, key, Answer::Safe).await;
    assert_eq!(refused(said), Code::NotFound);
    service::say(&inspector, call, Register::Basements, key, Answer::Safe).await.unwrap();
});

db_test!(names_are_in_full_only_for_those_who_call_and_only_then, |db| async {
    let world = World::new(&db).await;
    town(&world).await;
    let call = id();
    let office = ctx(&world, &world.office, 0);
    service::start(&office, call, "台风").await.unwrap();
    let name = async |ctx: &Ctx| board(ctx, Register::ElderlyAlone).await.doors[0].name.clone();
    assert_eq!(name(&office).await, "钱多多");
    assert_ne!(name(&ctx(&world, &world.leader, 0)).await, "钱多多");
    service::stop(&ctx(&world, &world.office, 30), call).await.unwrap();
    service::stop(&ctx(&world, &world.office, 40), call).await.unwrap();
    assert_eq!(actions(&db, "roll_call.stop").await, 1);
    assert_ne!(name(&ctx(&world, &world.office, 60)).await, "钱多多");
    let late = ctx(&world, &world.office, 60);
    let door = board(&late, Register::Sheds).await.doors[0].key;
    assert_eq!(refused(service::say(&late, call, Register::Sheds, door, Answer::Safe).await), Code::Stale);
});

db_test!(a_forgotten_one_ends_by_itself, |db| async {
    let world = World::new(&db).await;
    town(&world).await;
    service::start(&ctx(&world, &world.office, 0), id(), "台风").await.unwrap();
    let late = ctx(&world, &world.office, 6 * 24 * 60);
    let told = board(&late, Register::Sheds).await;
    assert_eq!(told.called.unwrap().ended_at, Some(noon(DAY) + TimeDelta::days(5)));
    assert!(!told.may_answer);
    service::start(&late, id(), "下一个").await.unwrap();
    assert_eq!(board(&late, Register::Sheds).await.rounds.len(), 1);
});

db_test!(who_may_not, |db| async {
    let world = World::new(&db).await;
    town(&world).await;
    let call = id();
    assert_eq!(refused(service::start(&ctx(&world, &world.leader, 0), call, "台风").await), Code::Forbidden);
    assert_eq!(refused(service::start(&ctx(&world, &world.office, 0), call, " ").await), Code::Invalid);
    service::start(&ctx(&world, &world.office, 0), call, "台风").await.unwrap();
    let far = ctx(&world, &world.stranger, 5);
    assert!(board(&far, Register::Sheds).await.called.is_none());
    assert_eq!(refused(service::stop(&far, call).await), Code::NotFound);
    let door = board(&ctx(&world, &world.office, 5), Register::Sheds).await.doors[0].key;
    let said = |ctx: Ctx, door: DoorKey| async move {
        service::say(&ctx, call, Register::Sheds, door, Answer::Safe).await
    };
    assert_eq!(refused(said(far, door).await), Code::NotFound);
    assert_eq!(refused(said(ctx(&world, &world.leader, 5), door).await), Code::Forbidden);
    let nowhere = DoorKey { sort_key: 1 };
    assert_eq!(refused(said(ctx(&world, &world.office, 5), nowhere).await), Code::NotFound);
});

/// What the board asks of the database.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    town(&world).await;
    service::start(&ctx(&world, &world.office, 0), id(), "台风").await.unwrap();
    world.state.reference().await.unwrap();
    tape.clear();
    for who in [&world.office, &world.inspector] {
        let told = board(&ctx(&world, who, 1), Register::Basements).await;
        query::board(&ctx(&world, who, 1), Register::Basements, None, Some(told.doors[0].key)).await.unwrap();
    }
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT"));
    said
}

async fn steps(test: &TestDb) {
    let asked = asked(test).await;
    assert!(asked.len() >= 16, "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_the_board_by_indexes() {
    let test = TestDb::sqlite().await;
    steps(&test).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_the_board_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
