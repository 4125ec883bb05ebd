//! The answer to a form: a page for a browser, JSON for a program.

use super::Input;
use crate::http::{
    answer::{Json, Refusal, told},
    client::wants_json,
    session,
};
use app::flash::{Flash, Notice};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use backend::{ctx::Ctx, error::Error};
use domain::fault::Fault;
use serde::Serialize;
use tower_sessions::Session;

/// Knows what the sender wants and where the outcome is kept.
pub struct Reply {
    json: bool,
    signed_in: bool,
    session: Option<Session>,
}

impl<S: Send + Sync> FromRequestParts<S> for Reply {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self {
            json: wants_json(&parts.headers),
            signed_in: parts.extensions.get::<Ctx>().is_some(),
            session: parts.extensions.get::<Session>().cloned(),
        })
    }
}

impl Reply {
    /// Carried out: `data` for a program, the page `to` for a browser.
    pub async fn done(&self, form: &str, notice: Notice, to: &str, data: impl Serialize) -> Response {
        self.done_with(Flash::done(form, notice), to, data).await
    }

    /// Carried out, with something to show on the page that follows.
    pub async fn done_with(&self, flash: Flash, to: &str, data: impl Serialize) -> Response {
        if self.json { Json(data).into_response() } else { self.page(flash, to).await }
    }

    /// Refused: the page `to` shows why, beside what was typed.
    pub async fn refused(&self, form: &str, fault: Fault, input: Input, to: &str) -> Response {
        if self.json {
            Refusal(fault).into_response()
        } else {
            self.page(Flash::refused(form, fault, input.into_values()), to).await
        }
    }

    async fn page(&self, flash: Flash, to: &str) -> Response {
        if let Some(session) = &self.session
            && let Err(error) = session::keep_flash(session, &flash, self.signed_in).await
        {
            // what was asked for has been done or refused all the same
            told(Error::internal(error));
        }
        Redirect::to(to).into_response()
    }

    /// The same for somebody who has just signed out.
    pub fn stranger(self) -> Self {
        Self { signed_in: false, ..self }
    }

    /// Whether the sender is a program.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Only a status for a program, only the page for a browser.
    pub fn quietly(&self, to: &str) -> Response {
        if self.json { StatusCode::NO_CONTENT.into_response() } else { Redirect::to(to).into_response() }
    }
}
