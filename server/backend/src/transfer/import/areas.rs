//! Importing areas with their outlines.

use super::{Checked, ImportOptions, ImportReport, check_all, fields::Fields, write_all};
use crate::{
    ctx::Ctx,
    entities::area,
    error::Result,
    import_text::{Column, RowFault, RowFaultCode},
    stamps::Stamped,
    transfer::{Report, rows::insert},
};
use domain::{actor::Right, area::AreaCode, geo::Boundary};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
};

const COLUMNS: &[Column] = &[
    Column {
        field: "code", aliases: &["代码", "区划代码", "区域代码", "area code"], required: true
    },
    Column { field: "name", aliases: &["名称", "区域名称", "area name"], required: true },
    Column { field: "short_name", aliases: &["简称"], required: false },
    Column { field: "boundary", aliases: &["边界", "范围", "geojson"], required: false },
    Column { field: "approximate", aliases: &["示意", "示意范围"], required: false },
];

/// Adds areas. The code says the level and the parent, which must be there or stand in the same file. What is there
/// already is a fault: an import never changes an area in use.
pub async fn areas(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let reference = ctx.state.reference().await?;
    let mut seen: BTreeMap<AreaCode, u64> = BTreeMap::new();
    let checked = check_all(ctx, Right::Administer, bytes, COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let text = fields.required_line("code");
        let name = fields.required_line("name");
        let short_name = fields.line("short_name");
        let approximate = fields.faults.keep(row.flag("approximate")).flatten().unwrap_or(false);
        let boundary = boundary(&mut fields, options);
        if text.is_empty() {
            return None;
        }
        let Ok(code) = text.parse::<AreaCode>() else {
            fields.fault(
                "code",
                RowFaultCode::NotAllowed,
                "31 | 310105 | 310105008 | 310105008001 | 31010500800101",
            );
            return None;
        };
        if !ctx.actor.area.contains(&code) {
            fields.fault("code", RowFaultCode::OutsideArea, ctx.actor.area.as_str());
        } else if reference.areas.get(&code).is_some() {
            fields.fault("code", RowFaultCode::Duplicate, "");
        } else if let Some(line) = seen.insert(code.clone(), row.line()) {
            fields.fault("code", RowFaultCode::Duplicate, format!("line {line}"));
        }
        let missing = row.fault("code", RowFaultCode::NotFound);
        let label = boundary.as_ref().map(Boundary::label_point);
        let row = area::Model {
            parent_code: code.parent().map(String::from),
            level: code.level().as_str().into(),
            code: code.to_string(),
            name,
            short_name,
            approximate,
            boundary: boundary.and_then(|b| serde_json::from_str(&b.to_geojson()).ok()),
            lon: label.map(domain::geo::Point::lon),
            lat: label.map(domain::geo::Point::lat),
            created_at: ctx.now,
            updated_at: ctx.now,
        };
        Some((row, missing))
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    // a parent may stand anywhere in the file: asked for when all of it is read
    let known = |code: &str| code.parse().is_ok_and(|code: AreaCode| reference.areas.get(&code).is_some());
    let rows = with_parents(drafts, known, &mut report);
    if report.may_write(options) {
        let total = rows.len();
        write_all(ctx, "areas", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                insert(tx, &rows).await?;
                Stamped::Reference.touch(tx).await?;
                done.store(rows.len() as u64, Ordering::Relaxed);
                Ok(())
            })
        })
        .await?;
        ctx.state.refresh_reference().await;
    }
    Ok(report)
}

fn boundary(fields: &mut Fields<'_>, options: ImportOptions) -> Option<Boundary> {
    let cell = fields.row.cell("boundary");
    if cell.is_empty() {
        return None;
    }
    match Boundary::parse_in(options.datum, cell) {
        Ok(boundary) => Some(boundary),
        Err(error) => {
            fields.fault("boundary", RowFaultCode::NotABoundary, error.to_string());
            None
        }
    }
}

/// The rows whose parents are known or come with them, larger areas first; the others are noted as bad.
fn with_parents(
    drafts: Vec<(area::Model, RowFault)>,
    known: impl Fn(&str) -> bool,
    report: &mut ImportReport,
) -> Vec<area::Model> {
    let mut sorted = drafts;
    sorted.sort_by(|a, b| a.0.code.len().cmp(&b.0.code.len()).then_with(|| a.0.code.cmp(&b.0.code)));
    let mut kept: Vec<area::Model> = Vec::with_capacity(sorted.len());
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for (row, missing) in sorted {
        match &row.parent_code {
            Some(parent) if !known(parent) && !codes.contains(parent) => {
                report.bad_row(vec![missing.expecting(format!("parent {parent}"))]);
            }
            _ => {
                codes.insert(row.code.clone());
                kept.push(row);
            }
        }
    }
    report.bad.sort_by_key(|fault| fault.line);
    kept
}
