//! The sets of hazards behind the figures as conditions on rows, as of now. The definitions are
//! [`domain::figures`]; a test holds each set against its figure.

use crate::{
    hazards::flows,
    listing::{Conditions, Sql},
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::local_date,
    figures::{FigureSet, REPEAT_DAYS},
    hazards::{Category, FLYING_WIRES, Status},
    period::Period,
};
use sea_orm::Value;

/// Neither a false alarm nor a duplicate.
const IN_BASE: &str = "(h.void_reason IS NULL OR h.void_reason = 'site_gone')";

/// The last of its closings and reopenings before an instant (or at it, by the sign): of a reopened hazard the row knows only the last
/// closing; the others stand in its events.
fn last_flow(sqlite: bool, sign: &str) -> String {
    let at = flows::at(sqlite);
    format!(
        "(SELECT e.kind FROM hazard_event e WHERE e.hazard_id = h.id AND e.kind IN ('closed', 'reopened') AND {at} {sign} ? \
         ORDER BY e.seq DESC LIMIT 1)"
    )
}

/// The local day of the finding as a number, from the sort key: so that an index on that key holds it.
pub(crate) const FOUND_DAY: &str = "((h.sort_key >> 22) / 1000 + 28800) / 86400";

/// Its second, likewise.
const FOUND_SECOND: &str = "(h.sort_key >> 22) / 1000";

/// The three kinds of problem 三类问题, as [`domain::hazards::is_three_kinds`] tells them.
pub(crate) fn three_kinds() -> String {
    format!(
        "(h.category IN ('{}', '{}') OR h.category = '{}' AND h.subcategory = '{FLYING_WIRES}')",
        Category::ChessRoom,
        Category::GroupRental,
        Category::Ebike
    )
}

/// All that makes the set, in one piece.
pub(crate) fn whole(set: FigureSet, p: Period, now: DateTime<Utc>, sqlite: bool) -> Conditions {
    let mut these = Conditions::default();
    let statuses = conditions(set, p, now, sqlite, &mut these);
    these.any_of("h.status", statuses, Status::as_str);
    these
}

/// The same of a hazard that was found in the period and is in its base, which most sets ask for: what makes the set besides.
pub(crate) fn among_found(set: FigureSet, p: Period, now: DateTime<Utc>, sqlite: bool) -> Conditions {
    let mut these = Conditions::default();
    match besides(set, now, sqlite, &mut these) {
        Some(statuses) => {
            these.any_of("h.status", statuses, Status::as_str);
            these
        }
        None => whole(set, p, now, sqlite),
    }
}

/// Adds what makes the set to `rest`, and answers the statuses that its rows can have (any when empty).
pub(super) fn conditions(
    set: FigureSet,
    p: Period,
    now: DateTime<Utc>,
    sqlite: bool,
    rest: &mut Conditions,
) -> &'static [Status] {
    use FigureSet as Set;
    let today = local_date(now);
    let mut own = Conditions::default();
    if let Some(statuses) = besides(set, now, sqlite, &mut own) {
        found(p, rest);
        rest.extend(&own);
        return statuses;
    }
    match set {
        Set::Due => due(p, sqlite, rest),
        Set::DueClosed => {
            due(p, sqlite, rest);
            return &[Status::Closed];
        }
        Set::OpenAtStart => {
            let (text, values) = open_before(p.start(), sqlite);
            rest.add(text, values);
        }
        Set::OpenAtEnd if now < p.end() => return &OPEN,
        Set::OpenAtEnd => {
            let (text, values) = open_before(p.end(), sqlite);
            rest.add(text, values);
        }
        Set::OverdueAtEnd if now < p.end() => {
            rest.add("h.effective_due < ?", [today.into()]);
            return &OPEN;
        }
        Set::OverdueAtEnd => {
            let (text, values) = open_before(p.end(), sqlite);
            rest.add(text, values).add("h.effective_due <= ?", [p.to.into()]);
        }
        Set::FlowFound => {
            rest.days("h.sort_key", Some(p.from), Some(p.to));
        }
        Set::FlowReopened => happened(("reopened", None), p, sqlite, rest),
        Set::FlowClosed => happened(("closed", Some("h.closed_at")), p, sqlite, rest),
        Set::FlowVoided => {
            rest.add("h.voided_at >= ? AND h.voided_at < ?", [instant(p.start()), instant(p.end())]);
            return &[Status::Void];
        }
        // told above: they are part of those found in the period
        Set::Found
        | Set::Closed
        | Set::NotClosed
        | Set::Awaiting
        | Set::OnTheSpot
        | Set::TimelyBase
        | Set::OnTimeBase
        | Set::Timely
        | Set::OnTime
        | Set::Reviewed
        | Set::FirstPassed
        | Set::Repeated => {}
    }
    &[]
}

/// Of a set that is a part of those found in the period: adds what makes it besides, and answers its statuses (any when empty).
fn besides(
    set: FigureSet,
    now: DateTime<Utc>,
    sqlite: bool,
    rest: &mut Conditions,
) -> Option<&'static [Status]> {
    use FigureSet as Set;
    let today = local_date(now);
    match set {
        Set::Found => {}
        Set::Closed => return Some(&[Status::Closed]),
        Set::NotClosed => {
            rest.add("h.closed_at IS NULL", []);
        }
        Set::Awaiting => return Some(&[Status::Rectified]),
        Set::OnTheSpot => {
            rest.add(if sqlite { "h.on_the_spot = 1" } else { "h.on_the_spot" }, []);
            return Some(&[Status::Closed]);
        }
        Set::TimelyBase => {
            rest.add("(h.closed_at IS NOT NULL OR h.original_due < ?)", [today.into()]);
        }
        Set::OnTimeBase => {
            rest.add("(h.closed_at IS NOT NULL OR h.effective_due < ?)", [today.into()]);
        }
        Set::Timely => {
            rest.add(format!("{} <= h.original_due", local_day("h.closed_at", sqlite)), []);
            return Some(&[Status::Closed]);
        }
        Set::OnTime => {
            rest.add(format!("{} <= h.effective_due", local_day("h.closed_at", sqlite)), []);
            return Some(&[Status::Closed]);
        }
        Set::Reviewed => {
            rest.add("h.first_review_passed IS NOT NULL", []);
        }
        Set::FirstPassed => {
            rest.add(if sqlite { "h.first_review_passed = 1" } else { "h.first_review_passed" }, []);
        }
        Set::Repeated => {
            rest.add(repeats(sqlite), []);
        }
        Set::Due
        | Set::DueClosed
        | Set::OpenAtStart
        | Set::OpenAtEnd
        | Set::OverdueAtEnd
        | Set::FlowFound
        | Set::FlowReopened
        | Set::FlowClosed
        | Set::FlowVoided => return None,
    }
    Some(&[])
}

/// The statuses of what is neither closed nor void.
const OPEN: [Status; 4] = [Status::Registered, Status::Assigned, Status::Rectified, Status::Transferred];

fn found(p: Period, rest: &mut Conditions) {
    rest.days("h.sort_key", Some(p.from), Some(p.to)).add(IN_BASE, []);
}

fn due(p: Period, sqlite: bool, rest: &mut Conditions) {
    let start = p.start();
    let (open, values) = open_before(start, sqlite);
    rest.add(IN_BASE, []).add("h.effective_due <= ?", [p.to.into()]);
    // what an index tells goes first, so that the rows of all that was due and done with before are not even looked at
    rest.add(
        "(h.effective_due >= ? OR h.closed_at IS NULL OR h.closed_at >= ?)",
        [p.from.into(), instant(start)],
    );
    let mut all: Vec<Value> = vec![p.from.into()];
    all.extend(values);
    rest.add(format!("(h.effective_due >= ? OR {open})"), all);
}

/// Open just before an instant. What is closed now is so by its last closing, which the row knows: when that came before the instant, it
/// was closed then as well, whether it had been reopened earlier or not. So only of what was closed later, or is open, do the events of
/// a reopened one have to tell.
pub(crate) fn open_before(at: DateTime<Utc>, sqlite: bool) -> (String, Vec<Value>) {
    let last = last_flow(sqlite, "<");
    let text = format!(
        "(h.sort_key < ? AND (h.closed_at IS NULL OR h.closed_at >= ?) AND (h.voided_at IS NULL OR h.voided_at >= ?) \
         AND (h.reopened_count = 0 OR COALESCE({last}, 'reopened') = 'reopened'))"
    );
    let at_or_after = instant(at);
    (
        text,
        vec![domain::ids::sort_key_floor(at).into(), at_or_after.clone(), at_or_after.clone(), at_or_after],
    )
}

/// Closed at an instant, counting what happens at it.
pub(crate) fn closed_at(t: DateTime<Utc>, sqlite: bool) -> Conditions {
    let last = last_flow(sqlite, "<=");
    let mut these = Conditions::default();
    these.add(
        format!("CASE WHEN h.reopened_count = 0 THEN h.closed_at <= ? ELSE {last} = 'closed' END"),
        [instant(t), instant(t)],
    );
    these
}

/// In the base at an instant: not declared a false alarm or duplicate by then.
pub(crate) fn in_base(t: DateTime<Utc>) -> Conditions {
    let mut these = Conditions::default();
    these.add(format!("({IN_BASE} OR h.voided_at IS NULL OR h.voided_at > ?)"), [instant(t)]);
    these
}

/// What happened to `h` in the period and may happen several times, as a selection of events without its columns. Its row alone tells of
/// one that was never reopened.
fn happenings(kind: &str, p: Period, sqlite: bool) -> (String, [Value; 2]) {
    let at = flows::at(sqlite);
    let text = format!(
        "FROM hazard_event e WHERE e.hazard_id = h.id AND e.kind = '{kind}' AND {at} >= ? AND {at} < ?"
    );
    (text, [instant(p.start()), instant(p.end())])
}

/// Something that may have happened several times; `column` knows it of hazards that were never reopened.
fn happened((kind, column): (&str, Option<&str>), p: Period, sqlite: bool, rest: &mut Conditions) {
    let (events, [start, end]) = happenings(kind, p, sqlite);
    let event = format!("h.reopened_count > 0 AND EXISTS (SELECT 1 {events})");
    match column {
        None => rest.add(event, [start, end]),
        Some(column) => rest.add(
            format!("(({event}) OR (h.reopened_count = 0 AND {column} >= ? AND {column} < ?))"),
            [start.clone(), end.clone(), start, end],
        ),
    };
}

/// How often `h` was closed in the period.
pub(crate) fn closings(p: Period, sqlite: bool) -> Sql {
    let (events, [start, end]) = happenings("closed", p, sqlite);
    let mut sql = Sql::default();
    sql.bind(
        &format!(
            "CASE WHEN h.reopened_count > 0 THEN (SELECT count(*) {events}) \
             WHEN h.closed_at >= ? AND h.closed_at < ? THEN 1 ELSE 0 END"
        ),
        [start.clone(), end.clone(), start, end],
    );
    sql
}

/// How often `h` was reopened in the period.
pub(crate) fn reopenings(p: Period, sqlite: bool) -> Sql {
    let (events, values) = happenings("reopened", p, sqlite);
    let mut sql = Sql::default();
    sql.bind(&format!("CASE WHEN h.reopened_count > 0 THEN (SELECT count(*) {events}) ELSE 0 END"), values);
    sql
}

/// One of the same site and category was closed within a year before the finding. By the index of the site: a site has few.
fn repeats(sqlite: bool) -> String {
    format!("(h.site_id IS NOT NULL AND EXISTS (SELECT 1 {}))", earlier(sqlite))
}

/// Those `e` that `h` repeats, as a selection without its columns. The index holds all that is asked of `e`, and of `h` the second of the
/// finding stands in the sort key, so that a row is looked at only where a closing and a finding share a second.
pub(crate) fn earlier(sqlite: bool) -> String {
    let index = if sqlite { " INDEXED BY ix_hazard_site" } else { "" };
    let closed = day_number("e.closed_at", sqlite);
    let before = if sqlite {
        format!(
            "(unixepoch(e.closed_at) < {FOUND_SECOND} \
             OR unixepoch(e.closed_at) = {FOUND_SECOND} AND e.closed_at < h.found_at)"
        )
    } else {
        "e.closed_at < h.found_at".to_owned()
    };
    format!(
        "FROM hazard e{index} WHERE e.site_id = h.site_id \
         AND e.sort_key < h.sort_key AND e.category = h.category AND e.closed_at IS NOT NULL AND {before} \
         AND (e.void_reason IS NULL OR e.void_reason = 'site_gone') AND {FOUND_DAY} - {closed} <= {REPEAT_DAYS}"
    )
}

/// An instant as it is compared with a stored one.
fn instant(at: DateTime<Utc>) -> Value {
    at.into()
}

/// The local day of an instant as a number, so that days can be counted.
pub(crate) fn day_number(column: &str, sqlite: bool) -> String {
    if sqlite {
        format!("(unixepoch({column}) + 28800) / 86400")
    } else {
        format!("CAST(floor((extract(epoch FROM {column}) + 28800) / 86400) AS bigint)")
    }
}

/// The local day of an instant, comparable with a stored day.
pub(crate) fn local_day(column: &str, sqlite: bool) -> String {
    if sqlite {
        format!("date({column}, '+8 hours')")
    } else {
        format!("({column} AT TIME ZONE 'UTC' + interval '8 hours')::date")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_statuses() {
        assert_eq!(OPEN.to_vec(), super::super::open());
    }
}
