//! What the pages of summaries ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    area::AreaCode,
    figures::Charts,
    ids::{SummaryId, SummaryLinkId},
    period::DayRange,
    summary::{
        FigureRef, Lang, Span,
        beside::Behind,
        links::SummaryLinks,
        views::{ChangedSince, FrozenRows, SummaryList, SummaryNote, SummaryPage, SummaryRow},
    },
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A summary with its charts drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// The summary.
    pub page: SummaryPage,
    /// The trends of the twelve months that end with its period.
    pub charts: Charts,
    /// How old what is open is, as a drawing; empty when nothing is open.
    pub ages: String,
    /// Where hazards were found, as a drawing; empty when nothing found has a position.
    pub map: String,
}

/// The list as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListRead {
    /// A page of it.
    pub list: SummaryList,
    /// What this person was told of and has not looked at: drafts that made themselves, what was issued, steps of theirs
    /// whose page waited no longer. None behind the first page.
    pub waiting: Vec<SummaryNote>,
}

/// Two summaries side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The one that was asked for.
    pub this: SummaryPage,
    /// The one beside it.
    pub other: Option<SummaryPage>,
    /// Those that can stand beside it: of the same area and length.
    pub choices: Vec<SummaryRow>,
}

/// A year of one area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearRead {
    /// Its summaries, newest period first.
    pub rows: Vec<SummaryRow>,
    /// The one that reaches furthest into the year: its months are those of the year so far.
    pub latest: Option<Drawn>,
    /// This person may draft one.
    pub may_write: bool,
}

/// A page of the summaries of an area (the person's own when none is given) with all areas inside it, newest period first,
/// before the one with the key `before`.
#[server(input = GetUrl, output = Text)]
pub async fn list_summaries(
    area: Option<AreaCode>,
    span: Option<Span>,
    year: Option<i32>,
    before: Option<i64>,
) -> Result<ListRead, AppError> {
    use backend::summary::{
        notes,
        query::{self, Wanted},
    };
    let ctx = crate::ssr::ctx()?;
    let wanted = Wanted { area, alone: false, span, year, before };
    let list = query::list(&ctx, &wanted).await.map_err(crate::ssr::told)?;
    let waiting = match before {
        None => notes::list(&ctx).await.map_err(crate::ssr::told)?,
        Some(_) => Vec::new(),
    };
    Ok(ListRead { list, waiting })
}

/// One summary with its text in the language of the page.
#[server(input = GetUrl, output = Text)]
pub async fn read_summary(id: SummaryId, lang: Lang) -> Result<Drawn, AppError> {
    let ctx = crate::ssr::ctx()?;
    drawn(&ctx, id, lang).await.map_err(crate::ssr::told)
}

/// What changed since a summary was issued; of a correction, what it says.
#[server(input = GetUrl, output = Text)]
pub async fn read_changes(id: SummaryId) -> Result<ChangedSince, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::summary::query::changed_since(&ctx, id).await.map_err(crate::ssr::told)
}

/// A page of the links by which leaders read a summary, for whoever may make them: those made before the one that is named.
#[server(input = GetUrl, output = Text)]
pub async fn read_summary_links(
    id: SummaryId,
    after: Option<SummaryLinkId>,
) -> Result<SummaryLinks, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::summary::links::list(&ctx, id, after).await.map_err(crate::ssr::told)
}

/// A page of the rows behind a figure of a checked or issued summary, as they were frozen; `area` is one of the areas inside, `happened`
/// are days on which they did.
#[server(input = GetUrl, output = Text)]
pub async fn read_frozen_rows(
    id: SummaryId,
    figure: FigureRef,
    area: Option<AreaCode>,
    only: Option<String>,
    happened: Option<DayRange>,
    after: Option<i64>,
) -> Result<FrozenRows, AppError> {
    use domain::{
        fault::{Code, Fault},
        summary::views::{OnlyRows, RowsPart},
    };
    let ctx = crate::ssr::ctx()?;
    let Ok(only) = only.unwrap_or_default().parse::<OnlyRows>() else {
        return Err(Fault::new(Code::NotFound).into());
    };
    let part = RowsPart { area, only, happened };
    backend::summary::query::frozen_rows(&ctx, id, figure, &part, after).await.map_err(crate::ssr::told)
}

/// A page of the rows behind a number beside the period of a checked or issued summary, as they were frozen with it.
#[server(input = GetUrl, output = Text)]
pub async fn read_rows_beside(
    id: SummaryId,
    behind: Behind,
    after: Option<i64>,
) -> Result<FrozenRows, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::summary::query::frozen_beside(&ctx, id, behind, after).await.map_err(crate::ssr::told)
}

/// A summary beside another one; without `with`, beside the newest one before it.
#[server(input = GetUrl, output = Text)]
pub async fn compare_summaries(
    id: SummaryId,
    with: Option<SummaryId>,
    lang: Lang,
) -> Result<Beside, AppError> {
    use backend::summary::query::{self, Wanted};
    let ctx = crate::ssr::ctx()?;
    let this = query::page(&ctx, id, lang).await.map_err(crate::ssr::told)?;
    let (area, period) = (this.summary.area.code.clone(), this.summary.period);
    let wanted =
        Wanted { area: Some(area), alone: true, span: Some(period.span()), year: None, before: None };
    let mut choices = query::list(&ctx, &wanted).await.map_err(crate::ssr::told)?.rows;
    choices.retain(|row| row.corrects.is_none() && row.id != id);
    let before = choices.iter().find(|row| row.period < period).map(|row| row.id);
    let other = match with.or(before) {
        Some(id) => Some(query::page(&ctx, id, lang).await.map_err(crate::ssr::told)?),
        None => None,
    };
    Ok(Beside { this, other, choices })
}

/// The summaries of a year of an area (the person's own when none is given; this year).
#[server(input = GetUrl, output = Text)]
pub async fn read_summary_year(
    area: Option<AreaCode>,
    year: Option<i32>,
    lang: Lang,
) -> Result<YearRead, AppError> {
    use backend::summary::query::{self, Wanted};
    use chrono::Datelike;
    use domain::{calendar::local_date, summary::SummaryPeriod};
    let ctx = crate::ssr::ctx()?;
    let year = year.unwrap_or_else(|| local_date(ctx.now).year());
    let area = area.unwrap_or_else(|| ctx.actor.area.clone());
    let wanted = Wanted { area: Some(area), alone: true, span: None, year: Some(year), before: None };
    let list = query::list(&ctx, &wanted).await.map_err(crate::ssr::told)?;
    let own = list.rows.iter().filter(|row| row.corrects.is_none());
    let furthest = own.max_by_key(|row| (row.period.last(), SummaryPeriod::months(row.period).len()));
    let latest = match furthest.map(|row| row.id) {
        Some(id) => Some(drawn(&ctx, id, lang).await.map_err(crate::ssr::told)?),
        None => None,
    };
    Ok(YearRead { rows: list.rows, latest, may_write: list.may_write })
}

/// The page of a summary with its charts.
#[cfg(feature = "ssr")]
async fn drawn(ctx: &backend::ctx::Ctx, id: SummaryId, lang: Lang) -> Result<Drawn, backend::error::Error> {
    let page = backend::summary::query::page(ctx, id, lang).await?;
    let charts = backend::summary::charts::of(&page.summary)?;
    let ages = backend::summary::charts::of_ages(&page.summary)?;
    let map = backend::summary::charts::of_map(&page.summary);
    Ok(Drawn { page, charts, ages, map })
}
