//! The forms of the roll-call.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use backend::{ctx::Ctx, roll_calls::service};
use domain::{
    fault::{Code, Fault},
    ids::RollCallId,
    roll_call::{Answer, DoorKey, Register},
};
use serde_json::json;

/// `POST /do/roll-calls/{step}`: `start` (id, reason), `stop` (id), `say` (id, register, door, answer).
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    Path(step): Path<String>,
    reply: Reply,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| "/roll-call".to_owned());
    let form = if step == "start" { "roll-call-start" } else { "roll-call" };
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(form, fault, Input::default(), &back).await,
    };
    match carry_out(&ctx, &step, &input).await {
        Ok(()) => reply.done(form, Notice::Saved, &back, json!({})).await,
        Err(fault) => reply.refused(form, fault, input, &back).await,
    }
}

async fn carry_out(ctx: &Ctx, step: &str, input: &Input) -> Result<(), Fault> {
    let mut fields = Fields::new(input);
    let id: Option<RollCallId> = fields.value("id");
    match step {
        "start" => {
            let reason = fields.text("reason");
            fields.check()?;
            let id = id.ok_or_else(|| Fault::new(Code::Invalid))?;
            service::start(ctx, id, &reason).await.map(|_| ()).map_err(told)
        }
        "stop" => {
            fields.check()?;
            let id = id.ok_or_else(|| Fault::new(Code::Invalid))?;
            service::stop(ctx, id).await.map_err(told)
        }
        "say" => {
            let (register, door): (Option<Register>, Option<DoorKey>) =
                (fields.value("register"), fields.value("door"));
            let answer: Option<Answer> = fields.value("answer");
            fields.check()?;
            // all are there, or a fault of a field was told above
            let (Some(id), Some(register), Some(door), Some(answer)) = (id, register, door, answer) else {
                return Err(Fault::new(Code::Invalid));
            };
            service::say(ctx, id, register, door, answer).await.map_err(told)
        }
        _ => Err(Fault::new(Code::NotFound)),
    }
}
