//! The papers of an issued summary or correction in English, for whoever does not read Chinese: written from its record when they are
//! asked for, and not kept. What was issued is the Chinese paper, and each of these says so.

use super::{Format, Printed, SummaryFile, Written, kept};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    papers::with_fonts,
    summary::query,
};
use domain::{fault::Code, ids::SummaryId, summary::Lang};

/// What is written on them.
pub(super) const WORDS: &str =
    "A translation, for reading. What was issued is the Chinese paper of this number.";

/// A file in English. Whoever sees the summary may have it, as the one in Chinese.
///
/// # Errors
/// As [`open`](super::open), and [`Code::MissingGlyph`].
pub async fn in_english(ctx: &Ctx, id: SummaryId, format: Format) -> Result<SummaryFile> {
    let issued = query::issued(ctx, id).await?;
    let name = kept::called(&issued, format, Lang::En);
    let bytes = with_fonts(ctx, move |fonts| {
        Written::of(fonts, Printed::from(&issued), Lang::En)?.file(fonts, format)
    });
    let bytes = bytes.await?.ok_or_else(|| Error::code(Code::NotFound))?;
    Ok(SummaryFile { name, bytes: bytes.into() })
}
