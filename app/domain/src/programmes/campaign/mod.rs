//! Campaigns 专项行动: a period, kinds of site, areas, a checklist, and a list of targets that is **frozen** when it starts.
//!
//! Later additions are kept and shown apart. Coverage counts frozen targets only, in the base and above the line, so it
//! never exceeds 100 %. The funnel of a list: to visit → knocked → let in → hazards found → rectified.

pub mod slots;
pub mod views;

pub use slots::{Slot, slot_of, slots_of, suggest};
pub use views::{
    CampaignChoice, CampaignList, CampaignPage, CampaignSummary, ChecklistRef, CommitteeProgress, DoorWalk,
    GivenDoors, GivenKey, GivenPage, NotAGivenKey, TargetRow,
};

use crate::{
    actor::{Actor, Right},
    area::AreaCode,
    calendar::local_date,
    fault::{Code, Fault, FieldCode, FieldFault},
    figures::Ratio,
    ids::{CampaignId, ChecklistId, SiteId, named},
    inspections::Outcome,
    period::Period,
    programmes::{seen, wrong_state},
    sites::SiteKind,
    text::Texts,
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::AddAssign};
use uuid::Uuid;

text_enum! {
    /// Where a campaign stands.
    CampaignStatus {
        /// 草稿: everything of it may change.
        Draft = "draft",
        /// 进行中: its list is frozen.
        Running = "running",
        /// 已结束.
        Finished = "finished",
    }
}

text_enum! {
    /// How a site came onto the list.
    Entry {
        /// With the freezing at the start.
        Frozen = "frozen",
        /// Later; shown apart.
        Later = "later",
    }
}

/// The name of a site on the list of a campaign, as tablets have it.
pub fn target_id(campaign: CampaignId, site: SiteId) -> Uuid {
    named(&format!("target:{campaign}:{site}"))
}

/// Makes a campaign, or changes one that has not started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveCampaign {
    /// Made by the caller.
    pub id: CampaignId,
    /// Name, as visits and papers cite it.
    pub title: String,
    /// From when to when, in local days.
    pub period: Period,
    /// Kinds of site; all when empty.
    #[serde(default)]
    pub kinds: Vec<SiteKind>,
    /// The area; its subtree.
    pub area: AreaCode,
    /// The checklist that its visits follow.
    #[serde(default)]
    pub checklist: Option<ChecklistId>,
}

impl SaveCampaign {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`] with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("title", &self.title);
        if Period::new(self.period.from, self.period.to).is_err() {
            let fault = FieldFault::new("period.to", FieldCode::NotLater);
            faults.push(fault.with("than", self.period.from));
        }
        Fault::check(faults)
    }
}

/// A site of the register, as far as the choice of targets asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub site: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Committee or grid.
    pub area: AreaCode,
    /// In use.
    pub active: bool,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// What it is about.
    pub plan: SaveCampaign,
    /// Where it stands.
    pub status: CampaignStatus,
    /// When its list was frozen.
    pub frozen_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: u32,
}

impl Campaign {
    fn permits(&self, allowed: &[CampaignStatus], actor: &Actor) -> Result<(), Fault> {
        seen(actor, &self.plan.area)?;
        self.stands(allowed)?;
        if actor.role.has(Right::Steer) {
            Ok(())
        } else {
            Err(Fault::new(Code::Forbidden).with("role", actor.role))
        }
    }

    fn stands(&self, allowed: &[CampaignStatus]) -> Result<(), Fault> {
        if allowed.contains(&self.status) {
            return Ok(());
        }
        let steps = match self.status {
            CampaignStatus::Draft => &["save", "start"][..],
            CampaignStatus::Running => &["add", "give", "finish"][..],
            CampaignStatus::Finished => &[][..],
        };
        Err(wrong_state("campaign", self.status.as_str(), steps.iter().copied()))
    }

    /// Whether doors of its list are given to people now: while it runs, by whoever gives work to others. A campaign may be of a
    /// larger area than theirs; which of its doors are theirs to give, the place of each says.
    ///
    /// # Errors
    /// Wrong state (not running), forbidden.
    pub fn gives(&self, actor: &Actor) -> Result<(), Fault> {
        if !actor.role.has(Right::Assign) {
            return Err(Fault::new(Code::Forbidden).with("role", actor.role));
        }
        self.stands(&[CampaignStatus::Running])
    }

    /// Changes what it is about.
    ///
    /// # Errors
    /// Wrong state (it has started), forbidden.
    pub fn change(&self, plan: SaveCampaign, actor: &Actor) -> Result<Self, Fault> {
        self.permits(&[CampaignStatus::Draft], actor)?;
        Ok(Self { plan, version: self.version + 1, ..self.clone() })
    }

    /// Whether a site belongs to it by its kinds and area.
    pub fn wants(&self, site: &Candidate) -> bool {
        site.active
            && (self.plan.kinds.is_empty() || self.plan.kinds.contains(&site.kind))
            && self.plan.area.contains(&site.area)
    }

    /// Starts it: freezes the list of its targets, in the order of their ids, each once.
    ///
    /// # Errors
    /// Wrong state (it has started), forbidden, and invalid when there is nothing to visit.
    pub fn start<'a>(
        &self,
        register: impl IntoIterator<Item = &'a Candidate>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Self, Vec<SiteId>), Fault> {
        self.permits(&[CampaignStatus::Draft], actor)?;
        let wanted = register.into_iter().filter(|site| self.wants(site)).map(|site| site.site);
        let targets: BTreeSet<SiteId> = wanted.collect();
        if targets.is_empty() {
            return Err(Fault::field("kinds", FieldCode::Required));
        }
        let started = Self {
            status: CampaignStatus::Running,
            frozen_at: Some(now),
            version: self.version + 1,
            ..self.clone()
        };
        Ok((started, targets.into_iter().collect()))
    }

    /// The sites of `more` that come onto the list later: those that are not on it yet (`known`), each once.
    ///
    /// # Errors
    /// Wrong state (not running), forbidden.
    pub fn add(
        &self,
        more: &[SiteId],
        known: &BTreeSet<SiteId>,
        actor: &Actor,
    ) -> Result<Vec<SiteId>, Fault> {
        self.permits(&[CampaignStatus::Running], actor)?;
        let new: BTreeSet<SiteId> = more.iter().copied().filter(|site| !known.contains(site)).collect();
        Ok(new.into_iter().collect())
    }

    /// Ends it.
    ///
    /// # Errors
    /// Wrong state (not running), forbidden.
    pub fn finish(&self, actor: &Actor) -> Result<Self, Fault> {
        self.permits(&[CampaignStatus::Running], actor)?;
        Ok(Self { status: CampaignStatus::Finished, version: self.version + 1, ..self.clone() })
    }

    /// Whether a visit at that time counts for it: within its period, in local days.
    pub fn counts(&self, at: DateTime<Utc>) -> bool {
        self.plan.period.contains_day(local_date(at))
    }

    /// Whether a visit counts for a door that has been on its list since `listed`: one that was made for this campaign, and an
    /// attempt that names none, from then on. Wherever it was noted down, at the desk or on a tablet, somebody has knocked; but
    /// whoever was let in for something else has not done what the campaign asks for.
    pub fn counts_for(&self, visit: Attempt, made_for: MadeFor, listed: DateTime<Utc>) -> bool {
        let knocked = match made_for {
            MadeFor::This => true,
            MadeFor::None => visit.outcome != Outcome::Done && visit.at >= listed,
        };
        knocked && self.counts(visit.at)
    }
}

/// One visit to a target, as far as the campaign asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Which campaign a visit names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeFor {
    /// The one that asks.
    This,
    /// None.
    None,
}

text_enum! {
    /// What came of a door so far.
    Standing {
        /// 已入户.
        LetIn = "let_in",
        /// 拒绝: never let in, and refused the last time.
        Refused = "refused",
        /// 未遇: never let in; nobody there, vacant, tenant, moved the last time.
        Unreachable = "unreachable",
        /// 未走访.
        Untouched = "untouched",
    }
}

/// What came of these visits. A refusal never counts as done, and neither does a door that stayed shut.
pub fn standing(attempts: &[Attempt]) -> Standing {
    if attempts.iter().any(|attempt| attempt.outcome == Outcome::Done) {
        return Standing::LetIn;
    }
    match attempts.iter().max_by_key(|attempt| attempt.at) {
        None => Standing::Untouched,
        Some(last) if last.outcome == Outcome::Refused => Standing::Refused,
        Some(_) => Standing::Unreachable,
    }
}

/// A target as the funnel sees it, at the instant it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorFacts {
    /// How it came onto the list.
    pub entry: Entry,
    /// The campaign's visits to it.
    pub attempts: Vec<Attempt>,
    /// Hazards that these visits found (in the base, see [`crate::figures`]); of these, closed.
    pub hazards: Ratio,
}

/// The funnel of a list; each number is a part of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// 应走访.
    pub to_visit: i64,
    /// 已敲门: visited at all.
    pub knocked: i64,
    /// 已入户: let in.
    pub let_in: i64,
    /// 查出隐患: let in, and something was found.
    pub with_hazards: i64,
    /// 整改完成: and all of it is closed.
    pub rectified: i64,
    /// Of those not let in: refused.
    pub refused: i64,
    /// Of those not let in: not reached.
    pub unreachable: i64,
}

impl Funnel {
    /// Adds a target.
    pub fn add(&mut self, door: &DoorFacts) {
        let found = door.hazards.of > 0;
        let rectified = found && door.hazards.n >= door.hazards.of;
        *self += Self::group(standing(&door.attempts), 1, i64::from(found), i64::from(rectified));
    }

    /// The funnel of `n` targets that stand alike: at so many something was found, at so many all of that is closed.
    pub fn group(standing: Standing, n: i64, with_hazards: i64, rectified: i64) -> Self {
        let when = |is: bool, n: i64| if is { n } else { 0 };
        let let_in = standing == Standing::LetIn;
        Self {
            to_visit: n,
            knocked: when(standing != Standing::Untouched, n),
            let_in: when(let_in, n),
            with_hazards: when(let_in, with_hazards),
            rectified: when(let_in, rectified),
            refused: when(standing == Standing::Refused, n),
            unreachable: when(standing == Standing::Unreachable, n),
        }
    }

    /// 覆盖率/进度: let in, of those to visit.
    pub const fn coverage(self) -> Ratio {
        Ratio::new(self.let_in, self.to_visit)
    }
}

/// The funnels of two lists that have no target in common, put together.
impl AddAssign for Funnel {
    fn add_assign(&mut self, other: Self) {
        self.to_visit += other.to_visit;
        self.knocked += other.knocked;
        self.let_in += other.let_in;
        self.with_hazards += other.with_hazards;
        self.rectified += other.rectified;
        self.refused += other.refused;
        self.unreachable += other.unreachable;
    }
}

/// A campaign's progress: the frozen list, whose coverage is the campaign's, and the later additions beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The frozen list.
    pub frozen: Funnel,
    /// Later additions.
    pub later: Funnel,
}

/// The progress of two lists that have no target in common, put together.
impl AddAssign for Progress {
    fn add_assign(&mut self, other: Self) {
        self.frozen += other.frozen;
        self.later += other.later;
    }
}

/// The definition: progress over targets, of the campaign or of one committee.
pub fn progress<'a>(doors: impl IntoIterator<Item = &'a DoorFacts>) -> Progress {
    let mut progress = Progress::default();
    for door in doors {
        match door.entry {
            Entry::Frozen => progress.frozen.add(door),
            Entry::Later => progress.later.add(door),
        }
    }
    progress
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
