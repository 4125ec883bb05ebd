//! Importing tables of areas, sites, hazards, penalties, hotline orders, fires, stoves, devices, users of gas and targets from
//! texts (CSV) and workbooks (Excel, OpenDocument).
//!
//! Everything is checked first and every fault reported with line, column and reason. Then either all rows are
//! written in one transaction or none, unless bad rows are to be skipped.

mod areas;
mod fields;
mod gear;
mod hazards;
mod keys;
pub(super) mod lists;
mod lookup;
pub(super) mod places;
mod registers;
mod repeats;
pub(super) mod sites;
pub(crate) mod words;
mod year_targets;

use super::{Progress, Report};
use crate::{
    audit,
    ctx::Ctx,
    db::WriteTx,
    error::{Error, Result},
    import_text::{Column, Content, Reading, Row, RowFault, RowFaults, Table, TextFault},
};
use domain::{actor::Right, geo::Datum, table::FileFaultCode};
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

pub use areas::areas;
pub(super) use gear::{Detectors, GasUsers, Stoves};
pub use hazards::hazards;
pub use lists::import as list;
pub(crate) use registers::{FIRE_COLUMNS, ORDER_COLUMNS, PENALTY_COLUMNS};
pub(super) use registers::{Fires, Orders, Penalties};
pub(crate) use words::{CATEGORIES, FIRE_CAUSES, ORDER_KINDS, word_of};
pub(super) use year_targets::Targets;

/// Largest file, in bytes.
pub const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Faults that a report keeps; it counts all of them. One in each row of the largest register that is expected.
pub const MOST_KEPT: usize = 20_000;

/// How to import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// The datum of the coordinates. It must be stated: nothing in a table tells it.
    pub datum: Datum,
    /// Leave bad rows out and import the others. Otherwise one bad row keeps all of them out.
    pub skip_bad: bool,
    /// Only check.
    pub dry_run: bool,
}

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Why the file could not be read at all.
    pub file: Option<TextFault>,
    /// How its text is encoded, or what kind of workbook it is.
    pub encoding: Option<&'static str>,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Rows in it, without the headings.
    pub rows: u64,
    /// Rows with a fault.
    pub bad_rows: u64,
    /// Rows written.
    pub imported: u64,
    /// Faults in all.
    pub faults: u64,
    /// The first [`MOST_KEPT`] of them, in order of line.
    pub bad: Vec<RowFault>,
    /// Headings that no column answers to; their cells were not read.
    pub unknown_columns: Vec<RowFault>,
}

impl ImportReport {
    /// Whether nothing was wrong.
    pub fn is_clean(&self) -> bool {
        self.file.is_none() && self.faults == 0
    }

    /// Notes faults that are no row's.
    pub(in crate::transfer) fn note(&mut self, faults: Vec<RowFault>) {
        self.faults += faults.len() as u64;
        let room = MOST_KEPT.saturating_sub(self.bad.len());
        self.bad.extend(faults.into_iter().take(room));
    }

    /// Notes the faults of one row.
    fn bad_row(&mut self, faults: Vec<RowFault>) {
        self.bad_rows += 1;
        self.note(faults);
    }

    /// Whether there is something to write and it may be written.
    fn may_write(&self, options: ImportOptions) -> bool {
        // a heading that is missing is a fault without a bad row: then no row was read
        let readable = self.file.is_none() && (self.rows > 0 || self.faults == 0);
        readable && !options.dry_run && (self.bad_rows == 0 || options.skip_bad) && self.rows > self.bad_rows
    }
}

/// Rows that were read and found in order.
struct Checked<T> {
    drafts: Vec<T>,
    report: ImportReport,
}

/// Reads a file, of a workbook the sheet of that name or the first. On a thread of its own: a workbook is unpacked at once,
/// and what breaks in its reader breaks there.
pub(in crate::transfer) async fn open(
    bytes: Vec<u8>,
    most_bytes: u64,
    sheet: Option<String>,
) -> Result<Content, TextFault> {
    let read = move || Content::read(bytes, most_bytes, sheet.as_deref());
    match tokio::task::spawn_blocking(read).await {
        Ok(content) => content,
        Err(error) => {
            tracing::warn!(%error, "a workbook broke its reader");
            Err(FileFaultCode::Damaged.into())
        }
    }
}

/// Reads the file and checks each row with `check`, which notes what is wrong.
async fn check_all<T>(
    ctx: &Ctx,
    right: Right,
    bytes: Vec<u8>,
    columns: &'static [Column],
    progress: Report<'_>,
    check: impl FnMut(&Row, &mut RowFaults) -> Option<T> + Send,
) -> Result<Checked<T>> {
    ctx.require(right)?;
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    let mut checked =
        Checked { drafts: Vec::new(), report: ImportReport { sha256, ..ImportReport::default() } };
    let content = match open(bytes, MOST_BYTES, None).await {
        Ok(content) => content,
        Err(fault) => {
            checked.report.file = Some(fault);
            return Ok(checked);
        }
    };
    checked.report.encoding = Some(content.format());
    let table = match Table::begin(content, columns, &Reading::default()).and_then(Table::sound) {
        Ok(table) => table,
        Err(faults) => {
            checked.report.note(faults);
            return Ok(checked);
        }
    };
    checked.report.unknown_columns = table.unknown_columns().to_vec();
    checked.drafts = walk(table, &mut checked.report, progress, check).await;
    Ok(checked)
}

/// Checks each row, and answers what came of those in which nothing is wrong.
pub(in crate::transfer) async fn walk<T>(
    mut table: Table,
    report: &mut ImportReport,
    progress: Report<'_>,
    mut check: impl FnMut(&Row, &mut RowFaults) -> Option<T> + Send,
) -> Vec<T> {
    let mut drafts = Vec::new();
    while let Some(row) = table.next() {
        report.rows += 1;
        match row.map(|row| (row.broken(), row)) {
            Err(fault) => report.bad_row(vec![fault]),
            Ok((broken, _)) if !broken.is_empty() => report.bad_row(broken),
            Ok((_, row)) => {
                let mut faults = RowFaults::default();
                let draft = check(&row, &mut faults);
                let faults = faults.into_vec();
                match draft {
                    Some(draft) if faults.is_empty() => drafts.push(draft),
                    _ => report.bad_row(faults),
                }
            }
        }
        if report.rows.is_multiple_of(500) {
            let (done, total) = table.progress();
            progress(Progress { stage: "check", done, total });
            tokio::task::yield_now().await; // others want the thread too
        }
    }
    let (_, total) = table.progress();
    progress(Progress { stage: "check", done: total, total });
    drafts
}

/// Writes in one transaction with an audit line, and reports how far it has come: `work` counts up what it is given.
async fn write_all<F>(
    ctx: &Ctx,
    what: &'static str,
    report: &mut ImportReport,
    options: ImportOptions,
    progress: Report<'_>,
    total: usize,
    work: F,
) -> Result<()>
where
    F: for<'a> FnOnce(&'a WriteTx, Arc<AtomicU64>) -> BoxFuture<'a, Result<()>> + Send + 'static,
{
    let total = total as u64;
    let line = audit::Entry {
        action: format!("import.{what}"),
        subject_type: "import",
        subject: report.sha256.clone(),
        area: Some(ctx.actor.area.clone()),
        detail: serde_json::json!({
            "sha256": report.sha256, "rows": report.rows, "imported": total, "bad_rows": report.bad_rows,
            "skip_bad": options.skip_bad, "datum": options.datum, "encoding": report.encoding,
        }),
    };
    let done = Arc::new(AtomicU64::new(0));
    let (counter, own) = (done.clone(), ctx.clone());
    let job = ctx.db().write(move |tx| {
        Box::pin(async move {
            work(tx, counter).await?;
            audit::write(tx, &own, [line]);
            Ok::<_, Error>(())
        })
    });
    tokio::pin!(job);
    loop {
        match tokio::time::timeout(Duration::from_millis(100), &mut job).await {
            Ok(written) => {
                written?;
                break;
            }
            Err(_) => progress(Progress { stage: "write", done: done.load(Ordering::Relaxed), total }),
        }
    }
    progress(Progress { stage: "write", done: total, total });
    report.imported = total;
    Ok(())
}

/// A row that contradicts what was checked: only when the checks have a hole.
fn unchecked(what: &str) -> Error {
    Error::broken(format!("an import row was not checked: {what}"))
}
