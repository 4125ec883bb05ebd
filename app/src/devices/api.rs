//! What the page of tablets asks the server for.

use crate::{codec::Text, error::AppError};
use domain::sync::{DeviceKey, DevicePage};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the tablets of the person's area: those after `after`, or those before `before`, or the first.
#[server(input = GetUrl, output = Text)]
pub async fn list_devices(
    after: Option<DeviceKey>,
    before: Option<DeviceKey>,
) -> Result<DevicePage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::sync::devices::list(&ctx, after, before, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}
