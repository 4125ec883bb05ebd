//! The file that a tablet exports when it cannot get online, as `app/js/field/rescue.js` writes it.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use super::tablet::{Shot, sha256};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce, aead::Aead};
use backend::sync::rescue::{Content, Header, RescuedPhoto, VERSION};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{ids::UserId, sync::DeviceId};

/// What a person has on a tablet, encrypted with their key there.
pub fn export(device: DeviceId, user: UserId, key: &str, content: &Content) -> String {
    let iv = [7; 12];
    let header = Header { xunan_rescue: VERSION, device, user, iv: STANDARD.encode(iv) };
    let cipher = Aes256Gcm::new_from_slice(&STANDARD.decode(key).unwrap()).unwrap();
    let plain = serde_json::to_vec(content).unwrap();
    let encrypted = cipher.encrypt(&Nonce::from(iv), plain.as_slice()).unwrap();
    format!("{}\n{}", serde_json::to_string(&header).unwrap(), STANDARD.encode(encrypted))
}

/// A photo that the server has not confirmed.
pub fn rescued(shot: &Shot) -> RescuedPhoto {
    RescuedPhoto {
        id: shot.id,
        kind: shot.kind,
        sha256: sha256(&shot.content),
        bytes: shot.content.len() as u64,
        base64: STANDARD.encode(&shot.content),
    }
}
