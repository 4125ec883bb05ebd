//! Pages behind the token in their address, without an account or a session: what responsible parties and leaders open by a link.
//!
//! The address is the secret: it stands in no log ([`super::observe`]), no other site and no page of ours is told of it
//! (`Referrer-Policy`), nothing keeps a copy of the page, and nothing on the page runs. An unknown, expired or revoked token
//! is answered alike.

use super::{Web, answer::status, client, identity::AuthSession, pages::usual_locale};
use app::{
    party::document::{Content, Document},
    ssr::language_cookie,
    text::Locale,
};
use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, RETRY_AFTER},
    },
    response::{Html, IntoResponse, Response},
};
use chrono::Utc;
use domain::fault::{Code, Fault};
use secrecy::SecretString;
use std::str::FromStr;

/// The length of a token: 128 bits in base64.
const TOKEN_LETTERS: usize = 22;

/// Only the host of the page is told to anybody: a form of the page needs that much to be taken for ours.
const ONLY_HOST: HeaderValue = HeaderValue::from_static("strict-origin");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const NOT_FOUND_BY_SEARCH: HeaderValue = HeaderValue::from_static("noindex, nofollow");
/// Nothing on such a page runs.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// Puts the headers of a secret page on an answer.
pub(super) fn secret(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, ONLY_HOST);
    headers.insert(CACHE_CONTROL, NOT_KEPT);
    headers.insert(HeaderName::from_static("x-robots-tag"), NOT_FOUND_BY_SEARCH);
    response
}

/// Such a page.
pub(super) fn page(web: &Web, status: StatusCode, locale: Locale, content: Content) -> Response {
    let document = Document { locale, now: Utc::now(), options: web.site.options.clone() };
    let mut response = (status, Html(document.render(content))).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    secret(response)
}

/// What stands before the path of a link: the configured address, else the one that the browser used.
pub(super) fn base(web: &Web, headers: &HeaderMap) -> String {
    let host = || {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok())?;
        // what is no host would make another address of it
        client::local(&format!("/{host}")).map(|_| format!("http://{host}"))
    };
    web.config.server.public_url.clone().or_else(host).unwrap_or_default()
}

/// The language of what is made for somebody who is signed in: the chosen one, else the preferred one.
pub(crate) fn own_locale(web: &Web, auth: &AuthSession, headers: &HeaderMap) -> Locale {
    let preferred = || auth.user.as_ref().and_then(|user| user.locale.parse::<Locale>().ok());
    language_cookie(headers).or_else(preferred).unwrap_or_else(|| usual_locale(web))
}

/// What the address of a page says under a name; nothing when it cannot be read.
pub(super) fn asked<T: FromStr>(request: &Request, wanted: &str) -> Option<T> {
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == wanted).and_then(|(_, value)| value.parse().ok())
}

/// Somebody at the door.
pub(super) struct Visit {
    /// What opens it.
    pub token: SecretString,
    /// Where the page is.
    pub address: String,
    /// The language to answer in.
    pub locale: Locale,
    /// The language that the address asks for.
    pub lang: Option<Locale>,
}

impl Visit {
    /// Counts the request; `Err` is the page that says why it is not answered. `base` stands before the token in the address, and
    /// `sends` is whether more is asked than to be shown something.
    pub fn of(
        web: &Web,
        base: &str,
        token: String,
        request: &Request,
        sends: bool,
    ) -> Result<Self, Box<Response>> {
        let lang: Option<Locale> = asked(request, "lang");
        let locale = lang.or_else(|| language_cookie(request.headers())).unwrap_or_else(|| usual_locale(web));
        let from = client::address(web, request);
        let counted = web
            .party_limits
            .allow(from, &token)
            .and_then(|()| if sends { web.party_sends.allow(from, &token) } else { Ok(()) });
        if let Err(seconds) = counted {
            return Err(Box::new(later(web, locale, seconds)));
        }
        if token.len() != TOKEN_LETTERS {
            return Err(Box::new(gone(web, locale)));
        }
        Ok(Self { address: format!("{base}{token}"), token: token.into(), locale, lang })
    }
}

/// Not now, but in so many seconds.
pub(super) fn later(web: &Web, locale: Locale, seconds: u64) -> Response {
    let mut response = page(web, StatusCode::TOO_MANY_REQUESTS, locale, Content::Later { seconds });
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// There is no such page, or no longer.
pub(super) fn gone(web: &Web, locale: Locale) -> Response {
    page(web, StatusCode::NOT_FOUND, locale, Content::Gone)
}

/// The page that says why there is nothing.
pub(super) fn refused(web: &Web, locale: Locale, fault: Fault) -> Response {
    match fault.code {
        Code::NotFound => gone(web, locale),
        _ => page(web, status(&fault), locale, Content::Broken(fault)),
    }
}
