//! The outside of a form that is only looked at: nothing is kept, nothing is sent, nothing is asked.

use crate::{
    capture::{
        new_id,
        outside::{Later, Outside, PhotoStore, Saving, SitePoints, Stored},
        photos::{PhotoDraft, PhotoState},
        shots::Told,
    },
    error::AppError,
    ui::time::now,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, Fault},
    geo::{Point, Wgs84},
    ids::{FileId, HazardId, InspectionId, SiteId},
    inspections::VisitForm,
    people::Me,
    sites::SiteHit,
};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// See the module.
pub struct Preview;

impl Outside for Preview {
    fn me(&self) -> Option<Me> {
        None
    }

    fn id(&self) -> Uuid {
        new_id()
    }

    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn kept(&self) -> Option<String> {
        None
    }

    fn soon(&self) -> Duration {
        Duration::MAX
    }

    fn keep(&self, _title: &str, _text: String, _full: Callback<bool>) {}

    fn forget(&self, _saved: bool) {}

    fn abandon(&self) {}

    fn begin_anew(&self) -> bool {
        false
    }

    fn photos(&self, _told: Callback<Told>) -> Arc<dyn PhotoStore> {
        Arc::new(Self)
    }

    fn repeats(&self) -> bool {
        false
    }

    fn save(&self, _saving: Saving) -> Later<Result<Stored, AppError>> {
        Box::pin(async { Err(AppError::Fault(Fault::new(Code::Forbidden))) })
    }

    fn saved_here(&self, _id: Uuid) -> AnyView {
        ().into_any()
    }

    fn typing(&self) -> Duration {
        Duration::MAX
    }

    fn find_sites(
        &self,
        _text: String,
        _near: Option<Point<Wgs84>>,
    ) -> Later<Result<Vec<SiteHit>, AppError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn site(&self, _id: SiteId) -> Later<Result<VisitForm, AppError>> {
        Box::pin(async { Err(AppError::Fault(Fault::new(Code::NotFound))) })
    }

    fn visit_at_door(&self, _site: SiteId, _began: DateTime<Utc>) -> Option<InspectionId> {
        None
    }

    fn site_points(&self) -> SitePoints {
        SitePoints::Own(Signal::stored(Arc::from("")))
    }

    fn hazard_page(&self, id: HazardId) -> (String, bool) {
        (format!("/hazards/{id}"), true)
    }
}

/// A photo that is taken to try the form stays on the page.
impl PhotoStore for Preview {
    #[cfg(feature = "hydrate")]
    fn add(&self, _photo: &PhotoDraft, _picture: &leptos::web_sys::Blob) {}

    fn resume(&self, _photo: &PhotoDraft) {}

    fn retry(&self, _id: FileId) {}

    fn retry_all(&self) {}

    fn remove(&self, _id: FileId) {}

    fn close(&self) {}

    fn draw(&self, _photo: &PhotoDraft) {}

    fn picture(&self, _photo: &PhotoDraft, _whole: bool) -> Option<String> {
        None
    }

    fn words(&self, _state: &PhotoState) -> String {
        String::new()
    }
}
