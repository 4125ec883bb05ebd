//! `server migrate copy`.

use super::{Failure, open::open_at, progress::Bars};
use backend::{
    config::Config,
    copy::{self, BATCH, Copied, Difference, How, Options, Outcome, Refusal},
    db::{Db, without_credentials},
};
use clap::Args;
use secrecy::ExposeSecret;
use std::path::Path;

/// Move an installation into another, empty database: SQLite to PostgreSQL or back. Stop the server first. Every table is
/// compared by count and content; a run that was cut off goes on when the same command is given again.
#[derive(Args, Debug)]
pub struct CopyDatabase {
    /// Database to copy from, such as sqlite://data/xunan.db; that of the configuration when not given.
    #[arg(long, value_name = "URL", required_unless_present = "to")]
    from: Option<String>,
    /// Database to copy into, such as postgres://xunan@db.example/xunan; that of the configuration when not given. The address
    /// can be seen by everybody on the machine: a password is better kept in `DATABASE_URL`, `PGPASSWORD` or ~/.pgpass.
    #[arg(long, value_name = "URL", required_unless_present = "from")]
    to: Option<String>,
    /// Rows in one change.
    #[arg(long, value_name = "N", default_value_t = BATCH, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    batch: u64,
}

impl CopyDatabase {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let configured = config.database.url.expose_secret();
        let from = self.from.as_deref().unwrap_or(configured);
        let to = self.to.as_deref().unwrap_or(configured);
        if from == to {
            return Err(Failure::usage("来源与目标是同一个数据库。Source and target are the same database"));
        }
        // opening would make it, empty
        if let Some(file) = file_of(from)
            && !file.exists()
        {
            let file = file.display();
            return Err(Failure::failed(format!("来源 {file} 不存在。The source {file} is not there")));
        }
        let source = open_at(config, from).await?;
        let target = match open_at(config, to).await {
            Ok(target) => target,
            Err(failure) => {
                source.close().await?;
                return Err(failure);
            }
        };
        let options = Options { from: shown(from), batch: self.batch };
        let done = copied(&source, &target, &options).await;
        source.close().await?;
        target.close().await?;
        tell(done?)
    }
}

async fn copied(source: &Db, target: &Db, options: &Options) -> Result<Outcome, Failure> {
    let bars = Bars::default();
    let outcome = copy::run(source, target, options, &|progress| bars.report(progress)).await;
    bars.finish();
    Ok(outcome?)
}

/// The address without what only opens it.
fn shown(url: &str) -> String {
    let address = without_credentials(url);
    address.split_once('?').map_or(address.as_str(), |(address, _)| address).to_owned()
}

/// The file of an address of SQLite; `None` where it is written in a way that only the driver reads.
fn file_of(url: &str) -> Option<&Path> {
    let file = url.strip_prefix("sqlite:")?;
    let file = file.strip_prefix("//").unwrap_or(file);
    let file = file.split_once('?').map_or(file, |(file, _)| file);
    (!file.contains('%')).then(|| Path::new(file))
}

fn tell(outcome: Outcome) -> Result<(), Failure> {
    match outcome {
        Outcome::Finished(tables) => {
            list(&tables);
            let (n, rows) = (tables.len(), tables.iter().map(|t| t.rows).sum::<u64>());
            println!(
                "复制完成：{n} 张表、{rows} 行，两边逐表的行数与内容哈希一致。\
                 Copied {n} tables with {rows} rows; count and content of each are equal on both sides."
            );
            println!(
                "照片与文书文件不在数据库里，留在原处（[storage] url）。\
                 Photos and papers are not in the database: they stay where they are ([storage] url)."
            );
            Ok(())
        }
        Outcome::WasFinished(at, tables) => {
            list(&tables);
            println!(
                "此前已于 {at} 复制完成，没有再做什么。It was finished at {at} already; nothing was done."
            );
            Ok(())
        }
        Outcome::Differs(differences) => {
            differences.iter().for_each(name);
            let n = differences.len();
            Err(Failure::found(format!(
                "{n} 张表两边不一致，目标库未启用：复制期间有人改动过；请停下服务，换一个空库重新复制。\
                 {n} tables are not the same on both sides, and the target is not in force: somebody changed one of them \
                 meanwhile. Stop the server and copy into a new, empty database"
            )))
        }
        Outcome::Refused(refusal) => Err(Failure::failed(sentence(&refusal))),
    }
}

fn list(tables: &[Copied]) {
    for Copied { table, rows, content_sum } in tables {
        println!("{table:<20} {rows:>12}  {content_sum}");
    }
}

/// Says what differs, on the error output.
fn name(difference: &Difference) {
    let Difference { table, source, target, rows } = difference;
    eprintln!(
        "{table}: 来源 source {} 行 rows {source}, 目标 target {} 行 rows {target}",
        source.rows, target.rows
    );
    for row in rows {
        let how = match row.how {
            How::Missing => "目标缺少 missing in the target",
            How::Surplus => "来源没有 not in the source",
            How::Changed => "内容不同 other content",
        };
        eprintln!("  {}: {how}", row.key.join(" "));
    }
}

fn sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SourceVersion(0) => {
            "来源库的结构版本比本程序新。The schema of the source is newer than this program".to_owned()
        }
        Refusal::SourceVersion(missing) => format!(
            "来源库的结构落后 {missing} 步，请先对它运行 server migrate up。\
             The schema of the source is {missing} changes behind: run `server migrate up` on it first"
        ),
        Refusal::TargetVersion(0) => {
            "目标库的结构版本比本程序新。The schema of the target is newer than this program".to_owned()
        }
        Refusal::TargetVersion(missing) => format!(
            "目标库的结构落后 {missing} 步，请换一个空库。\
             The schema of the target is {missing} changes behind: give an empty database"
        ),
        Refusal::SourceUnfinished => {
            "来源库自身的复制尚未完成。The source is itself a copy that has not finished".to_owned()
        }
        Refusal::TargetHoldsData(table) => format!(
            "目标库里已有别的数据（{table}），请换一个空库。The target holds other data ({table}): give an empty database"
        ),
        Refusal::OtherSource(source) => {
            format!("目标库里的复制来自 {source}。The copy in the target was begun from {source}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_without_what_opens_it() {
        assert_eq!(shown("postgres://a:b@db:5432/x?sslmode=require"), "postgres://…@db:5432/x");
        assert_eq!(shown("sqlite://data/xunan.db?mode=rwc"), "sqlite://data/xunan.db");
        assert_eq!(file_of("sqlite://data/x.db?mode=ro"), Some(Path::new("data/x.db")));
        assert_eq!(file_of("sqlite:x.db"), Some(Path::new("x.db")));
        assert_eq!(file_of("postgres://db/x"), None);
    }
}
