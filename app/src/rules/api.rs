//! What the pages of rules ask the server for.

use crate::{codec::Text, error::AppError};
use domain::rules::{
    RuleBook,
    views::{Citing, RuleDetail, RulePage, YearDays},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of a table of rules (the library when none is named), behind the rule `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_rules(book: Option<RuleBook>, after: Option<String>) -> Result<RulePage, AppError> {
    let ctx = crate::ssr::ctx()?;
    let book = book.unwrap_or(RuleBook::Standards);
    backend::rules::query::list(&ctx, book, after.as_deref()).await.map_err(crate::ssr::told)
}

/// One rule with its versions and a page of its history, before the change `before`.
#[server(input = GetUrl, output = Text)]
pub async fn read_rule(book: RuleBook, key: String, before: Option<i64>) -> Result<RuleDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::rules::query::detail(&ctx, book, &key, before).await.map_err(crate::ssr::told)
}

/// What cites a superseded clause: a page of open hazards, before the hazard `before`.
#[server(input = GetUrl, output = Text)]
pub async fn list_citing(before: Option<i64>) -> Result<Citing, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::rules::query::citing(&ctx, before).await.map_err(crate::ssr::told)
}

/// The holiday calendar of a year (this one when none is named), with a page of its history before the change `before`.
#[server(input = GetUrl, output = Text)]
pub async fn read_year_days(year: Option<i32>, before: Option<i64>) -> Result<YearDays, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::rules::days::year(&ctx, year, before).await.map_err(crate::ssr::told)
}
