//! Users of gas: small units, and users of LPG cylinders.

use super::{id, query::Query, saved};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
    body::Data,
};
use axum::{extract::Path, http::StatusCode};
use backend::programmes::gas::{
    query,
    service::{self, SavedGasUser},
};
use domain::{
    listing::Page,
    programmes::{
        gas::{SaveGasUnit, SaveLpgUser, ZeroCylinders},
        views::{GasUserDetail, GasUserSummary},
    },
};

/// `GET /api/v1/gas-users`: a page of the list; the query is a `GasFilter`.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<GasUserSummary>>> {
    Ok(Json(query::list(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `GET /api/v1/gas-users/{id}`.
pub async fn detail(SignedIn(ctx): SignedIn, Path(user): Path<String>) -> Answer<Json<GasUserDetail>> {
    Ok(Json(query::detail(&ctx, id(&user)?).await?))
}

/// `POST /api/v1/gas-users/unit`: keeps a small unit.
pub async fn save_unit(
    SignedIn(ctx): SignedIn,
    Data(command): Data<SaveGasUnit>,
) -> Answer<(StatusCode, Json<SavedGasUser>)> {
    let user = service::save_unit(&ctx, command).await?;
    Ok((saved(user.repeated), Json(user)))
}

/// `POST /api/v1/gas-users/lpg`: keeps a user of cylinders.
pub async fn save_lpg(
    SignedIn(ctx): SignedIn,
    Data(command): Data<SaveLpgUser>,
) -> Answer<(StatusCode, Json<SavedGasUser>)> {
    let user = service::save_lpg(&ctx, command).await?;
    Ok((saved(user.repeated), Json(user)))
}

/// `GET /api/v1/zero-cylinders?area=&on=`: the statement at the end of a day, today when none is given.
pub async fn zero_cylinders(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<ZeroCylinders>> {
    let area = asked.optional("area")?;
    Ok(Json(query::zero_cylinders(&ctx, area.as_ref(), asked.optional("on")?).await?))
}
