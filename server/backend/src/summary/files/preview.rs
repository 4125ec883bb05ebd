//! What is not issued yet as it would be printed: to be looked at by whoever writes, checks or issues it. Nothing of it is kept, and
//! every page says what it is.

use super::{Printed, Standing, SummaryFile, grid, paper, titled};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    papers::{check, with_fonts},
    summary::{query, store},
};
use domain::{
    ids::SummaryId,
    summary::{Lang, lifecycle::SummaryStatus, record::Content},
};
use press::Fonts;

/// A draft or checked summary or correction as PDF, in Chinese, which is the language of what is issued. Of a draft it says what its
/// page says.
///
/// # Errors
/// Not found; [`Code::WrongState`](domain::fault::Code::WrongState): it is issued, and has files of its own;
/// [`Code::MissingGlyph`](domain::fault::Code::MissingGlyph).
pub async fn preview(ctx: &Ctx, id: SummaryId) -> Result<SummaryFile> {
    let state = store::state(&query::row(ctx, id).await?)?;
    let (standing, word) = match state.status {
        SummaryStatus::Draft => (Standing::Draft, "草稿"),
        SummaryStatus::Checked => (Standing::Checked, "已核"),
        SummaryStatus::Issued => return Err(query::wrong_state(&state).into()),
    };
    let content = query::content(ctx, id).await?;
    let name = format!("{} {word}", titled(&content));
    let bytes = with_fonts(ctx, move |fonts| drawn(fonts, &content, standing)).await?;
    Ok(SummaryFile { name, bytes: bytes.into() })
}

/// The file, marked.
pub(super) fn drawn(fonts: &Fonts, content: &Content, standing: Standing<'static>) -> Result<Vec<u8>> {
    let lang = Lang::Zh;
    let printed = Printed::of(content, standing);
    let document = paper::document(fonts, printed, &grid::grids(content, lang), lang)?;
    check(fonts, &document)?;
    let mark = standing.words(lang).unwrap_or_default();
    press::pdf_marked(&document, fonts, mark).map_err(Error::internal)
}
