//! The table of bars: what may be, what is, and whether it is met.

use super::{
    databases::{LARGEST, SIZES, Size},
    first_load::{Kind, Piece},
    load::Run,
    page::{met, ms, whole},
    record::{Database, Record, Work},
    works::{self, KINDS},
};
use anyhow::Result;
use std::fmt::Write as _;

/// The most of the measured loads.
fn most(work: &Work, of: impl Fn(&Run) -> f64) -> f64 {
    work.json.iter().map(of).fold(0.0, f64::max)
}

/// Writes the table.
///
/// # Errors
/// Never: writing into a text cannot fail.
pub fn write(text: &mut String, record: &Record) -> Result<()> {
    writeln!(text, "## The bars\n\nProcessor time for each request: the dearer of 1 and 8 connections.\n")?;
    writeln!(text, "| what | bar | measured | |\n|---|---:|---:|---|")?;
    let sizes = SIZES.into_iter().enumerate().rev();
    let measured: Vec<(usize, Size, &Database)> =
        sizes.filter_map(|(i, size)| Some((i, size, record.databases.get(size.name)?))).collect();
    for (i, size, database) in &measured {
        reads(text, *i, *size, database)?;
    }
    for (i, size, database) in &measured {
        others(text, *i, *size, database)?;
    }
    if let Some(first) = &record.first_load {
        let sent = |wanted: fn(Kind) -> bool| -> usize {
            first.pieces.iter().filter(|piece| wanted(piece.kind)).map(|piece| piece.sent).sum()
        };
        for (what, bar, is) in [
            (
                "first load of the list, without the map library",
                works::FIRST_LOAD_BAR,
                counted(&first.pieces),
            ),
            ("… its page", works::PAGE_BAR, sent(|kind| kind == Kind::Page)),
            (
                "… its program and scripts",
                works::PROGRAM_BAR,
                sent(|kind| matches!(kind, Kind::Program | Kind::Script)),
            ),
        ] {
            let verdict = met(is <= bar);
            writeln!(text, "| {what} | ≤ {} KB | {} KB | {verdict} |", bar / 1000, is.div_ceil(1000))?;
        }
    }
    if let Some(database) = record.databases.get(LARGEST.name) {
        let (bar, is) = (works::DEMO_BAR, database.made_in_seconds);
        writeln!(
            text,
            "| making the database of {} hazards | ≤ {bar:.0} s | {is:.0} s | {} |",
            LARGEST.shown,
            met(is <= bar)
        )?;
    }
    writeln!(text)?;
    Ok(())
}

fn reads(text: &mut String, i: usize, size: Size, database: &Database) -> Result<()> {
    let mut row = |what: &str, bar: f64, is: f64, unit: &str| {
        let shown = size.shown;
        writeln!(text, "| {shown} — {what} | ≤ {bar} {unit} | {} {unit} | {} |", ms(is), met(is <= bar))
    };
    for kind in KINDS {
        let work = database.works.iter().find(|w| w.name == kind.name);
        let (Some(work), Some(bar)) = (work, kind.bar[i]) else { continue };
        row(kind.shown, bar, most(work, |run| run.cpu_ms), "ms")?;
        if let Some(bar) = works::LIST_P99_BARS[i].filter(|_| kind.name.starts_with("list_")) {
            row(&format!("{}, p99", kind.shown), bar, most(work, |run| run.p99_ms), "ms")?;
        }
        if kind.name.starts_with("map_tile") {
            let kb = most(work, |run| run.bytes / 1e3);
            row(&format!("{}, as sent", kind.shown), works::TILE_KB_BAR, kb, "kB")?;
        }
    }
    Ok(())
}

fn others(text: &mut String, i: usize, size: Size, database: &Database) -> Result<()> {
    for (connections, bar) in works::SAVES_BARS {
        let run = database.saves.iter().flat_map(|s| &s.runs).find(|r| r.connections == connections);
        let Some(is) = run.map(|run| run.per_second) else { continue };
        writeln!(
            text,
            "| {} — saves at {connections} connections | ≥ {}/s | {}/s | {} |",
            size.shown,
            whole(bar),
            whole(is),
            met(is >= bar)
        )?;
    }
    if let Some(import) = database.import {
        let (bar, is) = (works::IMPORT_BAR, import.checked_in_seconds + import.written_in_seconds);
        writeln!(
            text,
            "| {} — importing {} households from Excel, previewed ({:.1} s) and written | ≤ {bar:.0} s | {is:.1} s | {} |",
            size.shown,
            whole(f64::from(import.rows)),
            import.checked_in_seconds,
            met(is <= bar)
        )?;
    }
    if let Some(desk) = &database.desk {
        desk.bars(text, size.shown)?;
    }
    if let Some(summary) = &database.summary {
        summary.bars(text, size.shown)?;
    }
    if let Some(transfer) = &database.transfer {
        transfer.bars(text, size.shown)?;
    }
    if let Some(tablets) = &database.tablets {
        tablets.bars(text, size.shown)?;
    }
    let most = database.reading_mib.max(database.saving_mib);
    for (what, bar, is) in [
        ("memory after the start", works::IDLE_BAR, database.idle_mib),
        ("memory, the most under load", works::LOADED_BAR, most),
    ] {
        writeln!(text, "| {} — {what} | ≤ {bar} MiB | {is:.0} MiB | {} |", size.shown, met(is <= bar))?;
    }
    let (bar, is) = (works::START_BARS[i], database.start_ms);
    writeln!(
        text,
        "| {} — start until `/healthz` answers | ≤ {} ms | {} ms | {} |",
        size.shown,
        whole(bar),
        whole(is),
        met(is <= bar)
    )?;
    Ok(())
}

/// Bytes that count.
fn counted(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|p| p.kind != Kind::MapLibrary).map(|p| p.sent).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::record::Timing;

    #[test]
    fn each_size_is_held_against_its_own_bars() {
        let timing = Timing { wall_us: 1.0, cpu_us: 1.0 };
        let run = |cpu_ms: f64, p99_ms: f64| Run {
            connections: 8,
            requests: 10,
            per_second: 100.0,
            p50_ms: 1.0,
            p99_ms,
            max_ms: 50.0,
            cpu_ms,
            beside_ms: None,
            bytes: 9_000.0,
        };
        let list = Work {
            name: "list_city".into(),
            answer_rows: 50.0,
            json: vec![run(0.7, 9.0), run(1.2, 14.0)],
            page: None,
            whole: timing,
            bare: timing,
            statements: 1.0,
        };
        let mut record = Record::default();
        for size in ["100k", "1m"] {
            let database = Database { works: vec![list.clone()], start_ms: 700.0, ..Database::default() };
            record.databases.insert(size.to_owned(), database);
        }
        let mut text = String::new();
        write(&mut text, &record).unwrap();
        for row in [
            "| 100,000 — list: status, category; whole city | ≤ 1 ms | 1.20 ms | **not met** |",
            "| 100,000 — list: status, category; whole city, p99 | ≤ 10 ms | 14.0 ms | **not met** |",
            "| 1,000,000 — list: status, category; whole city | ≤ 5 ms | 1.20 ms | met |",
            "| 1,000,000 — list: status, category; whole city, p99 | ≤ 40 ms | 14.0 ms | met |",
            "| 100,000 — start until `/healthz` answers | ≤ 500 ms | 700 ms | **not met** |",
            "| 1,000,000 — start until `/healthz` answers | ≤ 1,000 ms | 700 ms | met |",
        ] {
            assert!(text.contains(row), "{row}\n{text}");
        }
    }
}
