//! What the pages of checklists ask the server for.

use crate::{codec::Text, error::AppError};
use domain::checklists::views::{ChecklistDetail, ChecklistPage, ChecklistPreview, DraftDetail};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of checklists, behind the code `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_checklists(after: Option<String>) -> Result<ChecklistPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::checklists::query::list(&ctx, after.as_deref()).await.map_err(crate::ssr::told)
}

/// One checklist with a page of its versions, before the version `before`.
#[server(input = GetUrl, output = Text)]
pub async fn read_checklist(code: String, before: Option<u32>) -> Result<ChecklistDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::checklists::query::detail(&ctx, &code, before).await.map_err(crate::ssr::told)
}

/// The draft of a checklist's next version.
#[server(input = GetUrl, output = Text)]
pub async fn read_checklist_draft(code: String) -> Result<DraftDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::checklists::query::draft(&ctx, &code).await.map_err(crate::ssr::told)
}

/// A version as visits are given it; without a number the draft.
#[server(input = GetUrl, output = Text)]
pub async fn preview_checklist(code: String, version: Option<u32>) -> Result<ChecklistPreview, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::checklists::query::preview(&ctx, &code, version).await.map_err(crate::ssr::told)
}
