//! What the list of hazards is filtered by.

use super::{api::list_hazards, list_figure::FigureBanner, list_row::columns, list_selection::take};
use crate::{
    error::AppError,
    facts::use_me,
    labels::Label,
    listing::{
        Chip, List, Listing, Record, Whose, Words,
        controls::{one_word, toggle, words},
        days_text, masked_table_of, take_along, whose,
    },
    tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
        months::month_text,
    },
};
use domain::{
    actor::Right,
    hazards::{Category, HazardSummary, Severity, Status},
    ids::UserId,
    listing::{HazardFilter, Page, Sort},
    period::Month,
};
use leptos::prelude::*;

impl Listing for HazardFilter {
    type Row = HazardSummary;
    const PATH: &'static str = "/hazards";
    const POINTS: &'static str = "/api/v1/map/tiles/hazards";
    const TILES: bool = true;
    const BY_MONTH: bool = true;
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];
    const TICKS: bool = true;

    fn words() -> Words {
        Words {
            title: tr!(nav.hazards),
            search: tr!(lists.search_hazards),
            period: tr!(lists.found),
            empty: tr!(lists.no_hazards),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<HazardSummary>, AppError>> + Send + 'static {
        list_hazards(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "status", tr!(lists.status), Status::ALL, |f| &f.status)}
            {words(list, "category", tr!(hazards.category), Category::ALL, |f| &f.category)}
            {one_word(list, "severity", tr!(hazards.severity), Severity::ALL, |f| f.severity)}
            {toggle(list, "overdue", "1", tr!(lists.overdue), |f| f.overdue)}
            {toggle(list, "due_soon", "1", tr!(lists.due_soon), |f| f.due_soon)}
            {whose::control(list)}
            {toggle(list, "extension", "1", tr!(lists.extension), |f| f.extension_pending)}
        }
        .into_any()
    }

    fn whose() -> Option<Whose> {
        Some(Whose {
            key: "assignee",
            label: tr!(hazards.assignee),
            everybody: tr!(lists.any_assignee),
            mine: tr!(lists.mine),
            other: tr!(lists.one_assignee),
        })
    }

    fn person(&self) -> Option<UserId> {
        self.assignee
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        kept.extend(whose::kept(self));
        kept.extend(self.site.map(|id| ("site", id.to_string())));
        kept.extend(self.source.map(|source| ("source", source.to_string())));
        kept.extend(self.three_kinds.then(|| ("three_kinds", "1".to_owned())));
        kept.extend(self.at_gas_unit.then(|| ("gas_unit", "1".to_owned())));
        kept.extend(self.campaign.map(|id| ("campaign", id.to_string())));
        kept.extend(self.figure.map(|set| ("figure", set.to_string())));
        kept.extend(self.month.map(|month| ("month", month.to_string())));
        kept.extend(self.found.map(|found| ("found", found.to_string())));
        kept
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.status, |f| &mut f.status);
        Chip::words(out, self, &self.category, |f| &mut f.category);
        if let Some(severity) = self.severity {
            out.push(Chip::new(self, severity.label(), |f| f.severity = None));
        }
        if self.overdue {
            out.push(Chip::new(self, tr!(lists.overdue), |f| f.overdue = false));
        }
        if self.due_soon {
            out.push(Chip::new(self, tr!(lists.due_soon), |f| f.due_soon = false));
        }
        if self.extension_pending {
            out.push(Chip::new(self, tr!(lists.extension), |f| f.extension_pending = false));
        }
        whose::chip(out, self, |f| f.assignee = None);
        if let Some(source) = self.source {
            out.push(Chip::new(self, source.label(), |f| f.source = None));
        }
        if self.three_kinds {
            out.push(Chip::new(self, tr!(lists.three_kinds), |f| f.three_kinds = false));
        }
        if self.at_gas_unit {
            out.push(Chip::new(self, tr!(lists.at_gas_unit), |f| f.at_gas_unit = false));
        }
        if self.campaign.is_some() {
            out.push(Chip::record(self, Record::Campaign, |f| f.campaign = None));
        }
        if let Some(month) = self.month {
            out.push(Chip::new(self, month_text(month), |f| f.month = None));
        }
        if let Some(days) = self.found.and_then(|found| days_text(found.from, found.to)) {
            out.push(Chip::new(self, tr!(lists.chip_found, days = days), |f| f.found = None));
        }
        if self.site.is_some() {
            out.push(Chip::record(self, Record::Site, |f| f.site = None));
        }
    }

    fn month(&self) -> Option<Month> {
        self.month
    }

    fn set_month(&mut self, month: Option<Month>) {
        self.month = month;
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        Status::ALL.iter().map(|status| (status.as_str(), status.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some((view! { <FigureBanner list /> }, masked_table_of(list)).into_any())
    }

    fn actions(list: List<Self>) -> Option<AnyView> {
        Some(take_along(list, take()))
    }

    fn head() -> Option<AnyView> {
        let may = use_me().is_some_and(|me| me.actor.role.has(Right::RegisterHazard));
        may.then(|| {
            view! {
                <LinkButton href="/hazards/new" look=Look::Primary icon_before=Icon::Camera>
                    {tr!(nav.new_hazard)}
                </LinkButton>
            }
            .into_any()
        })
    }
}
