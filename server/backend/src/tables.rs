//! Lists as tables. Names, phones and doors of people are masked as in the lists, unless somebody with the right says why not.
//!
//! A table leaves in pieces, page after page of its list, so that it is whole however long it is and never in memory as a
//! whole: whoever adds or changes a row meanwhile moves no other.

use crate::{
    audit,
    ctx::Ctx,
    error::{Error, Result, log},
    hazards::service::stated,
};
use domain::{
    actor::Right,
    csv::Csv,
    listing::{Cursor, Filter, Page},
};
use futures::{
    FutureExt, StreamExt, TryStreamExt,
    future::{BoxFuture, RemoteHandle, ready},
    stream::{BoxStream, once, try_unfold},
};
use std::collections::HashMap;

/// Rows of one piece.
pub(crate) const PIECE: u64 = 1_000;

/// A table on its way out, a piece of its text at a time.
pub type Table = BoxStream<'static, Result<String>>;

/// Whether what people are called, where they live and how they are reached is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Masks {
    /// As in lists.
    On,
    /// In full: with a right and a reason.
    Off,
}

impl Masks {
    /// The value, behind its mask unless it is wanted in full.
    pub fn over<T>(self, value: T, mask: impl FnOnce(T) -> T) -> T {
        match self {
            Self::On => mask(value),
            Self::Off => value,
        }
    }
}

/// Some rows of a table.
pub struct Piece {
    rows: Vec<Vec<String>>,
    next: Option<Cursor>,
}

impl Piece {
    /// The rows of a page.
    pub fn of<T>(page: Page<T>, cells: impl FnMut(T) -> Vec<String>) -> Self {
        Self { rows: page.rows.into_iter().map(cells).collect(), next: page.next }
    }

    /// The rows of a page whose records have several each, or none.
    pub fn of_many<T>(page: Page<T>, rows: impl FnMut(T) -> Vec<Vec<String>>) -> Self {
        Self { rows: page.rows.into_iter().flat_map(rows).collect(), next: page.next }
    }
}

/// A list that can be written as a table.
pub trait Listed: Filter + Send + Sync + 'static {
    /// What it lists, as the audit log calls it.
    const SUBJECT: &'static str;

    /// The headings.
    fn headings() -> Vec<&'static str>;

    /// The rows of the page that the filter names, at most `limit`.
    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>>;
}

/// A list as a table, masked.
pub async fn masked<F: Listed>(ctx: &Ctx, filter: &F) -> Result<Table> {
    in_pieces(ctx, filter, PIECE).await
}

/// The same in pieces of at most so many rows.
pub async fn in_pieces<F: Listed>(ctx: &Ctx, filter: &F, rows: u64) -> Result<Table> {
    begun(table(ctx, filter, Masks::On, rows)).await
}

/// A list as a table in full. The reason stands in the audit log before the first row leaves.
pub async fn in_full<F: Listed>(ctx: &Ctx, filter: &F, reason: &str) -> Result<Table> {
    ctx.require(Right::Reveal)?;
    let reason = stated(reason)?;
    let area = ctx.scope(filter.common().area.as_ref())?;
    let table = begun(table(ctx, filter, Masks::Off, PIECE)).await?;
    // what somebody looked for may be a name
    let asked: HashMap<&str, String> = filter.to_pairs().into_iter().filter(|(key, _)| *key != "q").collect();
    let line = audit::Entry {
        action: format!("{}.export", F::SUBJECT),
        subject_type: F::SUBJECT,
        subject: "list".into(),
        area: Some(area),
        detail: serde_json::json!({"reason": reason, "filter": asked}),
    };
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                audit::write(tx, &own, [line]);
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(table)
}

/// The table once its first piece is there: a list that may not be seen is refused, and no table that breaks off.
pub(crate) async fn begun(mut rest: Table) -> Result<Table> {
    let first = rest.try_next().await?.unwrap_or_default();
    // whoever reads it sees only that it breaks off
    let rest = rest.inspect_err(|error| drop(log(error)));
    Ok(once(ready(Ok(first))).chain(rest).boxed())
}

fn table<F: Listed>(ctx: &Ctx, filter: &F, masks: Masks, rows: u64) -> Table {
    let ctx = ctx.clone();
    let begin = Some((ahead(&ctx, filter.first_page(), masks, rows), Csv::new(F::headings())));
    try_unfold(begin, move |walk| {
        let ctx = ctx.clone();
        async move {
            let Some((piece, mut csv)) = walk else { return Ok(None) };
            let (Piece { rows: these, next }, mut filter) = piece.await?;
            let next = next.map(|cursor| {
                filter.common_mut().cursor = Some(cursor);
                ahead(&ctx, filter, masks, rows)
            });
            let text = written(&mut csv, these);
            Ok::<_, Error>(Some((text, next.map(|piece| (piece, csv)))))
        }
    })
    .boxed()
}

/// A piece that another task reads, while this one makes text of the one before; it stops when nobody waits for it any more.
fn ahead<F: Listed>(ctx: &Ctx, filter: F, masks: Masks, rows: u64) -> RemoteHandle<Result<(Piece, F)>> {
    let ctx = ctx.clone();
    let reading = async move {
        let piece = filter.piece(&ctx, masks, rows).await?;
        Ok((piece, filter))
    };
    let (reading, piece) = reading.remote_handle();
    tokio::spawn(reading);
    piece
}

fn written(csv: &mut Csv, rows: Vec<Vec<String>>) -> String {
    for row in rows {
        csv.row(row);
    }
    csv.take()
}
