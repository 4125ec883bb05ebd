//! The files of issued summaries and corrections as they are had: written once from the record, the same bytes ever after.

use super::{Printed, all, dictionary::DICTIONARY};
use crate::{
    ctx::Ctx,
    entities::summary_file,
    error::{Error, Result},
    listing::Sql,
    papers::{check, with_fonts},
    storage::{ContentHash, Key, StorageError},
    summary::query,
};
use bytes::Bytes;
use domain::{
    fault::Code,
    ids::SummaryId,
    papers::{Block, Document},
    summary::{
        FORM, Lang,
        correction::CorrectionTable,
        lifecycle::SummaryState,
        record::{Body, Content, IssuedSummary},
        tables::TableKey,
        text::title,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{collections::BTreeMap, sync::Arc};

/// A form in which a summary is had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// To be printed.
    Pdf,
    /// To be worked on; what was issued stays the file that is kept.
    Word,
    /// To be reckoned with: a sheet for each table.
    Excel,
    /// One table of a summary.
    Csv(TableKey),
    /// One table of a correction.
    Changes(CorrectionTable),
    /// What the columns and figures of these tables mean; a sheet of the workbook too.
    Dictionary,
}

impl Format {
    /// Ending of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Excel => "xlsx",
            Self::Csv(_) | Self::Changes(_) | Self::Dictionary => "csv",
        }
    }

    /// For the header of that name.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv(_) | Self::Changes(_) | Self::Dictionary => "text/csv; charset=utf-8",
        }
    }

    /// Its name among [`all`] files.
    fn file(self) -> String {
        match self {
            Self::Pdf | Self::Word | Self::Excel => format!("summary.{}", self.extension()),
            Self::Csv(table) => format!("{table}.csv"),
            Self::Changes(table) => format!("{table}.csv"),
            Self::Dictionary => format!("{DICTIONARY}.csv"),
        }
    }
}

/// A file with what a browser calls it.
#[derive(Clone, Debug)]
pub struct SummaryFile {
    /// Title and number, of a table its word too; without an ending.
    pub name: String,
    /// The bytes.
    pub bytes: Bytes,
}

/// A file of an issued summary or correction. Whoever sees the summary may have it: it names places as lists mask them.
///
/// # Errors
/// Not found: also a table without a row; [`Code::WrongState`]: it is not issued.
pub async fn open(ctx: &Ctx, id: SummaryId, format: Format) -> Result<SummaryFile> {
    let issued = Arc::new(query::issued(ctx, id).await?);
    let mut kept = hashes(ctx, id).await?;
    if kept.is_empty() {
        keep(ctx, Arc::clone(&issued)).await?;
        kept = hashes(ctx, id).await?;
    }
    let name = format.file();
    let hash = *kept.get(&name).ok_or_else(|| Error::code(Code::NotFound))?;
    let bytes = match ctx.state.storage.get(&Key::summary(hash, format.extension())).await {
        Ok(stored) => {
            let bytes = stored.into_bytes().await.map_err(Error::internal)?;
            if ContentHash::of(&bytes) != hash {
                return Err(Error::broken(format!("{name} of summary {id} is not what was written")));
            }
            bytes
        }
        Err(StorageError::NotFound(_)) => made_again(ctx, Arc::clone(&issued), &name, hash).await?,
        Err(error) => return Err(Error::internal(error)),
    };
    Ok(SummaryFile { name: called(&issued, format, Lang::Zh), bytes })
}

/// What a summary or correction is called, in the language in which it was issued.
pub(in crate::summary) fn titled(content: &Content) -> String {
    titled_in(content, Lang::Zh)
}

fn titled_in(content: &Content, lang: Lang) -> String {
    match &content.body {
        Body::Summary(summary) => title(summary, lang),
        Body::Correction(of) => super::correction::title(of, lang),
    }
}

/// What a browser calls a file in a language.
pub(super) fn called(issued: &IssuedSummary, format: Format, lang: Lang) -> String {
    let title = titled_in(&issued.content, lang);
    match format {
        Format::Csv(table) => format!("{title} {} {table}", issued.number),
        Format::Changes(table) => format!("{title} {} {table}", issued.number),
        Format::Dictionary => format!("{title} {} {DICTIONARY}", issued.number),
        Format::Pdf | Format::Word | Format::Excel => format!("{title} {}", issued.number),
    }
}

/// Refuses to check and to issue under a name that no paper can print, of those who stand behind it so far and of this person: after the
/// issue it could be neither printed nor taken back.
///
/// # Errors
/// [`Code::MissingGlyph`], with its characters.
pub(in crate::summary) async fn check_names(ctx: &Ctx, state: &SummaryState) -> Result<()> {
    let mut names: Vec<String> = query::names(ctx, state).await?.into_iter().map(|(_, name)| name).collect();
    names.push(ctx.actor.name.clone());
    let signed = Document { title: String::new(), blocks: vec![Block::Signature(names)] };
    with_fonts(ctx, move |fonts| check(fonts, &signed)).await
}

/// Writes the files of a summary that has just been issued, when they are not there yet.
pub(in crate::summary) async fn freeze(ctx: &Ctx, id: SummaryId) -> Result<()> {
    if hashes(ctx, id).await?.is_empty() {
        keep(ctx, Arc::new(query::issued(ctx, id).await?)).await?;
    }
    Ok(())
}

/// The hashes of the files that are kept, by name.
async fn hashes(ctx: &Ctx, id: SummaryId) -> Result<BTreeMap<String, ContentHash>> {
    let rows = summary_file::Entity::find()
        .filter(summary_file::Column::SummaryId.eq(id.0))
        .all(ctx.db().read())
        .await?;
    rows.into_iter().map(|row| Ok((row.name, row.sha256.parse().map_err(Error::broken)?))).collect()
}

/// Writes the files, then tells their hashes. Of two who do so at once the first decides; the same record comes to the same bytes
/// anyway.
async fn keep(ctx: &Ctx, issued: Arc<IssuedSummary>) -> Result<()> {
    let id = issued.id;
    let made = with_fonts(ctx, move |fonts| all(fonts, &*issued)).await?;
    let mut rows = Vec::with_capacity(made.len());
    for (name, bytes) in made {
        let hash = ContentHash::of(&bytes);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let key = Key::summary(hash, extension);
        ctx.state.storage.put(&key, bytes.into()).await.map_err(Error::internal)?;
        rows.push((name, hash.to_string()));
    }
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                for (name, sha256) in rows {
                    let mut sql = Sql::new("INSERT INTO summary_file (summary_id, name, sha256) VALUES ");
                    sql.bind("(?, ?, ?)", [id.0.into(), name.into(), sha256.into()]);
                    sql.push(" ON CONFLICT (summary_id, name) DO NOTHING");
                    sql.run(tx).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}

/// A file that was lost, from the record; nothing else than what was kept goes out under its name.
async fn made_again(ctx: &Ctx, issued: Arc<IssuedSummary>, name: &str, hash: ContentHash) -> Result<Bytes> {
    let id = issued.id;
    let wanted = name.to_owned();
    let found = with_fonts(ctx, move |fonts| {
        for form in forms(&issued.content) {
            let made = all(fonts, Printed { form, ..Printed::from(&*issued) })?;
            let same =
                |(other, bytes): &(String, Vec<u8>)| *other == wanted && ContentHash::of(bytes) == hash;
            if let Some((_, bytes)) = made.into_iter().find(same) {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    });
    let Some(bytes) = found.await? else {
        return Err(Error::broken(format!("{name} of summary {id} is lost, and comes out otherwise now")));
    };
    let bytes = Bytes::from(bytes);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ctx.state.storage.put(&Key::summary(hash, extension), bytes.clone()).await.map_err(Error::internal)?;
    Ok(bytes)
}

/// The forms in which its files may have been written. A summary says its own; of a correction it is not known.
fn forms(content: &Content) -> Vec<u32> {
    match &content.body {
        Body::Summary(summary) => vec![summary.form],
        Body::Correction(_) => (1..=FORM).rev().collect(),
    }
}
