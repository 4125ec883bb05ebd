//! `server import boundaries`: outlines of areas, from the file to the register in one go.

use super::Failure;
use backend::{
    ctx::Ctx,
    transfer::boundaries::{
        query,
        service::{self, Confirmed, Upload},
    },
};
use domain::{
    boundaries::{BoundaryImport, BoundarySetup, FeatureFault, MOST_MOVES, MoveList, Obstacle},
    geo::Repair,
    ids::ImportId,
};
use std::path::Path;
use uuid::Uuid;

/// Looks at the file, says what it would change, and changes it unless it is only to be looked at.
pub async fn import(
    ctx: &Ctx,
    file: &Path,
    bytes: Vec<u8>,
    setup: BoundarySetup,
    dry_run: bool,
) -> Result<(), Failure> {
    let id = ImportId(Uuid::now_v7());
    let file_name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    service::begin(ctx, Upload { id, file_name, bytes: bytes.into(), setup }).await?;
    let done = look_and_carry_out(ctx, id, dry_run).await;
    if dry_run || done.is_err() {
        // nobody goes on with it on the page
        let thrown = service::discard(ctx, id).await;
        done?;
        return Ok(thrown?);
    }
    done
}

async fn look_and_carry_out(ctx: &Ctx, id: ImportId, dry_run: bool) -> Result<(), Failure> {
    let page = query::page(ctx, Some(id), MoveList::Moving, 1).await?;
    let job = page.job.ok_or_else(|| Failure::failed("the import is not there any more"))?;
    tell(&job);
    if let Some(obstacle) = job.is_in_the_way() {
        return Err(Failure::failed(reason(obstacle)));
    }
    if dry_run {
        println!("nothing was changed (--dry-run)");
        return Ok(());
    }
    let confirmed = Confirmed { version: job.version, moving: job.moves.moving };
    let result = service::carry_out(ctx, id, confirmed).await?;
    println!("{} outlines replaced, {} sites moved.", result.outlines, result.moved);
    Ok(())
}

/// What would change goes to the output, what is not in order to the error output.
fn tell(job: &BoundaryImport) {
    let report = &job.report;
    let property = report.property.as_deref().unwrap_or("-");
    println!(
        "{}: {} features, by property {property}; {} outlines change, {} are the same.",
        report.format,
        report.features,
        report.changes.len(),
        report.unchanged
    );
    for change in &report.changes {
        let before = change.before_m2.map_or_else(|| "-".to_owned(), square_kilometres);
        let repairs: Vec<String> =
            change.repairs.iter().map(|(repair, n)| format!("{} ×{n}", repaired(*repair))).collect();
        println!(
            "{} {}: {before} → {} km², {} parts, {} holes{}{}",
            change.area.code,
            change.area.name,
            square_kilometres(change.after_m2),
            change.parts,
            change.holes,
            if repairs.is_empty() { "" } else { "; " },
            repairs.join(", ")
        );
    }
    for bad in &report.shown {
        eprintln!("要素 feature {} ({:?}): {}", bad.feature, bad.named, fault(bad.fault));
    }
    for overlap in &report.overlaps {
        eprintln!("重叠 overlap {} / {}: {:.0} m²", overlap.one.code, overlap.other.code, overlap.m2);
    }
    for gap in &report.gaps {
        eprintln!(
            "缝隙 gap {}: {:.0} m² uncovered, {:.0} m² outside",
            gap.area.code, gap.uncovered_m2, gap.outside_m2
        );
    }
    if let Some(datum) = report.datum_doubt {
        eprintln!("坐标系可能不对 sites fit much better in the datum {datum}");
    }
    let moves = &job.moves;
    for between in &moves.between {
        println!("{} → {}: {} sites", between.from.code, between.to.code, between.sites);
    }
    println!(
        "{} sites {}, {} lie in no outline or another subdistrict and stay, {} have no position.",
        moves.moving,
        if job.setup.move_sites { "move" } else { "would move, but stay (--keep-sites)" },
        moves.staying,
        moves.unplaced
    );
}

fn square_kilometres(m2: f64) -> String {
    format!("{:.3}", m2 / 1e6)
}

/// What was put right, in both languages.
const fn repaired(repair: Repair) -> &'static str {
    match repair {
        Repair::Unclosed => "未闭合 not closed",
        Repair::Repeated => "重复点 repeated positions",
        Repair::Winding => "方向相反 wound the other way",
        Repair::Crossing => "自相交 crossing itself",
        Repair::Joined => "部分重叠 parts joined",
        Repair::Sliver => "碎屑 slivers",
        Repair::Collapsed => "退化环 collapsed rings",
    }
}

/// Why a feature is left out, in both languages.
const fn fault(fault: FeatureFault) -> &'static str {
    match fault {
        FeatureFault::Unnamed => "未写明区域 names no area",
        FeatureFault::UnknownArea => "没有这个区域 no such area",
        FeatureFault::Ambiguous => "对应多个区域 names several areas",
        FeatureFault::Empty => "没有面 has no surface",
        FeatureFault::Swapped => "经纬度颠倒 longitude and latitude are swapped",
        FeatureFault::NotDegrees => "不是经纬度 not in degrees",
        FeatureFault::OutsideChina => "不在中国范围内 outside of China",
        FeatureFault::TooLong => "坐标点过多 too many positions",
        FeatureFault::Broken => "无法修复 cannot be put right",
    }
}

fn reason(obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::Nothing => "no outline becomes another one; nothing was changed".to_owned(),
        Obstacle::Bad => {
            "some features are left out: nothing was changed (--skip-bad leaves them out)".to_owned()
        }
        Obstacle::TooMany => {
            format!(
                "more than {MOST_MOVES} sites would move at once; import fewer areas at a time, or --keep-sites"
            )
        }
    }
}
