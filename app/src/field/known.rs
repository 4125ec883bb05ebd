//! What the screens know of the tablet. [`super::reading`] brings it into memory, and again when the store tells of a
//! change.

use super::{
    attempts::{self, VisitsHere},
    bridge::{self, DraftRow, Saved, TabletState},
    gear::door::{self, Waiting},
    pending::{self, Steps},
    reading::Read,
    search::{Found, Rows},
    sums::{LATE_HOURS, Sums},
};
use crate::{
    capture::{
        material::{Deadlines, Material},
        new_id,
    },
    ui::time::now,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    calendar::local_date,
    geo::{Point, Wgs84},
    hazards::{HazardState, Position},
    ids::{HazardId, SiteId},
    inspections::{ChecklistChoice, VisitForm, views::StandardEntry},
    order,
    people::Me,
    sites::SiteHit,
    sync::{
        FieldDetector, FieldGasUser, FieldHazard, FieldReference, FieldSite, FieldStove, FieldTarget,
        FieldTask, wrong_by,
    },
};
use leptos::prelude::*;
use std::{collections::BTreeMap, ops::Deref, sync::Arc, time::Duration};
use uuid::Uuid;

/// How often ages and deadlines are looked at again.
const MINUTE: Duration = Duration::from_mins(1);

/// How far "get ready" has come: so many of so many, by what is loaded.
pub type Progress = BTreeMap<String, (u32, Option<u32>)>;

/// What the screens know of the tablet. Copied freely; there is one for the page.
#[derive(Clone, Copy)]
pub struct Tablet {
    /// How it stands; `None`: not known yet.
    pub state: RwSignal<Option<TabletState>>,
    /// Who works here.
    person: Memo<Option<Me>>,
    /// What was saved.
    pub outbox: RwSignal<Vec<Saved>>,
    /// What is being entered.
    pub drafts: RwSignal<Vec<DraftRow>>,
    /// Sites.
    pub sites: RwSignal<Arc<Rows<FieldSite>>>,
    /// Open hazards.
    pub hazards: RwSignal<Arc<Rows<FieldHazard>>>,
    /// Stoves and water heaters.
    pub stoves: RwSignal<Arc<Vec<FieldStove>>>,
    /// Alarms, detectors, chargers.
    pub detectors: RwSignal<Arc<Vec<FieldDetector>>>,
    /// Users of gas.
    pub gas_users: RwSignal<Arc<Vec<FieldGasUser>>>,
    /// Open tasks.
    pub tasks: RwSignal<Arc<Vec<FieldTask>>>,
    /// Doors of campaigns.
    pub targets: RwSignal<Arc<Vec<FieldTarget>>>,
    /// Checklists, library, deadlines.
    pub reference: RwSignal<Option<Arc<Reference>>>,
    /// The schematic map.
    pub base: RwSignal<Option<Arc<str>>>,
    /// Steps of hazards that are saved here and not known to the server yet.
    pub steps: Memo<Steps>,
    /// Visits that are saved here or that forms tell of, whether the server knows them or not.
    pub visits: Memo<VisitsHere>,
    /// Forms of the programmes that are saved here.
    pub forms: Memo<Vec<Waiting>>,
    /// The outbox was read: until then nothing says that all of it is there.
    pub counted: RwSignal<bool>,
    /// How much of what was taken along is in memory.
    pub in_memory: RwSignal<Read>,
    /// How far "get ready" has come.
    pub progress: RwSignal<Progress>,
    /// Where the person was when the device was last asked.
    pub here: RwSignal<Option<Position>>,
    /// The present by the server's clock as far as it is known, to the minute.
    pub now: RwSignal<DateTime<Utc>>,
    /// A form that was begun a moment ago: nothing of it is in the store, and nobody has to look.
    pub fresh: StoredValue<Option<Uuid>>,
    /// Numbers the questions for the state: a late answer says nothing about a newer one.
    pub(super) asked: StoredValue<u32>,
    /// How often everything was forgotten: what was asked for before that stays forgotten.
    pub(super) forgotten: StoredValue<u32>,
    /// One reading of collections after the other.
    pub(super) turn: StoredValue<Arc<futures::lock::Mutex<()>>>,
}

impl Tablet {
    /// Opens the store, and follows it until the component that calls this ends.
    pub fn open() -> Self {
        let state = RwSignal::new(None::<TabletState>);
        let outbox = RwSignal::new(Vec::new());
        let ahead = Memo::new(move |_| state.with(|state| state.as_ref().map_or(0, |state| state.skew_ms)));
        let stoves = RwSignal::new(Arc::<Vec<FieldStove>>::default());
        let detectors = RwSignal::new(Arc::<Vec<FieldDetector>>::default());
        let forms = Memo::new(move |_| {
            let ahead = TimeDelta::milliseconds(ahead.get());
            outbox.with(|outbox| door::forms(outbox, ahead))
        });
        let tablet = Self {
            state,
            person: Memo::new(move |_| state.with(|state| state.as_ref().and_then(|state| state.me.clone()))),
            outbox,
            steps: Memo::new(move |_| outbox.with(|outbox| pending::steps(outbox))),
            visits: Memo::new(move |_| {
                let ahead = TimeDelta::milliseconds(ahead.get());
                let visits = outbox.with(|outbox| attempts::visits(outbox, ahead));
                let (stoves, detectors) = (stoves.get(), detectors.get());
                forms.with(|forms| {
                    attempts::with_forms(visits, forms, |form| {
                        Self::site_of(form, forms, &stoves, &detectors)
                    })
                })
            }),
            forms,
            drafts: RwSignal::new(Vec::new()),
            sites: RwSignal::new(Arc::default()),
            hazards: RwSignal::new(Arc::default()),
            stoves,
            detectors,
            gas_users: RwSignal::new(Arc::default()),
            tasks: RwSignal::new(Arc::default()),
            targets: RwSignal::new(Arc::default()),
            reference: RwSignal::new(None),
            base: RwSignal::new(None),
            counted: RwSignal::new(false),
            in_memory: RwSignal::new(Read::Nothing),
            progress: RwSignal::new(Progress::new()),
            here: RwSignal::new(None),
            now: RwSignal::new(now()),
            fresh: StoredValue::new(None),
            asked: StoredValue::new(0),
            forgotten: StoredValue::new(0),
            turn: StoredValue::new(Arc::default()),
        };
        bridge::listen(move |event| tablet.told(event));
        tablet.read_state();
        let open = Memo::new(move |_| tablet.is_open());
        Effect::new(move || {
            if open.get() {
                tablet.read_all();
            } else {
                tablet.forget_all();
            }
        });
        if let Ok(interval) = set_interval_with_handle(move || tablet.now.set(now()), MINUTE) {
            on_cleanup(move || interval.clear());
        }
        tablet
    }

    /// Somebody's data is there and can be read.
    pub fn is_open(self) -> bool {
        self.state
            .with(|state| state.as_ref().is_some_and(|s| s.me.is_some() && !s.locked && s.packs.is_some()))
    }

    /// A part of the state, as a signal.
    pub fn read<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&TabletState) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.follow_part(Box::new(part))
    }

    /// The same for every reader of this kind of value: what makes a signal would be in the program once for each of them.
    fn follow_part<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        part: Box<dyn Fn(&TabletState) -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(|state| state.as_ref().map(&part).unwrap_or_default()))
    }

    /// Who works here.
    pub fn me(self) -> Option<Me> {
        self.person.get()
    }

    /// After so many hours unsent work is late.
    pub fn late_hours(self) -> u32 {
        self.state.with(|state| state.as_ref().map_or(LATE_HOURS, |state| state.late_hours))
    }

    /// The sums of what was saved, as of now.
    pub fn sums(self) -> Sums {
        self.now.track();
        self.outbox.with(|outbox| Sums::of(outbox, self.device_now(), self.late_hours()))
    }

    /// The device's own clock, as records are dated by it: the server takes off how far it is wrong.
    pub fn device_now(self) -> DateTime<Utc> {
        #[cfg(feature = "hydrate")]
        return crate::ui::time::device_now();
        #[cfg(not(feature = "hydrate"))]
        now()
    }

    /// By how much that clock is ahead of the server's, as far as it is known.
    pub fn ahead(self) -> TimeDelta {
        let ms = self.state.with_untracked(|state| state.as_ref().map_or(0, |state| state.skew_ms));
        wrong_by(TimeDelta::milliseconds(ms))
    }

    /// The id of a form that is begun now.
    pub fn begin_form(self) -> Uuid {
        let id = new_id();
        self.fresh.set_value(Some(id));
        id
    }

    /// A site, with the visits that are saved here laid over its last one.
    pub fn site(self, id: SiteId) -> Option<FieldSite> {
        let mut site = self.sites.with(|sites| sites.get(id.0).cloned())?;
        site.last_visit = self.visits.with(|here| attempts::last_visit(&site, here));
        Some(site)
    }

    /// A hazard, with what is saved here laid over its state.
    pub fn hazard(self, id: HazardId) -> Option<FieldHazard> {
        let mut hazard = self.hazards.with(|hazards| hazards.get(id.0).cloned())?;
        hazard.state = self.state_of(&hazard.state);
        hazard.summary.status = hazard.state.status;
        Some(hazard)
    }

    /// The state of a hazard once what is saved here has been sent.
    pub fn state_of(self, known: &HazardState) -> HazardState {
        self.steps.with(|steps| {
            // without steps nothing depends on who works here and when
            if !steps.contains_key(&known.id) {
                return known.clone();
            }
            match self.me() {
                Some(me) => pending::laid_over(known, steps, &me.actor, self.now.get()).into_owned(),
                None => known.clone(),
            }
        })
    }

    /// What is known of a site beyond its name, for a visit; checklists and library are left out.
    pub fn visit_form(self, id: SiteId) -> Option<VisitForm> {
        let site = self.sites.with_untracked(|sites| sites.get(id.0).cloned())?;
        let mut open_hazards: Vec<_> = self.hazards.with_untracked(|hazards| {
            hazards.iter().filter(|hazard| hazard.site == Some(id)).map(|h| h.summary.clone()).collect()
        });
        order::by_key(&mut open_hazards, |hazard| hazard.effective_due);
        Some(VisitForm {
            site: Some(hit(&site, None)),
            checks_30: site.checks.0,
            checks_90: site.checks.1,
            open_hazards,
            last: site.last,
            ..self.blank_form()
        })
    }

    /// What a visit is begun with whose site is not chosen yet: the campaigns that run today.
    pub fn blank_form(self) -> VisitForm {
        let today = local_date(self.now.get_untracked());
        let campaigns = self.reference.with_untracked(|reference| {
            let all = reference.iter().flat_map(|reference| &reference.campaigns);
            all.filter(|it| it.period.contains_day(today)).map(|it| it.choice.clone()).collect()
        });
        VisitForm {
            site: None,
            checks_30: 0,
            checks_90: 0,
            open_hazards: Vec::new(),
            checklists: Vec::new(),
            standards: Vec::new(),
            last: None,
            campaigns,
            // told by the tablet itself, see `visit_at_door`
            at_door: None,
        }
    }

    /// What forms are filled in from; deadlines are counted from today.
    pub fn material(self) -> Material {
        // by the device's clock, as the record will be dated
        let today = local_date(self.device_now());
        self.reference
            .with_untracked(|reference| reference.as_ref().map(|r| material(r, today)))
            .unwrap_or_default()
    }
}

/// The tablet of the page.
pub fn use_tablet() -> Tablet {
    expect_context()
}

/// The reference data. What every new form takes along is shared with it.
pub struct Reference {
    checklists: Arc<Vec<ChecklistChoice>>,
    standards: Arc<Vec<StandardEntry>>,
    /// Everything else.
    rest: FieldReference,
}

impl From<FieldReference> for Reference {
    fn from(mut rest: FieldReference) -> Self {
        let checklists = Arc::new(std::mem::take(&mut rest.checklists));
        let standards = Arc::new(std::mem::take(&mut rest.standards));
        Self { checklists, standards, rest }
    }
}

impl Deref for Reference {
    type Target = FieldReference;

    fn deref(&self) -> &FieldReference {
        &self.rest
    }
}

/// The reference data as forms take it. It was counted for the day it was loaded: another day moves the deadlines.
fn material(reference: &Reference, today: NaiveDate) -> Material {
    let later = today - reference.found;
    let moved = |day: NaiveDate| day.checked_add_signed(later).unwrap_or(day);
    let deadlines = Deadlines {
        found: reference.found + later,
        table: reference.deadlines.iter().map(|(c, s, day)| (*c, *s, moved(*day))).collect(),
        own: reference.own_deadlines.iter().map(|(id, day)| (*id, moved(*day))).collect(),
    };
    let (checklists, standards) = (Arc::clone(&reference.checklists), Arc::clone(&reference.standards));
    Material { checklists, standards, deadlines }
}

/// A site of the tablet as one to choose.
pub fn hit(site: &FieldSite, distance_m: Option<f64>) -> SiteHit {
    SiteHit {
        id: site.id,
        kind: site.kind,
        name: site.name.clone(),
        address: site.address.clone(),
        area: site.area.clone(),
        point: site.point,
        distance_m,
    }
}

impl Found for FieldSite {
    type Order = i64;

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn words(&self) -> Vec<&str> {
        use crate::labels::Label;
        vec![self.address.as_str(), self.pinyin.as_str(), self.area.name.as_str(), self.kind.label()]
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn order(&self) -> i64 {
        self.key
    }
}

impl Found for FieldHazard {
    type Order = (NaiveDate, i64);

    fn id(&self) -> Uuid {
        self.summary.id.0
    }

    fn name(&self) -> &str {
        self.summary.site_name.as_deref().unwrap_or(&self.summary.number)
    }

    fn words(&self) -> Vec<&str> {
        use crate::labels::Label;
        let summary = &self.summary;
        let mut words = vec![
            summary.number.as_str(),
            &summary.description,
            &summary.location,
            &summary.area.name,
            summary.category.label(),
        ];
        words.extend(summary.address.as_deref());
        words
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.summary.point
    }

    /// The most urgent first.
    fn order(&self) -> Self::Order {
        (self.state.effective_due, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        hazards::{Category, Severity},
        programmes::{gas::ClassRules, gear::LifeRules},
    };

    #[test]
    fn deadlines_are_those_of_a_finding_of_today() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        let reference = FieldReference {
            checklists: Vec::new(),
            standards: Vec::new(),
            deadlines: vec![(Category::Fire, Severity::General, day("2026-06-16"))],
            own_deadlines: Vec::new(),
            found: day("2026-06-01"),
            areas: Vec::new(),
            lives: LifeRules::default(),
            classes: ClassRules::default(),
            campaigns: Vec::new(),
            plans: Vec::new(),
            special_days: Vec::new(),
        };
        let reference = Reference::from(reference);
        for (today, due) in
            [("2026-06-01", "2026-06-16"), ("2026-06-03", "2026-06-18"), ("2025-06-01", "2025-06-16")]
        {
            let deadlines = material(&reference, day(today)).deadlines;
            assert_eq!(deadlines.due(Category::Fire, Severity::General, None), Some(day(due)), "{today}");
        }
        let form = || material(&reference, day("2026-06-01"));
        assert!(Arc::ptr_eq(&form().checklists, &form().checklists), "no form has a copy of its own");
    }
}
