//! The forms of plans, tasks and targets of the year.

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
use backend::{plans, targets};
use domain::{
    fault::{Code, Fault},
    programmes::{Keep, plan::RecurringPlan, target::YearTarget},
};
use serde_json::json;

/// `POST /do/plans`: makes a plan or changes one.
pub async fn save(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "plan-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/plans".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match plan(&input) {
        Ok(keep) => plans::service::save(&ctx, keep).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::Saved, "/plans", json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn plan(input: &Input) -> Result<Keep<RecurringPlan>, Fault> {
    let mut fields = Fields::new(input);
    let (id, record) = (fields.value("id"), fields.value("record"));
    let base_version = fields.optional("base_version");
    let (rhythm, first, last) = (fields.value("rhythm"), fields.value("first"), fields.optional("last"));
    let (area, kinds) = (fields.value("area"), fields.many("kinds"));
    let checklist = fields.optional("checklist");
    let title = fields.text("title");
    let on_working_days = input.text("on_working_days").is_some();
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(record), Some(rhythm), Some(first), Some(area)) = (id, record, rhythm, first, area)
    else {
        return Err(Fault::new(Code::Invalid));
    };
    let record =
        RecurringPlan { id: record, title, rhythm, first, last, kinds, area, checklist, on_working_days };
    Ok(Keep { id, base_version, record })
}

/// `POST /do/plans/make`: makes the tasks of the days ahead of the plans of one's own area now, instead of at the start of the next day.
pub async fn make(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "plan-make";
    if let Err(Refusal(fault)) = Input::plain(&web, request).await {
        return reply.refused(FORM, fault, Input::default(), "/plans").await;
    }
    match plans::make_own(&ctx).await {
        Ok(tasks) => reply.done(FORM, Notice::Saved, "/plans", json!({"tasks": tasks})).await,
        Err(error) => reply.refused(FORM, told(error), Input::default(), "/plans").await,
    }
}

/// `POST /do/tasks/assign`: gives the ticked tasks to somebody, or takes them back.
pub async fn assign(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "task-assign";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/tasks".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let mut fields = Fields::new(&input);
    let (tasks, person) = (fields.many("task"), fields.receiver());
    let outcome = match fields.check() {
        Ok(()) => plans::service::assign(&ctx, tasks, person).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(tasks) => reply.done(FORM, Notice::Saved, &back, json!({"tasks": tasks})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/year-targets`: sets a target or changes one.
pub async fn save_target(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "year-target-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/year-targets".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let keep = target(&input);
    let year = keep.as_ref().map(|keep| keep.record.year).ok();
    let outcome = match keep {
        Ok(keep) => targets::service::save(&ctx, keep).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => {
            let page =
                year.map_or_else(|| "/year-targets".to_owned(), |year| format!("/year-targets?year={year}"));
            reply.done(FORM, Notice::Saved, &page, json!({"id": id})).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn target(input: &Input) -> Result<Keep<YearTarget>, Fault> {
    let mut fields = Fields::new(input);
    let (id, record) = (fields.value("id"), fields.value("record"));
    let base_version = fields.optional("base_version");
    let (area, year, number) = (fields.value("area"), fields.value("year"), fields.value("number"));
    let measured_by = fields.value("measured_by");
    let (name, unit) = (fields.text("name"), fields.text("unit"));
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(record), Some(area), Some(year)) = (id, record, area, year) else {
        return Err(Fault::new(Code::Invalid));
    };
    let (Some(number), Some(measured_by)) = (number, measured_by) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(Keep {
        id,
        base_version,
        record: YearTarget { id: record, area, year, name, unit, number, measured_by },
    })
}
