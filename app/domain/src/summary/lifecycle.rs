//! The life of a summary or correction: draft 起草 → checked 审核 (by a second person) → issued 签发. What is issued never changes; what
//! changes in its rows later goes into a correction, which lives the same life.
//!
//! ```text
//! draft ──check──► checked ──issue──► issued ──(rows change)──► a correction, as a draft
//!   ▲                 │
//!   └── send back, edit, recompute ──┘
//! ```
//!
//! The check freezes figures, rows and text; the issue issues exactly these. Whoever changes anything after the check undoes
//! it.

use super::{
    SafetySummary, Section, SummaryPeriod,
    text::{SectionText, figures_of},
};
use crate::{
    actor::{Actor, Right},
    area::AreaCode,
    fault::{Code, Fault},
    ids::{SummaryId, UserId},
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

text_enum! {
    /// Where a summary stands.
    SummaryStatus {
        /// 草稿: figures can be computed anew, text can be edited.
        Draft = "draft",
        /// 已审核: frozen, waits to be issued.
        Checked = "checked",
        /// 已签发: numbered, never changes.
        Issued = "issued",
    }
}

text_enum! {
    /// The kinds of step, as the buttons of a summary's page.
    SummaryAction {
        /// 编辑: put words in place of a paragraph, or take them back.
        Edit = "edit",
        /// 重新取数: compute the figures anew, as of now.
        Recompute = "recompute",
        /// 审核.
        Check = "check",
        /// 退回.
        SendBack = "send_back",
        /// 签发.
        Issue = "issue",
        /// 起草更正说明.
        Correct = "correct",
    }
}

impl SummaryAction {
    /// The right it takes.
    pub const fn right(self) -> Right {
        match self {
            Self::Edit | Self::Recompute | Self::Correct => Right::WriteSummary,
            Self::Check | Self::SendBack => Right::CheckSummary,
            Self::Issue => Right::IssueSummary,
        }
    }

    /// The states in which it is possible at all. A change to a checked one makes it a draft again.
    pub const fn states(self) -> &'static [SummaryStatus] {
        use SummaryStatus::{Checked, Draft, Issued};
        match self {
            Self::Edit | Self::Recompute => &[Draft, Checked],
            Self::Check => &[Draft],
            Self::SendBack | Self::Issue => &[Checked],
            Self::Correct => &[Issued],
        }
    }
}

/// The part of a record that decides what may happen next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryState {
    /// Which.
    pub id: SummaryId,
    /// The issued one that it corrects; `None`: it is a summary itself.
    pub corrects: Option<SummaryId>,
    /// The area; its subtree.
    pub area: AreaCode,
    /// P.
    pub period: SummaryPeriod,
    /// Where it stands.
    pub status: SummaryStatus,
    /// Counts the changes.
    pub version: u32,
    /// Everybody who drafted it or wrote in it since it was a draft; empty of one that the schedule drafted and nobody
    /// touched.
    pub writers: BTreeSet<UserId>,
    /// Who checked it and when.
    pub checked: Option<Signed>,
    /// Who issued it and when.
    pub issued: Option<Signed>,
    /// [`content hash`](super::record::Content::sha256) of what was checked.
    pub sha256: Option<String>,
    /// Its number, once issued.
    pub number: Option<String>,
}

/// Who put their name to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

impl SummaryState {
    /// A new draft. `by` is `None` for the schedule.
    pub fn drafted(
        id: SummaryId,
        corrects: Option<SummaryId>,
        area: AreaCode,
        period: SummaryPeriod,
        by: Option<UserId>,
    ) -> Self {
        Self {
            id,
            corrects,
            area,
            period,
            status: SummaryStatus::Draft,
            version: 1,
            writers: by.into_iter().collect(),
            checked: None,
            issued: None,
            sha256: None,
            number: None,
        }
    }

    /// Whether this person may press this button; otherwise why not. The same answer guards the command and explains the
    /// greyed button.
    ///
    /// # Errors
    /// Not found (outside the area), wrong state, forbidden (the role), own summary (who wrote in it does not check it; who
    /// checked what nobody wrote in does not issue it).
    pub fn permits(&self, action: SummaryAction, actor: &Actor) -> Result<(), Fault> {
        // who may not see a record learns nothing of it
        if !actor.area.contains(&self.area) {
            return Err(Fault::new(Code::NotFound));
        }
        if !action.states().contains(&self.status) {
            let possible = SummaryAction::ALL.iter().filter(|a| a.states().contains(&self.status));
            let allowed: Vec<&str> = possible.map(|a| a.as_str()).collect();
            return Err(Fault::new(Code::WrongState)
                .with("record", "summary")
                .with("state", self.status)
                .with("allowed", allowed.join(",")));
        }
        if !actor.role.has(action.right()) {
            return Err(Fault::new(Code::Forbidden));
        }
        let own = match action {
            SummaryAction::Check => self.writers.contains(&actor.user),
            // what the schedule drafted and nobody wrote in would otherwise go out with one person behind it
            SummaryAction::Issue => {
                self.writers.is_empty() && self.checked.is_some_and(|checked| checked.by == actor.user)
            }
            _ => false,
        };
        if own {
            return Err(Fault::new(Code::OwnSummary));
        }
        Ok(())
    }

    /// After an edit or a recomputation.
    ///
    /// # Errors
    /// As [`SummaryState::permits`].
    pub fn written(&self, action: SummaryAction, actor: &Actor) -> Result<Self, Fault> {
        self.permits(action, actor)?;
        let mut state = self.back_to_draft();
        state.writers.insert(actor.user);
        Ok(state)
    }

    /// After the check. `sha256` is the hash of the content that was frozen by it; `ready` says whether that can be issued
    /// ([`ready`], or `Ok` for a correction).
    ///
    /// # Errors
    /// As [`SummaryState::permits`], and what stands in the way of the issue.
    pub fn checked(
        &self,
        actor: &Actor,
        ready: Result<(), Fault>,
        sha256: String,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        self.permits(SummaryAction::Check, actor)?;
        ready?;
        Ok(Self {
            status: SummaryStatus::Checked,
            version: self.version + 1,
            checked: Some(Signed { by: actor.user, at: now }),
            sha256: Some(sha256),
            ..self.clone()
        })
    }

    /// After it was sent back.
    ///
    /// # Errors
    /// As [`SummaryState::permits`].
    pub fn sent_back(&self, actor: &Actor) -> Result<Self, Fault> {
        self.permits(SummaryAction::SendBack, actor)?;
        Ok(self.back_to_draft())
    }

    /// After the issue. `seen` is the content hash that the person was looking at, `kept` that of what is stored now, and
    /// `ready` whether it can be issued, judged again over what is stored.
    ///
    /// # Errors
    /// As [`SummaryState::permits`]; stale: what is stored is not what was checked and seen; what stands in the way.
    pub fn issued(
        &self,
        actor: &Actor,
        ready: Result<(), Fault>,
        (seen, kept): (&str, &str),
        number: String,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        self.permits(SummaryAction::Issue, actor)?;
        if self.sha256.as_deref() != Some(kept) || seen != kept {
            return Err(Fault::new(Code::Stale));
        }
        ready?;
        Ok(Self {
            status: SummaryStatus::Issued,
            version: self.version + 1,
            issued: Some(Signed { by: actor.user, at: now }),
            number: Some(number),
            ..self.clone()
        })
    }

    fn back_to_draft(&self) -> Self {
        Self {
            status: SummaryStatus::Draft,
            version: self.version + 1,
            checked: None,
            sha256: None,
            ..self.clone()
        }
    }
}

/// Whether a summary can be checked and issued: the period is over at T, every balance holds, no required section is
/// without a word, and no figure of the text is one that it does not hold.
///
/// # Errors
/// `period_not_over`, `balance_broken` with `args.area`, `section_empty` with `args.section`, `figure_gone` with `args.topic` and
/// `args.word`.
pub fn ready(summary: &SafetySummary, sections: &[SectionText]) -> Result<(), Fault> {
    ready_at(summary.as_of, summary, sections)
}

/// The same of a draft that is checked at an instant: the check reads its figures anew, so that the period may have ended since they
/// were read.
///
/// # Errors
/// See [`ready`].
pub fn ready_at(at: DateTime<Utc>, summary: &SafetySummary, sections: &[SectionText]) -> Result<(), Fault> {
    if at < summary.period.period().end() {
        return Err(Fault::new(Code::PeriodNotOver).with("period", summary.period));
    }
    if let Some(area) = summary.broken_balance() {
        return Err(Fault::new(Code::BalanceBroken).with("area", area));
    }
    let said = |section: Section| sections.iter().any(|s| s.section == section && s.says_something());
    if let Some(section) = Section::ALL.iter().find(|section| section.is_required() && !said(**section)) {
        return Err(Fault::new(Code::SectionEmpty).with("section", section));
    }
    let paragraphs = sections.iter().flat_map(|section| &section.paragraphs);
    let mut stated =
        paragraphs.flat_map(|said| figures_of(&said.parts).map(move |figure| (said.topic, figure)));
    // a paper would print it as a figure without a base
    match stated.find(|(_, figure)| summary.line(*figure).is_none()) {
        Some((topic, word)) => Err(Fault::new(Code::FigureGone).with("topic", topic).with("word", word)),
        None => Ok(()),
    }
}
