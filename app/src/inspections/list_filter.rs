//! What the list of visits is filtered by.

use super::{
    api::list_inspections,
    list_row::{columns, take},
};
use crate::{
    error::AppError,
    facts::use_me,
    labels::Label,
    listing::{
        Chip, List, Listing, Record, Whose, Words,
        controls::{toggle, words},
        table_of, take_along, whose,
    },
    tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
    },
};
use domain::{
    actor::Right,
    ids::UserId,
    inspections::{InspectionKind, InspectionSummary, Outcome},
    listing::{InspectionFilter, Page, Sort},
};
use leptos::prelude::*;

impl Listing for InspectionFilter {
    type Row = InspectionSummary;
    const PATH: &'static str = "/inspections";
    const POINTS: &'static str = "/api/v1/map/inspections";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest];
    const TICKS: bool = true;

    fn words() -> Words {
        Words {
            title: tr!(nav.inspections),
            search: tr!(lists.search_visits),
            period: tr!(lists.visited),
            empty: tr!(lists.no_visits),
        }
    }

    fn load(
        query: String,
    ) -> impl Future<Output = Result<Page<InspectionSummary>, AppError>> + Send + 'static {
        list_inspections(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "kind", tr!(lists.kind), InspectionKind::ALL, |f| &f.kind)}
            {words(list, "outcome", tr!(lists.outcome), Outcome::ALL, |f| &f.outcome)}
            {toggle(list, "with_hazards", "1", tr!(lists.with_hazards), |f| f.with_hazards)}
            {whose::control(list)}
        }
        .into_any()
    }

    fn whose() -> Option<Whose> {
        Some(Whose {
            key: "inspector",
            label: tr!(lists.inspector),
            everybody: tr!(lists.any_inspector),
            mine: tr!(lists.my_visits),
            other: tr!(lists.one_inspector),
        })
    }

    fn person(&self) -> Option<UserId> {
        self.inspector
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        kept.extend(whose::kept(self));
        kept.extend(self.site.map(|id| ("site", id.to_string())));
        kept
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.kind, |f| &mut f.kind);
        Chip::words(out, self, &self.outcome, |f| &mut f.outcome);
        if self.with_hazards {
            out.push(Chip::new(self, tr!(lists.with_hazards), |f| f.with_hazards = false));
        }
        whose::chip(out, self, |f| f.inspector = None);
        if self.site.is_some() {
            out.push(Chip::record(self, Record::Site, |f| f.site = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        Outcome::ALL.iter().map(|outcome| (outcome.as_str(), outcome.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some(table_of(list))
    }

    fn actions(list: List<Self>) -> Option<AnyView> {
        Some(take_along(list, take()))
    }

    fn head() -> Option<AnyView> {
        let may = use_me().is_some_and(|me| me.actor.role.has(Right::RecordVisit));
        may.then(|| {
            view! {
                <LinkButton href="/visit/new" look=Look::Primary icon_before=Icon::Visit>
                    {tr!(nav.new_visit)}
                </LinkButton>
            }
            .into_any()
        })
    }
}
