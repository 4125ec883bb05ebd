//! Every month and committee of the demo, and of data made by chance, counted again in SQL that knows nothing of the program.

use backend::{ctx::Ctx, db::Db, summary::service};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    actor::Actor,
    area::AreaCode,
    calendar::{day_start, local_date},
    hazards::{Category, FLYING_WIRES, HazardCommand, Severity, VoidReason},
    ids::HazardId,
    period::Period,
    summary::{Figure, Line, SafetySummary, SummaryPeriod},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::numbers;
use crate::{
    figures::{office, text},
    support::world::{COMMITTEE, SUBDISTRICT, World, date, noon},
};

const FIGURES: [Figure; 22] = [
    Figure::Inspections,
    Figure::Special,
    Figure::Premises,
    Figure::Found,
    Figure::Closed,
    Figure::NotClosed,
    Figure::Awaiting,
    Figure::MajorFound,
    Figure::MajorClosed,
    Figure::ThreeKindsFound,
    Figure::ThreeKindsClosed,
    Figure::OpenAtStart,
    Figure::FlowFound,
    Figure::FlowReopened,
    Figure::FlowClosed,
    Figure::FlowVoided,
    Figure::OpenAtEnd,
    Figure::Overdue,
    Figure::MajorOpen,
    Figure::Penalties,
    Figure::Orders,
    Figure::Fires,
];

/// One statement with one column for each of [`FIGURES`].
fn recount(area: &str, p: Period) -> String {
    let (start, end) = (text(p.start()), text(p.end()));
    let within = |alias: &str| format!("{alias}.area_code LIKE '{area}%'");
    let in_p = |column: &str| format!("{column} >= '{start}' AND {column} < '{end}'");
    let visits = |what: &str, and: &str| {
        format!(
            "(SELECT {what} FROM inspection i WHERE {} AND {} AND i.outcome = 'done'{and})",
            within("i"),
            in_p("i.started_at")
        )
    };
    let found = |and: &str| {
        format!(
            "(SELECT COUNT(*) FROM hazard h WHERE {} AND {} AND (h.void_reason IS NULL OR h.void_reason = 'site_gone'){and})",
            within("h"),
            in_p("h.found_at")
        )
    };
    let three = " AND (h.category IN ('chess_room', 'group_rental') OR h.category = 'ebike' AND h.subcategory = '飞线充电')";
    let happened = |kind: &str| {
        format!(
            "(SELECT COUNT(*) FROM hazard_event e JOIN hazard h ON h.id = e.hazard_id WHERE {} AND e.kind = '{kind}' AND {})",
            within("h"),
            in_p("e.server_at")
        )
    };
    let open = |at: &str, and: &str| {
        format!(
            "(SELECT COUNT(*) FROM hazard h WHERE {} AND h.found_at < '{at}' AND COALESCE((SELECT e.to_status FROM hazard_event e \
             WHERE e.hazard_id = h.id AND e.server_at < '{at}' ORDER BY e.seq DESC LIMIT 1), 'registered') \
             NOT IN ('closed', 'void'){and})",
            within("h")
        )
    };
    let closed = " AND h.status = 'closed'";
    let columns = [
        visits("COUNT(*)", ""),
        visits("COUNT(*)", " AND i.kind = 'special'"),
        visits("COUNT(DISTINCT i.site_id)", ""),
        found(""),
        found(closed),
        found(" AND h.closed_at IS NULL"),
        found(" AND h.status = 'rectified'"),
        found(" AND h.severity = 'major'"),
        found(&format!(" AND h.severity = 'major'{closed}")),
        found(three),
        found(&format!("{three}{closed}")),
        open(&start, ""),
        format!("(SELECT COUNT(*) FROM hazard h WHERE {} AND {})", within("h"), in_p("h.found_at")),
        happened("reopened"),
        happened("closed"),
        happened("voided"),
        open(&end, ""),
        open(&end, &format!(" AND h.effective_due <= '{}'", p.to)),
        open(&end, " AND h.severity = 'major'"),
        format!(
            "(SELECT COUNT(*) FROM penalty t WHERE {} AND t.decided_on BETWEEN '{}' AND '{}')",
            within("t"),
            p.from,
            p.to
        ),
        format!("(SELECT COUNT(*) FROM hotline_order t WHERE {} AND {})", within("t"), in_p("t.received_at")),
        format!("(SELECT COUNT(*) FROM fire t WHERE {} AND {})", within("t"), in_p("t.at")),
    ];
    format!("SELECT {}", columns.join(", "))
}

fn stated(summary: &SafetySummary) -> Vec<i64> {
    FIGURES.iter().map(|figure| summary.count(*figure)).collect()
}

db_test!(every_month_and_committee_counted_again, |db| async {
    let ctx = office(&db).await;
    let reference = ctx.state.reference().await.unwrap();
    let whole: AreaCode = SUBDISTRICT.parse().unwrap();
    let mut areas = vec![whole.clone()];
    areas.extend(reference.areas.children(&whole).map(|area| area.code.clone()));
    assert!(areas.len() > 10, "committees");
    let mut seen = 0;
    for area in &areas {
        for month in 1..=12 {
            let period: SummaryPeriod = format!("2023-{month:02}").parse().unwrap();
            let summary = service::compute(&ctx, area, period).await.unwrap();
            let counted = numbers(&db, &recount(area.as_str(), period.period())).await;
            assert_eq!(stated(&summary), counted, "{FIGURES:?} of {area} in {period}");
            assert_eq!(summary.broken_balance(), None, "{area} in {period}");
            if let Some(previous) = summary.line(Figure::Found.into()).and_then(|line| line.previous) {
                let before = period.previous().unwrap().period();
                let counted = numbers(&db, &recount(area.as_str(), before)).await;
                assert_eq!(previous, domain::summary::Value::Count(counted[3]), "{area} before {period}");
            }
            seen += counted.iter().sum::<i64>();
        }
    }
    assert!(seen > 10_000, "the months are about something");
});

db_test!(longer_periods_counted_again, |db| async {
    let ctx = of_city(&office(&db).await);
    for area in [SUBDISTRICT, "310105", "31"] {
        for period in ["2023-06", "2023-Q1", "2023-Q4", "2023-H2", "2023", "2022", "2024"] {
            let period: SummaryPeriod = period.parse().unwrap();
            let summary = service::compute(&ctx, &area.parse().unwrap(), period).await.unwrap();
            let counted = numbers(&db, &recount(area, period.period())).await;
            assert_eq!(stated(&summary), counted, "{FIGURES:?} of {area} in {period}");
        }
    }
});

/// The same person, of the whole city.
pub(super) fn of_city(ctx: &Ctx) -> Ctx {
    Ctx::new(ctx.state.clone(), Actor { area: "31".parse().unwrap(), ..ctx.actor.clone() })
}

/// Without what their values open, which names the area.
fn unlinked(mut lines: Vec<Line>) -> Vec<Line> {
    for line in &mut lines {
        line.rows = None;
    }
    lines
}

// rows of a city are found in other ways than those of an area in it
db_test!(a_city_has_the_summary_of_its_only_district, |db| async {
    let ctx = of_city(&office(&db).await);
    let mut listed = 0;
    for period in ["2023-06", "2023-Q4", "2023"] {
        let period: SummaryPeriod = period.parse().unwrap();
        let city = service::compute(&ctx, &"31".parse().unwrap(), period).await.unwrap();
        let district = service::compute(&ctx, &"310105".parse().unwrap(), period).await.unwrap();
        listed += city.overdue.total + city.major.total + city.repeated.total;
        assert_eq!(unlinked(city.lines), unlinked(district.lines), "{period}");
        assert_eq!((city.months, city.ages), (district.months, district.ages), "{period}");
        assert_eq!((city.categories, city.campaigns), (district.categories, district.campaigns), "{period}");
        assert_eq!((city.overdue, city.major), (district.overdue, district.major), "{period}");
        assert_eq!(city.repeated, district.repeated, "{period}");
        assert_eq!((city.devices, city.expiry), (district.devices, district.expiry), "{period}");
    }
    assert!(listed > 0, "the lists are about something");
});

/// An instant of the months from March to June, often where one local month ends and the next begins.
fn instant(chance: &mut ChaCha8Rng) -> DateTime<Utc> {
    let border = day_start(date(["2023-04-01", "2023-05-01", "2023-06-01"][chance.random_range(0..3)]));
    match chance.random_range(0..4) {
        0 => border,
        1 => border - TimeDelta::milliseconds(1),
        _ => noon("2023-03-10") + TimeDelta::hours(chance.random_range(0..2_400)),
    }
}

/// Assigned, rectified and closed within one day; a major one by a second person after the first.
async fn close(world: &World, at: DateTime<Utc>, id: HazardId, is_major: bool) {
    world.close(at, id).await;
    if is_major {
        world.review(&world.colleague, at + TimeDelta::hours(3), id, true).await;
    }
}

/// What becomes of a hazard: left open, closed soon or in a later month, reopened and perhaps closed again, declared void, transferred,
/// given a later deadline.
async fn lived(
    world: &World,
    chance: &mut ChaCha8Rng,
    found: DateTime<Utc>,
    (id, is_major): (HazardId, bool),
) {
    let at = found + TimeDelta::days(chance.random_range(1..20));
    match chance.random_range(0..8) {
        0 => {}
        1 => close(world, at, id, is_major).await,
        2 => close(world, at + TimeDelta::days(45), id, is_major).await,
        3 | 4 => {
            close(world, at, id, is_major).await;
            // at midnight in Shanghai, where a day and sometimes a month begins
            let again = day_start(local_date(at) + Days::new(chance.random_range(2..40)));
            world.reopen(again, id, local_date(again) + Days::new(15)).await;
            if chance.random_bool(0.5) {
                close(world, again + TimeDelta::days(chance.random_range(1..30)), id, is_major).await;
            }
        }
        5 => world.void(at, id, VoidReason::FalseAlarm, None).await,
        6 => {
            let to = HazardCommand::Transfer { to: "城管中队".into(), reason: "违建".into() };
            world.step(&world.office, at, id, to).await;
        }
        _ => {
            world.assign(at, id).await;
            let until = local_date(found) + Days::new(45);
            let ask = HazardCommand::AskExtension { until, reason: "等材料".into() };
            world.step(&world.inspector, at, id, ask).await;
            let grant = HazardCommand::DecideExtension { grant: true, note: None };
            world.step(&world.office, at + TimeDelta::minutes(1), id, grant).await;
            if chance.random_bool(0.5) {
                world.rectify(at + TimeDelta::days(2), id).await;
            }
        }
    }
}

async fn by_chance(db: &Db, seed: u64) {
    let (world, mut chance) = (World::new(db).await, ChaCha8Rng::seed_from_u64(seed));
    for _ in 0..60 {
        let found = instant(&mut chance);
        let kind = chance.random_range(0..6);
        let id = world
            .find(found, |command| match kind {
                0 => command.category = Category::GroupRental,
                1 => {
                    command.category = Category::Ebike;
                    command.subcategory = Some(FLYING_WIRES.into());
                }
                2 => command.severity = Severity::Major,
                _ => {}
            })
            .await;
        let is_major = kind == 2;
        if is_major {
            // without them it is not assigned
            world.five_elements(found + TimeDelta::minutes(1), id).await;
        }
        lived(&world, &mut chance, found, (id, is_major)).await;
    }
    let closed = "SELECT COUNT(*) FROM hazard_event e JOIN hazard h ON h.id = e.hazard_id \
                  WHERE h.severity = 'major' AND e.kind = 'closed'";
    assert!(numbers(db, closed).await[0] > 0, "seed {seed} closes no major one");
    let ctx = world.ctx(&world.office, noon("2023-12-01"));
    let mut seen = 0;
    for area in [SUBDISTRICT, COMMITTEE] {
        for period in [
            "2023-02", "2023-03", "2023-04", "2023-05", "2023-06", "2023-07", "2023-08", "2023-Q2",
            "2023-H1", "2023",
        ] {
            let period: SummaryPeriod = period.parse().unwrap();
            let summary = service::compute(&ctx, &area.parse().unwrap(), period).await.unwrap();
            let counted = numbers(db, &recount(area, period.period())).await;
            assert_eq!(stated(&summary), counted, "{FIGURES:?} of {area} in {period}, seed {seed}");
            assert_eq!(summary.broken_balance(), None, "{area} in {period}, seed {seed}");
            seen += counted.iter().sum::<i64>();
        }
    }
    assert!(seen > 500, "seed {seed} is about something");
}

db_test!(lives_by_chance_counted_again, |db| async {
    by_chance(&db, 1).await;
});

db_test!(other_lives_by_chance_counted_again, |db| async {
    by_chance(&db, 2023).await;
});

db_test!(yet_other_lives_by_chance_counted_again, |db| async {
    by_chance(&db, 310_105_008).await;
});
