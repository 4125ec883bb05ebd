//! Writing what belongs to a record that has a life: its row, its events with their chain, its number of a change.

use super::life::{Doing, Event, Link, linked, put};
use crate::{
    changes,
    db::WriteTx,
    entities::{device, device_event, stove, stove_event},
    error::Result,
    transfer::rows,
};
use chrono::{DateTime, Utc};
use domain::programmes::{device::DeviceState, stove::StoveState};
use sea_orm::ModelTrait;
use uuid::Uuid;

/// The row of a stove or device.
pub(crate) trait Chained: ModelTrait + Sync {
    /// What decides its next steps.
    type State: Sync;
    /// One of its events.
    type Event: ModelTrait + From<Event> + Sync;

    /// Brings the row to a state.
    fn bring(&mut self, state: &Self::State) -> Result<()>;
    /// The digest that the last event must carry: of the row as it stands.
    fn digest(&self) -> Result<String>;
    /// The word for where a state stands.
    fn status(state: &Self::State) -> &'static str;
    /// The columns that every kind of record has.
    fn kept(&mut self) -> Kept<'_>;
}

/// The columns of a row that are written with each step.
pub(crate) struct Kept<'a> {
    id: Uuid,
    /// Whose numbers of changes it takes.
    pub subdistrict: &'a str,
    status: &'a str,
    /// Its place in the order of the list.
    pub sort_key: &'a mut i64,
    events: &'a mut i32,
    last_hash: &'a mut String,
    /// Its number of a change.
    pub change_seq: &'a mut i64,
    updated_at: &'a mut DateTime<Utc>,
}

macro_rules! chained {
    ($table:ident, $event:ident, $state:ty, $records:ident) => {
        impl Chained for $table::Model {
            type State = $state;
            type Event = $event::Model;

            fn bring(&mut self, state: &$state) -> Result<()> {
                super::$records::rows::put_state(self, state)
            }

            fn digest(&self) -> Result<String> {
                super::$records::rows::row_digest(self)
            }

            fn status(state: &$state) -> &'static str {
                state.status.as_str()
            }

            fn kept(&mut self) -> Kept<'_> {
                Kept {
                    id: self.id,
                    subdistrict: &self.subdistrict_code,
                    status: &self.status,
                    sort_key: &mut self.sort_key,
                    events: &mut self.event_count,
                    last_hash: &mut self.last_event_hash,
                    change_seq: &mut self.change_seq,
                    updated_at: &mut self.updated_at,
                }
            }
        }
    };
}
chained!(stove, stove_event, StoveState, stoves);
chained!(device, device_event, DeviceState, devices);

/// What happened, in a word, with what it adds.
pub(crate) struct Said<'a> {
    /// The word of the kind of event.
    pub kind: &'static str,
    /// Remark.
    pub note: Option<&'a str>,
    /// What the kind adds.
    pub data: &'a serde_json::Value,
}

/// Brings the row to the state after a step and makes the event that says so, linked to the one before.
pub(crate) fn append<R: Chained>(
    row: &mut R,
    state: &R::State,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<R::Event> {
    let before = row.kept();
    let from = (*before.events > 0).then(|| before.status.to_owned());
    row.bring(state)?;
    let kept = row.kept();
    *kept.events += 1;
    *kept.updated_at = doing.ctx.now;
    let digest = row.digest()?;
    let Kept { id, events, last_hash, .. } = row.kept();
    let link = Link {
        record: id,
        seq: *events,
        kind: said.kind,
        from,
        to: R::status(state),
        note: said.note,
        data: said.data,
        state: digest,
        before: last_hash.as_str(),
    };
    let event = linked(link, doing)?;
    last_hash.clone_from(&event.hash);
    Ok(event.into())
}

/// Writes a new record, whose row has no events yet, with its first one.
pub(super) async fn insert<R: Chained>(
    tx: &WriteTx,
    mut row: R,
    state: &R::State,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<()> {
    let event = append(&mut row, state, said, doing)?;
    draw(tx, &mut row).await?;
    put(tx, row, |row| *row.kept().sort_key += 1).await?;
    rows::insert(tx, std::slice::from_ref(&event)).await
}

/// The row after a step, with its number of a change, and the event: what is left to do is to write both.
pub(super) async fn stepped<R: Chained>(
    tx: &WriteTx,
    mut row: R,
    state: &R::State,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<(R, R::Event)> {
    let event = append(&mut row, state, said, doing)?;
    draw(tx, &mut row).await?;
    Ok((row, event))
}

async fn draw<R: Chained>(tx: &WriteTx, row: &mut R) -> Result<()> {
    let Kept { subdistrict, change_seq, .. } = row.kept();
    *change_seq = changes::one(tx, subdistrict).await?;
    Ok(())
}
