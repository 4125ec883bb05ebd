//! What the figures need to know of one record.

use crate::{
    calendar::{day_end, day_start},
    figures::HazardFacts,
    ids::{SiteId, StoveId},
    money::Fen,
    programmes::{
        device::{DeviceKind, DeviceState},
        stove::{Appliance, StoveState},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One appliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoveFacts {
    /// Stove or water heater.
    pub appliance: Appliance,
    /// Where it stands.
    pub site: SiteId,
    /// When it was first surveyed.
    pub surveyed_at: DateTime<Utc>,
    /// Since when it has been known as non-safe.
    pub non_safe_since: Option<DateTime<Utc>>,
    /// When its replacement was reported.
    pub replaced_at: Option<DateTime<Utc>>,
    /// When that was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was found to be there no longer, without the programme's doing.
    pub gone_at: Option<DateTime<Utc>>,
}

impl StoveFacts {
    /// The facts of a record; `first_surveyed_at` is the time of its first event.
    pub fn of(state: &StoveState, first_surveyed_at: DateTime<Utc>) -> Self {
        Self {
            appliance: state.survey.appliance,
            site: state.site,
            surveyed_at: first_surveyed_at,
            non_safe_since: state.non_safe_since,
            replaced_at: state.replaced_at,
            accepted_at: state.accepted_at,
            gone_at: state.gone_at,
        }
    }
}

/// One hose that was replaced while its appliance stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoseFacts {
    /// The appliance behind it.
    pub stove: StoveId,
    /// When it was reported.
    pub at: DateTime<Utc>,
}

/// One device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceFacts {
    /// Kind.
    pub kind: DeviceKind,
    /// Its site.
    pub site: SiteId,
    /// The estate of its site.
    pub estate: Option<String>,
    /// Its site is a bike shed.
    pub in_bike_shed: bool,
    /// When it was put on the list.
    pub planned_at: DateTime<Utc>,
    /// When it was hung.
    pub installed_at: Option<DateTime<Utc>>,
    /// When its installation was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was replaced, retired or taken off the list.
    pub ended_at: Option<DateTime<Utc>>,
}

impl DeviceFacts {
    /// The facts of a record; estate and kind of place are those of its site.
    pub fn of(state: &DeviceState, estate: Option<String>, in_bike_shed: bool) -> Self {
        Self {
            kind: state.kind,
            site: state.site,
            estate,
            in_bike_shed,
            planned_at: state.planned_at,
            installed_at: state.installed_at,
            accepted_at: state.accepted_at,
            ended_at: state.ended_at,
        }
    }
}

/// One unit on the register of gas users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GasUnitFacts {
    /// Its surveys.
    pub surveyed: Vec<DateTime<Utc>>,
    /// Its hazards of gas and LPG.
    pub hazards: Vec<HazardFacts>,
}

/// One penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PenaltyFacts {
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// The fine; nothing for a warning.
    pub fine: Fen,
}

impl PenaltyFacts {
    /// The beginning of its day: a penalty of the day of T counts.
    pub fn decided_at(&self) -> DateTime<Utc> {
        day_start(self.decided_on)
    }
}

/// One hotline order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Its last day, by the order itself or by the table.
    pub due: NaiveDate,
    /// When it was replied to.
    pub replied_at: Option<DateTime<Utc>>,
}

impl OrderFacts {
    /// Replied to by its deadline; `None` while it is neither due nor replied to at `t`.
    pub fn on_time(&self, t: DateTime<Utc>) -> Option<bool> {
        let replied = self.replied_at.filter(|at| *at <= t);
        (replied.is_some() || day_end(self.due) <= t)
            .then(|| replied.is_some_and(|at| at < day_end(self.due)))
    }
}

/// One fire incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FireFacts {
    /// When.
    pub at: DateTime<Utc>,
    /// Direct loss; nothing when it is not known.
    pub loss: Fen,
}
