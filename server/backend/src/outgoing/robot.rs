//! The robot of a group chat, by HTTP.

use crate::config;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Utc;
use domain::reminders::{
    message::Digest,
    robot::{RobotKind, Verdict, fitted, reason, to_sign},
};
use reqwest::{Client, Url, redirect::Policy};
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, time::Duration};

/// Longest wait for its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Most bytes of an answer that are read: it is a line of JSON.
const MOST_ANSWER: usize = 16_384;

/// A robot and its key.
pub struct Robot {
    kind: RobotKind,
    url: Url,
    secret: SecretString,
    keyword: Option<String>,
    client: Client,
}

impl fmt::Debug for Robot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the address holds the key
        f.debug_struct("Robot").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Robot {
    /// The robot of the configuration; `None` when there is none.
    ///
    /// # Errors
    /// In words that hold no secret, when its address is none or the encryption cannot be set up.
    pub fn open(config: &config::Robot) -> Result<Option<Self>, String> {
        let url = config.url.expose_secret();
        if url.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(url).map_err(|error| format!("robot.url: {error}"))?;
        // the key is for that address alone
        let client = Client::builder().timeout(PATIENCE).redirect(Policy::none());
        let client = client.build().map_err(|error| format!("robot.url: {}", error.without_url()))?;
        Ok(Some(Self {
            kind: config.kind,
            url,
            secret: config.secret.clone(),
            keyword: config.keyword.clone(),
            client,
        }))
    }

    /// Tells the group of somebody's reminders.
    pub async fn send(&self, digest: &Digest) -> Verdict {
        self.say(&digest.robot(self.keyword.as_deref(), self.kind.most_bytes())).await
    }

    /// Tells the group of something that concerns nobody in particular.
    pub async fn announce(&self, text: &str) -> Verdict {
        self.say(&fitted(self.keyword.as_deref(), text, text, self.kind.most_bytes())).await
    }

    /// Says a text that fits.
    async fn say(&self, text: &str) -> Verdict {
        let request = self.client.post(self.address(Utc::now().timestamp_millis()));
        match request.json(&self.kind.body(text)).send().await {
            Ok(mut answer) => {
                let status = answer.status().as_u16();
                let mut body = Vec::new();
                loop {
                    match answer.chunk().await {
                        Ok(Some(chunk)) if body.len() < MOST_ANSWER => body.extend_from_slice(&chunk),
                        Ok(_) => break,
                        Err(error) => return Verdict::Unclear(reason(&error.without_url().to_string())),
                    }
                }
                self.kind.verdict(status, &String::from_utf8_lossy(&body))
            }
            Err(error) => super::without_answer(error),
        }
    }

    /// The address, signed where the robot asks for it.
    fn address(&self, unix_ms: i64) -> Url {
        let mut url = self.url.clone();
        let secret = self.secret.expose_secret();
        if self.kind == RobotKind::Dingtalk && !secret.is_empty() {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let sign = STANDARD.encode(hmac::sign(&key, to_sign(secret, unix_ms).as_bytes()));
            let time = unix_ms.to_string();
            url.query_pairs_mut().append_pair("timestamp", &time).append_pair("sign", &sign);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn robot(kind: RobotKind, secret: &str) -> Robot {
        let config = config::Robot {
            kind,
            url: "https://oapi.dingtalk.com/robot/send?access_token=XXXX".to_owned().into(),
            secret: secret.to_owned().into(),
            keyword: None,
        };
        Robot::open(&config).unwrap().unwrap()
    }

    #[test]
    fn dingtalk_is_signed_with_time_and_secret() {
        let signed = robot(RobotKind::Dingtalk, "SECsecret").address(1_700_000_000_000);
        let pairs: Vec<(String, String)> = signed.query_pairs().into_owned().collect();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["access_token", "timestamp", "sign"]);
        assert_eq!(pairs[1].1, "1700000000000");
        let sign = STANDARD.decode(&pairs[2].1).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"SECsecret");
        hmac::verify(&key, b"1700000000000\nSECsecret", &sign).unwrap();
        // base64 holds what means something else in an address
        assert!(!signed.query().unwrap().contains(['+', ' ']));
    }

    #[test]
    fn others_are_not_signed_and_nobody_prints_a_key() {
        for robot in [robot(RobotKind::Wecom, "SECsecret"), robot(RobotKind::Dingtalk, "")] {
            assert_eq!(robot.address(1).query(), Some("access_token=XXXX"));
            assert!(!format!("{robot:?}").contains("XXXX"));
        }
    }
}
