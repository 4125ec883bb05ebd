//! Sums of subdistricts that are kept in memory: after any history they say what every row says, and whoever changes a row that they are made
//! from draws a number of its subdistrict.

use backend::{
    ctx::{Ctx, Limits, State},
    db::Db,
    demo::{self, DemoOptions},
    entities::{change_counter, hazard, inspection},
    figures::query::{dashboard, rates},
    reference::load,
    sites,
    storage::Storage,
    summary::service::compute,
    transfer::{
        import::{self, ImportOptions},
        progress::silent,
    },
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    actor::{Actor, Role},
    area::AreaCode,
    calendar::local_date,
    figures::Dashboard,
    geo::Datum,
    hazards::{Category, FLYING_WIRES, HazardCommand, Severity, Source, VoidReason},
    ids::{CampaignId, HazardId, UserId},
    inspections::InspectionKind,
    period::Period,
    sites::SiteKind,
    summary::SafetySummary,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sea_orm::{EntityTrait, QueryOrder, Statement};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use crate::{
    balances,
    summary::tamper,
    support::{
        TestDb, books,
        explain::Tape,
        world::{
            COMMITTEE, FAR_COMMITTEE, FAR_SUBDISTRICT, HERE, SUBDISTRICT, World, at, date, noon, person, site,
        },
    },
};

/// A city and its only district: the parts of the one are districts, those of the other subdistricts.
const AREAS: [&str; 2] = ["31", "310105"];

/// A year, months between which hazards stay open, two years, a period that has only begun.
const PERIODS: [(&str, &str); 5] = [
    ("2023-01-01", "2023-12-31"),
    ("2023-05-01", "2023-05-31"),
    ("2023-04-01", "2023-06-30"),
    ("2022-07-01", "2024-06-30"),
    ("2023-06-01", "2023-06-30"),
];

fn period((from, to): (&str, &str)) -> Period {
    Period::new(date(from), date(to)).unwrap()
}

/// The same person at the same time, to whom every row is read.
fn of_rows(ctx: &Ctx) -> Ctx {
    Ctx { state: ctx.state.clone().keeping_no_sums(), ..ctx.clone() }
}

async fn board(ctx: &Ctx, area: &str, p: Period) -> Dashboard {
    dashboard(ctx, Some(area.parse().unwrap()), p).await.unwrap()
}

async fn figures(ctx: &Ctx, area: &str, p: &str) -> SafetySummary {
    compute(ctx, &area.parse().unwrap(), p.parse().unwrap()).await.unwrap()
}

async fn rates_agree(ctx: &Ctx, when: &str) {
    let rows = of_rows(ctx);
    for area in AREAS.into_iter().chain([SUBDISTRICT, COMMITTEE]) {
        for p in PERIODS.map(period) {
            let told = async |ctx: &Ctx| rates(ctx, Some(area.parse().unwrap()), p).await.unwrap();
            assert_eq!(told(ctx).await, told(&rows).await, "{area} {p:?}, {when}");
        }
    }
}

async fn dashboards_agree(ctx: &Ctx, when: &str) -> i64 {
    let (rows, mut seen) = (of_rows(ctx), 0);
    rates_agree(ctx, when).await;
    for area in AREAS {
        for p in PERIODS.map(period) {
            let kept = board(ctx, area, p).await;
            assert_eq!(kept, board(&rows, area, p).await, "{area} {p:?}, {when}");
            seen += kept.quality.repeat.of + kept.quality.repeat.n + kept.quality.days.len() as i64;
        }
    }
    seen
}

async fn summaries_agree(ctx: &Ctx, when: &str) {
    let rows = of_rows(ctx);
    for area in AREAS {
        for p in ["2023-05", "2023-06", "2023-Q2"] {
            let kept = serde_json::to_string(&figures(ctx, area, p).await).unwrap();
            let of_rows = serde_json::to_string(&figures(&rows, area, p).await).unwrap();
            assert_eq!(kept, of_rows, "{area} {p}, {when}");
        }
    }
}

/// The other subdistrict as its own people see it.
async fn elsewhere(db: &Db, world: &World) -> World {
    let inspector = person(db, "far.inspector", Role::Inspector, FAR_COMMITTEE).await;
    let colleague = person(db, "far.colleague", Role::Office, FAR_SUBDISTRICT).await;
    World {
        state: world.state.clone(),
        office: world.stranger.clone(),
        colleague,
        leader: world.leader.clone(),
        inspector,
        neighbour: world.neighbour.clone(),
        admin: world.admin.clone(),
        stranger: world.stranger.clone(),
        shop: world.far_shop,
        flat: world.far_shop,
        tower: world.far_shop,
        far_shop: world.far_shop,
    }
}

/// A subdistrict with what was found there.
struct Place {
    world: World,
    campaign: CampaignId,
    open: Vec<HazardId>,
    closed: Vec<HazardId>,
}

impl Place {
    async fn of(world: World, area: &str) -> Self {
        let ctx = world.ctx(&world.office, noon("2023-06-02"));
        let campaign = books::start(&ctx, books::campaign("夏季消防专项", area)).await;
        Self { world, campaign, open: Vec::new(), closed: Vec::new() }
    }

    /// Something happens at that time.
    async fn live(&mut self, chance: &mut ChaCha8Rng, now: DateTime<Utc>) {
        let world = &self.world;
        match chance.random_range(0..10) {
            0..=2 => {
                let found = now - TimeDelta::hours(chance.random_range(0..1_500));
                let kind = chance.random_range(0..5);
                let due = local_date(now) + Days::new(chance.random_range(0..20));
                let id = world
                    .find(found, |command| {
                        command.due = Some(due.max(local_date(found)));
                        match kind {
                            0 => command.category = Category::Gas,
                            1 => {
                                command.category = Category::Ebike;
                                command.subcategory = Some(FLYING_WIRES.into());
                            }
                            2 => command.source = Source::Resident,
                            _ => {}
                        }
                    })
                    .await;
                self.open.push(id);
            }
            3 | 4 if !self.open.is_empty() => {
                let id = self.open.swap_remove(chance.random_range(0..self.open.len()));
                world.close(now, id).await;
                self.closed.push(id);
            }
            5 if !self.closed.is_empty() => {
                let id = self.closed.swap_remove(chance.random_range(0..self.closed.len()));
                world.reopen(now, id, local_date(now) + Days::new(chance.random_range(1..9))).await;
                self.open.push(id);
            }
            6 if !self.open.is_empty() => {
                let id = self.open.swap_remove(chance.random_range(0..self.open.len()));
                world.void(now, id, VoidReason::FalseAlarm, None).await;
            }
            7 => {
                world.visit(world.shop, now, |_| ()).await;
            }
            8 if !self.open.is_empty() => {
                let id = self.open[chance.random_range(0..self.open.len())];
                let row = hazard::Entity::find_by_id(id.0).one(world.state.db.read()).await.unwrap().unwrap();
                let is_gas = row.category == Category::Gas.as_str();
                let command = HazardCommand::Reclassify {
                    category: Some(if is_gas { Category::Ebike } else { Category::Gas }),
                    severity: None,
                    site: None,
                    position: at(HERE.0, HERE.1 + f64::from(chance.random_range(0..9_u8)) * 0.000_1),
                    reason: "看错了".into(),
                };
                world.step(&world.office, now, id, command).await;
            }
            _ => {
                let (campaign, finding) = (self.campaign, world.finding(now));
                let id = finding.id;
                world
                    .visit(world.shop, now, |visit| {
                        (visit.kind, visit.campaign_id) = (InspectionKind::Special, Some(campaign));
                        visit.hazards = vec![finding];
                    })
                    .await;
                self.open.push(id);
            }
        }
    }
}

async fn by_chance(db: &Db, seed: u64) {
    let (world, mut chance) = (World::new(db).await, ChaCha8Rng::seed_from_u64(seed));
    let (admin, far) = (world.admin.clone(), elsewhere(db, &world).await);
    let mut places = [Place::of(world, SUBDISTRICT).await, Place::of(far, FAR_SUBDISTRICT).await];
    let (mut now, mut seen, mut moved) = (noon("2023-05-20"), 0, 0);
    for step in 0..48 {
        places[chance.random_range(0..2)].live(&mut chance, now).await;
        now += TimeDelta::hours(chance.random_range(4..30));
        let ctx = places[0].world.ctx(&admin, now);
        let when = format!("step {step} of seed {seed}");
        if step % 4 == 0 {
            seen += dashboards_agree(&ctx, &when).await;
            for p in PERIODS.map(period) {
                moved += balances::agree(&ctx, &board(&ctx, AREAS[0], p).await, &when).await;
            }
        }
        if step % 16 == 0 {
            summaries_agree(&ctx, &when).await;
        }
    }
    assert!(seen > 500 && moved > 500, "seed {seed} is about something: {seen}, {moved}");
    // nothing happens any more, but deadlines pass
    assert!(places.iter().any(|place| !place.open.is_empty()), "seed {seed}");
    let mut boards = BTreeSet::new();
    for day in 0..30 {
        let ctx = places[0].world.ctx(&admin, now + TimeDelta::days(day));
        let (rows, p) = (of_rows(&ctx), period(PERIODS[0]));
        let kept = board(&ctx, AREAS[0], p).await;
        assert_eq!(kept, board(&rows, AREAS[0], p).await, "{day} days later, seed {seed}");
        boards.insert(serde_json::to_string(&kept.categories).unwrap());
    }
    assert!(boards.len() > 1, "seed {seed}: time makes something late");
    // and of a day before: clocks of servers differ
    dashboards_agree(&places[0].world.ctx(&admin, now), &format!("back again, seed {seed}")).await;
}

db_test!(sums_that_are_kept_say_what_the_rows_say, |db| async {
    by_chance(&db, 1).await;
});

db_test!(others_that_are_kept_say_what_the_rows_say, |db| async {
    by_chance(&db, 310_105_009).await;
});

db_test!(a_load_of_demo_data_is_seen_by_a_server_that_runs, |db| async {
    load::ensure(&db).await.unwrap();
    let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
    let actor = Actor {
        user: UserId(Uuid::now_v7()),
        login: "city".into(),
        name: "全市".into(),
        role: Role::Leader,
        area: "31".parse().unwrap(),
    };
    let ctx = Ctx::new(state, actor);
    let mut found = Vec::new();
    for options in [None, Some((1, 1)), Some((2, 1)), Some((2, 2))] {
        if let Some((subdistricts, years)) = options {
            // by another process
            let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
            let options = DemoOptions { subdistricts, years, with_photos: false, ..DemoOptions::default() };
            assert!(!demo::run(&state, &options, &silent).await.unwrap().refused);
            ctx.state.refresh_reference().await;
        }
        dashboards_agree(&ctx, &format!("{options:?}")).await;
        let mut years = [0; 2];
        for (n, year) in years.iter_mut().zip([2023, 2022]) {
            *n = board(&ctx, "31", Period::year(year).unwrap()).await.rates.total.rate_found.of;
        }
        found.push(years);
    }
    summaries_agree(&ctx, "a year more").await;
    assert_eq!(found, [[0, 0], [563, 0], [1_126, 0], [1_126, 1_126]]);
});

/// What was asked about the hazards that were found, with the subdistricts that it names.
fn read(said: &[Statement]) -> Vec<String> {
    named(said, " AS bits")
}

/// What was asked about balances, likewise.
fn read_balances(said: &[Statement]) -> Vec<String> {
    named(said, " AS at_start")
}

fn named(said: &[Statement], asks: &str) -> Vec<String> {
    said.iter().filter(|said| said.sql.contains(asks)).map(|said| format!("{:?}", said.values)).collect()
}

async fn reads_only_what_has_changed(test: &TestDb) {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let far = elsewhere(&db, &world).await;
    for place in [&world, &far] {
        let id = place.find(noon("2023-05-05"), |_| ()).await;
        place.find(noon("2023-05-06"), |command| command.due = Some(date("2023-06-10"))).await;
        place.close(noon("2023-05-09"), id).await;
    }
    let year = period(PERIODS[0]);
    let ask = async |now: &str| {
        tape.clear();
        board(&world.ctx(&world.admin, noon(now)), "31", year).await;
        read(&tape.take())
    };
    let first = ask("2023-06-01").await;
    assert!(
        first.iter().any(|it| it.contains(SUBDISTRICT))
            && first.iter().any(|it| it.contains(FAR_SUBDISTRICT))
    );
    assert_eq!(ask("2023-06-01").await, Vec::<String>::new(), "nothing has changed");
    assert_eq!(ask("2023-06-10").await, Vec::<String>::new(), "a deadline's day belongs to it");
    far.find(noon("2023-06-02"), |command| command.due = Some(date("2023-07-20"))).await;
    let moved = ask("2023-06-10").await;
    assert_eq!(moved.len(), 1);
    assert!(
        moved[0].contains(FAR_SUBDISTRICT) && !moved[0].contains(&format!("\"{SUBDISTRICT}\"")),
        "{moved:?}"
    );
    // a month of the year is known with it, and so is the district
    tape.clear();
    for area in AREAS {
        board(&world.ctx(&world.admin, noon("2023-06-10")), area, period(PERIODS[1])).await;
    }
    assert_eq!(read(&tape.take()).len(), 0);
    // in both places one is late from the next day on
    let late = ask("2023-06-11").await;
    assert!(
        late.iter().any(|it| it.contains(SUBDISTRICT)) && late.iter().any(|it| it.contains(FAR_SUBDISTRICT))
    );
    // a balance is the same on any day, and is read where something has changed
    let balances = async |now: &str| {
        tape.clear();
        board(&world.ctx(&world.admin, noon(now)), "31", year).await;
        read_balances(&tape.take())
    };
    assert_eq!(balances("2023-06-11").await, Vec::<String>::new());
    world.find(noon("2023-06-03"), |_| ()).await;
    let moved = balances("2023-06-11").await;
    assert!(moved.len() == 1 && !moved[0].contains(FAR_SUBDISTRICT), "{moved:?}");
    assert_eq!(balances("2023-07-20").await, Vec::<String>::new());
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_reads_only_what_has_changed() {
    let test = TestDb::sqlite().await;
    reads_only_what_has_changed(&test).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_reads_only_what_has_changed() {
    if let Some(test) = TestDb::postgres().await {
        reads_only_what_has_changed(&test).await;
        test.remove().await;
    }
}

/// All rows of hazards and visits, and the number of the last change, by subdistrict.
async fn state(db: &Db) -> (BTreeMap<String, Vec<String>>, BTreeMap<String, i64>) {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in hazard::Entity::find().order_by_asc(hazard::Column::Id).all(db.read()).await.unwrap() {
        rows.entry(row.subdistrict_code.clone()).or_default().push(format!("{row:?}"));
    }
    for row in inspection::Entity::find().order_by_asc(inspection::Column::Id).all(db.read()).await.unwrap() {
        rows.entry(row.subdistrict_code.clone()).or_default().push(format!("{row:?}"));
    }
    let numbers = change_counter::Entity::find().all(db.read()).await.unwrap();
    (rows, numbers.into_iter().map(|row| (row.subdistrict_code, row.last_seq)).collect())
}

/// The subdistricts whose hazards or visits were changed by it, and whether each has drawn a number.
async fn changed<T>(db: &Db, action: impl Future<Output = T>) -> (T, Vec<(String, bool)>) {
    let (rows, numbers) = state(db).await;
    let answer = action.await;
    let (now, drawn) = state(db).await;
    let codes: BTreeSet<String> = rows.keys().chain(now.keys()).cloned().collect();
    let moved = codes.into_iter().filter(|code| rows.get(code) != now.get(code));
    (answer, moved.map(|code| (code.clone(), numbers.get(&code) != drawn.get(&code))).collect())
}

/// The same of something that happens in the first subdistrict.
async fn drawn<T>(db: &Db, what: &str, action: impl Future<Output = T>) -> T {
    let (answer, changed) = changed(db, action).await;
    assert_eq!(changed, [(SUBDISTRICT.to_owned(), true)], "{what}");
    answer
}

db_test!(whoever_changes_a_hazard_or_a_visit_draws_a_number, |db| async {
    let world = World::new(&db).await;
    let day = |n: i64| noon("2023-06-01") + TimeDelta::days(n);
    let id = drawn(&db, "register", world.find(day(0), |_| ())).await;
    drawn(&db, "assign", world.assign(day(1), id)).await;
    let until = date("2023-07-16");
    let ask = HazardCommand::AskExtension { until, reason: "等材料".into() };
    drawn(&db, "ask for an extension", world.step(&world.inspector, day(2), id, ask)).await;
    let grant = HazardCommand::DecideExtension { grant: true, note: None };
    drawn(&db, "grant it", world.step(&world.office, day(3), id, grant)).await;
    drawn(&db, "rectify", world.rectify(day(4), id)).await;
    drawn(&db, "send back", world.review(&world.office, day(5), id, false)).await;
    drawn(&db, "rectify again", world.rectify(day(6), id)).await;
    drawn(&db, "close", world.review(&world.office, day(7), id, true)).await;
    drawn(&db, "reopen", world.reopen(day(8), id, date("2023-09-01"))).await;
    let other =
        drawn(&db, "register a major one", world.find(day(9), |it| it.severity = Severity::Major)).await;
    drawn(&db, "five elements", world.five_elements(day(10), other)).await;
    drawn(&db, "declare void", world.void(day(11), other, VoidReason::FalseAlarm, None)).await;
    let third = drawn(&db, "register one more", world.find(day(11), |_| ())).await;
    let to = HazardCommand::Transfer { to: "城管中队".into(), reason: "违建".into() };
    drawn(&db, "transfer", world.step(&world.office, day(12), third, to)).await;
    drawn(&db, "visit", world.visit(world.flat, day(13), |_| ())).await;
    let finding = world.finding(day(14));
    drawn(&db, "visit that finds", world.visit(world.shop, day(14), |it| it.hazards = vec![finding])).await;
    let ctx = world.ctx(&world.office, day(15));
    let shop = site(SiteKind::SmallUnit, "老王面馆", "仙霞路700弄2号", COMMITTEE, at(HERE.0, HERE.1));
    let twice = sites::service::add(&ctx, shop).await.unwrap();
    drawn(&db, "find there", world.find(day(15), |it| it.site = Some(twice))).await;
    drawn(&db, "visit there", world.visit(twice, day(15), |_| ())).await;
    drawn(&db, "merge", sites::service::merge(&ctx, twice, world.shop)).await.unwrap();
    let table = format!(
        "发现日期,类别,隐患描述,居委会,状态,销号日期,经度,纬度\n\
         2023-05-02,消防,楼道堆物,{COMMITTEE},已销号,2023-05-09,121.389,31.2095\n"
    );
    let options = ImportOptions { datum: Datum::Wgs84, skip_bad: false, dry_run: false };
    let admin = world.ctx(&world.admin, day(20));
    let report = import::hazards(&admin, table.into_bytes(), options, &silent);
    assert_eq!(drawn(&db, "import", report).await.unwrap().imported, 1);
    // elsewhere, nothing changes here
    let far = world.find(day(21), |it| it.site = Some(world.far_shop));
    assert_eq!(changed(&db, far).await.1, [(FAR_SUBDISTRICT.to_owned(), true)]);
    // this test sees who forgets it
    let ((), forgotten) = changed(&db, tamper(&db, "UPDATE hazard SET on_the_spot = TRUE")).await;
    assert_eq!(forgotten, [(SUBDISTRICT.to_owned(), false), (FAR_SUBDISTRICT.to_owned(), false)]);
});

db_test!(what_is_changed_behind_the_programs_back_is_seen_with_the_next_change, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    world.close(noon("2023-06-02"), id).await;
    let ctx = world.ctx(&world.admin, noon("2023-06-10"));
    let year = period(PERIODS[0]);
    let spot = async |ctx: &Ctx| board(ctx, "31", year).await.categories[0].figures.on_the_spot.n;
    assert_eq!(spot(&ctx).await, 0);
    tamper(&db, "UPDATE hazard SET on_the_spot = TRUE").await;
    // which is why the sums are made anew after some minutes in any case
    assert_eq!((spot(&ctx).await, spot(&of_rows(&ctx)).await), (0, 1));
    world.visit(world.flat, noon("2023-06-10"), |_| ()).await;
    assert_eq!(spot(&ctx).await, 1);
});

#[test]
fn the_areas_of_these_tests_lie_in_each_other() {
    let [city, district] = AREAS.map(|area| area.parse::<AreaCode>().unwrap());
    assert!(city.contains(&district) && district.contains(&SUBDISTRICT.parse().unwrap()));
}
