//! The first argument of every service and query: what there is, who asks, and when.

use crate::{
    base_tiles::BaseTiles,
    db::Db,
    desk::pulse::Pulse,
    error::Result,
    figures::kept::KeptSums,
    outgoing::Outgoing,
    papers::Printing,
    passwords::Passwords,
    people::RecentAccounts,
    reference::{Reference, ReferenceCache},
    search::Renewed,
    storage::Storage,
    tiles::ReadyTiles,
    turns::Turns,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Right},
    area::AreaCode,
    calendar::to_millis,
    fault::{Code, Fault},
    programmes::{device::intake::SILENT_HOURS, gear::EXPIRING_MONTHS},
    reminders::{Clock, Ladder},
};
use std::sync::{Arc, OnceLock};

/// Numbers that the configuration sets and services obey.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows of a list's page.
    pub page_size: u64,
    /// Counting of totals stops here ("10,000+"): a page never counts a million rows.
    pub total_cap: u64,
    /// The newest rows that a map looks at when it shows a large area.
    pub map_rows: u64,
    /// Minutes without a touch after which a tablet locks.
    pub idle_minutes: u32,
    /// Hours that work may wait on a tablet before its ledger turns red.
    pub late_hours: u32,
    /// A networked device is silent after so many hours without a word.
    pub silent_hours: u32,
    /// Gear counts as expiring so many months before the end of its life.
    pub expiring_months: u32,
    /// When the messages of a day are sent, in Shanghai.
    pub digest_at: Clock,
    /// When reminders go up to the office and to the leader.
    pub ladder: Ladder,
}

/// Half past eight.
const DIGEST_AT: Clock = match Clock::from_minutes(8 * 60 + 30) {
    Some(time) => time,
    None => unreachable!(),
};

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_size: 50,
            total_cap: 10_000,
            map_rows: 20_000,
            idle_minutes: 15,
            late_hours: 24,
            silent_hours: SILENT_HOURS,
            expiring_months: EXPIRING_MONTHS,
            digest_at: DIGEST_AT,
            ladder: Ladder::default(),
        }
    }
}

/// What the whole server shares. Clones share it too.
#[derive(Clone)]
pub struct State {
    /// Database.
    pub db: Db,
    /// Photos.
    pub storage: Storage,
    /// Limits.
    pub limits: Limits,
    /// The ways out: mail, robot.
    pub outgoing: Arc<Outgoing>,
    /// The base map's own file, where one is configured.
    pub base_tiles: Option<Arc<BaseTiles>>,
    reference: Arc<ReferenceCache>,
    passwords: Arc<OnceLock<Passwords>>,
    accounts: RecentAccounts,
    pulse: Pulse,
    printing: Arc<Printing>,
    words: Renewed,
    tiles: ReadyTiles,
    sums: Arc<KeptSums>,
    keeps_sums: bool,
    turns: Turns,
}

impl State {
    /// Puts the parts together.
    pub fn new(db: Db, storage: Storage, limits: Limits) -> Self {
        Self {
            db,
            storage,
            limits,
            outgoing: Arc::default(),
            base_tiles: None,
            reference: Arc::default(),
            passwords: Arc::default(),
            accounts: RecentAccounts::default(),
            pulse: Pulse::default(),
            printing: Arc::default(),
            words: Renewed::default(),
            tiles: ReadyTiles::default(),
            sums: Arc::default(),
            keeps_sums: true,
            turns: Turns::default(),
        }
    }

    /// The same without sums that are kept in memory: every figure is read from its rows, which is what those kept are held against.
    pub fn keeping_no_sums(mut self) -> Self {
        self.keeps_sums = false;
        self
    }

    /// The same with sums of its own, none of which is kept yet: what it is asked first is read as after a start.
    pub fn keeping_nothing_yet(mut self) -> Self {
        self.sums = Arc::default();
        self
    }

    /// Whether figures may come from sums that are kept.
    pub(crate) fn keeps_sums(&self) -> bool {
        self.keeps_sums
    }

    /// Who is at work on which record for long.
    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    /// Sums that are kept in memory.
    pub(crate) fn sums(&self) -> &KeptSums {
        &self.sums
    }

    /// The same with other fonts of papers, and with the address that their QR leads to.
    pub fn with_printing(mut self, printing: Printing) -> Self {
        self.printing = Arc::new(printing);
        self
    }

    /// What papers are printed with.
    pub(crate) fn printing(&self) -> &Arc<Printing> {
        &self.printing
    }

    /// The same with another way of hashing passwords: tests use a cheap one.
    pub fn with_passwords(mut self, passwords: Passwords) -> Self {
        self.passwords = Arc::new(OnceLock::from(passwords));
        self
    }

    /// The same with ways out; without them reminders reach the inbox only.
    pub fn with_outgoing(mut self, outgoing: Outgoing) -> Self {
        self.outgoing = Arc::new(outgoing);
        self
    }

    /// The same with a base map of its own.
    pub fn with_base_tiles(mut self, base: BaseTiles) -> Self {
        self.base_tiles = Some(Arc::new(base));
        self
    }

    /// Hashes and checks passwords; made ready when the first is asked for, which takes a moment.
    pub fn passwords(&self) -> &Passwords {
        self.passwords.get_or_init(Passwords::new)
    }

    /// The accounts that were read a moment ago.
    pub(crate) fn accounts(&self) -> &RecentAccounts {
        &self.accounts
    }

    /// Tells who waits for a change that there was one.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// Whether all records are found by the words of this program.
    pub(crate) fn words(&self) -> &Renewed {
        &self.words
    }

    /// The tiles of maps that were made last.
    pub fn tiles(&self) -> &ReadyTiles {
        &self.tiles
    }

    /// Areas, rules, library and checklists. On PostgreSQL as they are stored now; on SQLite at most half a minute old, and what was
    /// changed here at once.
    pub async fn reference(&self) -> Result<Arc<Reference>> {
        self.reference.get(&self.db).await
    }

    /// Forgets the reference data, after it was changed here. Other servers are told by its stamp, which every change of it counts
    /// up (`stamps`).
    pub async fn refresh_reference(&self) {
        self.reference.forget().await;
    }
}

/// One request: the shared state, the person and the server's time.
#[derive(Clone)]
pub struct Ctx {
    /// What the server shares.
    pub state: State,
    /// Who asks.
    pub actor: Actor,
    /// Server time, whole milliseconds.
    pub now: DateTime<Utc>,
}

impl Ctx {
    /// A request of `actor` now.
    pub fn new(state: State, actor: Actor) -> Self {
        Self::at(state, actor, Utc::now())
    }

    /// A request at a given server time: tests and demo data.
    pub fn at(state: State, actor: Actor, now: DateTime<Utc>) -> Self {
        Self { state, actor, now: to_millis(now) }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.state.db
    }

    /// Refuses whoever's role has not the right.
    pub fn require(&self, right: Right) -> Result<(), Fault> {
        if self.actor.role.has(right) {
            Ok(())
        } else {
            Err(Fault::new(Code::Forbidden).with("role", self.actor.role))
        }
    }

    /// The area that a list or figure is about: the one asked for when it is inside the actor's own, else an
    /// answer as if it did not exist.
    pub fn scope(&self, asked: Option<&AreaCode>) -> Result<AreaCode, Fault> {
        match asked {
            None => Ok(self.actor.area.clone()),
            Some(area) if self.actor.area.contains(area) => Ok(area.clone()),
            Some(_) => Err(Fault::new(Code::NotFound)),
        }
    }
}
