//! Devices that hung in their places before this register knew of them, as earlier lists tell of them. Nobody has a photo or a
//! test of these any more, so they do not come by [`Installation::check`]; their numbers and their ends of life count all the
//! same.

use super::{DeviceEventKind, DeviceState, DeviceStatus, DeviceStep, Installation, PlanDevice, lifecycle};
use crate::{
    actor::Actor,
    area::AreaCode,
    calendar::{day_start, local_date},
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::check_day,
    programmes::gear::{Fuel, LifeRules, Usage},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

/// A device of an earlier list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownDevice {
    /// Since when it was on the list of its programme; as long as it hangs when the list does not say.
    pub listed_on: Option<NaiveDate>,
    /// What hangs there, as far as the list says.
    pub installation: Installation,
    /// Since when.
    pub installed_on: NaiveDate,
    /// When it was accepted; one that was not waits for acceptance like any other.
    pub accepted_on: Option<NaiveDate>,
}

impl KnownDevice {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        let today = local_date(now);
        let days = [
            ("planned_on", self.listed_on),
            ("installed_on", Some(self.installed_on)),
            ("accepted_on", self.accepted_on),
            ("made_on", self.installation.made_on),
        ];
        for (field, day) in days {
            let Some(day) = day else { continue };
            check_day(field, day, &mut faults);
            if day > today {
                faults.push(FieldFault::new(field, FieldCode::InFuture));
            }
        }
        let mut in_order = |field: &'static str, day: Option<NaiveDate>, before: Option<NaiveDate>| {
            if let (Some(day), Some(before)) = (day, before)
                && day < before
            {
                faults.push(FieldFault::new(field, FieldCode::NotLater).with("than", before));
            }
        };
        in_order("installed_on", Some(self.installed_on), self.listed_on);
        in_order("installed_on", Some(self.installed_on), self.installation.made_on);
        in_order("accepted_on", self.accepted_on, Some(self.installed_on));
        if self.installation.gas == Some(Fuel::Electricity) {
            faults.push(FieldFault::new("gas", FieldCode::NotAllowed));
        }
        Fault::check(faults)
    }

    /// What happened to it, in order: on the list, hung up and, when it was, accepted. A day of the list is meant as its
    /// noon. Whoever brings the list in answers for its being there, so that somebody else accepts what was not accepted; who
    /// accepted the others is not known. `plan` says which kind and where, `area` and `usage` are those of its site, `now` is the
    /// server's time.
    pub fn steps(
        &self,
        plan: &PlanDevice,
        area: AreaCode,
        usage: Usage,
        actor: &Actor,
        now: DateTime<Utc>,
        rules: &LifeRules,
    ) -> Vec<(DeviceStep, DateTime<Utc>)> {
        let at = |day: NaiveDate| (day_start(day) + TimeDelta::hours(12)).min(now);
        let hung = at(self.installed_on);
        let listed = self.listed_on.map_or(hung, at);
        let first = lifecycle::plan(plan, area, usage, actor, listed);
        let mut state = first.state.clone();
        state.version += 1;
        state.status = DeviceStatus::Installed;
        state.expiry = state.expiry_of(&self.installation, self.installed_on, rules);
        state.installation = Some(self.installation.clone());
        state.installed_at = Some(hung);
        state.reported_by = Some(actor.user);
        let mut data = lifecycle::installed(&self.installation);
        data["import"] = true.into();
        let mut steps = vec![(first, listed), (step(DeviceEventKind::Installed, data, state.clone()), hung)];
        if let Some(day) = self.accepted_on {
            let at = at(day);
            state.version += 1;
            state.status = DeviceStatus::Accepted;
            state.accepted_at = Some(at);
            let data = serde_json::json!({"import": true});
            steps.push((step(DeviceEventKind::Accepted, data, state), at));
        }
        steps
    }
}

fn step(kind: DeviceEventKind, data: serde_json::Value, state: DeviceState) -> DeviceStep {
    DeviceStep { kind, note: None, data, state, successor: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        actor::Role,
        fault::Code,
        ids::{DetectorId, SiteId, UserId},
        programmes::device::{DeviceAction, DeviceKind, Serial},
    };
    use uuid::Uuid;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    fn noon(s: &str) -> DateTime<Utc> {
        day_start(day(s)) + TimeDelta::hours(12)
    }

    fn office(n: u128) -> Actor {
        Actor {
            user: UserId(Uuid::from_u128(n)),
            login: format!("p{n}"),
            name: format!("P{n}"),
            role: Role::Office,
            area: "310105008".parse().expect("code"),
        }
    }

    fn known() -> KnownDevice {
        KnownDevice {
            listed_on: None,
            installation: Installation {
                serial: Serial::read("GA-1801").expect("serial"),
                maker: None,
                model: None,
                place: "厨房".into(),
                installer: "燃气公司".into(),
                made_on: None,
                gas: None,
                linked_valve: None,
                network_id: None,
                test_passed: false,
                photos: vec![],
            },
            installed_on: day("2018-03-10"),
            accepted_on: Some(day("2018-03-12")),
        }
    }

    fn end(device: &KnownDevice) -> DeviceState {
        let area = "310105008003".parse().expect("code");
        let plan = PlanDevice {
            id: DetectorId(Uuid::from_u128(1)),
            kind: DeviceKind::GasAlarm,
            site: SiteId(Uuid::from_u128(7)),
            note: None,
        };
        let steps = device.steps(
            &plan,
            area,
            Usage::Household,
            &office(1),
            noon("2023-06-01"),
            &LifeRules::defaults(),
        );
        let versions: Vec<u32> = steps.iter().map(|(step, _)| step.state.version).collect();
        assert_eq!(versions, (1..=u32::try_from(steps.len()).expect("few")).collect::<Vec<_>>());
        assert!(steps.windows(2).all(|two| two[0].1 <= two[1].1), "in order");
        steps.last().expect("a step").0.state.clone()
    }

    #[test]
    fn what_hung_there_long_before_is_in_use_and_may_have_expired() {
        let s = end(&known());
        assert_eq!((s.status, s.accepted_at), (DeviceStatus::Accepted, Some(noon("2018-03-12"))));
        assert_eq!(s.planned_at, noon("2018-03-10"), "as long as it hangs");
        assert_eq!(s.expiry.map(|expiry| expiry.on), Some(day("2023-03-10")), "five years");
        assert!(s.is_expired(day("2023-06-01")));
        assert_eq!(s.live_serial().map(Serial::as_str), Some("GA1801"));
        assert_eq!(s.accepted_by, None, "nobody knows who");
    }

    #[test]
    fn what_was_not_accepted_waits_for_somebody_else() {
        let s = end(&KnownDevice { accepted_on: None, listed_on: Some(day("2018-01-05")), ..known() });
        assert_eq!((s.status, s.planned_at), (DeviceStatus::Installed, noon("2018-01-05")));
        let own = s.permits(DeviceAction::Accept, &office(1)).expect_err("own work");
        assert_eq!(own.code, Code::OwnWork);
        assert!(s.permits(DeviceAction::Accept, &office(2)).is_ok());
    }

    #[test]
    fn its_days_follow_one_another_and_lie_in_the_past() {
        let rows: [(fn(&mut KnownDevice), &str); 7] = [
            (|d| d.installed_on = day("2023-06-02"), "installed_on in_future,accepted_on not_later"),
            (|d| d.accepted_on = Some(day("2018-03-09")), "accepted_on not_later"),
            (|d| d.accepted_on = Some(day("2024-01-01")), "accepted_on in_future"),
            (|d| d.listed_on = Some(day("2018-03-11")), "installed_on not_later"),
            (|d| d.installation.made_on = Some(day("2018-03-11")), "installed_on not_later"),
            (|d| d.installation.gas = Some(Fuel::Electricity), "gas not_allowed"),
            (|d| d.accepted_on = Some(d.installed_on), ""),
        ];
        for (change, expected) in rows {
            let mut device = known();
            change(&mut device);
            let fields = device.validate(noon("2023-06-01")).err().map(|fault| fault.fields);
            let said: Vec<String> =
                fields.iter().flatten().map(|f| format!("{} {}", f.field, f.code)).collect();
            assert_eq!(said.join(","), expected);
        }
    }
}
