//! What a figure opens: the list with the filter that shows exactly the rows it counted.

use super::{Column, Figure, FigureRef, Subject};
use crate::{
    area::AreaCode,
    figures::FigureSet,
    hazards::{Category, Severity},
    inspections::{InspectionKind, Outcome},
    listing::{Common, Filter, HazardFilter, InspectionFilter},
    period::Period,
    programmes::{
        figures::{DeviceSet, GasSet, StoveSet},
        filters::{
            DeviceFilter, FireFilter, GasFilter, OrderFilter, PenaltyFilter, StoveFilter, TargetFilter,
        },
        register::OrderStanding,
        target::Measured,
    },
    relapse::{PickFilter, PickStanding},
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The lists that figures open.
    RowList {
        /// Hazards.
        Hazards = "hazards",
        /// Visits.
        Inspections = "inspections",
        /// Stoves and water heaters.
        Stoves = "stoves",
        /// Alarms, detectors, chargers.
        Devices = "devices",
        /// Users of gas.
        GasUsers = "gas_users",
        /// Targets of a campaign.
        CampaignTargets = "campaign_targets",
        /// Hotline orders.
        Orders = "orders",
        /// Penalties.
        Penalties = "penalties",
        /// Fire incidents.
        Fires = "fires",
        /// Major hazards under supervision.
        Supervision = "supervision",
        /// Samples that were visited again.
        Relapse = "relapse",
        /// Committees with and without cylinders.
        ZeroCylinders = "zero_cylinders",
        /// Targets of the year.
        YearTargets = "year_targets",
    }
}

impl RowList {
    /// The address of its page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Hazards => "/hazards",
            Self::Inspections => "/inspections",
            Self::Stoves => "/stoves",
            Self::Devices => "/detectors",
            Self::GasUsers => "/gas-users",
            Self::CampaignTargets => "/targets",
            Self::Orders => "/orders",
            Self::Penalties => "/penalties",
            Self::Fires => "/fires",
            Self::Supervision => "/supervision",
            Self::Relapse => "/relapse",
            Self::ZeroCylinders => "/zero-cylinders",
            Self::YearTargets => "/year-targets",
        }
    }
}

/// The query behind a figure: a list and the pairs of its filter. It is kept with an issued summary, and as pairs it can be
/// read for as long as addresses can: an unknown key of an old one is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowQuery {
    /// Which list.
    pub list: RowList,
    /// The filter.
    pub pairs: Vec<(String, String)>,
}

impl RowQuery {
    fn of(list: RowList, filter: &impl Filter) -> Self {
        let pairs = filter.to_pairs().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { list, pairs }
    }

    /// The statement of zero cylinders at the end of a day.
    fn zero(area: &AreaCode, on: NaiveDate) -> Self {
        let mut it = Self::page(RowList::ZeroCylinders, area);
        it.pairs.push(("on".to_owned(), on.to_string()));
        it
    }

    fn page(list: RowList, area: &AreaCode) -> Self {
        Self { list, pairs: vec![("area".to_owned(), area.to_string())] }
    }

    /// The filter of its list.
    pub fn filter<F: Filter>(&self) -> F {
        F::from_pairs(self.pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }
}

/// The figure that measures a target of the year, of the year so far.
pub const fn figure_of_target(by: Measured) -> Figure {
    use Figure as F;
    match by {
        Measured::Inspections => F::Inspections,
        Measured::SpecialInspections => F::Special,
        Measured::HazardsFound => F::Found,
        Measured::HazardsClosed => F::Closed,
        Measured::HouseholdsSurveyed => F::HouseholdsSurveyed,
        Measured::StovesReplaced => F::StovesReplaced,
        Measured::GasAlarmHouseholds => F::GasAlarmHouseholds,
        Measured::GasAlarmsInstalled => F::GasAlarmsInstalled,
        Measured::GasUnitsSurveyed => F::GasUnitsSurveyed,
        Measured::GasHazardsEliminated => F::GasHazardsClosed,
        Measured::LpgUsersMoved => F::LpgMoved,
        Measured::Penalties => F::Penalties,
        Measured::EstatesWithDetectors => F::EstatesWithDetectors,
        Measured::Chargers => F::Chargers,
    }
}

/// What a list is asked with.
struct Scope<'a> {
    area: &'a AreaCode,
    period: Period,
}

impl Scope<'_> {
    fn common(&self) -> Common {
        Common { from: Some(self.period.from), to: Some(self.period.to), ..self.anytime() }
    }

    fn anytime(&self) -> Common {
        Common { area: Some(self.area.clone()), ..Common::default() }
    }

    fn set(&self, set: FigureSet) -> HazardFilter {
        HazardFilter { common: self.common(), figure: Some(set), ..HazardFilter::default() }
    }

    fn stoves(&self, set: StoveSet) -> RowQuery {
        let filter = StoveFilter { common: self.common(), figure: Some(set), ..StoveFilter::default() };
        RowQuery::of(RowList::Stoves, &filter)
    }

    fn devices(&self, set: DeviceSet) -> RowQuery {
        let filter = DeviceFilter { common: self.common(), figure: Some(set), ..DeviceFilter::default() };
        RowQuery::of(RowList::Devices, &filter)
    }

    fn drawn(&self, standing: PickStanding) -> RowQuery {
        RowQuery::of(RowList::Relapse, &PickFilter::of(self.area, self.period, standing))
    }

    fn orders(&self, standing: Vec<OrderStanding>) -> RowQuery {
        let filter = OrderFilter { common: self.common(), standing, ..OrderFilter::default() };
        RowQuery::of(RowList::Orders, &filter)
    }

    fn gas(&self, set: GasSet) -> RowQuery {
        let filter = GasFilter { common: self.common(), figure: Some(set), ..GasFilter::default() };
        RowQuery::of(RowList::GasUsers, &filter)
    }

    fn inspections(&self, kind: Vec<InspectionKind>) -> RowQuery {
        // a door that stayed shut is no inspection
        let outcome = vec![Outcome::Done];
        let filter = InspectionFilter { common: self.common(), kind, outcome, ..InspectionFilter::default() };
        RowQuery::of(RowList::Inspections, &filter)
    }

    /// The rows of a hazard figure of everything, of a category, of the major ones ….
    fn hazards(&self, set: FigureSet, narrow: impl FnOnce(&mut HazardFilter)) -> RowQuery {
        let mut filter = self.set(set);
        narrow(&mut filter);
        RowQuery::of(RowList::Hazards, &filter)
    }
}

/// The set behind one of the figures that are sets of hazards.
const fn set_of(figure: Figure) -> Option<FigureSet> {
    use Figure as F;
    Some(match figure {
        F::Found | F::MajorFound | F::ThreeKindsFound | F::GasHazardsFound | F::CampaignFound => {
            FigureSet::Found
        }
        F::Closed
        | F::RateFound
        | F::MajorClosed
        | F::MajorRate
        | F::ThreeKindsClosed
        | F::GasHazardsClosed
        | F::GasHazardsRate
        | F::CampaignRate => FigureSet::Closed,
        F::NotClosed => FigureSet::NotClosed,
        F::Awaiting => FigureSet::Awaiting,
        F::OnTheSpot => FigureSet::OnTheSpot,
        F::Timely => FigureSet::Timely,
        F::OnTime => FigureSet::OnTime,
        F::RateDue => FigureSet::DueClosed,
        F::OpenAtStart => FigureSet::OpenAtStart,
        F::FlowFound => FigureSet::FlowFound,
        F::FlowReopened => FigureSet::FlowReopened,
        F::FlowClosed => FigureSet::FlowClosed,
        F::FlowVoided => FigureSet::FlowVoided,
        F::OpenAtEnd | F::MajorOpen => FigureSet::OpenAtEnd,
        F::Overdue => FigureSet::OverdueAtEnd,
        F::DaysMedian | F::DaysP90 => FigureSet::Closed,
        F::FirstReview => FigureSet::FirstPassed,
        F::Repeated | F::RepeatRate => FigureSet::Repeated,
        _ => return None,
    })
}

/// What a rate is of, where no figure counts it.
fn base_rows(FigureRef { figure, subject, .. }: FigureRef, scope: &Scope<'_>) -> Option<RowQuery> {
    use Figure as F;
    let set = match figure {
        F::StoveProgress => return Some(scope.stoves(StoveSet::NonSafe)),
        F::Relapse => return Some(scope.drawn(PickStanding::Seen)),
        F::ZeroCylinder => return Some(RowQuery::zero(scope.area, scope.period.to)),
        F::OrdersOnTime => {
            use OrderStanding::{Overdue, RepliedLate, RepliedOnTime};
            return Some(scope.orders(vec![Overdue, RepliedLate, RepliedOnTime]));
        }
        of_hazards => set_of(of_hazards)?.base()?,
    };
    Some(scope.hazards(set, |filter| match subject {
        Some(Subject::Category(category)) => filter.category = vec![category],
        Some(Subject::Source(source)) => filter.source = Some(source),
        Some(Subject::Campaign(_) | Subject::Target(_)) | None => {}
    }))
}

/// What the value of `figure` over the local days `period` of an area opens (a rate opens its numerator). `None` for what
/// no list can be asked for: campaigns and targets without saying which.
pub fn rows(figure: FigureRef, area: &AreaCode, period: Period) -> Option<RowQuery> {
    use Figure as F;
    let scope = Scope { area, period };
    if figure.column == Column::Base {
        return base_rows(figure, &scope);
    }
    let FigureRef { figure, subject, .. } = figure;
    match subject {
        None => {}
        Some(Subject::Category(category)) => {
            return Some(scope.hazards(set_of(figure)?, |f| f.category = vec![category]));
        }
        Some(Subject::Source(source)) => {
            return Some(scope.hazards(set_of(figure)?, |f| f.source = Some(source)));
        }
        Some(Subject::Campaign(id)) => {
            if let Some(set) = set_of(figure) {
                return Some(scope.hazards(set, |f| f.campaign = Some(id)));
            }
            let filter =
                TargetFilter { common: scope.anytime(), campaign: Some(id), ..TargetFilter::default() };
            return Some(RowQuery::of(RowList::CampaignTargets, &filter));
        }
        Some(Subject::Target(_)) => return Some(RowQuery::page(RowList::YearTargets, area)),
    }
    Some(match figure {
        F::Inspections | F::Premises => scope.inspections(Vec::new()),
        F::Special => scope.inspections(vec![InspectionKind::Special]),
        F::MajorFound | F::MajorClosed | F::MajorRate | F::MajorOpen => {
            scope.hazards(set_of(figure)?, |f| f.severity = Some(Severity::Major))
        }
        F::Supervised => RowQuery::page(RowList::Supervision, area),
        F::GasHazardsFound | F::GasHazardsClosed | F::GasHazardsRate => scope.hazards(set_of(figure)?, |f| {
            f.at_gas_unit = true;
            f.category = vec![Category::Gas, Category::Lpg];
        }),
        F::ThreeKindsFound | F::ThreeKindsClosed => scope.hazards(set_of(figure)?, |f| f.three_kinds = true),
        F::Relapse => scope.drawn(PickStanding::CameBack),
        F::HouseholdsSurveyed => scope.stoves(StoveSet::Surveyed),
        F::StovesReplaced => scope.stoves(StoveSet::Replaced),
        F::StovesAwaiting => scope.stoves(StoveSet::Awaiting),
        F::HosesReplaced => scope.stoves(StoveSet::HosesReplaced),
        F::StoveProgress => scope.stoves(StoveSet::Done),
        F::GasAlarmHouseholds => scope.devices(DeviceSet::Alarms),
        F::GasAlarmsServed | F::GasAlarmsInPlace => scope.devices(DeviceSet::AlarmsInPlace),
        F::GasAlarmsInstalled => scope.devices(DeviceSet::AlarmsInstalled),
        F::GasUnitsSurveyed => scope.gas(GasSet::Surveyed),
        F::LpgUsers => scope.gas(GasSet::Lpg),
        F::LpgClearedUsers | F::LpgCleared => scope.gas(GasSet::Cleared),
        F::LpgMoved => scope.gas(GasSet::Moved),
        F::ZeroCylinder => RowQuery::zero(area, period.to),
        F::EstatesWithDetectors => scope.devices(DeviceSet::ShedDetectors),
        F::Chargers => scope.devices(DeviceSet::Chargers),
        F::ChargerEstates => scope.devices(DeviceSet::EstateChargers),
        F::Fires | F::FireLoss => {
            let filter = FireFilter { common: scope.common(), ..FireFilter::default() };
            RowQuery::of(RowList::Fires, &filter)
        }
        F::Penalties | F::Fines => {
            let filter = PenaltyFilter { common: scope.common(), ..PenaltyFilter::default() };
            RowQuery::of(RowList::Penalties, &filter)
        }
        F::Orders => scope.orders(Vec::new()),
        F::OrdersOnTime => scope.orders(vec![OrderStanding::RepliedOnTime]),
        // of one campaign or target each
        F::CampaignTargets | F::CampaignCoverage | F::CampaignFound | F::CampaignRate | F::TargetProgress => {
            return None;
        }
        other => scope.hazards(set_of(other)?, |_| {}),
    })
}
