//! How the cost of a read grows with the number of hazards, on both databases: from what was measured at each size.

use super::{
    Bench,
    databases::{GROWTH, LARGEST, SIZES, Size},
    load::Run,
    page::{ms, whole},
    record::{Database, Record},
    works::KINDS,
};
use crate::layout::Layout;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

/// The sizes in order.
const STEPS: [Size; 4] = [GROWTH[0], SIZES[0], LARGEST, GROWTH[1]];

/// What is drawn: a list, a map, figures, the desk and the dashboard, of an office and of a whole city.
const DRAWN: [&str; 12] = [
    "list_subdistrict",
    "list_city",
    "search_common",
    "search_city",
    "map_tile_subdistrict",
    "map_tile_city",
    "single",
    "rates",
    "queues",
    "queues_city",
    "dashboard",
    "dashboard_city",
];

/// Where the reads went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Sqlite,
    Postgres,
}

impl On {
    const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    const fn shown(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The file of its graph, below `docs`.
    const fn file(self) -> &'static str {
        match self {
            Self::Sqlite => "bench/growth-sqlite.svg",
            Self::Postgres => "bench/growth-postgres.svg",
        }
    }

    /// What one request took of the processor, on one connection: of the server, and of the database where that is another program.
    fn cost(self, database: &Database, kind: &str) -> Option<f64> {
        let total = |run: &Run| run.cpu_ms + run.beside_ms.unwrap_or(0.0);
        match self {
            Self::Sqlite => database.works.iter().find(|work| work.name == kind)?.json.first().map(total),
            Self::Postgres => database.postgres.as_ref()?.runs(kind).first().map(total),
        }
    }
}

/// The costs of each kind by the number of hazards. Only kinds that were measured at two sizes at least: one is no growth.
fn lines(record: &Record, on: On) -> BTreeMap<&'static str, Vec<(f64, f64)>> {
    let of = |kind: &'static str| {
        let points = STEPS.iter().filter_map(|size| {
            let database = record.databases.get(size.name)?;
            Some((*database.rows.get("hazard")? as f64, on.cost(database, kind)?))
        });
        (kind, points.collect::<Vec<_>>())
    };
    DRAWN.into_iter().map(of).filter(|(_, points)| points.len() > 1).collect()
}

fn name(kind: &str) -> &str {
    KINDS.iter().find(|known| known.name == kind).map_or(kind, |known| known.shown)
}

impl Bench<'_> {
    /// Draws the graphs. Where the program that draws was never built the ones that are there stay.
    ///
    /// # Errors
    /// When one cannot be drawn.
    pub(super) fn graphs(&self, record: &Record) -> Result<()> {
        for on in On::ALL {
            let lines = lines(record, on);
            if lines.is_empty() || !self.bare.program.exists() {
                continue;
            }
            let lines: Vec<Value> = DRAWN
                .iter()
                .filter_map(|kind| Some(json!({"name": name(kind), "points": lines.get(kind)?})))
                .collect();
            let up = format!("ms of processor time a request, {}", on.shown());
            let graph = json!({"across": "hazards", "up": up, "lines": lines});
            fs::write(self.layout.root.join("docs").join(on.file()), self.draw(&graph)?)?;
        }
        Ok(())
    }

    fn draw(&self, graph: &Value) -> Result<Vec<u8>> {
        let program: &PathBuf = &self.bare.program;
        let mut child =
            Command::new(program).arg("graph").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        if let Some(mut to) = child.stdin.take() {
            to.write_all(graph.to_string().as_bytes())?;
        }
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "the graph cannot be drawn ({})", output.status);
        Ok(output.stdout)
    }
}

/// The part of the page.
///
/// # Errors
/// Never: writing into a text cannot fail.
pub fn write(text: &mut String, layout: &Layout, record: &Record) -> Result<()> {
    let both = On::ALL.map(|on| (on, lines(record, on)));
    if both.iter().all(|(_, lines)| lines.is_empty()) {
        return Ok(());
    }
    writeln!(
        text,
        "## How costs grow with the number of hazards\n\nProcessor time of one request at one connection, in milliseconds: of the server, on PostgreSQL of \
         the database too. The last column is the largest size against the smallest; what stays near 1 is flat. An office has the \
         same subdistrict at every size; \"whole city\" is all there is, so the city itself grows. `make bench ARGS=\"10m reads \
         postgres\"` measures ten million besides: hours, and some 150 GB.\n"
    )?;
    for (on, lines) in both.iter().filter(|(_, lines)| !lines.is_empty()) {
        if layout.root.join("docs").join(on.file()).exists() {
            writeln!(text, "![{}]({})\n", on.shown(), on.file())?;
        }
        // what was not measured everywhere has its own sizes
        let mut sizes: Vec<f64> = lines.values().flatten().map(|point| point.0).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.dedup();
        let heads: Vec<String> = sizes.iter().map(|size| whole(*size)).collect();
        writeln!(text, "| on {}: hazards | {} | growth |", on.shown(), heads.join(" | "))?;
        writeln!(text, "|---|{}---:|", "---:|".repeat(sizes.len()))?;
        for kind in DRAWN {
            let Some(points) = lines.get(kind) else { continue };
            let at = |size: &f64| {
                points
                    .iter()
                    .find(|point| point.0.to_bits() == size.to_bits())
                    .map_or(String::new(), |p| ms(p.1))
            };
            let cells: Vec<String> = sizes.iter().map(at).collect();
            let growth = points.last().zip(points.first()).map_or(0.0, |(last, first)| last.1 / first.1);
            writeln!(text, "| {} | {} | {growth:.1} × |", name(kind), cells.join(" | "))?;
        }
        writeln!(text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::record::{Timing, Work};

    fn record(costs: &[(&str, u64, f64)]) -> Record {
        let timing = Timing { wall_us: 0.0, cpu_us: 0.0 };
        let mut record = Record::default();
        for (size, hazards, cpu_ms) in costs {
            let run = Run {
                connections: 1,
                requests: 1,
                per_second: 1.0,
                p50_ms: 1.0,
                p99_ms: 1.0,
                max_ms: 1.0,
                cpu_ms: *cpu_ms,
                beside_ms: None,
                bytes: 1.0,
            };
            let work = Work {
                name: "list_city".into(),
                answer_rows: 1.0,
                json: vec![run],
                page: None,
                whole: timing,
                bare: timing,
                statements: 1.0,
            };
            let rows = BTreeMap::from([("hazard".to_owned(), *hazards)]);
            record
                .databases
                .insert((*size).to_owned(), Database { rows, works: vec![work], ..Database::default() });
        }
        record
    }

    #[test]
    fn a_line_goes_through_all_sizes_in_their_order() {
        let record = record(&[("1m", 1_002_145, 0.6), ("10k", 11_260, 0.4), ("100k", 101_345, 0.5)]);
        let lines = lines(&record, On::Sqlite);
        assert_eq!(lines.keys().copied().collect::<Vec<_>>(), ["list_city"]);
        assert_eq!(lines["list_city"], [(11_260.0, 0.4), (101_345.0, 0.5), (1_002_145.0, 0.6)]);
        assert!(super::lines(&record, On::Postgres).is_empty());
    }

    #[test]
    fn one_size_is_no_growth() {
        assert!(lines(&record(&[("1m", 1_002_145, 0.6)]), On::Sqlite).is_empty());
    }

    #[test]
    fn everything_that_is_drawn_is_measured() {
        for kind in DRAWN {
            assert!(KINDS.iter().any(|known| known.name == kind), "{kind}");
            assert!(GROWTH[0].reads(&[]).unwrap().iter().any(|begin| kind.starts_with(begin)), "{kind}");
        }
    }
}
