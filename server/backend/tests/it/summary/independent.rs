//! Every figure counted again by a script that shares nothing with the program (`tests/recount/recount.py`): of every month and
//! committee of the demo, and of three sets of chance whose hazards are found, reopened, voided, transferred, extended and closed at
//! and around the midnights between months, with everything that the programmes do beside them.

mod programmes;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use backend::{
    ctx::Ctx,
    db::Db,
    entities::hazard,
    hazards, registers,
    summary::service,
    transfer::{
        import::{self, ImportOptions},
        progress::silent,
    },
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    actor::Actor,
    area::AreaCode,
    calendar::{day_start, local_date},
    geo::Datum,
    hazards::{
        Category, FLYING_WIRES, HazardCommand, HazardState, ReviewItem, Severity, Source, Status, VoidReason,
    },
    ids::{HazardId, SiteId},
    inspections::{InspectionKind, Outcome, SaveVisit},
    money::Fen,
    programmes::device::DeviceKind,
    summary::Figure,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{numbers, recount::of_city};
use crate::{
    figures::office,
    support::{
        TestDb, books, gear,
        world::{COMMITTEE, OTHER_COMMITTEE, SUBDISTRICT, World, date, noon},
    },
};

/// The months that are counted again, and what they add up to; the last ones are not over yet where chance ends.
const PERIODS: [&str; 22] = [
    "2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06", "2023-07", "2023-08", "2023-09",
    "2023-10", "2023-11", "2023-12", "2023-Q2", "2023-H2", "2023", "2024-01", "2024-02", "2024-04",
    "2024-05", "2024-Q1", "2024-06", "2024",
];

/// The file of a test's database.
fn database(test: &TestDb) -> PathBuf {
    test.config.url.strip_prefix("sqlite://").unwrap().into()
}

/// Has the script count the summaries of these areas and periods again; answers how many values it compared.
async fn counted_again(ctx: &Ctx, database: &Path, areas: &[AreaCode]) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    for area in areas {
        for period in PERIODS {
            let summary = service::compute(ctx, area, period.parse().unwrap()).await.unwrap();
            assert_eq!(summary.broken_balance(), None, "{area} in {period}");
            let file = folder.path().join(format!("{area} {period}.json"));
            fs::write(file, serde_json::to_vec(&summary).unwrap()).unwrap();
        }
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recount/recount.py");
    let mut python = Command::new("python3");
    // no compiled copy beside the script, and names in any language whatever the machine speaks
    python.arg("-B").arg(script).arg(database).arg(folder.path()).env("PYTHONUTF8", "1");
    let output = python.output().unwrap_or_else(|error| {
        panic!("the figures are counted again by python3, which cannot be started ({error}); Debian, Ubuntu: apt-get install python3")
    });
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let (_, values) = said.trim().split_once(", ").expect("how many values");
    values.trim_end_matches(" values").parse().expect("a number of values")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo() {
    let test = TestDb::sqlite().await;
    let file = database(&test);
    test.tell(|db| async move {
        let ctx = of_city(&office(&db).await);
        let reference = ctx.state.reference().await.unwrap();
        let whole: AreaCode = SUBDISTRICT.parse().unwrap();
        let mut areas = vec!["31".parse().unwrap(), "310105".parse().unwrap(), whole.clone()];
        areas.extend(reference.areas.children(&whole).map(|area| area.code.clone()));
        assert!(areas.len() > 10, "committees");
        let values = counted_again(&ctx, &file, &areas).await;
        assert!(values > 50_000, "only {values} values were compared");
    })
    .await;
}

/// Chance that comes out the same every time.
struct Dice(ChaCha8Rng);

impl Dice {
    fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.random_range(0..from.len())]
    }
}

/// The last and first milliseconds of months in Shanghai, the very midnights, and a noon between.
fn moments() -> Vec<DateTime<Utc>> {
    let of_2023 = (2..=12).map(|month| format!("2023-{month:02}-01"));
    let days = of_2023.chain((1..=6).map(|month| format!("2024-{month:02}-01")));
    let around = |day: String| {
        let midnight = day_start(date(&day));
        [-1, 0, 1, 13 * 86_400_000 + 43_200_000].map(|ms| midnight + TimeDelta::milliseconds(ms))
    };
    days.flat_map(around).filter(|moment| *moment < ending()).collect()
}

/// When nothing happens any more.
pub fn ending() -> DateTime<Utc> {
    noon("2024-06-01")
}

/// The next thing happens at the next midnight of a month or beside it, or some hours later.
fn later(dice: &mut Dice, now: DateTime<Utc>) -> DateTime<Utc> {
    let next = moments().into_iter().find(|moment| *moment > now).filter(|_| dice.chance(50));
    next.unwrap_or_else(|| now + TimeDelta::minutes(dice.0.random_range(1..40 * 1440)))
}

/// A place of the small world with the inspector who sees it.
fn places(world: &World) -> [(SiteId, &Actor); 3] {
    [(world.shop, &world.inspector), (world.flat, &world.inspector), (world.tower, &world.neighbour)]
}

/// A finding at a moment of chance.
async fn found(world: &World, dice: &mut Dice) -> HazardId {
    let at = dice.pick(&moments());
    let (site, _) = dice.pick(&places(world));
    let mut command = world.finding(at);
    command.site = Some(site);
    command.category =
        dice.pick(&[Category::Fire, Category::Gas, Category::Lpg, Category::Ebike, Category::GroupRental]);
    if command.category == Category::Ebike && dice.chance(50) {
        command.subcategory = Some(FLYING_WIRES.into());
    }
    command.source = dice.pick(Source::ALL);
    command.due = Some(local_date(at) + Days::new(dice.0.random_range(0..45)));
    if dice.chance(15) {
        command.photos_after = vec![world.photo(&world.office, at).await];
        command.on_the_spot = true;
    } else if site != world.flat && dice.chance(25) {
        // a household is never graded major
        command.severity = Severity::Major;
    }
    world.register(command).await
}

/// What chance does with a hazard next; `None` when nobody has anything left to do.
fn next_step<'a>(
    world: &'a World,
    dice: &mut Dice,
    state: &HazardState,
    (inspector, first): (&'a Actor, HazardId),
    now: DateTime<Utc>,
) -> Option<(&'a Actor, HazardCommand)> {
    let office = &world.office;
    let text = |words: &str| words.to_owned();
    let gone = matches!(state.status, Status::Registered | Status::Assigned | Status::Transferred);
    if gone && dice.chance(12) {
        let reason = dice.pick(VoidReason::ALL);
        let duplicate_of = (reason == VoidReason::Duplicate).then_some(first);
        return Some((office, HazardCommand::Void { reason, duplicate_of, note: text("核实") }));
    }
    let step = match state.status {
        Status::Registered | Status::Assigned if dice.chance(12) => {
            (office, HazardCommand::Transfer { to: text("城管中队"), reason: text("不属本街道") })
        }
        Status::Registered => {
            (office, HazardCommand::Assign { assignee: inspector.user, note: Some(text("派单")) })
        }
        Status::Assigned if state.extension.is_some() => {
            (office, HazardCommand::DecideExtension { grant: dice.chance(70), note: None })
        }
        Status::Assigned if dice.chance(25) => {
            let after = state.effective_due.max(local_date(now));
            let until = after + Days::new(dice.0.random_range(1..40));
            (inspector, HazardCommand::AskExtension { until, reason: text("等配件") })
        }
        Status::Assigned => (inspector, HazardCommand::Rectify { note: text("已清理"), photos: vec![] }),
        Status::Rectified => {
            let passed = dice.chance(75);
            let own = [state.rectified_by, state.first_reviewer];
            let reviewer =
                [office, &world.colleague].into_iter().find(|who| !own.contains(&Some(who.user)))?;
            let item = ReviewItem { item: text("eliminated"), passed, note: Some(text("看过")) };
            (reviewer, HazardCommand::Review { items: vec![item], note: None, photos: vec![] })
        }
        Status::Closed if dice.chance(40) => {
            let due = local_date(now) + Days::new(dice.0.random_range(0..30));
            (office, HazardCommand::Reopen { reason: text("又堆了"), due })
        }
        Status::Transferred => {
            let rectified = dice.chance(40);
            (office, HazardCommand::AnswerTransfer { rectified, note: text("函复"), photos: vec![] })
        }
        Status::Closed | Status::Void => return None,
    };
    Some(step)
}

/// A hazard of chance through its whole life; answers what was done.
async fn live(world: &World, dice: &mut Dice, first: HazardId) -> Vec<&'static str> {
    let id = found(world, dice).await;
    let mut state = state_of(world, id).await;
    let on_tower = state.area.as_str() == OTHER_COMMITTEE;
    let inspector = if on_tower { &world.neighbour } else { &world.inspector };
    let mut now = state.found_at;
    let mut done = Vec::new();
    if state.severity == Severity::Major {
        world.five_elements(now + TimeDelta::milliseconds(1), id).await;
        state = state_of(world, id).await;
    }
    for _ in 0..9 {
        now = later(dice, now);
        if now >= ending() {
            break;
        }
        let Some((who, command)) = next_step(world, dice, &state, (inspector, first), now) else { break };
        done.push(command.action().as_str());
        state = world.step(who, now, id, command).await;
    }
    done
}

async fn state_of(world: &World, id: HazardId) -> HazardState {
    let ctx = world.ctx(&world.office, ending());
    hazards::query::detail(&ctx, id).await.unwrap().state
}

/// What came closed from an older list, at the ends of months and beside them; some of it is reopened after the import, and closed
/// once more.
async fn imported(world: &World, dice: &mut Dice) {
    let now = noon("2023-07-01");
    let mut list = "发现日期,类别,隐患描述,居委会,状态,销号日期\n".to_owned();
    for n in 0..20 {
        let found = dice.pick(&["2023-02-03", "2023-03-31", "2023-04-01", "2023-05-30"]);
        let closed = dice.pick(&["2023-05-31", "2023-06-01", "2023-06-30"]);
        list.push_str(&format!("{found},消防,旧台账第{n}处,{COMMITTEE},已销号,{closed}\n"));
    }
    let options = ImportOptions { datum: Datum::Wgs84, skip_bad: false, dry_run: false };
    let ctx = world.ctx(&world.admin, now);
    let report = import::hazards(&ctx, list.into_bytes(), options, &silent).await.unwrap();
    assert_eq!(report.imported, 20, "{report:?}");
    let rows = hazard::Entity::find()
        .filter(hazard::Column::Description.starts_with("旧台账"))
        .order_by_asc(hazard::Column::Seq)
        .all(world.state.db.read())
        .await
        .unwrap();
    let mut reopened = 0;
    for row in rows {
        if dice.chance(60) {
            let (id, again) = (HazardId(row.id), later(dice, now));
            world.reopen(again, id, local_date(again) + Days::new(20)).await;
            reopened += 1;
            if dice.chance(50) {
                world.close(again + TimeDelta::days(1), id).await;
            }
        }
    }
    assert!(reopened > 0, "nothing that was imported came back");
}

/// Visits, entries of the registers and gear at moments of chance.
async fn beside(world: &World, dice: &mut Dice) {
    for n in 0..40 {
        let (at, (site, _)) = (dice.pick(&moments()), dice.pick(&places(world)));
        let kind = dice.pick(&[InspectionKind::Routine, InspectionKind::Special]);
        let outcome = if dice.chance(80) { Outcome::Done } else { Outcome::NotAtHome };
        let edit = |visit: &mut SaveVisit| {
            visit.kind = kind;
            visit.outcome = outcome;
            visit.campaign = (kind == InspectionKind::Special).then(|| "冬季消防专项".into());
        };
        world.visit(site, at, edit).await;
        let ctx = world.ctx(&world.office, at + TimeDelta::minutes(10));
        let mut order = books::order(&format!("12345-{n:04}"), site);
        order.received_at = at;
        order.reply_due = Some(local_date(at) + Days::new(dice.0.random_range(0..9)));
        if dice.chance(60) {
            order.replied_at = Some(at + TimeDelta::minutes(5));
            order.reply = Some("已处理".into());
        }
        registers::orders::save(&ctx, books::new(order)).await.unwrap();
        if dice.chance(30) {
            let mut penalty = books::penalty(site);
            penalty.number = None;
            penalty.decided_on = local_date(at);
            penalty.fine = dice.chance(70).then_some(Fen(dice.0.random_range(1..900_000)));
            registers::penalties::save(&ctx, books::new(penalty)).await.unwrap();
            let mut fire = books::fire(site);
            fire.at = at;
            registers::fires::save(&ctx, books::new(fire)).await.unwrap();
        }
    }
    let (surveyed, accepted) = (dice.pick(&moments()), dice.pick(&moments()));
    world.stove(world.flat, surveyed, gear::unsafe_stove("2012-01-01")).await;
    world.gas_unit(world.shop, accepted).await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, accepted).await;
    world.put_in_service(alarm, accepted + TimeDelta::hours(1), "GA-2023-0001").await;
}

/// The figures that are a plain nothing, or have no base, in both years: counted again, they would say nothing.
async fn nothing_of(ctx: &Ctx) -> BTreeSet<Figure> {
    let mut nothing: BTreeSet<Figure> = Figure::ALL.iter().copied().collect();
    for year in ["2023", "2024"] {
        let (area, year) = (SUBDISTRICT.parse().unwrap(), year.parse().unwrap());
        let summary = service::compute(ctx, &area, year).await.unwrap();
        let something = summary.lines.iter().filter(|line| line.now.has_base() && !line.now.is_zero());
        for line in something {
            nothing.remove(&line.figure);
        }
    }
    nothing
}

/// A set of chance: what happens to hazards, in the registers and in the programmes until [`ending`].
pub async fn of_chance(db: &Db, seed: u64) -> World {
    let (world, mut dice) = (World::new(db).await, Dice(ChaCha8Rng::seed_from_u64(seed)));
    // of whatever is declared a duplicate, the first
    let first = world.find(noon("2023-02-05"), |_| ()).await;
    let mut done = Vec::new();
    for _ in 0..120 {
        done.extend(live(&world, &mut dice, first).await);
    }
    for action in ["transfer", "answer_transfer", "void", "reopen", "decide_extension", "review"] {
        assert!(done.contains(&action), "chance {seed} made no {action}");
    }
    let closed = "SELECT COUNT(*) FROM hazard_event e JOIN hazard h ON h.id = e.hazard_id \
                  WHERE h.severity = 'major' AND e.kind = 'closed'";
    assert!(numbers(db, closed).await[0] > 0, "chance {seed} closed no major one");
    imported(&world, &mut dice).await;
    beside(&world, &mut dice).await;
    programmes::beside(&world, &mut dice).await;
    world
}

async fn set_of_chance(seed: u64) {
    let test = TestDb::sqlite().await;
    let file = database(&test);
    test.tell(|db| async move {
        let world = of_chance(&db, seed).await;
        let areas = [SUBDISTRICT, COMMITTEE, OTHER_COMMITTEE].map(|code| code.parse().unwrap());
        let ctx = world.ctx(&world.office, ending());
        assert_eq!(nothing_of(&ctx).await, BTreeSet::new(), "chance {seed} left out");
        let values = counted_again(&ctx, &file, &areas).await;
        assert!(values > 5_000, "only {values} values were compared");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_set_of_chance() {
    set_of_chance(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_set_of_chance() {
    set_of_chance(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_third_set_of_chance() {
    set_of_chance(3).await;
}
