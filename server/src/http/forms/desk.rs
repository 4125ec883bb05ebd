//! The forms of the desk: many hazards at once, and saved views.

use super::{Fields, Input, Pressed, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::{local, referring_page},
};
use app::{
    desk,
    flash::{Flash, Notice},
    query,
};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::desk::{carry_out, notices, remove_view, save_view};
use domain::{
    desk::{
        bulk::{Bulk, BulkAct, BulkKind},
        notices::IssueNotices,
        saved_view::SaveView,
    },
    fault::{Code, Fault},
    ids::SavedViewId,
    listing::{Filter, HazardFilter},
};
use serde::Serialize;
use serde_json::json;

/// `POST /do/desk/bulk`: does something to many hazards. A program is answered what came of each; for a browser the page
/// of results says it.
pub async fn bulk(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| desk::PATH.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(desk::BULK_FORM, fault, Input::default(), &back).await,
    };
    let outcome = match whole(&input) {
        Ok(bulk) => carry_out(&ctx, bulk).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(outcomes) => match results(desk::BULK_FORM, &input, "outcome", &outcomes) {
            Ok(flash) => reply.done_with(flash, desk::RESULT_PATH, outcomes).await,
            Err(fault) => Refusal(fault).into_response(),
        },
        Err(fault) => reply.refused(desk::BULK_FORM, fault, input, &back).await,
    }
}

fn whole(input: &Input) -> Result<Bulk, Fault> {
    let mut fields = Fields::new(input);
    let (id, kind) = (fields.value("id"), fields.value("do"));
    let hazards = fields.many("hazard");
    let act = kind.and_then(|kind| act(kind, &mut fields));
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(act)) = (id, act) else { return Err(Fault::new(Code::Invalid)) };
    Ok(Bulk { id, act, hazards })
}

/// What is to be done; `None` when a value is missing, which `fields` has noted.
fn act(kind: BulkKind, fields: &mut Fields<'_>) -> Option<BulkAct> {
    Some(match kind {
        BulkKind::Assign => {
            BulkAct::Assign { assignee: fields.value("assignee")?, note: fields.optional_text("note") }
        }
        BulkKind::Remind => BulkAct::Remind { note: fields.text("note") },
        BulkKind::Extend => BulkAct::Extend { until: fields.value("until")?, reason: fields.text("reason") },
        BulkKind::Grant => BulkAct::Grant { note: fields.optional_text("note") },
    })
}

/// The results for the page that shows them, with the way back to the list that they came from.
fn results(form: &str, input: &Input, name: &str, outcomes: &[impl Serialize]) -> Result<Flash, Fault> {
    let list = input.text("list").and_then(local).filter(|list| list.starts_with(desk::PATH));
    let mut values: Vec<(String, String)> = list.into_iter().map(|list| ("list".to_owned(), list)).collect();
    // what waits is sent again as the same whole
    values.extend(input.text("id").map(|id| ("id".to_owned(), id.to_owned())));
    for outcome in outcomes {
        let text = serde_json::to_string(outcome).map_err(|error| told(error.into()))?;
        values.push((name.to_owned(), text));
    }
    Ok(Flash { values, ..Flash::done(form, Notice::BulkDone) })
}

/// `POST /do/desk/notices`: issues a notice for each party of many hazards. A program is answered what came of each; for a browser
/// the page of results says it, and prints them all.
pub async fn issue_notices(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| desk::PATH.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => {
            return reply.refused(desk::NOTICES_FORM, fault, Input::default(), &back).await;
        }
    };
    let outcome = match all_notices(&input) {
        Ok(command) => notices::issue(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(outcomes) => match results(desk::NOTICES_FORM, &input, "notice_outcome", &outcomes) {
            Ok(flash) => reply.done_with(flash, desk::RESULT_PATH, outcomes).await,
            Err(fault) => Refusal(fault).into_response(),
        },
        Err(fault) => reply.refused(desk::NOTICES_FORM, fault, input, &back).await,
    }
}

fn all_notices(input: &Input) -> Result<IssueNotices, Fault> {
    let mut fields = Fields::new(input);
    let id = fields.value("id");
    let notices = fields.many("notice");
    fields.check()?;
    let Some(id) = id else { return Err(Fault::new(Code::Invalid)) };
    Ok(IssueNotices { id, notices })
}

/// `POST /do/desk/views`: keeps a view of the list, or changes one.
pub async fn save(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| desk::PATH.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(desk::VIEW_FORM, fault, Input::default(), &back).await,
    };
    let outcome = match view(&input) {
        Ok(view) => save_view(&ctx, view).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(desk::VIEW_FORM, Notice::Saved, &back, json!({"id": id})).await,
        Err(fault) => reply.refused(desk::VIEW_FORM, fault, input, &back).await,
    }
}

fn view(input: &Input) -> Result<SaveView, Fault> {
    let mut fields = Fields::new(input);
    let id = fields.value("id");
    let name = fields.text("name");
    // as the list would write it, from its first page
    let filter: HazardFilter = query::parse(input.text("query").unwrap_or_default());
    let query = query::text(&filter.first_page());
    let shared = input.text("shared").is_some();
    fields.check()?;
    let Some(id) = id else { return Err(Fault::new(Code::Invalid)) };
    Ok(SaveView { id, name, query, shared })
}

/// `POST /do/desk/views/{id}/remove`.
pub async fn remove(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(view): Path<String>,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| desk::PATH.to_owned());
    let button = Pressed { form: "view-remove", back: &back, notice: Notice::Saved };
    let act = |view: SavedViewId| remove_view(&ctx, view);
    button.answer((&web, &reply, request), &view, act).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{desk::bulk::Picked, ids::HazardId};
    use uuid::Uuid;

    const ID: &str = "0190f5a0-0000-7000-8000-000000000001";

    fn read(pairs: &[(&str, &str)]) -> Result<Bulk, Fault> {
        let id = [("id", ID)];
        let all = id.iter().chain(pairs).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        whole(&Input::from_pairs(all))
    }

    #[test]
    fn every_kind_has_its_form() {
        let picked = format!("{ID}:3");
        for kind in BulkKind::ALL {
            let bulk = read(&[
                ("do", kind.as_str()),
                ("assignee", ID),
                ("until", "2026-12-01"),
                ("note", "请尽快"),
                ("reason", "等配件"),
                ("hazard", &picked),
            ])
            .unwrap();
            assert_eq!(bulk.act.kind(), *kind);
            let id: Uuid = ID.parse().unwrap();
            assert_eq!(bulk.hazards, [Picked { hazard: HazardId(id), version: Some(3) }]);
        }
        assert!(read(&[("do", "assign")]).is_err(), "to whom?");
        assert!(read(&[("do", "grant"), ("hazard", "x")]).is_err());
        assert!(read(&[]).is_err());
    }

    #[test]
    fn a_view_is_kept_as_the_list_writes_it() {
        let pairs = [("id", ID), ("name", "三类"), ("query", "?category=chess_room&nonsense=1&after=5")];
        let view = view(&Input::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())))).unwrap();
        assert_eq!((view.query.as_str(), view.shared), ("category=chess_room", false));
    }
}
