//! Home by role: an inspector sees open work and two large buttons, the office what waits for it.

use super::{
    api::{read_home, read_waiting},
    near::NearWork,
};
use crate::{
    desk::{queue_tiles, watch},
    error::AppError,
    facts::use_me,
    field::bridge,
    hazards::HazardCards,
    inspections::VisitLines,
    listing::total_text,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{LinkButton, Look},
        card::{Card, Empty},
        icon,
        load::Load,
        page::PageHead,
        ratio::{RateRows, RateText},
    },
};
use domain::{
    actor::{Right, Role},
    figures::FigureSet,
    home::{Home, Waiting},
    listing::HazardFilter,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long this page stands before it does something for later: what a person came for has the line first.
const REST: Duration = Duration::from_secs(10);

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let goes_out = use_me().is_some_and(|me| me.actor.role == Role::Inspector);
    // the others fetch the field app when they open it, which most of them never do
    if goes_out {
        keep_field_app();
    }
    let data: Resource<Result<Home, AppError>> = Resource::new(|| (), |()| read_home());
    view! {
        <PageHead title=tr!(nav.home) />
        // whoever goes out waits for nothing before they can begin
        {goes_out.then(beginning)}
        <Load data view=|home| page(home).into_any() />
    }
}

/// What an inspector begins with.
fn beginning() -> impl IntoView {
    view! {
        {big_buttons()}
        <div class="ways">{field_app()}</div>
    }
}

/// Whoever goes out will need the field app: it is kept on the device as soon as this page is at rest.
fn keep_field_app() {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move || {
        waiting.set_value(set_timeout_with_handle(bridge::keep_program, REST).ok());
    });
    on_cleanup(move || {
        if let Some(Some(timeout)) = waiting.try_update_value(Option::take) {
            timeout.clear();
        }
    });
}

fn big_buttons() -> impl IntoView {
    view! {
        <div class="big-buttons">
            <LinkButton href="/visit/new" look=Look::Primary icon_before=Icon::Visit>
                {tr!(nav.new_visit)}
            </LinkButton>
            <LinkButton href="/hazards/new" icon_before=Icon::Camera>
                {tr!(nav.new_hazard)}
            </LinkButton>
        </div>
    }
}

/// The way to the field app.
fn field_app() -> impl IntoView {
    view! {
        <a class="card field-offer" href=crate::field::PATH rel="external">
            {icon(Icon::Offline)}
            <span>
                <strong>{tr!(nav.field)}</strong>
                <span class="muted">{tr!(home.field_hint)}</span>
            </span>
            {icon(Icon::Next)}
        </a>
    }
}

/// The way to the dashboard.
fn dashboard() -> impl IntoView {
    view! {
        <a class="card field-offer" href=crate::dashboard::PATH>
            {icon(Icon::Rates)}
            <span>
                <strong>{tr!(dashboard.title)}</strong>
                <span class="muted">{tr!(dashboard.home_hint)}</span>
            </span>
            {icon(Icon::Next)}
        </a>
    }
}

/// The way to programmes and registers, which the navigation has no room for on a phone.
fn programmes() -> impl IntoView {
    view! {
        <a class="card field-offer" href=crate::programmes::PATH>
            {icon(Icon::Flag)}
            <span>
                <strong>{tr!(nav.programmes)}</strong>
                <span class="muted">{tr!(home.programmes_hint)}</span>
            </span>
            {icon(Icon::Next)}
        </a>
    }
}

/// The way to the tablets, which the navigation has no room for on a phone; says how many of them are late.
fn tablets(late: u64) -> impl IntoView {
    let late = (late > 0).then(|| {
        view! { <Badge tone=Tone::Bad shape=Icon::Alert text=tr!(home.late_tablets, n = late) /> }
    });
    view! {
        <a class="card field-offer" href=crate::devices::PATH>
            {icon(Icon::Sync)}
            <span>
                <strong>{tr!(devices.title)} " " {late}</strong>
                <span class="muted">{tr!(home.devices_hint)}</span>
            </span>
            {icon(Icon::Next)}
        </a>
    }
}

fn page(home: Home) -> impl IntoView {
    let role = use_me().map(|me| me.actor.role);
    let mine = (role == Some(Role::Inspector) || !home.mine.is_empty()).then(|| mine(&home));
    let queues = queues(&home);
    let month = month(&home);
    let visits = (!home.visits.is_empty()).then(|| {
        view! {
            <Card title=tr!(home.my_visits)>
                <VisitLines visits=home.visits.clone() />
            </Card>
        }
    });
    // whoever goes out sees their own work first and what is near, whoever sits at the desk the queues
    if role == Some(Role::Inspector) {
        view! {
            <div class="stack">
                {mine}
                <NearWork />
                {visits}
                {month}
                {queues}
                <div class="ways">{programmes()}</div>
            </div>
        }
        .into_any()
    } else {
        // those who ask for figures every day; anybody may open the page
        let steers = matches!(role, Some(Role::Office | Role::Leader));
        let records = role.is_some_and(|role| role.has(Right::RecordVisit));
        view! {
            <div class="stack">
                {queues} {records.then(big_buttons)}
                <div class="ways">
                    {records.then(field_app)} {steers.then(dashboard)} {programmes()}
                    {home.late_tablets.map(tablets)}
                </div>
                {month}
                {mine}
                {visits}
            </div>
        }
        .into_any()
    }
}

/// What waits, also when it is done in another window.
fn queues(home: &Home) -> impl IntoView + use<> {
    // whoever works at the desk finds the same queues there
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::WatchDesk));
    let list = if may { crate::desk::PATH } else { "/hazards" };
    let waiting = RwSignal::new(home.waiting.clone());
    let changed = Callback::new(move |()| {
        spawn_local(async move {
            // without an answer the numbers stay, and the next change asks again
            if let Ok(now) = read_waiting().await {
                let _ = waiting.try_set(now);
            }
        });
    });
    watch(home.mark.clone(), changed);
    let tiles = move || waiting.with(|Waiting { queues, beside }| queue_tiles(queues, *beside, list, None));
    view! { <Card title=tr!(home.waiting)>{tiles}</Card> }
}

fn mine(home: &Home) -> impl IntoView + use<> {
    let body = if home.mine.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(home.nothing_mine) /> }.into_any()
    } else {
        view! { <HazardCards hazards=home.mine.clone() /> }.into_any()
    };
    let count =
        view! { <span class="muted">{tr!(ui.total, n = total_text(home.mine_total))}</span> }.into_any();
    view! {
        <Card title=tr!(home.mine) aside=count>
            {body}
        </Card>
    }
}

fn month(home: &Home) -> impl IntoView + use<> {
    let (period, f) = (home.month, home.figures);
    let link = move |figure| {
        let mut filter = HazardFilter { figure: Some(figure), ..HazardFilter::default() };
        filter.common.from = Some(period.from);
        filter.common.to = Some(period.to);
        crate::query::href("/hazards", &filter)
    };
    let opens = move |set| RateRows::of(set, link);
    let open = link(FigureSet::OpenAtEnd);
    view! {
        <Card title=tr!(home.this_month)>
            <dl class="facts">
                <div class="fact">
                    <dt>{tr!(rates.a)}</dt>
                    <dd>
                        <RateText ratio=f.rate_found opens=opens(FigureSet::Closed) />
                    </dd>
                </div>
                <div class="fact">
                    <dt>{tr!(rates.b)}</dt>
                    <dd>
                        <RateText ratio=f.rate_due opens=opens(FigureSet::DueClosed) />
                    </dd>
                </div>
                <div class="fact">
                    <dt>{tr!(rates.on_the_spot)}</dt>
                    <dd>
                        <RateText ratio=f.on_the_spot opens=opens(FigureSet::OnTheSpot) />
                    </dd>
                </div>
                <div class="fact">
                    <dt>{tr!(rates.open_at_end)}</dt>
                    <dd>
                        <a href=open>{f.balance.open_at_end}</a>
                    </dd>
                </div>
            </dl>
            <p>
                <a class="button" href="/rates">
                    {tr!(home.all_rates)}
                </a>
            </p>
        </Card>
    }
}
