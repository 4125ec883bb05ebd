//! How old what is open is.

use crate::{
    tr,
    ui::table::{Cell, Table},
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
            let (open, overdue) = (number(age.open, link(false)), number(age.overdue, link(true)));
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        {name}
                    </td>
                    <Cell label=columns[1] number=true>
                        {open}
                    </Cell>
                    <Cell label=columns[2] number=true>
                        {overdue}
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(dashboard.ages) columns=columns.iter().map(ToString::to_string).collect()>
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
