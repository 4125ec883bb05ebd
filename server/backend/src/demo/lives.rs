//! The lives of hazards: what became of each, carried out step by step by the rules of the life cycle, so that the
//! chain of events and the counters are the real ones.

use super::{
    clock::Steps,
    clock::later,
    dice::Dice,
    people::Staff,
    pictures::Album,
    words::{self, Words},
};
use crate::{
    entities::{hazard, hazard_event},
    error::Result,
    files::service::Owner,
    hazards::store::{Built, Doing, append},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::Actor,
    calendar::WorkCalendar,
    hazards::{
        Category, FiveElements, HazardCommand, HazardState, ReviewItem, Step, VoidReason,
        commands::REVIEW_ITEMS,
    },
    ids::{EventId, FileId, HazardId},
    photos::PhotoKind,
};

/// What becomes of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    /// Rectified before the inspector left.
    OnTheSpot,
    /// Assigned, rectified and closed in time.
    Plain,
    /// Closed after its deadline.
    Late,
    /// Sent back by a review, then closed.
    Returned,
    /// More time granted, closed by the later deadline.
    Granted,
    /// More time refused, closed about the deadline.
    Refused,
    /// Closed, reopened, closed again.
    Reopened,
    /// Handed to another body, which had it rectified; closed.
    Answered,
    /// Major: five elements, closed by two people.
    Major,
    /// Still waits to be assigned.
    StillRegistered,
    /// Assigned and never rectified.
    StillAssigned,
    /// Reported as rectified, waits for review.
    StillRectified,
    /// With another body that has not answered.
    StillTransferred,
    /// Major and not yet rectified.
    StillMajor,
    /// Declared a false alarm.
    FalseAlarm,
    /// Declared a duplicate of the other.
    Duplicate(HazardId),
}

/// A hazard on its way.
pub(super) struct Life<'a> {
    /// The row as it stands.
    pub row: hazard::Model,
    /// What has happened.
    pub events: Vec<hazard_event::Model>,
    /// The state that decides the next steps.
    pub state: HazardState,
    /// Chance.
    pub dice: &'a mut Dice,
    /// Working days.
    pub calendar: &'a WorkCalendar,
    /// The people of the subdistrict.
    pub staff: &'a Staff,
    /// Photos, where they are made.
    pub album: Option<&'a mut Album>,
    /// Category, for the photos.
    pub category: Category,
    /// What people write about it.
    pub words: &'static Words,
    /// What is closed late is not closed before this day.
    pub earliest: NaiveDate,
    /// Nothing that closes it happens after this day.
    pub latest: NaiveDate,
}

/// Who looks after it and who reviews.
struct Cast {
    office: Actor,
    assignee: Actor,
    reviewer: Actor,
    second: Actor,
}

impl<'a> Life<'a> {
    /// A step that the first command brought along (rectified on the spot).
    pub fn follow(
        &mut self,
        step: &Step,
        actor: &Actor,
        now: DateTime<Utc>,
        photos: &[FileId],
    ) -> Result<()> {
        let doing = self.doing(actor, now, photos);
        let event = append(&mut self.row, step, &doing)?;
        self.events.push(event);
        self.state = step.state.clone();
        Ok(())
    }

    fn doing<'b>(&mut self, actor: &'b Actor, now: DateTime<Utc>, photos: &'b [FileId]) -> Doing<'b> {
        let id = EventId(self.dice.id(now));
        Doing { id, actor, now, device_at: None, photos, position: None, content_sha256: None }
    }

    /// Carries out a command, as the service does.
    fn act(&mut self, command: &HazardCommand, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        command.validate()?;
        let step = self.state.step(command, actor, now)?;
        self.follow(&step, actor, now, command.photos())
    }

    fn photo(&mut self, kind: PhotoKind, actor: &Actor, now: DateTime<Utc>) -> Vec<FileId> {
        let (owner, area) = (Owner::Hazard(HazardId(self.row.id)), &self.row.area_code);
        match &mut self.album {
            Some(album) => vec![album.take(self.dice, kind, self.category, owner, area, actor, now)],
            None => Vec::new(),
        }
    }

    fn cast(&mut self) -> Cast {
        let seen: Vec<&Actor> = self.staff.inspectors_for(&self.state.area).collect();
        let office = self.dice.pick(&self.staff.office).clone();
        let reporter = seen.iter().find(|p| p.user == self.state.reporter);
        let assignee = match reporter {
            Some(reporter) if self.dice.chance(70) => (*reporter).clone(),
            _ => (*self.dice.pick(&seen)).clone(),
        };
        let others: Vec<&&Actor> = seen.iter().filter(|p| p.user != assignee.user).collect();
        let colleague = others.get(self.dice.below(others.len().max(1))).map_or(&office, |p| **p).clone();
        let reviewer = if self.dice.chance(60) { office.clone() } else { colleague.clone() };
        let second = if reviewer.user == office.user { colleague } else { office.clone() };
        Cast { office, assignee, reviewer, second }
    }

    fn assign(&mut self, cast: &Cast, now: DateTime<Utc>) -> Result<()> {
        let note = self.dice.chance(30).then(|| "请督促责任人按期整改，留存照片。".to_owned());
        self.act(&HazardCommand::Assign { assignee: cast.assignee.user, note }, &cast.office, now)
    }

    fn rectify(&mut self, cast: &Cast, now: DateTime<Utc>) -> Result<()> {
        let note = (*self.dice.pick(&self.words.remedies)).to_owned();
        let photos = self.photo(PhotoKind::After, &cast.assignee, now);
        self.act(&HazardCommand::Rectify { note, photos }, &cast.assignee, now)
    }

    fn review(&mut self, passed: bool, by: &Actor, now: DateTime<Utc>) -> Result<()> {
        let failed = if passed { usize::MAX } else { self.dice.below(2) };
        let item =
            |(i, item): (usize, &&str)| ReviewItem { item: (*item).into(), passed: i != failed, note: None };
        let items = REVIEW_ITEMS.iter().enumerate().map(item).collect();
        let note = if passed { None } else { Some((*self.dice.pick(&words::RETURNS)).to_owned()) };
        let photos = if self.dice.chance(20) { self.photo(PhotoKind::After, by, now) } else { Vec::new() };
        self.act(&HazardCommand::Review { items, note, photos }, by, now)
    }

    /// The last day on which it may be closed in time.
    fn in_time(&self) -> NaiveDate {
        self.state.effective_due.min(self.latest)
    }

    /// Lives the story. The registered event is there already, and for [`Story::OnTheSpot`] all of it.
    pub fn live(&mut self, story: Story) -> Result<()> {
        let mut steps = Steps::after(self.calendar, self.row.registered_at);
        match story {
            Story::OnTheSpot | Story::StillRegistered => Ok(()),
            Story::Plain => {
                let cast = self.cast();
                let by = self.in_time();
                self.run(&cast, &mut steps, by)
            }
            Story::Late => {
                let cast = self.cast();
                let now = steps.soon(self.dice, self.latest);
                self.assign(&cast, now)?;
                let from = later(self.state.effective_due, 1).max(self.earliest).min(self.latest);
                let now = steps.within(self.dice, from, later(from, 8).min(self.latest));
                self.rectify(&cast, now)?;
                let now = steps.within(self.dice, steps.day(), later(steps.day(), 3).min(self.latest));
                self.review(true, &cast.reviewer, now)
            }
            Story::Returned => self.returned(&mut steps),
            Story::Granted | Story::Refused => self.extension(story == Story::Granted, &mut steps),
            Story::Reopened => self.reopened(&mut steps),
            Story::Answered | Story::StillTransferred => {
                self.transferred(story == Story::Answered, &mut steps)
            }
            Story::Major | Story::StillMajor => self.major(story == Story::Major, &mut steps),
            Story::StillAssigned => {
                let cast = self.cast();
                let now = steps.soon(self.dice, self.latest);
                self.assign(&cast, now)?;
                let reminded = later(self.state.effective_due, 2).min(self.latest);
                let now = steps.within(self.dice, reminded, self.latest);
                let note = HazardCommand::AddNote {
                    note: "已电话催办，责任人称正在联系施工。".into(),
                    photos: Vec::new(),
                };
                self.act(&note, &cast.office, now)
            }
            Story::StillRectified => {
                let cast = self.cast();
                let now = steps.soon(self.dice, self.latest);
                self.assign(&cast, now)?;
                let now = steps.within(self.dice, steps.day(), self.latest);
                self.rectify(&cast, now)
            }
            Story::FalseAlarm => {
                self.voided(VoidReason::FalseAlarm, None, "现场核实，未发现所述情况。", &mut steps)
            }
            Story::Duplicate(first) => {
                self.voided(VoidReason::Duplicate, Some(first), "与此前检查发现的为同一隐患。", &mut steps)
            }
        }
    }

    /// Assigned, rectified, closed, all by the end of `by`.
    fn run(&mut self, cast: &Cast, steps: &mut Steps<'_>, by: NaiveDate) -> Result<()> {
        let now = steps.soon(self.dice, by);
        self.assign(cast, now)?;
        self.finish(cast, steps, by)
    }

    /// Rectified and closed by the end of `by`.
    fn finish(&mut self, cast: &Cast, steps: &mut Steps<'_>, by: NaiveDate) -> Result<()> {
        let room = (by - steps.day()).num_days();
        let now = steps.within(self.dice, later(steps.day(), room / 6), later(steps.day(), room * 3 / 4));
        self.rectify(cast, now)?;
        let now = steps.within(self.dice, steps.day(), later(steps.day(), 3).min(by));
        self.review(true, &cast.reviewer, now)
    }

    fn returned(&mut self, steps: &mut Steps<'_>) -> Result<()> {
        let cast = self.cast();
        let by = self.in_time();
        let now = steps.soon(self.dice, by);
        self.assign(&cast, now)?;
        let half = later(steps.day(), (by - steps.day()).num_days() / 2);
        let now = steps.within(self.dice, steps.day(), half);
        self.rectify(&cast, now)?;
        let now = steps.soon(self.dice, half.max(steps.day()));
        self.review(false, &cast.reviewer, now)?;
        // what comes back is often finished late
        let by = if self.dice.chance(40) { later(by, 4).min(self.latest) } else { by };
        self.finish(&cast, steps, by)
    }

    fn extension(&mut self, granted: bool, steps: &mut Steps<'_>) -> Result<()> {
        let cast = self.cast();
        let due = self.in_time();
        let now = steps.soon(self.dice, due);
        self.assign(&cast, now)?;
        let now = steps.within(self.dice, steps.day(), due);
        let until = later(self.state.effective_due, *self.dice.pick(&[7, 10, 15]));
        let reason = (*self.dice.pick(&words::EXTENSION_REASONS)).to_owned();
        self.act(&HazardCommand::AskExtension { until, reason }, &cast.assignee, now)?;
        let now = steps.soon(self.dice, later(due, 1));
        let note = if granted { None } else { Some((*self.dice.pick(&words::REFUSALS)).to_owned()) };
        self.act(&HazardCommand::DecideExtension { grant: granted, note }, &cast.office, now)?;
        let by = if granted { self.in_time() } else { later(due, self.dice.between(0, 5)).min(self.latest) };
        self.finish(&cast, steps, by.max(steps.day()))
    }

    fn reopened(&mut self, steps: &mut Steps<'_>) -> Result<()> {
        let cast = self.cast();
        let by = self.in_time();
        self.run(&cast, steps, by)?;
        let now = steps.within(
            self.dice,
            later(steps.day(), 12),
            later(steps.day(), 40).min(later(self.latest, -8)),
        );
        let reason = (*self.dice.pick(&words::RELAPSES)).to_owned();
        let due = later(steps.day(), 7);
        self.act(&HazardCommand::Reopen { reason, due }, &cast.office, now)?;
        self.finish(&cast, steps, due.min(self.latest))
    }

    fn transferred(&mut self, answered: bool, steps: &mut Steps<'_>) -> Result<()> {
        let cast = self.cast();
        let (to, reason) = words::body(self.category);
        let now = steps.within(self.dice, later(steps.day(), 1), later(steps.day(), 3).min(self.latest));
        let command = HazardCommand::Transfer { to: to.into(), reason: reason.into() };
        self.act(&command, &cast.office, now)?;
        if !answered {
            return Ok(());
        }
        let now = steps.within(
            self.dice,
            later(steps.day(), 4),
            later(steps.day(), 20).min(later(self.latest, -3)),
        );
        let photos = self.photo(PhotoKind::After, &cast.office, now);
        let command =
            HazardCommand::AnswerTransfer {
                rectified: true, note: "来函答复：已处理完毕。".into(), photos
            };
        self.act(&command, &cast.office, now)?;
        let now = steps.within(self.dice, later(steps.day(), 1), later(steps.day(), 4).min(self.latest));
        self.review(true, &cast.assignee, now)
    }

    fn major(&mut self, closed: bool, steps: &mut Steps<'_>) -> Result<()> {
        let cast = self.cast();
        let by = self.in_time();
        let now = steps.soon(self.dice, by);
        let elements = FiveElements {
            targets: "消除重大隐患，恢复安全条件，通过双人复查。".into(),
            funds: "由产权单位承担整改费用，街道协调应急物资。".into(),
            people: "产权单位负责人牵头，安全办、居委会专人督办。".into(),
            time: format!("于{}前完成整改。", self.state.effective_due.format("%Y年%-m月%-d日")),
            measures: "整改期间停止使用相关区域，安排专人值守，制定应急疏散预案。".into(),
            supervised_by: Some("长宁区安全生产委员会办公室".into()),
        };
        self.act(&HazardCommand::SetFiveElements { elements }, &cast.office, now)?;
        let now = steps.soon(self.dice, by);
        self.assign(&cast, now)?;
        if !closed {
            return Ok(());
        }
        let room = (by - steps.day()).num_days();
        let now = steps.within(self.dice, later(steps.day(), room / 3), later(steps.day(), room * 3 / 4));
        self.rectify(&cast, now)?;
        let now = steps.within(self.dice, steps.day(), by);
        self.review(true, &cast.reviewer, now)?;
        let now = steps.within(self.dice, steps.day(), by);
        self.review(true, &cast.second, now)
    }

    fn voided(
        &mut self,
        reason: VoidReason,
        first: Option<HazardId>,
        note: &str,
        steps: &mut Steps<'_>,
    ) -> Result<()> {
        let cast = self.cast();
        let now = steps.within(self.dice, steps.day(), later(steps.day(), 3).min(self.latest));
        self.act(&HazardCommand::Void { reason, duplicate_of: first, note: note.into() }, &cast.office, now)
    }

    /// The hazard as it is written.
    pub fn end(self, built: Built) -> Built {
        Built { row: self.row, events: self.events, entry: built.entry }
    }
}
