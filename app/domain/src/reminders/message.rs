//! The words of a message: one a day and way, with everything of which a person is to be told.

use super::{Stage, robot::fitted};
use crate::{ids::HazardId, text_enum};
use chrono::NaiveDate;

text_enum! {
    /// The language of a message: that of the person's screens.
    Language {
        /// 中文.
        Zh = "zh",
        /// English.
        En = "en",
    }
}

/// Most hazards that a mail names; the rest is in the inbox.
const MOST_IN_MAIL: usize = 50;

/// Most hazards that a robot names: a group reads no list.
const MOST_BY_ROBOT: usize = 8;

/// One hazard of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub hazard: HazardId,
    /// Its number.
    pub number: String,
    /// The place, masked as in lists; never who is responsible.
    pub place: String,
    /// Which step of the ladder.
    pub stage: Stage,
    /// The deadline.
    pub due: NaiveDate,
}

/// Everything of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The colleague's name.
    pub person: String,
    /// The local day on which it is sent.
    pub day: NaiveDate,
    /// The hazards.
    pub lines: Vec<Line>,
    /// The address that people type, without a slash at the end; without it there are no links.
    pub address: Option<String>,
    /// In this language.
    pub language: Language,
}

impl Digest {
    /// Puts the most urgent first: the higher step, then the earlier deadline.
    pub fn sort(&mut self) {
        self.lines.sort_by(|a, b| (b.stage, a.due, &a.number).cmp(&(a.stage, b.due, &b.number)));
    }

    fn overdue(&self) -> usize {
        self.lines.iter().filter(|line| line.stage >= Stage::Overdue).count()
    }

    /// Those that somebody else has taken: they wait for nothing of this person.
    fn taken(&self) -> usize {
        self.lines.iter().filter(|line| line.stage == Stage::Taken).count()
    }

    /// The subject of a mail.
    pub fn subject(&self) -> String {
        let (taken, overdue) = (self.taken(), self.overdue());
        let all = self.lines.len() - taken;
        match (self.language, overdue) {
            (Language::Zh, _) if all == 0 => format!("巡安提醒：{taken} 项隐患已由他人接手"),
            (Language::En, _) if all == 0 => format!("Xun'an: others have taken over {taken} hazards"),
            (Language::Zh, 0) => format!("巡安提醒：{all} 项隐患待处理"),
            (Language::Zh, _) => format!("巡安提醒：{all} 项隐患待处理，其中 {overdue} 项逾期"),
            (Language::En, 0) => format!("Xun'an: {all} hazards wait for you"),
            (Language::En, _) => format!("Xun'an: {all} hazards wait for you, {overdue} overdue"),
        }
    }

    /// The text of a mail.
    pub fn mail(&self) -> String {
        let greeting = match self.language {
            Language::Zh => format!("{}，您好：\n\n以下隐患请您关注（{}）：\n", self.person, self.day),
            Language::En => {
                format!("Dear {},\n\nplease look at these hazards ({}):\n", self.person, self.day)
            }
        };
        let end = match self.language {
            Language::Zh => "\n这是系统自动发送的提醒，请勿回复。可在“提醒”页面更改接收方式和免打扰时间。\n",
            Language::En => {
                "\nSent by the system; please do not reply. Ways and quiet hours are set on the page of reminders.\n"
            }
        };
        format!("{greeting}{}{end}", self.list(MOST_IN_MAIL))
    }

    /// The text for a robot, in at most `most` bytes; `keyword` is a word without which the robot's group takes no message.
    pub fn robot(&self, keyword: Option<&str>, most: usize) -> String {
        let subject = self.subject();
        let colon = match self.language {
            Language::Zh => "：",
            Language::En => ": ",
        };
        let text = format!("{}{colon}{subject}\n{}", self.person, self.list(MOST_BY_ROBOT));
        fitted(keyword, &subject, &text, most)
    }

    /// The hazards under the headings of their steps.
    fn list(&self, most: usize) -> String {
        let mut text = String::new();
        let mut under = None;
        for line in self.lines.iter().take(most) {
            if under != Some(line.stage) {
                under = Some(line.stage);
                text.push_str(&format!("\n[{}]\n", self.heading(line.stage)));
            }
            let late = (self.day - line.due).num_days();
            let due = match self.language {
                Language::Zh if late > 0 => format!("期限 {}，已逾期 {late} 天", line.due),
                Language::Zh => format!("期限 {}", line.due),
                Language::En if late > 0 => format!("due {}, {late} days late", line.due),
                Language::En => format!("due {}", line.due),
            };
            text.push_str(&format!("- {} {} {due}\n", line.number, line.place));
            if let Some(address) = &self.address {
                text.push_str(&format!("  {address}/hazards/{}\n", line.hazard));
            }
        }
        let more = self.lines.len().saturating_sub(most);
        if more > 0 {
            text.push_str(&match self.language {
                Language::Zh => format!("\n另有 {more} 项，请登录系统在“提醒”页面查看。\n"),
                Language::En => format!("\n{more} more are on the page of reminders.\n"),
            });
        }
        text
    }

    fn heading(&self, stage: Stage) -> &'static str {
        match (self.language, stage) {
            (Language::Zh, Stage::Taken) => "已由他人接手，无需您再处理",
            (Language::Zh, Stage::Chased) => "安全办催办",
            (Language::Zh, Stage::Ahead3) => "3 天内到期",
            (Language::Zh, Stage::Ahead1) => "即将到期",
            (Language::Zh, Stage::Due) => "今日到期",
            (Language::Zh, Stage::Overdue) => "已逾期",
            (Language::Zh, Stage::Office) => "逾期未改，报安全办",
            (Language::Zh, Stage::Leader) => "逾期未改，报分管领导",
            (Language::En, Stage::Taken) => "Taken over by somebody else; nothing for you to do",
            (Language::En, Stage::Chased) => "The office asks after these",
            (Language::En, Stage::Ahead3) => "Due within three days",
            (Language::En, Stage::Ahead1) => "Due soon",
            (Language::En, Stage::Due) => "Due today",
            (Language::En, Stage::Overdue) => "Overdue",
            (Language::En, Stage::Office) => "Overdue, told to the office",
            (Language::En, Stage::Leader) => "Overdue, told to the leader",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn line(number: &str, stage: Stage, due: &str) -> Line {
        Line {
            hazard: HazardId(Uuid::nil()),
            number: number.into(),
            place: "仙霞路700弄43号".into(),
            stage,
            due: due.parse().expect(due),
        }
    }

    fn digest(language: Language) -> Digest {
        let mut digest = Digest {
            person: "李敏".into(),
            day: "2023-06-16".parse().expect("day"),
            lines: vec![
                line("310105008-2023-000003", Stage::Due, "2023-06-16"),
                line("310105008-2023-000002", Stage::Overdue, "2023-06-15"),
                line("310105008-2023-000001", Stage::Overdue, "2023-06-14"),
            ],
            address: Some("https://xunan.example.cn".into()),
            language,
        };
        digest.sort();
        digest
    }

    #[test]
    fn a_mail_names_the_most_urgent_first() {
        let digest = digest(Language::Zh);
        assert_eq!(digest.subject(), "巡安提醒：3 项隐患待处理，其中 2 项逾期");
        let text = digest.mail();
        let nil = Uuid::nil();
        let list = format!(
            "\n[已逾期]\n- 310105008-2023-000001 仙霞路700弄43号 期限 2023-06-14，已逾期 2 天\n  \
             https://xunan.example.cn/hazards/{nil}\n- 310105008-2023-000002 仙霞路700弄43号 期限 2023-06-15，已逾期 1 天\n  \
             https://xunan.example.cn/hazards/{nil}\n\n[今日到期]\n- 310105008-2023-000003 仙霞路700弄43号 期限 2023-06-16\n  \
             https://xunan.example.cn/hazards/{nil}\n"
        );
        assert!(text.contains(&list), "{text}");
        assert!(text.starts_with("李敏，您好：") && text.contains("请勿回复"));
    }

    #[test]
    fn what_others_have_taken_does_not_wait() {
        let mut digest = digest(Language::Zh);
        digest.lines.push(line("310105008-2023-000009", Stage::Taken, "2023-06-20"));
        digest.sort();
        assert_eq!(digest.subject(), "巡安提醒：3 项隐患待处理，其中 2 项逾期");
        assert!(digest.mail().contains("\n[已由他人接手，无需您再处理]\n- 310105008-2023-000009"));
        digest.lines.retain(|line| line.stage == Stage::Taken);
        assert_eq!(digest.subject(), "巡安提醒：1 项隐患已由他人接手");
    }

    #[test]
    fn english_people_are_told_in_english() {
        let text = digest(Language::En).mail();
        assert!(
            text.contains("[Overdue]\n- 310105008-2023-000001")
                && text.contains("due 2023-06-14, 2 days late")
        );
    }

    #[test]
    fn without_an_address_there_are_no_links() {
        let text = Digest { address: None, ..digest(Language::Zh) }.mail();
        assert!(!text.contains("http"), "{text}");
    }

    #[test]
    fn long_lists_are_cut_and_say_so() {
        let mut digest = digest(Language::Zh);
        digest.lines = vec![line("310105008-2023-000001", Stage::Due, "2023-06-16"); MOST_IN_MAIL + 7];
        assert!(digest.mail().contains("另有 7 项"));
        assert_eq!(digest.mail().matches("- 310105008").count(), MOST_IN_MAIL);
    }

    #[test]
    fn a_robot_is_given_its_keyword_and_no_more_than_it_takes() {
        let digest = digest(Language::Zh);
        assert!(digest.robot(Some("隐患"), 2_000).starts_with("李敏：巡安提醒"), "the word is there already");
        let whole = digest.robot(Some("安全办"), 2_000);
        assert!(whole.starts_with("【安全办】李敏：") && whole.contains("000003"), "{whole}");
        for most in 0..200 {
            let text = digest.robot(Some("安全办"), most);
            assert!(text.len() <= most && whole.starts_with(&text), "{most} {text}");
        }
    }
}
