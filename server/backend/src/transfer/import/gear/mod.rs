//! Importing what earlier lists hold of the programmes: surveyed appliances, devices that are to be installed or hang there
//! already, users of gas. What is done from now on and needs a photo (a replacement, an installation of what is on the list,
//! the proof of a cylinder) is no matter of a table.

mod detectors;
mod gas_users;
mod stoves;

use super::{keys::free, registers::column};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::site,
    error::Result,
    import_text::Column,
    programmes::{chained::Chained, life::Doing},
    transfer::rows::insert,
};
use chrono::{DateTime, Utc};
use domain::{area::AreaCode, programmes::gear::Usage};
use std::sync::atomic::{AtomicU64, Ordering};

pub(in crate::transfer) use detectors::Detectors;
pub(in crate::transfer) use gas_users::GasUsers;
pub(in crate::transfer) use stoves::Stoves;

const NOTE: Column = column("note", &["备注", "说明", "remark"], false);

/// Rows of one round of writing.
const CHUNK: usize = 500;

/// A command with what its site says.
pub(in crate::transfer) struct Placed<C> {
    command: C,
    area: AreaCode,
    usage: Usage,
}

impl<C> Placed<C> {
    fn new(command: C, site: &site::Model) -> Option<Self> {
        let usage = Usage::at(site.kind.parse().ok()?);
        Some(Self { command, area: site.area_code.parse().ok()?, usage })
    }
}

fn doing(ctx: &Ctx, device_at: Option<DateTime<Utc>>) -> Doing<'_> {
    Doing { device_at, ..Doing::following(ctx) }
}

/// Writes new records with their events, each with a free place in the order near the one it wants.
async fn write<R: Chained>(
    tx: &WriteTx,
    table: &str,
    begun: Vec<(R, Vec<R::Event>)>,
    done: &AtomicU64,
) -> Result<()> {
    let (mut rows, events): (Vec<R>, Vec<Vec<R::Event>>) = begun.into_iter().unzip();
    let events: Vec<R::Event> = events.into_iter().flatten().collect();
    let wanted = rows.iter_mut().map(|row| *row.kept().sort_key).collect();
    let keys = free(tx, table, wanted).await?;
    let subdistricts: Vec<String> = rows.iter_mut().map(|row| row.kept().subdistrict.to_owned()).collect();
    let mut seqs = changes::draw(tx, subdistricts.iter().map(String::as_str)).await?;
    for ((row, key), subdistrict) in rows.iter_mut().zip(keys).zip(&subdistricts) {
        let kept = row.kept();
        *kept.sort_key = key;
        *kept.change_seq = seqs.next(subdistrict)?;
    }
    for chunk in rows.chunks(CHUNK) {
        insert(tx, chunk).await?;
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    insert(tx, &events).await
}

/// A value as a cell; nothing when it is not there.
fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
