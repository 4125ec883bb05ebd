//! How many rows a filter has. What the kept counts know is exact, of any size; anything else is counted up to a cap.

use super::plan::{Plan, Way};
use crate::{
    ctx::Ctx,
    error::Result,
    hazards::counts::{EVERYWHERE, PLACED, UNPLACED},
    listing::{Conditions, Sql, cap, total},
};
use domain::{
    hazards::{Category, Status},
    listing::Total,
};
use sea_orm::{QueryResult, Value};

/// Counting of a text's matches stops here: the rows have to be fetched one by one.
const TEXT_CAP: u64 = 1_000;

/// Counting in a window of a large area stops here: its rows are found square by square.
const WIDE_CAP: u64 = 1_000;

/// The name under which the newest matches of a text are kept while a statement runs.
const MATCHES: &str = "t";

/// A number to ask for.
pub(super) struct Number {
    sql: Sql,
    read: Read,
}

/// What the number says.
#[derive(Clone, Copy)]
pub(super) enum Read {
    /// Exactly that.
    Exact,
    /// That, or more when it is above the cap.
    UpTo(u64),
    /// Half of it; an odd one says that there are more.
    Doubled,
}

impl Number {
    /// Puts the question to others.
    pub fn ask(self, questions: &mut Sql) -> Read {
        questions.ask(self.sql);
        self.read
    }

    /// Asks it alone.
    pub async fn alone(self, ctx: &Ctx) -> Result<Total> {
        Ok(self.read.total(self.sql.number(ctx.db().read()).await?))
    }
}

impl Read {
    /// What stands in a column of the answer.
    pub fn of(self, answer: &QueryResult, column: usize) -> Result<Total> {
        Ok(self.total(answer.try_get_by_index(column)?))
    }

    fn total(self, n: i64) -> Total {
        match self {
            Self::Exact => total(n, u64::MAX),
            Self::UpTo(cap) => total(n, cap),
            Self::Doubled => Total { n: u64::try_from(n / 2).unwrap_or(0), more: n % 2 == 1 },
        }
    }
}

impl Plan {
    /// Where counting stops.
    pub fn cap(&self, ctx: &Ctx) -> u64 {
        let cap = ctx.state.limits.total_cap;
        match self.way {
            Way::Text(_) => cap.min(TEXT_CAP),
            Way::Cells(_) => cap.min(WIDE_CAP),
            _ => cap,
        }
    }

    /// How many there are.
    pub fn total(&self, ctx: &Ctx) -> Number {
        if self.window.is_none()
            && let Some(number) = self.by_counts(&[PLACED, UNPLACED])
        {
            return number;
        }
        let most = self.cap(ctx);
        let mut sql = Sql::new("SELECT count(*) FROM (");
        sql.append(self.matches("1", most)).push(") c");
        Number { sql, read: Read::UpTo(most) }
    }

    /// How many of them have no position; of a text or of few rows as far as the cap tells.
    pub fn unplaced(&self, ctx: &Ctx) -> Number {
        if let Some(number) = self.by_counts(&[UNPLACED]) {
            return number;
        }
        let most = self.cap(ctx);
        if matches!(self.way, Way::Area | Way::Filter | Way::Cells(_) | Way::Unplaced) {
            let plan = Self { way: Way::Unplaced, ..self.clone() };
            let mut sql = Sql::new("SELECT count(*) FROM (");
            sql.append(plan.matches("1", most)).push(") c");
            return Number { sql, read: Read::UpTo(most) };
        }
        let more = Sql::default().bind("CASE WHEN count(*) > ? THEN 1 ELSE 0 END", [cap(most)]).clone();
        let mut sql = Sql::new("SELECT ");
        if let Way::Text(found) = &self.way {
            // among the newest matches: a common word and a few without a position have little in common, and all of
            // the word's rows would have to be passed to find that out
            let unplaced = Self { way: Way::Text(found.unplaced()), ..self.clone() };
            let key = format!("f.{}", found.key);
            let mut those = unplaced.together();
            those.add(format!("{key} >= {MATCHES}.oldest"), []);
            let mut count = Sql::new("SELECT count(*)");
            count.append(unplaced.narrowest()).filter(&those);
            sql.push("2 * (")
                .append(count)
                .push(&format!(") + {MATCHES}.more FROM (SELECT min(k) AS oldest, "));
            sql.append(more).push(" AS more FROM (");
            let mut newest = self.matching(&format!("{key} AS k"));
            newest.bind(&format!(" ORDER BY {key} DESC LIMIT ?"), [cap(most.saturating_add(1))]);
            sql.append(newest).push(&format!(") n) {MATCHES}"));
        } else {
            sql.push("2 * (count(*) - count(lon)) + ").append(more).push(" FROM (");
            sql.append(self.matches("h.lon AS lon", most)).push(") c");
        }
        Number { sql, read: Read::Doubled }
    }

    /// Selects `columns` of as many rows as a cap allows, and of one more, in no order.
    pub fn matches(&self, columns: &str, most: u64) -> Sql {
        let mut sql = self.matching(columns);
        sql.bind(" LIMIT ?", [cap(most.saturating_add(1))]);
        sql
    }

    fn matching(&self, columns: &str) -> Sql {
        let mut sql = Sql::new(format!("SELECT {columns}"));
        sql.append(self.narrowest()).filter(&self.together());
        sql
    }

    /// `FROM …`, without the rows when nothing is asked of them.
    fn narrowest(&self) -> Sql {
        match &self.way {
            // the search index alone answers
            Way::Text(found) if self.is_bare() => Sql::new(format!(" FROM {} f", found.table)),
            _ => self.from(),
        }
    }

    /// From the counts kept for whole subdistricts, when they know all that is asked for.
    fn by_counts(&self, cells: &[i64]) -> Option<Number> {
        let counted = self.counted()?;
        let columns: Vec<&str> = if counted.status.is_empty() { Status::ALL } else { counted.status }
            .iter()
            .map(|s| s.as_str())
            .collect();
        let mut these = Conditions::default();
        these.add("c.level = ?", [i16::from(EVERYWHERE).into()]);
        these.extend(&counted.categories("c.category"));
        these.add(
            format!("c.cell IN ({})", crate::listing::places(cells.len())),
            cells.iter().map(|c| Value::from(*c)),
        );
        these.extend(&counted.scope.by_subdistrict("c"));
        let mut sql = Sql::new(format!(
            "SELECT COALESCE(CAST(sum({}) AS BIGINT), 0) FROM hazard_count c",
            columns.iter().map(|c| format!("c.{c}")).collect::<Vec<_>>().join(" + ")
        ));
        sql.filter(&these);
        Some(Number { sql, read: Read::Exact })
    }
}

/// The categories by which a filter is counted: the sum over all of them has a row of its own.
pub(super) fn counted_as(categories: &[Category]) -> Vec<&'static str> {
    if categories.is_empty() {
        vec![crate::hazards::counts::ANY]
    } else {
        categories.iter().map(|c| c.as_str()).collect()
    }
}
