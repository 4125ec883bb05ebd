//! A button that does one thing with the record that its address names: a form without fields.

use super::{Input, Reply};
use crate::http::{
    Web,
    answer::{Refusal, told},
};
use app::flash::Notice;
use axum::{extract::Request, response::Response};
use backend::error::Result;
use domain::fault::{Code, Fault};
use serde::Serialize;
use serde_json::json;
use std::str::FromStr;

/// A button of a row of a list, or beside a record.
pub(super) struct Pressed<'a> {
    /// The form's name.
    pub form: &'a str,
    /// The page that follows.
    pub back: &'a str,
    /// What it says when the thing was done.
    pub notice: Notice,
}

impl Pressed<'_> {
    /// Does `act` with the record of this id. What is no id names nothing.
    pub async fn answer<T, F>(
        self,
        (web, reply, request): (&Web, &Reply, Request),
        id: &str,
        act: impl FnOnce(T) -> F,
    ) -> Response
    where
        T: FromStr + Copy + Serialize,
        F: Future<Output = Result<()>>,
    {
        let Self { form, back, notice } = self;
        let Ok(id) = id.parse::<T>() else {
            return reply.refused(form, Fault::new(Code::NotFound), Input::default(), back).await;
        };
        if let Err(Refusal(fault)) = Input::plain(web, request).await {
            return reply.refused(form, fault, Input::default(), back).await;
        }
        match act(id).await.map_err(told) {
            Ok(()) => reply.done(form, notice, back, json!({"id": id})).await,
            Err(fault) => reply.refused(form, fault, Input::default(), back).await,
        }
    }
}
