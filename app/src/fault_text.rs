//! The sentences for faults. The codes are the domain's; the words stand in `locales/*/faults.json`.

use crate::{
    error::AppError,
    labels::{Label, labels_of},
    text::lang,
    tr,
};
use domain::{
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::{Action, Status},
    programmes::{
        campaign::CampaignStatus,
        device::{DeviceAction, DeviceStatus},
        stove::{StoveAction, StoveStatus},
    },
    summary::{
        Section,
        names::{Named, figure_name},
        text::Topic,
    },
    table::FileFaultCode,
};
use std::collections::BTreeMap;

fn arg<'a>(args: &'a BTreeMap<String, String>, key: &str) -> &'a str {
    args.get(key).map_or("", String::as_str)
}

/// The name of a section of a summary, which came as its word.
fn section_name(word: &str) -> &'static str {
    word.parse::<Section>().map_or("", |section| section.name(lang()))
}

/// The name of a paragraph of a summary, which came as its word.
fn topic_name(word: &str) -> &'static str {
    word.parse::<Topic>().map_or("", Label::label)
}

/// What a refused person reads.
pub fn fault_text(fault: &Fault) -> String {
    let arg = |key| arg(&fault.args, key);
    match fault.code {
        Code::Unauthenticated => tr!(faults.unauthenticated).into(),
        Code::BadCredentials => tr!(faults.bad_credentials).into(),
        Code::TooManyAttempts => tr!(faults.too_many_attempts, seconds = arg("seconds")),
        Code::Forbidden => tr!(faults.forbidden).into(),
        Code::CrossSite => tr!(faults.cross_site).into(),
        Code::NotFound => tr!(faults.not_found).into(),
        Code::Invalid => tr!(faults.invalid).into(),
        Code::WrongState if arg("record") == "campaign" => {
            tr!(faults.wrong_state_campaign, state = labels_of::<CampaignStatus>(arg("state")))
        }
        Code::WrongState if arg("record") == "stove" => {
            let state = labels_of::<StoveStatus>(arg("state"));
            match labels_of::<StoveAction>(arg("allowed")) {
                none if none.is_empty() => tr!(faults.wrong_state_stove_nothing, state = state),
                allowed => tr!(faults.wrong_state_stove, state = state, allowed = allowed),
            }
        }
        Code::WrongState if arg("record") == "device" => {
            let state = labels_of::<DeviceStatus>(arg("state"));
            match labels_of::<DeviceAction>(arg("allowed")) {
                none if none.is_empty() => tr!(faults.wrong_state_device_nothing, state = state),
                allowed => tr!(faults.wrong_state_device, state = state, allowed = allowed),
            }
        }
        Code::WrongState if arg("record") == "summary" => tr!(faults.wrong_state_summary).into(),
        Code::WrongState => {
            let state = labels_of::<Status>(arg("state"));
            match labels_of::<Action>(arg("allowed")) {
                none if none.is_empty() => tr!(faults.wrong_state_nothing, state = state),
                allowed => tr!(faults.wrong_state, state = state, allowed = allowed),
            }
        }
        Code::Stale => tr!(faults.stale).into(),
        Code::ContentConflict => tr!(faults.content_conflict).into(),
        Code::OwnRectification => tr!(faults.own_rectification).into(),
        Code::SecondPersonNeeded => tr!(faults.second_person_needed).into(),
        Code::FiveElementsMissing => tr!(faults.five_elements_missing).into(),
        Code::ExtensionPending => tr!(faults.extension_pending).into(),
        Code::NoExtensionPending => tr!(faults.no_extension_pending).into(),
        Code::NotMajor => tr!(faults.not_major).into(),
        Code::NotDuplicate => tr!(faults.not_duplicate).into(),
        Code::NothingToDo => tr!(faults.nothing_to_do).into(),
        Code::NobodyToRemind => tr!(faults.nobody_to_remind).into(),
        Code::AlreadyOnNotice => tr!(faults.already_on_notice, number = arg("number")),
        Code::SubmissionPending => tr!(faults.submission_pending).into(),
        Code::SerialInUse => tr!(faults.serial_in_use, serial = arg("serial")),
        Code::OwnWork => tr!(faults.own_work).into(),
        Code::OwnSummary => tr!(faults.own_summary).into(),
        Code::PeriodNotOver => tr!(faults.period_not_over, period = arg("period")),
        Code::BalanceBroken => tr!(faults.balance_broken, area = arg("area")),
        Code::SectionEmpty => tr!(faults.section_empty, section = section_name(arg("section"))),
        Code::FigureGone => {
            tr!(faults.figure_gone, topic = topic_name(arg("topic")), word = figure(arg("word")))
        }
        Code::FileEmpty => tr!(faults.file_empty).into(),
        Code::TooLarge => tr!(faults.too_large, limit = arg("limit")),
        Code::UnsupportedType => tr!(faults.unsupported_type).into(),
        Code::UnreadableTable => {
            let why = labels_of::<FileFaultCode>(arg("why"));
            match arg("line") {
                "" => tr!(faults.unreadable_table, why = why),
                line => tr!(faults.unreadable_table_at, why = why, line = line),
            }
        }
        Code::DamagedFile => tr!(faults.damaged_file).into(),
        Code::TooManyPixels => tr!(faults.too_many_pixels, limit = arg("limit")),
        Code::Damaged => tr!(faults.damaged).into(),
        Code::OutsideArea => tr!(faults.outside_area).into(),
        Code::AreaTooLarge => tr!(faults.area_too_large).into(),
        Code::UpdateFirst => tr!(faults.update_first).into(),
        Code::MissingGlyph => tr!(faults.missing_glyph, characters = arg("characters")),
        Code::NoFont => tr!(faults.no_font, family = arg("family")),
        Code::Busy => tr!(faults.busy).into(),
        Code::Internal => tr!(faults.internal, reference = arg("reference")),
    }
}

/// What is wrong with one field.
pub fn field_fault_text(fault: &FieldFault) -> String {
    let arg = |key| arg(&fault.args, key);
    match fault.code {
        FieldCode::Required => tr!(faults.field_required).into(),
        FieldCode::TooLong => tr!(faults.field_too_long, max = arg("max"), is = arg("is")),
        FieldCode::TooShort => tr!(faults.field_too_short, min = arg("min")),
        FieldCode::ControlCharacter => tr!(faults.field_control_character).into(),
        FieldCode::NotAllowed => tr!(faults.field_not_allowed).into(),
        FieldCode::Malformed => tr!(faults.field_malformed).into(),
        FieldCode::OutOfRange => tr!(faults.field_out_of_range, min = arg("min"), max = arg("max")),
        FieldCode::BeforeFound => tr!(faults.field_before_found).into(),
        FieldCode::NotLater => tr!(faults.field_not_later, than = arg("than")),
        FieldCode::InFuture => tr!(faults.field_in_future).into(),
        FieldCode::Unknown => tr!(faults.field_unknown).into(),
        FieldCode::PhotoNeeded => tr!(faults.field_photo_needed).into(),
        FieldCode::NoneChosen => tr!(faults.field_none_chosen).into(),
        FieldCode::TooMany => tr!(faults.field_too_many, max = arg("max")),
        FieldCode::Duplicate => tr!(faults.field_duplicate).into(),
        FieldCode::OutsideArea => tr!(faults.field_outside_area).into(),
        FieldCode::UnknownPlaceholder => {
            tr!(faults.field_unknown_placeholder, word = arg("word"), line = arg("line"))
        }
        FieldCode::MisplacedPlaceholder => {
            tr!(faults.field_misplaced_placeholder, word = arg("word"), line = arg("line"))
        }
        FieldCode::MissingPlaceholder => tr!(faults.field_missing_placeholder, word = arg("word")),
        FieldCode::ComesLater => tr!(faults.field_comes_later).into(),
        FieldCode::TypedFigure => {
            tr!(faults.field_typed_figure, digits = arg("digits"), word = figure(arg("word")))
        }
        FieldCode::MissingFigure => tr!(faults.field_missing_figure, word = figure(arg("word"))),
        FieldCode::NotOneParty => tr!(faults.field_not_one_party).into(),
        FieldCode::OtherCommittee => tr!(faults.field_other_committee, area = arg("area")),
        FieldCode::RegisterThere => tr!(faults.field_register_there).into(),
        FieldCode::OutsideOutline => tr!(faults.field_outside_outline).into(),
    }
}

/// What people call a figure of a summary.
fn figure(code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |figure| figure_name(figure, lang()))
}

/// Why not, in a sentence, where no form stands in which a field could be marked.
pub fn reason(fault: &Fault) -> String {
    fault.fields.first().map_or_else(|| fault_text(fault), field_fault_text)
}

/// What a person reads when a page or an action has no answer.
pub fn error_text(error: &AppError) -> String {
    match error {
        AppError::Fault(fault) => fault_text(fault),
        AppError::Internal { reference } => tr!(faults.internal, reference = reference.clone()),
        AppError::Offline => tr!(faults.offline).into(),
        AppError::Transport => tr!(faults.transport).into(),
        AppError::NoRoom => tr!(faults.no_room).into(),
    }
}
