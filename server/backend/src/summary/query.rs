//! Reads of summaries.

use super::{
    beside, changes,
    freeze::{self, Slice},
    named::ToName,
    store,
};
use crate::{
    areas::Areas,
    ctx::Ctx,
    entities::{summary, user_account},
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault},
    ids::{SummaryId, UserId},
    summary::{
        Column, FigureRef, Lang, SafetySummary, Span,
        beside::Behind,
        correction::Correction,
        lifecycle::{SummaryAction, SummaryState, SummaryStatus, ready, ready_at},
        opens::Kept,
        record::{Body, Content, IssuedSummary},
        text::{SectionText, compose},
        views::{ChangedSince, FrozenRows, RowsPart, SummaryButton, SummaryList, SummaryPage, SummaryRow},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Which summaries.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this area with all inside it; the person's own when none is named.
    pub area: Option<AreaCode>,
    /// Of that very area only.
    pub alone: bool,
    /// Of this length.
    pub span: Option<Span>,
    /// Of this year.
    pub year: Option<i32>,
    /// Behind the one with this key.
    pub before: Option<i64>,
}

/// What the texts of the periods of a length look like.
const fn looks(span: Span) -> &'static str {
    match span {
        Span::Month => "s.period LIKE '____-__' AND s.period NOT LIKE '%Q%' AND s.period NOT LIKE '%H%'",
        Span::Quarter => "s.period LIKE '____-Q_'",
        Span::HalfYear => "s.period LIKE '____-H_'",
        Span::Year => "s.period LIKE '____'",
    }
}

/// A page of the summaries and corrections that the person may see, newest period first.
pub async fn list(ctx: &Ctx, wanted: &Wanted) -> Result<SummaryList> {
    let reference = ctx.state.reference().await?;
    let scope = Scope::of(ctx, wanted.area.as_ref())?;
    let size = ctx.state.limits.page_size;
    let mut these = if wanted.alone { Conditions::default() } else { scope.condition("s") };
    if wanted.alone {
        these.add("s.area_code = ?", [scope.area.as_str().into()]);
    }
    if let Some(span) = wanted.span {
        these.add(looks(span), []);
    }
    if let Some(year) = wanted.year.filter(|year| (1970..2200).contains(year)) {
        let (from, to) = (store::key_floor(year * 100 + 1), store::key_floor(year * 100 + 13));
        these.add("s.sort_key >= ? AND s.sort_key < ?", [from.into(), to.into()]);
    }
    if let Some(before) = wanted.before {
        these.add("s.sort_key < ?", [before.into()]);
    }
    let mut sql = Sql::new("SELECT s.* FROM summary s");
    sql.filter(&these).bind(" ORDER BY s.sort_key DESC LIMIT ?", [cap(size + 1)]);
    let found = sql.all(ctx.db().read()).await?;
    let mut rows: Vec<summary::Model> =
        found.iter().map(|row| summary::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(SummaryList {
        next: rows.last().filter(|_| more).map(|row| row.sort_key),
        rows: rows.iter().map(|row| listed(row, &reference.areas)).collect::<Result<_>>()?,
        may_write: ctx.actor.role.has(Right::WriteSummary),
    })
}

pub(super) fn listed(row: &summary::Model, areas: &Areas) -> Result<SummaryRow> {
    let area: AreaCode = row.area_code.parse()?;
    Ok(SummaryRow {
        id: SummaryId(row.id),
        corrects: row.corrects_id.map(SummaryId),
        period: store::period(row)?,
        area: areas.named(&area),
        status: row.status.parse()?,
        number: row.number.clone(),
        as_of: row.as_of,
        issued_at: row.issued_at,
        changed_rows: row.changed_rows,
    })
}

/// The row of a summary; one outside the person's area is not found.
pub(super) async fn row(ctx: &Ctx, id: SummaryId) -> Result<summary::Model> {
    let row = summary::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    if ctx.actor.area.contains(&row.area_code.parse()?) { Ok(row) } else { Err(Error::code(Code::NotFound)) }
}

/// The page of one summary: a draft as of its last reading, a checked or issued one as it was frozen. A correction has a page of its
/// own ([`changed_since`]); here it is not found.
pub async fn page(ctx: &Ctx, id: SummaryId, lang: Lang) -> Result<SummaryPage> {
    let row = row(ctx, id).await?;
    if row.corrects_id.is_some() {
        return Err(Error::code(Code::NotFound));
    }
    let state = store::state(&row)?;
    let said = store::said(ctx.db().read(), row.id).await?;
    let (summary, mut texts) = match state.status {
        SummaryStatus::Draft => {
            let (summary, edits) = (store::body(&said)?, store::edits(&said)?);
            let texts = Lang::ALL.iter().map(|lang| (*lang, compose(&summary, *lang, &edits))).collect();
            (summary, texts)
        }
        SummaryStatus::Checked | SummaryStatus::Issued => of_summary(store::frozen(&row, &said)?)?,
    };
    let issued_text = texts.get(&Lang::Zh).map(Vec::as_slice).unwrap_or_default();
    let not_ready = match state.status {
        SummaryStatus::Issued => None,
        SummaryStatus::Draft => ready_at(ctx.now, &summary, issued_text).err(),
        SummaryStatus::Checked => ready(&summary, issued_text).err(),
    };
    Ok(SummaryPage {
        buttons: buttons(ctx, &state),
        not_ready,
        corrections: corrections(ctx, row.id).await?,
        names: names(ctx, &state).await?,
        text: texts.remove(&lang).unwrap_or_default(),
        state,
        summary,
    })
}

type Texts = BTreeMap<Lang, Vec<SectionText>>;

/// The figures and texts of the content of a summary.
fn of_summary(content: Content) -> Result<(SafetySummary, Texts)> {
    match content.body {
        Body::Summary(summary) => Ok((*summary, content.text)),
        Body::Correction(_) => Err(Error::broken("a summary that says what a correction says")),
    }
}

/// The buttons of the page, and why one cannot be pressed. What a correction says follows from the rows, so nobody writes in it.
pub(super) fn buttons(ctx: &Ctx, state: &SummaryState) -> Vec<SummaryButton> {
    let written = |action: &&SummaryAction| state.corrects.is_none() || **action != SummaryAction::Edit;
    let button = |action: &SummaryAction| SummaryButton {
        action: *action,
        refusal: state.permits(*action, &ctx.actor).err(),
    };
    SummaryAction::ALL.iter().filter(written).map(button).collect()
}

/// The corrections of a summary, oldest first. An issued summary has few.
async fn corrections(ctx: &Ctx, root: Uuid) -> Result<Vec<(SummaryId, Option<String>)>> {
    let rows = summary::Entity::find()
        .filter(summary::Column::CorrectsId.eq(root))
        .order_by_asc(summary::Column::SortKey)
        .all(ctx.db().read())
        .await?;
    Ok(rows.into_iter().map(|row| (SummaryId(row.id), row.number)).collect())
}

/// The people of a state by name.
pub(super) async fn names(ctx: &Ctx, state: &SummaryState) -> Result<Vec<(UserId, String)>> {
    let signed = [state.checked, state.issued].into_iter().flatten().map(|signed| signed.by);
    let people: BTreeSet<UserId> = state.writers.iter().copied().chain(signed).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = user_account::Entity::find()
        .filter(user_account::Column::Id.is_in(people.iter().map(|id| id.0)))
        .order_by_asc(user_account::Column::Id)
        .all(ctx.db().read())
        .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name)).collect())
}

/// What changed in the rows of an issued summary since; of a correction, what it says: a draft as of now, a checked or issued one as
/// it was frozen.
pub async fn changed_since(ctx: &Ctx, id: SummaryId) -> Result<ChangedSince> {
    let row = row(ctx, id).await?;
    let own = store::state(&row)?;
    if row.corrects_id.is_some() && own.status != SummaryStatus::Draft {
        let said = store::said(ctx.db().read(), row.id).await?;
        let correction = of_correction(store::frozen(&row, &said)?)?;
        return Ok(ChangedSince { buttons: buttons(ctx, &own), state: Some(own), correction });
    }
    if row.corrects_id.is_none() && own.status != SummaryStatus::Issued {
        return Err(wrong_state(&own).into());
    }
    let root = row.corrects_id.unwrap_or(row.id);
    let base = store::latest_issued(ctx.db().read(), root).await?;
    let correction = changes::now(ctx, &base).await?.correction;
    let open = store::open_correction(ctx.db().read(), root).await?;
    let state = open.as_ref().map(store::state).transpose()?;
    let buttons = buttons(ctx, state.as_ref().unwrap_or(&own));
    Ok(ChangedSince { state, correction, buttons })
}

pub(super) fn wrong_state(state: &SummaryState) -> Fault {
    Fault::new(Code::WrongState)
        .with("record", "summary")
        .with("state", state.status)
        .with("allowed", SummaryStatus::Issued)
}

/// What the content of a correction says.
fn of_correction(content: Content) -> Result<Correction> {
    match content.body {
        Body::Correction(correction) => Ok(*correction),
        Body::Summary(_) => Err(Error::broken("a correction that says what a summary says")),
    }
}

/// A page of the rows behind a figure of a checked or issued summary, as they were frozen: in the order of their keys, behind the
/// place `after`; all of them, or a part.
pub async fn frozen_rows(
    ctx: &Ctx,
    id: SummaryId,
    figure: FigureRef,
    part: &RowsPart,
    after: Option<i64>,
) -> Result<FrozenRows> {
    frozen(ctx, id, &Kept::Own(figure, part.clone()), of_page(ctx, after)).await
}

/// A page of the rows behind a number beside the period of a checked or issued summary, as they were kept with it: in the order of
/// their keys, behind the place `after`. Of what was checked before such rows were kept it is not found.
pub async fn frozen_beside(
    ctx: &Ctx,
    id: SummaryId,
    behind: Behind,
    after: Option<i64>,
) -> Result<FrozenRows> {
    frozen(ctx, id, &Kept::Beside(behind), of_page(ctx, after)).await
}

fn of_page(ctx: &Ctx, after: Option<i64>) -> Slice {
    Slice { after, size: ctx.state.limits.page_size, counted: true }
}

/// Some of the rows that are kept with a checked or issued summary, wherever they are.
pub(super) async fn frozen(ctx: &Ctx, id: SummaryId, kept: &Kept, slice: Slice) -> Result<FrozenRows> {
    let row = row(ctx, id).await?;
    let Some(freeze) = row.freeze_id else { return Err(wrong_state(&store::state(&row)?).into()) };
    let page = match kept {
        Kept::Own(figure, part) => {
            // only what the period itself counted is frozen, and what its rates are of
            let column = if figure.column == Column::Base { Column::Base } else { Column::Now };
            freeze::page(ctx.db(), freeze, (figure.at(column), part), slice).await?
        }
        Kept::Beside(behind) => {
            let page = beside::page(ctx.db(), freeze, *behind, slice).await?;
            page.ok_or_else(|| Error::code(Code::NotFound))?
        }
    };
    named(ctx, page).await
}

/// A page of rows with the names of what they say.
async fn named(ctx: &Ctx, mut page: FrozenRows) -> Result<FrozenRows> {
    let reference = ctx.state.reference().await?;
    let values = page.rows.iter().flat_map(|row| &row.fields).map(|(field, text)| (*field, text.as_str()));
    page.names = ToName::of(&reference.areas, values).read(ctx.db().read()).await?;
    Ok(page)
}

/// An issued summary or correction as its files are made of it, from what is kept and nothing else.
pub async fn issued(ctx: &Ctx, id: SummaryId) -> Result<IssuedSummary> {
    let row = row(ctx, id).await?;
    let state = store::state(&row)?;
    let (Some(checked), Some(signed), Some(number), Some(sha256)) =
        (state.checked, state.issued, &state.number, &state.sha256)
    else {
        return Err(wrong_state(&state).into());
    };
    let content = store::frozen(&row, &store::said(ctx.db().read(), row.id).await?)?;
    let names: BTreeMap<UserId, String> = names(ctx, &state).await?.into_iter().collect();
    let name = |id: &UserId| names.get(id).cloned().unwrap_or_default();
    Ok(IssuedSummary {
        id,
        number: number.clone(),
        issued_at: signed.at,
        writers: state.writers.iter().map(name).collect(),
        checked_by: name(&checked.by),
        issued_by: name(&signed.by),
        content,
        sha256: sha256.clone(),
    })
}

/// What a summary or correction says now: a draft as its page shows it, a checked or issued one as it was frozen.
pub async fn content(ctx: &Ctx, id: SummaryId) -> Result<Content> {
    let row = row(ctx, id).await?;
    let said = store::said(ctx.db().read(), row.id).await?;
    if row.content_sha256.is_some() {
        return store::frozen(&row, &said);
    }
    match row.corrects_id {
        None => Ok(Content::of(store::body(&said)?, &store::edits(&said)?, String::new())),
        Some(root) => {
            let base = store::latest_issued(ctx.db().read(), root).await?;
            let correction = changes::now(ctx, &base).await?.correction;
            Ok(Content::of_correction(correction, String::new()))
        }
    }
}
