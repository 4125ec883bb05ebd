//! The forms of robots in group chats, by their makers' manuals (WeCom 群机器人配置说明; DingTalk 自定义机器人接入).

use crate::text_enum;
use serde_json::{Value, json};

text_enum! {
    /// Whose robot it is.
    RobotKind {
        /// 企业微信.
        Wecom = "wecom",
        /// 钉钉.
        Dingtalk = "dingtalk",
        /// Any other receiver: `{"text": "…"}`, taken when it answers 2xx.
        Plain = "plain",
    }
}

/// What the other side said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has taken the message.
    Taken,
    /// Not now: it is busy, or was asked too often. Why, safe to show.
    Later(String),
    /// Never so: the address, the key or the form is wrong. Why, safe to show.
    Refused(String),
    /// Nobody can tell: what stands in between gave up waiting. Why, safe to show.
    Unclear(String),
}

/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 200;

/// A reason as it is kept and shown: one line, not too long.
pub fn reason(text: &str) -> String {
    let line = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    line.take(LONGEST_REASON).collect::<String>().trim().to_owned()
}

impl RobotKind {
    /// Most bytes of a text that it takes. WeCom: 2,048. DingTalk: 20,000; a group reads less.
    pub const fn most_bytes(self) -> usize {
        match self {
            Self::Wecom => 2_048,
            Self::Dingtalk | Self::Plain => 8_000,
        }
    }

    /// The body of a message.
    pub fn body(self, text: &str) -> Value {
        match self {
            Self::Wecom => json!({"msgtype": "text", "text": {"content": text}}),
            Self::Dingtalk => {
                json!({"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": false}})
            }
            Self::Plain => json!({"text": text}),
        }
    }

    /// What an answer says. Both makers answer 200 also when they refuse, with the reason in the body.
    pub fn verdict(self, status: u16, body: &str) -> Verdict {
        let http = || format!("HTTP {status}");
        match status {
            200..=299 => {}
            408 | 425 | 429 | 500 | 503 => return Verdict::Later(http()),
            502 | 504 => return Verdict::Unclear(http()),
            _ => return Verdict::Refused(http()),
        }
        if self == Self::Plain {
            return Verdict::Taken;
        }
        let answer: Option<Value> = serde_json::from_str(body).ok();
        let code = answer.as_ref().and_then(|answer| answer.get("errcode")?.as_i64());
        let said = answer.as_ref().and_then(|answer| answer.get("errmsg")?.as_str()).unwrap_or_default();
        let said = |code: i64| reason(&format!("{code} {said}"));
        match (self, code) {
            (_, Some(0)) => Verdict::Taken,
            // asked too often in a minute (WeCom 45009; DingTalk 130101, 410100), or busy (-1)
            (Self::Wecom, Some(code @ (-1 | 45_009)))
            | (Self::Dingtalk, Some(code @ (-1 | 130_101 | 410_100))) => Verdict::Later(said(code)),
            (_, Some(code)) => Verdict::Refused(said(code)),
            (_, None) => Verdict::Refused("no errcode".to_owned()),
        }
    }
}

/// A text as a robot's group takes it: behind the keyword without which it takes none, unless the text's headline has that, and in at
/// most `most` bytes.
pub fn fitted(keyword: Option<&str>, headline: &str, text: &str, most: usize) -> String {
    let keyword = keyword.filter(|word| !headline.contains(word));
    let keyword = keyword.map_or_else(String::new, |word| format!("【{word}】"));
    // the keyword stands in front, so that cutting never takes it
    let mut text = format!("{keyword}{text}");
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text.trim_end().to_owned()
}

/// What DingTalk has signed with HMAC-SHA256 under the secret itself: the time in milliseconds and the secret, on two lines.
pub fn to_sign(secret: &str, unix_ms: i64) -> String {
    format!("{unix_ms}\n{secret}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_as_the_makers_want_them() {
        let text = RobotKind::Wecom.body("有 2 项\n逾期");
        assert_eq!(text, json!({"msgtype": "text", "text": {"content": "有 2 项\n逾期"}}));
        assert_eq!(RobotKind::Dingtalk.body("a")["at"], json!({"isAtAll": false}));
        assert_eq!(RobotKind::Plain.body("a"), json!({"text": "a"}));
    }

    #[test]
    fn a_keyword_stands_in_front_and_is_never_cut() {
        assert_eq!(fitted(None, "小结", "小结已签发\n", 100), "小结已签发");
        assert_eq!(fitted(Some("小结"), "小结已签发", "小结已签发", 100), "小结已签发");
        assert_eq!(fitted(Some("安全办"), "小结", "小结已签发", 100), "【安全办】小结已签发");
        assert_eq!(fitted(Some("安全办"), "小结", "小结已签发", 20), "【安全办】小");
    }

    #[test]
    fn answers() {
        let later = |text: &str| Verdict::Later(text.into());
        let refused = |text: &str| Verdict::Refused(text.into());
        for (kind, status, body, verdict) in [
            (RobotKind::Wecom, 200, r#"{"errcode":0,"errmsg":"ok"}"#, Verdict::Taken),
            (RobotKind::Wecom, 200, r#"{"errcode":45009,"errmsg":"freq"}"#, later("45009 freq")),
            (RobotKind::Wecom, 200, r#"{"errcode":93000,"errmsg":"invalid"}"#, refused("93000 invalid")),
            (RobotKind::Dingtalk, 200, r#"{"errcode":130101,"errmsg":"fast"}"#, later("130101 fast")),
            (
                RobotKind::Dingtalk,
                200,
                r#"{"errcode":310000,"errmsg":"sign\nbad"}"#,
                refused("310000 sign bad"),
            ),
            (RobotKind::Dingtalk, 200, "<html>", refused("no errcode")),
            (RobotKind::Plain, 204, "", Verdict::Taken),
            (RobotKind::Plain, 404, "", refused("HTTP 404")),
            (RobotKind::Plain, 302, "", refused("HTTP 302")),
            (RobotKind::Wecom, 503, "", later("HTTP 503")),
            (RobotKind::Wecom, 504, "", Verdict::Unclear("HTTP 504".into())),
        ] {
            assert_eq!(kind.verdict(status, body), verdict, "{kind} {status} {body}");
        }
        assert_eq!(reason(&"长".repeat(900)).chars().count(), LONGEST_REASON);
    }
}
