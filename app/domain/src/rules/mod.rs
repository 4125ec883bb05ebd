//! Rules as data 规则: the standard hazard library, deadlines, service lives and classes of small units.
//!
//! A rule has versions, each valid from a day. A changed rule is a new version; the one before ends on the day before
//! and stays for what cites it, so a paper of last year still shows the clause of last year. The rules belong to the
//! whole installation: who may keep them is a matter of the role, not of an area.

mod clause;
mod days;
mod height;
mod versions;
pub mod views;

pub use clause::{Cited, naming};
pub use days::{DayIs, KeepDays, MOST_DAYS};
pub use height::{HIGH_HOME_M, HIGH_OTHER_M, Rise, fitting, fitting_entry};
pub use versions::{Base, Version, end, revise, withdraw};

use crate::{
    calendar::DayCount,
    fault::{Fault, FieldCode, FieldFault},
    hazards::{Category, DeadlineRule, Severity, commands::check_day},
    ids::{EventId, StandardId},
    programmes::{
        gas::ClassRule,
        gear::{LifeRule, MAX_LIFE_MONTHS},
        register::{OrderKind, ReplyRule},
    },
    text::Texts,
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// A table of rules.
    RuleBook {
        /// 标准隐患库.
        Standards = "standards",
        /// 整改期限.
        Deadlines = "deadlines",
        /// 使用年限.
        Lives = "lives",
        /// 九小场所分类.
        Classes = "classes",
        /// 工单答复期限.
        Replies = "replies",
    }
}

text_enum! {
    /// What was done to a rule.
    RuleStep {
        /// A rule that was not there before.
        Add = "add",
        /// Another version from a day on.
        Revise = "revise",
        /// It ends without another one.
        End = "end",
        /// A version that has not come into force was taken back.
        Withdraw = "withdraw",
    }
}

/// An entry of the standard hazard library 标准隐患库, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    /// Which version: what a hazard cites.
    pub id: StandardId,
    /// Code, as checklists refer to it: the same in every version.
    pub code: String,
    /// The buildings that the clause is about; any when missing. Of one code there may be an entry for high buildings
    /// and another for the rest.
    #[serde(default)]
    pub rise: Option<Rise>,
    /// Category.
    pub category: Category,
    /// Second level.
    #[serde(default)]
    pub subcategory: Option<String>,
    /// Default severity.
    pub severity: Severity,
    /// Text in Chinese.
    pub text_zh: String,
    /// Text in English.
    pub text_en: String,
    /// Clause, as papers cite it.
    pub clause: String,
    /// The document it comes from.
    pub document: String,
    /// Its own deadline, instead of the table's.
    #[serde(default)]
    pub count: Option<DayCount>,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force; `None` is until further notice.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

impl Standard {
    /// Whether it is in force on that day.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Longest code of a library entry, in characters.
pub const MAX_CODE: usize = 24;

/// Whether a code may stand in the library: capital letters, digits and hyphens, as it is typed into checklists.
fn is_code(code: &str) -> bool {
    let sign = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'-';
    !code.is_empty() && code.len() <= MAX_CODE && code.bytes().all(sign)
}

/// One version of a rule of any table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Of the library.
    Standard(Standard),
    /// Of the deadlines.
    Deadline(DeadlineRule),
    /// Of the service lives.
    Life(LifeRule),
    /// Of the classes of small units.
    Class(ClassRule),
    /// Of the reply deadlines.
    Reply(ReplyRule),
}

/// Stands for any value in a key.
const ANY: &str = "*";

impl Rule {
    /// The table it belongs to.
    pub const fn book(&self) -> RuleBook {
        match self {
            Self::Standard(_) => RuleBook::Standards,
            Self::Deadline(_) => RuleBook::Deadlines,
            Self::Life(_) => RuleBook::Lives,
            Self::Class(_) => RuleBook::Classes,
            Self::Reply(_) => RuleBook::Replies,
        }
    }

    /// What the rule is asked by: the same in all of its versions.
    pub fn key(&self) -> String {
        match self {
            Self::Standard(s) => match s.rise {
                Some(rise) => format!("{}/{rise}", s.code),
                None => s.code.clone(),
            },
            Self::Deadline(d) => format!("{}/{}", d.category.map_or(ANY, Category::as_str), d.severity),
            Self::Life(l) => {
                let fuel = l.fuel.map_or(ANY, crate::programmes::gear::Fuel::as_str);
                let usage = l.usage.map_or(ANY, crate::programmes::gear::Usage::as_str);
                format!("{}/{fuel}/{usage}", l.gear)
            }
            Self::Class(c) => c.trade.to_string(),
            Self::Reply(r) => {
                let urgency = if r.urgent { "urgent" } else { "plain" };
                format!("{}/{urgency}", r.kind.map_or(ANY, OrderKind::as_str))
            }
        }
    }

    /// First day in force.
    pub const fn valid_from(&self) -> NaiveDate {
        match self {
            Self::Standard(s) => s.valid_from,
            Self::Deadline(d) => d.valid_from,
            Self::Life(l) => l.valid_from,
            Self::Class(c) => c.valid_from,
            Self::Reply(r) => r.valid_from,
        }
    }

    /// Last day in force.
    pub const fn valid_to(&self) -> Option<NaiveDate> {
        match self {
            Self::Standard(s) => s.valid_to,
            Self::Deadline(d) => d.valid_to,
            Self::Life(l) => l.valid_to,
            Self::Class(c) => c.valid_to,
            Self::Reply(r) => r.valid_to,
        }
    }

    /// Sets the last day in force.
    pub const fn end_on(&mut self, last: NaiveDate) {
        let to = match self {
            Self::Standard(s) => &mut s.valid_to,
            Self::Deadline(d) => &mut d.valid_to,
            Self::Life(l) => &mut l.valid_to,
            Self::Class(c) => &mut c.valid_to,
            Self::Reply(r) => &mut r.valid_to,
        };
        *to = Some(last);
    }

    fn check(&self, faults: &mut Vec<FieldFault>) {
        match self {
            Self::Standard(s) => check_standard(s, faults),
            Self::Deadline(d) => check_count(d.count, faults),
            Self::Life(l) => {
                Texts::new(faults).line("source", &l.source);
                if !(1..=MAX_LIFE_MONTHS).contains(&l.months) {
                    faults.push(between("months", 1, u32::from(MAX_LIFE_MONTHS)));
                }
            }
            Self::Class(c) => {
                Texts::new(faults).line("document", &c.document);
                if c.max > MAX_MEASURE {
                    faults.push(between("max", 0, MAX_MEASURE));
                }
            }
            Self::Reply(r) => {
                Texts::new(faults).line("source", &r.source);
                check_count(r.count, faults);
            }
        }
        check_day("valid_from", self.valid_from(), faults);
        if let Some(to) = self.valid_to() {
            check_day("valid_to", to, faults);
            if to < self.valid_from() {
                faults.push(later("valid_to", self.valid_from()));
            }
        }
    }
}

/// The largest number of a class (m², seats, beds).
pub const MAX_MEASURE: u32 = 1_000_000;

fn between(field: &str, min: u32, max: u32) -> FieldFault {
    FieldFault::new(field, FieldCode::OutOfRange).with("min", min).with("max", max)
}

fn later(field: &str, than: NaiveDate) -> FieldFault {
    FieldFault::new(field, FieldCode::NotLater).with("than", than)
}

fn check_count(count: DayCount, faults: &mut Vec<FieldFault>) {
    if count.days > DayCount::MAX {
        faults.push(between("days", 0, u32::from(DayCount::MAX)));
    }
}

fn check_standard(s: &Standard, faults: &mut Vec<FieldFault>) {
    if !is_code(&s.code) {
        let code = if s.code.is_empty() { FieldCode::Required } else { FieldCode::Malformed };
        faults.push(FieldFault::new("code", code));
    }
    Texts::new(faults)
        .optional_line("subcategory", s.subcategory.as_deref())
        .line("text_zh", &s.text_zh)
        .line("text_en", &s.text_en)
        .line("clause", &s.clause)
        .line("document", &s.document);
    if let Some(count) = s.count {
        check_count(count, faults);
    }
}

/// Adds a rule, or makes the next version of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepRule {
    /// This change, made by the caller: the same id with the same content is accepted again. It becomes the id of the new
    /// version, too.
    pub id: EventId,
    /// The version that the person was looking at; `None` for a new rule.
    #[serde(default)]
    pub base: Option<Base>,
    /// The rule as it is to be from its first day on.
    pub rule: Rule,
    /// Why: the document, the decision.
    pub reason: String,
}

impl KeepRule {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        self.rule.check(&mut faults);
        if let Rule::Standard(s) = &self.rule
            && s.id.0 != self.id.0
        {
            faults.push(FieldFault::new("id", FieldCode::NotAllowed));
        }
        Texts::new(&mut faults).paragraph("reason", &self.reason);
        Fault::check(faults)
    }
}

/// Ends a rule without another version, or takes back a version that has not come into force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopRule {
    /// This change, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// The table.
    pub book: RuleBook,
    /// The version that the person was looking at.
    pub base: Base,
    /// The last day in force; `None` takes the version back.
    #[serde(default)]
    pub last: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

impl StopRule {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        if let Some(last) = self.last {
            check_day("last", last, &mut faults);
        }
        Texts::new(&mut faults).paragraph("reason", &self.reason);
        Fault::check(faults)
    }
}

/// Of the versions of one rule those that are no longer in force on `day` although something may still cite them.
pub fn superseded(versions: &[Version], day: NaiveDate) -> Vec<Uuid> {
    versions.iter().filter(|v| v.to.is_some_and(|to| to < day)).map(|v| v.id).collect()
}

#[cfg(test)]
mod tests;
