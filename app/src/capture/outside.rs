//! What the forms need from outside: somewhere to keep drafts and photos, somewhere to save, sites to choose from. The
//! forms are the same with a line ([`super::line`]) and on a tablet without one (`field::outside`); which of the two it
//! is, the page says when it makes its form.

use super::{
    photos::{PhotoDraft, PhotoState},
    shots::Told,
};
use crate::error::AppError;
use chrono::{DateTime, Utc};
use domain::{
    geo::{Point, Wgs84},
    hazards::{Category, HazardSummary},
    ids::{FileId, HazardId, InspectionId, SiteId},
    inspections::VisitForm,
    people::Me,
    sites::SiteHit,
    sync::Command,
};
use leptos::prelude::*;
use std::{pin::Pin, sync::Arc, time::Duration};
use uuid::Uuid;

/// An answer that takes a while. In a browser nothing leaves its one thread.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// What a form hands over when somebody saves.
pub struct Saving {
    /// The record's JSON.
    pub json: String,
    /// The same as a command; not known when a line repeats what nobody answered before a reload.
    pub command: Option<Command>,
    /// The photos that it names.
    pub photos: Vec<PhotoDraft>,
    /// What a person calls it.
    pub title: String,
}

/// Where a saved record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// The server has it, and answered this JSON.
    Answered(String),
    /// On this tablet, under this id; it is sent when there is a line.
    Here(Uuid),
}

/// Sites to point at on a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SitePoints {
    /// The server knows them: the address to ask.
    At(String),
    /// The page itself does: GeoJSON of them, for [`crate::ui::map::Map`].
    Own(Signal<Arc<str>>),
}

/// What a form needs from outside. There is one for each form.
pub trait Outside: Send + Sync {
    /// Who is working.
    fn me(&self) -> Option<Me>;

    /// The id of a new record.
    fn id(&self) -> Uuid;

    /// The time as the record is to have it.
    fn now(&self) -> DateTime<Utc>;

    /// The draft that was left, as [`Outside::keep`] was given it.
    fn kept(&self) -> Option<String>;

    /// How long after a change the draft is kept at the latest.
    fn soon(&self) -> Duration;

    /// Keeps the draft; `full` is told when there is no room for it, and when there is again.
    fn keep(&self, title: &str, text: String, full: Callback<bool>);

    /// There is no draft any more: thrown away, or saved.
    fn forget(&self, saved: bool);

    /// The form is left with nothing in it that somebody entered.
    fn abandon(&self);

    /// Leaves for another form of the same kind; `false`: this one may be used again.
    fn begin_anew(&self) -> bool;

    /// Where another form of the kind is begun while this one waits among the drafts; `None` where there is one draft of a kind.
    fn another(&self) -> Option<String> {
        None
    }

    /// Keeps the photos of the form; `told` hears of every step.
    fn photos(&self, told: Callback<Told>) -> Arc<dyn PhotoStore>;

    /// Whether what nobody answered may have been saved: then the next try sends the same again.
    fn repeats(&self) -> bool;

    /// Saves.
    fn save(&self, saving: Saving) -> Later<Result<Stored, AppError>>;

    /// What to show of a record that is on this tablet.
    fn saved_here(&self, id: Uuid) -> AnyView;

    /// How long a person must have stopped typing before sites are looked for.
    fn typing(&self) -> Duration;

    /// Sites by what was typed and by nearness.
    fn find_sites(&self, text: String, near: Option<Point<Wgs84>>) -> Later<Result<Vec<SiteHit>, AppError>>;

    /// What is known of a site; checklists and library are left out.
    fn site(&self, id: SiteId) -> Later<Result<VisitForm, AppError>>;

    /// The visit to a site that what is filled in behind its door tells of, if one that began at that time of
    /// [`Outside::now`] can be that visit.
    fn visit_at_door(&self, site: SiteId, began: DateTime<Utc>) -> Option<InspectionId>;

    /// The sites on a map.
    fn site_points(&self) -> SitePoints;

    /// Open hazards of that category close by, for what has no site. Nobody is asked where there is no line.
    fn hazards_near(
        &self,
        _at: Point<Wgs84>,
        _category: Category,
    ) -> Later<Result<Vec<HazardSummary>, AppError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The page of a hazard, and whether it is opened beside the form.
    fn hazard_page(&self, id: HazardId) -> (String, bool);
}

/// Where the photos of a form are kept and how they get on. `told` of [`Outside::photos`] hears what becomes of them.
pub trait PhotoStore: Send + Sync {
    /// Takes a new picture.
    #[cfg(feature = "hydrate")]
    fn add(&self, photo: &PhotoDraft, picture: &leptos::web_sys::Blob);

    /// Goes on with one of a kept draft.
    fn resume(&self, photo: &PhotoDraft);

    /// Tries again.
    fn retry(&self, id: FileId);

    /// Tries all again that only wait for the line.
    fn retry_all(&self);

    /// Throws one away.
    fn remove(&self, id: FileId);

    /// The form is left: nothing is told any more, what is kept stays kept.
    fn close(&self);

    /// Something else is drawn over one; `told` hears when that is kept too.
    fn draw(&self, photo: &PhotoDraft);

    /// Where the picture is that nobody has told an address of: whole, or as small as there is one.
    fn picture(&self, photo: &PhotoDraft, whole: bool) -> Option<String>;

    /// How far a photo is, in words.
    fn words(&self, state: &PhotoState) -> String;
}

/// What the form of this page needs; it provides itself when the form is made.
#[derive(Clone)]
pub struct FormOutside(pub Arc<dyn Outside>);

/// The outside of the form around this component.
pub fn use_outside() -> Arc<dyn Outside> {
    expect_context::<FormOutside>().0
}
