//! Adding, correcting and placing a site by plain forms, and revealing whom to call there.

use super::{Fields, Input, Reply};
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
use backend::sites::service;
use domain::{
    fault::{Code, Fault, FieldCode},
    geo::{Datum, Point, to_wgs84},
    hazards::{PointSource, Position},
    ids::SiteId,
    sites::{AddSite, ChangeSite, SitePlace},
};
use std::collections::BTreeMap;

/// `POST /do/sites`: adds a site.
pub async fn add(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "site-add";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/sites".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match command(&input) {
        Ok(command) => service::add(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => {
            let page = format!("/sites/{id}");
            reply.done(FORM, Notice::SiteSaved, &page, serde_json::json!({"id": id})).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/sites/{id}/change`: corrects what is given; what is blank stays.
pub async fn change(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(site): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "site-change";
    let Ok(site) = site.parse::<SiteId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let page = format!("/sites/{site}");
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &page).await,
    };
    let outcome = match correction(&input) {
        Ok(command) => service::change(&ctx, site, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::SiteSaved, &page, serde_json::json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &page).await,
    }
}

/// `POST /do/sites/{id}/reveal`: personal data in full, with a reason that is logged.
pub async fn reveal(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(site): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "site-reveal";
    let Ok(site) = site.parse::<SiteId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let page = format!("/sites/{site}");
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &page).await,
    };
    match service::reveal(&ctx, site, input.text("reason").unwrap_or_default()).await {
        Ok(revealed) => {
            let shown =
                [("contact_name", &revealed.contact_name), ("contact_phone", &revealed.contact_phone)];
            let mut shown = values(shown);
            shown.push(("name".into(), revealed.name));
            shown.push(("address".into(), revealed.address));
            let data: BTreeMap<String, String> = shown.iter().cloned().collect();
            let flash = Flash { values: shown, ..Flash::done(FORM, Notice::Saved) };
            reply.done_with(flash, &page, data).await
        }
        Err(error) => reply.refused(FORM, told(error), input, &page).await,
    }
}

/// `POST /do/sites/{id}/merge`: the site and the one named by `into` are one door.
pub async fn merge(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(site): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "site-merge";
    let Ok(site) = site.parse::<SiteId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let back = referring_page(request.headers()).unwrap_or_else(|| format!("/sites/{site}"));
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match input.text("into").and_then(|id| id.parse::<SiteId>().ok()) {
        Some(into) => service::merge(&ctx, site, into).await.map_err(told),
        None => Err(Fault::field("into", FieldCode::Unknown)),
    };
    match outcome {
        Ok(id) => {
            let page = format!("/sites/{id}");
            reply.done(FORM, Notice::SiteSaved, &page, serde_json::json!({"id": id})).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// The values that there are.
pub fn values<const N: usize>(pairs: [(&str, &Option<String>); N]) -> Vec<(String, String)> {
    pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
}

fn correction(input: &Input) -> Result<ChangeSite, Fault> {
    let mut fields = Fields::new(input);
    let status = fields.optional("status");
    let place = place(&mut fields);
    let [name, address, contact_name, contact_phone] =
        ["name", "address", "contact_name", "contact_phone"].map(|name| fields.optional_text(name));
    fields.check()?;
    Ok(ChangeSite { name, address, contact_name, contact_phone, status, place })
}

/// `lon` and `lat` in `datum`, as they were typed or picked on the map; of a pair both or neither.
pub(super) fn place(fields: &mut Fields<'_>) -> Option<SitePlace> {
    let belonging = fields.optional("belonging");
    let datum: Option<Datum> = fields.optional("datum");
    if fields.text("lon").trim().is_empty() && fields.text("lat").trim().is_empty() {
        return None;
    }
    let (lon, lat) = (fields.value("lon")?, fields.value("lat")?);
    let Some(datum) = datum else {
        fields.value::<Datum>("datum");
        return None;
    };
    let Ok(point) = to_wgs84(datum, lon, lat) else {
        fields.refuse("lon", FieldCode::Malformed);
        return None;
    };
    let position = Position { point, accuracy_m: None, source: PointSource::Pin };
    Some(SitePlace { position, raw: Some((lon, lat, datum)), belonging })
}

fn command(input: &Input) -> Result<AddSite, Fault> {
    let mut fields = Fields::new(input);
    let (id, kind) = (fields.value("id"), fields.value("kind"));
    let area = fields.optional("area");
    let position = position(&mut fields);
    let name = fields.text("name");
    let address = fields.text("address");
    let [estate, building, room, contact_name, contact_phone] =
        ["estate", "building", "room", "contact_name", "contact_phone"]
            .map(|name| fields.optional_text(name));
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(kind)) = (id, kind) else { return Err(Fault::new(Code::Invalid)) };
    Ok(AddSite {
        id,
        kind,
        name,
        address,
        estate,
        building,
        room,
        area,
        position,
        contact_name,
        contact_phone,
    })
}

/// `lon` and `lat` in WGS-84, with `accuracy_m` and `source` when the device told them.
pub(super) fn position(fields: &mut Fields<'_>) -> Option<Position> {
    let (lon, lat) = (fields.optional("lon")?, fields.optional("lat")?);
    let Ok(point) = Point::new(lon, lat) else {
        fields.refuse("position", FieldCode::OutOfRange);
        return None;
    };
    let source = fields.optional("source").unwrap_or(PointSource::Pin);
    Some(Position { point, accuracy_m: fields.optional("accuracy_m"), source })
}
