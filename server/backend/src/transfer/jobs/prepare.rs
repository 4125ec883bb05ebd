//! Reading the file of an import: what its columns are, what is wrong with its rows, what they are like.

use super::twins;
use crate::{
    ctx::Ctx,
    error::Result,
    import_text::{MOST_ROWS, Reading, Row, RowFaults, Table, TextFault},
    transfer::{
        import::{
            ImportReport, open,
            places::Places,
            sites::{
                COLUMNS,
                draft::{Draft, Reader},
            },
            walk,
        },
        progress::silent,
    },
};
use bytes::Bytes;
use domain::{
    fault::{Code, Fault},
    geo::Datum,
    sites::import::{Heading, ImportField, ImportPreview, ImportSetup, PreviewRow},
    table::{FileFaultCode, RowFault},
};
use tokio::sync::Semaphore;

/// One file at a time: each takes its memory and a core for a second.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Rows that a preview shows.
const SHOWN_ROWS: usize = 10;

/// Faults that a preview shows; it counts all of them.
const SHOWN_FAULTS: usize = 200;

/// Most characters of a sample.
const SAMPLE: usize = 30;

/// Positions that must fit before anything is said about the datum.
const ENOUGH_POSITIONS: u64 = 5;

/// A file that was read.
pub(super) struct Prepared {
    pub preview: ImportPreview,
    pub drafts: Vec<Draft>,
}

/// What a person is told of a file that is no table.
pub(super) fn unreadable(fault: &TextFault) -> Fault {
    let told = Fault::new(Code::UnreadableTable).with("why", fault.code());
    match fault.line() {
        Some(line) => told.with("line", line),
        None => told,
    }
}

/// Reads the file as `setup` says.
pub(super) async fn prepare(ctx: &Ctx, bytes: Bytes, setup: &ImportSetup) -> Result<Prepared> {
    // it is never closed
    let _turn = ONE_AT_A_TIME.acquire().await;
    let content =
        open(bytes.to_vec(), super::MOST_BYTES, setup.sheet.clone()).await.map_err(|f| unreadable(&f))?;
    let mut preview = ImportPreview {
        encoding: content.format().to_owned(),
        sheets: content.sheets().to_vec(),
        ..ImportPreview::default()
    };
    let reading = Reading {
        positions: setup
            .columns
            .as_ref()
            .map(|columns| columns.iter().map(|(field, at)| (field.as_str(), *at)).collect()),
        not_required: setup.kind.map(|_| ImportField::Kind.as_str()).into_iter().collect(),
    };
    let table = match Table::begin(content, COLUMNS, &reading) {
        Ok(table) => table,
        Err(faults) => {
            count(&mut preview, faults);
            return Ok(Prepared { preview, drafts: Vec::new() });
        }
    };
    preview.header_line = table.header_line();
    preview.headings = headings(&table);
    let missing = table.heading_faults().to_vec();
    let walked = walk_through(ctx, table, setup).await?;
    for (heading, sample) in preview.headings.iter_mut().zip(walked.samples) {
        heading.sample = sample;
    }
    if !missing.is_empty() {
        // every row would be told to lack what the table lacks
        count(&mut preview, missing);
        preview.rows = walked.report.rows;
        preview.bad_rows = walked.report.rows;
        return Ok(Prepared { preview, drafts: Vec::new() });
    }
    if walked.report.rows > MOST_ROWS as u64 {
        return Err(unreadable(&FileFaultCode::TooManyRows.into()).into());
    }
    preview.rows = walked.report.rows;
    preview.bad_rows = walked.report.bad_rows;
    preview.faults = walked.report.faults;
    preview.shown = walked.report.bad.into_iter().take(SHOWN_FAULTS).collect();
    preview.datum_doubt = doubt(&walked.fits, setup.datum);
    preview.first = first(ctx, &walked.drafts).await?;
    preview.proposals = twins::find(ctx, &walked.drafts).await?;
    Ok(Prepared { preview, drafts: walked.drafts })
}

fn count(preview: &mut ImportPreview, faults: Vec<RowFault>) {
    preview.faults = faults.len() as u64;
    preview.shown = faults.into_iter().take(SHOWN_FAULTS).collect();
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
struct Walked {
    report: ImportReport,
    drafts: Vec<Draft>,
    /// What stands in each column first.
    samples: Vec<String>,
    /// How many positions fit their committee, by datum.
    fits: Vec<u64>,
}

async fn walk_through(ctx: &Ctx, table: Table, setup: &ImportSetup) -> Result<Walked> {
    let reference = ctx.state.reference().await?;
    let places = Places::new(reference, ctx.actor.area.clone(), setup.datum);
    let reader = Reader { places: &places, kind: setup.kind };
    let mut samples = vec![String::new(); table.headings().len()];
    let mut fits = vec![0_u64; Datum::ALL.len()];
    let mut report = ImportReport::default();
    let drafts = walk(table, &mut report, &silent, |row: &Row, faults: &mut RowFaults| {
        let draft = reader.read(row, faults);
        for (at, sample) in samples.iter_mut().enumerate().filter(|(_, sample)| sample.is_empty()) {
            *sample = row.at(at).chars().take(SAMPLE).collect();
        }
        if let (Some(area), Some(spot)) = (&draft.area, &draft.spot)
            && !row.cell(ImportField::Area.as_str()).is_empty()
        {
            for (sum, fit) in fits.iter_mut().zip(places.fits(area, spot)) {
                *sum += u64::from(fit);
            }
        }
        Some(draft)
    })
    .await;
    Ok(Walked { report, drafts, samples, fits })
}

/// The datum in which the positions fit much better than in the stated one.
fn doubt(fits: &[u64], stated: Datum) -> Option<Datum> {
    let by_datum = || Datum::ALL.iter().copied().zip(fits.iter().copied());
    let own = by_datum().find(|(datum, _)| *datum == stated).map_or(0, |(_, n)| n);
    let (best, n) = by_datum().max_by_key(|(_, n)| *n)?;
    (best != stated && n >= ENOUGH_POSITIONS && n > 2 * own).then_some(best)
}

async fn first(ctx: &Ctx, drafts: &[Draft]) -> Result<Vec<PreviewRow>> {
    let reference = ctx.state.reference().await?;
    let shown = drafts.iter().filter_map(|draft| {
        Some(PreviewRow {
            line: draft.line,
            name: draft.name.clone(),
            address: draft.address.clone(),
            kind: draft.kind?,
            area: reference.areas.named(draft.area.as_ref()?).name,
            point: draft.spot.map(|spot| spot.point),
            contact_name: draft.contact_name.clone(),
            contact_phone: draft.contact_phone.clone(),
        })
    });
    Ok(shown.take(SHOWN_ROWS).collect())
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
