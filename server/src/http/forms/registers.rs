//! The forms of penalties, hotline orders and fire incidents.

use super::{Fields, Input, Reply, sites::position};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::{Flash, Notice};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    ctx::Ctx,
    registers::{
        fires, links, orders, penalties,
        reveal::{Revealed, reveal as revealed},
    },
};
use domain::{
    area::AreaCode,
    fault::{Code, Fault},
    ids::{EventId, HazardId, SiteId},
    programmes::{
        Keep,
        register::{FireIncident, HotlineOrder, Penalty},
        register_views::RegisterKind,
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The name of a register's form, and of the one that reveals.
const fn names(kind: RegisterKind) -> (&'static str, &'static str) {
    match kind {
        RegisterKind::Penalty => ("penalty-save", "penalty-reveal"),
        RegisterKind::Order => ("order-save", "order-reveal"),
        RegisterKind::Fire => ("fire-save", "fire-reveal"),
    }
}

/// `POST /do/registers/{kind}`: makes an entry or changes one.
pub async fn save(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(kind): Path<String>,
    request: Request,
) -> Response {
    let Ok(kind) = kind.parse::<RegisterKind>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let (form, _) = names(kind);
    let back = referring_page(request.headers()).unwrap_or_else(|| format!("/{kind}"));
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(form, fault, Input::default(), &back).await,
    };
    let outcome = match kind {
        RegisterKind::Penalty => penalty(&ctx, &input).await,
        RegisterKind::Order => order(&ctx, &input).await,
        RegisterKind::Fire => fire(&ctx, &input).await,
    };
    match outcome {
        Ok(id) => {
            let page = format!("/{kind}/{id}");
            reply.done(form, Notice::Saved, &page, serde_json::json!({"id": id})).await
        }
        Err(fault) => reply.refused(form, fault, input, &back).await,
    }
}

/// `POST /do/registers/{kind}/{id}/reveal`: personal data in full, with a reason that is logged.
pub async fn reveal(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((kind, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (Ok(kind), Ok(id)) = (kind.parse::<RegisterKind>(), id.parse::<Uuid>()) else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let (_, form) = names(kind);
    let page = format!("/{kind}/{id}");
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(form, fault, Input::default(), &page).await,
    };
    match revealed(&ctx, kind, id, input.text("reason").unwrap_or_default()).await {
        Ok(Revealed(values)) => {
            let data: BTreeMap<&str, String> = values.iter().cloned().collect();
            let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            reply.done_with(Flash { values, ..Flash::done(form, Notice::Saved) }, &page, data).await
        }
        Err(error) => reply.refused(form, told(error), input, &page).await,
    }
}

/// What the forms of all registers say.
struct Common {
    id: EventId,
    record: Uuid,
    base_version: Option<u32>,
    area: Option<AreaCode>,
    site: Option<SiteId>,
    hazard: Option<HazardId>,
}

/// Reads what is common and ends the reading: site and hazard are looked up by what was typed.
async fn common(ctx: &Ctx, mut fields: Fields<'_>) -> Result<Common, Fault> {
    let (id, record) = (fields.value("id"), fields.value("record"));
    let (base_version, area) = (fields.optional("base_version"), fields.optional("area"));
    let (site, hazard) = (fields.optional_text("site"), fields.optional_text("hazard"));
    fields.check()?;
    let (Some(id), Some(record)) = (id, record) else { return Err(Fault::new(Code::Invalid)) };
    let site = links::site(ctx, site.as_deref()).await.map_err(told)?;
    let hazard = links::hazard(ctx, hazard.as_deref()).await.map_err(told)?;
    Ok(Common { id, record, base_version, area, site, hazard })
}

async fn penalty(ctx: &Ctx, input: &Input) -> Result<Uuid, Fault> {
    let mut fields = Fields::new(input);
    let (decided_on, category) = (fields.value("decided_on"), fields.value("category"));
    let (number, fine) = (fields.optional_text("number"), fields.optional("fine"));
    let [body, party, reason] = ["body", "party", "reason"].map(|name| fields.text(name));
    let common = common(ctx, fields).await?;
    let (Some(decided_on), Some(category)) = (decided_on, category) else {
        return Err(Fault::new(Code::Invalid));
    };
    let mut record = Penalty {
        id: common.record.into(),
        number,
        decided_on,
        body,
        category,
        party,
        reason,
        fine,
        site: common.site,
        hazard: common.hazard,
        area: common.area,
    };
    if common.base_version.is_some() {
        penalties::fill(ctx, &mut record).await.map_err(told)?;
    }
    let keep = Keep { id: common.id, base_version: common.base_version, record };
    penalties::save(ctx, keep).await.map(|id| id.0).map_err(told)
}

async fn order(ctx: &Ctx, input: &Input) -> Result<Uuid, Fault> {
    let mut fields = Fields::new(input);
    let (kind, category) = (fields.value("kind"), fields.optional("category"));
    let (received_at, replied_at) = (fields.time("received_at"), fields.moment("replied_at"));
    let reply_due = fields.optional("reply_due");
    let (number, text) = (fields.text("number"), fields.text("text"));
    let [reply, caller_name, caller_phone] =
        ["reply", "caller_name", "caller_phone"].map(|name| fields.optional_text(name));
    let common = common(ctx, fields).await?;
    let (Some(kind), Some(received_at)) = (kind, received_at) else {
        return Err(Fault::new(Code::Invalid));
    };
    let mut record = HotlineOrder {
        id: common.record.into(),
        number,
        kind,
        urgent: input.text("urgent").is_some(),
        category,
        received_at,
        reply_due,
        replied_at,
        reply,
        text,
        caller_name,
        caller_phone,
        site: common.site,
        hazard: common.hazard,
        area: common.area,
    };
    if common.base_version.is_some() {
        orders::fill(ctx, &mut record).await.map_err(told)?;
    }
    let keep = Keep { id: common.id, base_version: common.base_version, record };
    orders::save(ctx, keep).await.map(|id| id.0).map_err(told)
}

async fn fire(ctx: &Ctx, input: &Input) -> Result<Uuid, Fault> {
    let mut fields = Fields::new(input);
    let (at, cause) = (fields.time("at"), fields.value("cause"));
    let loss = fields.optional("loss");
    let [injured, dead] = ["injured", "dead"].map(|name| fields.optional(name).unwrap_or(0));
    let (place, text) = (fields.text("place"), fields.optional_text("text"));
    let position = position(&mut fields);
    let common = common(ctx, fields).await?;
    let (Some(at), Some(cause)) = (at, cause) else { return Err(Fault::new(Code::Invalid)) };
    let mut record = FireIncident {
        id: common.record.into(),
        at,
        place,
        site: common.site,
        position,
        area: common.area,
        cause,
        text,
        loss,
        injured,
        dead,
        hazard: common.hazard,
    };
    if common.base_version.is_some() {
        fires::fill(ctx, &mut record).await.map_err(told)?;
    }
    let keep = Keep { id: common.id, base_version: common.base_version, record };
    fires::save(ctx, keep).await.map(|id| id.0).map_err(told)
}
