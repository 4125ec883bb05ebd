//! Making the reminders of a day and the notes about hotline orders, and the messages that are to tell of them.

use super::{
    order_notes,
    people::{People, SUBJECT},
    send, sent,
};
use crate::{
    audit::{self, Author},
    ctx::State,
    db::WriteTx,
    entities::{delivery, delivery_item, reminder},
    error::{Error, Result},
    listing::{Sql, cap},
    queue::{self, Job, NewJob},
    transfer::rows::inserts,
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    fault::Code,
    hazards::HazardState,
    ids::{HazardId, UserId, named, sort_key},
    reminders::{DeliveryState, Sent, Stage, Subject, Way, owed},
    work::WorkKind,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Reminders are made so long before the messages of the day are sent.
const BEFORE_DIGEST: TimeDelta = TimeDelta::minutes(30);

/// So long a message waits for further reminders of its person, when the hour of the day is past.
const GATHER: TimeDelta = TimeDelta::minutes(2);

/// So many days before its deadline a hazard may have its first reminder: three, and the days off before those.
const AHEAD: u64 = 3 + 31;

/// Hazards of one transaction.
const BATCH: u64 = 500;

/// What a job needs to know.
#[derive(Serialize, Deserialize)]
struct Payload {
    subdistrict: AreaCode,
}

/// Adds the jobs that make the reminders of today, once it is time and unless it is a day off; again and again, because
/// each is there once. Answers how many there were not yet; nothing while it is too early.
pub async fn begin_day(state: &State, now: DateTime<Utc>) -> Result<Option<u64>> {
    let today = local_date(now);
    let reference = state.reference().await?;
    let begins = state.limits.digest_at.on(today) - BEFORE_DIGEST;
    if now < begins {
        return Ok(None);
    }
    if !reference.rules.calendar.is_working(today) {
        return Ok(Some(0));
    }
    let subdistricts = reference.areas.all().filter(|area| area.code.level() == AreaLevel::Subdistrict);
    let jobs = subdistricts
        .map(|area| {
            Ok(NewJob {
                kind: WorkKind::Remind,
                key: format!("remind:{today}:{}", area.code),
                payload: serde_json::to_value(Payload { subdistrict: area.code.clone() })?,
                at: now,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    state.db.write(move |tx| Box::pin(async move { queue::add(tx, now, jobs).await })).await.map(Some)
}

/// Does the job: what is owed on the day on which it is done, also when it has waited since yesterday.
pub(super) async fn run(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let Payload { subdistrict } = serde_json::from_value(job.payload.clone())?;
    let reference = state.reference().await?;
    let people = Arc::new(People::read(state.db.read(), &reference, local_date(now)).await?);
    let mut after = (String::new(), i64::MIN);
    loop {
        let (subjects, last) = open(state, &people, &subdistrict, local_date(now), &after).await?;
        let more = subjects.len() as u64 == BATCH;
        make(state, &people, &subdistrict, subjects, now).await?;
        match last {
            Some(last) if more => after = last,
            _ => break,
        }
    }
    order_notes::make(state, &people, &subdistrict, now).await?;
    let job = job.clone();
    state.db.write(move |tx| Box::pin(async move { queue::done(tx, &job, now).await })).await?;
    Ok(())
}

/// Some open hazards of a subdistrict of which something may be owed, by committee and age, and the place of the last.
async fn open(
    state: &State,
    people: &People,
    subdistrict: &AreaCode,
    today: NaiveDate,
    (committee, key): &(String, i64),
) -> Result<(Vec<Subject>, Option<(String, i64)>)> {
    let until = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    let index = if state.db.is_sqlite() { " INDEXED BY ix_hazard_open" } else { "" };
    let mut sql = Sql::new(format!("SELECT {SUBJECT}, h.committee_code, h.sort_key FROM hazard h{index}"));
    sql.bind(
        " WHERE h.closed_at IS NULL AND h.voided_at IS NULL AND h.subdistrict_code = ? AND h.effective_due <= ?",
        [subdistrict.as_str().into(), until.into()],
    );
    sql.bind(
        " AND (h.committee_code, h.sort_key) > (?, ?) ORDER BY h.committee_code, h.sort_key LIMIT ?",
        [committee.as_str().into(), (*key).into(), cap(BATCH)],
    );
    let rows = sql.all(state.db.read()).await?;
    let last = match rows.last() {
        Some(row) => Some((row.try_get_by_index(5)?, row.try_get_by_index(6)?)),
        None => None,
    };
    Ok((rows.iter().map(|row| people.subject(row)).collect::<Result<_>>()?, last))
}

/// Stores what is owed of these hazards, and has it told.
async fn make(
    state: &State,
    people: &Arc<People>,
    subdistrict: &AreaCode,
    subjects: Vec<Subject>,
    now: DateTime<Utc>,
) -> Result<()> {
    let reference = state.reference().await?;
    let (people, subdistrict, state) = (Arc::clone(people), subdistrict.clone(), state.clone());
    let db = state.db.clone();
    db.write(move |tx| {
        Box::pin(async move {
            let today = local_date(now);
            let mut said = said(tx, &subjects).await?;
            let mut rows = Vec::new();
            for subject in &subjects {
                let said = said.remove(&subject.hazard.0).unwrap_or_default();
                let calendar = &reference.rules.calendar;
                for owed in owed(subject, today, calendar, state.limits.ladder, &said) {
                    let sent = Sent { person: owed.person, due: subject.due, stage: owed.stage };
                    rows.push(row(subject.hazard, &sent, today, now));
                }
            }
            let made = store(tx, &rows).await?;
            let mut by_person: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
            for row in rows.iter().filter(|row| made.contains(&row.id)) {
                by_person.entry(row.person_id).or_default().push(row.id);
            }
            for (person, reminders) in &by_person {
                tell(tx, &state, &people, (*person, today), reminders, now).await?;
            }
            if !made.is_empty() {
                let line = audit::Entry {
                    action: "reminder.make".into(),
                    subject_type: "reminder",
                    subject: today.to_string(),
                    area: Some(subdistrict),
                    detail: serde_json::json!({"reminders": made.len(), "people": by_person.len()}),
                };
                audit::write_as(tx, &Author::itself(now), [line]);
            }
            Ok::<_, Error>(())
        })
    })
    .await
}

/// What was said of these hazards before.
async fn said(tx: &WriteTx, subjects: &[Subject]) -> Result<HashMap<Uuid, Vec<Sent>>> {
    let mut said: HashMap<Uuid, Vec<Sent>> = HashMap::new();
    if subjects.is_empty() {
        return Ok(said);
    }
    let hazards = subjects.iter().map(|subject| subject.hazard.0);
    for row in reminder::Entity::find().filter(reminder::Column::HazardId.is_in(hazards)).all(tx).await? {
        said.entry(row.hazard_id).or_default().push(sent(&row)?);
    }
    Ok(said)
}

/// Reminds whoever has a hazard, and while they are away whoever does their work, because the office asks after it, in the change in
/// which it does.
pub(crate) async fn chase(
    tx: &WriteTx,
    state: &State,
    people: &People,
    hazard: &HazardState,
    now: DateTime<Utc>,
) -> Result<()> {
    let assignee = hazard.assignee.filter(|person| people.account(person.0).is_some());
    let person = assignee.ok_or_else(|| Error::code(Code::NobodyToRemind))?;
    if let Some(deputy) = people.deputy(person) {
        say(tx, (state, people), hazard, (deputy, Stage::Chased), now).await?;
    }
    say(tx, (state, people), hazard, (person, Stage::Chased), now).await
}

/// Tells `person` that somebody else has the hazard now, in the change in which it was taken from them. Whoever may not sign in
/// any more is told nothing.
pub(crate) async fn taken(
    tx: &WriteTx,
    state: &State,
    hazard: &HazardState,
    person: UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    let reference = state.reference().await?;
    let people = People::read(tx, &reference, local_date(now)).await?;
    if people.account(person.0).is_none() {
        return Ok(());
    }
    say(tx, (state, &people), hazard, (person, Stage::Taken), now).await
}

/// A reminder outside the ladder: in the inbox, and told like any other. What was said so of this deadline before is unread again
/// and told anew.
async fn say(
    tx: &WriteTx,
    (state, people): (&State, &People),
    hazard: &HazardState,
    (person, stage): (UserId, Stage),
    now: DateTime<Utc>,
) -> Result<()> {
    let today = local_date(now);
    let sent = Sent { person, due: hazard.effective_due, stage };
    let row = row(hazard.id, &sent, today, now);
    let mut again = Sql::new("UPDATE reminder SET read_at = NULL");
    again.bind(", sort_key = ?, day = ?, made_at = ?", [row.sort_key.into(), today.into(), now.into()]);
    again.bind(" WHERE id = ?", [row.id.into()]);
    let said = tx.execute_raw(again.statement(tx.get_database_backend())).await?;
    let id = row.id;
    if said.rows_affected() == 0 {
        store(tx, &[row]).await?;
    }
    tell(tx, state, people, (person.0, today), &[id], now).await
}

fn row(hazard: HazardId, sent: &Sent, day: NaiveDate, now: DateTime<Utc>) -> reminder::Model {
    let Sent { person, due, stage } = sent;
    let id = named(&format!("reminder|{hazard}|{due}|{stage}|{person}"));
    reminder::Model {
        id,
        sort_key: sort_key(now, id),
        hazard_id: hazard.0,
        person_id: person.0,
        due: *due,
        stage: stage.as_str().into(),
        day,
        made_at: now,
        read_at: None,
    }
}

/// Stores reminders. Answers those that another server has not stored meanwhile.
async fn store(tx: &WriteTx, rows: &[reminder::Model]) -> Result<BTreeSet<Uuid>> {
    let mut made = BTreeSet::new();
    for mut statement in inserts(tx.get_database_backend(), rows) {
        statement.sql.push_str(" ON CONFLICT DO NOTHING RETURNING id");
        for row in tx.query_all_raw(statement).await? {
            made.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(made)
}

/// Puts reminders into the messages of their person's day: into those that wait still, else into new ones.
async fn tell(
    tx: &WriteTx,
    state: &State,
    people: &People,
    (person, day): (Uuid, NaiveDate),
    reminders: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    let (Some(account), settings) = (people.account(person), people.settings(person)) else { return Ok(()) };
    let ways = state.outgoing.ways();
    for &way in Way::ALL.iter().filter(|way| ways.has(**way) && settings.wants(**way)) {
        let at = state.limits.digest_at.on(day);
        let at = settings.quiet.after(if at > now { at } else { now + GATHER });
        let delivery = waiting(tx, account, (way, day), at, now).await?;
        let items: Vec<delivery_item::Model> = reminders
            .iter()
            .map(|reminder| delivery_item::Model { delivery_id: delivery, reminder_id: *reminder })
            .collect();
        for mut statement in inserts(tx.get_database_backend(), &items) {
            // a message that waits may hold it already
            statement.sql.push_str(" ON CONFLICT DO NOTHING");
            tx.execute_raw(statement).await?;
        }
    }
    Ok(())
}

/// The message of a person's day that waits to be sent; a new one when there is none.
async fn waiting(
    tx: &WriteTx,
    account: &crate::entities::user_account::Model,
    (way, day): (Way, NaiveDate),
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let name = format!("delivery|{}|{day}|{way}", account.id);
    // whoever sends it, or makes one too, waits
    tx.claim(named(&name)).await?;
    let last = delivery::Entity::find()
        .filter(delivery::Column::PersonId.eq(account.id))
        .filter(delivery::Column::Day.eq(day))
        .filter(delivery::Column::Way.eq(way.as_str()))
        .order_by_desc(delivery::Column::Turn)
        .one(tx)
        .await?;
    let turn = match last {
        Some(row) if row.state == DeliveryState::Waiting.as_str() => return Ok(row.id),
        Some(row) => row.turn + 1,
        None => 0,
    };
    let row = delivery::Model {
        id: named(&format!("{name}|{turn}")),
        person_id: account.id,
        area_code: account.area_code.clone(),
        way: way.as_str().into(),
        day,
        turn,
        state: DeliveryState::Waiting.as_str().into(),
        repeats: 0,
        reason: None,
        created_at: now,
        updated_at: now,
    };
    let job = send::job(&row, at)?;
    let id = row.id;
    row.into_active_model().reset_all().insert(tx).await?;
    queue::add(tx, now, vec![job]).await?;
    Ok(id)
}
