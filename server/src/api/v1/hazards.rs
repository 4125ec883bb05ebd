//! Hazards.

use super::{id, query::Query, saved};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
    body::Data,
};
use axum::{extract::Path, http::StatusCode};
use backend::hazards::{
    query,
    service::{self, SavedHazard},
};
use domain::{
    fault::{Fault, FieldCode},
    hazards::{Change, HazardDetail, HazardState, HazardSummary, RegisterHazard},
    ids::HazardId,
    listing::Page,
};

/// `GET /api/v1/hazards`: a page of the list; the query is that of the page.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<HazardSummary>>> {
    Ok(Json(query::list(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `POST /api/v1/hazards`: registers a finding outside a visit.
pub async fn register(
    SignedIn(ctx): SignedIn,
    Data(command): Data<RegisterHazard>,
) -> Answer<(StatusCode, Json<SavedHazard>)> {
    let hazard = service::register(&ctx, command).await?;
    Ok((saved(hazard.repeated), Json(hazard)))
}

/// `GET /api/v1/hazards/{id}`.
pub async fn detail(SignedIn(ctx): SignedIn, Path(hazard): Path<String>) -> Answer<Json<HazardDetail>> {
    Ok(Json(query::detail(&ctx, id(&hazard)?).await?))
}

/// `POST /api/v1/hazards/{id}/changes`: one step in its life; answers the state afterwards.
pub async fn change(
    SignedIn(ctx): SignedIn,
    Path(hazard): Path<String>,
    Data(change): Data<Change>,
) -> Answer<Json<HazardState>> {
    if change.hazard != id::<HazardId>(&hazard)? {
        return Err(Fault::field("hazard", FieldCode::NotAllowed).into());
    }
    Ok(Json(service::change(&ctx, change).await?))
}
