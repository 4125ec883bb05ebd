//! The files of issued papers: written once from what was frozen, the same bytes ever after.

use super::{
    printing::{check, with_fonts},
    query::{readable, row},
};
use crate::{
    audit,
    ctx::Ctx,
    entities::paper,
    error::{Error, Result},
    listing::Sql,
    storage::{ContentHash, Key},
};
use bytes::Bytes;
use domain::{
    actor::Right,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::PaperId,
    papers::Document,
};
use press::WordLayout;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// Most papers printed into one file: what they say is held in memory together.
pub const MOST_PRINTED: usize = 200;

/// A form in which a paper is had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// To be printed.
    Pdf,
    /// To be worked on; what was issued stays the PDF and the Word file that are kept.
    Word,
}

impl Format {
    /// Ending of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
        }
    }

    /// For the header of that name.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// A file with what a browser calls it.
#[derive(Clone, Debug)]
pub struct PaperFile {
    /// Title and number, without an ending.
    pub name: String,
    /// The bytes.
    pub bytes: Bytes,
}

fn line(row: &paper::Model, action: &str) -> Result<audit::Entry> {
    Ok(audit::Entry {
        action: action.into(),
        subject_type: "paper",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail: serde_json::json!({"number": row.number}),
    })
}

/// Writes into the log who took papers along.
async fn tell(ctx: &Ctx, lines: Vec<audit::Entry>) -> Result<()> {
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            audit::write(tx, &ctx, lines);
            Ok(())
        })
    })
    .await
}

/// A file of a paper. Who takes it along stands in the log: it names people in full.
pub async fn open(ctx: &Ctx, id: PaperId, format: Format) -> Result<PaperFile> {
    ctx.require(Right::IssuePaper)?;
    let mut found = row(ctx, id).await?;
    if found.pdf_sha256.is_none() {
        found = freeze(ctx, id).await?;
    }
    let sha256 = match format {
        Format::Pdf => &found.pdf_sha256,
        Format::Word => &found.docx_sha256,
    };
    let hash: ContentHash = sha256
        .as_deref()
        .ok_or_else(|| Error::broken("a paper without files"))?
        .parse()
        .map_err(Error::broken)?;
    let stored =
        ctx.state.storage.get(&Key::paper(hash, format.extension())).await.map_err(Error::internal)?;
    let bytes = stored.into_bytes().await.map_err(Error::internal)?;
    tell(ctx, vec![line(&found, "paper.open")?]).await?;
    Ok(PaperFile { name: format!("{} {}", found.title, found.number), bytes })
}

/// Writes the files of a paper that has none yet. Of two who do so at once the first decides; the same document comes to the same
/// bytes anyway.
pub(super) async fn freeze(ctx: &Ctx, id: PaperId) -> Result<paper::Model> {
    let found = row(ctx, id).await?;
    if found.pdf_sha256.is_some() {
        return Ok(found);
    }
    let document = frozen(&found)?;
    let (pdf, word) = with_fonts(ctx, move |fonts| {
        check(fonts, &document)?;
        let pdf = press::pdf([&document], fonts).map_err(Error::internal)?;
        Ok((pdf, press::word(&document, WordLayout::Current).map_err(Error::internal)?))
    })
    .await?;
    let (pdf_hash, word_hash) = (ContentHash::of(&pdf), ContentHash::of(&word));
    for (hash, format, bytes) in [(pdf_hash, Format::Pdf, pdf), (word_hash, Format::Word, word)] {
        let key = Key::paper(hash, format.extension());
        ctx.state.storage.put(&key, bytes.into()).await.map_err(Error::internal)?;
    }
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let mut sql = Sql::new("UPDATE paper SET ");
            let hashes = [pdf_hash.to_string().into(), word_hash.to_string().into(), id.0.into()];
            sql.bind("pdf_sha256 = ?, docx_sha256 = ? WHERE id = ? AND pdf_sha256 IS NULL", hashes);
            sql.run(tx).await
        })
    })
    .await?;
    row(ctx, id).await
}

/// What a paper says, when it is still what was hashed.
pub(super) fn frozen(row: &paper::Model) -> Result<Document> {
    readable(row)?;
    Ok(serde_json::from_str(&row.content)?)
}

/// Several papers as one PDF, in the order given; each begins on a page of its own.
pub async fn print(ctx: &Ctx, ids: Vec<PaperId>) -> Result<PaperFile> {
    ctx.require(Right::IssuePaper)?;
    if ids.is_empty() {
        return Err(Fault::field("paper", FieldCode::Required).into());
    }
    if ids.len() > MOST_PRINTED {
        let fault = FieldFault::new("paper", FieldCode::TooMany).with("max", MOST_PRINTED);
        return Err(Fault::fields(vec![fault]).into());
    }
    let found = paper::Entity::find()
        .filter(paper::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(ctx.db().read())
        .await?;
    let mut by_id: HashMap<Uuid, paper::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let (mut documents, mut lines) = (Vec::with_capacity(ids.len()), Vec::with_capacity(ids.len()));
    for id in ids {
        let row = by_id.remove(&id.0).ok_or_else(|| Error::code(Code::NotFound))?;
        if !ctx.actor.area.contains(&row.area_code.parse()?) {
            return Err(Error::code(Code::NotFound));
        }
        documents.push(frozen(&row)?);
        lines.push(line(&row, "paper.print")?);
    }
    let name = format!("{}等{}份", documents.first().map_or("", |d| d.title.as_str()), documents.len());
    let bytes = with_fonts(ctx, move |fonts| press::pdf(&documents, fonts).map_err(Error::internal)).await?;
    tell(ctx, lines).await?;
    Ok(PaperFile { name, bytes: bytes.into() })
}
