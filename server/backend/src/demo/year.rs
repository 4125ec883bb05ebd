//! The year 2023 of the demo subdistrict: exactly the figures of its published annual report.

use super::{
    clock::{at, later},
    dice::Dice,
    findings::Finding,
    lives::{Life, Story},
    people::Staff,
    pictures::Album,
    visits::{self, Visit},
    words,
};
use crate::{
    ctx::{Ctx, State},
    entities::{inspection, site},
    error::{Error, Result},
    files::service::Owner,
    hazards::{
        service::draft,
        store::{Built, Doing},
    },
    reference::Reference,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::local_date,
    geo::Point,
    hazards::{EventKind, HazardNumber, PointSource, Position, RegisterHazard, Severity, Source},
    ids::{EventId, FileId, HazardId, InspectionId, SiteId, sort_key},
    inspections::{InspectionKind, Nature},
    photos::PhotoKind,
    sites::SiteKind,
};
use std::{collections::BTreeSet, sync::Arc};

/// The year.
pub(super) const YEAR: i32 = 2023;
/// Inspections: 1,312, of which 306 special.
const ROUTINE: usize = 836;
const SPECIAL: usize = 306;
const RECHECKS: usize = 170;
/// Found at visits, and otherwise: 563 in all.
const AT_VISITS: usize = 490;
const OTHERWISE: usize = 73;
/// Beyond them, and in no base: false alarms and duplicates.
const FALSE_ALARMS: usize = 3;
const DUPLICATES: usize = 2;

/// The stories told of the 563, with the days (of the year) on which such a hazard is found. What is left over is
/// rectified and closed in time. 552 are closed when the year ends.
const STORIES: [(Story, usize, (u32, u32), (u32, u32)); 11] = [
    (Story::StillRegistered, 2, (12, 18), (12, 27)),
    (Story::StillRectified, 2, (12, 4), (12, 20)),
    (Story::StillAssigned, 4, (8, 1), (12, 8)),
    (Story::StillTransferred, 2, (9, 1), (11, 25)),
    (Story::Reopened, 3, (2, 1), (8, 31)),
    (Story::Answered, 2, (2, 1), (9, 30)),
    (Story::Granted, 18, (1, 5), (10, 20)),
    (Story::Refused, 6, (1, 5), (11, 10)),
    (Story::Returned, 24, (1, 5), (12, 1)),
    (Story::Late, 22, (1, 5), (11, 10)),
    (Story::OnTheSpot, 140, (1, 1), (12, 31)),
];

/// The five major ones: code, kind of site, months, and what became of it.
const MAJORS: [(&str, SiteKind, u32, u32, Story); 5] = [
    ("FIRE-13", SiteKind::SmallUnit, 2, 4, Story::Major),
    ("EBIKE-06", SiteKind::BikeShed, 3, 6, Story::Major),
    ("WORK-07", SiteKind::ConstructionSite, 4, 9, Story::Major),
    ("FIRE-14", SiteKind::PublicVenue, 5, 9, Story::Major),
    ("BLDG-01", SiteKind::Building, 10, 11, Story::StillMajor),
];

/// The rows of the year.
pub(super) struct Year {
    pub inspections: Vec<inspection::Model>,
    pub hazards: Vec<Built>,
    /// The photos, where they are made.
    pub album: Option<Album>,
}

/// Something found, with its time and what became of it.
struct Found {
    id: HazardId,
    site: usize,
    visit: Option<usize>,
    source: Source,
    reporter: Actor,
    at: DateTime<Utc>,
    /// When the server learned of it.
    now: DateTime<Utc>,
    finding: Finding,
    story: Option<Story>,
}

/// What making the year needs.
pub(super) struct Maker {
    pub state: State,
    pub reference: Arc<Reference>,
    pub staff: Staff,
    pub sites: Vec<site::Model>,
    pub album: Option<Album>,
    pub seed: u64,
}

impl Maker {
    /// Makes the year.
    pub fn make(mut self) -> Result<Year> {
        let mut dice = Dice::new(self.seed, "visits");
        let calendar = &self.reference.rules.calendar;
        let mut visits = visits::plan(&mut dice, calendar, &self.staff, &self.sites, YEAR, ROUTINE, SPECIAL)?;
        let majors = self.findings(&mut dice, &mut visits)?;
        let mut found = self.found(&visits, &majors)?;
        self.stories(&mut found)?;
        self.void_ones(&mut found)?;
        found.sort_by_key(|f| (f.now, f.at, f.id));
        let hazards = self.lives(&found, &mut visits)?;
        self.rechecks(&mut visits, &found, &hazards);
        visits.sort_by_key(|v| (v.started, v.id));
        let inspections = self.inspections(&visits)?;
        Ok(Year { inspections, hazards, album: self.album })
    }

    /// Decides at which visits something is found and fills every checklist. Answers the visits with a major one.
    fn findings(&self, dice: &mut Dice, visits: &mut [Visit]) -> Result<Vec<(usize, Story)>> {
        let mut order: Vec<usize> =
            (0..visits.len()).filter(|i| local_date(visits[*i].started) <= day(12, 27)).collect();
        dice.shuffle(&mut order);
        let mut wanted = vec![0; visits.len()];
        let mut majors = Vec::new();
        let mut codes: Vec<Option<&str>> = vec![None; visits.len()];
        let mut left = AT_VISITS;
        for (code, kind, first, last, story) in MAJORS {
            let fits = |i: &&usize| {
                let month = local_date(visits[**i].started);
                wanted[**i] == 0
                    && self.sites[visits[**i].site].kind == kind.as_str()
                    && (day(first, 1)..=domain::period::Month::of_day(day(last, 1)).last_day())
                        .contains(&month)
            };
            let chosen =
                *order.iter().find(fits).ok_or_else(|| Error::broken(format!("no visit for {code}")))?;
            wanted[chosen] = 1;
            codes[chosen] = Some(code);
            majors.push((chosen, story));
            left -= 1;
        }
        for i in order {
            if wanted[i] == 0 && left > 0 {
                wanted[i] = (dice.weighted(&[60, 30, 10]) + 1).min(left);
                left -= wanted[i];
            }
        }
        for (i, visit) in visits.iter_mut().enumerate() {
            let site = &self.sites[visit.site];
            visits::carry_out(dice, &self.reference, visit, site, wanted[i], codes[i])?;
        }
        Ok(majors)
    }

    fn found(&self, visits: &[Visit], majors: &[(usize, Story)]) -> Result<Vec<Found>> {
        let mut dice = Dice::new(self.seed, "found");
        let mut found = Vec::with_capacity(AT_VISITS + OTHERWISE);
        for (i, visit) in visits.iter().enumerate() {
            let seconds = (visit.finished - visit.started).num_seconds();
            for (nth, finding) in visit.findings.iter().enumerate() {
                let share = seconds * (nth as i64 + 1) / (visit.findings.len() as i64 + 1);
                let at = visit.started + TimeDelta::seconds(share + dice.between(-20, 20));
                let major = finding.severity == Severity::Major;
                found.push(Found {
                    id: HazardId(dice.id(at)),
                    site: visit.site,
                    visit: Some(i),
                    source: Source::Inspection,
                    reporter: visit.inspector.clone(),
                    at,
                    now: visit.finished + TimeDelta::seconds(20),
                    finding: finding.clone(),
                    story: majors.iter().find(|(m, _)| *m == i && major).map(|(_, story)| *story),
                });
            }
        }
        for _ in 0..OTHERWISE {
            found.push(self.reported(&mut dice)?);
        }
        Ok(found)
    }

    /// Something reported outside a visit.
    fn reported(&self, dice: &mut Dice) -> Result<Found> {
        let source = *dice.pick(&[
            Source::Hotline,
            Source::Hotline,
            Source::Grid,
            Source::Resident,
            Source::SelfCheck,
        ]);
        let day = later(day(1, 3), dice.between(0, 354));
        let found_at = at(day, dice.between(500, 1_150)) + TimeDelta::seconds(dice.between(0, 59));
        loop {
            let site = dice.below(self.sites.len());
            let row = &self.sites[site];
            let kind: SiteKind = row.kind.parse()?;
            // people complain about where they live, and about what keeps them awake
            let near = matches!(kind, SiteKind::Estate | SiteKind::Building | SiteKind::Household);
            if !near && !row.name.ends_with("棋牌室") && !dice.chance(15) {
                continue;
            }
            let Some(finding) = Finding::free(dice, &self.reference, kind, &row.name, day) else { continue };
            if finding.severity == Severity::Major {
                continue;
            }
            let area = row.area_code.parse()?;
            let inspectors: Vec<&Actor> = self.staff.inspectors_for(&area).collect();
            let reporter = if source == Source::Grid {
                (*dice.pick(&inspectors)).clone()
            } else {
                dice.pick(&self.staff.office).clone()
            };
            let now = found_at + TimeDelta::minutes(dice.between(3, 90));
            let id = HazardId(dice.id(found_at));
            return Ok(Found {
                id,
                site,
                visit: None,
                source,
                reporter,
                at: found_at,
                now,
                finding,
                story: None,
            });
        }
    }

    fn due(&self, f: &Found) -> NaiveDate {
        let own = f.finding.own.filter(|_| f.finding.severity == Severity::General);
        self.reference.rules.due(f.finding.category, f.finding.severity, local_date(f.at), own)
    }

    /// Decides what becomes of each.
    fn stories(&self, found: &mut [Found]) -> Result<()> {
        let mut dice = Dice::new(self.seed, "stories");
        let mut order: Vec<usize> = (0..found.len()).collect();
        dice.shuffle(&mut order);
        for (story, wanted, first, last) in STORIES {
            let period = day(first.0, first.1)..=day(last.0, last.1);
            let fits = |i: &usize| {
                let f = &found[*i];
                let room = (self.due(f) - local_date(f.at)).num_days();
                let by_rules = match story {
                    Story::OnTheSpot => f.visit.is_some() && room <= 7,
                    Story::StillAssigned | Story::Late => (1..=15).contains(&room),
                    Story::StillRectified
                    | Story::Returned
                    | Story::Granted
                    | Story::Refused
                    | Story::Reopened => (3..=30).contains(&room),
                    Story::Answered | Story::StillTransferred => room >= 7,
                    _ => true,
                };
                f.story.is_none() && period.contains(&local_date(f.at)) && by_rules
            };
            let mut fitting: Vec<usize> = order.iter().copied().filter(fits).collect();
            if story == Story::OnTheSpot {
                // what must be put right at once mostly is
                fitting.sort_by_key(|i| self.due(&found[*i]) > later(local_date(found[*i].at), 3));
            }
            if fitting.len() < wanted {
                return Err(Error::broken(format!("only {} of {wanted} for {story:?}", fitting.len())));
            }
            for i in fitting.into_iter().take(wanted) {
                found[i].story = Some(story);
            }
        }
        for f in found {
            f.story.get_or_insert(Story::Plain);
        }
        Ok(())
    }

    /// Adds those that leave every base.
    fn void_ones(&self, found: &mut Vec<Found>) -> Result<()> {
        let mut dice = Dice::new(self.seed, "void");
        for _ in 0..FALSE_ALARMS {
            let mut f = self.reported(&mut dice)?;
            f.source = Source::Hotline;
            f.story = Some(Story::FalseAlarm);
            found.push(f);
        }
        let before =
            |f: &Found| f.visit.is_some() && f.story == Some(Story::Plain) && local_date(f.at) < day(11, 30);
        let firsts: Vec<usize> = (0..found.len()).filter(|i| before(&found[*i])).collect();
        for n in 0..DUPLICATES {
            // from both halves of the year, so that the two are not the same
            let half = firsts.len() / DUPLICATES;
            let first = &found[firsts[n * half + dice.below(half)]];
            let again = at(later(local_date(first.at), dice.between(1, 3)), dice.between(540, 1_000));
            let mut finding = first.finding.clone();
            finding.description = format!("来电反映：{}", finding.description);
            finding.item = None;
            found.push(Found {
                id: HazardId(dice.id(again)),
                site: first.site,
                visit: None,
                source: Source::Hotline,
                reporter: dice.pick(&self.staff.office).clone(),
                at: again,
                now: again + TimeDelta::minutes(12),
                finding,
                story: Some(Story::Duplicate(first.id)),
            });
        }
        Ok(())
    }

    /// Numbers the hazards in the order in which the server learned of them and lets each live its story.
    fn lives(&mut self, found: &[Found], visits: &mut [Visit]) -> Result<Vec<Built>> {
        let mut dice = Dice::new(self.seed, "lives");
        let mut keys = BTreeSet::new();
        let mut hazards = Vec::with_capacity(found.len());
        for (i, f) in found.iter().enumerate() {
            let sequence = u32::try_from(i + 1).map_err(Error::internal)?;
            hazards.push(self.life(&mut dice, f, sequence, &mut keys, visits)?);
        }
        Ok(hazards)
    }

    fn life(
        &mut self,
        dice: &mut Dice,
        f: &Found,
        sequence: u32,
        keys: &mut BTreeSet<i64>,
        visits: &mut [Visit],
    ) -> Result<Built> {
        let site = &self.sites[f.site];
        let story = f.story.unwrap_or(Story::Plain);
        let on_the_spot = story == Story::OnTheSpot;
        let mut command = command(dice, &self.reference, f, site, on_the_spot);
        if let Some(album) = &mut self.album {
            let mut take = |dice: &mut Dice, kind, when| {
                let owner = Owner::Hazard(f.id);
                album.take(dice, kind, f.finding.category, owner, &site.area_code, &f.reporter, when)
            };
            let n = if f.visit.is_some() { dice.between(1, 2) } else { dice.between(0, 1) };
            command.photos_before = (0..n).map(|_| take(dice, PhotoKind::Before, f.at)).collect();
            if on_the_spot {
                command.photos_after = vec![take(dice, PhotoKind::After, f.now - TimeDelta::seconds(50))];
            }
        }
        if let (Some(visit), Some(item)) = (f.visit, &f.finding.item)
            && let Some(answer) = visits[visit].answers.get_mut(item)
        {
            answer.photos.clone_from(&command.photos_before);
        }
        let ctx = Ctx::at(self.state.clone(), f.reporter.clone(), f.now);
        let visit = f.visit.map(|v| visits[v].id);
        let after: Vec<FileId> = command.photos_after.clone();
        let mut draft = draft(&ctx, &self.reference, command, Some(site), visit)?;
        let (subdistrict, year) = draft.series()?;
        let later_steps = draft.steps.split_off(1);
        let state = draft.steps[0].state.clone();
        let key = free(keys, sort_key(f.at, f.id.0));
        let doing = Doing {
            id: EventId(dice.id(f.now)),
            actor: &f.reporter,
            now: f.now,
            device_at: Some(f.at),
            photos: &[],
            position: draft.position,
            content_sha256: None,
        };
        let built = draft.build(&HazardNumber { subdistrict, year, sequence }, key, &doing)?;
        let mut life = Life {
            row: built.row.clone(),
            events: built.events.clone(),
            state,
            dice,
            calendar: &self.reference.rules.calendar,
            staff: &self.staff,
            album: self.album.as_mut(),
            category: f.finding.category,
            words: f.finding.words,
            earliest: local_date(f.at),
            latest: day(12, 29),
        };
        for step in &later_steps {
            let photos: &[FileId] = if step.kind == EventKind::Rectified { &after } else { &[] };
            life.follow(step, &f.reporter, f.now, photos)?;
        }
        life.live(story)?;
        Ok(life.end(built))
    }

    /// Visits at which rectified hazards were looked at again.
    fn rechecks(&self, visits: &mut Vec<Visit>, found: &[Found], hazards: &[Built]) {
        let mut dice = Dice::new(self.seed, "rechecks");
        let reviewed = |i: &usize| !hazards[*i].row.on_the_spot && hazards[*i].row.closed_at.is_some();
        let mut order: Vec<usize> = (0..found.len()).filter(reviewed).collect();
        dice.shuffle(&mut order);
        let everybody = || self.staff.local.iter().chain(&self.staff.inspectors).chain(&self.staff.office);
        for i in order.into_iter().take(RECHECKS) {
            let row = &hazards[i].row;
            let (Some(closed), Some(rectified)) = (row.closed_at, row.rectified_at) else { continue };
            let Some(inspector) = everybody().find(|p| Some(p.user.0) == row.closed_by) else { continue };
            let started =
                (closed - TimeDelta::minutes(dice.between(5, 14))).max(rectified + TimeDelta::seconds(40));
            visits.push(Visit {
                id: InspectionId(dice.id(started)),
                site: found[i].site,
                kind: InspectionKind::Recheck,
                nature: Nature::GridPatrol,
                campaign: None,
                inspector: inspector.clone(),
                started,
                finished: closed,
                list: None,
                answers: Default::default(),
                note: Some(format!("复查隐患 {}，已整改到位。", row.number)),
                findings: Vec::new(),
            });
        }
    }

    fn inspections(&self, visits: &[Visit]) -> Result<Vec<inspection::Model>> {
        let mut keys = BTreeSet::new();
        let mut plan = 0;
        let mut rows = Vec::with_capacity(visits.len());
        for visit in visits {
            let number = (visit.nature == Nature::AdministrativeCheck).then(|| {
                plan += 1;
                format!("{YEAR}年度检查计划第{plan}号")
            });
            let key = free(&mut keys, sort_key(visit.started, visit.id.0));
            rows.push(visits::row(visit, &self.sites[visit.site], key, number)?);
        }
        Ok(rows)
    }
}

/// A day of the year.
pub(super) fn day(month: u32, day: u32) -> NaiveDate {
    date(YEAR, month, day)
}

/// A day of any year.
pub(super) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("only days that exist are asked for")
}

/// The key, or the next one that nobody has.
pub(super) fn free(keys: &mut BTreeSet<i64>, mut key: i64) -> i64 {
    while !keys.insert(key) {
        key += 1;
    }
    key
}

fn command(
    dice: &mut Dice,
    reference: &Reference,
    f: &Found,
    site: &site::Model,
    on_the_spot: bool,
) -> RegisterHazard {
    // at a visit the tablet's position, a few metres off but not across the border; otherwise the site's
    let area = site.area_code.parse().ok().and_then(|code| reference.areas.get(&code));
    let outline = area.and_then(|a| a.boundary.as_ref());
    let here = site.lon.zip(site.lat).filter(|_| f.visit.is_some() && dice.chance(85));
    let position = here.and_then(|(lon, lat)| {
        let mut near = |degrees: f64| ((degrees + dice.real(-8e-5, 8e-5)) * 1e6).round() / 1e6;
        let point =
            Point::new(near(lon), near(lat)).ok().filter(|p| outline.is_some_and(|o| o.contains(*p)))?;
        Some(Position { point, accuracy_m: Some(dice.between(4, 22) as f64), source: PointSource::Gps })
    });
    let location = if f.visit.is_some() { f.finding.location } else { words::REPORTED_PLACE };
    RegisterHazard {
        id: f.id,
        source: f.source,
        category: f.finding.category,
        subcategory: f.finding.subcategory.clone(),
        severity: f.finding.severity,
        description: f.finding.description.clone(),
        location: location.to_owned(),
        clause: Some(f.finding.clause.clone()),
        standard: Some(f.finding.standard),
        site: Some(SiteId(site.id)),
        position,
        found_at: f.at,
        due: None,
        on_the_spot,
        party_name: site.contact_name.clone(),
        party_phone: site.contact_phone.clone(),
        photos_before: Vec::new(),
        photos_after: Vec::new(),
        item: f.finding.item.as_ref().map(ToString::to_string),
    }
}
