//! The forms of the relapse sampling.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Request, State},
    response::Response,
};
use backend::relapse;
use domain::{
    area::AreaCode,
    fault::{Code, Fault},
    period::Month,
    relapse::{PickKey, RelapseOutcome},
};
use serde_json::json;

/// Where the page is.
const PAGE: &str = "/relapse";

/// `POST /do/relapse/draw`: draws the sample of a month.
pub async fn draw(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "relapse-draw";
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), PAGE).await,
    };
    let outcome = match which(&input) {
        Ok((area, month)) => relapse::draw(&ctx, &area, month).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(size) => reply.done(FORM, Notice::Saved, PAGE, json!({"size": size})).await,
        Err(fault) => reply.refused(FORM, fault, input, PAGE).await,
    }
}

fn which(input: &Input) -> Result<(AreaCode, Month), Fault> {
    let mut fields = Fields::new(input);
    let (area, month) = (fields.value("area"), fields.value("month"));
    fields.check()?;
    // both are there, or a fault of a field was told above
    area.zip(month).ok_or_else(|| Fault::new(Code::Invalid))
}

/// `POST /do/relapse/say`: whether a drawn hazard has come back.
pub async fn say(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "relapse-say";
    let back = referring_page(request.headers()).unwrap_or_else(|| PAGE.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match said(&input) {
        Ok((key, outcome)) => relapse::service::say(&ctx, key, outcome).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(()) => reply.done(FORM, Notice::Saved, &back, json!({})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn said(input: &Input) -> Result<(PickKey, RelapseOutcome), Fault> {
    let mut fields = Fields::new(input);
    let (hazard, month) = (fields.value("hazard"), fields.value("month"));
    let outcome = fields.value("outcome");
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(hazard), Some(month), Some(outcome)) = (hazard, month, outcome) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok((PickKey { month, hazard }, outcome))
}
