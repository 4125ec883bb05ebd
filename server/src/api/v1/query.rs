//! The query of a request.

use crate::http::answer::Refusal;
use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{
    fault::{Fault, FieldCode},
    listing::Filter,
};
use std::{convert::Infallible, str::FromStr};

/// The pairs of the query, percent-decoded.
pub struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Query {
    /// The filter, as in the address of a page.
    pub fn filter<F: Filter>(&self) -> F {
        F::from_pairs(self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// A text; empty ones count as missing.
    pub fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim())?;
        (!value.is_empty()).then_some(value)
    }

    /// A value that may be missing.
    pub fn optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let malformed = || Refusal(Fault::field(name, FieldCode::Malformed));
        self.text(name).map(|text| text.parse().map_err(|_| malformed())).transpose()
    }

    /// A value that must be there.
    pub fn value<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.optional(name)?.ok_or_else(|| Refusal(Fault::field(name, FieldCode::Required)))
    }
}
