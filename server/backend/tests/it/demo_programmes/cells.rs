//! Cells: what a statement counts in each area, for each period as of a moment.

use std::collections::BTreeMap;

use backend::db::Db;
use chrono::{DateTime, Utc};
use domain::{area::AreaCode, calendar::SHANGHAI, period::Period};

use crate::support::plain_sql::rows;

/// A period, and the moment as of which its figures are asked.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub period: Period,
    pub t: DateTime<Utc>,
}

/// What is counted again: the subdistrict and its committees, for some periods.
pub struct Recount<'a> {
    pub db: &'a Db,
    pub areas: Vec<AreaCode>,
    pub spans: Vec<Span>,
}

/// Numbers by area and by the place of a period among those that are asked for. Where nothing is, there is no cell.
pub struct Cells<const N: usize>(BTreeMap<(AreaCode, usize), [i64; N]>);

impl<const N: usize> Cells<N> {
    /// The numbers of a cell.
    pub fn of(&self, area: &AreaCode, span: usize) -> [i64; N] {
        self.0.get(&(area.clone(), span)).copied().unwrap_or([0; N])
    }
}

/// The areas `a` that are counted.
const AREAS: &str =
    "SELECT code FROM area WHERE code LIKE '310105008%' AND level IN ('subdistrict', 'committee')";

/// The areas in which a row of the table called so lies: a prefix of a code is a subtree.
pub fn within(alias: &str) -> String {
    format!("JOIN a ON {alias}.area_code LIKE a.code || '%'")
}

impl<'a> Recount<'a> {
    pub async fn new(db: &'a Db, spans: Vec<Span>) -> Self {
        let found = rows(db, AREAS).await;
        let areas = found.iter().map(|row| row.try_get_by_index::<String>(0).unwrap().parse().unwrap());
        Self { db, areas: areas.collect(), spans }
    }

    /// Every area with every period.
    pub fn each(&self) -> impl Iterator<Item = (&AreaCode, usize, Span)> {
        let spans = &self.spans;
        let of = move |area| spans.iter().copied().enumerate().map(move |(i, span)| (area, i, span));
        self.areas.iter().flat_map(of)
    }

    /// The place of a period as of a moment.
    pub fn place(&self, period: Period, t: DateTime<Utc>) -> usize {
        self.spans.iter().position(|span| span.period == period && span.t == t).expect("a span")
    }

    /// Counts the columns over rows `x`, which have the code of an area that they lie in as `area`, for each period `p`: from its day
    /// `first` until just before the day `next`, as of the moment `t`.
    pub async fn cells<const N: usize>(&self, x: &str, columns: [String; N]) -> Cells<N> {
        let spans: Vec<String> = self.spans.iter().enumerate().map(|(i, span)| literal(i, span)).collect();
        let sql = format!(
            "WITH p AS ({}), a AS ({AREAS}), x AS MATERIALIZED ({x}) \
             SELECT x.area, p.place, {} FROM x CROSS JOIN p GROUP BY 1, 2",
            spans.join(" UNION ALL "),
            columns.join(", ")
        );
        let mut cells = BTreeMap::new();
        for row in rows(self.db, &sql).await {
            let area = row.try_get_by_index::<String>(0).unwrap().parse().unwrap();
            let place = row.try_get_by_index::<i64>(1).unwrap();
            let numbers = std::array::from_fn(|i| row.try_get_by_index(i + 2).unwrap());
            cells.insert((area, usize::try_from(place).unwrap()), numbers);
        }
        Cells(cells)
    }
}

fn literal(place: usize, span: &Span) -> String {
    let (first, next) = (span.period.from, span.period.to.succ_opt().unwrap());
    let t = span.t.with_timezone(&SHANGHAI).format("%Y-%m-%d %H:%M:%S%.3f");
    format!("SELECT CAST({place} AS bigint) AS place, '{first}' AS first, '{next}' AS next, '{t}' AS t")
}

/// A moment lies in the period and not after `t`.
pub fn in_p(at: &str) -> String {
    format!("{at} >= p.first AND {at} < p.next AND {at} <= p.t")
}

/// A day does.
pub fn day_in_p(day: &str) -> String {
    format!("{day} >= p.first AND {day} < p.next AND {day} <= substr(p.t, 1, 10)")
}

/// What happened at that moment had happened at the end of the period and at `t`.
pub fn by_end(at: &str) -> String {
    format!("{at} < p.next AND {at} <= p.t")
}

/// … had not, if it ever did.
pub fn not_by_end(at: &str) -> String {
    format!("({at} IS NULL OR {at} >= p.next OR {at} > p.t)")
}

/// What was to happen on that day had happened.
pub fn day_by_end(day: &str) -> String {
    format!("{day} < p.next AND {day} <= substr(p.t, 1, 10)")
}

/// How many different values those rows have.
pub fn different(what: &str, those: &str) -> String {
    format!("COUNT(DISTINCT CASE WHEN {those} THEN {what} END)")
}

/// The sum of an amount of those rows. On PostgreSQL a sum of large numbers is numeric.
pub fn amount(what: &str, those: &str) -> String {
    format!("CAST(COALESCE(SUM(CASE WHEN {those} THEN {what} END), 0) AS bigint)")
}
