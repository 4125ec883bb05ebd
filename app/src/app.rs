//! The document, the routes.

use crate::{chrome::Frame, facts::provide_facts, field, hazards, not_found::NotFound, parts, text, tr};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The whole HTML document. Rendered on the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let (locale, show, in_field) = {
        crate::ssr::send_security_policy();
        let facts = crate::ssr::page_facts();
        (facts.locale, !crate::ssr::send_stranger_to_sign_in(&facts), facts.field)
    };
    #[cfg(not(feature = "ssr"))]
    let (locale, show, in_field) = (text::Locale::default(), true, false);
    #[cfg(feature = "ssr")]
    let start = crate::start::scripts(&options, in_field);
    #[cfg(not(feature = "ssr"))]
    let start = view! { <HydrationScripts options=options.clone() /> };
    // fetched beside the program, not when that has started: it opens the store meanwhile
    let store = in_field.then(|| view! { <link rel="modulepreload" href=field::STORE /> });
    view! {
        <!DOCTYPE html>
        <html lang=text::html_lang(locale)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#14506b" />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <AutoReload options=options.clone() />
                // before what is only needed later: nothing is painted without it
                <HashedStylesheet id="leptos" options />
                {start}
                {store}
                <MetaTags />
            </head>
            <body>{show.then(App)}</body>
        </html>
    }
}

/// Everything inside the document: the frame and, in it, the page of the address.
#[component]
pub fn App() -> impl IntoView {
    provide_facts();
    provide_meta_context();
    let product = tr!(ui.product);
    view! {
        <Title
            formatter=move |page: String| {
                if page.is_empty() { product.to_owned() } else { format!("{page} · {product}") }
            }
            text=""
        />
        <Router>
            <Frame>
                // Async everywhere: the default streams a template that stays blank until scripts run
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view={Lazy::<parts::Home>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view={Lazy::<parts::SignIn>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/hazards") view=hazards::ListPage ssr=SsrMode::Async />
                    <Route path=path!("/hazards/new") view={Lazy::<parts::NewHazard>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/supervision") view={Lazy::<parts::Supervision>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/submissions") view={Lazy::<parts::Submissions>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/hazards/:id") view={Lazy::<parts::Hazard>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/desk") view={Lazy::<parts::Desk>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/desk/bulk") view={Lazy::<parts::DeskBulk>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/desk/notices") view={Lazy::<parts::DeskNotices>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/desk/result") view={Lazy::<parts::DeskResult>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/desk/print") view={Lazy::<parts::DeskPrint>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/inspections") view={Lazy::<parts::Inspections>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/inspections/:id") view={Lazy::<parts::Inspection>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sites") view={Lazy::<parts::Sites>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sites/:id") view={Lazy::<parts::Site>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sites/:id/slip") view={Lazy::<parts::Slip>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/visit/new") view={Lazy::<parts::NewVisit>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/boundaries") view={Lazy::<parts::Boundaries>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/import") view={Lazy::<parts::Imports>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/papers") view={Lazy::<parts::Papers>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/papers/new") view={Lazy::<parts::NewPaper>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/papers/:id") view={Lazy::<parts::Paper>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/paper-templates") view={Lazy::<parts::PaperTemplates>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries") view={Lazy::<parts::Summaries>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/year") view={Lazy::<parts::SummaryYear>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/compare") view={Lazy::<parts::SummaryCompare>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id") view={Lazy::<parts::Summary>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/edit") view={Lazy::<parts::SummaryEdit>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/rows") view={Lazy::<parts::SummaryRows>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/changes") view={Lazy::<parts::SummaryChanges>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/print") view={Lazy::<parts::SummaryPrint>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/devices") view={Lazy::<parts::Devices>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/reminders") view={Lazy::<parts::Reminders>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/deliveries") view={Lazy::<parts::Deliveries>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/rates") view={Lazy::<parts::Rates>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/dashboard") view={Lazy::<parts::Dashboard>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/dashboard/wall") view={Lazy::<parts::Wall>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/programmes") view={Lazy::<parts::Programmes>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/campaigns") view={Lazy::<parts::Campaigns>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/campaigns/:id") view={Lazy::<parts::Campaign>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/targets") view={Lazy::<parts::Targets>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/plans") view={Lazy::<parts::Plans>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/plans/:id") view={Lazy::<parts::Plan>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view={Lazy::<parts::Tasks>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/task-list") view={Lazy::<parts::TaskList>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/year-targets") view={Lazy::<parts::YearTargets>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/relapse") view={Lazy::<parts::Relapse>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/roll-call") view={Lazy::<parts::RollCall>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/penalties") view={Lazy::<parts::Penalties>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/penalties/new") view={Lazy::<parts::NewPenalty>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/penalties/:id") view={Lazy::<parts::Penalty>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/orders") view={Lazy::<parts::Orders>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/orders/new") view={Lazy::<parts::NewOrder>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/orders/:id") view={Lazy::<parts::Order>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/fires") view={Lazy::<parts::Fires>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/fires/new") view={Lazy::<parts::NewFire>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/fires/:id") view={Lazy::<parts::Fire>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/stoves") view={Lazy::<parts::Stoves>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/stoves/:id") view={Lazy::<parts::Stove>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/stoves/:id/receipt") view={Lazy::<parts::StoveReceipt>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/detectors") view={Lazy::<parts::Detectors>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/detectors/:id") view={Lazy::<parts::Detector>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/detectors/:id/receipt") view={Lazy::<parts::DetectorReceipt>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/gas-users") view={Lazy::<parts::GasUsers>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/gas-users/:id") view={Lazy::<parts::GasUser>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/zero-cylinders") view={Lazy::<parts::ZeroCylinders>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/expiry-wave") view={Lazy::<parts::ExpiryWave>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/programme-figures") view={Lazy::<parts::ProgrammeFigures>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/rules") view={Lazy::<parts::Rules>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/rules/entry") view={Lazy::<parts::Rule>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/rules/days") view={Lazy::<parts::RuleDays>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/rules/citing") view={Lazy::<parts::Citing>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/assignment") view={Lazy::<parts::Assignment>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/checklists") view={Lazy::<parts::Checklists>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/checklists/:code") view={Lazy::<parts::Checklist>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/checklists/:code/draft") view={Lazy::<parts::ChecklistDraft>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/checklists/:code/preview") view={Lazy::<parts::ChecklistPreview>::new()} ssr=SsrMode::Async />
                    // one route for all its places, so that going from one to another keeps what it has loaded
                    <Route path=path!("/field/:place?/:id?") view={Lazy::<parts::Field>::new()} ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
