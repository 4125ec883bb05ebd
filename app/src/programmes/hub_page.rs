//! The page that leads to everything of programmes and registers.

use crate::{
    facts::use_me,
    tr,
    ui::{Icon, card::Card, icon, page::PageHead},
};
use domain::actor::Right;
use leptos::prelude::*;

/// Where it is.
pub const PATH: &str = "/programmes";

/// The pages behind it, so that the navigation shows where one is.
const PAGES: [&str; 25] = [
    crate::hazards::SUPERVISION,
    crate::party::WAITING,
    "/campaigns",
    "/targets",
    "/plans",
    "/tasks",
    "/task-list",
    "/year-targets",
    "/relapse",
    "/roll-call",
    "/stoves",
    "/detectors",
    "/gas-users",
    "/expiry-wave",
    "/zero-cylinders",
    "/programme-figures",
    "/penalties",
    "/orders",
    "/fires",
    "/rules",
    crate::checklists::PATH,
    "/assignment",
    "/papers",
    "/paper-templates",
    crate::summaries::PATH,
];

/// Whether a path belongs to the programmes.
pub fn is_here(path: &str) -> bool {
    PAGES
        .iter()
        .any(|page| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// The page.
#[component]
pub fn HubPage() -> impl IntoView {
    let may_assign = use_me().is_some_and(|me| me.actor.role.has(Right::Assign));
    view! {
        <PageHead title=tr!(nav.programmes) />
        <div class="stack programmes-hub">
            <Card title=tr!(supervision.hub)>
                <div class="hub-links">
                    {link(crate::hazards::SUPERVISION, Icon::Shield, tr!(supervision.title), tr!(supervision.hub_text))}
                    {link(crate::party::WAITING, Icon::Phone, tr!(party.waiting), tr!(party.hub_text))}
                </div>
            </Card>
            <Card title=tr!(campaigns.hub_programmes)>
                <div class="hub-links">
                    {link("/campaigns", Icon::Flag, tr!(campaigns.title), tr!(campaigns.hub_campaigns))}
                    {link("/tasks", Icon::Pin, tr!(campaigns.tasks), tr!(campaigns.hub_tasks))}
                    {link("/plans", Icon::Calendar, tr!(campaigns.plans), tr!(campaigns.hub_plans))}
                    {link(crate::relapse::PATH, Icon::Sync, tr!(relapse.title), tr!(campaigns.hub_relapse))}
                    {link(crate::roll_calls::PATH, Icon::Phone, tr!(roll_call.title), tr!(campaigns.hub_roll_call))}
                    {link(crate::summaries::PATH, Icon::Note, tr!(summaries.title), tr!(summaries.hub))}
                    {link("/year-targets", Icon::Rates, tr!(campaigns.year_targets), tr!(campaigns.hub_targets))}
                </div>
            </Card>
            <Card title=tr!(gear.hub)>
                <div class="hub-links">
                    {link("/stoves", Icon::Stove, tr!(gear.stoves), tr!(gear.hub_stoves))}
                    {link("/detectors", Icon::Bolt, tr!(gear.detectors), tr!(gear.hub_detectors))}
                    {link("/gas-users", Icon::Bowl, tr!(gear.gas_users), tr!(gear.hub_gas_users))}
                    {link("/zero-cylinders", Icon::Cylinder, tr!(gear.zero), tr!(gear.hub_zero))}
                    {link("/expiry-wave", Icon::Wave, tr!(gear.wave), tr!(gear.hub_wave))}
                    {link("/programme-figures", Icon::Rates, tr!(gear.figures), tr!(gear.hub_figures))}
                </div>
            </Card>
            <Card title=tr!(campaigns.hub_registers)>
                <div class="hub-links">
                    {link("/penalties", Icon::Shield, tr!(registers.penalties), tr!(registers.hub_penalties))}
                    {link("/orders", Icon::Phone, tr!(registers.orders), tr!(registers.hub_orders))}
                    {link(crate::papers::PATH, Icon::Note, tr!(papers.title), tr!(papers.hub))}
                    {link("/fires", Icon::Flame, tr!(registers.fires), tr!(registers.hub_fires))}
                    {link(crate::rules::PATH, Icon::Note, tr!(rules.title), tr!(rules.hub))}
                    {link(crate::checklists::PATH, Icon::List, tr!(checklists.title), tr!(checklists.hub))}
                    {may_assign.then(|| link(crate::assignment::PATH, Icon::People, tr!(assignment.title), tr!(assignment.hub)))}
                </div>
            </Card>
        </div>
    }
}

/// A way on, with what is behind it.
pub(crate) fn link(
    href: impl Into<String>,
    drawing: Icon,
    title: &'static str,
    text: &'static str,
) -> impl IntoView {
    let href: String = href.into();
    view! {
        <a class="card field-offer" href=href>
            {icon(drawing)}
            <span>
                <strong>{title}</strong>
                <span class="muted">{text}</span>
            </span>
            {icon(Icon::Next)}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::is_here;

    #[test]
    fn the_pages_of_the_programmes() {
        for path in
            ["/campaigns", "/campaigns/x", "/orders/new", "/year-targets", "/stoves/x", "/expiry-wave"]
        {
            assert!(is_here(path), "{path}");
        }
        for path in ["/", "/hazards", "/plansx", "/field"] {
            assert!(!is_here(path), "{path}");
        }
    }
}
