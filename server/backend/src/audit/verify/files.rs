//! The files of issued papers and summaries in the store: each is there, and is what its hash says. A file that is not there can be
//! made again from the record, and goes out only if it is the same; that it was taken away is told all the same.

use super::{AT_ONCE, Broken, Report, What};
use crate::{
    db::Db,
    entities::{paper, summary, summary_file},
    error::{Error, Result},
    storage::{ContentHash, Key, Storage, StorageError},
};
use domain::summary::lifecycle::SummaryStatus;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The files that every issued summary and correction has, beside its tables.
const OF_EVERY_SUMMARY: [&str; 3] = ["summary.docx", "summary.pdf", "summary.xlsx"];

/// Looks at every file that a record names; each is read as a whole, one after another.
///
/// # Errors
/// The database or the store cannot be read. What does not fit is no error but stands in the report.
pub async fn verify(db: &Db, storage: &Storage, report: &mut Report) -> Result<()> {
    papers(db, storage, report).await?;
    summaries(db, storage, report).await
}

async fn papers(db: &Db, storage: &Storage, report: &mut Report) -> Result<()> {
    let mut last = -1_i64;
    loop {
        let rows = paper::Entity::find()
            .filter(paper::Column::SortKey.gt(last))
            .order_by_asc(paper::Column::SortKey)
            .limit(AT_ONCE)
            .all(db.read())
            .await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.sort_key;
        for row in &rows {
            for (sha256, extension) in [(&row.pdf_sha256, "pdf"), (&row.docx_sha256, "docx")] {
                // written when it is first asked for
                let Some(sha256) = sha256 else { continue };
                let name = format!("paper.{extension}");
                look(storage, report, &row.number, (name.as_str(), sha256.as_str()), Key::paper).await?;
            }
        }
    }
}

async fn summaries(db: &Db, storage: &Storage, report: &mut Report) -> Result<()> {
    let mut last = -1_i64;
    loop {
        let rows = summary::Entity::find()
            .filter(summary::Column::SortKey.gt(last))
            .filter(summary::Column::Status.eq(SummaryStatus::Issued.as_str()))
            .order_by_asc(summary::Column::SortKey)
            .limit(AT_ONCE)
            .all(db.read())
            .await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.sort_key;
        for row in &rows {
            let files = summary_file::Entity::find()
                .filter(summary_file::Column::SummaryId.eq(row.id))
                .order_by_asc(summary_file::Column::Name)
                .all(db.read())
                .await?;
            // all of them are written together: with the issue, or when one is first asked for
            if files.is_empty() {
                continue;
            }
            let number = row.number.as_deref().unwrap_or(&row.period);
            let unknown = OF_EVERY_SUMMARY.iter().filter(|name| files.iter().all(|file| file.name != **name));
            report.broken.extend(unknown.map(|name| broken(number, What::FileMissing((*name).to_owned()))));
            for file in &files {
                look(storage, report, number, (file.name.as_str(), file.sha256.as_str()), Key::summary)
                    .await?;
            }
        }
    }
}

fn broken(number: &str, what: What) -> Broken {
    Broken { number: number.to_owned(), seq: None, what }
}

/// Looks at one file; its name ends in its extension.
async fn look(
    storage: &Storage,
    report: &mut Report,
    number: &str,
    (name, sha256): (&str, &str),
    key: fn(ContentHash, &str) -> Key,
) -> Result<()> {
    report.files += 1;
    let Ok(hash) = sha256.parse::<ContentHash>() else {
        report.broken.push(broken(number, What::FileChanged(name.to_owned())));
        return Ok(());
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let what = match storage.get(&key(hash, extension)).await {
        Ok(stored) => {
            let bytes = stored.into_bytes().await.map_err(Error::internal)?;
            if ContentHash::of(&bytes) == hash {
                return Ok(());
            }
            What::FileChanged(name.to_owned())
        }
        Err(StorageError::NotFound(_)) => What::FileMissing(name.to_owned()),
        Err(error) => return Err(Error::internal(error)),
    };
    report.broken.push(broken(number, what));
    Ok(())
}
