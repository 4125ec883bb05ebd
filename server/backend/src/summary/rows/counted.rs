//! In which figures a record counts.

use super::{hazards::Hazard, last_day};
use crate::summary::facts::Reader;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{CampaignId, TargetId},
    inspections::InspectionKind,
    period::{Month, Period},
    programmes::{
        figures::{
            DeviceFacts, GasUnitFacts, HoseFacts, ProgrammeFacts, ProgrammeFigures, StoveFacts,
            programme_figures,
        },
        gas::LpgUser,
    },
    relapse::RelapseOutcome,
    summary::{Column, Figure, FigureRef, Subject},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    slice::from_ref,
};

/// The figures that count a record.
#[derive(Default)]
pub(in crate::summary) struct Counted(pub BTreeSet<FigureRef>);

impl Counted {
    /// A figure counts it, if so.
    pub fn counts(&mut self, counts: bool, figure: impl Into<FigureRef>) -> &mut Self {
        if counts {
            self.0.insert(figure.into());
        }
        self
    }

    /// A rate is of it, if so: one whose base no figure counts.
    pub fn base(&mut self, counts: bool, rate: Figure) -> &mut Self {
        self.counts(counts, FigureRef::now(rate).at(Column::Base))
    }
}

/// What tells in which figures a record counts.
pub(in crate::summary) enum Facts {
    /// A hazard.
    Hazard(Hazard),
    /// A visit that was carried out.
    Visit(InspectionKind),
    /// An appliance, and the hoses that it got.
    Stove(StoveFacts, Vec<HoseFacts>),
    /// An alarm, detector or charger.
    Device(DeviceFacts),
    /// A unit on the register of gas users, and a user of cylinders, if it is one.
    GasUser(GasUnitFacts, Option<LpgUser>),
    /// A site on the frozen lists of campaigns, and whether somebody was let in.
    CampaignTarget(Vec<(CampaignId, bool)>),
    /// An order, and whether it was replied to in time; `None` while it is neither due nor replied to.
    Order(Option<bool>),
    /// A penalty.
    Penalty,
    /// A fire.
    Fire,
    /// A target of the year.
    YearTarget(TargetId),
    /// A hazard that was seen again: by the month of the sample, what became of it.
    Relapse(Vec<(i32, RelapseOutcome)>),
    /// A committee with users of cylinders: whether at the end of a day nobody has one.
    Committee(BTreeMap<NaiveDate, bool>),
}

impl Facts {
    /// The figures of a period that count it.
    pub fn counted(&self, read: &Reader<'_>, period: Period) -> Counted {
        let mut it = self.on_its_day(period, read.t);
        it.0.append(&mut self.at(read, period).0);
        it
    }

    /// Those of them that are [told by its day](Figure::is_told_by_day).
    pub fn on_its_day(&self, period: Period, t: DateTime<Utc>) -> Counted {
        use Figure as F;
        let mut it = Counted::default();
        match self {
            Self::Hazard(hazard) => hazard.on_its_day(&mut it, period, t),
            Self::Visit(kind) => {
                it.counts(true, F::Inspections).counts(true, F::Premises);
                it.counts(*kind == InspectionKind::Special, F::Special);
            }
            Self::Stove(..) => {
                it.counts(self.programmes(period, t).households_surveyed > 0, F::HouseholdsSurveyed);
            }
            Self::Order(on_time) => {
                it.counts(true, F::Orders).counts(*on_time == Some(true), F::OrdersOnTime);
                it.base(on_time.is_some(), F::OrdersOnTime);
            }
            Self::Penalty => {
                it.counts(true, F::Penalties).counts(true, F::Fines);
            }
            Self::Fire => {
                it.counts(true, F::Fires).counts(true, F::FireLoss);
            }
            Self::Device(_)
            | Self::GasUser(..)
            | Self::CampaignTarget(_)
            | Self::YearTarget(_)
            | Self::Relapse(_)
            | Self::Committee(_) => {}
        }
        it
    }

    /// The others.
    pub fn at(&self, read: &Reader<'_>, period: Period) -> Counted {
        use Figure as F;
        let mut it = Counted::default();
        match self {
            Self::Hazard(hazard) => hazard.at(&mut it, read, period),
            Self::Stove(..) | Self::Device(_) | Self::GasUser(..) => {
                of_programmes(&mut it, &self.programmes(period, read.t));
            }
            Self::CampaignTarget(campaigns) => {
                for (campaign, let_in) in campaigns {
                    let subject = Subject::Campaign(*campaign);
                    it.counts(true, FigureRef::of(F::CampaignTargets, subject));
                    it.counts(*let_in, FigureRef::of(F::CampaignCoverage, subject));
                }
            }
            Self::YearTarget(target) => {
                it.counts(true, FigureRef::of(F::TargetProgress, Subject::Target(*target)));
            }
            Self::Relapse(seen) => {
                let months = Month::of_day(period.from).number()..=Month::of_day(period.to).number();
                for (_, outcome) in seen.iter().filter(|(month, _)| months.contains(month)) {
                    it.counts(*outcome == RelapseOutcome::CameBack, F::Relapse).base(true, F::Relapse);
                }
            }
            Self::Committee(by_day) => {
                if let Some(holds) = by_day.get(&last_day(period, read.t)) {
                    it.counts(*holds, F::ZeroCylinder).base(true, F::ZeroCylinder);
                }
            }
            Self::Visit(_) | Self::Order(_) | Self::Penalty | Self::Fire => {}
        }
        it
    }

    /// The figures of the programmes, of this one record.
    fn programmes(&self, period: Period, t: DateTime<Utc>) -> ProgrammeFigures {
        let none = ProgrammeFacts::default();
        let facts = match self {
            Self::Stove(stove, hoses) => {
                ProgrammeFacts { stoves: from_ref(stove), hoses: hoses.as_slice(), ..none }
            }
            Self::Device(device) => ProgrammeFacts { devices: from_ref(device), ..none },
            Self::GasUser(unit, lpg) => {
                ProgrammeFacts { gas_units: from_ref(unit), lpg: lpg.as_slice(), ..none }
            }
            _ => none,
        };
        programme_figures(facts, period, t)
    }
}

/// The figures of the programmes that are not told by a day: of one record each is nothing, or it counts it.
fn of_programmes(it: &mut Counted, f: &ProgrammeFigures) {
    use Figure as F;
    it.counts(f.stoves_replaced > 0, F::StovesReplaced)
        .counts(f.stoves_awaiting > 0, F::StovesAwaiting)
        .counts(f.hoses_replaced > 0, F::HosesReplaced)
        .counts(f.stove_progress.n > 0, F::StoveProgress)
        .base(f.stove_progress.of > 0, F::StoveProgress)
        .counts(f.gas_alarm_households > 0, F::GasAlarmHouseholds)
        .counts(f.gas_alarms_in_place.n > 0, F::GasAlarmsServed)
        .counts(f.gas_alarms_in_place.n > 0, F::GasAlarmsInPlace)
        .counts(f.gas_alarms_installed > 0, F::GasAlarmsInstalled)
        .counts(f.estates_with_detectors > 0, F::EstatesWithDetectors)
        .counts(f.chargers > 0, F::Chargers)
        .counts(f.charger_estates > 0, F::ChargerEstates)
        .counts(f.gas_units_surveyed > 0, F::GasUnitsSurveyed)
        .counts(f.lpg_cleared.of > 0, F::LpgUsers)
        .counts(f.lpg_cleared.n > 0, F::LpgClearedUsers)
        .counts(f.lpg_cleared.n > 0, F::LpgCleared)
        .counts(f.lpg_moved > 0, F::LpgMoved);
}
