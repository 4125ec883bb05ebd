//! The dashboard over a year of believable data: every number has as many rows behind it as it says, the definition over
//! rows and a recount in plain SQL agree, and the database finds it all by indexes.

use crate::{
    figures::{office, one, text},
    support::{
        TestDb,
        explain::{Tape, by_indexes_but, found_by_indexes},
        world::date,
    },
};
use backend::{ctx::Ctx, db::Db, entities::hazard, figures::query::dashboard, hazards};
use domain::{
    actor::Actor,
    area::AreaCode,
    figures::{Age, Closing, DashboardFigures, FigureSet, Found, HazardFacts, quality},
    ids::SiteId,
    listing::{HazardFilter, Total},
    period::Period,
};
use sea_orm::{EntityTrait, Statement};

const SUBDISTRICT: &str = "310105008";

fn period(from: &str, to: &str) -> Period {
    Period::new(date(from), date(to)).unwrap()
}

/// The demo's year, days that begin no month, two years' ends.
fn periods() -> [Period; 3] {
    [
        period("2023-01-01", "2023-12-31"),
        period("2023-03-15", "2023-10-10"),
        period("2023-11-01", "2024-02-29"),
    ]
}

async fn counted(ctx: &Ctx, filter: &HazardFilter) -> Total {
    hazards::query::list(ctx, filter, 1).await.unwrap().total
}

/// The rows of a set in a group.
async fn rows(ctx: &Ctx, group: &HazardFilter, p: Period, set: FigureSet) -> i64 {
    let mut filter = HazardFilter { figure: Some(set), ..group.clone() };
    filter.common.from = Some(p.from);
    filter.common.to = Some(p.to);
    let total = counted(ctx, &filter).await;
    assert!(!total.more);
    i64::try_from(total.n).unwrap()
}

/// What the dashboard says of a group, by the set that each number opens: of a rate also what it is of.
fn numbers(f: &DashboardFigures) -> Vec<(FigureSet, i64)> {
    use FigureSet as Set;
    let rates = [
        (Set::Closed, f.rate_found),
        (Set::OnTheSpot, f.on_the_spot),
        (Set::Timely, f.timely),
        (Set::OnTime, f.on_time),
        (Set::DueClosed, f.rate_due),
        (Set::FirstPassed, f.quality.first_review),
        (Set::Repeated, f.quality.repeat),
    ];
    let of_rates = rates.into_iter().flat_map(|(set, ratio)| {
        let base = set.base().unwrap_or_else(|| panic!("{set} is no rate of anything"));
        [(set, ratio.n), (base, ratio.of)]
    });
    let counted = [
        (Set::Found, f.rate_found.of),
        (Set::Closed, f.quality.days.values().sum()),
        (Set::Awaiting, f.awaiting),
    ];
    counted.into_iter().chain(of_rates).collect()
}

async fn check(ctx: &Ctx, group: &HazardFilter, p: Period, f: &DashboardFigures) -> i64 {
    let mut seen = 0;
    for (set, n) in numbers(f) {
        assert_eq!(rows(ctx, group, p, set).await, n, "{set} of {group:?} {p:?}");
        seen += n;
    }
    seen
}

fn of_area(area: &AreaCode) -> HazardFilter {
    let mut filter = HazardFilter::default();
    filter.common.area = Some(area.clone());
    filter
}

db_test!(every_number_has_as_many_rows_as_it_says, |db| async {
    let ctx = office(&db).await;
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let here = of_area(&area);
    let mut seen = 0;
    for p in periods() {
        let board = dashboard(&ctx, Some(area.clone()), p).await.unwrap();
        seen += check(&ctx, &here, p, &DashboardFigures::of(&board.rates.total, board.quality.clone())).await;
        for month in &board.months {
            let figures = DashboardFigures::of(&month.figures, month.quality.clone());
            check(&ctx, &here, month.month.period(), &figures).await;
        }
        for row in &board.areas {
            let figures = DashboardFigures::of(&row.rates.figures, row.quality.clone());
            check(&ctx, &of_area(&row.rates.area.code), p, &figures).await;
        }
        let mut found = 0;
        for row in &board.categories {
            let group = HazardFilter { category: vec![row.category], ..here.clone() };
            check(&ctx, &group, p, &row.figures).await;
            found += row.figures.rate_found.of;
        }
        assert_eq!(found, board.rates.total.rate_found.of, "every hazard has one category");
        for row in &board.campaigns {
            let group = HazardFilter { campaign: Some(row.id), ..here.clone() };
            seen += check(&ctx, &group, p, &row.figures).await;
        }
    }
    assert!(seen > 1_000, "the questions are about something");
});

db_test!(the_ages_are_those_of_everything_that_is_open, |db| async {
    let ctx = office(&db).await;
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let board = dashboard(&ctx, Some(area.clone()), periods()[0]).await.unwrap();
    let today = domain::calendar::local_date(ctx.now);
    let mut open = 0;
    for age in &board.ages {
        for (overdue, said) in [(false, age.open), (true, age.overdue)] {
            let mut filter = Age::filter(age.from, age.to, today, overdue);
            filter.common.area = Some(area.clone());
            assert_eq!(counted(&ctx, &filter).await, said);
        }
        open += age.open.n;
    }
    let all = format!(
        "SELECT COUNT(*) FROM hazard WHERE subdistrict_code = '{SUBDISTRICT}' AND status NOT IN ('closed', 'void')"
    );
    assert_eq!(i64::try_from(open).unwrap(), one(&db, &all).await);
});

/// The same person, of the whole city.
fn of_city(ctx: &Ctx) -> Ctx {
    Ctx::new(ctx.state.clone(), Actor { area: "31".parse().unwrap(), ..ctx.actor.clone() })
}

// rows of a city are found in other ways than those of an area in it
db_test!(a_city_has_the_figures_of_its_only_district, |db| async {
    let ctx = office(&db).await;
    let city = of_city(&ctx);
    for p in periods() {
        let whole = dashboard(&city, None, p).await.unwrap();
        let district = dashboard(&ctx, Some("310105".parse().unwrap()), p).await.unwrap();
        assert_eq!(whole.rates.area.code.as_str(), "31");
        assert!(whole.rates.total.rate_found.of > 0, "{p:?}");
        assert_eq!(whole.rates.total, district.rates.total, "{p:?}");
        assert_eq!(whole.quality, district.quality, "{p:?}");
        assert_eq!(whole.months, district.months, "{p:?}");
        assert_eq!(whole.categories, district.categories, "{p:?}");
        assert_eq!(whole.campaigns, district.campaigns, "{p:?}");
        assert_eq!(whole.ages, district.ages, "{p:?}");
        let only = whole.areas.iter().find(|row| row.rates.area.code.as_str() == "310105");
        assert_eq!(only.map(|row| &row.quality), Some(&district.quality), "{p:?}");
    }
});

/// All hazards of the subdistrict as the definition wants them. As of now only the closing that holds matters, and the
/// row knows it.
async fn everything(db: &Db) -> Vec<Found> {
    let rows = hazard::Entity::find().all(db.read()).await.unwrap();
    rows.into_iter()
        .filter(|row| row.subdistrict_code == SUBDISTRICT)
        .map(|row| Found {
            facts: HazardFacts {
                found_at: row.found_at,
                original_due: row.original_due,
                effective_due: row.effective_due,
                on_the_spot: row.on_the_spot,
                awaiting_since: None,
                closings: row
                    .closed_at
                    .map(|closed_at| Closing { closed_at, reopened_at: None })
                    .into_iter()
                    .collect(),
                voided: row.voided_at.zip(row.void_reason.map(|reason| reason.parse().unwrap())),
            },
            site: row.site_id.map(SiteId),
            category: row.category.parse().unwrap(),
            first_review_passed: row.first_review_passed,
        })
        .collect()
}

db_test!(the_definition_and_a_recount_in_plain_sql_agree, |db| async {
    let ctx = office(&db).await;
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let all = everything(&db).await;
    for p in periods() {
        let board = dashboard(&ctx, Some(area.clone()), p).await.unwrap();
        let expected = quality(&all, p, ctx.now);
        assert_eq!(board.quality, expected, "{p:?}");
        assert_eq!(board.rates.days_median, expected.days_median(), "{p:?}");
        assert_eq!(board.rates.days_p90, expected.days_p90(), "{p:?}");
        let (start, end) = (text(p.start()), text(p.end()));
        let found = format!(
            "FROM hazard h WHERE h.area_code LIKE '{SUBDISTRICT}%' AND h.found_at >= '{start}' AND h.found_at < '{end}' \
             AND (h.void_reason IS NULL OR h.void_reason = 'site_gone')"
        );
        let (yes, day, days) = if db.is_sqlite() {
            ("1", "julianday(date(x, '+8 hours'))", "365")
        } else {
            ("true", "CAST((x AT TIME ZONE 'UTC') + interval '8 hours' AS date)", "365")
        };
        let day = |column: &str| day.replace('x', column);
        let again = format!(
            "SELECT COUNT(DISTINCT h.id) {} AND h.id IN (SELECT l.id FROM hazard l JOIN hazard e ON e.site_id = l.site_id \
             AND e.category = l.category AND e.id <> l.id WHERE e.closed_at < l.found_at AND COALESCE(e.void_reason, \
             'site_gone') = 'site_gone' AND {} - {} <= {days})",
            found,
            day("l.found_at"),
            day("e.closed_at")
        );
        let q = &board.quality;
        for (n, sql) in [
            (q.first_review.of, format!("SELECT COUNT(*) {found} AND h.first_review_passed IS NOT NULL")),
            (q.first_review.n, format!("SELECT COUNT(*) {found} AND h.first_review_passed = {yes}")),
            (q.repeat.of, format!("SELECT COUNT(*) {found}")),
            (q.repeat.n, again),
        ] {
            assert_eq!(n, one(&db, &sql).await, "{p:?}: {sql}");
        }
    }
});

/// What the dashboard asks of the database.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let ctx = office(&db).await;
    // what stays in memory is read now
    ctx.state.reference().await.unwrap();
    tape.clear();
    for area in [SUBDISTRICT, "310105008004", "310105"] {
        dashboard(&ctx, Some(area.parse().unwrap()), periods()[0]).await.unwrap();
    }
    let city = of_city(&ctx);
    dashboard(&city, None, periods()[0]).await.unwrap();
    // as it is read where nothing may be kept
    let of_rows = Ctx { state: city.state.clone().keeping_no_sums(), ..city };
    dashboard(&of_rows, None, periods()[0]).await.unwrap();
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT") || said.sql.starts_with("WITH"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() > 4 * 10, "the watched database was not asked");
    // what the question itself has made is read as a whole: the rows of the period; and of a city what is open, and the samples
    let few = ["ix_hazard_open", "ix_relapse_pick_subdistrict"].map(|index| format!(" INDEX {index}"));
    let may = |step: &str| step == "SCAN r" || few.iter().any(|index| step.ends_with(index));
    let check = |asked: &Statement, plan: &[String]| by_indexes_but(asked, plan, may);
    found_by_indexes(test, &asked, check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_the_dashboard_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        "ix_hazard_subdistrict (subdistrict_code=? AND sort_key>? AND sort_key<?)",
        // whether one repeats another, of which campaign its visit was: no row is looked at
        "COVERING INDEX ix_hazard_site (site_id=? AND sort_key<?)",
        "COVERING INDEX ix_inspection_of_campaign (id=?)",
        "ix_hazard_subdistrict_filter (subdistrict_code=? AND status=?",
        // of a city: in the order of time, by the index behind a UNIQUE constraint; and site by site
        "sqlite_autoindex_hazard_2 (sort_key>? AND sort_key<?)",
        "ix_hazard_site (site_id>?)",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_the_dashboard_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
