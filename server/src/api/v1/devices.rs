//! Tablets as the office sees them.

use super::query::Query;
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
};
use backend::sync::devices;
use domain::sync::DevicePage;

/// `GET /api/v1/devices?after=&before=`: a page of the list.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<DevicePage>> {
    let (after, before) = (asked.optional("after")?, asked.optional("before")?);
    Ok(Json(devices::list(&ctx, after, before, ctx.state.limits.page_size).await?))
}
