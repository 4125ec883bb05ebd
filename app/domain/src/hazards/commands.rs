//! What people ask for, as data: the form's payload, the API's body and (later) the outbox entry of a tablet.

use super::state::{Category, PointSource, Severity, Source, VoidReason};
use crate::{
    calendar::{YEARS, is_kept, local_date},
    fault::{Fault, FieldCode, FieldFault},
    geo::{Point, Wgs84},
    ids::{EventId, FileId, HazardId, SiteId, StandardId, UserId},
    photos::MAX_PER_COMMAND,
    sites::place::in_china,
    text::Texts,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A position with how it was got.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Where, in WGS-84.
    pub point: Point<Wgs84>,
    /// Radius of 68 % confidence in metres, when the device told it.
    #[serde(default)]
    pub accuracy_m: Option<f64>,
    /// How it was got.
    pub source: PointSource,
}

impl Position {
    pub(crate) fn check(&self, field: &str, faults: &mut Vec<FieldFault>) {
        if self.accuracy_m.is_some_and(|a| !a.is_finite() || !(0.0..=100_000.0).contains(&a)) {
            faults.push(
                FieldFault::new(format!("{field}.accuracy_m"), FieldCode::OutOfRange)
                    .with("min", 0)
                    .with("max", 100_000),
            );
        }
    }
}

/// Registers one finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegisterHazard {
    /// The new hazard's id, made by the caller.
    pub id: HazardId,
    /// Where the finding came from.
    pub source: Source,
    /// First-level category.
    pub category: Category,
    /// Second level, free word of the library.
    #[serde(default)]
    pub subcategory: Option<String>,
    /// General or major. A household's is never graded major automatically.
    pub severity: Severity,
    /// What is wrong.
    pub description: String,
    /// Where at the site (楼道三层 …).
    #[serde(default)]
    pub location: String,
    /// The clause it offends, as cited on papers.
    #[serde(default)]
    pub clause: Option<String>,
    /// The library entry it was made from.
    #[serde(default)]
    pub standard: Option<StandardId>,
    /// The site; without one an area must follow from the position.
    #[serde(default)]
    pub site: Option<SiteId>,
    /// Position; the site's is taken when missing.
    #[serde(default)]
    pub position: Option<Position>,
    /// When it was found (device time of the finding).
    pub found_at: DateTime<Utc>,
    /// A deadline chosen by hand; by the rule table when missing.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// 立查立改: rectified before the inspector left; needs an after photo.
    #[serde(default)]
    pub on_the_spot: bool,
    /// Responsible person or firm.
    #[serde(default)]
    pub party_name: Option<String>,
    /// Their phone.
    #[serde(default)]
    pub party_phone: Option<String>,
    /// Photos of the finding.
    #[serde(default)]
    pub photos_before: Vec<FileId>,
    /// Photos of the rectified state.
    #[serde(default)]
    pub photos_after: Vec<FileId>,
    /// The checklist item that failed, as `item` or `item#2` in a repeat group.
    #[serde(default)]
    pub item: Option<String>,
}

/// How far a device's clock may run ahead of the server's before a time counts as "in the future".
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(10);

/// A day outside of [`YEARS`] is a slip of the keyboard, or somebody's game.
pub(crate) fn check_day(field: &str, day: NaiveDate, faults: &mut Vec<FieldFault>) {
    if !is_kept(day) {
        faults.push(
            FieldFault::new(field, FieldCode::OutOfRange)
                .with("min", format!("{}-01-01", YEARS.start))
                .with("max", format!("{}-12-31", YEARS.end - 1)),
        );
    }
}

impl RegisterHazard {
    /// Checks what can be checked without the store. `now` is the server's time.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .paragraph("description", &self.description)
            .optional_line("location", Some(&self.location))
            .optional_line("subcategory", self.subcategory.as_deref())
            .optional_line("clause", self.clause.as_deref())
            .optional_line("party_name", self.party_name.as_deref())
            .optional_line("party_phone", self.party_phone.as_deref());
        if let Some(position) = &self.position {
            position.check("position", &mut faults);
        }
        if self.site.is_none() && self.position.is_none() {
            faults.push(FieldFault::new("site", FieldCode::Required));
        }
        if self.found_at > now + CLOCK_TOLERANCE {
            faults.push(FieldFault::new("found_at", FieldCode::InFuture));
        }
        check_day("found_at", local_date(self.found_at), &mut faults);
        if let Some(due) = self.due {
            check_day("due", due, &mut faults);
            if due < local_date(self.found_at) {
                faults.push(FieldFault::new("due", FieldCode::BeforeFound));
            }
        }
        if self.on_the_spot && self.photos_after.is_empty() {
            faults.push(FieldFault::new("photos_after", FieldCode::PhotoNeeded));
        }
        check_photos("photos_before", &self.photos_before, &mut faults);
        check_photos("photos_after", &self.photos_after, &mut faults);
        Fault::check(faults)
    }
}

pub(crate) fn check_photos(field: &str, photos: &[FileId], faults: &mut Vec<FieldFault>) {
    if photos.len() > MAX_PER_COMMAND {
        faults.push(FieldFault::new(field, FieldCode::TooMany).with("max", MAX_PER_COMMAND));
    }
    let mut seen = std::collections::BTreeSet::new();
    if !photos.iter().all(|p| seen.insert(p)) {
        faults.push(FieldFault::new(field, FieldCode::Duplicate));
    }
}

/// The five elements 五落实 of a major hazard; all are required before assignment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiveElements {
    /// Targets and tasks.
    pub targets: String,
    /// Funds and material.
    pub funds: String,
    /// Organisation and people.
    pub people: String,
    /// Time.
    pub time: String,
    /// Safety measures and contingency plan.
    pub measures: String,
    /// Which body supervises 督办单位. Written down with the five, but not one of them: assignment does not wait for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervised_by: Option<String>,
}

impl FiveElements {
    fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("targets", &self.targets),
            ("funds", &self.funds),
            ("people", &self.people),
            ("time", &self.time),
            ("measures", &self.measures),
        ]
    }

    /// Those of the five that are not written down, as names of fields: all of them when there are no elements yet.
    pub fn missing(elements: Option<&Self>) -> Vec<&'static str> {
        let none = Self::default();
        let fields = elements.unwrap_or(&none).fields();
        fields.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(name, _)| name).collect()
    }
}

/// One line of a review: what was looked at and whether it is in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// What was looked at; a key of [`REVIEW_ITEMS`] or free text.
    pub item: String,
    /// In order?
    pub passed: bool,
    /// What was seen.
    #[serde(default)]
    pub note: Option<String>,
}

/// The standing items of every review, as keys of the locale files: the hazard is gone, no new one came with
/// the rectification, the responsible party knows how to keep it so.
pub const REVIEW_ITEMS: [&str; 3] = ["eliminated", "no_new_hazard", "party_informed"];

/// A step in the life of a hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", try_from = "super::told::ToldCommand")]
pub enum HazardCommand {
    /// Give it to somebody, also to somebody else.
    Assign {
        /// To whom.
        assignee: UserId,
        /// What they should know.
        #[serde(default)]
        note: Option<String>,
    },
    /// Take it over from whoever has it.
    TakeOver {
        /// Why; whoever had it is told.
        reason: String,
    },
    /// Report it as rectified.
    Rectify {
        /// What was done.
        note: String,
        /// Photos of the rectified state.
        #[serde(default)]
        photos: Vec<FileId>,
    },
    /// Review, item by item: closes when all are in order, otherwise sends it back.
    Review {
        /// The lines; at least one.
        items: Vec<ReviewItem>,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
        /// Photos taken at the review.
        #[serde(default)]
        photos: Vec<FileId>,
    },
    /// Ask for a later deadline.
    AskExtension {
        /// The day asked for.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Grant or refuse it.
    DecideExtension {
        /// Granted?
        grant: bool,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Hand it to another body.
    Transfer {
        /// Which body.
        to: String,
        /// Why.
        reason: String,
    },
    /// Record the other body's answer.
    AnswerTransfer {
        /// It says that it is rectified (which is then reviewed); otherwise it comes back to us.
        rectified: bool,
        /// Its answer.
        note: String,
        /// Photos it sent.
        #[serde(default)]
        photos: Vec<FileId>,
    },
    /// Declare void.
    Void {
        /// Why.
        reason: VoidReason,
        /// The first record, for a duplicate.
        #[serde(default)]
        duplicate_of: Option<HazardId>,
        /// Explanation.
        note: String,
    },
    /// Take back that it is a duplicate: it goes on by itself, with its own history.
    Split {
        /// Why.
        reason: String,
    },
    /// Reopen after closing, with a new deadline.
    Reopen {
        /// Why.
        reason: String,
        /// The deadline now in force. The original one stays.
        due: NaiveDate,
    },
    /// Write down the five elements.
    SetFiveElements {
        /// All five.
        elements: FiveElements,
    },
    /// Add a note.
    AddNote {
        /// The note.
        note: String,
        /// Photos.
        #[serde(default)]
        photos: Vec<FileId>,
    },
    /// Correct description, place or clause.
    Correct {
        /// What is wrong.
        description: String,
        /// Where at the site.
        #[serde(default)]
        location: String,
        /// The clause.
        #[serde(default)]
        clause: Option<String>,
        /// Why it is corrected.
        reason: String,
    },
    /// Correct what it counts as and where it is. What is not given stays.
    Reclassify {
        /// The category that it belongs to.
        #[serde(default)]
        category: Option<Category>,
        /// How severe it is.
        #[serde(default)]
        severity: Option<Severity>,
        /// The site that it is at, in the same committee.
        #[serde(default)]
        site: Option<SiteId>,
        /// Where it is.
        #[serde(default)]
        position: Option<Position>,
        /// Why it is corrected.
        reason: String,
    },
}

impl HazardCommand {
    /// The photos it brings.
    pub fn photos(&self) -> &[FileId] {
        match self {
            Self::Rectify { photos, .. }
            | Self::Review { photos, .. }
            | Self::AnswerTransfer { photos, .. }
            | Self::AddNote { photos, .. } => photos,
            _ => &[],
        }
    }

    /// Checks what can be checked without the state.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        match self {
            Self::AskExtension { until, .. } => check_day("until", *until, &mut faults),
            Self::Reopen { due, .. } => check_day("due", *due, &mut faults),
            Self::Reclassify { category: None, severity: None, site: None, position: None, .. } => {
                faults.push(FieldFault::new("category", FieldCode::NoneChosen));
            }
            Self::Reclassify { position: Some(position), .. } => {
                position.check("position", &mut faults);
                in_china(position, &mut faults);
            }
            _ => {}
        }
        let mut texts = Texts::new(&mut faults);
        match self {
            Self::Assign { note, .. } | Self::DecideExtension { note, .. } => {
                texts.optional_paragraph("note", note.as_deref());
            }
            Self::Rectify { note, .. } | Self::AddNote { note, .. } | Self::AnswerTransfer { note, .. } => {
                texts.paragraph("note", note);
            }
            Self::Review { items, note, .. } => {
                texts.optional_paragraph("note", note.as_deref());
                for (i, item) in items.iter().enumerate() {
                    texts.line(&format!("items[{i}].item"), &item.item);
                    texts.optional_paragraph(&format!("items[{i}].note"), item.note.as_deref());
                }
                if items.is_empty() {
                    faults.push(FieldFault::new("items", FieldCode::Required));
                } else if items.iter().any(|i| !i.passed)
                    && note.as_deref().is_none_or(|n| n.trim().is_empty())
                    && items.iter().all(|i| i.passed || i.note.as_deref().is_none_or(|n| n.trim().is_empty()))
                {
                    // whoever gets it back must know why
                    faults.push(FieldFault::new("note", FieldCode::Required));
                }
            }
            Self::AskExtension { reason, .. }
            | Self::Reopen { reason, .. }
            | Self::TakeOver { reason }
            | Self::Split { reason }
            | Self::Reclassify { reason, .. } => {
                texts.paragraph("reason", reason);
            }
            Self::Transfer { to, reason } => {
                texts.line("to", to).paragraph("reason", reason);
            }
            Self::Void { reason, duplicate_of, note } => {
                texts.paragraph("note", note);
                match (reason, duplicate_of) {
                    (VoidReason::Duplicate, None) => {
                        faults.push(FieldFault::new("duplicate_of", FieldCode::Required));
                    }
                    (VoidReason::FalseAlarm | VoidReason::SiteGone, Some(_)) => {
                        faults.push(FieldFault::new("duplicate_of", FieldCode::NotAllowed));
                    }
                    _ => {}
                }
            }
            Self::SetFiveElements { elements } => {
                for (field, text) in elements.fields() {
                    texts.paragraph(&format!("elements.{field}"), text);
                }
                texts.optional_line("elements.supervised_by", elements.supervised_by.as_deref());
            }
            Self::Correct { description, location, clause, reason } => {
                texts
                    .paragraph("description", description)
                    .optional_line("location", Some(location))
                    .optional_line("clause", clause.as_deref())
                    .paragraph("reason", reason);
            }
        }
        check_photos("photos", self.photos(), &mut faults);
        Fault::check(faults)
    }
}

/// A command with what makes it safe to send twice and to send late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Made by the caller; becomes the event's id. The same id with the same content is accepted again.
    pub id: EventId,
    /// The hazard.
    pub hazard: HazardId,
    /// The version that the person was looking at; `None` takes whatever is there.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// The device's time, when it was done away from the server.
    #[serde(default)]
    pub device_at: Option<DateTime<Utc>>,
    /// Where it was done.
    #[serde(default)]
    pub position: Option<Position>,
    /// What to do.
    pub command: HazardCommand,
}

impl Change {
    /// Checks what can be checked without the state.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        if let Some(position) = &self.position {
            position.check("position", &mut faults);
        }
        if let Some(at) = self.device_at {
            check_day("device_at", local_date(at), &mut faults);
        }
        Fault::check(faults)?;
        self.command.validate()
    }
}
