//! Lists as tables in full: with a right, with a reason, and never unseen.

use super::{Input, Reply};
use crate::{
    api::v1::tables::csv,
    http::{
        SignedIn, Web,
        answer::{Refusal, told},
        client::referring_page,
    },
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    ctx::Ctx,
    error::{Error, Result},
    programmes::gas::CylinderList,
    tables::{Listed, Table, in_full},
};
use domain::{
    fault::{Code, Fault},
    listing::{InspectionFilter, SiteFilter},
    programmes::filters::{
        DeviceFilter, FireFilter, GasFilter, OrderFilter, PenaltyFilter, StoveFilter, TargetFilter,
        TaskFilter,
    },
};

/// The name of the form.
const FORM: &str = "table-reveal";

/// `POST /do/tables/{list}`: the table of a list (`inspections`, `sites`, `stoves`, `detectors`, `gas-users`, `cylinders`,
/// `task-list`, `targets`, `penalties`, `orders`, `fires`) with nothing masked. The form says why (`reason`) and which rows (`query`, that of the page).
pub async fn in_full_table(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(list): Path<String>,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| "/".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let table = match list.as_str() {
        "inspections" => written::<InspectionFilter>(&ctx, &input).await,
        "sites" => written::<SiteFilter>(&ctx, &input).await,
        "stoves" => written::<StoveFilter>(&ctx, &input).await,
        "detectors" => written::<DeviceFilter>(&ctx, &input).await,
        "gas-users" => written::<GasFilter>(&ctx, &input).await,
        "cylinders" => written::<CylinderList>(&ctx, &input).await,
        "task-list" => written::<TaskFilter>(&ctx, &input).await,
        "targets" => written::<TargetFilter>(&ctx, &input).await,
        "penalties" => written::<PenaltyFilter>(&ctx, &input).await,
        "orders" => written::<OrderFilter>(&ctx, &input).await,
        "fires" => written::<FireFilter>(&ctx, &input).await,
        _ => return Refusal(Fault::new(Code::NotFound)).into_response(),
    };
    match table {
        Ok(table) => csv(&list, Body::from_stream(table)),
        Err(error) => reply.refused(FORM, told(error), input, &back).await,
    }
}

async fn written<F: Listed>(ctx: &Ctx, input: &Input) -> Result<Table, Error> {
    let query = input.text("query").unwrap_or_default();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let filter = F::from_pairs(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    in_full(ctx, &filter, input.text("reason").unwrap_or_default()).await
}
