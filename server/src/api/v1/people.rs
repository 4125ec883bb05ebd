//! The person who asks.

use crate::http::{
    SignedIn,
    answer::{Answer, Json},
};
use backend::{home, people};
use domain::{home::Home, people::Me};

/// `GET /api/v1/me`: who is signed in.
pub async fn me(SignedIn(ctx): SignedIn) -> Answer<Json<Me>> {
    Ok(Json(people::query::me(&ctx).await?))
}

/// `GET /api/v1/home`: what waits for this person.
pub async fn home(SignedIn(ctx): SignedIn) -> Answer<Json<Home>> {
    Ok(Json(home::query::home(&ctx).await?))
}
