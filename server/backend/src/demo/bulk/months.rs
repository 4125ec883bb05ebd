//! The visits and hazards of one subdistrict in one month. Every month has its own stream of chance, so months can
//! be made in any order and side by side.

use super::{
    super::{
        clock,
        dice::Dice,
        findings::{Finding, in_force},
        lives::{Life, Story},
        visits::{self, Visit},
    },
    towns::Town,
};
use crate::{
    ctx::{Ctx, State},
    entities::{inspection, site},
    error::{Error, Result},
    figures::store::Deltas,
    hazards::{
        service::draft,
        store::{Built, Doing, fresh_facts},
    },
    reference::{Reference, Standard},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    hazards::{EventKind, HazardNumber, PointSource, Position, RegisterHazard, Severity, Source},
    ids::{EventId, HazardId, InspectionId, SiteId, sort_key},
    inspections::{Answers, InspectionKind},
    period::Month,
    sites::SiteKind,
};

/// Found in each month of a year: 563.
pub(super) const FOUND: [u32; 12] = [34, 38, 51, 48, 51, 56, 59, 51, 51, 42, 45, 37];
/// Visits in each month of a year: 1,312.
pub(super) const VISITS: [u32; 12] = [80, 88, 119, 112, 119, 130, 137, 119, 119, 98, 105, 86];
/// Of those found in November and December, not closed when the year ends: 11.
const LEFT: [(u32, u32); 2] = [(11, 5), (12, 6)];

/// What one subdistrict has in one month.
pub(super) struct MonthRows {
    pub inspections: Vec<inspection::Model>,
    pub hazards: Vec<Built>,
    pub deltas: Deltas,
}

/// What making a month needs.
pub(super) struct Maker<'a> {
    pub state: &'a State,
    pub reference: &'a Reference,
    pub seed: u64,
    /// The last year of all: what is left open in it stays open.
    pub last_year: i32,
}

impl Maker<'_> {
    /// Makes the month of the town.
    pub fn make(&self, town: &Town, month: Month) -> Result<MonthRows> {
        let dice = &mut Dice::new(self.seed, &format!("{}/{month}", town.code));
        let index = month.month() as usize - 1;
        let mut visits: Vec<Visit> =
            (0..VISITS[index]).map(|_| self.visit(dice, town, month)).collect::<Result<_>>()?;
        visits.sort_by_key(|v| v.started);
        let mut found: Vec<(DateTime<Utc>, Option<usize>, Actor)> = Vec::with_capacity(FOUND[index] as usize);
        for _ in 0..FOUND[index] {
            let nth = dice.below(visits.len());
            let visit = &visits[nth];
            found.push(if dice.chance(87) {
                (
                    visit.started + TimeDelta::seconds(dice.between(60, 400)),
                    Some(nth),
                    visit.inspector.clone(),
                )
            } else {
                (
                    visit.started + TimeDelta::minutes(dice.between(-60, 90)),
                    None,
                    dice.pick(&town.staff.office).clone(),
                )
            });
        }
        found.sort_by_key(|f| f.0);
        let before: u32 = FOUND[..index].iter().sum();
        let left = LEFT.iter().find(|(m, _)| *m == month.month()).map_or(0, |(_, n)| *n);
        let mut rows = MonthRows { inspections: Vec::new(), hazards: Vec::new(), deltas: Deltas::default() };
        let mut counts = vec![0; visits.len()];
        for (i, (at, visit, reporter)) in found.into_iter().enumerate() {
            let visit = visit.map(|v| {
                counts[v] += 1;
                &visits[v]
            });
            let place = visit.map_or_else(|| dice.below(town.sites.len()), |v| v.site);
            let stays = i as u32 + left >= FOUND[index];
            let sequence = before + i as u32 + 1;
            let built =
                self.hazard(dice, town, month, &town.sites[place], visit, at, reporter, sequence, stays)?;
            rows.deltas.change(&built.row.area_code.parse()?, None, Some(&fresh_facts(&built)?));
            rows.hazards.push(built);
        }
        for (visit, n) in visits.iter().zip(counts) {
            let site = &town.sites[visit.site];
            let mut row = visits::row(visit, site, sort_key(visit.started, visit.id.0), None)?;
            row.hazard_count = n;
            rows.inspections.push(row);
        }
        Ok(rows)
    }

    fn visit(&self, dice: &mut Dice, town: &Town, month: Month) -> Result<Visit> {
        let calendar = &self.reference.rules.calendar;
        let days = (month.last_day() - month.first_day()).num_days();
        // closings need the last days of the year
        let days = if month.month() == 12 { days - 4 } else { days };
        let mut day = clock::later(month.first_day(), dice.between(0, days));
        if !calendar.is_working(day) && dice.chance(92) {
            day = clock::later(month.first_day(), dice.between(0, days));
        }
        let started =
            clock::at(day, dice.between(525, 1_010)) + TimeDelta::milliseconds(dice.between(0, 59_999));
        let site = dice.below(town.sites.len());
        let kind: SiteKind = town.sites[site].kind.parse()?;
        let special = dice.chance(23);
        Ok(Visit {
            id: InspectionId(dice.id(started)),
            site,
            kind: if special { InspectionKind::Special } else { InspectionKind::Routine },
            nature: visits::nature(dice, kind),
            campaign: special.then_some("安全专项检查"),
            inspector: dice.pick(&town.staff.inspectors).clone(),
            started,
            finished: started + TimeDelta::minutes(dice.between(8, 38)),
            list: None,
            answers: Answers::new(),
            note: None,
            findings: Vec::new(),
        })
    }

    fn hazard(
        &self,
        dice: &mut Dice,
        town: &Town,
        month: Month,
        site: &site::Model,
        visit: Option<&Visit>,
        at: DateTime<Utc>,
        reporter: Actor,
        sequence: u32,
        stays: bool,
    ) -> Result<Built> {
        let day = domain::calendar::local_date(at);
        let kind: SiteKind = site.kind.parse()?;
        let major = !stays && (2..=9).contains(&month.month()) && dice.chance(1);
        let finding = if major {
            let code = *dice.pick(&["FIRE-13", "EBIKE-06", "BLDG-01", "FIRE-14"]);
            in_force(self.reference, code, day).map(|standard| Finding::of(dice, standard, kind, None))
        } else {
            Finding::free(dice, self.reference, kind, &site.name, day)
        };
        // what such sites usually lack was not yet regulated in the first years: anything that was, and of the
        // general ones, since the stories of major hazards are their own
        let finding = finding.or_else(|| {
            let known = |s: &&Standard| s.severity == Severity::General && s.in_force(day);
            let known: Vec<&Standard> = self.reference.standards.iter().filter(known).collect();
            let standard = *known.get(dice.below(known.len().max(1)))?;
            Some(Finding::of(dice, standard, kind, None))
        });
        let finding = finding.ok_or_else(|| Error::broken("the library is empty"))?;
        let own = finding.own.filter(|_| finding.severity == Severity::General);
        let due = self.reference.rules.due(finding.category, finding.severity, day, own);
        let story = self.story(dice, month, (due - day).num_days(), finding.severity, visit.is_some(), stays);
        let id = HazardId(dice.id(at));
        let now = visit.map_or(at + TimeDelta::minutes(8), |v| v.finished + TimeDelta::seconds(20)).max(at);
        let command = command(id, site, visit, at, &finding, story == Story::OnTheSpot);
        let ctx = Ctx::at(self.state.clone(), reporter, now);
        let mut draft = draft(&ctx, self.reference, command, Some(site), visit.map(|v| v.id))?;
        let (subdistrict, year) = draft.series()?;
        let later_steps = draft.steps.split_off(1);
        let state = draft.steps[0].state.clone();
        let doing = Doing {
            id: EventId(dice.id(now)),
            actor: &ctx.actor,
            now,
            device_at: Some(at),
            photos: &[],
            position: draft.position,
            content_sha256: None,
        };
        let built = draft.build(&HazardNumber { subdistrict, year, sequence }, sort_key(at, id.0), &doing)?;
        let next_year = self.last_year > year && stays;
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let mut life = Life {
            row: built.row,
            events: built.events,
            state,
            dice,
            calendar: &self.reference.rules.calendar,
            staff: &town.staff,
            album: None,
            category: finding.category,
            words: finding.words,
            earliest: if next_year { date(year + 1, 1, 4) } else { day },
            latest: if next_year { date(year + 1, 3, 20) } else { date(year, 12, 30) },
        };
        for step in &later_steps {
            debug_assert_ne!(step.kind, EventKind::Registered);
            life.follow(step, &ctx.actor, now, &[])?;
        }
        life.live(story)?;
        Ok(Built { row: life.row, events: life.events, entry: built.entry })
    }

    fn story(
        &self,
        dice: &mut Dice,
        month: Month,
        room: i64,
        severity: Severity,
        at_visit: bool,
        stays: bool,
    ) -> Story {
        if stays {
            return if self.last_year > month.year() {
                Story::Late
            } else {
                *dice.pick(&[
                    Story::StillAssigned,
                    Story::StillRegistered,
                    Story::StillRectified,
                    Story::StillTransferred,
                ])
            };
        }
        if severity == Severity::Major {
            return Story::Major;
        }
        let early = month.month() <= 9;
        match dice.between(0, 999) {
            0..250 if at_visit => Story::OnTheSpot,
            250..300 if (3..=30).contains(&room) => Story::Returned,
            300..335 if early && (3..=30).contains(&room) => Story::Granted,
            335..346 if early && (3..=30).contains(&room) => Story::Refused,
            346..390 if early && (1..=15).contains(&room) => Story::Late,
            390..396 if month.month() <= 8 && (3..=30).contains(&room) => Story::Reopened,
            396..400 if early && room >= 7 => Story::Answered,
            _ => Story::Plain,
        }
    }
}

fn command(
    id: HazardId,
    site: &site::Model,
    visit: Option<&Visit>,
    at: DateTime<Utc>,
    finding: &Finding,
    on_the_spot: bool,
) -> RegisterHazard {
    let point = site.lon.zip(site.lat).and_then(|(lon, lat)| domain::geo::Point::new(lon, lat).ok());
    RegisterHazard {
        id,
        source: if visit.is_some() { Source::Inspection } else { Source::Hotline },
        category: finding.category,
        subcategory: finding.subcategory.clone(),
        severity: finding.severity,
        description: finding.description.clone(),
        location: finding.location.to_owned(),
        clause: Some(finding.clause.clone()),
        standard: Some(finding.standard),
        site: Some(SiteId(site.id)),
        position: point.map(|point| Position { point, accuracy_m: Some(9.0), source: PointSource::Gps }),
        found_at: at,
        due: None,
        on_the_spot,
        party_name: None,
        party_phone: None,
        photos_before: Vec::new(),
        photos_after: Vec::new(),
        item: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_the_volume_of_2023() {
        assert_eq!(FOUND.iter().sum::<u32>(), 563);
        assert_eq!(VISITS.iter().sum::<u32>(), 1_312);
        assert_eq!(LEFT.iter().map(|(_, n)| n).sum::<u32>(), 11);
    }
}
