//! The only door from the screens to the server side.

use crate::{error::AppError, facts::PageFacts, start::Need, text::Locale};
use axum::http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CONTENT_SECURITY_POLICY, COOKIE, LOCATION},
    request::Parts,
};
use backend::{ctx::Ctx, error::Error};
use domain::fault::{Code, Fault};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// The cookie that keeps the chosen language.
pub const LANGUAGE_COOKIE: &str = "lang";

/// Sources a map may load from besides this server (a configured base map); kept in the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct MapOrigins(pub Vec<String>);

/// Where full photos may be fetched from besides this server (a bucket that gives links); kept in the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct PhotoOrigin(pub Option<String>);

/// The request's context: who asks, when, and everything the server shares. A stranger is told to sign in.
pub fn ctx() -> Result<Ctx, AppError> {
    use_context::<Ctx>().ok_or_else(|| Fault::new(Code::Unauthenticated).into())
}

/// What the browser may know of a failure. An internal one is logged here, once, with the reference.
pub fn told(error: Error) -> AppError {
    match error {
        Error::Fault(fault) => fault.into(),
        internal @ Error::Internal(_) => {
            let error = AppError::Internal { reference: backend::error::log(&internal) };
            answer_with(error.status());
            error
        }
    }
}

/// Sets the HTTP status of the answer, for a page as for a server function.
pub(crate) fn answer_with(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}

/// The facts the server put into the request, with the language by the cookie, else as the person prefers. The shell of
/// the field app has none: one kept copy serves everybody.
pub(crate) fn page_facts() -> PageFacts {
    let Some(parts) = use_context::<Parts>() else { return PageFacts::default() };
    let mut facts = parts.extensions.get::<PageFacts>().cloned().unwrap_or_default();
    if facts.field {
        return facts;
    }
    if let Some(locale) = language_cookie(&parts.headers) {
        facts.locale = locale;
    }
    facts
}

/// The language a cookie asks for.
pub fn language_cookie(headers: &HeaderMap) -> Option<Locale> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == LANGUAGE_COOKIE)
        .and_then(|(_, value)| value.parse().ok())
}

/// When the page that is asked for needs the program.
pub(crate) fn need(facts: &PageFacts) -> Need {
    let is_sign_in = || use_context::<Parts>().is_some_and(|parts| parts.uri.path() == crate::sign_in::PATH);
    match (facts.field, &facts.me) {
        (true, _) => Need::AtOnce,
        (false, None) if is_sign_in() => Need::OnTheNextPage,
        (false, _) => Need::AfterPaint,
    }
}

/// Sends a stranger to the sign-in page; whether that happened.
pub(crate) fn send_stranger_to_sign_in(facts: &PageFacts) -> bool {
    let Some(parts) = use_context::<Parts>() else { return false };
    let path = parts.uri.path();
    if facts.me.is_some() || facts.field || path == crate::sign_in::PATH {
        return false;
    }
    let next = parts.uri.path_and_query().map_or(path, |p| p.as_str());
    // not `leptos_axum::redirect`: that one answers 200 to a client that does not ask for HTML
    if let (Some(options), Ok(to)) =
        (use_context::<ResponseOptions>(), HeaderValue::from_str(&crate::sign_in::href(next)))
    {
        options.set_status(StatusCode::SEE_OTHER);
        options.insert_header(LOCATION, to);
    }
    true
}

/// The content security policy. Scripts run only with the nonce of this answer, which Leptos writes on its own;
/// WebAssembly needs `wasm-unsafe-eval`. No inline styles: MapLibre sets styles from script, which is allowed.
pub(crate) fn send_security_policy() {
    let (Some(nonce), Some(options)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let parts = use_context::<Parts>();
    let of_request = parts.as_ref().map(|parts| &parts.extensions);
    let maps =
        of_request.and_then(|known| known.get::<MapOrigins>()).cloned().unwrap_or_default().0.join(" ");
    let photos = of_request.and_then(|known| known.get::<PhotoOrigin>()).cloned().unwrap_or_default().0;
    let photos = photos.unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob: {maps} {photos}; connect-src 'self' {maps}; worker-src 'self'; font-src 'self'; \
         manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        options.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}

/// What the address of a page of the desk asks for.
pub(crate) fn asked(query: &str) -> domain::desk::bulk::Asked {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).into_owned().collect();
    domain::desk::bulk::Asked::from_pairs(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}
