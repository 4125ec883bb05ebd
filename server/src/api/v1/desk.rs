//! The office's desk.

use super::query::Query;
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
};
use backend::desk::{pulse, query};
use domain::desk::views::{Desk, Mark};
use std::time::Duration;

/// The address of [`changes`].
pub const CHANGES: &str = "/api/v1/desk/changes";

/// A question about changes is answered after this time at the latest: before proxies on the way give it up.
const PATIENCE: Duration = Duration::from_secs(25);

/// `GET /api/v1/desk`: what waits, and the saved views.
pub async fn desk(SignedIn(ctx): SignedIn) -> Answer<Json<Desk>> {
    Ok(Json(query::desk(&ctx).await?))
}

/// `GET /api/v1/desk/changes`: answers as soon as something in the person's area has changed since the mark `seen`, or when
/// nothing has for a while; without a mark at once. What has changed is not said: whoever hears of it looks again.
pub async fn changes(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Mark>> {
    Ok(Json(pulse::changed(&ctx, asked.text("seen"), PATIENCE).await?))
}
