//! What there is to do: new things on large buttons, drafts to go on with, today's tasks.

use super::{
    attempts::{self, Repeat, failed_text},
    bridge,
    entry::site_part::Anywhere,
    fresh::IntoFresh,
    hazard_list::{self, hazard_lines, shown_at},
    known::{Tablet, use_tablet},
    place::Place,
    reading::Read,
    redraft::form_of,
    scan::ScanForField,
    site_list::{again_at, to_visit_at},
    tasks::TaskSet,
    to_visit::{OfCampaign, by_campaign, visit_at},
};
use crate::{
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::{Card, Empty},
        icon,
        load::skeleton,
        only::Only,
        page::PageHead,
        time::{Due, ago_text, day_text},
    },
};
use chrono::{DateTime, Utc};
use domain::{ids::FileId, sync::FieldTask};
use leptos::{prelude::*, task::spawn_local};

/// Most rows of a task on this screen.
const FEW: usize = 4;

/// The screen.
#[component]
pub fn Home() -> impl IntoView {
    let tablet = use_tablet();
    view! {
        <PageHead title=tr!(field.today) />
        <div class="big-buttons field-buttons">
            <a class="button primary" href=Place::Visit(None).href()>
                {icon(Icon::Visit)}
                <span>{tr!(nav.new_visit)}</span>
            </a>
            <a class="button" href=Place::Report(None).href()>
                {icon(Icon::Camera)}
                <span>{tr!(nav.new_hazard)}</span>
            </a>
            <ScanForField />
        </div>
        <div class="stack">
            <Drafts tablet />
            <Tasks tablet />
            <ToVisit tablet />
            <Repeats tablet />
            <Anywhere />
        </div>
    }
}

/// What is being entered.
#[component]
fn Drafts(tablet: Tablet) -> impl IntoView {
    let rows = move || {
        let now = tablet.device_now();
        tablet
            .drafts
            .get()
            .into_iter()
            .filter_map(|draft| {
                let place = form_of(&draft.kind, draft.id)?;
                let title = if draft.title.is_empty() { unnamed(place).to_owned() } else { draft.title };
                let mark = match draft.photo {
                    Some(photo) => view! { <FirstPhoto photo /> }.into_fresh(),
                    None => icon(drawing(place)).into_fresh(),
                };
                Some(view! {
                    <li>
                        <a class="field-line" href=place.href()>
                            {mark}
                            <span class="field-line-text">
                                <strong>{title}</strong>
                                <span class="muted">{ago_text(draft.changed_at, now)}</span>
                            </span>
                            <span class="field-line-go">{tr!(capture.go_on)}</span>
                        </a>
                    </li>
                })
            })
            .collect_view()
    };
    let any = Memo::new(move |_| tablet.drafts.with(|drafts| !drafts.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <Card title=tr!(field.drafts)>
                    <ul class="field-lines">{rows}</ul>
                </Card>
            }
        })
    }
}

/// What a form is called in which nobody has written a name yet: of a report the photo says more.
fn unnamed(place: Place) -> &'static str {
    match place {
        Place::Report(_) => tr!(field.untitled_report),
        _ => tr!(field.untitled),
    }
}

/// The first photo of a draft, small.
#[component]
fn FirstPhoto(photo: FileId) -> impl IntoView {
    let url = RwSignal::new(None::<String>);
    spawn_local(async move {
        url.try_set(bridge::photo_url(photo).await);
    });
    view! { <img class="field-line-photo" src=move || url.get() alt="" /> }
}

/// The drawing of a kind of form.
fn drawing(place: Place) -> Icon {
    match place {
        Place::Report(_) => Icon::Camera,
        Place::Step(_) => Icon::Wrench,
        Place::Gear(_) => Icon::Stove,
        Place::Entry(_) => Icon::Note,
        _ => Icon::Visit,
    }
}

/// Today's tasks, once they are known: what is begun above them waits for none of them.
#[component]
fn Tasks(tablet: Tablet) -> impl IntoView {
    let sets = [
        (TaskSet::Mine, tr!(field.show_mine), Tone::Info),
        (TaskSet::Review, tr!(field.show_review), Tone::Warn),
        (TaskSet::Overdue, tr!(field.show_overdue), Tone::Bad),
        (TaskSet::Soon, tr!(field.show_soon), Tone::Warn),
    ];
    let sets = sets.map(|(show, label, tone)| {
        (show, label, tone, Memo::new(move |_| hazard_list::find(tablet, "", show, None)))
    });
    let known = Memo::new(move |_| tablet.in_memory.get() == Read::All);
    let nowhere_to_go = Memo::new(move |_| tablet.to_visit().is_empty());
    let none = move || sets.iter().all(|(.., hits)| hits.with(|hits| hits.total == 0));
    let nothing = move || known.get() && nowhere_to_go.get() && none();
    let cards = sets.map(|(show, label, tone, hits)| {
        move || {
            let n = hits.with(|hits| hits.total);
            (n > 0).then(|| {
                let lines =
                    hits.with(|hits| hazard_lines(hits.rows.iter().take(FEW).map(|(hazard, _)| hazard)));
                let count = view! { <Badge tone text=n.to_string() /> }.into_fresh();
                view! {
                    <Card title=label aside=count>
                        <ul class="field-lines">{lines}</ul>
                        {(n > FEW).then(|| all_of_them(n, shown_at(show)))}
                    </Card>
                }
            })
        }
    });
    view! {
        <Only when=move || !known.get()>{skeleton()}</Only>
        <Only when=nothing>
            <Card>
                <Empty icon=Icon::Check title=tr!(field.no_tasks) />
            </Card>
        </Only>
        {cards.into_iter().collect_view()}
    }
}

/// The doors where a task of a plan or a campaign wants somebody to go.
#[component]
fn ToVisit(tablet: Tablet) -> impl IntoView {
    let tasks = Memo::new(move |_| tablet.tasks_now());
    let campaigns = Memo::new(move |_| by_campaign(&tablet.doors_now()));
    let of_plans = move || {
        let n = tasks.with(Vec::len);
        (n > 0).then(|| {
            let first = tasks.with(|all| all.iter().take(FEW).cloned().collect::<Vec<_>>());
            let lines = first.into_iter().map(|task| task_line(tablet, task)).collect_view();
            let count = view! { <Badge tone=Tone::Info text=n.to_string() /> }.into_fresh();
            view! {
                <Card title=tr!(field.tasks) aside=count>
                    <ul class="field-lines">{lines}</ul>
                    {(n > 1).then(walk_them)}
                </Card>
            }
        })
    };
    let of_campaigns = move || {
        let all = campaigns.get();
        (!all.is_empty()).then(|| {
            let lines = all.into_iter().map(campaign_line).collect_view();
            view! {
                <Card title=tr!(field.campaigns)>
                    <ul class="field-lines">{lines}</ul>
                </Card>
            }
        })
    };
    view! {
        {of_plans}
        {of_campaigns}
    }
}

/// A task as a line that leads to its site, where everything else stands that is due there.
fn task_line(tablet: Tablet, task: FieldTask) -> impl IntoView {
    let site = tablet
        .sites
        .with(|sites| sites.get(task.site.0).map(|site| (site.name.clone(), site.address.clone())));
    let (name, address) = site.unwrap_or_default();
    view! {
        <li>
            <a class="field-line" href=Place::Site(task.site).href()>
                {icon(Icon::Calendar)}
                <span class="field-line-text">
                    <strong>{name}</strong>
                    <span class="muted">{tablet.plan_title(task.plan)} " · " {address}</span>
                    <span class="hazard-marks">
                        <Due day=task.due open=true />
                        {task.mine.then(|| view! { <Badge tone=Tone::Info shape=Icon::Person text=tr!(field.given) /> })}
                    </span>
                </span>
            </a>
        </li>
    }
}

/// A campaign as a line that leads to the sites where somebody is to go.
fn campaign_line(OfCampaign { campaign, doors: n, mine }: OfCampaign) -> impl IntoView {
    let given = (mine > 0).then(|| {
        let text = tr!(field.doors_given, n = mine);
        view! {
            <span class="hazard-marks">
                <Badge tone=Tone::Info shape=Icon::Person text />
            </span>
        }
    });
    view! {
        <li>
            <a class="field-line" href=to_visit_at()>
                {icon(Icon::Flag)}
                <span class="field-line-text">
                    <strong>{campaign.choice.title}</strong>
                    <span class="muted">{tr!(field.doors_left, n = n, day = day_text(campaign.period.to))}</span>
                    {given}
                </span>
            </a>
        </li>
    }
}

/// The sites where somebody must go again.
#[component]
fn Repeats(tablet: Tablet) -> impl IntoView {
    let repeats = Memo::new(move |_| {
        tablet.visits.with(|here| tablet.sites.with(|sites| attempts::repeats(sites, here)))
    });
    move || {
        let n = repeats.with(Vec::len);
        let now = tablet.now.get();
        (n > 0).then(|| {
            let first = repeats.with(|all| all.iter().take(FEW).cloned().collect::<Vec<_>>());
            let lines = first.into_iter().map(|repeat| repeat_line(repeat, now)).collect_view();
            let count = view! { <Badge tone=Tone::Warn text=n.to_string() /> }.into_fresh();
            view! {
                <Card title=tr!(field.repeats) aside=count>
                    <ul class="field-lines">{lines}</ul>
                    {(n > FEW).then(|| all_of_them(n, again_at()))}
                </Card>
            }
        })
    }
}

/// A failed attempt as a line that leads to the next one.
fn repeat_line(repeat: Repeat, now: DateTime<Utc>) -> impl IntoView {
    let place = visit_at(repeat.site, None);
    view! {
        <li>
            <a class="field-line" href=place>
                {icon(Icon::Return)}
                <span class="field-line-text">
                    <strong>{repeat.title}</strong>
                    <span class="muted">{failed_text(&repeat.last)} " · " {ago_text(repeat.last.at, now)}</span>
                </span>
                <span class="field-line-go">{tr!(field.visit_again)}</span>
            </a>
        </li>
    }
}

/// The way to all that is to be visited, in the order of the walk.
fn walk_them() -> impl IntoView {
    view! {
        <p>
            <a class="button" href=to_visit_at()>
                {icon(Icon::Pin)}
                <span>{tr!(field.walk)}</span>
            </a>
        </p>
    }
}

/// The way to all of a set.
fn all_of_them(n: usize, place: String) -> impl IntoView {
    view! {
        <p>
            <a class="button quiet" href=place>
                {tr!(field.all_n, n = n)}
            </a>
        </p>
    }
}
