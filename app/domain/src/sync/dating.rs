//! What a tablet has dated, as the server takes it.

use super::{
    clock::{Clock, Doubt, kept},
    command::Command,
};
use crate::{calendar::local_date, hazards::RegisterHazard, inspections::SaveVisit};
use chrono::{DateTime, TimeDelta, Utc};

impl Command {
    /// Brings every time in it to server time and answers how sure the least sure of them is. The device's own time
    /// `device_at` is kept beside them.
    pub fn date(&mut self, clock: &Clock, device_at: DateTime<Utc>) -> Doubt {
        match self {
            Self::SaveVisit(visit) => {
                visit.device_at = Some(kept(device_at));
                date_visit(visit, clock)
            }
            Self::RegisterHazard(hazard) => date_hazard(hazard, clock),
            Self::ChangeHazard(change) => {
                // a step happens when the server hears of it: order and deadlines are the server's
                change.device_at = Some(kept(device_at));
                clock.server_time(device_at).doubt
            }
            Self::AddSite(_) => clock.server_time(device_at).doubt,
            Self::Programme(form) => form.date(clock, device_at),
        }
    }
}

fn date_visit(visit: &mut SaveVisit, clock: &Clock) -> Doubt {
    let (started, finished) = (clock.server_time(visit.started_at), clock.server_time(visit.finished_at));
    let hazards = visit.hazards.iter_mut().map(|hazard| date_hazard(hazard, clock)).max();
    let backwards = finished.at < started.at;
    visit.started_at = started.at;
    // the clock was put back during the visit
    visit.finished_at = finished.at.max(started.at);
    let turned = if backwards { Doubt::Bounded } else { Doubt::None };
    [started.doubt, finished.doubt, turned].into_iter().chain(hazards).max().unwrap_or(turned)
}

fn date_hazard(hazard: &mut RegisterHazard, clock: &Clock) -> Doubt {
    let told = clock.server_time(hazard.found_at);
    let (before, after) = (local_date(hazard.found_at), local_date(told.at));
    hazard.found_at = told.at;
    hazard.due = hazard.due.map(|due| {
        // on a calendar of another year a person chooses so many days, not that day
        let days = due.signed_duration_since(before);
        let moved = if clock.skew.abs() < TimeDelta::days(1) { None } else { after.checked_add_signed(days) };
        moved.unwrap_or(due).max(after)
    });
    told.doubt
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, finding, visit};
    use super::*;

    #[test]
    fn a_visit_moves_with_the_clock() {
        let (saved, sent) = (at(1, 10), at(1, 18));
        for (what, off, doubt) in [
            ("right", TimeDelta::zero(), Doubt::None),
            ("years behind", TimeDelta::days(-2600), Doubt::Corrected),
            ("hours ahead", TimeDelta::hours(3), Doubt::Corrected),
        ] {
            let mut told = visit();
            told.started_at = saved + off;
            told.finished_at = saved + off + TimeDelta::minutes(20);
            let mut hazard = finding();
            hazard.found_at = told.finished_at;
            hazard.due = Some(local_date(hazard.found_at) + chrono::Days::new(7));
            told.hazards = vec![hazard];
            let mut command = Command::SaveVisit(Box::new(told));
            let clock = Clock::new(sent + off, sent, Some(at(1, 8)));
            assert_eq!(command.date(&clock, saved + off), doubt, "{what}");
            let Command::SaveVisit(dated) = command else { panic!("{what}") };
            assert_eq!(
                (dated.started_at, dated.finished_at),
                (saved, saved + TimeDelta::minutes(20)),
                "{what}"
            );
            assert_eq!(dated.device_at, Some(saved + off), "{what}");
            assert_eq!(dated.hazards[0].found_at, dated.finished_at, "{what}");
            let seventh = local_date(dated.finished_at) + chrono::Days::new(7);
            // three hours ahead is the same day here, so the day stays as it was chosen
            assert_eq!(dated.hazards[0].due, Some(seventh), "{what}");
            assert_eq!(dated.validate(sent), Ok(()), "{what}");
        }
    }

    #[test]
    fn a_clock_that_was_put_right_in_between_leaves_something_possible() {
        let (prepared, sent) = (at(1, 8), at(1, 18));
        let clock = Clock::new(sent, sent, Some(prepared));
        let mut told = visit();
        // begun with the clock years ahead, put right before the end
        told.started_at = at(1, 10) + TimeDelta::days(900);
        told.finished_at = at(1, 11);
        let mut command = Command::SaveVisit(Box::new(told));
        assert_eq!(command.date(&clock, DateTime::<Utc>::MAX_UTC), Doubt::Bounded);
        let Command::SaveVisit(dated) = command else { panic!() };
        assert_eq!((dated.started_at, dated.finished_at), (sent, sent));
        assert_eq!(dated.validate(sent), Ok(()));
    }

    #[test]
    fn a_deadline_is_never_before_the_finding() {
        // an hour behind, around midnight: the finding is of the next day
        let sent = at(2, 17);
        let mut hazard = finding();
        hazard.found_at = at(1, 15);
        hazard.due = Some(local_date(hazard.found_at));
        let mut command = Command::RegisterHazard(Box::new(hazard));
        let clock = Clock::new(sent - TimeDelta::hours(2), sent, None);
        assert_eq!(command.date(&clock, at(1, 15)), Doubt::Corrected);
        let Command::RegisterHazard(dated) = command else { panic!() };
        assert_eq!(dated.due, Some(local_date(at(1, 17))));
        assert_eq!(dated.validate(sent), Ok(()));
    }
}
