//! Links by which leaders read one issued summary without an account: the office makes them and takes them back, their token opens
//! that summary with its corrections and nothing else. Who came by one reads what everybody of the area with an account may read:
//! figures, text, lists as they are masked for lists. Its rows stay behind the sign-in.

use super::{
    files::{self, Format, SummaryFile},
    query::{self, row, wrong_state},
    store,
};
use crate::{
    audit,
    ctx::{Ctx, State},
    entities::{summary, summary_link},
    error::{Error, Result},
    links::{NewLink, draw, opened},
    people, tokens,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Right},
    area::AreaCode,
    calendar::to_millis,
    fault::Code,
    ids::{SummaryId, SummaryLinkId},
    links::LinkState,
    summary::{
        Lang,
        lifecycle::SummaryStatus,
        links::{LinkedSummary, MakeSummaryLink, SummaryLinkView, SummaryLinks, expiry},
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use secrecy::SecretString;

/// Links of one page.
const AT_ONCE: u64 = 20;

/// Makes a link to an issued summary. The same command sent again is refused as stale, because its token cannot be told again.
///
/// # Errors
/// Forbidden; not found, also a correction; in the wrong state while it is not issued.
pub async fn make(ctx: &Ctx, command: MakeSummaryLink) -> Result<NewLink<SummaryLinkId>> {
    ctx.require(Right::IssueSummary)?;
    let of = row(ctx, command.summary).await?;
    if of.corrects_id.is_some() {
        return Err(Error::code(Code::NotFound));
    }
    let state = store::state(&of)?;
    // what was issued never leaves that state
    if state.status != SummaryStatus::Issued {
        return Err(wrong_state(&state).into());
    }
    let (token, expires_at) = (draw()?, expiry(ctx.now));
    let new = summary_link::Model {
        id: command.id.0,
        token_hash: tokens::hash(&token),
        summary_id: of.id,
        made_by: ctx.actor.user.0,
        made_at: ctx.now,
        expires_at,
        revoked_by: None,
        revoked_at: None,
    };
    let detail = serde_json::json!({"summary": command.summary, "expires_at": expires_at});
    let line = entry(&new, &state.area, "summary_link.make", detail);
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(new.id).await?;
            if summary_link::Entity::find_by_id(new.id).one(tx).await?.is_some() {
                return Err(Error::code(Code::Stale));
            }
            audit::write(tx, &ctx, [line]);
            new.into_active_model().reset_all().insert(tx).await?;
            Ok(())
        })
    })
    .await?;
    Ok(NewLink { id: command.id, token, expires_at })
}

/// Takes a link back: it opens nothing from now on.
///
/// # Errors
/// Forbidden; not found.
pub async fn revoke(ctx: &Ctx, id: SummaryLinkId) -> Result<()> {
    ctx.require(Right::IssueSummary)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(id.0).await?;
            let link = summary_link::Entity::find_by_id(id.0).one(tx).await?;
            let link = link.ok_or_else(|| Error::code(Code::NotFound))?;
            let area: AreaCode = of_link(tx, &link).await?.area_code.parse()?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            if link.revoked_at.is_some() {
                return Ok(());
            }
            audit::write(tx, &ctx, [entry(&link, &area, "summary_link.revoke", serde_json::Value::Null)]);
            let mut link = link.into_active_model();
            link.revoked_by = Set(Some(ctx.actor.user.0));
            link.revoked_at = Set(Some(ctx.now));
            link.update(tx).await?;
            Ok(())
        })
    })
    .await
}

/// A page of the links of a summary, for whoever may make them: the newest first, those behind the one that is named.
///
/// # Errors
/// Not found, also when that one is of another summary.
pub async fn list(ctx: &Ctx, id: SummaryId, after: Option<SummaryLinkId>) -> Result<SummaryLinks> {
    use summary_link::{Column, Entity};
    let of = row(ctx, id).await?;
    let issued = of.status.parse::<SummaryStatus>()? == SummaryStatus::Issued && of.corrects_id.is_none();
    if !issued || !ctx.actor.role.has(Right::IssueSummary) {
        return Ok(SummaryLinks { summary: id, links: Vec::new(), next: None, may_make: false });
    }
    let mut these = Condition::all().add(Column::SummaryId.eq(id.0));
    if let Some(after) = after {
        let last =
            Entity::find_by_id(after.0).filter(Column::SummaryId.eq(id.0)).one(ctx.db().read()).await?;
        let last = last.ok_or_else(|| Error::code(Code::NotFound))?;
        let earlier = Column::MadeAt.lt(last.made_at);
        // the first of the two is for the index
        these = these
            .add(Column::MadeAt.lte(last.made_at))
            .add(Condition::any().add(earlier).add(Column::Id.lt(last.id)));
    }
    let mut rows = Entity::find()
        .filter(these)
        .order_by_desc(Column::MadeAt)
        .order_by_desc(Column::Id)
        .limit(AT_ONCE + 1)
        .all(ctx.db().read())
        .await?;
    let more = rows.len() as u64 > AT_ONCE;
    rows.truncate(usize::try_from(AT_ONCE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| SummaryLinkId(row.id));
    let names = people::query::names(ctx, rows.iter().map(|row| row.made_by).collect()).await?;
    let view = |row: summary_link::Model| SummaryLinkView {
        id: SummaryLinkId(row.id),
        made_by: names.get(&row.made_by).cloned().unwrap_or_default(),
        made_at: row.made_at,
        expires_at: row.expires_at,
        state: LinkState::of(row.revoked_at, row.expires_at, ctx.now),
    };
    let links = rows.into_iter().map(view).collect();
    Ok(SummaryLinks { summary: id, links, next, may_make: true })
}

/// What a token opens, in a language, with the corrections that were issued since.
///
/// # Errors
/// Not found when it opens nothing now.
pub async fn open(
    state: &State,
    token: &SecretString,
    lang: Lang,
    now: DateTime<Utc>,
) -> Result<LinkedSummary> {
    let (ctx, id, expires_at) = enter(state, token, now).await?;
    let mut page = query::page(&ctx, id, lang).await?;
    page.buttons.clear();
    page.corrections.retain(|(_, number)| number.is_some());
    Ok(LinkedSummary { page, expires_at })
}

/// The PDF of what a token opens: the file that was issued.
///
/// # Errors
/// Not found when it opens nothing now.
pub async fn pdf(state: &State, token: &SecretString, now: DateTime<Utc>) -> Result<SummaryFile> {
    let (ctx, id, _) = enter(state, token, now).await?;
    files::open(&ctx, id, Format::Pdf).await
}

/// The PDF of a correction of what a token opens: whoever hears that figures were corrected reads which.
///
/// # Errors
/// Not found when the token opens nothing now, or the correction is of another summary or not issued.
pub async fn correction_pdf(
    state: &State,
    token: &SecretString,
    correction: SummaryId,
    now: DateTime<Utc>,
) -> Result<SummaryFile> {
    let (ctx, id, _) = enter(state, token, now).await?;
    let found = row(&ctx, correction).await?;
    let issued = found.status.parse::<SummaryStatus>()? == SummaryStatus::Issued;
    if !issued || found.corrects_id != Some(id.0) {
        return Err(Error::code(Code::NotFound));
    }
    files::open(&ctx, correction, Format::Pdf).await
}

/// Who reads by a token, which summary, and until when the link lives.
async fn enter(
    state: &State,
    token: &SecretString,
    now: DateTime<Utc>,
) -> Result<(Ctx, SummaryId, DateTime<Utc>)> {
    let now = to_millis(now);
    let db = state.db.read();
    let of_token =
        summary_link::Entity::find().filter(summary_link::Column::TokenHash.eq(tokens::hash(token)));
    let link = opened(of_token.one(db).await?, |row| LinkState::of(row.revoked_at, row.expires_at, now))?;
    let area: AreaCode = of_link(db, &link).await?.area_code.parse()?;
    let ctx = Ctx::at(state.clone(), Actor::reader("link", area), now);
    Ok((ctx, SummaryId(link.summary_id), link.expires_at))
}

/// The summary of a link.
async fn of_link(db: &impl ConnectionTrait, link: &summary_link::Model) -> Result<summary::Model> {
    let row = summary::Entity::find_by_id(link.summary_id).one(db).await?;
    row.ok_or_else(|| Error::broken(format!("link {} opens no summary", link.id)))
}

/// A line of the audit log. Never the token, nor its fingerprint.
fn entry(
    link: &summary_link::Model,
    area: &AreaCode,
    action: &str,
    detail: serde_json::Value,
) -> audit::Entry {
    audit::Entry {
        action: action.into(),
        subject_type: "summary_link",
        subject: link.id.to_string(),
        area: Some(area.clone()),
        detail,
    }
}
