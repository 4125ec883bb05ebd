//! What a person is told when something is not accepted: a stable code, the fields concerned, and the values
//! that the sentence needs. The sentence itself stands in the locale files. Safe to show: no internals.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A word that is not one of a text enum's values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {kind}")]
pub struct UnknownWord {
    /// The enum's name.
    pub kind: &'static str,
    /// What was given, shortened.
    pub word: String,
}

crate::text_enum! {
    /// Why a request was not carried out. Stable: clients and tests rely on the words.
    Code {
        /// Nobody is signed in.
        Unauthenticated = "unauthenticated",
        /// Login and password do not belong together (never says which).
        BadCredentials = "bad_credentials",
        /// Too many attempts; `args.seconds` says how long to wait.
        TooManyAttempts = "too_many_attempts",
        /// This role may not do it.
        Forbidden = "forbidden",
        /// A form came from another site's page.
        CrossSite = "cross_site",
        /// No such record, or none that this person may see.
        NotFound = "not_found",
        /// One or more fields are not acceptable; see `fields`.
        Invalid = "invalid",
        /// The state does not allow it; `args.state` and `args.allowed` say what it is and what it allows.
        WrongState = "wrong_state",
        /// Somebody else changed the record meanwhile; look again.
        Stale = "stale",
        /// The same id was used before for other content.
        ContentConflict = "content_conflict",
        /// The person who reported the rectification may not review it.
        OwnRectification = "own_rectification",
        /// A major hazard needs a second person; this one has already given their word.
        SecondPersonNeeded = "second_person_needed",
        /// A major hazard is assigned only with its five elements 五落实.
        FiveElementsMissing = "five_elements_missing",
        /// An extension request is waiting for its answer.
        ExtensionPending = "extension_pending",
        /// There is no extension request to decide.
        NoExtensionPending = "no_extension_pending",
        /// The five elements belong to major hazards only.
        NotMajor = "not_major",
        /// It was not merged with another record, so there is nothing to split off.
        NotDuplicate = "not_duplicate",
        /// It is so already.
        NothingToDo = "nothing_to_do",
        /// Nobody is at work on the hazard who could be reminded.
        NobodyToRemind = "nobody_to_remind",
        /// It stands on a notice already; `args.number` is that of the paper.
        AlreadyOnNotice = "already_on_notice",
        /// What the responsible party sent before waits for its answer.
        SubmissionPending = "submission_pending",
        /// Another device in use has this serial number; `args.serial` says which.
        SerialInUse = "serial_in_use",
        /// The person who reported the work may not accept it.
        OwnWork = "own_work",
        /// Who wrote in a summary does not check it.
        OwnSummary = "own_summary",
        /// A summary is not issued before its period is over; `args.period`.
        PeriodNotOver = "period_not_over",
        /// A summary is not issued while a balance does not hold; `args.area` says whose.
        BalanceBroken = "balance_broken",
        /// A summary is not issued while a required section is empty; `args.section`.
        SectionEmpty = "section_empty",
        /// A summary is not issued while a paragraph of the office refers to a figure that it no longer holds, as of a campaign that was
        /// moved; `args.topic`, `args.word`.
        FigureGone = "figure_gone",
        /// The file is empty.
        FileEmpty = "file_empty",
        /// The file or request is larger than allowed; `args.limit`.
        TooLarge = "too_large",
        /// The file is not a JPEG, PNG or WebP picture.
        UnsupportedType = "unsupported_type",
        /// The file is no table that can be read; `args.why` is the [`FileFaultCode`](crate::table::FileFaultCode),
        /// `args.line` the line where it shows, when there is one.
        UnreadableTable = "unreadable_table",
        /// The picture is cut off or damaged.
        DamagedFile = "damaged_file",
        /// The picture has more pixels than allowed; `args.limit`.
        TooManyPixels = "too_many_pixels",
        /// What arrived is not what was sent: its fingerprint is another one.
        Damaged = "damaged",
        /// It belongs to an area that is not (or no longer) the person's own.
        OutsideArea = "outside_area",
        /// The person's area is larger than what a tablet takes along; `args.level` says how large it may be.
        AreaTooLarge = "area_too_large",
        /// The program on the device is older than the server understands: update it first. Nothing on it is lost.
        UpdateFirst = "update_first",
        /// The font of papers has no picture of these characters; `args.characters`.
        MissingGlyph = "missing_glyph",
        /// A font of papers is not installed; `args.family`.
        NoFont = "no_font",
        /// Busy: try again shortly.
        Busy = "busy",
        /// Something went wrong on our side; `args.reference` finds it in the log.
        Internal = "internal",
    }
}

impl Code {
    /// The HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unauthenticated | Self::BadCredentials => 401,
            Self::Forbidden
            | Self::CrossSite
            | Self::OwnRectification
            | Self::SecondPersonNeeded
            | Self::OwnWork
            | Self::OwnSummary
            | Self::OutsideArea => 403,
            Self::NotFound => 404,
            Self::WrongState
            | Self::Stale
            | Self::ContentConflict
            | Self::ExtensionPending
            | Self::NoExtensionPending
            | Self::FiveElementsMissing
            | Self::NotMajor
            | Self::NotDuplicate
            | Self::NothingToDo
            | Self::NobodyToRemind
            | Self::AlreadyOnNotice
            | Self::SubmissionPending
            | Self::SerialInUse
            | Self::PeriodNotOver
            | Self::BalanceBroken
            | Self::SectionEmpty
            | Self::FigureGone => 409,
            Self::TooLarge | Self::TooManyPixels => 413,
            Self::UnsupportedType => 415,
            Self::Invalid
            | Self::FileEmpty
            | Self::UnreadableTable
            | Self::DamagedFile
            | Self::Damaged
            | Self::AreaTooLarge
            | Self::MissingGlyph => 422,
            Self::UpdateFirst => 426,
            Self::TooManyAttempts => 429,
            Self::Busy | Self::NoFont => 503,
            Self::Internal => 500,
        }
    }
}

crate::text_enum! {
    /// What is wrong with one field.
    FieldCode {
        /// Must be filled in.
        Required = "required",
        /// Longer than `args.max` characters; `args.is` says how long it is.
        TooLong = "too_long",
        /// Shorter than `args.min`.
        TooShort = "too_short",
        /// Contains control characters.
        ControlCharacter = "control_character",
        /// Not one of the allowed values.
        NotAllowed = "not_allowed",
        /// Not of the expected form (number, date, code).
        Malformed = "malformed",
        /// Below `args.min` or above `args.max`.
        OutOfRange = "out_of_range",
        /// Before the finding.
        BeforeFound = "before_found",
        /// Must be later than `args.than`.
        NotLater = "not_later",
        /// In the future.
        InFuture = "in_future",
        /// Refers to something that does not exist or may not be seen.
        Unknown = "unknown",
        /// A photo is needed.
        PhotoNeeded = "photo_needed",
        /// Nothing of a list was chosen.
        NoneChosen = "none_chosen",
        /// More than `args.max` entries.
        TooMany = "too_many",
        /// The same thing twice.
        Duplicate = "duplicate",
        /// Outside the person's own area.
        OutsideArea = "outside_area",
        /// A placeholder that there is none of; `args.word` in `args.line`.
        UnknownPlaceholder = "unknown_placeholder",
        /// A placeholder that other papers have, or that needs a line to itself; `args.word` in `args.line`.
        MisplacedPlaceholder = "misplaced_placeholder",
        /// What every template must hold; `args.word`.
        MissingPlaceholder = "missing_placeholder",
        /// Refers to something that stands further down.
        ComesLater = "comes_later",
        /// The digits of a figure, typed where the figure stood; `args.digits`, `args.word` is the figure.
        TypedFigure = "typed_figure",
        /// A figure that the text held before is missing, and nobody said that it is left out on purpose; `args.word`.
        MissingFigure = "missing_figure",
        /// Hazards of several parties or subdistricts, which do not go on one paper.
        NotOneParty = "not_one_party",
        /// The place lies in the outline of another committee, `args.area`: somebody says whether the site comes to it.
        OtherCommittee = "other_committee",
        /// In another committee: what is recorded here is declared void, and registered there.
        RegisterThere = "register_there",
        /// The place lies in no outline, and outside that of the site's own committee.
        OutsideOutline = "outside_outline",
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// The field's name as in the command, e.g. `hazards[0].description`.
    pub field: String,
    /// What is wrong.
    pub code: FieldCode,
    /// Values for the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl FieldFault {
    /// A fault of one field.
    pub fn new(field: impl Into<String>, code: FieldCode) -> Self {
        Self { field: field.into(), code, args: BTreeMap::new() }
    }

    /// Adds a value for the sentence.
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.args.insert(key.into(), value.to_string());
        self
    }

    /// The same fault seen from an enclosing command: `outer.field`.
    pub fn under(mut self, outer: &str) -> Self {
        self.field = format!("{outer}.{}", self.field);
        self
    }
}

/// A refusal, safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}{}", if fields.is_empty() { String::new() } else { format!(" ({})", fields.iter().map(|f| format!("{}: {}", f.field, f.code)).collect::<Vec<_>>().join(", ")) })]
pub struct Fault {
    /// Why.
    pub code: Code,
    /// Which fields; empty when it is not about a field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
    /// Values for the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Fault {
    /// A fault that is not about a field.
    pub fn new(code: Code) -> Self {
        Self { code, fields: Vec::new(), args: BTreeMap::new() }
    }

    /// A fault of one field.
    pub fn field(field: impl Into<String>, code: FieldCode) -> Self {
        Self::fields(vec![FieldFault::new(field, code)])
    }

    /// A fault of several fields.
    pub fn fields(fields: Vec<FieldFault>) -> Self {
        Self { code: Code::Invalid, fields, args: BTreeMap::new() }
    }

    /// Adds a value for the sentence.
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.args.insert(key.into(), value.to_string());
        self
    }

    /// `Ok` when no field is at fault.
    pub fn check(fields: Vec<FieldFault>) -> Result<(), Self> {
        if fields.is_empty() { Ok(()) } else { Err(Self::fields(fields)) }
    }
}
