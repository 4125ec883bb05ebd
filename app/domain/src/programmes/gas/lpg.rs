//! Users of LPG cylinders 液化气钢瓶用户: their cylinders, the next test, and their way to piped gas or electricity.
//!
//! **Zero cylinders 零钢瓶.** An area has it when nobody in it still has a cylinder. A cylinder is gone when it was handed back
//! and there is proof of it; a user who cooks with electricity and keeps a cylinder on the balcony still has one.

use crate::{
    calendar::local_date,
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::{CLOCK_TOLERANCE, check_day, check_photos},
    ids::{EventId, FileId, GasUserId, InspectionId, SiteId},
    programmes::device::Serial,
    text::Texts,
    text_enum,
};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A cylinder is tested every so many months (TSG 23-2021): four years.
pub const TEST_MONTHS: u32 = 48;

/// Most cylinders of one user.
pub const MAX_CYLINDERS: usize = 100;

/// One cylinder 钢瓶.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cylinder {
    /// Its number; its place on the register.
    pub number: Serial,
    /// What it holds, in kilograms (5, 15, 50).
    pub kilograms: u16,
    /// 制造日期.
    #[serde(default)]
    pub made_on: Option<NaiveDate>,
    /// The last test 上次检验.
    #[serde(default)]
    pub tested_on: Option<NaiveDate>,
    /// When it was handed back.
    #[serde(default)]
    pub returned_on: Option<NaiveDate>,
    /// Proof of that: the supplier's slip. Without it the cylinder still counts as there.
    #[serde(default)]
    pub proof: Vec<FileId>,
}

impl Cylinder {
    /// 下次检验日期: four years after the last test, or after its making. `None` when neither is known.
    pub fn next_test(&self) -> Option<NaiveDate> {
        self.tested_on.or(self.made_on)?.checked_add_months(Months::new(TEST_MONTHS))
    }

    /// Its test is overdue, or nothing is known of any.
    pub fn needs_test(&self, today: NaiveDate) -> bool {
        self.is_there(today) && self.next_test().is_none_or(|on| on <= today)
    }

    /// Whether it is still at the user's on `day`.
    pub fn is_there(&self, day: NaiveDate) -> bool {
        self.proof.is_empty() || self.returned_on.is_none_or(|on| on > day)
    }
}

text_enum! {
    /// What takes the place of cylinders.
    MoveOff {
        /// 改管道气.
        PipedGas = "piped_gas",
        /// 改用电.
        Electricity = "electricity",
        /// 停业/搬离.
        GivenUp = "given_up",
    }
}

/// The change itself 瓶改管/瓶改电.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// To what.
    pub to: MoveOff,
    /// When.
    pub on: NaiveDate,
}

text_enum! {
    /// Where a user of cylinders stands.
    LpgStanding {
        /// 在用.
        Using = "using",
        /// 已改、瓶未退清: moved, and cylinders are still there.
        Clearing = "clearing",
        /// 已清零: moved, and every cylinder handed back with proof.
        Cleared = "cleared",
    }
}

/// A user of cylinders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LpgUser {
    /// Which.
    pub id: GasUserId,
    /// The site.
    pub site: SiteId,
    /// Who delivers.
    pub supplier: Option<String>,
    /// Its cylinders, also those handed back.
    pub cylinders: Vec<Cylinder>,
    /// Moved to something else.
    pub moved: Option<Moved>,
    /// Counts the changes.
    pub version: u32,
}

impl LpgUser {
    /// Where it stands at the end of `day`.
    pub fn standing(&self, day: NaiveDate) -> LpgStanding {
        if self.moved.is_none_or(|moved| moved.on > day) {
            LpgStanding::Using
        } else if self.cylinders_there(day) > 0 {
            LpgStanding::Clearing
        } else {
            LpgStanding::Cleared
        }
    }

    /// How many cylinders are still there at the end of `day`.
    pub fn cylinders_there(&self, day: NaiveDate) -> usize {
        self.cylinders.iter().filter(|cylinder| cylinder.is_there(day)).count()
    }

    /// The earliest test among the cylinders that are there.
    pub fn next_test(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.cylinders.iter().filter(|c| c.is_there(today)).filter_map(Cylinder::next_test).min()
    }
}

/// The statement of zero cylinders of an area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZeroCylinders {
    /// Users on the register.
    pub users: i64,
    /// Of these, cleared.
    pub cleared: i64,
    /// Of these, moved, with cylinders still there.
    pub clearing: i64,
    /// Cylinders that are still there.
    pub cylinders: i64,
}

impl ZeroCylinders {
    /// Whether nobody in the area still has one. An area without users has it too.
    pub const fn holds(self) -> bool {
        self.cylinders == 0 && self.cleared == self.users
    }
}

/// The statement for the users of an area (its subtree) at the end of `day`.
pub fn zero_cylinders<'a>(users: impl IntoIterator<Item = &'a LpgUser>, day: NaiveDate) -> ZeroCylinders {
    let mut zero = ZeroCylinders::default();
    for user in users {
        zero.users += 1;
        zero.cylinders += i64::try_from(user.cylinders_there(day)).unwrap_or(i64::MAX);
        match user.standing(day) {
            LpgStanding::Cleared => zero.cleared += 1,
            LpgStanding::Clearing => zero.clearing += 1,
            LpgStanding::Using => {}
        }
    }
    zero
}

/// Keeps a user of cylinders: its cylinders as they are now, and the move away from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveLpgUser {
    /// This save, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// The entry; made by the caller when it is new.
    pub user: GasUserId,
    /// The site.
    pub site: SiteId,
    /// The visit during which it was seen.
    #[serde(default)]
    pub visit: Option<InspectionId>,
    /// The version that the person was looking at; `None` for a new one.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// Who delivers.
    #[serde(default)]
    pub supplier: Option<String>,
    /// Its cylinders.
    #[serde(default)]
    pub cylinders: Vec<Cylinder>,
    /// Moved to something else.
    #[serde(default)]
    pub moved: Option<Moved>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
}

impl SaveLpgUser {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("supplier", self.supplier.as_deref())
            .optional_paragraph("note", self.note.as_deref());
        let today = local_date(now + CLOCK_TOLERANCE);
        let past = |field: String, day: Option<NaiveDate>, faults: &mut Vec<FieldFault>| {
            let Some(day) = day else { return };
            check_day(&field, day, faults);
            if day > today {
                faults.push(FieldFault::new(field, FieldCode::InFuture));
            }
        };
        if self.cylinders.len() > MAX_CYLINDERS {
            faults.push(FieldFault::new("cylinders", FieldCode::TooMany).with("max", MAX_CYLINDERS));
        }
        for (i, cylinder) in self.cylinders.iter().enumerate().take(MAX_CYLINDERS) {
            let field = |name: &str| format!("cylinders[{i}].{name}");
            if !(1..=500).contains(&cylinder.kilograms) {
                let fault = FieldFault::new(field("kilograms"), FieldCode::OutOfRange);
                faults.push(fault.with("min", 1).with("max", 500));
            }
            past(field("made_on"), cylinder.made_on, &mut faults);
            past(field("tested_on"), cylinder.tested_on, &mut faults);
            past(field("returned_on"), cylinder.returned_on, &mut faults);
            if cylinder.returned_on.is_none() && !cylinder.proof.is_empty() {
                faults.push(FieldFault::new(field("returned_on"), FieldCode::Required));
            }
            check_photos(&field("proof"), &cylinder.proof, &mut faults);
            if self.cylinders[..i].iter().any(|other| other.number == cylinder.number) {
                faults.push(FieldFault::new(field("number"), FieldCode::Duplicate));
            }
        }
        past("moved.on".to_owned(), self.moved.map(|moved| moved.on), &mut faults);
        Fault::check(faults)
    }

    /// The entry that it keeps; `version` is the one before, 0 for a new one.
    pub fn user(&self, version: u32) -> LpgUser {
        LpgUser {
            id: self.user,
            site: self.site,
            supplier: self.supplier.clone(),
            cylinders: self.cylinders.clone(),
            moved: self.moved,
            version: version + 1,
        }
    }

    /// The photos it brings.
    pub fn photos(&self) -> Vec<FileId> {
        self.cylinders.iter().flat_map(|cylinder| &cylinder.proof).copied().collect()
    }
}

#[cfg(test)]
#[path = "lpg_tests.rs"]
mod tests;
