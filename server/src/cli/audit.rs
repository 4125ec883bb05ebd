//! `server audit`.

use super::{Failure, open_database, progress::Bars};
use backend::{audit::verify::verify, config::Config, transfer::Progress};
use clap::Subcommand;

/// Findings that are listed one by one.
const LISTED: usize = 100;

#[derive(Subcommand, Debug)]
pub enum Audit {
    /// Find records that were changed behind the program's back: computes the chains of events of hazards, stoves and devices again.
    Verify,
}

impl Audit {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let Self::Verify = self;
        let db = open_database(config).await?;
        let bars = Bars::default();
        let report = verify(&db, |done, total| bars.report(Progress { stage: "hazards", done, total })).await;
        bars.finish();
        db.close().await?;
        let report = report?;
        let (hazards, lives, events) = (report.hazards, report.lives, report.events);
        println!(
            "Looked at {hazards} hazards, {lives} stoves and devices, with {events} events; {} papers, {} summaries.",
            report.papers, report.summaries
        );
        if report.broken.is_empty() {
            println!("Everything fits.");
            return Ok(());
        }
        for broken in report.broken.iter().take(LISTED) {
            match broken.seq {
                Some(seq) => println!("{}, event {seq}: {}", broken.number, broken.what),
                None => println!("{}: {}", broken.number, broken.what),
            }
        }
        if report.broken.len() > LISTED {
            println!("… and {} more.", report.broken.len() - LISTED);
        }
        Err(Failure::found(format!("{} findings do not fit", report.broken.len())))
    }
}
