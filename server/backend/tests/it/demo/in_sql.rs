//! The year's figures in plain SQL, which knows the tables and the definitions and nothing of the program: by month and committee,
//! and those of the whole year that are no sums.

use std::collections::BTreeMap;

use backend::{db::Db, entities::hazard};
use chrono::{DateTime, Utc};
use domain::{
    calendar::local_date,
    figures::{
        Figures, HazardFacts, Ratio, figures, is_overdue,
        quality::{Found, quality},
    },
    hazards::Category,
    ids::SiteId,
    period::{Month, Period},
};

use crate::support::plain_sql::{self, rows, sum};

/// A figure in the order in which the statement counts it.
const COUNTED: usize = 17;

/// What the statements below read.
fn tables(db: &Db) -> String {
    let (moment, day) = (|column| plain_sql::moment(db, column), |column| plain_sql::day(db, column));
    let months: Vec<_> = (1..=12)
        .map(|n| {
            let next = if n == 12 { "2024-01".to_owned() } else { format!("2023-{:02}", n + 1) };
            format!("SELECT '2023-{n:02}' AS month, '2023-{n:02}-01' AS first, '{next}-01' AS next")
        })
        .collect();
    format!(
        "WITH m AS ({months}),
         h AS (SELECT id, committee_code, site_id, category, status, on_the_spot, first_review_passed, {found} AS found,
                      {closed} AS closed, {voided} AS voided, {original} AS original, {effective} AS due,
                      void_reason IS NULL OR void_reason = 'site_gone' AS counts
               FROM hazard),
         e AS (SELECT hazard_id, seq, kind, {at} AS at FROM hazard_event WHERE kind IN ('closed', 'reopened'))",
        months = months.join(" UNION ALL "),
        found = moment("found_at"),
        closed = moment("closed_at"),
        voided = moment("voided_at"),
        original = day("original_due"),
        effective = day("effective_due"),
        at = moment("server_at"),
    )
}

/// Whether `h` was open just before the day `before`.
fn open(before: &str) -> String {
    format!(
        "h.found < {before} AND (h.voided IS NULL OR h.voided >= {before})
         AND COALESCE((SELECT kind FROM e WHERE e.hazard_id = h.id AND e.at < {before} ORDER BY e.seq DESC LIMIT 1), '')
             <> 'closed'"
    )
}

/// The same, for what the definition says.
fn as_counted(f: &Figures) -> [i64; COUNTED] {
    let (b, ratio) = (f.balance, |r: Ratio| [r.n, r.of]);
    let ratios = [f.rate_found, f.on_the_spot, f.timely, f.on_time, f.rate_due].map(ratio).concat();
    let rest = [f.awaiting, b.open_at_start, b.found, b.reopened, b.closed, b.voided, b.open_at_end].to_vec();
    [ratios, rest].concat().try_into().expect("as many as are counted")
}

/// Holds every figure of the demo's rows against SQL.
pub async fn agrees(db: &Db, all: &[(&hazard::Model, HazardFacts)]) {
    by_month_and_committee(db, all).await;
    of_the_year(db, all).await;
}

async fn by_month_and_committee(db: &Db, all: &[(&hazard::Model, HazardFacts)]) {
    let now = Utc::now();
    let today = local_date(now);
    let (start, end) = (open("m.first"), open("m.next"));
    let inside = |at: &str| format!("{at} >= m.first AND {at} < m.next");
    let found = inside("h.found");
    let flow = |kind: &str| {
        let inside = inside("e.at");
        format!(
            "CAST(SUM((SELECT COUNT(*) FROM e WHERE e.hazard_id = h.id AND e.kind = '{kind}' AND {inside})) AS bigint)"
        )
    };
    let base = format!("h.counts AND {found}");
    let judged = |due: &str| format!("{base} AND (h.closed IS NOT NULL OR {due} < '{today}')");
    let within = |due: &str| format!("{base} AND substr(h.closed, 1, 10) <= {due}");
    let due = format!("h.counts AND (({}) OR (h.due < m.first AND {start}))", inside("h.due"));
    let counted = [
        sum(&format!("{base} AND h.closed IS NOT NULL")),
        sum(&base),
        sum(&format!("{base} AND h.closed IS NOT NULL AND h.on_the_spot")),
        sum(&format!("{base} AND h.closed IS NOT NULL")),
        sum(&within("h.original")),
        sum(&judged("h.original")),
        sum(&within("h.due")),
        sum(&judged("h.due")),
        sum(&format!("{due} AND h.closed IS NOT NULL")),
        sum(&due),
        sum(&format!("{base} AND h.status = 'rectified'")),
        sum(&start),
        sum(&found),
        flow("reopened"),
        flow("closed"),
        sum(&inside("h.voided")),
        sum(&end),
    ];
    let sql = format!(
        "{} SELECT h.committee_code, m.month, {} FROM h CROSS JOIN m GROUP BY 1, 2",
        tables(db),
        counted.join(", ")
    );
    let mut whole: BTreeMap<Month, [i64; COUNTED]> = BTreeMap::new();
    let mut seen = 0;
    for row in rows(db, &sql).await {
        let committee: String = row.try_get_by_index(0).unwrap();
        let month: Month = row.try_get_by_index::<String>(1).unwrap().parse().unwrap();
        let counted: [i64; COUNTED] = std::array::from_fn(|i| row.try_get_by_index(i + 2).unwrap());
        let here = all.iter().filter(|(row, _)| row.committee_code == committee).map(|(_, facts)| facts);
        let defined = figures(here, month.period(), now);
        assert_eq!(counted, as_counted(&defined), "{committee} {month}");
        let sums = whole.entry(month).or_insert([0; COUNTED]);
        sums.iter_mut().zip(counted).for_each(|(sum, n)| *sum += n);
        seen += 1;
    }
    assert_eq!(seen, 24 * 12, "committees and months");
    for (month, counted) in &whole {
        let defined = figures(all.iter().map(|(_, facts)| facts), month.period(), now);
        assert_eq!(*counted, as_counted(&defined), "{month}");
    }
    let year = whole.values().fold([0; 2], |[n, of], counted| [n + counted[0], of + counted[1]]);
    assert_eq!(year, [552, 563]);
    assert!(whole.values().any(|counted| counted[13] > 0), "something was reopened");
}

/// Overdue, days to close, first reviews and what was found again: of the whole year.
async fn of_the_year(db: &Db, all: &[(&hazard::Model, HazardFacts)]) {
    let at: DateTime<Utc> = super::year_end();
    let overdue = format!(
        "{} SELECT COUNT(*) FROM h WHERE h.due < '2024-01-01' AND {}",
        tables(db),
        open("'2024-01-01'")
    );
    let counted: i64 = rows(db, &overdue).await[0].try_get_by_index(0).unwrap();
    let defined = all.iter().filter(|(_, facts)| is_overdue(facts, at)).count();
    assert!(counted > 0);
    assert_eq!(counted, defined as i64, "overdue at the end of the year");

    let days = |from: &str, to: &str| {
        if db.is_sqlite() {
            format!("CAST(julianday(substr({to}, 1, 10)) - julianday(substr({from}, 1, 10)) AS INTEGER)")
        } else {
            format!("CAST(CAST(substr({to}, 1, 10) AS date) - CAST(substr({from}, 1, 10) AS date) AS bigint)")
        }
    };
    let took = format!(
        "{} SELECT {} FROM h WHERE h.counts AND h.closed IS NOT NULL ORDER BY 1",
        tables(db),
        days("h.found", "h.closed")
    );
    let took: Vec<i64> = rows(db, &took).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let again = format!(
        "SELECT 1 FROM h AS b WHERE b.counts AND b.site_id = h.site_id AND b.category = h.category AND b.closed < h.found
                AND {} <= 365",
        days("b.closed", "h.found")
    );
    let good = format!(
        "{} SELECT SUM(CASE WHEN h.first_review_passed THEN 1 ELSE 0 END), COUNT(h.first_review_passed),
                   SUM(CASE WHEN EXISTS ({again}) THEN 1 ELSE 0 END), COUNT(*) FROM h WHERE h.counts",
        tables(db)
    );
    let good = rows(db, &good).await;
    let good: [i64; 4] = std::array::from_fn(|i| good[0].try_get_by_index(i).unwrap());

    let found: Vec<Found> = all
        .iter()
        .map(|(row, facts)| Found {
            facts: facts.clone(),
            site: row.site_id.map(SiteId),
            category: row.category.parse::<Category>().unwrap(),
            first_review_passed: row.first_review_passed,
        })
        .collect();
    let defined = quality(&found, Period::year(2023).unwrap(), Utc::now());
    assert_eq!(good, [defined.first_review.n, defined.first_review.of, defined.repeat.n, defined.repeat.of]);
    assert_eq!(took.len(), 552);
    let middle = (took[275] + took[276]) as f64 / 2.0;
    assert_eq!(Some(middle), defined.days_median());
    // the nearest rank: nine of ten took so long at the most
    assert_eq!(Some(took[(552_usize * 9).div_ceil(10) - 1]), defined.days_p90());
}
