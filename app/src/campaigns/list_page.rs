//! The list of campaigns, and the form for a new one.

use super::{
    api::list_campaigns,
    detail_page::Behind,
    form::{FORM, campaign_form},
};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::Look,
        card::Empty,
        dialog::Disclosure,
        field::use_form,
        load::Load,
        page::PageHead,
        pager::Pager,
        ratio::RatioText,
        table::{Cell, Table},
        time::day_text,
    },
};
use domain::programmes::campaign::{CampaignList, CampaignStatus, CampaignSummary, Standing};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ListPage() -> impl IntoView {
    let query = use_query_map();
    let before = move || query.read().get("before").and_then(|key| key.parse::<i64>().ok());
    let data: Resource<Result<CampaignList, AppError>> = Resource::new(before, list_campaigns);
    view! {
        <PageHead title=tr!(campaigns.title) />
        <p class="hint">{tr!(campaigns.hint)}</p>
        <Load data view=|list| shown(list).into_any() />
    }
}

/// Where a campaign stands.
pub(super) fn status_badge(status: CampaignStatus) -> impl IntoView {
    let (tone, shape) = match status {
        CampaignStatus::Draft => (Tone::Neutral, Icon::Edit),
        CampaignStatus::Running => (Tone::Info, Icon::Flag),
        CampaignStatus::Finished => (Tone::Good, Icon::Check),
    };
    view! { <Badge tone shape text=status.label() /> }
}

fn shown(list: CampaignList) -> impl IntoView {
    let open = use_form(FORM).is_refused();
    let new = list.may_steer.then(|| {
        let form = campaign_form(&list.checklists, None);
        view! {
            <Disclosure label=tr!(campaigns.new) look=Look::Primary icon_before=Icon::Add open>
                {form}
            </Disclosure>
        }
    });
    let rows = if list.rows.is_empty() {
        view! { <Empty icon=Icon::Flag title=tr!(campaigns.none) /> }.into_any()
    } else {
        table(list.rows).into_any()
    };
    let next = list.next.map(|key| format!("/campaigns?before={key}"));
    view! {
        <div class="stack">{new} {rows}</div>
        <Pager next />
    }
}

fn table(campaigns: Vec<CampaignSummary>) -> impl IntoView {
    let columns = [
        tr!(campaigns.name),
        tr!(campaigns.status),
        tr!(campaigns.period),
        tr!(campaigns.area),
        tr!(campaigns.coverage),
        tr!(campaigns.later),
    ];
    let rows = campaigns
        .into_iter()
        .map(|campaign| {
            let href = format!("/campaigns/{}", campaign.id);
            let behind = Behind { campaign: campaign.id, area: None };
            let (let_in, later) = (behind.frozen(&[Standing::LetIn]), behind.later());
            let days = format!("{} – {}", day_text(campaign.period.from), day_text(campaign.period.to));
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(campaigns.name)>
                        <a class="table-link" href=href>
                            {campaign.title}
                        </a>
                    </td>
                    <Cell label=tr!(campaigns.status)>{status_badge(campaign.status)}</Cell>
                    <Cell label=tr!(campaigns.period)>{days}</Cell>
                    <Cell label=tr!(campaigns.area)>{campaign.area.name}</Cell>
                    <Cell label=tr!(campaigns.coverage) number=true>
                        <RatioText ratio=campaign.coverage href=let_in />
                    </Cell>
                    <Cell label=tr!(campaigns.later) number=true>
                        <a class="table-link" href=later>
                            {campaign.later}
                        </a>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(campaigns.title) figures=true columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}
