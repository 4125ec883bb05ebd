//! A month of many subdistricts as statements that are ready to run.

use super::{
    months::{Maker, MonthRows},
    towns::Town,
};
use crate::{
    entities::{hazard, hazard_event, inspection},
    error::{Error, Result},
    figures::store::Deltas,
    search::{self, Entry, Index},
    transfer::rows::inserts,
};
use domain::period::Month;
use sea_orm::{DbBackend, Statement};

/// Threads that make months.
const THREADS: usize = 2;

/// What is written in one transaction.
pub(super) struct Batch {
    /// The subdistricts that it is of.
    pub subdistricts: Vec<String>,
    /// In this order.
    pub statements: Vec<Statement>,
    /// What is added to the counters.
    pub deltas: Deltas,
    /// Hazards in it.
    pub hazards: u64,
    /// Inspections in it.
    pub inspections: u64,
    /// Events in it.
    pub events: u64,
}

/// Makes the month in all of the towns.
pub(super) fn make(maker: &Maker<'_>, towns: &[&Town], month: Month, backend: DbBackend) -> Result<Batch> {
    let share = towns.len().div_ceil(THREADS).max(1);
    let made: Vec<Result<Vec<MonthRows>>> = std::thread::scope(|scope| {
        let shares = towns
            .chunks(share)
            .map(|own| scope.spawn(move || own.iter().map(|t| maker.make(t, month)).collect()));
        let threads: Vec<_> = shares.collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| Err(Error::broken("a thread stopped"))))
            .collect()
    });
    let mut inspections: Vec<inspection::Model> = Vec::new();
    let mut built = Vec::new();
    let mut deltas = Deltas::default();
    for part in made {
        for rows in part? {
            inspections.extend(rows.inspections);
            built.extend(rows.hazards);
            deltas.add(rows.deltas);
        }
    }
    // as they would have come in: in order of time, all subdistricts mixed
    inspections.sort_by_key(|i| i.sort_key);
    built.sort_by_key(|b| b.row.sort_key);
    let mut last = 0;
    for row in &mut inspections {
        row.sort_key = row.sort_key.max(last + 1);
        last = row.sort_key;
    }
    let mut hazards: Vec<hazard::Model> = Vec::with_capacity(built.len());
    let mut events: Vec<hazard_event::Model> = Vec::with_capacity(built.len() * 3);
    let mut entries: Vec<Entry> = Vec::with_capacity(built.len());
    last = 0;
    for mut b in built {
        b.row.sort_key = b.row.sort_key.max(last + 1);
        last = b.row.sort_key;
        b.entry.sort_key = last;
        hazards.push(b.row);
        events.extend(b.events);
        entries.push(b.entry);
    }
    let statements = std::thread::scope(|scope| {
        let visits = scope.spawn(|| inserts(backend, &inspections));
        let mut rest = inserts(backend, &hazards);
        rest.extend(inserts(backend, &events));
        // in order of their keys: the search keeps its segments so
        rest.extend(search::additions(backend, Index::Hazard, &entries));
        let mut all = visits.join().map_err(|_| Error::broken("a thread stopped"))?;
        all.extend(rest);
        Ok::<_, Error>(all)
    })?;
    Ok(Batch {
        subdistricts: towns.iter().map(|town| town.code.to_string()).collect(),
        statements,
        deltas,
        hazards: hazards.len() as u64,
        inspections: inspections.len() as u64,
        events: events.len() as u64,
    })
}
