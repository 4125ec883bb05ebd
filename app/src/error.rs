//! What can go wrong for a page, as the browser may know it.

use domain::fault::{Code, Fault};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a page or a server function has no answer. Internals never get here: only a reference to the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Refused, with the reason for the person.
    Fault(Fault),
    /// Something broke on our side; the reference finds it in the log.
    Internal {
        /// Quoted by the person, found by the office.
        reference: String,
    },
    /// The server was not reached.
    Offline,
    /// Something answered, but not in our form (a proxy, another version of the program).
    Transport,
    /// This device has no room to keep it.
    NoRoom,
}

impl AppError {
    /// The HTTP status of the answer.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Fault(fault) => fault.code.status(),
            Self::Internal { .. } => 500,
            Self::Offline | Self::Transport => 502,
            Self::NoRoom => 507,
        }
    }

    /// The same as a fault, e.g. for the [`Flash`](crate::flash::Flash) of a form.
    pub fn into_fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Internal { reference } => Fault::new(Code::Internal).with("reference", reference),
            Self::Offline | Self::Transport | Self::NoRoom => Fault::new(Code::Busy),
        }
    }

    /// Whether the person has to sign in (again).
    pub fn needs_sign_in(&self) -> bool {
        matches!(self, Self::Fault(fault) if fault.code == Code::Unauthenticated)
    }
}

impl From<Fault> for AppError {
    fn from(fault: Fault) -> Self {
        let error = Self::Fault(fault);
        #[cfg(feature = "ssr")]
        crate::ssr::answer_with(error.status());
        error
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Internal { reference } => write!(f, "internal ({reference})"),
            Self::Offline => f.write_str("offline"),
            Self::Transport => f.write_str("transport"),
            Self::NoRoom => f.write_str("no room"),
        }
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Fault::new(Code::Invalid).into(),
            _ => Self::Transport,
        }
    }
}
