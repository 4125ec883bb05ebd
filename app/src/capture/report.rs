//! A hazard reported on its own: photo first, the rest may follow later.

use super::{
    findings::{Finding, Place},
    photos::PhotoDraft,
    session::Draft,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::FieldFault,
    hazards::{Position, RegisterHazard, Source},
    ids::HazardId,
    sites::SiteHit,
};
use serde::{Deserialize, Serialize};

/// Most characters of the description in a title.
const TITLE: usize = 24;

/// A report while it is being written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportDraft {
    /// What was found.
    pub finding: Finding,
    /// Where the report came from.
    pub source: Source,
    /// The site, should it have one.
    #[serde(default)]
    pub site: Option<SiteHit>,
    /// Where the person stands.
    #[serde(default)]
    pub position: Option<Position>,
    /// Somebody chose the category; before that it follows from the text.
    #[serde(default)]
    pub classified: bool,
}

impl ReportDraft {
    /// An empty one.
    pub fn new(id: HazardId, found_at: DateTime<Utc>) -> Self {
        let finding = Finding::blank(id, &Place::default(), found_at);
        Self { finding, source: Source::Grid, site: None, position: None, classified: false }
    }

    /// The command, or what keeps it from being one.
    pub fn command(
        &self,
        photos: &[PhotoDraft],
        now: DateTime<Utc>,
    ) -> Result<RegisterHazard, Vec<FieldFault>> {
        let site = self.site.as_ref().map(|site| site.id);
        let (mut command, mut faults) = self.finding.command(site, self.position, photos);
        command.source = self.source;
        if let Err(fault) = command.validate(now) {
            faults.extend(fault.fields);
        }
        if faults.is_empty() { Ok(command) } else { Err(faults) }
    }
}

impl Draft for ReportDraft {
    fn is_untouched(&self) -> bool {
        self.finding.description.is_empty() && self.site.is_none() && !self.classified
    }

    fn title(&self) -> String {
        let site = self.site.as_ref().map(|site| site.name.as_str()).unwrap_or_default();
        let text = self.finding.description.trim();
        let short: String = text.chars().take(TITLE).collect();
        [site, short.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::photos::Slot;
    use domain::{
        geo::Point,
        hazards::{Category, PointSource, Severity},
        ids::FileId,
    };
    use uuid::Uuid;

    #[test]
    fn a_report_needs_a_place_a_sentence_and_a_category() {
        let now: DateTime<Utc> = "2023-06-01T02:00:00Z".parse().expect("time");
        let id = HazardId(Uuid::from_u128(1));
        let mut draft = ReportDraft::new(id, now);
        assert!(draft.is_untouched());
        let faults = draft.command(&[], now).expect_err("nothing was entered");
        let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["category", "description", "site"]);

        draft.finding.description = "楼道堆放纸箱".into();
        draft.finding.category = Some(Category::Fire);
        let point = Point::new(121.39, 31.21).expect("point");
        draft.position = Some(Position { point, accuracy_m: Some(8.0), source: PointSource::Gps });
        let photo = PhotoDraft::new(FileId(Uuid::from_u128(2)), Slot::Before(id));
        let command = draft.command(std::slice::from_ref(&photo), now).expect("complete");
        assert_eq!(command.photos_before, [photo.id]);
        assert_eq!((command.source, command.severity), (Source::Grid, Severity::General));
    }
}
