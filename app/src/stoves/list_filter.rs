//! What the list of stoves is filtered by.

use super::{api::list_stoves, list_row::columns};
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
        campaign::Standing,
        filters::StoveFilter,
        gear::Life,
        stove::{Appliance, NonSafe, StoveStatus},
        views::StoveSummary,
    },
};
use leptos::prelude::*;

/// The list of stoves with its map.
#[component]
pub fn ListPage() -> impl IntoView {
    list_page(List::<StoveFilter>::new())
}

impl Listing for StoveFilter {
    type Row = StoveSummary;
    const PATH: &'static str = "/stoves";
    const POINTS: &'static str = "/api/v1/map/stoves";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];

    fn words() -> Words {
        Words {
            title: tr!(gear.stoves),
            search: tr!(lists.search_visits),
            period: tr!(gear.surveyed_on),
            empty: tr!(gear.no_stoves),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<StoveSummary>, AppError>> + Send + 'static {
        list_stoves(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "status", tr!(lists.status), StoveStatus::ALL, |f| &f.status)}
            {one_word(list, "life", tr!(gear.life), Life::ALL, |f| f.life)}
            {words(list, "non_safe", tr!(gear.non_safe), NonSafe::ALL, |f| &f.non_safe)}
            {one_word(list, "standing", tr!(gear.standing), Standing::ALL, |f| f.standing)}
            {one_word(list, "appliance", tr!(lists.kind), Appliance::ALL, |f| f.appliance)}
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
        Chip::words(out, self, &self.status, |f| &mut f.status);
        Chip::word(out, self, self.life, |f| &mut f.life);
        Chip::words(out, self, &self.non_safe, |f| &mut f.non_safe);
        Chip::word(out, self, self.standing, |f| &mut f.standing);
        Chip::word(out, self, self.appliance, |f| &mut f.appliance);
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
        StoveStatus::ALL.iter().map(|status| (status.as_str(), status.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some((from_list(list), table_of(list)).into_any())
    }

    fn head() -> Option<AnyView> {
        way_to_import(ImportKind::Stoves)
    }
}
