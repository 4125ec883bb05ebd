//! The steps of a summary: draft, edit, recompute, check by a second person, send back, issue, and the draft of a correction.
//!
//! What takes long (reading the figures, keeping the rows behind them, passing them again, setting the paper) is done before the
//! change; the change itself looks again at state and version and writes little. A check reads figures and rows anew, in one snapshot,
//! and freezes exactly these; the issue issues what was frozen.

use super::{
    beside::{self, Beside},
    changes,
    facts::{Reader, ahead},
    files,
    freeze::{self, Frozen},
    issue::{self, Issuing},
    notes,
    query::row,
    rows::Rows,
    store,
};
use crate::{
    audit,
    content::{sha256, sha256_of},
    ctx::Ctx,
    entities::{summary, summary_content, summary_event},
    error::{Error, Result},
    papers::with_fonts,
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    ids::{EventId, SummaryId, named},
    summary::{
        Lang, SafetySummary, SummaryFacts, SummaryPeriod, WholeLists,
        commands::{DraftCorrection, DraftSummary, EditParagraph, SummaryChange, SummaryCommand},
        lifecycle::{SummaryAction, SummaryState, SummaryStatus, ready},
        record::Content,
        text::{check_edit, compose, generate},
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use std::sync::Arc;
use uuid::Uuid;

/// Drafts the summary of a period and area. There is one: of one that is there already its id is answered. The same command is
/// accepted again.
///
/// # Errors
/// Forbidden; the fields `area` (unknown, outside, or a grid, of which no figures are kept by month) and `period` (not begun).
pub async fn draft(ctx: &Ctx, command: DraftSummary) -> Result<SummaryId> {
    ctx.require(Right::WriteSummary)?;
    let DraftSummary { id, area, period } = &command;
    check_subject(ctx, area, *period).await?;
    if let Some(found) = summary::Entity::find_by_id(id.0).one(ctx.db().read()).await? {
        return same(&found, None, area, *period);
    }
    if let Some(found) = of_period(ctx.db().read(), area, *period).await? {
        return Ok(found);
    }
    let body = compute(ctx, area, *period).await?;
    let state = SummaryState::drafted(*id, None, area.clone(), *period, Some(ctx.actor.user));
    let drafted = Drafted { state, body, command_sha256: sha256(&command)?, people: Vec::new() };
    keep_draft(ctx.clone(), Arc::new(drafted), false).await
}

/// Drafts the correction of an issued summary: there is one draft of it at a time, and of one that is there already its id is
/// answered. The same command is accepted again.
///
/// # Errors
/// As the button tells; `nothing_to_do` when no row changed.
pub async fn draft_correction(ctx: &Ctx, command: DraftCorrection) -> Result<SummaryId> {
    let of = row(ctx, command.of).await?;
    let (root, of) = (of.corrects_id.unwrap_or(of.id), store::state(&of)?);
    of.permits(SummaryAction::Correct, &ctx.actor)?;
    if let Some(found) = summary::Entity::find_by_id(command.id.0).one(ctx.db().read()).await? {
        return same(&found, Some(root), &of.area, of.period);
    }
    if let Some(found) = store::open_correction(ctx.db().read(), root).await? {
        return Ok(SummaryId(found.id));
    }
    let base = store::latest_issued(ctx.db().read(), root).await?;
    let now = changes::now(ctx, &base).await?;
    if now.correction.is_empty() {
        return Err(Error::code(Code::NothingToDo));
    }
    let by = Some(ctx.actor.user);
    let state = SummaryState::drafted(command.id, Some(SummaryId(root)), of.area, of.period, by);
    let drafted = Drafted { state, body: now.body, command_sha256: sha256(&command)?, people: Vec::new() };
    keep_draft(ctx.clone(), Arc::new(drafted), false).await
}

/// A draft that was read.
pub(super) struct Drafted {
    pub state: SummaryState,
    pub body: SafetySummary,
    pub command_sha256: String,
    /// Who is told of it.
    pub people: Vec<Uuid>,
}

/// Keeps a draft, or answers the one that another has kept meanwhile. `itself`: the schedule made it, and nobody wrote in it.
pub(super) async fn keep_draft(ctx: Ctx, drafted: Arc<Drafted>, itself: bool) -> Result<SummaryId> {
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let Drafted { state, body, command_sha256, people } = drafted.as_ref();
            let root = state.corrects.map(|id| id.0);
            let subject =
                root.map_or_else(|| format!("{}|{}", state.area, state.period), |id| id.to_string());
            // whoever drafts the same at the same time waits and finds this one
            tx.claim(named(&format!("summary|{subject}"))).await?;
            if let Some(found) = summary::Entity::find_by_id(state.id.0).one(tx).await? {
                return same(&found, root, &state.area, state.period);
            }
            let there = match root {
                Some(root) => store::open_correction(tx, root).await?.map(|row| SummaryId(row.id)),
                None => of_period(tx, &state.area, state.period).await?,
            };
            if let Some(id) = there {
                return Ok(id);
            }
            store::insert(tx, state, body, ctx.now).await?;
            let event = summary_event::Model {
                id: Uuid::now_v7(),
                summary_id: state.id.0,
                version: 1,
                action: "draft".into(),
                actor_id: (!itself).then_some(ctx.actor.user.0),
                at: ctx.now,
                note: None,
                content_sha256: None,
                command_sha256: command_sha256.clone(),
            };
            store::step(tx, event).await?;
            notes::tell(tx, state.id, people, ctx.now).await?;
            let line = audit::Entry {
                action: "summary.draft".into(),
                subject_type: "summary",
                subject: state.id.to_string(),
                area: Some(state.area.clone()),
                detail: serde_json::json!({"period": state.period, "corrects": state.corrects}),
            };
            if itself {
                audit::write_as(tx, &audit::Author::itself(ctx.now), [line]);
            } else {
                audit::write(tx, &ctx, [line]);
            }
            Ok(state.id)
        })
    })
    .await
}

/// A record of that id: the same draft again, or something else.
fn same(
    found: &summary::Model,
    root: Option<Uuid>,
    area: &AreaCode,
    period: SummaryPeriod,
) -> Result<SummaryId> {
    let is_same =
        found.corrects_id == root && found.area_code == area.as_str() && store::period(found)? == period;
    if is_same { Ok(SummaryId(found.id)) } else { Err(Error::code(Code::ContentConflict)) }
}

/// The summary of that very area and period.
pub(super) async fn of_period(
    db: &impl sea_orm::ConnectionTrait,
    area: &AreaCode,
    period: SummaryPeriod,
) -> Result<Option<SummaryId>> {
    use summary::Column;
    let found: Option<Uuid> = summary::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AreaCode.eq(area.as_str()))
        .filter(Column::Period.eq(period.to_string()))
        .filter(Column::CorrectsId.is_null())
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.map(SummaryId))
}

/// Refuses an area that is not the actor's or has no figures by month, and a period that has not begun.
pub(super) async fn check_subject(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod) -> Result<()> {
    let reference = ctx.state.reference().await?;
    if !ctx.actor.area.contains(area) {
        return Err(Fault::field("area", FieldCode::OutsideArea).into());
    }
    if reference.areas.get(area).is_none() || area.level() == AreaLevel::Grid {
        return Err(Fault::field("area", FieldCode::Unknown).into());
    }
    if period.period().start() > ctx.now {
        return Err(Fault::field("period", FieldCode::OutOfRange).into());
    }
    Ok(())
}

/// The summary of an area and period as of now, from one consistent read.
pub async fn compute(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod) -> Result<SafetySummary> {
    Ok(SafetySummary::from_facts(facts(ctx, area, period, false).await?))
}

/// The same with its lists, whole.
pub(super) async fn compute_whole(
    ctx: &Ctx,
    area: &AreaCode,
    period: SummaryPeriod,
) -> Result<(SafetySummary, Option<WholeLists>)> {
    Ok(SafetySummary::with_lists(facts(ctx, area, period, true).await?))
}

/// What it is made from, its lists whole or as a paper prints them.
async fn facts(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod, whole: bool) -> Result<SummaryFacts> {
    let area = ctx.scope(Some(area))?;
    let reference = ctx.state.reference().await?;
    ahead(ctx, &reference, &area, period).await?;
    let tx = ctx.db().begin_snapshot().await?;
    let read = Reader::of_kept(ctx, &tx, &reference, &area);
    let read = if whole { read.with_whole_lists() } else { read };
    let facts = read.facts(period).await;
    tx.rollback().await?;
    facts
}

/// What a step brings along that was made before the change.
enum Made {
    Nothing,
    /// Figures as of now.
    Body(Box<SafetySummary>),
    /// What was frozen: figures as of now, content, the rows behind.
    Content {
        body: Box<SafetySummary>,
        content: String,
        rows: Frozen,
    },
}

/// A step in the life of a summary or correction. The same change is accepted again.
///
/// # Errors
/// Not found; [`Code::ContentConflict`]: the id was used for another change; [`Code::Stale`]: somebody changed it since, or what
/// is to be issued is not what the person saw; everything that [`SummaryState`] refuses, and of an edit what `check_edit` does.
pub async fn change(ctx: &Ctx, change: SummaryChange) -> Result<SummaryState> {
    change.command.validate()?;
    let command_sha256 = sha256(&change)?;
    // pressed once more it would all be read and passed a second time, beside the first
    let _turn = match change.command.action() {
        SummaryAction::Check | SummaryAction::Issue => Some(ctx.state.turns().take(change.summary.0).await),
        _ => None,
    };
    let stored = row(ctx, change.summary).await?;
    if is_repeated(ctx.db().read(), &change, &command_sha256).await? {
        return store::state(&stored);
    }
    let state = store::state(&stored)?;
    let action = change.command.action();
    state.permits(action, &ctx.actor)?;
    if state.version != change.base_version {
        return Err(Error::code(Code::Stale));
    }
    let made = match action {
        SummaryAction::Recompute => Made::Body(Box::new(recomputed(ctx, &stored, &state).await?)),
        SummaryAction::Check => frozen(ctx, &stored, &state).await?,
        _ => Made::Nothing,
    };
    let issuing = match action {
        SummaryAction::Issue => Some(Issuing::of(ctx, &stored, &state).await?),
        _ => None,
    };
    let (own, db) = (ctx.clone(), ctx.db().clone());
    let after = db
        .write(move |tx| {
            Box::pin(async move {
                tx.claim(change.summary.0).await?;
                let row = summary::Entity::find_by_id(change.summary.0).one(tx).await?;
                let mut row = row.ok_or_else(|| Error::code(Code::NotFound))?;
                if is_repeated(tx, &change, &command_sha256).await? {
                    return store::state(&row);
                }
                let before = store::state(&row)?;
                before.permits(action, &own.actor)?;
                if before.version != change.base_version {
                    return Err(Error::code(Code::Stale));
                }
                let mut said = store::said(tx, row.id).await?;
                let after = match (&change.command, &issuing) {
                    (SummaryCommand::Issue { sha256 }, Some(issuing)) => {
                        issuing.take((tx, &own), &before, &mut row, &said, sha256).await?
                    }
                    (command, _) => {
                        let step = Step { ctx: &own, before: &before };
                        step.take(&mut row, &mut said, command, made)?
                    }
                };
                store::put_state(&mut row, &after)?;
                row.updated_at = own.now;
                let event = summary_event::Model {
                    id: change.id.0,
                    summary_id: row.id,
                    version: row.version,
                    action: action.as_str().into(),
                    actor_id: Some(own.actor.user.0),
                    at: own.now,
                    note: note(&change.command),
                    content_sha256: row.content_sha256.clone(),
                    command_sha256,
                };
                let line = audit::Entry {
                    action: format!("summary.{action}"),
                    subject_type: "summary",
                    subject: after.id.to_string(),
                    area: Some(after.area.clone()),
                    detail: serde_json::json!({
                        "period": after.period, "version": after.version, "number": after.number,
                        "content_sha256": after.sha256,
                    }),
                };
                store::step(tx, event).await?;
                row.into_active_model().reset_all().update(tx).await?;
                said.into_active_model().reset_all().update(tx).await?;
                audit::write(tx, &own, [line]);
                if let Some(issuing) = &issuing {
                    issuing.tell(tx, &own, &after).await?;
                }
                Ok::<_, Error>(after)
            })
        })
        .await?;
    if after.status == SummaryStatus::Issued {
        issue::write_files(ctx, &after).await;
    }
    Ok(after)
}

/// Whether this very change has been made; the same id for anything else is refused.
async fn is_repeated(
    db: &impl sea_orm::ConnectionTrait,
    change: &SummaryChange,
    command_sha256: &str,
) -> Result<bool> {
    let EventId(id) = change.id;
    let Some(event) = summary_event::Entity::find_by_id(id).one(db).await? else { return Ok(false) };
    let same = event.summary_id == change.summary.0 && event.command_sha256 == command_sha256;
    if same { Ok(true) } else { Err(Error::code(Code::ContentConflict)) }
}

fn note(command: &SummaryCommand) -> Option<String> {
    match command {
        SummaryCommand::Check { note } => note.clone(),
        SummaryCommand::SendBack { reason } => Some(reason.clone()),
        _ => None,
    }
}

/// A change that is being made.
struct Step<'a> {
    ctx: &'a Ctx,
    before: &'a SummaryState,
}

impl Step<'_> {
    fn take(
        &self,
        row: &mut summary::Model,
        said: &mut summary_content::Model,
        command: &SummaryCommand,
        made: Made,
    ) -> Result<SummaryState> {
        let actor = &self.ctx.actor;
        let after = match (command, made) {
            (SummaryCommand::Edit(edit), _) => {
                self.edit(said, edit)?;
                self.before.written(SummaryAction::Edit, actor)?
            }
            (SummaryCommand::Restore { lang, topic }, _) => {
                self.has_paragraphs()?;
                let mut edits = store::edits(said)?;
                edits.restore(*lang, *topic);
                said.edits = serde_json::to_string(&edits)?;
                self.before.written(SummaryAction::Edit, actor)?
            }
            (SummaryCommand::Recompute {}, Made::Body(body)) => {
                row.as_of = body.as_of;
                said.body = serde_json::to_string(&body)?;
                self.before.written(SummaryAction::Recompute, actor)?
            }
            (SummaryCommand::Check { .. }, Made::Content { body, content, rows }) => {
                let sha256 = sha256_of(content.as_bytes());
                // judged before the rows were kept, over this very content
                let after = self.before.checked(actor, Ok(()), sha256, self.ctx.now)?;
                row.as_of = body.as_of;
                row.freeze_id = Some(rows.id);
                said.body = serde_json::to_string(&body)?;
                said.content = Some(content);
                return Ok(after);
            }
            (SummaryCommand::SendBack { .. }, _) => self.before.sent_back(actor)?,
            _ => return Err(Error::broken("a step without what it needs")),
        };
        // a draft is frozen no longer
        said.content = None;
        Ok(after)
    }

    /// What a correction says follows from the rows.
    fn has_paragraphs(&self) -> Result<()> {
        match self.before.corrects {
            None => Ok(()),
            Some(_) => Err(Fault::field("topic", FieldCode::Unknown).into()),
        }
    }

    fn edit(&self, said: &mut summary_content::Model, edit: &EditParagraph) -> Result<()> {
        self.has_paragraphs()?;
        let (summary, mut edits) = (store::body(said)?, store::edits(said)?);
        let EditParagraph { lang, topic, left_out, .. } = edit;
        let before = match edits.of(*lang, *topic) {
            Some(parts) => parts.to_vec(),
            None => generate(&summary, *topic, *lang),
        };
        let after = edit.parts()?;
        check_edit(&summary, *lang, &before, &after, left_out)?;
        edits.put(*lang, *topic, after);
        said.edits = serde_json::to_string(&edits)?;
        Ok(())
    }
}

/// The figures of a draft, read anew.
async fn recomputed(ctx: &Ctx, row: &summary::Model, state: &SummaryState) -> Result<SafetySummary> {
    match row.corrects_id {
        None => compute(ctx, &state.area, state.period).await,
        Some(root) => {
            let base = store::latest_issued(ctx.db().read(), root).await?;
            Ok(changes::now(ctx, &base).await?.body)
        }
    }
}

/// Reads figures and rows, also those beside them, in one snapshot, judges them, and keeps the rows.
async fn frozen(ctx: &Ctx, row: &summary::Model, state: &SummaryState) -> Result<Made> {
    files::check_names(ctx, state).await?;
    let reference = ctx.state.reference().await?;
    let tx = ctx.db().begin_snapshot().await?;
    let read = Reader::new(ctx, &tx, &reference, &state.area).with_whole_lists();
    let made = frozen_in(ctx, &read, row, state).await;
    tx.rollback().await?;
    let (body, content, rows) = made?;
    let content = String::from_utf8(content.canonical()).map_err(Error::internal)?;
    Ok(Made::Content { body: Box::new(body), content, rows })
}

async fn frozen_in(
    ctx: &Ctx,
    read: &Reader<'_>,
    row: &summary::Model,
    state: &SummaryState,
) -> Result<(SafetySummary, Content, Frozen)> {
    let (body, lists, correction) = match row.corrects_id {
        None => {
            let (body, lists) = SafetySummary::with_lists(read.facts(state.period).await?);
            (body, lists, None)
        }
        Some(root) => {
            let base = store::latest_issued(read.on, root).await?;
            let now = changes::in_read(ctx, read.on, &base).await?;
            if now.correction.is_empty() {
                return Err(Error::code(Code::NothingToDo));
            }
            (now.body, None, Some(now.correction))
        }
    };
    let edits = store::edits(&store::said(read.on, row.id).await?)?;
    if correction.is_none() {
        ready(&body, &compose(&body, Lang::Zh, &edits))?;
    }
    let mut content = match correction {
        None => Content::of(body.clone(), &edits, String::new()).with_lists(lists),
        Some(correction) => Content::of_correction(correction, String::new()),
    };
    // a character that no font has would be found out after the number was drawn; told before what takes longest
    let printed = content.clone();
    with_fonts(ctx, move |fonts| files::all(fonts, &printed).map(drop)).await?;
    let rows = freeze::write(&ctx.state, Rows::of(read, &body, read.t).await?).await?;
    content.rows_sha256.clone_from(&rows.sha256);
    // a correction compares nothing with other periods
    if row.corrects_id.is_none() {
        let beside = beside::write(&ctx.state, rows.id, Beside::of(read, &body).await?).await?;
        content = content.with_beside(beside);
    }
    Ok((body, content, rows))
}
