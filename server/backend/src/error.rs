//! What can go wrong: something the person is told about, or something that is ours to mend.

use domain::fault::{Code, Fault};
use futures::FutureExt;
use sea_orm::DbErr;
use std::{any::Any, panic::AssertUnwindSafe};

/// The answer of every service and query.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal that is safe to show, or an internal failure that is logged and never shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Told to the person.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Logged where it is answered, with a reference that the person can quote.
    #[error("{0:#}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An internal failure.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// A row of the store that contradicts the rules.
    pub fn broken(what: impl std::fmt::Display) -> Self {
        Self::Internal(format!("broken row: {what}").into())
    }

    /// A fault without fields.
    pub fn code(code: Code) -> Self {
        Self::Fault(Fault::new(code))
    }

    /// The fault, when it is one.
    pub fn as_fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Internal(_) => None,
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) => Self::code(Code::Busy),
            _ => Self::internal(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

/// A word of a text column that is none of its enum's: the CHECK of the column excludes it.
impl From<domain::fault::UnknownWord> for Error {
    fn from(error: domain::fault::UnknownWord) -> Self {
        Self::broken(error)
    }
}

impl From<domain::area::NotAnAreaCode> for Error {
    fn from(error: domain::area::NotAnAreaCode) -> Self {
        Self::broken(error)
    }
}

/// Does work whose defect must not end whoever called it: a panic becomes an internal failure.
///
/// # Errors
/// Those of the work, and what it panicked with.
pub async fn caught<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T>
where
    Error: From<E>,
{
    // unwind safe: the work and what it held are gone; a change of data was rolled back
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(answer) => Ok(answer?),
        Err(panic) => Err(Error::internal(message(panic.as_ref()))),
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("without a message"))
}

/// Logs an internal failure, once, and answers the reference that the person can quote.
pub fn log(error: &Error) -> String {
    let reference: String = uuid::Uuid::now_v7().simple().to_string().chars().skip(20).collect();
    tracing::error!(%reference, error = %error, "internal error");
    reference
}
