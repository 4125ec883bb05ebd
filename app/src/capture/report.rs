//! A hazard reported on its own: photo first, the rest may follow later.

use super::{
    findings::{Finding, Place},
    photos::PhotoDraft,
    session::Draft,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::FieldFault,
    hazards::{PointSource, Position, RegisterHazard, Source},
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

    fn is_only_begun(&self) -> bool {
        // the device looks for its position by itself; any other was given by somebody
        let found = self.position.filter(|position| position.source == PointSource::Gps);
        let begun = Self {
            site: self.site.clone(),
            position: found,
            ..Self::new(self.finding.id, self.finding.found_at)
        };
        *self == begun
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
        area::AreaRef,
        geo::Point,
        hazards::{Category, Severity},
        ids::{FileId, SiteId},
        sites::SiteKind,
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

    #[test]
    fn a_report_of_which_only_the_site_was_chosen_is_only_begun() {
        let at = |source| {
            let point = Point::new(121.39, 31.21).expect("point");
            Some(Position { point, accuracy_m: Some(8.0), source })
        };
        let begun = || {
            let found_at = "2023-06-01T02:00:00Z".parse().expect("time");
            let shop = SiteHit {
                id: SiteId(Uuid::from_u128(5)),
                kind: SiteKind::SmallUnit,
                name: "兰州拉面".into(),
                address: "仙霞路 475 号".into(),
                area: AreaRef { code: "310105008001".parse().expect("code"), name: "居委".into() },
                point: None,
                distance_m: None,
            };
            let empty = ReportDraft::new(HazardId(Uuid::from_u128(1)), found_at);
            ReportDraft { site: Some(shop), position: at(PointSource::Gps), ..empty }
        };
        assert!(begun().is_only_begun() && !begun().is_untouched());
        assert!(ReportDraft { position: None, ..begun() }.is_only_begun(), "the device knows no position");
        let with = |edit: fn(&mut Finding)| {
            let mut draft = begun();
            edit(&mut draft.finding);
            draft
        };
        for (what, draft) in [
            ("a sentence", with(|finding| finding.description = "楼道堆物".into())),
            ("where at the site", with(|finding| finding.location = "3 楼".into())),
            ("rectified on the spot", with(|finding| finding.on_the_spot = true)),
            ("a category", ReportDraft { classified: true, ..begun() }),
            ("who told", ReportDraft { source: Source::Hotline, ..begun() }),
            ("a pin on the map", ReportDraft { position: at(PointSource::Pin), ..begun() }),
        ] {
            assert!(!draft.is_only_begun(), "{what}");
        }
    }
}
