//! Safety summaries: what their figures cost, and what Word, workbook and PDF.

use crate::{Bench, Result, facts::Facts};
use backend::{
    ctx::{Ctx, State},
    hazards::service::change,
    summary::report,
};
use domain::{
    actor::Actor,
    area::{AreaCode, AreaLevel},
    hazards::{Change, HazardCommand},
    ids::{EventId, HazardId},
    summary::{Lang, SummaryPeriod, record::Content},
};
use serde_json::json;
use std::time::Instant;
use uuid::Uuid;

/// Periods of one length, in turn, so that not one answer lies ready for all.
pub const MONTHS: [&str; 6] = ["2023-12", "2023-10", "2023-06", "2023-03", "2022-11", "2022-06"];
pub const YEARS: [&str; 3] = ["2023", "2022", "2021"];

/// A month of the office's area, a month of its district, a month of the city and a year of the city.
pub const WORKS: [&str; 4] = ["month", "month_district", "month_city", "year_city"];

/// Prints, for each of [`WORKS`], in seconds: how long the figures of each period took when nothing was kept of it, when it was and
/// something has changed since, and from every row, as a check reads them; and how long its files.
pub async fn run(bench: &Bench, office: &Actor, city: &Actor) -> Result<()> {
    let district = office.area.at(AreaLevel::District).ok_or("the office's area lies in no district")?;
    for (work, actor, area, periods) in [
        (WORKS[0], office, &office.area, &MONTHS[..]),
        (WORKS[1], city, &district, &MONTHS[..]),
        (WORKS[2], city, &city.area, &MONTHS[..]),
        (WORKS[3], city, &city.area, &YEARS[..]),
    ] {
        let ctx = |state: State| Ctx::new(state, actor.clone());
        let fresh = || ctx(bench.state.clone().keeping_nothing_yet());
        let of_rows = ctx(bench.state.clone().keeping_no_sums());
        let hazards = Facts(bench.state.db.read()).newest(area, periods.len() as i64).await?;
        // the first of all reads fonts, areas and what the database keeps in memory: it is not counted
        let (content, _) = figures(&fresh(), area, periods[0].parse()?).await?;
        files(&fresh(), content).await?;
        let (mut read, mut moved, mut rows, mut written) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (period, hazard) in periods.iter().zip(hazards.iter().cycle()) {
            let period: SummaryPeriod = period.parse()?;
            let known = fresh();
            let (content, took) = figures(&known, area, period).await?;
            read.push(took);
            written.push(files(&known, content).await?);
            note(&known, *hazard).await?;
            // whoever asks beside finds what was kept for the one before
            moved.push(figures(&ctx(known.state.clone()), area, period).await?.1);
            rows.push(figures(&of_rows, area, period).await?.1);
        }
        println!(
            "{}",
            json!({"work": work, "figures_s": read, "moved_s": moved, "rows_s": rows, "files_s": written})
        );
    }
    Ok(())
}

/// The figures of a summary with their text, and how long they took, in seconds.
pub async fn figures(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod) -> Result<(Content, f64)> {
    let begun = Instant::now();
    let content = report::content(ctx, area, period).await?;
    Ok((content, begun.elapsed().as_secs_f64()))
}

/// How long its files took.
pub async fn files(ctx: &Ctx, content: Content) -> Result<f64> {
    let begun = Instant::now();
    let files = report::files(ctx, content, Lang::Zh).await?;
    let took = begun.elapsed();
    std::hint::black_box(files);
    Ok(took.as_secs_f64())
}

/// Somebody changes something.
pub async fn note(ctx: &Ctx, hazard: HazardId) -> Result<()> {
    let command = HazardCommand::AddNote { note: "已电话提醒".into(), photos: Vec::new() };
    let note = Change {
        id: EventId(Uuid::now_v7()),
        hazard,
        base_version: None,
        device_at: None,
        position: None,
        command,
    };
    change(ctx, note).await?;
    Ok(())
}
