//! The doors of a campaign that a filter shows and that are still to be visited, in the order of the walk, with the walk on the
//! map; the office gives them to people.

use super::{
    api::walk_targets,
    target_row::{standing_badge, visit},
};
use crate::{
    error::AppError,
    labels::Label,
    listing::total_text,
    programmes::{
        walk::{Stop, given_to, giving, stop},
        walk_map::{At, walk_map},
    },
    query, tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::Empty,
        field::{FormErrors, use_form},
        load::Load,
        page::PageHead,
    },
};
use domain::{
    area::AreaCode,
    ids::{CampaignId, UserId},
    listing::{Common, Total},
    people::PersonRef,
    programmes::{
        campaign::{DoorWalk, TargetRow},
        filters::TargetFilter,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_url;

/// Where it is.
pub(super) const WALK: &str = "/targets/walk";

/// The walk along the doors of a campaign that a person was given, in an area.
pub fn walk_of(campaign: CampaignId, person: UserId, area: Option<AreaCode>) -> String {
    let common = Common { area, ..Common::default() };
    query::href(
        WALK,
        &TargetFilter { common, campaign: Some(campaign), assignee: Some(person), ..TargetFilter::default() },
    )
}

/// The name under which the form comes back refused.
const FORM: &str = "target-give";

/// The page. Its query is that of the list.
#[component]
pub fn WalkPage() -> impl IntoView {
    let url = use_url();
    let asked = Memo::new(move |_| url.with(|url| url.search().trim_start_matches('?').to_owned()));
    let data: Resource<Result<DoorWalk, AppError>> = Resource::new(move || asked.get(), walk_targets);
    view! { <Load data view=move |walk| shown(walk, &asked.get_untracked()).into_any() /> }
}

fn shown(doors: DoorWalk, asked: &str) -> impl IntoView + use<> {
    // the list as it was, of this campaign also where none was named
    let filter = TargetFilter { campaign: Some(doors.campaign), ..query::parse(asked) };
    let list = query::href("/targets", &filter);
    let count = doors.walk.len();
    let summary = (count > 0).then(|| {
        let text = tr!(campaigns.walk, n = count, m = format!("{:.0}", doors.length.get()));
        view! { <p class="walk-length">{text}</p> }
    });
    let more = (doors.total.more || doors.total.n > count as u64).then(|| {
        let text = tr!(campaigns.more_doors, n = count, all = total_text(doors.total));
        view! { <p class="hint">{text}</p> }
    });
    let walk = if count == 0 {
        view! { <Empty icon=Icon::Check title=tr!(campaigns.no_doors) /> }.into_any()
    } else {
        let map = walk_map(doors.walk.iter().map(|door| At {
            site: door.site,
            name: &door.name,
            point: door.point,
        }));
        view! {
            <div class="walk-page">
                {map} <div>{stops(doors.walk, doors.people, doors.total, &filter)}</div>
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(campaigns.walk_targets)>
            <LinkButton href=list icon_before=Icon::List>
                {tr!(campaigns.targets)}
            </LinkButton>
        </PageHead>
        <p class="rates-scope">{doors.title}</p>
        <div class="stack">{summary} {more} {walk}</div>
    }
}

/// The doors in their order; with people to choose from they can be ticked and given away, or all that the filter shows.
fn stops(
    walk: Vec<TargetRow>,
    people: Vec<PersonRef>,
    total: Total,
    filter: &TargetFilter,
) -> impl IntoView + use<> {
    let may_give = !people.is_empty();
    let rows = walk.into_iter().enumerate().map(|(i, door)| one(i + 1, door, may_give)).collect_view();
    let list = view! { <ol class="walk">{rows}</ol> };
    if !may_give {
        return list.into_any();
    }
    let form = use_form(FORM);
    let give = view! {
        <Button look=Look::Primary icon_before=Icon::Person>
            {tr!(campaigns.give_ticked)}
        </Button>
        <Button name="all" value="1">
            {tr!(campaigns.give_all, n = total_text(total))}
        </Button>
    };
    let campaign = filter.campaign.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <form id=FORM method="post" action="/do/targets/give" class="form walk-form">
            <FormErrors form=form.clone() />
            <input type="hidden" name="campaign" value=campaign />
            <input type="hidden" name="query" value=query::text(filter) />
            {list} {giving(form, people, give.into_any())}
        </form>
    }
    .into_any()
}

fn one(n: usize, door: TargetRow, may_give: bool) -> impl IntoView {
    let visit = visit(&door);
    let marks = view! {
        <span class="tag">{door.area.name}</span>
        <span class="tag">{door.kind.label()}</span>
        {standing_badge(door.standing)}
        {given_to(door.assignee)}
    };
    stop(
        n,
        Stop {
            site: door.site,
            name: door.name,
            address: door.address,
            unplaced: door.point.is_none(),
            marks: marks.into_any(),
            visit,
            tick: may_give.then(|| ("site", door.site.to_string())),
        },
    )
}
