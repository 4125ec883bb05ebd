//! Imports of tables: what is read, what is refused and where, and that it is all or nothing.

mod areas;
mod boundaries;
mod gear;
mod hazards;
mod jobs;
mod lists_in_steps;
mod registers;
mod sites;
mod workbooks;

use backend::{
    error::Result,
    import_text::RowFault,
    transfer::{
        import::{ImportOptions, ImportReport},
        progress::silent,
    },
};
use domain::{geo::Datum, import::ImportKind};

use crate::support::world::{World, noon};

const NOW: &str = "2023-07-01";

const PLAIN: ImportOptions = ImportOptions { datum: Datum::Wgs84, skip_bad: false, dry_run: false };
const SKIPPING: ImportOptions = ImportOptions { skip_bad: true, ..PLAIN };

#[derive(Clone, Copy)]
enum What {
    Areas,
    Sites,
    Hazards,
    Penalties,
    Orders,
    Fires,
    Stoves,
    Detectors,
    GasUsers,
}

async fn import_bytes(
    world: &World,
    what: What,
    bytes: Vec<u8>,
    options: ImportOptions,
) -> Result<ImportReport> {
    use backend::transfer::import;
    // who keeps a register imports into it
    let by = match what {
        What::Penalties | What::Orders | What::Fires => &world.office,
        _ => &world.admin,
    };
    let ctx = world.ctx(by, noon(NOW));
    let kind = match what {
        What::Areas => return import::areas(&ctx, bytes, options, &silent).await,
        What::Hazards => return import::hazards(&ctx, bytes, options, &silent).await,
        What::Sites => ImportKind::Sites,
        What::Penalties => ImportKind::Penalties,
        What::Orders => ImportKind::Orders,
        What::Fires => ImportKind::Fires,
        What::Stoves => ImportKind::Stoves,
        What::Detectors => ImportKind::Detectors,
        What::GasUsers => ImportKind::GasUsers,
    };
    import::list(&ctx, kind, bytes, options, &silent).await
}

async fn import(world: &World, what: What, text: &str, options: ImportOptions) -> ImportReport {
    import_bytes(world, what, text.as_bytes().to_vec(), options).await.unwrap()
}

/// Line, position of the column and code of each fault.
fn faults(report: &ImportReport) -> Vec<(u64, usize, &'static str)> {
    let place = |f: &RowFault| (f.line, f.column.as_ref().map_or(0, |c| c.number), f.code.code());
    report.bad.iter().map(place).collect()
}
