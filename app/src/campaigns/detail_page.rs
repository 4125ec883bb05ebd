//! The page of one campaign: how far it has come, by step and by committee, and what may be done with it.

use super::{
    api::read_campaign,
    form::{FORM, campaign_form},
    list_page::status_badge,
    walk_page::WALK,
};
use crate::{
    error::AppError,
    programmes::choices::kinds_text,
    query,
    text::{Locale, locale},
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look, download},
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
    listing::SiteFilter,
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

/// The lists behind the numbers of a campaign, or of one committee's part of it.
pub(super) struct Behind {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Which committee; all of it when none is named.
    pub area: Option<AreaCode>,
}

impl Behind {
    fn list(&self, change: impl FnOnce(&mut TargetFilter)) -> String {
        let mut filter = TargetFilter { campaign: Some(self.campaign), ..TargetFilter::default() };
        filter.common.area.clone_from(&self.area);
        change(&mut filter);
        query::href("/targets", &filter)
    }

    /// Targets of the frozen list that stand so.
    pub fn frozen(&self, standing: &[Standing]) -> String {
        self.list(|f| (f.entry, f.standing) = (Some(Entry::Frozen), standing.to_vec()))
    }

    /// … where something was found.
    fn with_hazards(&self) -> String {
        self.list(|f| {
            (f.entry, f.standing, f.with_hazards) = (Some(Entry::Frozen), vec![Standing::LetIn], true);
        })
    }

    /// … and all of it is closed.
    fn rectified(&self) -> String {
        self.list(|f| {
            (f.entry, f.standing, f.rectified) = (Some(Entry::Frozen), vec![Standing::LetIn], true);
        })
    }

    /// Later additions.
    pub fn later(&self) -> String {
        self.list(|f| f.entry = Some(Entry::Later))
    }
}

fn page(campaign: CampaignPage) -> impl IntoView {
    let plan = &campaign.plan;
    let (id, started) = (plan.id, campaign.status != CampaignStatus::Draft);
    let days = format!("{} – {}", day_text(plan.period.from), day_text(plan.period.to));
    let kinds = kinds_text(&plan.kinds, tr!(campaigns.all_kinds));
    let checklist = campaign.checklist.clone().map(|(zh, en)| if locale() == Locale::en { en } else { zh });
    let frozen = campaign.frozen_at.map(minute_text);
    let by_committee = campaign.committees.clone();
    let behind = Behind { campaign: id, area: None };
    let all_targets = behind.list(|_| {});
    let progress = started.then(|| {
        let funnel = funnel(&behind, campaign.total.frozen);
        let later = later(&behind, campaign.total.later);
        view! {
            <Card title=tr!(campaigns.funnel)>
                {funnel} {later}
            </Card>
            <Card title=tr!(campaigns.by_committee)>
                {download(format!("/api/v1/campaigns/{id}/funnel.csv"))} {committees(id, by_committee)}
            </Card>
        }
    });
    let waiting = (!started).then(|| {
        let list = (campaign.candidates > 0).then(|| waiting_list(id));
        view! {
            <Empty icon=Icon::Flag title=tr!(campaigns.not_started, n = campaign.candidates) />
            {list}
        }
    });
    // a draft that was made from a list has that list already
    let walk = (campaign.status == CampaignStatus::Running).then(|| {
        let filter = TargetFilter { campaign: Some(id), ..TargetFilter::default() };
        view! {
            <LinkButton href=query::href(WALK, &filter) icon_before=Icon::Pin>
                {tr!(campaigns.walk_targets)}
            </LinkButton>
        }
    });
    let all = (started || campaign.total.frozen.to_visit > 0).then(|| {
        view! {
            <LinkButton href=all_targets look=Look::Primary icon_before=Icon::List>
                {tr!(campaigns.targets)}
            </LinkButton>
        }
    });
    view! {
        <PageHead title=plan.title.clone()>{walk} {all}</PageHead>
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

/// The way to the sites that the list would hold, or that have come to the register since it was frozen.
fn waiting_list(id: CampaignId) -> impl IntoView {
    let filter = SiteFilter { wanted_by: Some(id), ..SiteFilter::default() };
    view! {
        <p>
            <LinkButton href=query::href("/sites", &filter) icon_before=Icon::List>
                {tr!(campaigns.waiting_list)}
            </LinkButton>
        </p>
    }
}

/// The steps of a list: each number opens its rows, each bar is a part of those to visit.
fn funnel(behind: &Behind, f: Funnel) -> impl IntoView + use<> {
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
    let (let_in, refused) = (behind.frozen(&[Standing::LetIn]), behind.frozen(&[Standing::Refused]));
    let unreachable = behind.frozen(&[Standing::Unreachable]);
    view! {
        <p class="funnel-coverage">
            <span>{tr!(campaigns.coverage)}</span>
            <RatioText ratio=f.coverage() href=let_in.clone() />
        </p>
        <ol class="funnel">
            {step(tr!(campaigns.to_visit), f.to_visit, behind.frozen(&[]))}
            {step(tr!(campaigns.knocked), f.knocked, behind.frozen(&VISITED))}
            {step(tr!(campaigns.let_in), f.let_in, let_in)}
            {step(tr!(campaigns.with_hazards), f.with_hazards, behind.with_hazards())}
            {step(tr!(campaigns.rectified), f.rectified, behind.rectified())}
        </ol>
        <p class="funnel-beside">
            <a href=refused>{tr!(campaigns.refused_n, n = f.refused)}</a>
            <a href=unreachable>
                {tr!(campaigns.unreachable_n, n = f.unreachable)}
            </a>
        </p>
    }
}

/// Later additions stand beside the coverage, never inside.
fn later(behind: &Behind, f: Funnel) -> impl IntoView + use<> {
    (f.to_visit > 0).then(|| {
        view! {
            <p class="funnel-beside">
                <a href=behind.later()>
                    {tr!(campaigns.later_n, n = f.to_visit, done = f.let_in)}
                </a>
            </p>
        }
    })
}

/// A cell that opens its rows.
fn number(label: &'static str, n: i64, href: String) -> impl IntoView {
    view! {
        <Cell label number=true>
            <a class="table-link" href=href>
                {n}
            </a>
        </Cell>
    }
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
    let rows = rows
        .into_iter()
        .map(|row| {
            let (frozen, later) = (row.progress.frozen, row.progress.later);
            let behind = Behind { campaign: id, area: Some(row.area.code.clone()) };
            let (all, let_in) = (behind.list(|_| {}), behind.frozen(&[Standing::LetIn]));
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(hazards.area)>
                        <a class="table-link" href=all>
                            {row.area.name}
                        </a>
                    </td>
                    <Cell label=tr!(campaigns.coverage) number=true>
                        <RatioText ratio=frozen.coverage() href=let_in />
                    </Cell>
                    {number(tr!(campaigns.refused), frozen.refused, behind.frozen(&[Standing::Refused]))}
                    {number(tr!(campaigns.unreachable), frozen.unreachable, behind.frozen(&[Standing::Unreachable]))}
                    {number(tr!(campaigns.with_hazards), frozen.with_hazards, behind.with_hazards())}
                    {number(tr!(campaigns.rectified), frozen.rectified, behind.rectified())}
                    {number(tr!(campaigns.later), later.to_visit, behind.later())}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(campaigns.by_committee) figures=true columns=columns.iter().map(ToString::to_string).collect()>
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
    let list = (n > 0).then(|| waiting_list(id));
    view! {
        <Disclosure label=tr!(campaigns.add) icon_before=Icon::Add open>
            <p class="hint">{tr!(campaigns.add_hint, n = n)}</p>
            {list}
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
