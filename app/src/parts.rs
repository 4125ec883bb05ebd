//! The parts of the browser's program. What stands around every page, and signing in, come at once; the rest is
//! four further parts, fetched with the first page that needs one. Few parts on purpose: what several of them share
//! becomes a file of its own for each combination, so nine parts were some fifty files.

use crate::{
    assignment, boundaries, campaigns, checklists, dashboard, desk, detectors, devices, field, gas_users,
    gear, hazards, home, imports, inspections, papers, party, plans, programmes, rates, registers, relapse,
    reminders, roll_calls, rules, sites, stoves, summaries, visits,
};
use leptos::prelude::*;
use leptos_router::ChooseView;

/// Makes a function of each part that is fetched with the first of its pages, and one type that routes name all these pages by: a type
/// of its own for each of eighty pages would be as many copies of what a route is made of, in the part that everybody fetches.
macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident, $preload:ident { $($name:ident => $view:path),+ $(,)? })+) => {
        /// A page that comes with its part.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Page {
            $($($name),+),+
        }

        $(
            $(#[$doc])*
            #[lazy]
            fn $part(page: Page) -> AnyView {
                match page {
                    $(Page::$name => $view().into_any(),)+
                    // of another part
                    _ => ().into_any(),
                }
            }
        )+

        impl ChooseView for Page {
            async fn choose(self) -> AnyView {
                match self {
                    $($(Page::$name)|+ => {
                        #[cfg(feature = "ssr")]
                        crate::start::name_part(stringify!($part));
                        $part(self).await
                    })+
                }
            }

            async fn preload(&self) {
                #[cfg(target_arch = "wasm32")]
                match self {
                    $($(Page::$name)|+ => $preload().await,)+
                }
            }
        }
    };
}

parts! {
    /// What most begin with: their work, and the list of hazards.
    beginning, __preload_beginning {
        Home => home::HomePage,
        Hazards => hazards::ListPage,
    }

    /// Looking up hazards, visits and sites, and the desk.
    looking, __preload_looking {
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

    /// What is kept at the desk besides: programmes, registers, tablets.
    keeping, __preload_keeping {
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
        SetAsideWork => reminders::SetAsideWorkPage,
        Reminders => reminders::InboxPage,
        Programmes => programmes::HubPage,
        Campaigns => campaigns::ListPage,
        Campaign => campaigns::DetailPage,
        Targets => campaigns::TargetsPage,
        TargetWalk => campaigns::WalkPage,
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
        UnknownNumbers => detectors::UnknownPage,
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

    /// Recording in the field, with a line and without, and how a checklist looks there. One part: tablets fetch all of it
    /// anyway, and two halves of it would be a twentieth more when compressed.
    field, __preload_field {
        Field => field::FieldPage,
        NewVisit => visits::NewPage,
        ChecklistPreview => checklists::PreviewPage,
        NewHazard => hazards::NewPage,
    }
}
