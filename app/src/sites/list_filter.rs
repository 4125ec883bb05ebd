//! What the list of sites is filtered by.

use super::{
    add_form::add_form,
    api::list_sites,
    list_row::{columns, take},
};
use crate::{
    error::AppError,
    imports::way_to_import,
    labels::Label,
    listing::{
        Chip, List, Listing, Record, Words,
        controls::{one_word, toggle, words},
        table_of, take_along,
    },
    tr,
};
use domain::{
    import::ImportKind,
    listing::{Page, SiteFilter, Sort},
    sites::{SiteKind, SiteStatus, SiteSummary},
};
use leptos::prelude::*;

impl Listing for SiteFilter {
    type Row = SiteSummary;
    const PATH: &'static str = "/sites";
    const POINTS: &'static str = "/api/v1/map/sites";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest];
    const TICKS: bool = true;

    fn words() -> Words {
        Words {
            title: tr!(nav.sites),
            search: tr!(lists.search_sites),
            period: tr!(lists.added),
            empty: tr!(lists.no_sites),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<SiteSummary>, AppError>> + Send + 'static {
        list_sites(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "kind", tr!(lists.kind), SiteKind::ALL, |f| &f.kind)}
            {one_word(list, "status", tr!(lists.status), SiteStatus::ALL, |f| f.status)}
            {toggle(list, "with_open_hazards", "1", tr!(lists.with_open_hazards), |f| f.with_open_hazards)}
            {toggle(list, "twins", "1", tr!(lists.twins), |f| f.twins)}
        }
        .into_any()
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        self.wanted_by.map(|campaign| ("wanted_by", campaign.to_string())).into_iter().collect()
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.kind, |f| &mut f.kind);
        Chip::word(out, self, self.status, |f| &mut f.status);
        if self.with_open_hazards {
            out.push(Chip::new(self, tr!(lists.with_open_hazards), |f| f.with_open_hazards = false));
        }
        if self.twins {
            out.push(Chip::new(self, tr!(lists.twins), |f| f.twins = false));
        }
        if self.wanted_by.is_some() {
            out.push(Chip::record(self, Record::WantedBy, |f| f.wanted_by = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        SiteStatus::ALL.iter().map(|status| (status.as_str(), status.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some(view! { <div class="list-table">{add_form()} {table_of(list)}</div> }.into_any())
    }

    fn actions(list: List<Self>) -> Option<AnyView> {
        Some(take_along(list, take()))
    }

    fn head() -> Option<AnyView> {
        way_to_import(ImportKind::Sites)
    }
}
