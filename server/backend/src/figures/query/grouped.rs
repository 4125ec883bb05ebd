//! The figures by what no counters are kept for: category, campaign, and how good the work was.
//!
//! Nothing is kept for them, because the rows of one period are few: they are passed once, each set by the condition that the
//! list of its rows has ([`figure_set`](crate::hazards::query::figure_set)), and told as groups of those that have everything in
//! common that is asked for; what belongs to one key is summed up from the groups. What falls due can have been found at any
//! time: what was found in the period is among the same rows, the rest is looked for in an index that knows deadline and closing.
//!
//! Of areas above a subdistrict the rows of a year are many. What they say is kept in memory, subdistrict by subdistrict ([`kept`]).

mod kept;
mod sums;

pub(crate) use kept::{Due, Found};

use super::{
    counted::found_month,
    days::days_to_close,
    places::{by_subdistrict, by_time, in_subdistricts, is_all},
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards::query::figure_set::{among_found, three_kinds, whole},
    listing::{Conditions, Sql, cap, id, rows, rows_of},
    reference::Reference,
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{DashboardFigures, FigureSet, Quality},
    hazards::{Category, Severity, Source},
    ids::{CampaignId, sort_key_floor},
    period::Period,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use sums::Sums;

/// What is counted of those found in the period: each set is a bit of a row.
const SETS: [FigureSet; DUE + 1] = [
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
    REPEATED,
    FigureSet::Due,
];
const REPEATED: FigureSet = FigureSet::Repeated;
/// The place of [`FigureSet::Due`] among them, the last: it alone follows from the period and not from the hazard.
const DUE: usize = 11;
/// The place of [`FigureSet::Closed`] among them.
const CLOSED: usize = 1;

/// Days of a long period: in a quarter a fortieth of ten years is found.
const LONG: i64 = 100;

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
    /// In the order in which rows hold them.
    const ALL: [Self; 7] = [
        Self::Category,
        Self::Campaign,
        Self::Month,
        Self::Part,
        Self::Source,
        Self::Severity,
        Self::ThreeKinds,
    ];

    /// Its column.
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

    /// The value of a hazard `h`, found by the visit `i`; `part` is the column of the parts.
    fn expression(self, sqlite: bool, part: &str) -> String {
        match self {
            Self::Category => "h.category".to_owned(),
            Self::Campaign => "i.campaign_id".to_owned(),
            Self::Month => found_month(sqlite).to_owned(),
            Self::Part => format!("h.{part}"),
            Self::Source => "h.source".to_owned(),
            Self::Severity => "h.severity".to_owned(),
            Self::ThreeKinds => format!("CASE WHEN {} THEN 1 END", three_kinds()),
        }
    }

    /// The column as it is read: an id is no JSON by itself, and none is no empty one.
    fn shown(self, sqlite: bool) -> String {
        let column = format!("g.{}", self.column());
        match self {
            Self::Campaign if sqlite => format!("nullif({}, '')", id(sqlite, &column)),
            _ => column,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'a> {
    /// What the figures are grouped by.
    pub by: &'a [By],
    /// Whether category and campaign have B too: counters know it of months and parts, and nobody asks it of the others.
    pub due: bool,
    /// How many of those that repeat another are named.
    pub repeated: u64,
}

/// The figures by each key that was asked for; the others are empty. Only categories and campaigns have B here, when it was asked for.
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
    /// The sort keys of those that repeat another: the first by their numbers, in no order.
    pub repeated: Vec<i64>,
}

impl Grouped {
    /// Asks all rows of an area that the actor sees.
    pub async fn of(
        ctx: &Ctx,
        on: &impl ConnectionTrait,
        reference: &Reference,
        area: &AreaCode,
        period: Period,
        asked: Asked<'_>,
    ) -> Result<Self> {
        let sqlite = ctx.db().is_sqlite();
        let question = Question {
            sqlite,
            now: ctx.now,
            period,
            asked,
            part: part_column(area),
            found_by: by_time(sqlite, reference, area),
            those: in_subdistricts(reference, area, "h"),
            is_all: is_all(area),
        };
        let answer = question.sql().one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let mut sums = Sums::read(&answer)?;
        let mut column = 1;
        if asked.due {
            sums.add_due(&answer, column)?;
            column += 1;
        }
        let mut grouped = sums.told(asked.due);
        if asked.repeated > 0 {
            grouped.repeated = rows::<(i64,)>(&answer, column)?.into_iter().map(|(key,)| key).collect();
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

/// The hazards `h` of `from` with the visit `i` that found them, where it was one of a campaign: few are.
pub(super) fn with_campaign(sqlite: bool, from: &str) -> String {
    let index = if sqlite { " INDEXED BY ix_inspection_of_campaign" } else { "" };
    format!("{from} LEFT JOIN inspection i{index} ON i.id = h.inspection_id AND i.campaign_id IS NOT NULL")
}

/// A question: what about, and how.
struct Question<'a> {
    sqlite: bool,
    now: DateTime<Utc>,
    period: Period,
    asked: Asked<'a>,
    /// The column of the parts.
    part: &'static str,
    /// Where those found in the period are found, and what they have to meet besides.
    found_by: (&'static str, Conditions),
    /// The hazards `h` that it is about, by the index of the subdistricts.
    those: Conditions,
    /// Whether they are all there are.
    is_all: bool,
}

impl Question<'_> {
    fn sql(&self) -> Sql {
        let mut sql = Sql::new("WITH ");
        if self.walks_sites() {
            sql.push("again AS MATERIALIZED (").append(self.again()).push("), ");
        }
        sql.push("found_ones AS MATERIALIZED (").append(self.found_ones()).push(") ");
        let mut questions = Sql::default();
        questions.ask(self.groups());
        if self.asked.due {
            questions.ask(self.due_besides(&[By::Category, By::Campaign]));
        }
        if self.asked.repeated > 0 {
            questions.ask(self.repeated());
        }
        sql.append(questions);
        sql
    }

    fn found(&self) -> Conditions {
        whole(FigureSet::Found, self.period, self.now, self.sqlite)
    }

    /// Whether those that repeat another are found by walking the index of all sites, where the hazards of one lie side by side: of a long
    /// period of a large city that is less than to look up the site of each of a hundred thousand somewhere in it.
    fn walks_sites(&self) -> bool {
        let days = (self.period.to - self.period.from).num_days();
        self.sqlite && self.is_all && days > LONG
    }

    /// Those found in the period that repeat another, by the index of the sites alone.
    fn again(&self) -> Sql {
        let mut sql = Sql::new("SELECT h.sort_key AS k FROM hazard h INDEXED BY ix_hazard_site");
        sql.filter(&whole(REPEATED, self.period, self.now, self.sqlite));
        sql
    }

    /// The value of a key, nothing when it was not asked for.
    fn key(&self, key: By, of: &[By]) -> String {
        let value =
            if of.contains(&key) { key.expression(self.sqlite, self.part) } else { "NULL".to_owned() };
        format!("{value} AS {}", key.column())
    }

    /// The hazards of `from` with the campaign whose visit found them, where that is asked for.
    fn source(&self, from: &str, of: &[By]) -> String {
        if of.contains(&By::Campaign) { with_campaign(self.sqlite, from) } else { from.to_owned() }
    }

    /// Those found in the period: their keys, days to close, and a bit for each of [`SETS`] that they are in.
    fn found_ones(&self) -> Sql {
        let keys = By::ALL.map(|key| self.key(key, self.asked.by)).join(", ");
        let named = if self.asked.repeated > 0 { "h.sort_key AS k, h.number AS number, " } else { "" };
        let (from, mut those) = self.found_by.clone();
        those.extend(&self.found());
        let mut sql = Sql::new(format!("SELECT {keys}, {named}{} AS days, ", self.days()));
        sql.append(self.bits(&SETS)).push(&format!(" AS bits{}", self.source(from, self.asked.by)));
        sql.filter(&those);
        sql
    }

    /// Days to close, nothing of what is open.
    fn days(&self) -> String {
        format!("CASE WHEN h.closed_at IS NOT NULL THEN {} END", days_to_close(self.sqlite))
    }

    /// A bit for each of these sets that one found in the period is in.
    fn bits(&self, sets: &[FigureSet]) -> Sql {
        let mut sql = Sql::default();
        for (i, set) in sets.iter().enumerate() {
            let in_it = if *set == REPEATED && self.walks_sites() {
                let mut walked = Conditions::default();
                walked.add("h.sort_key IN (SELECT k FROM again)", []);
                walked
            } else {
                among_found(*set, self.period, self.now, self.sqlite)
            };
            sql.push(if i == 0 { "" } else { " + " })
                .append(in_it.as_number())
                .push(&format!(" * {}", 1 << i));
        }
        sql
    }

    /// How many of those found have the same keys, days and sets.
    fn groups(&self) -> Sql {
        let shown = By::ALL.map(|key| key.shown(self.sqlite)).join(", ");
        let keys = By::ALL.map(|key| format!("r.{}", key.column())).join(", ");
        Sql::new(format!(
            "SELECT {} FROM (SELECT {keys}, r.days, r.bits, count(*) AS n FROM found_ones r GROUP BY {keys}, r.days, r.bits) g",
            rows_of(self.sqlite, &format!("{shown}, g.days, g.bits, g.n"))
        ))
    }

    /// How many of the base of B were not found in the period, and of these are closed, by these keys.
    fn due_besides(&self, by: &[By]) -> Sql {
        let Self { sqlite, now, period, asked, .. } = *self;
        let each =
            |value: &dyn Fn(By) -> String| by.iter().map(|key| value(*key)).collect::<Vec<_>>().join(", ");
        let keys = each(&|key| self.key(key, asked.by));
        let names = each(&|key| format!("d.{}", key.column()));
        let shown = each(&|key| key.shown(sqlite));
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT {names}, d.closed, count(*) AS n FROM (SELECT {keys}, ",
            rows_of(sqlite, &format!("{shown}, g.closed, g.n"))
        ));
        sql.append(among_found(FigureSet::Closed, period, now, sqlite).as_number()).push(" AS closed");
        let mut those = self.those.clone();
        those.extend(&whole(FigureSet::Due, period, now, sqlite));
        let (first, end) = (sort_key_floor(period.start()), sort_key_floor(period.end()));
        those.add("h.sort_key NOT BETWEEN ? AND ?", [first.into(), (end - 1).into()]);
        sql.push(&self.source(by_subdistrict(sqlite), asked.by)).filter(&those);
        sql.push(&format!(") d GROUP BY {names}, d.closed) g"));
        sql
    }

    /// The first of those that repeat another, by their numbers.
    fn repeated(&self) -> Sql {
        let bit = SETS.iter().position(|set| *set == REPEATED).map_or(0, |i| 1 << i);
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT r.k FROM found_ones r WHERE (r.bits & {bit}) <> 0",
            rows_of(self.sqlite, "g.k")
        ));
        sql.bind(" ORDER BY r.number LIMIT ?", [cap(self.asked.repeated)]).push(") g");
        sql
    }
}
