//! Reminders 提醒与升级: who is to be reminded of which hazard on which day, when it may be said, and in which words.
//!
//! The rule ([`rule`]) is a pure function of the hazard, the calendar, the ladder and what was sent already. So a server
//! that stood still, or that asks twice, neither skips a reminder nor makes one twice.

pub mod message;
pub mod retry;
pub mod robot;
pub mod rule;
#[cfg(test)]
mod rule_tests;
pub mod settings;
pub mod views;

pub use rule::{Audience, Ladder, Owed, Sent, Stage, Subject, nearest, owed, stands};
pub use settings::{Clock, Quiet, ReminderSettings, SaveSettings};

use crate::text_enum;

text_enum! {
    /// How a reminder comes to a person. In the inbox of the program it is always.
    Way {
        /// 邮件.
        Mail = "mail",
        /// 群机器人: the robot of the office's group in WeCom, DingTalk or the like.
        Robot = "robot",
    }
}

text_enum! {
    /// What became of a message.
    DeliveryState {
        /// 待发送.
        Waiting = "waiting",
        /// 发送中: handed over, and the other side has not answered yet.
        Sending = "sending",
        /// 已发送: the other side has taken it.
        Sent = "sent",
        /// 失败: refused for good, or tried often enough.
        Failed = "failed",
        /// 结果不明: handed over, but no answer was heard. It is never sent again by itself, because it may have arrived.
        Unclear = "unclear",
        /// 无需发送: what it was about was settled before it was time.
        Dropped = "dropped",
    }
}

impl DeliveryState {
    /// Whether the office may have such a message sent again.
    pub const fn may_be_repeated(self) -> bool {
        matches!(self, Self::Failed | Self::Unclear)
    }
}
