//! Beginning and ending a roll-call, and saying what a call came to.

use crate::{
    audit,
    ctx::Ctx,
    db::WriteTx,
    entities::{roll_call, roll_call_answer, roll_call_door},
    error::{Error, Result},
    hazards::query::open,
    listing::{Conditions, Sql, places},
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    hazards::{Category, Status},
    ids::{RollCallId, SiteId, named},
    roll_call::{Answer, DoorKey, MOST_ROUNDS, Register, bounds, check_reason, round_at},
    text::tidy,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Value,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Begins a roll-call of the person's subdistrict: its registers become lists. The same one again is accepted; another one
/// while one runs is refused.
pub async fn start(ctx: &Ctx, id: RollCallId, reason: &str) -> Result<RollCallId> {
    ctx.require(Right::Steer)?;
    check_reason(reason)?;
    let area = ctx.actor.area.clone();
    if area.level() != AreaLevel::Subdistrict {
        return Err(Fault::field("area", FieldCode::OutOfRange).into());
    }
    let reason = tidy(reason).unwrap_or_default();
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            // two who begin at once: the later one finds that of the first
            tx.claim(named(&format!("roll_call:{area}"))).await?;
            if let Some(there) = roll_call::Entity::find_by_id(id.0).one(tx).await? {
                let own = there.subdistrict_code == area.as_str();
                return if own { Ok(id) } else { Err(Error::code(Code::ContentConflict)) };
            }
            let running = roll_call::Entity::find()
                .filter(roll_call::Column::SubdistrictCode.eq(area.as_str()))
                .filter(roll_call::Column::EndedAt.is_null())
                .one(tx)
                .await?;
            if let Some(mut row) = running {
                if round_at(row.started_at, ctx.now).is_some() {
                    return Err(Error::code(Code::Stale));
                }
                // forgotten: it has ended by itself
                row.ended_at = Some(bounds(row.started_at, MOST_ROUNDS).0);
                row.into_active_model().reset_all().update(tx).await?;
            }
            let row = roll_call::Model {
                id: id.0,
                subdistrict_code: area.to_string(),
                reason,
                started_at: ctx.now,
                started_by: ctx.actor.user.0,
                ended_at: None,
                ended_by: None,
            };
            let why = row.reason.clone();
            row.into_active_model().reset_all().insert(tx).await?;
            let doors = freeze(tx, id, &area).await?;
            let line = audit::Entry {
                action: "roll_call.start".into(),
                subject_type: "roll_call",
                subject: id.to_string(),
                area: Some(area),
                detail: serde_json::json!({"reason": why, "doors": doors}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(id)
        })
    })
    .await
}

/// Writes the lists down. Answers how many doors each has.
async fn freeze(tx: &WriteTx, id: RollCallId, area: &AreaCode) -> Result<BTreeMap<&'static str, u64>> {
    let mut doors = BTreeMap::new();
    for register in Register::ALL {
        let mut sql = Sql::new(
            "INSERT INTO roll_call_door (roll_call_id, register, sort_key, site_id, committee_code) ",
        );
        sql.bind(
            "SELECT ?, ?, s.sort_key, s.id, s.committee_code FROM site s",
            [id.0.into(), register.as_str().into()],
        );
        sql.filter(&belongs(*register, area));
        let written = tx.execute_raw(sql.statement(tx.get_database_backend())).await?;
        doors.insert(register.as_str(), written.rows_affected());
    }
    Ok(doors)
}

/// The sites `s` of a register.
pub(super) fn belongs(register: Register, area: &AreaCode) -> Conditions {
    let mut these = Conditions::default();
    these.add("s.subdistrict_code = ?", [area.as_str().into()]);
    these.add("s.status = 'active'", []);
    let with_open = |category: Category| {
        let mut hazards = Conditions::default();
        hazards.add("h.subdistrict_code = ?", [area.as_str().into()]);
        hazards.any_of("h.status", &open(), Status::as_str);
        hazards.add("h.category = ?", [category.as_str().into()]);
        hazards.add("h.site_id IS NOT NULL", []);
        let mut sql = Sql::new("SELECT h.site_id FROM hazard h");
        sql.filter(&hazards);
        sql
    };
    match register {
        Register::Basements => these.add("s.kind = 'basement'", []),
        Register::Sheds => these.add("s.kind = 'bike_shed'", []),
        Register::OldHouses => these.within("s.id", with_open(Category::Building)),
        Register::Hanging => these.within("s.id", with_open(Category::Falling)),
        Register::ElderlyAlone => {
            let mut listed = Sql::default();
            listed.bind(
                "SELECT d.site_id FROM device d WHERE d.subdistrict_code = ? AND d.kind = 'gas_alarm' \
                 AND d.status NOT IN ('replaced', 'retired')",
                [area.as_str().into()],
            );
            these.add("s.kind = 'household'", []).within("s.id", listed)
        }
    };
    these
}

/// Ends a roll-call. Ended already, it stays as it is.
pub async fn stop(ctx: &Ctx, id: RollCallId) -> Result<()> {
    ctx.require(Right::Steer)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(id.0).await?;
            let mut row = find(tx, id).await?;
            let area: AreaCode = row.subdistrict_code.parse()?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            if row.ended_at.is_some() {
                return Ok(());
            }
            // what was forgotten has ended before
            row.ended_at = Some(ctx.now.min(bounds(row.started_at, MOST_ROUNDS).0));
            row.ended_by = Some(ctx.actor.user.0);
            row.into_active_model().reset_all().update(tx).await?;
            let line = audit::Entry {
                action: "roll_call.stop".into(),
                subject_type: "roll_call",
                subject: id.to_string(),
                area: Some(area),
                detail: serde_json::json!({}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(())
        })
    })
    .await
}

/// Brings the doors of a site to the one that it was merged into. On a list that is being called the door stands once, unless both
/// records were called already, and is called by the committee of the site that stays.
pub(crate) async fn merged(tx: &WriteTx, from: SiteId, (into, area): (SiteId, &AreaCode)) -> Result<()> {
    let committee = area.at(AreaLevel::Committee).ok_or_else(|| Error::broken("a site above a committee"))?;
    let statements: [(&str, Vec<Value>); 3] = [
        (
            "DELETE FROM roll_call_door WHERE site_id = ? \
             AND roll_call_id IN (SELECT c.id FROM roll_call c WHERE c.ended_at IS NULL) \
             AND EXISTS (SELECT 1 FROM roll_call_door d WHERE d.site_id = ? \
             AND d.roll_call_id = roll_call_door.roll_call_id AND d.register = roll_call_door.register) \
             AND NOT EXISTS (SELECT 1 FROM roll_call_answer a WHERE a.roll_call_id = roll_call_door.roll_call_id \
             AND a.register = roll_call_door.register AND a.sort_key = roll_call_door.sort_key)",
            vec![from.0.into(), into.0.into()],
        ),
        (
            "UPDATE roll_call_door SET committee_code = ? WHERE site_id = ? \
             AND roll_call_id IN (SELECT c.id FROM roll_call c WHERE c.ended_at IS NULL)",
            vec![committee.as_str().into(), from.0.into()],
        ),
        ("UPDATE roll_call_door SET site_id = ? WHERE site_id = ?", vec![into.0.into(), from.0.into()]),
    ];
    for (text, values) in statements {
        let mut sql = Sql::default();
        sql.bind(text, values);
        sql.run(tx).await?;
    }
    Ok(())
}

/// Sites that have moved into another committee are called by that one, on lists that still run.
pub(crate) async fn moved(tx: &WriteTx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    let committee = area.at(AreaLevel::Committee).ok_or_else(|| Error::broken("a site above a committee"))?;
    let mut sql = Sql::default();
    sql.bind("UPDATE roll_call_door SET committee_code = ?", [committee.as_str().into()]);
    sql.bind(
        &format!(" WHERE site_id IN ({})", places(sites.len())),
        sites.iter().map(|id| Value::from(*id)),
    );
    sql.push(" AND roll_call_id IN (SELECT c.id FROM roll_call c WHERE c.ended_at IS NULL)");
    sql.run(tx).await
}

async fn find(tx: &WriteTx, id: RollCallId) -> Result<roll_call::Model> {
    let row = roll_call::Entity::find_by_id(id.0).one(tx).await?;
    row.ok_or_else(|| Error::code(Code::NotFound))
}

/// Says what the call of a door came to in the round that runs. Said otherwise in the same round it is corrected, and the
/// audit log has both.
pub async fn say(ctx: &Ctx, id: RollCallId, register: Register, door: DoorKey, answer: Answer) -> Result<()> {
    ctx.require(Right::RecordVisit)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(named(&format!("{id}:{register}:{door}"))).await?;
            let called = find(tx, id).await?;
            let key = (id.0, register.as_str().to_owned(), door.sort_key);
            let there = roll_call_door::Entity::find_by_id(key).one(tx).await?;
            let there = there.ok_or_else(|| Error::code(Code::NotFound))?;
            let area: AreaCode = there.committee_code.parse()?;
            // whoever works in a grid calls its committee's doors
            if !ctx.actor.area.contains(&area) && !area.contains(&ctx.actor.area) {
                return Err(Error::code(Code::NotFound));
            }
            let round = round_at(called.started_at, ctx.now).filter(|_| called.ended_at.is_none());
            let round = round.ok_or_else(|| Error::code(Code::Stale))?;
            let round = i32::try_from(round).map_err(Error::broken)?;
            let key = (id.0, round, register.as_str().to_owned(), door.sort_key);
            let before = roll_call_answer::Entity::find_by_id(key).one(tx).await?;
            let before = before.map(|row| row.answer);
            if before.as_deref() == Some(answer.as_str()) {
                return Ok(());
            }
            let row = roll_call_answer::Model {
                roll_call_id: id.0,
                round,
                register: register.as_str().into(),
                sort_key: door.sort_key,
                answer: answer.as_str().into(),
                said_by: ctx.actor.user.0,
                said_at: ctx.now,
            };
            let row = row.into_active_model().reset_all();
            if before.is_some() {
                row.update(tx).await?
            } else {
                row.insert(tx).await?
            };
            let line = audit::Entry {
                action: "roll_call.say".into(),
                subject_type: "site",
                subject: there.site_id.to_string(),
                area: Some(area),
                detail: serde_json::json!({
                    "roll_call": id, "register": register, "round": round, "answer": answer, "before": before,
                }),
            };
            audit::write(tx, &ctx, [line]);
            Ok(())
        })
    })
    .await
}
