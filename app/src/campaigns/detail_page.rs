//! The page of one campaign: how far it has come, by step and by committee, and what may be done with it.

use super::{
    api::read_campaign,
    form::{FORM, campaign_form},
    list_page::status_badge,
};
use crate::{
    error::AppError,
    programmes::choices::kinds_text,
    query,
    text::{Locale, locale},
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Empty, Fact, Facts, or_nothing},
        dialog::{Confirm, Disclosure},
        field::{FormErrors, TextInput, use_form},
        load::Load,
        page::PageHead,
        ratio::RatioText,
        table::{Cell, Table},
        time::{day_text, minute_text},
    },
};
use domain::{
    area::AreaCode,
    fault::{Code, Fault},
    ids::CampaignId,
    programmes::{
        campaign::{CampaignPage, CampaignStatus, CommitteeProgress, Entry, Funnel, Standing},
        filters::TargetFilter,
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The page of one campaign.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<CampaignPage, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_campaign(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|campaign| page(campaign).into_any() /> }
}

/// The list of the campaign's targets that stand so.
fn targets(campaign: CampaignId, entry: Option<Entry>, standing: &[Standing], with_hazards: bool) -> String {
    let filter = TargetFilter {
        campaign: Some(campaign),
        entry,
        standing: standing.to_vec(),
        with_hazards,
        ..TargetFilter::default()
    };
    query::href("/targets", &filter)
}

fn page(campaign: CampaignPage) -> impl IntoView {
    let plan = &campaign.plan;
    let (id, started) = (plan.id, campaign.status != CampaignStatus::Draft);
    let days = format!("{} – {}", day_text(plan.period.from), day_text(plan.period.to));
    let kinds = kinds_text(&plan.kinds, tr!(campaigns.all_kinds));
    let checklist = campaign.checklist.clone().map(|(zh, en)| if locale() == Locale::en { en } else { zh });
    let frozen = campaign.frozen_at.map(minute_text);
    let by_committee = campaign.committees.clone();
    let progress = started.then(|| {
        let funnel = funnel(id, campaign.total.frozen);
        let later = later(id, campaign.total.later);
        view! {
            <Card title=tr!(campaigns.funnel)>
                {funnel} {later}
            </Card>
            <Card title=tr!(campaigns.by_committee)>{committees(id, by_committee)}</Card>
        }
    });
    let waiting = (!started).then(|| {
        view! { <Empty icon=Icon::Flag title=tr!(campaigns.not_started, n = campaign.candidates) /> }
    });
    // a draft that was made from a list has that list already
    let all = (started || campaign.total.frozen.to_visit > 0).then(|| {
        view! {
            <LinkButton href=targets(id, None, &[], false) look=Look::Primary icon_before=Icon::List>
                {tr!(campaigns.targets)}
            </LinkButton>
        }
    });
    view! {
        <PageHead title=plan.title.clone()>{all}</PageHead>
        <p class="hazard-marks">
            {status_badge(campaign.status)} <span class="tag">{campaign.area.name.clone()}</span>
            <span class="tag">{days}</span>
        </p>
        <div class="columns wide-first">
            <div class="stack">{waiting} {progress}</div>
            <div class="stack">
                {actions(&campaign)}
                <Card title=tr!(hazards.facts)>
                    <Facts>
                        <Fact name=tr!(campaigns.kinds)>{kinds}</Fact>
                        <Fact name=tr!(campaigns.checklist)>{or_nothing(checklist)}</Fact>
                        <Fact name=tr!(campaigns.frozen_at)>{or_nothing(frozen)}</Fact>
                    </Facts>
                </Card>
            </div>
        </div>
    }
}

/// The steps of a list: each number opens its rows, each bar is a part of those to visit.
fn funnel(id: CampaignId, f: Funnel) -> impl IntoView {
    const VISITED: [Standing; 3] = [Standing::LetIn, Standing::Refused, Standing::Unreachable];
    let step = move |name: &'static str, n: i64, href: String| {
        view! {
            <li class="funnel-step">
                <a href=href>
                    <span class="funnel-name">{name}</span>
                    <strong>{n}</strong>
                </a>
                <meter min="0" max=f.to_visit.max(1).to_string() value=n.to_string() aria-hidden="true"></meter>
            </li>
        }
    };
    let frozen = Some(Entry::Frozen);
    view! {
        <p class="funnel-coverage">
            <span>{tr!(campaigns.coverage)}</span>
            <RatioText ratio=f.coverage() href=targets(id, frozen, &[Standing::LetIn], false) />
        </p>
        <ol class="funnel">
            {step(tr!(campaigns.to_visit), f.to_visit, targets(id, frozen, &[], false))}
            {step(tr!(campaigns.knocked), f.knocked, targets(id, frozen, &VISITED, false))}
            {step(tr!(campaigns.let_in), f.let_in, targets(id, frozen, &[Standing::LetIn], false))}
            {step(tr!(campaigns.with_hazards), f.with_hazards, targets(id, frozen, &[Standing::LetIn], true))}
            {step(tr!(campaigns.rectified), f.rectified, targets(id, frozen, &[Standing::LetIn], true))}
        </ol>
        <p class="funnel-beside">
            <a href=targets(id, frozen, &[Standing::Refused], false)>{tr!(campaigns.refused_n, n = f.refused)}</a>
            <a href=targets(id, frozen, &[Standing::Unreachable], false)>
                {tr!(campaigns.unreachable_n, n = f.unreachable)}
            </a>
        </p>
    }
}

/// Later additions stand beside the coverage, never inside.
fn later(id: CampaignId, f: Funnel) -> impl IntoView {
    (f.to_visit > 0).then(|| {
        view! {
            <p class="funnel-beside">
                <a href=targets(id, Some(Entry::Later), &[], false)>
                    {tr!(campaigns.later_n, n = f.to_visit, done = f.let_in)}
                </a>
            </p>
        }
    })
}

fn committees(id: CampaignId, rows: Vec<CommitteeProgress>) -> impl IntoView {
    let columns = [
        tr!(hazards.area),
        tr!(campaigns.coverage),
        tr!(campaigns.refused),
        tr!(campaigns.unreachable),
        tr!(campaigns.with_hazards),
        tr!(campaigns.rectified),
        tr!(campaigns.later),
    ];
    let of_area = move |area: &AreaCode| {
        let mut filter = TargetFilter { campaign: Some(id), ..TargetFilter::default() };
        filter.common.area = Some(area.clone());
        query::href("/targets", &filter)
    };
    let rows = rows
        .into_iter()
        .map(|row| {
            let (frozen, later) = (row.progress.frozen, row.progress.later);
            let nowhere = None::<String>;
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(hazards.area)>
                        <a class="table-link" href=of_area(&row.area.code)>
                            {row.area.name}
                        </a>
                    </td>
                    <Cell label=tr!(campaigns.coverage) number=true>
                        <RatioText ratio=frozen.coverage() href=nowhere />
                    </Cell>
                    <Cell label=tr!(campaigns.refused) number=true>{frozen.refused}</Cell>
                    <Cell label=tr!(campaigns.unreachable) number=true>{frozen.unreachable}</Cell>
                    <Cell label=tr!(campaigns.with_hazards) number=true>{frozen.with_hazards}</Cell>
                    <Cell label=tr!(campaigns.rectified) number=true>{frozen.rectified}</Cell>
                    <Cell label=tr!(campaigns.later) number=true>{later.to_visit}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(campaigns.by_committee) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// What this person may do with it now.
fn actions(campaign: &CampaignPage) -> Option<AnyView> {
    if !campaign.may_steer {
        return None;
    }
    let id = campaign.plan.id;
    let (version, n) = (campaign.version, campaign.candidates);
    let body = match campaign.status {
        CampaignStatus::Draft => {
            let form = campaign_form(&campaign.checklists, Some((&campaign.plan, version)));
            let open = use_form(FORM).is_refused();
            view! {
                {step(id, version, "campaign-start", "start", tr!(campaigns.start), tr!(campaigns.start_question, n = n))}
                <Disclosure label=tr!(ui.edit) icon_before=Icon::Edit open>
                    {form}
                </Disclosure>
            }
            .into_any()
        }
        CampaignStatus::Running => view! {
            {add(id, version, n)}
            {step(id, version, "campaign-finish", "finish", tr!(campaigns.finish), tr!(campaigns.finish_question).to_owned())}
        }
        .into_any(),
        CampaignStatus::Finished => view! { <p class="muted">{tr!(campaigns.is_finished)}</p> }.into_any(),
    };
    Some(
        view! {
            <Card title=tr!(hazards.actions)>
                <div class="action-list">{body}</div>
            </Card>
        }
        .into_any(),
    )
}

/// A step that is asked about once more.
fn step(
    id: CampaignId,
    version: u32,
    name: &'static str,
    what: &'static str,
    label: &'static str,
    question: String,
) -> impl IntoView {
    let form = use_form(name);
    view! {
        <form id=name method="post" action=format!("/do/campaigns/{id}/{what}") class="form">
            <FormErrors form />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="base_version" value=version.to_string() />
            <Confirm label=label question=question look=Look::Primary />
        </form>
    }
}

/// Later additions: all that have come to the register since, or one by its name.
fn add(id: CampaignId, version: u32, n: i64) -> impl IntoView {
    const ADD: &str = "campaign-add";
    let form = use_form(ADD);
    let open = form.is_refused();
    let action = format!("/do/campaigns/{id}/add");
    view! {
        <Disclosure label=tr!(campaigns.add) icon_before=Icon::Add open>
            <p class="hint">{tr!(campaigns.add_hint, n = n)}</p>
            <form id=ADD method="post" action=action class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="base_version" value=version.to_string() />
                <TextInput form name="site" label=tr!(campaigns.add_site) hint=tr!(campaigns.add_site_hint) max=LINE />
                <Button look=Look::Primary>{tr!(campaigns.add)}</Button>
            </form>
        </Disclosure>
    }
}
