//! A summary for whoever asks on the console: its files, without a draft being kept.

use super::{files, service};
use crate::{ctx::Ctx, error::Result, papers::with_fonts};
use domain::{
    area::AreaCode,
    summary::{Lang, SummaryPeriod, record::Content, text::Edits},
};

/// The content of the summary of an area and period as of now, with generated text. It is no record: no rows are kept behind it.
pub async fn content(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod) -> Result<Content> {
    service::check_subject(ctx, area, period).await?;
    let summary = service::compute(ctx, area, period).await?;
    Ok(Content::of(summary, &Edits::default(), String::new()))
}

/// The same with its lists whole, as workbook and CSV hold them.
pub async fn whole(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod) -> Result<Content> {
    service::check_subject(ctx, area, period).await?;
    let (summary, lists) = service::compute_whole(ctx, area, period).await?;
    Ok(Content::of(summary, &Edits::default(), String::new()).with_lists(lists))
}

/// The files of that content in a language, by name.
pub async fn files(ctx: &Ctx, content: Content, lang: Lang) -> Result<Vec<(String, Vec<u8>)>> {
    with_fonts(ctx, move |fonts| files::in_language(fonts, &content, lang)).await
}
