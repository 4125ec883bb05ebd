//! What the screens ask of the tablet about a door.

use super::door::{Around, Door};
use crate::field::{attempts, bridge::Standing, known::Tablet};
use domain::{
    ids::{DetectorId, InspectionId, SiteId, StoveId},
    programmes::{
        ProgrammeCommand,
        device::{DeviceState, Serial},
        gear::Usage,
        stove::StoveState,
    },
};
use leptos::prelude::{GetUntracked as _, With as _, WithUntracked as _};

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

    /// The visit of today to a site during which more may be done: somebody was let in, and it is this person's.
    pub fn open_visit(self, site: SiteId) -> Option<InspectionId> {
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

    /// Whether the visit of a form is saved already.
    pub fn has_visit(self, visit: InspectionId) -> bool {
        self.outbox.with_untracked(|outbox| outbox.iter().any(|saved| saved.id == visit.0))
    }
}
