//! What the page of rates asks the server for.

use crate::error::AppError;
use chrono::NaiveDate;
use domain::{area::AreaCode, figures::Rates};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The figures of an area (the person's own when none is given) for a period.
#[server(input = GetUrl)]
pub async fn read_rates(area: Option<AreaCode>, from: NaiveDate, to: NaiveDate) -> Result<Rates, AppError> {
    use domain::{
        fault::{Fault, FieldCode},
        period::Period,
    };
    let ctx = crate::ssr::ctx()?;
    let period = Period::new(from, to).map_err(|_| Fault::field("to", FieldCode::NotLater))?;
    backend::figures::query::rates(&ctx, area, period).await.map_err(crate::ssr::told)
}
