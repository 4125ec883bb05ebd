//! The programmes in numbers, and everything of them at one door.

use super::{figures::period, id, query::Query};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
};
use axum::extract::Path;
use backend::programmes::{door, figures, wave};
use domain::programmes::{
    figures::{ProgrammeFigures, Wave},
    views::DoorView,
};

/// Months of a wave that does not say how many.
pub(super) const MONTHS: u32 = 24;

/// `GET /api/v1/sites/{id}/door`: stoves, devices and gas of a site, what is due on top.
pub async fn door(SignedIn(ctx): SignedIn, Path(site): Path<String>) -> Answer<Json<DoorView>> {
    Ok(Json(door::door(&ctx, id(&site)?).await?))
}

/// `GET /api/v1/expiry-wave?area=&from=&months=`: by month and committee, with cost; 24 months from now when not said.
pub async fn expiry_wave(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Wave>> {
    let area = asked.optional("area")?;
    let months = asked.optional("months")?.unwrap_or(MONTHS);
    Ok(Json(wave::expiry_wave(&ctx, area.as_ref(), asked.optional("from")?, months).await?))
}

/// `GET /api/v1/programme-figures?area=&from=&to=`: days in Shanghai, both included; as of now.
pub async fn figures(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<ProgrammeFigures>> {
    let area = asked.optional("area")?;
    Ok(Json(figures::figures(&ctx, area.as_ref(), period(&ctx, &asked)?, ctx.now).await?))
}
