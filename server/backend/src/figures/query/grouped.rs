//! The figures by what no counters are kept for: category, campaign, and how good the work was.
//!
//! Nothing is kept for them, because the rows of one subdistrict and one period are few: they are passed once, each set
//! by the condition that the list of its rows has ([`figure_set`](crate::hazards::query::figure_set)), and summed up by
//! each key from there. What falls due can have been found at any time, so it is a pass of its own.

use super::{counted::found_month, days::days_to_close, places::of_area};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards::query::figure_set::{three_kinds, whole},
    listing::{Sql, id, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{DashboardFigures, FigureSet, Quality, Ratio},
    hazards::{Category, Severity, Source},
    ids::CampaignId,
    period::Period,
};
use sea_orm::{ConnectionTrait, QueryResult};
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

/// What the figures are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// First level.
    Category,
    /// The campaign whose visit found it.
    Campaign,
    /// `yyyymm` of the finding.
    Month,
    /// The next smaller areas.
    Part,
    /// Where it came from.
    Source,
    /// General or major.
    Severity,
    /// 1: one of the three kinds of problem 三类问题; the others are in no group.
    ThreeKinds,
}

impl By {
    /// Its column in `found_ones` and `due_ones`.
    const fn column(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Campaign => "campaign",
            Self::Month => "month",
            Self::Part => "part",
            Self::Source => "source",
            Self::Severity => "severity",
            Self::ThreeKinds => "three",
        }
    }

    /// The value of a hazard `h`, found by the visit `i` in the area.
    fn expression(self, sqlite: bool, area: &AreaCode) -> String {
        match self {
            Self::Category => "h.category".to_owned(),
            Self::Campaign => "i.campaign_id".to_owned(),
            Self::Month => found_month(sqlite).to_owned(),
            Self::Part => format!("h.{}", part_column(area)),
            Self::Source => "h.source".to_owned(),
            Self::Severity => "h.severity".to_owned(),
            Self::ThreeKinds => format!("CASE WHEN {} THEN 1 END", three_kinds()),
        }
    }

    /// Whether B is asked for too: counters know it of months and parts, and nobody asks it of the others.
    const fn has_due(self) -> bool {
        matches!(self, Self::Category | Self::Campaign)
    }
}

/// The figures by each key that was asked for; the others are empty. Only categories and campaigns have B here.
#[derive(Default)]
pub(crate) struct Grouped {
    pub categories: BTreeMap<Category, DashboardFigures>,
    pub campaigns: BTreeMap<CampaignId, DashboardFigures>,
    /// By `yyyymm` of the finding.
    pub months: BTreeMap<i32, DashboardFigures>,
    /// By the next smaller areas.
    pub parts: BTreeMap<AreaCode, DashboardFigures>,
    pub sources: BTreeMap<Source, DashboardFigures>,
    pub severities: BTreeMap<Severity, DashboardFigures>,
    pub three_kinds: DashboardFigures,
}

impl Grouped {
    /// Asks for those of an area that the actor sees.
    pub async fn of(
        ctx: &Ctx,
        on: &impl ConnectionTrait,
        reference: &Reference,
        area: &AreaCode,
        period: Period,
        keys: &[By],
    ) -> Result<Self> {
        let sqlite = ctx.db().is_sqlite();
        let with_due = || keys.iter().filter(|key| key.has_due());
        let mut questions = Sql::default();
        for key in keys {
            questions.ask(sums(sqlite, *key));
            questions.ask(days(sqlite, *key));
        }
        for key in with_due() {
            questions.ask(due(sqlite, *key));
        }
        let mut sql = Sql::new("WITH found_ones AS MATERIALIZED (");
        sql.append(found_ones(ctx, reference, area, period, keys)).push("), due_ones AS MATERIALIZED (");
        sql.append(due_ones(ctx, reference, area, period)).push(") ").append(questions);
        let answer = sql.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let mut grouped = Self::default();
        for (i, key) in keys.iter().enumerate() {
            let column = 2 * i;
            match key {
                By::Category => grouped.categories = read(&answer, column)?,
                By::Campaign => grouped.campaigns = read(&answer, column)?,
                By::Month => grouped.months = read(&answer, column)?,
                By::Part => grouped.parts = read(&answer, column)?,
                By::Source => grouped.sources = read(&answer, column)?,
                By::Severity => grouped.severities = read(&answer, column)?,
                By::ThreeKinds => {
                    grouped.three_kinds = read::<i64>(&answer, column)?.remove(&1).unwrap_or_default();
                }
            }
        }
        for (i, key) in with_due().enumerate() {
            let column = 2 * keys.len() + i;
            match key {
                By::Campaign => add_due(&mut grouped.campaigns, &answer, column)?,
                _ => add_due(&mut grouped.categories, &answer, column)?,
            }
        }
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
fn found_ones(ctx: &Ctx, reference: &Reference, area: &AreaCode, period: Period, keys: &[By]) -> Sql {
    let sqlite = ctx.db().is_sqlite();
    let keys: Vec<String> =
        keys.iter().map(|key| format!("{} AS {}", key.expression(sqlite, area), key.column())).collect();
    let mut sql = Sql::new(format!(
        "SELECT {}, CASE WHEN h.closed_at IS NOT NULL THEN {} END AS days",
        keys.join(", "),
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
    let keys = [By::Category, By::Campaign]
        .map(|key| format!("{} AS {}", key.expression(sqlite, area), key.column()));
    let mut sql = Sql::new(format!("SELECT {}, ", keys.join(", ")));
    sql.append(whole(FigureSet::DueClosed, period, ctx.now, sqlite).as_number()).push(" AS closed");
    let mut those = of_area(reference, area);
    those.extend(&whole(FigureSet::Due, period, ctx.now, sqlite));
    sql.push(&source(sqlite)).filter(&those);
    sql
}

/// The key as it is read: an id is no JSON by itself.
fn shown(sqlite: bool, key: By) -> String {
    if key == By::Campaign { id(sqlite, "g.k") } else { "g.k".to_owned() }
}

/// How many of each group are in each set.
fn sums(sqlite: bool, key: By) -> Sql {
    let names: Vec<String> = (0..SETS.len()).map(|i| format!("g.n{i}")).collect();
    let sums: Vec<String> = (0..SETS.len()).map(|i| format!("sum(r.n{i}) AS n{i}")).collect();
    let array = if sqlite { "json_array" } else { "json_build_array" };
    let columns = format!("{}, {array}({})", shown(sqlite, key), names.join(", "));
    let key = key.column();
    Sql::new(format!(
        "SELECT {} FROM (SELECT r.{key} AS k, {} FROM found_ones r WHERE r.{key} IS NOT NULL GROUP BY 1) g",
        rows_of(sqlite, &columns),
        sums.join(", ")
    ))
}

/// How many of each group took how many days.
fn days(sqlite: bool, key: By) -> Sql {
    let (columns, key) = (format!("{}, g.days, g.n", shown(sqlite, key)), key.column());
    Sql::new(format!(
        "SELECT {} FROM (SELECT r.{key} AS k, r.days AS days, count(*) AS n FROM found_ones r \
         WHERE r.{key} IS NOT NULL AND r.days IS NOT NULL GROUP BY 1, 2) g",
        rows_of(sqlite, &columns)
    ))
}

/// How many of each group are in the base of B, and closed.
fn due(sqlite: bool, key: By) -> Sql {
    let (columns, key) = (format!("{}, g.closed, g.n", shown(sqlite, key)), key.column());
    Sql::new(format!(
        "SELECT {} FROM (SELECT r.{key} AS k, sum(r.closed) AS closed, count(*) AS n FROM due_ones r \
         WHERE r.{key} IS NOT NULL GROUP BY 1) g",
        rows_of(sqlite, &columns)
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
