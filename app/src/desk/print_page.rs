//! The chosen hazards as a list to print, names and addresses of homes masked as on the screen.

use super::{api::read_chosen, bulk_page::list_of};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        card::or_nothing,
        load::Load,
        page::PageHead,
        paper::{Paper, PaperLine, PrintButton},
        table::{Cell, Table},
        time::{day_text, today},
    },
};
use domain::{desk::views::Chosen, hazards::HazardSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_url;

/// The page.
#[component]
pub fn PrintPage() -> impl IntoView {
    let url = use_url();
    let asked = Memo::new(move |_| url.with(|url| url.search().to_owned()));
    let data: Resource<Result<Chosen, AppError>> = Resource::new(move || asked.get(), read_chosen);
    view! { <Load data view=move |chosen| shown(chosen, list_of(&asked.get_untracked())).into_any() /> }
}

fn shown(chosen: Chosen, list: String) -> impl IntoView {
    let Chosen { rows, missing } = chosen;
    let missing =
        (missing > 0).then(|| view! { <p class="hint paper-hint">{tr!(desk.missing, n = missing)}</p> });
    let columns = [
        tr!(hazards.number),
        tr!(hazards.description),
        tr!(hazards.site),
        tr!(desk.state),
        tr!(desk.due),
        tr!(hazards.assignee),
    ];
    let count = rows.len().to_string();
    let rows = rows.into_iter().map(line).collect_view();
    view! {
        <PageHead title=tr!(desk.list_title)>
            <LinkButton href=list icon_before=Icon::Previous>
                {tr!(desk.back)}
            </LinkButton>
            <PrintButton />
        </PageHead>
        {missing}
        <Paper title=tr!(desk.list_title)>
            <PaperLine name=tr!(desk.list_made) text=day_text(today()) />
            <PaperLine name=tr!(desk.list_count) text=count />
            <div class="desk-list">
                <Table caption=tr!(desk.list_title) columns=columns.iter().map(ToString::to_string).collect()>
                    {rows}
                </Table>
            </div>
        </Paper>
    }
}

fn line(hazard: HazardSummary) -> impl IntoView {
    let place = [hazard.site_name, hazard.address].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <tr>
            <Cell label=tr!(hazards.number)>{hazard.number}</Cell>
            <Cell label=tr!(hazards.description)>{hazard.description}</Cell>
            <Cell label=tr!(hazards.site)>{place}</Cell>
            <Cell label=tr!(desk.state)>{hazard.status.label()}</Cell>
            <Cell label=tr!(desk.due)>{day_text(hazard.effective_due)}</Cell>
            <Cell label=tr!(hazards.assignee)>{or_nothing(hazard.assignee)}</Cell>
        </tr>
    }
}
