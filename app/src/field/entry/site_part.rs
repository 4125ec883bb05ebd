//! The part of a site's page, and of the first screen, about the registers: what waits here, and the ways to a new entry.

use super::{drawing, name, noun, screen::begin};
use crate::{
    field::{
        fresh::IntoFresh,
        gear::door::Waiting,
        known::{Tablet, use_tablet},
        place::Place,
    },
    tr,
    ui::{Icon, card::Card, icon, time::minute_text},
};
use chrono::{DateTime, Utc};
use domain::{actor::Right, ids::SiteId, programmes::register_views::RegisterKind};
use leptos::prelude::*;

/// An entry that is saved here and not on the server yet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Here {
    kind: RegisterKind,
    at: DateTime<Utc>,
}

/// Those about a site, the oldest first.
fn waiting(forms: &[Waiting], site: SiteId) -> Vec<Here> {
    let here = |it: &Waiting| Some(Here { kind: it.form.register()?, at: it.at });
    let mine = forms.iter().filter(|it| it.unknown && it.form.site() == Some(site));
    mine.filter_map(here).collect()
}

/// What waits for the registers about a site, and the ways to enter more.
#[component]
pub fn Registers(
    /// The site.
    site: SiteId,
) -> impl IntoView {
    let tablet = use_tablet();
    let saved = Memo::new(move |_| tablet.forms.with(|forms| waiting(forms, site)));
    let lines = move || {
        let lines = saved.get().into_iter().map(line).collect_view();
        saved.with(|saved| !saved.is_empty()).then(|| view! { <ul class="field-lines">{lines}</ul> })
    };
    view! { <Begin lines=lines.into_fresh() tablet site=Some(site) /> }
}

/// The ways to an entry that is about no site of the tablet.
#[component]
pub fn Anywhere() -> impl IntoView {
    let tablet = use_tablet();
    let hint = view! { <p class="hint">{tr!(entry.anywhere)}</p> };
    view! { <Begin lines=hint.into_fresh() tablet site=None /> }
}

/// The card for whoever may enter what is new.
#[component]
fn Begin(lines: AnyView, tablet: Tablet, site: Option<SiteId>) -> impl IntoView {
    let may = untrack(|| tablet.me()).is_some_and(|me| me.actor.role.has(Right::EnterRegister));
    may.then(|| {
        let ways = RegisterKind::ALL.iter().map(|kind| way(*kind, site)).collect_view();
        view! {
            <Card title=tr!(registers.linked)>
                <div class="stack">
                    {lines}
                    <div class="actions">{ways}</div>
                </div>
            </Card>
        }
    })
}

fn way(kind: RegisterKind, site: Option<SiteId>) -> impl IntoView {
    view! {
        <a class="button" href=begin(kind, site)>
            {icon(drawing(kind))}
            <span>{name(kind)}</span>
        </a>
    }
}

/// An entry that waits, as a line that leads to the ledger.
fn line(Here { kind, at }: Here) -> impl IntoView {
    view! {
        <li>
            <a class="field-line" href=Place::Ledger.href()>
                {icon(drawing(kind))}
                <span class="field-line-text">
                    <strong>{noun(kind)}</strong>
                    <span class="muted">{minute_text(at)} " · " {tr!(door.waits)}</span>
                </span>
                {icon(Icon::Hourglass)}
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::gear::fixtures;
    use domain::{
        ids::{EventId, FireId},
        programmes::{
            Keep, ProgrammeCommand,
            register::{FireCause, FireIncident},
        },
    };
    use uuid::Uuid;

    fn fire(site: Option<SiteId>) -> ProgrammeCommand {
        let record = FireIncident {
            id: FireId(Uuid::from_u128(2)),
            at: fixtures::now(),
            place: "车棚".into(),
            site,
            position: None,
            area: None,
            cause: FireCause::Ebike,
            text: None,
            loss: None,
            injured: 0,
            dead: 0,
            hazard: None,
        };
        let keep = Keep { id: EventId(Uuid::from_u128(1)), base_version: None, record };
        ProgrammeCommand::EnterFire(Box::new(keep))
    }

    #[test]
    fn what_waits_about_a_site_is_entries_that_the_server_does_not_know() {
        let (here, at) = (Some(fixtures::site()), fixtures::now());
        let stove = ProgrammeCommand::SurveyStove(Box::new(fixtures::survey(3, None)));
        let forms = [(fire(here), true), (fire(None), true), (fire(here), false), (stove, true)]
            .map(|(form, unknown)| Waiting { form, at, unknown });
        assert_eq!(waiting(&forms, fixtures::site()), [Here { kind: RegisterKind::Fire, at }]);
    }
}
