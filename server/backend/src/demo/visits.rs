//! The visits of a year: when, by whom, to which site, and how the checklist was answered.

use super::{clock, dice::Dice, findings::Finding, findings::in_force, people::Staff, words};
use crate::{
    entities::{inspection, site},
    error::{Error, Result},
    reference::{PublishedChecklist, Reference},
};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::{WorkCalendar, local_date},
    hazards::Severity,
    ids::InspectionId,
    inspections::{
        Answer, AnswerKey, AnswerValue, Answers, Checklist, InspectionKind, Item, ItemKind, Nature, Outcome,
    },
    period::Month,
    sites::SiteKind,
};
use std::collections::BTreeMap;

/// How busy each month is.
const MONTHS: [u32; 12] = [60, 68, 90, 85, 91, 99, 105, 91, 91, 75, 80, 65];

/// One visit.
pub(super) struct Visit {
    /// Its id.
    pub id: InspectionId,
    /// Index of the site.
    pub site: usize,
    /// Routine, special or recheck.
    pub kind: InspectionKind,
    /// In which capacity.
    pub nature: Nature,
    /// The campaign of a special one.
    pub campaign: Option<&'static str>,
    /// Who.
    pub inspector: Actor,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub finished: DateTime<Utc>,
    /// The checklist that was followed.
    pub list: Option<domain::ids::ChecklistVersionId>,
    /// The answers.
    pub answers: Answers,
    /// Remark.
    pub note: Option<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Plans the visits of a year, in order of time; nothing is found yet.
pub(super) fn plan(
    dice: &mut Dice,
    calendar: &WorkCalendar,
    staff: &Staff,
    sites: &[site::Model],
    year: i32,
    routine: usize,
    special: usize,
) -> Result<Vec<Visit>> {
    let kinds = sites.iter().map(|s| Ok(s.kind.parse()?)).collect::<Result<Vec<SiteKind>>>()?;
    let mut planned: Vec<(NaiveDate, usize, Option<&'static str>)> = Vec::with_capacity(routine + special);
    // everybody once, then where more people come and go more often
    let mut order: Vec<usize> = (0..sites.len()).collect();
    dice.shuffle(&mut order);
    let weights: Vec<u32> = kinds.iter().map(|k| if k.is_business() { 3 } else { 2 }).collect();
    for n in 0..routine {
        let site = order.get(n).copied().unwrap_or_else(|| dice.weighted(&weights));
        let month = dice.weighted(&MONTHS) as u32 + 1;
        planned.push((day(dice, calendar, year, month)?, site, None));
    }
    for _ in 0..special {
        let (name, first, last, of) = *dice.pick(&words::CAMPAIGNS);
        let month = dice.between(i64::from(first), i64::from(last)) as u32;
        let targets: Vec<usize> = (0..sites.len()).filter(|i| of.contains(&kinds[*i])).collect();
        planned.push((day(dice, calendar, year, month)?, *dice.pick(&targets), Some(name)));
    }
    planned.sort_by_key(|(day, site, _)| (*day, *site));
    let mut busy: BTreeMap<(NaiveDate, domain::ids::UserId), i64> = BTreeMap::new();
    let mut visits = Vec::with_capacity(planned.len());
    for (day, site, campaign) in planned {
        let inspector = inspector(dice, staff, &sites[site])?;
        // one after the other, with the way between them
        let free = busy.entry((day, inspector.user)).or_insert_with(|| dice.between(525, 900));
        let begin = *free;
        let minutes = dice.between(8, 38);
        *free = begin + minutes + dice.between(6, 20);
        let started = clock::at(day, begin) + TimeDelta::seconds(dice.between(0, 59));
        visits.push(Visit {
            id: InspectionId(dice.id(started)),
            site,
            kind: if campaign.is_some() { InspectionKind::Special } else { InspectionKind::Routine },
            nature: nature(dice, kinds[site]),
            campaign,
            inspector,
            started,
            finished: started + TimeDelta::minutes(minutes),
            list: None,
            answers: Answers::new(),
            note: None,
            findings: Vec::new(),
        });
    }
    visits.sort_by_key(|v| (v.started, v.id));
    Ok(visits)
}

/// A day of that month, nearly always a working day, and none after 29 December.
fn day(dice: &mut Dice, calendar: &WorkCalendar, year: i32, month: u32) -> Result<NaiveDate> {
    let month = Month::new(year, month).map_err(Error::internal)?;
    let last = month.last_day().day().min(if month.month() == 12 { 29 } else { 31 });
    loop {
        let day = clock::later(month.first_day(), dice.between(0, i64::from(last) - 1));
        if calendar.is_working(day) || dice.chance(5) {
            return Ok(day);
        }
    }
}

/// Somebody who visits the site.
pub(super) fn inspector(dice: &mut Dice, staff: &Staff, site: &site::Model) -> Result<Actor> {
    let area = site.area_code.parse()?;
    let local: Vec<&Actor> = staff.local.iter().filter(|p| p.area.contains(&area)).collect();
    Ok(if !local.is_empty() && dice.chance(50) {
        (*dice.pick(&local)).clone()
    } else {
        dice.pick(&staff.inspectors).clone()
    })
}

pub(super) fn nature(dice: &mut Dice, kind: SiteKind) -> Nature {
    let usual = match kind {
        SiteKind::Household => Nature::Household,
        SiteKind::Estate | SiteKind::Building | SiteKind::BikeShed | SiteKind::Other => Nature::GridPatrol,
        SiteKind::SmallUnit | SiteKind::LpgUnit | SiteKind::ChargingStation if dice.chance(55) => {
            Nature::Guidance
        }
        _ => Nature::AdministrativeCheck,
    };
    if kind != SiteKind::Household && dice.chance(7) { Nature::Joint } else { usual }
}

/// Fills the checklist of a visit so that `wanted` things are found; `major` is the code of a major one among them.
pub(super) fn carry_out(
    dice: &mut Dice,
    reference: &Reference,
    visit: &mut Visit,
    site: &site::Model,
    wanted: usize,
    major: Option<&str>,
) -> Result<()> {
    let kind: SiteKind = site.kind.parse()?;
    let day = local_date(visit.started);
    if let Some(code) = major {
        let standard =
            in_force(reference, code, day).ok_or_else(|| Error::broken(format!("no entry {code}")))?;
        visit.findings.push(Finding::of(dice, standard, kind, None));
    }
    if let Some(list) = checklist(reference, kind) {
        visit.list = Some(list.id);
        visit.answers = all_in_order(dice, &list.checklist);
        if let Some(code) = major
            && let Some(key) = fail(&list.checklist, &mut visit.answers, |item| opens(item) == Some(code))
        {
            visit.findings[0].item = Some(key);
        }
        // about five in six findings come from the list
        for _ in visit.findings.len()..wanted {
            if dice.chance(17) {
                break;
            }
            // what everybody looks at first stands first on the list, and is found most often
            let n = list.checklist.items.len();
            let start = dice.below(n).min(dice.below(n));
            let general =
                |item: &Item| item.on_fail.as_ref().is_some_and(|f| f.severity == Severity::General);
            let items = &list.checklist.items;
            let next = (start..items.len()).chain(0..start).find_map(|i| {
                let chosen = &items[i];
                if !general(chosen) {
                    return None;
                }
                fail(&list.checklist, &mut visit.answers, |item| item.key == chosen.key)
                    .map(|key| (key, chosen))
            });
            let Some((key, item)) = next else { break };
            let Some(standard) = opens(item).and_then(|code| in_force(reference, code, day)) else {
                continue;
            };
            visit.findings.push(Finding::of(dice, standard, kind, Some(key)));
        }
        // what a failed answer hides was never asked
        visit.answers = list.checklist.relevant(&visit.answers);
        let answers = &visit.answers;
        visit.findings.retain(|f| f.item.as_ref().is_none_or(|key| answers.contains_key(key)));
    }
    for _ in 0..100 {
        if visit.findings.len() >= wanted {
            return Ok(());
        }
        if let Some(finding) = Finding::free(dice, reference, kind, &site.name, day)
            && visit.findings.iter().all(|f| f.description != finding.description)
        {
            visit.findings.push(finding);
        }
    }
    Err(Error::broken("nothing more can be found at a site"))
}

fn checklist(reference: &Reference, kind: SiteKind) -> Option<&PublishedChecklist> {
    reference.checklists.values().find(|list| list.current && list.site_kinds.contains(&kind))
}

fn opens(item: &Item) -> Option<&str> {
    item.on_fail.as_ref().map(|f| f.standard.as_str())
}

/// A checklist on which nothing is wrong.
fn all_in_order(dice: &mut Dice, list: &Checklist) -> Answers {
    let mut answers = Answers::new();
    for item in &list.items {
        // what comes before decides whether the item is asked; nothing later does
        let keys: Vec<AnswerKey> =
            list.shown(&answers).into_iter().filter(|(i, _)| i.key == item.key).map(|(_, k)| k).collect();
        for key in keys {
            let value = match &item.kind {
                ItemKind::Check if !item.required && dice.chance(40) => AnswerValue::NotApplicable,
                ItemKind::Check => AnswerValue::Pass,
                ItemKind::Value { min, max, .. } => AnswerValue::Number(
                    dice.between(*min as i64 + 1, (*max as i64 / 4).max(*min as i64 + 2)) as f64,
                ),
                ItemKind::Choice { options } => AnswerValue::Choice(dice.pick(options).0.clone()),
                ItemKind::Text | ItemKind::Photo => continue,
            };
            answers.insert(key, Answer { value, note: None, photos: Vec::new() });
        }
    }
    answers
}

/// Fails the first shown item that fits and was in order.
fn fail(list: &Checklist, answers: &mut Answers, fits: impl Fn(&Item) -> bool) -> Option<AnswerKey> {
    let shown = list.shown(answers);
    let (_, key) = shown.into_iter().find(|(item, key)| {
        let passed = answers.get(key).is_some_and(|a| a.value == AnswerValue::Pass);
        item.kind == ItemKind::Check && passed && fits(item)
    })?;
    if let Some(answer) = answers.get_mut(&key) {
        answer.value = AnswerValue::Fail;
    }
    Some(key)
}

/// The row of a visit. `plan_number` stands on an administrative check.
pub(super) fn row(
    visit: &Visit,
    site: &site::Model,
    sort_key: i64,
    plan_number: Option<String>,
) -> Result<inspection::Model> {
    let point = site.lon.zip(site.lat);
    Ok(inspection::Model {
        id: visit.id.0,
        sort_key,
        site_id: site.id,
        area_code: site.area_code.clone(),
        committee_code: site.committee_code.clone(),
        subdistrict_code: site.subdistrict_code.clone(),
        district_code: site.district_code.clone(),
        kind: visit.kind.as_str().into(),
        nature: visit.nature.as_str().into(),
        outcome: Outcome::Done.as_str().into(),
        campaign: visit.campaign.map(Into::into),
        campaign_id: None,
        checklist_version_id: visit.list.map(|l| l.0),
        answers: serde_json::to_value(&visit.answers)?,
        check_code: plan_number,
        inspector_id: visit.inspector.user.0,
        started_at: visit.started,
        finished_at: visit.finished,
        device_at: Some(visit.finished),
        lon: point.map(|p| p.0),
        lat: point.map(|p| p.1),
        accuracy_m: point.map(|_| 12.0),
        point_source: point.map(|_| "gps".into()),
        note: visit.note.clone(),
        signature: None,
        time_doubt: None,
        hazard_count: i32::try_from(visit.findings.len()).map_err(Error::internal)?,
        content_sha256: crate::content::sha256(&(visit.id, visit.started))?,
        created_at: visit.finished + TimeDelta::seconds(20),
    })
}
