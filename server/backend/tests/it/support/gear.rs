//! Stoves, devices and users of gas of the small world, through the real services.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use super::world::{World, date};
use backend::programmes::{devices, gas, stoves};
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    ids::{DetectorId, FileId, GasUserId, SiteId, StoveId},
    inspections::Signature,
    programmes::{
        device::{DeviceChange, DeviceCommand, DeviceKind, DeviceState, Installation, PlanDevice, Serial},
        gas::{Cylinder, SaveGasUnit, SaveLpgUser, Trade, UnitNumbers},
        gear::{Dates, Fuel},
        stove::{
            Appliance, Hose, HoseKind, Replacement, SaveStoveSurvey, StoveChange, StoveCommand, StoveState,
            StoveSurvey,
        },
    },
};
use uuid::Uuid;

/// An id that was never used.
pub fn fresh<T: From<Uuid>>() -> T {
    Uuid::now_v7().into()
}

/// A stove without flame-failure device, sold on that day; all of it was seen.
pub fn unsafe_stove(sold_on: &str) -> StoveSurvey {
    StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(Fuel::NaturalGas),
        supply: Some(Fuel::NaturalGas),
        flame_failure: Some(false),
        dates: Dates { sold_on: Some(date(sold_on)), ..Dates::default() },
        maker: Some("旧灶".into()),
        model: None,
        hose: None,
        regulator_ok: None,
        ventilation_ok: None,
    }
}

/// The same with a flame-failure device.
pub fn safe_stove(sold_on: &str) -> StoveSurvey {
    StoveSurvey { flame_failure: Some(true), ..unsafe_stove(sold_on) }
}

/// A survey of an appliance.
pub fn survey(site: SiteId, survey: StoveSurvey, surveyed_at: DateTime<Utc>) -> SaveStoveSurvey {
    SaveStoveSurvey {
        id: fresh(),
        site,
        visit: None,
        survey,
        surveyed_at,
        position: None,
        note: None,
        photos: vec![],
    }
}

/// A step in the life of an appliance.
pub fn stove_step(stove: StoveId, base_version: Option<u32>, command: StoveCommand) -> StoveChange {
    StoveChange { id: fresh(), stove, visit: None, base_version, device_at: None, position: None, command }
}

/// A step in the life of a device.
pub fn device_step(device: DetectorId, base_version: Option<u32>, command: DeviceCommand) -> DeviceChange {
    DeviceChange { id: fresh(), device, visit: None, base_version, device_at: None, position: None, command }
}

/// What takes an old stove's place.
pub fn replacement(sold_on: &str, before: FileId, after: FileId) -> Replacement {
    Replacement {
        successor: fresh(),
        maker: None,
        model: "JZT-01".into(),
        serial: "A-77".into(),
        fuel: Fuel::NaturalGas,
        flame_failure: true,
        sold_on: date(sold_on),
        installer: "燃气公司 周师傅".into(),
        hose: None,
        cost: None,
        subsidy: None,
        photos_before: vec![before],
        photos_after: vec![after],
    }
}

/// A receipt that was refused before a witness.
pub fn receipt() -> Signature {
    Signature::Refused { witness: "李居委".into(), reason: None }
}

/// An alarm in its place.
pub fn installation(serial: &str, photo: FileId) -> Installation {
    Installation {
        serial: Serial::read(serial).unwrap(),
        maker: None,
        model: None,
        place: "厨房".into(),
        installer: "安装公司 钱师傅".into(),
        made_on: None,
        gas: Some(Fuel::NaturalGas),
        linked_valve: Some(true),
        network_id: None,
        test_passed: true,
        photos: vec![photo],
    }
}

/// A cylinder with its last test.
pub fn cylinder(number: &str, tested_on: &str) -> Cylinder {
    Cylinder {
        number: Serial::read(number).unwrap(),
        kilograms: 15,
        made_on: None,
        tested_on: Some(date(tested_on)),
        returned_on: None,
        proof: vec![],
    }
}

/// A restaurant that burns natural gas.
pub fn unit(site: SiteId, surveyed_at: DateTime<Utc>) -> SaveGasUnit {
    SaveGasUnit {
        id: fresh(),
        unit: fresh(),
        site,
        visit: None,
        base_version: None,
        trade: Trade::Restaurant,
        numbers: UnitNumbers { seats: Some(40), ..UnitNumbers::default() },
        fuel: Fuel::NaturalGas,
        alarm: Some(true),
        cut_off: None,
        surveyed_at,
        note: None,
        photos: vec![],
    }
}

/// A user of these cylinders.
pub fn lpg(site: SiteId, cylinders: Vec<Cylinder>) -> SaveLpgUser {
    SaveLpgUser {
        id: fresh(),
        user: fresh(),
        site,
        visit: None,
        base_version: None,
        supplier: Some("申能液化气".into()),
        cylinders,
        moved: None,
        note: None,
    }
}

impl World {
    /// Who works at a site.
    fn worker(&self, site: SiteId) -> &Actor {
        if site == self.far_shop { &self.stranger } else { &self.office }
    }

    /// Surveys an appliance at that time.
    pub async fn stove(&self, site: SiteId, at: DateTime<Utc>, seen: StoveSurvey) -> StoveId {
        let ctx = self.ctx(self.worker(site), at);
        stoves::service::survey(&ctx, survey(site, seen, at)).await.unwrap().state.id
    }

    /// One step in the life of an appliance.
    pub async fn stove_steps(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        stove: StoveId,
        command: StoveCommand,
    ) -> StoveState {
        stoves::service::change(&self.ctx(who, at), stove_step(stove, None, command)).await.unwrap()
    }

    /// Planned, replaced by the inspector and accepted by the office, at that time; answers the new appliance.
    pub async fn replace_stove(&self, stove: StoveId, at: DateTime<Utc>, sold_on: &str) -> StoveId {
        self.report_replacement(stove, at, sold_on).await;
        let accept = StoveCommand::Accept { signature: None, note: None };
        let state = self.stove_steps(&self.office, at, stove, accept).await;
        state.replacement.unwrap().successor
    }

    /// Planned and replaced by the inspector.
    pub async fn report_replacement(&self, stove: StoveId, at: DateTime<Utc>, sold_on: &str) {
        let on = domain::calendar::local_date(at);
        self.stove_steps(&self.inspector, at, stove, StoveCommand::Plan { on, note: None }).await;
        let (before, after) = (self.photo(&self.inspector, at).await, self.photo(&self.inspector, at).await);
        let replacement = Box::new(replacement(sold_on, before, after));
        let report = StoveCommand::Replace { replacement, signature: Some(receipt()), note: None };
        self.stove_steps(&self.inspector, at, stove, report).await;
    }

    /// A new hose behind an appliance at that time.
    pub async fn new_hose(&self, stove: StoveId, site: SiteId, at: DateTime<Utc>) {
        let who = self.worker(site);
        let hose = Hose {
            kind: HoseKind::Metal,
            length_cm: Some(120),
            dates: Dates::default(),
            joint: Some(false),
            through_wall: Some(false),
        };
        let photos = vec![self.photo(who, at).await];
        let command = StoveCommand::ReplaceHose { hose, note: None, photos };
        self.stove_steps(who, at, stove, command).await;
    }

    /// Puts a device on the list at that time.
    pub async fn planned(&self, kind: DeviceKind, site: SiteId, at: DateTime<Utc>) -> DetectorId {
        let command = PlanDevice { id: fresh(), kind, site, note: None };
        devices::service::plan(&self.ctx(self.worker(site), at), command).await.unwrap().state.id
    }

    /// One step in the life of a device.
    pub async fn device_steps(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        device: DetectorId,
        command: DeviceCommand,
    ) -> DeviceState {
        devices::service::change(&self.ctx(who, at), device_step(device, None, command)).await.unwrap()
    }

    /// Installed by the inspector.
    pub async fn install(&self, device: DetectorId, at: DateTime<Utc>, serial: &str) {
        let photo = self.photo(&self.inspector, at).await;
        let installation = Box::new(installation(serial, photo));
        let install = DeviceCommand::Install { installation, signature: None };
        self.device_steps(&self.inspector, at, device, install).await;
    }

    /// Installed by the inspector and accepted by the office.
    pub async fn put_in_service(&self, device: DetectorId, at: DateTime<Utc>, serial: &str) {
        self.install(device, at, serial).await;
        self.device_steps(&self.office, at, device, DeviceCommand::Accept { note: None }).await;
    }

    /// Surveys a unit.
    pub async fn gas_unit(&self, site: SiteId, at: DateTime<Utc>) -> GasUserId {
        gas::service::save_unit(&self.ctx(self.worker(site), at), unit(site, at)).await.unwrap().id
    }

    /// Keeps a user of cylinders.
    pub async fn gas_save(&self, at: DateTime<Utc>, command: SaveLpgUser) -> (GasUserId, u32) {
        let ctx = self.ctx(self.worker(command.site), at);
        let saved = gas::service::save_lpg(&ctx, command).await.unwrap();
        (saved.id, saved.version)
    }
}
