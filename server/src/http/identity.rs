//! Who is asking.

use super::{
    Web,
    answer::{Json, Refusal},
    client::{referring_page, wants_json},
    session,
};
use crate::api::v1::desk::CHANGES;
use app::sign_in;
use axum::{
    extract::{FromRequestParts, Request, State as Shared},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_login::{AuthUser, AuthnBackend};
use backend::{
    ctx::{Ctx, State},
    error::Error,
    people,
};
use domain::{
    actor::Actor,
    fault::{Code, Fault},
    ids::UserId,
};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use std::fmt;

/// The session of a request, with the person in it.
pub type AuthSession = axum_login::AuthSession<People>;

/// A person who is signed in.
#[derive(Clone)]
pub struct User {
    /// Who.
    pub actor: Actor,
    /// The language they prefer.
    pub locale: String,
    /// Changes with the password: a session remembers it and ends when it no longer fits.
    fingerprint: [u8; 32],
}

impl From<people::service::Account> for User {
    fn from(account: people::service::Account) -> Self {
        let fingerprint = Sha256::digest(account.password_hash).into();
        Self { actor: account.actor, locale: account.locale, fingerprint }
    }
}

/// Without name and password.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.actor.user).finish_non_exhaustive()
    }
}

impl AuthUser for User {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.actor.user
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.fingerprint
    }
}

/// What a person types to sign in.
pub struct Credentials {
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: SecretString,
}

/// The accounts.
#[derive(Clone)]
pub struct People {
    state: State,
}

impl People {
    /// Those of a database.
    pub fn new(state: State) -> Self {
        Self { state }
    }
}

impl AuthnBackend for People {
    type User = User;
    type Credentials = Credentials;
    type Error = Error;

    async fn authenticate(&self, given: Credentials) -> Result<Option<User>, Error> {
        match people::service::authenticate(&self.state, &given.login, given.password).await {
            Ok(account) => Ok(Some(account.into())),
            Err(Error::Fault(fault)) if fault.code == Code::BadCredentials => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asked by every request: whoever is disabled is out at once.
    async fn get_user(&self, id: &UserId) -> Result<Option<User>, Error> {
        Ok(people::service::account(&self.state, *id).await?.map(User::from))
    }
}

/// Puts the context of the person who is signed in into the request.
pub async fn identify(Shared(web): Shared<Web>, mut request: Request, next: Next) -> Response {
    let user = request.extensions().get::<AuthSession>().and_then(|auth| {
        let user = auth.user.clone()?;
        Some((user, auth.session.clone()))
    });
    if let Some((user, session)) = user {
        let ctx = Ctx::new(web.state.clone(), user.actor.clone());
        // a window that only waits for changes is not in use: a desk that was left must not stay signed in for ever
        let waits = request.uri().path() == CHANGES;
        if !waits
            && let Err(error) =
                session::touch(&session, session::lifetime(&web.config), ctx.now.timestamp()).await
        {
            tracing::warn!(%error, "the session was not kept alive");
        }
        request.extensions_mut().insert(ctx);
    }
    next.run(request).await
}

/// Refuses strangers: a page's form is sent to sign in, everything else is told so.
pub async fn require_sign_in(request: Request, next: Next) -> Response {
    if request.extensions().get::<Ctx>().is_some() {
        return next.run(request).await;
    }
    let headers = request.headers();
    let path = request.uri().path();
    if path.starts_with("/do/") && !wants_json(headers) {
        let page = referring_page(headers);
        return Redirect::to(&sign_in::href(page.as_deref().unwrap_or("/"))).into_response();
    }
    let fault = Fault::new(Code::Unauthenticated);
    if path.starts_with("/api/fn/") {
        // as the browser side of a server function reads errors
        let error = app::error::AppError::Fault(fault);
        return (StatusCode::UNAUTHORIZED, Json(error)).into_response();
    }
    Refusal(fault).into_response()
}

/// The context of the person who is signed in. A handler that takes it cannot be reached by a stranger.
pub struct SignedIn(pub Ctx);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let ctx = parts.extensions.get::<Ctx>().cloned();
        ctx.map(Self).ok_or_else(|| Refusal(Fault::new(Code::Unauthenticated)))
    }
}
