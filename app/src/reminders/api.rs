//! What the pages of reminders ask the server for.

use crate::{codec::Text, error::AppError};
use chrono::NaiveDate;
use domain::{
    ids::{DeliveryId, JobId, ReminderId},
    reminders::views::{DeliveryPage, InboxPage},
    work::SetAsidePage,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the person's own inbox, behind the reminder `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_reminders(unread_only: bool, after: Option<ReminderId>) -> Result<InboxPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::reminders::inbox::list(&ctx, unread_only, after).await.map_err(crate::ssr::told)
}

/// How many reminders the person has not read.
#[server(input = GetUrl, output = Text)]
pub async fn unread_reminders() -> Result<u64, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::reminders::inbox::unread(&ctx).await.map_err(crate::ssr::told)
}

/// A page of the messages to the people of the person's area, behind the message `after`: those of a day, else those that
/// failed or whose outcome is unclear.
#[server(input = GetUrl, output = Text)]
pub async fn list_deliveries(
    day: Option<NaiveDate>,
    after: Option<DeliveryId>,
) -> Result<DeliveryPage, AppError> {
    use domain::reminders::views::DeliveryChoice;
    let ctx = crate::ssr::ctx()?;
    let choice = day.map_or(DeliveryChoice::Trouble, DeliveryChoice::Day);
    backend::reminders::deliveries::list(&ctx, choice, after).await.map_err(crate::ssr::told)
}

/// A page of the work of the server itself that was set aside, behind the job `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_set_aside(after: Option<JobId>) -> Result<SetAsidePage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::queue::set_aside(&ctx, after).await.map_err(crate::ssr::told)
}
