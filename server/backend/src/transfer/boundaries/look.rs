//! Reading a file: whose outlines it has, what is wrong with them, and how they lie beside each other.

use super::{MOST_BYTES, file};
use crate::{
    areas::Area,
    ctx::Ctx,
    error::{Error, Result},
    reference::Reference,
};
use bytes::Bytes;
use domain::{
    area::{AreaCode, AreaRef},
    boundaries::{
        AreaChange, BadFeature, BoundaryReport, BoundarySetup, FeatureFault, KnownArea, Matched, Outlined,
        best_property, gaps, match_features, overlaps,
    },
    fault::{Code, Fault},
    geo::{Boundary, RawPolygon, repair},
    table::FileFaultCode,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// One file at a time: each takes its memory and a core for some seconds.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Features left out, overlaps and gaps that a report names.
const SHOWN: usize = 50;
/// Properties that a form offers.
const OFFERED: usize = 40;

/// A turn to read or to write.
pub(super) async fn turn() -> Result<SemaphorePermit<'static>> {
    ONE_AT_A_TIME.acquire().await.map_err(Error::internal)
}

/// What a file has come to.
pub(super) struct Looked {
    pub report: BoundaryReport,
    /// The outlines that become others.
    pub outlines: BTreeMap<AreaCode, Boundary>,
}

/// What a person is told of a file that cannot be read.
fn unreadable(why: FileFaultCode) -> Error {
    Fault::new(Code::UnreadableTable).with("why", why).into()
}

/// Reads a file, apart from whatever else the server does.
pub(super) async fn look(ctx: &Ctx, bytes: Bytes, setup: &BoundarySetup) -> Result<Looked> {
    let reference = ctx.state.reference().await?;
    let (scope, setup) = (ctx.actor.area.clone(), setup.clone());
    let read = move || found(bytes, &setup, &reference, &scope);
    match tokio::task::spawn_blocking(read).await {
        Ok(looked) => looked.map_err(unreadable),
        Err(error) => {
            tracing::warn!(%error, "a file of outlines broke its reader");
            Err(unreadable(FileFaultCode::Damaged))
        }
    }
}

fn found(
    bytes: Bytes,
    setup: &BoundarySetup,
    reference: &Arc<Reference>,
    scope: &AreaCode,
) -> Result<Looked, FileFaultCode> {
    let file = file::read(bytes.into(), MOST_BYTES)?;
    let known: Vec<KnownArea> = reference.areas.subtree(scope).map(known).collect();
    let mut properties = best_property(&file.properties, &known);
    properties.truncate(OFFERED);
    let asked =
        setup.property.as_ref().filter(|asked| file.properties.iter().any(|p| p.contains_key(*asked)));
    let property = asked.cloned().or_else(|| Some(properties.first().filter(|p| p.fits > 0)?.name.clone()));
    let by = property.as_deref().unwrap_or_default();
    let said = |feature: usize| file.properties[feature].get(by).cloned().unwrap_or_default();
    let mut bad: Vec<BadFeature> = Vec::new();
    let mut refuse = |feature: usize, fault: FeatureFault| {
        bad.push(BadFeature { feature: feature as u64 + 1, named: said(feature), fault });
    };
    // several features of one area are its parts
    let mut parts: BTreeMap<AreaCode, (usize, Vec<RawPolygon>)> = BTreeMap::new();
    let features = file.shapes.len() as u64;
    let matched = match_features(&file.properties, &known, by);
    for (at, (matched, shape)) in matched.into_iter().zip(file.shapes).enumerate() {
        match matched {
            Matched::Area(code) => parts.entry(code).or_insert_with(|| (at, Vec::new())).1.extend(shape),
            Matched::Not(fault) => refuse(at, fault),
        }
    }
    let mut report = BoundaryReport {
        format: file.format,
        features,
        property: property.clone(),
        ..BoundaryReport::default()
    };
    let mut outlines: BTreeMap<AreaCode, Boundary> = BTreeMap::new();
    for (code, (at, polygons)) in parts {
        let repaired = match repair(&polygons, setup.datum, file.winding) {
            Ok(repaired) => repaired,
            Err(fault) => {
                refuse(at, fault.into());
                continue;
            }
        };
        let before = reference.areas.get(&code);
        let (old, sketch) = before.map_or((None, false), |area| (area.boundary.as_ref(), area.approximate));
        let after = &repaired.boundary;
        if old == Some(after) && sketch == setup.approximate {
            report.unchanged += 1;
            continue;
        }
        report.changes.push(AreaChange {
            area: reference.areas.named(&code),
            before_m2: old.map(Boundary::square_metres),
            after_m2: after.square_metres(),
            common_m2: old.map_or(0.0, |old| old.common_square_metres(after)),
            parts: after.parts() as u64,
            holes: after.holes() as u64,
            positions: after.positions() as u64,
            repairs: repaired.repairs,
        });
        outlines.insert(code, repaired.boundary);
    }
    bad.sort_by_key(|bad| bad.feature);
    report.properties = properties;
    report.bad = bad.len() as u64;
    bad.truncate(SHOWN);
    report.shown = bad;
    beside(&mut report, &outlines, reference, scope);
    Ok(Looked { report, outlines })
}

fn known(area: &Area) -> KnownArea {
    let names = std::iter::once(&area.name).chain(&area.short_name).cloned().collect();
    KnownArea { code: area.code.clone(), names }
}

/// How the outlines will lie beside each other and inside of larger ones.
fn beside(
    report: &mut BoundaryReport,
    outlines: &BTreeMap<AreaCode, Boundary>,
    reference: &Reference,
    scope: &AreaCode,
) {
    let new: BTreeSet<&AreaCode> = outlines.keys().collect();
    let all: Vec<(AreaRef, Option<&Boundary>)> = reference
        .areas
        .subtree(scope)
        .map(|area| (area.to_ref(), outlines.get(&area.code).or(area.boundary.as_ref())))
        .collect();
    let outlined: Vec<Outlined<'_>> =
        all.iter().filter_map(|(area, outline)| Some((area, (*outline)?))).collect();
    report.overlaps = overlaps(&outlined, |code| new.contains(code), SHOWN);
    let parts: Vec<(&AreaRef, Option<&Boundary>)> =
        all.iter().map(|(area, outline)| (area, *outline)).collect();
    report.gaps = gaps(&parts, |code| new.contains(code), SHOWN);
}
