//! Reading the file of an import: what its columns are, what is wrong with its rows, what they are like.

use super::twins;
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    import_text::{MOST_ROWS, Reading, Row, RowFaults, Table, TextFault},
    stamps::Stamped,
    transfer::{
        import::{
            Detectors, Fires, GasUsers, ImportReport, Orders, Penalties, Stoves, Targets,
            lists::{Good, List, Ready, columns},
            open,
            places::Places,
            sites::draft::{Draft, Reader},
            walk,
        },
        progress::silent,
    },
};
use bytes::Bytes;
use domain::{
    fault::{Code, Fault, FieldCode},
    geo::Datum,
    import::{Heading, ImportField, ImportKind, ImportPreview, ImportSetup, PreviewRow, Proposal},
    table::{FileFaultCode, RowFault},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// One file at a time: each takes its memory and a core for a second. Whoever writes what was read keeps the turn until it
/// is written, so that two people who bring the same table do not both find that nothing of it is there; at another server
/// they are told apart by the stamp.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Rows that a preview shows.
const SHOWN_ROWS: usize = 10;

/// Most characters of a sample.
const SAMPLE: usize = 30;

/// Positions that must fit before anything is said about the datum.
const ENOUGH_POSITIONS: u64 = 5;

/// A file that was read.
pub(super) struct Prepared {
    pub preview: ImportPreview,
    /// Not there when nothing could be read for its headings.
    pub rows: Option<Rows>,
    /// Of the imports that had ended before anything was looked for in the register.
    pub stamp: i64,
    pub turn: SemaphorePermit<'static>,
}

/// The rows in which nothing is wrong.
pub(super) enum Rows {
    /// Of sites: what becomes of each is decided.
    Sites(Vec<Draft>),
    /// Of any other list, where one that is there already is a bad row.
    List(Box<dyn Ready>),
}

/// What a person is told of a file that is no table.
pub(super) fn unreadable(fault: &TextFault) -> Fault {
    let told = Fault::new(Code::UnreadableTable).with("why", fault.code());
    match fault.line() {
        Some(line) => told.with("line", line),
        None => told,
    }
}

/// The datum of the coordinates.
fn datum_of(what: ImportKind, setup: &ImportSetup) -> Result<Datum, Fault> {
    match setup.datum {
        Some(datum) => Ok(datum),
        // there are none
        None if !what.has_positions() => Ok(Datum::Wgs84),
        None => Err(Fault::field("datum", FieldCode::Required)),
    }
}

/// Reads the file as `setup` says.
pub(super) async fn prepare(
    ctx: &Ctx,
    what: ImportKind,
    bytes: Bytes,
    setup: &ImportSetup,
) -> Result<Prepared> {
    let datum = datum_of(what, setup)?;
    let turn = ONE_AT_A_TIME.acquire().await.map_err(Error::internal)?;
    let stamp = Stamped::Imports.seen(ctx.db().read()).await?;
    let content =
        open(bytes.to_vec(), super::MOST_BYTES, setup.sheet.clone()).await.map_err(|f| unreadable(&f))?;
    let mut preview = ImportPreview {
        encoding: content.format().to_owned(),
        sheets: content.sheets().to_vec(),
        ..ImportPreview::default()
    };
    // a site's kind may be said for all rows; a kind of order or device stands in each
    let kind_is_said = what == ImportKind::Sites && setup.kind.is_some();
    let reading = Reading {
        positions: setup
            .columns
            .as_ref()
            .map(|columns| columns.iter().map(|(field, at)| (field.as_str(), *at)).collect()),
        not_required: kind_is_said.then_some(ImportField::Kind.as_str()).into_iter().collect(),
    };
    let table = match Table::begin(content, columns(what), &reading) {
        Ok(table) => table,
        Err(faults) => {
            count(&mut preview, faults);
            return Ok(Prepared { preview, rows: None, stamp, turn });
        }
    };
    preview.header_line = table.header_line();
    preview.headings = headings(&table);
    let missing = table.heading_faults().to_vec();
    let found = match what {
        ImportKind::Sites => of_sites(ctx, table, setup, datum).await?,
        ImportKind::Stoves => of_list::<Stoves>(ctx, table, datum).await?,
        ImportKind::Detectors => of_list::<Detectors>(ctx, table, datum).await?,
        ImportKind::GasUsers => of_list::<GasUsers>(ctx, table, datum).await?,
        ImportKind::Penalties => of_list::<Penalties>(ctx, table, datum).await?,
        ImportKind::Orders => of_list::<Orders>(ctx, table, datum).await?,
        ImportKind::Fires => of_list::<Fires>(ctx, table, datum).await?,
        ImportKind::YearTargets => of_list::<Targets>(ctx, table, datum).await?,
    };
    for (heading, sample) in preview.headings.iter_mut().zip(found.samples) {
        heading.sample = sample;
    }
    preview.rows = found.report.rows;
    if !missing.is_empty() {
        // every row would be told to lack what the table lacks
        count(&mut preview, missing);
        preview.bad_rows = found.report.rows;
        return Ok(Prepared { preview, rows: None, stamp, turn });
    }
    preview.bad_rows = found.report.bad_rows;
    preview.faults = found.report.faults;
    preview.shown = found.report.bad;
    preview.datum_doubt = found.datum_doubt;
    preview.first = found.first;
    preview.proposals = found.proposals;
    Ok(Prepared { preview, rows: Some(found.rows), stamp, turn })
}

fn count(preview: &mut ImportPreview, faults: Vec<RowFault>) {
    preview.faults = faults.len() as u64;
    preview.shown = faults;
}

fn headings(table: &Table) -> Vec<Heading> {
    let heading = |(name, field): (&str, Option<&'static str>)| Heading {
        name: name.to_owned(),
        field: field.and_then(|field| field.parse().ok()),
        sample: String::new(),
    };
    table.headings().into_iter().map(heading).collect()
}

/// What going through the rows has come to.
struct Found {
    report: ImportReport,
    /// What stands in each column first.
    samples: Vec<String>,
    datum_doubt: Option<Datum>,
    first: Vec<PreviewRow>,
    proposals: Vec<Proposal>,
    rows: Rows,
}

/// Rows with their lines, with what was found on the way.
struct Walked<T> {
    report: ImportReport,
    samples: Vec<String>,
    drafts: Vec<(u64, T)>,
}

async fn walk_through<T>(
    table: Table,
    mut read: impl FnMut(&Row, &mut RowFaults) -> Option<T> + Send,
) -> Result<Walked<T>> {
    let mut samples = vec![String::new(); table.headings().len()];
    let mut report = ImportReport::default();
    let drafts = walk(table, &mut report, &silent, |row: &Row, faults: &mut RowFaults| {
        for (at, sample) in samples.iter_mut().enumerate().filter(|(_, sample)| sample.is_empty()) {
            *sample = row.at(at).chars().take(SAMPLE).collect();
        }
        Some((row.line(), read(row, faults)?))
    })
    .await;
    if report.rows > MOST_ROWS as u64 {
        return Err(unreadable(&FileFaultCode::TooManyRows.into()).into());
    }
    Ok(Walked { report, samples, drafts })
}

/// Sites: how their positions fit their committees, and which of them are like something that is known.
async fn of_sites(ctx: &Ctx, table: Table, setup: &ImportSetup, datum: Datum) -> Result<Found> {
    let reference = ctx.state.reference().await?;
    let places = Places::new(reference, ctx.actor.area.clone(), datum);
    let reader = Reader { places: &places, kind: setup.kind };
    let mut fits = vec![0_u64; Datum::ALL.len()];
    let walked = walk_through(table, |row, faults| {
        let draft = reader.read(row, faults);
        if let (Some(area), Some(spot)) = (&draft.area, &draft.spot)
            && !row.cell(ImportField::Area.as_str()).is_empty()
        {
            for (sum, fit) in fits.iter_mut().zip(places.fits(area, spot)) {
                *sum += u64::from(fit);
            }
        }
        Some(draft)
    })
    .await?;
    let Walked { report, samples, drafts } = walked;
    let understood = |(line, draft): &(u64, Draft)| PreviewRow { line: *line, cells: draft.cells(&places) };
    let first = drafts.iter().take(SHOWN_ROWS).map(understood).collect();
    let drafts: Vec<Draft> = drafts.into_iter().map(|(_, draft)| draft).collect();
    let proposals = twins::find(ctx, &drafts).await?;
    let datum_doubt = doubt(&fits, datum);
    Ok(Found { report, samples, datum_doubt, first, proposals, rows: Rows::Sites(drafts) })
}

/// Any other list.
async fn of_list<L: List>(ctx: &Ctx, table: Table, datum: Datum) -> Result<Found> {
    let mut list = L::begin(ctx, datum).await?;
    let Walked { report, samples, drafts } =
        walk_through(table, |row, faults| list.read(ctx, row, faults)).await?;
    let (good, first) = Good::new(list, drafts, SHOWN_ROWS);
    let rows = Rows::List(Box::new(good));
    Ok(Found { report, samples, datum_doubt: None, first, proposals: Vec::new(), rows })
}

/// The datum in which the positions fit much better than in the stated one.
fn doubt(fits: &[u64], stated: Datum) -> Option<Datum> {
    let by_datum = || Datum::ALL.iter().copied().zip(fits.iter().copied());
    let own = by_datum().find(|(datum, _)| *datum == stated).map_or(0, |(_, n)| n);
    let (best, n) = by_datum().max_by_key(|(_, n)| *n)?;
    (best != stated && n >= ENOUGH_POSITIONS && n > 2 * own).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datum_is_doubted_only_when_another_fits_much_better() {
        let doubted = |fits: [u64; 3]| doubt(&fits, Datum::Wgs84);
        assert_eq!(doubted([2, 40, 7]), Some(Datum::Gcj02));
        assert_eq!(doubted([20, 40, 7]), None, "half of them fit as they are");
        assert_eq!(doubted([0, 4, 0]), None, "too few to say anything");
        assert_eq!(doubted([0, 0, 0]), None);
        assert_eq!(doubt(&[40, 2, 0], Datum::Wgs84), None);
    }
}
