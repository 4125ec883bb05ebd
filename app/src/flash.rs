//! What a page says about the form that was just sent. A form is a plain POST; the handler keeps a [`Flash`]
//! in the session and sends the browser back (303); the page that follows shows it once.

use domain::fault::Fault;
use serde::{Deserialize, Serialize};

/// The outcome of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The form's name, e.g. `sign-in` or `hazard-assign`: the form of that name shows the fault.
    pub form: String,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// What the person had typed (never passwords), so that nothing has to be typed again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}

impl Flash {
    /// The form was refused; `values` are the fields as sent.
    pub fn refused(form: &str, fault: Fault, values: Vec<(String, String)>) -> Self {
        Self { form: form.into(), fault: Some(fault), notice: None, values }
    }

    /// The form is to stand there as it was sent: nothing was done with it yet.
    pub fn kept(form: &str, values: Vec<(String, String)>) -> Self {
        Self { form: form.into(), values, ..Self::default() }
    }

    /// The form was carried out.
    pub fn done(form: &str, notice: Notice) -> Self {
        Self { form: form.into(), notice: Some(notice), ..Self::default() }
    }

    /// What was typed into a field.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.all(field).next()
    }

    /// Everything under that name, in the order of the form.
    pub fn all(&self, field: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Signed out.
    SignedOut,
    /// Saved, nothing more to say.
    Saved,
    /// Looked at and not saved.
    Previewed,
    /// A visit was recorded.
    VisitRecorded,
    /// A hazard was registered.
    HazardRegistered,
    /// A step in the life of a hazard was taken.
    HazardMoved,
    /// A site was added or corrected.
    SiteSaved,
    /// The table of an import was read.
    ImportRead,
    /// A register was imported.
    ImportDone,
    /// Outlines of areas were replaced.
    OutlinesReplaced,
    /// An import was thrown away.
    ImportDiscarded,
    /// Something was done to many; the page says what came of each.
    BulkDone,
    /// Work that was set aside waits again.
    WorkPutBack,
    /// It takes long and goes on by itself.
    GoesOn,
}
