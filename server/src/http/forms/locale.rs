//! The switch of the language.

use super::{Input, Reply};
use crate::http::{
    Web,
    answer::Refusal,
    client::{local, referring_page},
};
use app::{ssr::LANGUAGE_COOKIE, text::Locale};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use domain::fault::{Fault, FieldCode};

const A_YEAR_IN_SECONDS: u32 = 365 * 24 * 3600;

/// `POST /do/locale`: keeps the language (`lang`, zh or en) in a cookie and goes back to the page.
pub async fn choose(State(web): State<Web>, reply: Reply, request: Request) -> Response {
    let referer = referring_page(request.headers());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(refusal) => return refusal.into_response(),
    };
    let Some(locale) = input.text("lang").and_then(|lang| lang.parse::<Locale>().ok()) else {
        return Refusal(Fault::field("lang", FieldCode::NotAllowed)).into_response();
    };
    let secure = if web.config.cookie_is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={locale}; Path=/; Max-Age={A_YEAR_IN_SECONDS}; SameSite=Lax; HttpOnly{secure}"
    );
    let to = input.text("next").and_then(local).or(referer).unwrap_or_else(|| "/".to_owned());
    let mut response = reply.quietly(&to);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
