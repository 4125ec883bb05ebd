//! What a tablet takes along, and what has changed since. See `docs/field.md`.

use super::{query::Query, sync::SpeaksOurVersion};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
    body::Data,
    files::matches,
};
use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse, Response},
};
use backend::{
    error::Error,
    sync::{self, devices, gear, query, tasks},
};
use domain::sync::{
    Changes, FieldDetector, FieldGasUser, FieldHazard, FieldSite, FieldStove, FieldTarget, FieldTask, Page,
    RegisterDevice, Registered,
};

/// `POST /api/v1/field/device`: a tablet says who it is, and gets the person's key for it.
pub async fn device(
    SignedIn(ctx): SignedIn,
    Data(command): Data<RegisterDevice>,
) -> Answer<Json<Registered>> {
    Ok(Json(devices::register(&ctx, command).await?))
}

/// `GET /api/v1/field/reference`: checklists, library, deadlines, areas, with an ETag.
pub async fn reference(SignedIn(ctx): SignedIn, _: SpeaksOurVersion, asked: HeaderMap) -> Answer<Response> {
    let packed = sync::reference(&ctx).await?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", packed.tag)).map_err(Error::internal)?;
    let has_it = matches(&asked, &tag);
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (ETAG, tag),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ];
    let answer = if has_it {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, packed.json).into_response()
    };
    Ok(answer)
}

/// `GET /api/v1/field/sites?after=`: a page of the first load.
pub async fn sites(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldSite>>> {
    Ok(Json(query::sites(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/hazards?after=`: a page of the open ones.
pub async fn hazards(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldHazard>>> {
    Ok(Json(query::hazards(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/stoves?after=`: a page of those in use or waiting for acceptance.
pub async fn stoves(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldStove>>> {
    Ok(Json(gear::stoves(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/detectors?after=`: a page of those in use or on a list.
pub async fn detectors(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldDetector>>> {
    Ok(Json(gear::detectors(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/gas-users?after=`: a page of them.
pub async fn gas_users(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldGasUser>>> {
    Ok(Json(gear::gas_users(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/tasks?after=`: a page of the open ones that are the person's or nobody's.
pub async fn tasks(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldTask>>> {
    Ok(Json(tasks::tasks(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/targets?after=`: a page of the doors on the lists of running campaigns that were not let in.
pub async fn targets(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    asked: Query,
) -> Answer<Json<Page<FieldTarget>>> {
    Ok(Json(tasks::targets(&ctx, asked.optional("after")?).await?))
}

/// `GET /api/v1/field/changes?since=`: what is new, what to forget.
pub async fn changes(SignedIn(ctx): SignedIn, _: SpeaksOurVersion, asked: Query) -> Answer<Json<Changes>> {
    Ok(Json(query::changes(&ctx, asked.value("since")?).await?))
}
