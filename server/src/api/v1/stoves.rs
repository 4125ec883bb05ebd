//! Stoves and water heaters.

use super::{id, query::Query, saved};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
    body::Data,
};
use axum::{extract::Path, http::StatusCode};
use backend::programmes::stoves::{
    query,
    service::{self, SavedStove},
};
use domain::{
    fault::{Fault, FieldCode},
    ids::StoveId,
    listing::Page,
    programmes::{
        stove::{SaveStoveSurvey, StoveChange, StoveState},
        views::{StoveDetail, StoveSummary},
    },
};

/// `GET /api/v1/stoves`: a page of the list; the query is a `StoveFilter`.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<StoveSummary>>> {
    Ok(Json(query::list(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `POST /api/v1/stoves`: surveys an appliance that the register does not have yet.
pub async fn survey(
    SignedIn(ctx): SignedIn,
    Data(command): Data<SaveStoveSurvey>,
) -> Answer<(StatusCode, Json<SavedStove>)> {
    let stove = service::survey(&ctx, command).await?;
    Ok((saved(stove.repeated), Json(stove)))
}

/// `GET /api/v1/stoves/{id}`.
pub async fn detail(SignedIn(ctx): SignedIn, Path(stove): Path<String>) -> Answer<Json<StoveDetail>> {
    Ok(Json(query::detail(&ctx, id(&stove)?).await?))
}

/// `POST /api/v1/stoves/{id}/changes`: one step in its life; answers the state afterwards.
pub async fn change(
    SignedIn(ctx): SignedIn,
    Path(stove): Path<String>,
    Data(change): Data<StoveChange>,
) -> Answer<Json<StoveState>> {
    if change.stove != id::<StoveId>(&stove)? {
        return Err(Fault::field("stove", FieldCode::NotAllowed).into());
    }
    Ok(Json(service::change(&ctx, change).await?))
}
