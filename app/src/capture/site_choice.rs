//! The site of a record that may have none: chosen, or looked for.

use super::{faults::control_id, fields::Problem, site_picker::SitePicker};
use crate::{
    tr,
    ui::{Icon, icon, only::Only},
};
use domain::sites::SiteHit;
use leptos::prelude::*;

/// Choosing it, or none.
#[component]
pub fn SiteChoice(
    /// The site.
    #[prop(into)]
    value: Signal<Option<SiteHit>>,
    /// Told the new one.
    #[prop(into)]
    on_change: Callback<Option<SiteHit>>,
    /// Said while there is none.
    hint: &'static str,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let choose = Callback::new(move |site: SiteHit| {
        open.set(false);
        on_change.run(Some(site));
    });
    view! {
        <div class="report-site">
            {move || match value.get() {
                Some(site) => {
                    view! {
                        <p class="report-site-name">
                            {icon(Icon::Site)} <strong>{site.name}</strong> " " {site.address}
                        </p>
                        <button type="button" class="button quiet" on:click=move |_| on_change.run(None)>
                            {tr!(ui.clear)}
                        </button>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <button
                            id=control_id("site")
                            type="button"
                            class="button"
                            aria-expanded=move || open.get().to_string()
                            on:click=move |_| open.update(|open| *open = !*open)
                        >
                            {icon(Icon::Site)}
                            <span>{tr!(capture.report_site)}</span>
                        </button>
                    }
                        .into_any()
                }
            }}
            <Problem field="site".to_owned() />
            <Only when=move || open.get() && value.with(Option::is_none)>
                <SitePicker id="f-site-search" on_choose=choose />
            </Only>
            <p class="hint" hidden=move || value.with(Option::is_some)>
                {hint}
            </p>
        </div>
    }
}
