//! The rows beside the figures of a checked or issued summary, as they are kept: what stood in the periods that it is compared with and
//! in the months of its trends, devices by their state, lives that end. What they mean is [`domain::summary::beside`].
//!
//! They lie under the id of the rows behind the figures ([`super::freeze`]) and were read in the same snapshot, each record once. A
//! month has as many as a year and a month of its area, so nothing is kept of them but a reference.

use super::{
    facts::{Reader, year_after},
    freeze::{Slice, WRITTEN, keep},
    rows::{Reach, Rows, Thing, among, instant, last_day},
};
use crate::{
    ctx::State,
    db::Db,
    entities::{summary_beside_row, summary_beside_set},
    error::{Error, Result},
    listing::{Conditions, Sql, cap, places},
    programmes::{sets::Frame, wave},
};
use chrono::NaiveDate;
use domain::{
    period::{Month, Period},
    programmes::{device::DeviceKind, figures::DeviceSet, gear::Gear},
    summary::{
        Figure, FigureRef, SafetySummary,
        beside::{Behind, BesideDigest, BesidePeriod, BesideRow, BesideSet, Life, Told},
        record::{FrozenRow, Names, RowField, RowKey, RowKind},
        views::FrozenRows,
    },
};
use futures::future::try_join;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The kinds of record that count in other periods, in the order of their keys: what campaigns and targets of the year were then, nobody
/// compares.
const KINDS: &[RowKind] = &[
    RowKind::Hazard,
    RowKind::Inspection,
    RowKind::Stove,
    RowKind::Device,
    RowKind::GasUser,
    RowKind::Order,
    RowKind::Penalty,
    RowKind::Fire,
    RowKind::Relapse,
    RowKind::Committee,
];

/// Those of which something stands beside the period itself.
const GEAR: &[RowKind] = &[RowKind::Stove, RowKind::Device];

/// The states of devices that a summary tells.
const STATES: &[DeviceSet] =
    &[DeviceSet::Planned, DeviceSet::Awaiting, DeviceSet::InService, DeviceSet::Faulty];

/// The records beside one summary.
pub(super) struct Beside<'a> {
    read: &'a Reader<'a>,
    rows: Rows<'a>,
    periods: Vec<BesidePeriod>,
    /// From the first day of these periods to the last; `None` without any.
    whole: Option<Days>,
    own: Period,
    /// The last month of the summary's own period.
    last: Month,
}

/// Local days, as rows write instants and days.
struct Days {
    period: Period,
    start: String,
    end: String,
}

impl Days {
    fn of(period: Period) -> Self {
        Self { period, start: instant(period.start()), end: instant(period.end()) }
    }

    /// Whether something happened on them. What is known by its day alone is written as the day, which stands before every instant of it
    /// and behind those of the day before.
    fn contain(&self, at: &str) -> bool {
        self.start.as_str() <= at && at < self.end.as_str()
    }
}

/// A record with all in which it counts.
struct Counted {
    row: FrozenRow,
    on_its_day: BTreeSet<FigureRef>,
    at: BTreeSet<Behind>,
}

impl<'a> Beside<'a> {
    /// Those beside `summary`, as the reader sees them.
    pub async fn of(read: &'a Reader<'a>, summary: &SafetySummary) -> Result<Self> {
        let (own, last, periods) = (summary.period.period(), summary.period.last(), summary.beside());
        let all = |with: Option<Period>| {
            let each = periods.iter().map(|it| it.months.period()).chain(with);
            each.reduce(|one, other| Period { from: one.from.min(other.from), to: one.to.max(other.to) })
        };
        let whole = all(None);
        let zero_cylinder = FigureRef::now(Figure::ZeroCylinder);
        let stocks = periods.iter().filter(|it| it.states(zero_cylinder));
        let reach = Reach {
            // devices stand so at the end of the summary's own period
            whole: all(Some(own)).unwrap_or(own),
            first: periods.iter().map(|it| it.months.period()).min_by_key(|it| it.to).unwrap_or(own),
            stocks: stocks.map(|it| last_day(it.months.period(), read.t)).collect(),
            lives_by: year_after(last).1.last_day(),
            kinds: if whole.is_some() { KINDS } else { GEAR },
        };
        let rows = Rows::beside(read, reach).await?;
        Ok(Self { read, rows, periods, whole: whole.map(Days::of), own, last })
    }

    /// The next records that count in anything; `None` when all have come.
    async fn next(&mut self) -> Result<Option<Vec<Counted>>> {
        let Some(things) = self.rows.things().await? else { return Ok(None) };
        let mut standing = self.standing(&things).await?;
        let counted = things.into_iter().map(|thing| {
            let at = standing.remove(&thing.row.key.id).unwrap_or_default();
            self.counted(thing, at)
        });
        Ok(Some(counted.filter(|it| !it.on_its_day.is_empty() || !it.at.is_empty()).collect()))
    }

    fn counted(&self, thing: Thing, mut at: BTreeSet<Behind>) -> Counted {
        let Thing { row, facts } = thing;
        let happened = row.fields.get(&RowField::HappenedAt);
        let days = self.whole.as_ref().filter(|days| happened.is_some_and(|at| days.contain(at)));
        let on_its_day = days.map(|days| facts.on_its_day(days.period, self.read.t).0).unwrap_or_default();
        for period in &self.periods {
            let counted = facts.at(self.read, period.months.period()).0;
            let stated = counted.into_iter().filter(|figure| period.states(*figure));
            at.extend(stated.map(|figure| Behind::Figure(period.months, figure)));
        }
        Counted { row, on_its_day, at }
    }

    /// What stands at the end of the summary's own period, of records of one kind: how devices do, and whose life ends.
    async fn standing(&self, things: &[Thing]) -> Result<BTreeMap<Uuid, BTreeSet<Behind>>> {
        let none: &[DeviceSet] = &[];
        let (table, kind, states) = match things.first().map(|thing| thing.row.key.kind) {
            Some(RowKind::Stove) => ("stove", "appliance", none),
            Some(RowKind::Device) => ("device", "kind", STATES),
            _ => return Ok(BTreeMap::new()),
        };
        let ending = |by: NaiveDate| {
            if table == "stove" { wave::stoves_ending(by) } else { wave::devices_ending(by) }
        };
        let mut sql = Sql::new(format!("SELECT t.id, t.{kind}, "));
        sql.append(ending(self.last.last_day()).as_number()).push(", ");
        sql.append(ending(year_after(self.last).1.last_day()).as_number());
        let frame = Frame::new(self.own, self.read.t);
        for set in states {
            sql.push(", ").append(frame.devices(*set).as_number());
        }
        let ids: Vec<Uuid> = things.iter().map(|thing| thing.row.key.id).collect();
        sql.push(&format!(" FROM {table} t")).filter(&among("t.id", &ids));
        let mut standing: BTreeMap<Uuid, BTreeSet<Behind>> = BTreeMap::new();
        for row in sql.all(self.read.on).await? {
            let holds = |column: usize| Ok::<_, Error>(row.try_get_by_index::<i32>(column)? == 1);
            let word: String = row.try_get_by_index(1)?;
            let mut behind = BTreeSet::new();
            // what has no life, as chargers, ends on no day
            let life = match (holds(2)?, holds(3)?) {
                (true, _) => Some(Life::Past),
                (_, true) => Some(Life::Coming),
                _ => None,
            };
            if let Some(life) = life {
                behind.insert(Behind::Life(word.parse::<Gear>()?, life));
            }
            for (n, set) in states.iter().enumerate() {
                if holds(4 + n)? {
                    behind.insert(Behind::Devices(word.parse::<DeviceKind>()?, *set));
                }
            }
            standing.insert(row.try_get_by_index(0)?, behind);
        }
        Ok(standing)
    }
}

/// The sets that rows stand in.
#[derive(Default)]
struct Sets(BTreeMap<Vec<Told>, BesideSet>);

impl Sets {
    /// Puts the row at that place into the set of what counts in just these; what counts in nothing is in none.
    fn put(&mut self, told: impl Iterator<Item = Told>, place: i64) -> Result<Option<i32>> {
        let told: Vec<Told> = told.collect();
        if told.is_empty() {
            return Ok(None);
        }
        if let Some(set) = self.0.get_mut(&told) {
            set.rows += 1;
            set.last = place;
            return Ok(Some(set.no));
        }
        let no = i32::try_from(self.0.len()).map_err(Error::broken)?;
        let set = BesideSet { no, told: told.clone(), rows: 1, first: place, last: place };
        self.0.insert(told, set);
        Ok(Some(no))
    }

    /// All of them, by their numbers.
    fn in_order(self) -> Vec<BesideSet> {
        let mut sets: Vec<BesideSet> = self.0.into_values().collect();
        sets.sort_by_key(|set| set.no);
        sets
    }
}

/// Writes the rows beside those of a freeze; answers their hash.
pub(super) async fn write(state: &State, freeze: Uuid, mut beside: Beside<'_>) -> Result<String> {
    let (mut sets, mut digest, mut place) = (Sets::default(), BesideDigest::default(), 0_i64);
    let mut piece = Vec::new();
    loop {
        let full = if piece.len() >= WRITTEN { std::mem::take(&mut piece) } else { Vec::new() };
        // the next records are read while a piece is written
        let (some, ()) = try_join(beside.next(), keep(state, full)).await?;
        let Some(some) = some else { break };
        for Counted { mut row, on_its_day, at } in some {
            let kept = BesideRow {
                key: row.key,
                label: row.label,
                area: row.area,
                happened_at: row.fields.remove(&RowField::HappenedAt),
                on_its_day: sets.put(on_its_day.into_iter().map(Told::OnItsDay), place)?,
                at: sets.put(at.into_iter().map(Told::At), place)?,
            };
            digest.row(&kept);
            piece.push(model(freeze, place, kept));
            place += 1;
        }
    }
    keep(state, piece).await?;
    let sets = sets.in_order();
    for set in &sets {
        digest.set(set);
    }
    let sets = sets.into_iter().map(|set| {
        Ok::<_, Error>(summary_beside_set::Model {
            freeze_id: freeze,
            set_no: set.no,
            told: serde_json::to_string(&set.told)?,
            row_count: set.rows,
            first_place: set.first,
            last_place: set.last,
        })
    });
    let mut sets = sets.collect::<Result<Vec<_>>>()?;
    while !sets.is_empty() {
        let later = sets.split_off(sets.len().min(WRITTEN));
        keep(state, std::mem::replace(&mut sets, later)).await?;
    }
    Ok(digest.finish())
}

fn model(freeze_id: Uuid, place: i64, row: BesideRow) -> summary_beside_row::Model {
    summary_beside_row::Model {
        freeze_id,
        place,
        kind: row.key.kind.to_string(),
        record_id: row.key.id,
        label: row.label,
        area_code: row.area.to_string(),
        happened_at: row.happened_at,
        day_set: row.on_its_day,
        set_no: row.at,
    }
}

/// What [`row`] reads, in its order.
const COLUMNS: &str =
    "r.place, r.kind, r.record_id, r.label, r.area_code, r.happened_at, r.day_set, r.set_no";

/// A row with its place.
fn row(row: &QueryResult) -> Result<(i64, BesideRow)> {
    let key = RowKey { kind: row.try_get_by_index::<String>(1)?.parse()?, id: row.try_get_by_index(2)? };
    let kept = BesideRow {
        key,
        label: row.try_get_by_index(3)?,
        area: row.try_get_by_index::<String>(4)?.parse()?,
        happened_at: row.try_get_by_index(5)?,
        on_its_day: row.try_get_by_index(6)?,
        at: row.try_get_by_index(7)?,
    };
    Ok((row.try_get_by_index(0)?, kept))
}

/// The sets of a freeze, by their numbers.
async fn sets(on: &impl ConnectionTrait, freeze: Uuid) -> Result<Vec<BesideSet>> {
    let mut sql = Sql::new(
        "SELECT s.set_no, s.told, s.row_count, s.first_place, s.last_place FROM summary_beside_set s",
    );
    sql.bind(" WHERE s.freeze_id = ? ORDER BY s.set_no", [freeze.into()]);
    let set = |row: &QueryResult| {
        Ok(BesideSet {
            no: row.try_get_by_index(0)?,
            told: serde_json::from_str(&row.try_get_by_index::<String>(1)?)?,
            rows: row.try_get_by_index(2)?,
            first: row.try_get_by_index(3)?,
            last: row.try_get_by_index(4)?,
        })
    };
    sql.all(on).await?.iter().map(set).collect()
}

/// The hash of the rows beside those of a freeze as they are kept; `None` when one of them cannot be read or is missing.
pub(super) async fn digest(on: &impl ConnectionTrait, freeze: Uuid) -> Result<Option<String>> {
    let (mut digest, mut place) = (BesideDigest::default(), 0_i64);
    loop {
        let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM summary_beside_row r"));
        sql.bind(
            " WHERE r.freeze_id = ? AND r.place >= ? ORDER BY r.place LIMIT ?",
            [freeze.into(), place.into(), cap(WRITTEN as u64)],
        );
        let found = sql.all(on).await?;
        if found.is_empty() {
            break;
        }
        for found in &found {
            let Ok((at, row)) = row(found) else { return Ok(None) };
            if at != place {
                return Ok(None);
            }
            digest.row(&row);
            place += 1;
        }
    }
    let Ok(sets) = sets(on, freeze).await else { return Ok(None) };
    for set in &sets {
        digest.set(set);
    }
    Ok(Some(digest.finish()))
}

/// Whether the rows beside those of a freeze are those of that hash; without one there are none.
pub(super) async fn is_as_frozen(
    on: &impl ConnectionTrait,
    freeze: Uuid,
    sha256: Option<&str>,
) -> Result<bool> {
    match sha256 {
        Some(sha256) => Ok(digest(on, freeze).await?.as_deref() == Some(sha256)),
        None => Ok(sets(on, freeze).await?.is_empty()),
    }
}

/// Some of the rows behind a number beside a summary; without the names that they need. `None` when nothing was kept beside it.
pub(super) async fn page(
    db: &Db,
    freeze: Uuid,
    behind: Behind,
    Slice { after, size, counted }: Slice,
) -> Result<Option<FrozenRows>> {
    let on = db.read();
    let mut sets = sets(on, freeze).await?;
    if sets.is_empty() {
        return Ok(None);
    }
    let (told, days) = behind.told();
    sets.retain(|set| set.told.contains(&told));
    let ends = sets.iter().map(|set| set.first).min().zip(sets.iter().map(|set| set.last).max());
    let Some((first, last)) = ends else {
        return Ok(Some(FrozenRows { total: 0, rows: Vec::new(), names: Names::new(), next: None }));
    };
    let mut these = Conditions::default();
    these.add("r.freeze_id = ?", [freeze.into()]).add("r.place <= ?", [last.into()]);
    let column = if matches!(told, Told::OnItsDay(_)) { "day_set" } else { "set_no" };
    let numbers = sets.iter().map(|set| Value::from(set.no));
    these.add(format!("r.{column} IN ({})", places(sets.len())), numbers);
    let mut total: i64 = sets.iter().map(|set| set.rows).sum();
    if let Some(days) = days.map(Days::of) {
        these.add("r.happened_at >= ? AND r.happened_at < ?", [days.start.into(), days.end.into()]);
        if counted {
            let mut all = these.clone();
            all.add("r.place >= ?", [first.into()]);
            let mut count = Sql::new("SELECT count(*) FROM summary_beside_row r");
            count.filter(&all);
            total = count.number(on).await?;
        }
    }
    these.add("r.place > ?", [after.unwrap_or(-1).max(first - 1).into()]);
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM summary_beside_row r"));
    sql.filter(&these).bind(" ORDER BY r.place LIMIT ?", [cap(size + 1)]);
    let mut found: Vec<(i64, BesideRow)> = sql.all(on).await?.iter().map(row).collect::<Result<_>>()?;
    let more = found.len() as u64 > size;
    found.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|(place, _)| *place);
    Ok(Some(FrozenRows { total, rows: found.into_iter().map(shown).collect(), names: Names::new(), next }))
}

/// A row as the page of frozen rows shows it.
fn shown((_, row): (i64, BesideRow)) -> FrozenRow {
    let mut fields = BTreeMap::from([(RowField::Area, row.area.to_string())]);
    fields.extend(row.happened_at.map(|at| (RowField::HappenedAt, at)));
    FrozenRow { key: row.key, label: row.label, area: row.area, fields, figures: BTreeSet::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_contain_instants_and_days() {
        let days = Days::of("2023-06".parse::<Month>().expect("a month").period());
        for (at, inside) in [
            ("2023-05-31T15:59:59.999Z", false),
            ("2023-05-31T16:00:00.000Z", true),
            ("2023-06-30T15:59:59.999Z", true),
            ("2023-06-30T16:00:00.000Z", false),
            ("2023-05-31", false),
            ("2023-06-01", true),
            ("2023-06-30", true),
            ("2023-07-01", false),
        ] {
            assert_eq!(days.contain(at), inside, "{at}");
        }
    }

    #[test]
    fn rows_that_count_in_the_same_are_one_set() {
        let mut sets = Sets::default();
        let found = |figure| std::iter::once(Told::OnItsDay(FigureRef::now(figure)));
        let put: Vec<Option<i32>> = [Figure::Found, Figure::Orders, Figure::Found]
            .into_iter()
            .zip(4..)
            .map(|(figure, place)| sets.put(found(figure), place).expect("a set"))
            .collect();
        assert_eq!(put, [Some(0), Some(1), Some(0)]);
        assert_eq!(sets.put(std::iter::empty(), 9).expect("none"), None);
        let sets = sets.in_order();
        let told: Vec<(i64, i64, i64)> = sets.iter().map(|set| (set.rows, set.first, set.last)).collect();
        assert_eq!(told, [(2, 4, 6), (1, 5, 5)]);
    }
}
