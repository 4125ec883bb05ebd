//! How the last visit to a site ended, and the failed attempts that call for another one: what the server knew when the
//! site was taken along, with the visits laid over it that are saved here.

use super::{bridge::Saved, gear::door::Waiting, pending, search::Rows};
use crate::{labels::Label, tr};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar::local_date,
    ids::{CampaignId, InspectionId, SiteId},
    inspections::{Outcome, commands::VisitedSite},
    order,
    programmes::ProgrammeCommand,
    sync::{Command, FieldSite, LastVisit},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// A visit that is saved on this tablet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitHere {
    /// Which.
    pub id: InspectionId,
    /// When it began, by the server's clock: the server dates it so too.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// For which campaign.
    pub campaign: Option<CampaignId>,
    /// The server has it.
    pub known: bool,
    /// What a person calls its site.
    pub title: String,
}

/// The visits that are saved on this tablet by their site, each site's oldest first.
pub type VisitsHere = BTreeMap<SiteId, Vec<VisitHere>>;

/// The visits in the outbox. The device's clock is so far `ahead` of the server's.
pub fn visits(outbox: &[Saved], ahead: TimeDelta) -> VisitsHere {
    let mut by_site = VisitsHere::new();
    for saved in outbox.iter().filter(|saved| saved.kind == "save_visit") {
        let Some(Command::SaveVisit(visit)) = pending::body(saved).map(|body| body.command) else { continue };
        let VisitedSite::Known(site) = visit.site else { continue };
        by_site.entry(site).or_default().push(VisitHere {
            id: visit.id,
            at: visit.started_at - ahead,
            outcome: visit.outcome,
            campaign: visit.campaign_id,
            known: saved.is_confirmed(),
            title: saved.title.clone(),
        });
    }
    for visits in by_site.values_mut() {
        order::by_key(visits, |visit| (visit.at, visit.id));
    }
    by_site
}

/// The same with the visits that forms tell of which were filled in behind a door. `site_of` says whose door that was.
pub fn with_forms(
    mut by_site: VisitsHere,
    forms: &[Waiting],
    site_of: impl Fn(&ProgrammeCommand) -> Option<SiteId>,
) -> VisitsHere {
    for waiting in forms {
        let Some((id, site)) = waiting.form.tells_of().zip(site_of(&waiting.form)) else { continue };
        let visits = by_site.entry(site).or_default();
        if visits.iter().all(|visit| visit.id != id) {
            visits.push(VisitHere {
                id,
                at: waiting.at,
                outcome: Outcome::Done,
                campaign: None,
                known: !waiting.unknown,
                // a door that was opened is no site to go to again: nothing asks for its name
                title: String::new(),
            });
            order::by_key(visits, |visit| (visit.at, visit.id));
        }
    }
    by_site
}

fn after(known: Option<LastVisit>, visits: &[VisitHere]) -> Option<LastVisit> {
    visits.iter().fold(known, |last, visit| Some(LastVisit::after(last, visit.id, visit.at, visit.outcome)))
}

/// The last visit to a site of the tablet once what is saved here has been sent.
pub fn last_visit(site: &FieldSite, here: &VisitsHere) -> Option<LastVisit> {
    after(site.last_visit.clone(), here.get(&site.id).map(Vec::as_slice).unwrap_or_default())
}

/// The visit of today that was saved here and during which more may be done at a site: the last one, when somebody was let
/// in and it is `mine`.
pub fn open_visit(
    site: SiteId,
    known: Option<LastVisit>,
    here: &VisitsHere,
    mine: impl Fn(InspectionId) -> bool,
    now: DateTime<Utc>,
) -> Option<InspectionId> {
    let last = after(known, here.get(&site).map(Vec::as_slice).unwrap_or_default())?;
    let today = local_date(last.at) == local_date(now);
    (last.outcome == Outcome::Done && today && mine(last.id)).then_some(last.id)
}

/// Whether a visit to a site is saved here, itself or by a form that tells of it.
pub fn has(here: &VisitsHere, site: SiteId, visit: InspectionId) -> bool {
    here.get(&site).is_some_and(|visits| visits.iter().any(|it| it.id == visit))
}

/// Whether the visit of a door may still be completed by a checklist: forms have told of it, on this tablet or elsewhere, and
/// nobody is known to have sent it. One that was sent from another tablet is not met again: the next checklist is a visit of
/// its own.
pub fn awaits_checklist(
    here: &VisitsHere,
    known: Option<&LastVisit>,
    site: SiteId,
    visit: InspectionId,
) -> bool {
    match known.filter(|last| last.id == visit) {
        Some(last) => last.told,
        None => has(here, site, visit),
    }
}

/// When a site was tried and it came to nothing, as far as it is `known` or saved here. Of a site that was loaded from a server
/// which did not tell of earlier visits, it is the last one.
pub fn failed(site: SiteId, known: Option<&FieldSite>, here: &VisitsHere) -> Vec<DateTime<Utc>> {
    let saved = here.get(&site).into_iter().flatten().map(|visit| (visit.id, visit.at, visit.outcome));
    let last = known.and_then(|site| site.last_visit.as_ref()).map(|last| (last.id, last.at, last.outcome));
    let failed = last.into_iter().chain(saved).filter(|(.., outcome)| *outcome != Outcome::Done);
    let tried = known.and_then(|site| site.tried.as_deref()).unwrap_or_default();
    // a visit that is saved here may be known already
    let by_id: BTreeMap<InspectionId, DateTime<Utc>> =
        order::map(failed.map(|(id, at, _)| (id, at)).chain(tried.iter().map(|visit| (visit.id, visit.at))));
    by_id.into_values().collect()
}

/// A site that calls for another visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Which.
    pub site: SiteId,
    /// What a person calls it.
    pub title: String,
    /// The attempt that failed last.
    pub last: LastVisit,
}

/// The sites that call for another visit, the last attempt first.
pub fn repeats(sites: &Rows<FieldSite>, here: &VisitsHere) -> Vec<Repeat> {
    let known = sites.iter().filter_map(|site| {
        let last = last_visit(site, here)?;
        last.outcome.calls_again().then(|| Repeat { site: site.id, title: site.name.clone(), last })
    });
    // one that was added here may not be taken along yet
    let others = here.iter().filter(|(site, _)| sites.get(site.0).is_none()).filter_map(|(site, visits)| {
        let last = after(None, visits)?;
        let title = visits.last()?.title.clone();
        last.outcome.calls_again().then_some(Repeat { site: *site, title, last })
    });
    let mut repeats: Vec<Repeat> = known.chain(others).collect();
    order::by_key(&mut repeats, |repeat| Reverse((repeat.last.at, repeat.site)));
    repeats
}

/// How an attempt failed, and that it was not the first one.
pub fn failed_text(last: &LastVisit) -> String {
    let outcome = last.outcome.label();
    if last.failed > 1 {
        tr!(field.failed_times, outcome = outcome, n = last.failed)
    } else {
        outcome.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{
        bridge::Standing,
        sums::tests::{at, saved},
    };
    use domain::{
        area::AreaRef,
        inspections::{InspectionKind, Nature, SaveVisit},
        sites::SiteKind,
        sync::{Body, FailedVisit},
    };
    use uuid::Uuid;

    const MORNING: &str = "2026-06-01T01:00:00Z";
    const NOON: &str = "2026-06-01T04:00:00Z";
    const EVENING: &str = "2026-06-01T10:00:00Z";

    fn site(n: u128, last_visit: Option<LastVisit>) -> FieldSite {
        FieldSite {
            id: SiteId(Uuid::from_u128(n)),
            kind: SiteKind::Household,
            name: format!("{n} 号"),
            address: String::new(),
            pinyin: String::new(),
            area: AreaRef { code: "310105008001".parse().expect("code"), name: String::new() },
            point: None,
            checks: (0, 0),
            last: None,
            last_visit,
            tried: None,
            key: n as i64,
        }
    }

    fn last(id: u128, when: &str, outcome: Outcome, failed: u32) -> LastVisit {
        LastVisit { id: InspectionId(Uuid::from_u128(id)), at: at(when), outcome, failed, told: false }
    }

    fn in_outbox(id: u128, site: u128, when: &str, outcome: Outcome, standing: Standing) -> Saved {
        let visit = SaveVisit {
            id: InspectionId(Uuid::from_u128(id)),
            site: VisitedSite::Known(SiteId(Uuid::from_u128(site))),
            kind: InspectionKind::Routine,
            nature: Nature::Household,
            outcome,
            campaign: None,
            campaign_id: None,
            check_code: None,
            checklist: None,
            answers: BTreeMap::new(),
            started_at: at(when),
            finished_at: at(when),
            device_at: None,
            position: None,
            note: None,
            photos: Vec::new(),
            hazards: Vec::new(),
            signature: None,
        };
        let command = Command::SaveVisit(Box::new(visit));
        let body = Body { command, device_at: at(when), photos: Vec::new() };
        let body = serde_json::to_string(&body).expect("JSON");
        Saved { body: Some(body), ..saved(id, when, standing, &[]) }
    }

    /// The sites that call for another visit, with how often that failed.
    fn called(sites: Vec<FieldSite>, outbox: &[Saved]) -> Vec<(u128, u32)> {
        let repeats = repeats(&Rows::new(sites), &visits(outbox, TimeDelta::zero()));
        repeats.into_iter().map(|repeat| (repeat.site.0.as_u128(), repeat.last.failed)).collect()
    }

    #[test]
    fn an_attempt_is_known_before_and_after_its_receipt_and_counted_once() {
        let failed = Outcome::NotAtHome;
        let waiting = |standing| vec![in_outbox(5, 1, NOON, failed, standing)];
        let receipt = Saved { body: None, ..saved(5, NOON, Standing::Stored, &[]) };
        let told = || vec![site(1, Some(last(5, NOON, failed, 1)))];
        assert_eq!(called(vec![site(1, None)], &waiting(Standing::Waiting)), [(1, 1)]);
        // its photos are still on their way; the feed may have told of it already
        assert_eq!(called(vec![site(1, None)], &waiting(Standing::Photos)), [(1, 1)]);
        assert_eq!(called(told(), &waiting(Standing::Photos)), [(1, 1)]);
        // all of it is there, and the line ended before the feed was asked
        assert_eq!(called(vec![site(1, None)], &waiting(Standing::Stored)), [(1, 1)]);
        assert_eq!(called(told(), &waiting(Standing::Stored)), [(1, 1)]);
        assert_eq!(called(told(), &[receipt]), [(1, 1)], "the outbox no longer knows its content");
        assert_eq!(called(told(), &[]), [(1, 1)], "on another tablet");
    }

    #[test]
    fn the_later_of_what_the_server_knows_and_what_is_saved_here_counts() {
        let failed = |when| site(1, Some(last(4, when, Outcome::Refused, 2)));
        let here = |when, outcome| [in_outbox(5, 1, when, outcome, Standing::Waiting)];
        assert_eq!(called(vec![failed(MORNING)], &here(NOON, Outcome::Done)), []);
        assert_eq!(called(vec![failed(EVENING)], &here(NOON, Outcome::Done)), [(1, 2)]);
        assert_eq!(called(vec![failed(MORNING)], &here(NOON, Outcome::Vacant)), [(1, 3)]);
        let done = site(1, Some(last(4, EVENING, Outcome::Done, 0)));
        assert_eq!(called(vec![done], &here(NOON, Outcome::Vacant)), [], "a colleague was let in since");
        assert_eq!(called(vec![failed(MORNING)], &here(NOON, Outcome::Moved)), [], "nobody is left");
    }

    #[test]
    fn the_last_attempt_stands_first_and_a_site_that_is_not_here_is_named_by_its_record() {
        let sites = vec![
            site(1, Some(last(4, MORNING, Outcome::Tenant, 1))),
            site(2, None),
            site(3, Some(last(6, EVENING, Outcome::Vacant, 1))),
        ];
        let outbox = [in_outbox(5, 9, NOON, Outcome::NotAtHome, Standing::Waiting)];
        let repeats = repeats(&Rows::new(sites), &visits(&outbox, TimeDelta::zero()));
        let names: Vec<&str> = repeats.iter().map(|repeat| repeat.title.as_str()).collect();
        assert_eq!(names, ["3 号", "老王面馆", "1 号"]);
    }

    #[test]
    fn more_is_done_during_a_visit_of_today_that_let_somebody_in() {
        let here = |outcome| visits(&[in_outbox(5, 1, NOON, outcome, Standing::Waiting)], TimeDelta::zero());
        let open = |known, here: &VisitsHere, mine: bool, now: &str| {
            open_visit(SiteId(Uuid::from_u128(1)), known, here, |_| mine, at(now)).map(|id| id.0.as_u128())
        };
        assert_eq!(open(None, &here(Outcome::Done), true, EVENING), Some(5));
        assert_eq!(
            open(None, &here(Outcome::Done), false, EVENING),
            None,
            "it was refused, or is a colleague's"
        );
        assert_eq!(open(None, &here(Outcome::NotAtHome), true, EVENING), None);
        assert_eq!(open(None, &here(Outcome::Done), true, "2026-06-02T01:00:00Z"), None, "of yesterday");
        let known = Some(last(6, EVENING, Outcome::Done, 0));
        assert_eq!(open(known, &here(Outcome::Done), true, EVENING), Some(6), "the last one");
    }

    #[test]
    fn a_form_behind_a_door_says_that_it_was_opened() {
        use crate::field::gear::{door, fixtures};
        let mut survey = fixtures::survey(7, Some(true));
        survey.visit = Some(InspectionId(Uuid::from_u128(8)));
        let command = Command::Programme(Box::new(ProgrammeCommand::SurveyStove(Box::new(survey.clone()))));
        let body = Body { command, device_at: at(NOON), photos: Vec::new() };
        let body = serde_json::to_string(&body).expect("JSON");
        let form =
            Saved { kind: "survey_stove".into(), body: Some(body), ..saved(7, NOON, Standing::Waiting, &[]) };
        let site = survey.site.0.as_u128();
        let outbox = [in_outbox(5, site, MORNING, Outcome::NotAtHome, Standing::Waiting), form];
        let forms = door::forms(&outbox, TimeDelta::zero());
        let told = |visits| with_forms(visits, &forms, ProgrammeCommand::site);
        let here = told(visits(&outbox, TimeDelta::zero()));
        let again = repeats(&Rows::new(Vec::new()), &here);
        assert_eq!(again, [], "somebody was there since");
        assert_eq!(here[&survey.site].len(), 2);
        assert_eq!(told(here.clone()), here, "several forms of one visit");
    }

    #[test]
    fn a_checklist_completes_the_visit_of_its_door_until_one_is_known_to_be_sent() {
        let (site, visit) = (SiteId(Uuid::from_u128(1)), InspectionId(Uuid::from_u128(5)));
        let nothing = VisitsHere::new();
        let forms = visits(&[in_outbox(5, 1, NOON, Outcome::Done, Standing::Waiting)], TimeDelta::zero());
        let sent = last(5, NOON, Outcome::Done, 0);
        let told = LastVisit { told: true, ..sent.clone() };
        let other = last(6, EVENING, Outcome::NotAtHome, 1);
        for (what, here, known, expected) in [
            ("nobody was there", &nothing, None, false),
            ("forms on this tablet", &forms, None, true),
            ("forms on another tablet", &nothing, Some(&told), true),
            ("its checklist, from another tablet", &nothing, Some(&sent), false),
            ("forms here, and its checklist from another tablet", &forms, Some(&sent), false),
            ("forms here, and an attempt in the evening", &forms, Some(&other), true),
            ("an attempt in the evening", &nothing, Some(&other), false),
        ] {
            assert_eq!(awaits_checklist(here, known, site, visit), expected, "{what}");
        }
    }

    #[test]
    fn attempts_are_named_once_and_a_visit_with_success_is_none() {
        let site = SiteId(Uuid::from_u128(1));
        let outbox = [
            in_outbox(5, 1, NOON, Outcome::NotAtHome, Standing::Photos),
            in_outbox(6, 1, EVENING, Outcome::Done, Standing::Waiting),
        ];
        let here = visits(&outbox, TimeDelta::zero());
        let known = |last, tried| FieldSite { tried, ..self::site(1, Some(last)) };
        let told = |known: FieldSite| failed(site, Some(&known), &here);
        assert_eq!(told(known(last(5, NOON, Outcome::NotAtHome, 1), None)), [at(NOON)]);
        assert_eq!(told(known(last(4, MORNING, Outcome::Refused, 1), None)), [at(MORNING), at(NOON)]);
        // the server tells of all of them, also of those before somebody was let in
        let visit = |id, when| FailedVisit { id: InspectionId(Uuid::from_u128(id)), at: at(when) };
        let tried = vec![visit(5, NOON), visit(4, MORNING)];
        let let_in = last(6, EVENING, Outcome::Done, 0);
        assert_eq!(told(known(let_in.clone(), Some(tried))), [at(MORNING), at(NOON)]);
        assert_eq!(told(known(let_in, Some(vec![]))), [at(NOON)], "saved here, not known there yet");
    }

    #[test]
    fn a_clock_that_is_ahead_does_not_make_a_visit_later() {
        let outbox = [in_outbox(5, 1, EVENING, Outcome::NotAtHome, Standing::Waiting)];
        let done = site(1, Some(last(4, NOON, Outcome::Done, 0)));
        let seen = |ahead| last_visit(&done, &visits(&outbox, ahead)).map(|last| last.outcome);
        assert_eq!(seen(TimeDelta::zero()), Some(Outcome::NotAtHome));
        assert_eq!(seen(TimeDelta::hours(8)), Some(Outcome::Done));
    }
}
