//! The figures of one period and one set of rows.

use super::{Figure, Subject, Value};
use crate::{
    figures::{Figures, Quality, Ratio},
    hazards::{Category, Source},
    programmes::figures::ProgrammeFigures,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that is measured of an area for a period P as of T. The backend fills it once for P, once for the period
/// before, once for the same one of last year and once for the year to date, all in the same read and as of the same T.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// Visits.
    pub visits: Visits,
    /// A, B, C and what stands beside them.
    pub hazards: Figures,
    /// First reviews, repeats, days.
    pub quality: Quality,
    /// 逾期 (stock at the end of P or at T, whichever is first).
    pub overdue: i64,
    /// Major hazards.
    pub major: Major,
    /// A by category; those without any are left out.
    pub categories: BTreeMap<Category, Ratio>,
    /// A by source; those without any are left out.
    pub sources: BTreeMap<Source, Ratio>,
    /// A of the three kinds of problem 三类问题.
    pub three_kinds: Ratio,
    /// 回潮率: came back, of those drawn in P and visited again.
    pub relapse: Ratio,
    /// The programmes.
    pub programmes: ProgrammeFigures,
    /// 零钢瓶 (stock): committees in which nobody has a cylinder any more, of those that had users.
    pub zero_cylinder: Ratio,
}

/// Visits that started in P.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    /// 排查次数.
    pub inspections: i64,
    /// 专项检查.
    pub special: i64,
    /// 排查家数: distinct sites.
    pub premises: i64,
}

/// Major hazards 重大隐患.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Major {
    /// A of the major ones.
    pub rate_found: Ratio,
    /// Open at the end of P or at T.
    pub open: i64,
    /// 挂牌督办: of these, supervised.
    pub supervised: i64,
}

impl Measures {
    /// The value of a figure; `None` for a figure of campaigns and targets, which are told apart by their subject and kept
    /// in [`SafetySummary`](super::SafetySummary), and for a subject that the figure has none for.
    pub fn value(&self, figure: Figure, subject: Option<Subject>) -> Option<Value> {
        match subject {
            None => self.whole(figure),
            Some(Subject::Category(category)) => part(figure, self.categories.get(&category)),
            Some(Subject::Source(source)) => part(figure, self.sources.get(&source)),
            Some(Subject::Campaign(_) | Subject::Target(_)) => None,
        }
    }

    fn whole(&self, figure: Figure) -> Option<Value> {
        use Figure as F;
        let (count, ratio) = (Value::Count, Value::Ratio);
        let (hazards, balance, programmes) = (&self.hazards, &self.hazards.balance, &self.programmes);
        Some(match figure {
            F::Inspections => count(self.visits.inspections),
            F::Special => count(self.visits.special),
            F::Premises => count(self.visits.premises),
            F::Found | F::Closed | F::NotClosed | F::RateFound => {
                return part(figure, Some(&hazards.rate_found));
            }
            F::Awaiting => count(hazards.awaiting),
            F::OnTheSpot => ratio(hazards.on_the_spot),
            F::Timely => ratio(hazards.timely),
            F::OnTime => ratio(hazards.on_time),
            F::RateDue => ratio(hazards.rate_due),
            F::OpenAtStart => count(balance.open_at_start),
            F::FlowFound => count(balance.found),
            F::FlowReopened => count(balance.reopened),
            F::FlowClosed => count(balance.closed),
            F::FlowVoided => count(balance.voided),
            F::OpenAtEnd => count(balance.open_at_end),
            F::Overdue => count(self.overdue),
            F::DaysMedian => Value::HalfDays(self.quality.days_median().map(|days| (days * 2.0) as i64)),
            F::DaysP90 => Value::HalfDays(self.quality.days_p90().map(|days| days * 2)),
            F::FirstReview => ratio(self.quality.first_review),
            F::Repeated => count(self.quality.repeat.n),
            F::RepeatRate => ratio(self.quality.repeat),
            F::Relapse => ratio(self.relapse),
            F::MajorFound => count(self.major.rate_found.of),
            F::MajorClosed => count(self.major.rate_found.n),
            F::MajorRate => ratio(self.major.rate_found),
            F::MajorOpen => count(self.major.open),
            F::Supervised => count(self.major.supervised),
            F::ThreeKindsFound => count(self.three_kinds.of),
            F::ThreeKindsClosed => count(self.three_kinds.n),
            F::HouseholdsSurveyed => count(programmes.households_surveyed),
            F::StovesReplaced => count(programmes.stoves_replaced),
            F::StovesAwaiting => count(programmes.stoves_awaiting),
            F::HosesReplaced => count(programmes.hoses_replaced),
            F::StoveProgress => ratio(programmes.stove_progress),
            F::GasAlarmHouseholds => count(programmes.gas_alarm_households),
            F::GasAlarmsServed => count(programmes.gas_alarms_in_place.n),
            F::GasAlarmsInPlace => ratio(programmes.gas_alarms_in_place),
            F::GasAlarmsInstalled => count(programmes.gas_alarms_installed),
            F::GasUnitsSurveyed => count(programmes.gas_units_surveyed),
            F::GasHazardsFound => count(programmes.gas_hazards.of),
            F::GasHazardsClosed => count(programmes.gas_hazards.n),
            F::GasHazardsRate => ratio(programmes.gas_hazards),
            F::LpgUsers => count(programmes.lpg_cleared.of),
            F::LpgClearedUsers => count(programmes.lpg_cleared.n),
            F::LpgCleared => ratio(programmes.lpg_cleared),
            F::LpgMoved => count(programmes.lpg_moved),
            F::ZeroCylinder => ratio(self.zero_cylinder),
            F::EstatesWithDetectors => count(programmes.estates_with_detectors),
            F::Chargers => count(programmes.chargers),
            F::ChargerEstates => count(programmes.charger_estates),
            F::Fires => count(programmes.fires),
            F::FireLoss => Value::Money(programmes.fire_loss),
            F::Penalties => count(programmes.penalties),
            F::Fines => Value::Money(programmes.fines),
            F::Orders => count(programmes.orders),
            F::OrdersOnTime => ratio(programmes.orders_on_time),
            F::CampaignTargets
            | F::CampaignCoverage
            | F::CampaignFound
            | F::CampaignRate
            | F::TargetProgress => return None,
        })
    }
}

/// One of the four figures that A is made of; a group without any is a plain nothing.
pub(super) fn part(figure: Figure, a: Option<&Ratio>) -> Option<Value> {
    let a = a.copied().unwrap_or_default();
    Some(match figure {
        Figure::Found => Value::Count(a.of),
        Figure::Closed => Value::Count(a.n),
        Figure::NotClosed => Value::Count(a.of - a.n),
        Figure::RateFound => Value::Ratio(a),
        _ => return None,
    })
}
