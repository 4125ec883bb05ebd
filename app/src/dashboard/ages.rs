//! How old what is open is.

use crate::{
    tr,
    ui::table::{Table, numbers_row},
};
use chrono::NaiveDate;
use domain::{area::AreaRef, figures::Age, listing::Total};
use leptos::prelude::*;

/// The steps of age, each number with its rows.
#[component]
pub fn Ages(
    /// The steps.
    ages: Vec<Age>,
    /// Of which area.
    area: AreaRef,
    /// The local day as of which they were counted.
    today: NaiveDate,
) -> impl IntoView {
    let columns = [tr!(dashboard.age), tr!(dashboard.open), tr!(dashboard.overdue)];
    let rows = ages
        .into_iter()
        .map(|age| {
            let name = match age.to {
                Some(to) => tr!(dashboard.age_days, from = age.from, to = to),
                None => tr!(dashboard.age_more, from = age.from),
            };
            let link = |overdue| {
                let mut filter = Age::filter(age.from, age.to, today, overdue);
                filter.common.area = Some(area.code.clone());
                crate::query::href("/hazards", &filter)
            };
            let numbers = vec![number(age.open, link(false)), number(age.overdue, link(true))];
            numbers_row(&columns, name.into_any(), numbers)
        })
        .collect_view();
    view! {
        <Table caption=tr!(dashboard.ages) figures=true columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn number(total: Total, href: String) -> AnyView {
    let more = if total.more { "+" } else { "" };
    match total.n {
        0 => view! { <span class="zero">"0"</span> }.into_any(),
        n => view! {
            <a class="ratio" href=href>
                {format!("{n}{more}")}
            </a>
        }
        .into_any(),
    }
}
