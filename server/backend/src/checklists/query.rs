//! Reads of checklists: the list, one with its versions, the draft, and how a version looks in a visit.

use super::rows::{content, count, draft as draft_row, library};
use crate::{
    ctx::Ctx,
    entities::{checklist_draft, user_account},
    error::{Error, Result},
    inspections,
    listing::{Conditions, Sql, cap},
    reference::{PublishedChecklist, Reference},
    rules::{
        query::{changes, citing_items},
        service::{check_right, may_keep},
    },
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::local_date,
    checklists::{
        BOOK, ChecklistDraft,
        views::{
            ChecklistDetail, ChecklistPage, ChecklistPreview, ChecklistRow, Done, DraftDetail, Retired,
            VersionRow,
        },
    },
    fault::Code,
    ids::ChecklistVersionId,
    inspections::ChecklistChoice,
};
use sea_orm::{EntityTrait, QueryResult};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The newest version of each checklist, by code.
fn newest(reference: &Reference) -> BTreeMap<&str, &PublishedChecklist> {
    let mut lists: BTreeMap<&str, &PublishedChecklist> = BTreeMap::new();
    for list in reference.checklists.values() {
        let known = lists.entry(list.code.as_str()).or_insert(list);
        if list.version > known.version {
            *known = list;
        }
    }
    lists
}

fn size_of(list: &PublishedChecklist) -> u32 {
    u32::try_from(list.checklist.items.len()).unwrap_or(u32::MAX)
}

/// A page of checklists, by code, behind the code `after`. Drafts are shown to those who may edit them.
pub async fn list(ctx: &Ctx, after: Option<&str>) -> Result<ChecklistPage> {
    let reference = ctx.state.reference().await?;
    let mut drafts = if may_keep(ctx) { drafts(ctx).await? } else { BTreeMap::new() };
    let mut rows: BTreeMap<String, ChecklistRow> = BTreeMap::new();
    for (code, list) in newest(&reference) {
        let citing = if list.current { citing_items(list, &reference, local_date(ctx.now)).len() } else { 0 };
        let row = ChecklistRow {
            code: code.to_owned(),
            title: list.label(),
            site_kinds: list.site_kinds.clone(),
            version: Some(list.version),
            items: size_of(list),
            published_at: list.published_at,
            active: list.current,
            draft: drafts.remove(code).map(|(_, done)| done),
            citing: u32::try_from(citing).unwrap_or(u32::MAX),
        };
        rows.insert(row.code.clone(), row);
    }
    // what is left has never been published
    for (code, (draft, done)) in drafts {
        let row = ChecklistRow {
            code: code.clone(),
            title: draft.title,
            site_kinds: draft.site_kinds,
            version: None,
            items: 0,
            published_at: None,
            active: false,
            draft: Some(done),
            citing: 0,
        };
        rows.insert(code, row);
    }
    let size = usize::try_from(ctx.state.limits.page_size).unwrap_or(usize::MAX);
    let mut behind = rows.into_values().filter(|row| after.is_none_or(|after| row.code.as_str() > after));
    let page: Vec<ChecklistRow> = behind.by_ref().take(size).collect();
    let more = behind.next().is_some();
    Ok(ChecklistPage {
        next: page.last().filter(|_| more).map(|row| row.code.clone()),
        rows: page,
        may_keep: may_keep(ctx),
    })
}

/// Everybody's drafts, by code; one for each checklist at most.
async fn drafts(ctx: &Ctx) -> Result<BTreeMap<String, (ChecklistDraft, Done)>> {
    let rows =
        checklist_draft::Entity::find().find_also_related(user_account::Entity).all(ctx.db().read()).await?;
    rows.iter().map(|(row, by)| Ok((row.code.clone(), (content(row)?, done(row, by.as_ref()))))).collect()
}

/// The last edit of a draft.
fn done(row: &checklist_draft::Model, by: Option<&user_account::Model>) -> Done {
    Done { by: by.map(|by| by.name.clone()).unwrap_or_default(), at: row.edited_at }
}

async fn edited(ctx: &Ctx, row: &checklist_draft::Model) -> Result<Done> {
    let by = user_account::Entity::find_by_id(row.edited_by).one(ctx.db().read()).await?;
    Ok(done(row, by.as_ref()))
}

/// One checklist with a page of its versions, before the version `before`.
pub async fn detail(ctx: &Ctx, code: &str, before: Option<u32>) -> Result<ChecklistDetail> {
    let reference = ctx.state.reference().await?;
    let newest = newest(&reference).remove(code).ok_or_else(|| Error::code(Code::NotFound))?;
    let size = ctx.state.limits.page_size;
    let rows = versions(code, before, size + 1).all(ctx.db().read()).await?;
    let mut versions: Vec<VersionRow> =
        rows.iter().map(|row| version(row, &reference)).collect::<Result<_>>()?;
    let more = versions.len() as u64 > size;
    versions.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let draft = match draft_row(ctx.db().read(), code).await? {
        Some(row) if may_keep(ctx) => Some(edited(ctx, &row).await?),
        _ => None,
    };
    Ok(ChecklistDetail {
        code: code.to_owned(),
        title: newest.label(),
        site_kinds: newest.site_kinds.clone(),
        active: newest.current,
        newest: newest.version,
        next: versions.last().filter(|_| more).map(|row| row.version),
        versions,
        retired: if newest.current { None } else { retired(ctx, code).await? },
        draft,
        citing: if newest.current {
            citing_items(newest, &reference, local_date(ctx.now))
        } else {
            Vec::new()
        },
        may_keep: may_keep(ctx),
    })
}

/// Versions of a checklist, the newest first, with who published each and why.
fn versions(code: &str, before: Option<u32>, limit: u64) -> Sql {
    let mut conditions = Conditions::default();
    conditions.add("k.code = ?", [code.into()]).add("v.status <> 'draft'", []);
    if let Some(before) = before {
        conditions.add("v.version < ?", [i64::from(before).into()]);
    }
    let mut sql = Sql::new("SELECT v.id, v.version, v.published_at, u.name, c.reason FROM checklist k");
    sql.bind(
        " JOIN checklist_version v ON v.checklist_id = k.id \
         LEFT JOIN rule_change c ON c.book = ? AND c.entry = k.code AND c.rule_id = v.id AND c.step <> 'end' \
         LEFT JOIN user_account u ON u.id = c.changed_by",
        [BOOK.into()],
    );
    sql.filter(&conditions).push(" ORDER BY v.version DESC");
    sql.bind(" LIMIT ?", [cap(limit)]);
    sql
}

fn version(row: &QueryResult, reference: &Reference) -> Result<VersionRow> {
    let id: Uuid = row.try_get_by_index(0)?;
    let (by, reason): (Option<String>, Option<String>) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
    Ok(VersionRow {
        id,
        version: count(row.try_get_by_index(1)?)?,
        items: reference.checklists.get(&ChecklistVersionId(id)).map_or(0, size_of),
        published_at: row.try_get_by_index::<Option<DateTime<Utc>>>(2)?,
        why: by.zip(reason),
    })
}

/// Who retired a checklist that is retired: that was the last thing done to it.
async fn retired(ctx: &Ctx, code: &str) -> Result<Option<Retired>> {
    let last = changes(BOOK, code, None, 1).one(ctx.db().read()).await?;
    let Some(row) = last else { return Ok(None) };
    Ok(Some(Retired {
        reason: row.try_get_by_index(2)?,
        done: Done { by: row.try_get_by_index(3)?, at: row.try_get_by_index::<DateTime<Utc>>(4)? },
    }))
}

/// The draft of a checklist's next version with everything that its editor shows.
pub async fn draft(ctx: &Ctx, code: &str) -> Result<DraftDetail> {
    check_right(ctx)?;
    let reference = ctx.state.reference().await?;
    let row = draft_row(ctx.db().read(), code).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    let draft = content(&row)?;
    Ok(DraftDetail {
        code: code.to_owned(),
        newest: newest(&reference).get(code).map(|list| list.version),
        revision: count(row.revision)?,
        faults: draft.faults(library(&reference, ctx)),
        draft,
        standards: inspections::query::standards(&reference, local_date(ctx.now)),
        edited: edited(ctx, &row).await?,
    })
}

/// A version as visits are given it; without a number the draft.
pub async fn preview(ctx: &Ctx, code: &str, version: Option<u32>) -> Result<ChecklistPreview> {
    let not_found = || Error::code(Code::NotFound);
    let choice = if let Some(version) = version {
        let reference = ctx.state.reference().await?;
        let mut all = reference.checklists.values();
        all.find(|list| list.code == code && list.version == version).ok_or_else(not_found)?.choice()
    } else {
        check_right(ctx)?;
        let row = draft_row(ctx.db().read(), code).await?.ok_or_else(not_found)?;
        let ChecklistDraft { title, site_kinds, checklist } = content(&row)?;
        ChecklistChoice {
            id: ChecklistVersionId(row.id),
            version: 0,
            superseded: false,
            title: title.zh,
            title_en: title.en,
            site_kinds,
            checklist,
        }
    };
    Ok(ChecklistPreview { code: code.to_owned(), draft: version.is_none(), choice })
}
