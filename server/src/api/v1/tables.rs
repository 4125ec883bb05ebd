//! Lists as tables. They are masked; in full they are a form with a reason, see [`crate::http::forms::tables`].

use super::{id, programmes::MONTHS, query::Query};
use crate::http::{
    AuthSession, SignedIn, Web,
    answer::{Answer, Refusal},
    own_locale,
};
use app::imports::faults_table;
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use backend::{
    campaigns, checklists,
    ctx::Ctx,
    programmes::{gas::CylinderList, statements},
    tables::{self, Listed},
    targets,
    transfer::jobs,
};
use domain::{
    fault::{Code, Fault},
    ids::ImportId,
    listing::{HazardFilter, InspectionFilter, SiteFilter},
    programmes::filters::{
        DeviceFilter, FireFilter, GasFilter, OrderFilter, PenaltyFilter, StoveFilter, TargetFilter,
        TaskFilter,
    },
};

/// `GET /api/v1/tables/hazards.csv`: the list of hazards; the query is that of the page. It has no form in full: what is masked in it, names and
/// doors of households, belongs to the register of sites.
pub async fn hazards(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<HazardFilter>(&ctx, &asked, "hazards").await
}

/// `GET /api/v1/tables/inspections.csv`: the list of visits.
pub async fn inspections(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<InspectionFilter>(&ctx, &asked, "inspections").await
}

/// `GET /api/v1/tables/sites.csv`: the register of households, units and other sites.
pub async fn sites(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<SiteFilter>(&ctx, &asked, "sites").await
}

/// `GET /api/v1/tables/stoves.csv`: the list as a table; the query is that of the page.
pub async fn stoves(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<StoveFilter>(&ctx, &asked, "stoves").await
}

/// `GET /api/v1/tables/detectors.csv`.
pub async fn detectors(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<DeviceFilter>(&ctx, &asked, "detectors").await
}

/// `GET /api/v1/tables/gas-users.csv`.
pub async fn gas_users(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<GasFilter>(&ctx, &asked, "gas-users").await
}

/// `GET /api/v1/tables/cylinders.csv`: each cylinder of the users of the list; the query is that of `gas-users`.
pub async fn cylinders(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<CylinderList>(&ctx, &asked, "cylinders").await
}

/// `GET /api/v1/tables/targets.csv`.
pub async fn campaign_targets(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<TargetFilter>(&ctx, &asked, "targets").await
}

/// `GET /api/v1/tables/penalties.csv`.
pub async fn penalties(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<PenaltyFilter>(&ctx, &asked, "penalties").await
}

/// `GET /api/v1/tables/orders.csv`.
pub async fn orders(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<OrderFilter>(&ctx, &asked, "orders").await
}

/// `GET /api/v1/tables/fires.csv`.
pub async fn fires(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<FireFilter>(&ctx, &asked, "fires").await
}

/// `GET /api/v1/checklists/{code}/items.csv?version=`: the items of a version, of the draft when none is named.
pub async fn checklist(SignedIn(ctx): SignedIn, Path(code): Path<String>, asked: Query) -> Answer<Response> {
    let version = asked.optional("version")?;
    let text = checklists::table::items(&ctx, &code, version).await?;
    // there is such a checklist, so its code is of letters, digits and underscores
    Ok(csv(&code, text))
}

/// `GET /api/v1/tables/task-list.csv`: the tasks of all plans, or of the one that the query names.
pub async fn tasks(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    masked::<TaskFilter>(&ctx, &asked, "task-list").await
}

/// `GET /api/v1/year-targets.csv?year=`: the targets of a year, of this one when none is named.
pub async fn year_targets(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let table = targets::table::year(&ctx, asked.optional("year")?).await?;
    Ok(csv("year-targets", Body::from_stream(table)))
}

/// `GET /api/v1/expiry-wave.csv?area=&from=&months=`: the expiry wave, a line for each kind, committee and month.
pub async fn expiry_wave(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let area = asked.optional("area")?;
    let months = asked.optional("months")?.unwrap_or(MONTHS);
    let text = statements::expiry(&ctx, area.as_ref(), asked.optional("from")?, months).await?;
    Ok(csv("expiry-wave", text))
}

/// `GET /api/v1/zero-cylinders.csv?area=&on=`: the statement at the end of a day, of the area and of those inside it.
pub async fn zero_cylinders(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let area = asked.optional("area")?;
    let text = statements::zero_cylinders(&ctx, area.as_ref(), asked.optional("on")?).await?;
    Ok(csv("zero-cylinders", text))
}

/// `GET /api/v1/campaigns/{id}/funnel.csv`: how far a campaign has come, all of it first, then by committee.
pub async fn funnel(SignedIn(ctx): SignedIn, Path(campaign): Path<String>) -> Answer<Response> {
    Ok(csv("funnel", campaigns::table::funnel(&ctx, id(&campaign)?).await?))
}

/// `GET /api/v1/imports/{id}/faults.csv`: what is wrong with the file of an import, in the language of whoever asks.
pub async fn import_faults(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    Extension(auth): Extension<AuthSession>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let id: ImportId = id.parse().map_err(|_| Refusal(Fault::new(Code::NotFound)))?;
    let (what, faults) = jobs::query::faults(&ctx, id).await?;
    Ok(csv("faults", faults_table(own_locale(&web, &auth, &headers), what, &faults)))
}

async fn masked<F: Listed>(ctx: &Ctx, asked: &Query, name: &str) -> Answer<Response> {
    let table = tables::masked(ctx, &asked.filter::<F>()).await?;
    Ok(csv(name, Body::from_stream(table)))
}

/// A table to be kept as a file of that name.
pub fn csv(name: &str, content: impl Into<Body>) -> Response {
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], content.into()).into_response()
}
