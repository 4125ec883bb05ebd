//! What the pages of the three registers have in common.

use crate::{
    facts::use_me,
    imports::way_to_import,
    programmes::choices::committees,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Fact, Nothing},
        choice::Select,
        dialog::Disclosure,
        field::{FormErrors, FormState, TextInput, use_form},
        load::trouble,
    },
};
use domain::{
    actor::Right,
    area::AreaRef,
    fault::{Code, Fault},
    geo::{Point, Wgs84},
    ids::{HazardId, SiteId},
    import::ImportKind,
    programmes::register_views::{LinkedSite, RegisterKind},
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// Whether this person enters what is new in the registers. Who may change an entry, the page of the entry is told.
pub fn may_enter() -> bool {
    use_me().is_some_and(|me| me.actor.role.has(Right::EnterRegister))
}

/// What only those see who enter what is new; the others are told so.
pub(super) fn for_enterers(view: impl FnOnce() -> AnyView) -> AnyView {
    if may_enter() { view() } else { trouble(Fault::new(Code::Forbidden).into()).into_any() }
}

/// Beside the heading of a list: the ways to its import and to a new entry.
pub(super) fn head(kind: RegisterKind) -> Option<AnyView> {
    let import = match kind {
        RegisterKind::Penalty => ImportKind::Penalties,
        RegisterKind::Order => ImportKind::Orders,
        RegisterKind::Fire => ImportKind::Fires,
    };
    may_enter().then(|| {
        view! {
            {way_to_import(import)}
            <LinkButton href=format!("/{kind}/new") look=Look::Primary icon_before=Icon::Add>
                {tr!(registers.new)}
            </LinkButton>
        }
        .into_any()
    })
}

/// What a list of entries is narrowed to and has no control of its own: the site, and the hazard behind them.
pub(super) fn linked_to(site: Option<SiteId>, hazard: Option<HazardId>) -> Vec<(&'static str, String)> {
    let site = site.map(|id| ("site", id.to_string()));
    let hazard = hazard.map(|id| ("hazard", id.to_string()));
    site.into_iter().chain(hazard).collect()
}

/// What an entry says of its place, for a form.
pub(super) struct Linked {
    pub record: Option<Uuid>,
    pub version: Option<u32>,
    pub area: Option<String>,
    pub site: String,
    pub hazard: String,
}

impl Linked {
    /// Of a new entry; a link from a site's page names the site.
    pub fn new() -> Self {
        let site = use_query_map().with_untracked(|query| query.get("site")).unwrap_or_default();
        Self { record: None, version: None, area: None, site, hazard: String::new() }
    }

    /// Of an entry that is changed.
    pub fn of(
        (record, version): (Uuid, u32),
        area: &AreaRef,
        site: Option<&LinkedSite>,
        hazard: Option<HazardId>,
    ) -> Self {
        Self {
            record: Some(record),
            version: Some(version),
            area: Some(area.code.to_string()),
            site: site.map(|site| site.id.to_string()).unwrap_or_default(),
            hazard: hazard.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}

/// The form of an entry around its own fields: ids, site, hazard, committee.
pub(super) fn entry_form(kind: RegisterKind, form: FormState, linked: Linked, fields: AnyView) -> AnyView {
    let record = linked.record.unwrap_or_else(Uuid::now_v7).to_string();
    let version = linked.version.map(|version| version.to_string());
    let area = linked.area.unwrap_or_default();
    let (name, faults, site_form, hazard_form) = (form.name(), form.clone(), form.clone(), form.clone());
    view! {
        <form id=name method="post" action=format!("/do/registers/{kind}") class="form">
            <FormErrors form=faults />
            // the same form sent twice is one save: its id is made when the page is
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="record" value=record />
            {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
            {fields}
            <TextInput form=site_form name="site" label=tr!(hazards.site) hint=tr!(registers.site_hint) value=linked.site max=LINE />
            <TextInput form=hazard_form name="hazard" label=tr!(registers.hazard) hint=tr!(registers.hazard_hint) value=linked.hazard max=LINE />
            <Select form name="area" label=tr!(hazards.area) choices=committees() value=area blank=tr!(registers.area_of_site) />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}

/// The form of an entry behind its button, open when it came back refused.
pub(super) fn editing(form: &FormState, body: AnyView) -> impl IntoView + use<> {
    let open = form.is_refused();
    view! {
        <Disclosure label=tr!(ui.edit) icon_before=Icon::Edit open>
            <p class="hint">{tr!(registers.masked_hint)}</p>
            {body}
        </Disclosure>
    }
}

/// A value in full, once it was revealed on this page load.
pub(super) fn revealed(form: &FormState, field: &str) -> Option<String> {
    form.typed(field).filter(|_| !form.is_refused())
}

/// The form that shows what is masked, for a reason that is logged.
pub(super) fn reveal(kind: RegisterKind, id: Uuid, name: &'static str, may: bool) -> Option<AnyView> {
    let form = use_form(name);
    let open = form.is_refused();
    may.then(|| {
        view! {
            <Disclosure label=tr!(hazards.reveal) open>
                <form method="post" action=format!("/do/registers/{kind}/{id}/reveal") class="form">
                    <FormErrors form=form.clone() />
                    <TextInput form=form.clone() name="reason" label=tr!(hazards.reveal_reason) max=LINE required=true />
                    <Button>{tr!(hazards.reveal_submit)}</Button>
                </form>
            </Disclosure>
        }
        .into_any()
    })
}

/// Where an entry is and what it hangs on.
pub(super) fn place_facts(
    area: AreaRef,
    site: Option<LinkedSite>,
    hazard: Option<(HazardId, String)>,
    point: Option<Point<Wgs84>>,
) -> impl IntoView {
    let site = match site {
        Some(site) => view! {
            <a href=format!("/sites/{}", site.id)>{site.name}</a>
            " "
            <span class="muted">{site.address}</span>
        }
        .into_any(),
        None => view! { <Nothing /> }.into_any(),
    };
    let hazard = match hazard {
        Some((id, number)) => view! { <a href=format!("/hazards/{id}")>{number}</a> }.into_any(),
        None => view! { <Nothing /> }.into_any(),
    };
    let point = match point {
        Some(point) => format!("{:.5}, {:.5}", point.lon(), point.lat()).into_any(),
        None => view! { <Nothing /> }.into_any(),
    };
    view! {
        <Fact name=tr!(hazards.site)>{site}</Fact>
        <Fact name=tr!(registers.hazard)>{hazard}</Fact>
        <Fact name=tr!(hazards.area)>{area.name}</Fact>
        <Fact name=tr!(hazards.position)>{point}</Fact>
    }
}

/// Name and address of an entry's site, on one line of a row.
pub(super) fn site_text(site: Option<LinkedSite>) -> String {
    site.map(|site| format!("{} · {}", site.name, site.address)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Listing;
    use domain::programmes::filters::{FireFilter, OrderFilter, PenaltyFilter};

    #[test]
    fn a_list_stays_narrowed_when_its_filter_is_sent() {
        let (site, hazard) = (SiteId(Uuid::from_u128(1)), HazardId(Uuid::from_u128(2)));
        let expected = [("site", site.to_string()), ("hazard", hazard.to_string())];
        let (site, hazard) = (Some(site), Some(hazard));
        assert_eq!(PenaltyFilter { site, hazard, ..PenaltyFilter::default() }.kept(), expected);
        assert_eq!(OrderFilter { site, hazard, ..OrderFilter::default() }.kept(), expected);
        assert_eq!(FireFilter { site, hazard, ..FireFilter::default() }.kept(), expected);
        assert!(FireFilter::default().kept().is_empty());
    }
}
