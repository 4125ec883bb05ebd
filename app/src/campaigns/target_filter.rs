//! What the list of targets is filtered by.

use super::{api::list_targets, target_row::columns, walk_page::WALK};
use crate::{
    error::AppError,
    labels::Label,
    listing::{
        Chip, List, Listing, Whose as Person, Words,
        controls::{one_word, toggle, words},
        list_page, table_of, whose,
    },
    query, tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
        icon,
    },
};
use domain::{
    ids::UserId,
    listing::{Filter as _, Page, Sort},
    programmes::{
        campaign::{Entry, Standing, TargetRow},
        filters::TargetFilter,
        plan_views::Whose,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The list of a campaign's targets with its map.
#[component]
pub fn TargetsPage() -> impl IntoView {
    list_page(List::<TargetFilter>::new())
}

impl Listing for TargetFilter {
    type Row = TargetRow;
    const PATH: &'static str = "/targets";
    const POINTS: &'static str = "/api/v1/map/targets";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest];

    fn record(id: Uuid) -> String {
        // a point is its site's
        format!("/sites/{id}")
    }

    fn words() -> Words {
        Words {
            title: tr!(campaigns.targets),
            search: tr!(lists.search_visits),
            period: tr!(campaigns.last_visit),
            empty: tr!(campaigns.no_targets),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<TargetRow>, AppError>> + Send + 'static {
        list_targets(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "standing", tr!(campaigns.standing), Standing::ALL, |f| &f.standing)}
            {whose::control(list)}
            {toggle(list, "nobody", "1", Whose::Nobody.label(), |f| f.nobody)}
            {one_word(list, "entry", tr!(campaigns.entry), Entry::ALL, |f| f.entry)}
            {toggle(list, "with_hazards", "1", tr!(lists.with_hazards), |f| f.with_hazards)}
            {toggle(list, "rectified", "1", tr!(campaigns.rectified), |f| f.rectified)}
        }
        .into_any()
    }

    fn whose() -> Option<Person> {
        Some(Person {
            key: "assignee",
            label: tr!(campaigns.given_to),
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
        kept.extend(self.campaign.map(|id| ("campaign", id.to_string())));
        kept
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.standing, |f| &mut f.standing);
        whose::chip(out, self, |f| f.assignee = None);
        if self.nobody {
            out.push(Chip::new(self, Whose::Nobody.label(), |f| f.nobody = false));
        }
        Chip::word(out, self, self.entry, |f| &mut f.entry);
        if self.with_hazards {
            out.push(Chip::new(self, tr!(lists.with_hazards), |f| f.with_hazards = false));
        }
        if self.rectified {
            out.push(Chip::new(self, tr!(campaigns.rectified), |f| f.rectified = false));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        Standing::ALL.iter().map(|standing| (standing.as_str(), standing.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        let back = list.filter.with_untracked(|f| f.campaign).map(|campaign| {
            view! {
                <LinkButton href=format!("/campaigns/{campaign}") look=Look::Quiet icon_before=Icon::Previous>
                    {tr!(campaigns.to_campaign)}
                </LinkButton>
            }
        });
        let href = move || list.filter.with(|f| query::href(WALK, &f.first_page()));
        let walk = view! {
            <a class="button quiet" href=href>
                {icon(Icon::Pin)}
                <span>{tr!(campaigns.walk_targets)}</span>
            </a>
        };
        let links = view! { <p class="list-links">{back} {walk}</p> };
        Some((links, table_of(list)).into_any())
    }
}
