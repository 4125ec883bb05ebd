//! What networked detectors told through the platform of their vendor, until the end of the year.

use super::{
    super::{SUBDISTRICT, clock::at, dice::Dice, year::day},
    desk::Device,
};
use crate::{
    db::WriteTx,
    entities::{device_telemetry, vendor, vendor_event},
    error::{Error, Result},
    programmes::{devices::rows::telemetry_row, vendors},
    tokens,
    transfer::rows::insert,
};
use chrono::TimeDelta;
use domain::programmes::device::{DeviceKind, Serial, Telemetry, VendorEvent, VendorEventKind};

/// The platform.
const VENDOR: &str = "智慧消防物联平台";
/// Detectors whose alarm nobody has seen to when the year ends.
const ALARMING: usize = 2;
/// In so many of a hundred cases a battery is low when the year ends.
const LOW: u32 = 6;

/// The vendor, what it told beyond signs of life, and what is known of each detector by that.
pub(super) struct Heard {
    vendor: vendor::Model,
    events: Vec<vendor_event::Model>,
    telemetry: Vec<device_telemetry::Model>,
}

impl Heard {
    pub async fn write(&self, tx: &WriteTx) -> Result<()> {
        insert(tx, std::slice::from_ref(&self.vendor)).await?;
        insert(tx, &self.events).await?;
        insert(tx, &self.telemetry).await
    }
}

/// Makes it for the detectors in use among `devices`.
pub(super) fn make(seed: u64, devices: &[Device]) -> Result<Heard> {
    let mut dice = Dice::new(seed, "heard");
    let since = at(day(4, 3), 9 * 60);
    let vendor = vendor::Model {
        id: dice.id(since),
        name: VENDOR.into(),
        // by chance, and forgotten at once: nobody can send in its name
        token_hash: tokens::hash(&tokens::new::<{ vendors::TOKEN_BYTES }>()?),
        area_code: SUBDISTRICT.into(),
        disabled_at: None,
        created_at: since,
    };
    let mut heard = Heard { vendor, events: Vec::new(), telemetry: Vec::new() };
    for it in devices {
        let alarming = heard.telemetry.len() < ALARMING;
        let told = told(&mut dice, it, alarming)?;
        if told.is_empty() {
            continue;
        }
        let known = told.iter().fold(Telemetry::default(), Telemetry::with);
        heard.telemetry.push(telemetry_row(it.row.id, known));
        // signs of life are not kept for long
        let news = told.into_iter().filter(|event| event.kind.is_news());
        heard.events.extend(news.map(|event| vendor_event::Model {
            vendor_id: heard.vendor.id,
            event_id: event.id,
            serial: event.serial.to_string(),
            device_id: Some(it.row.id),
            kind: event.kind.as_str().into(),
            at: event.at,
            detail: event.detail,
            received_at: event.at,
        }));
    }
    Ok(heard)
}

/// What a detector that hangs there told: its test when it was accepted, and the last days of the year.
fn told(dice: &mut Dice, it: &Device, alarming: bool) -> Result<Vec<VendorEvent>> {
    let networked = it.state.kind == DeviceKind::SmokeDetector && it.state.status.is_live();
    let number = it.row.network_id.as_deref().filter(|_| networked);
    let (Some(accepted), Some(number)) = (it.state.accepted_at, number) else { return Ok(Vec::new()) };
    let serial = Serial::read(number).map_err(Error::internal)?;
    let heard = at(day(12, 31), dice.between(0, 1_430));
    let tested = accepted + TimeDelta::minutes(4);
    let mut told = vec![
        (VendorEventKind::Alarm, tested, Some("验收测试")),
        (VendorEventKind::AlarmCleared, tested + TimeDelta::minutes(1), None),
    ];
    if dice.chance(LOW) {
        told.push((VendorEventKind::LowBattery, heard - TimeDelta::days(3), Some("电池电压 2.6 V")));
    }
    if alarming {
        told.push((VendorEventKind::Alarm, heard - TimeDelta::minutes(7), Some("烟雾浓度 0.42 dB/m")));
    }
    told.push((VendorEventKind::Heartbeat, heard, None));
    let event = |(nth, (kind, at, detail)): (usize, (_, _, Option<&str>))| VendorEvent {
        id: format!("{number}-{nth}"),
        serial: serial.clone(),
        kind,
        at,
        detail: detail.map(str::to_owned),
    };
    Ok(told.into_iter().enumerate().map(event).collect())
}
