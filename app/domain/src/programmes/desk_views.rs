//! What the desk's own pages of the programmes are given: a door with its history, the expiry wave, zero cylinders, the
//! figures.

use super::{
    campaign::Slot,
    figures::{ProgrammeFigures, UnitPrice, Wave},
    filters::WaveList,
    gas::ZeroCylinders,
    gear::{Gear, Life},
    register_views::RegisterLine,
    views::DoorView,
};
use crate::{
    area::AreaRef,
    ids::InspectionId,
    inspections::Outcome,
    period::{Month, Period},
    sites::SiteHit,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A visit that came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Which visit.
    pub visit: InspectionId,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// In which part of the week.
    pub slot: Slot,
}

/// Everything of the programmes on the page of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoorPage {
    /// What is due, and what stands there.
    pub door: DoorView,
    /// Visits that came to nothing, newest first.
    pub tried: Vec<Tried>,
    /// The part of the week to try next; nothing when nobody was turned away yet.
    pub next: Option<Slot>,
    /// Penalties, hotline orders and fires of the site, newest first; of each register the newest.
    pub registers: Vec<RegisterLine>,
}

/// A slip 到访不遇告知单 for a door that stayed shut. Its address is in full, because it is left at that very door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    /// Whose door.
    pub site: SiteHit,
    /// The day on which it is written.
    pub on: NaiveDate,
    /// Visits that came to nothing, newest first.
    pub tried: Vec<Tried>,
    /// The part of the week to try next.
    pub next: Slot,
}

/// The wave of one kind of gear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindWave {
    /// Which.
    pub gear: Gear,
    /// Its wave.
    pub wave: Wave,
}

/// The page of the expiry wave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WavePage {
    /// Where.
    pub area: AreaRef,
    /// Its first month: what ends before it stands with the expired.
    pub from: Month,
    /// Its last month.
    pub to: Month,
    /// Today: what has ended by it is expired, in whichever month.
    pub today: NaiveDate,
    /// Months up to this one count as expiring.
    pub expiring: Month,
    /// The committees that have anything in it, in order of code.
    pub committees: Vec<AreaRef>,
    /// By kind of gear.
    pub kinds: Vec<KindWave>,
    /// The prices in force today, by which the cost is counted.
    pub prices: Vec<UnitPrice>,
    /// This person may set prices.
    pub may_price: bool,
}

impl WavePage {
    /// The list of what stands as expired.
    pub fn expired(&self, gear: Gear) -> WaveList {
        if self.from > Month::of_day(self.today) {
            WaveList::before(gear, self.from)
        } else {
            WaveList::before(gear, self.to.next()).with_life(Life::Expired)
        }
    }

    /// The list of what ends in a month; of the month that runs, what has not ended yet.
    pub fn ending(&self, gear: Gear, month: Month) -> WaveList {
        let list = WaveList::of(gear, month);
        if month == Month::of_day(self.today) { list.with_life(Life::Expiring) } else { list }
    }
}

/// The statement of zero cylinders of one area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaZero {
    /// Where.
    pub area: AreaRef,
    /// How it stands.
    pub zero: ZeroCylinders,
}

/// The page of zero cylinders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZeroPage {
    /// At the end of this day.
    pub on: NaiveDate,
    /// The whole area.
    pub total: AreaZero,
    /// The areas inside it, in order of code, also those without users.
    pub parts: Vec<AreaZero>,
}

/// The page of the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresPage {
    /// Where.
    pub area: AreaRef,
    /// For which days.
    pub period: Period,
    /// As of when.
    pub as_of: DateTime<Utc>,
    /// The figures.
    pub figures: ProgrammeFigures,
}
