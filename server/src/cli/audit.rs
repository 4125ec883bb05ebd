//! `server audit`.

use super::{Failure, open_database, progress::Bars};
use backend::{
    audit::verify::{files, verify},
    config::Config,
    storage::Storage,
    transfer::Progress,
};
use clap::Subcommand;

/// Findings that are listed one by one.
const LISTED: usize = 100;

#[derive(Subcommand, Debug)]
pub enum Audit {
    /// Find records that were changed behind the program's back: computes the chains of events of hazards, stoves and devices again,
    /// and reads the stored files of papers and summaries.
    Verify,
}

impl Audit {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let Self::Verify = self;
        let storage = Storage::of(&config.storage).map_err(Failure::failed)?;
        let db = open_database(config).await?;
        let bars = Bars::default();
        let report = verify(&db, |done, total| bars.report(Progress { stage: "hazards", done, total })).await;
        bars.finish();
        let report = match report {
            Ok(mut report) => files::verify(&db, &storage, &mut report).await.map(|()| report),
            Err(error) => Err(error),
        };
        db.close().await?;
        let report = report?;
        let (hazards, lives, events) = (report.hazards, report.lives, report.events);
        println!(
            "Looked at {hazards} hazards, {lives} stoves and devices, with {events} events; {} papers, {} summaries, {} stored files.",
            report.papers, report.summaries, report.files
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
