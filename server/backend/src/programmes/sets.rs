//! The sets of rows behind the figures, as conditions on `t`: the counts and the lists that they open ask the same. The
//! definitions are [`domain::programmes::figures`].

use crate::listing::{Conditions, local_day};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    calendar::local_date,
    ids::sort_key_floor,
    period::Period,
    programmes::figures::{DeviceSet, GasSet, StoveSet},
};

/// Hazards `h` at a unit on the register of gas users.
pub(crate) const AT_GAS_UNIT: &str = "h.site_id IN (SELECT u.site_id FROM gas_user u WHERE u.is_unit)";

/// Events `e` of appliances that got a new hose; an index holds no others.
pub(crate) const NEW_HOSE: &str = "e.kind = 'hose_replaced'";

/// What may have happened in that time, told by a sort key: it begins with the time, and there is an index of it. Keys of one instant make
/// room for each other, so it is a second more.
pub(crate) fn keyed(column: &str, from: DateTime<Utc>, end: DateTime<Utc>) -> Conditions {
    let mut these = Conditions::default();
    let (first, last) = (sort_key_floor(from), sort_key_floor(end + TimeDelta::seconds(1)));
    these.add(format!("{column} >= ? AND {column} < ?"), [first.into(), last.into()]);
    these
}

/// Instants and days of a question.
pub(crate) struct Frame {
    /// The first instant of the period.
    pub from: DateTime<Utc>,
    /// The end of the period, or the instant behind T, whichever is first: excluded.
    pub end: DateTime<Utc>,
    /// The instant as of which it is asked.
    pub t: DateTime<Utc>,
    /// The first day of the period.
    pub first: NaiveDate,
    /// Its last day, or that of T.
    pub last: NaiveDate,
}

impl Frame {
    /// A period as of `t`.
    pub fn new(period: Period, t: DateTime<Utc>) -> Self {
        Self {
            from: period.start(),
            end: period.end().min(t + TimeDelta::milliseconds(1)),
            t,
            first: period.from,
            last: period.to.min(local_date(t)),
        }
    }

    /// In the period, by T.
    pub fn flow(&self, column: &str) -> Conditions {
        let mut these = Conditions::default();
        these.add(format!("{column} >= ? AND {column} < ?"), [self.from.into(), self.end.into()]);
        these
    }

    /// Penalties decided in the period.
    pub fn decided(&self) -> Conditions {
        let mut these = Conditions::default();
        these.add("t.decided_on >= ? AND t.decided_on <= ?", [self.first.into(), self.last.into()]);
        these
    }

    /// Hotline orders that were replied to by their deadline: its day belongs to it.
    pub fn in_time(&self, sqlite: bool) -> Conditions {
        let mut these = Conditions::default();
        let day = local_day(sqlite, "t.replied_at");
        these.add(format!("t.replied_at <= ? AND {day} <= t.due"), [self.t.into()]);
        these
    }

    /// Hotline orders that were replied to or are due.
    pub fn ripe(&self) -> Conditions {
        let mut these = Conditions::default();
        these.add("(t.replied_at <= ? OR t.due < ?)", [self.t.into(), local_date(self.t).into()]);
        these
    }

    /// Appliances of a set.
    pub fn stoves(&self, set: StoveSet) -> Conditions {
        let (end, t) = (self.end, self.t);
        if set == StoveSet::Surveyed {
            // also water heaters: the figure counts doors
            return self.flow("t.first_surveyed_at");
        }
        if set == StoveSet::HosesReplaced {
            let mut these = Conditions::default();
            these.add(
                format!(
                    "t.id IN (SELECT e.stove_id FROM stove_event e WHERE {NEW_HOSE} \
                     AND e.server_at >= ? AND e.server_at < ?)"
                ),
                [self.from.into(), self.end.into()],
            );
            return these;
        }
        let mut these = Conditions::default();
        these.add("t.appliance = 'stove'", []);
        if matches!(set, StoveSet::Replaced | StoveSet::Awaiting) {
            these.extend(&self.flow("t.replaced_at"));
        } else {
            let known = "t.non_safe_since < ? AND (t.gone_at IS NULL OR t.gone_at >= ?)";
            these.add(known, [end.into(), end.into()]);
        }
        let done = "t.replaced_at < ? AND t.accepted_at <= ?";
        match set {
            StoveSet::Surveyed | StoveSet::HosesReplaced | StoveSet::NonSafe => {}
            StoveSet::Replaced => {
                these.add("t.accepted_at <= ?", [t.into()]);
            }
            StoveSet::Awaiting => {
                these.add("(t.accepted_at IS NULL OR t.accepted_at > ?)", [t.into()]);
            }
            StoveSet::Done => {
                these.add(done, [end.into(), t.into()]);
            }
            StoveSet::Open => {
                // what is not known is not done
                these.add(format!("NOT COALESCE({done}, FALSE)"), [end.into(), t.into()]);
            }
        }
        these
    }

    /// Devices of a set.
    pub fn devices(&self, set: DeviceSet) -> Conditions {
        use DeviceSet as D;
        let mut these = Conditions::default();
        if set == D::AlarmsInstalled {
            these.add("t.kind = 'gas_alarm'", []).extend(&self.flow("t.installed_at"));
            these.add("t.accepted_at <= ?", [self.t.into()]);
            return these;
        }
        match set {
            D::Alarms | D::AlarmsInPlace => these.add("t.kind = 'gas_alarm'", []),
            D::ShedDetectors => these.add("t.kind = 'smoke_detector'", []),
            D::Chargers | D::EstateChargers => these.add("t.kind = 'car_charger'", []),
            D::AlarmsInstalled | D::Planned | D::Awaiting | D::InService | D::Faulty => &mut these,
        };
        these.extend(&self.there());
        match set {
            D::Alarms | D::AlarmsInstalled => {}
            D::AlarmsInPlace | D::Chargers => {
                these.extend(&self.by_end("t.accepted_at"));
            }
            D::ShedDetectors => {
                these.extend(&self.by_end("t.accepted_at")).add(of_estate(" AND e.kind = 'bike_shed'"), []);
            }
            D::EstateChargers => {
                these.extend(&self.by_end("t.accepted_at")).add(of_estate(""), []);
            }
            D::Planned => {
                these.extend(&self.not_by_end("t.installed_at")).extend(&self.not_by_end("t.accepted_at"));
                these.extend(&self.not_by_end("t.faulty_since"));
            }
            D::Awaiting => {
                these.extend(&self.by_end("t.installed_at")).extend(&self.not_by_end("t.accepted_at"));
                these.extend(&self.not_by_end("t.faulty_since"));
            }
            D::InService => {
                these.extend(&self.by_end("t.accepted_at")).extend(&self.not_by_end("t.faulty_since"));
            }
            D::Faulty => {
                these.extend(&self.by_end("t.faulty_since"));
            }
        }
        these
    }

    /// Devices that stood on the list or at their place at the end.
    pub fn there(&self) -> Conditions {
        let mut these = self.by_end("t.planned_at");
        these.extend(&self.not_by_end("t.ended_at"));
        these
    }

    /// Had happened by the end.
    fn by_end(&self, column: &str) -> Conditions {
        let mut these = Conditions::default();
        these.add(format!("{column} < ?"), [self.end.into()]);
        these
    }

    /// Had not.
    fn not_by_end(&self, column: &str) -> Conditions {
        let mut these = Conditions::default();
        these.add(format!("({column} IS NULL OR {column} >= ?)"), [self.end.into()]);
        these
    }

    /// Users of gas of a set.
    pub fn gas(&self, set: GasSet) -> Conditions {
        let mut these = Conditions::default();
        if set == GasSet::Surveyed {
            these.add(
                "EXISTS (SELECT 1 FROM gas_survey g WHERE g.gas_user_id = t.id AND g.at >= ? AND g.at < ?)",
                [self.from.into(), self.end.into()],
            );
            return these;
        }
        these.add("t.is_lpg", []);
        match set {
            GasSet::Surveyed | GasSet::Lpg => {}
            GasSet::Moved => {
                these.add("t.moved_on >= ? AND t.moved_on <= ?", [self.first.into(), self.last.into()]);
            }
            GasSet::Cleared => {
                these.add("t.moved_on <= ?", [self.last.into()]);
                these.add(
                    "NOT EXISTS (SELECT 1 FROM cylinder c WHERE c.gas_user_id = t.id \
                     AND (c.gone_on IS NULL OR c.gone_on > ?))",
                    [self.last.into()],
                );
            }
        }
        these
    }
}

/// The site of `t` is of an estate, and more.
fn of_estate(and: &str) -> String {
    format!("EXISTS (SELECT 1 FROM site e WHERE e.id = t.site_id AND e.estate IS NOT NULL{and})")
}
