//! What the reads of all features have in common: SQL text with its values, the rows that a person may see,
//! windows, pages that stay right while rows come and go, and totals that stop counting in time.
//!
//! The lists are written by hand: which index answers which question decides whether a page costs a millisecond
//! or a second at a million rows, and that is best read where it is written.

pub(crate) mod joined;
mod json;
pub(crate) mod map;
mod scope;
pub(crate) mod tile;

pub(crate) use json::{Day, Moment, flag, group, id, id_if_any, rows, rows_of};
pub(crate) use scope::Scope;

use crate::error::Result;
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    calendar::{day_end, day_start},
    geo::{Bbox, Point, Wgs84},
    ids::sort_key_floor,
    listing::{Common, Cursor, Key, Page, Sort, Total},
};
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use std::ops::RangeInclusive;

/// SQL text under construction, with the values of its `?` in order. PostgreSQL's `$1`, `$2` … are put in at the
/// end; so no text here may hold a question mark of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Starts with `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// Adds text without values.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds text with the values of its `?`.
    pub fn bind(&mut self, text: &str, values: impl IntoIterator<Item = Value>) -> &mut Self {
        self.text.push_str(text);
        self.values.extend(values);
        self
    }

    /// Adds another piece.
    pub fn append(&mut self, other: Self) -> &mut Self {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
        self
    }

    /// Adds `(VALUES …) name`, a row for each range in `column1` and `column2`, filled up to so many places with empty
    /// ranges, so that the database meets few different texts.
    pub fn ranges(&mut self, name: &str, ranges: &[RangeInclusive<i64>], places: usize) -> &mut Self {
        let empty = RangeInclusive::new(1, 0);
        let filled = ranges.iter().chain(std::iter::repeat(&empty)).take(places.max(ranges.len()));
        let values: Vec<Value> =
            filled.flat_map(|r| [Value::from(*r.start()), Value::from(*r.end())]).collect();
        let rows = vec!["(?,?)"; values.len() / 2].join(",");
        self.bind(&format!("(VALUES {rows}) {name}"), values)
    }

    /// Adds a selection between brackets, behind a comma where something stands there already: several questions of
    /// one value each become one statement. Asking costs a way to the connection and back, often more than the answer.
    pub fn ask(&mut self, question: Self) -> &mut Self {
        self.text.push_str(if self.text.is_empty() { "SELECT (" } else { ", (" });
        self.append(question).push(")")
    }

    /// Adds ` WHERE …`, or nothing when there is no condition.
    pub fn filter(&mut self, conditions: &Conditions) -> &mut Self {
        for (i, text) in conditions.texts.iter().enumerate() {
            self.text.push_str(if i == 0 { " WHERE " } else { " AND " });
            self.text.push_str(text);
        }
        self.values.extend(conditions.values.iter().cloned());
        self
    }

    /// The statement for that database.
    pub fn statement(self, backend: DbBackend) -> Statement {
        if backend == DbBackend::Sqlite {
            return Statement::from_sql_and_values(backend, self.text, self.values);
        }
        let mut text = String::with_capacity(self.text.len() + self.values.len());
        for (i, part) in self.text.split('?').enumerate() {
            if i > 0 {
                text.push_str(&format!("${i}"));
            }
            text.push_str(part);
        }
        Statement::from_sql_and_values(backend, text, self.values)
    }

    /// All rows.
    pub async fn all(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>> {
        Ok(db.query_all_raw(self.statement(db.get_database_backend())).await?)
    }

    /// The first row.
    pub async fn one(self, db: &impl ConnectionTrait) -> Result<Option<QueryResult>> {
        Ok(db.query_one_raw(self.statement(db.get_database_backend())).await?)
    }

    /// Carries it out, where there is no answer.
    pub async fn run(self, db: &impl ConnectionTrait) -> Result<()> {
        db.execute_raw(self.statement(db.get_database_backend())).await?;
        Ok(())
    }

    /// The first value of the first row, a whole number; 0 without a row.
    pub async fn number(self, db: &impl ConnectionTrait) -> Result<i64> {
        match self.one(db).await? {
            Some(row) => Ok(row.try_get_by_index(0)?),
            None => Ok(0),
        }
    }
}

/// Conditions that must all hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    texts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds one with the values of its `?`.
    pub fn add(&mut self, text: impl Into<String>, values: impl IntoIterator<Item = Value>) -> &mut Self {
        self.texts.push(text.into());
        self.values.extend(values);
        self
    }

    /// Adds those of `other` behind these.
    pub fn extend(&mut self, other: &Self) -> &mut Self {
        self.texts.extend(other.texts.iter().cloned());
        self.values.extend(other.values.iter().cloned());
        self
    }

    /// These and those of `other`.
    pub fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.extend(other);
        both
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// `column IN (…)` for the words of a text enum; nothing when the list is empty (any value will do).
    pub fn any_of<T: Copy>(
        &mut self,
        column: &str,
        words: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> &mut Self {
        if words.is_empty() {
            return self;
        }
        self.add(format!("{column} IN ({})", places(words.len())), words.iter().map(|w| word(*w).into()))
    }

    /// `column IN (…)` for the codes of these areas, of which there must be one.
    pub fn any_area(&mut self, column: &str, codes: &[AreaCode]) -> &mut Self {
        let values = codes.iter().map(|code| Value::from(code.as_str()));
        self.add(format!("{column} IN ({})", places(codes.len())), values)
    }

    /// `column IN (SELECT …)`.
    pub fn within(&mut self, column: &str, selection: Sql) -> &mut Self {
        let Sql { text, values } = selection;
        self.add(format!("{column} IN ({text})"), values)
    }

    /// An expression where all of them hold, else nothing.
    pub fn value(&self, what: &str) -> Sql {
        let text = if self.texts.is_empty() { "1 = 1".to_owned() } else { self.texts.join(" AND ") };
        let mut sql = Sql::new("CASE WHEN ");
        sql.bind(&text, self.values.iter().cloned()).push(&format!(" THEN {what} END"));
        sql
    }

    /// 1 where all of them hold, else 0: an expression that can be summed up.
    pub fn as_number(&self) -> Sql {
        let text = if self.texts.is_empty() { "1 = 1".to_owned() } else { self.texts.join(" AND ") };
        let mut sql = Sql::new("CASE WHEN ");
        sql.bind(&text, self.values.iter().cloned()).push(" THEN 1 ELSE 0 END");
        sql
    }

    /// One condition: all that one of these sets asks for, whichever. Told as a number, in which no index is looked for: SQLite would
    /// pass the index once for each part of an OR.
    pub fn any(sets: &[Self]) -> Self {
        let texts: Vec<String> = sets.iter().map(|set| format!("({})", set.texts.join(" AND "))).collect();
        let values: Vec<Value> = sets.iter().flat_map(|set| set.values.iter().cloned()).collect();
        let mut one = Self::default();
        one.add(format!("CASE WHEN {} THEN 1 ELSE 0 END = 1", texts.join(" OR ")), values);
        one
    }

    /// One condition: any of these, or any of `others` with the values of their `?`. None at all is never fulfilled.
    pub fn any_or(self, others: Vec<String>, values: Vec<Value>) -> Self {
        let (mut texts, mut all) = (self.texts, self.values);
        texts.extend(others);
        all.extend(values);
        let mut one = Self::default();
        if texts.is_empty() {
            one.add("1 = 0", []);
        } else {
            one.add(format!("({})", texts.join(" OR ")), all);
        }
        one
    }

    /// How many rows fulfil all of them, as one value beside others.
    pub fn counted(self) -> Sql {
        let Self { texts, values } = self;
        let all = if texts.is_empty() { "1 = 1".to_owned() } else { texts.join(" AND ") };
        let text = format!("CAST(COALESCE(sum(CASE WHEN {all} THEN 1 ELSE 0 END), 0) AS BIGINT)");
        Sql { text, values }
    }

    /// The point lies in the window; `lon` and `lat` are expressions.
    pub fn window(&mut self, lon: &str, lat: &str, window: Bbox) -> &mut Self {
        self.add(format!("{lon} BETWEEN ? AND ?"), [window.west().into(), window.east().into()]);
        self.add(format!("{lat} BETWEEN ? AND ?"), [window.south().into(), window.north().into()])
    }

    /// The days `from` to `to` (both included) as a range of the sort key.
    pub fn days(&mut self, column: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> &mut Self {
        if let Some(from) = from {
            self.add(format!("{column} >= ?"), [sort_key_floor(day_start(from)).into()]);
        }
        if let Some(to) = to {
            self.add(format!("{column} < ?"), [sort_key_floor(day_end(to)).into()]);
        }
        self
    }
}

/// `n` placeholders, separated by commas.
pub(crate) fn places(n: usize) -> String {
    vec!["?"; n].join(",")
}

/// One step through an ordered list: forwards or backwards from a row (not included) or from the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    /// Order of the list.
    pub order: Sort,
    /// Against the order.
    pub back: bool,
    /// From where.
    pub from: Option<Key>,
    /// At most so many rows.
    pub limit: u64,
}

impl Walk {
    /// The first rows of the list.
    pub const fn start(order: Sort, limit: u64) -> Self {
        Self { order, back: false, from: None, limit }
    }

    /// Whether greater keys come later on this walk.
    pub const fn rising(&self) -> bool {
        matches!(self.order, Sort::Newest) == self.back
    }

    /// The condition that begins the walk; `key` and `due` are the columns of the sort key and the deadline.
    pub fn condition(&self, key: &str, due: &str) -> Conditions {
        let mut conditions = Conditions::default();
        let sign = if self.rising() { '>' } else { '<' };
        match self.from {
            None => {}
            Some(Key { sort_key, due: Some(day) }) if self.order == Sort::Due => {
                conditions.add(format!("({due}, {key}) {sign} (?, ?)"), [day.into(), sort_key.into()]);
            }
            Some(Key { sort_key, .. }) => {
                conditions.add(format!("{key} {sign} ?"), [sort_key.into()]);
            }
        }
        conditions
    }

    /// ` ORDER BY …` for the walk.
    pub fn order_by(&self, key: &str, due: &str) -> String {
        let way = if self.rising() { "" } else { " DESC" };
        match self.order {
            Sort::Due => format!(" ORDER BY {due}{way}, {key}{way}"),
            Sort::Newest | Sort::Oldest => format!(" ORDER BY {key}{way}"),
        }
    }
}

/// The order of a list and where its page begins. A cursor without what the order needs is left out.
pub(crate) fn position(common: &Common, orders: &[Sort]) -> (Sort, Option<Cursor>) {
    let order = common.sort.filter(|s| orders.contains(s)).unwrap_or(Sort::Newest);
    let fits = |cursor: &Cursor| match cursor {
        Cursor::After(key) | Cursor::Before(key) => order != Sort::Due || key.due.is_some(),
    };
    (order, common.cursor.filter(fits))
}

/// Rows of one page with the cursors of its neighbours.
pub(crate) struct Rows<T> {
    rows: Vec<T>,
    previous: Option<Cursor>,
    next: Option<Cursor>,
}

impl<T> Rows<T> {
    /// The page, once its totals are known.
    pub fn into_page(self, total: Total, without_position: Total) -> Page<T> {
        Page { rows: self.rows, total, without_position, previous: self.previous, next: self.next }
    }
}

/// One page of a list, read by key. A row that stays in the list is on exactly one page of a walk through all of
/// them, whatever is added or taken away meanwhile; a page at the beginning may therefore be short.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    order: Sort,
    back: bool,
    from: Option<Key>,
    limit: u64,
}

impl Leaf {
    /// The page that begins at the cursor.
    pub fn new(order: Sort, cursor: Option<Cursor>, limit: u64) -> Self {
        let (back, from) = match cursor {
            None => (false, None),
            Some(Cursor::After(key)) => (false, Some(key)),
            Some(Cursor::Before(key)) => (true, Some(key)),
        };
        Self { order, back, from, limit: limit.max(1) }
    }

    /// Reads its rows, and one more that tells whether there is another page.
    pub const fn walk(&self) -> Walk {
        Walk { order: self.order, back: self.back, from: self.from, limit: self.limit + 1 }
    }

    /// Puts what that walk has read in order.
    pub fn cut<T>(self, mut rows: Vec<T>, key: impl Fn(&T) -> Key) -> Cut<T> {
        let more = rows.len() as u64 > self.limit;
        rows.truncate(usize::try_from(self.limit).unwrap_or(usize::MAX));
        if self.back {
            rows.reverse();
        }
        let (first, last) = (rows.first().map(&key), rows.last().map(&key));
        Cut { leaf: self, rows, more, first, last }
    }
}

/// The rows of a page, before it is known whether there are any on the side that we came from.
pub(crate) struct Cut<T> {
    leaf: Leaf,
    rows: Vec<T>,
    more: bool,
    first: Option<Key>,
    last: Option<Key>,
}

impl<T> Cut<T> {
    /// Looks for a row on the side that we came from.
    pub fn behind(&self) -> Option<Walk> {
        let Leaf { order, back, .. } = self.leaf;
        Some(Walk { order, back: !back, from: Some(self.begin()?), limit: 1 })
    }

    fn begin(&self) -> Option<Key> {
        let Leaf { order, back, from, .. } = self.leaf;
        // when the page is empty, the row that we came from belongs to the other side
        let edge = if back { self.last } else { self.first };
        from.map(|from| edge.unwrap_or_else(|| stepped(from, order, !back)))
    }

    /// The page, when it is known whether the walk [`behind`](Self::behind) it has met anything.
    pub fn page(self, met: bool) -> Rows<T> {
        let behind = self.begin().filter(|_| met);
        let (previous, next) = if self.leaf.back {
            (self.first.filter(|_| self.more), behind)
        } else {
            (behind, self.last.filter(|_| self.more))
        };
        Rows { rows: self.rows, previous: previous.map(Cursor::Before), next: next.map(Cursor::After) }
    }
}

/// Reads a page with `fetch`.
pub(crate) async fn page<'f, T>(
    leaf: Leaf,
    key: impl Fn(&T) -> Key,
    // boxed: a future made by an async closure is not provably Send, and server functions need that
    fetch: impl Fn(Walk) -> BoxFuture<'f, Result<Vec<T>>>,
) -> Result<Rows<T>> {
    let cut = leaf.cut(fetch(leaf.walk()).await?, key);
    let met = match cut.behind() {
        Some(walk) => !fetch(walk).await?.is_empty(),
        None => false,
    };
    Ok(cut.page(met))
}

/// The neighbouring key, one step further along (or against) the order.
fn stepped(key: Key, order: Sort, forwards: bool) -> Key {
    let step = if matches!(order, Sort::Newest) == forwards { -1 } else { 1 };
    Key { sort_key: key.sort_key.saturating_add(step), ..key }
}

/// A count that stopped at `cap + 1`.
pub(crate) fn total(n: i64, cap: u64) -> Total {
    let n = u64::try_from(n).unwrap_or(0);
    Total { n: n.min(cap), more: n > cap }
}

/// The local day of a column of times.
pub(crate) fn local_day(sqlite: bool, column: &str) -> String {
    if sqlite {
        format!("date({column}, '+8 hours')")
    } else {
        format!("CAST({column} AT TIME ZONE 'Asia/Shanghai' AS date)")
    }
}

/// A cap as a bound value.
pub(crate) fn cap(n: u64) -> Value {
    i64::try_from(n).unwrap_or(i64::MAX).into()
}

/// The point of two columns.
pub(crate) fn point(lon: Option<f64>, lat: Option<f64>) -> Option<Point<Wgs84>> {
    Point::new(lon?, lat?).ok()
}
