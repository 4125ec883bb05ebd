//! The main navigation: beside the product's name on a desk, a bar at the bottom under the thumb on a phone.

use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::actor::{Right, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

struct Item {
    href: &'static str,
    /// How the page is opened from here: a filter of its list, with its `?`.
    query: &'static str,
    icon: Icon,
    label: &'static str,
    /// Stands out: the thing an inspector opens the program for.
    main: bool,
    /// Not a page of this frame: its document is fetched anew.
    apart: bool,
    /// Left out on a phone, where all of them are too many; the first page leads there too.
    roomy: bool,
}

/// What the navigation offers to a role.
fn items(role: Role) -> Vec<Item> {
    let item =
        |href, icon, label| Item { href, query: "", icon, label, main: false, apart: false, roomy: false };
    let mut items = vec![item("/", Icon::Home, tr!(nav.home))];
    if role.has(Right::WatchDesk) {
        let desk = item(crate::desk::PATH, Icon::Hourglass, tr!(nav.desk));
        items.push(Item { roomy: true, query: crate::desk::OPEN, ..desk });
    }
    items.extend([
        item("/hazards", Icon::Hazard, tr!(nav.hazards)),
        item("/inspections", Icon::Visit, tr!(nav.inspections)),
        item("/sites", Icon::Site, tr!(nav.sites)),
        item("/rates", Icon::Rates, tr!(nav.rates)),
        Item { roomy: true, ..item(crate::programmes::PATH, Icon::Flag, tr!(nav.programmes)) },
    ]);
    if role.has(Right::WatchTablets) {
        items.push(Item { roomy: true, ..item(crate::devices::PATH, Icon::Sync, tr!(nav.devices)) });
    }
    if role.has(Right::RecordVisit) {
        items.push(Item {
            apart: true,
            roomy: true,
            ..item(crate::field::PATH, Icon::Offline, tr!(nav.field))
        });
        items.push(Item { main: true, ..item("/visit/new", Icon::Add, tr!(nav.new_visit)) });
    }
    items
}

/// The navigation.
#[component]
pub fn MainNav(
    /// Of the person who is signed in.
    role: Role,
) -> impl IntoView {
    let path = use_location().pathname;
    let links = items(role)
        .into_iter()
        .map(|item| {
            let here = move || {
                path.with(|path| {
                    let below = path.strip_prefix(item.href).is_some_and(|rest| rest.starts_with('/'));
                    let behind = item.href == crate::programmes::PATH && crate::programmes::is_here(path);
                    (path == item.href || (item.href != "/" && below) || behind).then_some("page")
                })
            };
            view! {
                <a
                    href=format!("{}{}", item.href, item.query)
                    class:main-item=item.main
                    class:roomy=item.roomy
                    rel=item.apart.then_some("external")
                    aria-current=here
                >
                    {icon(item.icon)}
                    <span>{item.label}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="main-nav" aria-label=tr!(nav.main)>
            {links}
        </nav>
    }
}
