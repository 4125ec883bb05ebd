//! The document, the routes.

use crate::{
    chrome::Frame, facts::provide_facts, field, not_found::NotFound, parts::Page, sign_in, text, tr,
};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The whole HTML document. Rendered on the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let (locale, show, in_field, need) = {
        crate::ssr::send_security_policy();
        let facts = crate::ssr::page_facts();
        (facts.locale, !crate::ssr::send_stranger_to_sign_in(&facts), facts.field, crate::ssr::need(&facts))
    };
    #[cfg(not(feature = "ssr"))]
    let (locale, show, in_field) = (text::Locale::default(), true, false);
    #[cfg(feature = "ssr")]
    let start = crate::start::scripts(&options, need);
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
                    <Route path=path!("/") view=Page::Home ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=sign_in::SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/hazards") view=Page::Hazards ssr=SsrMode::Async />
                    <Route path=path!("/hazards/new") view=Page::NewHazard ssr=SsrMode::Async />
                    <Route path=path!("/supervision") view=Page::Supervision ssr=SsrMode::Async />
                    <Route path=path!("/submissions") view=Page::Submissions ssr=SsrMode::Async />
                    <Route path=path!("/hazards/:id") view=Page::Hazard ssr=SsrMode::Async />
                    <Route path=path!("/desk") view=Page::Desk ssr=SsrMode::Async />
                    <Route path=path!("/desk/bulk") view=Page::DeskBulk ssr=SsrMode::Async />
                    <Route path=path!("/desk/notices") view=Page::DeskNotices ssr=SsrMode::Async />
                    <Route path=path!("/desk/result") view=Page::DeskResult ssr=SsrMode::Async />
                    <Route path=path!("/desk/print") view=Page::DeskPrint ssr=SsrMode::Async />
                    <Route path=path!("/inspections") view=Page::Inspections ssr=SsrMode::Async />
                    <Route path=path!("/inspections/:id") view=Page::Inspection ssr=SsrMode::Async />
                    <Route path=path!("/sites") view=Page::Sites ssr=SsrMode::Async />
                    <Route path=path!("/sites/:id") view=Page::Site ssr=SsrMode::Async />
                    <Route path=path!("/sites/:id/slip") view=Page::Slip ssr=SsrMode::Async />
                    <Route path=path!("/visit/new") view=Page::NewVisit ssr=SsrMode::Async />
                    <Route path=path!("/boundaries") view=Page::Boundaries ssr=SsrMode::Async />
                    <Route path=path!("/import") view=Page::Imports ssr=SsrMode::Async />
                    <Route path=path!("/papers") view=Page::Papers ssr=SsrMode::Async />
                    <Route path=path!("/papers/new") view=Page::NewPaper ssr=SsrMode::Async />
                    <Route path=path!("/papers/:id") view=Page::Paper ssr=SsrMode::Async />
                    <Route path=path!("/paper-templates") view=Page::PaperTemplates ssr=SsrMode::Async />
                    <Route path=path!("/summaries") view=Page::Summaries ssr=SsrMode::Async />
                    <Route path=path!("/summaries/year") view=Page::SummaryYear ssr=SsrMode::Async />
                    <Route path=path!("/summaries/compare") view=Page::SummaryCompare ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id") view=Page::Summary ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/edit") view=Page::SummaryEdit ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/rows") view=Page::SummaryRows ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/changes") view=Page::SummaryChanges ssr=SsrMode::Async />
                    <Route path=path!("/summaries/:id/print") view=Page::SummaryPrint ssr=SsrMode::Async />
                    <Route path=path!("/devices") view=Page::Devices ssr=SsrMode::Async />
                    <Route path=path!("/reminders") view=Page::Reminders ssr=SsrMode::Async />
                    <Route path=path!("/deliveries") view=Page::Deliveries ssr=SsrMode::Async />
                    <Route path=path!("/set-aside") view=Page::SetAsideWork ssr=SsrMode::Async />
                    <Route path=path!("/rates") view=Page::Rates ssr=SsrMode::Async />
                    <Route path=path!("/dashboard") view=Page::Dashboard ssr=SsrMode::Async />
                    <Route path=path!("/dashboard/wall") view=Page::Wall ssr=SsrMode::Async />
                    <Route path=path!("/programmes") view=Page::Programmes ssr=SsrMode::Async />
                    <Route path=path!("/campaigns") view=Page::Campaigns ssr=SsrMode::Async />
                    <Route path=path!("/campaigns/:id") view=Page::Campaign ssr=SsrMode::Async />
                    <Route path=path!("/targets") view=Page::Targets ssr=SsrMode::Async />
                    <Route path=path!("/targets/walk") view=Page::TargetWalk ssr=SsrMode::Async />
                    <Route path=path!("/plans") view=Page::Plans ssr=SsrMode::Async />
                    <Route path=path!("/plans/:id") view=Page::Plan ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view=Page::Tasks ssr=SsrMode::Async />
                    <Route path=path!("/task-list") view=Page::TaskList ssr=SsrMode::Async />
                    <Route path=path!("/year-targets") view=Page::YearTargets ssr=SsrMode::Async />
                    <Route path=path!("/relapse") view=Page::Relapse ssr=SsrMode::Async />
                    <Route path=path!("/roll-call") view=Page::RollCall ssr=SsrMode::Async />
                    <Route path=path!("/penalties") view=Page::Penalties ssr=SsrMode::Async />
                    <Route path=path!("/penalties/new") view=Page::NewPenalty ssr=SsrMode::Async />
                    <Route path=path!("/penalties/:id") view=Page::Penalty ssr=SsrMode::Async />
                    <Route path=path!("/orders") view=Page::Orders ssr=SsrMode::Async />
                    <Route path=path!("/orders/new") view=Page::NewOrder ssr=SsrMode::Async />
                    <Route path=path!("/orders/:id") view=Page::Order ssr=SsrMode::Async />
                    <Route path=path!("/fires") view=Page::Fires ssr=SsrMode::Async />
                    <Route path=path!("/fires/new") view=Page::NewFire ssr=SsrMode::Async />
                    <Route path=path!("/fires/:id") view=Page::Fire ssr=SsrMode::Async />
                    <Route path=path!("/stoves") view=Page::Stoves ssr=SsrMode::Async />
                    <Route path=path!("/stoves/:id") view=Page::Stove ssr=SsrMode::Async />
                    <Route path=path!("/stoves/:id/receipt") view=Page::StoveReceipt ssr=SsrMode::Async />
                    <Route path=path!("/detectors") view=Page::Detectors ssr=SsrMode::Async />
                    <Route path=path!("/detectors/unknown") view=Page::UnknownNumbers ssr=SsrMode::Async />
                    <Route path=path!("/detectors/:id") view=Page::Detector ssr=SsrMode::Async />
                    <Route path=path!("/detectors/:id/receipt") view=Page::DetectorReceipt ssr=SsrMode::Async />
                    <Route path=path!("/gas-users") view=Page::GasUsers ssr=SsrMode::Async />
                    <Route path=path!("/gas-users/:id") view=Page::GasUser ssr=SsrMode::Async />
                    <Route path=path!("/zero-cylinders") view=Page::ZeroCylinders ssr=SsrMode::Async />
                    <Route path=path!("/expiry-wave") view=Page::ExpiryWave ssr=SsrMode::Async />
                    <Route path=path!("/programme-figures") view=Page::ProgrammeFigures ssr=SsrMode::Async />
                    <Route path=path!("/rules") view=Page::Rules ssr=SsrMode::Async />
                    <Route path=path!("/rules/entry") view=Page::Rule ssr=SsrMode::Async />
                    <Route path=path!("/rules/days") view=Page::RuleDays ssr=SsrMode::Async />
                    <Route path=path!("/rules/citing") view=Page::Citing ssr=SsrMode::Async />
                    <Route path=path!("/assignment") view=Page::Assignment ssr=SsrMode::Async />
                    <Route path=path!("/checklists") view=Page::Checklists ssr=SsrMode::Async />
                    <Route path=path!("/checklists/:code") view=Page::Checklist ssr=SsrMode::Async />
                    <Route path=path!("/checklists/:code/draft") view=Page::ChecklistDraft ssr=SsrMode::Async />
                    <Route path=path!("/checklists/:code/preview") view=Page::ChecklistPreview ssr=SsrMode::Async />
                    // one route for all its places, so that going from one to another keeps what it has loaded
                    <Route path=path!("/field/:place?/:id?") view=Page::Field ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
