//! Registers: penalties 行政处罚 (of the enforcement team, kept here as reference), hotline orders 12345 工单 with their own
//! reply deadline, and fire incidents 火情.

use super::Keep;
use crate::{
    actor::Right,
    area::AreaCode,
    calendar::{DayCount, DayKind, WorkCalendar, day_end, local_date},
    fault::{Fault, FieldCode, FieldFault},
    hazards::{
        Category, Position,
        commands::{CLOCK_TOLERANCE, check_day},
    },
    ids::{FireId, HazardId, HotlineOrderId, PenaltyId, SiteId},
    money::Fen,
    party::is_organisation,
    privacy::{mask_address, mask_name, mask_phone},
    sites::SiteKind,
    text::Texts,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A penalty: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Penalty {
    /// Made by the caller.
    pub id: PenaltyId,
    /// 处罚决定书文号.
    #[serde(default)]
    pub number: Option<String>,
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// Which body decided it.
    pub body: String,
    /// What for: the hazard's category.
    pub category: Category,
    /// Who was punished. A person's name is personal data.
    pub party: String,
    /// What for, in words.
    pub reason: String,
    /// The fine; none for a warning.
    #[serde(default)]
    pub fine: Option<Fen>,
    /// The site.
    #[serde(default)]
    pub site: Option<SiteId>,
    /// The hazard behind it.
    #[serde(default)]
    pub hazard: Option<HazardId>,
    /// Committee or grid; that of the site when missing.
    #[serde(default)]
    pub area: Option<AreaCode>,
}

/// The right that a save takes in these registers: to enter what is new, or to change what is there.
pub const fn right_to<T>(keep: &Keep<T>) -> Right {
    if keep.is_new() { Right::EnterRegister } else { Right::KeepRegister }
}

fn check_amount(field: &str, amount: Option<Fen>, faults: &mut Vec<FieldFault>) {
    if amount.is_some_and(|amount| !amount.is_kept()) {
        faults.push(FieldFault::new(field, FieldCode::OutOfRange).with("min", 0).with("max", Fen::MAX));
    }
}

fn check_instant(field: &str, at: DateTime<Utc>, now: DateTime<Utc>, faults: &mut Vec<FieldFault>) {
    check_day(field, local_date(at), faults);
    if at > now + CLOCK_TOLERANCE {
        faults.push(FieldFault::new(field, FieldCode::InFuture));
    }
}

fn check_place(site: Option<SiteId>, area: Option<&AreaCode>, faults: &mut Vec<FieldFault>) {
    if site.is_none() && area.is_none() {
        faults.push(FieldFault::new("area", FieldCode::Required));
    }
}

impl Penalty {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("number", self.number.as_deref())
            .line("body", &self.body)
            .line("party", &self.party)
            .paragraph("reason", &self.reason);
        check_day("decided_on", self.decided_on, &mut faults);
        if self.decided_on > local_date(now + CLOCK_TOLERANCE) {
            faults.push(FieldFault::new("decided_on", FieldCode::InFuture));
        }
        check_amount("fine", self.fine, &mut faults);
        check_place(self.site, self.area.as_ref(), &mut faults);
        Fault::check(faults)
    }
}

/// Longest name, in characters, that may be a person's and not a firm's.
const LONGEST_OF_PERSON: usize = 4;

/// What stands between the parts of longer names of people.
const BETWEEN_NAMES: char = '·';

impl Penalty {
    /// Whether the party may be a person: at home, where no site is known (`at`: its kind and name), and at any other one whose
    /// name it does not have, unless it is called as a firm is or longer than people are. Who keeps a small shop is often punished
    /// by their own name.
    pub fn may_be_person(&self, at: Option<(SiteKind, &str)>) -> bool {
        let Some((kind, name)) = at else { return true };
        if kind == SiteKind::Household {
            return true;
        }
        let party = self.party.trim();
        let short = party.chars().count() <= LONGEST_OF_PERSON || party.contains(BETWEEN_NAMES);
        short && party != name.trim() && !is_organisation(party)
    }

    /// As a list shows it: the party is masked where it may be a person (`person`).
    pub fn shown(mut self, person: bool) -> Self {
        if person {
            self.party = mask_name(&self.party);
        }
        self
    }
}

text_enum! {
    /// What a hotline order is.
    OrderKind {
        /// 投诉.
        Complaint = "complaint",
        /// 举报.
        Report = "report",
        /// 求助.
        Request = "request",
        /// 建议.
        Suggestion = "suggestion",
        /// 咨询.
        Question = "question",
    }
}

/// One row of the table of reply deadlines. Editable data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRule {
    /// `None` is any kind; a row for the kind itself wins.
    #[serde(default)]
    pub kind: Option<OrderKind>,
    /// For urgent orders 紧急.
    pub urgent: bool,
    /// How long.
    pub count: DayCount,
    /// First local day of receipt to which it applies.
    pub valid_from: NaiveDate,
    /// Last day; `None` is until further notice.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// The document it comes from.
    pub source: String,
}

/// The table with the holiday calendar it counts by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyRules {
    /// The rows.
    pub rules: Vec<ReplyRule>,
    /// Which days are worked.
    pub calendar: WorkCalendar,
}

/// No row applies: working days for plain and for urgent orders.
pub const FALLBACK_REPLY: [(bool, u16); 2] = [(false, 5), (true, 1)];

impl ReplyRules {
    /// The last day for the reply to an order received on the local day `received`; it ends at 24:00. A deadline that the
    /// order brings itself goes first; then the row for the kind, then the one for any, and of several the newest.
    pub fn due(
        &self,
        kind: OrderKind,
        urgent: bool,
        received: NaiveDate,
        own: Option<NaiveDate>,
    ) -> NaiveDate {
        if let Some(own) = own {
            return own;
        }
        let applies = |rule: &&ReplyRule| {
            rule.urgent == urgent
                && rule.kind.is_none_or(|own| own == kind)
                && rule.valid_from <= received
                && rule.valid_to.is_none_or(|to| received <= to)
        };
        let best =
            self.rules.iter().filter(applies).max_by_key(|rule| (rule.kind.is_some(), rule.valid_from));
        let count = best.map_or_else(
            || {
                let days = FALLBACK_REPLY.iter().find(|(is, _)| *is == urgent).map_or(5, |(_, days)| *days);
                DayCount { days, kind: DayKind::Working }
            },
            |rule| rule.count,
        );
        self.calendar.add(received, count)
    }
}

/// A hotline order: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HotlineOrder {
    /// Made by the caller.
    pub id: HotlineOrderId,
    /// 工单编号.
    pub number: String,
    /// What it is.
    pub kind: OrderKind,
    /// 紧急.
    #[serde(default)]
    pub urgent: bool,
    /// What it is about, when it is a matter of safety.
    #[serde(default)]
    pub category: Option<Category>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The deadline that it brings; by the table when missing.
    #[serde(default)]
    pub reply_due: Option<NaiveDate>,
    /// When it was replied to.
    #[serde(default)]
    pub replied_at: Option<DateTime<Utc>>,
    /// The reply.
    #[serde(default)]
    pub reply: Option<String>,
    /// What the caller says.
    pub text: String,
    /// The caller; personal data.
    #[serde(default)]
    pub caller_name: Option<String>,
    /// Their phone; personal data.
    #[serde(default)]
    pub caller_phone: Option<String>,
    /// The site.
    #[serde(default)]
    pub site: Option<SiteId>,
    /// The hazard that came of it.
    #[serde(default)]
    pub hazard: Option<HazardId>,
    /// Committee or grid; that of the site when missing.
    #[serde(default)]
    pub area: Option<AreaCode>,
}

text_enum! {
    /// Where an order stands.
    OrderStanding {
        /// 超期未复.
        Overdue = "overdue",
        /// 待复.
        Open = "open",
        /// 超期已复.
        RepliedLate = "replied_late",
        /// 按期已复.
        RepliedOnTime = "replied_on_time",
    }
}

impl HotlineOrder {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .line("number", &self.number)
            .paragraph("text", &self.text)
            .optional_paragraph("reply", self.reply.as_deref())
            .optional_line("caller_name", self.caller_name.as_deref())
            .optional_line("caller_phone", self.caller_phone.as_deref());
        check_instant("received_at", self.received_at, now, &mut faults);
        if let Some(due) = self.reply_due {
            check_day("reply_due", due, &mut faults);
            if due < local_date(self.received_at) {
                let fault = FieldFault::new("reply_due", FieldCode::NotLater);
                faults.push(fault.with("than", local_date(self.received_at)));
            }
        }
        if let Some(replied) = self.replied_at {
            check_instant("replied_at", replied, now, &mut faults);
            if replied < self.received_at {
                let fault = FieldFault::new("replied_at", FieldCode::NotLater);
                faults.push(fault.with("than", self.received_at.to_rfc3339()));
            }
            if self.reply.as_deref().is_none_or(|reply| reply.trim().is_empty()) {
                faults.push(FieldFault::new("reply", FieldCode::Required));
            }
        }
        check_place(self.site, self.area.as_ref(), &mut faults);
        Fault::check(faults)
    }

    /// As a list shows it: the caller is masked.
    pub fn shown(mut self) -> Self {
        self.caller_name = self.caller_name.as_deref().map(mask_name);
        self.caller_phone = self.caller_phone.as_deref().map(mask_phone);
        self
    }

    /// Its last day, by the table of the day it was received on.
    pub fn due(&self, rules: &ReplyRules) -> NaiveDate {
        rules.due(self.kind, self.urgent, local_date(self.received_at), self.reply_due)
    }

    /// Where it stands at `t` with the deadline `due`; the day of the deadline belongs to it.
    pub fn standing(&self, due: NaiveDate, t: DateTime<Utc>) -> OrderStanding {
        match self.replied_at.filter(|at| *at <= t) {
            Some(at) if at < day_end(due) => OrderStanding::RepliedOnTime,
            Some(_) => OrderStanding::RepliedLate,
            None if day_end(due) <= t => OrderStanding::Overdue,
            None => OrderStanding::Open,
        }
    }
}

text_enum! {
    /// What a fire came from.
    FireCause {
        /// 电气.
        Electrical = "electrical",
        /// 电动自行车.
        Ebike = "ebike",
        /// 用火不慎.
        OpenFlame = "open_flame",
        /// 燃气.
        Gas = "gas",
        /// 吸烟.
        Smoking = "smoking",
        /// 遗留火种/垃圾.
        Rubbish = "rubbish",
        /// 放火.
        Arson = "arson",
        /// 待查.
        Unknown = "unknown",
        /// 其他.
        Other = "other",
    }
}

/// A fire incident: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FireIncident {
    /// Made by the caller.
    pub id: FireId,
    /// When.
    pub at: DateTime<Utc>,
    /// Where, in words. Of a home it is personal data from the room on.
    pub place: String,
    /// The site.
    #[serde(default)]
    pub site: Option<SiteId>,
    /// Where on the map.
    #[serde(default)]
    pub position: Option<Position>,
    /// Committee or grid; that of the site when missing.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// What it came from.
    pub cause: FireCause,
    /// What happened.
    #[serde(default)]
    pub text: Option<String>,
    /// Direct loss 直接财产损失.
    #[serde(default)]
    pub loss: Option<Fen>,
    /// People injured.
    #[serde(default)]
    pub injured: u32,
    /// People who died.
    #[serde(default)]
    pub dead: u32,
    /// The hazard that was known of it, or came of it.
    #[serde(default)]
    pub hazard: Option<HazardId>,
}

impl FireIncident {
    /// As a list shows it: of a home the place is shown to the building (`room`: the site's, when it is a home).
    pub fn shown(mut self, room: Option<&str>) -> Self {
        self.place = mask_address(&self.place, room);
        self
    }

    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("place", &self.place).optional_paragraph("text", self.text.as_deref());
        check_instant("at", self.at, now, &mut faults);
        check_amount("loss", self.loss, &mut faults);
        for (field, people) in [("injured", self.injured), ("dead", self.dead)] {
            if people > 10_000 {
                faults.push(FieldFault::new(field, FieldCode::OutOfRange).with("min", 0).with("max", 10_000));
            }
        }
        if let Some(position) = &self.position {
            position.check("position", &mut faults);
        }
        if self.position.is_none() {
            check_place(self.site, self.area.as_ref(), &mut faults);
        }
        Fault::check(faults)
    }
}

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;
