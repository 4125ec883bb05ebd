//! Alarms and chargers: the list of 1,126 households of elderly people who live alone, networked smoke detectors in the bike
//! sheds of 8 estates, 17 chargers in 3 estates.

use super::{
    super::{
        clock::{at_work, later, worked},
        dice::Dice,
        year::{date, day},
    },
    desk::{Desk, Device, attempt, receipt},
};
use crate::{
    entities::site,
    error::{Error, Result},
    files::service::Owner,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::Actor,
    hazards::Category,
    ids::DetectorId,
    inspections::Signature,
    photos::PhotoKind,
    programmes::{
        device::{DeviceCommand, DeviceKind, Installation, Serial},
        gear::Fuel,
    },
    sites::SiteKind,
};

/// Households on the list of gas alarms at the end of the year.
pub(super) const LISTED: usize = 1_126;
/// Households that were taken off it: moved away, or into a home for the elderly.
pub(super) const DROPPED: usize = 14;
/// Estates whose bike sheds have detectors; and those that have them next year.
const ESTATES: usize = 8;
const NEXT_YEAR: usize = 2;
/// Chargers of each estate.
const CHARGERS: [usize; 3] = [6, 6, 5];

/// What became of a household on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// Taken off the list again.
    Dropped,
    /// Installed and accepted.
    Plain,
    /// Installed after a door that stayed shut.
    Persuaded,
    /// Sent back once, then accepted.
    Returned,
    /// Installed in December; waits for acceptance.
    Awaiting,
    /// Accepted, and out of order when the year ends.
    Faulty,
    /// Out of order, and another one hangs there.
    Replaced,
    /// Does not want one.
    Refused,
    /// Never met.
    NotMet,
    /// Nobody has been there yet.
    Waiting,
}

/// How many of each; whoever is left waits.
const STORIES: [(Story, usize); 9] = [
    (Story::Dropped, DROPPED),
    (Story::Plain, 684),
    (Story::Persuaded, 30),
    (Story::Returned, 22),
    (Story::Awaiting, 36),
    (Story::Faulty, 15),
    (Story::Replaced, 10),
    (Story::Refused, 148),
    (Story::NotMet, 121),
];

const INSTALLERS: [&str; 4] =
    ["安联消防 钱师傅", "安联消防 孙师傅", "燃气服务站 周师傅", "燃气服务站 沈师傅"];

/// Devices on their way, with what they are made with.
struct Works<'a> {
    desk: &'a mut Desk,
    dice: Dice,
    /// The last serial number given out: each is given once.
    numbers: u32,
    pairs: Vec<Device>,
    devices: Vec<Device>,
}

/// Makes them: alarms of `elderly`, detectors of some other homes, and what belongs to sheds and charging stations. Where one has
/// taken another's place, the two stand together and before all that have not: each names the other, so both have to be written
/// at once.
pub(super) fn make(
    desk: &mut Desk,
    seed: u64,
    sites: &[site::Model],
    (elderly, others): (&[site::Model], &[site::Model]),
) -> Result<Vec<Device>> {
    let dice = Dice::new(seed, "alarms");
    let mut works = Works { desk, dice, numbers: 0, pairs: Vec::new(), devices: Vec::new() };
    works.list(elderly)?;
    works.sheds(sites)?;
    for home in others {
        works.detector(home, "客厅吊顶")?;
    }
    works.chargers(sites)?;
    let mut devices = works.pairs;
    devices.extend(works.devices);
    Ok(devices)
}

impl Works<'_> {
    fn serial(&mut self, prefix: &str) -> Result<Serial> {
        self.numbers += 1;
        Serial::read(&format!("{prefix}{:06}", self.numbers)).map_err(Error::internal)
    }

    fn worked(&self, day: NaiveDate) -> NaiveDate {
        worked(self.desk.calendar(), day)
    }

    /// A day so many days later that is worked.
    fn after(&mut self, day: NaiveDate, from: i64, to: i64) -> NaiveDate {
        let day = later(day, self.dice.between(from, to));
        self.worked(day)
    }

    /// What is hung up, with its photo.
    fn installation(
        &mut self,
        (device, kind): (DetectorId, DeviceKind),
        site: &site::Model,
        place: &str,
        (by, now): (&Actor, DateTime<Utc>),
    ) -> Result<Installation> {
        let (prefix, model, category) = match kind {
            DeviceKind::GasAlarm => ("GA23", "JT-A1", Category::Gas),
            DeviceKind::SmokeDetector => ("SD23", "JTY-N2", Category::Fire),
            DeviceKind::CarCharger => ("CC23", "AC-7", Category::Electricity),
        };
        let serial = self.serial(prefix)?;
        let network_id = if kind == DeviceKind::SmokeDetector { Some(self.serial("NB86")?) } else { None };
        let shown = (Owner::Device(device), PhotoKind::After, category);
        Ok(Installation {
            serial,
            maker: Some((*self.dice.pick(&["安联", "沪安", "守望"])).into()),
            model: Some(model.into()),
            place: place.to_owned(),
            installer: (*self.dice.pick(&INSTALLERS)).into(),
            made_on: Some(later(date(2022, 10, 1), self.dice.between(0, 100))),
            gas: (kind == DeviceKind::GasAlarm).then_some(Fuel::NaturalGas),
            linked_valve: (kind == DeviceKind::GasAlarm).then(|| self.dice.chance(70)),
            network_id,
            test_passed: true,
            photos: vec![self.desk.photo(&mut self.dice, shown, site, by, now)],
        })
    }

    fn install(
        &mut self,
        device: &mut Device,
        site: &site::Model,
        place: &str,
        (by, on): (&Actor, NaiveDate),
        signature: Option<Signature>,
    ) -> Result<()> {
        let now = at_work(&mut self.dice, on);
        let what = (device.state.id, device.state.kind);
        let installation = Box::new(self.installation(what, site, place, (by, now))?);
        let command = DeviceCommand::Install { installation, signature };
        device.act(self.desk, &mut self.dice, command, by, now)?;
        Ok(())
    }

    fn accept(&mut self, device: &mut Device, on: NaiveDate) -> Result<()> {
        let office = self.desk.office(&mut self.dice);
        let now = at_work(&mut self.dice, on);
        device.act(self.desk, &mut self.dice, DeviceCommand::Accept { note: None }, &office, now)?;
        Ok(())
    }

    /// The households on the list, in an order of their own.
    fn list(&mut self, elderly: &[site::Model]) -> Result<()> {
        let mut stories: Vec<Story> =
            STORIES.iter().flat_map(|(story, n)| std::iter::repeat_n(*story, *n)).collect();
        stories.resize(LISTED + DROPPED, Story::Waiting);
        self.dice.shuffle(&mut stories);
        if elderly.len() != stories.len() {
            return Err(Error::broken(format!("{} homes for {} on the list", elderly.len(), stories.len())));
        }
        for (home, story) in elderly.iter().zip(stories) {
            self.household(home, story)?;
        }
        Ok(())
    }

    fn household(&mut self, home: &site::Model, story: Story) -> Result<()> {
        let (office, by) = (self.desk.office(&mut self.dice), self.desk.inspector(&mut self.dice, home)?);
        let listed = self.after(day(2, 6), 0, 110);
        let now = at_work(&mut self.dice, listed);
        let mut alarm = Device::plan(self.desk, &mut self.dice, (home, DeviceKind::GasAlarm), &office, now)?;
        match story {
            Story::Waiting => {}
            Story::Dropped => {
                let reason = *self.dice.pick(&["已搬至子女家居住", "已入住养老机构", "房屋已出售"]);
                let on = self.after(listed, 20, 120);
                let now = at_work(&mut self.dice, on);
                let command = DeviceCommand::Retire { reason: reason.into() };
                alarm.act(self.desk, &mut self.dice, command, &office, now)?;
            }
            Story::Refused | Story::NotMet => {
                let times = self.dice.between(1, 3);
                self.attempts(&mut alarm, &by, listed, (times, story == Story::Refused))?;
            }
            _ => return self.hung(alarm, home, story, (&by, listed)),
        }
        self.devices.push(alarm);
        Ok(())
    }

    /// Somebody came, and it came to nothing. Answers the last day.
    fn attempts(
        &mut self,
        alarm: &mut Device,
        by: &Actor,
        listed: NaiveDate,
        (times, refused): (i64, bool),
    ) -> Result<NaiveDate> {
        let mut on = listed;
        for nth in 1..=times {
            on = later(on, self.dice.between(6, 40));
            // whoever does not want one may not be met at first
            let refused = refused && (nth == times || self.dice.chance(50));
            let (now, outcome, note) = attempt(&mut self.dice, on, refused);
            let command = DeviceCommand::Attempt { outcome, note: Some(note.into()) };
            alarm.act(self.desk, &mut self.dice, command, by, now)?;
        }
        Ok(on)
    }

    /// An alarm that came to hang there.
    fn hung(
        &mut self,
        mut alarm: Device,
        home: &site::Model,
        story: Story,
        (by, listed): (&Actor, NaiveDate),
    ) -> Result<()> {
        let on = match story {
            Story::Persuaded => {
                let met = self.attempts(&mut alarm, by, listed, (1, true))?;
                self.after(met, 5, 30)
            }
            Story::Awaiting => self.after(day(12, 11), 0, 12),
            Story::Faulty | Story::Replaced => self.after(listed, 8, 60),
            _ => self.after(listed, 8, 140),
        };
        let signature = Some(receipt(&mut self.dice, home));
        self.install(&mut alarm, home, "厨房", (by, on), signature.clone())?;
        let mut last = on;
        if story == Story::Returned {
            last = self.after(last, 1, 6);
            let (office, now) = (self.desk.office(&mut self.dice), at_work(&mut self.dice, last));
            let reason = "安装位置距灶具过近，请按规范调整后重新上报。".to_owned();
            alarm.act(self.desk, &mut self.dice, DeviceCommand::SendBack { reason }, &office, now)?;
            last = self.after(last, 2, 10);
            self.install(&mut alarm, home, "厨房吊柜侧面", (by, last), signature.clone())?;
        }
        if story == Story::Awaiting {
            self.devices.push(alarm);
            return Ok(());
        }
        last = self.after(last, 1, 14);
        self.accept(&mut alarm, last)?;
        if !matches!(story, Story::Faulty | Story::Replaced) {
            self.devices.push(alarm);
            return Ok(());
        }
        last = self.after(last, 20, 60);
        let now = at_work(&mut self.dice, last);
        let note = (*self.dice.pick(&["指示灯不亮", "频繁误报", "自检无声响"])).to_owned();
        let fault = DeviceCommand::ReportFault { note, photos: Vec::new() };
        alarm.act(self.desk, &mut self.dice, fault, by, now)?;
        if story == Story::Faulty {
            self.devices.push(alarm);
            return Ok(());
        }
        last = self.after(last, 2, 9);
        let now = at_work(&mut self.dice, last);
        let successor = DetectorId(self.dice.id(now));
        let what = (successor, DeviceKind::GasAlarm);
        let installation = Box::new(self.installation(what, home, "厨房", (by, now))?);
        let command = DeviceCommand::Replace { successor, installation, signature };
        let new = alarm.act(self.desk, &mut self.dice, command, by, now)?;
        let mut new = new.ok_or_else(|| Error::broken("a replaced alarm without the one in its place"))?;
        let accepted = self.after(last, 1, 9);
        self.accept(&mut new, accepted)?;
        self.pairs.extend([alarm, new]);
        Ok(())
    }

    /// Estates that have sites of that kind, in an order of their own.
    fn estates<'s>(
        &mut self,
        sites: &'s [site::Model],
        kind: SiteKind,
        wanted: usize,
    ) -> Result<Vec<&'s str>> {
        let of_kind = sites.iter().filter(|site| site.kind == kind.as_str());
        let mut estates: Vec<&str> = of_kind.filter_map(|site| site.estate.as_deref()).collect();
        estates.sort_unstable();
        estates.dedup();
        self.dice.shuffle(&mut estates);
        estates.truncate(wanted);
        if estates.len() < wanted {
            return Err(Error::broken(format!("only {} estates have a {kind}", estates.len())));
        }
        Ok(estates)
    }

    /// Detectors in the bike sheds.
    fn sheds(&mut self, sites: &[site::Model]) -> Result<()> {
        let estates = self.estates(sites, SiteKind::BikeShed, ESTATES + NEXT_YEAR)?;
        for shed in sites.iter().filter(|site| site.kind == SiteKind::BikeShed.as_str()) {
            let Some(nth) = estates.iter().position(|estate| shed.estate.as_deref() == Some(*estate)) else {
                continue;
            };
            for row in 1..=self.dice.between(3, 6) {
                if nth < ESTATES {
                    self.detector(shed, &format!("车棚第{row}排上方"))?;
                } else {
                    let office = self.desk.office(&mut self.dice);
                    let on = self.after(day(12, 4), 0, 14);
                    let now = at_work(&mut self.dice, on);
                    let what = (shed, DeviceKind::SmokeDetector);
                    self.devices.push(Device::plan(self.desk, &mut self.dice, what, &office, now)?);
                }
            }
        }
        Ok(())
    }

    /// A networked smoke detector, installed and accepted.
    fn detector(&mut self, site: &site::Model, place: &str) -> Result<()> {
        self.in_service(site, DeviceKind::SmokeDetector, place)
    }

    fn in_service(&mut self, site: &site::Model, kind: DeviceKind, place: &str) -> Result<()> {
        let (office, by) = (self.desk.office(&mut self.dice), self.desk.inspector(&mut self.dice, site)?);
        let planned = self.after(day(4, 3), 0, 60);
        let now = at_work(&mut self.dice, planned);
        let mut device = Device::plan(self.desk, &mut self.dice, (site, kind), &office, now)?;
        let on = self.after(planned, 15, 90);
        self.install(&mut device, site, place, (&by, on), None)?;
        let accepted = self.after(on, 2, 20);
        self.accept(&mut device, accepted)?;
        self.devices.push(device);
        Ok(())
    }

    /// Car chargers, at one station of each of the estates.
    fn chargers(&mut self, sites: &[site::Model]) -> Result<()> {
        let estates = self.estates(sites, SiteKind::ChargingStation, CHARGERS.len())?;
        for (estate, wanted) in estates.into_iter().zip(CHARGERS) {
            let station = sites.iter().find(|site| {
                site.kind == SiteKind::ChargingStation.as_str() && site.estate.as_deref() == Some(estate)
            });
            let station = station.ok_or_else(|| Error::broken("an estate without a station"))?;
            for nth in 1..=wanted {
                self.in_service(station, DeviceKind::CarCharger, &format!("{nth}号车位"))?;
            }
        }
        Ok(())
    }
}
