//! Figures.

use super::query::Query;
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
};
use backend::{ctx::Ctx, figures::query};
use chrono::NaiveDate;
use domain::{
    fault::{Fault, FieldCode},
    figures::{Dashboard, Rates},
    period::{Month, Period},
};

/// `GET /api/v1/rates?area=&from=&to=`: days in Shanghai, both included; the current month when none are given.
pub async fn rates(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Rates>> {
    let period = period(&ctx, &asked)?;
    Ok(Json(query::rates(&ctx, asked.optional("area")?, period).await?))
}

/// `GET /api/v1/dashboard?area=&from=&to=`: the same days.
pub async fn dashboard(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Dashboard>> {
    let period = period(&ctx, &asked)?;
    Ok(Json(query::dashboard(&ctx, asked.optional("area")?, period).await?))
}

/// The days `from` to `to`; the current month when none are given.
pub(super) fn period(ctx: &Ctx, asked: &Query) -> Answer<Period> {
    let month = Month::of(ctx.now).period();
    let from: NaiveDate = asked.optional("from")?.unwrap_or(month.from);
    let to: NaiveDate = asked.optional("to")?.unwrap_or(month.to);
    Ok(Period::new(from, to).map_err(|_| Fault::field("to", FieldCode::OutOfRange))?)
}
