//! Building and writing the rows of hazards: the one place that knows what belongs to a hazard (row, events with
//! their chain, search words, counters). The services, the importer and the demo all write through it.

use super::{flows, rows, sums::Sums};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, hazard_event},
    error::{Error, Result},
    listing::{Sql, places},
    search::{self, Entry, Index, Place, Texts},
    transfer::rows::{filled, inserts_in_pieces},
};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    actor::Actor,
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    figures::HazardFacts,
    geo::{Cell, Datum, MAX_LEVEL},
    hazards::{EventKind, GENESIS, HazardNumber, Position, RegisterHazard, Step},
    ids::{EventId, FileId, InspectionId, sort_key},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, IntoActiveModel, QueryResult, Statement, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A hazard that is ready to be numbered and written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What was asked for.
    pub command: RegisterHazard,
    /// Its committee or grid.
    pub area: AreaCode,
    /// Where it is, from the command or the site.
    pub position: Option<Position>,
    /// The pair and datum the position came in, when it was imported.
    pub raw: Option<(f64, f64, Datum)>,
    /// The visit that found it.
    pub inspection: Option<InspectionId>,
    /// What the search says of the site.
    pub place: Option<Place>,
    /// The first steps of its life.
    pub steps: Vec<Step>,
    /// SHA-256 of the command.
    pub content_sha256: String,
}

/// Who did something when and where; becomes part of an event.
#[derive(Clone, Debug)]
pub struct Doing<'a> {
    /// The event's id.
    pub id: EventId,
    /// Who.
    pub actor: &'a Actor,
    /// Server time.
    pub now: DateTime<Utc>,
    /// The device's time.
    pub device_at: Option<DateTime<Utc>>,
    /// Photos it brings.
    pub photos: &'a [FileId],
    /// Where it was done.
    pub position: Option<Position>,
    /// SHA-256 of the command, when a command caused it.
    pub content_sha256: Option<String>,
}

impl<'a> Doing<'a> {
    /// What follows from something else that this person does: without a device, photos and a place of its own.
    pub fn following(ctx: &'a Ctx) -> Self {
        Self {
            id: EventId(Uuid::now_v7()),
            actor: &ctx.actor,
            now: ctx.now,
            device_at: None,
            photos: &[],
            position: None,
            content_sha256: None,
        }
    }
}

/// A hazard with its events, numbered.
#[derive(Clone, Debug)]
pub struct Built {
    /// The row.
    pub row: hazard::Model,
    /// Its events.
    pub events: Vec<hazard_event::Model>,
    /// What the search says of it.
    pub entry: Entry,
}

impl Draft {
    /// The subdistrict and local year that number it.
    pub fn series(&self) -> Result<Series> {
        series(&self.area, self.command.found_at)
    }

    /// The rows, once it has its number and sort key.
    pub fn build(self, number: &HazardNumber, key: i64, doing: &Doing<'_>) -> Result<Built> {
        let Self { command, area, position, raw, inspection, place, steps, content_sha256 } = self;
        let part =
            |level| area.at(level).map(String::from).ok_or_else(|| Error::broken("hazard above a committee"));
        let first = &steps.first().ok_or_else(|| Error::broken("a hazard without steps"))?.state;
        let mut row = hazard::Model {
            id: command.id.0,
            sort_key: key,
            number: number.to_string(),
            subdistrict_code: part(AreaLevel::Subdistrict)?,
            year: number.year,
            seq: i32::try_from(number.sequence).map_err(Error::broken)?,
            committee_code: part(AreaLevel::Committee)?,
            district_code: part(AreaLevel::District)?,
            area_code: area.to_string(),
            source: command.source.as_str().into(),
            category: command.category.as_str().into(),
            subcategory: command.subcategory,
            severity: command.severity.as_str().into(),
            status: first.status.as_str().into(),
            description: command.description,
            location: command.location,
            clause: command.clause,
            standard_id: command.standard.map(|s| s.0),
            site_id: command.site.map(|s| s.0),
            inspection_id: inspection.map(|i| i.0),
            lon: position.map(|p| p.point.lon()),
            lat: position.map(|p| p.point.lat()),
            cell: position.map(|p| Cell::at(MAX_LEVEL, p.point).code()),
            accuracy_m: position.and_then(|p| p.accuracy_m),
            point_source: position.map(|p| p.source.as_str().into()),
            raw_lon: raw.map(|r| r.0),
            raw_lat: raw.map(|r| r.1),
            raw_datum: raw.map(|r| r.2.as_str().into()),
            found_at: first.found_at,
            registered_at: doing.now,
            original_due: first.original_due,
            effective_due: first.effective_due,
            on_the_spot: first.on_the_spot,
            party_name: command.party_name,
            party_phone: command.party_phone,
            reporter_id: first.reporter.0,
            assignee_id: None,
            rectified_by: None,
            rectified_at: None,
            first_reviewer_id: None,
            first_review_passed: None,
            closed_by: None,
            closed_at: None,
            voided_at: None,
            void_reason: None,
            duplicate_of: None,
            returned_count: 0,
            reopened_count: 0,
            extension_until: None,
            extension_reason: None,
            extension_asked_by: None,
            extension_count: 0,
            transferred_to: None,
            five_elements: None,
            supervised: false,
            event_count: 0,
            last_event_hash: GENESIS.into(),
            version: 0,
            content_sha256,
            change_seq: 0,
            created_at: doing.now,
            updated_at: doing.now,
        };
        let mut events = Vec::with_capacity(steps.len());
        for (i, step) in steps.iter().enumerate() {
            // the first event carries the photos of the finding, the report of rectification those of the result
            let photos: &[FileId] = match step.kind {
                EventKind::Registered => &command.photos_before,
                EventKind::Rectified => &command.photos_after,
                _ => &[],
            };
            let id = if i == 0 { doing.id } else { EventId(Uuid::now_v7()) };
            let doing = Doing { id, photos, content_sha256: None, ..doing.clone() };
            events.push(append(&mut row, step, &doing)?);
        }
        let entry = search_entry(&row, place.as_ref())?;
        Ok(Built { row, events, entry })
    }
}

/// What the search says of a hazard: its number and texts, its site by name, initials and door; and for who may see them in full
/// the responsible party's name and phone.
pub fn search_entry(row: &hazard::Model, place: Option<&Place>) -> Result<Entry> {
    let area: AreaCode = row.area_code.parse()?;
    let mut texts = Texts::default()
        .open(&row.number)
        .open(&row.description)
        .open(&row.location)
        .open(row.clause.as_deref().unwrap_or_default())
        .person(row.party_name.as_deref())
        .phone(row.party_phone.as_deref());
    if let Some(place) = place {
        texts = texts.place(place);
    }
    let entry = Entry::new(row.sort_key, &area, texts);
    Ok(if row.lon.is_some() { entry } else { entry.unplaced() })
}

/// Brings the row to the state after the step and makes the event that says so, linked to the one before.
pub fn append(row: &mut hazard::Model, step: &Step, doing: &Doing<'_>) -> Result<hazard_event::Model> {
    let from = if row.event_count == 0 { None } else { Some(row.status.clone()) };
    rows::put_state(row, &step.state)?;
    row.event_count += 1;
    row.updated_at = doing.now;
    let mut event = hazard_event::Model {
        id: doing.id.0,
        hazard_id: row.id,
        seq: row.event_count,
        kind: step.kind.as_str().into(),
        actor_id: doing.actor.user.0,
        actor_name: doing.actor.name.clone(),
        actor_role: doing.actor.role.as_str().into(),
        server_at: doing.now,
        device_at: doing.device_at.map(domain::calendar::to_millis),
        from_status: from,
        to_status: step.state.status.as_str().into(),
        note: step.note.clone(),
        data: step.data.to_string(),
        photos: serde_json::to_value(doing.photos)?,
        lon: doing.position.map(|p| p.point.lon()),
        lat: doing.position.map(|p| p.point.lat()),
        state: rows::row_digest(row)?,
        prev_hash: row.last_event_hash.clone(),
        hash: String::new(),
        content_sha256: doing.content_sha256.clone(),
    };
    event.hash = rows::content(&event)?.hash(&event.prev_hash);
    row.last_event_hash.clone_from(&event.hash);
    Ok(event)
}

/// Numbers, builds and writes new hazards; all of one subdistrict and year get consecutive numbers.
pub async fn insert(tx: &WriteTx, drafts: Vec<(Draft, Doing<'_>)>) -> Result<Vec<Built>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let Numbered { built, .. } = number(tx, drafts, Beside::default()).await?;
    write(tx, &built).await?;
    Ok(built)
}

/// What is asked on the same way as the numbers of hazards.
#[derive(Default)]
pub(crate) struct Beside<'a> {
    /// The subdistricts of other records that are changed, each with a number of its own.
    pub changed: Vec<&'a str>,
    /// Something that is answered by one row.
    pub question: Option<Sql>,
}

/// Hazards with their numbers.
pub(crate) struct Numbered {
    /// They.
    pub built: Vec<Built>,
    /// The numbers of the other changes.
    pub seqs: changes::Drawn,
    /// What the question was answered.
    pub answer: Option<QueryResult>,
}

/// Draws the numbers of hazards and of what is changed besides, and builds the hazards. What waits is carried out before.
pub(crate) async fn number(
    tx: &WriteTx,
    drafts: Vec<(Draft, Doing<'_>)>,
    beside: Beside<'_>,
) -> Result<Numbered> {
    let mut built = Vec::with_capacity(drafts.len());
    let all_series = drafts.iter().map(|(d, _)| d.series()).collect::<Result<Vec<Series>>>()?;
    let of_hazards = all_series.iter().map(|(subdistrict, _)| subdistrict.as_str());
    let new_seqs = changes::Wanted::of(of_hazards.chain(beside.changed));
    let mut new_numbers: BTreeMap<Series, i32> = BTreeMap::new();
    for series in all_series {
        *new_numbers.entry(series).or_default() += 1;
    }
    let keys: Vec<i64> = drafts.iter().map(|(d, _)| sort_key(d.command.found_at, d.command.id.0)).collect();
    let backend = tx.get_database_backend();
    // the changes before the hazard numbers: all take the counters' locks in this order
    let mut questions = new_seqs.statements(backend);
    questions
        .extend(new_numbers.iter().map(|((place, year), n)| drawing(place, *year, *n).statement(backend)));
    let asked = beside.question.is_some();
    questions.extend(beside.question.map(|question| question.statement(backend)));
    if !keys.is_empty() {
        questions.push(taken(&keys).statement(backend));
    }
    let mut answers = tx.ask_all(questions).await?.into_iter();
    let mut seqs = new_seqs.drawn(&mut answers)?;
    let mut counters = BTreeMap::new();
    for (series, n) in new_numbers {
        counters.insert(series, u32::try_from(drawn(answers.next())? - n + 1).map_err(Error::broken)?);
    }
    let answer = if asked { answers.next() } else { None };
    let used = answers.map(key).collect::<Result<Vec<i64>>>()?;
    let mut keys = free_keys(tx, keys, &used).await?.into_iter();
    for (draft, doing) in drafts {
        let series = draft.series()?;
        let next = counters.get_mut(&series).ok_or_else(|| Error::broken("no number drawn"))?;
        let number = HazardNumber { subdistrict: series.0, year: series.1, sequence: *next };
        *next += 1;
        let key = keys.next().ok_or_else(|| Error::broken("no sort key"))?;
        let mut one = draft.build(&number, key, &doing)?;
        one.row.change_seq = seqs.next(&one.row.subdistrict_code)?;
        built.push(one);
    }
    Ok(Numbered { built, seqs, answer })
}

/// Writes built hazards: rows, events, search, counters.
pub async fn write(tx: &WriteTx, built: &[Built]) -> Result<()> {
    let mut sums = Sums::default();
    for b in built {
        sums.found(b)?;
    }
    tx.execute_all(statements(tx.get_database_backend(), built)).await?;
    search::leave(tx, Index::Hazard, built.iter().map(|b| b.entry.clone()).collect()).await?;
    sums.leave(tx);
    Ok(())
}

/// The statements that insert rows and events.
pub(super) fn statements(backend: DbBackend, built: &[Built]) -> Vec<Statement> {
    let mut all = inserts_in_pieces(backend, built.iter().map(|b| &b.row));
    all.extend(inserts_in_pieces(backend, built.iter().flat_map(|b| &b.events)));
    all
}

/// What the figures need of a hazard that was just built, from its own events.
pub fn fresh_facts(built: &Built) -> Result<HazardFacts> {
    rows::facts(&built.row, &flows::of_events(&built.row, &built.events)?)
}

/// A subdistrict and a local year, within which hazards are numbered.
pub type Series = (AreaCode, i32);

/// The one of a hazard that was found there and then.
pub(super) fn series(area: &AreaCode, found_at: DateTime<Utc>) -> Result<Series> {
    let subdistrict =
        area.at(AreaLevel::Subdistrict).ok_or_else(|| Error::broken("hazard above a subdistrict"))?;
    Ok((subdistrict, local_date(found_at).year()))
}

/// Draws `n` numbers and answers the last.
pub async fn draw(tx: &WriteTx, subdistrict: &AreaCode, year: i32, n: i32) -> Result<i32> {
    drawn(drawing(subdistrict, year, n).one(tx).await?)
}

/// Draws the numbers in this transaction: if it is undone, so is the drawing, and no gap is left.
fn drawing(subdistrict: &AreaCode, year: i32, n: i32) -> Sql {
    let mut sql = Sql::new("INSERT INTO hazard_counter (subdistrict_code, year, last_seq) VALUES (?, ?, ?)");
    sql.bind(
        " ON CONFLICT (subdistrict_code, year) DO UPDATE SET last_seq = hazard_counter.last_seq + excluded.last_seq",
        [subdistrict.as_str().into(), year.into(), n.into()],
    );
    sql.push(" RETURNING last_seq");
    sql
}

fn drawn(row: Option<QueryResult>) -> Result<i32> {
    let row = row.ok_or_else(|| Error::broken("the counter answered nothing"))?;
    Ok(row.try_get_by_index(0)?)
}

/// Which of the sort keys are taken.
fn taken(keys: &[i64]) -> Sql {
    let keys = filled(keys.to_vec());
    let mut sql = Sql::new("SELECT sort_key FROM hazard WHERE sort_key IN ");
    sql.bind(&format!("({})", places(keys.len())), keys.into_iter().map(Value::from));
    sql
}

fn key(row: QueryResult) -> Result<i64> {
    Ok(row.try_get_by_index(0)?)
}

/// A sort key for each that no hazard has, nor another of these.
pub(super) async fn keys(tx: &WriteTx, wanted: Vec<i64>) -> Result<Vec<i64>> {
    let answers = tx.ask_all(vec![taken(&wanted).statement(tx.get_database_backend())]).await?;
    let used = answers.into_iter().map(key).collect::<Result<Vec<i64>>>()?;
    free_keys(tx, wanted, &used).await
}

/// A sort key for each, stepping aside where one is taken.
async fn free_keys(tx: &WriteTx, wanted: Vec<i64>, used: &[i64]) -> Result<Vec<i64>> {
    let mut keys: Vec<i64> = Vec::with_capacity(wanted.len());
    for mut key in wanted {
        let mut candidates = used.contains(&key) || keys.contains(&key);
        while candidates {
            key += 1;
            candidates = keys.contains(&key) || taken(&[key]).one(tx).await?.is_some();
        }
        keys.push(key);
    }
    Ok(keys)
}

/// Writes a changed row with its new event, and brings search and counters along.
pub async fn update(
    tx: &WriteTx,
    before: &hazard::Model,
    mut after: hazard::Model,
    event: hazard_event::Model,
) -> Result<()> {
    after.change_seq = changes::one(tx, &after.subdistrict_code).await?;
    let old = flows::of_one(tx, before).await?;
    event.into_active_model().reset_all().insert(tx).await?;
    let mut sums = Sums::default();
    let facts_before = rows::facts(before, &old)?;
    let facts_after = rows::facts(&after, &flows::of_one(tx, &after).await?)?;
    sums.changed((before, &facts_before), (&after, &facts_after))?;
    after.into_active_model().reset_all().update(tx).await?;
    sums.leave(tx);
    Ok(())
}
