//! Sessions: a row of the database for each signed-in browser, named by a cookie.

pub mod store;

use super::identity::People;
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use backend::{config::Config, ctx::State};
use store::DbSessionStore;
use time::Duration;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite, session::Error};

/// Keeps the outcome of a form for the page that follows.
const FLASH: &str = "flash";
/// When the session was last written, as a Unix time in seconds.
const SEEN: &str = "seen";

/// How long the session of a stranger lives: long enough to read why the sign-in failed.
const STRANGER: Duration = Duration::minutes(10);

/// The name of the cookie. A browser takes a `__Host-` cookie only over https, for this host alone, for all paths.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.cookie_is_secure() { "__Host-xunan_session" } else { "xunan_session" }
}

/// Whether a request reads or changes what a form leaves for the page that follows: pages and forms do. Data, pictures and the
/// functions of pages only ask who it is.
pub fn is_about_forms(path: &str) -> bool {
    !["/api/", "/files/"].iter().any(|data| path.starts_with(data))
}

/// How long an unused session lives.
pub fn lifetime(config: &Config) -> Duration {
    Duration::hours(config.session.max_age_hours.into())
}

/// Reads the session of a request and the person in it.
pub fn layer(state: &State, config: &Config) -> AuthManagerLayer<People, DbSessionStore> {
    let sessions = SessionManagerLayer::new(DbSessionStore::new(state.db.clone()))
        .with_name(cookie_name(config))
        .with_http_only(true)
        // Lax: a link to a hazard in a message opens it signed in
        .with_same_site(SameSite::Lax)
        .with_secure(config.cookie_is_secure())
        .with_expiry(Expiry::OnInactivity(lifetime(config)));
    AuthManagerLayerBuilder::new(People::new(state.clone()), sessions).build()
}

/// Keeps a session alive that is in use. Written once in a twentieth of its life, not by every request.
pub async fn touch(session: &Session, lifetime: Duration, now: i64) -> Result<(), Error> {
    let seen: Option<i64> = session.get(SEEN).await?;
    if seen.is_none_or(|seen| now - seen > lifetime.whole_seconds() / 20) {
        session.insert(SEEN, now).await?;
    }
    Ok(())
}

/// Keeps the outcome of a form for the next page. Of a stranger only for minutes.
pub async fn keep_flash(session: &Session, flash: &app::flash::Flash, signed_in: bool) -> Result<(), Error> {
    if !signed_in {
        session.set_expiry(Some(Expiry::OnInactivity(STRANGER)));
    }
    session.insert(FLASH, flash).await
}

/// Takes the outcome of the last form out of the session; the session of a stranger ends with it.
pub async fn take_flash(session: &Session, signed_in: bool) -> Result<Option<app::flash::Flash>, Error> {
    // looked at first: taking out what is not there would count as a change and be written
    if session.get_value(FLASH).await?.is_none() {
        return Ok(None);
    }
    // what another version of this program has left may not be readable
    let flash = session.remove(FLASH).await.ok().flatten();
    if !signed_in {
        session.flush().await?;
    }
    Ok(flash)
}
