//! What is to be visited: tasks of recurring plans and the doors on the lists of running campaigns, as they were taken along,
//! with the visits laid over them that are saved here. What a visit does to them is decided as at the server.

use super::{
    attempts::{VisitHere, VisitsHere},
    known::Tablet,
    place::Place,
    search::MOST,
};
use chrono::{Days, NaiveDate};
use domain::{
    calendar::local_date,
    ids::{CampaignId, PlanId, SiteId, TaskId},
    inspections::Outcome,
    order,
    programmes::{
        due::{OpenTarget, OpenTask, SOON_DAYS},
        plan::carried_out,
        route::{Stop, walk},
    },
    sync::{FieldCampaign, FieldSite, FieldTarget, FieldTask},
};
use leptos::prelude::{Get as _, With as _};
use std::collections::{BTreeMap, BTreeSet};

/// The tasks that no visit saved here carries out, those due first before the others.
pub fn open_tasks<'a>(tasks: impl IntoIterator<Item = &'a FieldTask>, here: &VisitsHere) -> Vec<FieldTask> {
    let mut by_site: BTreeMap<SiteId, Vec<FieldTask>> = BTreeMap::new();
    for task in tasks {
        by_site.entry(task.site).or_default().push(task.clone());
    }
    let visits = |site: SiteId| here.get(&site).map(Vec::as_slice).unwrap_or_default();
    let open = by_site.into_iter().flat_map(|(site, tasks)| not_done(tasks, visits(site)));
    let mut open: Vec<FieldTask> = open.collect();
    order::by_key(&mut open, |task| (task.due, !task.mine, task.key));
    open
}

fn not_done(mut open: Vec<FieldTask>, visits: &[VisitHere]) -> Vec<FieldTask> {
    for visit in visits.iter().filter(|visit| visit.outcome == Outcome::Done) {
        let day = local_date(visit.at);
        let named: Vec<(PlanId, NaiveDate)> = open.iter().map(|task| (task.plan, task.due)).collect();
        let mut done = carried_out(&named, day).into_iter();
        open.retain(|task| {
            let done = done.next().unwrap_or_default();
            // what the server knows of may be gone from here already: then the next one is still to be done
            !done || visit.known && task.due > day
        });
    }
    open
}

/// A door on the list of a campaign that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The door.
    pub target: FieldTarget,
    /// The campaign.
    pub campaign: FieldCampaign,
}

/// The doors of campaigns that run on that day and that no visit saved here was let in at, the campaign that ends first
/// before the others.
pub fn open_doors<'a>(
    targets: impl IntoIterator<Item = &'a FieldTarget>,
    campaigns: &[FieldCampaign],
    here: &VisitsHere,
    today: NaiveDate,
) -> Vec<Door> {
    let running =
        |id: CampaignId| campaigns.iter().find(|it| it.choice.id == id && it.period.contains_day(today));
    let let_in = |target: &FieldTarget| {
        let visits = here.get(&target.site).map(Vec::as_slice).unwrap_or_default();
        visits.iter().any(|it| it.campaign == Some(target.campaign) && it.outcome == Outcome::Done)
    };
    let open = targets.into_iter().filter(|target| !let_in(target));
    let mut doors: Vec<Door> = open
        .filter_map(|target| {
            Some(Door { target: target.clone(), campaign: running(target.campaign)?.clone() })
        })
        .collect();
    order::by_key(&mut doors, |door| (door.campaign.period.to, door.target.campaign, door.target.key));
    doors
}

/// A campaign on the tablet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfCampaign {
    /// Which.
    pub campaign: FieldCampaign,
    /// How many of its doors are to be visited.
    pub doors: usize,
    /// How many of these were given to this person.
    pub mine: usize,
}

/// The campaigns of these doors.
pub fn by_campaign(doors: &[Door]) -> Vec<OfCampaign> {
    let mut campaigns: Vec<OfCampaign> = Vec::new();
    for door in doors {
        let mine = usize::from(door.target.mine);
        match campaigns.iter_mut().find(|it| it.campaign.choice.id == door.campaign.choice.id) {
            Some(it) => (it.doors, it.mine) = (it.doors + 1, it.mine + mine),
            None => campaigns.push(OfCampaign { campaign: door.campaign.clone(), doors: 1, mine }),
        }
    }
    campaigns
}

/// The sites of these tasks and doors, each once: what was given to this person before what is anybody's, and of both the
/// tasks first, as they are due.
pub fn in_turn(tasks: &[FieldTask], doors: &[Door]) -> Vec<SiteId> {
    let of = |given: bool| {
        let tasks = tasks.iter().filter(move |task| task.mine == given).map(|task| task.site);
        let doors = doors.iter().filter(move |door| door.target.mine == given).map(|door| door.target.site);
        tasks.chain(doors)
    };
    let mut seen = BTreeSet::new();
    of(true).chain(of(false)).filter(|site| seen.insert(*site)).collect()
}

/// What is wanted of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its tasks that a visit of today carries out, with the title of their plan.
    pub tasks: Vec<(OpenTask, String)>,
    /// The campaigns on whose lists it is, with their titles.
    pub targets: Vec<(OpenTarget, String)>,
}

impl Wanted {
    /// Its tasks.
    pub fn tasks(&self) -> Vec<OpenTask> {
        self.tasks.iter().map(|(task, _)| *task).collect()
    }

    /// Its campaigns.
    pub fn targets(&self) -> Vec<OpenTarget> {
        self.targets.iter().map(|(target, _)| *target).collect()
    }

    /// What the plan of a task is called.
    pub fn plan_of(&self, task: TaskId) -> Option<&str> {
        self.tasks.iter().find(|(it, _)| it.id == task).map(|(_, title)| title.as_str())
    }

    /// What a campaign is called.
    pub fn title_of(&self, campaign: CampaignId) -> Option<&str> {
        self.targets.iter().find(|(it, _)| it.id == campaign).map(|(_, title)| title.as_str())
    }
}

/// The address of a visit to a site, for a campaign if there is one.
pub fn visit_at(site: SiteId, campaign: Option<CampaignId>) -> String {
    let of = campaign.map(|campaign| format!("&campaign={campaign}")).unwrap_or_default();
    format!("{}?site={site}{of}", Place::Visit(None).href())
}

/// Whether somebody should go there now.
pub fn is_near(due: NaiveDate, today: NaiveDate) -> bool {
    today.checked_add_days(Days::new(SOON_DAYS)).is_none_or(|last| due <= last)
}

impl Tablet {
    /// The tasks of the sites of this tablet that are due within days or were due before.
    pub fn tasks_now(self) -> Vec<FieldTask> {
        let today = local_date(self.now.get());
        let open = self.tasks.with(|tasks| self.visits.with(|here| open_tasks(tasks.iter(), here)));
        self.sites.with(|sites| {
            open.into_iter()
                .filter(|task| is_near(task.due, today) && sites.get(task.site.0).is_some())
                .collect()
        })
    }

    /// The doors of running campaigns, of the sites of this tablet.
    pub fn doors_now(self) -> Vec<Door> {
        let today = local_date(self.now.get());
        let doors = self.reference.with(|reference| {
            let campaigns = reference.as_ref().map(|it| it.campaigns.as_slice()).unwrap_or_default();
            self.targets.with(|all| self.visits.with(|here| open_doors(all.iter(), campaigns, here, today)))
        });
        self.sites
            .with(|sites| doors.into_iter().filter(|door| sites.get(door.target.site.0).is_some()).collect())
    }

    /// The sites where a task or campaign wants somebody to go now, in the order of [`in_turn`].
    pub fn to_visit(self) -> Vec<SiteId> {
        in_turn(&self.tasks_now(), &self.doors_now())
    }

    /// The day's walk: the first of these, as many as a list shows, door by door from where the person was last.
    pub fn walk(self) -> Vec<SiteId> {
        let wanted = self.to_visit();
        let here = self.here.get().map(|here| here.point);
        self.sites.with(|sites| {
            let near = wanted.iter().filter_map(|site| sites.get(site.0)).take(MOST);
            let stop =
                |site: &FieldSite| Stop { site: site.id, point: site.point, address: site.address.clone() };
            walk(here, &near.map(stop).collect::<Vec<_>>())
        })
    }

    /// What is wanted of a site today.
    pub fn wanted_at(self, site: SiteId) -> Wanted {
        let today = local_date(self.now.get());
        let tasks = self.tasks.with(|tasks| {
            let here = tasks.iter().filter(|task| task.site == site);
            self.visits.with(|visits| open_tasks(here, visits))
        });
        let named: Vec<(PlanId, NaiveDate)> = tasks.iter().map(|task| (task.plan, task.due)).collect();
        let now = carried_out(&named, today);
        let tasks = tasks
            .into_iter()
            .zip(now)
            .filter(|(_, now)| *now)
            .map(|(task, _)| (OpenTask { id: task.id, due: task.due }, self.plan_title(task.plan)));
        let doors = self.doors_now().into_iter().filter(|door| door.target.site == site).map(|door| {
            let FieldTarget { campaign: id, standing, .. } = door.target;
            (OpenTarget { id, ends: door.campaign.period.to, standing }, door.campaign.choice.title)
        });
        Wanted { tasks: tasks.collect(), targets: doors.collect() }
    }

    /// What a plan is called; nothing when it came after the reference data.
    pub fn plan_title(self, plan: PlanId) -> String {
        self.reference.with(|reference| {
            let mut plans = reference.iter().flat_map(|it| &it.plans);
            plans.find(|it| it.id == plan).map(|it| it.title.clone()).unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        ids::InspectionId,
        period::Period,
        programmes::campaign::{CampaignChoice, Standing, target_id},
    };
    use uuid::Uuid;

    fn id<T: From<Uuid>>(n: u128) -> T {
        Uuid::from_u128(n).into()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("day")
    }

    fn task(n: u128, site: u128, due: &str) -> FieldTask {
        let key = i64::try_from(n).expect("small");
        FieldTask { id: id(n), plan: id(1), site: id(site), due: day(due), mine: false, key }
    }

    /// A visit to the site 9 on that day at noon.
    fn visit(on: &str, outcome: Outcome, campaign: Option<u128>, known: bool) -> VisitHere {
        VisitHere {
            id: InspectionId(Uuid::from_u128(80)),
            at: format!("{on}T04:00:00Z").parse().expect("time"),
            outcome,
            campaign: campaign.map(id),
            known,
            title: String::new(),
        }
    }

    fn here(visits: Vec<VisitHere>) -> VisitsHere {
        VisitsHere::from([(id(9), visits)])
    }

    #[test]
    fn a_visit_saved_here_takes_its_tasks_away() {
        let tasks = [
            task(3, 9, "2023-06-19"),
            task(1, 9, "2023-06-05"),
            task(2, 9, "2023-06-12"),
            task(4, 8, "2023-06-12"),
        ];
        let open = |visits| {
            let open = open_tasks(&tasks, &here(visits));
            open.iter().map(|task| task.id.0.as_u128()).collect::<Vec<_>>()
        };
        let done = |on| visit(on, Outcome::Done, None, false);
        assert_eq!(open(vec![]), [1, 2, 4, 3], "those due first before the others");
        assert_eq!(open(vec![done("2023-06-12")]), [4, 3], "what was due by then");
        assert_eq!(open(vec![done("2023-06-01")]), [2, 4, 3], "or else the next one");
        assert_eq!(open(vec![done("2023-06-12"), done("2023-06-13")]), [4]);
        assert_eq!(open(vec![visit("2023-06-12", Outcome::Refused, None, false)]), [1, 2, 4, 3]);
        // the server has the visit: the task that it carried out may have been taken away here already
        let known = |on| visit(on, Outcome::Done, None, true);
        assert_eq!(open(vec![known("2023-06-01")]), [1, 2, 4, 3]);
        assert_eq!(open(vec![known("2023-06-12")]), [4, 3]);
    }

    #[test]
    fn a_door_is_open_until_a_visit_of_its_campaign_was_let_in() {
        let target = |campaign: u128, site: u128| FieldTarget {
            id: target_id(id(campaign), id(site)),
            campaign: id(campaign),
            site: id(site),
            standing: Standing::Untouched,
            mine: site == 8,
            key: 1,
        };
        let campaign = |n: u128, title: &str, from: &str, to: &str| FieldCampaign {
            choice: CampaignChoice { id: id(n), title: title.into(), checklist: None },
            period: Period::new(day(from), day(to)).expect("period"),
        };
        let campaigns = [
            campaign(1, "夏季消防专项", "2023-06-01", "2023-06-30"),
            campaign(2, "燃气百日攻坚", "2023-06-10", "2023-06-20"),
        ];
        let targets = [target(1, 9), target(2, 9), target(1, 8), target(3, 9)];
        let open = |visits, today| {
            let doors = open_doors(&targets, &campaigns, &here(visits), day(today));
            let told = doors.iter().map(|door| (door.target.campaign, door.target.site));
            told.map(|(campaign, site)| (campaign.0.as_u128(), site.0.as_u128())).collect::<Vec<_>>()
        };
        assert_eq!(open(vec![], "2023-06-15"), [(2, 9), (1, 9), (1, 8)], "the third one is not known");
        assert_eq!(open(vec![], "2023-06-05"), [(1, 9), (1, 8)], "the second one has not begun");
        let of = |campaign, outcome| vec![visit("2023-06-15", outcome, campaign, false)];
        assert_eq!(open(of(Some(2), Outcome::Done), "2023-06-15"), [(1, 9), (1, 8)]);
        assert_eq!(open(of(Some(2), Outcome::Refused), "2023-06-15").len(), 3, "a refusal is not done");
        assert_eq!(open(of(None, Outcome::Done), "2023-06-15").len(), 3, "a visit of no campaign");
        let doors = open_doors(&targets, &campaigns, &VisitsHere::new(), day("2023-06-15"));
        let counted: Vec<(String, usize, usize)> =
            by_campaign(&doors).into_iter().map(|it| (it.campaign.choice.title, it.doors, it.mine)).collect();
        assert_eq!(counted, [("燃气百日攻坚".to_owned(), 1, 0), ("夏季消防专项".to_owned(), 2, 1)]);
        let own = FieldTask { mine: true, ..task(1, 7, "2023-06-15") };
        let tasks = [task(2, 6, "2023-06-12"), own];
        let turns: Vec<u128> = in_turn(&tasks, &doors).iter().map(|site| site.0.as_u128()).collect();
        assert_eq!(turns, [7, 8, 6, 9], "what was given to somebody, then what is anybody's");
    }

    #[test]
    fn a_task_is_near_from_the_week_before_its_day_on() {
        for (due, near) in [("2023-05-01", true), ("2023-06-08", true), ("2023-06-09", false)] {
            assert_eq!(is_near(day(due), day("2023-06-01")), near, "{due}");
        }
    }
}
