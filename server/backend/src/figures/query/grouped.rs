//! The figures by what no counters are kept for: category, campaign, and how good the work was.
//!
//! Nothing is kept for them, because the rows of one subdistrict and one period are few: they are passed once, each set
//! by the condition that the list of its rows has ([`figure_set`](crate::hazards::query::figure_set)), and summed up by
//! each key from there. What falls due can have been found at any time, so it is a pass of its own.

use super::{counted::found_month, days::days_to_close, places::of_area};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards::query::figure_set::whole,
    listing::{Sql, id, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{DashboardFigures, FigureSet, Quality, Ratio},
    hazards::Category,
    ids::CampaignId,
    period::Period,
};
use sea_orm::QueryResult;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What is counted of those found in the period.
const SETS: [FigureSet; 11] = [
    FigureSet::Found,
    FigureSet::Closed,
    FigureSet::Awaiting,
    FigureSet::OnTheSpot,
    FigureSet::TimelyBase,
    FigureSet::Timely,
    FigureSet::OnTimeBase,
    FigureSet::OnTime,
    FigureSet::Reviewed,
    FigureSet::FirstPassed,
    FigureSet::Repeated,
];

const CATEGORY: &str = "category";
const CAMPAIGN: &str = "campaign";
const MONTH: &str = "month";
const PART: &str = "part";

/// The keys in the order of their columns in the answer, two for each.
const KEYS: [&str; 4] = [CATEGORY, CAMPAIGN, MONTH, PART];

/// The figures by each key. Months and parts have no B here: their counters know it.
pub(super) struct Grouped {
    pub categories: BTreeMap<Category, DashboardFigures>,
    pub campaigns: BTreeMap<CampaignId, DashboardFigures>,
    /// By `yyyymm` of the finding.
    pub months: BTreeMap<i32, DashboardFigures>,
    /// By the next smaller areas.
    pub parts: BTreeMap<AreaCode, DashboardFigures>,
}

impl Grouped {
    /// Asks for those of an area that the actor sees.
    pub async fn of(ctx: &Ctx, reference: &Reference, area: &AreaCode, period: Period) -> Result<Self> {
        let sqlite = ctx.db().is_sqlite();
        let mut questions = Sql::default();
        for key in KEYS {
            questions.ask(sums(sqlite, key));
            questions.ask(days(sqlite, key));
        }
        for key in [CATEGORY, CAMPAIGN] {
            questions.ask(due(sqlite, key));
        }
        let mut sql = Sql::new("WITH found_ones AS MATERIALIZED (");
        sql.append(found_ones(ctx, reference, area, period)).push("), due_ones AS MATERIALIZED (");
        sql.append(due_ones(ctx, reference, area, period)).push(") ").append(questions);
        let answer = sql.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
        let mut grouped = Self {
            categories: read(&answer, 0)?,
            campaigns: read(&answer, 2)?,
            months: read(&answer, 4)?,
            parts: read(&answer, 6)?,
        };
        add_due(&mut grouped.categories, &answer, 8)?;
        add_due(&mut grouped.campaigns, &answer, 9)?;
        Ok(grouped)
    }

    /// In all: every hazard has one category.
    pub fn quality(&self) -> Quality {
        let mut sum = Quality::default();
        for group in self.categories.values() {
            sum += &group.quality;
        }
        sum
    }
}

/// The column with the next smaller areas of an area.
fn part_column(area: &AreaCode) -> &'static str {
    match area.level() {
        AreaLevel::City => "district_code",
        AreaLevel::District => "subdistrict_code",
        AreaLevel::Subdistrict | AreaLevel::Committee | AreaLevel::Grid => "committee_code",
    }
}

/// The hazards of the area with the campaign whose visit found them.
fn source(sqlite: bool) -> String {
    let index = if sqlite { " INDEXED BY ix_hazard_subdistrict" } else { "" };
    format!(" FROM hazard h{index} LEFT JOIN inspection i ON i.id = h.inspection_id")
}

/// Those found in the period: their keys, days to close, and 1 for each of [`SETS`] that they are in.
fn found_ones(ctx: &Ctx, reference: &Reference, area: &AreaCode, period: Period) -> Sql {
    let sqlite = ctx.db().is_sqlite();
    let mut sql = Sql::new(format!(
        "SELECT h.category AS {CATEGORY}, i.campaign_id AS {CAMPAIGN}, {} AS {MONTH}, h.{} AS {PART}, \
         CASE WHEN h.closed_at IS NOT NULL THEN {} END AS days",
        found_month(sqlite),
        part_column(area),
        days_to_close(sqlite)
    ));
    for (i, set) in SETS.into_iter().enumerate() {
        sql.push(", ").append(whole(set, period, ctx.now, sqlite).as_number()).push(&format!(" AS n{i}"));
    }
    let mut those = of_area(reference, area);
    those.extend(&whole(FigureSet::Found, period, ctx.now, sqlite));
    sql.push(&source(sqlite)).filter(&those);
    sql
}

/// Those of the base of B.
fn due_ones(ctx: &Ctx, reference: &Reference, area: &AreaCode, period: Period) -> Sql {
    let sqlite = ctx.db().is_sqlite();
    let mut sql = Sql::new(format!("SELECT h.category AS {CATEGORY}, i.campaign_id AS {CAMPAIGN}, "));
    sql.append(whole(FigureSet::DueClosed, period, ctx.now, sqlite).as_number()).push(" AS closed");
    let mut those = of_area(reference, area);
    those.extend(&whole(FigureSet::Due, period, ctx.now, sqlite));
    sql.push(&source(sqlite)).filter(&those);
    sql
}

/// The key as it is read: an id is no JSON by itself.
fn shown(sqlite: bool, key: &str) -> String {
    if key == CAMPAIGN { id(sqlite, "g.k") } else { "g.k".to_owned() }
}

/// How many of each group are in each set.
fn sums(sqlite: bool, key: &str) -> Sql {
    let names: Vec<String> = (0..SETS.len()).map(|i| format!("g.n{i}")).collect();
    let sums: Vec<String> = (0..SETS.len()).map(|i| format!("sum(r.n{i}) AS n{i}")).collect();
    let array = if sqlite { "json_array" } else { "json_build_array" };
    let columns = format!("{}, {array}({})", shown(sqlite, key), names.join(", "));
    Sql::new(format!(
        "SELECT {} FROM (SELECT r.{key} AS k, {} FROM found_ones r WHERE r.{key} IS NOT NULL GROUP BY 1) g",
        rows_of(sqlite, &columns),
        sums.join(", ")
    ))
}

/// How many of each group took how many days.
fn days(sqlite: bool, key: &str) -> Sql {
    Sql::new(format!(
        "SELECT {} FROM (SELECT r.{key} AS k, r.days AS days, count(*) AS n FROM found_ones r \
         WHERE r.{key} IS NOT NULL AND r.days IS NOT NULL GROUP BY 1, 2) g",
        rows_of(sqlite, &format!("{}, g.days, g.n", shown(sqlite, key)))
    ))
}

/// How many of each group are in the base of B, and closed.
fn due(sqlite: bool, key: &str) -> Sql {
    Sql::new(format!(
        "SELECT {} FROM (SELECT r.{key} AS k, sum(r.closed) AS closed, count(*) AS n FROM due_ones r \
         WHERE r.{key} IS NOT NULL GROUP BY 1) g",
        rows_of(sqlite, &format!("{}, g.closed, g.n", shown(sqlite, key)))
    ))
}

/// The groups of [`sums`] and [`days`] from two columns of the answer.
fn read<K: Ord + DeserializeOwned>(
    answer: &QueryResult,
    column: usize,
) -> Result<BTreeMap<K, DashboardFigures>> {
    let mut groups: BTreeMap<K, DashboardFigures> = BTreeMap::new();
    for (key, counts) in rows::<(K, [i64; SETS.len()])>(answer, column)? {
        groups.insert(key, figures(counts));
    }
    for (key, days, n) in rows::<(K, i64, i64)>(answer, column + 1)? {
        let group = groups.entry(key).or_default();
        *group.quality.days.entry(days.max(0)).or_default() += n;
    }
    Ok(groups)
}

/// Adds B to the groups; what falls due in the period may be all there is of a group.
fn add_due<K: Ord + DeserializeOwned>(
    groups: &mut BTreeMap<K, DashboardFigures>,
    answer: &QueryResult,
    column: usize,
) -> Result<()> {
    for (key, closed, due) in rows::<(K, i64, i64)>(answer, column)? {
        groups.entry(key).or_default().rate_due = Ratio::new(closed, due);
    }
    Ok(())
}

/// From the counts in the order of [`SETS`].
fn figures(counts: [i64; SETS.len()]) -> DashboardFigures {
    let [
        found,
        closed,
        awaiting,
        on_spot,
        timely_of,
        timely,
        on_time_of,
        on_time,
        reviewed,
        passed,
        repeated,
    ] = counts;
    DashboardFigures {
        rate_found: Ratio::new(closed, found),
        awaiting,
        on_the_spot: Ratio::new(on_spot, closed),
        timely: Ratio::new(timely, timely_of),
        on_time: Ratio::new(on_time, on_time_of),
        rate_due: Ratio::default(),
        quality: Quality {
            first_review: Ratio::new(passed, reviewed),
            repeat: Ratio::new(repeated, found),
            ..Quality::default()
        },
    }
}
