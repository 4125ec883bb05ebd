//! The figures of a year of believable data: from counters and from rows alike, counted again in SQL that knows nothing
//! of the program, and as many rows behind each number as it says.

use backend::{
    ctx::{Ctx, Limits, State},
    db::Db,
    demo::{self, DemoOptions},
    figures::query,
    hazards,
    storage::Storage,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    actor::{Actor, Role},
    area::AreaCode,
    figures::{FigureSet, Figures},
    ids::UserId,
    listing::{Common, HazardFilter},
    period::Period,
};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::support::world::date;

/// Years, months, half a month, days that begin no month, a year without anything.
const PERIODS: [(&str, &str); 7] = [
    ("2023-01-01", "2023-12-31"),
    ("2022-07-01", "2024-06-30"),
    ("2023-06-01", "2023-06-30"),
    ("2023-12-01", "2024-02-29"),
    ("2023-03-15", "2023-10-10"),
    ("2023-08-31", "2023-08-31"),
    ("2020-01-01", "2020-12-31"),
];

const AREAS: [&str; 3] = ["310105008", "310105008004", "310105"];

pub async fn office(db: &Db) -> Ctx {
    let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
    demo::run(&state, &DemoOptions { with_photos: false, ..DemoOptions::default() }, &|_| ()).await.unwrap();
    let actor = Actor {
        user: UserId(Uuid::now_v7()),
        login: "recount".into(),
        name: "复核".into(),
        role: Role::Office,
        area: "310105".parse().unwrap(),
    };
    Ctx::new(state, actor)
}

fn questions() -> impl Iterator<Item = (AreaCode, Period)> {
    let period = |(from, to): (&str, &str)| Period::new(date(from), date(to)).unwrap();
    AREAS.iter().flat_map(move |area| PERIODS.map(period).map(|p| (area.parse().unwrap(), p)))
}

/// The number that stands for a set.
fn number(f: &Figures, set: FigureSet) -> i64 {
    use FigureSet as Set;
    match set {
        Set::Found => f.rate_found.of,
        Set::Closed => f.rate_found.n,
        Set::NotClosed => f.rate_found.of - f.rate_found.n,
        Set::Awaiting => f.awaiting,
        Set::OnTheSpot => f.on_the_spot.n,
        Set::TimelyBase => f.timely.of,
        Set::Timely => f.timely.n,
        Set::OnTimeBase => f.on_time.of,
        Set::OnTime => f.on_time.n,
        Set::Due => f.rate_due.of,
        Set::DueClosed => f.rate_due.n,
        Set::OpenAtStart => f.balance.open_at_start,
        Set::FlowFound => f.balance.found,
        Set::FlowReopened => f.balance.reopened,
        Set::FlowClosed => f.balance.closed,
        Set::FlowVoided => f.balance.voided,
        Set::OpenAtEnd => f.balance.open_at_end,
        Set::OverdueAtEnd => unreachable!("counted in SQL and by summaries"),
        Set::Reviewed | Set::FirstPassed | Set::Repeated => unreachable!("counted by the dashboard"),
    }
}

/// The sets that this page has no number of: the dashboard's test counts them, and one is held against SQL below.
fn not_of_this_page(set: FigureSet) -> bool {
    use FigureSet as Set;
    matches!(set, Set::OverdueAtEnd | Set::Reviewed | Set::FirstPassed | Set::Repeated)
}

/// The flows count happenings: a hazard that was closed twice stands in the list once.
fn happens_again(set: FigureSet) -> bool {
    matches!(set, FigureSet::FlowClosed | FigureSet::FlowReopened)
}

async fn rows(ctx: &Ctx, area: &AreaCode, p: Period, set: FigureSet) -> i64 {
    let common = Common { area: Some(area.clone()), from: Some(p.from), to: Some(p.to), ..Common::default() };
    let filter = HazardFilter { common, figure: Some(set), ..HazardFilter::default() };
    let total = hazards::query::list(ctx, &filter, 1).await.unwrap().total;
    assert!(!total.more);
    i64::try_from(total.n).unwrap()
}

db_test!(counters_rows_and_lists_say_the_same, |db| async {
    let ctx = office(&db).await;
    let mut seen = 0;
    for (area, period) in questions() {
        let rates = query::rates(&ctx, Some(area.clone()), period).await.unwrap();
        let exact = query::exact(&ctx, &area, period, ctx.now).await.unwrap();
        assert_eq!(rates.total, exact, "{area} {period:?}");
        assert_eq!(query::figures(&ctx, &area, period).await.unwrap(), exact, "{area} {period:?}");
        // the parts of an area make up the area
        if !rates.areas.is_empty() {
            let mut sum = Figures::default();
            rates.areas.iter().for_each(|part| sum += part.figures);
            assert_eq!(sum, exact, "{area} {period:?}");
        }
        if let Some(found) = rates.months.iter().map(|m| m.figures.rate_found.of).reduce(|a, b| a + b) {
            assert_eq!(found, exact.rate_found.of, "{area} {period:?}");
        }
        for set in FigureSet::ALL.iter().filter(|set| !not_of_this_page(**set)) {
            let (n, listed) = (number(&exact, *set), rows(&ctx, &area, period, *set).await);
            if happens_again(*set) {
                assert!(
                    listed <= n && (n == 0) == (listed == 0),
                    "{set} of {area} {period:?}: {listed} of {n}"
                );
            } else {
                assert_eq!(listed, n, "{set} of {area} {period:?}");
            }
            seen += n;
        }
    }
    assert!(seen > 10_000, "the questions are about something");
});

pub async fn one(db: &Db, sql: &str) -> i64 {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

pub fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

db_test!(a_recount_in_plain_sql_agrees, |db| async {
    let ctx = office(&db).await;
    for (area, period) in questions() {
        let f = query::rates(&ctx, Some(area.clone()), period).await.unwrap().total;
        let (start, end) = (text(period.start()), text(period.end()));
        let here = format!("h.area_code LIKE '{area}%'");
        let found = format!(
            "FROM hazard h WHERE {here} AND h.found_at >= '{start}' AND h.found_at < '{end}' \
             AND (h.void_reason IS NULL OR h.void_reason = 'site_gone')"
        );
        // the local day of the closing, eight hours east
        let day = if ctx.state.db.is_sqlite() {
            "date(h.closed_at, '+8 hours')"
        } else {
            "CAST((h.closed_at AT TIME ZONE 'UTC') + interval '8 hours' AS date)"
        };
        let spot = if ctx.state.db.is_sqlite() { "h.on_the_spot = 1" } else { "h.on_the_spot" };
        let happened = |kind: &str| {
            format!(
                "SELECT COUNT(*) FROM hazard_event e JOIN hazard h ON h.id = e.hazard_id WHERE {here} \
                 AND e.kind = '{kind}' AND e.server_at >= '{start}' AND e.server_at < '{end}'"
            )
        };
        // what its events before an instant say it was
        let open_at = |at: &str| {
            format!(
                "SELECT COUNT(*) FROM hazard h WHERE {here} AND h.found_at < '{at}' AND COALESCE((SELECT e.to_status \
                 FROM hazard_event e WHERE e.hazard_id = h.id AND e.server_at < '{at}' ORDER BY e.seq DESC LIMIT 1), \
                 'registered') NOT IN ('closed', 'void')"
            )
        };
        for (set, sql) in [
            (FigureSet::Found, format!("SELECT COUNT(*) {found}")),
            (FigureSet::Closed, format!("SELECT COUNT(*) {found} AND h.status = 'closed'")),
            (FigureSet::Awaiting, format!("SELECT COUNT(*) {found} AND h.status = 'rectified'")),
            (FigureSet::OnTheSpot, format!("SELECT COUNT(*) {found} AND h.status = 'closed' AND {spot}")),
            (
                FigureSet::Timely,
                format!("SELECT COUNT(*) {found} AND h.closed_at IS NOT NULL AND {day} <= h.original_due"),
            ),
            (
                FigureSet::OnTime,
                format!("SELECT COUNT(*) {found} AND h.closed_at IS NOT NULL AND {day} <= h.effective_due"),
            ),
            (FigureSet::FlowClosed, happened("closed")),
            (FigureSet::FlowReopened, happened("reopened")),
            (FigureSet::FlowVoided, happened("voided")),
            (FigureSet::OpenAtStart, open_at(&start)),
            (FigureSet::OpenAtEnd, open_at(&end)),
        ] {
            assert_eq!(number(&f, set), one(&db, &sql).await, "{set} of {area} {period:?}: {sql}");
        }
        if period.end() <= ctx.now {
            let late = format!("{} AND h.effective_due <= '{}'", open_at(&end), period.to);
            let listed = rows(&ctx, &area, period, FigureSet::OverdueAtEnd).await;
            assert_eq!(listed, one(&db, &late).await, "{area} {period:?}: {late}");
        }
        let b = f.balance;
        assert_eq!(b.open_at_start + b.found + b.reopened - b.closed - b.voided, b.open_at_end);
    }
});

db_test!(years_are_the_sums_of_their_months, |db| async {
    office(&db).await;
    let sums = |table: &str, year: &str| {
        format!(
            "SELECT area_code, {year} AS y, sum(carry) AS a, sum(carry_closed) AS b, sum(flow_found) AS c, \
             sum(flow_closed) AS d, sum(flow_reopened) AS e, sum(flow_voided) AS f FROM {table} GROUP BY 1, 2 \
             HAVING sum(flow_found) + sum(flow_closed) + sum(flow_voided) > 0"
        )
    };
    let (years, months) = (sums("year_figure", "year"), sums("month_figure", "month / 100"));
    assert!(one(&db, &format!("SELECT COUNT(*) FROM ({years}) x")).await > 20);
    for (of, other) in [(&years, &months), (&months, &years)] {
        assert_eq!(one(&db, &format!("SELECT COUNT(*) FROM ({of} EXCEPT {other}) x")).await, 0);
    }
});
