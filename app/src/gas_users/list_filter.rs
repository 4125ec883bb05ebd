//! What the list of users of gas is filtered by.

use super::{api::list_gas_users, list_row::columns};
use crate::{
    error::AppError,
    gear::from_list,
    imports::way_to_import,
    labels::Label,
    listing::{
        Chip, List, Listing, Words,
        controls::{toggle, words},
        list_page, tables_of,
    },
    tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
        time::day_text,
    },
};
use domain::{
    import::ImportKind,
    listing::{Page, Sort},
    programmes::{
        filters::GasFilter,
        gas::{LpgStanding, Trade},
        views::GasUserSummary,
    },
};
use leptos::prelude::*;

/// The list of users of gas with its map.
#[component]
pub fn ListPage() -> impl IntoView {
    list_page(List::<GasFilter>::new())
}

/// What the signs of the map mean: where a user of cylinders stands, or that it is a unit on piped gas.
pub(super) fn lpg_signs() -> Vec<(&'static str, &'static str)> {
    LpgStanding::ALL.iter().map(|standing| (standing.as_str(), standing.label())).collect()
}

impl Listing for GasFilter {
    type Row = GasUserSummary;
    const PATH: &'static str = "/gas-users";
    const POINTS: &'static str = "/api/v1/map/gas-users";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest];

    fn words() -> Words {
        Words {
            title: tr!(gear.gas_users),
            search: tr!(lists.search_visits),
            period: tr!(gear.surveyed_on),
            empty: tr!(gear.no_gas_users),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<GasUserSummary>, AppError>> + Send + 'static {
        list_gas_users(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "lpg", tr!(gear.cylinders), LpgStanding::ALL, |f| &f.lpg)}
            {words(list, "trade", tr!(gear.trade), Trade::ALL, |f| &f.trade)}
            {toggle(list, "test_overdue", "1", tr!(gear.test_overdue), |f| f.test_overdue)}
        }
        .into_any()
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        kept.extend(self.on.map(|day| ("on", day.to_string())));
        kept.extend(self.figure.map(|set| ("figure", set.to_string())));
        kept
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::word(out, self, self.figure, |f| &mut f.figure);
        if let Some(on) = self.on {
            let label = tr!(gear.as_of_day, day = day_text(on));
            out.push(Chip::new(self, label, |f| f.on = None));
        }
        Chip::words(out, self, &self.lpg, |f| &mut f.lpg);
        Chip::words(out, self, &self.trade, |f| &mut f.trade);
        if self.test_overdue {
            out.push(Chip::new(self, tr!(gear.test_overdue), |f| f.test_overdue = false));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        let mut signs = lpg_signs();
        signs.push(("unit", tr!(gear.piped_unit)));
        signs
    }

    fn columns() -> Vec<&'static str> {
        columns()
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        let cylinders = ("cylinders", tr!(gear.cylinder_table));
        Some((from_list(list), tables_of(list, Some(cylinders))).into_any())
    }

    fn head() -> Option<AnyView> {
        Some(
            view! {
                {way_to_import(ImportKind::GasUsers)}
                <LinkButton href="/zero-cylinders" look=Look::Plain icon_before=Icon::Cylinder>
                    {tr!(gear.zero)}
                </LinkButton>
            }
            .into_any(),
        )
    }
}
