//! The fingerprint of a command, by which the same command sent again is recognised.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256, in hex, of the command's JSON.
pub fn sha256(command: &impl Serialize) -> crate::error::Result<String> {
    let bytes = serde_json::to_vec(command)?;
    Ok(format!("{:x}", Sha256::digest(bytes)))
}
