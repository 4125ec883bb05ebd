//! Visits.

use super::{id, query::Query, saved};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
    body::Data,
};
use axum::{extract::Path, http::StatusCode};
use backend::inspections::{query, service};
use domain::{
    inspections::{
        InspectionDetail, InspectionSummary, SaveVisit, SavedVisit, VisitForm, views::StandardEntry,
    },
    listing::Page,
};

/// `GET /api/v1/inspections`: a page of the list; the query is that of the page.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<InspectionSummary>>> {
    Ok(Json(query::list(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `POST /api/v1/inspections`: saves a visit with everything that was found.
pub async fn save(
    SignedIn(ctx): SignedIn,
    Data(command): Data<SaveVisit>,
) -> Answer<(StatusCode, Json<SavedVisit>)> {
    let visit = service::save(&ctx, command).await?;
    Ok((saved(visit.repeated), Json(visit)))
}

/// `GET /api/v1/inspections/{id}`.
pub async fn detail(
    SignedIn(ctx): SignedIn,
    Path(inspection): Path<String>,
) -> Answer<Json<InspectionDetail>> {
    Ok(Json(query::detail(&ctx, id(&inspection)?).await?))
}

/// `GET /api/v1/visit-form?site=`: what a new visit starts from.
pub async fn form(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<VisitForm>> {
    Ok(Json(query::form(&ctx, asked.optional("site")?).await?))
}

/// `GET /api/v1/library`: the standard hazards in force.
pub async fn library(SignedIn(ctx): SignedIn) -> Answer<Json<Vec<StandardEntry>>> {
    Ok(Json(query::form(&ctx, None).await?.standards))
}
