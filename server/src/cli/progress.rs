//! Bars that show how far a long piece of work has come.

use backend::transfer::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::{Mutex, PoisonError};

/// Draws a bar for each stage. Draws nothing where nobody watches (a file, a pipe).
#[derive(Default)]
pub struct Bars {
    shown: Mutex<Option<(&'static str, ProgressBar)>>,
}

impl Bars {
    /// Takes a report.
    pub fn report(&self, progress: Progress) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = match shown.as_ref() {
            Some((stage, bar)) if *stage == progress.stage => bar.clone(),
            before => {
                if let Some((_, bar)) = before {
                    bar.finish();
                }
                let bar = ProgressBar::new(progress.total)
                    .with_style(style())
                    .with_message(progress.stage.replace('_', " "));
                *shown = Some((progress.stage, bar.clone()));
                bar
            }
        };
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    }

    /// The work is done.
    pub fn finish(&self) {
        if let Some((_, bar)) = self.shown.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish();
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:>16} {wide_bar} {human_pos}/{human_len} {elapsed}/{duration}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
