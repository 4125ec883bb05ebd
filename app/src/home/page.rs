//! Home by role: an inspector sees open work and two large buttons, the office what waits for it.

use super::api::read_home;
use crate::{
    error::AppError,
    facts::use_me,
    field::bridge,
    hazards::HazardCards,
    inspections::VisitLines,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{LinkButton, Look},
        card::{Card, Empty, StatTile},
        icon,
        load::Load,
        page::PageHead,
        ratio::RatioText,
    },
};
use domain::{
    actor::{Right, Role},
    figures::FigureSet,
    hazards::{Severity, Status},
    home::Home,
    listing::{HazardFilter, Sort, Total},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;

/// How long this page stands before it does something for later: what a person came for has the line first.
const REST: Duration = Duration::from_secs(10);

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    // the others fetch the field app when they open it, which most of them never do
    if use_me().is_some_and(|me| me.actor.role == Role::Inspector) {
        keep_field_app();
    }
    let data: Resource<Result<Home, AppError>> = Resource::new(|| (), |()| read_home());
    // those who ask for figures every day; anybody may open the page
    let steers = use_me().is_some_and(|me| matches!(me.actor.role, Role::Office | Role::Leader));
    let may = |right| use_me().is_some_and(|me| me.actor.role.has(right));
    view! {
        <PageHead title=tr!(nav.home) />
        {may(Right::RecordVisit).then(big_buttons)}
        {steers.then(dashboard)}
        {programmes()}
        <Load data view=|home| page(home).into_any() />
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
    let tablets = home.late_tablets.map(tablets);
    let queues = queues(&home);
    let month = month(&home);
    let visits = (!home.visits.is_empty()).then(|| {
        view! {
            <Card title=tr!(home.my_visits)>
                <VisitLines visits=home.visits.clone() />
            </Card>
        }
    });
    // whoever goes out sees their own work first, whoever sits at the desk the queues
    if role == Some(Role::Inspector) {
        view! { <div class="stack">{mine} {visits} {month} {queues}</div> }.into_any()
    } else {
        view! {
            {tablets}
            <div class="stack">{queues} {month} {mine} {visits}</div>
        }
        .into_any()
    }
}

/// A total as people read it.
fn counted(total: Total) -> String {
    if total.more { format!("{}+", total.n) } else { total.n.to_string() }
}

fn queue(
    label: &'static str,
    total: Total,
    filter: &HazardFilter,
    tone: Tone,
    shape: Icon,
) -> impl IntoView + use<> {
    let tone = if total.n == 0 { Tone::Neutral } else { tone };
    let href = crate::query::href("/hazards", filter);
    view! { <StatTile label value=counted(total) href tone shape=shape /> }
}

fn queues(home: &Home) -> impl IntoView + use<> {
    let status = |status| HazardFilter { status: vec![status], ..HazardFilter::default() };
    let mut overdue = HazardFilter { overdue: true, ..HazardFilter::default() };
    overdue.common.sort = Some(Sort::Due);
    let open = vec![Status::Registered, Status::Assigned, Status::Rectified, Status::Transferred];
    let major = HazardFilter { severity: Some(Severity::Major), status: open, ..HazardFilter::default() };
    let extensions = HazardFilter { extension_pending: true, ..HazardFilter::default() };
    let tiles = [
        queue(tr!(home.to_assign), home.to_assign, &status(Status::Registered), Tone::Warn, Icon::Circle),
        queue(tr!(home.to_review), home.to_review, &status(Status::Rectified), Tone::Warn, Icon::Hourglass),
        queue(tr!(home.overdue), home.overdue, &overdue, Tone::Bad, Icon::Clock),
        queue(tr!(home.extensions), home.extensions, &extensions, Tone::Info, Icon::Calendar),
        queue(
            tr!(home.transferred),
            home.transferred,
            &status(Status::Transferred),
            Tone::Neutral,
            Icon::Transfer,
        ),
        queue(tr!(home.major), home.major, &major, Tone::Bad, Icon::Flag),
    ];
    view! {
        <Card title=tr!(home.waiting)>
            <div class="tiles">{tiles.into_iter().collect_view()}</div>
        </Card>
    }
}

fn mine(home: &Home) -> impl IntoView + use<> {
    let body = if home.mine.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(home.nothing_mine) /> }.into_any()
    } else {
        view! { <HazardCards hazards=home.mine.clone() /> }.into_any()
    };
    let count = view! { <span class="muted">{tr!(ui.total, n = counted(home.mine_total))}</span> }.into_any();
    view! {
        <Card title=tr!(home.mine) aside=count>
            {body}
        </Card>
    }
}

fn month(home: &Home) -> impl IntoView + use<> {
    let (period, f) = (home.month, home.figures);
    let link = |figure| {
        let mut filter = HazardFilter { figure: Some(figure), ..HazardFilter::default() };
        filter.common.from = Some(period.from);
        filter.common.to = Some(period.to);
        crate::query::href("/hazards", &filter)
    };
    let (closed, due, spot) =
        (link(FigureSet::Closed), link(FigureSet::DueClosed), link(FigureSet::OnTheSpot));
    let open = link(FigureSet::OpenAtEnd);
    view! {
        <Card title=tr!(home.this_month)>
            <dl class="facts">
                <div class="fact">
                    <dt>{tr!(rates.a)}</dt>
                    <dd>
                        <RatioText ratio=f.rate_found href=closed />
                    </dd>
                </div>
                <div class="fact">
                    <dt>{tr!(rates.b)}</dt>
                    <dd>
                        <RatioText ratio=f.rate_due href=due />
                    </dd>
                </div>
                <div class="fact">
                    <dt>{tr!(rates.on_the_spot)}</dt>
                    <dd>
                        <RatioText ratio=f.on_the_spot href=spot />
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
