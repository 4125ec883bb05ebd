//! Lists into which tables are imported row by row, at once or in steps.

use super::{
    Checked, ImportOptions, ImportReport, check_all,
    gear::{Detectors, GasUsers, Stoves},
    registers::{Fires, Orders, Penalties},
    sites, write_all,
    year_targets::Targets,
};
use crate::{
    ctx::Ctx,
    db::WriteTx,
    error::Result,
    import_text::{Column, Row, RowFaults},
    transfer::Report,
};
use domain::{
    area::AreaLevel,
    geo::Datum,
    import::{ImportKind, PreviewRow},
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, sea_query::Condition};
use std::sync::atomic::AtomicU64;

/// A list: what its rows are read with, and what becomes of them. A row that is there already is a bad one.
pub(in crate::transfer) trait List: Sized + Send + 'static {
    /// A row that was read.
    type Draft: Send + 'static;
    /// Which list it is.
    const KIND: ImportKind;
    /// What its tables can say.
    const COLUMNS: &'static [Column];

    /// What rows are read with; coordinates come in `datum`.
    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>>;

    /// Reads a row, and notes what is wrong with it.
    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft>;

    /// A row as it was understood: a cell for each of [`List::COLUMNS`], in the words of a table.
    fn cells(&self, draft: &Self::Draft) -> Vec<String>;

    /// Adds the rows, and counts them up in `done`.
    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>>;
}

/// What a table of that kind can say.
pub(in crate::transfer) fn columns(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Sites => sites::COLUMNS,
        ImportKind::Stoves => Stoves::COLUMNS,
        ImportKind::Detectors => Detectors::COLUMNS,
        ImportKind::GasUsers => GasUsers::COLUMNS,
        ImportKind::Penalties => Penalties::COLUMNS,
        ImportKind::Orders => Orders::COLUMNS,
        ImportKind::Fires => Fires::COLUMNS,
        ImportKind::YearTargets => Targets::COLUMNS,
    }
}

/// Imports a table at once: all of its rows or none, unless bad ones are to be skipped.
pub async fn import(
    ctx: &Ctx,
    kind: ImportKind,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    match kind {
        ImportKind::Sites => sites::import(ctx, bytes, options, progress).await,
        ImportKind::Stoves => import_into::<Stoves>(ctx, bytes, options, progress).await,
        ImportKind::Detectors => import_into::<Detectors>(ctx, bytes, options, progress).await,
        ImportKind::GasUsers => import_into::<GasUsers>(ctx, bytes, options, progress).await,
        ImportKind::Penalties => import_into::<Penalties>(ctx, bytes, options, progress).await,
        ImportKind::Orders => import_into::<Orders>(ctx, bytes, options, progress).await,
        ImportKind::Fires => import_into::<Fires>(ctx, bytes, options, progress).await,
        ImportKind::YearTargets => import_into::<Targets>(ctx, bytes, options, progress).await,
    }
}

async fn import_into<L: List>(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let mut list = L::begin(ctx, options.datum).await?;
    let checked = check_all(ctx, L::KIND.right(), bytes, L::COLUMNS, progress, |row, faults| {
        list.read(ctx, row, faults)
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, L::KIND.as_str(), &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move { list.write(tx, &own, drafts, &done).await })
        })
        .await?;
    }
    Ok(report)
}

/// Rows in which nothing is wrong, with the list that they are to come into.
pub(in crate::transfer) struct Good<L: List> {
    list: L,
    drafts: Vec<L::Draft>,
}

impl<L: List> Good<L> {
    /// The rows without their lines, and of the first `shown` how they were understood.
    pub fn new(list: L, drafts: Vec<(u64, L::Draft)>, shown: usize) -> (Self, Vec<PreviewRow>) {
        let understood =
            |(line, draft): &(u64, L::Draft)| PreviewRow { line: *line, cells: list.cells(draft) };
        let first = drafts.iter().take(shown).map(understood).collect();
        (Self { list, drafts: drafts.into_iter().map(|(_, draft)| draft).collect() }, first)
    }
}

/// The same of whatever list.
pub(in crate::transfer) trait Ready: Send {
    /// How many rows there are.
    fn count(&self) -> u64;

    /// Adds them.
    fn write<'a>(
        self: Box<Self>,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>>;
}

impl<L: List> Ready for Good<L> {
    fn count(&self) -> u64 {
        self.drafts.len() as u64
    }

    fn write<'a>(
        self: Box<Self>,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        let Self { list, drafts } = *self;
        list.write(tx, ctx, drafts, done)
    }
}

/// Where what is there already is looked for: in the subdistricts of the actor's area, or the one that it lies in.
pub(super) fn within_reach(ctx: &Ctx, subdistrict: impl ColumnTrait) -> Condition {
    let area = &ctx.actor.area;
    let all = Condition::all();
    match area.at(AreaLevel::Subdistrict) {
        Some(own) => all.add(subdistrict.eq(own.as_str())),
        None if area.level() > AreaLevel::City => {
            all.add(subdistrict.gte(area.as_str())).add(subdistrict.lt(area.successor()))
        }
        None => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::import::ImportField;

    #[test]
    fn every_column_can_be_chosen_on_the_page() {
        for kind in ImportKind::ALL {
            for column in columns(*kind) {
                assert!(column.field.parse::<ImportField>().is_ok(), "{kind}: {}", column.field);
            }
        }
    }
}
