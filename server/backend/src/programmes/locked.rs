//! A stove or device taken for one change, and what its events say to a command that comes again or late.

use super::chained::Chained;
use crate::{
    content::Arrival,
    db::WriteTx,
    entities::{device, device_event, stove, stove_event},
    error::{Error, Result},
};
use domain::{
    fault::Code,
    ids::EventId,
    programmes::{device::DeviceEventKind, stove::StoveEventKind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A record that nobody else can change until the end of this transaction.
pub(crate) struct Locked<R: Chained> {
    pub(super) row: R,
    /// What decides its next steps.
    pub state: R::State,
}

/// Of one kind of record, whose events name it in the column `$owner`.
macro_rules! locked {
    ($table:ident, $event:ident($owner:ident, $column:ident), $kind:ty, $records:ident) => {
        impl Locked<$table::Model> {
            /// Takes a record for this transaction.
            pub async fn take(tx: &WriteTx, id: Uuid) -> Result<Option<Self>> {
                let find = $table::Entity::find_by_id(id);
                // SQLite has one writer and knows no row locks
                let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
                let Some(row) = find.one(tx).await? else { return Ok(None) };
                Ok(Some(Self { state: super::$records::rows::state(&row)?, row }))
            }

            /// Whether this very step has been done; the same id for anything else is refused.
            pub async fn has_step(&self, tx: &WriteTx, step: EventId, arrival: &Arrival) -> Result<bool> {
                let Some(event) = $event::Entity::find_by_id(step.0).one(tx).await? else {
                    return Ok(false);
                };
                let content = event.content_sha256.as_deref();
                let same = event.$owner == self.row.id && content == Some(arrival.content_sha256.as_str());
                if same { Ok(true) } else { Err(Error::code(Code::ContentConflict)) }
            }

            /// What has happened to it since a version, oldest first: each step makes one event.
            pub async fn since(&self, tx: &WriteTx, base: Option<u32>) -> Result<Vec<$kind>> {
                let steps = base.map_or(0, |base| self.state.version.saturating_sub(base));
                if steps == 0 {
                    return Ok(Vec::new());
                }
                let kinds: Vec<String> = $event::Entity::find()
                    .select_only()
                    .column($event::Column::Kind)
                    .filter($event::Column::$column.eq(self.row.id))
                    .order_by_desc($event::Column::Seq)
                    .limit(u64::from(steps))
                    .into_tuple()
                    .all(tx)
                    .await?;
                kinds.iter().rev().map(|kind| Ok(kind.parse()?)).collect()
            }
        }
    };
}
locked!(stove, stove_event(stove_id, StoveId), StoveEventKind, stoves);
locked!(device, device_event(device_id, DeviceId), DeviceEventKind, devices);
