//! Safety summaries: what their figures cost, and what Word, workbook and PDF.

use crate::{Bench, Result};
use backend::{ctx::Ctx, summary::report};
use domain::{
    actor::Actor,
    area::{AreaCode, AreaLevel},
    summary::SummaryPeriod,
};
use serde_json::json;
use std::time::Instant;

/// Periods of one length, in turn, so that not one answer lies ready for all.
const MONTHS: [&str; 6] = ["2023-12", "2023-10", "2023-06", "2023-03", "2022-11", "2022-06"];
const YEARS: [&str; 3] = ["2023", "2022", "2021"];

/// Prints, for a month of the office's area, a month of its district, a month of the city and a year of the city, how long figures and
/// files of each period took, in seconds.
pub async fn run(bench: &Bench, office: &Actor, city: &Actor) -> Result<()> {
    let district = office.area.at(AreaLevel::District).ok_or("the office's area lies in no district")?;
    for (work, actor, area, periods) in [
        ("month", office, &office.area, &MONTHS[..]),
        ("month_district", city, &district, &MONTHS[..]),
        ("month_city", city, &city.area, &MONTHS[..]),
        ("year_city", city, &city.area, &YEARS[..]),
    ] {
        // the first of all reads fonts, areas and what the database keeps in memory: it is not counted
        one(bench, (actor, area), periods[0].parse()?).await?;
        let (mut figures, mut files) = (Vec::new(), Vec::new());
        for period in periods {
            let (read, written) = one(bench, (actor, area), period.parse()?).await?;
            figures.push(read);
            files.push(written);
        }
        println!("{}", json!({"work": work, "figures_s": figures, "files_s": files}));
    }
    Ok(())
}

/// How long the figures of a summary took, then its files, in seconds.
async fn one(bench: &Bench, (actor, area): (&Actor, &AreaCode), period: SummaryPeriod) -> Result<(f64, f64)> {
    let ctx = Ctx::new(bench.state.clone(), actor.clone());
    let begun = Instant::now();
    let content = report::content(&ctx, area, period).await?;
    let figures = begun.elapsed();
    let begun = Instant::now();
    let files = report::files(&ctx, content).await?;
    let written = begun.elapsed();
    std::hint::black_box(files);
    Ok((figures.as_secs_f64(), written.as_secs_f64()))
}
