//! The parts of the browser's program. What stands around every page, and the list of hazards, come at once; the rest is
//! five further parts, fetched with the first page that needs one. Few parts on purpose: what several of them share
//! becomes a file of its own for each combination, so nine parts were some fifty files.

use crate::{
    assignment, boundaries, campaigns, checklists, dashboard, desk, detectors, devices, field, gas_users,
    gear, hazards, home, imports, inspections, papers, party, plans, programmes, rates, registers, relapse,
    reminders, roll_calls, rules, sign_in, sites, stoves, summaries, visits,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;

/// Makes, for each page of a part, a type that a route can name.
macro_rules! part {
    ($(#[$doc:meta])* $lazy:ident, $preload:ident, $page:ident { $($name:ident => $view:path),+ $(,)? }) => {
        /// Which page of the part.
        #[derive(Clone, Copy)]
        enum $page { $($name),+ }

        $(#[$doc])*
        #[lazy]
        fn $lazy(page: $page) -> AnyView {
            match page { $($page::$name => $view().into_any()),+ }
        }

        $(
            /// The page for its route.
            pub struct $name;

            impl LazyRoute for $name {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $lazy($page::$name).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}

part! {
    /// Where everybody begins.
    beginning, __preload_beginning, Beginning {
        Home => home::HomePage,
        SignIn => sign_in::SignInPage,
    }
}

part! {
    /// Looking up hazards, visits and sites, and the desk.
    looking, __preload_looking, Looking {
        Desk => desk::DeskPage,
        DeskBulk => desk::BulkPage,
        DeskNotices => desk::NoticesPage,
        DeskResult => desk::ResultPage,
        DeskPrint => desk::PrintPage,
        Hazard => hazards::DetailPage,
        Supervision => hazards::SupervisionPage,
        Submissions => party::WaitingPage,
        Inspections => inspections::ListPage,
        Inspection => inspections::DetailPage,
        Sites => sites::ListPage,
        Site => sites::DetailPage,
        Slip => sites::SlipPage,
        Rates => rates::RatesPage,
        Dashboard => dashboard::DashboardPage,
        Wall => dashboard::WallPage,
    }
}

part! {
    /// What is kept at the desk besides: programmes, registers, tablets.
    keeping, __preload_keeping, Keeping {
        Imports => imports::ImportsPage,
        Boundaries => boundaries::BoundariesPage,
        Papers => papers::PapersPage,
        NewPaper => papers::DraftPage,
        Paper => papers::PaperPage,
        PaperTemplates => papers::TemplatesPage,
        Summaries => summaries::ListPage,
        SummaryYear => summaries::YearPage,
        SummaryCompare => summaries::ComparePage,
        Summary => summaries::DetailPage,
        SummaryEdit => summaries::EditPage,
        SummaryRows => summaries::RowsPage,
        SummaryChanges => summaries::ChangesPage,
        SummaryPrint => summaries::PrintPage,
        Devices => devices::DevicesPage,
        Deliveries => reminders::DeliveriesPage,
        Reminders => reminders::InboxPage,
        Programmes => programmes::HubPage,
        Campaigns => campaigns::ListPage,
        Campaign => campaigns::DetailPage,
        Targets => campaigns::TargetsPage,
        Plans => plans::PlansPage,
        Plan => plans::PlanPage,
        Tasks => plans::TasksPage,
        TaskList => plans::TaskListPage,
        YearTargets => plans::YearTargetsPage,
        Relapse => relapse::RelapsePage,
        RollCall => roll_calls::RollCallPage,
        Penalties => registers::PenaltiesPage,
        NewPenalty => registers::NewPenaltyPage,
        Penalty => registers::PenaltyPage,
        Orders => registers::OrdersPage,
        NewOrder => registers::NewOrderPage,
        Order => registers::OrderPage,
        Fires => registers::FiresPage,
        NewFire => registers::NewFirePage,
        Fire => registers::FirePage,
        Stoves => stoves::ListPage,
        Stove => stoves::DetailPage,
        StoveReceipt => stoves::ReceiptPage,
        Detectors => detectors::ListPage,
        Detector => detectors::DetailPage,
        DetectorReceipt => detectors::ReceiptPage,
        GasUsers => gas_users::ListPage,
        GasUser => gas_users::DetailPage,
        ZeroCylinders => gas_users::ZeroPage,
        ExpiryWave => gear::WavePage,
        ProgrammeFigures => gear::FiguresPage,
        Rules => rules::RulesPage,
        Rule => rules::RulePage,
        Citing => rules::CitingPage,
        RuleDays => rules::DaysPage,
        Assignment => assignment::AssignmentPage,
        Checklists => checklists::ChecklistsPage,
        Checklist => checklists::ChecklistPage,
        ChecklistDraft => checklists::DraftPage,
    }
}

part! {
    /// Recording in the field, and how a checklist looks there.
    recording, __preload_recording, Recording {
        NewVisit => visits::NewPage,
        ChecklistPreview => checklists::PreviewPage,
        NewHazard => hazards::NewPage,
    }
}

part! {
    /// Working without a line.
    field, __preload_field, FieldPlaces {
        Field => field::FieldPage,
    }
}
