//! Writes `docs/benchmarks.md` from what was measured.

use super::{
    bars,
    databases::{GROWTH, SIZES},
    field_page::Field,
    first_load::{Kind, Piece},
    growth,
    lighthouse_page::Lighthouse,
    load::Run,
    machine::Occasion,
    record::{Database, Record, Saves},
    works::KINDS,
};
use crate::layout::Layout;
use anyhow::Result;
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write, fs};

/// `docs/bench/cold.json`: measured by `make bench-cold`.
#[derive(Deserialize)]
struct Cold {
    occasion: Occasion,
    /// The conditions, in words.
    conditions: String,
    /// What was called, how long it took in seconds, and how long it may take.
    runs: Vec<ColdRun>,
}

#[derive(Deserialize)]
struct ColdRun {
    command: String,
    until: String,
    seconds: f64,
    /// Of all its processes together.
    #[serde(default)]
    processor_seconds: Option<f64>,
    #[serde(default)]
    bar_seconds: Option<f64>,
}

/// Writes the page.
///
/// # Errors
/// When it cannot be written.
pub fn write(layout: &Layout, record: &Record) -> Result<()> {
    let mut text = HEAD.to_owned();
    machine(&mut text, record)?;
    bars::write(&mut text, record)?;
    if let Some(first) = &record.first_load {
        first_load(&mut text, &first.pieces)?;
    }
    databases(&mut text, record)?;
    growth::write(&mut text, layout, record)?;
    for (i, size) in SIZES.iter().enumerate().rev() {
        if let Some(database) = record.databases.get(size.name) {
            writeln!(text, "## Reads at {} {}\n", size.shown, size.what)?;
            reads(&mut text, database, i)?;
            pages(&mut text, database)?;
            if let Some(desk) = &database.desk {
                desk.write(&mut text, size.shown)?;
            }
            if let Some(summary) = &database.summary {
                summary.write(&mut text, size.shown)?;
            }
            if let Some(transfer) = &database.transfer {
                transfer.write(&mut text, size.shown)?;
            }
            if let Some(fsyncs) = &database.fsyncs {
                fsyncs.write(&mut text, size.shown)?;
            }
            if let Some(tablets) = &database.tablets {
                tablets.write(&mut text, size.shown)?;
            }
            if let Some(postgres) = &database.postgres {
                postgres.write(&mut text, size.shown, i, database)?;
            }
            if let Some(peers) = &database.peers {
                peers.write(&mut text, size.shown, i, database)?;
            }
        }
    }
    saves(&mut text, record)?;
    if let Ok(field) = fs::read(layout.root.join("docs/bench/field.json")) {
        serde_json::from_slice::<Field>(&field)?.write(&mut text)?;
    }
    if let Ok(told) = fs::read(layout.root.join("docs/bench/lighthouse.json")) {
        serde_json::from_slice::<Lighthouse>(&told)?.write(&mut text)?;
    }
    if let Ok(cold) = fs::read(layout.root.join("docs/bench/cold.json")) {
        cold_starts(&mut text, &serde_json::from_slice(&cold)?)?;
    }
    Ok(fs::write(layout.root.join("docs/benchmarks.md"), text)?)
}

const HEAD: &str = "\
# Benchmarks

Written by `make bench` (`cargo xtask bench`) from what it measured (`docs/bench/results.json`); do not edit by hand.
Numbers of one machine and one day: repeat them on yours.

What is measured: the release build with its default settings, SQLite with `synchronous=FULL`, the load tool wrk on the same
machine over loopback, every request signed in and compressed as for a browser. Each load lasts 5 s after 1 s of warming
up; questions of one kind differ (areas, words, hazards, windows in turn). Processor time is the server's own
(`utime + stime` of the process before and after, divided by the requests). *In process* is the same work through the
reads of `server/backend` without HTTP, session and JSON; *bare SQL* is nothing but the statements that these send, with
all rows fetched: both one after the other on the same file, by the package `bare`. Tiles and rates that were asked for before
come from memory as long as nothing has changed around them; these two read them each time.

Datasette and PocketBase are asked on the same rows, PostgreSQL stands beside SQLite, strace counts what is synced: each is left out
with a word where it is missing (`make bench ARGS=\"100k peers\"` measures one of them again).

The registers have a database of their own, of 200,000 households, each with its stove and its gas alarm: `make bench
ARGS=\"200k\"` makes it, measures the lists of households, stoves and alarms and the expiry wave, and imports 20,000 households
more from Excel.

";

fn machine(text: &mut String, record: &Record) -> Result<()> {
    let m = &record.machine;
    writeln!(text, "| | |\n|---|---|")?;
    writeln!(text, "| processor | {}, {} cores |", m.cpu, m.cores)?;
    writeln!(text, "| memory | {:.0} GiB |", m.memory_gib)?;
    writeln!(text, "| system | {} |", m.kernel)?;
    writeln!(text, "| disk | a durable write of 4 KiB takes {} ms |", ms(m.fsync_ms))?;
    if m.hashing_one > 0.0 {
        let together = m.hashing_all / m.hashing_one;
        writeln!(
            text,
            "| speed | SHA-256 of {:.0} MB/s on one core; all cores at once do {together:.2} times as much |",
            m.hashing_one
        )?;
    }
    let mut occasions: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let named = record.first_load.iter().map(|f| (&f.occasion, "first load"));
    let named =
        named.chain(SIZES.iter().filter_map(|s| Some((&record.databases.get(s.name)?.occasion, s.shown))));
    for (occasion, what) in named {
        occasions.entry(format!("{} at {}", occasion.date, occasion.commit)).or_default().push(what);
    }
    let occasions: Vec<String> =
        occasions.iter().map(|(when, what)| format!("{when} ({})", what.join("; "))).collect();
    writeln!(text, "| measured | {} |\n", occasions.join(", "))?;
    Ok(())
}

pub(super) fn met(good: bool) -> &'static str {
    if good { "met" } else { "**not met**" }
}

/// Milliseconds with as many digits as are worth anything.
pub(super) fn ms(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v if v >= 1.0 => format!("{v:.2}"),
        v => format!("{v:.3}"),
    }
}

/// With a comma between thousands.
pub(super) fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn first_load(text: &mut String, pieces: &[Piece]) -> Result<()> {
    writeln!(
        text,
        "## First load of the list of hazards\n\nBytes of the bodies as sent (brotli where it helps), and unpacked. The map library does not count.\n"
    )?;
    writeln!(text, "| | files | sent | unpacked |\n|---|---:|---:|---:|")?;
    let kinds = [
        (Kind::Page, "page (HTML), with its first 50 rows"),
        (Kind::Style, "style"),
        (Kind::Script, "scripts"),
        (Kind::Program, "program (wasm)"),
        (Kind::Picture, "pictures"),
        (Kind::Data, "data, with that of the map"),
    ];
    let mut row = |name: &str, wanted: &dyn Fn(Kind) -> bool| {
        let found: Vec<&Piece> = pieces.iter().filter(|p| wanted(p.kind)).collect();
        let sum = |size: fn(&Piece) -> usize| whole(found.iter().map(|p| size(p)).sum::<usize>() as f64);
        writeln!(text, "| {name} | {} | {} | {} |", found.len(), sum(|p| p.sent), sum(|p| p.plain))
    };
    for (kind, name) in kinds {
        row(name, &|k| k == kind)?;
    }
    row("**together**", &|k| k != Kind::MapLibrary)?;
    row("map library (does not count)", &|k| k == Kind::MapLibrary)?;
    writeln!(text, "\nThe larger pieces:\n\n| file | sent | unpacked |\n|---|---:|---:|")?;
    for piece in pieces.iter().filter(|p| p.sent >= 2_000) {
        writeln!(
            text,
            "| `{}` | {} | {} |",
            unhashed(&piece.path),
            whole(piece.sent as f64),
            whole(piece.plain as f64)
        )?;
    }
    writeln!(text)?;
    Ok(())
}

/// Without the part of the name that changes with the content.
fn unhashed(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let is_hash = |part: &&str| part.len() == 22 && part.bytes().all(|b| b.is_ascii_hexdigit());
    path.split('.').filter(|part| !is_hash(part)).collect::<Vec<_>>().join(".")
}

fn databases(text: &mut String, record: &Record) -> Result<()> {
    writeln!(text, "## The databases\n")?;
    writeln!(
        text,
        "| | made by | in | file | hazards | events | visits | sites | stoves | devices | start | memory after it | most while reading | most while saving |"
    )?;
    writeln!(text, "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
    for size in SIZES.iter().rev().chain(&GROWTH) {
        let Some(d) = record.databases.get(size.name) else { continue };
        let rows = |table: &str| whole(d.rows.get(table).copied().unwrap_or(0) as f64);
        writeln!(
            text,
            "| {} | `{}` | {:.0} s | {} MiB | {} | {} | {} | {} | {} | {} | {} ms | {:.0} MiB | {:.0} MiB | {:.0} MiB |",
            size.shown,
            d.made_by,
            d.made_in_seconds,
            whole(d.mib),
            rows("hazard"),
            rows("hazard_event"),
            rows("inspection"),
            rows("site"),
            rows("stove"),
            rows("device"),
            whole(d.start_ms),
            d.idle_mib,
            d.reading_mib,
            d.saving_mib
        )?;
    }
    writeln!(text)?;
    Ok(())
}

/// One number for each load, separated by a stroke.
pub(super) fn each(runs: &[Run], show: impl Fn(&Run) -> String) -> String {
    runs.iter().map(show).collect::<Vec<_>>().join(" / ")
}

fn reads(text: &mut String, database: &Database, size: usize) -> Result<()> {
    writeln!(
        text,
        "JSON answers at 1 / 8 connections. Times in milliseconds; the ratio is processor time over HTTP (1 connection) to that of bare SQL.\n"
    )?;
    writeln!(
        text,
        "| work | rows | KB | requests/s | p50 | p99 | **CPU per request** | bar | in process: CPU | bare SQL: statements | time | CPU | ratio |"
    )?;
    writeln!(text, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
    for kind in KINDS {
        let Some(w) = database.works.iter().find(|w| w.name == kind.name) else { continue };
        let bar = kind.bar[size].map_or(String::new(), |bar| format!("{bar}"));
        let one = w.json.first().map_or(0.0, |run| run.cpu_ms);
        writeln!(
            text,
            "| {} | {:.0} | {} | {} | {} | {} | **{}** | {bar} | {} | {:.1} | {} | {} | {:.1} |",
            kind.shown,
            w.answer_rows,
            ms(w.json.first().map_or(0.0, |run| run.bytes) / 1e3),
            each(&w.json, |r| whole(r.per_second)),
            each(&w.json, |r| ms(r.p50_ms)),
            each(&w.json, |r| ms(r.p99_ms)),
            each(&w.json, |r| ms(r.cpu_ms)),
            ms(w.whole.cpu_ms()),
            w.statements,
            ms(w.bare.wall_us / 1e3),
            ms(w.bare.cpu_ms()),
            one / w.bare.cpu_ms().max(1e-6)
        )?;
    }
    writeln!(text)?;
    Ok(())
}

fn pages(text: &mut String, database: &Database) -> Result<()> {
    writeln!(
        text,
        "The same as whole pages (HTML with its data, rendered for each request), 8 connections:\n"
    )?;
    writeln!(
        text,
        "| page | KB | requests/s | p50 | p99 | CPU per request |\n|---|---:|---:|---:|---:|---:|"
    )?;
    for kind in KINDS {
        let Some(work) = database.works.iter().find(|w| w.name == kind.name) else { continue };
        if let Some(run) = &work.page {
            writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} |",
                kind.shown,
                ms(run.bytes / 1e3),
                whole(run.per_second),
                ms(run.p50_ms),
                ms(run.p99_ms),
                ms(run.cpu_ms)
            )?;
        }
    }
    writeln!(text)?;
    Ok(())
}

fn saves(text: &mut String, record: &Record) -> Result<()> {
    let measured: Vec<(&str, &Saves)> = SIZES
        .iter()
        .rev()
        .filter_map(|s| Some((s.shown, record.databases.get(s.name)?.saves.as_ref()?)))
        .collect();
    if measured.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "## Saves\n\nOne visit with a complete checklist and two hazards, answered when it is on the disk. *In process* is the same service, 8 at a time; *bare SQL* the statements of one save, undone instead of committed. Milliseconds.\n"
    )?;
    writeln!(
        text,
        "| hazards before | connections | saves/s | p50 | p99 | CPU per save | in process: saves/s | CPU | bare SQL: statements | time | CPU |"
    )?;
    writeln!(text, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
    for (shown, s) in measured {
        for run in &s.runs {
            writeln!(
                text,
                "| {shown} | {} | {} | {} | {} | {} | {} | {} | {:.0} | {} | {} |",
                run.connections,
                whole(run.per_second),
                ms(run.p50_ms),
                ms(run.p99_ms),
                ms(run.cpu_ms),
                whole(1e6 / s.whole.wall_us),
                ms(s.whole.cpu_ms()),
                s.statements,
                ms(s.bare.wall_us / 1e3),
                ms(s.bare.cpu_ms())
            )?;
        }
    }
    writeln!(text)?;
    Ok(())
}

fn cold_starts(text: &mut String, cold: &Cold) -> Result<()> {
    writeln!(
        text,
        "## From a fresh clone\n\nBy `make bench-cold`, {} at {}. {}\n",
        cold.occasion.date, cold.occasion.commit, cold.conditions
    )?;
    writeln!(text, "| command | until | took | processors | bar | |\n|---|---|---:|---:|---:|---|")?;
    let time = |seconds: f64| format!("{} min {:02} s", (seconds / 60.0).floor(), (seconds % 60.0).floor());
    for run in &cold.runs {
        let (bar, good) = match run.bar_seconds {
            Some(bar) => (format!("≤ {}", time(bar)), met(run.seconds <= bar)),
            None => (String::new(), ""),
        };
        let processors = run.processor_seconds.map(time).unwrap_or_default();
        writeln!(
            text,
            "| `{}` | {} | {} | {processors} | {bar} | {good} |",
            run.command,
            run.until,
            time(run.seconds)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!((whole(999.0), whole(1_234_567.4)), ("999".into(), "1,234,567".into()));
        assert_eq!((ms(0.012_34), ms(1.234), ms(123.4)), ("0.012".into(), "1.23".into(), "123".into()));
        assert_eq!(unhashed("/pkg/app.8d1d297fe9b9450c2e639e.wasm"), "/pkg/app.wasm");
    }
}
