//! The rest of the demo's year: programmes and registers, with exactly the figures of the published report. Visits and
//! hazards stay as they were made; a special visit only learns which campaign of the register it belongs to. Beside them stand the
//! visits at which nobody was let in to a stove or an alarm: a door that stayed shut is no inspection.

mod alarms;
mod books;
mod campaigns;
pub(super) mod desk;
mod gas;
mod heard;
mod kitchens;

use super::{
    people::Staff,
    places,
    year::{Year, free},
};
use crate::{
    changes,
    ctx::State,
    db::WriteTx,
    entities::{device, device_event, file, inspection, site, stove, stove_event, task},
    error::{Error, Result},
    programmes::chained::Chained,
    reference::Reference,
    search::{self, Index},
    sites::service::search_entry,
    transfer::rows::insert,
};
use chrono::{DateTime, Utc};
use desk::{Desk, Lived};
use domain::area::AreaCode;
use std::{collections::BTreeSet, sync::Arc};

/// Homes that no visit of the year goes to: those on the list of gas alarms, and so many more.
const OTHER_HOMES: usize = 60;
/// Of the homes on that list, so many let somebody look at their kitchens.
const KITCHENS: usize = 500;

/// The homes that the programmes go to, entered during `when`.
pub(super) fn homes(
    seed: u64,
    reference: &Reference,
    subdistrict: &AreaCode,
    sites: &[site::Model],
    when: DateTime<Utc>,
) -> Result<Vec<site::Model>> {
    let wanted = alarms::LISTED + alarms::DROPPED + OTHER_HOMES;
    places::homes(seed, reference, subdistrict, (wanted, sites), when)
}

/// What the rest of the year is made with.
pub(super) struct Maker {
    pub state: State,
    pub reference: Arc<Reference>,
    pub staff: Staff,
    /// The sites that are visited.
    pub sites: Vec<site::Model>,
    pub homes: Vec<site::Model>,
    pub seed: u64,
}

/// The rows of it.
pub(super) struct Rest {
    homes: Vec<site::Model>,
    steering: campaigns::Steering,
    stoves: (Vec<stove::Model>, Vec<stove_event::Model>),
    devices: (Vec<device::Model>, Vec<device_event::Model>),
    /// Visits at which nobody was let in, which the steps of stoves and devices tell of. They are no inspections.
    attempts: Vec<inspection::Model>,
    heard: heard::Heard,
    gas: gas::Register,
    books: books::Books,
    /// Photos of the whole year.
    files: Vec<file::Model>,
}

impl Maker {
    /// Makes the rest of a year.
    pub fn make(self, year: &mut Year) -> Result<Rest> {
        let Self { state, reference, staff, sites, homes, seed } = self;
        let mut desk = Desk { state, reference, staff, album: year.album.take() };
        let steering = campaigns::make(&desk, seed, &sites, &mut year.inspections)?;
        let (elderly, others) = homes
            .split_at_checked(alarms::LISTED + alarms::DROPPED)
            .ok_or_else(|| Error::broken("too few homes"))?;
        let visited = sites.iter().filter(|site| site.kind == domain::sites::SiteKind::Household.as_str());
        let kitchens: Vec<&site::Model> =
            visited.chain(elderly.iter().take(KITCHENS)).chain(others).collect();
        let stoves = kitchens::make(&mut desk, seed, &kitchens)?;
        let devices = alarms::make(&mut desk, seed, &sites, (elderly, others))?;
        let heard = heard::make(seed, &devices)?;
        let tried =
            stoves.iter().flat_map(|it| &it.attempts).chain(devices.iter().flat_map(|it| &it.attempts));
        let attempts = in_turn(tried.cloned().collect(), &year.inspections);
        let gas = gas::make(&mut desk, seed, &sites, (&year.inspections[..], &year.hazards[..]))?;
        let books = books::make(&desk, seed, &sites, &year.hazards)?;
        Ok(Rest {
            steering,
            stoves: apart(stoves, |row| &mut row.sort_key),
            devices: apart(devices, |row| &mut row.sort_key),
            attempts,
            heard,
            gas,
            books,
            files: desk.album.map(|album| album.rows).unwrap_or_default(),
            homes,
        })
    }
}

/// Visits besides those of the year, each with a place of its own in the order of the list.
fn in_turn(mut visits: Vec<inspection::Model>, of_year: &[inspection::Model]) -> Vec<inspection::Model> {
    let mut keys: BTreeSet<i64> = of_year.iter().map(|visit| visit.sort_key).collect();
    visits.sort_by_key(|visit| (visit.started_at, visit.id));
    for visit in &mut visits {
        visit.sort_key = free(&mut keys, visit.sort_key);
    }
    visits
}

/// Rows and events apart, each row with a place of its own in the order of its list.
fn apart<R: Chained>(lived: Vec<Lived<R>>, key: fn(&mut R) -> &mut i64) -> (Vec<R>, Vec<R::Event>) {
    let mut keys = BTreeSet::new();
    let (mut rows, mut events) = (Vec::with_capacity(lived.len()), Vec::new());
    for mut it in lived {
        let place = key(&mut it.row);
        *place = free(&mut keys, *place);
        rows.push(it.row);
        events.extend(it.events);
    }
    (rows, events)
}

impl Rest {
    /// How many sites it adds.
    pub fn sites(&self) -> usize {
        self.homes.len()
    }

    /// How many stoves and devices.
    pub fn lives(&self) -> usize {
        self.stoves.0.len() + self.devices.0.len()
    }

    /// Writes what visits point to.
    pub async fn write_before(&self, tx: &WriteTx) -> Result<()> {
        insert(tx, &self.homes).await?;
        let mut entries = self.homes.iter().map(search_entry).collect::<Result<Vec<_>>>()?;
        entries.sort_by_key(|entry| entry.sort_key);
        search::add(tx, Index::Site, &entries).await?;
        insert(tx, &self.steering.campaigns).await?;
        insert(tx, &self.steering.campaign_targets).await
    }

    /// Writes what points to visits and hazards.
    pub async fn write_after(&self, tx: &WriteTx) -> Result<()> {
        insert(tx, &self.attempts).await?;
        insert(tx, &self.stoves.0).await?;
        insert(tx, &self.stoves.1).await?;
        insert(tx, &self.devices.0).await?;
        insert(tx, &self.devices.1).await?;
        self.heard.write(tx).await?;
        insert(tx, &self.gas.users).await?;
        insert(tx, &self.gas.cylinders).await?;
        insert(tx, &self.gas.surveys).await?;
        insert(tx, &self.gas.saves).await?;
        insert(tx, &self.steering.plans).await?;
        insert(tx, &numbered(tx, &self.steering.tasks).await?).await?;
        insert(tx, &self.steering.year_targets).await?;
        insert(tx, &self.books.penalties).await?;
        insert(tx, &self.books.orders).await?;
        insert(tx, &self.books.fires).await?;
        insert(tx, &self.files).await
    }
}

/// Tasks with numbers of changes, by whose order tablets take them along.
async fn numbered(tx: &WriteTx, tasks: &[task::Model]) -> Result<Vec<task::Model>> {
    let mut seqs = changes::draw(tx, tasks.iter().map(|task| task.subdistrict_code.as_str())).await?;
    let with_number = |task: &task::Model| {
        Ok::<_, Error>(task::Model { change_seq: seqs.next(&task.subdistrict_code)?, ..task.clone() })
    };
    tasks.iter().map(with_number).collect()
}
