//! The record of a summary: its row, what it says, its steps, its number.

use crate::{
    content::sha256_of,
    db::WriteTx,
    entities::{summary, summary_content, summary_event},
    error::{Error, Result},
    hazards::rows::{integer, number},
    keep::{Codes, free_key},
    listing::Sql,
    reference::Reference,
};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    fault::Code,
    ids::{SummaryId, UserId},
    papers::{PaperNumber, mark_place},
    summary::{
        SafetySummary, SummaryPeriod,
        lifecycle::{Signed, SummaryState, SummaryStatus},
        record::{Content, SERIES},
        text::Edits,
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

/// Bits of a sort key that hold the time: whole milliseconds and three bits of the id.
const TIME_BITS: u32 = 45;

/// What decides the next steps, from the row.
pub(super) fn state(row: &summary::Model) -> Result<SummaryState> {
    let signed = |by: Option<Uuid>, at: Option<DateTime<Utc>>| {
        by.zip(at).map(|(by, at)| Signed { by: UserId(by), at })
    };
    Ok(SummaryState {
        id: SummaryId(row.id),
        corrects: row.corrects_id.map(SummaryId),
        area: row.area_code.parse()?,
        period: period(row)?,
        status: row.status.parse()?,
        version: number(row.version)?,
        writers: serde_json::from_str(&row.writers)?,
        checked: signed(row.checked_by, row.checked_at),
        issued: signed(row.issued_by, row.issued_at),
        sha256: row.content_sha256.clone(),
        number: row.number.clone(),
    })
}

/// P, from the row.
pub(super) fn period(row: &summary::Model) -> Result<SummaryPeriod> {
    row.period.parse().map_err(Error::broken)
}

/// Writes the state into the row. Which it is, its area and its period never change.
pub(super) fn put_state(row: &mut summary::Model, state: &SummaryState) -> Result<()> {
    row.status = state.status.as_str().into();
    row.version = integer(state.version);
    row.writers = serde_json::to_string(&state.writers)?;
    row.checked_by = state.checked.map(|it| it.by.0);
    row.checked_at = state.checked.map(|it| it.at);
    row.issued_by = state.issued.map(|it| it.by.0);
    row.issued_at = state.issued.map(|it| it.at);
    row.content_sha256.clone_from(&state.sha256);
    row.number.clone_from(&state.number);
    if state.status == SummaryStatus::Draft {
        row.freeze_id = None;
    }
    Ok(())
}

/// The order of the list: the newest period first, of one period the newest draft.
pub(super) fn key(period: SummaryPeriod, at: DateTime<Utc>, id: SummaryId) -> i64 {
    let low = i64::from(id.0.as_bytes()[15] & 7);
    let time = ((at.timestamp_millis() << 3) | low) & ((1 << TIME_BITS) - 1);
    (i64::from(period.last().number()) << TIME_BITS) | time
}

/// The least key of a month.
pub(super) const fn key_floor(month: i32) -> i64 {
    (month as i64) << TIME_BITS
}

/// A new draft with its figures.
pub(super) async fn insert(
    tx: &WriteTx,
    state: &SummaryState,
    body: &SafetySummary,
    now: DateTime<Utc>,
) -> Result<()> {
    let codes = Codes::from(&state.area);
    let mut row = summary::Model {
        id: state.id.0,
        sort_key: free_key(tx, "summary", key(state.period, now, state.id)).await?,
        corrects_id: state.corrects.map(|id| id.0),
        area_code: codes.area,
        committee_code: codes.committee,
        subdistrict_code: codes.subdistrict,
        district_code: codes.district,
        period: state.period.to_string(),
        status: String::new(),
        version: 0,
        writers: String::new(),
        as_of: body.as_of,
        checked_by: None,
        checked_at: None,
        issued_by: None,
        issued_at: None,
        content_sha256: None,
        freeze_id: None,
        number: None,
        series: None,
        year: None,
        seq: None,
        changed_rows: 0,
        looked_at: None,
        created_at: now,
        updated_at: now,
    };
    put_state(&mut row, state)?;
    row.into_active_model().reset_all().insert(tx).await?;
    let content = summary_content::Model {
        summary_id: state.id.0,
        body: serde_json::to_string(body)?,
        edits: serde_json::to_string(&Edits::default())?,
        content: None,
    };
    content.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Keeps a step.
pub(super) async fn step(tx: &WriteTx, event: summary_event::Model) -> Result<()> {
    event.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// What a summary says.
pub(super) async fn said(db: &impl ConnectionTrait, id: Uuid) -> Result<summary_content::Model> {
    let row = summary_content::Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::broken(format!("summary {id} says nothing")))
}

/// Its figures.
pub(super) fn body(said: &summary_content::Model) -> Result<SafetySummary> {
    Ok(serde_json::from_str(&said.body)?)
}

/// What the office wrote.
pub(super) fn edits(said: &summary_content::Model) -> Result<Edits> {
    Ok(serde_json::from_str(&said.edits)?)
}

/// What was checked, as long as it is what was hashed then.
pub(super) fn frozen(row: &summary::Model, said: &summary_content::Model) -> Result<Content> {
    let broken = || Error::broken(format!("summary {} is not what was checked", row.id));
    let content = said.content.as_deref().ok_or_else(broken)?;
    if row.content_sha256.as_deref() != Some(sha256_of(content.as_bytes()).as_str()) {
        return Err(broken());
    }
    Ok(serde_json::from_str(content)?)
}

/// The latest issued record of a summary and its corrections: what a further correction is held against.
pub(super) async fn latest_issued(db: &impl ConnectionTrait, root: Uuid) -> Result<summary::Model> {
    use summary::Column;
    let row = summary::Entity::find()
        .filter(Condition::any().add(Column::Id.eq(root)).add(Column::CorrectsId.eq(root)))
        .filter(Column::Status.eq(SummaryStatus::Issued.as_str()))
        .order_by_desc(Column::IssuedAt)
        .order_by_desc(Column::SortKey)
        .one(db)
        .await?;
    row.ok_or_else(|| Error::code(Code::NotFound))
}

/// The correction of a summary that is not issued yet.
pub(super) async fn open_correction(db: &impl ConnectionTrait, root: Uuid) -> Result<Option<summary::Model>> {
    use summary::Column;
    Ok(summary::Entity::find()
        .filter(Column::CorrectsId.eq(root))
        .filter(Column::Status.ne(SummaryStatus::Issued.as_str()))
        .one(db)
        .await?)
}

/// Draws the next number of the series of an area, in this transaction: if it is undone, so is the drawing, and no gap is left.
/// A subdistrict and all within it share the series of its papers; a larger area has its own.
pub(super) async fn draw(
    tx: &WriteTx,
    reference: &Reference,
    row: &mut summary::Model,
    now: DateTime<Utc>,
) -> Result<PaperNumber> {
    let area: AreaCode = row.area_code.parse()?;
    let series = area.at(AreaLevel::Subdistrict).unwrap_or(area);
    let year = local_date(now).year();
    let mut sql = Sql::new("INSERT INTO summary_counter (series, year, last_seq) VALUES ");
    sql.bind("(?, ?, 1)", [series.as_str().into(), year.into()]);
    sql.push(" ON CONFLICT (series, year) DO UPDATE SET last_seq = summary_counter.last_seq + 1 RETURNING last_seq");
    let drawn = sql.one(tx).await?.ok_or_else(|| Error::broken("the counter answered nothing"))?;
    let seq: i32 = drawn.try_get_by_index(0)?;
    row.series = Some(series.to_string());
    row.year = Some(year);
    row.seq = Some(seq);
    let mark = format!("{}{SERIES}", mark_place(&reference.areas.named(&series).name));
    Ok(PaperNumber { mark, year, sequence: number(seq)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_period_comes_first_then_the_newest_draft() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect(text);
        let id = SummaryId(Uuid::from_u128(5));
        let key = |period: &str, now| key(period.parse().expect(period), at(now), id);
        assert!(key("2023-06", "2023-07-01T00:00:00Z") > key("2023-05", "2026-07-01T00:00:00Z"));
        assert!(key("2023-06", "2023-07-01T00:00:01Z") > key("2023-06", "2023-07-01T00:00:00Z"));
        assert!(key("2199-12", "2100-01-01T00:00:00Z") > 0);
        assert!(key("2023-06", "2023-07-01T00:00:00Z") >= key_floor(202_306));
        assert!(key("2023-06", "2099-07-01T00:00:00Z") < key_floor(202_307));
    }
}
