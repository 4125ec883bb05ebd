//! Gas alarms, networked smoke detectors and chargers. (`devices` are tablets.)

use super::{id, query::Query, saved};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
    body::Data,
};
use axum::{extract::Path, http::StatusCode};
use backend::programmes::devices::{
    query,
    service::{self, SavedDevice},
};
use domain::{
    fault::{Fault, FieldCode},
    ids::DetectorId,
    listing::Page,
    programmes::{
        device::{DeviceChange, DeviceState, PlanDevice},
        views::{DeviceDetail, DeviceSummary},
    },
};

/// `GET /api/v1/detectors`: a page of the list; the query is a `DeviceFilter`.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<DeviceSummary>>> {
    Ok(Json(query::list(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `POST /api/v1/detectors`: puts a device on the list of its programme.
pub async fn plan(
    SignedIn(ctx): SignedIn,
    Data(command): Data<PlanDevice>,
) -> Answer<(StatusCode, Json<SavedDevice>)> {
    let device = service::plan(&ctx, command).await?;
    Ok((saved(device.repeated), Json(device)))
}

/// `GET /api/v1/detectors/{id}`.
pub async fn detail(SignedIn(ctx): SignedIn, Path(device): Path<String>) -> Answer<Json<DeviceDetail>> {
    Ok(Json(query::detail(&ctx, id(&device)?).await?))
}

/// `POST /api/v1/detectors/{id}/changes`: one step in its life; answers the state afterwards.
pub async fn change(
    SignedIn(ctx): SignedIn,
    Path(device): Path<String>,
    Data(change): Data<DeviceChange>,
) -> Answer<Json<DeviceState>> {
    if change.device != id::<DetectorId>(&device)? {
        return Err(Fault::field("device", FieldCode::NotAllowed).into());
    }
    Ok(Json(service::change(&ctx, change).await?))
}
