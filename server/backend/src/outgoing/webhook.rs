//! The webhook: a signed request that tells another program of something, by HTTP.

use crate::config;
use chrono::Utc;
use domain::reminders::robot::{RobotKind, Verdict};
use reqwest::{Client, Url, header::CONTENT_TYPE, redirect::Policy};
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use std::{
    fmt::{self, Write},
    time::Duration,
};

/// Longest wait for its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// When it was sent, in seconds since 1970.
const TIME: &str = "x-xunan-timestamp";

/// HMAC-SHA-256, in hex, of that time, a full stop and the body.
const SIGNATURE: &str = "x-xunan-signature";

/// Where to, and the key of the signature.
pub struct Webhook {
    url: Url,
    secret: SecretString,
    client: Client,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the address may hold a key
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

impl Webhook {
    /// The webhook of the configuration; `None` when there is none.
    ///
    /// # Errors
    /// In words that hold no secret, when its address is none or the encryption cannot be set up.
    pub fn open(config: &config::Webhook) -> Result<Option<Self>, String> {
        let url = config.url.expose_secret();
        if url.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(url).map_err(|error| format!("webhook.url: {error}"))?;
        let client = Client::builder().timeout(PATIENCE).redirect(Policy::none());
        let client = client.build().map_err(|error| format!("webhook.url: {}", error.without_url()))?;
        Ok(Some(Self { url, secret: config.secret.clone(), client }))
    }

    /// Sends a body of JSON, signed when there is a key. The other side tells by the time how old a request is, and by the
    /// signature that it is ours.
    pub async fn send(&self, body: &[u8]) -> Verdict {
        let time = Utc::now().timestamp().to_string();
        let mut request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
        if let Some(signature) = self.signature(&time, body) {
            request = request.header(TIME, &time).header(SIGNATURE, signature);
        }
        match request.body(body.to_vec()).send().await {
            // what the answer says besides its status is nobody's business here
            Ok(answer) => RobotKind::Plain.verdict(answer.status().as_u16(), ""),
            Err(error) => super::without_answer(error),
        }
    }

    fn signature(&self, time: &str, body: &[u8]) -> Option<String> {
        let secret = self.secret.expose_secret();
        if secret.is_empty() {
            return None;
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signed = [time.as_bytes(), b".", body].concat();
        let tag = hmac::sign(&key, &signed);
        Some(tag.as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
            // writing into a String cannot fail
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(secret: &str) -> Webhook {
        let url = "https://city.example/hook?key=XXXX".to_owned().into();
        Webhook::open(&config::Webhook { url, secret: secret.to_owned().into() }).unwrap().unwrap()
    }

    #[test]
    fn a_signature_is_of_time_and_body() {
        let hook = webhook("key");
        // computed with openssl: printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        let signature = hook.signature("1700000000", b"{}").unwrap();
        assert_eq!(signature, "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
        assert_ne!(hook.signature("1700000001", b"{}").unwrap(), signature);
        assert_ne!(hook.signature("1700000000", b"{ }").unwrap(), signature);
        assert_eq!(webhook("").signature("1700000000", b"{}"), None);
        assert!(!format!("{hook:?}").contains("XXXX"));
    }
}
