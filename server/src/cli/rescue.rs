//! `server import rescue`: what a tablet that cannot get online has exported.

use super::Failure;
use backend::{ctx::Ctx, photos::PhotoLimits, sync::rescue};
use domain::sync::{Answer, Outcome, Theirs};

/// Largest file: a thousand photos.
pub const MOST_BYTES: u64 = 1 << 30;

/// Imports the file and says what became of each command and photo.
pub async fn import(ctx: &Ctx, file: &[u8], limits: &PhotoLimits) -> Result<(), Failure> {
    let report = rescue::import(ctx, file, limits).await.map_err(Failure::failed)?;
    println!("{}: {} commands, {} photos.", report.person, report.commands.len(), report.photos.len());
    for answer in &report.commands {
        println!("{}", line(answer));
    }
    for (id, told) in &report.photos {
        match told {
            Ok(_) => println!("photo {id}: stored"),
            Err(fault) => println!("photo {id}: refused: {fault}"),
        }
    }
    let left = report.commands.iter().filter(|answer| !answer.outcome.is_stored()).count()
        + report.photos.iter().filter(|(_, told)| told.is_err()).count();
    match left {
        0 => Ok(()),
        left => Err(Failure::failed(format!("{left} of them are not stored; the tablet still has them"))),
    }
}

fn line(answer: &Answer) -> String {
    let id = answer.id;
    match &answer.outcome {
        Outcome::Applied { receipt } => {
            let numbers: Vec<&str> = receipt.hazards.iter().map(|(_, number)| number.as_str()).collect();
            format!("{id}: stored {}", numbers.join(" ")).trim_end().to_owned()
        }
        Outcome::Already { .. } => format!("{id}: was there already"),
        Outcome::Conflict { theirs } => {
            let now = match theirs {
                Theirs::Hazard(hazard) => format!("{} is {}", hazard.summary.number, hazard.summary.status),
                Theirs::Stove(stove) => format!("stove {} is {}", stove.summary.id, stove.summary.status),
                Theirs::Device(device) => {
                    format!("device {} is {}", device.summary.id, device.summary.status)
                }
                Theirs::GasUser(user) => format!("gas user {} has version {}", user.summary.id, user.version),
            };
            format!("{id}: conflict: {now} now; its person decides on the tablet")
        }
        Outcome::Refused { fault } => format!("{id}: refused: {fault}"),
        Outcome::Later => format!("{id}: could not be done now; the log says why"),
    }
}
