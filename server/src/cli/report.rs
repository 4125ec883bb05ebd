//! `server report`.

use super::{Failure, open_state_as_it_is};
use backend::{config::Config, ctx::Ctx, summary::report};
use clap::Args;
use domain::{
    actor::Actor,
    area::AreaCode,
    summary::{Lang, SummaryPeriod},
};
use std::path::PathBuf;

/// Write the safety summary of a month, quarter, half-year or year of an area as Word, PDF, workbook and CSV, as of now. Nothing is kept:
/// it is no issued summary and has no number.
#[derive(Args, Debug)]
pub struct Report {
    /// Of which period: 2023-06, 2023-Q2, 2023-H1, 2023.
    #[arg(long, visible_alias = "period", value_name = "PERIOD")]
    month: SummaryPeriod,
    /// Of which area, by its code; the area of the configuration when not given.
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    /// In which language: zh, which is that of what is issued, or en.
    #[arg(long, value_name = "LANGUAGE", default_value_t = Lang::Zh)]
    lang: Lang,
    /// The folder for the files; it is made when it is missing.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

impl Report {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let area = match self.area {
            Some(area) => area,
            None => config.display.area_root.parse().map_err(|_| {
                Failure::usage("name an area with --area: the configuration has none".to_owned())
            })?,
        };
        let state = open_state_as_it_is(config).await?;
        let db = state.db.clone();
        // whoever may start this program may read everything
        let ctx = Ctx::new(state, Actor::reader("console", area.clone()));
        let files = match report::whole(&ctx, &area, self.month).await {
            Ok(content) => report::files(&ctx, content, self.lang).await,
            Err(error) => Err(error),
        };
        db.close().await?;
        let files = files?;
        let folder = &self.out;
        let unwritten = |name: &str, error: std::io::Error| {
            Failure::failed(format!("{} cannot be written: {error}", folder.join(name).display()))
        };
        std::fs::create_dir_all(folder).map_err(|error| unwritten("", error))?;
        for (name, bytes) in &files {
            std::fs::write(folder.join(name), bytes).map_err(|error| unwritten(name, error))?;
        }
        println!("{} files of the summary of {} in {}.", files.len(), self.month, folder.display());
        Ok(())
    }
}
