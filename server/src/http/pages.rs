//! The pages: what a request needs to know before Leptos renders it.

use super::{
    Web,
    answer::{Refusal, told},
    behind_token::gone,
    client,
    identity::AuthSession,
    observe::is_of_link,
    owner::Owned,
    session,
};
use crate::api::v1;
use app::{
    facts::PageFacts,
    sign_in,
    ssr::{MapOrigins, PhotoOrigin},
    text::Locale,
    ui::map::{MapBase, MapSetup},
};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    base_tiles::{BaseTiles, TileKind},
    config,
    ctx::Ctx,
    error::Error,
    people,
    reminders::inbox,
};
use chrono::Utc;
use domain::{
    fault::{Code, Fault},
    people::Me,
};
use leptos::prelude::{provide_context, use_context};

/// What pages and server functions find in their context besides what Leptos puts there.
pub fn provide() {
    let parts = use_context::<axum::http::request::Parts>();
    if let Some(ctx) = parts.and_then(|parts| parts.extensions.get::<Ctx>().cloned()) {
        provide_context(ctx);
    }
}

/// Sends strangers to sign in, and gives the page of everybody else its facts.
pub async fn prepare(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if is_of_link(request.uri().path()) {
        // no page of a link, but a token may stand in it: it must not become part of the address of another page
        return gone(&web, usual_locale(&web));
    }
    let ctx = request.extensions().get::<Ctx>().cloned();
    let at_sign_in = request.uri().path() == sign_in::PATH;
    match &ctx {
        None if !at_sign_in => {
            let here = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let next = client::local(here).unwrap_or_else(|| "/".to_owned());
            return Redirect::to(&sign_in::href(&next)).into_response();
        }
        Some(_) if at_sign_in => {
            let next = next_page(request.uri().query().unwrap_or_default());
            return Redirect::to(&next).into_response();
        }
        _ => {}
    }
    match facts(&web, ctx.as_ref(), request.extensions().get::<AuthSession>()).await {
        Ok(facts) => {
            request.extensions_mut().insert(facts);
            request.extensions_mut().insert(MapOrigins(map_origins(&web.config.map)));
            request.extensions_mut().insert(photo_origin(&web));
            Owned::new(next.run(request)).await
        }
        Err(error) => Refusal(told(error)).into_response(),
    }
}

/// The shell of the field app is for everybody and knows nobody: it is kept on tablets, and one copy serves each address.
pub async fn shell_of_field(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(photo_origin(&web));
    request.extensions_mut().insert(PageFacts::of_field());
    Owned::new(next.run(request)).await
}

/// Where a sign-in leads.
fn next_page(query: &str) -> String {
    let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    next.and_then(|(_, page)| client::local(&page)).unwrap_or_else(|| "/".to_owned())
}

async fn facts(web: &Web, ctx: Option<&Ctx>, auth: Option<&AuthSession>) -> Result<PageFacts, Error> {
    let me: Option<Me> = match ctx {
        Some(ctx) => Some(people::query::me(ctx).await?),
        None => None,
    };
    let unread = match ctx {
        Some(ctx) => inbox::unread(ctx).await?,
        None => 0,
    };
    let preferred = auth.and_then(|auth| auth.user.as_ref()?.locale.parse::<Locale>().ok());
    let flash = match auth {
        Some(auth) => session::take_flash(&auth.session, ctx.is_some()).await.map_err(Error::internal)?,
        None => None,
    };
    Ok(PageFacts {
        locale: preferred.unwrap_or_else(|| usual_locale(web)),
        now: ctx.map_or_else(Utc::now, |ctx| ctx.now),
        map: me.is_some().then(|| map_setup(&web.config.map, web.state.base_tiles.as_deref())),
        me,
        unread,
        flash,
        field: false,
    })
}

/// The language before anybody has chosen one.
pub(super) fn usual_locale(web: &Web) -> Locale {
    match web.config.display.default_locale {
        config::Locale::Zh => Locale::zh,
        config::Locale::En => Locale::en,
    }
}

/// The configured map, as pages hand it on to the browser. `own`: the tiles of its file, which say themselves what they are.
fn map_setup(map: &config::Map, own: Option<&BaseTiles>) -> MapSetup {
    let kind = match (map.base_kind, own.map(BaseTiles::kind)) {
        (config::BaseKind::Raster, _) | (config::BaseKind::Pmtiles, Some(TileKind::Picture(_))) => "raster",
        (config::BaseKind::Vector, _) | (config::BaseKind::Pmtiles, Some(TileKind::Vector)) => "vector",
        (config::BaseKind::Schematic, _) | (config::BaseKind::Pmtiles, None) => "schematic",
    };
    let own = own.filter(|_| map.base_kind == config::BaseKind::Pmtiles);
    let datum = match map.base_datum {
        config::BaseDatum::Wgs84 => "wgs84",
        config::BaseDatum::Gcj02 => "gcj02",
    };
    MapSetup {
        base: MapBase {
            kind: kind.into(),
            url: own.map_or_else(|| map.base_url.clone(), |own| Some(v1::base_tiles::template(own))),
            minzoom: own.map(|own| own.zooms().0),
            maxzoom: own.map(|own| own.zooms().1),
            datum: datum.into(),
            attribution: map
                .base_attribution
                .clone()
                .or_else(|| own.and_then(BaseTiles::attribution).map(str::to_owned)),
        },
        center: [map.centre_lon, map.centre_lat],
        zoom: map.zoom,
    }
}

/// The servers that a configured base map loads from: scheme and host, as a content security policy names them.
fn map_origins(map: &config::Map) -> Vec<String> {
    let origin = |url: &String| {
        let (scheme, rest) = url.split_once("://")?;
        let host = rest.split('/').next()?;
        // {s} stands for one of several hosts
        Some(format!("{scheme}://{}", host.replace("{s}", "*")))
    };
    // an address that is left over from another kind opens nothing
    let used = matches!(map.base_kind, config::BaseKind::Raster | config::BaseKind::Vector);
    map.base_url.as_ref().filter(|_| used).and_then(origin).into_iter().collect()
}

/// Where a browser is sent for full photos.
fn photo_origin(web: &Web) -> PhotoOrigin {
    PhotoOrigin(web.state.storage.link_origin().map(str::to_owned))
}

/// What is neither a route nor a file: the page that says so.
pub async fn not_found(State(web): State<Web>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    }
    let options = web.site.options.clone();
    let render =
        leptos_axum::render_app_async_with_context(provide, move || app::app::shell(options.clone()));
    let mut response = Owned::new(render(request)).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_a_page_of_this_site_only() {
        assert_eq!(next_page("next=/hazards%3Fq%3D%E6%A5%BC"), "/hazards?q=%E6%A5%BC");
        assert_eq!(next_page("next=/hazards%3Fstatus%3Dclosed"), "/hazards?status=closed");
        assert_eq!(next_page("next=https://evil.example/"), "/");
        assert_eq!(next_page("next=//evil.example/"), "/");
        assert_eq!(next_page(""), "/");
    }
}
