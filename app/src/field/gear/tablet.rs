//! What the screens ask of the tablet about a door.

use super::door::{Around, Door, Waiting};
use crate::field::{attempts, bridge::Standing, known::Tablet};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar::local_date,
    ids::{DetectorId, InspectionId, SiteId, StoveId},
    inspections::door::at_door,
    programmes::{
        ProgrammeCommand,
        device::{DeviceState, Serial},
        gear::Usage,
        stove::StoveState,
    },
    sync::{FieldDetector, FieldStove},
};
use leptos::prelude::{GetUntracked as _, With as _, WithUntracked as _, untrack};

impl Tablet {
    /// Everything of the programmes at a site of the tablet, with what is saved here laid over it.
    pub fn door(self, site: SiteId) -> Door {
        let door = Door {
            stoves: self.stoves.with(|stoves| {
                stoves.iter().filter(|it| it.state.site == site).map(|it| it.state.clone()).collect()
            }),
            devices: self.detectors.with(|devices| {
                let here = devices.iter().filter(|it| it.state.site == site);
                here.map(|it| (it.state.clone(), it.told)).collect()
            }),
            gas: self.gas_users.with(|users| users.iter().find(|user| user.site == site).cloned()),
            ..Door::default()
        };
        let known = self.sites.with(|sites| sites.get(site.0).map(|it| (it.area.code.clone(), it.kind)));
        let (Some((area, kind)), Some(me)) = (known, self.me()) else { return door };
        let rules = self
            .reference
            .with(|reference| reference.as_ref().map(|reference| reference.lives.clone()))
            .unwrap_or_default();
        let around = Around { site, area: &area, usage: Usage::at(kind), actor: &me.actor, rules: &rules };
        self.forms.with(|forms| door.after(forms, &around))
    }

    /// An appliance, also one that was surveyed here and is not known to the server yet.
    pub fn stove(self, id: StoveId) -> Option<StoveState> {
        let known = self.stoves.with(|all| all.iter().find(|it| it.state.id == id).map(|it| it.state.site));
        let site = known.or_else(|| {
            self.forms.with(|forms| {
                forms.iter().find_map(|waiting| match &waiting.form {
                    ProgrammeCommand::SurveyStove(survey) if survey.id == id => Some(survey.site),
                    _ => None,
                })
            })
        })?;
        self.door(site).stoves.into_iter().find(|stove| stove.id == id)
    }

    /// A device, likewise.
    pub fn device(self, id: DetectorId) -> Option<DeviceState> {
        let known =
            self.detectors.with(|all| all.iter().find(|it| it.state.id == id).map(|it| it.state.site));
        let site = known.or_else(|| {
            self.forms.with(|forms| {
                forms.iter().find_map(|waiting| match &waiting.form {
                    ProgrammeCommand::PlanDevice(plan) if plan.id == id => Some(plan.site),
                    _ => None,
                })
            })
        })?;
        self.door(site).devices.into_iter().map(|(device, _)| device).find(|device| device.id == id)
    }

    /// Whether another device that is known here has this serial number: one that hangs somewhere, or that is reported in a
    /// form that waits. Somebody else's tablet may have it all the same: that is the server's to say.
    pub fn is_taken(self, serial: &Serial, by_other_than: DetectorId) -> bool {
        let hangs = self.detectors.with_untracked(|all| {
            all.iter().any(|it| it.state.id != by_other_than && it.state.live_serial() == Some(serial))
        });
        hangs
            || self.forms.with_untracked(|forms| {
                forms.iter().any(|waiting| match &waiting.form {
                    ProgrammeCommand::ChangeDevice(change) => {
                        change.device != by_other_than && change.command.takes() == Some(serial)
                    }
                    _ => false,
                })
            })
    }

    /// Where the device hangs that has this serial number, typed or read off its plate, as far as that is known here.
    pub fn site_of_serial(self, text: &str) -> Option<SiteId> {
        let serial = Serial::read(text).ok()?;
        let hangs = self.detectors.with(|all| {
            all.iter().find(|it| it.state.live_serial() == Some(&serial)).map(|it| it.state.site)
        });
        let reported = || {
            self.forms.with(|forms| {
                let takes = |form: &ProgrammeCommand| match form {
                    ProgrammeCommand::ChangeDevice(change) => change.command.takes() == Some(&serial),
                    _ => false,
                };
                let form = &forms.iter().find(|waiting| takes(&waiting.form))?.form;
                self.stoves
                    .with(|stoves| self.detectors.with(|devices| Self::site_of(form, forms, stoves, devices)))
            })
        };
        hangs.or_else(reported)
    }

    /// The visit that a form belongs to which was begun behind a door today: the last one that is saved here, if somebody was
    /// let in, else the one that all forms of today tell of. A form that was begun on another day stays with its own.
    pub fn visit_of_form(self, site: SiteId, begun_at: DateTime<Utc>) -> Option<InspectionId> {
        let visit = |device_at| untrack(|| self.visit_at_door(site, device_at));
        let (then, now) = (visit(begun_at)?, visit(self.device_now())?);
        (then == now).then(|| self.open_visit(site).unwrap_or(now))
    }

    /// The visit of this person that forms tell of which are filled in behind a door at that time of the device's clock.
    pub fn visit_at_door(self, site: SiteId, device_at: DateTime<Utc>) -> Option<InspectionId> {
        let ahead = self.state.with(|state| state.as_ref().map_or(0, |state| state.skew_ms));
        let day = local_date(device_at - TimeDelta::milliseconds(ahead));
        Some(at_door(site, self.me()?.actor.user, day))
    }

    fn open_visit(self, site: SiteId) -> Option<InspectionId> {
        let known = self.sites.with_untracked(|sites| sites.get(site.0).and_then(|it| it.last_visit.clone()));
        let saved_here = |id: InspectionId| {
            self.outbox.with_untracked(|outbox| {
                let mine = outbox.iter().find(|saved| saved.id == id.0);
                mine.is_some_and(|saved| !matches!(saved.standing, Standing::Refused | Standing::Conflict))
            })
        };
        let now = self.now.get_untracked();
        self.visits.with_untracked(|here| attempts::open_visit(site, known, here, saved_here, now))
    }

    /// Whether the visit of a form is known to be there: another form told of it, or it is saved itself.
    pub fn has_visit(self, site: SiteId, visit: InspectionId) -> bool {
        let told = self.sites.with_untracked(|sites| {
            let last = sites.get(site.0).and_then(|it| it.last_visit.as_ref());
            last.is_some_and(|last| last.id == visit)
        });
        told || self.visits.with_untracked(|here| attempts::has(here, site, visit))
    }

    /// Whether the visit of a door may still be completed by a checklist, as far as it is known here.
    pub fn awaits_checklist(self, site: SiteId, visit: InspectionId) -> bool {
        let known = self.sites.with_untracked(|sites| sites.get(site.0).and_then(|it| it.last_visit.clone()));
        self.visits.with_untracked(|here| attempts::awaits_checklist(here, known.as_ref(), site, visit))
    }

    /// The site of a form: the one that it names, or that of its record.
    pub fn site_of(
        form: &ProgrammeCommand,
        forms: &[Waiting],
        stoves: &[FieldStove],
        devices: &[FieldDetector],
    ) -> Option<SiteId> {
        let record = form.step_of();
        let of_stove = || stoves.iter().find(|it| Some(it.state.id.0) == record).map(|it| it.state.site);
        let of_device = || devices.iter().find(|it| Some(it.state.id.0) == record).map(|it| it.state.site);
        // a record that was made here and is not known to the server yet
        let of_form = || forms.iter().find(|it| Some(it.form.id()) == record)?.form.site();
        form.site().or_else(of_stove).or_else(of_device).or_else(of_form)
    }
}
