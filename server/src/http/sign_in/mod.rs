//! Signing in and out.

use super::{
    Web,
    answer::{Refusal, told},
    client,
    forms::{Input, Reply},
    identity::{AuthSession, Credentials},
};
use app::flash::{Flash, Notice};
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use backend::error::Error;
use domain::fault::{Code, Fault};
use secrecy::SecretString;

const FORM: &str = "sign-in";

/// `POST /do/sign-in`: fields `login`, `password`, `next`. Who does not exist, is disabled or gives a wrong
/// password gets the same answer.
pub async fn sign_in(
    State(web): State<Web>,
    Extension(mut auth): Extension<AuthSession>,
    reply: Reply,
    request: Request,
) -> Response {
    let address = client::address(&web, &request);
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(refusal) => return refusal.into_response(),
    };
    let login = input.text("login").unwrap_or_default().trim().to_lowercase();
    let next = input.text("next").and_then(client::local).unwrap_or_else(|| "/".to_owned());
    if let Err(seconds) = web.sign_in_limits.allow(address, &login) {
        return too_many(&reply, seconds, &next);
    }
    if let Err(seconds) = web.sign_ins.allow(&web.state.db, address, &login).await {
        return too_many(&reply, seconds, &next);
    }
    let password = SecretString::from(input.text("password").unwrap_or_default());
    match enter(&mut auth, Credentials { login, password }).await {
        Ok(true) => reply.quietly(&next),
        Ok(false) => {
            let fault = Fault::new(Code::BadCredentials);
            reply.refused(FORM, fault, input, &app::sign_in::href(&next)).await
        }
        Err(error) => reply.refused(FORM, told(error), input, &app::sign_in::href(&next)).await,
    }
}

/// Whether the person is signed in now: under a new session, whatever the browser brought along.
async fn enter(auth: &mut AuthSession, given: Credentials) -> Result<bool, Error> {
    let failed = |error: axum_login::Error<_>| match error {
        axum_login::Error::Backend(error) => error,
        axum_login::Error::Session(error) => Error::internal(error),
    };
    let Some(user) = auth.authenticate(given).await.map_err(failed)? else { return Ok(false) };
    auth.session.clear().await;
    auth.login(&user).await.map_err(failed)?;
    // `login` leaves the id of somebody who was signed in already as it was
    auth.session.cycle_id().await.map_err(Error::internal)?;
    Ok(true)
}

/// Told in the address, not in a session: an attacker's attempts must not fill the table of sessions.
fn too_many(reply: &Reply, seconds: u64, next: &str) -> Response {
    let fault = Fault::new(Code::TooManyAttempts).with("seconds", seconds);
    if reply.is_json() {
        return Refusal(fault).into_response();
    }
    let page = app::sign_in::href(next);
    let sign = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{page}{sign}fault={}&seconds={seconds}", fault.code)).into_response()
}

/// `POST /do/sign-out`.
pub async fn sign_out(Extension(mut auth): Extension<AuthSession>, reply: Reply) -> Response {
    let left = async {
        auth.session.flush().await?;
        // the row that keeps the notice must not have the id of the one that just ended
        auth.session.cycle_id().await
    };
    if let Err(error) = left.await {
        return Refusal(told(Error::internal(error))).into_response();
    }
    auth.user = None;
    if reply.is_json() {
        return reply.quietly(app::sign_in::PATH);
    }
    reply.stranger().done_with(Flash::done(FORM, Notice::SignedOut), app::sign_in::PATH, ()).await
}
