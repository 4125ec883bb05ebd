//! Finds records that were changed behind the program's back: the chain of events of every hazard, stove and device is
//! computed again, the row is compared with what its last event says it was, the numbers are counted through, and each issued paper
//! and summary says what was issued; what lies in the store as their [`files`] is what was written.

pub mod files;
mod lives;
mod papers;
mod summaries;

use crate::{
    db::Db,
    entities::{hazard, hazard_event},
    error::Result,
    hazards::rows::{content, row_digest},
    listing::Sql,
};
use domain::hazards::GENESIS;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Records that are looked at together.
const AT_ONCE: u64 = 500;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Hazards looked at.
    pub hazards: u64,
    /// Papers looked at.
    pub papers: u64,
    /// Checked and issued summaries looked at.
    pub summaries: u64,
    /// Files of issued papers and summaries looked at, where [`files`] were.
    pub files: u64,
    /// Stoves and devices looked at.
    pub lives: u64,
    /// Events looked at, of all of them.
    pub events: u64,
    /// What does not fit.
    pub broken: Vec<Broken>,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Number of the hazard, the series of numbers, or which stove or device.
    pub number: String,
    /// The event, when it is one event's fault.
    pub seq: Option<u32>,
    /// What is wrong.
    pub what: What,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// The event is not what was hashed when it was written.
    #[error("the event was changed")]
    EventChanged,
    /// The event does not follow the one before it.
    #[error("the event does not carry the hash of the one before it")]
    ChainBroken,
    /// The sequence has a gap or does not begin with 1.
    #[error("the events are not numbered without a gap")]
    EventMissing,
    /// There are more or fewer events than the record counts, or the last is another one.
    #[error("the record does not end with its last event")]
    EndMissing,
    /// The record is not what its last event says it was.
    #[error("the record was changed after its last event")]
    RecordChanged,
    /// Events of a record that is gone.
    #[error("the record of these events is gone")]
    RecordMissing,
    /// The paper does not say what was issued.
    #[error("the paper was changed after it was issued")]
    PaperChanged,
    /// The summary does not say what was checked.
    #[error("the summary was changed after it was checked")]
    SummaryChanged,
    /// The rows behind the summary are not those that were frozen.
    #[error("the rows behind the summary were changed after they were frozen")]
    FrozenRowsChanged,
    /// The stored file is not the one that was written.
    #[error("the stored file {0} was changed")]
    FileChanged(String),
    /// A file that the record names is not in the store, or one that it has to name is not named.
    #[error("the stored file {0} is missing")]
    FileMissing(String),
    /// A number of the series is missing.
    #[error("number {0} of the series is missing")]
    NumberMissing(i64),
    /// What is stored cannot be read at all.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

/// Looks at every record; `progress` hears how many hazards are done and how many there are.
pub async fn verify(db: &Db, progress: impl Fn(u64, u64)) -> Result<Report> {
    let all = Sql::new("SELECT count(*) FROM hazard").number(db.read()).await?;
    let all = u64::try_from(all).unwrap_or(0);
    let mut report = Report::default();
    let mut last = -1_i64;
    progress(0, all);
    loop {
        let rows = hazard::Entity::find()
            .filter(hazard::Column::SortKey.gt(last))
            .order_by_asc(hazard::Column::SortKey)
            .limit(AT_ONCE)
            .all(db.read())
            .await?;
        let Some(end) = rows.last() else { break };
        last = end.sort_key;
        let mut events = events_of(db, &rows).await?;
        for row in &rows {
            let own = events.remove(&row.id).unwrap_or_default();
            report.hazards += 1;
            report.events += own.len() as u64;
            report.broken.extend(check_hazard(row, &own));
        }
        progress(report.hazards, all.max(report.hazards));
    }
    lives::verify(db, &mut report).await?;
    papers::verify(db, &mut report).await?;
    summaries::verify(db, &mut report).await?;
    report.broken.extend(orphans(db).await?);
    report.broken.extend(gaps(db).await?);
    Ok(report)
}

async fn events_of(db: &Db, rows: &[hazard::Model]) -> Result<HashMap<Uuid, Vec<hazard_event::Model>>> {
    let found = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.is_in(rows.iter().map(|r| r.id)))
        .order_by_asc(hazard_event::Column::HazardId)
        .order_by_asc(hazard_event::Column::Seq)
        .all(db.read())
        .await?;
    let mut events: HashMap<Uuid, Vec<hazard_event::Model>> = HashMap::with_capacity(rows.len());
    for event in found {
        events.entry(event.hazard_id).or_default().push(event);
    }
    Ok(events)
}

/// A record as it is kept, for the comparison with its events.
struct Kept<'a> {
    /// How it is called in the report.
    name: String,
    /// How many events it counts.
    events: i32,
    /// The hash of its last event, as it says.
    last_hash: &'a str,
    /// The digest of the row as it stands.
    digest: Result<String>,
}

/// An event as it is kept.
struct Link<'a> {
    seq: i32,
    prev_hash: &'a str,
    hash: &'a str,
    /// The digest of its record, as it says.
    state: &'a str,
    /// Its hash, computed again from what it says.
    computed: Result<String>,
}

/// Everything that does not fit at one hazard.
fn check_hazard(row: &hazard::Model, events: &[hazard_event::Model]) -> Vec<Broken> {
    let links = events.iter().map(|event| Link {
        seq: event.seq,
        prev_hash: &event.prev_hash,
        hash: &event.hash,
        state: &event.state,
        computed: content(event).map(|content| content.hash(&event.prev_hash)),
    });
    let record = Kept {
        name: row.number.clone(),
        events: row.event_count,
        last_hash: &row.last_event_hash,
        digest: row_digest(row),
    };
    check(&record, &links.collect::<Vec<_>>())
}

/// Everything that does not fit at one record.
fn check(record: &Kept<'_>, links: &[Link<'_>]) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut fault = |seq: Option<i32>, what| {
        let seq = seq.and_then(|s| u32::try_from(s).ok());
        broken.push(Broken { number: record.name.clone(), seq, what });
    };
    let mut before = GENESIS;
    for (i, link) in links.iter().enumerate() {
        if usize::try_from(link.seq).ok() != Some(i + 1) {
            fault(Some(link.seq), What::EventMissing);
            return broken; // what follows a gap cannot fit either
        }
        if link.prev_hash != before {
            fault(Some(link.seq), What::ChainBroken);
        }
        match &link.computed {
            Ok(hash) if hash == link.hash => {}
            Ok(_) => fault(Some(link.seq), What::EventChanged),
            Err(error) => fault(Some(link.seq), What::Unreadable(error.to_string())),
        }
        before = link.hash;
    }
    if usize::try_from(record.events).ok() != Some(links.len())
        || links.is_empty()
        || record.last_hash != before
    {
        fault(None, What::EndMissing);
        return broken;
    }
    match (&record.digest, links.last()) {
        (Ok(digest), Some(end)) if digest != end.state => fault(None, What::RecordChanged),
        (Err(error), _) => fault(None, What::Unreadable(error.to_string())),
        _ => {}
    }
    broken
}

/// Events whose record was deleted.
async fn orphans(db: &Db) -> Result<Vec<Broken>> {
    let sql = "SELECT DISTINCT e.hazard_id FROM hazard_event e LEFT JOIN hazard h ON h.id = e.hazard_id WHERE h.id IS NULL";
    let rows = Sql::new(sql).all(db.read()).await?;
    let broken = |id: Uuid| Broken { number: id.to_string(), seq: None, what: What::RecordMissing };
    rows.iter().map(|row| Ok(broken(row.try_get_by_index(0)?))).collect()
}

/// Numbers that are missing in their series, counted against the last one that was given out.
async fn gaps(db: &Db) -> Result<Vec<Broken>> {
    let counters = Sql::new("SELECT subdistrict_code, year, CAST(last_seq AS BIGINT) FROM hazard_counter");
    let mut broken = Vec::new();
    for row in counters.all(db.read()).await? {
        let (subdistrict, year): (String, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let last: i64 = row.try_get_by_index(2)?;
        let mut sql = Sql::new("SELECT CAST(seq AS BIGINT) FROM hazard WHERE ");
        sql.bind(
            "subdistrict_code = ? AND year = ? ORDER BY seq",
            [subdistrict.as_str().into(), year.into()],
        );
        let mut expected = 1;
        for row in sql.all(db.read()).await? {
            let seq: i64 = row.try_get_by_index(0)?;
            broken.extend((expected..seq).map(|n| missing(&subdistrict, year, n)));
            expected = seq + 1;
        }
        broken.extend((expected..=last).map(|n| missing(&subdistrict, year, n)));
    }
    Ok(broken)
}

fn missing(subdistrict: &str, year: i32, n: i64) -> Broken {
    Broken { number: format!("{subdistrict}-{year}"), seq: None, what: What::NumberMissing(n) }
}
