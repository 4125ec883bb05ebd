//! What the list of detectors is filtered by.

use super::{api::list_detectors, list_row::columns, unknown_page::way_to_unknown};
use crate::{
    error::AppError,
    gear::from_list,
    imports::way_to_import,
    labels::Label,
    listing::{
        Chip, List, Listing, Record, Words,
        controls::{one_word, words},
        list_page, table_of,
    },
    tr,
};
use domain::{
    import::ImportKind,
    listing::{Page, Sort},
    programmes::{
        device::{DeviceKind, DeviceStatus, Reporting, Saying},
        filters::DeviceFilter,
        gear::Life,
        views::DeviceSummary,
    },
};
use leptos::prelude::*;

/// The list of detectors with its map.
#[component]
pub fn ListPage() -> impl IntoView {
    list_page(List::<DeviceFilter>::new())
}

impl Listing for DeviceFilter {
    type Row = DeviceSummary;
    const PATH: &'static str = "/detectors";
    const POINTS: &'static str = "/api/v1/map/detectors";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];

    fn words() -> Words {
        Words {
            title: tr!(gear.detectors),
            search: tr!(gear.search_detectors),
            period: tr!(gear.installed_on),
            empty: tr!(gear.no_detectors),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<DeviceSummary>, AppError>> + Send + 'static {
        list_detectors(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "kind", tr!(lists.kind), DeviceKind::ALL, |f| &f.kind)}
            {words(list, "status", tr!(lists.status), DeviceStatus::ALL, |f| &f.status)}
            {one_word(list, "life", tr!(gear.life), Life::ALL, |f| f.life)}
            {one_word(list, "reporting", tr!(gear.reporting), Reporting::ALL, |f| f.reporting)}
            {one_word(list, "says", tr!(gear.says), Saying::ALL, |f| f.says)}
        }
        .into_any()
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        kept.extend(self.ends.map(|month| ("ends", month.to_string())));
        kept.extend(self.ends_before.map(|month| ("ends_before", month.to_string())));
        kept.extend(self.site.map(|id| ("site", id.to_string())));
        kept.extend(self.figure.map(|set| ("figure", set.to_string())));
        kept
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::word(out, self, self.figure, |f| &mut f.figure);
        Chip::words(out, self, &self.kind, |f| &mut f.kind);
        Chip::words(out, self, &self.status, |f| &mut f.status);
        Chip::word(out, self, self.life, |f| &mut f.life);
        Chip::word(out, self, self.reporting, |f| &mut f.reporting);
        Chip::word(out, self, self.says, |f| &mut f.says);
        if let Some(month) = self.ends {
            let label = tr!(gear.ends_in, m = month.to_string());
            out.push(Chip::new(self, label, |f| f.ends = None));
        }
        if let Some(month) = self.ends_before {
            let label = tr!(gear.ends_before, m = month.to_string());
            out.push(Chip::new(self, label, |f| f.ends_before = None));
        }
        if self.site.is_some() {
            out.push(Chip::record(self, Record::Site, |f| f.site = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        DeviceStatus::ALL.iter().map(|status| (status.as_str(), status.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some((from_list(list), table_of(list)).into_any())
    }

    fn head() -> Option<AnyView> {
        let (unknown, import) = (way_to_unknown(), way_to_import(ImportKind::Detectors));
        (unknown.is_some() || import.is_some()).then(|| (unknown, import).into_any())
    }
}
