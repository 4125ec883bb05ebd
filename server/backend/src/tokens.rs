//! Secrets that we hand out and keep no copy of: only their fingerprint is in the database. They are too random to be
//! guessed, so a fast hash is enough, and finds them by an index.

use crate::{
    content::sha256_of,
    error::{Error, Result},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use secrecy::{ExposeSecret, SecretString};

/// A new token with so many bytes of the system's randomness, in letters that an address may hold.
pub(crate) fn new<const BYTES: usize>() -> Result<SecretString> {
    let mut token = [0; BYTES];
    OsRng.try_fill_bytes(&mut token).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(token).into())
}

/// What is kept of it: SHA-256 in hex.
pub(crate) fn hash(token: &SecretString) -> String {
    sha256_of(token.expose_secret().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_fit_into_an_address() {
        let (one, two) = (new::<16>().unwrap(), new::<16>().unwrap());
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert_eq!(one.expose_secret().len(), 22, "128 bits");
        assert!(one.expose_secret().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_ne!(hash(&one), hash(&two));
    }
}
