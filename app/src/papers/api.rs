//! What the pages of papers ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    area::AreaCode,
    ids::{HazardId, PaperId, SiteId},
    papers::{
        PaperKind,
        views::{PaperDetail, PaperDraft, PaperPage, Templates},
    },
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use uuid::Uuid;

/// A page of the papers of the person's area, newest first, before the one with the key `before`.
#[server(input = GetUrl, output = Text)]
pub async fn list_papers(
    kind: Option<PaperKind>,
    hazard: Option<HazardId>,
    site: Option<SiteId>,
    code: Option<String>,
    before: Option<i64>,
) -> Result<PaperPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    let wanted = backend::papers::query::Wanted { kind, hazard, site, code, before };
    backend::papers::query::list(&ctx, wanted).await.map_err(crate::ssr::told)
}

/// An issued paper, in full.
#[server(input = GetUrl, output = Text)]
pub async fn read_paper(id: PaperId) -> Result<PaperDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::papers::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}

/// A paper as it would be if it were issued now; `hazards` are ids with commas between them.
#[server(input = GetUrl, output = Text)]
pub async fn draft_paper(
    kind: PaperKind,
    hazards: Option<String>,
    about: Option<Uuid>,
) -> Result<PaperDraft, AppError> {
    use domain::{
        fault::{Fault, FieldCode},
        papers::PaperOf,
    };
    let ctx = crate::ssr::ctx()?;
    let ids = hazards.unwrap_or_default();
    let hazards: Result<Vec<HazardId>, _> =
        ids.split(',').filter(|id| !id.is_empty()).map(str::parse::<HazardId>).collect();
    let hazards = hazards.map_err(|_| Fault::field("hazards", FieldCode::Unknown))?;
    backend::papers::query::draft(&ctx, PaperOf { kind, hazards, about }).await.map_err(crate::ssr::told)
}

/// The templates in force in a subdistrict (the person's own when none is named).
#[server(input = GetUrl, output = Text)]
pub async fn list_paper_templates(area: Option<AreaCode>) -> Result<Templates, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::papers::templates::list(&ctx, area).await.map_err(crate::ssr::told)
}
