//! Rows of checklists, their versions and drafts.

use crate::{
    ctx::Ctx,
    entities::{checklist, checklist_draft, checklist_version},
    error::{Error, Result},
    reference::Reference,
};
use domain::{
    calendar::local_date,
    checklists::{ChecklistDraft, Library},
    inspections::checklist::Label,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// The checklist of a code.
pub(super) async fn list(db: &impl ConnectionTrait, code: &str) -> Result<Option<checklist::Model>> {
    Ok(checklist::Entity::find().filter(checklist::Column::Code.eq(code)).one(db).await?)
}

/// The draft of the next version of a checklist.
pub(super) async fn draft(db: &impl ConnectionTrait, code: &str) -> Result<Option<checklist_draft::Model>> {
    Ok(checklist_draft::Entity::find().filter(checklist_draft::Column::Code.eq(code)).one(db).await?)
}

/// The newest published version of a checklist.
pub(super) async fn newest(
    db: &impl ConnectionTrait,
    list: Uuid,
) -> Result<Option<checklist_version::Model>> {
    use checklist_version::{Column, Entity};
    let published =
        Entity::find().filter(Column::ChecklistId.eq(list)).filter(Column::Status.eq("published"));
    Ok(published.order_by_desc(Column::Version).one(db).await?)
}

/// What a draft says.
pub(super) fn content(row: &checklist_draft::Model) -> Result<ChecklistDraft> {
    Ok(serde_json::from_value(row.content.clone())?)
}

/// A draft that begins with what is in force.
pub(super) fn begun_with(
    list: checklist::Model,
    version: checklist_version::Model,
) -> Result<ChecklistDraft> {
    Ok(ChecklistDraft {
        title: Label { zh: list.title, en: list.title_en },
        site_kinds: serde_json::from_value(list.site_kinds)?,
        checklist: serde_json::from_value(version.items)?,
    })
}

/// A count of the store.
pub(super) fn count(n: i32) -> Result<u32> {
    u32::try_from(n).map_err(Error::broken)
}

/// The library that drafts are held against: today's.
pub(super) fn library<'a>(reference: &'a Reference, ctx: &Ctx) -> Library<'a> {
    Library { standards: &reference.standards, day: local_date(ctx.now) }
}
