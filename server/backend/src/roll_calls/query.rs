//! The board of a roll-call and a page of one of its lists.

use super::service::belongs;
use crate::{
    ctx::Ctx,
    entities::roll_call,
    error::{Error, Result},
    listing::{Conditions, Sql, cap},
    sites::query::shown,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    ids::{RollCallId, SiteId},
    roll_call::{
        Among, Answer, Board, Called, Door, DoorKey, MOST_ROUNDS, Register, Round, Standing, bounds, round_at,
    },
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// Rounds on the board: a day.
const ROUNDS: i64 = 12;

/// The latest roll-call of the actor's subdistrict: its rounds, and a page of one list with what the calls of the last
/// round came to; only those `among` its doors, when that is asked.
pub async fn board(
    ctx: &Ctx,
    register: Register,
    among: Option<Among>,
    after: Option<DoorKey>,
) -> Result<Board> {
    let may_steer = ctx.actor.role.has(Right::Steer) && ctx.actor.area.level() == AreaLevel::Subdistrict;
    let mut board = Board {
        called: None,
        rounds: Vec::new(),
        register,
        among,
        doors: Vec::new(),
        next: None,
        would_have: Vec::new(),
        may_steer,
        may_answer: false,
    };
    let Some(row) = latest(ctx).await? else {
        board.would_have = would_have(ctx, may_steer).await?;
        return Ok(board);
    };
    let reference = ctx.state.reference().await?;
    // what was forgotten has ended by itself
    let last_end = bounds(row.started_at, MOST_ROUNDS).0;
    let ended_at = row.ended_at.or((ctx.now >= last_end).then_some(last_end));
    let last = round_at(row.started_at, ended_at.unwrap_or(ctx.now)).unwrap_or(MOST_ROUNDS - 1);
    let area: AreaCode = row.subdistrict_code.parse()?;
    board.would_have = would_have(ctx, may_steer && ended_at.is_some()).await?;
    board.may_answer = ended_at.is_none() && ctx.actor.role.has(Right::RecordVisit);
    board.rounds = rounds(ctx, &row, last).await?;
    let size = ctx.state.limits.page_size;
    let list = List { id: row.id, register, among, round: last, in_full: board.may_answer };
    board.doors = doors(ctx, list, after, size + 1).await?;
    let more = board.doors.len() as u64 > size;
    board.doors.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    board.next = board.doors.last().filter(|_| more).map(|door| door.key);
    board.called = Some(Called {
        id: RollCallId(row.id),
        area: reference.areas.named(&area),
        reason: row.reason,
        started_at: row.started_at,
        ended_at,
    });
    Ok(board)
}

/// How many doors each list would have if one began now, for whoever `may` begin it.
async fn would_have(ctx: &Ctx, may: bool) -> Result<Vec<i64>> {
    let mut doors = Vec::new();
    if may {
        for register in Register::ALL {
            let mut sql = Sql::new("SELECT count(*) FROM site s");
            sql.filter(&belongs(*register, &ctx.actor.area));
            doors.push(sql.number(ctx.db().read()).await?);
        }
    }
    Ok(doors)
}

async fn latest(ctx: &Ctx) -> Result<Option<roll_call::Model>> {
    let Some(subdistrict) = ctx.actor.area.at(AreaLevel::Subdistrict) else { return Ok(None) };
    let found = roll_call::Entity::find()
        .filter(roll_call::Column::SubdistrictCode.eq(subdistrict.as_str()))
        .order_by_desc(roll_call::Column::StartedAt);
    Ok(found.one(ctx.db().read()).await?)
}

/// The doors `d` of a roll-call that the actor sees: those of their committee, or all.
fn own(ctx: &Ctx, id: Uuid) -> Conditions {
    let mut own = Conditions::default();
    own.add("d.roll_call_id = ?", [id.into()]);
    if let Some(committee) = ctx.actor.area.at(AreaLevel::Committee) {
        own.add("d.committee_code = ?", [committee.as_str().into()]);
    }
    own
}

/// The rounds up to `last`, the latest first.
async fn rounds(ctx: &Ctx, row: &roll_call::Model, last: i64) -> Result<Vec<Round>> {
    let first = (last + 1 - ROUNDS).max(0);
    let mut sql = Sql::new("SELECT d.register, count(*) FROM roll_call_door d");
    sql.filter(&own(ctx, row.id)).push(" GROUP BY d.register");
    let mut doors: HashMap<Register, i64> = HashMap::new();
    for found in sql.all(ctx.db().read()).await? {
        doors.insert(found.try_get_by_index::<String>(0)?.parse()?, found.try_get_by_index(1)?);
    }
    let mut sql = Sql::new(
        "SELECT a.round, a.register, a.answer, count(*) FROM roll_call_answer a JOIN roll_call_door d \
         ON d.roll_call_id = a.roll_call_id AND d.register = a.register AND d.sort_key = a.sort_key",
    );
    let mut these = Conditions::default();
    these.add("a.roll_call_id = ? AND a.round >= ?", [row.id.into(), first.into()]);
    these.extend(&own(ctx, row.id));
    sql.filter(&these).push(" GROUP BY a.round, a.register, a.answer");
    let mut counts: HashMap<(i64, Register, Answer), i64> = HashMap::new();
    for found in sql.all(ctx.db().read()).await? {
        let round: i32 = found.try_get_by_index(0)?;
        let register = found.try_get_by_index::<String>(1)?.parse()?;
        let answer = found.try_get_by_index::<String>(2)?.parse()?;
        counts.insert((round.into(), register, answer), found.try_get_by_index(3)?);
    }
    let standing = |round: i64, register: Register| {
        let count = |answer| counts.get(&(round, register, answer)).copied().unwrap_or(0);
        Standing {
            doors: doors.get(&register).copied().unwrap_or(0),
            safe: count(Answer::Safe),
            needs_help: count(Answer::NeedsHelp),
            no_answer: count(Answer::NoAnswer),
        }
    };
    let rounds = (first..=last).rev().map(|round| Round {
        round,
        from: bounds(row.started_at, round).0,
        standings: Register::ALL.iter().map(|register| standing(round, *register)).collect(),
    });
    Ok(rounds.collect())
}

/// Which list is read, and how.
#[derive(Clone, Copy)]
struct List {
    id: Uuid,
    register: Register,
    among: Option<Among>,
    round: i64,
    /// With names and numbers: for whoever calls.
    in_full: bool,
}

async fn doors(ctx: &Ctx, list: List, after: Option<DoorKey>, limit: u64) -> Result<Vec<Door>> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::default();
    sql.bind(
        "SELECT d.sort_key, d.site_id, s.kind, s.name, s.address, s.room, s.contact_name, s.contact_phone, \
         d.committee_code, a.answer, a.said_at FROM roll_call_door d JOIN site s ON s.id = d.site_id \
         LEFT JOIN roll_call_answer a ON a.roll_call_id = d.roll_call_id AND a.round = ? \
         AND a.register = d.register AND a.sort_key = d.sort_key",
        [list.round.into()],
    );
    let mut these = own(ctx, list.id);
    these.add("d.register = ?", [list.register.as_str().into()]);
    if let Some(among) = list.among {
        match among.answer() {
            Some(answer) => these.add("a.answer = ?", [answer.as_str().into()]),
            None => these.add("a.answer IS NULL", []),
        };
    }
    if let Some(DoorKey { sort_key }) = after {
        these.add("d.sort_key > ?", [sort_key.into()]);
    }
    sql.filter(&these).bind(" ORDER BY d.sort_key LIMIT ?", [cap(limit)]);
    let read = |row: &QueryResult| {
        let kind: SiteKind = row.try_get_by_index::<String>(2)?.parse()?;
        let (mut name, mut address): (String, String) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        if !list.in_full {
            let room: Option<String> = row.try_get_by_index(5)?;
            (name, address) = shown(kind, name, address, room.as_deref());
        }
        let (contact, phone): (Option<String>, Option<String>) =
            (row.try_get_by_index(6)?, row.try_get_by_index(7)?);
        let area: AreaCode = row.try_get_by_index::<String>(8)?.parse()?;
        let answer: Option<String> = row.try_get_by_index(9)?;
        Ok::<_, Error>(Door {
            key: DoorKey { sort_key: row.try_get_by_index(0)? },
            site: SiteId(row.try_get_by_index(1)?),
            name,
            address,
            contact: contact.filter(|_| list.in_full),
            phone: phone.filter(|_| list.in_full),
            area: reference.areas.named(&area),
            answer: answer.as_deref().map(str::parse::<Answer>).transpose()?,
            answered_at: row.try_get_by_index::<Option<DateTime<Utc>>>(10)?,
        })
    };
    sql.all(ctx.db().read()).await?.iter().map(read).collect()
}
