//! The campaigns of the year with their lists, the recurring plans with their tasks, and what the year was to bring.

use super::{
    super::{
        SUBDISTRICT,
        clock::{at, at_work, worked},
        dice::Dice,
        words,
        year::{YEAR, day},
    },
    desk::Desk,
};
use crate::{
    campaigns::target,
    content::sha256,
    entities::{campaign, campaign_target, inspection, recurring_plan, site, task, year_target},
    error::{Error, Result},
    keep::Codes,
    plans::task_row,
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    actor::Actor,
    area::AreaCode,
    calendar::local_date,
    ids::{CampaignId, EventId, PlanId, SiteId, TargetId, UserId, sort_key},
    inspections::Outcome,
    period::{Month, Period},
    programmes::{
        Keep,
        campaign::{Attempt, Campaign, CampaignStatus, Candidate, Entry, SaveCampaign, standing},
        plan::{RecurringPlan, Rhythm},
        target::{Measured, YearTarget},
    },
    sites::SiteKind,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Of a hundred sites of the right kinds that no visit came to, so many stood on the list.
const NOT_REACHED: u32 = 12;
/// Of a hundred that were visited, so many came onto the list only by the visit.
const LATER: u32 = 5;

/// Recurring plans: title, rhythm, first day, kinds of site.
const PLANS: [(&str, Rhythm, (u32, u32), &[SiteKind]); 3] = [
    ("液化气用气单位季度检查", Rhythm::Quarterly, (1, 10), &[SiteKind::LpgUnit]),
    ("公共场所半年检查", Rhythm::HalfYearly, (2, 15), &[SiteKind::PublicVenue]),
    ("非机动车车棚半年检查", Rhythm::HalfYearly, (3, 1), &[SiteKind::BikeShed]),
];

/// Tasks are made so many days ahead.
const AHEAD: u64 = 31;

/// What the year was to bring: name, unit, number, figure.
const TARGETS: [(&str, &str, i64, Measured); 12] = [
    ("全年排查", "次", 1_300, Measured::Inspections),
    ("专项检查", "次", 300, Measured::SpecialInspections),
    ("隐患整改", "处", 540, Measured::HazardsClosed),
    ("居民灶具排摸", "户", 600, Measured::HouseholdsSurveyed),
    ("更换非安全型灶具", "台", 120, Measured::StovesReplaced),
    ("独居老人燃气报警器列入加装", "户", 1_100, Measured::GasAlarmHouseholds),
    ("独居老人燃气报警器装成", "户", 750, Measured::GasAlarmsInstalled),
    ("九小用气场所排摸", "家", 80, Measured::GasUnitsSurveyed),
    ("液化气用户改管改电", "家", 13, Measured::LpgUsersMoved),
    ("行政处罚", "起", 450, Measured::Penalties),
    ("车棚联网烟感覆盖小区", "个", 8, Measured::EstatesWithDetectors),
    ("汽车充电桩", "个", 15, Measured::Chargers),
];

/// The rows.
#[derive(Default)]
pub(super) struct Steering {
    pub campaigns: Vec<campaign::Model>,
    pub campaign_targets: Vec<campaign_target::Model>,
    pub plans: Vec<recurring_plan::Model>,
    pub tasks: Vec<task::Model>,
    pub year_targets: Vec<year_target::Model>,
}

/// Makes them from the visits of the year. A special visit learns which campaign of the register it belongs to.
pub(super) fn make(
    desk: &Desk,
    seed: u64,
    sites: &[site::Model],
    visits: &mut [inspection::Model],
) -> Result<Steering> {
    let mut dice = Dice::new(seed, "steering");
    let register = sites.iter().map(candidate).collect::<Result<Vec<_>>>()?;
    let mut steering = Steering::default();
    for which in words::CAMPAIGNS {
        steering.campaign(desk, &mut dice, &register, visits, which)?;
    }
    for which in PLANS {
        steering.plan(desk, &mut dice, &register, visits, which)?;
    }
    let (office, now) = (desk.office(&mut dice), at(day(1, 4), 600));
    let area: AreaCode = SUBDISTRICT.parse()?;
    for (name, unit, number, measured_by) in TARGETS {
        let record = YearTarget {
            id: TargetId(dice.id(now)),
            area: area.clone(),
            year: YEAR,
            name: name.into(),
            unit: unit.into(),
            number,
            measured_by,
        };
        record.validate()?;
        steering.year_targets.push(year_row(&mut dice, record, &office, now)?);
    }
    Ok(steering)
}

fn candidate(site: &site::Model) -> Result<Candidate> {
    Ok(Candidate {
        site: SiteId(site.id),
        kind: site.kind.parse()?,
        area: site.area_code.parse()?,
        active: true,
    })
}

fn year_row(
    dice: &mut Dice,
    record: YearTarget,
    office: &Actor,
    now: DateTime<Utc>,
) -> Result<year_target::Model> {
    let keep = Keep { id: EventId(dice.id(now)), base_version: None, record };
    let content_sha256 = sha256(&keep)?;
    let Keep { id: save, record, .. } = keep;
    let codes = Codes::from(&record.area);
    Ok(year_target::Model {
        id: record.id.0,
        area_code: codes.area,
        committee_code: codes.committee,
        subdistrict_code: codes.subdistrict,
        district_code: codes.district,
        year: record.year,
        name: record.name,
        unit: record.unit,
        number: record.number,
        measured_by: record.measured_by.as_str().into(),
        version: 1,
        save_id: save.0,
        content_sha256,
        created_by: office.user.0,
        created_at: now,
        updated_at: now,
    })
}

impl Steering {
    /// One campaign: its frozen list, the visits it led to, what came onto the list by them, its end.
    fn campaign(
        &mut self,
        desk: &Desk,
        dice: &mut Dice,
        register: &[Candidate],
        visits: &mut [inspection::Model],
        (title, first, last, kinds): (&'static str, u32, u32, &'static [SiteKind]),
    ) -> Result<()> {
        let office = desk.office(dice);
        let (from, to) = (day(first, 1), Month::of_day(day(last, 1)).last_day());
        let made = at(from - Days::new(3), 600) + TimeDelta::seconds(dice.between(0, 3_000));
        let plan = SaveCampaign {
            id: CampaignId(dice.id(made)),
            title: title.into(),
            period: Period::new(from, to).map_err(Error::internal)?,
            // homes are visited because somebody there asked for it
            kinds: kinds.iter().copied().filter(|kind| *kind != SiteKind::Household).collect(),
            area: SUBDISTRICT.parse()?,
            checklist: None,
        };
        plan.validate()?;
        let id = plan.id;
        let mut attempts: BTreeMap<SiteId, Vec<Attempt>> = BTreeMap::new();
        for visit in visits.iter_mut().filter(|visit| visit.campaign.as_deref() == Some(title)) {
            visit.campaign_id = Some(id.0);
            let attempt = Attempt { at: visit.started_at, outcome: visit.outcome.parse()? };
            attempts.entry(SiteId(visit.site_id)).or_default().push(attempt);
        }
        let keep = Keep { id: EventId(dice.id(made)), base_version: None, record: plan.clone() };
        let content_sha256 = sha256(&keep)?;
        let draft = Campaign { plan, status: CampaignStatus::Draft, frozen_at: None, version: 1 };
        let mut stand_on_it = |site: &&Candidate| {
            let missing = if attempts.contains_key(&site.site) { 100 - LATER } else { NOT_REACHED };
            dice.chance(missing)
        };
        let chosen: Vec<&Candidate> = register.iter().filter(|site| stand_on_it(site)).collect();
        let frozen_at = at(from, 530);
        let (running, frozen) = draft.start(chosen, &office, frozen_at)?;
        let frozen: BTreeSet<SiteId> = frozen.into_iter().collect();
        let later: BTreeSet<SiteId> =
            attempts.keys().copied().filter(|site| !frozen.contains(site)).collect();
        let ended = running.finish(&office)?;
        for (entry, sites) in [(Entry::Frozen, &frozen), (Entry::Later, &later)] {
            for site in sites {
                let area = register.iter().find(|known| known.site == *site).map(|known| &known.area);
                let area = area.ok_or_else(|| Error::broken("a target that no register has"))?;
                let own = attempts.get(site).map(Vec::as_slice).unwrap_or_default();
                let last = own.iter().map(|attempt| attempt.at).max();
                let came = own.iter().map(|attempt| attempt.at).min().filter(|_| entry == Entry::Later);
                let mut row = target(id, *site, area, (entry, 0), came.unwrap_or(frozen_at))?;
                row.standing = standing(own).as_str().into();
                row.last_visit_at = last;
                row.attempts = i32::try_from(own.len()).map_err(Error::internal)?;
                row.updated_at = last.unwrap_or(frozen_at);
                self.campaign_targets.push(row);
            }
        }
        let codes = Codes::from(&ended.plan.area);
        self.campaigns.push(campaign::Model {
            id: id.0,
            sort_key: sort_key(made, id.0),
            area_code: codes.area,
            committee_code: codes.committee,
            subdistrict_code: codes.subdistrict,
            district_code: codes.district,
            title: ended.plan.title,
            from_day: from,
            to_day: to,
            kinds: serde_json::to_value(&ended.plan.kinds)?,
            checklist_id: None,
            status: ended.status.as_str().into(),
            frozen_at: ended.frozen_at,
            version: i32::try_from(ended.version).map_err(Error::internal)?,
            save_id: keep.id.0,
            content_sha256,
            created_by: office.user.0,
            created_at: made,
            updated_at: at(to, 1_020),
        });
        Ok(())
    }

    /// One plan with the tasks of the year, given to somebody, and carried out by the visits there were.
    fn plan(
        &mut self,
        desk: &Desk,
        dice: &mut Dice,
        register: &[Candidate],
        visits: &[inspection::Model],
        (title, rhythm, first, kinds): (&str, Rhythm, (u32, u32), &[SiteKind]),
    ) -> Result<()> {
        let office = desk.office(dice);
        let made = at_work(dice, worked(desk.calendar(), day(1, 3)));
        let record = RecurringPlan {
            id: PlanId(dice.id(made)),
            title: title.into(),
            rhythm,
            first: day(first.0, first.1),
            last: Some(day(12, 31)),
            kinds: kinds.to_vec(),
            area: SUBDISTRICT.parse()?,
            checklist: None,
            on_working_days: true,
        };
        record.validate()?;
        let year = Period::year(YEAR).map_err(Error::internal)?;
        let mut tasks: BTreeMap<Uuid, Vec<task::Model>> = BTreeMap::new();
        for due in record.tasks(register, year, desk.calendar()) {
            let site = due.key.site.0;
            let made = at(due.key.nominal - Days::new(AHEAD), 65).max(made);
            let mut task = task_row(due, made)?;
            task.assignee_id = assignee(desk, dice, &task.area_code.parse()?).map(|who| who.0);
            tasks.entry(site).or_default().push(task);
        }
        let mut done: Vec<&inspection::Model> =
            visits.iter().filter(|visit| visit.outcome == Outcome::Done.as_str()).collect();
        done.sort_by_key(|visit| visit.started_at);
        for visit in done {
            if let Some(open) = tasks.get_mut(&visit.site_id) {
                carry_out(open, visit);
            }
        }
        self.tasks.extend(tasks.into_values().flatten());
        let keep = Keep { id: EventId(dice.id(made)), base_version: None, record };
        let content_sha256 = sha256(&keep)?;
        let Keep { id: save, record, .. } = keep;
        let codes = Codes::from(&record.area);
        self.plans.push(recurring_plan::Model {
            id: record.id.0,
            area_code: codes.area,
            committee_code: codes.committee,
            subdistrict_code: codes.subdistrict,
            district_code: codes.district,
            title: record.title,
            rhythm: record.rhythm.as_str().into(),
            first_day: record.first,
            last_day: record.last,
            kinds: serde_json::to_value(&record.kinds)?,
            checklist_id: None,
            on_working_days: record.on_working_days,
            version: 1,
            save_id: save.0,
            content_sha256,
            created_by: office.user.0,
            created_at: made,
            updated_at: made,
        });
        Ok(())
    }
}

/// Whom most tasks of that area are given to.
fn assignee(desk: &Desk, dice: &mut Dice, area: &AreaCode) -> Option<UserId> {
    let seen: Vec<UserId> = desk.staff.inspectors_for(area).map(|who| who.user).collect();
    (dice.chance(85) && !seen.is_empty()).then(|| *dice.pick(&seen))
}

/// A visit carries out the tasks of its site that were due by its day, or else the next one that had been made by then.
fn carry_out(tasks: &mut [task::Model], visit: &inspection::Model) {
    let on = local_date(visit.started_at);
    let open = |task: &&mut task::Model| task.done_by.is_none() && task.created_at <= visit.started_at;
    for (nth, task) in tasks.iter_mut().filter(open).enumerate() {
        if task.due <= on || nth == 0 {
            task.done_by = Some(visit.id);
            task.done_at = Some(visit.started_at);
            task.updated_at = visit.created_at;
        }
    }
}
