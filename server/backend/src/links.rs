//! What all links have in common that open something without an account: a token of which only the fingerprint is kept, an end, and
//! that the office can take them back.

use crate::{
    error::{Error, Result},
    tokens,
};
use chrono::{DateTime, Utc};
use domain::{fault::Code, links::LinkState};
use secrecy::SecretString;

/// Bytes of a token: 128 bits cannot be guessed, and their 22 letters fit into a small QR code.
const TOKEN_BYTES: usize = 16;

/// A link that was just made. Its token is kept nowhere: whoever needs it has to be given it now.
#[derive(Debug)]
pub struct NewLink<Id> {
    /// Which.
    pub id: Id,
    /// What stands in its address.
    pub token: SecretString,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A new token for a link that is to be made.
pub(crate) fn draw() -> Result<SecretString> {
    tokens::new::<TOKEN_BYTES>()
}

/// The link of a token, when it opens now. Unknown, expired and taken back are answered alike, so that nobody learns which tokens
/// there have been.
pub(crate) fn opened<T>(found: Option<T>, state: impl FnOnce(&T) -> LinkState) -> Result<T> {
    found.filter(|row| state(row) == LinkState::Open).ok_or_else(|| Error::code(Code::NotFound))
}
